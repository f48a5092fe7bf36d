import Core
import Directory
import HTTPTypes
import Hummingbird
import Vault
import Web

/// A member types in what somebody tells on the telephone, on one screen.
struct TelephonePages: Sendable {
    let signals: Signals
    private var context: SignalsContext { signals.context }

    static let path = "\(InboxPages.path)/telefoon"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: DeskRoom.duty) { visit in
                let room = try await DeskRoom(visit, context, tasks: [.duty])
                return try show(room, ReportForm(visit.form, context.checklist, random: context.random))
            },
            .action(
                Self.path, access: DeskRoom.duty, bodyLimit: 512 << 10, fieldLimits: ReportForm.fieldLimits, file),
        ]
    }

    private func show(_ room: DeskRoom, _ report: ReportForm, status: HTTPResponse.Status = .ok) throws -> Response {
        let page = TelephonePage(report, room)
        return try room.visit.page(
            page, title: room.visit.text("inbox.telephone-form.title"), .init(status: status, isPrivate: true))
    }

    private func file(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, context, tasks: [.duty])
        var report = ReportForm(visit.form, context.checklist, random: context.random)
        for step in ReportStep.allCases { report.form.check(step) }
        var visit = visit
        visit.form = report.form
        guard !visit.form.hasErrors else { return try show(room.with(visit), report) }
        let draft = ReportDraft(
            content: report.content(channel: .telephone, language: visit.language), identity: report.identity)
        do {
            let filed = try await signals.filing.file(by: visit.actor, at: room.seat.desk, draft, token: report.token)
            return try visit.page(
                ToldPage(filed, in: visit), title: visit.text("inbox.told.title"), .init(isPrivate: true))
        } catch let error as any UserError {
            visit.form.add(error.status == 503 ? Text("report.error.busy") : error.text, at: error.field)
            var response = try show(room.with(visit), report, status: .init(code: error.status))
            if let seconds = error.retryAfter ?? (error.status == 503 ? 5 : nil) {
                response.headers[.retryAfter] = "\(seconds)"
            }
            guard error.status >= 500 else { return response }
            throw KeptPage(error, response)
        }
    }
}

/// `/werk/meldingen/telefoon`.
struct TelephonePage: Page {
    static let template = "signals/telephone"
    let errors: ErrorSummary?
    let back: Link
    let hidden: [HiddenField]
    let parts: [FormPart]
    let named: Choices
    let contact: [Web.Field]
    let consent: Choices

    init(_ report: ReportForm, _ room: DeskRoom) {
        let visit = room.visit
        errors = visit.errorSummary
        back = Link(visit.text("inbox.report.back"), href: room.link(InboxPages.path))
        let desk =
            room.desks.count > 1
            ? [
                FormPart(
                    visit.select(
                        "loket", label: "inbox.telephone-form.desk", value: room.seat.desk.text,
                        options: room.desks.map { Select.Option($0.id.text, $0.name) }))
            ] : []
        hidden = [HiddenField(name: "token", value: report.token.text)]
        parts = desk + [ReportStep.what, .where, .who].flatMap { visit.parts(of: $0) }
        named = visit.named
        contact = visit.contact
        consent = visit.consent
    }
}

/// The receipt, to be read out to the caller.
struct ToldPage: Page {
    static let template = "signals/told"
    let again: Bool
    let code: String
    let address: String
    let promise: String?

    init(_ filed: Filed, in visit: Visit) {
        again = filed.isRepeated
        code = filed.receipt.text
        address = visit.addressToType("/m/code")
        promise = visit.words(filed.promise)
    }
}
