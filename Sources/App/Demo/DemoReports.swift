import Core
import FoundationEssentials
import Signals

/// The invented reports of the demo, as `Resources/demo/signals.yaml` tells them.
struct DemoReports: Sendable {
    /// Who looks at a desk's reports, on which days and from when to when.
    struct Duty: Sendable {
        var desk: String
        /// Monday is 1.
        var days: [Int]
        /// Minutes from midnight.
        var from: Int
        var to: Int
        /// Who is called first, second, ….
        var members: [String]
    }

    /// One invented report, and what was done with it.
    struct Invented: Sendable {
        var content: ReportContent
        var identity: ReporterIdentity?
        var documents: [Document] = []
        var claimedBy: String?
        /// From the desk with the member, or from the reporter without one.
        var messages: [(by: String?, text: String)] = []
        var notes: [(by: String, text: String)] = []
        var identityAsked: (by: String, reason: String)?
        var closed: (by: String, outcome: ReportOutcome, words: String)?
        var referred: (by: String, to: String, mode: Referral.Mode)?
        /// Who saw that it is about the same as the report before it.
        var mergedBy: String?

        /// Who at the desk read it first; `nil` when nobody did.
        var reader: String? {
            claimedBy ?? messages.compactMap(\.by).first ?? notes.first?.by ?? closed?.by ?? referred?.by ?? mergedBy
        }
    }

    var rota: [Duty]
    var reports: [Invented]

    /// Reads `signals.yaml` in `folder`; `facts` has the members and desks that it names.
    ///
    /// - Throws: `DemoFactsError` with the line and the mistake.
    init(folder: String, facts: DemoFacts) throws {
        let file = "\(folder)/signals.yaml"
        guard let data = FileManager.default.contents(atPath: file), let text = String(validating: data, as: UTF8.self)
        else { throw DemoFactsError(file: file, line: 1, reason: .unreadable("not found, or not UTF-8")) }
        let members = Set(facts.members.map(\.key))
        let desks = Set(facts.desks.map(\.key))
        let root = try DemoNode.root(text, file: file)
        let top = try root.fields("rota", "reports")
        rota = try top.required("rota", of: root).items().map { try Self.duty($0, members, desks) }
        reports = try top.required("reports", of: root).items().map { try Self.report($0, members, desks) }
    }

    private static func duty(_ node: DemoNode, _ members: Set<String>, _ desks: Set<String>) throws -> Duty {
        let fields = try node.fields("desk", "days", "from", "to", "members")
        return Duty(
            desk: try fields.required("desk", of: node).name(in: desks),
            days: try fields.required("days", of: node).items().map { try $0.number() },
            from: try fields.required("from", of: node).number(), to: try fields.required("to", of: node).number(),
            members: try fields.required("members", of: node).items().map { try $0.name(in: members) })
    }

    private static func report(_ node: DemoNode, _ members: Set<String>, _ desks: Set<String>) throws -> Invented {
        let fields = try node.fields(
            "setting", "role", "answers", "age", "province", "urgency", "what", "place", "when", "who", "there_now",
            "consents", "named", "document", "claimed_by", "messages", "notes", "identity_asked", "closed", "referred",
            "duplicate_of_previous")
        var report = Invented(
            content: try content(node, fields), identity: try fields["named"].map(identity),
            claimedBy: try fields["claimed_by"]?.name(in: members))
        report.documents = try fields["document"].map { [try document($0)] } ?? []
        report.messages = try fields["messages"]?.items().map { try message($0, members) } ?? []
        report.notes =
            try fields["notes"]?.items().map { node in
                let fields = try node.fields("by", "text")
                return (
                    try fields.required("by", of: node).name(in: members), try fields.required("text", of: node).text()
                )
            } ?? []
        report.identityAsked = try fields["identity_asked"].map { node in
            let fields = try node.fields("by", "reason")
            return (
                try fields.required("by", of: node).name(in: members),
                try fields.required("reason", of: node).text()
            )
        }
        report.closed = try fields["closed"].map { node in
            let fields = try node.fields("by", "outcome", "words")
            return (
                try fields.required("by", of: node).name(in: members),
                try fields.required("outcome", of: node).choice(), try fields.required("words", of: node).text()
            )
        }
        report.referred = try fields["referred"].map { node in
            let fields = try node.fields("by", "to", "mode")
            return (
                try fields.required("by", of: node).name(in: members),
                try fields.required("to", of: node).name(in: desks), try fields.required("mode", of: node).choice()
            )
        }
        report.mergedBy = try fields["duplicate_of_previous"].map { node in
            try node.fields("by").required("by", of: node).name(in: members)
        }
        return report
    }

    private static func content(_ node: DemoNode, _ fields: [String: DemoNode]) throws -> ReportContent {
        func line(_ name: String) throws -> String { try fields.required(name, of: node).optionalText() }
        var seen: [String: Seen] = [:]
        for (key, value) in try fields.required("answers", of: node).entries() { seen[key] = try value.choice() }
        let name = try fields.required("urgency", of: node)
        let wanted = try name.text()
        guard let urgency = Urgency.allCases.first(where: { $0.name == wanted }) else {
            throw name.mistake(
                .notAllowed(wanted, allowed: Urgency.allCases.map(\.name).joined(separator: ", ")))
        }
        return ReportContent(
            setting: try fields.required("setting", of: node).choice(), role: try line("role"), answers: seen,
            urgency: urgency, what: try line("what"), place: try line("place"), when: try line("when"),
            who: try line("who"), isThereNow: try fields.required("there_now", of: node).choice(),
            age: try fields.required("age", of: node).choice(),
            province: try fields.required("province", of: node).choice(),
            consents: Set(try fields.required("consents", of: node).items().map { try $0.choice() }),
            isNamed: fields["named"] != nil)
    }

    private static func identity(_ node: DemoNode) throws -> ReporterIdentity {
        let fields = try node.fields("name", "phone", "safely")
        return ReporterIdentity(
            name: try fields.required("name", of: node).text(), phone: try fields["phone"]?.text() ?? "",
            safely: try fields["safely"]?.text() ?? "")
    }

    private static func document(_ node: DemoNode) throws -> Document {
        let fields = try node.fields("name", "text")
        return Document(
            name: try fields.required("name", of: node).text(), kind: .text,
            bytes: Array(try fields.required("text", of: node).text().utf8))
    }

    private static func message(_ node: DemoNode, _ members: Set<String>) throws -> (by: String?, text: String) {
        let fields = try node.fields("from", "by", "text")
        let isDesk = try fields.required("from", of: node).name(in: ["desk", "reporter"]) == "desk"
        return (
            isDesk ? try fields.required("by", of: node).name(in: members) : nil,
            try fields.required("text", of: node).text()
        )
    }
}
