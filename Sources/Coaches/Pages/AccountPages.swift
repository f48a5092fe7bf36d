import Core
import Directory
import Hummingbird
import Records
import Web

/// The accounts of a study.
struct AccountPages: Sendable {
    let coaches: Coaches

    var routes: [Web.Route] {
        let path = "\(StudyPages.path)/:id/accounts"
        let access = Coaches.readers
        return [
            .page(path, access: access, sample: "\(StudyPages.sample)/accounts", list),
            .page("\(path)/:account", access: access, sample: "\(StudyPages.sample)/accounts/{account}") { visit in
                try await show(try await coaches.studyVisit(visit), try visit.identifier("account"))
            },
            .action("\(path)/:account", access: access, bodyLimit: 64 << 10, describe),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        var page = at.page(visit.text("coaches.accounts.title"))
        let cards = at.study.accounts.map { account -> CardList.Card in
            let observations = at.study.counted.filter { $0.current.account == account.id }
            let codes = at.codebook.ordered(observations.filter { !at.isWaiting($0) }.flatMap(\.current.codes))
            return CardList.Card(
                account.name, href: at.link("/accounts/\(account.id)"), text: at.words(codes),
                meta: [
                    account.platform,
                    visit.text("coaches.count.observations", ["count": written(observations.count, visit.language)]),
                ])
        }
        page.sections = [
            DeskPage.Section(
                parts: cards.isEmpty
                    ? [
                        FormPart(
                            EmptyState(visit.text("coaches.accounts.none"), visit.text("coaches.accounts.none-about")))
                    ]
                    : [FormPart(CardList(cards))])
        ]
        return try at.room.show(page)
    }

    private func show(_ at: StudyVisit, _ id: Identifier, failed: Bool = false) async throws -> Response {
        guard let account = at.study.account(id) else { throw RecordsError.notFound }
        let visit = at.visit
        var page = at.page(account.name)
        page.back = Link(visit.text("coaches.accounts.title"), href: at.link("/accounts"))
        let observations = at.study.observations.filter { $0.current.account == id }
        page.sections = [
            DeskPage.Section(parts: [FormPart(Self.facts(account, at.study, visit))]),
            DeskPage.Section(
                heading: visit.text("coaches.observations.title"),
                links: observations.reversed().map { observation in
                    Link(
                        visit.text("coaches.observation.number", ["number": "\(observation.number)"]) + ": "
                            + at.codes(of: observation),
                        href: at.link("/waarnemingen/\(observation.number)"))
                }),
        ]
        if at.isKept { page.sections.append(form(account, at, failed: failed)) }
        return try at.room.show(page)
    }

    /// What is known of an account.
    static func facts(_ account: Account, _ study: Study, _ visit: Visit) -> SummaryList {
        func row(_ key: String, _ value: String) -> SummaryList.Row {
            SummaryList.Row(visit.text("coaches.account.\(key)"), value.isEmpty ? "–" : value)
        }
        var rows = account.selectors.map {
            SummaryList.Row(visit.text("coaches.selector.\($0.kind.rawValue)"), $0.value)
        }
        rows += [
            row("platform", account.platform), row("stated-name", account.statedName),
            row("stated-age", account.statedAge.map(String.init) ?? ""), row("stated-place", account.statedPlace),
            row("profile", account.profile),
        ]
        if let seen = study.seen(account.id) {
            rows += [row("first-seen", visit.words(seen.first)), row("last-seen", visit.words(seen.last))]
        }
        return SummaryList(rows)
    }

    private func form(_ account: Account, _ at: StudyVisit, failed: Bool) -> DeskPage.Section {
        let visit = failed ? at.visit : at.visit.withoutInput
        let parts =
            ObservationForm.selectors.map { kind in
                FormPart(
                    visit.field(
                        kind.rawValue, .textarea, label: "coaches.selector.\(kind.rawValue)",
                        hint: kind == .handle ? "coaches.account.selectors-hint" : nil,
                        value: account.values(kind).joined(separator: "\n"), optional: kind != .handle, rows: 2))
            } + [
                FormPart(visit.field("platform", label: "coaches.account.platform", value: account.platform)),
                FormPart(
                    visit.field(
                        "stated-name", label: "coaches.account.stated-name", value: account.statedName, optional: true)),
                FormPart(
                    visit.field(
                        "stated-age", .number, label: "coaches.account.stated-age",
                        value: account.statedAge.map(String.init) ?? "", optional: true)),
                FormPart(
                    visit.field(
                        "stated-place", label: "coaches.account.stated-place", value: account.statedPlace,
                        optional: true)),
                FormPart(
                    visit.field(
                        "profile", .textarea, label: "coaches.account.profile", hint: "coaches.account.profile-hint",
                        value: account.profile, optional: true, rows: 3)),
            ]
        return DeskPage.Section(
            panels: [
                at.room.panel(
                    "account", "coaches.account.change", action: "\(at.path)/accounts/\(account.id)", isOpen: failed,
                    parts)
            ])
    }

    private func describe(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        let id = try visit.identifier("account")
        guard at.study.account(id) != nil else { throw RecordsError.notFound }
        var visit = visit
        var account = Account(id: id, platform: visit.form.required("platform"))
        account.selectors = ObservationForm.selectors.flatMap { kind in
            visit.form[kind.rawValue].split(whereSeparator: \.isNewline).map { Form.trimmedLine($0) }
                .filter { !$0.isEmpty }.map { Selector(kind, $0) }
        }
        account.statedName = visit.form.optional("stated-name") ?? ""
        account.statedAge = visit.form["stated-age"].isEmpty ? nil : visit.form.integer("stated-age", in: 10...99)
        account.statedPlace = visit.form.optional("stated-place") ?? ""
        account.profile = visit.form.optional("profile", most: 400) ?? ""
        let described = account
        if !visit.form.hasErrors {
            _ = try await visit.attempt { try await coaches.studies.describe(at.room.seat, at.id, described) }
        }
        guard visit.form.hasErrors else {
            return at.room.redirect(to: "\(at.path)/accounts/\(id)", notice: "coaches.notices.described")
        }
        return try await show(at.with(visit), id, failed: true)
    }
}

extension Form {
    /// A line without blanks at its ends.
    fileprivate static func trimmedLine(_ line: some StringProtocol) -> String {
        line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
