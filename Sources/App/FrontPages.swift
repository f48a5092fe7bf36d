import Core
import Directory
import HTTPTypes
import Hummingbird
import NIOCore
import Review
import Storage
import Web

/// The pages that belong to no part: the way in, the way out, and whether the server is well.
struct FrontPages: Sendable {
    let database: any Database
    let isDemo: Bool
    let reviews: ReviewPages

    /// Ends the session of a token.
    let signOut: @Sendable (_ token: String) async throws -> Void
    /// Visits without an account: their cookies, and how one is ended by the token in it.
    let visits: [(cookie: String, end: @Sendable (_ token: String) async throws -> Void)]

    var routes: [Route] {
        [
            .page("/", access: .everyone, home),
            .data("/healthz", access: .everyone, hasLanguages: false) { visit in
                visit.data(Array("ok\n".utf8), type: "text/plain; charset=utf-8")
            },
            .data("/readyz", access: .everyone, hasLanguages: false, ready),
            .data("/weg", access: .everyone, leave),
        ] + (isDemo ? [.page("/componenten", access: .everyone, components)] : [])
    }

    private func home(_ visit: Visit) async throws -> Response {
        try await reviews.cached(visit) {
            let page = HomePage(
                title: visit.text("app.home.title"), review: try await reviews.newest(visit), cards: cards(visit))
            return try visit.page(
                page, title: visit.site.settings.name, .init(description: visit.text("app.home.lead")))
        }
    }

    private func cards(_ visit: Visit) -> CardList {
        func card(_ key: String, _ path: String) -> CardList.Card {
            CardList.Card(
                visit.text("app.home.\(key)"), href: visit.link(path), text: visit.text("app.home.\(key)-about"))
        }
        return CardList([card("learn", "/leren"), card("code", "/doe-mee"), card("review", "/terugblik")])
    }

    /// Every component in every state, for whoever builds or judges pages.
    private func components(_ visit: Visit) async throws -> Response {
        try visit.page(ComponentsPage(), title: visit.text("web.components.title"))
    }

    /// Whether the database answers and its schema is the one of this binary.
    private func ready(_ visit: Visit) async throws -> Response {
        let pending = try await Migrator(App.migrations).pending(in: database)
        guard pending.isEmpty else { throw StorageError.unavailable }
        return visit.data(Array("ready\n".utf8), type: "text/plain; charset=utf-8")
    }

    /// The quick exit: ends a member's session and visits with a receipt or a code, drops what the browser kept of this site and leads to the neutral one. What a
    /// learner has answered stays where it is.
    private func leave(_ visit: Visit) async throws -> Response {
        if let token = visit.session?.token { try await signOut(token) }
        let open = visits.compactMap { kind in visit.cookie(kind.cookie).map { (kind, $0) } }
        // Whoever has to leave leaves, even when the database does not answer: the cookie goes in any case.
        for (kind, token) in open { try? await kind.end(token) }
        var response = Response(
            status: .seeOther,
            headers: [
                .location: visit.site.settings.exitAddress, .cacheControl: "no-store",
                HTTPField.Name("Referrer-Policy")!: "no-referrer",
                HTTPField.Name("Clear-Site-Data")!: "\"cache\"",
            ])
        if visit.session != nil { response.setCookie(Security.sessionCookie, "", seconds: 0) }
        for (kind, _) in open { response.setCookie(kind.cookie, "", seconds: 0) }
        return response
    }
}

/// The way in.
struct HomePage: Page {
    static let template = "app/home"
    let title: String
    let review: NewestReview?
    let cards: CardList
}
