public import Core
public import Vault

/// A report as its reporter sees it.
public struct ReporterView: Sendable {
    /// A desk that has the report, or had it.
    public struct Desk: Hashable, Sendable {
        public let name: String
        public let since: Day
        /// How it got there; `nil` for the desk that it was filed at.
        public let mode: Referral.Mode?
        /// Whether it is the desk that handles the report now.
        public let isHolder: Bool
    }

    /// One thing that happened, oldest first. Documents are in `documents`.
    public struct Line: Sendable {
        public enum Author: Hashable, Sendable {
            case reporter
            /// The desk, by its name. Which member it was is not told.
            case desk(String)
        }
        public let at: Instant
        public let author: Author
        public let kind: ReportEntry.Kind
    }

    public let status: ReportStatus
    public let urgency: Urgency
    public let createdOn: Day
    /// When the desk looks; only while something from the reporter is unread.
    public let promise: Promise?
    public let desks: [Desk]
    public let lines: [Line]
    public let documents: [DocumentFacts]
    /// Whether the reporter can still write: not after stopping the contact.
    public let canWrite: Bool
    /// When a closed report is deleted; `nil` while it is open.
    public let deleteOn: Day?
    /// Invented, in the demo.
    public let isInvented: Bool
}

/// What is known of a document without its content.
public struct DocumentFacts: Hashable, Sendable {
    public let id: String
    public let name: String
    public let kind: Document.Kind
    /// Bytes.
    public let size: Int
}

/// What a reporter does with the receipt. A visit begins with the receipt and goes on with a token in a cookie.
public struct FollowUp: Sendable {
    let context: SignalsContext

    /// Seconds without a request after which a visit is over, and seconds in all.
    public static let idle: Int64 = 20 * 60
    public static let whole: Int64 = 2 * 60 * 60

    /// Begins a visit.
    ///
    /// One derivation, whether there is such a receipt or not, and the same words.
    /// - Parameters:
    ///   - typed: the receipt as somebody typed it.
    ///   - source: the network address, for the limit per source.
    /// - Returns: the token for the cookie.
    /// - Throws: `SignalsError.receiptMistyped`, without deriving or counting; `.unknownReceipt`, `.tooManyAttempts`;
    ///   `VaultError.busy`, `.busyForSource`; `SignalsError.damaged`.
    public func open(_ typed: String, source: String) async throws -> Token { throw SignalsError.notFound }

    /// The report of a visit, `nil` when the visit is over. What the desk wrote counts as read by it.
    ///
    /// - Throws: `SignalsError.damaged`.
    public func look(_ visit: Token) async throws -> ReporterView? { throw SignalsError.notFound }

    /// Writes to the desk: an answer, or more facts.
    ///
    /// - Throws: `SignalsError.visitEnded`, `.contactStopped`, `.missing`, `.tooLong`, `.damaged`.
    public func add(_ visit: Token, _ text: String) async throws { throw SignalsError.notFound }

    /// Stops the contact. What was referred is not recalled, and the desk goes on with what it has.
    ///
    /// - Throws: `SignalsError.visitEnded`, `.damaged`.
    public func withdraw(_ visit: Token) async throws { throw SignalsError.notFound }

    /// Ends the visit.
    public func leave(_ visit: Token) async throws { throw SignalsError.notFound }
}
