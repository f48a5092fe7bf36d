import Content
import Core
import Directory
import Hummingbird
import Web

/// From a doubt to advice, at neutral addresses and without anything that is kept.
///
/// Every step is posted with all answers so far; the answer to the post is the next step. Whoever comes to a step by its
/// address has no answers and begins anew.
struct ChecklistPages: Sendable {
    let signals: Signals
    private let kept = AdviceCache()

    init(signals: Signals) { self.signals = signals }

    private var library: ChecklistLibrary { signals.context.checklist }

    var routes: [Web.Route] {
        let steps: [@Sendable (Visit) async throws -> Response] = [place, person, moment, seen, advise]
        return [.page("/m", access: .everyone, start), .page("/m/nu", access: .everyone, danger)]
            + steps.enumerated().flatMap { place, step in
                [
                    Web.Route.redirect("/m/\(place + 1)", to: "/m", access: .everyone),
                    // The largest honest form holds an answer to every signal; a few thousand bytes.
                    .action("/m/\(place + 1)", access: .everyone, bodyLimit: 256 << 10, step),
                ]
            }
    }

    private func start(_ visit: Visit) async throws -> Response {
        try visit.step(ChecklistStartPage(), title: visit.text("checklist.start.page-title"))
    }

    private func danger(_ visit: Visit) async throws -> Response {
        try visit.step(DangerPage(fields: [], goOn: nil), title: visit.text("checklist.danger.page-title"))
    }

    /// 1. Where was it?
    private func place(_ visit: Visit) async throws -> Response {
        let answers = answers(visit)
        let choices = Choices(
            "setting", legend: visit.text("checklist.place.question"), optional: true,
            chosen: Set([answers.setting?.rawValue].compactMap(\.self)),
            options: library.settings.map {
                Choices.Option($0.id.rawValue, $0.text[visit.language], hint: $0.hint?[visit.language])
            })
        return try visit.step(
            QuestionPage(
                number: 1, title: visit.text("checklist.place.title"), questions: [choices],
                fields: HiddenField.all(answers, but: ["setting"]), next: visit.link("/m/2"), back: nil,
                skip: "setting",
                other: OtherLanguage(visit, 1)),
            number: 1)
    }

    /// 2. Who are you, and how old is the young person?
    private func person(_ visit: Visit) async throws -> Response {
        let answers = answers(visit)
        let setting = library.setting(of: answers)
        let roles = library.words(of: setting)?.roles.compactMap(library.role) ?? []
        let role = Choices(
            "role", legend: visit.text("checklist.person.role"), optional: true, chosen: [answers.role],
            options: roles.map { Choices.Option($0.id, $0.text[visit.language], hint: $0.hint?[visit.language]) })
        let age = Choices(
            "age", legend: visit.text("checklist.person.age"), hint: visit.text("checklist.person.age-hint"),
            optional: true, chosen: Set([answers.age?.rawValue].compactMap(\.self)),
            options: AgeBand.allCases.map { Choices.Option($0.rawValue, visit.text("checklist.age.\($0.rawValue)")) })
        return try visit.step(
            QuestionPage(
                number: 2, title: visit.text("checklist.person.title"), questions: [role, age],
                fields: HiddenField.all(answers, but: ["role", "age"]), next: visit.link("/m/3"),
                back: visit.link("/m/1"),
                skip: "person", other: OtherLanguage(visit, 2)),
            number: 2)
    }

    /// 3. Is it happening now?
    private func moment(_ visit: Visit) async throws -> Response {
        let answers = answers(visit)
        let question = library.words(of: library.setting(of: answers))?.now[visit.language]
        let options = [Seen.seen, .no, .unknown].map {
            Choices.Option($0.rawValue, visit.text("checklist.now.\($0.rawValue)"))
        }
        let choices = Choices(
            "now", legend: question ?? visit.text("checklist.now.title"), optional: true,
            chosen: Set([answers.now?.rawValue].compactMap(\.self)), options: options)
        return try visit.step(
            QuestionPage(
                number: 3, title: visit.text("checklist.now.title"), questions: [choices],
                fields: HiddenField.all(answers, but: ["now"]), next: visit.link("/m/4"), back: visit.link("/m/2"),
                skip: "now", other: OtherLanguage(visit, 3)),
            number: 3)
    }

    /// 4. What did you see? At most twelve at once. Danger now leads to 112 before that, and an acute signal straight to advice.
    private func seen(_ visit: Visit) async throws -> Response {
        let answers = answers(visit)
        // The button "back" names the page; the field `page` is the one that comes next.
        let back = visit.pageNumber("back")
        let page = back ?? visit.pageNumber("page") ?? 0
        if page == 0, answers.isNow, visit.form["after"] != "1" {
            return try visit.step(
                DangerPage(fields: HiddenField.all(answers), goOn: visit.link("/m/4")),
                title: visit.text("checklist.danger.page-title"))
        }
        let pages = library.pages(for: answers)
        let asked = pages.indices.contains(page - 2) ? pages[page - 2] : []
        let isAcute = asked.contains { $0.strength == .acute && answers.signals[$0.id] == .seen }
        guard !pages.isEmpty, back != nil || !isAcute, page <= pages.count else { return try await advise(visit) }
        let model = SignalsPage(max(page, 1), of: pages, answers, library, visit)
        return try visit.step(model, number: 4)
    }

    /// 5. The advice.
    private func advise(_ visit: Visit) async throws -> Response {
        // Asked each time and not kept with the page: it is that of this browser.
        let card = try await signals.context.dutyCard(visit)
        return try await kept.page(for: visit, card: card, now: signals.context.now()) {
            try await makeAdvice(visit, card)
        }
    }

    private func makeAdvice(_ visit: Visit, _ card: DutyCard?) async throws -> Response {
        let answers = answers(visit)
        let advice = library.advice(for: answers)
        guard let words = advice.words else { throw WebError.notFound }
        let shown = try await signals.routeChecks.shown(words.routes)
        let after = try await signals.routeChecks.shown([words.aftercareRoute].compactMap(\.self)).first
        let takesReports = try await signals.intakes.state(for: advice.urgency).isOpen
        var page = AdvicePage(
            advice, words, answers, routes: shown, aftercareRoute: after, takesReports: takesReports,
            isEasy: isEasy(visit, answers), library, visit)
        page.duty = card.map(DutyModel.init)
        return try visit.step(page, number: 5)
    }

    /// As chosen; and from the start for who is in the branch for young people with a disability and asks for themselves.
    private func isEasy(_ visit: Visit, _ answers: Answers) -> Bool {
        let chosen = visit.form.all("easy").last ?? ""
        return chosen.isEmpty ? answers.role == "self" && answers.age == .from18 : chosen == "1"
    }

    /// What was answered so far, without what the pressed button takes back.
    private func answers(_ visit: Visit) -> Answers {
        var answers = library.kept(Answers(visit.form))
        switch visit.form["skip"] {
        case "setting": answers.setting = nil
        case "person":
            answers.role = ""
            answers.age = nil
        case "now": answers.now = nil
        case "signals":
            let pages = library.pages(for: answers)
            let page = (visit.pageNumber("page") ?? 0) - 2
            for indicator in pages.indices.contains(page) ? pages[page] : [] { answers.signals[indicator.id] = nil }
        default: break
        }
        return answers
    }
}

extension Visit {
    /// The number of a page of signals in a field, whatever was posted there: within what can be counted with.
    fileprivate func pageNumber(_ name: String) -> Int? { Int(form[name]).map { min(max($0, 0), 1000) } }

    /// A page of the checklist: with a quick exit, kept by nobody, and with a title that says nothing.
    ///
    /// - Parameter hasAnswers: whether the answers so far are on the page. The button on it takes them to the other language;
    ///   the link in the header would lose them.
    func step(_ page: some Page, title: String, hasAnswers: Bool = false) throws -> Response {
        var visit = self
        // The answers are none of the form's mistakes: what is too long or unreadable is not an answer.
        visit.form = Form()
        return try visit.page(
            page, title: title, .init(hasQuickExit: true, isPrivate: true, hasLanguageLinks: !hasAnswers))
    }

    func step(_ page: some Page, number: Int) throws -> Response {
        try step(page, title: text("checklist.step.page-title", ["step": "\(number)"]), hasAnswers: true)
    }
}
