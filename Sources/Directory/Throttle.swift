public import Core
public import Storage
import Vault

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Counts attempts per source, and per source and name: who guesses is stopped, and nobody else is slowed down.
///
/// The database holds hashes under a key of the day; which address or name they stand for is nowhere. Counts of different
/// scopes never mix: a wrong password here says nothing of a wrong code there.
public struct Throttle: Sendable {
    let context: DirectoryContext
    /// What is counted: `<part>.<thing>`, for instance `signals.receipt`.
    public let scope: String
    /// How far back counts, in seconds.
    public let window: Int64
    /// Attempts from one source for one name.
    public let mostPerName: Int
    /// Attempts from one source in all: many people may share an address.
    public let mostPerSource: Int
    /// Whether what is stored tells the window by the clock and no moment in it, and counts in that.
    public let isCoarse: Bool

    /// - Parameters:
    ///   - scope: tells what is counted apart from all else; never a thing that a person chose.
    ///   - window: in seconds, at most a day.
    ///   - mostPerName: how many attempts count for one name from one source; `nil` where there are no names.
    ///   - isCoarse: where the moment of an attempt says something of somebody: counts by the clock, from one whole window to
    ///     the next.
    public init(
        _ context: DirectoryContext, scope: String, window: Int64 = 15 * 60, mostPerName: Int? = nil,
        mostPerSource: Int, isCoarse: Bool = false
    ) {
        self.context = context
        self.scope = scope
        self.window = min(window, 24 * 3600)
        self.mostPerName = mostPerName ?? mostPerSource
        self.mostPerSource = mostPerSource
        self.isCoarse = isCoarse
    }

    /// Counts an attempt before it is made, so that many at once count too. A refused one does not count: who waits gets in.
    ///
    /// - Parameters:
    ///   - name: what is tried from there, where it matters; only a hash of it is kept.
    ///   - source: the network address of who asks. An IPv6 address counts with the whole /64 that it is in.
    /// - Returns: what `forget` takes when the attempt was good.
    /// - Throws: `DirectoryError.tooManyAttempts`.
    @discardableResult
    public func begin(name: String = "", source: String) async throws -> Identifier {
        let source = Self.network(of: source)
        let now = context.now()
        let length = window * 1000
        let at = isCoarse ? Instant(milliseconds: now.milliseconds / length * length) : now
        let id = Identifier(at: at, random: context.random)
        let sourceHash = hash(source, now.day)
        let nameHash = hash(source + "\n" + name, now.day)
        try await context.database.write { transaction in
            try ThrottleStore(transaction: transaction).insert(
                id, source: sourceHash, name: nameHash, at: at, until: at.advanced(bySeconds: window))
        }
        let since = now.advanced(bySeconds: -window)
        let others = try await context.database.read { transaction in
            try ThrottleStore(transaction: transaction).others(than: id, source: sourceHash, since: since)
        }
        let sameName = others.filter { $0.name == nameHash }
        guard sameName.count < mostPerName, others.count < mostPerSource else {
            try await forget(id)
            let counted =
                sameName.count < mostPerName
                ? others[others.count - mostPerSource] : sameName[sameName.count - mostPerName]
            let free = counted.at.advanced(bySeconds: window)
            throw DirectoryError.tooManyAttempts(
                seconds: max(1, Int(free.milliseconds - now.milliseconds + 999) / 1000))
        }
        return id
    }

    /// Takes back an attempt that was good, or that was not made.
    public func forget(_ id: Identifier) async throws {
        try await context.database.write { try forget(id, in: $0) }
    }

    /// The same, in the transaction of what was good.
    public func forget(_ id: Identifier, in transaction: any Transaction) throws {
        try ThrottleStore(transaction: transaction).delete(id)
    }

    /// The network that counts as one source: an IPv4 address, or the /64 of an IPv6 address, which one household or office
    /// has for itself. Anything else counts as it is.
    public static func network(of source: String) -> String {
        var address = in6_addr()
        guard inet_pton(AF_INET6, source, &address) == 1 else { return source }
        let bytes = withUnsafeBytes(of: address) { Array($0) }
        // ::ffff:192.0.2.1 is 192.0.2.1 on a socket that takes both.
        guard bytes.prefix(12) != [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] else {
            return bytes[12...].map(String.init).joined(separator: ".")
        }
        return Array(bytes.prefix(8)).hex
    }

    private func hash(_ text: String, _ day: Day) -> String {
        context.siteKey.mac(.source, Canonical("vangnet", "attempt", scope, day.description, text).bytes).hex
    }
}

/// SQL for counted attempts.
struct ThrottleStore {
    let transaction: any Transaction

    func insert(_ id: Identifier, source: String, name: String, at now: Instant, until: Instant) throws {
        try transaction.execute(
            "INSERT INTO directory_attempts (id, source_hash, name_hash, at, counts_until) VALUES ($1, $2, $3, $4, $5)",
            id, source, name, now, until)
    }

    /// The other attempts of a source, oldest first.
    func others(
        than id: Identifier, source: String, since: Instant
    ) throws -> [(name: String, at: Instant)] {
        try transaction.rows(
            "SELECT name_hash, at FROM directory_attempts WHERE source_hash = $1 AND at > $2 AND id <> $3 ORDER BY at",
            source, since, id
        ).map { (try $0["name_hash"], try $0["at"]) }
    }

    func delete(_ id: Identifier) throws {
        try transaction.execute("DELETE FROM directory_attempts WHERE id = $1", id)
    }

    /// Removes what no longer counts.
    func deleteOld(at now: Instant) throws {
        try transaction.execute("DELETE FROM directory_attempts WHERE counts_until <= $1", now)
    }
}
