import Core
import Directory
import HTTPTypes
import Hummingbird
import Web

/// Secret links to a draft: made and ended in the workplace, opened by whoever has one.
struct PreviewPages: Sendable {
    let reviews: Reviews
    private static let path = "/werk/terugblik/:period/link"

    var routes: [Web.Route] {
        [
            .action(Self.path, access: Reviews.editors, make),
            .action(Self.path + "/weg", access: Reviews.editors, revoke),
            .page("/concept/:token", access: .everyone, sample: "/concept/{preview}", show),
        ]
    }

    private func make(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, name) = (visit.actor, visit["period"])
        let days = visit.form.integer("days", in: PreviewLink.days)
        let made =
            visit.form.hasErrors
            ? nil : try await visit.form.attempt { try await reviews.makePreview(actor, name, days: days) }
        guard let made else { return try await WorkshopPages(reviews: reviews).show(visit) }
        let page = PreviewMadePage(
            link: visit.address + visit.link(made.path),
            until: visit.text("review.preview.until", ["date": DateWords.moment(made.ends, visit.language)]),
            back: Link(
                ReviewTitle.text(try await reviews.period(named: name), reviews.context.phrases, visit.language),
                href: visit.link("/werk/terugblik/\(name)")))
        return try visit.page(
            page, title: visit.text("review.preview.title"), .init(isPrivate: true, hasLanguageLinks: false))
    }

    private func revoke(_ visit: Visit) async throws -> Response {
        let name = visit["period"]
        if let id = Identifier(visit.form["id"]) { try await reviews.revokePreview(visit.actor, name, id) }
        return visit.redirect(to: "/werk/terugblik/\(name)", notice: "review.notices.preview-revoked")
    }

    private func show(_ visit: Visit) async throws -> Response {
        let draft = try await reviews.preview(visit["token"])
        let page = ReviewPage(
            draft.edition, visit, reviews.context.phrases, standing: ReviewPage.Standing(draft, visit))
        var response = try visit.page(page, title: page.title, .init(isPrivate: true))
        response.headers[.robots] = "noindex, nofollow"
        return response
    }
}

extension HTTPField.Name {
    /// What search engines may do with an answer.
    fileprivate static let robots = HTTPField.Name("X-Robots-Tag")!
}

/// Shows a link once: only who made it sees it, since the database holds no more than its hash.
struct PreviewMadePage: Page {
    static let template = "review/preview-made"
    let link: String
    let until: String
    let back: Link
}
