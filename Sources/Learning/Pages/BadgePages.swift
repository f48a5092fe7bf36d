import Badges
import Content
import Core
import Directory
import HTTPTypes
import Hummingbird
import Web

/// What others need to check a badge by themselves, and the page that does it for who has a file.
struct BadgePages: Sendable {
    let learning: Learning

    /// More than a badge of ours takes: 200 kB as a picture, 3 kB as a text.
    private static let mostBytes = 2 << 20

    var routes: [Web.Route] {
        let course = learning.courses.first
        let sample = "/leren/\(course?.slug ?? "")/versie/\(course?.version ?? 1)"
        return [
            .data("/.well-known/did.json", access: .everyone, hasLanguages: false, did),
            .data("/.well-known/jwks.json", access: .everyone, hasLanguages: false, jwks),
            .data("/leren/:slug/versie/:version", access: .everyone, sample: sample, achievement),
            .data(
                "/bewijs/status/:list", access: .everyone, hasLanguages: false, sample: "/bewijs/status/1", statusList),
            .page("/bewijs/bestand", access: .everyone, ask),
            .action(
                "/bewijs/bestand", access: .everyone, bodyLimit: Self.mostBytes, fieldLimits: ["text": 64 << 10], check),
        ]
    }

    private func did(_ visit: Visit) async throws -> Response {
        let keys = try await learning.badges.keys.published()
        return visit.open(try KeyDocuments.did(visit.issuer, keys), type: "application/did+ld+json")
    }

    private func jwks(_ visit: Visit) async throws -> Response {
        let keys = try await learning.badges.keys.published()
        return visit.open(try KeyDocuments.jwks(visit.issuer, keys), type: "application/jwk-set+json")
    }

    /// The version that is on offer, or an older one of which a badge was made.
    private func achievement(_ visit: Visit) async throws -> Response {
        guard let version = Int(visit["version"]) else { throw LearningError.noSuchCourse }
        let slug = visit["slug"]
        if let code = SessionPlan.code(inCourse: slug) {
            guard version == 1 else { throw SessionError.noSuchSession }
            let plan = try await learning.sessionPlans.open(code.text)
            return visit.open(try visit.achievement(plan).document(), type: Self.document)
        }
        if let course = try? learning.context.course(slug), course.version == version {
            return visit.open(try visit.achievement(course, version: version).document(), type: Self.document)
        }
        guard let kept = try await learning.badges.achievement(of: slug, version: version, in: visit.language) else {
            throw LearningError.noSuchCourse
        }
        return visit.open(try visit.achievement(kept, of: slug, version: version).document(), type: Self.document)
    }

    private static let document = "application/ld+json"

    private func statusList(_ visit: Visit) async throws -> Response {
        guard let list = Int(visit["list"]) else { throw CertificateError.noSuchStatusList }
        let text = try await learning.badges.statusList(list, by: visit.issuer)
        return visit.open(Array(text.utf8), type: "application/vc+jwt", seconds: 60)
    }

    private func ask(_ visit: Visit) async throws -> Response { try page(nil, visit) }

    /// Reads what was sent, in memory, and forgets it.
    private func check(_ visit: Visit) async throws -> Response {
        var visit = visit
        let bytes = visit.form.file("file")?.bytes ?? Array(visit.form["text"].utf8)
        if bytes.isEmpty, !visit.form.hasErrors { visit.form.add(Text("badges.check.nothing"), at: "file") }
        guard !visit.form.hasErrors else { return try page(nil, visit) }
        do {
            return try page(try await learning.badges.verify(bytes), visit)
        } catch let problem as BadgeProblem {
            visit.form.add(problem.text, at: "file")
            return try page(nil, visit)
        }
    }

    private func page(_ checked: BadgeService.Checked?, _ visit: Visit) throws -> Response {
        try visit.page(
            BadgeCheckPage(checked, in: visit), title: visit.text("badges.check.title"), .init(isPrivate: true))
    }
}

extension Visit {
    /// This installation as an issuer.
    var issuer: BadgeIssuer { BadgeIssuer(name: site.settings.name, address: site.settings.address) }

    /// A version of a course as what a badge is for, in the visit's language.
    func achievement(_ course: Course, version: Int) -> BadgeAchievement {
        let tongue = course.title.language(for: language)
        let kept = KeptAchievement(
            language: tongue, name: course.title[language], description: course.summary[language],
            narrative: site.strings(Text("badges.narrative"), tongue))
        return achievement(kept, of: course.slug, version: version)
    }

    /// Having been at a session, as what a badge is for, in the visit's language.
    func achievement(_ plan: SessionPlan) -> BadgeAchievement {
        let address = site.settings.address
        return BadgeAchievement(
            id: "\(address)/leren/\(plan.course)/versie/1", name: plan.draft.title,
            description: text(
                "badges.session.description", ["day": text(plan.draft.day), "organiser": plan.draft.organiser]),
            narrative: text("badges.session.narrative"), page: address + link(plan.path), language: language,
            version: 1)
    }

    /// The same, of words that are given.
    fileprivate func achievement(_ kept: KeptAchievement, of slug: String, version: Int) -> BadgeAchievement {
        let address = site.settings.address
        return BadgeAchievement(
            id: "\(address)/leren/\(slug)/versie/\(version)", name: kept.name, description: kept.description,
            narrative: kept.narrative, page: address + link("/leren/\(slug)"), language: kept.language,
            version: version)
    }

    /// A document for anybody's program, wherever that runs: there is nothing in it that is not public.
    fileprivate func open(_ bytes: [UInt8], type: String, seconds: Int = 300) -> Response {
        var response = data(bytes, type: type)
        response.headers[HTTPField.Name("Access-Control-Allow-Origin")!] = "*"
        response.headers[HTTPField.Name("Cross-Origin-Resource-Policy")!] = "cross-origin"
        response.headers[.cacheControl] = "public, max-age=\(seconds)"
        return response
    }

    /// Why a certificate was revoked, and when.
    func sentence(_ revocation: Revocation) -> String {
        text(
            "badges.revoked-on",
            ["day": text(revocation.at.day), "reason": text("badges.reason.\(revocation.reason.rawValue)")])
    }
}

/// `/bewijs/bestand`.
struct BadgeCheckPage: Page {
    static let template = "learning/badge-check"
    let file: Web.Field
    let text: Web.Field
    let found: Found?
    let errors: ErrorSummary?

    /// What the badge says.
    struct Found: Sendable {
        let revoked: String?
        let name: String
        let course: String
        let lang: String?
        /// `nil` for a session.
        let version: String?
        let date: String
        let on: String
        let notQualified: String
        let signed: String
        let key: String
    }

    init(_ checked: BadgeService.Checked?, in visit: Visit) {
        file = visit.field(
            "file", .file, label: "badges.check.file", hint: "badges.check.file-hint", optional: true,
            accept: ".svg,.png,.jwt,image/svg+xml,image/png")
        text = visit.field(
            "text", .textarea, label: "badges.check.text", hint: "badges.check.text-hint", optional: true, rows: 4)
        found = checked.map { checked in
            let credential = checked.badge.credential
            let achievement = credential.credentialSubject.achievement
            let isSession = achievement.id.contains("/leren/\(SessionPlan.coursePrefix)")
            return Found(
                revoked: checked.revocation.map(visit.sentence), name: credential.learner, course: achievement.name,
                lang: achievement.inLanguage == visit.language.tag ? nil : achievement.inLanguage,
                version: isSession ? nil : achievement.version, date: credential.day.map { visit.text($0) } ?? "",
                on: visit.text(isSession ? "badges.session.on" : "learning.certificate.date"),
                notQualified: visit.text(
                    isSession ? "badges.session.not-qualified" : "learning.certificate.not-qualified"),
                signed: visit.text(Instant(milliseconds: credential.nbf * 1000).day),
                key: "\(checked.badge.key.jwk.algorithm?.rawValue ?? "") \(checked.badge.key.id.prefix(12))")
        }
        errors = visit.errorSummary
    }
}
