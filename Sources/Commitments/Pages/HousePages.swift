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

    private func found(_ visit: Visit) async throws -> HouseProposal {
        guard let id = Identifier(visit["id"]) else { throw CommitmentsError.notFound }
        return try await commitments.proposal(visit.actor, id)
    }

    private func proposal(_ visit: Visit) async throws -> Response {
        let found = try await found(visit)
        let kinds = found.record.kinds
        let same = try await commitments.all(visit.actor, kinds.isEmpty ? ItemKind.allCases : kinds)
        let asked = kinds.count > 1 ? try await commitments.all(visit.actor, ProposalPage.answered) : []
        let page = ProposalPage(
            found, same: same.prefix(200).map(\.item), asked: asked.prefix(200).map(\.item),
            try await commitments.names(), visit)
        return try visit.page(page, title: page.title)
    }

    /// Follows a proposal as it was filled in; `nil` when something is wrong, which the form then says.
    private func followed(_ visit: inout Visit, _ record: HouseRecord) async throws -> Item? {
        let kind: ItemKind? = record.kinds.count > 1 ? visit.form.choice("kind") : record.kind
        guard !visit.form.hasErrors else { return nil }
        let (actor, form) = (visit.actor, visit.form)
        func text(_ name: String) -> String? { form[name].isEmpty ? nil : form[name] }
        let answers = (form.all("answers") + [form["answer"]]).reduce(into: [String]()) { found, slug in
            if !slug.isEmpty, !found.contains(slug) { found.append(slug) }
        }
        return try await visit.form.attempt {
            try await commitments.follow(
                actor, proposal: record.id, as: kind, office: text("office"), theme: text("theme"), answers: answers,
                isOther: form["isOther"] == "yes")
        }
    }

    private func decide(_ visit: Visit) async throws -> Response {
        var visit = visit
        let record = try await found(visit).record
        let (actor, form) = (visit.actor, visit.form)
        switch form["besluit"] {
        case "volgen":
            guard let item = try await followed(&visit, record) else { return try await proposal(visit) }
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
        /// What could not be read.
        let remarks: [String]
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
            id: following.id.text, name: following.title.map { "\(following.name) \($0)" } ?? following.name,
            state: state,
            progress: following.isRunning
                ? Progress(
                    id: "lezen-\(following.id)", label: words.text("parliament.reading", ["name": following.name]),
                    value: nil, of: 1, text: words.text("parliament.rows", rows)) : nil,
            remarks: following.remarks.map {
                words.text(
                    "parliament.remark",
                    [
                        "field": "\($0.set).\($0.field)", "count": written($0.count, words.language),
                        "example": $0.example,
                    ])
            })
    }
}

/// One proposal: follow, link or ignore.
struct ProposalPage: Page {
    static let template = "commitments/proposal"
    /// What a letter can answer.
    static let answered: [ItemKind] = [
        .questions, .recommendation, .motion, .commitment, .debate, .publication, .response,
    ]

    let errors: ErrorSummary?
    let back: Link
    let title: String
    let lang: String?
    let facts: SummaryList
    let address: String?
    let documents: [String]
    let flaw: String?
    let decided: String?
    let canFollow: Bool
    let action: String
    /// Things that stand here under the same number.
    let twins: [Link]
    let kind: Choices?
    let office: Select?
    let theme: Select
    /// What it answers according to the House's records.
    let answers: Choices?
    let answer: Select?
    let isOther: Choices?
    let other: Select?

    init(_ proposal: HouseProposal, same: [Item], asked: [Item], _ names: Names, _ visit: Visit) {
        let words = CommitmentWords(visit)
        let record = proposal.record
        errors = visit.errorSummary
        back = Link(words.text("parliament.title"), href: visit.link(HousePages.path))
        title = record.title.isEmpty ? record.sort : record.title
        lang = visit.language == .nl ? nil : "nl"
        facts = Self.facts(record, words)
        address = record.address
        documents = proposal.documents.map {
            [$0.number, $0.sort, $0.title].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ")
        }
        flaw = record.detail.flaw
        decided =
            record.isDeleted
            ? words.text("parliament.deleted")
            : record.decision.map { words.text("parliament.decided-\($0.rawValue)") }
        canFollow = record.kind != nil && record.day != nil
        action = visit.link("\(HousePages.path)/voorstel/\(record.id)")
        twins = proposal.twins.map {
            Link(
                "\(words.kind($0.kind)): \(Said($0.draft.title, visit.language).text)",
                href: visit.link("\(DeskPages.base)/dossier/\($0.slug)"))
        }
        kind =
            record.kinds.count < 2
            ? nil
            : visit.choices(
                "kind", legend: "commitments.parliament.kind",
                options: record.kinds.map {
                    .init($0.rawValue, words.kind($0), hint: words.text("kind-about.\($0.rawValue)"))
                })
        office =
            record.kinds.contains(where: \.hasOffice)
            ? visit.select(
                "office", label: "commitments.form.office", hint: "commitments.parliament.office-hint",
                optional: record.kind != .commitment,
                options: [.init("", words.text("form.none"))]
                    + names.offices.map { .init($0.key, $0.name[visit.language]) }) : nil
        theme = visit.select(
            "theme", label: "commitments.form.theme", optional: true,
            options: [.init("", words.text("form.none"))]
                + names.themes.map { .init($0.key, $0.name[visit.language]) })
        answers = Self.answers(proposal, words, visit)
        let known = Set(proposal.answers.map(\.id))
        answer =
            record.kinds.count < 2
            ? nil
            : visit.select(
                "answer", label: "commitments.parliament.answer", hint: "commitments.parliament.answer-hint",
                optional: true,
                options: [.init("", words.text("form.none"))]
                    + asked.filter { !known.contains($0.id) }.map { Self.option($0, words) })
        isOther =
            twins.isEmpty
            ? nil
            : visit.choices(
                "isOther", legend: "commitments.parliament.is-other", several: true, optional: true,
                options: [.init("yes", words.text("parliament.is-other-yes"))])
        other = Self.other(proposal.twins, same, words, visit)
    }

    private static func facts(_ record: HouseRecord, _ words: CommitmentWords) -> SummaryList {
        func row(_ key: String, _ value: String?) -> SummaryList.Row? {
            value.map { .init(words.text("parliament.\(key)"), $0) }
        }
        return SummaryList(
            [
                row("sort", record.sort), row("number", record.number), row("reference", record.reference),
                row("day", record.day.map { DateWords.day($0, words.language) }),
                row("appreciation", record.detail.appreciation),
                row("outcome", record.detail.text ?? record.detail.outcome),
                row("actors", record.detail.actors?.joined(separator: ", ")),
                row("replaces", record.detail.replaces?.joined(separator: ", ")),
                row("ministry", record.detail.ministry ?? record.detail.office), row("status", record.detail.status),
                row("due", record.detail.due.map { DateWords.day($0, words.language) }),
            ].compactMap(\.self))
    }

    private static func option(_ item: Item, _ words: CommitmentWords) -> Select.Option {
        .init(item.slug, "\(words.kind(item.kind)): \(Said(item.draft.title, words.language).text)")
    }

    private static func answers(_ proposal: HouseProposal, _ words: CommitmentWords, _ visit: Visit) -> Choices? {
        proposal.answers.isEmpty
            ? nil
            : visit.choices(
                "answers", legend: "commitments.parliament.answers", hint: "commitments.parliament.answers-hint",
                several: true, optional: true, chosen: Set(proposal.answers.map(\.slug)),
                options: proposal.answers.map {
                    .init($0.slug, "\(words.kind($0.kind)): \(Said($0.draft.title, visit.language).text)")
                })
    }

    /// What it can be the same as: what has its number first.
    private static func other(
        _ twins: [Item], _ same: [Item], _ words: CommitmentWords, _ visit: Visit
    ) -> Select? {
        let known = Set(twins.map(\.id))
        let all = twins + same.filter { !known.contains($0.id) }
        return all.isEmpty
            ? nil
            : visit.select(
                "other", label: "commitments.parliament.same", value: twins.first?.slug ?? "",
                options: all.map { option($0, words) })
    }
}
