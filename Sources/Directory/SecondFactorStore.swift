import Core
import Storage
import Vault

/// A member's second factor as the database holds it.
struct StoredFactor: Sendable {
    let secret: Envelope
    /// The time step of the last code that was accepted.
    let lastStep: Int64
    let enrolledAt: Instant
}

/// SQL for second factors and backup codes.
struct SecondFactorStore {
    let transaction: any Transaction

    func find(_ member: Identifier) throws -> StoredFactor? {
        try transaction.row(
            "SELECT secret, last_step, enrolled_at FROM directory_second_factors WHERE member_id = $1", member
        ).map {
            let lastStep: Int = try $0["last_step"]
            return StoredFactor(
                secret: try Envelope($0.bytes("secret")), lastStep: Int64(lastStep), enrolledAt: try $0["enrolled_at"])
        }
    }

    func put(_ member: Identifier, _ secret: Envelope, lastStep: Int64, at instant: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO directory_second_factors (member_id, secret, last_step, enrolled_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (member_id) DO UPDATE SET secret = excluded.secret, last_step = excluded.last_step,
                enrolled_at = excluded.enrolled_at
            """, member, secret.bytes.hex, Int(lastStep), instant)
    }

    /// Notes that the code of a step was accepted.
    ///
    /// - Returns: `false` when that of the same step or a later one was before.
    func take(step: Int64, of member: Identifier) throws -> Bool {
        try transaction.execute(
            "UPDATE directory_second_factors SET last_step = $2 WHERE member_id = $1 AND last_step < $2",
            member, Int(step)) == 1
    }

    /// - Returns: whether there was one.
    func delete(of member: Identifier) throws -> Bool {
        try deleteCodes(of: member)
        return try transaction.execute("DELETE FROM directory_second_factors WHERE member_id = $1", member) == 1
    }

    // MARK: Backup codes

    func insert(codes hashes: [String], of member: Identifier, at instant: Instant) throws {
        for hash in hashes {
            try transaction.execute(
                "INSERT INTO directory_backup_codes (member_id, code_hash, made_at) VALUES ($1, $2, $3)",
                member, hash, instant)
        }
    }

    /// - Returns: `false` when the member has no such code (any more).
    func use(code hash: String, of member: Identifier) throws -> Bool {
        try transaction.execute(
            "DELETE FROM directory_backup_codes WHERE member_id = $1 AND code_hash = $2", member, hash) == 1
    }

    func deleteCodes(of member: Identifier) throws {
        try transaction.execute("DELETE FROM directory_backup_codes WHERE member_id = $1", member)
    }

    func countCodes(of member: Identifier) throws -> Int {
        try transaction.row(
            "SELECT COUNT(*) AS codes FROM directory_backup_codes WHERE member_id = $1", member)?["codes"] ?? 0
    }

    // MARK: What a session was offered

    func offered(_ session: Identifier) throws -> Envelope? {
        let row = try transaction.row("SELECT offered_secret FROM directory_sessions WHERE id = $1", session)
        guard let row, try row["offered_secret"] as String? != nil else { return nil }
        return try Envelope(row.bytes("offered_secret"))
    }

    /// Keeps an offer, unless there is one.
    func offer(_ secret: Envelope, to session: Identifier) throws {
        try transaction.execute(
            "UPDATE directory_sessions SET offered_secret = $2 WHERE id = $1 AND offered_secret IS NULL",
            session, secret.bytes.hex)
    }
}
