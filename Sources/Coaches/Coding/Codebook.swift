public import Content
import Core

/// What observations are coded with: a list that a person wrote, with a version. A code never changes its meaning; a new
/// meaning is a new code in a new version.
public struct Codebook: Sendable {
    /// What a code is about. Weight advice is no crime in itself and is kept apart from the rest.
    public enum Group: String, Sendable, CaseIterable {
        case contact, sexual, threat, weight
    }

    public struct Code: Sendable, Identifiable {
        public let id: String
        public let group: Group
        public let name: Translated
        /// When it is given, and when not.
        public let definition: Translated
        /// Whether it is a demand to the young person, which figures count.
        public let isDemand: Bool
        /// Whether only a description in a few words is kept: a manual.
        public let isDescribedOnly: Bool

        public init(
            id: String, group: Group, name: Translated, definition: Translated, isDemand: Bool = false,
            isDescribedOnly: Bool = false
        ) {
            self.id = id
            self.group = group
            self.name = name
            self.definition = definition
            self.isDemand = isDemand
            self.isDescribedOnly = isDescribedOnly
        }
    }

    /// Who outside the project looks at it.
    public enum Reviewer: String, Sendable, CaseIterable {
        case police, care, survivors, counsel
    }

    public let version: String
    /// In the order in which a person reads them.
    public let codes: [Code]
    /// Who has looked at it. Who is not in it has not.
    public let review: [Reviewer: ReviewMark]
    private let places: [String: Int]

    public init(version: String, codes: [Code], review: [Reviewer: ReviewMark] = [:]) {
        self.version = version
        self.codes = codes
        self.review = review
        places = Dictionary(codes.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    public subscript(_ id: String) -> Code? { places[id].map { codes[$0] } }

    /// The same codes in the order of the book, each once.
    public func ordered(_ ids: [String]) -> [String] {
        Set(ids).sorted { (places[$0] ?? Int.max, $0) < (places[$1] ?? Int.max, $1) }
    }

    /// Who has not looked at it yet.
    public var waiting: [Reviewer] {
        Reviewer.allCases.filter { reviewer in
            if case .done = review[reviewer] { false } else { true }
        }
    }
}
