public import Core
import Crypto
public import Directory
public import Storage
import Vault

/// What a member gets outside Vangnet: a calendar, and a mail once a week. Both hold titles of public things only.
extension Commitments {
    /// Whether the member has a calendar and gets the mail.
    public func subscriptions(_ actor: Actor) async throws -> (calendar: Bool, mail: Bool) {
        let member = try Self.officer(actor)
        return try await context.database.read { transaction in
            (
                try transaction.row("SELECT member_id FROM commitments_calendars WHERE member_id = $1", member) != nil,
                try transaction.row("SELECT member_id FROM commitments_mails WHERE member_id = $1", member) != nil
            )
        }
    }

    private static func officer(_ actor: Actor) throws -> Identifier {
        try officers.require(actor)
        guard let member = actor.member else { throw DirectoryError.notAllowed }
        return member.id
    }

    /// Makes the secret address of the member's calendar; the one before stops working.
    ///
    /// - Returns: 64 hexadecimal digits, which are not kept.
    public func makeCalendar(_ actor: Actor) async throws -> String {
        let member = try Self.officer(actor)
        let token = context.random(32).hex
        let (hash, now) = (Self.hash(token), context.now())
        try await context.database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO commitments_calendars (token_hash, member_id, created_at) VALUES ($1, $2, $3)
                ON CONFLICT (member_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at
                """, hash, member, now)
            try context.audit.record(
                AuditEvent("commitments.calendar-made", subject: "member:\(member)"), by: actor, in: transaction)
        }
        return token
    }

    /// Ends the member's calendar.
    public func removeCalendar(_ actor: Actor) async throws {
        let member = try Self.officer(actor)
        try await context.database.write { transaction in
            try transaction.execute("DELETE FROM commitments_calendars WHERE member_id = $1", member)
            try context.audit.record(
                AuditEvent("commitments.calendar-removed", subject: "member:\(member)"), by: actor, in: transaction)
        }
    }

    /// What stands in the calendar with this address: what its member follows, and debates to come.
    ///
    /// - Throws: `CommitmentsError.notFound`.
    func calendar(_ token: String) async throws -> [OpenItem] {
        let (hash, today) = (Self.hash(token), context.today)
        return try await context.database.read { transaction in
            guard
                let row = try transaction.row(
                    "SELECT member_id FROM commitments_calendars WHERE token_hash = $1", hash)
            else { throw CommitmentsError.notFound }
            let store = CommitmentStore(transaction: transaction)
            let followed = try store.followed(by: try row["member_id"]).filter {
                $0.isAwaited(on: today) || $0.waitsForAnswer
            }
            return followed + (try store.items([.debate], limit: 200).filter { $0.item.date.latest >= today })
        }
    }

    private static func hash(_ token: String) -> String { Array(SHA256.hash(data: Array(token.utf8))).hex }

    /// Whether the member wants the weekly mail.
    public func wantMail(_ actor: Actor, _ isWanted: Bool) async throws {
        let member = try Self.officer(actor)
        let today = context.today
        try await context.database.write { transaction in
            if isWanted {
                try transaction.execute(
                    """
                    INSERT INTO commitments_mails (member_id, last_day) VALUES ($1, $2)
                    ON CONFLICT (member_id) DO NOTHING
                    """, member, today)
            } else {
                try transaction.execute("DELETE FROM commitments_mails WHERE member_id = $1", member)
            }
        }
    }

    /// What the weekly mail tells: what has to be looked at, and what changed since the one before.
    public struct Digest: Sendable {
        public var member: Identifier
        public var list: WorkList
        public var changes: [(event: CommitmentEvent, item: Item)]

        public init(member: Identifier, list: WorkList, changes: [(event: CommitmentEvent, item: Item)]) {
            self.member = member
            self.list = list
            self.changes = changes
        }
    }

    /// Sends the mails that are due: a week after the one before, and only when there is something to tell.
    ///
    /// - Parameter send: puts a mail in the outbox, in the transaction that notes that it was sent.
    public func sendDigests(_ send: @escaping @Sendable (Digest, any Transaction) throws -> Void) async throws {
        let today = context.today
        try await context.database.write { transaction in
            let store = CommitmentStore(transaction: transaction)
            let due = try transaction.rows(
                "SELECT member_id, last_day FROM commitments_mails WHERE last_day <= $1 ORDER BY member_id",
                today.adding(days: -7))
            guard !due.isEmpty else { return }
            let list = try store.workList(on: today)
            for row in due {
                let (member, last): (Identifier, Day) = (try row["member_id"], try row["last_day"])
                let changes = try store.events(since: Instant(startOf: last))
                try transaction.execute(
                    "UPDATE commitments_mails SET last_day = $1 WHERE member_id = $2", today, member)
                guard !list.isEmpty || !changes.isEmpty else { continue }
                try send(Digest(member: member, list: list, changes: changes), transaction)
            }
        }
    }
}
