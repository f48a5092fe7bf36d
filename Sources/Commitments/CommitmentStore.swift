import Core
import Storage
import Web

/// The SQL of things, links, deadlines and verdicts.
struct CommitmentStore {
    let transaction: any Transaction

    // MARK: Offices and themes

    func offices() throws -> [Office] {
        try transaction.rows("SELECT key, name FROM commitments_offices ORDER BY key").map {
            Office(key: try $0["key"], name: try JSONText.read(try $0["name"]))
        }
    }

    /// `false` when the key is taken.
    func insert(_ office: Office) throws -> Bool {
        try !transaction.rows(
            "INSERT INTO commitments_offices (key, name) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key",
            office.key, try JSONText.write(office.name)
        ).isEmpty
    }

    func holders() throws -> [Holder] {
        try transaction.rows("SELECT * FROM commitments_holders ORDER BY office, first_day").map {
            Holder(office: try $0["office"], name: try $0["name"], from: try $0["first_day"], until: try $0["last_day"])
        }
    }

    func insert(_ holder: Holder) throws {
        try transaction.execute(
            """
            INSERT INTO commitments_holders (office, name, first_day, last_day) VALUES ($1, $2, $3, $4)
            ON CONFLICT (office, first_day) DO UPDATE SET name = excluded.name, last_day = excluded.last_day
            """, holder.office, holder.name, holder.from, holder.until)
    }

    func themes() throws -> [Theme] {
        try transaction.rows("SELECT key, name FROM commitments_themes ORDER BY key").map {
            Theme(key: try $0["key"], name: try JSONText.read(try $0["name"]))
        }
    }

    /// `false` when the key is taken.
    func insert(_ theme: Theme) throws -> Bool {
        try !transaction.rows(
            "INSERT INTO commitments_themes (key, name) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key",
            theme.key, try JSONText.write(theme.name)
        ).isEmpty
    }

    // MARK: Things

    func item(_ id: Identifier) throws -> Item? {
        try transaction.row("SELECT * FROM commitments_items WHERE id = $1", id).map(Self.item)
    }

    func item(slug: String) throws -> Item? {
        try transaction.row("SELECT * FROM commitments_items WHERE slug = $1", slug).map(Self.item)
    }

    func hasSlug(_ slug: String) throws -> Bool {
        try transaction.row("SELECT id FROM commitments_items WHERE slug = $1", slug) != nil
    }

    func insert(_ item: Item) throws {
        let draft = item.draft
        try transaction.execute(
            """
            INSERT INTO commitments_items (id, slug, version, kind, title, body, happened, first_day, office, theme,
                reference, appreciation, source, result, created_at, changed_at, is_tracked, is_answered, is_read)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, 0)
            """, item.id, item.slug, item.version, draft.kind.rawValue, try JSONText.write(draft.title), draft.text,
            draft.date, draft.date.earliest, draft.office, draft.theme, draft.reference, draft.appreciation,
            try JSONText.write(draft.source), try draft.result.map { try JSONText.write($0) }, item.created,
            item.created)
    }

    /// `false` when `version` is not the one that is stored.
    func update(_ id: Identifier, version: Int, _ draft: ItemDraft, at instant: Instant) throws -> Bool {
        try transaction.execute(
            """
            UPDATE commitments_items SET version = version + 1, title = $1, body = $2, happened = $3, first_day = $4,
                office = $5, theme = $6, reference = $7, appreciation = $8, source = $9, result = $10, changed_at = $11
            WHERE id = $12 AND version = $13
            """, try JSONText.write(draft.title), draft.text, draft.date, draft.date.earliest, draft.office,
            draft.theme, draft.reference, draft.appreciation, try JSONText.write(draft.source),
            try draft.result.map { try JSONText.write($0) }, instant, id, version) == 1
    }

    static func item(_ row: Row) throws -> Item {
        let kind: String = try row["kind"]
        let result: String? = try row["result"]
        guard let kind = ItemKind(rawValue: kind) else { throw StorageError.column("kind") }
        return Item(
            id: try row["id"], slug: try row["slug"], version: try row["version"],
            draft: ItemDraft(
                kind: kind, title: try JSONText.read(try row["title"]), text: try row["body"],
                date: try row["happened"], office: try row["office"], theme: try row["theme"],
                reference: try row["reference"], appreciation: try row["appreciation"],
                source: try JSONText.read(try row["source"]), result: try result.map { try JSONText.read($0) }),
            created: try row["created_at"])
    }

    /// A thing with what is kept beside it.
    static func openItem(_ row: Row) throws -> OpenItem {
        let (due, kind): (RoughDate?, String?) = (try row["due"], try row["due_kind"])
        let (verdict, adoption): (String?, String?) = (try row["verdict"], try row["adoption"])
        return OpenItem(
            item: try item(row),
            deadline: due.flatMap { due in
                kind.flatMap { Deadline.Kind(rawValue: $0) }.map { Due(date: due, kind: $0) }
            },
            verdict: verdict.flatMap { Outcome(rawValue: $0) }, adoption: try adoption.map { try JSONText.read($0) },
            isAnswered: try row["is_answered"], isRead: try row["is_read"])
    }

    func openItem(_ id: Identifier) throws -> OpenItem? {
        try transaction.row("SELECT * FROM commitments_items WHERE id = $1", id).map(Self.openItem)
    }

    /// The newest things of each of some kinds.
    func items(_ kinds: [ItemKind], limit: Int) throws -> [OpenItem] {
        var found: [OpenItem] = []
        for kind in kinds {
            found += try transaction.rows(
                "SELECT * FROM commitments_items WHERE kind = $1 ORDER BY first_day DESC, id DESC LIMIT $2",
                kind.rawValue, limit
            ).map(Self.openItem)
        }
        return found
    }

    /// Some of all things, or of those of a kind, the newest first; and how many there are.
    func page(_ kind: ItemKind?, limit: Int, offset: Int) throws -> (items: [OpenItem], total: Int) {
        let items = try transaction.rows(
            """
            SELECT * FROM commitments_items WHERE $1 = '' OR kind = $1 ORDER BY first_day DESC, id DESC
            LIMIT $2 OFFSET $3
            """, kind?.rawValue ?? "", limit, offset
        ).map(Self.openItem)
        let total: Int =
            try transaction.row(
                "SELECT COUNT(*) AS count FROM commitments_items WHERE $1 = '' OR kind = $1", kind?.rawValue ?? "")?[
                "count"]
            ?? 0
        return (items, total)
    }

    /// What may have to be done: all but what is closed, and only kinds that ask for something.
    func openItems() throws -> [OpenItem] {
        try transaction.rows(
            """
            SELECT * FROM commitments_items
            WHERE is_tracked = 1 AND (verdict IS NULL OR verdict IN ('open', 'on-track', 'partly'))
                OR kind = 'letter' AND is_read = 0
                OR kind IN ('questions', 'recommendation') AND is_answered = 0
            ORDER BY first_day, id
            """
        ).map(Self.openItem)
    }

    /// What has to be looked at on `today`, and how much waits that was read from the House.
    func workList(on today: Day) throws -> WorkList {
        let houses = HouseStore(transaction: transaction)
        let (letters, others) = try houses.waitingCounts()
        return WorkList(
            try openItems(), on: today, letters: letters, proposals: others,
            fulfilments: try houses.fulfilments(waiting: true), changes: try houses.waitingChanges())
    }

    func markRead(_ id: Identifier) throws {
        try transaction.execute("UPDATE commitments_items SET is_read = 1 WHERE id = $1", id)
    }

    // MARK: Links

    func links() throws -> [ItemLink] {
        try transaction.rows("SELECT * FROM commitments_links").map(Self.link)
    }

    /// The links that touch a thing.
    func links(of id: Identifier) throws -> [ItemLink] {
        try transaction.rows("SELECT * FROM commitments_links WHERE from_id = $1 OR to_id = $1", id).map(Self.link)
    }

    /// All links of the chains that a thing stands in: back to every cause, and on to every consequence.
    func chain(of id: Identifier) throws -> Chain {
        let columns = ["from_id", "to_id"]
        var links: [ItemLink] = []
        for (here, there) in [(columns[0], columns[1]), (columns[1], columns[0])] {
            var seen: Set<Identifier> = [id]
            var open = [id]
            while let next = open.popLast() {
                let found = try transaction.rows("SELECT * FROM commitments_links WHERE \(here) = $1", next)
                for row in found {
                    links.append(try Self.link(row))
                    let other: Identifier = try row[there]
                    if seen.insert(other).inserted { open.append(other) }
                }
            }
        }
        return Chain(links)
    }

    private static func link(_ row: Row) throws -> ItemLink {
        let relation: String = try row["relation"]
        guard let relation = ItemLink.Relation(rawValue: relation) else { throw StorageError.column("relation") }
        return ItemLink(from: try row["from_id"], to: try row["to_id"], relation: relation)
    }

    func insert(_ link: ItemLink) throws {
        try transaction.execute(
            "INSERT INTO commitments_links (from_id, to_id, relation) VALUES ($1, $2, $3)", link.from, link.to,
            link.relation.rawValue)
    }

    /// `false` when there is no such link.
    func deleteLink(from: Identifier, to: Identifier) throws -> Bool {
        try transaction.execute("DELETE FROM commitments_links WHERE from_id = $1 AND to_id = $2", from, to) == 1
    }

    // MARK: Deadlines

    func deadlines(of id: Identifier) throws -> [Deadline] {
        try transaction.rows("SELECT * FROM commitments_deadlines WHERE item_id = $1 ORDER BY number", id).map { row in
            let (kind, change): (String, String) = (try row["kind"], try row["change"])
            let source: String? = try row["source"]
            guard let kind = Deadline.Kind(rawValue: kind), let change = Deadline.Change(rawValue: change) else {
                throw StorageError.column("kind")
            }
            return Deadline(
                due: try row["due"], kind: kind, change: change, reason: try row["reason"],
                announced: try row["announced"], source: try source.map { try JSONText.read($0) },
                recorded: try row["recorded_at"])
        }
    }

    func insert(_ deadline: Deadline, number: Int, of id: Identifier) throws {
        try transaction.execute(
            """
            INSERT INTO commitments_deadlines (item_id, number, due, kind, change, reason, announced, source, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, id, number, deadline.due, deadline.kind.rawValue, deadline.change.rawValue, deadline.reason,
            deadline.announced, try deadline.source.map { try JSONText.write($0) }, deadline.recorded)
    }

    // MARK: Criteria, verdicts, claims

    func criteria(of id: Identifier) throws -> [Criteria] {
        try transaction.rows("SELECT * FROM commitments_criteria WHERE item_id = $1 ORDER BY dated, id", id).map {
            Criteria(
                id: try $0["id"], text: try $0["body"], dated: try $0["dated"], recorded: try $0["recorded_at"])
        }
    }

    func insert(_ criteria: Criteria, of id: Identifier) throws {
        try transaction.execute(
            "INSERT INTO commitments_criteria (id, item_id, body, dated, recorded_at) VALUES ($1, $2, $3, $4, $5)",
            criteria.id, id, criteria.text, criteria.dated, criteria.recorded)
    }

    func verdicts(of id: Identifier) throws -> [Verdict] {
        try transaction.rows(
            """
            SELECT v.*, a.member_id, a.agrees, a.note, a.answered_at FROM commitments_verdicts v
            LEFT JOIN commitments_answers a ON a.verdict_id = v.id WHERE v.item_id = $1 ORDER BY v.id
            """, id
        ).map(Self.verdict)
    }

    /// A verdict and the thing that it is about.
    func verdict(_ id: Identifier) throws -> (verdict: Verdict, item: Identifier)? {
        try transaction.row(
            """
            SELECT v.*, a.member_id, a.agrees, a.note, a.answered_at FROM commitments_verdicts v
            LEFT JOIN commitments_answers a ON a.verdict_id = v.id WHERE v.id = $1
            """, id
        ).map { (try Self.verdict($0), try $0["item_id"]) }
    }

    /// The things whose verdict waits for a second member, the oldest first.
    func waitingVerdicts() throws -> [(item: Item, verdict: Identifier)] {
        try transaction.rows(
            """
            SELECT i.*, v.id AS verdict_id FROM commitments_verdicts v JOIN commitments_items i ON i.id = v.item_id
            LEFT JOIN commitments_answers a ON a.verdict_id = v.id WHERE a.verdict_id IS NULL ORDER BY v.id
            """
        ).map { (try Self.item($0), try $0["verdict_id"]) }
    }

    private static func verdict(_ row: Row) throws -> Verdict {
        let (outcome, source): (String, String?) = (try row["outcome"], try row["source"])
        let member: Identifier? = try row["member_id"]
        guard let outcome = Outcome(rawValue: outcome) else { throw StorageError.column("outcome") }
        return Verdict(
            id: try row["id"],
            draft: VerdictDraft(
                outcome: outcome, criteria: try row["criteria_id"], evidence: try row["evidence"],
                evidenceDate: try row["evidence_date"], source: try source.map { try JSONText.read($0) }),
            proposedBy: try row["proposed_by"], proposed: try row["proposed_at"],
            answer: try member.map {
                Verdict.Answer(member: $0, agrees: try row["agrees"], note: try row["note"], at: try row["answered_at"])
            })
    }

    func insert(_ verdict: Verdict, of id: Identifier) throws {
        let draft = verdict.draft
        try transaction.execute(
            """
            INSERT INTO commitments_verdicts (id, item_id, outcome, criteria_id, evidence, evidence_date, source,
                proposed_by, proposed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, verdict.id, id, draft.outcome.rawValue, draft.criteria, draft.evidence, draft.evidenceDate,
            try draft.source.map { try JSONText.write($0) }, verdict.proposedBy, verdict.proposed)
    }

    /// `false` when it was answered before.
    func insert(_ answer: Verdict.Answer, to verdict: Identifier) throws -> Bool {
        try !transaction.rows(
            """
            INSERT INTO commitments_answers (verdict_id, member_id, agrees, note, answered_at)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT (verdict_id) DO NOTHING RETURNING verdict_id
            """, verdict, answer.member, answer.agrees, answer.note, answer.at
        ).isEmpty
    }

    func claims(of id: Identifier) throws -> [Claim] {
        try transaction.rows("SELECT * FROM commitments_claims WHERE item_id = $1 ORDER BY recorded_at, id", id).map {
            row in
            let status: String = try row["status"]
            guard let status = Claim.Status(rawValue: status) else { throw StorageError.column("status") }
            return Claim(
                status: status, text: try row["body"], date: try row["said"],
                source: try JSONText.read(try row["source"]), recorded: try row["recorded_at"],
                isRegister: try row["is_register"])
        }
    }

    func insert(_ claim: Claim, id: Identifier, of item: Identifier) throws {
        try transaction.execute(
            """
            INSERT INTO commitments_claims (id, item_id, status, body, said, source, recorded_at, is_register)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, id, item, claim.status.rawValue, claim.text, claim.date, try JSONText.write(claim.source),
            claim.recorded, claim.isRegister)
    }

    // MARK: Followers

    func followers(of id: Identifier) throws -> [(member: Identifier, organisation: Identifier)] {
        try transaction.rows("SELECT * FROM commitments_follows WHERE item_id = $1 ORDER BY member_id", id).map {
            (try $0["member_id"], try $0["organisation_id"])
        }
    }

    func follow(_ id: Identifier, member: Identifier, organisation: Identifier) throws {
        try transaction.execute(
            """
            INSERT INTO commitments_follows (item_id, member_id, organisation_id) VALUES ($1, $2, $3)
            ON CONFLICT (item_id, member_id) DO NOTHING
            """, id, member, organisation)
    }

    func unfollow(_ id: Identifier, member: Identifier) throws {
        try transaction.execute("DELETE FROM commitments_follows WHERE item_id = $1 AND member_id = $2", id, member)
    }

    /// What a member follows.
    func followed(by member: Identifier) throws -> [OpenItem] {
        try transaction.rows(
            """
            SELECT i.* FROM commitments_follows f JOIN commitments_items i ON i.id = f.item_id WHERE f.member_id = $1
            ORDER BY i.first_day, i.id
            """, member
        ).map(Self.openItem)
    }

    /// Every member who follows something.
    func followers() throws -> [Identifier] {
        try transaction.rows("SELECT DISTINCT member_id FROM commitments_follows ORDER BY member_id").map {
            try $0["member_id"]
        }
    }

    // MARK: What is kept beside a thing

    /// Works out anew what is kept beside a thing: whether it is tracked, adopted and answered, its deadline and verdict.
    func refresh(_ id: Identifier) throws {
        guard let item = try item(id) else { return }
        let after = try transaction.rows(
            """
            SELECT i.* FROM commitments_links l JOIN commitments_items i ON i.id = l.to_id
            WHERE l.from_id = $1 AND l.relation = 'follows'
            """, id
        ).map(Self.item)
        let adoption = item.kind == .motion ? Adoption(votes: after) : nil
        let due = try deadlines(of: id).last?.summary
        let verdict = Verdict.current(try verdicts(of: id))
        let isTracked = item.kind == .commitment || adoption?.value == true
        try transaction.execute(
            """
            UPDATE commitments_items SET is_tracked = $1, adoption = $2, is_answered = $3, due = $4, due_kind = $5,
                binding_day = $6, verdict = $7, verdict_day = $8
            WHERE id = $9
            """, isTracked,
            try adoption.map { try JSONText.write($0) }, after.contains { $0.kind == .response || $0.kind == .letter },
            due?.date,
            due?.kind.rawValue, due.flatMap { $0.binds ? $0.date.latest : nil }, verdict?.draft.outcome.rawValue,
            verdict?.answer?.at.day, id)
    }

    // MARK: What changed

    func record(_ event: CommitmentEvent) throws {
        try transaction.execute(
            "INSERT INTO commitments_events (id, item_id, kind, detail, recorded_at) VALUES ($1, $2, $3, $4, $5)",
            event.id,
            event.item, event.kind.rawValue, event.detail, event.recorded)
        try transaction.execute("UPDATE commitments_revision SET number = number + 1 WHERE id = 1")
    }

    /// Goes up with every change that the public can see.
    func revision() throws -> Int {
        try transaction.row("SELECT number FROM commitments_revision WHERE id = 1")?["number"] ?? 0
    }

    /// The last changes of things with a theme (or of all), the newest first, each with its thing.
    func events(theme: String?, limit: Int) throws -> [(event: CommitmentEvent, item: Item)] {
        try transaction.rows(
            """
            SELECT i.*, e.id AS event_id, e.kind AS event_kind, e.detail, e.recorded_at FROM commitments_events e
            JOIN commitments_items i ON i.id = e.item_id
            WHERE $1 = '' OR i.theme = $1 ORDER BY e.recorded_at DESC, e.id DESC LIMIT $2
            """, theme ?? "", limit
        ).map(Self.event)
    }

    /// The changes since a moment, the oldest first.
    func events(since: Instant) throws -> [(event: CommitmentEvent, item: Item)] {
        try transaction.rows(
            """
            SELECT i.*, e.id AS event_id, e.kind AS event_kind, e.detail, e.recorded_at FROM commitments_events e
            JOIN commitments_items i ON i.id = e.item_id WHERE e.recorded_at >= $1 ORDER BY e.recorded_at, e.id
            """, since
        ).map(Self.event)
    }

    private static func event(_ row: Row) throws -> (event: CommitmentEvent, item: Item) {
        let kind: String = try row["event_kind"]
        guard let kind = CommitmentEvent.Kind(rawValue: kind) else { throw StorageError.column("event_kind") }
        let item = try item(row)
        return (
            CommitmentEvent(
                id: try row["event_id"], item: item.id, kind: kind, detail: try row["detail"],
                recorded: try row["recorded_at"]),
            item
        )
    }
}
