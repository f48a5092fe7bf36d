public import Core
import Crypto
public import Vault

/// The secret that an authenticator app shares with us, and the codes that follow from it: TOTP (RFC 6238) over HOTP (RFC
/// 4226) with HMAC-SHA1, six digits and steps of 30 seconds, which is what every app knows.
public struct FactorSecret: Sendable, Hashable {
    let bytes: [UInt8]

    /// Length in bytes: 160 bits, as RFC 4226, section 4, recommends.
    static let size = 20
    /// How long a code is shown, in seconds.
    public static let period: Int64 = 30
    /// How many digits a code has.
    public static let digits = 6
    /// How many steps before and after this moment's are accepted, for clocks that differ and fingers that are slow.
    static let window: Int64 = 1

    /// A new one.
    init(random: RandomBytes) { bytes = random(Self.size) }

    /// A secret of `size` bytes, as it was sealed; `nil` for any other length.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }

    /// Reads `base32`, with or without blanks; `nil` for what is none of ours.
    public init?(base32 text: String) {
        var (bits, count): (UInt32, Int) = (0, 0)
        var bytes: [UInt8] = []
        for character in text.utf8 where character != UInt8(ascii: " ") {
            guard let value = Self.alphabet.firstIndex(of: character) else { return nil }
            bits = bits << 5 | UInt32(value)
            count += 5
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        guard count == 0 else { return nil }
        self.init(bytes)
    }

    /// The secret in base32 (RFC 4648, section 6), as apps read it: 32 letters and digits.
    public var base32: String {
        let symbols = (0..<bytes.count * 8 / 5).map { position in
            (0..<5).reduce(0) { symbol, offset in
                let bit = position * 5 + offset
                return symbol << 1 | Int(bytes[bit / 8] >> UInt8(7 - bit % 8) & 1)
            }
        }
        return String(decoding: symbols.map { Self.alphabet[$0] }, as: UTF8.self)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The code that an app shows at `instant`.
    public func code(at instant: Instant) -> String {
        Self.code(bytes, counter: UInt64(clamping: Self.step(at: instant)), digits: Self.digits)
    }

    /// The number of the time step that `instant` is in (RFC 6238, section 4.2).
    static func step(at instant: Instant) -> Int64 { instant.milliseconds / (period * 1000) }

    /// The time step whose code was typed: one within the window, later than `last`.
    ///
    /// - Returns: `nil` when there is none: a wrong code, or one that was accepted before.
    func step(of typed: String, at instant: Instant, after last: Int64) -> Int64? {
        let digits = Self.plain(typed)
        guard digits.utf8.count == Self.digits else { return nil }
        let now = Self.step(at: instant)
        var found: Int64?
        // All of the window is compared whatever is right, so that the time tells nothing.
        for step in (now - Self.window)...(now + Self.window) {
            let code = Self.code(bytes, counter: UInt64(clamping: step), digits: Self.digits)
            if equalInConstantTime(Array(code.utf8), Array(digits.utf8)), step > last, found == nil { found = step }
        }
        return found
    }

    /// What was typed, without the blanks and hyphens that people put between digits.
    private static func plain(_ typed: String) -> String {
        guard typed.utf8.count <= 40 else { return "" }
        return typed.filter { !$0.isWhitespace && $0 != "-" }
    }

    /// HOTP (RFC 4226, section 5.3) of a counter.
    static func code(_ secret: [UInt8], counter: UInt64, digits: Int) -> String {
        let message = withUnsafeBytes(of: counter.bigEndian) { Array($0) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(UInt32(1)) { power, _ in power * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }
}

/// A one-time code for who has no authenticator at hand: 60 random bits, written as three groups of four without I, L, O
/// and U. Shown once.
public struct BackupCode: Sendable, Hashable {
    private let symbols: [UInt8]

    /// How many a member gets at a time.
    public static let count = 8
    private static let length = 12
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// A new one.
    init(random: RandomBytes) { symbols = random(Self.length).map { $0 & 31 } }

    /// What the member writes down: `XXXX-XXXX-XXXX`.
    public var text: String {
        let characters = symbols.map { Self.alphabet[Int($0)] }
        return stride(from: 0, to: Self.length, by: 4)
            .map { String(decoding: characters[$0..<$0 + 4], as: UTF8.self) }.joined(separator: "-")
    }

    /// Reads what a person typed: capitals or not, with or without hyphens and blanks, O for 0 and I or L for 1.
    public init?(typed: String) {
        guard typed.utf8.count <= 100 else { return nil }
        var symbols: [UInt8] = []
        for character in typed.uppercased() where !character.isWhitespace && character != "-" {
            let meant: Character =
                switch character {
                case "O": "0"
                case "I", "L": "1"
                default: character
                }
            guard let byte = meant.asciiValue, let symbol = Self.alphabet.firstIndex(of: byte) else { return nil }
            symbols.append(UInt8(symbol))
        }
        guard symbols.count == Self.length else { return nil }
        self.symbols = symbols
    }

    /// What the database knows it by.
    func hash(_ member: Identifier, _ siteKey: SiteKey) -> String {
        siteKey.mac(.backupCode, Canonical("vangnet", "backup code", "1", member.text, text).bytes).hex
    }
}

extension FactorSecret: Secret {}
extension BackupCode: Secret {}
