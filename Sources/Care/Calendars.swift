import Core
import Directory
import Storage
import Vault

/// A member's calendar outside Vangnet: the days on which something is due in a plan, and nothing else. Whoever has its address
/// reads it; it tells no name and has no link.
struct Calendars: Sendable {
    let context: CareContext

    /// Whether the member has a calendar.
    func has(_ actor: Actor) async throws -> Bool {
        let member = try Self.member(actor)
        return try await context.database.read {
            try $0.row("SELECT member_id FROM care_calendars WHERE member_id = $1", member) != nil
        }
    }

    private static func member(_ actor: Actor) throws -> Identifier {
        try Care.readers.require(actor)
        guard let member = actor.member else { throw DirectoryError.notAllowed }
        return member.id
    }

    /// Makes the secret address of the member's calendar; the one before stops working.
    ///
    /// - Returns: what stands in the address, which is not kept.
    func make(_ actor: Actor) async throws -> Token {
        let member = try Self.member(actor)
        let token = Token(random: context.random)
        let (hash, context) = (hash(token), context)
        try await context.database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO care_calendars (member_id, token_hash, created_at) VALUES ($1, $2, $3)
                ON CONFLICT (member_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at
                """, member, hash, context.now())
            try context.directory.audit.record(
                "care.calendar.made", "member:\(member)", details: [:], by: actor, at: nil, in: transaction)
        }
        return token
    }

    /// Ends the member's calendar.
    func remove(_ actor: Actor) async throws {
        let member = try Self.member(actor)
        let context = context
        try await context.database.write { transaction in
            try transaction.execute("DELETE FROM care_calendars WHERE member_id = $1", member)
            try context.directory.audit.record(
                "care.calendar.removed", "member:\(member)", details: [:], by: actor, at: nil, in: transaction)
        }
    }

    /// What stands in the calendar with this address: from a month ago, so that what was missed is still there.
    ///
    /// - Throws: `CareError.noCalendar`, also when its member sits at no care desk any more.
    func alerts(_ text: String) async throws -> [CareAlert] {
        guard let token = Token(text) else { throw CareError.noCalendar }
        let (hash, context) = (hash(token), context)
        return try await context.database.read { transaction in
            guard
                let row = try transaction.row("SELECT member_id FROM care_calendars WHERE token_hash = $1", hash)
            else { throw CareError.noCalendar }
            let member: Identifier = try row["member_id"]
            let desks = try context.desks.seals(.care, in: transaction).map(\.desk).filter {
                try context.desks.members(of: $0, in: transaction).contains(member)
            }
            guard !desks.isEmpty else { throw CareError.noCalendar }
            let from = context.today.adding(days: -30)
            return try AlertStore(transaction: transaction).calendar(of: member, desks: desks, from: from)
                .filter { desks.contains($0.desk) }
        }
    }

    /// What tells a day in a calendar apart from all others: always the same, and from which no plan can be found without the site key.
    func name(of alert: CareAlert) -> String {
        let fields = Canonical("vangnet", "calendar entry", "1", alert.record.text, alert.dueOn.description)
        return String(context.siteKey.mac(.record, fields.bytes).hex.prefix(32))
    }

    /// As the database knows the address.
    private func hash(_ token: Token) -> String { token.hash(.session, context.siteKey) }
}
