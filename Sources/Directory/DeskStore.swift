import Core
import Storage
import Vault

/// SQL for desks, their members, keys and grants.
struct DeskStore {
    let transaction: any Transaction

    private static let select = """
        SELECT d.id, d.name, d.task, d.organisation_id, d.first_member_id, d.lead_id, d.active, d.version,
            e.epoch,
            (SELECT COUNT(*) FROM directory_desk_members dm WHERE dm.desk_id = d.id) AS members,
            (SELECT COUNT(*) FROM directory_grants g WHERE g.desk_id = d.id AND g.epoch = e.epoch) AS holders
        FROM directory_desks d
        LEFT JOIN directory_desk_epochs e ON e.desk_id = d.id
            AND e.epoch = (SELECT MAX(l.epoch) FROM directory_desk_epochs l WHERE l.desk_id = d.id)
        """

    func all() throws -> [Desk] { try transaction.rows(Self.select).map(Self.desk) }

    func find(_ id: Identifier) throws -> Desk? {
        try transaction.row("\(Self.select) WHERE d.id = $1", id).map(Self.desk)
    }

    func insert(_ id: Identifier, _ draft: DeskDraft, at instant: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO directory_desks
                (id, name, task, organisation_id, first_member_id, lead_id, active, created_at, version)
            VALUES ($1, $2, $3, $4, $5, $6, 1, $7, 1)
            """, id, draft.name, draft.task.rawValue, draft.organisation, draft.firstMember, draft.lead, instant)
    }

    /// - Returns: `false` when the version is no longer `version`.
    func update(_ id: Identifier, version: Int, _ draft: DeskDraft) throws -> Bool {
        try transaction.execute(
            """
            UPDATE directory_desks
            SET name = $3, task = $4, organisation_id = $5, first_member_id = $6, lead_id = $7, version = version + 1
            WHERE id = $1 AND version = $2
            """, id, version, draft.name, draft.task.rawValue, draft.organisation, draft.firstMember, draft.lead) == 1
    }

    /// - Returns: `false` when the version is no longer `version`.
    func setActive(_ id: Identifier, version: Int, _ active: Bool) throws -> Bool {
        try transaction.execute(
            "UPDATE directory_desks SET active = $3, version = version + 1 WHERE id = $1 AND version = $2",
            id, version, active) == 1
    }

    // MARK: Members

    /// - Returns: `false` when the member was at the desk already.
    func add(_ member: Identifier, to desk: Identifier, at instant: Instant) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO directory_desk_members (desk_id, member_id, added_at) VALUES ($1, $2, $3)
            ON CONFLICT (desk_id, member_id) DO NOTHING RETURNING desk_id
            """, desk, member, instant) != nil
    }

    /// Takes a member from a desk, also as its lead.
    ///
    /// - Returns: `false` when the member was not at the desk.
    func remove(_ member: Identifier, from desk: Identifier) throws -> Bool {
        try transaction.execute(
            "UPDATE directory_desks SET lead_id = NULL WHERE id = $1 AND lead_id = $2", desk, member)
        return try transaction.execute(
            "DELETE FROM directory_desk_members WHERE desk_id = $1 AND member_id = $2", desk, member) == 1
    }

    func contains(_ member: Identifier, at desk: Identifier) throws -> Bool {
        try transaction.row(
            "SELECT desk_id FROM directory_desk_members WHERE desk_id = $1 AND member_id = $2", desk, member) != nil
    }

    func members(of desk: Desk) throws -> [DeskMember] {
        try transaction.rows(
            """
            SELECT m.id, m.name, m.organisation_id, c.public_key, g.member_id AS holder
            FROM directory_desk_members dm
            JOIN directory_members m ON m.id = dm.member_id
            LEFT JOIN directory_credentials c ON c.member_id = m.id
            LEFT JOIN directory_grants g ON g.desk_id = dm.desk_id AND g.member_id = m.id AND g.epoch = $2
            WHERE dm.desk_id = $1
            """, desk.id, desk.epoch ?? 0
        ).map { row in
            let key: String? = try row["public_key"]
            return DeskMember(
                id: try row["id"], name: try row["name"], organisation: try row["organisation_id"],
                canSignIn: key != nil, holdsKey: try row["holder"] as String? != nil,
                fingerprint: try key.map { _ in try PublicKey(row.bytes("public_key")).fingerprint })
        }
    }

    /// The desks that the member sits at or holds a key of.
    func desks(of member: Identifier) throws -> [Desk] {
        try transaction.rows(
            """
            \(Self.select)
            WHERE d.id IN (SELECT desk_id FROM directory_desk_members WHERE member_id = $1)
                OR d.id IN (SELECT desk_id FROM directory_grants WHERE member_id = $1)
            ORDER BY d.id
            """, member
        ).map(Self.desk)
    }

    /// Active desks that were created for the member and have no key yet.
    func withoutKey(for member: Identifier) throws -> [Identifier] {
        try transaction.rows(
            """
            SELECT d.id FROM directory_desks d
            JOIN directory_desk_members dm ON dm.desk_id = d.id AND dm.member_id = d.first_member_id
            LEFT JOIN directory_desk_epochs e ON e.desk_id = d.id
            WHERE d.first_member_id = $1 AND d.active = 1 AND e.desk_id IS NULL
            """, member
        ).map { try $0["id"] }
    }

    // MARK: Keys

    /// - Returns: `false` when the desk has a key of this epoch already.
    func insert(_ new: NewEpoch, mac: [UInt8], at instant: Instant) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO directory_desk_epochs (desk_id, epoch, public_key, mac, made_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (desk_id, epoch) DO NOTHING RETURNING desk_id
            """, new.desk, new.epoch, new.publicKey.bytes.hex, mac.hex, instant) != nil
    }

    /// Given again, a grant replaces the one that was there.
    func put(
        _ grant: Grant, desk: Identifier, epoch: Int, to member: Identifier, by granter: String, at instant: Instant
    ) throws {
        try transaction.execute(
            """
            INSERT INTO directory_grants (desk_id, epoch, member_id, wrapped_key, mac, granted_by, granted_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (desk_id, epoch, member_id) DO UPDATE SET
                wrapped_key = excluded.wrapped_key, mac = excluded.mac, granted_by = excluded.granted_by,
                granted_at = excluded.granted_at
            """, desk, epoch, member, grant.wrapped.bytes.hex, grant.mac.hex, granter, instant)
    }

    /// The grants that a member has of a desk, with the public key of each epoch and its MAC.
    func grants(of member: Identifier, at desk: Identifier) throws -> [StoredGrant] {
        try transaction.rows(
            """
            SELECT g.epoch, g.wrapped_key, e.public_key, e.mac FROM directory_grants g
            JOIN directory_desk_epochs e ON e.desk_id = g.desk_id AND e.epoch = g.epoch
            WHERE g.desk_id = $1 AND g.member_id = $2 ORDER BY g.epoch
            """, desk, member
        ).map {
            StoredGrant(
                epoch: try $0["epoch"], wrapped: try Envelope($0.bytes("wrapped_key")),
                publicKey: try PublicKey($0.bytes("public_key")), mac: try $0.bytes("mac"))
        }
    }

    /// The public key of an epoch, with its MAC.
    func publicKey(of desk: Identifier, epoch: Int) throws -> (key: PublicKey, mac: [UInt8])? {
        try transaction.row(
            "SELECT public_key, mac FROM directory_desk_epochs WHERE desk_id = $1 AND epoch = $2", desk, epoch
        ).map { (try PublicKey($0.bytes("public_key")), try $0.bytes("mac")) }
    }

    /// Who holds the key of an epoch as the rows say, with their public keys and the MAC of each grant.
    func holders(of desk: Identifier, epoch: Int) throws -> [Identifier: (publicKey: PublicKey, mac: [UInt8])] {
        let rows = try transaction.rows(
            """
            SELECT g.member_id, g.mac, c.public_key FROM directory_grants g
            JOIN directory_credentials c ON c.member_id = g.member_id
            WHERE g.desk_id = $1 AND g.epoch = $2
            """, desk, epoch)
        return try Dictionary(
            uniqueKeysWithValues: rows.map {
                (try $0["member_id"], (try PublicKey($0.bytes("public_key")), try $0.bytes("mac")))
            })
    }

    func deleteGrants(of member: Identifier, at desk: Identifier) throws {
        try transaction.execute("DELETE FROM directory_grants WHERE member_id = $1 AND desk_id = $2", member, desk)
    }

    func deleteGrants(of member: Identifier) throws {
        try transaction.execute("DELETE FROM directory_grants WHERE member_id = $1", member)
    }

    // MARK: -

    static func task(_ row: Row) throws -> DeskTask {
        guard let task = DeskTask(rawValue: try row["task"]) else { throw StorageError.column("task") }
        return task
    }

    private static func desk(_ row: Row) throws -> Desk {
        Desk(
            id: try row["id"], name: try row["name"], task: try task(row), organisation: try row["organisation_id"],
            firstMember: try row["first_member_id"], lead: try row["lead_id"], isActive: try row["active"],
            version: try row["version"],
            epoch: try row["epoch"], memberCount: try row["members"], keyHolderCount: try row["holders"])
    }
}

/// A desk's private key of one epoch as a member has it.
struct StoredGrant: Sendable {
    let epoch: Int
    let wrapped: Envelope
    let publicKey: PublicKey
    let mac: [UInt8]
}
