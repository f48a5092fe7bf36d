import Core
import Directory
import HTTPTypes
import Hummingbird
import Web

/// How a learner comes in with a code: typed on `/doe-mee`, or by link or QR code.
struct JoinPages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        [
            .page("/doe-mee", access: .everyone, entry),
            .action("/doe-mee", access: .everyone, find),
            .page("/doe-mee/:code", access: .everyone, sample: "/doe-mee/\(Learning.demoCode)", show),
            .action("/doe-mee/:code", access: .everyone, join),
        ]
    }

    private func entry(_ visit: Visit) async throws -> Response {
        try visit.page(
            JoinEntryPage(in: visit), title: visit.text("learning.join.title"), .init(hasQuickExit: true))
    }

    private func find(_ visit: Visit) async throws -> Response {
        var visit = visit
        let typed = visit.form.required("code", most: 40)
        let path = visit.form.hasErrors ? nil : try await visit.form.attempt { try await self.path(of: typed) }
        guard let path else { return try await entry(visit) }
        return visit.redirect(to: path)
    }

    /// A code opens a join, a session, a site, a package of others, a person's own page, or the course where a learner was at
    /// another device; there is one place to type them.
    private func path(of code: String) async throws -> String {
        if let own = RosterCode(code) { return own.path }
        if let resume = ResumeCode(code) { return resume.path }
        do {
            return try await learning.joins.open(code).path
        } catch LearningError.noSuchCode {
            if let plan = try? await learning.sessionPlans.open(code) { return plan.path }
            if let site = try? await learning.workSites.open(code) { return site.path }
            guard let package = try? await learning.recordStore.launches.open(code) else {
                throw LearningError.noSuchCode
            }
            return package.path
        }
    }

    private func show(_ visit: Visit) async throws -> Response {
        do {
            return try await show(try await learning.joins.open(visit["code"]), visit)
        } catch let error as LearningError where error.field == "code" {
            // A code that was followed or mistyped in the address: the form to mend it, and the status that tells the same.
            var visit = visit
            visit.form = Form(["code": String(visit["code"].prefix(40))])
            visit.form.add(error.text, at: "code")
            return try visit.page(
                JoinEntryPage(in: visit), title: visit.text("learning.join.title"),
                .init(status: .init(code: error.status), hasQuickExit: true))
        }
    }

    private func show(_ join: Join, _ visit: Visit) async throws -> Response {
        let course = try learning.context.course(join.course)
        let organisation = try await learning.context.organisations.find(.visitor, id: join.organisation)
        let page = JoinPage(course, organisation: organisation.name, code: join.code, in: visit)
        return try visit.page(page, title: visit.text("learning.join.title"), .init(hasQuickExit: true))
    }

    private func join(_ visit: Visit) async throws -> Response {
        var visit = visit
        let join = try await learning.joins.open(visit["code"])
        let role = visit.form["role"]
        if role != "other", Role(rawValue: role) == nil { visit.form.add(Text("web.form.choose"), at: "role") }
        guard !visit.form.hasErrors else { return try await show(join, visit) }
        let token = try await learning.attempts.begin(
            course: join.course, role: Role(rawValue: role), join: join, language: visit.language)
        var response = visit.beginning(try learning.context.course(join.course), with: token)
        if let site = try await learning.workSites.find(join: join.id), site.card.isFilled { response.keep(site) }
        return response
    }
}

/// `/doe-mee`.
struct JoinEntryPage: Page {
    static let template = "learning/join-entry"
    let code: Web.Field
    let errors: ErrorSummary?

    init(in visit: Visit) {
        code = visit.field(
            "code", .code, label: "learning.join.code", hint: "learning.join.code-hint", autocomplete: "off")
        errors = visit.errorSummary
    }
}

/// `/doe-mee/:code`.
struct JoinPage: Page {
    static let template = "learning/join"
    let card: CourseCard
    let organisation: String
    let code: String
    let role: Choices
    let resume: String?
    /// The course was begun here with the own link of an employer's roster, and who does it again is seen by that employer.
    let isByOwnLink: Bool
    let errors: ErrorSummary?

    init(_ course: Course, organisation: String, code: JoinCode, in visit: Visit) {
        let hasBegun = visit.learnerCookie[course: course.slug] != nil
        card = CourseCard(course, in: visit, hasBegun: hasBegun)
        self.organisation = organisation
        self.code = code.description
        role = visit.roleChoices(of: course)
        resume = hasBegun ? visit.link("/leren/\(course.slug)") : nil
        isByOwnLink = visit.rosterCookie[course: course.slug] != nil
        errors = visit.errorSummary
    }
}
