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

    private func form(
        _ course: Course, _ visit: Visit, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let page = CertificateNamePage(
            slug: course.slug, title: course.title[visit.language], lang: visit.foreign(course.title),
            name: visit.field(
                "name", label: "learning.certificate.name", hint: "learning.certificate.name-hint",
                autocomplete: "name", maxlength: 100), errors: visit.errorSummary)
        return try visit.page(
            page, title: visit.text("learning.certificate.title"),
            .init(status: status, hasQuickExit: true, isPrivate: true))
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
            visit.form.add(LearningError.certificateRevoked.text)
            return try form(course, visit)
        }
        if let format = BadgeFormat(rawValue: visit.form["als"]) {
            return try await file(format, certificate, course, visit)
        }
        let page = CertificatePage(certificate, course, in: visit)
        return try visit.page(
            page, title: visit.text("learning.certificate.title"), .init(hasQuickExit: true, isPrivate: true))
    }

    /// The certificate as an Open Badge, baked into a picture.
    private func file(
        _ format: BadgeFormat, _ certificate: Certificate, _ course: Course, _ visit: Visit
    ) async throws -> Response {
        let bytes: [UInt8]
        do {
            bytes = try await learning.badges.file(
                format, certificate, visit.achievement(course, version: certificate.version), by: visit.issuer,
                drawn: CertificatePage(certificate, course, in: visit).drawn(in: visit), source: visit.source)
        } catch let error as VaultError where error.retryAfter != nil {
            // Too busy to draw: the form again, with the name still in it.
            var again = visit
            again.form.add(error.text)
            var response = try form(course, again, status: .init(code: error.status))
            response.headers[.retryAfter] = error.retryAfter.map(String.init)
            throw KeptPage(error, response)
        }
        var response = visit.data(
            bytes, type: format.type,
            saveAs: "\(visit.text("badges.file-name"))-\(course.slug).\(format.rawValue)")
        response.headers[.cacheControl] = "no-store"
        return response
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
        } catch let error as LearningError {
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
            code, found: CertificatePage.Facts(found, title: plan.draft.title, visit), revocation: found.revocation,
            visit)
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
    /// Where the certificate is saved as a file; `nil` for that of a session, which is no badge.
    let files: String?
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
        let version: String
        let date: String
        let code: String

        init(_ certificate: Certificate, _ course: Course?, _ visit: Visit) {
            self.init(
                certificate, title: course?.title[visit.language] ?? certificate.course,
                lang: course.flatMap { visit.foreign($0.title) }, visit)
        }

        init(_ certificate: Certificate, title: String, lang: String? = nil, _ visit: Visit) {
            name = certificate.name
            course = title
            self.lang = lang
            version = "\(certificate.version)"
            date = visit.text(certificate.day)
            code = certificate.code
        }
    }

    init(_ certificate: Certificate, _ course: Course, in visit: Visit) {
        self.init(
            facts: Facts(certificate, course, visit), again: visit.link("/leren/\(course.slug)/bewijs"),
            files: visit.link("/leren/\(course.slug)/bewijs"), in: visit)
    }

    init(facts: Facts, again: String, files: String? = nil, in visit: Visit) {
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
        func fact(_ key: String, _ value: String) -> String { "\(visit.text("learning.certificate.\(key)")): \(value)" }
        return CertificateDrawing.Words(
            site: visit.site.settings.name, title: visit.text("learning.certificate.title"), name: facts.name,
            followed: visit.text("learning.certificate.followed"), course: facts.course,
            facts: [fact("date", facts.date), fact("version", facts.version), fact("code", facts.code)],
            notQualified: visit.text("learning.certificate.not-qualified"),
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
