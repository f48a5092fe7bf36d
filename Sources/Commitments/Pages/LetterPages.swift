import Core
import Crypto
import Directory
import Hummingbird
import Vault
import Web

/// What is printed or sent: the brief of a debate, and the half-yearly reminders.
struct LetterPages: Sendable {
    let commitments: Commitments
    private static let base = DeskPages.base + "/rappel"

    var routes: [Web.Route] {
        [
            .page(
                DeskPages.base + "/debat/:slug", access: DeskPages.officers,
                sample: DeskPages.base + "/debat/debat-over-pro-ana-coaches-na-het-zomerreces", brief),
            .page(Self.base, access: DeskPages.officers, list),
            .page(
                Self.base + "/:period/:office", access: DeskPages.officers,
                sample: Self.base + "/2020-H2/kabinet", letter),
            .action(Self.base + "/:period/:office", access: DeskPages.officers, send),
            .data(
                Self.base + "/:period/{office}.txt", access: DeskPages.officers,
                sample: Self.base + "/2020-H2/kabinet.txt", text),
        ]
    }

    private func brief(_ visit: Visit) async throws -> Response {
        let (debate, promises) = try await commitments.brief(visit.actor, visit["slug"])
        let page = BriefPage(debate, promises, try await commitments.names(), visit)
        return try visit.page(page, title: page.title.text)
    }

    /// The half year in the query: this one, unless another is asked for.
    private func period(_ visit: Visit, _ name: String) throws -> Period {
        let period = name.isEmpty ? Reminder.period(of: visit.now.day) : try Period(named: name)
        guard period.name?.contains("H") == true else { throw PeriodError.unknown(name) }
        return period
    }

    private func list(_ visit: Visit) async throws -> Response {
        let period = try period(visit, visit.query["halfjaar"])
        let reminders = try await commitments.reminders(visit.actor, period)
        let page = RemindersPage(reminders, period, try await commitments.names(), visit)
        return try visit.page(page, title: visit.text("commitments.reminder.title"))
    }

    private func reminder(_ visit: Visit) async throws -> ReminderLetter {
        let period = try period(visit, visit["period"])
        let names = try await commitments.names()
        guard names.offices.contains(where: { $0.key == visit["office"] }) else { throw CommitmentsError.unknownOffice }
        let found = try await commitments.reminders(visit.actor, period).first { $0.office == visit["office"] }
        let strings = visit.site.strings
        return ReminderLetter(
            found ?? Reminder(office: visit["office"], period: period, overdue: [], expiring: [], undated: []), names,
            base: visit.site.settings.address, on: visit.now.day, { strings($0, $1) })
    }

    private func letter(_ visit: Visit) async throws -> Response {
        let letter = try await reminder(visit)
        let page = ReminderPage(letter, canMail: commitments.context.mail != nil, visit)
        return try visit.page(page, title: letter.subject)
    }

    /// Shows what is about to be sent and to whom; sends what was shown.
    private func send(_ visit: Visit) async throws -> Response {
        var visit = visit
        guard let mail = commitments.context.mail else { throw CommitmentsError.noMail }
        let reminder = try await reminder(visit)
        let address = visit.form.required("address", most: 254)
        if !visit.form.hasErrors {
            do { try mail.check(address) } catch let error as any UserError {
                visit.form.add(error.text, at: "address")
            }
        }
        guard !visit.form.hasErrors else { return try await letter(visit) }
        // Something may have been recorded between the check and this: then the letter is checked again.
        let hash = Array(SHA256.hash(data: Array(reminder.text.utf8))).hex
        guard visit.form["checked"] == hash else {
            let page = SendPage(reminder, to: address, hash: hash, visit)
            return try visit.page(page, title: page.title)
        }
        try await commitments.send(
            visit.actor, reminder, office: visit["office"], period: try period(visit, visit["period"]), to: address)
        return visit.redirect(
            to: "\(Self.base)/\(visit["period"])/\(visit["office"])", notice: "commitments.notices.letter-sent")
    }

    private func text(_ visit: Visit) async throws -> Response {
        let letter = try await reminder(visit)
        return visit.data(
            Array(letter.text.utf8), type: "text/plain; charset=utf-8",
            saveAs: "rappel-\(visit["period"])-\(visit["office"]).txt")
    }
}

/// The half-yearly letter to an office, in Dutch: it goes to a ministry.
struct ReminderLetter: Sendable {
    struct List: Sendable {
        let name: String
        let lines: [String]
    }

    let to: String
    let date: String
    let subject: String
    let opening: String
    let lists: [List]
    let nothing: String?
    let closing: String

    init(_ reminder: Reminder, _ names: Names, base: String, on today: Day, _ phrases: @escaping Phrases) {
        func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
            phrases(Text("commitments.letter.\(key)", arguments), .nl)
        }
        let links = CommitmentLinks(base: base, language: .nl)
        func line(_ open: OpenItem) -> String {
            let draft = open.item.draft
            let name = draft.reference.map { "\(draft.title[.nl]) (\($0))" } ?? draft.title[.nl]
            let due = open.binding.map {
                phrases(Text("commitments.due.\($0.kind.rawValue)", ["date": $0.date.words(phrases, .nl)]), .nl)
            }
            return text(
                "line",
                [
                    "title": name, "date": draft.date.words(phrases, .nl), "due": due ?? text("no-date"),
                    "link": links.item(open.item.slug),
                ])
        }
        let first = DateWords.day(reminder.period.from, .nl)
        let last = DateWords.day(reminder.period.to, .nl)
        to = names.office(reminder.office, .nl)
        date = DateWords.day(today, .nl)
        subject = text("subject", ["date": first])
        opening = text("opening", ["date": first])
        lists = [
            List(name: text("list-a", ["date": first]), lines: reminder.overdue.map(line)),
            List(name: text("list-b", ["from": first, "until": last]), lines: reminder.expiring.map(line)),
            List(name: text("list-undated"), lines: reminder.undated.map(line)),
        ].filter { !$0.lines.isEmpty }
        nothing = lists.isEmpty ? text("nothing") : nil
        closing = text("closing")
    }

    /// The letter as plain text, to paste into a mail.
    var text: String {
        var parts = [to, date, subject, opening]
        for list in lists {
            parts.append(list.name)
            parts.append(list.lines.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n"))
        }
        if let nothing { parts.append(nothing) }
        return (parts + [closing]).joined(separator: "\n\n") + "\n"
    }
}

/// `/werk/toezeggingen/rappel`: the reminders of a half year.
struct RemindersPage: Page {
    static let template = "commitments/reminders"
    let back: Link
    let cards: CardList?
    let empty: EmptyState?
    let period: Field
    let action: String

    init(_ reminders: [Reminder], _ period: Period, _ names: Names, _ visit: Visit) {
        let words = CommitmentWords(visit)
        let name = period.name ?? ""
        back = Link(words.text("worklist.title"), href: visit.link(DeskPages.base))
        action = visit.link(DeskPages.base + "/rappel")
        self.period = visit.field(
            "halfjaar", label: "commitments.reminder.period", hint: "commitments.reminder.period-hint", value: name,
            maxlength: 7)
        cards =
            reminders.isEmpty
            ? nil
            : CardList(
                reminders.map { reminder in
                    CardList.Card(
                        names.office(reminder.office, visit.language),
                        href: visit.link("\(DeskPages.base)/rappel/\(name)/\(reminder.office)"),
                        meta: [
                            words.text("reminder.overdue", ["count": "\(reminder.overdue.count)"]),
                            words.text("reminder.expiring", ["count": "\(reminder.expiring.count)"]),
                            words.text("reminder.undated", ["count": "\(reminder.undated.count)"]),
                        ])
                })
        empty = reminders.isEmpty ? EmptyState(words.text("reminder.empty"), words.text("reminder.empty-text")) : nil
    }
}

/// One reminder, to print or to send.
struct ReminderPage: Page {
    static let template = "commitments/reminder"
    let back: Link
    let letter: ReminderLetter
    /// `nil` on a Dutch page: the letter is Dutch always.
    let lang: String?
    let file: String
    let errors: ErrorSummary?
    let action: String
    /// Where to send it; `nil` when mail is not set up.
    let address: Field?

    init(_ letter: ReminderLetter, canMail: Bool, _ visit: Visit) {
        back = Link(visit.text("commitments.reminder.title"), href: visit.link(DeskPages.base + "/rappel"))
        self.letter = letter
        lang = visit.language == .nl ? nil : "nl"
        action = visit.link("\(DeskPages.base)/rappel/\(visit["period"])/\(visit["office"])")
        file = action + ".txt"
        errors = visit.errorSummary
        address =
            canMail
            ? visit.field(
                "address", .email, label: "commitments.reminder.address", hint: "commitments.reminder.address-hint",
                maxlength: 254) : nil
    }
}

/// The last look at a letter before it is sent.
struct SendPage: Page {
    static let template = "commitments/send"
    let back: Link
    let title: String
    let facts: SummaryList
    let text: Said
    let action: String
    let address: String
    let hash: String

    init(_ letter: ReminderLetter, to address: String, hash: String, _ visit: Visit) {
        let words = CommitmentWords(visit)
        action = visit.link("\(DeskPages.base)/rappel/\(visit["period"])/\(visit["office"])")
        back = Link(words.text("reminder.back"), href: action)
        title = words.text("reminder.check")
        facts = SummaryList([
            .init(words.text("reminder.to"), address), .init(words.text("reminder.subject"), letter.subject),
        ])
        text = Said(dutch: letter.text, visit.language)
        self.address = address
        self.hash = hash
    }
}

/// The brief of a debate, to print.
struct BriefPage: Page {
    static let template = "commitments/brief"

    struct Promise: Sendable {
        let title: Said
        let state: Tag?
        let facts: SummaryList
        let source: SourceView
        let claim: String?
        let timeline: Timeline
        let questions: [String]
        let address: String
    }

    let back: Link
    let title: Said
    let when: String
    let promises: [Promise]
    let empty: EmptyState?

    init(_ debate: Item, _ dossiers: [Dossier], _ names: Names, _ visit: Visit) {
        let words = CommitmentWords(visit)
        let today = visit.now.day
        back = Link(words.text("worklist.title"), href: visit.link(DeskPages.base))
        title = Said(debate.draft.title, visit.language)
        when = words.date(debate.date)
        promises = dossiers.map { dossier in
            let shown = ShownItem(dossier, names, on: today)
            return Promise(
                title: Said(dossier.item.draft.title, visit.language), state: shown.state.map(words.state),
                facts: ItemPage.facts(shown, words), source: SourceView(dossier.item.draft.source, words),
                claim: dossier.claims.last.map {
                    words.text(
                        $0.isRegister ? "brief.register" : "brief.claim",
                        ["status": words.text("claim-status.\($0.status.rawValue)"), "date": words.date($0.date)])
                },
                timeline: Timeline(ItemPage.events(shown, visit, words)),
                questions: BriefQuestions.about(dossier, on: today, words: words.date).map { visit.text($0) },
                address: visit.link("/toezeggingen/\(dossier.item.slug)"))
        }
        empty =
            dossiers.isEmpty ? EmptyState(words.text("brief.empty"), words.text("brief.empty-text")) : nil
    }
}
