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
        return try show(course, number, learner.attempt, visit)
    }

    private func show(_ course: Course, _ number: Int, _ attempt: Attempt, _ visit: Visit) throws -> Response {
        let page = StepPage(course, number: number, attempt: attempt, in: visit)
        let title = visit.text("learning.step.title", ["step": "\(number)", "of": "\(course.screens.count)"])
        return try visit.page(page, title: title, .init(hasQuickExit: true, isPrivate: true))
    }

    /// Answers, leaves for what it is, or goes on; afterwards the browser gets an address, so that Back and Reload do no harm.
    private func act(_ visit: Visit) async throws -> Response {
        var visit = visit
        let course = try learning.context.course(visit["slug"])
        guard let token = visit.learnerCookie[course: course.slug] else { return visit.toStart(of: course) }
        guard let number = number(visit, course) else { throw WebError.notFound }
        let screen = course.screens[number - 1]
        let wish = Wish(visit.form)
        do {
            let learner = try await learning.attempts.change(
                token, course: course.slug, language: visit.language
            ) { attempt, course in
                try wish.apply(to: &attempt, at: screen, in: course)
            }
            return visit.redirect(to: next(after: wish, number, learner, course))
        } catch LearningError.noSuchAttempt {
            return visit.toStart(of: course)
        } catch let error as AttemptError where error != .noSuchExercise {
            visit.form.add(error.text, at: "keuze")
            guard let learner = try await learner(of: course, visit) else { return visit.toStart(of: course) }
            return try show(course, number, learner.attempt, visit)
        }
    }

    private func next(after wish: Wish, _ number: Int, _ learner: Learner, _ course: Course) -> String {
        let here = "/leren/\(course.slug)/stap/\(number)"
        switch wish {
        case .answer: return here + "#uitleg"
        case .goOn, .putAside:
            return number == course.screens.count
                ? "/leren/\(course.slug)/klaar" : Self.path(course, learner.attempt.position)
        }
    }

    private func end(_ visit: Visit) async throws -> Response {
        let course = try learning.context.course(visit["slug"])
        guard let learner = try await learner(of: course, visit) else { return visit.toStart(of: course) }
        let page = EndPage(course, learner: learner, in: visit)
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

    static func path(_ course: Course, _ screen: String) -> String {
        "/leren/\(course.slug)/stap/\((course.screens.firstIndex { $0.id == screen } ?? 0) + 1)"
    }

    /// Which button was pressed.
    enum Wish: Sendable {
        case answer(Set<String>)
        case putAside
        case goOn

        init(_ form: Form) {
            switch form["doe"] {
            case "verder": self = .goOn
            case "overslaan": self = .putAside
            default: self = .answer(Set(form.all("keuze")))
            }
        }

        func apply(to attempt: inout Attempt, at screen: Screen, in course: Course) throws {
            guard attempt.canGo(to: screen.id, in: course) else { return }
            attempt.go(to: screen.id, in: course)
            switch self {
            case .answer(let chosen): try attempt.answer(chosen.sorted(), to: screen.id, in: course)
            case .putAside:
                attempt.putAside(screen.id, in: course)
                attempt.forward(in: course)
            case .goOn: attempt.forward(in: course)
            }
        }
    }
}

extension Visit {
    /// To the start of the course: there is no attempt in this browser.
    func toStart(of course: Course) -> Response {
        redirect(to: "/leren/\(course.slug)", notice: "learning.notices.not-begun")
    }
}

/// One screen of a course.
struct StepPage: Page {
    static let template = "learning/step"
    let slug: String
    let number: Int
    let of: Int
    let done: Int
    let stepText: String
    let doneText: String
    /// The chapter's title, where it is not the screen's.
    let chapter: String?
    let title: String
    let lang: String?
    /// The text of the screen; `nil` for a question, whose text is the heading.
    let html: String?
    let hotlines: [Hotline]
    let sources: [SourceLink]
    let exercise: ExerciseModel?
    let previous: String?
    let help: [Hotline]
    let errors: ErrorSummary?

    struct SourceLink: Sendable {
        let id: String
        let title: String
        let url: String?
        /// No person has yet seen that the source says so.
        let unchecked: Bool
    }

    init(_ course: Course, number: Int, attempt: Attempt, in visit: Visit) {
        let screen = course.screens[number - 1]
        let language = visit.language
        let progress = attempt.progress(in: course)
        slug = course.slug
        self.number = number
        of = progress.of
        done = progress.done
        stepText = visit.text("learning.step.title", ["step": "\(number)", "of": "\(progress.of)"])
        doneText = visit.text("learning.step.done", count: progress.done)
        let title = screen.title[language]
        let chapter = course.chapters.first { $0.screens.contains { $0.id == screen.id } }?.title[language]
        self.title = title
        self.chapter = chapter == title ? nil : chapter
        lang = visit.foreign(screen.title)
        var markdown = ""
        var hotlines: [Hotline] = []
        switch screen {
        case .lesson(let lesson):
            markdown = lesson.text[language]
            hotlines = lesson.routes.map { Hotline($0, language) }
        default: markdown = screen.text?[language] ?? ""
        }
        html = markdown.isEmpty ? nil : Markdown.html(markdown)
        self.hotlines = hotlines
        sources = screen.sources.compactMap { course.source($0) }.map {
            SourceLink(id: $0.id, title: $0.title, url: $0.url, unchecked: $0.checked == nil)
        }
        exercise = screen.exercise.map { ExerciseModel($0, screen, attempt, course, visit) }
        previous = number > 1 ? visit.link("/leren/\(course.slug)/stap/\(number - 1)") : nil
        help = course.helpForYourself(language)
        errors = visit.errorSummary
    }
}

/// A number to call, as a card or in a list.
struct Hotline: Sendable {
    let name: String
    let when: String
    let number: String
    let link: String
    let note: String?
    let unchecked: Bool

    init(_ route: HelpRoute, _ language: Language) {
        name = route.name[language]
        when = route.when[language]
        // The reader of courses refuses a route without a number.
        number = route.address
        link = route.link ?? route.web ?? ""
        note = route.note?[language]
        unchecked = route.verifiedOn == nil
    }
}

extension Course {
    /// The numbers that a learner can call for themselves, where the course has them in one of its lessons.
    func helpForYourself(_ language: Language) -> [Hotline] {
        let routes = screens.flatMap { screen -> [HelpRoute] in
            guard case .lesson(let lesson) = screen else { return [] }
            return lesson.routes
        }
        return ["sexual-assault-centre", "suicide-prevention"].compactMap { id in
            routes.first { $0.id == id }.map { Hotline($0, language) }
        }
    }
}

/// What there is to answer on a screen, and what was said about the latest answer.
struct ExerciseModel: Sendable {
    let choices: Choices
    let outcome: Outcome?
    /// Answered, and not rightly: the question stands open under the explanation.
    let again: Bool
    let solved: Bool
    let putAside: Bool

    struct Outcome: Sendable {
        let heading: String
        let leftAlone: Bool
        let chosen: [Chosen]
        let missed: String?
    }

    struct Chosen: Sendable {
        let text: String
        let feedback: String
    }

    init(_ exercise: Exercise, _ screen: Screen, _ attempt: Attempt, _ course: Course, _ visit: Visit) {
        let language = visit.language
        var legend = visit.text("learning.step.choose")
        if case .scenario(let scenario) = screen { legend = scenario.question[language] }
        let latest = attempt.outcome(of: screen.id, in: course)
        choices = Choices(
            "keuze", legend: legend,
            hint: visit.text(exercise.kind == .several ? "learning.step.several" : "learning.step.one"),
            error: visit.form.mistake("keuze").map { visit.text($0) }, several: exercise.kind == .several,
            chosen: Set(latest?.chosen.map(\.id) ?? []),
            options: exercise.choices.map { Choices.Option($0.id, $0.text[language]) })
        outcome = latest.map { latest in
            Outcome(
                heading: visit.text("learning.verdict.\(latest.verdict.rawValue)"),
                leftAlone: latest.isRightlyLeftAlone,
                chosen: latest.chosen.map {
                    Chosen(
                        text: $0.text[language],
                        feedback: $0.feedback.map { Markdown.html($0[language], headingsFrom: 3) } ?? "")
                }, missed: latest.missed > 0 ? visit.text("learning.step.missed", count: latest.missed) : nil)
        }
        solved = latest?.verdict == .right
        again = latest != nil && !solved
        putAside = attempt.putAside.contains(screen.id)
    }
}

/// `/leren/:slug/klaar`.
struct EndPage: Page {
    static let template = "learning/end"
    let slug: String
    let title: String
    let lang: String?
    let completed: String?
    let open: [OpenStep]
    let openText: String
    let help: [Hotline]

    /// A step that still asks for something.
    struct OpenStep: Sendable {
        let href: String
        let text: String
    }

    init(_ course: Course, learner: Learner, in visit: Visit) {
        slug = course.slug
        title = course.title[visit.language]
        lang = visit.foreign(course.title)
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
                        "learning.end.step", ["step": "\(number)", "title": screen.title[visit.language]]))
            }
        openText = visit.text("learning.end.open", count: open.count)
        help = course.helpForYourself(visit.language)
    }
}
