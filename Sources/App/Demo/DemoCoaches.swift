import Coaches
import Core
import FoundationEssentials

/// The invented studies of the demo, as `Resources/demo/coaches.yaml` tells them.
struct DemoCoaches: Sendable {
    struct InventedStudy: Sendable {
        var title: String
        var question: String
        var daysAgo: Int
        var approvedDays: Int
        var by: String
        var sessions: [InventedSession]
        var described: [Described]
        var readings: [(number: Int, by: String, codes: [String])]
        var takedowns: [InventedTakedown]
        var victimDaysAgo: Int?
    }

    struct InventedSession: Sendable {
        var by: String
        var secondReader: String
        var persona: String
        var statedAge: Int
        var platform: String
        var daysAgo: Int
        /// Whether it goes on, so that a visitor of the demo can enter something.
        var isOpen: Bool
        var observations: [InventedObservation]
    }

    struct InventedObservation: Sendable {
        var selectors: [Selector]
        /// From the beginning of the sitting.
        var minute: Int
        var codes: [String]
        var initiator: Observation.Initiator
        var ageStated: Observation.Known
        var text: String
    }

    struct Described: Sendable {
        var handle: String
        var name: String
        var age: Int
        var place: String
        var profile: String
    }

    struct InventedTakedown: Sendable {
        var target: Takedown.Target
        var name: String
        var receiver: Takedown.Receiver
        var daysAgo: Int
        var answer: (Takedown.Answer, daysAgo: Int)?
    }

    var desk: String
    var studies: [InventedStudy]
    var comparedBy: String
    var confirmedBy: String

    /// Reads `coaches.yaml` in `folder`; `facts` has the members and desks that it names.
    ///
    /// - Throws: `DemoFactsError` with the line and the mistake.
    init(folder: String, facts: DemoFacts) throws {
        let file = "\(folder)/coaches.yaml"
        guard let data = FileManager.default.contents(atPath: file), let text = String(validating: data, as: UTF8.self)
        else { throw DemoFactsError(file: file, line: 1, reason: .unreadable("not found, or not UTF-8")) }
        let members = Set(facts.members.map(\.key))
        let root = try DemoNode.root(text, file: file)
        let top = try root.fields("desk", "studies", "compared_by", "confirmed_by")
        desk = try top.required("desk", of: root).name(in: facts.desks.map(\.key))
        studies = try top.required("studies", of: root).items().map { try Self.study($0, members) }
        comparedBy = try top.required("compared_by", of: root).name(in: members)
        confirmedBy = try top.required("confirmed_by", of: root).name(in: members)
    }

    private static func study(_ node: DemoNode, _ members: Set<String>) throws -> InventedStudy {
        let fields = try node.fields(
            "title", "question", "days_ago", "approved_days", "by", "sessions", "described", "second_readings",
            "takedowns", "victim_days_ago")
        func list(_ name: String) throws -> [DemoNode] { try fields.required(name, of: node).items() }
        return InventedStudy(
            title: try fields.required("title", of: node).text(),
            question: try fields.required("question", of: node).text(),
            daysAgo: try fields.required("days_ago", of: node).number(),
            approvedDays: try fields.required("approved_days", of: node).number(),
            by: try fields.required("by", of: node).name(in: members),
            sessions: try list("sessions").map { try session($0, members) },
            described: try list("described").map(described),
            readings: try list("second_readings").map { node in
                let fields = try node.fields("number", "by", "codes")
                return (
                    try fields.required("number", of: node).number(),
                    try fields.required("by", of: node).name(in: members),
                    try fields.required("codes", of: node).items().map { try $0.text() }
                )
            }, takedowns: try list("takedowns").map(takedown),
            victimDaysAgo: try fields["victim_days_ago"]?.number())
    }

    private static func session(_ node: DemoNode, _ members: Set<String>) throws -> InventedSession {
        let fields = try node.fields(
            "by", "second_reader", "persona", "stated_age", "platform", "days_ago", "open", "observations")
        return InventedSession(
            by: try fields.required("by", of: node).name(in: members),
            secondReader: try fields.required("second_reader", of: node).name(in: members),
            persona: try fields.required("persona", of: node).text(),
            statedAge: try fields.required("stated_age", of: node).number(),
            platform: try fields.required("platform", of: node).text(),
            daysAgo: try fields.required("days_ago", of: node).number(),
            isOpen: try fields["open"]?.flag() ?? false,
            observations: try fields.required("observations", of: node).items().map(observation))
    }

    private static func observation(_ node: DemoNode) throws -> InventedObservation {
        let fields = try node.fields(
            "handle", "phone", "mail", "minute", "codes", "initiator", "age_stated", "text")
        return InventedObservation(
            selectors: try Selector.Kind.allCases.compactMap { kind in
                try fields[kind.rawValue].map { Selector(kind, try $0.text()) }
            }, minute: try fields.required("minute", of: node).number(),
            codes: try fields.required("codes", of: node).items().map { try $0.text() },
            initiator: try fields.required("initiator", of: node).choice(),
            ageStated: try fields.required("age_stated", of: node).choice(),
            text: try fields.required("text", of: node).text())
    }

    private static func described(_ node: DemoNode) throws -> Described {
        let fields = try node.fields("handle", "name", "age", "place", "profile")
        return Described(
            handle: try fields.required("handle", of: node).text(), name: try fields.required("name", of: node).text(),
            age: try fields.required("age", of: node).number(),
            place: try fields.required("place", of: node).optionalText(),
            profile: try fields.required("profile", of: node).text())
    }

    private static func takedown(_ node: DemoNode) throws -> InventedTakedown {
        let fields = try node.fields("target", "name", "receiver", "days_ago", "answer", "answered_days_ago")
        let answer: (Takedown.Answer, daysAgo: Int)? = try fields["answer"].map {
            (try $0.choice(), try fields.required("answered_days_ago", of: node).number())
        }
        return InventedTakedown(
            target: try fields.required("target", of: node).choice(),
            name: try fields.required("name", of: node).text(),
            receiver: try fields.required("receiver", of: node).choice(),
            daysAgo: try fields.required("days_ago", of: node).number(), answer: answer)
    }
}
