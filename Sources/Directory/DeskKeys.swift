import Core
import Storage
import Vault

/// A new key of a desk, wrapped to those who will hold it.
struct NewEpoch: Sendable {
    let desk: Identifier
    let epoch: Int
    let publicKey: PublicKey
    let wraps: [Identifier: Grant]
}

/// A desk's key of one epoch for one member, signed so that the database alone cannot make one.
struct Grant: Sendable {
    let wrapped: Envelope
    let mac: [UInt8]
}

/// What happens to a desk's key when a member goes: prepared outside the transaction, carried out inside it.
struct Rotation: Sendable {
    let desk: Identifier
    /// As it was when this was prepared.
    let epoch: Int?
    let remaining: [Identifier: PublicKey]
    /// `nil` when the member did not hold the key, or nobody is left to hold one.
    let new: NewEpoch?
}

/// Making, wrapping and opening the keys of desks.
struct DeskKeys: Sendable {
    let context: DirectoryContext

    // MARK: First key

    /// First keys for the desks that were created for this member and have none.
    func prepareFirst(for member: Identifier, _ key: PublicKey) async throws -> [NewEpoch] {
        let desks = try await context.database.read { try DeskStore(transaction: $0).withoutKey(for: member) }
        return try desks.map { try make($0, epoch: 1, for: [member: key]) }
    }

    /// Stores first keys, unless another sign-in of the member was first.
    func insert(_ epochs: [NewEpoch], by member: Identifier, in transaction: any Transaction) throws {
        for new in epochs where try insert(new, by: member.text, in: transaction) {
            try context.record(
                "directory.desk.first-key", "desk:\(new.desk)", details: ["epoch": String(new.epoch)], byMember: member,
                transaction)
        }
    }

    // MARK: New epochs

    /// What must happen to the keys of desks when `member` leaves them.
    ///
    /// - Parameter desks: those that the member leaves.
    /// - Throws: `DirectoryError.lastKeyHolder` when an active desk would have nobody left who can open what it holds.
    func prepareRotations(removing member: Identifier, from desks: [Desk]) async throws -> [Rotation] {
        try await context.database.read { transaction in
            try desks.map { try (desk: $0, holders: holders($0, in: transaction)) }
        }.map { desk, holders in
            var remaining = holders
            let held = remaining.removeValue(forKey: member) != nil
            guard held, let epoch = desk.epoch else {
                return Rotation(desk: desk.id, epoch: desk.epoch, remaining: remaining, new: nil)
            }
            guard !remaining.isEmpty || !desk.isActive else { throw DirectoryError.lastKeyHolder(desk: desk.name) }
            let new = remaining.isEmpty ? nil : try make(desk.id, epoch: epoch + 1, for: remaining)
            return Rotation(desk: desk.id, epoch: epoch, remaining: remaining, new: new)
        }
    }

    /// Takes the member's grants and starts the new epochs.
    ///
    /// - Throws: `DirectoryError.changedMeanwhile` when the desk's key or its holders are no longer those prepared for.
    func apply(
        _ rotations: [Rotation], removing member: Identifier, by actor: Actor, in transaction: any Transaction
    ) throws {
        let store = DeskStore(transaction: transaction)
        for rotation in rotations {
            guard let desk = try store.find(rotation.desk), desk.epoch == rotation.epoch else {
                throw DirectoryError.changedMeanwhile
            }
            var holders = try holders(desk, in: transaction)
            holders.removeValue(forKey: member)
            guard holders == rotation.remaining else { throw DirectoryError.changedMeanwhile }
            try store.deleteGrants(of: member, at: desk.id)
            guard let new = rotation.new else { continue }
            guard try insert(new, by: actor.auditName, in: transaction) else { throw DirectoryError.changedMeanwhile }
            try context.audit.record(
                AuditEvent(
                    "directory.desk.new-epoch", subject: "desk:\(desk.id)",
                    details: ["epoch": String(new.epoch), "holders": String(new.wraps.count)]),
                by: actor, in: transaction)
        }
    }

    // MARK: Grants

    /// The desk's keys that `holder` has, by epoch.
    ///
    /// - Throws: `SealError.refused` for a public key that was not signed here or a grant that does not open.
    func open(_ grants: [StoredGrant], desk: Identifier, with holder: KeyPair) throws -> [Int: KeyPair] {
        var keys: [Int: KeyPair] = [:]
        for grant in grants {
            try requireSigned(grant.publicKey, grant.mac, desk: desk, epoch: grant.epoch)
            let place = try place(desk, grant.epoch, grant.publicKey, for: holder.publicKey)
            keys[grant.epoch] = try KeyPair(opening: grant.wrapped, with: holder, at: place, of: grant.publicKey)
        }
        return keys
    }

    /// - Throws: `SealError.refused` for a public key that was not signed here.
    func requireSigned(_ key: PublicKey, _ mac: [UInt8], desk: Identifier, epoch: Int) throws {
        guard equalInConstantTime(self.mac(desk, epoch, key), mac) else { throw SealError.refused }
    }

    /// A desk's key of one epoch, wrapped to a member and signed.
    func grant(
        _ key: KeyPair, desk: Identifier, epoch: Int, to member: Identifier, _ recipient: PublicKey
    ) throws -> Grant {
        let place = try place(desk, epoch, key.publicKey, for: recipient)
        return Grant(
            wrapped: try key.wrapped(to: recipient, for: place), mac: mac(desk, epoch, member, recipient))
    }

    // MARK: -

    /// Who holds the desk's key for certain: a grant, or a member's public key, that was not signed here is none.
    private func holders(_ desk: Desk, in transaction: any Transaction) throws -> [Identifier: PublicKey] {
        guard let epoch = desk.epoch else { return [:] }
        return try DeskStore(transaction: transaction).holders(of: desk.id, epoch: epoch)
            .filter { equalInConstantTime(mac(desk.id, epoch, $0.key, $0.value.publicKey), $0.value.mac) }
            .mapValues(\.publicKey)
    }

    private func make(_ desk: Identifier, epoch: Int, for holders: [Identifier: PublicKey]) throws -> NewEpoch {
        let pair = KeyPair(random: context.random)
        return NewEpoch(
            desk: desk, epoch: epoch, publicKey: pair.publicKey,
            wraps: try Dictionary(
                uniqueKeysWithValues: holders.map { member, key in
                    (member, try grant(pair, desk: desk, epoch: epoch, to: member, key))
                }))
    }

    /// - Returns: `false` when the desk has a key of this epoch already.
    private func insert(_ new: NewEpoch, by granter: String, in transaction: any Transaction) throws -> Bool {
        let store = DeskStore(transaction: transaction)
        let now = context.now()
        let mac = mac(new.desk, new.epoch, new.publicKey)
        guard try store.insert(new, mac: mac, at: now) else { return false }
        for (member, grant) in new.wraps {
            try store.put(grant, desk: new.desk, epoch: new.epoch, to: member, by: granter, at: now)
        }
        return true
    }

    private func place(
        _ desk: Identifier, _ epoch: Int, _ key: PublicKey, for recipient: PublicKey
    ) throws -> Place {
        guard let epoch = UInt32(exactly: epoch) else { throw SealError.malformed }
        return Place(.deskKey, record: desk.text, object: key.id, recipient: recipient.id, epoch: epoch)
    }

    private func mac(_ desk: Identifier, _ epoch: Int, _ member: Identifier, _ key: PublicKey) -> [UInt8] {
        var fields = Canonical("vangnet", "desk grant", "1", desk.text)
        fields.append(Int64(epoch))
        fields.append(member.text)
        fields.append(key.bytes)
        return context.siteKey.mac(.publicKey, fields.bytes)
    }

    private func mac(_ desk: Identifier, _ epoch: Int, _ key: PublicKey) -> [UInt8] {
        var fields = Canonical("vangnet", "desk key", "1", desk.text)
        fields.append(Int64(epoch))
        fields.append(key.bytes)
        return context.siteKey.mac(.publicKey, fields.bytes)
    }
}
