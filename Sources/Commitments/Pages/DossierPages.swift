import Core
import Directory
import Hummingbird
import Web

/// One thing in the workplace, and every step that can be taken with it.
struct DossierPages: Sendable {
    let commitments: Commitments
    private static let path = DeskPages.base + "/dossier/:slug"
    private static let sample = DeskPages.base + "/dossier/motie-31015-197"

    var routes: [Web.Route] {
        let officers = DeskPages.officers
        func page(_ end: String, _ handle: @escaping @Sendable (Visit) async throws -> Response) -> Web.Route {
            .page(Self.path + end, access: officers, sample: Self.sample + end, handle)
        }
        func action(_ end: String, _ handle: @escaping @Sendable (Visit) async throws -> Response) -> Web.Route {
            .action(Self.path + end, access: officers, handle)
        }
        return [
            page("", show), page("/wijzigen", changeForm), action("/wijzigen", change), page("/koppelen", linkForm),
            action("/koppelen", link), action("/ontkoppelen", unlink), page("/termijn", deadlineForm),
            action("/termijn", setDeadline), page("/maatstaf", criteriaForm), action("/maatstaf", addCriteria),
            page("/oordeel", verdictForm), action("/oordeel", propose), action("/oordeel/antwoord", answer),
            page("/standpunt", claimForm), action("/standpunt", addClaim), action("/volgen", follow),
            action("/gelezen", markRead),
            action("/kamer", decideChange), action("/brief", markLetterRead),
        ]
    }

    private func dossier(_ visit: Visit) async throws -> Dossier { try await commitments.dossier(visit["slug"]) }
    private func path(_ visit: Visit, _ end: String = "") -> String {
        "\(DeskPages.base)/dossier/\(visit["slug"])\(end)"
    }

    private func back(_ visit: Visit, _ dossier: Dossier) -> Link {
        Link(Said(dossier.item.draft.title, visit.language).text, href: visit.link(path(visit)))
    }

    private func show(_ visit: Visit) async throws -> Response {
        let dossier = try await dossier(visit)
        let members =
            dossier.following + dossier.verdicts.flatMap { [$0.proposedBy, $0.answer?.member].compactMap(\.self) }
        let page = DossierPage(
            dossier, try await commitments.names(), try await commitments.context.names(members),
            letters: try await commitments.fulfilments(visit.actor, of: dossier.item.id), visit)
        return try visit.page(page, title: page.title.text)
    }

    /// The page of a form about a thing.
    private func form(
        _ visit: Visit, _ dossier: Dossier, _ key: String, _ end: String, hidden: KeyValuePairs<String, String> = [:],
        _ pieces: [FormPage.Piece]
    ) throws -> Response {
        let words = CommitmentWords(visit)
        let page = FormPage(
            visit, back: back(visit, dossier), title: words.text("\(key).form"), lead: words.text("\(key).lead"),
            action: path(visit, end), hidden: hidden, pieces, button: words.text("\(key).button"))
        return try visit.page(page, title: page.title)
    }

    /// Does `body`; what the member can do something about stands in the form, which `again` shows.
    private func done(
        _ visit: Visit, _ notice: String, again: @Sendable (Visit) async throws -> Response,
        _ body: @Sendable () async throws -> Void
    ) async throws -> Response {
        var visit = visit
        guard !visit.form.hasErrors, (try await visit.form.attempt(body)) != nil else { return try await again(visit) }
        return visit.redirect(to: path(visit), notice: "commitments.notices.\(notice)")
    }

    // MARK: The thing itself

    private func changeForm(_ visit: Visit) async throws -> Response {
        let dossier = try await dossier(visit)
        let form = ItemForm(kind: dossier.item.kind, names: try await commitments.names())
        let version = visit.form["version"].isEmpty ? "\(dossier.item.version)" : visit.form["version"]
        return try self.form(
            visit, dossier, "change", "/wijzigen", hidden: ["version": version], form.pieces(visit, dossier.item.draft))
    }

    private func change(_ visit: Visit) async throws -> Response {
        var visit = visit
        let dossier = try await dossier(visit)
        let form = ItemForm(kind: dossier.item.kind, names: try await commitments.names())
        var draft = form.read(&visit.form)
        // How the parties voted has no fields: it stays as long as the decision does.
        if let before = dossier.item.draft.result, before.isAdopted == draft?.result?.isAdopted {
            draft?.result?.parties = before.parties
            draft?.result?.flaw = before.flaw
        }
        let (actor, id, version) = (visit.actor, dossier.item.id, Int(visit.form["version"]) ?? -1)
        return try await done(visit, "changed", again: changeForm) { [draft] in
            if let draft { try await commitments.change(actor, id, version: version, to: draft) }
        }
    }

    // MARK: Links

    private func linkForm(_ visit: Visit) async throws -> Response {
        let dossier = try await dossier(visit)
        let words = CommitmentWords(visit)
        let known = Set(dossier.links.flatMap { [$0.from, $0.to] } + [dossier.item.id])
        let others = try await commitments.all(visit.actor).filter { !known.contains($0.item.id) }.prefix(200)
        return try form(
            visit, dossier, "link", "/koppelen",
            [
                .init(
                    visit.select(
                        "other", label: "commitments.link.other", hint: "commitments.link.other-hint", optional: true,
                        options: [.init("", words.text("form.none"))]
                            + others.map {
                                .init(
                                    $0.item.slug,
                                    "\(words.kind($0.item.kind)): \(Said($0.item.draft.title, visit.language).text)")
                            })),
                .init(
                    visit.field(
                        "address", label: "commitments.link.address", hint: "commitments.link.address-hint",
                        optional: true, maxlength: 200)),
                .init(
                    visit.choices(
                        "direction", legend: "commitments.link.direction",
                        options: ["later", "earlier", "replaces"].map {
                            .init($0, words.text("link.\($0)"))
                        })),
            ])
    }

    private func link(_ visit: Visit) async throws -> Response {
        var visit = visit
        let dossier = try await dossier(visit)
        // A whole address counts by its end.
        let typed = visit.form["address"].split(separator: "/").last.map(String.init) ?? ""
        let slug = visit.form["other"].isEmpty ? typed : visit.form["other"]
        if !["later", "earlier", "replaces"].contains(visit.form["direction"]) {
            visit.form.add(Text("web.form.choose"), at: "direction")
        }
        let other = try? await commitments.dossier(slug).item.id
        if other == nil { visit.form.add(Text("commitments.error.no-other"), at: "other") }
        let (actor, id, direction) = (visit.actor, dossier.item.id, visit.form["direction"])
        return try await done(visit, "linked", again: linkForm) {
            guard let other else { return }
            try await commitments.link(
                actor,
                direction == "earlier"
                    ? ItemLink(from: other, to: id)
                    : ItemLink(
                        from: direction == "replaces" ? other : id, to: direction == "replaces" ? id : other,
                        relation: direction == "replaces" ? .replaces : .follows))
        }
    }

    private func unlink(_ visit: Visit) async throws -> Response {
        let (actor, from, to) = (visit.actor, Identifier(visit.form["from"]), Identifier(visit.form["to"]))
        return try await done(visit, "unlinked", again: show) {
            guard let from, let to else { throw CommitmentsError.notFound }
            try await commitments.unlink(actor, from: from, to: to)
        }
    }

    // MARK: Deadlines

    private func deadlineForm(_ visit: Visit) async throws -> Response {
        let dossier = try await dossier(visit)
        let words = CommitmentWords(visit)
        let changes: [Deadline.Change] = dossier.deadlines.isEmpty ? [.first] : [.extended, .replaced]
        let rule =
            dossier.item.kind == .questions && dossier.deadlines.isEmpty
            ? Deadline.answer(toQuestionsOf: dossier.item.date) : nil
        return try form(
            visit, dossier, "deadline", "/termijn",
            [
                .init(
                    visit.choices(
                        "change", legend: "commitments.deadline.change",
                        chosen: changes.count == 1 ? [changes[0].rawValue] : [],
                        options: changes.map { .init($0.rawValue, words.text("deadline.change-\($0.rawValue)")) })),
                .init(
                    visit.field(
                        "due", label: "commitments.deadline.due", hint: "commitments.form.date-hint",
                        value: rule.map { words.date($0.due) } ?? "", maxlength: 40)),
                .init(
                    visit.choices(
                        "kind", legend: "commitments.deadline.kind", chosen: rule == nil ? [] : ["rule"],
                        options: Deadline.Kind.allCases.map {
                            .init(
                                $0.rawValue, words.text("deadline.kind-\($0.rawValue)"),
                                hint: words.text("deadline.kind-\($0.rawValue)-hint"))
                        })),
                .init(
                    visit.field(
                        "reason", .textarea, label: "commitments.deadline.reason",
                        hint: "commitments.deadline.reason-hint", value: rule?.reason ?? "", maxlength: 2_000, rows: 3)),
                .init(
                    visit.field(
                        "announced", label: "commitments.deadline.announced", hint: "commitments.form.date-hint",
                        value: rule.map { words.date($0.announced) } ?? "", maxlength: 40)),
            ] + ItemForm.source(visit, rule?.source, optional: true))
    }

    private func setDeadline(_ visit: Visit) async throws -> Response {
        var visit = visit
        let id = try await dossier(visit).item.id
        let change: Deadline.Change? = visit.form.choice("change")
        let kind: Deadline.Kind? = visit.form.choice("kind")
        let due = ItemForm.date("due", &visit.form)
        let announced = ItemForm.date("announced", &visit.form)
        let reason = visit.form.required("reason", most: 2_000)
        let source = ItemForm.readOptionalSource(&visit.form)
        let actor = visit.actor
        return try await done(visit, "deadline", again: deadlineForm) {
            guard let change, let kind, let due, let announced else { return }
            try await commitments.setDeadline(
                actor, id,
                Deadline(
                    due: due, kind: kind, change: change, reason: reason, announced: announced, source: source,
                    recorded: Instant(milliseconds: 0)))
        }
    }

    // MARK: Criteria, verdicts, what the ministry says

    private func criteriaForm(_ visit: Visit) async throws -> Response {
        let today = visit.now.day
        return try form(
            visit, try await dossier(visit), "criteria", "/maatstaf",
            [
                .init(
                    visit.field(
                        "text", .textarea, label: "commitments.criteria.text", hint: "commitments.criteria.text-hint",
                        maxlength: 5_000)),
                .init(
                    visit.field(
                        "dated", .date, label: "commitments.criteria.dated", hint: "commitments.criteria.dated-hint",
                        value: "\(today.day)-\(today.month)-\(today.year)")),
            ])
    }

    private func addCriteria(_ visit: Visit) async throws -> Response {
        var visit = visit
        let id = try await dossier(visit).item.id
        let text = visit.form.required("text", most: 5_000)
        let dated = visit.form.day("dated")
        let actor = visit.actor
        return try await done(visit, "criteria", again: criteriaForm) {
            if let dated { try await commitments.addCriteria(actor, id, text: text, dated: dated) }
        }
    }

    private func verdictForm(_ visit: Visit) async throws -> Response {
        let dossier = try await dossier(visit)
        let words = CommitmentWords(visit)
        let criteria = dossier.criteria.map { criteria in
            Choices.Option(
                criteria.id.text,
                words.text("verdict.criteria-of", ["date": DateWords.day(criteria.dated, visit.language)]),
                hint: criteria.text)
        }
        var pieces: [FormPage.Piece] = []
        if criteria.isEmpty {
            pieces.append(
                .init(
                    Notice(
                        .info, words.text("verdict.no-criteria"),
                        link: Link(words.text("criteria.form"), href: visit.link(path(visit, "/maatstaf"))))))
        }
        pieces += [
            .init(
                visit.choices(
                    "outcome", legend: "commitments.verdict.outcome",
                    options: Outcome.allCases.map {
                        .init(
                            $0.rawValue, words.text("outcome.\($0.rawValue)"),
                            hint: words.text("outcome-about.\($0.rawValue)"))
                    }))
        ]
        if !criteria.isEmpty {
            pieces.append(
                .init(
                    visit.choices(
                        "criteria", legend: "commitments.verdict.criteria", hint: "commitments.verdict.criteria-hint",
                        optional: true, chosen: criteria.count == 1 ? [criteria[0].value] : [], options: criteria)))
        }
        pieces += [
            .init(
                visit.field(
                    "evidence", .textarea, label: "commitments.verdict.evidence",
                    hint: "commitments.verdict.evidence-hint", maxlength: 5_000)),
            .init(
                visit.field(
                    "evidenceDate", label: "commitments.verdict.evidence-date", hint: "commitments.form.date-hint",
                    maxlength: 40)),
        ]
        return try form(
            visit, dossier, "verdict", "/oordeel", pieces + ItemForm.source(visit, nil, optional: true))
    }

    private func propose(_ visit: Visit) async throws -> Response {
        var visit = visit
        let id = try await dossier(visit).item.id
        let outcome: Outcome? = visit.form.choice("outcome")
        let evidence = visit.form.required("evidence", most: 5_000)
        let date = ItemForm.date("evidenceDate", &visit.form)
        let source = ItemForm.readOptionalSource(&visit.form)
        let (actor, criteria) = (visit.actor, Identifier(visit.form["criteria"]))
        return try await done(visit, "proposed", again: verdictForm) {
            guard let outcome, let date else { return }
            try await commitments.propose(
                actor, id,
                VerdictDraft(
                    outcome: outcome, criteria: criteria, evidence: evidence, evidenceDate: date, source: source))
        }
    }

    private func answer(_ visit: Visit) async throws -> Response {
        let (actor, id, form) = (visit.actor, Identifier(visit.form["verdict"]), visit.form)
        let agrees = form["answer"] == "agree"
        return try await done(visit, agrees ? "agreed" : "refused", again: show) {
            guard let id else { throw CommitmentsError.notFound }
            try await commitments.answer(actor, id, agrees: agrees, note: form["note"].isEmpty ? nil : form["note"])
        }
    }

    private func claimForm(_ visit: Visit) async throws -> Response {
        let words = CommitmentWords(visit)
        return try form(
            visit, try await dossier(visit), "claim", "/standpunt",
            [
                .init(
                    visit.choices(
                        "status", legend: "commitments.claim.status",
                        options: Claim.Status.allCases.map {
                            .init($0.rawValue, words.text("claim-status.\($0.rawValue)"))
                        })),
                .init(
                    visit.field(
                        "text", .textarea, label: "commitments.claim.text", optional: true, maxlength: 5_000, rows: 3)),
                .init(
                    visit.field(
                        "date", label: "commitments.claim.date", hint: "commitments.form.date-hint", maxlength: 40)),
            ] + ItemForm.source(visit, nil))
    }

    private func addClaim(_ visit: Visit) async throws -> Response {
        var visit = visit
        let id = try await dossier(visit).item.id
        let status: Claim.Status? = visit.form.choice("status")
        let text = visit.form.optional("text", most: 5_000) ?? ""
        let date = ItemForm.date("date", &visit.form)
        let source = ItemForm.readSource(&visit.form)
        let actor = visit.actor
        return try await done(visit, "claim", again: claimForm) {
            guard let status, let date, let source else { return }
            try await commitments.addClaim(
                actor, id,
                Claim(status: status, text: text, date: date, source: source, recorded: Instant(milliseconds: 0)))
        }
    }

    // MARK: Small steps

    private func follow(_ visit: Visit) async throws -> Response {
        let (actor, isFollowed) = (visit.actor, visit.form["follow"] == "yes")
        let id = try await dossier(visit).item.id
        return try await done(visit, isFollowed ? "followed" : "unfollowed", again: show) {
            try await commitments.follow(actor, id, isFollowed)
        }
    }

    private func markRead(_ visit: Visit) async throws -> Response {
        let actor = visit.actor
        let id = try await dossier(visit).item.id
        return try await done(visit, "read", again: show) { try await commitments.markRead(actor, id) }
    }

    private func markLetterRead(_ visit: Visit) async throws -> Response {
        let (actor, letter) = (visit.actor, visit.form["letter"])
        let id = try await dossier(visit).item.id
        return try await done(visit, "read", again: show) {
            try await commitments.markRead(actor, letter: letter, of: id)
        }
    }

    /// What the House changed: taken over, or not.
    private func decideChange(_ visit: Visit) async throws -> Response {
        let (actor, id, taken) = (visit.actor, Identifier(visit.form["change"]), visit.form["besluit"] == "overnemen")
        return try await done(visit, taken ? "house-taken" : "house-kept", again: show) {
            guard let id else { throw CommitmentsError.notFound }
            try await commitments.decide(actor, change: id, taken: taken)
        }
    }
}

/// `/werk/toezeggingen/dossier/:slug`.
struct DossierPage: Page {
    static let template = "commitments/dossier"

    /// A thing that it is linked with.
    struct Tie: Sendable {
        let text: String
        let href: String
        let from: String
        let to: String
        let relation: String
    }

    /// A verdict that waits, or was answered.
    struct Case: Sendable {
        let id: String
        let outcome: Tag
        let text: String
        let by: String
        let waits: Bool
        let canAgree: Bool
        let answer: String?
        /// What it is measured along, and where it can be read: whoever agrees has to see both.
        let criteria: Said?
        let criteriaDates: String?
        let source: SourceView?
    }

    /// Something that the House changed, and what can be decided about it.
    struct Change: Sendable {
        let id: String
        let what: String
        let old: Said?
        let new: Said?
        let waits: Bool
        let canTake: Bool
        let decided: String?
    }

    /// A letter that fulfils the commitment according to the register.
    struct Letter: Sendable {
        let number: String
        let text: String
        let href: String?
        let isRead: Bool
    }

    let title: Said
    let errors: ErrorSummary?
    let back: Link
    let kind: Tag
    let state: Tag?
    let facts: SummaryList
    let source: SourceView
    let text: Said?
    let path: String
    let isPublicAt: Link
    let steps: [Link]
    let ties: [Tie]
    let cases: [Case]
    let isFollowing: Bool
    let followers: String?
    let canMarkRead: Bool
    let changes: [Change]
    let letters: [Letter]

    init(
        _ dossier: Dossier, _ names: Names, _ members: [Identifier: String], letters: [Fulfilment], _ visit: Visit
    ) {
        let words = CommitmentWords(visit)
        let shown = ShownItem(dossier, names, on: visit.now.day)
        let item = dossier.item
        title = Said(item.draft.title, visit.language)
        errors = visit.errorSummary
        back = Link(words.text("worklist.title"), href: visit.link(DeskPages.base))
        kind = Tag(words.kind(item.kind))
        state = shown.state.map(words.state)
        facts = ItemPage.facts(shown, words)
        source = SourceView(item.draft.source, words)
        text = item.draft.text.isEmpty ? nil : Said(dutch: item.draft.text, visit.language)
        let path = visit.link("\(DeskPages.base)/dossier/\(item.slug)")
        self.path = path
        isPublicAt = Link(words.text("dossier.public"), href: visit.link("/toezeggingen/\(item.slug)"))
        let ends =
            [("wijzigen", "change"), ("koppelen", "link")]
            + (item.kind.hasDeadline ? [("termijn", "deadline")] : [])
            + (item.kind.isPromise ? [("maatstaf", "criteria"), ("standpunt", "claim")] : [])
            + (dossier.open.isPromise ? [("oordeel", "verdict")] : [])
        steps =
            ends.map { Link(words.text("\($0.1).form"), href: "\(path)/\($0.0)") }
            + (item.kind == .debate
                ? [Link(words.text("brief.print"), href: visit.link("\(DeskPages.base)/debat/\(item.slug)"))] : [])
        ties = dossier.links.compactMap { link in
            let isLater = link.from == item.id
            guard let other = dossier.related.first(where: { $0.item.id == (isLater ? link.to : link.from) }) else {
                return nil
            }
            let relation = link.relation == .replaces ? "replaces" : isLater ? "later" : "earlier"
            return Tie(
                text: "\(words.kind(other.item.kind)): \(Said(other.item.draft.title, visit.language).text)",
                href: visit.link("\(DeskPages.base)/dossier/\(other.item.slug)"), from: link.from.text,
                to: link.to.text, relation: words.text("dossier.\(relation)"))
        }
        let member = visit.actor.member?.id
        func name(_ id: Identifier) -> String { members[id] ?? words.text("dossier.member") }
        cases = dossier.verdicts.reversed().map { verdict in
            let criteria = dossier.criteria.first { $0.id == verdict.draft.criteria }
            return Case(
                id: verdict.id.text,
                outcome: Tag(
                    words.text("outcome.\(verdict.draft.outcome.rawValue)"), verdict.answer == nil ? .look : .plain),
                text: words.text(
                    "verdict.seen", ["date": words.date(verdict.draft.evidenceDate), "text": verdict.draft.evidence]),
                by: words.text(
                    "dossier.proposed",
                    ["name": name(verdict.proposedBy), "date": DateWords.day(verdict.proposed.day, visit.language)]),
                waits: verdict.answer == nil, canAgree: verdict.proposedBy != member,
                answer: verdict.answer.map { answer in
                    words.text(
                        answer.agrees ? "dossier.agreed" : "dossier.refused",
                        ["name": name(answer.member), "date": DateWords.day(answer.at.day, visit.language)])
                        + (answer.note.map { ": \($0)" } ?? "")
                },
                criteria: criteria.map { Said(dutch: $0.text, visit.language) },
                criteriaDates: criteria.map { words.dates(of: $0, evidence: verdict.draft.evidenceDate) },
                source: verdict.draft.source.map { SourceView($0, words) })
        }
        isFollowing = dossier.following.contains { $0 == member }
        followers = dossier.following.isEmpty ? nil : dossier.following.map(name).joined(separator: ", ")
        canMarkRead = item.kind == .letter && !dossier.open.isRead
        changes = dossier.houseChanges.map { change in
            let shown = ItemPage.changed(
                .init(field: change.field, old: change.old, new: change.new, seen: change.seen.day), words)
            return Change(
                id: change.id.text, what: shown.what, old: shown.old, new: shown.new, waits: change.decision == nil,
                canTake: change.field.canBeTaken,
                decided: change.decision.map { words.text("house-change.\($0.rawValue)") })
        }
        self.letters = letters.map { letter in
            let proposal = letter.letter.map { visit.link("\(HousePages.path)/voorstel/\($0)") }
            return Letter(
                number: letter.number,
                text: letter.title.map { "\(letter.number): \($0)" } ?? letter.number,
                href: letter.slug.map { visit.link("\(DeskPages.base)/dossier/\($0)") } ?? proposal,
                isRead: letter.isRead)
        }
    }
}
