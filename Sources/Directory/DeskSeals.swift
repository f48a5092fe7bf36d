public import Core
public import Storage
public import Vault

/// The public key that a desk's records are sealed to, of the desk's newest epoch.
public struct DeskSeal: Hashable, Sendable {
    public let desk: Identifier
    public let name: String
    public let task: DeskTask
    public let organisation: Identifier
    public let organisationKind: OrganisationKind
    public let epoch: Int
    public let publicKey: PublicKey
}

/// A desk's private keys by epoch, as a member has them during one request.
public struct DeskKeyring: Sendable {
    public let desk: Identifier
    let pairs: [Int: KeyPair]

    /// The newest epoch that the member was given the key of, for what the desk seals for itself.
    public var newestEpoch: Int { pairs.keys.max() ?? 0 }

    /// The key of an epoch.
    ///
    /// - Throws: `SealError.refused` for an epoch that the member was never given.
    public func pair(_ epoch: Int) throws -> KeyPair {
        guard let pair = pairs[epoch] else { throw SealError.refused }
        return pair
    }
}

extension Desks {
    /// The keys of all desks with a task that can take something in, by name. Two members at least hold the key of each.
    ///
    /// - Throws: `SealError.refused` when a key in the database was not signed with this installation's site key.
    public func seals(_ task: DeskTask, in transaction: any Transaction) throws -> [DeskSeal] {
        try DeskStore(transaction: transaction).all().filter { $0.task == task && $0.isOpen }
            .sorted { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
            .compactMap { try seal($0, in: transaction) }
    }

    /// The key of one desk.
    ///
    /// - Throws: `DirectoryError.deskNotOpen` for a desk that is closed or whose key fewer than two hold; as `seals(_:in:)`.
    public func seal(_ id: Identifier, in transaction: any Transaction) throws -> DeskSeal {
        guard let desk = try DeskStore(transaction: transaction).find(id), desk.isOpen,
            let seal = try seal(desk, in: transaction)
        else { throw DirectoryError.deskNotOpen }
        return seal
    }

    /// Those who sit at a desk.
    public func members(of id: Identifier, in transaction: any Transaction) throws -> [Identifier] {
        let store = DeskStore(transaction: transaction)
        guard let desk = try store.find(id) else { throw DirectoryError.notFound }
        return try store.members(of: desk).map(\.id).sorted()
    }

    /// The name of a desk, whatever its state.
    ///
    /// - Throws: `DirectoryError.notFound`.
    public func name(_ id: Identifier, in transaction: any Transaction) throws -> String {
        guard let desk = try DeskStore(transaction: transaction).find(id) else { throw DirectoryError.notFound }
        return desk.name
    }

    private func seal(_ desk: Desk, in transaction: any Transaction) throws -> DeskSeal? {
        guard let epoch = desk.epoch else { return nil }
        let stored = try DeskStore(transaction: transaction).publicKey(of: desk.id, epoch: epoch)
        guard let stored else { return nil }
        try DeskKeys(context: context).requireSigned(stored.key, stored.mac, desk: desk.id, epoch: epoch)
        guard let organisation = try OrganisationStore(transaction: transaction).find(desk.organisation) else {
            throw DirectoryError.notFound
        }
        return DeskSeal(
            desk: desk.id, name: desk.name, task: desk.task, organisation: desk.organisation,
            organisationKind: organisation.kind, epoch: epoch, publicKey: stored.key)
    }

    /// Opens the private keys of a desk for a member who sits at it and was given its key.
    ///
    /// - Parameter key: of the actor, from `Sessions.unlock`.
    /// - Throws: `DirectoryError.notAllowed`, `.noKey`.
    public func keyring(_ actor: Actor, _ key: MemberKey, desk: Identifier) async throws -> DeskKeyring {
        try Policy.at(desk).require(actor)
        guard actor.member?.id == key.member else { throw DirectoryError.notAllowed }
        let grants = try await context.database.read { transaction in
            let store = DeskStore(transaction: transaction)
            guard try store.contains(key.member, at: desk) else { throw DirectoryError.notAllowed }
            return try store.grants(of: key.member, at: desk)
        }
        guard !grants.isEmpty else { throw DirectoryError.noKey }
        return DeskKeyring(desk: desk, pairs: try DeskKeys(context: context).open(grants, desk: desk, with: key.pair))
    }
}
