import Content
import Core
import Directory
import HTTPTypes
import Hummingbird
import Web

/// What somebody sees with the link of their site, or with their own link from an employer's roster.
struct RosterLearnerPages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        let own = "/cursist/:code"
        return [
            .page("/locatie/:code", access: .everyone, sample: "/locatie/\(Learning.demoSite)", site),
            .action("/locatie/:code", access: .everyone, bodyLimit: 16 << 10, keepSite),
            .page(own, access: .everyone, sample: "/cursist/{cursist}") { try await show($0) },
            .action(own, access: .everyone, bodyLimit: 16 << 10, begin),
            .action("\(own)/klaar", access: .everyone, bodyLimit: 16 << 10, tell),
            .action("\(own)/mails", access: .everyone, bodyLimit: 16 << 10, setMails),
            .redirect("\(own)/klaar", to: "/leren", access: .everyone),
            .redirect("\(own)/mails", to: "/leren", access: .everyone),
        ]
    }

    // MARK: The site

    private func site(_ visit: Visit) async throws -> Response {
        let site = try await learning.workSites.open(visit["code"])
        let isKept = visit.cookie(WorkSite.cookie).flatMap { JoinCode($0) } == site.code
        var page = DeskPage(site.name, visit)
        var section = DeskPage.Section(parts: [FormPart(Box112())])
        if let card = SiteCard(site, in: visit) {
            section.parts.append(FormPart(card))
        } else {
            section.text = [visit.text("roster.site.no-card")]
        }
        page.sections = [section]
        func button(_ value: String, _ text: String) -> DeskButton {
            DeskButton(
                action: visit.link(site.path), text: visit.text(text),
                hidden: [HiddenField(name: "doe", value: value)])
        }
        page.sections.append(
            DeskPage.Section(
                heading: visit.text("roster.site.go-on"),
                links: [Link(visit.text("roster.site.learn"), href: visit.link("/leren"))],
                buttons: [button("signaal", "roster.site.signal")]))
        if site.card.isFilled {
            page.sections.append(
                DeskPage.Section(
                    heading: visit.text("roster.site.keep"),
                    text: [visit.text(isKept ? "roster.site.is-kept" : "roster.site.keep-text")],
                    buttons: [
                        isKept ? button("vergeet", "roster.site.forget") : button("bewaar", "roster.site.keep-button")
                    ]))
        }
        return try visit.page(page, title: visit.text("roster.site.title"), .init(hasQuickExit: true, isPrivate: true))
    }

    private func keepSite(_ visit: Visit) async throws -> Response {
        let site = try await learning.workSites.open(visit["code"])
        switch visit.form["doe"] {
        case "signaal":
            var response = visit.redirect(to: "/m")
            // Who kept it keeps it; otherwise it is for this visit.
            if visit.cookie(WorkSite.cookie).flatMap({ JoinCode($0) }) != site.code {
                response.keep(site, stays: false)
            }
            return response
        case "vergeet":
            var response = visit.redirect(to: site.path, notice: "roster.notices.site-forgotten")
            response.setCookie(WorkSite.cookie, "", seconds: 0, strict: false)
            return response
        default:
            var response = visit.redirect(to: site.path, notice: "roster.notices.site-kept")
            response.keep(site)
            return response
        }
    }

    // MARK: The own link

    /// How the browser stands with a course.
    private enum Here {
        /// Begun with this link.
        case own(Learner)
        /// Begun in this browser in another way, and not by somebody else's link.
        case nameless(Learner)
        case nothing
    }

    private func here(_ course: Course, _ code: RosterCode, _ visit: Visit) async throws -> Here {
        guard let token = visit.learnerCookie[course: course.slug],
            let learner = try await learning.attempts.find(token, course: course.slug)
        else { return .nothing }
        guard let link = visit.rosterCookie[course: course.slug] else { return .nameless(learner) }
        return link == code ? .own(learner) : .nothing
    }

    private func show(_ visit: Visit, failed: String? = nil) async throws -> Response {
        let code = RosterCode(visit["code"])
        let own = try await learning.rosterDoor.own(code)
        var page = DeskPage(visit.text("roster.own.title"), visit)
        page.lead = visit.text("roster.own.lead", ["who": own.person.label, "employer": own.employer])
        page.sections = [
            DeskPage.Section(
                id: "ziet", heading: visit.text("roster.own.sees"),
                text: [
                    visit.text("roster.own.sees-this", ["employer": own.employer]), visit.text("roster.own.sees-not"),
                    visit.text("roster.own.choice"),
                ])
        ]
        for asked in own.courses {
            guard let course = try? learning.context.course(asked.course) else { continue }
            page.sections.append(try await section(course, asked, code!, visit, failed: failed))
        }
        if let card = SiteCard(own.site, in: visit) {
            page.sections.append(DeskPage.Section(parts: [FormPart(card)]))
        }
        if !own.person.email.isEmpty {
            let isOff = own.person.hasMailsOff
            page.sections.append(
                DeskPage.Section(
                    id: "mails", heading: visit.text("roster.own.mails"),
                    text: [visit.text(isOff ? "roster.own.mails-are-off" : "roster.own.mails-are-on")],
                    buttons: [
                        DeskButton(
                            action: visit.link("\(code!.path)/mails"),
                            text: visit.text(isOff ? "roster.own.mails-on" : "roster.own.mails-off"),
                            hidden: [HiddenField(name: "mails", value: isOff ? "aan" : "uit")])
                    ]))
        }
        return try visit.page(page, title: page.title, .init(hasQuickExit: true, isPrivate: true))
    }

    private func section(
        _ course: Course, _ asked: RosterCourse, _ code: RosterCode, _ visit: Visit, failed: String?
    ) async throws -> DeskPage.Section {
        let state = learning.rosters.state(asked)
        var section = DeskPage.Section(
            id: "cursus-\(course.slug)", heading: course.title[visit.language],
            text: [visit.standing(asked, state), visit.text("learning.minutes", ["count": "\(course.minutes)"])])
        let here = try await here(course, code, visit)
        switch here {
        case .own(let learner) where learner.completion == nil:
            section.links = [
                Link(
                    visit.text("learning.course.resume"),
                    href: visit.link(PlayerPages.path(course, learner.attempt.position)))
            ]
            return section
        case .own(let learner), .nameless(let learner):
            if let section = try await told(section, course, asked, learner, code, visit) { return section }
        case .nothing: break
        }
        let own = failed == course.slug ? visit : visit.withoutInput
        let roles = course.roles.isEmpty ? Role.allCases : course.roles
        section.forms = [
            DeskForm(
                action: visit.link(code.path), hidden: [HiddenField(name: "course", value: course.slug)],
                parts: [
                    FormPart(
                        Choices(
                            "role", id: "role-\(course.slug)", legend: visit.text("learning.begin.role"),
                            hint: visit.text("roster.own.role-hint"),
                            error: own.form.mistake("role-\(course.slug)").map { visit.text($0) },
                            chosen: Set(own.form.all("role")),
                            options: roles.map { Choices.Option($0.rawValue, visit.text($0)) }
                                + [Choices.Option("other", visit.text("learning.role.other"))]))
                ], button: visit.text(asked.done == nil ? "roster.own.begin" : "roster.own.begin-again"))
        ]
        return section
    }

    /// The section of a course that was begun or completed here: with a way to tell, or to go on. `nil` when it is to
    /// be begun anew.
    private func told(
        _ section: DeskPage.Section, _ course: Course, _ asked: RosterCourse, _ learner: Learner, _ code: RosterCode,
        _ visit: Visit
    ) async throws -> DeskPage.Section? {
        var section = section
        guard let token = visit.learnerCookie[course: course.slug], try await !learning.rosterDoor.isTold(token) else {
            return nil
        }
        let isDone = learner.completion != nil
        section.text.append(
            visit.text(
                isDone ? "roster.own.is-done-here" : "roster.own.is-begun-here",
                ["date": learner.completion.map { visit.text($0.day) } ?? ""]))
        section.buttons = [
            DeskButton(
                action: visit.link("\(code.path)/klaar"),
                text: visit.text(isDone ? "roster.own.tell" : "roster.own.go-on-as-own"),
                hidden: [HiddenField(name: "course", value: course.slug)])
        ]
        return section
    }

    private func begin(_ visit: Visit) async throws -> Response {
        var visit = visit
        let code = RosterCode(visit["code"])
        let own = try await learning.rosterDoor.own(code)
        guard let code, own.courses.contains(where: { $0.course == visit.form["course"] }) else {
            throw LearningError.noSuchCourse
        }
        let course = try learning.context.course(visit.form["course"])
        let role = visit.form["role"]
        if role != "other", Role(rawValue: role) == nil {
            visit.form.add(Text("web.form.choose"), at: "role-\(course.slug)")
        }
        guard !visit.form.hasErrors else { return try await show(visit, failed: course.slug) }
        let organisation = try await learning.context.organisations.find(.visitor, id: own.person.organisation)
        let usual = Audience(of: organisation.kind)
        let token = try await learning.attempts.begin(
            course: course.slug, role: Role(rawValue: role),
            audience: course.audiences.first { $0 == usual } ?? course.audiences.first,
            organisation: organisation.id, site: own.site, language: visit.language)
        return keep(code, course, own.site, visit, visit.beginning(course, with: token))
    }

    private func keep(
        _ code: RosterCode, _ course: Course, _ site: WorkSite?, _ visit: Visit, _ response: Response
    ) -> Response {
        var response = response
        var cookie = visit.rosterCookie
        cookie[course: course.slug] = code
        response.keep(cookie)
        if let site, site.card.isFilled { response.keep(site) }
        return response
    }

    /// Tells that a course is done that was completed in this browser; of one that is under way, that it is this
    /// person's from now on.
    private func tell(_ visit: Visit) async throws -> Response {
        let code = RosterCode(visit["code"])
        let own = try await learning.rosterDoor.own(code)
        let course = try learning.context.course(visit.form["course"])
        guard let code, let token = visit.learnerCookie[course: course.slug],
            let learner = try await learning.attempts.find(token, course: course.slug)
        else { return visit.redirect(to: "/leren/\(course.slug)") }
        // Somebody else's attempt, begun in this browser by their own link, is nobody's to tell.
        guard visit.rosterCookie[course: course.slug].map({ $0 == code }) ?? true else {
            return visit.redirect(to: code.path)
        }
        guard learner.completion != nil else {
            return keep(
                code, course, own.site, visit, visit.redirect(to: PlayerPages.path(course, learner.attempt.position)))
        }
        try await learning.rosterDoor.tell(code, token: token, course: course.slug)
        return keep(
            code, course, own.site, visit, visit.redirect(to: code.path, notice: "roster.notices.told"))
    }

    private func setMails(_ visit: Visit) async throws -> Response {
        let code = RosterCode(visit["code"])
        let isOn = visit.form["mails"] == "aan"
        try await learning.rosterDoor.setMails(code, isOn)
        return visit.redirect(
            to: "\(code!.path)", notice: isOn ? "roster.notices.own-mails-on" : "roster.notices.own-mails-off")
    }
}

extension Visit {
    /// Through whose links courses were begun in this browser.
    var rosterCookie: RosterCookie { RosterCookie(cookie(RosterCookie.name)) }
}

extension Audience {
    /// What people of such an employer count as; `nil` when that says nothing.
    init?(of kind: OrganisationKind) {
        switch kind {
        case .hotel: self = .hotel
        case .holidayPark: self = .holidayPark
        case .municipality: self = .municipality
        case .police: self = .police
        case .school: self = .tourismStudent
        case .coalition, .partner, .funder: return nil
        }
    }
}

extension Learning {
    /// Tells an employer that a course is done, when it was begun with a link of its roster. Nobody meets an error
    /// because of it.
    func tellEmployer(_ learner: Learner, token: AttemptToken, _ visit: Visit) async throws {
        guard learner.completion != nil, let code = visit.rosterCookie[course: learner.course] else { return }
        try await rosterDoor.tell(code, token: token, course: learner.course)
    }

    /// What stands beside a screen: the card of the site where the screen gives numbers to call, and at the first screen what
    /// the employer sees and the way to four situations.
    func beside(_ hasNoNumbers: Bool, _ number: Int, _ course: Course, _ visit: Visit) async throws -> BesideStep {
        var beside = BesideStep()
        if !hasNoNumbers { beside.card = try await card(visit) }
        beside.isByOwnLink = number == 1 && visit.rosterCookie[course: course.slug] != nil
        if number == 1, let token = visit.learnerCookie[course: course.slug],
            let learner = try await attempts.find(token, course: course.slug),
            try await measures.isOpen(.before, token: token, learner: learner)
        {
            beside.situations = visit.link("/leren/\(course.slug)/vooraf")
        }
        return beside
    }

    /// What stands beside the end of a course.
    func besideEnd(_ course: Course, _ learner: Learner, _ visit: Visit) async throws -> BesideEnd {
        var beside = BesideEnd()
        beside.card = try await card(visit)
        guard learner.completion != nil, let token = visit.learnerCookie[course: course.slug] else { return beside }
        if try await measures.isOpen(.after, token: token, learner: learner) {
            beside.situations = visit.link("/leren/\(course.slug)/achteraf")
        }
        if let code = visit.rosterCookie[course: course.slug] {
            beside.employer = BesideEnd.Employer(
                path: visit.link(code.path), slug: course.slug, isTold: try await rosterDoor.isTold(token))
        }
        return beside
    }
}

/// What stands beside a screen of a course for some.
struct BesideStep: Sendable {
    var card: SiteCard?
    /// The course was begun with the own link: the employer will see that it is done, and by whom.
    var isByOwnLink = false
    /// Where four situations are asked.
    var situations: String?
}

/// What stands beside the end of a course for some.
struct BesideEnd: Sendable {
    var card: SiteCard?
    /// Where four situations are asked.
    var situations: String?
    /// For who came by a link of a roster.
    var employer: Employer?

    struct Employer: Sendable {
        let path: String
        let slug: String
        let isTold: Bool
    }
}
