import Content
import Core
import Directory
import Hummingbird
import Web

/// Going on at another device: one shows a code, the other takes it. Without a name and without JavaScript.
struct ResumePages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        [
            .page("/leren/:slug/ander-toestel", access: .everyone, sample: "/leren/receptie/ander-toestel") {
                try await offer($0, code: nil)
            },
            .action("/leren/:slug/ander-toestel", access: .everyone, bodyLimit: 16 << 10, make),
            .page("/verder", access: .everyone) { try entry($0) },
            .page("/verder/:code", access: .everyone, sample: "/verder/7GXK-M4QW-D3", followed),
            .action("/verder", access: .everyone, bodyLimit: 16 << 10, open),
        ]
    }

    // MARK: The device that has the attempt

    private func offer(_ visit: Visit, code: ResumeCode?) async throws -> Response {
        let course = try learning.context.course(visit["slug"])
        guard let token = visit.learnerCookie[course: course.slug],
            let learner = try await learning.attempts.find(token, course: course.slug)
        else { return visit.toStart(of: course) }
        let page = ResumeOfferPage(course, learner, code, in: visit)
        return try visit.page(
            page, title: visit.text("offline.resume.offer"),
            .init(hasQuickExit: true, isPrivate: true, hasLanguageLinks: code == nil))
    }

    private func make(_ visit: Visit) async throws -> Response {
        let course = try learning.context.course(visit["slug"])
        guard let token = visit.learnerCookie[course: course.slug] else { return visit.toStart(of: course) }
        do {
            let code = try await learning.resuming.makeCode(
                for: token, course: course.slug, person: visit.rosterCookie[course: course.slug])
            return try await offer(visit, code: code)
        } catch LearningError.noSuchAttempt {
            return visit.toStart(of: course)
        }
    }

    // MARK: The other device

    private func entry(_ visit: Visit, replacing course: Course? = nil) throws -> Response {
        try visit.page(
            ResumePage(replacing: course, in: visit), title: visit.text("offline.resume.title"),
            .init(hasQuickExit: true, isPrivate: !visit.form.entries.isEmpty, hasLanguageLinks: course == nil))
    }

    /// A code that was followed: it is used up when somebody presses the button, not by whatever looks at links.
    private func followed(_ visit: Visit) throws -> Response {
        var visit = visit
        visit.form = Form(["code": String(visit["code"].prefix(40))])
        return try entry(visit)
    }

    private func open(_ visit: Visit) async throws -> Response {
        var visit = visit
        let typed = visit.form.required("code", most: 40)
        guard !visit.form.hasErrors else { return try entry(visit) }
        let mayReplace = visit.form["vervang"] == "ja"
        let cookie = visit.learnerCookie
        let learning = learning
        let source = visit.source
        let inTheWay = CourseInTheWay()
        let opened = try await visit.form.attempt {
            try await learning.resuming.open(typed, source: source) { opened in
                guard !mayReplace, let own = cookie[course: opened.course], own != opened.token,
                    try await learning.attempts.find(own, course: opened.course)?.attempt.seen.count ?? 0 > 1
                else { return true }
                await inTheWay.note(opened.course)
                return false
            }
        }
        guard let opened = opened ?? nil else {
            return try entry(visit, replacing: await inTheWay.course.map { try learning.context.course($0) })
        }
        return try await goOn(with: opened, visit)
    }

    private func goOn(with opened: Resuming.Opened, _ visit: Visit) async throws -> Response {
        let course = try learning.context.course(opened.course)
        guard let learner = try await learning.attempts.find(opened.token, course: course.slug) else {
            return visit.toStart(of: course)
        }
        var cookie = visit.learnerCookie
        cookie[course: course.slug] = opened.token
        var response = visit.redirect(
            to: PlayerPages.path(course, of: learner), notice: "offline.notices.resumed")
        response.keep(cookie)
        var people = visit.rosterCookie
        if people[course: course.slug] != opened.person {
            people[course: course.slug] = opened.person
            response.keep(people)
        }
        return response
    }
}

/// The course that is under way at the other device too, if any.
private actor CourseInTheWay {
    private(set) var course: String?
    func note(_ slug: String) { course = slug }
}

/// `/leren/:slug/ander-toestel`.
struct ResumeOfferPage: Page {
    static let template = "learning/resume-offer"
    let slug: String
    let course: String
    let mark: LanguageMark?
    let back: String
    let code: Code?

    /// A code that was just made.
    struct Code: Sendable {
        let text: String
        let minutes: String
        /// Where it is typed, as it is typed.
        let address: String
        let qr: String?
    }

    init(_ course: Course, _ learner: Learner, _ code: ResumeCode?, in visit: Visit) {
        slug = course.slug
        let language = visit.reading(course, chosen: learner.language)
        self.course = course.title[language]
        mark = visit.mark(course.title, reading: language)
        back = visit.link(PlayerPages.path(course, of: learner))
        let site = visit.site.settings.address
        let host = site.split(separator: "/").last.map(String.init) ?? site
        self.code = code.map { code in
            Code(
                text: code.description,
                minutes: visit.text("offline.resume.minutes", ["count": "\(ResumeCode.seconds / 60)"]),
                address: host + visit.link("/verder"),
                qr: QRCode.svg(site + visit.link(code.path), label: visit.text("offline.resume.qr")))
        }
    }
}

/// `/verder`.
struct ResumePage: Page {
    static let template = "learning/resume"
    let code: Web.Field
    /// The course that is under way here already.
    let replaces: String?
    let errors: ErrorSummary?

    init(replacing course: Course?, in visit: Visit) {
        code = visit.field(
            "code", .code, label: "offline.resume.code", hint: "offline.resume.code-hint", autocomplete: "off")
        replaces = course.map { visit.text("offline.resume.replaces", ["course": $0.title[visit.language]]) }
        errors = visit.errorSummary
    }
}
