public import Core
import Crypto
import Vault

/// How much time there is.
public enum Urgency: Int, Sendable, Codable, CaseIterable, Comparable {
    /// Somebody may be in danger now.
    case acute = 1
    case high = 2
    case normal = 3
    case low = 4

    public static func < (left: Urgency, right: Urgency) -> Bool { left.rawValue < right.rawValue }
    /// The key of its words: `signals.urgency.<name>`.
    public var name: String {
        switch self {
        case .acute: "acute"
        case .high: "high"
        case .normal: "normal"
        case .low: "low"
        }
    }
}

/// Where a report has come to.
public enum ReportStatus: String, Sendable, Codable, CaseIterable {
    /// Nobody has read it yet.
    case new
    /// Read, and nobody's yet.
    case read
    /// Somebody at the desk has taken it.
    case claimed
    /// The reporter stopped the contact. The desk goes on with what it has.
    case withdrawn
    case closed

    /// Whether it is still on the desk's list of work.
    public var isOpen: Bool { self != .closed }
}

/// Where it was seen: `Resources/signals` has their words, and the signals that belong to each.
public enum Setting: String, Sendable, Codable, CaseIterable {
    case hotel
    case holidayPark = "holiday-park"
    case online
    /// A coach contacts a girl or boy, or somebody's child, about losing weight.
    case coach
    case elsewhere
}

/// The twelve provinces (CBS), and abroad.
public enum Province: String, Sendable, Codable, CaseIterable {
    case groningen, fryslan, drenthe, overijssel, flevoland, gelderland, utrecht
    case noordHolland = "noord-holland"
    case zuidHolland = "zuid-holland"
    case zeeland
    case noordBrabant = "noord-brabant"
    case limburg, abroad, unknown
}

/// How old the young person seems. No date of birth, no exact age (product rule 9).
public enum AgeBand: String, Sendable, Codable, CaseIterable {
    case under12 = "under-12"
    case from12 = "12-17"
    /// With a mild intellectual disability, or that seems so: counts as much as a child (product rule 10).
    case from18 = "18-23"
    case older, unknown
}

/// What somebody answered to "did you see this?".
public enum Seen: String, Sendable, Codable, CaseIterable {
    case seen, heard, no
    case unknown = "dont-know"
}

/// With which kinds of desk the reporter agrees that it is shared.
public enum ReferralKind: String, Sendable, Codable, CaseIterable {
    case police, care, partner
}

/// How a report came in.
public enum Channel: String, Sendable, Codable, CaseIterable {
    case web, telephone
    /// A copy that another desk wrote for this one.
    case copy
}

/// What somebody reports. Sealed as a whole; it is the first entry of the record.
public struct ReportContent: Sendable, Codable, Hashable {
    public var setting: Setting
    /// The role on the floor, as the checklist names it; empty when not said.
    public var role: String
    /// The answers of the checklist, by indicator.
    public var answers: [String: Seen]
    /// The advice that the answers led to (`Advice.Level`), empty without a checklist.
    public var advice: String
    public var urgency: Urgency
    /// Why that urgency: keys of sentences, `signals.reason.<key>`.
    public var reasons: [String]
    public var what: String
    public var place: String
    public var when: String
    /// Behaviour and circumstances of who was there; no names of guests are asked for.
    public var who: String
    public var isThereNow: Seen
    public var age: AgeBand
    public var province: Province
    public var consents: Set<ReferralKind>
    public var isNamed: Bool
    public var channel: Channel
    public var language: Language

    public init(
        setting: Setting, role: String = "", answers: [String: Seen] = [:], advice: String = "",
        urgency: Urgency = .normal, reasons: [String] = [], what: String, place: String = "", when: String = "",
        who: String = "", isThereNow: Seen = .unknown, age: AgeBand = .unknown, province: Province = .unknown,
        consents: Set<ReferralKind> = [], isNamed: Bool = false, channel: Channel = .web, language: Language = .nl
    ) {
        self.setting = setting
        self.role = role
        self.answers = answers
        self.advice = advice
        self.urgency = urgency
        self.reasons = reasons
        self.what = what
        self.place = place
        self.when = when
        self.who = who
        self.isThereNow = isThereNow
        self.age = age
        self.province = province
        self.consents = consents
        self.isNamed = isNamed
        self.channel = channel
        self.language = language
    }
}

/// Who reported and how to reach that person. Sealed for the custodian desk only.
public struct ReporterIdentity: Sendable, Codable, Hashable {
    public var name: String
    public var phone: String
    public var email: String
    /// When and how it is safe to call.
    public var safely: String

    public init(name: String, phone: String = "", email: String = "", safely: String = "") {
        self.name = name
        self.phone = phone
        self.email = email
        self.safely = safely
    }
}

/// A document as it came, after it was looked through (`DocumentScreen`).
public struct Document: Sendable, Hashable {
    public enum Kind: String, Sendable, Codable { case text, pdf }
    public var name: String
    public var kind: Kind
    public var bytes: [UInt8]

    public init(name: String, kind: Kind, bytes: [UInt8]) {
        self.name = name
        self.kind = kind
        self.bytes = bytes
    }

    /// SHA-256 of the content, in hexadecimal.
    var sha256: String { Array(SHA256.hash(data: bytes)).hex }
}

/// Everything that is filed at once.
public struct ReportDraft: Sendable {
    public var content: ReportContent
    public var identity: ReporterIdentity?
    public var documents: [Document]

    public init(content: ReportContent, identity: ReporterIdentity? = nil, documents: [Document] = []) {
        self.content = content
        self.identity = identity
        self.documents = documents
    }
}
