import Core
import Directory
import Hummingbird
import Records
import Vault
import Web

/// `/werk/zorg/:id/code`: the code with which a young person reads the own list.
struct CodePages: Sendable {
    let care: Care

    static let sample = "\(CareVisit.path)/{plan}/code"
    private var codes: Codes { care.codes }

    var routes: [Web.Route] {
        let path = "\(CareVisit.path)/:id/code"
        return [
            .page(path, access: Care.readers, sample: Self.sample) { try show(try await care.careVisit($0)) },
            .action(path, access: Care.readers, bodyLimit: 16 << 10, make),
            .action("\(path)/intrekken", access: Care.readers, bodyLimit: 16 << 10, withdraw),
        ]
    }

    static func address(_ at: CareVisit) -> String { "\(CareVisit.path)/\(at.id)/code" }

    private func show(_ at: CareVisit) throws -> Response {
        let visit = at.visit
        var page = at.page(.person, title: visit.text("care.code.title"))
        page.lead = visit.text("care.code.lead")
        let until = at.file.codeUntil.flatMap { at.today < $0 ? $0 : nil }
        let now = until.map { visit.text("care.code.until", ["day": visit.words($0.adding(days: -1))]) }
        var first = DeskPage.Section(heading: visit.text("care.code.now"), text: [now ?? visit.text("care.code.none")])
        // Also when nothing else can be done any more.
        if at.isOwn, until != nil {
            first.text.append(visit.text("care.code.withdraw-about"))
            first.buttons = [at.room.button("\(Self.address(at))/intrekken", "care.code.withdraw")]
        }
        if at.isKept {
            if !visit.isConfirmed {
                page.password = visit.link(Visit.confirmation(for: at.room.address(Self.address(at))))
            }
            let terms = visit.choices(
                "term", legend: "care.code.term", hint: "care.code.term-hint",
                options: visit.radios("code-term", Codes.Term.self))
            let make = DeskPage.Section(
                id: "maken", heading: visit.text(until == nil ? "care.code.make" : "care.code.replace"),
                text: until == nil ? [] : [visit.text("care.code.replace-about")],
                forms: [at.room.form(Self.address(at), [FormPart(terms)], button: "care.code.button")])
            page.sections = [first, make]
        } else {
            page.sections = [first]
        }
        let what = ["care.code.sees", "care.code.not-sees", "care.code.own-words", "care.code.who-else"]
        page.sections.append(
            DeskPage.Section(heading: visit.text("care.code.what"), text: what.map { visit.text($0) }))
        return try at.room.show(page)
    }

    private func make(_ visit: Visit) async throws -> Response {
        let at = try await care.careVisit(visit)
        var visit = visit
        let term: Codes.Term? = visit.form.choice("term")
        var made: (code: Receipt, endsOn: Day)?
        if let term {
            do {
                made = try await visit.attempt { try await codes.make(at.room.seat, at.id, term) }
            } catch DirectoryError.confirmFirst {
                visit.form.add(Text("care.code.confirm"), at: "term")
            }
        }
        guard let made else { return try show(at.with(visit)) }
        let page = CodeCardPage(made.code, until: made.endsOn.adding(days: -1), at.with(visit))
        return try visit.page(page, title: page.title, .init(isPrivate: true, hasLanguageLinks: false))
    }

    private func withdraw(_ visit: Visit) async throws -> Response {
        let at = try await care.careVisit(visit)
        try await codes.withdraw(at.room.seat, at.id)
        return at.room.redirect(to: Self.address(at), notice: "care.notices.code-withdrawn")
    }
}

/// A code, shown once; what is printed of it says nothing of what it is for.
struct CodeCardPage: Page {
    static let template = "care/code-card"
    let title: String
    let back: Link
    let code: String
    /// Where it is typed.
    let address: String
    let until: String

    init(_ code: Receipt, until: Day, _ at: CareVisit) {
        let visit = at.visit
        title = visit.text("care.code.made")
        back = Link(visit.text("care.code.back"), href: at.room.link("\(CareVisit.path)/\(at.id)/code"))
        self.code = code.text
        address = visit.site.settings.address + visit.link(OwnPages.door)
        self.until = visit.text("care.code.card-until", ["day": visit.words(until)])
    }
}
