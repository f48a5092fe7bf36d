/// What is secret prints as the name of its type only, so that it cannot end up in a log by being part of something that is
/// printed there.
public protocol Secret: CustomStringConvertible, CustomReflectable {}

extension Secret {
    public var description: String { "\(Self.self)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SiteKey: Secret {}
extension Token: Secret {}
extension RecoveryCode: Secret {}
extension KeyPair: Secret {}
extension PasswordSecrets: Secret {}
extension Receipt: Secret {}
extension ReceiptSecrets: Secret {}
extension RecordKey: Secret {}
