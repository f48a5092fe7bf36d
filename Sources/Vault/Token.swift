public import Core
public import Crypto
import FoundationEssentials

/// A secret that whoever holds it may use: a session's, in a cookie; an invitation's, in a link. 32 random bytes.
///
/// The database holds its hash only.
public struct Token: Sendable {
    let bytes: [UInt8]

    /// A new one.
    public init(random: RandomBytes) { bytes = random(32) }

    /// Reads `text`: 64 lower-case hexadecimal digits; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64, let bytes = [UInt8](hex: text) else { return nil }
        self.bytes = bytes
    }

    /// For the cookie or the link. Never in a log.
    public var text: String { bytes.hex }

    /// What the database knows it by: 64 hexadecimal digits, under the site key's subkey for `purpose`.
    public func hash(_ purpose: SiteKey.Purpose, _ siteKey: SiteKey) -> String {
        siteKey.mac(purpose, fields("hash").bytes).hex
    }

    /// The key that the private key of a session, or of a visit, is sealed under. It cannot be worked out from what the database
    /// holds.
    public func sealingKey(_ siteKey: SiteKey, for purpose: SiteKey.Purpose = .session) -> SymmetricKey {
        siteKey.mix(purpose, secret: bytes, use: "seal")
    }

    /// What stands in every form of this session, so that another site cannot send one: 64 hexadecimal digits.
    public func formToken(_ siteKey: SiteKey) -> String {
        siteKey.mac(.formToken, fields("form").bytes).hex
    }

    /// Whether `text` is this session's form token.
    public func accepts(formToken text: String, _ siteKey: SiteKey) -> Bool {
        equalInConstantTime(Array(text.utf8), Array(formToken(siteKey).utf8))
    }

    private func fields(_ use: String) -> Canonical {
        var fields = Canonical("vangnet", "token", use)
        fields.append(bytes)
        return fields
    }
}
