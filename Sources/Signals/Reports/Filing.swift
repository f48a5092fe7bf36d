public import Core
public import Directory
public import Vault

/// What somebody who filed a report gets.
public struct Filed: Sendable {
    /// To note or print; shown this once.
    public let receipt: Receipt
    public let promise: Promise
    /// The form had been sent before: nothing was filed now, and this is the receipt of then.
    public let isRepeated: Bool
}

/// Files reports: wholly, or not at all.
public struct Filing: Sendable {
    let context: SignalsContext

    /// Documents with one report.
    public static let mostDocuments = 3
    /// Bytes of one document.
    public static let mostDocumentBytes = 5 << 20
    /// Characters in a field of a line, and in one of a story.
    public static let mostInLine = 200
    public static let mostInText = 10_000

    /// Files a report. Open to all.
    ///
    /// - Parameters:
    ///   - token: stands in the form, new for every form (`Token(random:)`). The same form sent again within ten minutes gives the
    ///     same receipt and files nothing.
    ///   - source: the network address, for the limit per source; kept only as a hash under a key of the day.
    /// - Throws: `SignalsError.intakeClosed`, `.alreadySent`, `.missing`, `.tooLong`, those of documents, `.tooManyAttempts`;
    ///   `VaultError.busy`, `.busyForSource`: then nothing was filed, and the form can be sent again.
    public func file(_ draft: ReportDraft, token: Token, source: String) async throws -> Filed {
        throw SignalsError.notFound
    }

    /// Files what somebody told on the telephone, at the member's own duty desk. The receipt is read out to the caller.
    ///
    /// - Throws: `DirectoryError.notAllowed`; as `file(_:token:source:)`, but for the limit per source.
    public func file(by actor: Actor, at desk: Identifier, _ draft: ReportDraft, token: Token) async throws -> Filed {
        throw SignalsError.notFound
    }
}
