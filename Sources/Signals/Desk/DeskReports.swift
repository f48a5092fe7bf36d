public import Core

/// What a desk does with the reports that it holds, or reads along with.
///
/// A desk reads what the report's key was wrapped to it for. Everything else looks like a report that never was.
public struct DeskReports: Sendable {
    let context: SignalsContext

    // MARK: Reading

    /// A page of the desk's inbox. One damaged report shows as damaged and hides no other.
    ///
    /// - Parameter page: from 1; one beyond the last gives the last.
    public func inbox(_ seat: Seat, filter: InboxFilter = .open, page: Int = 1) async throws -> InboxPage {
        throw SignalsError.notFound
    }

    /// Opens a report. It stands in the audit trail, and the report counts as read when this desk holds it.
    ///
    /// - Throws: `SignalsError.notFound`, `.damaged`.
    public func open(_ seat: Seat, _ id: Identifier) async throws -> DeskReport { throw SignalsError.notFound }

    /// Who opened, printed or changed a report, newest first. For the desk's lead.
    ///
    /// - Throws: `SignalsError.notFound`, `DirectoryError.notAllowed`.
    public func openings(_ seat: Seat, _ id: Identifier) async throws -> [Opening] { throw SignalsError.notFound }

    /// A document of a report. It stands in the audit trail.
    ///
    /// - Throws: `SignalsError.notFound`, `.damaged`.
    public func document(_ seat: Seat, _ id: Identifier, _ attachment: String) async throws -> Document {
        throw SignalsError.notFound
    }

    /// A report for a page that is printed, for the police. It stands in the audit trail.
    ///
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately; as `open`.
    public func export(_ seat: Seat, _ id: Identifier) async throws -> ReportExport { throw SignalsError.notFound }

    // MARK: Working on it

    /// Takes a report. - Throws: `SignalsError.alreadyClaimed`, `.isClosed`, `.notHeldHere`.
    public func claim(_ seat: Seat, _ id: Identifier) async throws { throw SignalsError.notFound }

    /// Gives a report back to the desk, also a colleague's.
    public func release(_ seat: Seat, _ id: Identifier) async throws { throw SignalsError.notFound }

    /// Writes to the reporter. - Throws: `SignalsError.contactStopped`, `.missing`, `.tooLong`, `.notHeldHere`.
    public func say(_ seat: Seat, _ id: Identifier, _ text: String) async throws { throw SignalsError.notFound }

    /// Notes something that only this desk reads.
    public func note(_ seat: Seat, _ id: Identifier, _ text: String) async throws { throw SignalsError.notFound }

    /// Sets all labels of the report, for this desk: at most 10, of 40 characters.
    public func label(_ seat: Seat, _ id: Identifier, _ labels: [String]) async throws { throw SignalsError.notFound }

    /// Changes the urgency, with a new deadline from now. - Throws: `SignalsError.missing(field: "reason")`.
    public func setUrgency(_ seat: Seat, _ id: Identifier, _ urgency: Urgency, reason: String) async throws {
        throw SignalsError.notFound
    }

    /// Records what was done outside.
    ///
    /// - Parameter number: that was called, or where somebody was told; may be empty.
    public func act(
        _ seat: Seat, _ id: Identifier, _ action: DeskNote.OutsideAction, number: String, words: String
    ) async throws {
        throw SignalsError.notFound
    }

    /// The desks that this report can be referred to, by name.
    public func targets(_ seat: Seat, _ id: Identifier) async throws -> [ReferralTarget] { throw SignalsError.notFound }

    /// Refers a report to another desk. The reporter sees to which.
    ///
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately; `SignalsError.notReferable`,
    ///   `.alreadyReferred`, `.noConsent`, `.onlyInDanger`, `.missing(field: "text")` for a copy without text, `.notHeldHere`.
    public func refer(_ seat: Seat, _ id: Identifier, _ request: ReferralRequest) async throws {
        throw SignalsError.notFound
    }

    /// Asks the custodian desk who reported. - Throws: `SignalsError.noIdentity`, `.alreadyAsked`, `.missing(field: "reason")`.
    public func askIdentity(_ seat: Seat, _ id: Identifier, reason: String) async throws { throw SignalsError.notFound }

    // MARK: Ending it

    /// Closes a report, and with it those that were merged into it.
    ///
    /// - Parameter words: what the reporter may read; may be empty.
    /// - Throws: `SignalsError.isClosed`, `.notHeldHere`.
    public func close(_ seat: Seat, _ id: Identifier, _ outcome: ReportOutcome, words: String) async throws {
        throw SignalsError.notFound
    }

    /// Takes a closed report up again. - Throws: `SignalsError.isOpen`, `.notHeldHere`.
    public func reopen(_ seat: Seat, _ id: Identifier) async throws { throw SignalsError.notFound }

    /// Joins two reports of one thing. Both receipts keep working, and neither reporter sees the other.
    ///
    /// - Throws: `SignalsError.cannotMerge`, `.notFound` when the desk does not hold both.
    public func merge(_ seat: Seat, _ id: Identifier, into other: Identifier) async throws {
        throw SignalsError.notFound
    }

    /// Undoes it. - Throws: `SignalsError.notMerged`.
    public func unmerge(_ seat: Seat, _ id: Identifier) async throws { throw SignalsError.notFound }

    /// Records what became of it, where the police tell.
    public func aftermath(_ seat: Seat, _ id: Identifier, _ aftermath: Aftermath, words: String) async throws {
        throw SignalsError.notFound
    }

    /// Keeps a report longer than the retention term, at most two years from now.
    ///
    /// - Throws: `SignalsError.keepUntil`, `.missing(field: "reason")`.
    public func keepLonger(_ seat: Seat, _ id: Identifier, until: Day, reason: String) async throws {
        throw SignalsError.notFound
    }
}
