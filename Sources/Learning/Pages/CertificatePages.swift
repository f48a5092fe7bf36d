import Badges
import Content
import Core
import Directory
import HTTPTypes
import Hummingbird
import Vault
import Web

/// The certificate: made on a name that the learner types and nobody keeps, and verified by anybody who has code and name.
struct CertificatePages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        [
            .page("/leren/:slug/bewijs", access: .everyone, sample: "/leren/receptie/bewijs", ask),
            .action("/leren/:slug/bewijs", access: .everyone, make),
            .page("/bewijs", access: .everyone, entry),
            .action("/bewijs", access: .everyone, find),
            .page("/bewijs/:code", access: .everyone, sample: "/bewijs/\(Learning.demoCertificate)", show),
            .action("/bewijs/:code", access: .everyone, verify),
        ]
    }

    private func ask(_ visit: Visit) async throws -> Response {
        let course = try learning.context.course(visit["slug"])
        guard let learner = try await learner(of: course, visit) else { return visit.toStart(of: course) }
        guard learner.completion != nil else { return visit.redirect(to: "/leren/\(course.slug)/klaar") }
        return try form(course, visit)
    }

    private func form(_ course: Course, _ visit: Visit) throws -> Response {
        let page = CertificateNamePage(
            slug: course.slug, title: course.title[visit.language], lang: visit.foreign(course.title),
            name: visit.field(
                "name", label: "learning.certificate.name", hint: "learning.certificate.name-hint",
                autocomplete: "name", maxlength: 100), errors: visit.errorSummary)
        return try visit.page(
            page, title: visit.text("learning.certificate.title"),
            .init(hasQuickExit: true, isPrivate: true))
    }

    /// Shows the certificate once, or gives it as a file. The name goes into the answer and the code, and nowhere else.
    private func make(_ visit: Visit) async throws -> Response {
        var visit = visit
        let course = try learning.context.course(visit["slug"])
        guard let learner = try await learner(of: course, visit) else { return visit.toStart(of: course) }
        let name = visit.form.required("name", most: 100)
        let made = try await visit.form.attempt { try learning.certificates.make(for: learner, name: name) }
        guard let certificate = made, !visit.form.hasErrors else { return try form(course, visit) }
        if try await learning.badges.revocation(of: certificate.completion) != nil {
            visit.form.add(CertificateError.revoked.text)
            return try form(course, visit)
        }
        if let format = BadgeFormat(rawValue: visit.form["als"]) {
            return try await learning.file(
                format, certificate, visit.achievement(course, version: certificate.version),
                CertificatePage(certificate, course, in: visit), named: course.slug, visit
            ) { try form(course, $0) }
        }
        let page = CertificatePage(certificate, course, in: visit)
        return try visit.page(
            page, title: visit.text("learning.certificate.title"), .init(hasQuickExit: true, isPrivate: true))
    }

    private func entry(_ visit: Visit) async throws -> Response {
        let page = VerifyEntryPage(
            code: visit.field(
                "code", .code, label: "learning.verify.code", hint: "learning.verify.code-hint", autocomplete: "off"),
            errors: visit.errorSummary)
        return try visit.page(page, title: visit.text("learning.verify.title"))
    }

    private func find(_ visit: Visit) async throws -> Response {
        var visit = visit
        let typed = visit.form.required("code", most: 60)
        let code =
            visit.form.hasErrors ? nil : try await visit.form.attempt { try learning.certificates.read(typed) }
        guard let code else { return try await entry(visit) }
        return visit.redirect(to: "/bewijs/\(code)")
    }

    private func show(_ visit: Visit) async throws -> Response {
        do {
            return try ask(try learning.certificates.read(visit["code"]), found: nil, visit)
        } catch let error as CertificateError {
            var visit = visit
            visit.form = Form(["code": String(visit["code"].prefix(60))])
            visit.form.add(error.text, at: "code")
            return try await entry(visit)
        }
    }

    private func verify(_ visit: Visit) async throws -> Response {
        var visit = visit
        let code = try learning.certificates.read(visit["code"])
        let name = visit.form.required("name", most: 100)
        let found =
            visit.form.hasErrors
            ? nil : try await visit.form.attempt { try await learning.certificates.verify(code: code, name: name) }
        guard let found, let plan = try await learning.sessionPlans.find(found) else {
            return try ask(
                code, found: found.map { facts($0, visit) }, revocation: found?.revocation, visit)
        }
        return try ask(
            code, found: CertificatePage.Facts(found, title: plan.draft.title, isSession: true, visit),
            revocation: found.revocation, visit)
    }

    private func facts(_ certificate: Certificate, _ visit: Visit) -> CertificatePage.Facts {
        CertificatePage.Facts(certificate, try? learning.context.course(certificate.course), visit)
    }

    private func ask(
        _ code: String, found: CertificatePage.Facts?, revocation: Revocation? = nil, _ visit: Visit
    ) throws -> Response {
        let page = VerifyPage(
            code: code,
            name: visit.field(
                "name", label: "learning.verify.name", hint: "learning.verify.name-hint", autocomplete: "off",
                maxlength: 100),
            verified: found,
            revoked: revocation.map(visit.sentence),
            errors: visit.errorSummary)
        return try visit.page(page, title: visit.text("learning.verify.title"), .init(isPrivate: true))
    }

    private func learner(of course: Course, _ visit: Visit) async throws -> Learner? {
        guard let token = visit.learnerCookie[course: course.slug] else { return nil }
        return try await learning.attempts.find(token, course: course.slug)
    }
}

extension Learning {
    /// A certificate as an Open Badge, baked into a picture.
    ///
    /// - Parameters:
    ///   - page: the same on paper.
    ///   - named: ends the name of the file.
    ///   - form: shows the form again with the name still in it, when there is no time to draw.
    func file(
        _ format: BadgeFormat, _ certificate: Certificate, _ achievement: BadgeAchievement, _ page: CertificatePage,
        named: String, _ visit: Visit, form: (Visit) async throws -> Response
    ) async throws -> Response {
        let bytes: [UInt8]
        do {
            bytes = try await badges.file(
                format, certificate, achievement, by: visit.issuer, drawn: page.drawn(in: visit), source: visit.source)
        } catch let error as VaultError where error.retryAfter != nil {
            var again = visit
            again.form.add(error.text)
            var response = try await form(again)
            response.status = .init(code: error.status)
            response.headers[.retryAfter] = error.retryAfter.map(String.init)
            throw KeptPage(error, response)
        }
        var response = visit.data(
            bytes, type: format.type, saveAs: "\(visit.text("badges.file-name"))-\(named).\(format.rawValue)")
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

/// `/leren/:slug/bewijs`, before the name is typed.
struct CertificateNamePage: Page {
    static let template = "learning/certificate-name"
    let slug: String
    let title: String
    let lang: String?
    let name: Web.Field
    let errors: ErrorSummary?
}

/// The certificate itself.
struct CertificatePage: Page {
    static let template = "learning/certificate"
    /// Where another name can be typed.
    let again: String
    /// Where the certificate is saved as a file.
    let files: String
    let facts: Facts
    /// Where anybody verifies it, as it is typed.
    let address: String
    /// The way to its own page there.
    let qr: String?

    /// What a certificate says.
    struct Facts: Sendable {
        let name: String
        let course: String
        let lang: String?
        /// `nil` for a session.
        let version: String?
        let date: String
        let code: String
        /// What the name did.
        let followed: String
        /// What stands before the date.
        let on: String
        let notQualified: String

        init(_ certificate: Certificate, _ course: Course?, _ visit: Visit) {
            self.init(
                certificate, title: course?.title[visit.language] ?? certificate.course,
                lang: course.flatMap { visit.foreign($0.title) }, visit)
        }

        init(
            _ certificate: Certificate, title: String, lang: String? = nil, isSession: Bool = false, _ visit: Visit
        ) {
            name = certificate.name
            course = title
            self.lang = lang
            version = isSession ? nil : "\(certificate.version)"
            date = visit.text(certificate.day)
            code = certificate.code
            followed = visit.text(isSession ? "badges.session.followed" : "learning.certificate.followed")
            on = visit.text(isSession ? "badges.session.on" : "learning.certificate.date")
            notQualified = visit.text(
                isSession ? "badges.session.not-qualified" : "learning.certificate.not-qualified")
        }
    }

    init(_ certificate: Certificate, _ course: Course, in visit: Visit) {
        self.init(
            facts: Facts(certificate, course, visit), again: visit.link("/leren/\(course.slug)/bewijs"),
            files: visit.link("/leren/\(course.slug)/bewijs"), in: visit)
    }

    init(facts: Facts, again: String, files: String, in visit: Visit) {
        self.facts = facts
        self.again = again
        self.files = files
        let address = visit.site.settings.address
        let host = address.split(separator: "/").last.map(String.init) ?? address
        self.address = host + visit.link("/bewijs")
        let page = address + visit.link("/bewijs/\(facts.code)")
        qr = QRCode.svg(page, label: visit.text("badges.qr", ["address": page]))
    }

    /// The same as a picture.
    func drawn(in visit: Visit) -> CertificateDrawing.Words {
        var lines = ["\(facts.on): \(facts.date)"]
        if let version = facts.version { lines.append("\(visit.text("learning.certificate.version")): \(version)") }
        lines.append("\(visit.text("learning.certificate.code")): \(facts.code)")
        return CertificateDrawing.Words(
            site: visit.site.settings.name, title: visit.text("learning.certificate.title"), name: facts.name,
            followed: facts.followed, course: facts.course, facts: lines, notQualified: facts.notQualified,
            verify: "\(visit.text("learning.certificate.verify")) \(address)", language: visit.language.tag)
    }
}

/// `/bewijs`.
struct VerifyEntryPage: Page {
    static let template = "learning/verify-entry"
    let code: Web.Field
    let errors: ErrorSummary?
}

/// `/bewijs/:code`.
struct VerifyPage: Page {
    static let template = "learning/verify"
    let code: String
    let name: Web.Field
    let verified: CertificatePage.Facts?
    /// Since when it no longer counts, and why.
    let revoked: String?
    let errors: ErrorSummary?
}
