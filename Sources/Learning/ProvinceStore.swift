import Core
import Storage

/// SQL for the sums of people whose province is known; `CountStore` and `ParticipationStore` have them among everybody.
struct ProvinceStore {
    let transaction: any Transaction

    /// Changes what was counted of a milestone on a day.
    func count(
        _ milestone: Milestone, of key: CountStore.Key, in province: Province, on day: Day, slot: Int, by people: Int
    )
        throws
    {
        try transaction.execute(
            """
            INSERT INTO learning_province_counts (organisation, day, province, audience, kind, slot, people)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (organisation, day, province, audience, kind, slot)
            DO UPDATE SET people = learning_province_counts.people + $7
            """, key.organisation, day, province.rawValue, key.audience.rawValue, milestone.rawValue, slot, people)
    }

    /// What was counted of one milestone.
    struct Count: Hashable, Sendable {
        var milestone: Milestone
        var audience: Audience
        var province: Province
        var people: Int
    }

    /// The milestones on the days from `from` to `to`.
    ///
    /// - Parameter organisation: one organisation's identifier; `nil` for all, those without a join included.
    func counts(from: Day, to: Day, organisation: Identifier?) throws -> [Count] {
        let condition = organisation == nil ? "$3 = $3" : "organisation = $3"
        return try transaction.rows(
            """
            SELECT kind, audience, province, CAST(SUM(people) AS BIGINT) AS people FROM learning_province_counts
            WHERE day >= $1 AND day <= $2 AND \(condition) GROUP BY kind, audience, province
            """, from, to, organisation?.text ?? ""
        ).map { row in
            Count(
                milestone: try row.choice("kind"), audience: try row.choice("audience"),
                province: try row.choice("province"), people: try row["people"])
        }
    }

    /// Changes the sums by these records; `sign` is 1 or -1. Sums without records go.
    func add(_ participations: [Participation], sign: Int, at instant: Instant) throws {
        struct Key: Hashable {
            var province: Province
            var total: ParticipationStore.Total
            var order: String { province.rawValue + "\u{1}" + total.order }
        }
        var sums: [Key: (people: Int, records: Int)] = [:]
        for item in participations {
            guard let province = item.province else { continue }
            let key = Key(province: province, total: ParticipationStore.Total(item))
            sums[key, default: (0, 0)].people += sign * item.people
            sums[key, default: (0, 0)].records += sign
        }
        for (key, sum) in sums.sorted(by: { $0.key.order < $1.key.order }) {
            let total = key.total
            try transaction.execute(
                """
                INSERT INTO learning_participation_provinces (province, activity, audience, from_day, to_day, source_kind,
                source_title, source_url, people, records, recorded)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                ON CONFLICT (province, activity, audience, from_day, to_day, source_kind, source_title, source_url)
                DO UPDATE SET people = learning_participation_provinces.people + $9,
                records = learning_participation_provinces.records + $10, recorded = $11
                """, key.province.rawValue, total.activity.rawValue, total.audience.rawValue, total.period.from,
                total.period.to, total.source.kind.rawValue, total.source.title, total.source.url ?? "", sum.people,
                sum.records, instant)
        }
        if sign < 0 { try transaction.execute("DELETE FROM learning_participation_provinces WHERE records <= 0") }
    }

    /// The sums of the participations whose whole period lies in `period`.
    func participations(in period: Period) throws -> [(province: Province, total: ParticipationStore.Total)] {
        try transaction.rows(
            """
            SELECT province, activity, audience, from_day, to_day, source_kind, source_title, source_url, people, recorded
            FROM learning_participation_provinces WHERE from_day >= $1 AND to_day <= $2
            ORDER BY from_day, to_day, source_title, source_kind, source_url, province, activity, audience
            """, period.from, period.to
        ).map { (try $0.choice("province"), try ParticipationStore.Total($0)) }
    }
}

extension Row {
    /// The province in `province`; `nil` where nobody knows it.
    var province: Province? {
        get throws {
            guard let text: String = try self["province"] else { return nil }
            guard let province = Province(rawValue: text) else { throw StorageError.column("province") }
            return province
        }
    }
}
