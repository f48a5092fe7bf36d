public import Core
public import Storage
public import Vault

/// The way in for who has a receipt and no account: whoever guesses is stopped, and nobody else is slowed down.
public struct ReceiptDoor: Sendable {
    let context: DirectoryContext
    /// What wrong receipts are counted under, as in `Throttle`.
    public let scope: String
    /// What a derivation costs.
    public let cost: DerivationCost
    /// Wrong receipts from one source in a quarter of an hour.
    public let mostWrong: Int

    public init(_ context: DirectoryContext, scope: String, cost: DerivationCost, mostWrong: Int = 10) {
        self.context = context
        self.scope = scope
        self.cost = cost
        self.mostWrong = mostWrong
    }

    /// Lets somebody in. One derivation, whether there is such a receipt or not.
    ///
    /// - Parameters:
    ///   - source: the network address of who asks, for the limit per source.
    ///   - enter: looks the receipt up and begins the visit with the token; `false` when there is no such receipt.
    /// - Returns: the token for the cookie; `nil` when there is no such receipt, and then the attempt counts.
    /// - Throws: `DirectoryError.tooManyAttempts`; `VaultError.busy`, `.busyForSource`; what `enter` throws.
    public func open(
        _ receipt: Receipt, source: String,
        _ enter: @escaping @Sendable (ReceiptSecrets, Token, any Transaction) throws -> Bool
    ) async throws -> Token? {
        let limit = Throttle(context, scope: scope, mostPerSource: mostWrong)
        let attempt = try await limit.begin(source: source)
        let secrets: ReceiptSecrets
        do {
            secrets = try await context.queue.secrets(
                of: receipt, cost: cost, siteKey: context.siteKey, source: Throttle.network(of: source))
        } catch let error as VaultError {
            // What found no room was no attempt.
            try await limit.forget(attempt)
            throw error
        }
        let token = Token(random: context.random)
        let isKnown = try await context.database.persistently { transaction in
            guard try enter(secrets, token, transaction) else { return false }
            try limit.forget(attempt, in: transaction)
            return true
        }
        return isKnown ? token : nil
    }
}

/// A visit with a receipt, as it is stored: the receipt's private key, sealed under a key that only the token in the cookie gives.
public struct ReceiptVisit: Sendable {
    public let record: Identifier
    public let sealedKey: Envelope
    public let seenAt: Instant
    public let beganAt: Instant

    public init(record: Identifier, sealedKey: Envelope, seenAt: Instant, beganAt: Instant) {
        self.record = record
        self.sealedKey = sealedKey
        self.seenAt = seenAt
        self.beganAt = beganAt
    }

    /// A new visit.
    ///
    /// - Parameter pair: what the receipt gave.
    public init(
        beginning token: Token, of record: Identifier, _ pair: KeyPair, at now: Instant, _ context: DirectoryContext
    ) throws {
        let place = Self.place(record, pair.publicKey, token, context.siteKey)
        sealedKey = try pair.sealed(
            under: token.sealingKey(context.siteKey), for: place, random: context.random)
        self.record = record
        seenAt = now
        beganAt = now
    }

    /// What the database knows the visit by.
    public static func hash(_ token: Token, _ siteKey: SiteKey) -> String { token.hash(.session, siteKey) }

    /// Whether the visit goes on.
    ///
    /// - Parameters:
    ///   - idle: seconds without a request after which it is over.
    ///   - whole: seconds in all.
    public func isGood(at now: Instant, idle: Int64, whole: Int64) -> Bool {
        now < seenAt.advanced(bySeconds: idle) && now < beganAt.advanced(bySeconds: whole)
    }

    /// The receipt's keys.
    ///
    /// - Parameter publicKey: of the receipt that leads to the record now.
    /// - Throws: `SealError.refused` for another token or another receipt.
    public func pair(_ token: Token, of publicKey: PublicKey, _ siteKey: SiteKey) throws -> KeyPair {
        try KeyPair(
            opening: sealedKey, under: token.sealingKey(siteKey), at: Self.place(record, publicKey, token, siteKey),
            of: publicKey)
    }

    private static func place(_ record: Identifier, _ key: PublicKey, _ token: Token, _ siteKey: SiteKey) -> Place {
        Place(.receiptKeyByVisit, record: record.text, object: key.id, recipient: hash(token, siteKey))
    }
}
