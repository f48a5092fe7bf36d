public import Crypto
import CryptoExtras
import Foundation

/// What scrypt costs (RFC 7914): memory 128 · `rounds` · `blockSize` bytes.
public struct DerivationCost: Hashable, Sendable {
    /// N: a power of two.
    public let rounds: Int
    /// r.
    public let blockSize: Int
    /// p.
    public let parallelism: Int

    /// For passwords: N = 2¹⁷, r = 8, p = 1; about half a second and 128 MiB.
    public static let password = DerivationCost(rounds: 1 << 17, blockSize: 8, parallelism: 1)!
    /// For receipts: N = 2¹⁵, r = 8, p = 1; about a tenth of a second and 32 MiB. A receipt has 63 random bits, a password less.
    public static let receipt = DerivationCost(rounds: 1 << 15, blockSize: 8, parallelism: 1)!
    /// For tests only: nothing at all.
    public static let trivial = DerivationCost(rounds: 2, blockSize: 1, parallelism: 1)!

    /// `nil` outside N = 2 … 2²⁰ (a power of two), r = 1 … 16, p = 1 … 4.
    public init?(rounds: Int, blockSize: Int, parallelism: Int) {
        guard (2...1 << 20).contains(rounds), rounds.nonzeroBitCount == 1, (1...16).contains(blockSize),
            (1...4).contains(parallelism)
        else { return nil }
        self.rounds = rounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// As stored beside what was derived: `scrypt:131072:8:1`.
    public var text: String { "scrypt:\(rounds):\(blockSize):\(parallelism)" }

    /// Reads `text` and nothing else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "scrypt", let rounds = Int(parts[1]), let blockSize = Int(parts[2]),
            let parallelism = Int(parts[3])
        else { return nil }
        self.init(rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        guard self.text == text else { return nil }
    }
}

/// What a password gives: something to compare, and something to open keys with. Neither tells the other.
public struct PasswordSecrets: Sendable {
    /// 32 bytes that the database holds, to tell a right password from a wrong one.
    public let authValue: [UInt8]
    /// Opens the member's private key. Stored nowhere.
    public let key: SymmetricKey
}

extension DerivationQueue {
    /// Length of a salt in bytes.
    public static let saltSize = 16

    /// Derives the secrets of a password, on the queue.
    ///
    /// - Parameters:
    ///   - password: as typed; what looks the same is the same (Unicode NFC).
    ///   - salt: `saltSize` random bytes of this member's own.
    ///   - source: who asks, for the limit per source; `nil` for the command line.
    /// - Throws: `VaultError.busy`, `.busyForSource`.
    public func secrets(
        of password: String, salt: [UInt8], cost: DerivationCost, siteKey: SiteKey, source: String?
    ) async throws -> PasswordSecrets {
        try await run(source: source) {
            let normalised = Array(password.precomposedStringWithCanonicalMapping.utf8)
            let derived = try KDF.Scrypt.deriveKey(
                from: normalised, salt: salt, outputByteCount: 32, rounds: cost.rounds, blockSize: cost.blockSize,
                parallelism: cost.parallelism)
            let secret = derived.withUnsafeBytes { Array($0) }
            let authValue = siteKey.mix(.password, secret: secret, use: "auth value")
            return PasswordSecrets(
                authValue: authValue.withUnsafeBytes { Array($0) },
                key: siteKey.mix(.password, secret: secret, use: "seal"))
        }
    }
}
