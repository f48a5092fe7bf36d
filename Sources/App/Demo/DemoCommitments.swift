import Commitments
import Core
import Directory
import FoundationEssentials
import Web

/// The chain of promises of the demo, as `Resources/demo/commitments.yaml` tells it.
struct DemoCommitments: Sendable {
    /// One thing, and what it follows from.
    struct Entry: Sendable {
        var key: String
        var draft: ItemDraft
        var follows: [String]
        var isFollowed: Bool
    }

    var themes: [Theme]
    var offices: [Office]
    var holders: [Holder]
    /// The member of the demo who recorded it.
    var officer: String
    /// In an order in which whatever something follows from comes before it.
    var entries: [Entry]
    /// Records of the House that wait for a decision.
    var proposals: [HouseRecord]

    /// Reads `commitments.yaml` in `folder`; `facts` has the members that it names.
    ///
    /// - Throws: `DemoFactsError` with the line and the mistake.
    init(folder: String, facts: DemoFacts) throws {
        let file = "\(folder)/commitments.yaml"
        guard let data = FileManager.default.contents(atPath: file), let text = String(validating: data, as: UTF8.self)
        else { throw DemoFactsError(file: file, line: 1, reason: .unreadable("not found, or not UTF-8")) }
        let root = try DemoNode.root(text, file: file)
        let top = try root.fields("themes", "offices", "holders", "officer", "items", "proposals")
        themes = try top.required("themes", of: root).items().map { node in
            let (key, name) = try Self.named(node)
            return Theme(key: key, name: name)
        }
        offices = try top.required("offices", of: root).items().map { node in
            let (key, name) = try Self.named(node)
            return Office(key: key, name: name)
        }
        let officeKeys = offices.map(\.key)
        holders = try top.required("holders", of: root).items().map { node in
            let fields = try node.fields("office", "name", "from", "until")
            return Holder(
                office: try fields.required("office", of: node).name(in: officeKeys),
                name: try fields.required("name", of: node).text(), from: try fields.required("from", of: node).day(),
                until: try fields["until"]?.day())
        }
        officer = try top.required("officer", of: root).name(in: facts.members.map(\.key))
        proposals = try top.required("proposals", of: root).items().map(Self.proposal)
        entries = []
        for node in try top.required("items", of: root).items() {
            entries.append(try entry(node, officeKeys))
        }
    }

    private static func named(_ node: DemoNode) throws -> (String, Words) {
        let fields = try node.fields("key", "name")
        return (try fields.required("key", of: node).text(), try words(fields.required("name", of: node)))
    }

    private static func words(_ node: DemoNode) throws -> Words {
        let fields = try node.fields("nl", "en")
        return Words(nl: try fields.required("nl", of: node).text(), en: try fields.required("en", of: node).text())
    }

    private func entry(_ node: DemoNode, _ offices: [String]) throws -> Entry {
        let fields = try node.fields(
            "id", "kind", "title", "text", "date", "office", "theme", "reference", "appreciation", "result", "source",
            "follows", "followed")
        let key = try fields.required("id", of: node).text()
        let known = entries.map(\.key)
        guard !known.contains(key) else { throw node.mistake(.twice(key)) }
        let date = try fields.required("date", of: node)
        guard let when = RoughDate(try date.text()) else { throw date.mistake(.expected("date", .when)) }
        let draft = ItemDraft(
            kind: try fields.required("kind", of: node).choice(),
            title: try Self.words(fields.required("title", of: node)), text: try fields["text"]?.text() ?? "",
            date: when, office: try fields["office"]?.name(in: offices),
            theme: try fields["theme"]?.name(in: themes.map(\.key)), reference: try fields["reference"]?.text(),
            appreciation: try fields["appreciation"]?.text(),
            source: try Self.source(fields.required("source", of: node)), result: try fields["result"].map(Self.result))
        return Entry(
            key: key, draft: draft, follows: try fields["follows"]?.items().map { try $0.name(in: known) } ?? [],
            isFollowed: try fields["followed"]?.flag() ?? false)
    }

    private static func proposal(_ node: DemoNode) throws -> HouseRecord {
        let fields = try node.fields("id", "kind", "sort", "number", "reference", "date", "title")
        let id = try fields.required("id", of: node)
        guard let identifier = Identifier(try id.text()) else { throw id.mistake(.expected("id", .text)) }
        return HouseRecord(
            id: identifier, kind: try fields.required("kind", of: node).choice(),
            sort: try fields.required("sort", of: node).text(), number: try fields["number"]?.text(),
            reference: try fields["reference"]?.text(), title: try fields.required("title", of: node).text(),
            day: try fields.required("date", of: node).day())
    }

    private static func source(_ node: DemoNode) throws -> ItemSource {
        let fields = try node.fields("title", "url", "quote", "certainty", "note")
        return ItemSource(
            title: try fields.required("title", of: node).text(), url: try fields["url"]?.text(),
            quote: try fields["quote"]?.text(), certainty: try fields.required("certainty", of: node).choice(),
            note: try fields["note"]?.text())
    }

    private static func result(_ node: DemoNode) throws -> VoteResult {
        let fields = try node.fields("adopted", "basis")
        return VoteResult(
            isAdopted: try fields.required("adopted", of: node).flag(),
            basis: try fields.required("basis", of: node).choice())
    }

    /// Records everything through the service.
    ///
    /// - Returns: the paths of pages whose address only the demo knows, for `samples`.
    func load(into commitments: Commitments, by officer: Actor) async throws -> [String: String] {
        for theme in themes { try await commitments.add(officer, theme) }
        for office in offices { try await commitments.add(officer, office) }
        for holder in holders { try await commitments.add(officer, holder) }
        var items: [String: Item] = [:]
        for entry in entries {
            let item = try await commitments.add(officer, entry.draft)
            items[entry.key] = item
            for cause in entry.follows {
                guard let from = items[cause] else { continue }
                try await commitments.link(officer, ItemLink(from: from.id, to: item.id))
            }
            if entry.isFollowed { try await commitments.follow(officer, item.id, true) }
        }
        try await commitments.propose(officer, proposals)
        guard let motion = items["motion-197"] else { return [:] }
        let calendar = try await commitments.makeCalendar(officer)
        return [
            "{frozen}": try await commitments.shown(motion.slug).hash, "{calendar}": calendar,
        ]
    }
}
