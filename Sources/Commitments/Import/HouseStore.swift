import Core
import House
import Storage

/// The SQL of what was read from the House.
struct HouseStore {
    let transaction: any Transaction

    // MARK: What is followed there

    func followings(at now: Instant) throws -> [HouseFollowing] {
        let remarks = try transaction.rows("SELECT * FROM commitments_remarks ORDER BY set_name, field")
        return try transaction.rows("SELECT * FROM commitments_followings ORDER BY name").map { row in
            var following = try following(row, at: now)
            let id = following.id.text
            following.remarks = try remarks.filter { try $0["following_id"] == id }.map(Self.remark)
            return following
        }
    }

    func following(_ id: Identifier, at now: Instant) throws -> HouseFollowing? {
        try transaction.row("SELECT * FROM commitments_followings WHERE id = $1", id).map { try following($0, at: now) }
    }

    func following(named name: String, at now: Instant) throws -> HouseFollowing? {
        try transaction.row("SELECT * FROM commitments_followings WHERE name = $1", name).map {
            try following($0, at: now)
        }
    }

    private func following(_ row: Row, at now: Instant) throws -> HouseFollowing {
        let (isRunning, lease): (Bool, Instant?) = (try row["is_running"], try row["lease_until"])
        let hasLease = lease.map { now < $0 } ?? false
        var following = HouseFollowing(
            id: try row["id"], name: try row["name"], query: try JSONText.read(try row["query"]),
            cursor: try row["cursor"], rows: try row["rows_read"], isRunning: isRunning && hasLease,
            finished: try row["finished_at"], error: try row["error"])
        // Its process died, or lost the database: nobody told how it ended.
        if isRunning, !hasLease { following.error = "commitments.parliament.stopped" }
        following.title = try title(of: following.query)
        return following
    }

    private func title(of query: HouseQuery) throws -> String? {
        guard case .dossier(let number, let addition) = query else { return nil }
        return try transaction.row(
            """
            SELECT title FROM commitments_files WHERE number = $1 AND ($2 = '' OR addition = $2)
            ORDER BY COALESCE(addition, '') LIMIT 1
            """, number, addition ?? "")?["title"]
    }

    private static func remark(_ row: Row) throws -> HouseFollowing.Remark {
        HouseFollowing.Remark(
            set: try row["set_name"], field: try row["field"], count: try row["times"], example: try row["example"])
    }

    /// `false` when the name is followed already.
    func insert(_ following: HouseFollowing) throws -> Bool {
        try !transaction.rows(
            """
            INSERT INTO commitments_followings (id, name, query, cursor, rows_read, is_running)
            VALUES ($1, $2, $3, '', 0, 0) ON CONFLICT (name) DO NOTHING RETURNING id
            """, following.id, following.name, try JSONText.write(following.query)
        ).isEmpty
    }

    /// Notes that a run began. What could not be read stays known as long as the run before it broke off: this one goes on.
    func begin(_ id: Identifier, until lease: Instant) throws {
        try transaction.execute(
            """
            DELETE FROM commitments_remarks WHERE following_id = $1 AND EXISTS (
                SELECT 1 FROM commitments_followings WHERE id = $1 AND error IS NULL AND is_running = 0)
            """, id)
        try transaction.execute(
            """
            UPDATE commitments_followings SET is_running = 1, rows_read = 0, error = NULL, lease_until = $1
            WHERE id = $2
            """, lease, id)
    }

    func advance(_ id: Identifier, to cursor: String, rows: Int, until lease: Instant) throws {
        try transaction.execute(
            "UPDATE commitments_followings SET cursor = $1, rows_read = $2, lease_until = $3 WHERE id = $4", cursor,
            rows, lease, id)
    }

    func note(_ remarks: [HouseRemark], of following: Identifier) throws {
        for remark in remarks {
            try transaction.execute(
                """
                INSERT INTO commitments_remarks (following_id, set_name, field, times, example)
                VALUES ($1, $2, $3, 1, $4)
                ON CONFLICT (following_id, set_name, field) DO UPDATE SET times = commitments_remarks.times + 1
                """, following, remark.set.rawValue, remark.field, remark.id?.text ?? "–")
        }
    }

    func finish(_ id: Identifier, error: String?, at instant: Instant) throws {
        try findLetters()
        try transaction.execute(
            """
            UPDATE commitments_followings SET is_running = 0, error = $1, finished_at = $2, lease_until = NULL
            WHERE id = $3
            """, error, instant, id)
    }

    // MARK: Rows as they come

    /// Stores a batch: what came before is overwritten, what a member decided about it stays.
    func put(_ rows: HouseRows) throws {
        switch rows {
        case .dossiers(let rows): try put(rows)
        case .zaken(let rows): try put(rows, HouseRecord.init)
        case .actoren(let rows): for row in rows where !row.verwijderd { try put(row) }
        case .documenten(let rows): try put(rows)
        case .activiteiten(let rows): try put(rows, HouseRecord.init)
        case .toezeggingen(let rows):
            try put(rows, HouseRecord.init)
            for row in rows where !row.verwijderd { try putLetters(of: row) }
        case .besluiten(let rows): try put(rows)
        case .stemmingen(let rows):
            try transaction.execute(
                "DELETE FROM commitments_votes WHERE id IN", in: rows.filter(\.verwijderd).map(\.id))
            // Votes of decisions that are not here are of another file.
            let known = try stored(rows.compactMap(\.besluit))
            try put(
                rows.compactMap { row in
                    row.besluit.flatMap { known.contains($0) && !row.verwijderd ? (row, $0) : nil }
                })
        }
    }

    private func put<Entity: HouseEntity>(_ rows: [Entity], _ record: (Entity) throws -> HouseRecord) throws {
        try put(try rows.filter { !$0.verwijderd }.map(record))
        try transaction.execute(
            "UPDATE commitments_records SET is_deleted = 1 WHERE id IN", in: rows.filter(\.verwijderd).map(\.id))
    }

    func put(_ records: [HouseRecord], keepingOld: Bool = false) throws {
        // A row that stands in a page twice counts as it stands last.
        let last = Dictionary(records.map { ($0.id, $0) }) { $1 }
        try transaction.insert(
            last.values.sorted { $0.id < $1.id }.map { record -> [any Bindable] in
                [
                    record.id, record.kind?.rawValue, record.sort, record.number, record.reference, record.title,
                    record.day, try record.detail.json(), false,
                ]
            }, into: "commitments_records",
            ["id", "kind", "sort", "number", "reference", "title", "day", "detail", "is_deleted"],
            keepingOld
                ? "ON CONFLICT (id) DO NOTHING"
                : """
                ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, sort = excluded.sort, number = excluded.number,
                    reference = excluded.reference, title = excluded.title, day = excluded.day,
                    detail = excluded.detail, is_deleted = 0
                """)
    }

    /// Those of these cases, decisions, meetings and files that are stored.
    func stored(_ ids: [Identifier]) throws -> Set<Identifier> {
        let ids = Set(ids).sorted()
        var found: Set<Identifier> = []
        for table in ["commitments_records", "commitments_files"] {
            for row in try transaction.rows("SELECT id FROM \(table) WHERE id IN", in: ids) {
                found.insert(try row["id"])
            }
        }
        return found
    }

    /// Those of these records that a member follows or linked.
    func followed(_ ids: [Identifier]) throws -> [HouseRecord] {
        try transaction.rows(
            "SELECT * FROM commitments_records WHERE item_id IS NOT NULL AND id IN", in: Set(ids).sorted()
        ).map(Self.record)
    }

    private func put(_ files: [Kamerstukdossier]) throws {
        let last = Dictionary(files.filter { !$0.verwijderd }.map { ($0.id, $0) }) { $1 }
        try transaction.insert(
            last.values.sorted { $0.id < $1.id }.map { file -> [any Bindable] in
                [file.id, file.nummer, file.toevoeging, file.titel ?? ""]
            },
            into: "commitments_files", ["id", "number", "addition", "title"],
            """
            ON CONFLICT (id) DO UPDATE SET number = excluded.number, addition = excluded.addition,
                title = excluded.title
            """)
    }

    /// Somebody who joined in putting a case forward later. Who left cannot be told: nothing is left of a deleted row.
    private func put(_ actor: ZaakActor) throws {
        guard let id = actor.zaak, let name = actor.shown, var record = try record(id) else { return }
        let names = record.detail.actors ?? []
        guard !names.contains(name) else { return }
        record.detail.actors = names + [name]
        try transaction.execute(
            "UPDATE commitments_records SET detail = $1 WHERE id = $2", try record.detail.json(), id)
    }

    // MARK: Documents, and letters that fulfil a commitment

    /// Documents stand with their case. A letter whose case is no letter, and an answer to questions, are proposals too.
    private func put(_ documents: [Document]) throws {
        let present = documents.filter { !$0.verwijderd }
        let last = Dictionary(present.map { ($0.id, $0) }) { $1 }.values.sorted { $0.id < $1.id }
        try transaction.insert(
            last.flatMap { document in
                Set((document.zaken ?? []).map(\.id)).sorted().map { zaak -> [any Bindable] in
                    [
                        zaak, document.id, document.documentNummer, document.soort?.text ?? "",
                        document.onderwerp ?? document.titel ?? "",
                    ]
                }
            }, into: "commitments_documents", ["case_id", "id", "number", "sort", "title"],
            """
            ON CONFLICT (case_id, id) DO UPDATE SET number = excluded.number, sort = excluded.sort,
                title = excluded.title
            """)
        let gone = documents.filter(\.verwijderd).map(\.id)
        try transaction.execute("DELETE FROM commitments_documents WHERE id IN", in: gone)
        try transaction.execute("UPDATE commitments_records SET is_deleted = 1 WHERE id IN", in: gone)
        let proposed = last.compactMap { document in HouseRecord(document).map { (document, $0) } }
        let letters = try lettersAmong(proposed.flatMap { ($0.0.zaken ?? []).map(\.id) })
        try put(
            proposed.filter { document, record in
                record.kind != .letter || !(document.zaken ?? []).contains { letters.contains($0.id) }
            }.map(\.1))
    }

    /// Those of these cases that are letters themselves.
    private func lettersAmong(_ cases: [Identifier]) throws -> Set<Identifier> {
        Set(
            try transaction.rows(
                "SELECT id FROM commitments_records WHERE kind = 'letter' AND id IN", in: Set(cases).sorted()
            ).map { try $0["id"] })
    }

    /// The documents of a case.
    func documents(of record: Identifier) throws -> [HouseDocument] {
        try transaction.rows(
            "SELECT number, sort, title FROM commitments_documents WHERE case_id = $1 ORDER BY number, id", record
        ).map { HouseDocument(number: try $0["number"], sort: try $0["sort"], title: try $0["title"]) }
    }

    private func putLetters(of toezegging: Toezegging) throws {
        for letter in toezegging.kamerbrieven ?? [] {
            guard let number = letter.nummer else { continue }
            try transaction.execute(
                """
                INSERT INTO commitments_fulfilments (commitment_id, number) VALUES ($1, $2)
                ON CONFLICT (commitment_id, number) DO NOTHING
                """, toezegging.id, number)
            if let record = HouseRecord(letter), try self.letter(numbered: number) == nil {
                try put([record], keepingOld: true)
            }
        }
    }

    private func letter(numbered number: String) throws -> Identifier? {
        try transaction.row("SELECT \(Self.letterNumbered("$1")) AS id", number)?["id"]
    }

    /// The letter with a number: its own, or that of its document.
    private static func letterNumbered(_ number: String) -> String {
        """
        COALESCE(
            (SELECT MIN(r.id) FROM commitments_records r
                WHERE (r.kind = 'letter' OR r.kind = 'response') AND r.number = \(number)),
            (SELECT MIN(r.id) FROM commitments_documents d JOIN commitments_records r ON r.id = d.case_id
                WHERE d.number = \(number) AND (r.kind = 'letter' OR r.kind = 'response')))
        """
    }

    /// Finds the letters that fulfil commitments among what was read.
    private func findLetters() throws {
        try transaction.execute(
            """
            UPDATE commitments_fulfilments SET letter_id = \(Self.letterNumbered("commitments_fulfilments.number"))
            WHERE letter_id IS NULL
            """)
    }

    /// The letters that fulfil a followed commitment according to the register, and that nobody read beside it; of one thing, or
    /// of all.
    func fulfilments(of item: Identifier? = nil, waiting: Bool) throws -> [Fulfilment] {
        try transaction.rows(
            """
            SELECT i.*, f.number AS letter_number, f.read_at, l.id AS letter_id, l.title AS letter_title,
                l.decision AS letter_decision, t.slug AS letter_slug
            FROM commitments_fulfilments f
            JOIN commitments_records c ON c.id = f.commitment_id JOIN commitments_items i ON i.id = c.item_id
            LEFT JOIN commitments_records l ON l.id = f.letter_id LEFT JOIN commitments_items t ON t.id = l.item_id
            WHERE ($1 = '' OR i.id = $1) AND ($2 = 0 OR f.read_at IS NULL AND COALESCE(t.is_read, 0) = 0
                AND COALESCE(l.decision, '') <> 'ignored')
            ORDER BY i.first_day, i.id, f.number
            """, item?.text ?? "", waiting
        ).map { row in
            let (decision, read): (String?, Instant?) = (try row["letter_decision"], try row["read_at"])
            return Fulfilment(
                item: try CommitmentStore.item(row), number: try row["letter_number"], letter: try row["letter_id"],
                title: try row["letter_title"], isDecided: decision != nil, slug: try row["letter_slug"],
                isRead: read != nil)
        }
    }

    /// Notes that a letter was read beside the commitment of `item`; `false` when there is no such letter.
    func markRead(letter number: String, of item: Identifier, at instant: Instant) throws -> Bool {
        try transaction.execute(
            """
            UPDATE commitments_fulfilments SET read_at = $1 WHERE number = $2 AND commitment_id IN (
                SELECT id FROM commitments_records WHERE item_id = $3)
            """, instant, number, item) > 0
    }

    /// What a proposal answers, as far as the House's own records say so: the commitments that it fulfils, and the questions
    /// whose case it belongs to.
    func answered(by record: Identifier) throws -> [Item] {
        try transaction.rows(
            """
            SELECT i.* FROM commitments_items i WHERE i.id IN (
                SELECT c.item_id FROM commitments_fulfilments f JOIN commitments_records c ON c.id = f.commitment_id
                WHERE f.letter_id = $1
                UNION SELECT c.item_id FROM commitments_documents d JOIN commitments_records c ON c.id = d.case_id
                WHERE d.id = $1)
            ORDER BY i.first_day, i.id
            """, record
        ).map(CommitmentStore.item)
    }

    // MARK: Decisions and votes

    private func put(_ decisions: [Besluit]) throws {
        let present = decisions.filter { !$0.verwijderd }
        // A decision goes by the subject of the case that it is about; cases come before decisions.
        let cases = Set(present.compactMap { $0.zaken?.first?.id }).sorted()
        var titles: [Identifier: String] = [:]
        for row in try transaction.rows("SELECT id, title FROM commitments_records WHERE id IN", in: cases) {
            titles[try row["id"]] = try row["title"]
        }
        try put(decisions) { decision in
            var record = HouseRecord(decision)
            record.title = decision.zaken?.first.flatMap { titles[$0.id] } ?? ""
            return record
        }
        let links = present.flatMap { decision in
            Set((decision.zaken ?? []).map(\.id)).sorted().map { [decision.id, $0] as [any Bindable] }
        }
        try transaction.insert(
            links, into: "commitments_decided", ["decision_id", "case_id"],
            "ON CONFLICT (decision_id, case_id) DO NOTHING")
        try put(
            present.flatMap { decision in
                (decision.stemmingen ?? []).filter { !$0.verwijderd }.map { ($0, decision.id) }
            })
    }

    private func put(_ votes: [(vote: Stemming, decision: Identifier)]) throws {
        let last = Dictionary(votes.map { ($0.vote.id, $0) }) { $1 }
        try transaction.insert(
            last.values.sorted { $0.vote.id < $1.vote.id }.map { vote, decision -> [any Bindable] in
                [
                    vote.id, decision, vote.actorFractie ?? "", vote.fractieGrootte ?? 0, vote.soort?.text ?? "",
                    vote.vergissing ?? false, vote.isPersoon,
                ]
            }, into: "commitments_votes",
            ["id", "decision_id", "party", "seats", "choice", "is_mistake", "is_member"],
            """
            ON CONFLICT (id) DO UPDATE SET decision_id = excluded.decision_id, party = excluded.party,
                seats = excluded.seats, choice = excluded.choice, is_mistake = excluded.is_mistake,
                is_member = excluded.is_member
            """)
    }

    // MARK: Proposals

    /// What waits for a decision: motions, letters, questions, commitments and debates, and votes on motions that are followed.
    private static let waiting = """
        decision IS NULL AND is_deleted = 0 AND kind IS NOT NULL AND day IS NOT NULL AND (kind <> 'vote' OR EXISTS (
            SELECT 1 FROM commitments_decided d JOIN commitments_records c ON c.id = d.case_id
            WHERE d.decision_id = commitments_records.id AND c.item_id IS NOT NULL))
        """

    func proposals(kind: ItemKind?, limit: Int, offset: Int) throws -> [HouseRecord] {
        try transaction.rows(
            """
            SELECT * FROM commitments_records WHERE \(Self.waiting) AND ($1 = '' OR kind = $1)
            ORDER BY day DESC, id LIMIT $2 OFFSET $3
            """, kind?.rawValue ?? "", limit, offset
        ).map(Self.record)
    }

    func proposalCount(kind: ItemKind?) throws -> Int {
        try transaction.row(
            "SELECT COUNT(*) AS count FROM commitments_records WHERE \(Self.waiting) AND ($1 = '' OR kind = $1)",
            kind?.rawValue ?? "")?["count"] ?? 0
    }

    /// How many letters wait, and how many other proposals.
    func waitingCounts() throws -> (letters: Int, others: Int) {
        let letters = try proposalCount(kind: .letter)
        return (letters, try proposalCount(kind: nil) - letters)
    }

    func record(_ id: Identifier) throws -> HouseRecord? {
        try transaction.row("SELECT * FROM commitments_records WHERE id = $1", id).map(Self.record)
    }

    private static func record(_ row: Row) throws -> HouseRecord {
        let (kind, decision, detail): (String?, String?, String) = (
            try row["kind"], try row["decision"], try row["detail"]
        )
        var record = HouseRecord(
            id: try row["id"], kind: kind.flatMap { ItemKind(rawValue: $0) }, sort: try row["sort"],
            number: try row["number"], reference: try row["reference"], title: try row["title"], day: try row["day"])
        record.detail = try JSONText.read(detail)
        record.decision = decision.flatMap { HouseRecord.Decision(rawValue: $0) }
        record.item = try row["item_id"]
        record.isDeleted = try row["is_deleted"]
        return record
    }

    /// `false` when it was decided before.
    func decide(_ id: Identifier, _ decision: HouseRecord.Decision, item: Identifier?) throws -> Bool {
        try transaction.execute(
            "UPDATE commitments_records SET decision = $1, item_id = $2 WHERE id = $3 AND decision IS NULL",
            decision.rawValue, item, id) == 1
    }

    /// The followed things that a decision is about.
    func items(decidedBy id: Identifier) throws -> [Identifier] {
        try transaction.rows(
            """
            SELECT c.item_id FROM commitments_decided d JOIN commitments_records c ON c.id = d.case_id
            WHERE d.decision_id = $1 AND c.item_id IS NOT NULL ORDER BY c.item_id
            """, id
        ).map { try $0["item_id"] }
    }

    /// Things that stand here under a number of the House, whatever their kind.
    func items(numbered numbers: [String]) throws -> [Item] {
        try numbers.flatMap {
            try transaction.rows("SELECT * FROM commitments_items WHERE reference = $1 ORDER BY id", $0)
        }.map(CommitmentStore.item)
    }

    /// The followed thing with this number of the House.
    func item(reference: String) throws -> Identifier? {
        try transaction.row("SELECT id FROM commitments_items WHERE reference = $1 ORDER BY id", reference)?["id"]
    }

    /// How the parties voted in a decision: by show of hands each party once, else the members of each added up.
    func parties(of decision: Identifier) throws -> [PartyVote]? {
        let rows = try transaction.rows(
            "SELECT * FROM commitments_votes WHERE decision_id = $1 ORDER BY party, choice, id", decision)
        guard !rows.isEmpty else { return nil }
        var hands: [PartyVote] = []
        var members: [PartyVote] = []
        for row in rows {
            let vote = PartyVote(
                party: try row["party"], seats: try row["seats"], choice: try row["choice"],
                isMistake: try row["is_mistake"])
            if try row["is_member"] {
                // One member's mistake is not that of the whole party: it stands on a row of its own.
                let place = members.firstIndex {
                    $0.party == vote.party && $0.choice == vote.choice && $0.isMistake == vote.isMistake
                }
                if let place {
                    members[place].seats += 1
                } else {
                    members.append(
                        PartyVote(party: vote.party, seats: 1, choice: vote.choice, isMistake: vote.isMistake))
                }
            } else {
                hands.append(vote)
            }
        }
        // A member who votes apart within a show of hands is counted with the party.
        return hands.isEmpty ? members : hands
    }
}

extension HouseRecord.Detail {
    func json() throws -> String { try JSONText.write(self) }
}
