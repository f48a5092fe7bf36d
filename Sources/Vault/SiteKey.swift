public import Core
public import Crypto
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The installation's own secret: 32 bytes in a file of their own, outside the database and its backups.
///
/// A stolen database alone cannot be used to try passwords, to forge an audit row or a certificate, or to look up who is in it.
/// Nothing uses the key itself; each use has a subkey of its own.
public struct SiteKey: Sendable {
    /// What a subkey is for. The text goes into the derivation and never changes after release.
    public enum Purpose: String, Sendable, CaseIterable {
        /// Mixed into what scrypt makes of a password.
        case password
        /// Mixed into the key that a recovery code gives.
        case recovery
        /// Hashes session tokens and gives the keys that they seal with.
        case session
        /// Hashes the tokens of one-time links.
        case invitation
        /// Signs what stands in a form, against requests from elsewhere.
        case formToken = "form-token"
        /// Hashes network addresses, to count wrong passwords per source.
        case source
        /// Signs audit rows and the head of their chain.
        case audit
        /// Signs the public keys of desks, so that nobody who can write to the database puts in one of their own.
        case publicKey = "public-key"
        /// Makes the codes of people on an employer's roster.
        case roster
        /// Signs certificates of participation.
        case certificate
        /// Seals the secrets of second factors.
        case secondFactor = "second-factor"
        /// Hashes the one-time codes for who has no second factor at hand.
        case backupCode = "backup-code"
        /// Signs who agreed that a part begins to store.
        case activation
        /// Hashes selectors for exact search.
        case selector
        /// Mixed into what scrypt makes of a receipt.
        case receipt
        /// Signs how far a record has come and to whose receipt it belongs.
        case record
        /// Goes into every wrapped record key, so that only this installation makes one.
        case wrap
        /// Hashes the tokens of visits with a receipt.
        case visit
        /// Seals the private keys that sign Open Badges.
        case badgeKey = "badge-key"
        /// Hashes the one-time codes by which a learner goes on elsewhere, and gives the keys that they seal with.
        case resume
        /// Shows that a database belongs to this key.
        case check
    }

    /// Length in bytes.
    public static let size = 32

    private let key: SymmetricKey

    /// A key of exactly `size` bytes, for tests and tools; `nil` for any other length.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// The key for one purpose (HKDF-SHA256).
    public func subkey(_ purpose: Purpose) -> SymmetricKey {
        let info = Canonical("vangnet", "site key", "1", purpose.rawValue).bytes
        return HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: info, outputByteCount: 32)
    }

    /// HMAC-SHA256 of `message` under the subkey for `purpose`: 32 bytes.
    public func mac(_ purpose: Purpose, _ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: subkey(purpose)))
    }

    /// A key that takes both `secret` and this site key to know (HKDF-SHA256 with the subkey as its salt).
    ///
    /// - Parameter use: tells keys of the same secret apart.
    public func mix(_ purpose: Purpose, secret: [UInt8], use: String) -> SymmetricKey {
        let salt = subkey(purpose).withUnsafeBytes { Array($0) }
        let info = Canonical("vangnet", "mixed key", "1", purpose.rawValue, use).bytes
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret), salt: salt, info: info, outputByteCount: 32)
    }
}

extension SiteKey {
    /// Reads the key from `path`; makes one there at the first start.
    ///
    /// Safe when two processes start at once: the file appears complete, and both read the same.
    /// - Throws: `VaultError.siteKeySize`, `.siteKeyPermissions`, `.siteKeyUnreadable`.
    public static func loadOrCreate(path: String, random: RandomBytes = systemRandomBytes) throws -> SiteKey {
        if let key = try load(path: path) { return key }
        try create(path: path, bytes: random(size))
        guard let key = try load(path: path) else {
            throw VaultError.siteKeyUnreadable(path: path, reason: String(cString: strerror(ENOENT)))
        }
        return key
    }

    /// Reads the key from `path`; `nil` when there is no such file.
    ///
    /// - Throws: `VaultError.siteKeySize`, `.siteKeyPermissions` (anything but a plain file of ours with mode 0600 or
    ///   0400), `.siteKeyUnreadable`.
    public static func load(path: String) throws -> SiteKey? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            if errno == ELOOP { throw VaultError.siteKeyPermissions(path: path) }
            throw unreadable(path)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o177 == 0, status.st_uid == geteuid() else {
            throw VaultError.siteKeyPermissions(path: path)
        }
        var bytes = [UInt8](repeating: 0, count: size + 1)
        let count = read(file, &bytes, bytes.count)
        guard count >= 0 else { throw unreadable(path) }
        guard count == size, let key = SiteKey(Array(bytes[0..<size])) else { throw VaultError.siteKeySize(path: path) }
        return key
    }

    /// Writes the bytes to a file beside `path` and links it into place, which fails quietly when another was first.
    private static func create(path: String, bytes: [UInt8]) throws {
        let draft = "\(path).\(getpid()).\(systemRandomBytes(4).hex)"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unreadable(path) }
        defer { unlink(draft) }
        let written = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        close(file)
        guard written else { throw unreadable(path) }
        guard link(draft, path) == 0 || errno == EEXIST else { throw unreadable(path) }
        let folder = open(String(path.dropLast(path.split(separator: "/").last?.count ?? 0)) + ".", O_RDONLY)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    private static func unreadable(_ path: String) -> VaultError {
        .siteKeyUnreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
