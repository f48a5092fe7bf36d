public import Core
import House
import Storage

/// Something that the House changed or deleted after a member followed or linked it. The thing here stays as it is until a
/// member decides.
public struct HouseChange: Hashable, Sendable {
    /// What changed.
    public enum Field: String, Sendable, Codable, CaseIterable {
        case deleted
        /// It was deleted, and is there again.
        case restored
        case title, reference, day, appreciation
        /// What was decided, in the House's words.
        case outcome
        /// How the parties voted.
        case votes
        /// When a commitment has to be fulfilled, according to the register.
        case due
        /// Of a debate: cancelled, moved.
        case status

        /// Whether the thing here can be made like it.
        var canBeTaken: Bool { ![.deleted, .restored, .status].contains(self) }
    }

    /// What a member decided about it.
    public enum Decision: String, Sendable, CaseIterable {
        /// The thing here was made like it.
        case taken
        /// The thing here stays as it is.
        case kept
    }

    public var id: Identifier
    /// The House's identifier of what changed.
    public var record: Identifier
    public var item: Identifier
    public var field: Field
    /// What it was and what it is now; empty for nothing.
    public var old: String
    public var new: String
    /// When it was read here.
    public var seen: Instant
    public var decision: Decision?
}

extension HouseRecord {
    /// What differs in a later reading of the same row, as far as it matters to a thing that was made of it.
    func changes(to after: HouseRecord) -> [(field: HouseChange.Field, old: String, new: String)] {
        var found: [(field: HouseChange.Field, old: String, new: String)] = []
        func compare(_ field: HouseChange.Field, _ old: String?, _ new: String?) {
            if old ?? "" != new ?? "" { found.append((field, old ?? "", new ?? "")) }
        }
        if isDeleted { found.append((.restored, "", "")) }
        // A decision goes by the title of its case, which tells of its own changes.
        if !isDecision { compare(.title, title, after.title) }
        compare(.reference, reference, after.reference)
        compare(.day, day?.description, after.day?.description)
        compare(.appreciation, detail.appreciation, after.detail.appreciation)
        compare(.outcome, detail.outcomeText, after.detail.outcomeText)
        compare(.due, detail.due?.description, after.detail.due?.description)
        // What the register says of a commitment stands beside it as a claim.
        if kind != .commitment { compare(.status, detail.status, after.detail.status) }
        return found
    }

    private var isDecision: Bool { detail.outcome != nil }
}

extension HouseRecord.Detail {
    /// "Stemmen - aangenomen: Aangenomen (90-55)."
    var outcomeText: String? {
        let parts = [outcome, text].compactMap(\.self).filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }
}

extension [PartyVote] {
    /// "Voor 90 (Aster 90), Tegen 55 (Berk 55)", in the House's words.
    var summary: String {
        let choices = map(\.choice).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return choices.sorted { Self.order($0) < Self.order($1) }.map { choice in
            let votes = filter { $0.choice == choice }
            let names = votes.map { "\($0.party) \($0.seats)" + ($0.isMistake ? " (vergissing)" : "") }
            return "\(choice) \(votes.reduce(0) { $0 + $1.seats }) (\(names.joined(separator: ", ")))"
        }.joined(separator: "; ")
    }

    private static func order(_ choice: String) -> (Int, String) {
        (["Voor", "Tegen", "Niet deelgenomen"].firstIndex(of: choice) ?? 3, choice)
    }
}

/// The SQL of what the House changed.
extension HouseStore {
    func insert(_ change: HouseChange) throws {
        try transaction.execute(
            """
            INSERT INTO commitments_changes (id, record_id, item_id, field, old_text, new_text, seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, change.id, change.record, change.item, change.field.rawValue, change.old, change.new, change.seen)
    }

    /// What the House changed of a thing, the oldest first.
    func changes(of item: Identifier) throws -> [HouseChange] {
        try transaction.rows("SELECT * FROM commitments_changes WHERE item_id = $1 ORDER BY seen_at, id", item).map(
            Self.change)
    }

    func change(_ id: Identifier) throws -> HouseChange? {
        try transaction.row("SELECT * FROM commitments_changes WHERE id = $1", id).map(Self.change)
    }

    /// What nobody decided about, the oldest first, each with its thing.
    func waitingChanges() throws -> [(change: HouseChange, item: Item)] {
        try transaction.rows(
            """
            SELECT i.*, c.id AS change_id, c.record_id, c.item_id, c.field, c.old_text, c.new_text, c.seen_at,
                c.decision
            FROM commitments_changes c JOIN commitments_items i ON i.id = c.item_id WHERE c.decision IS NULL
            ORDER BY c.seen_at, c.id
            """
        ).map { (try Self.change($0, id: "change_id"), try CommitmentStore.item($0)) }
    }

    /// `false` when it was decided before.
    func decide(change id: Identifier, _ decision: HouseChange.Decision) throws -> Bool {
        try transaction.execute(
            "UPDATE commitments_changes SET decision = $1 WHERE id = $2 AND decision IS NULL", decision.rawValue, id)
            == 1
    }

    private static func change(_ row: Row) throws -> HouseChange { try change(row, id: "id") }

    private static func change(_ row: Row, id: String) throws -> HouseChange {
        let (field, decision): (String, String?) = (try row["field"], try row["decision"])
        guard let field = HouseChange.Field(rawValue: field) else { throw StorageError.column("field") }
        return HouseChange(
            id: try row[id], record: try row["record_id"], item: try row["item_id"], field: field,
            old: try row["old_text"], new: try row["new_text"], seen: try row["seen_at"],
            decision: decision.flatMap { HouseChange.Decision(rawValue: $0) })
    }
}
