import Content
import Core

/// What is looked at before and after the 18th birthday: a list that people wrote, with a version. An item never changes its meaning;
/// a new meaning is a new item.
public struct Checklist: Sendable {
    /// As the file calls it.
    public let version: String
    /// In the order in which a person reads them.
    let items: [ChecklistItem]
    private let places: [String: Int]

    init(version: String, items: [ChecklistItem]) {
        self.version = version
        self.items = items
        places = Dictionary(items.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    subscript(_ id: String) -> ChecklistItem? { places[id].map { items[$0] } }

    /// The items that are put into a plan on a day.
    func valid(on day: Day) -> [ChecklistItem] { items.filter { $0.isValid(on: day) } }

    /// How many a professional has not looked at.
    public var waiting: Int { items.count { $0.review == .waiting } }
}

/// One thing to arrange.
struct ChecklistItem: Sendable, Identifiable {
    enum Kind: String, Sendable, CaseIterable {
        /// A term of law.
        case hard
        /// Counted back from what has to be ready.
        case planned
        /// What good workers do.
        case practice
    }

    /// How sure it is that it is so.
    enum Certainty: String, Sendable, CaseIterable {
        /// On a public page or in a source.
        case seen
        /// On a page that is old or about a bill.
        case seenOld = "seen-old"
        /// Generally known, and not looked up.
        case general
    }

    /// Who does it.
    enum Who: String, Sendable, CaseIterable {
        case youngPerson = "young-person"
        case worker, provider
        case guardianAgency = "guardian-agency"
        case municipality, coordinator, mentor, clinician, gp
        case fosterCare = "foster-care"
        case familyHome = "family-home"
        case school
        case transferPoint = "transfer-point"
        case debtHelp = "debt-help"
        case clientSupport = "client-support"
        case lawyer, nidos, comensha
    }

    let id: String
    let domain: Domain
    let due: Offset
    let kind: Kind
    let who: [Who]
    /// For who works with it.
    let text: Translated
    /// In plain words, for the young person.
    let plain: Translated
    /// Law or policy, in Dutch; empty when none was seen.
    let basis: String
    /// Where it was found, in Dutch; empty when nowhere.
    let source: String
    let certainty: Certainty
    let dueCertainty: Certainty
    let validFrom: Day
    /// The first day without; `nil` while it is in use.
    let validUntil: Day?
    let review: ReviewMark
    /// Whether the young person finds it on their own phone, which somebody else may hold: nothing that tells of exploitation or care.
    var isOnPhone = true

    func isValid(on day: Day) -> Bool { validFrom <= day && (validUntil.map { day < $0 } ?? true) }
}
