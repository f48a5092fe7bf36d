import Badges
import Content
import Core
import Directory
import Hummingbird
import Web

/// Certificates in the workplace: revoking one, and the keys that sign badges.
struct BadgeDeskPages: Sendable {
    let learning: Learning

    static let path = "/werk/leren/bewijzen"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: .learningDesk, list),
            .action("\(Self.path)/intrekken", access: .learningDesk, revoke),
            .redirect("\(Self.path)/intrekken", to: Self.path, access: .learningDesk),
            .action("\(Self.path)/sleutel", access: .administrator, rotate),
            .redirect("\(Self.path)/sleutel", to: Self.path, access: .learningDesk),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        let page = BadgeDeskPage(
            try await learning.badges.revoked(visit.actor), try await learning.badges.keys.all(),
            learning.courses, in: visit)
        return try visit.page(page, title: visit.text("badges.desk.title"))
    }

    /// The first time shows whose certificate it is; with `doe=intrekken` it is done.
    private func revoke(_ visit: Visit) async throws -> Response {
        var visit = visit
        let code = visit.form.required("code", most: 60)
        let reason = visit.form.choice("reason", Revocation.Reason.self)
        guard let reason, !visit.form.hasErrors else { return try await list(visit) }
        let actor = visit.actor
        let found = try await visit.form.attempt { try await learning.badges.find(actor, code: code) }
        guard let found else { return try await list(visit) }
        guard visit.form["doe"] == "intrekken" else {
            let page = RevokePage(code: code, reason: reason, found, learning.courses, in: visit)
            return try visit.page(page, title: visit.text("badges.revoke.title"), .init(hasLanguageLinks: false))
        }
        let done: Void? = try await visit.form.attempt {
            try await learning.badges.revoke(actor, code: code, reason)
        }
        guard done != nil else { return try await list(visit) }
        return visit.redirect(to: Self.path, notice: "badges.notices.revoked")
    }

    private func rotate(_ visit: Visit) async throws -> Response {
        var visit = visit
        if let first = visit.confirmFirst(for: Self.path) { return first }
        guard let algorithm = visit.form.choice("algorithm", SigningAlgorithm.self) else {
            return try await list(visit)
        }
        try await learning.badges.keys.rotate(
            visit.actor, algorithm, withdrawing: visit.form["leaked"] == "ja")
        return visit.redirect(to: Self.path, notice: "badges.notices.rotated")
    }
}

/// `/werk/leren/bewijzen`.
struct BadgeDeskPage: Page {
    static let template = "learning/badge-desk"
    let code: Web.Field
    let reason: Choices
    let revoked: DataTable?
    let keys: DataTable?
    let algorithm: Choices?
    let leaked: Choices?
    let errors: ErrorSummary?

    init(_ revoked: [RevokedCertificate], _ keys: [PublishedKey], _ courses: [Course], in visit: Visit) {
        typealias Cell = DataTable.Cell
        code = visit.field(
            "code", .code, label: "badges.revoke.code", hint: "badges.revoke.code-hint", autocomplete: "off")
        reason = visit.choices(
            "reason", legend: "badges.revoke.reason", hint: "badges.revoke.reason-hint",
            options: Revocation.Reason.allCases.map {
                Choices.Option($0.rawValue, visit.text("badges.reason.\($0.rawValue)"))
            })
        self.revoked =
            revoked.isEmpty
            ? nil
            : DataTable(
                id: "ingetrokken", caption: visit.text("badges.desk.revoked"),
                columns: ["on", "course", "version", "day", "reason"].map {
                    .init(visit.text("badges.desk.\($0)"))
                },
                rows: revoked.map { item in
                    [
                        Cell(visit.text(item.revocation.at.day)),
                        Cell(
                            item.title ?? courses.first { $0.slug == item.course }?.title[visit.language]
                                ?? item.course), Cell(item.title == nil ? "\(item.version)" : "–"),
                        Cell(visit.text(item.day)),
                        Cell(visit.text("badges.reason.\(item.revocation.reason.rawValue)")),
                    ]
                })
        self.keys =
            keys.isEmpty
            ? nil
            : DataTable(
                id: "sleutels", caption: visit.text("badges.desk.keys"),
                columns: ["key", "algorithm", "from", "until", "state"].map { .init(visit.text("badges.desk.\($0)")) },
                rows: keys.map { key in
                    [
                        Cell(String(key.id.prefix(12))), Cell(key.jwk.algorithm?.rawValue ?? ""),
                        Cell(visit.text(key.starts.day)), Cell(visit.text(key.ends.day)),
                        Cell(tag: Self.state(of: key, visit)),
                    ]
                })
        let isAdministrator = Policy.administrator.allows(visit.actor)
        algorithm =
            isAdministrator
            ? visit.choices(
                "algorithm", legend: "badges.rotate.algorithm",
                options: SigningAlgorithm.allCases.map {
                    Choices.Option($0.rawValue, $0.rawValue, hint: visit.text("badges.rotate.\($0.rawValue)"))
                }) : nil
        leaked =
            isAdministrator
            ? visit.choices(
                "leaked", legend: "badges.rotate.leaked", hint: "badges.rotate.leaked-hint", several: true,
                optional: true, options: [Choices.Option("ja", visit.text("badges.rotate.leaked-yes"))]) : nil
        errors = visit.errorSummary
    }

    private static func state(of key: PublishedKey, _ visit: Visit) -> Tag {
        if key.withdrawn != nil { return Tag(visit.text("badges.state.withdrawn"), .look) }
        return key.ends > visit.now
            ? Tag(visit.text("badges.state.signs"), .go) : Tag(visit.text("badges.state.ended"))
    }
}

/// Before a certificate is revoked.
struct RevokePage: Page {
    static let template = "learning/revoke"
    let code: String
    let reason: String
    let reasonWords: String
    let course: String
    let lang: String?
    /// `nil` for a session.
    let version: String?
    let date: String

    init(
        code: String, reason: Revocation.Reason, _ found: BadgeService.Found,
        _ courses: [Course], in visit: Visit
    ) {
        let course = courses.first { $0.slug == found.course }
        self.code = code
        self.reason = reason.rawValue
        reasonWords = visit.text("badges.reason.\(reason.rawValue)")
        self.course = found.title ?? course?.title[visit.language] ?? found.course
        lang = course.flatMap { visit.foreign($0.title) }
        version = found.title == nil ? "\(found.version)" : nil
        date = visit.text(found.day)
    }
}
