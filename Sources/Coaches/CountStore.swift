import Core
import Storage

/// What is counted, without saying of which.
struct CoachesCount: Hashable, Sendable {
    enum Kind: String, Sendable {
        /// A study that began.
        case study
        /// An account of which a demand was seen for the first time; the value is the code.
        case demand
        /// A dossier that was handed over.
        case dossier
        /// Something that was reported to be taken down, and what came of it.
        case takedown
    }

    var kind: Kind
    var value = ""
    var day: Day
    var difference = 1
}

/// How many coaches a desk knows.
struct Standing: Hashable, Sendable {
    var fewest = 0
    var most = 0
    var recurringFewest = 0
    var recurringMost = 0

    init() {}

    init(_ count: CoachCount) {
        fewest = count.fewest
        most = count.most
        recurringFewest = count.recurringFewest
        recurringMost = count.recurringMost
    }
}

/// SQL for counts.
struct CountStore {
    let transaction: any Transaction

    func add(_ counts: [CoachesCount]) throws {
        for count in counts {
            try transaction.execute(
                """
                INSERT INTO coaches_counts (kind, day, value, number) VALUES ($1, $2, $3, $4)
                ON CONFLICT (kind, day, value) DO UPDATE SET number = coaches_counts.number + $4
                """, count.kind.rawValue, count.day, count.value, count.difference)
        }
    }

    /// The counts of a period by kind and value.
    func sums(in period: Period) throws -> [String: [String: Int]] {
        let rows = try transaction.rows(
            """
            SELECT kind, value, CAST(SUM(number) AS BIGINT) AS number FROM coaches_counts
            WHERE day >= $1 AND day <= $2 GROUP BY kind, value
            """, period.from, period.to)
        return try rows.reduce(into: [:]) { sums, row in
            sums[try row["kind"], default: [:]][try row["value"]] = try row["number"]
        }
    }

    /// The newest standing of a desk up to a day.
    func standing(of desk: Identifier, upTo day: Day) throws -> Standing? {
        try transaction.row(
            """
            SELECT fewest, most, recurring_fewest, recurring_most FROM coaches_standings
            WHERE desk_id = $1 AND day <= $2 ORDER BY day DESC LIMIT 1
            """, desk, day
        ).map(Self.standing)
    }

    /// The newest standing of every desk up to a day.
    func standings(upTo day: Day) throws -> [Standing] {
        try transaction.rows(
            """
            SELECT s.fewest, s.most, s.recurring_fewest, s.recurring_most FROM coaches_standings s
            WHERE s.day = (SELECT MAX(n.day) FROM coaches_standings n WHERE n.desk_id = s.desk_id AND n.day <= $1)
            ORDER BY s.desk_id
            """, day
        ).map(Self.standing)
    }

    func put(_ standing: Standing, of desk: Identifier, on day: Day) throws {
        try transaction.execute(
            """
            INSERT INTO coaches_standings (desk_id, day, fewest, most, recurring_fewest, recurring_most)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (desk_id, day) DO UPDATE SET fewest = $3, most = $4, recurring_fewest = $5,
                recurring_most = $6
            """, desk, day, standing.fewest, standing.most, standing.recurringFewest, standing.recurringMost)
    }

    private static func standing(_ row: Row) throws -> Standing {
        var standing = Standing()
        standing.fewest = try row["fewest"]
        standing.most = try row["most"]
        standing.recurringFewest = try row["recurring_fewest"]
        standing.recurringMost = try row["recurring_most"]
        return standing
    }
}

/// SQL for where selectors were seen.
struct SelectorStore {
    let transaction: any Transaction

    func add(_ hashes: [String], of account: Identifier, in study: Identifier) throws {
        for hash in hashes {
            try transaction.execute(
                """
                INSERT INTO coaches_selectors (record_id, hash, account_id) VALUES ($1, $2, $3)
                ON CONFLICT (record_id, hash, account_id) DO NOTHING
                """, study, hash, account)
        }
    }

    func remove(_ account: Identifier, in study: Identifier) throws {
        try transaction.execute(
            "DELETE FROM coaches_selectors WHERE record_id = $1 AND account_id = $2", study, account)
    }

    /// The accounts with a selector, of the studies that a desk reads.
    func find(_ hash: String, readBy desk: Identifier) throws -> [AccountReference] {
        try transaction.rows(
            """
            SELECT s.record_id, s.account_id FROM coaches_selectors s
            JOIN coaches_wraps w ON w.record_id = s.record_id AND w.desk_id = $2
            WHERE s.hash = $1 ORDER BY s.record_id, s.account_id
            """, hash, desk
        ).map { AccountReference(study: try $0["record_id"], account: try $0["account_id"]) }
    }
}
