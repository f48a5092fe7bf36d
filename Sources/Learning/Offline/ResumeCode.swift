public import Core
import Crypto
import Vault

/// A one-time code by which a learner goes on at another device: nine random signs and a check sign, shown as `7GXK-M4QW-D3`.
///
/// 40 bits for half an hour, with a limit on wrong ones per source: nobody guesses one. Its length tells it from the other
/// codes that are typed.
public struct ResumeCode: Hashable, Sendable, CustomStringConvertible {
    /// How long it is good, in seconds.
    public static let seconds: Int64 = 30 * 60

    /// Ten signs, capitals.
    public let text: String

    static let length = 10

    init(random: RandomBytes) { text = CheckedCode.new(length: Self.length, random: random) }

    /// Reads what somebody typed or followed; `nil` when it is no such code.
    public init?(_ text: String) {
        guard let code = CheckedCode.read(text, length: Self.length) else { return nil }
        self.text = code
    }

    public var description: String { CheckedCode.grouped(text) }

    /// The path of the link: `/verder/7GXK-M4QW-D3`.
    public var path: String { "/verder/\(self)" }

    /// What the database knows it by; whoever has only the database cannot try codes.
    func hash(_ siteKey: SiteKey) -> String {
        siteKey.mac(.resume, Canonical("vangnet", "resume code", "1", text).bytes).hex
    }

    /// The key that the attempt's token is sealed under.
    func key(_ siteKey: SiteKey) -> SymmetricKey {
        siteKey.mix(.resume, secret: Array(text.utf8), use: "attempt token")
    }
}
