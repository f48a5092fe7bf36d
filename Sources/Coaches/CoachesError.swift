public import Core

/// What can go wrong in a study that a person can do something about.
public enum CoachesError: UserError, Equatable {
    /// A field that must be filled in is empty.
    case missing(field: String)
    /// A field holds more than `most` characters, or a list more than that many lines.
    case tooLong(field: String, most: Int)
    /// A field holds an image or another file, turned into letters.
    case holdsFile(field: String)
    /// A file that is an image, or another file that is no table.
    case noImages
    /// A day before the first that is possible, or after the last.
    case dayBefore(field: String, Day)
    case dayAfter(field: String, Day)
    case inFuture(field: String)
    /// A moment before the first that is possible.
    case tooEarly(field: String, Instant)
    case age(field: String)

    /// The protocol is not filled in: what is missing stands on the page of the study.
    case protocolIncomplete
    /// The study was approved for other days.
    case outsideApproval(from: Day, to: Day)
    /// The sitting is over.
    case sessionEnded
    /// Only the researcher whose sitting it is enters in it.
    case notYourSession
    /// The second reader is the researcher, or does not sit at the desk.
    case secondReader
    /// A handle that the chosen account does not have: it is another account.
    case otherHandle
    /// A code that is not in the codebook.
    case unknownCode(String)
    /// A manual is described in a few words, never pasted.
    case manualPasted(most: Int)
    /// The observation was retracted.
    case retracted
    /// Only the second reader of the sitting reads again, and once.
    case notSecondReader

    /// The two accounts are one, or their link was proposed before.
    case cannotLink
    /// Whoever proposes a link does not decide on it.
    case ownProposal
    /// A colleague decided on the link, or took the decision back.
    case alreadyDecided
    /// So many accounts that comparing them takes too long; what can be done.
    case tooManyAccounts(most: Int)

    /// A dossier with nothing in it.
    case nothingChosen
    /// Somebody approved before, or the contents changed since.
    case cannotApprove
    /// Two members have to approve first.
    case needsApprovals
    /// The dossier was handed over, withdrawn or destroyed.
    case dossierClosed
    /// The dossier was not handed over yet.
    case notHandedOver
    /// The hash that the receiver read out is not that of the contents.
    case hashDiffers

    public var status: Int {
        switch self {
        case .sessionEnded, .notYourSession, .retracted, .notSecondReader, .alreadyDecided, .cannotApprove,
            .needsApprovals, .dossierClosed,
            .notHandedOver, .ownProposal:
            409
        default: 422
        }
    }

    public var text: Text {
        switch self {
        case .missing: Text("coaches.error.missing")
        case .tooLong(_, let most): Text("coaches.error.too-long", ["most": String(most)])
        case .holdsFile: Text("coaches.error.holds-file")
        case .noImages: Text("coaches.error.no-images")
        case .dayBefore(_, let day): Text("coaches.error.day-before", ["day": "\(day)"])
        case .dayAfter(_, let day): Text("coaches.error.day-after", ["day": "\(day)"])
        case .inFuture: Text("coaches.error.in-future")
        case .tooEarly(_, let first):
            Text("coaches-dossier.too-early", ["day": first.day.typed, "time": first.clockTime])
        case .age: Text("coaches.error.age")
        case .protocolIncomplete: Text("coaches.error.protocol-incomplete")
        case .outsideApproval(let from, let to):
            Text("coaches.error.outside-approval", ["from": "\(from)", "to": "\(to)"])
        case .sessionEnded: Text("coaches.error.session-ended")
        case .notYourSession: Text("coaches.error.not-your-session")
        case .secondReader: Text("coaches.error.second-reader")
        case .otherHandle: Text("coaches.error.other-handle")
        case .unknownCode(let code): Text("coaches.error.unknown-code", ["code": code])
        case .manualPasted(let most): Text("coaches.error.manual-pasted", ["most": String(most)])
        case .retracted: Text("coaches.error.retracted")
        case .notSecondReader: Text("coaches.error.not-second-reader")
        case .cannotLink: Text("coaches.error.cannot-link")
        case .ownProposal: Text("coaches.error.own-proposal")
        case .alreadyDecided: Text("coaches.error.already-decided")
        case .tooManyAccounts(let most): Text("coaches.error.too-many-accounts", ["most": String(most)])
        case .nothingChosen: Text("coaches.error.nothing-chosen")
        case .cannotApprove: Text("coaches.error.cannot-approve")
        case .needsApprovals: Text("coaches.error.needs-approvals")
        case .dossierClosed: Text("coaches.error.dossier-closed")
        case .notHandedOver: Text("coaches-dossier.not-handed-over")
        case .hashDiffers: Text("coaches.error.hash-differs")
        }
    }

    /// The name of the form field that the error is about, when it is about one.
    public var field: String? {
        switch self {
        case .missing(let field), .tooLong(let field, _), .holdsFile(let field), .dayBefore(let field, _),
            .dayAfter(let field, _), .inFuture(let field), .tooEarly(let field, _), .age(let field):
            field
        case .outsideApproval: "observed-at"
        case .otherHandle: "handle"
        case .secondReader: "second-reader"
        case .unknownCode: "codes"
        case .manualPasted: "text"
        case .noImages: "file"
        case .hashDiffers: "hash"
        case .nothingChosen: "accounts"
        default: nil
        }
    }
}
