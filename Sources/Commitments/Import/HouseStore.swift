import Core
import House
import Storage

/// The SQL of what was read from the House.
struct HouseStore {
    let transaction: any Transaction

    // MARK: What is followed there

    func followings() throws -> [HouseFollowing] {
        try transaction.rows("SELECT * FROM commitments_followings ORDER BY name").map(Self.following)
    }

    func following(_ id: Identifier) throws -> HouseFollowing? {
        try transaction.row("SELECT * FROM commitments_followings WHERE id = $1", id).map(Self.following)
    }

    func following(named name: String) throws -> HouseFollowing? {
        try transaction.row("SELECT * FROM commitments_followings WHERE name = $1", name).map(Self.following)
    }

    private static func following(_ row: Row) throws -> HouseFollowing {
        HouseFollowing(
            id: try row["id"], name: try row["name"], query: try JSONText.read(try row["query"]),
            cursor: try row["cursor"], rows: try row["rows_read"], isRunning: try row["is_running"],
            finished: try row["finished_at"], error: try row["error"])
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

    func begin(_ id: Identifier) throws {
        try transaction.execute(
            "UPDATE commitments_followings SET is_running = 1, rows_read = 0, error = NULL WHERE id = $1", id)
    }

    func advance(_ id: Identifier, to cursor: String, rows: Int) throws {
        try transaction.execute(
            "UPDATE commitments_followings SET cursor = $1, rows_read = $2 WHERE id = $3", cursor, rows, id)
    }

    func finish(_ id: Identifier, error: String?, at instant: Instant) throws {
        try transaction.execute(
            "UPDATE commitments_followings SET is_running = 0, error = $1, finished_at = $2 WHERE id = $3", error,
            instant, id)
    }

    // MARK: Rows as they come

    /// Stores a batch: what came before is overwritten, what a member decided about it stays.
    func put(_ rows: HouseRows) throws {
        switch rows {
        case .dossiers, .documenten: break
        case .zaken(let rows): try put(rows, HouseRecord.init)
        case .activiteiten(let rows): try put(rows, HouseRecord.init)
        case .toezeggingen(let rows): try put(rows, HouseRecord.init)
        case .besluiten(let rows):
            try put(rows) { row in
                var record = HouseRecord(row)
                // It goes by the subject of the case that it is about; cases come before decisions.
                record.title = try row.zaken?.first.flatMap { try title($0.id) } ?? ""
                return record
            }
            for row in rows where !row.verwijderd { try link(row) }
        case .stemmingen(let rows):
            // Votes of decisions that are not here are of another file.
            for row in rows {
                if row.verwijderd {
                    try transaction.execute("DELETE FROM commitments_votes WHERE id = $1", row.id)
                } else if let besluit = row.besluit, try has(besluit) {
                    try put(row, of: besluit)
                }
            }
        case .actoren: break
        }
    }

    private func put<Entity: HouseEntity>(_ rows: [Entity], _ record: (Entity) throws -> HouseRecord) throws {
        for row in rows {
            if row.verwijderd {
                try transaction.execute("UPDATE commitments_records SET is_deleted = 1 WHERE id = $1", row.id)
            } else {
                try put(try record(row))
            }
        }
    }

    private func title(_ id: Identifier) throws -> String? {
        try transaction.row("SELECT title FROM commitments_records WHERE id = $1", id)?["title"]
    }

    private func has(_ id: Identifier) throws -> Bool {
        try transaction.row("SELECT id FROM commitments_records WHERE id = $1", id) != nil
    }

    func put(_ record: HouseRecord) throws {
        try transaction.execute(
            """
            INSERT INTO commitments_records (id, kind, sort, number, reference, title, day, detail, is_deleted)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, sort = excluded.sort, number = excluded.number,
                reference = excluded.reference, title = excluded.title, day = excluded.day, detail = excluded.detail,
                is_deleted = 0
            """, record.id, record.kind?.rawValue, record.sort, record.number, record.reference, record.title,
            record.day, try record.detail.json())
    }

    private func link(_ besluit: Besluit) throws {
        for zaak in besluit.zaken ?? [] {
            try transaction.execute(
                """
                INSERT INTO commitments_decided (decision_id, case_id) VALUES ($1, $2)
                ON CONFLICT (decision_id, case_id) DO NOTHING
                """, besluit.id, zaak.id)
        }
        for stemming in besluit.stemmingen ?? [] where !stemming.verwijderd { try put(stemming, of: besluit.id) }
    }

    private func put(_ stemming: Stemming, of besluit: Identifier) throws {
        try transaction.execute(
            """
            INSERT INTO commitments_votes (id, decision_id, party, seats, choice, is_mistake, is_member)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (id) DO UPDATE SET decision_id = excluded.decision_id, party = excluded.party,
                seats = excluded.seats, choice = excluded.choice, is_mistake = excluded.is_mistake,
                is_member = excluded.is_member
            """, stemming.id, besluit, stemming.actorFractie ?? "", stemming.fractieGrootte ?? 0,
            stemming.soort?.text ?? "", stemming.vergissing ?? false, stemming.isPersoon)
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
