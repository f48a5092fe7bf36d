import Core
import Directory
import HTTPTypes
import Hummingbird
import Vault
import Web

/// Where the screens of reports are made, one at a time: however many report at once, there is a thread left for everybody else.
@globalActor actor ReportTurn {
    static let shared = ReportTurn()
}

/// The report form: five screens, a check, and the receipt. Nothing is stored before the last button.
@ReportTurn struct ReportPages: Sendable {
    let signals: Signals
    private var context: SignalsContext { signals.context }

    nonisolated init(signals: Signals) { self.signals = signals }

    nonisolated var routes: [Web.Route] {
        let paths = ["/m/6", "/m/7", "/m/8", "/m/9"]
        // What was typed travels in posted forms: who asks for a screen without one begins at the beginning.
        return paths.map { .redirect($0, to: "/m", access: .everyone) }
            + paths.map {
                .action(
                    $0, access: .everyone, bodyLimit: ReportDocuments.bodyLimit,
                    fieldLimits: ReportDocuments.fieldLimits, take)
            }
    }

    /// Takes what was posted, and goes on to the screen that was asked for.
    private func take(_ visit: Visit) async throws -> Response {
        var report = ReportForm(visit.form, context.checklist, random: context.random)
        let state = try await signals.intakes.state(for: report.urgency)
        guard state.isOpen else { return try await closed(visit, report) }
        if state.documents { report.documents = ReportDocuments(report.form) }
        let isSent = visit.path == "/m/9" && report.target == nil
        let target = report.target ?? (isSent ? .check : ReportStep.allCases.first { $0.path == visit.path } ?? .what)
        let isBack = !isSent && report.from.map { target <= $0 } ?? false
        if !report.documents.mistakes.isEmpty { return try await show(visit, report.refusingDocuments, .check, state) }
        if !isBack, let (step, form) = report.firstMistake(before: target) {
            report.form = form
            return try await show(visit, report, step, state)
        }
        report = report.withoutMistakes
        return isSent
            ? try await send(visit, report, state) : try await show(visit, report, target, state)
    }

    private func show(
        _ visit: Visit, _ report: ReportForm, _ step: ReportStep, _ state: IntakeState,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        var visit = visit
        visit.form = report.form
        let nobody = try await state.isOnDuty ? nil : Nobody(state, signals.policeNumbers(visit), in: visit)
        let title = visit.text("report.step", ["step": "\(step.number)", "of": "\(ReportStep.allCases.count)"])
        let options = Visit.PageOptions(status: status, hasQuickExit: true, isPrivate: true, hasLanguageLinks: false)
        switch step {
        case .what, .where, .who:
            return try visit.page(ReportStepPage(step, report, state, nobody, in: visit), title: title, options)
        case .you: return try visit.page(ReportReporterPage(report, in: visit), title: title, options)
        case .check:
            return try visit.page(
                ReportCheckPage(report, state, nobody, context.checklist, in: visit), title: title, options)
        }
    }

    // MARK: Sending

    private func send(
        _ visit: Visit, _ report: ReportForm, _ state: IntakeState
    ) async throws -> Response {
        let draft = ReportDraft(
            content: report.content(channel: .web, language: visit.language), identity: report.identity,
            documents: report.documents.kept)
        do {
            let filed = try await signals.filing.file(draft, token: report.token, source: visit.source)
            return try await receipt(visit, filed)
        } catch SignalsError.alreadySent {
            return try await alreadySent(visit)
        } catch SignalsError.intakeClosed {
            return try await closed(visit, report)
        } catch {
            return try await sendAgain(visit, report, state, after: error)
        }
    }

    /// The form once more, with everything that was typed and what to do now.
    private func sendAgain(
        _ visit: Visit, _ report: ReportForm, _ state: IntakeState, after error: any Error
    ) async throws -> Response {
        var report = report
        let known = error as? any UserError
        let status = known?.status ?? 500
        guard status >= 500 || status == 429 else {
            let step = ReportStep.allCases.first { $0.fields.contains(known?.field ?? "") } ?? .check
            report.form.add(known!.text, at: known?.field)
            return try await show(visit, report, step, state)
        }
        let text = status == 429 ? known!.text : Text(status == 503 ? "report.error.busy" : "report.error.failed")
        report.form.add(text)
        var response = try await show(visit, report, .check, state, status: .init(code: status))
        if let seconds = known?.retryAfter ?? (status == 503 ? 5 : nil) { response.headers[.retryAfter] = "\(seconds)" }
        guard status >= 500 else { return response }
        throw KeptPage(error, response)
    }

    private func receipt(_ visit: Visit, _ filed: Filed) async throws -> Response {
        // The receipt is shown once: a number that cannot be looked up keeps nobody from it.
        let talk = try? await signals.sentence(
            "report.receipt.meanwhile-call", numberOf: "suicide-prevention", visit)
        let page = ReceiptPage(filed, address: "/m/code", talk: talk, in: visit)
        return try visit.page(
            page, title: visit.text("report.title.receipt"),
            .init(hasQuickExit: true, isPrivate: true, hasLanguageLinks: false))
    }

    private func alreadySent(_ visit: Visit) async throws -> Response {
        let page = ReportClosedPage(
            title: visit.text("report.receipt.title-again"), lead: visit.text("report.error.already"),
            numbers: try await signals.policeNumbers(visit), hasCode: true, kept: nil)
        return try visit.page(
            page, title: visit.text("report.title.receipt"),
            .init(status: .conflict, hasQuickExit: true, isPrivate: true))
    }

    /// Nothing is taken in: what one can do instead, and what was typed so far, to copy.
    private func closed(_ visit: Visit, _ report: ReportForm) async throws -> Response {
        var visit = visit
        visit.form = Form()
        let hasTyped = ["what", "who", "place", "when"].contains { !report.form[$0].isEmpty }
        let rows = [ReportStep.what, .where, .who].flatMap { visit.summary(of: $0, report).rows }
        let page = ReportClosedPage(
            title: visit.text("report.closed.title"), lead: visit.text("report.closed.lead"),
            numbers: try await signals.policeNumbers(visit), hasCode: false, kept: hasTyped ? SummaryList(rows) : nil)
        return try visit.page(
            page, title: visit.text("report.title.closed"), .init(hasQuickExit: true, isPrivate: true))
    }
}

/// What every screen of the form shows around its questions.
struct ReportFrame: Sendable {
    let steps: Steps
    let hidden: [HiddenField]
    /// Where the form goes, for the step that comes next.
    let action: String
    let next: String
    let nextText: String
    let back: String?
    let backAddress: String
    /// The same screen in another language, with everything that was typed.
    let otherLanguages: [OtherLanguage]

    struct OtherLanguage: Sendable {
        let tag: String
        let name: String
        let step: String
        let address: String
    }

    init(_ step: ReportStep, _ report: ReportForm, in visit: Visit) {
        steps = Steps(step.number, of: ReportStep.allCases.count, title: visit.text("report.\(step.rawValue).step"))
        hidden = report.hidden(at: step)
        let target = report.wasAtCheck ? ReportStep.check : step.next
        action = visit.link(step == .check ? "/m/9" : target.path)
        next = target.rawValue
        nextText = visit.text(report.wasAtCheck ? "report.buttons.to-check" : "report.buttons.next")
        back = report.wasAtCheck ? nil : step.previous?.rawValue
        backAddress = visit.link((step.previous ?? step).path)
        otherLanguages = Language.all.filter { $0 != visit.language }.map { other in
            OtherLanguage(
                tag: other.tag, name: visit.site.strings(Text("web.language.name"), other), step: step.rawValue,
                address: visit.link(step.path, in: other))
        }
    }
}

/// What happened, where, and who was there: `/m/6`.
struct ReportStepPage: Page {
    static let template = "signals/report-step"
    let title: String
    let lead: String?
    let errors: ErrorSummary?
    /// That nobody is there now, with whom to call instead; before the first field.
    let nobody: Nobody?
    let promise: String?
    let parts: [FormPart]
    let frame: ReportFrame

    init(_ step: ReportStep, _ report: ReportForm, _ state: IntakeState, _ nobody: Nobody?, in visit: Visit) {
        title = visit.text("report.\(step.rawValue).title")
        lead = step == .what ? visit.text("report.what.lead") : nil
        errors = visit.errorSummary
        self.nobody = step == .what ? nobody : nil
        promise = step == .what && nobody == nil ? visit.words(state.promise) : nil
        parts = visit.parts(of: step)
        frame = ReportFrame(step, report, in: visit)
    }
}

/// Nobody of the desk is on duty now.
struct Nobody: Sendable {
    /// When somebody will be, where that is known.
    let promise: String
    let numbers: [PhoneNumber]

    init(_ state: IntakeState, _ numbers: [PhoneNumber], in visit: Visit) {
        promise = visit.words(state.promise) ?? visit.text("report.promise.never")
        self.numbers = numbers
    }
}

/// With or without a name: `/m/7`.
struct ReportReporterPage: Page {
    static let template = "signals/report-you"
    let title: String
    let errors: ErrorSummary?
    let named: Choices
    let contact: [Web.Field]
    let consent: Choices
    let frame: ReportFrame

    init(_ report: ReportForm, in visit: Visit) {
        title = visit.text("report.you.title")
        errors = visit.errorSummary
        named = visit.named
        contact = visit.contact
        consent = visit.consent
        frame = ReportFrame(.you, report, in: visit)
    }
}

/// Everything once more before it goes: `/m/8`.
struct ReportCheckPage: Page {
    static let template = "signals/report-check"
    let title: String
    let errors: ErrorSummary?
    let nobody: Nobody?
    let promise: String?
    let sections: [Section]
    let documents: Documents?
    /// The words on the button.
    let send: String
    let frame: ReportFrame

    struct Section: Sendable {
        let title: String
        let facts: SummaryList
        /// The step where it can be changed.
        let change: String?
        let address: String
        var canLeaveOut = false
    }

    struct Documents: Sendable {
        let about: String
        let kept: [Kept]
        /// Where the button to leave one out leads.
        let address: String
        let fields: [Web.Field]
    }

    struct Kept: Sendable {
        let number: String
        let name: String
        /// Base64, to be carried along.
        let bytes: String
    }

    init(
        _ report: ReportForm, _ state: IntakeState, _ nobody: Nobody?, _ library: ChecklistLibrary, in visit: Visit
    ) {
        title = visit.text("report.check.title")
        errors = visit.errorSummary
        self.nobody = nobody
        promise = nobody == nil ? visit.words(state.promise) : nil
        var sections = [ReportStep.what, .where, .who, .you].map { step in
            Section(
                title: visit.text("report.\(step.rawValue).heading"), facts: visit.summary(of: step, report),
                change: step.rawValue, address: visit.link(step.path))
        }
        let answers = visit.summary(of: report.answers, library)
        if !answers.isEmpty {
            sections.append(
                Section(
                    title: visit.text("report.check.advice"), facts: SummaryList(answers), change: nil,
                    address: visit.link(ReportStep.check.path), canLeaveOut: true))
        }
        self.sections = sections
        documents = state.documents ? Self.documents(report, visit) : nil
        send = visit.text(visit.form.hasErrors ? "report.check.send-again" : "report.check.send")
        frame = ReportFrame(.check, report, in: visit)
    }

    private static func documents(_ report: ReportForm, _ visit: Visit) -> Documents {
        let kept = report.documents.kept
        return Documents(
            about: visit.text(
                "report.check.documents-about",
                ["most": "\(Filing.mostDocuments)", "size": "\(Filing.mostDocumentBytes >> 20) MB"]),
            kept: zip(kept.indices, kept).map {
                Kept(number: "\($0)", name: $1.name, bytes: ReportDocuments.text(of: $1))
            }, address: visit.link(ReportStep.check.path),
            fields: kept.count == Filing.mostDocuments
                ? []
                : [
                    visit.field(
                        "documents", .file, label: "report.check.documents-field", optional: true,
                        accept: ".txt,.pdf,text/plain,application/pdf")
                ])
    }
}

/// The receipt, told once: `/m/9`.
struct ReceiptPage: Page {
    static let template = "signals/report-receipt"
    let title: String
    let again: Bool
    let code: String
    /// When somebody reads it; `nil` when nobody is on duty in the weeks to come.
    let promise: String?
    /// Where to come back, as one would type it.
    let address: String
    /// Whom to talk to, where the number may be shown.
    let talk: String?

    init(_ filed: Filed, address path: String, talk: Text?, in visit: Visit) {
        title = visit.text(filed.isRepeated ? "report.receipt.title-again" : "report.receipt.title")
        again = filed.isRepeated
        code = filed.receipt.text
        promise = visit.words(filed.promise)
        address = visit.addressToType(path)
        self.talk = talk.map { visit.text($0) }
    }
}

/// No report here: what one can do instead.
struct ReportClosedPage: Page {
    static let template = "signals/report-closed"
    let title: String
    let lead: String
    let numbers: [PhoneNumber]
    /// Whether the way back with a receipt is shown.
    let hasCode: Bool
    /// What was typed, to copy.
    let kept: SummaryList?
}
