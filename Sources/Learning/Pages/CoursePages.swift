import Content
import Core
import Directory
import Hummingbird
import Web

/// The list of courses and the start of each.
struct CoursePages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        [
            .page("/leren", access: .everyone, list),
            .page("/leren/:slug", access: .everyone, sample: "/leren/receptie", start),
            .action("/leren/:slug", access: .everyone, begin),
            .action("/leren/:slug/taal", access: .everyone, changeLanguage),
            .page("/leren/:slug/begeleiding", access: .everyone, sample: "/leren/studenten/begeleiding", notes),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        let cards = learning.context.courses.map { course in
            CourseCard(course, in: visit, hasBegun: visit.learnerCookie[course: course.slug] != nil)
        }
        let page = CourseListPage(cards: cards)
        return try visit.page(
            page, title: visit.text("learning.list.title"), .init(description: visit.text("learning.list.lead")))
    }

    private func start(_ visit: Visit) async throws -> Response {
        let course = try learning.context.course(visit["slug"])
        return try await show(course, visit)
    }

    private func show(_ course: Course, _ visit: Visit) async throws -> Response {
        let learner = try await learner(of: course, visit)
        let page = CoursePage(course, in: visit, learner: learner)
        return try visit.page(
            page, title: course.title[visit.language],
            .init(description: course.summary[visit.language], hasQuickExit: true, isPrivate: learner != nil))
    }

    /// Begins without a join, or anew.
    private func begin(_ visit: Visit) async throws -> Response {
        var visit = visit
        let course = try learning.context.course(visit["slug"])
        let role = visit.form["role"]
        let audience = course.audiences.count == 1 ? course.audiences[0] : visit.form.choice("audience")
        if role != "other", Role(rawValue: role) == nil { visit.form.add(Text("web.form.choose"), at: "role") }
        guard !visit.form.hasErrors else { return try await show(course, visit) }
        let token = try await learning.attempts.begin(
            course: course.slug, role: Role(rawValue: role), audience: audience,
            language: visit.chosenLanguage(of: course) ?? visit.language)
        return visit.beginning(course, with: token)
    }

    /// Goes on with the course in another of its languages.
    private func changeLanguage(_ visit: Visit) async throws -> Response {
        let course = try learning.context.course(visit["slug"])
        guard let token = visit.learnerCookie[course: course.slug],
            let learner = try await learner(of: course, visit)
        else { return visit.toStart(of: course) }
        if let language = visit.chosenLanguage(of: course) {
            try await learning.attempts.read(token, course: course.slug, in: language)
        }
        return visit.redirect(to: PlayerPages.path(course, learner.attempt.position))
    }

    /// For who gives the course to a group.
    private func notes(_ visit: Visit) throws -> Response {
        let course = try learning.context.course(visit["slug"])
        guard let notes = course.notes else { throw WebError.notFound }
        let title = notes.title[visit.language]
        return try visit.page(NotesPage(course, notes, in: visit), title: title)
    }

    private func learner(of course: Course, _ visit: Visit) async throws -> Learner? {
        guard let token = visit.learnerCookie[course: course.slug] else { return nil }
        return try await learning.attempts.find(token, course: course.slug)
    }
}

extension Visit {
    /// The language of the course that was chosen in the form; `nil` when none was, or one that is not to be had here.
    func chosenLanguage(of course: Course) -> Language? {
        languages(of: course).first { $0.tag == form["language"] }
    }

    /// The languages of a course to choose from; `nil` where the pages have them all themselves.
    func languageChoice(of course: Course, chosen: Language) -> Choices? {
        let languages = languages(of: course)
        guard !languages.allSatisfy(Language.all.contains) else { return nil }
        return choices(
            "language", legend: "exercises.language.legend", hint: "exercises.language.hint", chosen: [chosen.tag],
            options: languages.map { language in
                Choices.Option(
                    language.tag, language.ownName,
                    hint: course.unreviewed.contains(language) ? text("exercises.language.unreviewed") : nil)
            })
    }

    /// To the first step, with the token in the cookie for as long as the attempt is kept.
    func beginning(_ course: Course, with token: AttemptToken) -> Response {
        var cookie = learnerCookie
        cookie[course: course.slug] = token
        var response = redirect(to: "/leren/\(course.slug)/stap/1")
        response.keep(cookie)
        return response
    }
}

extension Response {
    /// Has the browser keep the learner's tokens for as long as attempts are kept.
    mutating func keep(_ cookie: LearnerCookie) {
        setCookie(LearnerCookie.name, cookie.text, seconds: Attempts.retentionDays * 86_400, strict: false)
    }

    /// Has it keep the codes of who learns by an employer's roster for as long.
    mutating func keep(_ cookie: RosterCookie) {
        setCookie(RosterCookie.name, cookie.text, seconds: Attempts.retentionDays * 86_400, strict: false)
    }
}

/// A course in the list.
struct CourseCard: Sendable {
    let slug: String
    let title: String
    let summary: String
    let lang: String?
    let minutes: String
    let audiences: String
    let languages: String
    let waiting: Bool
    let hasBegun: Bool

    init(_ course: Course, in visit: Visit, hasBegun: Bool) {
        slug = course.slug
        title = course.title[visit.language]
        summary = course.summary[visit.language]
        lang = visit.foreign(course.title)
        minutes = visit.text("learning.minutes", ["count": "\(course.minutes)"])
        audiences = course.audiences.map { visit.text($0) }.joined(separator: ", ")
        languages = visit.names(of: visit.languages(of: course))
        waiting = course.review.isWaiting
        self.hasBegun = hasBegun
    }
}

/// `/leren`.
struct CourseListPage: Page {
    static let template = "learning/courses"
    let cards: [CourseCard]
}

/// `/leren/:slug/begeleiding`.
struct NotesPage: Page {
    static let template = "learning/notes"
    let slug: String
    let course: String
    let title: String
    let html: String
    let mark: LanguageMark?

    init(_ course: Course, _ notes: Course.Notes, in visit: Visit) {
        slug = course.slug
        self.course = course.title[visit.language]
        title = notes.title[visit.language]
        html = Markdown.html(notes.text[visit.language])
        mark = visit.mark(notes.title, reading: visit.language)
    }
}

/// `/leren/:slug`.
struct CoursePage: Page {
    static let template = "learning/course"
    let card: CourseCard
    /// In this browser the course was begun with the own link of an employer's roster.
    let isByOwnLink: Bool
    let goals: [String]
    let reviews: SummaryList
    /// Where the notes are for who gives the course to a group.
    let notes: String?
    let resume: Resume?
    let role: Choices
    let audience: Choices?
    /// To begin in; `nil` where there is nothing to choose.
    let language: Choices?
    /// To go on in, for who has begun.
    let goOnIn: Choices?
    let help: [Hotline]
    let errors: ErrorSummary?

    /// Where a learner left off.
    struct Resume: Sendable {
        let href: String
        let sentence: String
        let completed: Bool
    }

    init(_ course: Course, in visit: Visit, learner: Learner?) {
        card = CourseCard(course, in: visit, hasBegun: learner != nil)
        isByOwnLink = visit.rosterCookie[course: course.slug] != nil
        goals = course.goals.map { $0[visit.language] }
        let marks = [
            ("police", course.review.police), ("care", course.review.care), ("survivors", course.review.survivors),
        ]
        func state(_ mark: ReviewMark) -> String {
            switch mark {
            case .waiting: visit.text("learning.review.waiting")
            case .done(let by, let date): visit.text("learning.review.done", ["by": by, "date": visit.text(date)])
            }
        }
        let translations = course.translations.filter { course.languages.contains($0.key) }
        reviews = SummaryList(
            marks.map { SummaryList.Row(visit.text("learning.review.\($0)"), state($1)) }
                + translations.sorted { $0.key.tag < $1.key.tag }.map { language, mark in
                    SummaryList.Row(
                        visit.text("learning.review.translation", ["language": visit.names(of: [language])]),
                        state(mark))
                })
        notes = course.notes == nil ? nil : visit.link("/leren/\(course.slug)/begeleiding")
        resume = learner.map { Self.resume($0, course, visit) }
        role = visit.roleChoices(of: course)
        audience =
            course.audiences.count > 1
            ? visit.choices(
                "audience", legend: "learning.begin.audience",
                options: course.audiences.map { Choices.Option($0.rawValue, visit.text($0)) }) : nil
        language = learner == nil ? visit.languageChoice(of: course, chosen: visit.language) : nil
        goOnIn = learner.flatMap {
            visit.languageChoice(of: course, chosen: visit.reading(course, chosen: $0.language))
        }
        help = course.helpForYourself(visit.language)
        errors = visit.errorSummary
    }

    private static func resume(_ learner: Learner, _ course: Course, _ visit: Visit) -> Resume {
        let number = (course.screens.firstIndex { $0.id == learner.attempt.position } ?? 0) + 1
        if let completion = learner.completion {
            return Resume(
                href: visit.link("/leren/\(course.slug)/klaar"),
                sentence: visit.text("learning.course.completed", ["date": visit.text(completion.day)]), completed: true
            )
        }
        let counts = ["step": "\(number)", "of": "\(course.screens.count)"]
        return Resume(
            href: visit.link("/leren/\(course.slug)/stap/\(number)"),
            sentence: visit.text("learning.course.begun", counts), completed: false)
    }
}
