public import Core
import Crypto
import FoundationEssentials
public import Storage
public import Vault

/// The audit trail: rows with a MAC, and a chain over them with a signed head.
///
/// A row is written in the transaction it tells of, and nobody waits for anybody. A job links committed rows one after
/// another and signs the end, so that a row that was changed, taken out, put elsewhere or cut off shows.
public struct AuditLog: AuditTrail {
    let database: any Database
    let siteKey: SiteKey
    let now: Now
    let random: RandomBytes

    public init(
        database: any Database, siteKey: SiteKey, now: @escaping Now = systemClock,
        random: @escaping RandomBytes = systemRandomBytes
    ) {
        self.database = database
        self.siteKey = siteKey
        self.now = now
        self.random = random
    }

    public func record(_ event: AuditEvent, by actor: Actor, in transaction: any Transaction) throws {
        let at = now()
        let id = Identifier(at: at, random: random)
        let details = try Self.json(event.details)
        let canonical = AuditRow.canonical(
            id: id, at: at, actor: actor.auditName, action: event.action, subject: event.subject, details: details)
        let row = AuditRow(
            id: id, at: at, actor: actor.auditName, action: event.action, subject: event.subject, details: details,
            mac: siteKey.mac(.audit, canonical).hex)
        try AuditStore(transaction: transaction).insert(row)
    }

    /// Links all committed rows that are not in the chain yet. A job calls it; writing its result to the log keeps a copy
    /// of the head that whoever changes the database cannot reach.
    ///
    /// - Returns: the head; `nil` while there are no rows at all.
    /// - Throws: `DirectoryError.auditHeadForged` when the stored head is not one that was signed here.
    @discardableResult
    public func chain() async throws -> AuditHead? {
        let batch = 500
        while true {
            let (head, count) = try await database.write { try link(batch, in: AuditStore(transaction: $0)) }
            if count < batch { return head }
        }
    }

    private func link(_ limit: Int, in store: AuditStore) throws -> (AuditHead?, Int) {
        let stored = try store.head()
        if let stored, !isSigned(stored.head, stored.mac) { throw DirectoryError.auditHeadForged }
        let rows = try store.pending(atMost: limit)
        guard !rows.isEmpty else { return (stored?.head, 0) }
        let start = stored?.head ?? AuditHead.beginning
        let links = Self.links(rows, after: start)
        let head = AuditHead(position: start.position + rows.count, hash: links.last!, at: now())
        // The head first: when two processes chain at once, one of them waits here and begins again.
        try store.moveHead(from: start.position, to: head, mac: mac(head))
        for (offset, row) in rows.enumerated() {
            try store.link(row.id, at: start.position + offset + 1, hash: links[offset])
        }
        return (head, rows.count)
    }

    private static func links(_ rows: [AuditRow], after head: AuditHead) -> [String] {
        var hash = head.hash
        return rows.enumerated().map { offset, row in
            hash = link(position: head.position + offset + 1, row: row, after: hash)
            return hash
        }
    }

    static func link(position: Int, row: AuditRow, after hash: String) -> String {
        var fields = Canonical("vangnet", "audit link", "1", hash, row.id.text, row.mac)
        fields.append(Int64(position))
        return Array(SHA256.hash(data: fields.bytes)).hex
    }

    private func mac(_ head: AuditHead) -> String {
        var fields = Canonical("vangnet", "audit head", "1", head.hash)
        fields.append(Int64(head.position))
        fields.append(head.at.milliseconds)
        return siteKey.mac(.audit, fields.bytes).hex
    }

    func isSigned(_ head: AuditHead, _ mac: String) -> Bool {
        equalInConstantTime(Array(self.mac(head).utf8), Array(mac.utf8))
    }

    private static func json(_ details: [String: String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(details), as: UTF8.self)
    }
}

extension Actor {
    /// How the audit trail names the actor.
    var auditName: String {
        switch self {
        case .visitor: "visitor"
        case .system: "system"
        case .member(let member): member.id.text
        }
    }
}

/// The end of the audit chain at some moment.
public struct AuditHead: Hashable, Sendable {
    /// How many rows the chain holds.
    public let position: Int
    /// Over all of them, in hexadecimal.
    public let hash: String
    public let at: Instant

    init(position: Int, hash: String, at: Instant) {
        self.position = position
        self.hash = hash
        self.at = at
    }

    /// Before the first row.
    static let beginning = AuditHead(position: 0, hash: "", at: Instant(milliseconds: 0))

    /// For the log and the command line: `<position>:<hash>`.
    public var text: String { "\(position):\(hash)" }
}
