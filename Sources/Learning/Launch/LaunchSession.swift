import Core
import XAPI

/// The verbs of statements that cmi5 defines (9.3).
enum CMI5Verb: String, Hashable, Sendable, CaseIterable {
    case launched, initialized, completed, passed, failed, abandoned, waived, terminated, satisfied

    var iri: String {
        switch self {
        case .launched, .initialized, .completed, .passed, .failed, .terminated:
            "http://adlnet.gov/expapi/verbs/\(rawValue)"
        case .abandoned, .waived, .satisfied: "https://w3id.org/xapi/adl/verbs/\(rawValue)"
        }
    }

    init?(iri: String) {
        guard let verb = Self.allCases.first(where: { $0.iri == iri }) else { return nil }
        self = verb
    }

    /// Whether a unit may say it; the others are for who launches.
    var isOfUnit: Bool {
        switch self {
        case .initialized, .completed, .passed, .failed, .terminated: true
        case .launched, .abandoned, .waived, .satisfied: false
        }
    }
}

/// Identifiers of cmi5.
enum CMI5 {
    static let cmi5Category = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
    static let moveOnCategory = "https://w3id.org/xapi/cmi5/context/categories/moveon"
    static let sessionID = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
    static let masteryScore = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
    static let launchMode = "https://w3id.org/xapi/cmi5/context/extensions/launchmode"
    static let launchURL = "https://w3id.org/xapi/cmi5/context/extensions/launchurl"
    static let moveOn = "https://w3id.org/xapi/cmi5/context/extensions/moveon"
    static let launchParameters = "https://w3id.org/xapi/cmi5/context/extensions/launchparameters"
    static let progress = "https://w3id.org/xapi/cmi5/result/extensions/progress"
    static let reason = "https://w3id.org/xapi/cmi5/result/extensions/reason"
    static let block = "https://w3id.org/xapi/cmi5/activitytype/block"
    static let course = "https://w3id.org/xapi/cmi5/activitytype/course"
    static let launchData = "LMS.LaunchData"
}

/// Whether what a unit reports is to count (chapter 10).
enum LaunchMode: String, Hashable, Sendable {
    case normal = "Normal"
    /// What was satisfied before is looked at again.
    case review = "Review"
}

/// One session of a learner with a unit, as far as the rules for its statements need it.
struct LaunchSession: Hashable, Sendable {
    let id: Identifier
    let registration: Identifier
    /// The account of the learner.
    let actor: LearnerAccount
    /// The id that we gave to the unit.
    let activity: String
    /// The publisher's id of the unit.
    let publisher: String
    let masteryScore: String?
    let mode: LaunchMode
    let launched: Instant
    /// What a unit said in this session.
    var verbs: Set<CMI5Verb> = []
    /// What it said in the other sessions of the registration.
    var earlier: Set<CMI5Verb> = []
    /// The timestamp of `initialized`.
    var initialized: Instant?
    /// The timestamp of `terminated`, and when it came.
    var terminated: Instant?
    var ended: Instant?
    var abandoned: Instant?
    /// The latest timestamp of what came.
    var latest: Instant?

    /// How long after `terminated` came, in seconds, statements are still taken that were made before it and came late.
    static let grace: Int64 = 60
    /// A session that nobody ended is over after so many seconds.
    static let longest: Int64 = 24 * 3600

    /// Whether anything may still come at `now`.
    func isOpen(at now: Instant) -> Bool {
        guard abandoned == nil, now < launched.advanced(bySeconds: Self.longest) else { return false }
        return ended.map { now < $0.advanced(bySeconds: Self.grace) } ?? true
    }

    /// From launch to the last statement, as `abandoned` has to tell it (9.5.4.2), in milliseconds.
    var duration: Int64 { max(0, (latest ?? launched).milliseconds - launched.milliseconds) }
}

/// Who a learner is to the record store: a random name for one course, which says nothing about a person.
struct LearnerAccount: Hashable, Sendable {
    let homePage: String
    let name: String

    var identifier: AgentIdentifier { .account(homePage: homePage, name: name) }

    var json: JSONValue {
        .members([
            "objectType": .string("Agent"),
            "account": .members(["homePage": .string(homePage), "name": .string(name)]),
        ])
    }
}

extension JSONValue {
    /// An object; members that are `nil` are left out.
    static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(JSONObject(members.compactMap { name, value in value.map { .init(name: name, value: $0) } }))
    }
}
