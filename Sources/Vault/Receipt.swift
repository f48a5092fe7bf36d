public import Core
public import Crypto
import CryptoExtras
import Foundation

/// A receipt (`meldcode`): what somebody who reports gets, to come back with. 20 digits in five groups: 19 random ones (63 bits)
/// and a check digit, so that a typing error is noticed before anything is derived.
///
/// The server keeps neither the receipt nor anything that it could be read from. It never stands in an address, a log, a mail or
/// a title.
public struct Receipt: Hashable, Sendable {
    let digits: [UInt8]

    /// How many digits.
    public static let length = 20

    /// A new one.
    public init(random: RandomBytes) {
        var digits: [UInt8] = []
        while digits.count < Self.length - 1 {
            // 250 and up are thrown away, so that every digit is as likely as the others.
            digits += random(Self.length).filter { $0 < 250 }.map { $0 % 10 }
        }
        digits = Array(digits.prefix(Self.length - 1))
        self.digits = digits + [Self.check(digits)]
    }

    /// The one that `secret` always gives: for a form that is sent twice, whose second answer has to be the first.
    public init(secret: SymmetricKey) {
        // 128 bytes hold 19 digits with certainty for all that anybody will ever see: 125 of them are expected to.
        let stream = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret, info: Canonical("vangnet", "receipt", "1").bytes, outputByteCount: 128
        ).withUnsafeBytes { Array($0) }
        self.init(random: { _ in stream })
    }

    /// Reads what a person typed: 20 digits, with or without blanks, hyphens and points. `nil` when there is a typing error in it.
    public init?(typed: String) {
        guard typed.utf8.count <= 200 else { return nil }
        var digits: [UInt8] = []
        for scalar in typed.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.append(UInt8(scalar.value - 0x30))
            case " ", "-", ".", "\u{A0}", "\u{202F}", "\t", "\r", "\n", "\u{2010}"..."\u{2015}": continue
            default: return nil
            }
        }
        guard digits.count == Self.length, Self.check(digits) == 0 else { return nil }
        self.digits = digits
    }

    /// What is shown once: `1234 5678 9012 3456 7890`.
    public var text: String {
        stride(from: 0, to: digits.count, by: 4).map { start in
            String(decoding: digits[start..<start + 4].map { $0 + 0x30 }, as: UTF8.self)
        }.joined(separator: " ")
    }

    /// The check digit of H. M. Damm (2004), with the totally anti-symmetric quasigroup of his dissertation: notices every wrong
    /// digit and every two neighbours that changed places. 0 over digits that end in their own check digit.
    static func check(_ digits: [UInt8]) -> UInt8 {
        digits.reduce(0) { table[Int($0)][Int($1)] }
    }

    private static let table: [[UInt8]] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2], [7, 0, 9, 2, 1, 5, 4, 8, 6, 3], [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6], [6, 1, 2, 3, 0, 4, 5, 9, 7, 8], [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4], [8, 9, 4, 5, 3, 6, 2, 0, 1, 7], [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ]
}

/// What a receipt gives: where its record is, and the key that opens it. Neither tells the receipt.
public struct ReceiptSecrets: Sendable {
    /// What the database knows the receipt by: 64 hexadecimal digits.
    public let lookup: String
    /// Opens the record key that was wrapped to its public half. Stored nowhere.
    public let pair: KeyPair
}

/// Which record a receipt leads to, and the public key that the record's keys are wrapped to for it.
///
/// In the database it has a MAC beside it: whoever can only write there cannot have a record's key wrapped to a key of their own,
/// or lead a receipt to another record.
public struct ReceiptKey: Hashable, Sendable {
    /// `ReceiptSecrets.lookup`.
    public let lookup: String
    public let record: String
    public let publicKey: PublicKey

    public init(lookup: String, record: String, publicKey: PublicKey) {
        self.lookup = lookup
        self.record = record
        self.publicKey = publicKey
    }

    /// 64 hexadecimal digits.
    public func mac(_ siteKey: SiteKey) -> String {
        var fields = Canonical("vangnet", "receipt key", "1", record, lookup)
        fields.append(publicKey.bytes)
        return siteKey.mac(.record, fields.bytes).hex
    }

    /// Whether `mac` is this one's.
    public func isSigned(_ mac: String, _ siteKey: SiteKey) -> Bool {
        equalInConstantTime(Array(self.mac(siteKey).utf8), Array(mac.utf8))
    }
}

extension DerivationQueue {
    /// Derives what a receipt gives, on the queue. One derivation, whether there is such a receipt or not.
    ///
    /// - Parameter source: who asks, for the limit per source.
    /// - Throws: `VaultError.busy`, `.busyForSource`.
    public func secrets(
        of receipt: Receipt, cost: DerivationCost = .receipt, siteKey: SiteKey, source: String?
    ) async throws -> ReceiptSecrets {
        try await run(source: source) {
            // One salt for all, or a receipt could not be looked up; without the site key it is not known.
            let salt = siteKey.mac(.receipt, Canonical("vangnet", "receipt salt", "1").bytes).prefix(Self.saltSize)
            let derived = try KDF.Scrypt.deriveKey(
                from: receipt.digits, salt: Array(salt), outputByteCount: 32, rounds: cost.rounds,
                blockSize: cost.blockSize,
                parallelism: cost.parallelism)
            let secret = derived.withUnsafeBytes { Array($0) }
            let lookup = siteKey.mix(.receipt, secret: secret, use: "lookup")
            return ReceiptSecrets(
                lookup: lookup.withUnsafeBytes { Array($0) }.hex,
                pair: KeyPair(secret: siteKey.mix(.receipt, secret: secret, use: "key pair")))
        }
    }
}
