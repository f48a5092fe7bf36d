import Core
import Storage
import Vault

/// SQL for activation records.
struct ActivationStore {
    let transaction: any Transaction

    private static let columns = """
        a.id, a.part, a.version, a.controller, a.legal_basis, a.checked_by, a.dpia_reference, a.dpia_on, a.arrangements,
        a.retention_days, a.made_by, a.made_at
        """

    /// The newest version of a part's record.
    func newest(_ part: ActivatedPart) throws -> StoredActivation? {
        try transaction.row(
            "SELECT \(Self.columns) FROM directory_activations a WHERE a.part = $1 ORDER BY a.version DESC LIMIT 1",
            part.rawValue
        ).map(Self.stored)
    }

    /// - Returns: `false` when the part has this version already.
    func insert(_ new: StoredActivation) throws -> Bool {
        let settled = new.settled
        return try transaction.row(
            """
            INSERT INTO directory_activations
                (id, part, version, controller, legal_basis, checked_by, dpia_reference, dpia_on, arrangements,
                retention_days, made_by, made_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (part, version) DO NOTHING RETURNING id
            """, new.id, new.part.rawValue, new.version, settled.controller, settled.legalBasis, settled.checkedBy,
            settled.dpiaReference, settled.dpiaOn?.description, settled.arrangements, settled.retentionDays,
            new.madeBy, new.madeAt) != nil
    }

    /// The name of who wrote a version down.
    func name(of member: String) throws -> String? {
        try transaction.row("SELECT name FROM directory_members WHERE id = $1", member)?["name"]
    }

    /// - Returns: `false` when the member signed this version already.
    func sign(_ id: Identifier, by member: Identifier, at instant: Instant, mac: [UInt8]) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO directory_activation_signatures (activation_id, member_id, signed_at, mac)
            VALUES ($1, $2, $3, $4) ON CONFLICT (activation_id, member_id) DO NOTHING RETURNING member_id
            """, id, member, instant, mac.hex) != nil
    }

    func signatures(_ id: Identifier) throws -> [(signature: ActivationSignature, mac: [UInt8])] {
        try transaction.rows(
            """
            SELECT s.member_id, m.name, s.signed_at AS at, s.mac FROM directory_activation_signatures s
            JOIN directory_members m ON m.id = s.member_id WHERE s.activation_id = $1 ORDER BY s.signed_at, s.member_id
            """, id
        ).map { (try Self.signature($0), try $0.bytes("mac")) }
    }

    /// - Returns: `false` when somebody withdrew it before.
    func withdraw(_ id: Identifier, by member: Identifier, at instant: Instant) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO directory_activation_withdrawals (activation_id, member_id, withdrawn_at) VALUES ($1, $2, $3)
            ON CONFLICT (activation_id) DO NOTHING RETURNING activation_id
            """, id, member, instant) != nil
    }

    func withdrawal(_ id: Identifier) throws -> ActivationSignature? {
        try transaction.row(
            """
            SELECT w.member_id, m.name, w.withdrawn_at AS at FROM directory_activation_withdrawals w
            JOIN directory_members m ON m.id = w.member_id WHERE w.activation_id = $1
            """, id
        ).map(Self.signature)
    }

    private static func signature(_ row: Row) throws -> ActivationSignature {
        ActivationSignature(member: try row["member_id"], name: try row["name"], at: try row["at"])
    }

    private static func stored(_ row: Row) throws -> StoredActivation {
        guard let part = ActivatedPart(rawValue: try row["part"]) else { throw StorageError.column("part") }
        let dpiaOn: String? = try row["dpia_on"]
        return StoredActivation(
            id: try row["id"], part: part, version: try row["version"],
            settled: ActivationDraft(
                controller: try row["controller"], legalBasis: try row["legal_basis"],
                checkedBy: try row["checked_by"], dpiaReference: try row["dpia_reference"],
                dpiaOn: try dpiaOn.map { text in
                    guard let day = Day(text) else { throw StorageError.column("dpia_on") }
                    return day
                },
                arrangements: try row["arrangements"], retentionDays: try row["retention_days"]),
            madeBy: try row["made_by"], madeAt: try row["made_at"])
    }
}
