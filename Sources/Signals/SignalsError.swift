public import Core

/// What can go wrong with signals and reports that a person can do something about.
public enum SignalsError: UserError, Equatable {
    /// There is no such report, request or document for this desk. One of another desk looks the same.
    case notFound
    /// What is stored is not what was written. Nothing of it is shown.
    case damaged
    /// Somebody else changed it since the page was opened.
    case changedMeanwhile

    /// Reports are not taken in here, or not now.
    case intakeClosed
    /// A field that must be filled in is empty.
    case missing(field: String)
    /// A field holds more than `most` characters.
    case tooLong(field: String, most: Int)
    /// A field holds an image or another file, turned into letters.
    case holdsFile(field: String)
    /// This installation takes no documents.
    case documentsOff
    case tooManyDocuments(most: Int)
    /// The form was sent before; whoever sent it saw the receipt then.
    case alreadySent

    /// A receipt with a typing error.
    case receiptMistyped
    /// A receipt without a typing error that belongs to no report.
    case unknownReceipt
    /// Too many wrong ones, or too many reports, from here; good again after so many seconds.
    case tooManyAttempts(seconds: Int)
    /// The visit with the receipt is over.
    case visitEnded
    /// The reporter stopped the contact.
    case contactStopped

    /// The reporter wrote more than anybody reads.
    case tooManyMessages

    /// A colleague has the report.
    case alreadyClaimed
    /// The desk reads along; another desk holds the report.
    case notHeldHere
    /// The report is closed.
    case isClosed
    /// The report is not closed.
    case isOpen
    /// The desk cannot be referred to: it is this one, is closed, or has another task.
    case notReferable
    /// The desk reads the report already.
    case alreadyReferred
    /// The reporter did not agree with this kind of desk; without that it takes acute danger and a reason.
    case noConsent
    /// Without consent only a report that is acute can be referred.
    case onlyInDanger
    /// These two reports cannot be merged: they are one, or one of them is merged already.
    case cannotMerge
    case notMerged
    /// Reports were merged into this one, and stay with the desk: undo that first.
    case mergedFirst
    /// A report is kept no longer than `most`, and "longer" is later than now.
    case keepUntil(after: Day, most: Day)
    /// The report came without a name.
    case noIdentity
    /// The custodian desk was asked already.
    case alreadyAsked
    /// A colleague decided on this request.
    case alreadyDecided

    /// A shift that does not end after it began, on no day of the week, or without a place.
    case shiftInvalid
    /// Somebody in the rota does not sit at the desk.
    case shiftMember

    public var status: Int {
        switch self {
        case .notFound: 404
        case .damaged: 500
        case .changedMeanwhile, .alreadySent, .contactStopped, .alreadyClaimed, .notHeldHere, .isClosed, .isOpen,
            .alreadyReferred, .cannotMerge, .notMerged, .mergedFirst, .noIdentity, .alreadyAsked, .alreadyDecided,
            .intakeClosed:
            409
        case .visitEnded: 410
        case .tooManyAttempts, .tooManyMessages: 429
        default: 422
        }
    }

    public var retryAfter: Int? {
        if case .tooManyAttempts(let seconds) = self { seconds } else { nil }
    }

    public var text: Text {
        switch self {
        case .notFound: Text("signals.error.not-found")
        case .damaged: Text("signals.error.damaged")
        case .changedMeanwhile: Text("signals.error.changed-meanwhile")
        case .intakeClosed: Text("signals.error.intake-closed")
        case .missing: Text("signals.error.missing")
        case .tooLong(_, let most): Text("signals.error.too-long", ["most": String(most)])
        case .holdsFile: Text("signals.error.holds-file")
        case .documentsOff: Text("signals.error.documents-off")
        case .tooManyDocuments(let most): Text("signals.error.too-many-documents", ["most": String(most)])
        case .alreadySent: Text("signals.error.already-sent")
        case .receiptMistyped: Text("signals.error.receipt-mistyped")
        case .unknownReceipt: Text("signals.error.unknown-receipt")
        case .tooManyAttempts(let seconds):
            Text("signals.error.too-many-attempts", ["minutes": String((seconds + 59) / 60)])
        case .visitEnded: Text("signals.error.visit-ended")
        case .contactStopped: Text("signals.error.contact-stopped")
        case .tooManyMessages: Text("signals.error.too-many-messages")
        case .alreadyClaimed: Text("signals.error.already-claimed")
        case .notHeldHere: Text("signals.error.not-held-here")
        case .isClosed: Text("signals.error.is-closed")
        case .isOpen: Text("signals.error.is-open")
        case .notReferable: Text("signals.error.not-referable")
        case .alreadyReferred: Text("signals.error.already-referred")
        case .noConsent: Text("signals.error.no-consent")
        case .onlyInDanger: Text("signals.error.only-in-danger")
        case .mergedFirst: Text("signals.error.merged-first")
        case .cannotMerge: Text("signals.error.cannot-merge")
        case .notMerged: Text("signals.error.not-merged")
        case .keepUntil(let after, let most):
            Text("signals.error.keep-until", ["after": "\(after)", "most": "\(most)"])
        case .noIdentity: Text("signals.error.no-identity")
        case .alreadyAsked: Text("signals.error.already-asked")
        case .alreadyDecided: Text("signals.error.already-decided")
        case .shiftInvalid: Text("signals.error.shift-invalid")
        case .shiftMember: Text("signals.error.shift-member")
        }
    }

    /// The name of the form field that the error is about, when it is about one.
    public var field: String? {
        switch self {
        case .missing(let field), .tooLong(let field, _), .holdsFile(let field): field
        case .documentsOff, .tooManyDocuments: "documents"
        case .receiptMistyped, .unknownReceipt: "receipt"
        case .notReferable, .alreadyReferred: "desk"
        case .noConsent, .onlyInDanger: "without-consent"
        case .cannotMerge: "into"
        case .keepUntil: "until"
        case .shiftInvalid, .shiftMember: "shifts"
        default: nil
        }
    }
}
