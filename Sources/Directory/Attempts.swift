import Core
import Storage
import Vault

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Counts wrong passwords, per source and per source and name: who guesses is stopped, and nobody else is slowed down.
///
/// The database holds hashes under a key of the day; which address or name they stand for is nowhere.
struct Attempts: Sendable {
    let context: DirectoryContext

    /// How far back counts, in seconds.
    static let window: Int64 = 15 * 60
    /// Wrong ones from one source for one name.
    static let mostPerName = 10
    /// Wrong ones from one source in all: many people may share an address.
    static let mostPerSource = 60

    /// Counts an attempt before it is made, so that many at once count too.
    ///
    /// - Returns: what `forget` takes when the attempt was good.
    /// - Throws: `DirectoryError.tooManyAttempts`.
    func begin(name: String, source: String) async throws -> Identifier {
        let now = context.now()
        let id = context.identifier()
        let sourceHash = hash(source, now.day)
        let nameHash = hash(source + "\n" + name, now.day)
        try await context.database.write { transaction in
            _ = try transaction.execute(
                "INSERT INTO directory_attempts (id, source_hash, name_hash, at) VALUES ($1, $2, $3, $4)",
                id, sourceHash, nameHash, now)
        }
        let since = now.advanced(bySeconds: -Self.window)
        let others = try await context.database.read { transaction in
            try transaction.rows(
                "SELECT name_hash, at FROM directory_attempts WHERE source_hash = $1 AND at > $2 AND id <> $3 ORDER BY at",
                sourceHash, since, id
            ).map { (isSameName: try $0["name_hash"] == nameHash, at: try $0["at"] as Instant) }
        }
        let sameName = others.filter(\.isSameName)
        guard sameName.count < Self.mostPerName, others.count < Self.mostPerSource else {
            try await forget(id)
            let counted =
                sameName.count < Self.mostPerName
                ? others[others.count - Self.mostPerSource] : sameName[sameName.count - Self.mostPerName]
            let free = counted.at.advanced(bySeconds: Self.window)
            throw DirectoryError.tooManyAttempts(
                seconds: max(1, Int(free.milliseconds - now.milliseconds + 999) / 1000))
        }
        return id
    }

    /// Takes back an attempt that was good, or that was not made.
    func forget(_ id: Identifier) async throws {
        try await context.database.write { try Self.forget(id, in: $0) }
    }

    static func forget(_ id: Identifier, in transaction: any Transaction) throws {
        try transaction.execute("DELETE FROM directory_attempts WHERE id = $1", id)
    }

    /// Removes what no longer counts.
    static func deleteOld(at now: Instant, in transaction: any Transaction) throws {
        try transaction.execute(
            "DELETE FROM directory_attempts WHERE at <= $1", now.advanced(bySeconds: -window))
    }

    /// The network that counts as one source: an IPv4 address, or the /64 of an IPv6 address, which one household or office
    /// has for itself. Anything else counts as it is.
    static func network(of source: String) -> String {
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
        context.siteKey.mac(.source, Canonical("vangnet", "attempt", day.description, text).bytes).hex
    }
}
