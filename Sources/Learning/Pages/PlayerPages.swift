import Content
import Core
import Directory
import Hummingbird
import Web

/// The player: one thing on a screen, at a neutral address, and the end of the course.
struct PlayerPages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        [
            .page("/leren/:slug/stap/:step", access: .everyone, sample: "/leren/receptie/stap/1", step),
            .action("/leren/:slug/stap/:step", access: .everyone, act),
            .page("/leren/:slug/klaar", access: .everyone, sample: "/leren/receptie/klaar", end),
        ]
    }

    private func step(_ visit: Visit) async throws -> Response {
        let course = try learning.context.course(visit["slug"])
        guard let learner = try await learner(of: course, visit) else { return visit.toStart(of: course) }
        guard let number = number(visit, course) else { throw WebError.notFound }
        guard learner.attempt.canGo(to: course.screens[number - 1].id, in: course) else {
            return visit.redirect(to: Self.path(course, learner.attempt.position))
        }
        return try await show(course, number, learner, visit)
    }

    private func show(
        _ course: Course, _ number: Int, _ learner: Learner, _ visit: Visit, own: OwnSentence? = nil
    ) async throws -> Response {
        var page = StepPage(course, number: number, learner: learner, own: own, in: visit)
        page.beside = try await learning.beside(page.hotlines.isEmpty, number, course, visit)
        page.kept = KeptModel(
            course, reading: visit.reading(course, chosen: learner.language), learning, in: visit)
        let title = visit.text("learning.step.title", ["step": "\(number)", "of": "\(course.screens.count)"])
        return try visit.page(page, title: title, .init(hasQuickExit: true, isPrivate: true))
    }

    /// Answers, leaves for what it is, or goes on; afterwards the browser gets an address, so that Back and Reload do no harm.
    /// Only a sentence that somebody wrote comes back at once, since it is kept nowhere.
    private func act(_ visit: Visit) async throws -> Response {
        var visit = visit
        let course = try learning.context.course(visit["slug"])
        guard let token = visit.learnerCookie[course: course.slug] else { return visit.toStart(of: course) }
        guard let number = number(visit, course) else { throw WebError.notFound }
        let screen = course.screens[number - 1]
        do {
            let wish = try Wish(visit.form, at: screen)
            var own: OwnSentence?
            if case .rewrite = screen, wish.isAboutSentence {
                own = OwnSentence(&visit.form, isAnswer: wish != .compare)
            }
            guard !visit.form.hasErrors else { return try await again(course, number, visit, own) }
            let learner = try await learning.attempts.change(
                token, course: course.slug, language: visit.language
            ) { attempt, course in
                try wish.apply(to: &attempt, at: screen, in: course)
            }
            try await learning.tellEmployer(learner, token: token, visit)
            if let own { return try await show(course, number, learner, visit, own: own) }
            return visit.redirect(to: next(after: wish, number, learner, course))
        } catch LearningError.noSuchAttempt {
            return visit.toStart(of: course)
        } catch let error as AttemptError where error != .noSuchExercise {
            visit.form.add(error.text, at: Places(visit.form, screen)?.field(of: error) ?? "keuze")
            return try await again(course, number, visit, nil)
        }
    }

    /// The screen again, with what is wrong and with what was typed.
    private func again(
        _ course: Course, _ number: Int, _ visit: Visit, _ own: OwnSentence?
    ) async throws -> Response {
        guard let learner = try await learner(of: course, visit) else { return visit.toStart(of: course) }
        return try await show(course, number, learner, visit, own: own)
    }

    private func next(after wish: Wish, _ number: Int, _ learner: Learner, _ course: Course) -> String {
        let here = "/leren/\(course.slug)/stap/\(number)"
        switch wish {
        case .answer, .compare: return here + "#uitleg"
        case .judge, .retell:
            let screen = course.screens[number - 1]
            return here + (learner.attempt.isToldToItsEnd(screen) ? "#tijdlijn" : "#moment")
        case .goOn, .putAside:
            return number == course.screens.count
                ? "/leren/\(course.slug)/klaar" : Self.path(course, learner.attempt.position)
        }
    }

    private func end(_ visit: Visit) async throws -> Response {
        let course = try learning.context.course(visit["slug"])
        guard let learner = try await learner(of: course, visit) else { return visit.toStart(of: course) }
        var page = EndPage(course, learner: learner, in: visit)
        page.beside = try await learning.besideEnd(course, learner, visit)
        return try visit.page(
            page, title: visit.text("learning.end.page-title"), .init(hasQuickExit: true, isPrivate: true))
    }

    private func learner(of course: Course, _ visit: Visit) async throws -> Learner? {
        guard let token = visit.learnerCookie[course: course.slug] else { return nil }
        return try await learning.attempts.find(token, course: course.slug)
    }

    private func number(_ visit: Visit, _ course: Course) -> Int? {
        guard let number = Int(visit["step"]), "\(number)" == visit["step"] else { return nil }
        return (1...course.screens.count).contains(number) ? number : nil
    }

    /// Where a learner goes on: at their step, or at the end of a course that they completed.
    static func path(_ course: Course, of learner: Learner) -> String {
        learner.completion == nil ? path(course, learner.attempt.position) : "/leren/\(course.slug)/klaar"
    }

    static func path(_ course: Course, _ screen: String) -> String {
        "/leren/\(course.slug)/stap/\((course.screens.firstIndex { $0.id == screen } ?? 0) + 1)"
    }

    /// Which button was pressed.
    enum Wish: Hashable, Sendable {
        case answer([String])
        case putAside
        case goOn
        /// Says of one moment of a story whether it is a signal.
        case judge(moment: String, isSignal: Bool)
        case retell
        /// Looks at examples beside the own sentence.
        case compare

        /// - Throws: `AttemptError` for an ordering with a step too few or too many.
        init(_ form: Form, at screen: Screen) throws {
            switch form["doe"] {
            case "verder": self = .goOn
            case "overslaan": self = .putAside
            case "gewoon": self = .judge(moment: form["moment"], isSignal: false)
            case "signaal": self = .judge(moment: form["moment"], isSignal: true)
            case "opnieuw": self = .retell
            case "vergelijk": self = .compare
            default: self = .answer(try Places(form, screen)?.answer() ?? form.all("keuze"))
            }
        }

        /// Whether the form holds the sentence of who rewrites.
        var isAboutSentence: Bool {
            switch self {
            case .answer, .compare: true
            case .putAside, .goOn, .judge, .retell: false
            }
        }

        func apply(to attempt: inout Attempt, at screen: Screen, in course: Course) throws {
            guard attempt.canGo(to: screen.id, in: course) else { return }
            attempt.go(to: screen.id, in: course)
            switch self {
            case .answer(let chosen): try attempt.answer(chosen, to: screen.id, in: course)
            case .putAside:
                attempt.putAside(screen.id, in: course)
                attempt.forward(in: course)
            case .goOn: attempt.forward(in: course)
            case .judge(let moment, let isSignal):
                attempt.judge(moment, asSignal: isSignal, in: screen.id, of: course)
            case .retell: attempt.retell(screen.id)
            case .compare: break
            }
        }
    }
}

/// What somebody wrote instead of a judging sentence: in the form that was sent and in the page that answers it, and nowhere else.
struct OwnSentence: Sendable {
    let text: String
    /// Whether the learner also said what the sentence holds.
    let isAnswer: Bool

    init(_ form: inout Form, isAnswer: Bool) {
        text = form.required("zin", most: 500)
        self.isAnswer = isAnswer
    }
}

/// The steps of an ordering and the number that each got in the form.
struct Places: Sendable {
    let ordering: Ordering
    /// By step.
    let numbers: [String: Int]

    /// `nil` when the screen is no ordering.
    init?(_ form: Form, _ screen: Screen) {
        guard case .order(let ordering) = screen else { return nil }
        self.ordering = ordering
        numbers = ordering.steps.reduce(into: [:]) { numbers, step in
            let number = Int(form[Self.field(step.id)])
            if let number, (1...ordering.steps.count).contains(number) { numbers[step.id] = number }
        }
    }

    /// The steps in the order of their numbers.
    func answer() throws -> [String] {
        guard numbers.count == ordering.steps.count else { throw AttemptError.stepMissing }
        guard Set(numbers.values).count == numbers.count else { throw AttemptError.stepTwice }
        return numbers.sorted { $0.value < $1.value }.map(\.key)
    }

    /// The field at which the error is: that of the first step, as they are shown, without a number or with one given before.
    func field(of error: AttemptError) -> String {
        var given: Set<Int> = []
        let wrong = ordering.shownSteps.first { step in
            guard let number = numbers[step.id] else { return error == .stepMissing }
            return error == .stepTwice && !given.insert(number).inserted
        }
        return Self.field((wrong ?? ordering.shownSteps[0]).id)
    }

    static func field(_ step: String) -> String { "plek-\(step)" }
}

extension Visit {
    /// To the start of the course: there is no attempt in this browser.
    func toStart(of course: Course) -> Response {
        redirect(to: "/leren/\(course.slug)", notice: "learning.notices.not-begun")
    }
}

/// `/leren/:slug/klaar`.
struct EndPage: Page {
    static let template = "learning/end"
    let slug: String
    let title: String
    let mark: LanguageMark?
    let completed: String?
    let open: [OpenStep]
    let openText: String
    let help: [Hotline]
    /// What stands beside the end for some.
    var beside = BesideEnd()

    /// A step that still asks for something.
    struct OpenStep: Sendable {
        let href: String
        let text: String
    }

    init(_ course: Course, learner: Learner, in visit: Visit) {
        slug = course.slug
        let language = visit.reading(course, chosen: learner.language)
        title = course.title[language]
        mark = visit.mark(course.title, reading: language)
        completed = learner.completion.map { visit.text("learning.end.completed", ["date": visit.text($0.day)]) }
        let screens = course.screens
        open =
            learner.completion != nil
            ? []
            : learner.attempt.open(in: course).map { screen in
                let number = (screens.firstIndex { $0.id == screen.id } ?? 0) + 1
                return OpenStep(
                    href: visit.link("/leren/\(course.slug)/stap/\(number)"),
                    text: visit.text(
                        "learning.end.step", ["step": "\(number)", "title": screen.title[language]]))
            }
        openText = visit.text("learning.end.open", count: open.count)
        help = course.helpForYourself(visit.language)
    }
}
