public import Core
public import Directory
import FoundationEssentials
public import Review
public import Web

/// What the demo shows, as `Resources/demo/first-half-2020.yaml` tells it.
///
/// Only a reader: App loads the facts through the services of the parts, so that the rules of an installation hold for
/// them too.
public struct DemoFacts: Hashable, Sendable {
    public struct Organisation: Hashable, Sendable {
        /// The name by which the file refers to it.
        public var key: String
        public var name: String
        public var kind: OrganisationKind
    }

    public struct Desk: Hashable, Sendable {
        public var key: String
        public var name: String
        public var organisation: String
        public var task: DeskTask
    }

    public struct Member: Hashable, Sendable {
        /// The name by which the file refers to the member; also what is typed to sign in.
        public var key: String
        public var name: String
        public var organisation: String
        public var isAdministrator: Bool
        public var desks: [String]
    }

    public struct JoinLink: Hashable, Sendable {
        public var organisation: String
        public var audience: String
        /// The slug of the course.
        public var course: String
    }

    /// A counted number of people.
    public struct Participation: Hashable, Sendable {
        public var activity: String
        public var audience: String
        public var people: Int
        public var period: Period
        /// The organisation that counted.
        public var organisation: String
    }

    /// A training of which only the month is known, and how many municipalities were there.
    public struct Session: Hashable, Sendable {
        public var title: Words
        public var month: Period
        public var audiences: [String]
        public var municipalities: Int
        public var with: [String]
        public var organisedBy: String
        public var programme: String
    }

    /// The text of the review, and the members of the demo who wrote it and agreed to it.
    public struct Written: Hashable, Sendable {
        public var editor: String
        public var approvers: [String]
        public var content: ReviewContent
    }

    /// The audiences that participations and sessions may name (product words).
    public enum Audience: String, Sendable, CaseIterable {
        case hotel
        case holidayPark = "holiday-park"
        case tourismStudent = "tourism-student"
        case security, municipality, police
    }

    public var period: Period
    /// Where participations and sessions come from.
    public var source: Source
    public var organisations: [Organisation]
    public var desks: [Desk]
    public var members: [Member]
    public var joinLinks: [JoinLink]
    public var participations: [Participation]
    public var sessions: [Session]
    public var takenOver: [TakenOver]
    public var review: Written

    /// Reads `first-half-2020.yaml` in `folder`.
    ///
    /// - Throws: `DemoFactsError` with the line and the mistake.
    public init(folder: String) throws {
        let file = "\(folder)/first-half-2020.yaml"
        guard let data = try? Data(contentsOf: URL(filePath: file)),
            let text = String(validating: data, as: UTF8.self)
        else { throw DemoFactsError(file: file, line: 1, reason: .unreadable("not found, or not UTF-8")) }
        try self.init(yaml: text, file: file)
    }

    /// Reads the text of such a file; `file` is its name in error messages.
    public init(yaml: String, file: String) throws {
        let root = try DemoNode.root(yaml, file: file)
        let top = try root.fields(
            "period", "source", "organisations", "desks", "members", "join_links", "participations", "sessions",
            "taken_over", "review")
        func part(_ name: String) throws -> DemoNode { try top.required(name, of: root) }
        period = try part("period").period()
        source = try Self.source(part("source"))
        organisations = try part("organisations").items().map(Self.organisation)
        let known = try Self.keys(organisations.map(\.key), of: part("organisations"))
        desks = try part("desks").items().map { try Self.desk($0, known) }
        let knownDesks = try Self.keys(desks.map(\.key), of: part("desks"))
        members = try part("members").items().map { try Self.member($0, known, knownDesks) }
        let knownMembers = try Self.keys(members.map(\.key), of: part("members"))
        joinLinks = try part("join_links").items().map { try Self.joinLink($0, known) }
        participations = try part("participations").items().map { try Self.participation($0, known) }
        sessions = try part("sessions").items().map { try Self.session($0, known) }
        takenOver = try part("taken_over").items().map(Self.takenOver)
        let names = Dictionary(uniqueKeysWithValues: organisations.map { ($0.key, $0.name) })
        review = try Self.written(part("review"), members: knownMembers, organisations: names, source)
    }

    private static func keys(_ keys: [String], of list: DemoNode) throws -> Set<String> {
        var seen: Set<String> = []
        for key in keys where !seen.insert(key).inserted { throw list.mistake(.twice(key)) }
        return seen
    }

    private static func organisation(_ node: DemoNode) throws -> Organisation {
        let fields = try node.fields("id", "name", "kind")
        return Organisation(
            key: try fields.required("id", of: node).text(), name: try fields.required("name", of: node).text(),
            kind: try fields.required("kind", of: node).choice())
    }

    private static func desk(_ node: DemoNode, _ organisations: Set<String>) throws -> Desk {
        let fields = try node.fields("id", "name", "organisation", "task")
        return Desk(
            key: try fields.required("id", of: node).text(), name: try fields.required("name", of: node).text(),
            organisation: try fields.required("organisation", of: node).name(in: organisations),
            task: try fields.required("task", of: node).choice())
    }

    private static func member(
        _ node: DemoNode, _ organisations: Set<String>, _ desks: Set<String>
    ) throws -> Member {
        let fields = try node.fields("id", "name", "organisation", "administrator", "desks")
        return Member(
            key: try fields.required("id", of: node).text(), name: try fields.required("name", of: node).text(),
            organisation: try fields.required("organisation", of: node).name(in: organisations),
            isAdministrator: try fields.required("administrator", of: node).flag(),
            desks: try fields.required("desks", of: node).items().map { try $0.name(in: desks) })
    }

    private static func joinLink(_ node: DemoNode, _ organisations: Set<String>) throws -> JoinLink {
        let fields = try node.fields("organisation", "audience", "course")
        return JoinLink(
            organisation: try fields.required("organisation", of: node).name(in: organisations),
            audience: try fields.required("audience", of: node).choice(Audience.self).rawValue,
            course: try fields.required("course", of: node).text())
    }

    private static func participation(_ node: DemoNode, _ organisations: Set<String>) throws -> Participation {
        let fields = try node.fields("activity", "audience", "people", "from", "to", "organisation")
        return Participation(
            activity: try fields.required("activity", of: node).text(),
            audience: try fields.required("audience", of: node).choice(Audience.self).rawValue,
            people: try fields.required("people", of: node).number(), period: try days(node, fields),
            organisation: try fields.required("organisation", of: node).name(in: organisations))
    }

    private static func session(_ node: DemoNode, _ organisations: Set<String>) throws -> Session {
        let fields = try node.fields(
            "title", "month", "audiences", "municipalities", "with", "organised_by", "programme")
        return Session(
            title: try words(fields.required("title", of: node)),
            month: try fields.required("month", of: node).month(),
            audiences: try fields.required("audiences", of: node).items().map {
                try $0.choice(Audience.self).rawValue
            },
            municipalities: try fields.required("municipalities", of: node).number(),
            with: try fields.required("with", of: node).items().map { try $0.name(in: organisations) },
            organisedBy: try fields.required("organised_by", of: node).name(in: organisations),
            programme: try fields.required("programme", of: node).text())
    }

    private static func takenOver(_ node: DemoNode) throws -> TakenOver {
        let fields = try node.fields("figure", "counts", "value", "from", "to", "counted_in", "source", "note")
        return TakenOver(
            figure: try fields.required("figure", of: node).text(),
            counts: try fields.required("counts", of: node).choice(),
            value: try fields.required("value", of: node).number(), period: try days(node, fields),
            countedIn: try fields["counted_in"]?.period().name, source: try source(fields.required("source", of: node)),
            note: try fields["note"].map(words) ?? Words())
    }

    private static func days(_ node: DemoNode, _ fields: [String: DemoNode]) throws -> Period {
        let to = try fields.required("to", of: node)
        guard let period = Period(from: try fields.required("from", of: node).day(), to: try to.day()) else {
            throw to.mistake(.expected("to", .order))
        }
        return period
    }

    private static func source(_ node: DemoNode) throws -> Source {
        let fields = try node.fields("title", "kind", "url")
        return Source(
            title: try fields.required("title", of: node).text(), kind: try fields.required("kind", of: node).choice(),
            url: try fields["url"]?.text())
    }

    /// Dutch and English, both there.
    private static func words(_ node: DemoNode) throws -> Words {
        let fields = try node.fields("nl", "en")
        return Words(
            nl: try fields.required("nl", of: node).text(), en: try fields.required("en", of: node).text())
    }
}

extension DemoFacts {
    private static func written(
        _ node: DemoNode, members: Set<String>, organisations: [String: String], _ source: Source
    ) throws -> Written {
        let fields = try node.fields(
            "editor", "approvers", "introduction", "headlines", "sections", "milestones", "awaited", "funders",
            "more_funders", "related")
        func part(_ name: String) throws -> DemoNode { try fields.required(name, of: node) }
        let sections = try part("sections").items().map(section)
        let known = Set(sections.map(\.id))
        let published = Source(title: source.title, kind: .takenOver, url: source.url)
        let content = ReviewContent(
            introduction: try words(part("introduction")),
            headlines: try part("headlines").items().map { try $0.text() },
            sections: sections,
            milestones: try part("milestones").items().map { try milestone($0, known, published) },
            awaited: try part("awaited").items().map { try awaited($0, known) },
            funders: try part("funders").items().map { organisations[try $0.name(in: organisations.keys)]! },
            hasMoreFunders: try part("more_funders").flag(),
            related: try part("related").items().map(related))
        return Written(
            editor: try part("editor").name(in: members),
            approvers: try part("approvers").items().map { try $0.name(in: members) }, content: content)
    }

    private static func section(_ node: DemoNode) throws -> ReviewSection {
        let fields = try node.fields("id", "title", "figures", "text")
        return ReviewSection(
            id: try fields.required("id", of: node).text(), title: try words(fields.required("title", of: node)),
            text: try words(fields.required("text", of: node)),
            figures: try fields.required("figures", of: node).items().map { try $0.text() })
    }

    private static func milestone(_ node: DemoNode, _ sections: Set<String>, _ source: Source) throws -> Milestone {
        let fields = try node.fields("when", "kind", "section", "text", "source")
        return Milestone(
            when: try when(fields.required("when", of: node)), kind: try fields.required("kind", of: node).choice(),
            text: try words(fields.required("text", of: node)),
            section: try fields["section"]?.name(in: sections),
            source: try fields["source"].map { try Self.source($0) } ?? source)
    }

    private static func when(_ node: DemoNode) throws -> When {
        let fields = try node.fields("precision", "date")
        let precision = try fields.required("precision", of: node).text()
        guard let when = When(precision: precision, date: try fields["date"]?.text()) else {
            throw node.mistake(.expected("when", .when))
        }
        return when
    }

    private static func awaited(_ node: DemoNode, _ sections: Set<String>) throws -> Awaited {
        let fields = try node.fields("section", "text")
        return Awaited(
            text: try words(fields.required("text", of: node)), section: try fields["section"]?.name(in: sections))
    }

    private static func related(_ node: DemoNode) throws -> RelatedSubject {
        let fields = try node.fields("text", "url")
        return RelatedSubject(text: try words(fields.required("text", of: node)), url: try fields["url"]?.text())
    }
}
