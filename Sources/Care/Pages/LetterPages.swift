import Content
import Core
import Directory
import Hummingbird
import Records
import Web

/// Letters that ask for what a young person needs after 18: filled in from the plan, changed by a person, printed. Nothing of them is kept.
struct LetterPages: Sendable {
    let care: Care

    static let sample = "\(CareVisit.sample)/brieven"

    /// Characters of a letter.
    private static let most = 10_000

    var routes: [Web.Route] {
        let access = Care.readers
        let path = "\(CareVisit.path)/:id/brieven"
        return [
            .page(path, access: access, sample: Self.sample) { try list(try await care.careVisit($0)) },
            .page("\(path)/:letter", access: access, sample: "\(Self.sample)/verlengde-jeugdhulp") { visit in
                try choose(try letter(visit), try await care.careVisit(visit))
            },
            .action("\(path)/:letter", access: access, bodyLimit: 128 << 10, fieldLimits: ["letter": Self.most], fill),
        ]
    }

    private func letter(_ visit: Visit) throws -> Letter {
        guard let letter = care.context.letters[visit["letter"]] else { throw RecordsError.notFound }
        return letter
    }

    private func path(_ at: CareVisit, _ letter: Letter? = nil) -> String {
        "\(CareVisit.path)/\(at.id)/brieven" + (letter.map { "/\($0.id)" } ?? "")
    }

    // MARK: List

    private func list(_ at: CareVisit) throws -> Response {
        let visit = at.visit
        var page = at.page(.plan, title: visit.text("care.letter.title"))
        page.back = Link(visit.text("care.plan.back"), href: at.link(.plan))
        page.lead = visit.text("care.letter.lead")
        let cards = care.context.letters.all.map { letter in
            CardList.Card(
                letter.name[visit.language], href: at.room.link(path(at, letter)), text: letter.about[visit.language],
                meta: [letter.receiver[visit.language]],
                tag: letter.review == .waiting ? Tag(visit.text("care.letter.waiting"), .look) : nil)
        }
        page.sections = [DeskPage.Section(parts: [FormPart(CardList(cards))])]
        return try at.room.show(page)
    }

    // MARK: One letter

    /// First what of the young person stands in it.
    private func choose(_ letter: Letter, _ at: CareVisit) throws -> Response {
        let visit = at.visit
        var page = self.page(letter, at)
        let names = [
            Choices.Option("initials", visit.text("care.letter.initials", ["initials": Self.initials(at)])),
            Choices.Option("name", at.file.person.name),
            Choices.Option("blank", visit.text("care.letter.blank")),
        ]
        let parts = [
            FormPart(
                visit.choices(
                    "name-as", legend: "care.letter.name-as", hint: "care.letter.name-as-hint", options: names)),
            FormPart(
                visit.choices(
                    "with-born", legend: "care.letter.with-born", several: true, optional: true,
                    options: [Choices.Option("yes", visit.text("care.letter.with-born-yes"))])),
        ]
        page.sections = [
            DeskPage.Section(forms: [form(letter, at, parts, button: "care.letter.fill", step: "fill")]),
            basis(letter, at),
        ]
        return try at.room.show(page)
    }

    private func page(_ letter: Letter, _ at: CareVisit) -> DeskPage {
        let visit = at.visit
        var page = at.page(.plan)
        page.title = visit.text("care.letter.one", ["name": letter.name[visit.language]])
        page.back = Link(visit.text("care.letter.title"), href: at.room.link(path(at)))
        page.lead = letter.about[visit.language]
        page.tabs = []
        if letter.review == .waiting {
            page.notices.append(
                Notice(.warning, title: visit.text("care.letter.waiting"), visit.text("care.letter.waiting-about")))
        }
        return page
    }

    private func form(
        _ letter: Letter, _ at: CareVisit, _ parts: [FormPart], button: String, step: String
    ) -> DeskForm {
        at.room.form(path(at, letter), parts, button: button, hidden: [HiddenField(name: "step", value: step)])
    }

    /// On what the letter rests, as the checklist has it.
    private func basis(_ letter: Letter, _ at: CareVisit) -> DeskPage.Section {
        let visit = at.visit
        var section = DeskPage.Section(heading: visit.text("care.letter.basis"))
        section.folds = letter.items.compactMap { id in
            at.context.checklist[id].map {
                DeskPage.Fold(
                    summary: $0.text[visit.language], facts: at.checks($0, version: at.context.checklist.version))
            }
        }
        if section.folds.isEmpty { section.text = [visit.text("care.plan.unseen")] }
        return section
    }

    /// The steps after the first: the text to change, and the text on paper.
    private func fill(_ visit: Visit) async throws -> Response {
        let letter = try letter(visit)
        let at = try await care.careVisit(visit)
        if visit.form["step"] == "fill" {
            guard ["initials", "name", "blank"].contains(visit.form["name-as"]) else {
                var visit = visit
                visit.form.add(Text("web.form.choose"), at: "name-as")
                return try choose(letter, at.with(visit))
            }
            return try edit(letter, at, letter.filled(Self.known(at)))
        }
        var typed = visit
        let text = typed.form.required("letter", most: Self.most)
        guard !typed.form.hasErrors, visit.form["step"] == "print" else {
            return try edit(letter, at.with(typed), typed.form["letter"])
        }
        try await care.files.noteLetter(at.room.seat, at.id)
        let page = LetterPrintPage(letter, text, at, action: path(at, letter))
        return try visit.page(page, title: page.title, .init(isPrivate: true, hasLanguageLinks: false))
    }

    private func edit(_ letter: Letter, _ at: CareVisit, _ text: String) throws -> Response {
        let visit = at.visit
        var page = self.page(letter, at)
        page.notices.insert(Notice(.info, visit.text("care.letter.not-kept")), at: 0)
        let part = Field(
            "letter", .textarea, label: visit.text("care.letter.text"), hint: visit.text("care.letter.text-hint"),
            error: visit.form.mistake("letter").map { visit.text($0) }, value: text, maxlength: Self.most, rows: 30)
        page.sections = [
            DeskPage.Section(forms: [
                form(letter, at, [FormPart(part)], button: "care.letter.to-print", step: "print")
            ]), basis(letter, at),
        ]
        return try visit.page(page, title: page.title, .init(isPrivate: true, hasLanguageLinks: false))
    }

    // MARK: What is known

    /// The first letter of each word of the name.
    private static func initials(_ at: CareVisit) -> String {
        at.file.person.name.split(whereSeparator: { $0 == " " || $0 == "-" })
            .compactMap { $0.first.map { "\($0.uppercased())." } }.joined()
    }

    /// What the plan knows of what stands in a letter, in Dutch, as was chosen.
    private static func known(_ at: CareVisit) -> [Letter.Place: String] {
        let (visit, file, today) = (at.visit, at.file, at.today)
        func words(_ day: Day) -> String { DateWords.day(day, .nl) }
        func dutch(_ key: String) -> String { visit.site.strings(Text(key), .nl) }
        let anchors = file.anchors(on: today)
        let help = Set(
            file.record.spells.known(on: today).filter { $0.status == .started && $0.days.contains(today.number) }
                .map(\.function))
        let open = file.plan.waiting(on: today, anchors).map(\.item)
            .filter { Domain.bigFive.contains($0.domain) }.compactMap { at.origin($0)?.text[.nl] }
        let name =
            switch visit.form["name-as"] {
            case "initials": initials(at)
            case "name": file.person.name
            default: ""
            }
        return [
            .name: name, .born: visit.form["with-born"] == "yes" ? words(file.person.bornOn) : "",
            .eighteenth: words(Birthdays.eighteenth(born: file.person.bornOn)),
            .municipality: file.person.municipality, .today: words(today),
            .coordinator: file.person.coordinator.map { at.name($0) } ?? "",
            .youthCareEnd: anchors.careEnd.map(words) ?? "",
            .helpNow: CareFunction.allCases.filter(help.contains).map { "- " + dutch("care.function.\($0.rawValue)") }
                .joined(separator: "\n"),
            .openItems: open.map { "- \($0)" }.joined(separator: "\n"),
        ]
    }
}

/// A letter on paper.
struct LetterPrintPage: Page {
    static let template = "care/letter-print"
    let title: String
    let text: String
    /// Back to the text, to change it once more.
    let again: DeskButton
    let review: String?

    init(_ letter: Letter, _ text: String, _ at: CareVisit, action: String) {
        title = at.visit.text("care.letter.one", ["name": letter.name[at.visit.language]])
        self.text = text
        again = at.room.button(
            action, "care.letter.again",
            hidden: [HiddenField(name: "step", value: "text"), HiddenField(name: "letter", value: text)])
        review = letter.review == .waiting ? at.visit.text("care.letter.waiting-about") : nil
    }
}

extension CareFiles {
    /// Writes down that a letter about a young person was made: that it was, and nothing of what stands in it.
    func noteLetter(_ seat: Seat, _ id: Identifier) async throws {
        let sitting = try await sitting(seat)
        try await sitting.note(try await sitting.load(id, CareFileFormat.self), "care.letter.made")
    }
}
