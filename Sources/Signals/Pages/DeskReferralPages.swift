import Core
import Directory
import Hummingbird
import Web

/// What is done with a report on a page of its own: passing it on, merging it, its documents, a print of it, who opened it.
struct DeskReferralPages: Sendable {
    let signals: Signals
    private var desk: DeskReports { signals.desk }

    var routes: [Web.Route] {
        let path = "\(InboxPages.path)/:id"
        let sample = "\(InboxPages.path)/{report}"
        let access = DeskRoom.readers
        func page(_ name: String, _ handle: @escaping @Sendable (DeskRoom, Identifier) async throws -> Response)
            -> Web.Route
        {
            .page("\(path)/\(name)", access: access, sample: "\(sample)/\(name)") { visit in
                try await whole(visit, handle)
            }
        }
        func action(_ name: String, _ handle: @escaping @Sendable (DeskRoom, Identifier) async throws -> Response)
            -> Web.Route
        {
            .action(
                "\(path)/\(name)", access: access, bodyLimit: 256 << 10,
                fieldLimits: ["copy": 4 * Filing.mostInText]
            ) { visit in
                try await whole(visit, handle)
            }
        }
        let document = "\(path)/document/:document"
        return [
            page("doorgeven") { room, id in
                let path = room.address("\(InboxPages.path)/\(id)/doorgeven")
                if let first = room.visit.confirmFirst(for: path) { return first }
                return try await referral(room, id)
            },
            action("doorgeven", refer), page("samenvoegen", merging), action("samenvoegen", merge),
            page("afdruk") { room, id in
                let path = room.address("\(InboxPages.path)/\(id)/afdruk")
                if let first = room.visit.confirmFirst(for: path) { return first }
                return try await printing(room, id)
            },
            action("afdruk", print), page("geopend", openings),
            .page(document, access: access, sample: "\(InboxPages.path)/{report}/document/{document}") { visit in
                try await whole(visit, read)
            },
            .data(
                "\(document)/bestand", access: access, sample: "\(InboxPages.path)/{report}/document/{document}/bestand"
            ) {
                visit in try await whole(visit, save)
            },
        ]
    }

    /// Runs `handle` at the member's desk; a damaged report says so and shows nothing else.
    private func whole(
        _ visit: Visit, _ handle: @Sendable (DeskRoom, Identifier) async throws -> Response
    ) async throws -> Response {
        let room = try await DeskRoom(visit, signals.context)
        let id = try visit.report()
        do {
            return try await handle(room, id)
        } catch SignalsError.damaged {
            return try DeskReportPages.damaged(room, title: visit.name(of: id))
        }
    }

    // MARK: Passing on

    private func referral(_ room: DeskRoom, _ id: Identifier, needsPassword: Bool = false) async throws -> Response {
        let targets = try await desk.targets(room.seat, id)
        let page = DeskFormPage(referring: id, to: targets, room, needsPassword: needsPassword)
        return try room.visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func refer(_ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = room.visit
        let mode = visit.form.choice("mode", Referral.Mode.self)
        let to = Identifier(visit.form["desk"])
        if to == nil { visit.form.add(Text("web.form.choose"), at: "desk") }
        let reason = visit.form.optional("without-consent", most: Filing.mostInLine)
        let text = visit.form["copy"].withLineFeeds
        // What was typed stays, so the password is asked in another tab.
        guard visit.isConfirmed else { return try await referral(room.with(visit), id, needsPassword: true) }
        if !visit.form.hasErrors, let mode, let to {
            _ = try await visit.attempt(naming: ["text": "copy"]) {
                try await desk.refer(
                    room.seat, id,
                    ReferralRequest(mode: mode, to: to, withoutConsent: reason, text: mode == .copy ? text : ""))
            }
        }
        guard !visit.form.hasErrors else { return try await referral(room.with(visit), id) }
        return mode == .transfer
            ? room.redirect(to: InboxPages.path, notice: "inbox.notices.transferred")
            : room.redirect(to: "\(InboxPages.path)/\(id)", notice: "inbox.notices.referred")
    }

    // MARK: Merging

    private func merging(_ room: DeskRoom, _ id: Identifier) async throws -> Response {
        // There is no form for a report that is not there, or not this desk's.
        _ = try await desk.targets(room.seat, id)
        // A form that comes back with a mistake says itself which page it was.
        let wanted = Int(room.visit.form["pagina"]) ?? Int(room.visit.query["pagina"]) ?? 1
        let open = try await desk.inbox(room.seat, filter: .open, page: max(1, wanted))
        let page = DeskFormPage(merging: id, with: open, room)
        return try room.visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func merge(_ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = room.visit
        let into = Identifier(visit.form["into"])
        if into == nil { visit.form.add(Text("web.form.choose"), at: "into") }
        if let into { _ = try await visit.attempt { try await desk.merge(room.seat, id, into: into) } }
        guard !visit.form.hasErrors, let into else { return try await merging(room.with(visit), id) }
        return room.redirect(to: "\(InboxPages.path)/\(into)", notice: "inbox.notices.merged")
    }

    // MARK: Documents

    private func read(_ room: DeskRoom, _ id: Identifier) async throws -> Response {
        let attachment = room.visit["document"]
        let document = try await desk.document(room.seat, id, attachment)
        let path = "\(InboxPages.path)/\(id)"
        guard document.kind == .text else {
            return room.redirect(to: "\(path)/document/\(attachment)/bestand")
        }
        let page = DocumentPage(
            back: Link(room.visit.text("inbox.document.back"), href: room.link(path)), name: document.name,
            text: String(decoding: document.bytes, as: UTF8.self),
            save: room.link("\(path)/document/\(attachment)/bestand"))
        return try room.visit.page(page, title: room.visit.name(of: id), .init(isPrivate: true))
    }

    /// The document as a file to be saved: never shown by the browser as one of our pages.
    private func save(_ room: DeskRoom, _ id: Identifier) async throws -> Response {
        let document = try await desk.document(room.seat, id, room.visit["document"])
        var response = room.visit.data(
            document.bytes, type: document.kind == .text ? "text/plain; charset=utf-8" : "application/pdf")
        response.headers[.contentDisposition] = document.disposition
        response.headers[.cacheControl] = "no-store"
        response.headers[.contentSecurityPolicy] = "default-src 'none'; sandbox"
        return response
    }

    // MARK: Reading

    private func printing(_ room: DeskRoom, _ id: Identifier, needsPassword: Bool = false) async throws -> Response {
        _ = try await desk.targets(room.seat, id)
        let page = DeskFormPage(printing: id, room, needsPassword: needsPassword)
        return try room.visit.page(page, title: page.title, .init(isPrivate: true))
    }

    /// The page to print is the answer to the form: a page that is asked for again records nothing again.
    private func print(_ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = room.visit
        let reason = visit.form.optional("without-consent", most: Filing.mostInLine)
        guard visit.isConfirmed else { return try await printing(room.with(visit), id, needsPassword: true) }
        let export = try await visit.attempt {
            try await desk.export(room.seat, id, withoutConsent: reason ?? "")
        }
        guard let export else { return try await printing(room.with(visit), id) }
        let page = ExportPage(export, room, signals.context.checklist)
        return try visit.withoutInput.page(page, title: page.title, .init(isPrivate: true))
    }

    private func openings(_ room: DeskRoom, _ id: Identifier) async throws -> Response {
        let openings = try await desk.openings(room.seat, id)
        let page = OpeningsPage(openings, of: id, room)
        return try room.visit.page(page, title: room.visit.name(of: id), .init(isPrivate: true))
    }
}

extension Document {
    /// How a browser saves it: under its own name, in letters that no header can be broken with, with the ending of its kind.
    var disposition: String {
        let ending = kind == .text ? ".txt" : ".pdf"
        var whole = String(name.map { $0.isNewline || "/\\:*?\"<>|".contains($0) ? "_" : $0 }.suffix(100))
        whole = String(String.UnicodeScalarView(whole.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
        if !whole.lowercased().hasSuffix(ending) { whole += ending }
        let plain = String(whole.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_. ".contains($0)) ? $0 : "_" })
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(Percent.encode(whole))"
    }
}

/// A form on a page of its own.
struct DeskFormPage: Page {
    static let template = "web/desk-form"
    let title: String
    let lead: String?
    let errors: ErrorSummary?
    let back: Link
    /// Where the password is given again; `nil` when it was given lately.
    let password: String?
    let facts: SummaryList?
    let empty: EmptyState?
    let form: DeskForm?
    var pagination: Pagination?

    init(referring id: Identifier, to targets: [ReferralTarget], _ room: DeskRoom, needsPassword: Bool) {
        let visit = room.visit
        let path = "\(InboxPages.path)/\(id)"
        title = visit.text("inbox.refer.title")
        lead = visit.text("inbox.refer.lead")
        errors = visit.errorSummary
        back = Link(visit.name(of: id), href: room.link(path))
        password = needsPassword ? visit.link(Visit.confirmation(for: room.address("\(path)/doorgeven"))) : nil
        facts = nil
        empty =
            targets.isEmpty
            ? EmptyState(visit.text("inbox.refer.none"), visit.text("inbox.refer.none-about")) : nil
        form =
            targets.isEmpty ? nil : Self.referral(targets, visit, action: room.link("\(path)/doorgeven"), room.hidden)
    }

    private static func referral(
        _ targets: [ReferralTarget], _ visit: Visit, action: String, _ hidden: [HiddenField]
    ) -> DeskForm {
        let modes = Referral.Mode.allCases.map { mode in
            Choices.Option(
                mode.rawValue, visit.text("inbox.refer.\(mode.rawValue)"),
                hint: visit.text("inbox.refer.\(mode.rawValue)-about"))
        }
        let desks = targets.map { target in
            let consent = visit.text(target.hasConsent ? "inbox.refer.consented" : "inbox.refer.not-consented")
            let reading = target.isReading ? " · " + visit.text("inbox.refer.reading") : ""
            return Choices.Option(
                target.desk.text, target.name, hint: "\(visit.words(target.kind)). \(consent)\(reading)")
        }
        return DeskForm(
            action: action, hidden: hidden,
            parts: [
                FormPart(visit.choices("mode", legend: "inbox.refer.mode", options: modes)),
                FormPart(visit.choices("desk", legend: "inbox.refer.desk", options: desks)),
                FormPart(withoutConsent(visit)),
                FormPart(
                    visit.field(
                        "copy", .textarea, label: "inbox.refer.text", hint: "inbox.refer.text-hint", optional: true)),
            ], button: visit.text("inbox.refer.button"))
    }

    init(printing id: Identifier, _ room: DeskRoom, needsPassword: Bool) {
        let visit = room.visit
        let path = "\(InboxPages.path)/\(id)"
        title = visit.text("inbox.report.export")
        lead = visit.text("inbox.export.lead")
        errors = visit.errorSummary
        back = Link(visit.name(of: id), href: room.link(path))
        password = needsPassword ? visit.link(Visit.confirmation(for: room.address("\(path)/afdruk"))) : nil
        facts = nil
        empty = nil
        form = DeskForm(
            action: room.link("\(path)/afdruk"), hidden: room.hidden, parts: [FormPart(Self.withoutConsent(visit))],
            button: visit.text("inbox.export.button"))
    }

    private static func withoutConsent(_ visit: Visit) -> Web.Field {
        visit.field(
            "without-consent", label: "inbox.refer.without", hint: "inbox.refer.without-hint", optional: true)
    }

    init(merging id: Identifier, with open: InboxPage, _ room: DeskRoom) {
        let visit = room.visit
        let others = open.rows.filter { $0.id != id && !$0.isDamaged && !$0.isMerged }
        let path = "\(InboxPages.path)/\(id)"
        title = visit.text("inbox.merge.title")
        lead = visit.text("inbox.merge.lead")
        errors = visit.errorSummary
        back = Link(visit.name(of: id), href: room.link(path))
        password = nil
        facts = nil
        empty =
            others.isEmpty && open.pages <= 1
            ? EmptyState(visit.text("inbox.merge.none"), visit.text("inbox.merge.none-about")) : nil
        let options = others.map { other in
            Choices.Option(
                other.id.text, "\(visit.name(of: other.id)), \(visit.words(other.createdOn))",
                hint: other.summary?.firstWords)
        }
        form =
            others.isEmpty
            ? nil
            : DeskForm(
                action: room.link("\(path)/samenvoegen"),
                hidden: room.hidden + [HiddenField(name: "pagina", value: String(open.page))],
                parts: [FormPart(visit.choices("into", legend: "inbox.merge.field", options: options))],
                button: visit.text("inbox.merge.button"))
        pagination = Pagination(open) { room.link("\(path)/samenvoegen", "pagina=\($0)") }
    }
}

/// A document that is text.
struct DocumentPage: Page {
    static let template = "signals/document"
    let back: Link
    let name: String
    let text: String
    let save: String
}

/// One report to print, for the police.
struct ExportPage: Page {
    static let template = "signals/export"
    let title: String
    let back: Link
    let about: SummaryList
    let facts: SummaryList
    let answers: [AnswerGroup]
    let lines: [TalkLine]
    let documents: [DocumentLink]

    init(_ export: ReportExport, _ room: DeskRoom, _ library: ChecklistLibrary) {
        let visit = room.visit
        let report = export.report
        title = visit.text("inbox.export.title", ["number": report.id.short])
        back = Link(visit.name(of: report.id), href: room.link("\(InboxPages.path)/\(report.id)"))
        about = SummaryList([
            SummaryList.Row(visit.text("inbox.export.made"), DateWords.moment(export.madeAt, visit.language)),
            SummaryList.Row(visit.text("inbox.export.by"), export.madeBy),
            SummaryList.Row(visit.text("inbox.export.desk"), export.desk),
            SummaryList.Row(visit.text("inbox.report.urgency"), visit.words(report.urgency)),
            SummaryList.Row(visit.text("inbox.export.hash"), export.hash),
        ])
        facts = visit.facts(report, library)
        answers = AnswerGroup.all(report.content, library, in: visit)
        lines = report.lines.map { TalkLine($0, in: visit) }
        documents = report.documents.map { DocumentLink($0, of: report.id, room) }
    }
}

/// Who opened a report.
struct OpeningsPage: Page {
    static let template = "signals/openings"
    let back: Link
    let table: DataTable?

    init(_ openings: [Opening], of id: Identifier, _ room: DeskRoom) {
        let visit = room.visit
        back = Link(visit.name(of: id), href: room.link("\(InboxPages.path)/\(id)"))
        table =
            openings.isEmpty
            ? nil
            : DataTable(
                id: "geopend", caption: visit.text("inbox.openings.title"),
                columns: ["when", "who", "what"].map { DataTable.Column(visit.text("inbox.openings.\($0)")) },
                rows: openings.map { opening in
                    [
                        DataTable.Cell(DateWords.moment(opening.at, visit.language)), DataTable.Cell(opening.member),
                        DataTable.Cell(
                            visit.words(action: opening.action)
                                + (opening.isGenuine ? "" : " " + visit.text("inbox.openings.forged"))),
                    ]
                })
    }
}
