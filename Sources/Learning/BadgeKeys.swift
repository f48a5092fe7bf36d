public import Badges
import Core
public import Directory
import Storage
import Vault

/// The keys that sign Open Badges. Their private halves are in the database only under the site key, and gone once a key ends.
public struct BadgeKeys: Sendable {
    let context: LearningContext

    /// How long a key signs before the next one takes over by itself, in seconds: a year.
    static let seconds: Int64 = 365 * 86_400

    /// All keys, the one that signs now first, then the latest. The first key is made when it is first asked for.
    public func published() async throws -> [PublishedKey] {
        let current = try await current().1
        let all = try await all()
        return all.filter { $0.id == current.id } + all.filter { $0.id != current.id }
    }

    /// All keys there are, the latest first, withdrawn ones too.
    public func all() async throws -> [PublishedKey] {
        try await context.database.read { try BadgeKeyStore(transaction: $0).all().map(\.key) }
    }

    /// Ends the key that signs now and makes another. What the old one signed stays good, unless it is withdrawn.
    ///
    /// - Parameter withdrawing: somebody else may have the old key: nothing that it signed counts any more, and those badges have to
    ///   be made anew.
    /// - Returns: the new key.
    @discardableResult
    public func rotate(
        _ actor: Actor, _ algorithm: SigningAlgorithm, withdrawing: Bool = false
    ) async throws -> PublishedKey {
        try Policy.administrator.require(actor)
        let record = try await make(algorithm)
        try await context.database.persistently { transaction in
            let store = BadgeKeyStore(transaction: transaction)
            if withdrawing, let old = try store.all().first(where: { !$0.sealed.isEmpty }) {
                try store.withdraw(old.key.id, at: record.key.starts)
                try context.audit.record(
                    AuditEvent("learning.badge-key.withdrawn", subject: "badge-key:\(old.key.id)"), by: actor,
                    in: transaction)
            }
            try insert(record, algorithm, by: actor, store)
        }
        return record.key
    }

    /// The key that signs now.
    func current() async throws -> (SigningKey, PublishedKey) {
        let now = context.now()
        let found = try await context.database.read { try Self.current(BadgeKeyStore(transaction: $0), now) }
        if let found { return (try open(found), found.key) }
        // The one that ends by itself hands over to one of its own kind; the first is of the kind that everybody reads.
        let algorithm = try await all().first?.jwk.algorithm ?? .rs256
        let made = try await make(algorithm)
        let record = try await context.database.persistently { transaction in
            let store = BadgeKeyStore(transaction: transaction)
            if let other = try Self.current(store, now) { return other }
            try insert(made, algorithm, by: .system, store)
            return made
        }
        return (try open(record), record.key)
    }

    private static func current(_ store: BadgeKeyStore, _ now: Instant) throws -> BadgeKeyStore.Record? {
        try store.all().first {
            !$0.sealed.isEmpty && $0.key.starts <= now && now < $0.key.ends && $0.key.withdrawn == nil
        }
    }

    private func insert(
        _ record: BadgeKeyStore.Record, _ algorithm: SigningAlgorithm, by actor: Actor, _ store: BadgeKeyStore
    ) throws {
        try store.end(at: record.key.starts)
        try store.insert(record, algorithm)
        try context.audit.record(
            AuditEvent(
                "learning.badge-key.made", subject: "badge-key:\(record.key.id)",
                details: ["algorithm": algorithm.rawValue]), by: actor, in: store.transaction)
    }

    private func make(_ algorithm: SigningAlgorithm) async throws -> BadgeKeyStore.Record {
        let key = try await context.queue.run(source: nil) { try SigningKey(new: algorithm) }
        let now = context.now()
        let published = PublishedKey(
            jwk: try key.publicKey(), starts: now, ends: now.advanced(bySeconds: Self.seconds))
        let sealed = try Envelope.seal(
            key.der, under: context.siteKey.subkey(.badgeKey), for: Self.place(published), random: context.random)
        return BadgeKeyStore.Record(key: published, sealed: sealed.text)
    }

    private func open(_ record: BadgeKeyStore.Record) throws -> SigningKey {
        guard let bytes = [UInt8](hex: record.sealed), let algorithm = record.key.jwk.algorithm else {
            throw SealError.malformed
        }
        let der = try Envelope(bytes).open(under: context.siteKey.subkey(.badgeKey), at: Self.place(record.key))
        return try SigningKey(algorithm, der: der)
    }

    private static func place(_ key: PublishedKey) -> Place { Place(.badgeKey, record: key.id, object: "private") }
}
