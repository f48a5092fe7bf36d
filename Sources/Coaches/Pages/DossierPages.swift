import Core
import Directory
import HTTPTypes
import Hummingbird
import Web

/// Dossiers for the police: the list, making one, one dossier and all that is done with it, and the forms in which it leaves.
struct DossierPages: Sendable {
    let coaches: Coaches
    private var dossiers: Dossiers { coaches.dossiers }

    static let path = "\(StudyPages.path)/dossiers"
    /// What stands for a dossier in the demo.
    static let sample = "\(path)/{dossier}"

    var routes: [Web.Route] {
        let access = Coaches.readers
        let path = "\(Self.path)/:id"
        func action(_ name: String, _ handle: @escaping @Sendable (Visit) async throws -> Response) -> Web.Route {
            .action("\(path)/\(name)", access: access, bodyLimit: 64 << 10, handle)
        }
        // Ticks of up to a thousand things, each with two identifiers.
        let selectionLimit = 512 << 10
        return [
            .page(Self.path, access: access, list),
            .page("\(Self.path)/nieuw", access: access) { visit in
                let room = try await DeskRoom(visit, coaches)
                return try await new(room)
            },
            .action("\(Self.path)/nieuw", access: access, bodyLimit: selectionLimit, freeze),
            .page(path, access: access, sample: Self.sample) { visit in
                try await show(try await DeskRoom(visit, coaches), try visit.identifier())
            },
            .page("\(path)/wijzig", access: access, sample: "\(Self.sample)/wijzig") { visit in
                try await changing(try await DeskRoom(visit, coaches), try visit.identifier())
            },
            .action("\(path)/wijzig", access: access, bodyLimit: selectionLimit, freezeAgain),
            action("akkoord", approve), action("overdracht", handOver), action("keten", pass),
            action("ontvangst", receive), action("terugkoppeling", answer), action("intrekken", withdraw),
            action("vernietig", destroy),
            .page("\(path)/print", access: access, sample: "\(Self.sample)/print", print),
            .data("\(path)/case.jsonld", access: access, sample: "\(Self.sample)/case.jsonld", caseBundle),
            .data("\(path)/controlecodes.txt", access: access, sample: "\(Self.sample)/controlecodes.txt", hashes),
        ]
    }

    // MARK: List

    private func list(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, coaches)
        let (dossiers, damaged) = try await dossiers.all(room.seat)
        var page = DeskPage(visit.text("coaches-dossier.title"), room)
        page.back = Link(visit.text("coaches.title"), href: room.link(StudyPages.path))
        page.lead = visit.text("coaches-dossier.lead")
        page.tabs = room.tabs(Self.path)
        page.tabsLabel = visit.text("web.desk.tabs")
        if damaged > 0 {
            page.notices = [Notice(.warning, visit.text("coaches-dossier.damaged", ["count": "\(damaged)"]))]
        }
        let new = Link(visit.text("coaches-dossier.new.title"), href: room.link("\(Self.path)/nieuw"))
        let empty = EmptyState(
            visit.text("coaches-dossier.none"), visit.text("coaches-dossier.none-about"),
            button: Button(new.text, href: new.href))
        page.sections =
            dossiers.isEmpty
            ? [DeskPage.Section(parts: [FormPart(empty)])]
            : [DeskPage.Section(parts: [FormPart(table(dossiers, room))], links: [new])]
        return try room.show(page)
    }

    private func table(_ dossiers: [Dossiers.Listed], _ room: DeskRoom) -> DataTable {
        let visit = room.visit
        return DataTable(
            id: "dossiers", caption: visit.text("coaches-dossier.title"),
            columns: ["name", "status.title", "receiver", "handed-over-on", "destroy-on"].map {
                DataTable.Column(visit.text("coaches-dossier.\($0)"))
            },
            rows: dossiers.map { listed in
                let cover = listed.contents.cover
                return [
                    DataTable.Cell(cover.title, href: room.link("\(Self.path)/\(listed.id)")),
                    DataTable.Cell(tag: visit.tag(listed.dossier.status)),
                    DataTable.Cell(cover.receiver.organisation),
                    DataTable.Cell(listed.dossier.handOver.map { visit.words($0.at.day) } ?? "–"),
                    DataTable.Cell(visit.words(listed.deleteOn)),
                ]
            })
    }

    // MARK: Making one

    /// The form for what goes in, or first the choice of studies when there are several.
    private func new(_ room: DeskRoom) async throws -> Response {
        let visit = room.visit
        let kept = try await dossiers.studies(room.seat)
        // A form that comes back with a mistake says itself which studies it was about.
        let wanted = Set((visit.form.all("studie") + visit.query.all("studie")).compactMap { Identifier($0) })
        let chosen = kept.count == 1 ? kept : kept.filter { wanted.contains($0.id) }
        let form = DossierForm(chosen, coaches.context.codebook, room)
        let page = chosen.isEmpty ? form.choosing(among: kept) : form.new()
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func freeze(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, coaches)
        var visit = visit
        let draft = DossierForm.read(&visit.form)
        var id: Identifier?
        if !visit.form.hasErrors { id = try await visit.attempt { try await dossiers.freeze(room.seat, draft) } }
        guard let id else { return try await new(room.with(visit)) }
        return room.redirect(to: "\(Self.path)/\(id)", notice: "coaches-dossier.notices.frozen")
    }

    private func changing(_ room: DeskRoom, _ id: Identifier) async throws -> Response {
        let (opened, room) = try await open(room, id)
        let kept = try await dossiers.studies(room.seat)
        let page = DossierForm(kept, coaches.context.codebook, room).changing(opened.listed)
        return try room.visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func freezeAgain(_ visit: Visit) async throws -> Response {
        let (room, id) = (try await DeskRoom(visit, coaches), try visit.identifier())
        var visit = visit
        let draft = DossierForm.read(&visit.form)
        let version = Int(visit.form["version"]) ?? 0
        if !visit.form.hasErrors {
            _ = try await visit.attempt {
                try await dossiers.freezeAgain(room.seat, id, version: version, draft)
            }
        }
        guard !visit.form.hasErrors else { return try await changing(room.with(visit), id) }
        return room.redirect(to: "\(Self.path)/\(id)", notice: "coaches-dossier.notices.frozen-again")
    }

    // MARK: One dossier

    /// The dossier, and the desk that keeps it.
    private func open(_ room: DeskRoom, _ id: Identifier) async throws -> (opened: Dossiers.Opened, room: DeskRoom) {
        let (opened, room) = try await room.finding { try await dossiers.open($0.seat, id) }
        return (opened, room)
    }

    /// The dossier's page. `failed` is the form that was sent and has something wrong in it.
    private func show(_ room: DeskRoom, _ id: Identifier, failed: DossierPanel? = nil) async throws -> Response {
        let (opened, room) = try await open(room, id)
        let page = DossierPage(opened, coaches.context.codebook, room, failed: failed)
        return try room.visit.page(page, title: page.title, .init(isPrivate: true))
    }

    /// Does something and goes back to the dossier; with a mistake, shows its form again with what was typed.
    private func perform(
        _ visit: Visit, _ panel: DossierPanel, notice: String, naming names: [String: String] = [:],
        _ body: (Seat, Identifier) async throws -> Void
    ) async throws -> Response {
        let (room, id) = (try await DeskRoom(visit, coaches), try visit.identifier())
        var visit = visit
        if !visit.form.hasErrors {
            _ = try await visit.attempt(naming: names) { try await body(room.seat, id) }
        }
        guard !visit.form.hasErrors else { return try await show(room.with(visit), id, failed: panel) }
        return room.redirect(to: "\(Self.path)/\(id)", notice: notice)
    }

    private func approve(_ visit: Visit) async throws -> Response {
        try await perform(visit, .approve, notice: "coaches-dossier.notices.approved") { seat, id in
            try await dossiers.approve(seat, id, hash: visit.form["hash"])
        }
    }

    private func handOver(_ visit: Visit) async throws -> Response {
        var visit = visit
        let to = visit.form.required("to")
        let way: HandOver.Way? = visit.form.choice("way")
        let at = visit.form.moment(day: "at", time: "at-time")
        let reference = visit.form.optional("reference") ?? ""
        return try await perform(visit, .handOver, notice: "coaches-dossier.notices.handed-over") { seat, id in
            guard let way, let at else { return }
            try await dossiers.handOver(seat, id, HandOver(to: to, way: way, at: at, reference: reference))
        }
    }

    private func pass(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (from, to) = (visit.form.required("from"), visit.form.required("step-to"))
        let at = visit.form.moment(day: "step-at", time: "step-time")
        let why = visit.form.required("why")
        let names = ["to": "step-to", "at": "step-at", "hash": "read-out"]
        return try await perform(visit, .pass, notice: "coaches-dossier.notices.passed", naming: names) { seat, id in
            guard let at else { return }
            let draft = Dossiers.StepDraft(from: from, to: to, at: at, why: why, hash: visit.form["read-out"])
            try await dossiers.pass(seat, id, draft)
        }
    }

    private func receive(_ visit: Visit) async throws -> Response {
        var visit = visit
        let on = visit.form.day("receipt-on")
        let by = visit.form.required("by")
        let reference = visit.form.optional("receipt-reference") ?? ""
        let names = ["on": "receipt-on", "reference": "receipt-reference"]
        return try await perform(visit, .receive, notice: "coaches-dossier.notices.received", naming: names) {
            seat, id in
            guard let on else { return }
            try await dossiers.receive(seat, id, DossierReceipt(on: on, by: by, reference: reference))
        }
    }

    private func answer(_ visit: Visit) async throws -> Response {
        var visit = visit
        let on = visit.form.day("feedback-on")
        let text = visit.form.required("feedback-text", most: DossierFeedback.most)
        let names = ["on": "feedback-on", "text": "feedback-text"]
        return try await perform(visit, .answer, notice: "coaches-dossier.notices.answered", naming: names) {
            seat, id in
            guard let on else { return }
            try await dossiers.answer(seat, id, DossierFeedback(on: on, text: text))
        }
    }

    private func withdraw(_ visit: Visit) async throws -> Response {
        var visit = visit
        let reason = visit.form.required("withdraw-reason")
        let names = ["reason": "withdraw-reason"]
        return try await perform(visit, .withdraw, notice: "coaches-dossier.notices.withdrawn", naming: names) {
            seat, id in
            try await dossiers.withdraw(seat, id, reason: reason)
        }
    }

    private func destroy(_ visit: Visit) async throws -> Response {
        let (room, id) = (try await DeskRoom(visit, coaches), try visit.identifier())
        var visit = visit
        let reason: DestroyReason? = visit.form.choice("destroy-reason")
        if let reason { _ = try await visit.attempt { try await dossiers.destroy(room.seat, id, reason) } }
        guard !visit.form.hasErrors else { return try await show(room.with(visit), id, failed: .destroy) }
        return room.redirect(to: Self.path, notice: "coaches-dossier.notices.destroyed")
    }

    // MARK: Leaving

    /// The dossier in a form in which it leaves; the password comes first, when it was not given lately.
    private func export(
        _ visit: Visit, as form: Dossiers.Export, at name: String,
        _ answer: (Dossiers.Opened, DeskRoom) throws -> Response
    ) async throws -> Response {
        let (room, id) = (try await DeskRoom(visit, coaches), try visit.identifier())
        if let first = visit.confirmFirst(for: room.address("\(Self.path)/\(id)/\(name)")) { return first }
        let (opened, found) = try await room.finding { try await dossiers.export($0.seat, id, as: form) }
        return try answer(opened, found)
    }

    private func print(_ visit: Visit) async throws -> Response {
        try await export(visit, as: .print, at: "print") { opened, room in
            let page = DossierPrintPage(opened, coaches.context.codebook, room)
            return try room.visit.page(page, title: page.title, .init(isPrivate: true))
        }
    }

    private func caseBundle(_ visit: Visit) async throws -> Response {
        try await export(visit, as: .caseBundle, at: "case.jsonld") { opened, room in
            let text = try CaseBundle.text(opened.listed, names: opened.names)
            return room.visit.data(
                Array(text.utf8), type: "application/ld+json", saveAs: "dossier-\(opened.listed.id).jsonld")
        }
    }

    private func hashes(_ visit: Visit) async throws -> Response {
        try await export(visit, as: .hashes, at: "controlecodes.txt") { opened, room in
            room.visit.data(
                Array(opened.listed.contents.list.utf8), type: "text/plain; charset=utf-8",
                saveAs: "dossier-\(opened.listed.id).sha256")
        }
    }
}

/// Which of the forms on a dossier's page: its id there.
enum DossierPanel: String, Sendable {
    case approve = "akkoord"
    case handOver = "overdracht"
    case pass = "keten"
    case receive = "ontvangst"
    case answer = "terugkoppeling"
    case withdraw = "intrekken"
    case destroy = "vernietig"
}
