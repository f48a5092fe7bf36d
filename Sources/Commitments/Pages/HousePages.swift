import Core
import Directory
import House
import Hummingbird
import Web

/// What is read from the House, and what waits for a decision.
struct HousePages: Sendable {
    let commitments: Commitments
    static let path = DeskPages.base + "/kamer"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: DeskPages.officers, show),
            .action(Self.path, access: DeskPages.officers, follow),
            .action(Self.path + "/ophalen", access: DeskPages.officers, fetch),
            .page(
                Self.path + "/voorstel/:id", access: DeskPages.officers,
                sample: Self.path + "/voorstel/19ccd423-4a38-4a2d-a8c3-a373cddbc55c",
                proposal),
            .action(Self.path + "/voorstel/:id", access: DeskPages.officers, decide),
        ]
    }

    private func show(_ visit: Visit) async throws -> Response {
        let kind = ItemKind(rawValue: visit.query["soort"])
        let number = max(1, min(100_000, Int(visit.query["pagina"]) ?? 1))
        let found = try await commitments.proposals(visit.actor, kind: kind, page: number, size: HouseListPage.size)
        let page = HouseListPage(
            try await commitments.followings(visit.actor), found.records, total: found.total, kind, page: number, visit)
        return try visit.page(page, title: visit.text("commitments.parliament.title"))
    }

    private func follow(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, text) = (visit.actor, visit.form.required("wat", most: 100))
        guard !visit.form.hasErrors,
            let following = try await visit.form.attempt({
                // A number is a file; words are searched for.
                let isNumber = text.first.map { $0.isASCII && $0.isNumber } ?? false
                return try await commitments.followHouse(actor, isNumber ? HouseQuery(dossier: text) : .search(text))
            })
        else { return try await show(visit) }
        try await commitments.fetch(following.id)
        return visit.redirect(to: Self.path, notice: "commitments.notices.house-followed")
    }

    private func fetch(_ visit: Visit) async throws -> Response {
        guard let id = Identifier(visit.form["id"]),
            try await commitments.followings(visit.actor).contains(where: { $0.id == id })
        else { throw CommitmentsError.notFound }
        try await commitments.fetch(id)
        return visit.redirect(to: Self.path, notice: "commitments.notices.house-fetching")
    }

    private func record(_ visit: Visit) async throws -> HouseRecord {
        guard let id = Identifier(visit["id"]) else { throw CommitmentsError.notFound }
        return try await commitments.proposal(visit.actor, id)
    }

    private func proposal(_ visit: Visit) async throws -> Response {
        let record = try await record(visit)
        let things = try await commitments.all(visit.actor, record.kind.map { [$0] } ?? ItemKind.allCases).prefix(200)
        let page = ProposalPage(record, Array(things), try await commitments.names(), visit)
        return try visit.page(page, title: page.title)
    }

    private func decide(_ visit: Visit) async throws -> Response {
        var visit = visit
        let record = try await record(visit)
        let (actor, form) = (visit.actor, visit.form)
        switch form["besluit"] {
        case "volgen":
            let item = try await visit.form.attempt {
                try await commitments.follow(
                    actor, proposal: record.id, office: form["office"].isEmpty ? nil : form["office"],
                    theme: form["theme"].isEmpty ? nil : form["theme"])
            }
            guard let item else { return try await proposal(visit) }
            return visit.redirect(to: "\(DeskPages.base)/dossier/\(item.slug)", notice: "commitments.notices.added")
        case "koppelen":
            let done: Void? = try await visit.form.attempt {
                try await commitments.link(actor, proposal: record.id, with: form["other"])
            }
            guard done != nil else { return try await proposal(visit) }
            return visit.redirect(to: Self.path, notice: "commitments.notices.linked")
        default:
            let done: Void? = try await visit.form.attempt {
                try await commitments.ignore(actor, proposal: record.id)
            }
            guard done != nil else { return try await proposal(visit) }
            return visit.redirect(to: Self.path, notice: "commitments.notices.ignored")
        }
    }
}

/// `/werk/toezeggingen/kamer`: what is followed at the House, and what waits.
struct HouseListPage: Page {
    static let template = "commitments/house"
    static let size = 50

    struct Source: Sendable {
        let id: String
        let name: String
        let state: String
        let progress: Progress?
    }

    let errors: ErrorSummary?
    let back: Link
    let action: String
    let fetch: String
    let sources: [Source]
    let field: Field
    let kind: Select
    let lines: [TrackerPage.Line]
    let found: String
    let empty: EmptyState?
    let pages: Pagination?

    init(
        _ followings: [HouseFollowing], _ records: [HouseRecord], total: Int, _ kind: ItemKind?, page: Int,
        _ visit: Visit
    ) {
        let words = CommitmentWords(visit)
        errors = visit.errorSummary
        back = Link(words.text("worklist.title"), href: visit.link(DeskPages.base))
        action = visit.link(HousePages.path)
        fetch = action + "/ophalen"
        sources = followings.map { Self.source($0, words, visit) }
        field = visit.field(
            "wat", label: "commitments.parliament.what", hint: "commitments.parliament.what-hint", maxlength: 100)
        self.kind = Select(
            "soort", label: words.text("all.kind"), value: kind?.rawValue ?? "",
            options: [.init("", words.text("filter.any"))]
                + [ItemKind.motion, .letter, .questions, .commitment, .debate, .vote].map {
                    .init($0.rawValue, words.kind($0))
                })
        lines = records.map { record in
            TrackerPage.Line(
                title: Said(dutch: record.title.isEmpty ? record.sort : record.title, visit.language),
                href: visit.link("\(HousePages.path)/voorstel/\(record.id)"), state: nil,
                kind: record.kind.map(words.kind) ?? record.sort,
                meta: [
                    record.day.map { DateWords.day($0, visit.language) }, record.reference ?? record.number,
                    record.detail.outcome ?? record.detail.appreciation,
                ].compactMap(\.self))
        }
        found = words.text("parliament.found", ["count": written(total, visit.language)])
        empty =
            records.isEmpty ? EmptyState(words.text("parliament.empty"), words.text("parliament.empty-text")) : nil
        let last = max(1, (total + Self.size - 1) / Self.size)
        let query = kind.map { "soort=\($0.rawValue)&" } ?? ""
        let own = action
        func address(_ number: Int) -> String { "\(own)?\(query)pagina=\(number)" }
        pages = Pagination(
            page: page, of: last, previous: page > 1 ? address(min(page - 1, last)) : nil,
            next: page < last ? address(page + 1) : nil)
    }

    private static func source(_ following: HouseFollowing, _ words: CommitmentWords, _ visit: Visit) -> Source {
        let rows = ["rows": written(following.rows, words.language)]
        let state: String
        if following.isRunning {
            state = words.text("parliament.running", rows)
        } else if let error = following.error {
            state = words.text("parliament.failed", rows.merging(["reason": visit.text(error)]) { $1 })
        } else if let finished = following.finished {
            state = words.text(
                "parliament.done", rows.merging(["date": DateWords.moment(finished, words.language)]) { $1 })
        } else {
            state = words.text("parliament.waits")
        }
        return Source(
            id: following.id.text, name: following.name, state: state,
            progress: following.isRunning
                ? Progress(
                    id: "lezen-\(following.id)", label: words.text("parliament.reading", ["name": following.name]),
                    value: nil, of: 1, text: words.text("parliament.rows", rows)) : nil)
    }
}

/// One proposal: follow, link or ignore.
struct ProposalPage: Page {
    static let template = "commitments/proposal"
    let errors: ErrorSummary?
    let back: Link
    let title: String
    let lang: String?
    let facts: SummaryList
    let address: String?
    let flaw: String?
    let decided: String?
    let canFollow: Bool
    let action: String
    let office: Select?
    let theme: Select
    let other: Select?

    init(_ record: HouseRecord, _ things: [OpenItem], _ names: Names, _ visit: Visit) {
        let words = CommitmentWords(visit)
        errors = visit.errorSummary
        back = Link(words.text("parliament.title"), href: visit.link(HousePages.path))
        title = record.title.isEmpty ? record.sort : record.title
        lang = visit.language == .nl ? nil : "nl"
        func row(_ key: String, _ value: String?) -> SummaryList.Row? {
            value.map { .init(words.text("parliament.\(key)"), $0) }
        }
        facts = SummaryList(
            [
                row("sort", record.sort), row("number", record.number), row("reference", record.reference),
                row("day", record.day.map { DateWords.day($0, visit.language) }),
                row("appreciation", record.detail.appreciation),
                row("outcome", record.detail.text ?? record.detail.outcome),
                row("actors", record.detail.actors?.joined(separator: ", ")),
                row("replaces", record.detail.replaces?.joined(separator: ", ")),
                row("ministry", record.detail.ministry ?? record.detail.office), row("status", record.detail.status),
                row("due", record.detail.due.map { DateWords.day($0, visit.language) }),
            ].compactMap(\.self))
        address = record.address
        flaw = record.detail.flaw
        decided =
            record.isDeleted
            ? words.text("parliament.deleted")
            : record.decision.map { words.text("parliament.decided-\($0.rawValue)") }
        canFollow = record.kind != nil && record.day != nil
        action = visit.link("\(HousePages.path)/voorstel/\(record.id)")
        let offices = names.offices.map { Select.Option($0.key, $0.name[visit.language]) }
        office =
            record.kind?.hasOffice == true
            ? visit.select(
                "office", label: "commitments.form.office", hint: "commitments.parliament.office-hint",
                optional: record.kind != .commitment, options: [.init("", words.text("form.none"))] + offices) : nil
        theme = visit.select(
            "theme", label: "commitments.form.theme", optional: true,
            options: [.init("", words.text("form.none"))]
                + names.themes.map { .init($0.key, $0.name[visit.language]) })
        other =
            things.isEmpty
            ? nil
            : visit.select(
                "other", label: "commitments.parliament.same",
                options: things.map { .init($0.item.slug, Said($0.item.draft.title, visit.language).text) })
    }
}
