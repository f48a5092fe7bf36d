import Core
import Directory
import HTTPTypes
import Hummingbird
import Web

/// The custodian desk: it knows who reported, and not what.
struct CustodianPages: Sendable {
    let signals: Signals
    private var identities: Identities { signals.identities }

    static let path = "/werk/gegevens"

    var routes: [Web.Route] {
        let access = DeskRoom.custodians
        return [
            .page(Self.path, access: access) { try await list(try await room($0)) },
            .redirect("\(Self.path)/:id", to: Self.path, access: access),
            .action("\(Self.path)/:id", access: access, bodyLimit: 64 << 10, open),
            .action("\(Self.path)/:id/geef", access: access, bodyLimit: 64 << 10, give),
            .action("\(Self.path)/:id/weiger", access: access, bodyLimit: 64 << 10, refuse),
        ]
    }

    private func room(_ visit: Visit) async throws -> DeskRoom {
        try await DeskRoom(visit, signals.context, tasks: [.custodian])
    }

    private func list(
        _ room: DeskRoom, failed: Identifier? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let requests = try await identities.requests(room.seat)
        let page = CustodianPage(requests, room, failed: failed)
        return try room.visit.page(
            page, title: room.visit.text("inbox.custodian.title"), .init(status: status, isPrivate: true))
    }

    /// Shows who reported. A posted form, since looking is put on record with its reason.
    private func open(_ visit: Visit) async throws -> Response {
        var visit = visit
        let room = try await room(visit)
        let id = try visit.report()
        let reason = visit.form.required("reason-\(id)", most: Filing.mostInLine)
        var person: ReporterIdentity?
        if !visit.form.hasErrors {
            person = try await visit.attempt(naming: ["reason": "reason-\(id)"]) {
                try await identities.open(room.seat, id, reason: reason)
            }
        }
        guard let person else { return try await list(room.with(visit), failed: id) }
        let page = IdentityPage(
            back: Link(visit.text("inbox.custodian.back"), href: room.link(Self.path)), facts: visit.facts(person))
        return try visit.page(page, title: visit.text("inbox.custodian.shown"), .init(isPrivate: true))
    }

    private func give(_ visit: Visit) async throws -> Response {
        let room = try await room(visit)
        if let first = visit.confirmFirst(for: room.address(Self.path)) { return first }
        return try await decide(room, notice: "inbox.notices.given") { try await identities.give(room.seat, $0) }
    }

    private func refuse(_ visit: Visit) async throws -> Response {
        let room = try await room(visit)
        return try await decide(room, notice: "inbox.notices.refused") { try await identities.refuse(room.seat, $0) }
    }

    private func decide(
        _ room: DeskRoom, notice: String, _ body: (Identifier) async throws -> Void
    ) async throws -> Response {
        var visit = room.visit
        let id = try visit.report()
        _ = try await visit.attempt { try await body(id) }
        guard !visit.form.hasErrors else { return try await list(room.with(visit)) }
        return room.redirect(to: Self.path, notice: notice)
    }
}

/// `/werk/gegevens`.
struct CustodianPage: Page {
    static let template = "signals/custodian"
    let errors: ErrorSummary?
    let desks: [DeskRoom.Tab]
    let empty: EmptyState?
    let requests: [Request]

    struct Request: Sendable {
        let id: String
        let number: String
        let title: String
        let state: Tag
        let facts: SummaryList
        let panel: DeskPanel
        /// Only of one that waits.
        let decide: Decision?
    }

    struct Decision: Sendable {
        let give: String
        let refuse: String
        let hidden: [HiddenField]
    }

    init(_ requests: [IdentityRequest], _ room: DeskRoom, failed: Identifier?) {
        let visit = room.visit
        errors = visit.errorSummary
        desks = room.tabs(CustodianPages.path)
        empty =
            requests.isEmpty
            ? EmptyState(visit.text("inbox.custodian.none"), visit.text("inbox.custodian.none-about")) : nil
        self.requests = requests.map { Request($0, room, isOpen: $0.id == failed) }
    }
}

extension CustodianPage.Request {
    init(_ request: IdentityRequest, _ room: DeskRoom, isOpen: Bool) {
        let visit = isOpen ? room.visit : room.visit.withoutInput
        let address = visit.link("\(CustodianPages.path)/\(request.id)")
        id = request.id.text
        number = request.report.short
        title = visit.text("inbox.custodian.request", ["number": request.report.short])
        let isWaiting = request.state == .asked
        state = Tag(visit.text("inbox.custodian.state.\(request.state.rawValue)"), isWaiting ? .look : .plain)
        facts = SummaryList([
            SummaryList.Row(visit.text("inbox.custodian.desk"), "\(request.desk), \(request.askedBy.name)"),
            SummaryList.Row(visit.text("inbox.custodian.asked"), visit.words(request.askedOn)),
            SummaryList.Row(
                visit.text("inbox.custodian.reason"), request.reason ?? visit.text("inbox.custodian.unreadable")),
        ])
        let field = visit.field("reason-\(request.id)", label: "inbox.custodian.open-reason")
        panel = DeskPanel(
            id: "bekijk-\(request.id)", title: visit.text("inbox.custodian.open"),
            about: visit.text("inbox.custodian.open-about"), action: address, hidden: room.hidden,
            parts: [FormPart(field)], button: visit.text("inbox.custodian.open-button"), isOpen: isOpen)
        decide =
            isWaiting
            ? CustodianPage.Decision(give: address + "/geef", refuse: address + "/weiger", hidden: room.hidden) : nil
    }
}

/// Who reported, for the custodian desk.
struct IdentityPage: Page {
    static let template = "signals/identity"
    let back: Link
    let facts: SummaryList
}
