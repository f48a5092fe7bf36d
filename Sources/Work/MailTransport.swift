import Synchronization

/// What carries a mail away.
public protocol MailTransport: Sendable {
    /// Hands the message over to whoever delivers it.
    ///
    /// - Throws: `MailError.refused` when it is refused for good; anything else means: again later.
    func deliver(_ message: MailMessage) async throws
}

/// Keeps mails instead of sending them, for a page of the demo and for tests; the latest hundred, until the process ends.
public final class DemoTransport: MailTransport {
    private let kept = Mutex<[MailMessage]>([])

    public init() {}

    /// What would have been sent, the latest first.
    public var messages: [MailMessage] { kept.withLock { $0.reversed() } }

    public func deliver(_ message: MailMessage) async throws {
        kept.withLock { kept in
            kept.append(message)
            if kept.count > 100 { kept.removeFirst() }
        }
    }
}
