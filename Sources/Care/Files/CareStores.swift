import Core
import Directory
import Records
import Storage
import Vault

/// SQL for free texts, which stand by themselves so that they can go on their day.
struct TextStore {
    let transaction: any Transaction

    func put(_ text: FreeText, of record: Identifier, _ key: RecordKey, random: RandomBytes) throws {
        let sealed = try key.seal(Array(text.text.utf8), as: .note, object: text.id.text, random: random)
        try transaction.execute(
            """
            INSERT INTO care_texts (id, record_id, keep_until, sealed) VALUES ($1, $2, $3, $4)
            ON CONFLICT (id) DO UPDATE SET keep_until = $3, sealed = $4
            """, text.id, record, text.keepUntil, sealed.text)
    }

    func keep(_ id: Identifier, of record: Identifier, until day: Day) throws {
        try transaction.execute(
            "UPDATE care_texts SET keep_until = $3 WHERE id = $1 AND record_id = $2", id, record, day)
    }

    func delete(_ id: Identifier, of record: Identifier) throws {
        try transaction.execute("DELETE FROM care_texts WHERE id = $1 AND record_id = $2", id, record)
    }

    /// The texts of a record that can still be read, by their identifier.
    func texts(of record: Identifier, _ key: RecordKey, on today: Day) throws -> [Identifier: String] {
        let rows = try transaction.rows(
            "SELECT id, sealed FROM care_texts WHERE record_id = $1 AND keep_until >= $2", record, today)
        return try orDamaged(throwing: RecordsError.damaged) {
            try rows.reduce(into: [:]) { texts, row in
                let id: Identifier = try row["id"]
                let bytes = try key.open(row.envelope("sealed"), as: .note, object: id.text)
                texts[id] = String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    /// - Returns: how many went.
    func deletePassed(on today: Day) throws -> Int {
        try transaction.execute("DELETE FROM care_texts WHERE keep_until < $1", today)
    }
}

/// A day on which somebody has to look at a plan.
struct CareAlert: Hashable, Sendable {
    let record: Identifier
    let dueOn: Day
    let desk: Identifier
    let member: Identifier?
}

/// SQL for the days on which somebody has to look at a plan.
struct AlertStore {
    let transaction: any Transaction

    /// Writes the days of a record that are still to come anew; those that have come stay as they are.
    func replace(_ days: Set<Day>, of record: Identifier, desk: Identifier, member: Identifier?, on today: Day) throws {
        try transaction.execute("DELETE FROM care_alerts WHERE record_id = $1 AND due_on > $2", record, today)
        try transaction.execute(
            "UPDATE care_alerts SET desk_id = $2, member_id = $3 WHERE record_id = $1", record, desk, member)
        for day in days.sorted() where day >= today { try add(day, of: record, desk: desk, member: member) }
    }

    /// A day more.
    ///
    /// - Parameter again: whether members who heard of that day already hear of it once more.
    func add(
        _ day: Day, of record: Identifier, desk: Identifier, member: Identifier?, again: Bool = false
    ) throws {
        try transaction.execute(
            """
            INSERT INTO care_alerts (record_id, due_on, desk_id, member_id, told) VALUES ($1, $2, $3, $4, 0)
            ON CONFLICT (record_id, due_on) DO UPDATE SET told = CASE WHEN $5 = 1 THEN 0 ELSE care_alerts.told END
            """, record, day, desk, member, again)
    }

    /// What a member's calendar shows: the own plans, and those at the own desks that nobody coordinates.
    func calendar(of member: Identifier, desks: [Identifier], from day: Day) throws -> [CareAlert] {
        var alerts = try transaction.rows(
            "SELECT * FROM care_alerts WHERE member_id = $1 AND due_on >= $2 ORDER BY due_on, record_id", member, day
        ).map(alert)
        for desk in desks {
            alerts += try transaction.rows(
                """
                SELECT * FROM care_alerts WHERE desk_id = $1 AND member_id IS NULL AND due_on >= $2
                ORDER BY due_on, record_id
                """, desk, day
            ).map(alert)
        }
        return alerts.sorted { ($0.dueOn, $0.record) < ($1.dueOn, $1.record) }
    }

    /// Days that have come, and about which no mail was sent.
    func untold(on today: Day) throws -> [CareAlert] {
        try transaction.rows(
            "SELECT * FROM care_alerts WHERE told = 0 AND due_on <= $1 ORDER BY desk_id, due_on, record_id", today
        ).map(alert)
    }

    func tell(upTo today: Day) throws {
        try transaction.execute("UPDATE care_alerts SET told = 1 WHERE told = 0 AND due_on <= $1", today)
    }

    func deleteTold(before day: Day) throws {
        try transaction.execute("DELETE FROM care_alerts WHERE told = 1 AND due_on < $1", day)
    }

    private func alert(_ row: Row) throws -> CareAlert {
        CareAlert(
            record: try row["record_id"], dueOn: try row["due_on"], desk: try row["desk_id"],
            member: try row["member_id"])
    }
}

/// SQL for how long a desk that no longer helps can look.
struct AccessStore {
    let transaction: any Transaction

    func replace(_ ends: [Identifier: Day], of record: Identifier) throws {
        try transaction.execute("DELETE FROM care_access WHERE record_id = $1", record)
        for (desk, day) in ends.sorted(by: { $0.key < $1.key }) {
            try transaction.execute(
                """
                INSERT INTO care_access (record_id, desk_id, ends_on) VALUES ($1, $2, $3)
                ON CONFLICT (record_id, desk_id) DO UPDATE SET ends_on = $3
                """, record, desk, day)
        }
    }

    /// Desks whose day has come.
    func ended(on today: Day) throws -> [(record: Identifier, desk: Identifier)] {
        try transaction.rows(
            "SELECT record_id, desk_id FROM care_access WHERE ends_on <= $1 ORDER BY record_id, desk_id", today
        ).map { (record: try $0["record_id"], desk: try $0["desk_id"]) }
    }

    func delete(_ record: Identifier, _ desk: Identifier) throws {
        try transaction.execute(
            "DELETE FROM care_access WHERE record_id = $1 AND desk_id = $2", record, desk)
    }
}
