import Core
import Storage

/// SQL for participations, their batches and their sums.
struct ParticipationStore {
    let transaction: any Transaction

    private static let batchColumns = "id, name, records, people, recorded, recorded_by, undone"

    /// - Returns: `false` when the same records stand already, in a batch that was not undone.
    func insert(_ batch: ParticipationBatch, hash: String) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO learning_batches (id, name, hash, records, people, recorded, recorded_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash) WHERE undone IS NULL DO NOTHING RETURNING id
            """, batch.id, batch.name, hash, batch.records, batch.people, batch.recorded, batch.recordedBy) != nil
    }

    func insert(_ participation: Participation, batch: Identifier, position: Int) throws {
        try transaction.execute(
            """
            INSERT INTO learning_participations (batch, position, activity, audience, people, from_day, to_day,
            organisation, source_title, source_kind, source_url, province)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """, batch, position, participation.activity.rawValue, participation.audience.rawValue,
            participation.people, participation.period.from, participation.period.to, participation.organisation,
            participation.source.title, participation.source.kind.rawValue, participation.source.url,
            participation.province?.rawValue)
    }

    /// Changes the sums by these records; `sign` is 1 or -1. Sums without records go.
    func add(_ participations: [Participation], sign: Int, at instant: Instant) throws {
        var sums: [Total: (people: Int, records: Int)] = [:]
        for item in participations {
            sums[Total(item), default: (0, 0)].people += sign * item.people
            sums[Total(item), default: (0, 0)].records += sign
        }
        for (total, sum) in sums.sorted(by: { $0.key.order < $1.key.order }) {
            try transaction.execute(
                """
                INSERT INTO learning_participation_totals (activity, audience, from_day, to_day, source_kind,
                source_title, source_url, people, records, recorded)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                ON CONFLICT (activity, audience, from_day, to_day, source_kind, source_title, source_url) DO UPDATE SET
                people = learning_participation_totals.people + $8,
                records = learning_participation_totals.records + $9, recorded = $10
                """, total.activity.rawValue, total.audience.rawValue, total.period.from, total.period.to,
                total.source.kind.rawValue, total.source.title, total.source.url ?? "", sum.people, sum.records,
                instant)
        }
        if sign < 0 { try transaction.execute("DELETE FROM learning_participation_totals WHERE records <= 0") }
        try ProvinceStore(transaction: transaction).add(participations, sign: sign, at: instant)
    }

    func find(_ id: Identifier) throws -> ParticipationBatch? {
        try transaction.row("SELECT \(Self.batchColumns) FROM learning_batches WHERE id = $1", id).map(batch)
    }

    /// When the batch with these records was recorded that still counts.
    func recorded(hash: String) throws -> Instant? {
        try transaction.row("SELECT recorded FROM learning_batches WHERE hash = $1 AND undone IS NULL", hash)
            .map { try $0["recorded"] }
    }

    /// The latest first.
    func batches(limit: Int) throws -> [ParticipationBatch] {
        try transaction.rows(
            "SELECT \(Self.batchColumns) FROM learning_batches ORDER BY recorded DESC, id DESC LIMIT $1", limit
        ).map(batch)
    }

    func participations(of batch: Identifier, limit: Int = ParticipationFile.mostRecords) throws -> [Participation] {
        try transaction.rows(
            """
            SELECT activity, audience, people, from_day, to_day, organisation, source_title, source_kind, source_url, province
            FROM learning_participations WHERE batch = $1 ORDER BY position LIMIT $2
            """, batch, limit
        ).map { row in
            Participation(
                activity: try row.choice("activity"), audience: try row.choice("audience"), people: try row["people"],
                period: try row.period, organisation: try row["organisation"], province: try row.province,
                source: Source(
                    title: try row["source_title"], kind: try row.choice("source_kind"), url: try row["source_url"]))
        }
    }

    /// - Returns: `false` when it was undone before.
    func undo(_ id: Identifier, by actor: String, at instant: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE learning_batches SET undone = $2, undone_by = $3 WHERE id = $1 AND undone IS NULL", id, instant,
            actor) == 1
    }

    /// The sums of the participations whose whole period lies in `period`.
    func totals(in period: Period) throws -> [Total] {
        try transaction.rows(
            """
            SELECT activity, audience, from_day, to_day, source_kind, source_title, source_url, people, recorded
            FROM learning_participation_totals WHERE from_day >= $1 AND to_day <= $2
            ORDER BY from_day, to_day, source_title, source_kind, source_url
            """, period.from, period.to
        ).map(Total.init)
    }

    /// The people of one organisation, of the participations that count and whose whole period lies in `period`.
    func people(
        of organisation: Identifier, in period: Period
    ) throws -> [(activity: Activity, audience: Audience, people: Int)] {
        try transaction.rows(
            """
            SELECT p.activity AS activity, p.audience AS audience, CAST(SUM(p.people) AS BIGINT) AS people
            FROM learning_participations p JOIN learning_batches b ON b.id = p.batch
            WHERE p.organisation = $1 AND p.from_day >= $2 AND p.to_day <= $3 AND b.undone IS NULL
            GROUP BY p.activity, p.audience
            """, organisation, period.from, period.to
        ).map { (try $0.choice("activity"), try $0.choice("audience"), try $0["people"]) }
    }

    /// The first day of what counts.
    ///
    /// - Parameter organisation: `nil` for everything.
    func firstDay(of organisation: Identifier?) throws -> Day? {
        guard let organisation else {
            return try transaction.row("SELECT MIN(from_day) AS first FROM learning_participation_totals").flatMap {
                try $0["first"]
            }
        }
        return try transaction.row(
            """
            SELECT MIN(p.from_day) AS first FROM learning_participations p JOIN learning_batches b ON b.id = p.batch
            WHERE p.organisation = $1 AND b.undone IS NULL
            """, organisation
        ).flatMap { try $0["first"] }
    }

    /// One sum.
    struct Total: Hashable {
        var activity: Activity
        var audience: Audience
        var period: Period
        var source: Source
        var people = 0
        var recorded: Instant?

        init(_ item: Participation) {
            activity = item.activity
            audience = item.audience
            period = item.period
            source = item.source
        }

        /// Of a row of one of the tables of sums.
        init(_ row: Row) throws {
            let url: String = try row["source_url"]
            activity = try row.choice("activity")
            audience = try row.choice("audience")
            period = try row.period
            source = Source(
                title: try row["source_title"], kind: try row.choice("source_kind"), url: url.isEmpty ? nil : url)
            people = try row["people"]
            recorded = try row["recorded"]
        }

        /// Writers that touch several sums go through them in the same order.
        var order: String {
            [
                activity.rawValue, audience.rawValue, period.from.description, period.to.description,
                source.kind.rawValue, source.title, source.url ?? "",
            ].joined(separator: "\u{1}")
        }
    }

    private func batch(_ row: Row) throws -> ParticipationBatch {
        ParticipationBatch(
            id: try row["id"], name: try row["name"], records: try row["records"], people: try row["people"],
            recorded: try row["recorded"], recordedBy: try row["recorded_by"], undone: try row["undone"])
    }
}

extension Row {
    /// The days in `from_day` and `to_day`.
    var period: Period {
        get throws {
            guard let period = Period(from: try self["from_day"], to: try self["to_day"]) else {
                throw StorageError.column("to_day")
            }
            return period
        }
    }
}
