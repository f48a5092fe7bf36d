public import Core

/// What can go wrong with a plan or a record of care that a person can do something about.
public enum CareError: UserError, Equatable {
    /// A field that must be filled in is empty.
    case missing(field: String)
    /// A field holds more than `most` characters.
    case tooLong(field: String, most: Int)
    /// A field holds an image or another file, turned into letters, or the name of one.
    case holdsFile(field: String)
    /// A field holds nine digits that pass the test of a citizen service number (BSN).
    case holdsBSN(field: String)

    case bornInFuture
    /// Younger than the youngest age; the day on which that age is reached.
    case tooYoung(age: Int, from: Day)
    /// The age at which the plan ends was reached on that day.
    case tooOld(age: Int, since: Day)

    /// A day before the first that is possible, or after the last.
    case dayBefore(field: String, Day)
    case dayAfter(field: String, Day)
    /// A stretch of care that ends before it starts, or on the day on which it starts.
    case endsBeforeStart(field: String, Day)
    /// Something that is said to have happened, on a day that is yet to come.
    case inFuture(field: String)
    /// Two stretches of one function overlap, each with another coordinator.
    case twoCoordinators(from: Day)

    /// The step cannot be taken in the state in which the handover is.
    case stepNotOpen
    /// The other side takes this step.
    case otherSide
    /// The young person did not say yes to handing over, or took it back.
    case noConsent
    /// A handover of that function is on its way already.
    case handoverRuns
    /// The gap that was decided about does not show any more.
    case gapGone
    /// An item that is not in the plan, or not in the checklist.
    case unknownItem(String)

    /// There is no plan without a yes to help.
    case noHelp
    /// Since that day there is no yes to help: nothing is entered any more.
    case helpStopped(since: Day)
    /// Since the birthday on which the plan ends it can be exported and destroyed, and nothing else.
    case planEnded(since: Day)
    /// Somebody who does not work at this desk.
    case notAtDesk
    /// A free text holds something that may not belong there, and nobody said that they looked.
    case lookFirst(field: String, Text)
    /// A young person's code with a typing error in it.
    case codeMistyped
    /// A code that leads nowhere: unknown, withdrawn or over. All the same, so that nobody learns which.
    case unknownCode
    /// Too many wrong codes from one source.
    case tooManyCodes(seconds: Int)
    /// The visit with a code is over.
    case visitEnded
    /// More than anybody enters on one day.
    case tooMuchToday(most: Int)
    /// A desk that is on call has not opened this plan, or its time is over.
    case notOpenedInNeed
    /// The address of a calendar that is not in use.
    case noCalendar

    public var status: Int {
        switch self {
        case .stepNotOpen, .helpStopped, .planEnded, .noConsent, .handoverRuns, .gapGone: 409
        case .unknownItem, .noCalendar: 404
        case .tooManyCodes: 429
        case .notOpenedInNeed: 403
        default: 422
        }
    }

    public var text: Text {
        switch self {
        case .missing: Text("care.error.missing")
        case .tooLong(_, let most): Text("care.error.too-long", ["most": String(most)])
        case .holdsFile: Text("care.error.holds-file")
        case .holdsBSN: Text("care.error.holds-bsn")
        case .bornInFuture: Text("care.error.born-in-future")
        case .tooYoung(let age, let from): Text("care.error.too-young", ["age": String(age), "day": "\(from)"])
        case .tooOld(let age, let since): Text("care.error.too-old", ["age": String(age), "day": "\(since)"])
        case .dayBefore(_, let day): Text("care.error.day-before", ["day": "\(day)"])
        case .dayAfter(_, let day): Text("care.error.day-after", ["day": "\(day)"])
        case .endsBeforeStart(_, let day): Text("care.error.ends-before-start", ["day": "\(day)"])
        case .inFuture: Text("care.error.in-future")
        case .twoCoordinators(let day): Text("care.error.two-coordinators", ["day": "\(day)"])
        case .stepNotOpen: Text("care.error.step-not-open")
        case .otherSide: Text("care.error.other-side")
        case .noConsent: Text("care.error.no-consent")
        case .handoverRuns: Text("care.error.handover-runs")
        case .gapGone: Text("care.error.gap-gone")
        case .unknownItem: Text("care.error.unknown-item")
        case .noHelp: Text("care.error.no-help")
        case .helpStopped(let day): Text("care.error.help-stopped", ["day": "\(day)"])
        case .planEnded(let day): Text("care.error.plan-ended", ["day": "\(day)"])
        case .notAtDesk: Text("care.error.not-at-desk")
        case .lookFirst(_, let text): text
        case .codeMistyped: Text("care.error.code-mistyped")
        case .unknownCode: Text("care.error.unknown-code")
        case .tooManyCodes(let seconds):
            Text("care.error.too-many-codes", ["minutes": String((seconds + 59) / 60)])
        case .visitEnded: Text("care.error.visit-ended")
        case .tooMuchToday: Text("care.error.too-much-today")
        case .notOpenedInNeed: Text("care.error.not-opened-in-need")
        case .noCalendar: Text("care.error.no-calendar")
        }
    }

    /// Seconds after which it is worth trying again.
    public var retryAfter: Int? { if case .tooManyCodes(let seconds) = self { seconds } else { nil } }

    /// The name of the form field that the error is about, when it is about one.
    public var field: String? {
        switch self {
        case .missing(let field), .tooLong(let field, _), .holdsFile(let field), .holdsBSN(let field),
            .dayBefore(let field, _), .dayAfter(let field, _), .endsBeforeStart(let field, _), .inFuture(let field):
            field
        case .lookFirst(let field, _): field
        case .noHelp: "consent-help"
        case .notAtDesk: "coordinator"
        case .bornInFuture, .tooYoung, .tooOld: "born-on"
        case .twoCoordinators: "coordinator"
        case .codeMistyped, .unknownCode, .tooManyCodes: "code"
        default: nil
        }
    }
}
