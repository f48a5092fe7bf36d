import Core
import Directory
import HTTPTypes
import Hummingbird
import Vault
import Web

/// What somebody who reported does with the receipt: read what the desk asks, answer, stop the contact.
struct FollowUpPages: Sendable {
    let signals: Signals
    private var context: SignalsContext { signals.context }

    private static let cookie = Signals.conversationCookie

    var routes: [Web.Route] {
        let limits = ReportForm.fieldLimits
        return [
            .page("/m/code", access: .everyone) { try ask($0) },
            .action("/m/code", access: .everyone, bodyLimit: 256 << 10, fieldLimits: limits, open),
            .page("/m/gesprek", access: .everyone, show),
            .action("/m/gesprek/bericht", access: .everyone, bodyLimit: 256 << 10, fieldLimits: limits, add),
            .page("/m/gesprek/stoppen", access: .everyone, askToStop),
            .action("/m/gesprek/stoppen", access: .everyone, bodyLimit: 16 << 10, stop),
            .action("/m/gesprek/sluiten", access: .everyone, bodyLimit: 16 << 10, leave),
        ]
    }

    // MARK: The receipt

    private func ask(
        _ visit: Visit, kept text: String = "", isOver: Bool = false, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let page = CodePage(kept: text, isOver: isOver, in: visit)
        return try visit.page(
            page, title: visit.text("report.title.code"),
            .init(status: status, hasQuickExit: true, isPrivate: true, hasLanguageLinks: text.isEmpty))
    }

    private func open(_ visit: Visit) async throws -> Response {
        var visit = visit
        let text = visit.form["text"]
        let typed = visit.form.required("receipt")
        guard !visit.form.hasErrors else { return try ask(visit, kept: text) }
        do {
            let token = try await signals.followUp.open(typed, source: visit.source)
            if let old = visit.conversation { try await signals.followUp.leave(old) }
            var response = visit.redirect(to: "/m/gesprek")
            // A message that was typed when the conversation had ended is there again, to be sent.
            if !text.isEmpty, let view = try await signals.followUp.look(token) {
                response = try self.talk(visit, view, token, isKept: true)
            }
            response.setCookie(Self.cookie, token.text, seconds: nil)
            return response
        } catch let error as any UserError {
            visit.form.add(error.status == 503 ? Text("report.error.code-busy") : error.text, at: "receipt")
            var response = try ask(visit, kept: text, status: .init(code: error.status))
            if let seconds = error.retryAfter ?? (error.status == 503 ? 5 : nil) {
                response.headers[.retryAfter] = "\(seconds)"
            }
            guard error.status >= 500 else { return response }
            throw KeptPage(error, response)
        }
    }

    /// To the receipt, since there is no visit or no longer.
    private func toReceipt(_ visit: Visit) -> Response {
        var response = visit.redirect(to: visit.cookie(Self.cookie) == nil ? "/m/code" : "/m/code?k=2")
        response.setCookie(Self.cookie, "", seconds: 0)
        return response
    }

    // MARK: The conversation

    private func show(_ visit: Visit) async throws -> Response {
        guard let token = visit.conversation, let view = try await signals.followUp.look(token) else {
            return toReceipt(visit)
        }
        return try talk(visit, view, token)
    }

    private func talk(_ visit: Visit, _ view: ReporterView, _ token: Token, isKept: Bool = false) throws -> Response {
        let page = TalkPage(view, formToken: token.formToken(context.siteKey), isKept: isKept, in: visit)
        return try visit.page(page, title: visit.text("report.title.talk"), .init(hasQuickExit: true, isPrivate: true))
    }

    /// The visit that a form was made in; `nil` when it is over, or when another receipt was typed in this browser since.
    private func current(_ visit: Visit) async throws -> (token: Token, view: ReporterView)? {
        guard let token = visit.conversation, token.accepts(formToken: visit.form["gesprek"], context.siteKey),
            let view = try await signals.followUp.look(token)
        else { return nil }
        return (token, view)
    }

    private func add(_ visit: Visit) async throws -> Response {
        var visit = visit
        let text = visit.form.required("text", most: Filing.mostInText).withLineFeeds
        guard let (token, view) = try await current(visit) else {
            return try ask(visit.withoutMistakes, kept: visit.form["text"], isOver: true)
        }
        // The same form once more: what it said is there already.
        let sinceShown = view.lines.dropFirst(Int(visit.form["regels"]) ?? view.lines.count)
        let isRepeated = sinceShown.contains { $0.kind == .fromReporter(text) }
        if !visit.form.hasErrors, !isRepeated {
            try await visit.form.attempt { try await signals.followUp.add(token, text) }
            let isFull = visit.form.mistakes.contains { $0.text == SignalsError.tooManyMessages.text }
            if isFull, let call = try await signals.sentence("report.error.call-instead", numberOf: "police", visit) {
                visit.form.add(call)
            }
        }
        guard !visit.form.hasErrors else { return try talk(visit, view, token) }
        return visit.redirect(to: "/m/gesprek?k=1")
    }

    // MARK: Stopping and leaving

    private func askToStop(_ visit: Visit) async throws -> Response {
        guard let token = visit.conversation, let view = try await signals.followUp.look(token) else {
            return toReceipt(visit)
        }
        guard view.canWrite else { return visit.redirect(to: "/m/gesprek") }
        let page = StopPage(hidden: [HiddenField(name: "gesprek", value: token.formToken(context.siteKey))])
        return try visit.page(page, title: visit.text("report.title.stop"), .init(hasQuickExit: true, isPrivate: true))
    }

    private func stop(_ visit: Visit) async throws -> Response {
        guard let (token, view) = try await current(visit) else { return toReceipt(visit) }
        if view.canWrite { try await signals.followUp.withdraw(token) }
        return visit.redirect(to: "/m/gesprek?k=2")
    }

    private func leave(_ visit: Visit) async throws -> Response {
        if let token = visit.conversation { try await signals.followUp.leave(token) }
        var response = visit.redirect(to: "/m/code?k=1")
        response.setCookie(Self.cookie, "", seconds: 0)
        return response
    }
}

extension Visit {
    /// The token of a visit with a receipt.
    fileprivate var conversation: Token? { cookie(Signals.conversationCookie).flatMap { Token($0) } }

    /// The same visit with what was typed and without what is wrong with it.
    fileprivate var withoutMistakes: Visit {
        var visit = self
        visit.form = Form()
        visit.form.entries = form.entries
        return visit
    }
}

/// `/m/code`.
struct CodePage: Page {
    static let template = "signals/code"
    let errors: ErrorSummary?
    let done: Notice?
    /// Why the receipt is asked again.
    let ended: String?
    let code: Web.Field
    /// A message that was typed when the conversation had ended already.
    let hidden: [HiddenField]

    init(kept text: String, isOver: Bool, in visit: Visit) {
        errors = visit.errorSummary
        done = visit.query["k"] == "1" ? Notice(.success, visit.text("report.done.left")) : nil
        let isOver = isOver || visit.query["k"] == "2"
        ended =
            !text.isEmpty ? visit.text("report.code.ended-kept") : isOver ? visit.text("report.code.ended") : nil
        code = visit.field(
            "receipt", .code, label: "report.code.field", hint: "report.code.hint", autocomplete: "off")
        hidden = text.isEmpty ? [] : [HiddenField(name: "text", value: text)]
    }
}

/// `/m/gesprek`.
struct TalkPage: Page {
    static let template = "signals/talk"
    let errors: ErrorSummary?
    let done: Notice?
    let facts: SummaryList
    let lines: [TalkLine]
    /// Nothing from the desk yet.
    let waitsForDesk: Bool
    /// To write; `nil` after stopping the contact.
    let text: Web.Field?
    let canWithdraw: Bool
    let hidden: [HiddenField]

    init(_ view: ReporterView, formToken: String, isKept: Bool, in visit: Visit) {
        errors = visit.errorSummary
        done = isKept ? Notice(.warning, visit.text("report.talk.kept")) : Self.done(visit)
        facts = Self.facts(view, visit)
        lines = view.lines.map { TalkLine($0, in: visit) }
        waitsForDesk = view.canWrite && !view.lines.contains { $0.author != .reporter }
        text =
            view.canWrite
            ? visit.field("text", .textarea, label: "report.talk.add", hint: "report.talk.add-hint", rows: 5) : nil
        canWithdraw = view.canWrite
        hidden = [
            HiddenField(name: "gesprek", value: formToken), HiddenField(name: "regels", value: "\(view.lines.count)"),
        ]
    }

    private static func done(_ visit: Visit) -> Notice? {
        switch visit.query["k"] {
        case "1": Notice(.success, visit.text("report.done.sent"))
        case "2": Notice(.success, visit.text("report.done.stopped"))
        default: nil
        }
    }

    private static func facts(_ view: ReporterView, _ visit: Visit) -> SummaryList {
        var rows = [
            SummaryList.Row(visit.text("report.talk.status"), visit.text("report.talk.state.\(view.status.rawValue)")),
            SummaryList.Row(visit.text("report.talk.made"), DateWords.day(view.createdOn, visit.language)),
        ]
        if let promise = view.promise {
            let words = view.isLate ? visit.text("report.talk.late") : visit.words(by: promise)
            rows.append(SummaryList.Row(visit.text("report.talk.first"), words))
        }
        let desks = view.desks.map { desk in
            let mode = desk.isHolder ? "holds" : desk.mode?.rawValue ?? "before"
            return desk.name + ": " + visit.text("report.talk.mode.\(mode)")
        }
        rows.append(SummaryList.Row(visit.text("report.talk.desk"), desks.joined(separator: "\n")))
        if !view.documents.isEmpty {
            let names = view.documents.map(\.name).joined(separator: "\n")
            rows.append(SummaryList.Row(visit.text("report.talk.documents"), names))
        }
        if let day = view.deleteOn {
            rows.append(SummaryList.Row(visit.text("report.talk.until"), DateWords.day(day, visit.language)))
        }
        return SummaryList(rows)
    }
}

/// One thing in a conversation, as both sides see it.
struct TalkLine: Sendable {
    let who: String
    let when: String
    let datetime: String
    /// The class of its box: mine, theirs, or neither for what happened.
    let side: String?
    /// What happened, in our words.
    let happened: String?
    /// What somebody typed.
    let text: String?

    init(
        who: String, at: Instant, side: String?, happened: String? = nil, text: String? = nil, in visit: Visit
    ) {
        self.who = who
        self.side = side
        self.happened = happened
        self.text = text
        when = DateWords.moment(at, visit.language)
        datetime = at.rfc3339
    }

    init(_ line: ReporterView.Line, in visit: Visit) {
        let words = visit.words(line.kind)
        let (who, side): (String, String) =
            switch line.author {
            case .reporter: (visit.text("report.talk.you"), "mine")
            case .desk(let name): (name, "theirs")
            }
        self.init(
            who: who, at: line.at, side: words.text == nil ? nil : side, happened: words.happened, text: words.text,
            in: visit)
    }
}

extension Visit {
    /// What happened in a conversation, as the reporter reads it; and what was typed.
    fileprivate func words(_ kind: ReportEntry.Kind) -> (happened: String?, text: String?) {
        switch kind {
        case .report(let content):
            return (text("report.talk.line.report"), content.typed)
        case .fromReporter(let typed), .fromDesk(let typed): return (nil, typed)
        case .withdrawn: return (text("report.talk.line.withdrawn"), nil)
        case .referred(let referral):
            let what = text("report.talk.line.\(referral.mode.rawValue)", ["name": referral.name])
            let why = referral.withoutConsent == nil ? "" : " " + text("report.talk.line.without-consent")
            return (what + why, nil)
        case .printed(let reason):
            let why = reason == nil ? "" : " " + text("report.talk.line.without-consent")
            return (text("report.talk.line.printed") + why, nil)
        case .closed(let outcome, let words):
            return (
                text("report.talk.line.closed", ["outcome": text("report.outcome.\(outcome.forReporter)")]),
                words.isEmpty ? nil : words
            )
        case .reopened: return (text("report.talk.line.reopened"), nil)
        case .attached: return (text("report.talk.line.attached"), nil)
        }
    }
}

extension ReportOutcome {
    /// The key of its words for the reporter, who does not learn that somebody else reported the same.
    fileprivate var forReporter: String {
        switch self {
        case .duplicate, .other: "done"
        default: rawValue
        }
    }
}

extension ReportContent {
    /// What was typed, without the questions.
    fileprivate var typed: String { [what, place, when, who].filter { !$0.isEmpty }.joined(separator: "\n") }
}

/// `/m/gesprek/stoppen`.
struct StopPage: Page {
    static let template = "signals/stop"
    let hidden: [HiddenField]
}
