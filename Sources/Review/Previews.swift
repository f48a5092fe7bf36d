public import Core
import Crypto
public import Directory
import Storage
import Vault

/// Secret links, with which somebody without an account reads a draft.
extension Reviews {
    /// What the database knows a link by.
    private static func hash(_ token: Token) -> String {
        Array(SHA256.hash(data: Array(token.text.utf8))).hex
    }

    /// Makes a link to a draft. For the communication desk.
    ///
    /// - Parameter days: how long it is good for.
    /// - Returns: the path of the link, whose token is kept nowhere else, without language; and when the link ends.
    /// - Throws: `ReviewError.previewDays`, `.noDraft`.
    public func makePreview(_ actor: Actor, _ name: String, days: Int) async throws -> (path: String, ends: Instant) {
        try Self.editors.require(actor)
        guard PreviewLink.days.contains(days) else { throw ReviewError.previewDays }
        let now = context.now()
        let token = Token(random: context.random)
        let link = PreviewLink(
            id: Identifier(at: now, random: context.random), made: now,
            ends: now.advanced(bySeconds: Int64(days) * 86_400))
        try await context.database.write { [context] transaction in
            let store = ReviewStore(transaction: transaction)
            guard let record = try store.find(name), record.isOpen else { throw ReviewError.noDraft(name) }
            try store.insert(link, to: record.id, hash: Self.hash(token))
            try context.audit.record(
                AuditEvent(
                    "review.preview.made", subject: "review:\(name)",
                    details: ["preview": link.id.text, "days": String(days)]), by: actor, in: transaction)
        }
        return ("/concept/\(token.text)", link.ends)
    }

    /// The links to a draft, the latest first, without their tokens. For members of the coalition.
    public func previews(_ actor: Actor, _ name: String) async throws -> [PreviewLink] {
        try Self.readers.require(actor)
        return try await context.database.read { transaction in
            let store = ReviewStore(transaction: transaction)
            return try store.find(name).map { try store.previews(of: $0.id) } ?? []
        }
    }

    /// Ends a link. For the communication desk. Ending one twice is no mistake.
    public func revokePreview(_ actor: Actor, _ name: String, _ id: Identifier) async throws {
        try Self.editors.require(actor)
        let now = context.now()
        try await context.database.write { [context] transaction in
            let store = ReviewStore(transaction: transaction)
            guard let record = try store.find(name) else { throw ReviewError.noDraft(name) }
            guard try store.revokePreview(id, of: record.id, at: now) else { return }
            try context.audit.record(
                AuditEvent(
                    "review.preview.revoked", subject: "review:\(name)", details: ["preview": id.text]), by: actor,
                in: transaction)
        }
    }

    /// The draft behind a link. Open to whoever has the link.
    ///
    /// - Throws: `ReviewError.noSuchPreview` when there is no such link, it ended or was revoked, or nothing is being
    ///   written any more; which of these, it does not say.
    public func preview(_ token: String) async throws -> ReviewDraft {
        guard let token = Token(token) else { throw ReviewError.noSuchPreview }
        let found = try await context.database.read { try ReviewStore(transaction: $0).preview(hash: Self.hash(token)) }
        guard let found, found.link.isOpen(context.now()) else { throw ReviewError.noSuchPreview }
        let draft = try await draft(found.period)
        guard draft.isOpen else { throw ReviewError.noSuchPreview }
        return draft
    }
}
