import Core
import Storage
import Vault

/// What a member signs in with, as the database holds it.
struct Credentials: Sendable {
    let cost: DerivationCost
    let salt: [UInt8]
    let authValue: [UInt8]
    let publicKey: PublicKey
    /// The private key under the key that the password gives.
    let sealedKey: Envelope
    /// The private key under the key that the recovery code gives.
    let recoveryKey: Envelope

    /// Opens the private key with what the password gave.
    func open(_ member: Identifier, _ secrets: PasswordSecrets) throws -> KeyPair {
        try KeyPair(
            opening: sealedKey, under: secrets.key, at: Self.place(.memberKeyByPassword, member, publicKey),
            of: publicKey)
    }

    /// Opens the private key with the recovery code.
    func open(_ member: Identifier, _ code: RecoveryCode, _ siteKey: SiteKey) throws -> KeyPair {
        try KeyPair(
            opening: recoveryKey, under: code.key(siteKey),
            at: Self.place(.memberKeyByRecoveryCode, member, publicKey), of: publicKey)
    }

    static func place(_ kind: Place.Kind, _ member: Identifier, _ key: PublicKey) -> Place {
        Place(kind, record: member.text, object: key.id)
    }
}

/// New credentials, with what only the member gets to see.
struct NewCredentials: Sendable {
    let credentials: Credentials
    let pair: KeyPair
    let recoveryCode: RecoveryCode
}

extension DirectoryContext {
    /// Credentials for a password, with a new recovery code and the key pair that the member has, or a new one.
    ///
    /// - Throws: `VaultError.busy`, `.busyForSource`.
    func credentials(
        for member: Identifier, password: String, keeping existing: KeyPair?, source: String?
    ) async throws -> NewCredentials {
        let salt = random(DerivationQueue.saltSize)
        let secrets = try await queue.secrets(
            of: password, salt: salt, cost: cost, siteKey: siteKey, source: source)
        let pair = existing ?? KeyPair(random: random)
        let code = RecoveryCode(random: random)
        let key = pair.publicKey
        let credentials = Credentials(
            cost: cost, salt: salt, authValue: secrets.authValue, publicKey: key,
            sealedKey: try pair.sealed(
                under: secrets.key, for: Credentials.place(.memberKeyByPassword, member, key), random: random),
            recoveryKey: try recoveryKey(for: member, pair, code))
        return NewCredentials(credentials: credentials, pair: pair, recoveryCode: code)
    }

    /// The private key under a recovery code.
    func recoveryKey(for member: Identifier, _ pair: KeyPair, _ code: RecoveryCode) throws -> Envelope {
        try pair.sealed(
            under: code.key(siteKey), for: Credentials.place(.memberKeyByRecoveryCode, member, pair.publicKey),
            random: random)
    }
}

/// SQL for credentials.
struct CredentialStore {
    let transaction: any Transaction

    private static let columns = "c.member_id, c.cost, c.salt, c.auth_value, c.public_key, c.sealed_key, c.recovery_key"

    /// The credentials of an active member.
    func find(_ member: Identifier) throws -> Credentials? {
        try transaction.row(
            """
            SELECT \(Self.columns) FROM directory_credentials c JOIN directory_members m ON m.id = c.member_id
            WHERE c.member_id = $1 AND m.active = 1
            """, member
        ).map(credentials)
    }

    /// The credentials of the active member with this address.
    func find(email: String) throws -> (member: Identifier, credentials: Credentials)? {
        try transaction.row(
            """
            SELECT \(Self.columns) FROM directory_credentials c JOIN directory_members m ON m.id = c.member_id
            WHERE m.email = $1 AND m.active = 1
            """, email
        ).map { (try $0["member_id"], try credentials($0)) }
    }

    func put(_ new: Credentials, for member: Identifier, at instant: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO directory_credentials
                (member_id, cost, salt, auth_value, public_key, sealed_key, recovery_key, made_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (member_id) DO UPDATE SET cost = excluded.cost, salt = excluded.salt,
                auth_value = excluded.auth_value, public_key = excluded.public_key, sealed_key = excluded.sealed_key,
                recovery_key = excluded.recovery_key, made_at = excluded.made_at
            """, member, new.cost.text, new.salt.hex, new.authValue.hex, new.publicKey.bytes.hex,
            new.sealedKey.bytes.hex, new.recoveryKey.bytes.hex, instant)
    }

    func setRecoveryKey(_ sealed: Envelope, of member: Identifier) throws {
        try transaction.execute(
            "UPDATE directory_credentials SET recovery_key = $2 WHERE member_id = $1", member, sealed.bytes.hex)
    }

    func delete(of member: Identifier) throws {
        try transaction.execute("DELETE FROM directory_credentials WHERE member_id = $1", member)
    }

    /// Whether the member's credentials are still those that were read before.
    func isCurrent(_ credentials: Credentials, of member: Identifier) throws -> Bool {
        try find(member)?.authValue == credentials.authValue
    }

    private func credentials(_ row: Row) throws -> Credentials {
        guard let cost = DerivationCost(try row["cost"] as String) else { throw SealError.malformed }
        return Credentials(
            cost: cost, salt: try row.bytes("salt"), authValue: try row.bytes("auth_value"),
            publicKey: try PublicKey(row.bytes("public_key")), sealedKey: try Envelope(row.bytes("sealed_key")),
            recoveryKey: try Envelope(row.bytes("recovery_key")))
    }
}

extension Row {
    /// The bytes of a column in hexadecimal.
    func bytes(_ column: String) throws -> [UInt8] {
        guard let bytes = [UInt8](hex: try self[column] as String) else { throw SealError.malformed }
        return bytes
    }
}
