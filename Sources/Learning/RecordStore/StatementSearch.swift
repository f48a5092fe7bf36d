import Core
import Storage
import XAPI

/// SQL that finds the statements of `GET statements`.
struct StatementSearch {
    let transaction: any Transaction
    let organisation: Identifier

    /// A statement that was found, without its text.
    struct Found: Sendable {
        let position: Int
        /// Of its text, in bytes.
        let size: Int
    }

    /// What is looked for: each of `terms` has to fit, by any one of its terms.
    struct Filter: Sendable {
        var terms: [[Term]] = []
        /// Only what this credential sent.
        var credential: Identifier?
        var since: Instant?
        var until: Instant?
        var isAscending = false
        /// Where the page before ended.
        var after: Int?
    }

    /// At most `limit` statements in the order that was asked for, none of them voided.
    ///
    /// A statement that refers to others may stand in a list more than once. A DISTINCT would make PostgreSQL sort the whole list
    /// before it gives the first row: so what comes twice is left out here, and when too little is left the rest is asked for.
    func find(_ filter: Filter, limit: Int) throws -> [Found] {
        var filter = filter
        var found: [Found] = []
        while found.count < limit, let bounds = try bounds(filter) {
            var query = SQLText()
            let sql = query.search(filter, organisation, bounds, limit)
            let rows = try transaction.rows(sql, query.arguments)
            for row in rows {
                let one = Found(position: try row["position"], size: try row["size"])
                if found.last?.position != one.position { found.append(one) }
            }
            guard rows.count == limit else { break }
            filter.after = found.last?.position
        }
        return Array(found.prefix(limit))
    }

    /// Between which positions, both excluded; `nil` when nothing can be there. Positions and moments go up together.
    private func bounds(_ filter: Filter) throws -> (low: Int, high: Int)? {
        var (low, high) = (0, Int.max)
        if let since = filter.since { low = try last(notAfter: since) }
        if let until = filter.until {
            let last = try last(notAfter: until)
            guard last > 0 else { return nil }
            high = last + 1
        }
        if let after = filter.after {
            if filter.isAscending { low = max(low, after) } else { high = min(high, after) }
        }
        return low < high ? (low, high) : nil
    }

    /// The position of the last statement that was stored at `instant` or before; 0 when there is none.
    private func last(notAfter instant: Instant) throws -> Int {
        let row = try transaction.row(
            """
            SELECT position FROM learning_xapi_statements WHERE organisation = $1 AND stored <= $2
            ORDER BY stored DESC, position DESC LIMIT 1
            """, organisation, instant)
        return try row?["position"] ?? 0
    }

    private static let texts = ManyKeys(
        """
        SELECT position, stored, statement FROM learning_xapi_statements
        WHERE organisation = $1 AND position IN (KEYS)
        """)

    /// The texts of statements, in the order of `positions`, and when the last of them was stored.
    func texts(_ positions: [Int]) throws -> (texts: [String], lastStored: Instant?) {
        var texts: [Int: String] = [:]
        var lastStored: Instant?
        for row in try Self.texts.rows(organisation, positions, in: transaction) {
            let stored: Instant = try row["stored"]
            lastStored = max(lastStored ?? stored, stored)
            texts[try row["position"]] = try row["statement"]
        }
        return (positions.compactMap { texts[$0] }, lastStored)
    }

    /// One statement by its id.
    func find(_ id: String, isVoided: Bool, credential: Identifier?) throws -> (text: String, stored: Instant)? {
        let row = try transaction.row(
            """
            SELECT statement, stored, credential FROM learning_xapi_statements
            WHERE organisation = $1 AND id = $2 AND voided = $3
            """, organisation, id, isVoided)
        guard let row, try credential == nil || credential == row["credential"] else { return nil }
        return (try row["statement"], try row["stored"])
    }
}

/// The text of a query that is put together, and the values of its placeholders.
private struct SQLText {
    var arguments: [any Bindable] = []

    /// A placeholder for `value`.
    private mutating func bind(_ value: any Bindable) -> String {
        arguments.append(value)
        return "$\(arguments.count)"
    }

    mutating func search(
        _ filter: StatementSearch.Filter, _ organisation: Identifier, _ bounds: (low: Int, high: Int), _ limit: Int
    ) -> String {
        let order = filter.isAscending ? "ASC" : "DESC"
        var terms = filter.terms
        var credential = filter.credential
        if terms.isEmpty, let only = credential {
            terms = [[Term(.credential, only.text, of: organisation)]]
            credential = nil
        }
        guard let first = terms.first else {
            return """
                SELECT position, size FROM learning_xapi_statements
                WHERE organisation = \(bind(organisation)) AND position > \(bind(bounds.low))
                AND position < \(bind(bounds.high)) AND voided = 0
                ORDER BY position \(order) LIMIT \(bind(limit))
                """
        }
        let branches = first.map { branch($0, terms.dropFirst(), credential, organisation, bounds, order, limit) }
        guard branches.count > 1 else { return branches[0] }
        let lists = branches.enumerated().map { "SELECT position, size FROM (\($1)) AS list\($0)" }
        return """
            SELECT position, size FROM (\(lists.joined(separator: " UNION ALL "))) AS lists
            ORDER BY position \(order) LIMIT \(bind(limit))
            """
    }

    /// The statements under one term that fit the others as well: all by what one statement says, itself or one that it refers to.
    private mutating func branch(
        _ term: Term, _ others: ArraySlice<[Term]>, _ credential: Identifier?, _ organisation: Identifier,
        _ bounds: (low: Int, high: Int), _ order: String, _ limit: Int
    ) -> String {
        var sql = """
            SELECT t.position AS position, s.size AS size
            FROM learning_xapi_terms t
            JOIN learning_xapi_statements s
            ON s.organisation = \(bind(organisation)) AND s.position = t.position AND s.voided = 0
            WHERE t.term = \(bind(term.value)) AND t.position > \(bind(bounds.low))
            AND t.position < \(bind(bounds.high))
            """
        if let credential { sql += " AND s.credential = \(bind(credential))" }
        for (place, other) in others.enumerated() {
            let list = other.map { bind($0.value) }.joined(separator: ", ")
            sql += """
                 AND EXISTS (SELECT 1 FROM learning_xapi_terms o\(place)
                WHERE o\(place).term IN (\(list)) AND o\(place).position = t.position AND o\(place).origin = t.origin)
                """
        }
        return sql + " ORDER BY t.position \(order) LIMIT \(bind(limit))"
    }

    private mutating func bind(_ value: Int64) -> String { bind(Int(value)) }
}
