import Core
import Storage
import XAPI

/// SQL that stores statements.
struct StatementStore {
    let transaction: any Transaction

    private static let statements = ManyRows(
        "learning_xapi_statements", "organisation", "position", "stored", "id", "credential", "version", "voids",
        "voided", "size", "statement", sizes: [16, 8, 4, 2, 1])
    private static let references = ManyRows(
        "learning_xapi_references", "organisation", "target", "position", "voids")
    private static let terms = ManyRows(
        "learning_xapi_terms", "term", "position", "origin", conflict: "term, position, origin")
    private static let attachmentUses = ManyRows(
        "learning_xapi_attachment_uses", "organisation", "sha2", "position", conflict: "organisation, sha2, position")
    // One lookup for each id: of `id IN (…)` PostgreSQL makes a walk through all statements of the organisation, as long as it has not
    // noticed that they have become many.
    private static let known = ManyKeys(
        """
        SELECT column1 AS id, (
            SELECT statement FROM learning_xapi_statements WHERE organisation = $1 AND id = column1
        ) AS statement FROM (VALUES KEYS) AS asked
        """, asRows: true)
    private static let targeting = ManyKeys(
        "SELECT target, voids FROM learning_xapi_references WHERE organisation = $1 AND target IN (KEYS)")

    /// A statement with its place.
    private struct Placed {
        let statement: PendingStatement
        let credential: Identifier
        let position: Int
    }

    /// Stores what several requests want to store, each wholly or not at all.
    ///
    /// - Parameter now: the moment of storing, unless something was stored later than that already.
    /// - Returns: what became of each request.
    func write(_ requests: [WriteRequest], now: Instant) throws -> [WriteOutcome] {
        var outcomes: [WriteOutcome] = Array(repeating: .stored(new: 0), count: requests.count)
        var places: [Identifier: [Int]] = [:]
        for (place, request) in requests.enumerated() { places[request.organisation, default: []].append(place) }
        for organisation in places.keys.sorted() {
            let own = places[organisation] ?? []
            let new = try sort(own.map { requests[$0] }, of: organisation)
            for (place, outcome) in zip(own, new.outcomes) { outcomes[place] = outcome }
            try insert(new.statements, stored: now, of: organisation)
            let accepted = own.filter { if case .stored(let count) = outcomes[$0] { count > 0 } else { false } }
            try learn(accepted.map { requests[$0] }, of: organisation)
        }
        return outcomes
    }

    /// Tells what is new, what is there already, and what is in conflict with what is there.
    private func sort(
        _ requests: [WriteRequest], of organisation: Identifier
    ) throws -> (outcomes: [WriteOutcome], statements: [(PendingStatement, Identifier)]) {
        let ids = requests.flatMap { $0.statements.map(\.id) }
        var known: [String: JSONObject] = [:]
        for row in try Self.known.rows(organisation, ids, in: transaction) {
            if let text: String = try row["statement"] { known[try row["id"]] = try Self.object(text) }
        }
        var new: [(PendingStatement, Identifier)] = []
        let outcomes = requests.map { request -> WriteOutcome in
            var fresh: [PendingStatement] = []
            for (place, statement) in request.statements.enumerated() {
                guard let stored = known[statement.id] else {
                    fresh.append(statement)
                    continue
                }
                guard Statement.areSame(stored, statement.json) else { return .conflict(place: place) }
            }
            for statement in fresh { known[statement.id] = statement.json }
            new += fresh.map { ($0, request.credential) }
            return .stored(new: fresh.count)
        }
        return (outcomes, new)
    }

    /// Puts statements after those that are there.
    private func insert(
        _ statements: [(PendingStatement, Identifier)], stored now: Instant, of organisation: Identifier
    ) throws {
        guard !statements.isEmpty else { return }
        let (last, stored) = try takePositions(statements.count, now, of: organisation)
        let placed = statements.enumerated().map { place, statement in
            Placed(statement: statement.0, credential: statement.1, position: last - statements.count + 1 + place)
        }
        var rows: [any Bindable] = []
        for one in placed {
            let (statement, text) = (one.statement, one.statement.text(stored: stored))
            rows += [
                organisation, one.position, stored, statement.id, one.credential, statement.version.rawValue,
                statement.facts.voids, false, text.utf8.count, text,
            ]
        }
        try Self.statements.insert(rows, in: transaction)
        try insertTerms(of: placed)
        try insertReferences(of: placed, organisation)
        try insertAttachmentUses(of: placed, organisation)
        try link(placed, organisation)
    }

    /// Takes `count` positions.
    ///
    /// - Returns: the last of them, and the moment to store at: `now`, or that of an earlier group when the clock was set back.
    private func takePositions(
        _ count: Int, _ now: Instant, of organisation: Identifier
    ) throws -> (last: Int, stored: Instant) {
        let head = try transaction.row(
            """
            INSERT INTO learning_xapi_heads (organisation, position, stored) VALUES ($1, $2, $3)
            ON CONFLICT (organisation) DO UPDATE SET position = learning_xapi_heads.position + $4,
            stored = CASE WHEN learning_xapi_heads.stored > $5 THEN learning_xapi_heads.stored ELSE $6 END
            RETURNING position, stored
            """, organisation, count, now, count, now, now)
        guard let head else { throw StorageError.column("position") }
        return (try head["position"], try head["stored"])
    }

    private func insertTerms(of placed: [Placed]) throws {
        let rows = placed.flatMap { one in one.statement.terms.map { ($0.value, one.position) } }
        try insertTerms(rows.map { (term: $0.0, position: $0.1, origin: 0) })
    }

    /// In the order of the key: so the pages of the index are visited one after another.
    private func insertTerms(_ terms: [(term: Int64, position: Int, origin: Int)]) throws {
        var rows: [any Bindable] = []
        for row in terms.sorted(by: { ($0.term, $0.position) < ($1.term, $1.position) }) {
            rows.append(Int(row.term))
            rows.append(row.position)
            rows.append(row.origin)
        }
        try Self.terms.insert(rows, in: transaction)
    }

    private func insertReferences(of placed: [Placed], _ organisation: Identifier) throws {
        var rows: [any Bindable] = []
        for one in placed {
            guard let target = one.statement.facts.refersTo else { continue }
            rows += [organisation, target, one.position, one.statement.facts.voids]
        }
        try Self.references.insert(rows, in: transaction)
    }

    private func insertAttachmentUses(of placed: [Placed], _ organisation: Identifier) throws {
        var rows: [any Bindable] = []
        for one in placed {
            for hash in Set(one.statement.facts.attachments.map(\.sha2)).sorted() {
                rows += [organisation, hash, one.position]
            }
        }
        try Self.attachmentUses.insert(rows, in: transaction)
    }

    // MARK: Statements that refer to statements

    /// Follows references, in both directions: what a new statement voids or what voids it, and by whose terms it is found too.
    private func link(_ placed: [Placed], _ organisation: Identifier) throws {
        let ids = placed.map(\.statement.id)
        let pointed = try Self.targeting.rows(organisation, ids, in: transaction)
        var targets: Set<String> = []
        var voided: Set<String> = []
        for row in pointed {
            let target: String = try row["target"]
            targets.insert(target)
            if try row["voids"] as Bool { voided.insert(target) }
        }
        for one in placed {
            if one.statement.facts.voids, let target = one.statement.facts.refersTo { voided.insert(target) }
            guard one.statement.facts.refersTo != nil || targets.contains(one.statement.id) else { continue }
            try inheritTerms(around: one.statement.id, organisation)
        }
        for target in voided.sorted() {
            // What voids is never voided itself (Data 2.3.2).
            try transaction.execute(
                "UPDATE learning_xapi_statements SET voided = 1 WHERE organisation = $1 AND id = $2 AND voids = 0",
                organisation, target)
        }
    }

    /// A statement in a chain of references.
    private struct Link {
        let id: String
        let position: Int
        let statement: Statement
    }

    /// Longest chain of references that is followed, so that one circle or one long tail does not keep everybody waiting.
    private static let longestChain = 20

    /// Whoever looks for what a statement refers to, also finds the statement (Communication 2.1.3, filter conditions for
    /// StatementRefs): so all that lead to `id`, and itself, get the terms of all that it leads to, and its own.
    private func inheritTerms(around id: String, _ organisation: Identifier) throws {
        guard let middle = try link(id, organisation) else { return }
        var below = [middle]
        while below.count < Self.longestChain, let next = below.last?.statement.facts.refersTo,
            !below.contains(where: { $0.id == next }), let link = try link(next, organisation)
        {
            below.append(link)
        }
        var above = [(position: middle.position, id: id)]
        var place = 0
        while place < above.count, above.count < 1000 {
            let rows = try transaction.rows(
                """
                SELECT s.position, s.id FROM learning_xapi_references r
                JOIN learning_xapi_statements s ON s.organisation = r.organisation AND s.position = r.position
                WHERE r.organisation = $1 AND r.target = $2
                """, organisation, above[place].id)
            for row in rows {
                let position: Int = try row["position"]
                if !above.contains(where: { $0.position == position }) { above.append((position, try row["id"])) }
            }
            place += 1
        }
        var inherited: [(term: Int64, position: Int, origin: Int)] = []
        for link in below {
            let terms = Term.all(of: link.statement.facts, from: nil, organisation)
            for (position, _) in above where position != link.position {
                inherited += terms.map { ($0.value, position, link.position) }
            }
        }
        try insertTerms(inherited)
    }

    private func link(_ id: String, _ organisation: Identifier) throws -> Link? {
        let row = try transaction.row(
            "SELECT position, version, statement FROM learning_xapi_statements WHERE organisation = $1 AND id = $2",
            organisation, id)
        return try row.map { Link(id: id, position: try $0["position"], statement: try Self.statement($0)) }
    }

    // MARK: What is learned from statements

    private static let names = ManyRows(
        "learning_xapi_names", "organisation", "agent", "name_hash", "name", conflict: "organisation, agent, name_hash",
        sizes: [16, 8, 4, 2, 1])
    private static let activities = ManyKeys(
        "SELECT activity, definition FROM learning_xapi_activities WHERE organisation = $1 AND activity IN (KEYS)")

    /// Keeps attachments, and the names and definitions that the statements bring.
    private func learn(_ requests: [WriteRequest], of organisation: Identifier) throws {
        var attachments: [String: StatementBody.Attachment] = [:]
        for request in requests { attachments.merge(request.attachments) { first, _ in first } }
        for (hash, attachment) in attachments.sorted(by: { $0.key < $1.key }) {
            try transaction.execute(
                """
                INSERT INTO learning_xapi_attachments (organisation, sha2, content_type, content)
                VALUES ($1, $2, $3, $4) ON CONFLICT (organisation, sha2) DO NOTHING
                """, organisation, hash, attachment.contentType, attachment.bytes)
        }
        let defining = requests.filter(\.mayDefine).flatMap(\.statements)
        var names: Set<[String]> = []
        var definitions: [String: [ActivityDefinition]] = [:]
        for statement in defining {
            for person in statement.facts.persons {
                guard let name = person.name else { continue }
                names.insert([storeKey(person.identifier.key), storeKey(name), name])
            }
            for definition in statement.facts.definitions {
                definitions[storeKey(definition.activity), default: []].append(definition)
            }
        }
        var rows: [any Bindable] = []
        for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            rows.append(organisation)
            for text in name { rows.append(text) }
        }
        try Self.names.insert(rows, in: transaction)
        let known = try self.definitions(definitions.keys.sorted(), of: organisation)
        for (activity, new) in definitions.sorted(by: { $0.key < $1.key }) {
            try merge(new, into: activity, known[activity], of: organisation)
        }
    }

    private func merge(
        _ new: [ActivityDefinition], into activity: String, _ known: JSONObject?, of organisation: Identifier
    ) throws {
        var (known, isChanged) = (known, false)
        for definition in new {
            guard let merged = ActivityDefinition.merged(known, with: definition.definition) else { continue }
            (known, isChanged) = (merged, true)
        }
        guard isChanged, let known else { return }
        try transaction.execute(
            """
            INSERT INTO learning_xapi_activities (organisation, activity, id, definition) VALUES ($1, $2, $3, $4)
            ON CONFLICT (organisation, activity) DO UPDATE SET definition = excluded.definition
            """, organisation, activity, new[0].activity, JSONValue.object(known).text)
    }

    /// What is known of activities, by their `storeKey`.
    func definitions(_ activities: [String], of organisation: Identifier) throws -> [String: JSONObject] {
        var found: [String: JSONObject] = [:]
        for row in try Self.activities.rows(organisation, activities, in: transaction) {
            found[try row["activity"]] = try Self.object(try row["definition"])
        }
        return found
    }

    // MARK: Reading what was stored

    /// The statement with this id, as it is stored; `nil` when there is none.
    static func stored(
        _ id: String, of organisation: Identifier, in transaction: any Transaction
    ) throws -> JSONObject? {
        try transaction.row(
            "SELECT statement FROM learning_xapi_statements WHERE organisation = $1 AND id = $2", organisation, id
        ).map { try object(try $0["statement"]) }
    }

    /// JSON that the store wrote itself.
    static func object(_ text: String) throws -> JSONObject {
        guard let object = try JSONValue(reading: text.utf8).object else { throw StorageError.column("statement") }
        return object
    }

    /// The statement in a row with `version` and `statement`.
    static func statement(_ row: Row) throws -> Statement {
        let version: String = try row["version"]
        guard let version = XAPIVersion(rawValue: version) else { throw StorageError.column("version") }
        return try Statement(reading: .object(try object(try row["statement"])), version: version)
    }
}
