import Core
import Directory
import HTTPTypes
public import Hummingbird
public import Web

/// The public pages, files and feed of reviews.
public struct ReviewPages: Sendable {
    let reviews: Reviews
    private let cache = ResponseCache()

    public init(_ reviews: Reviews) { self.reviews = reviews }

    public var routes: [Web.Route] {
        [
            .page("/terugblik", access: .everyone, list),
            .data("/terugblik.atom", access: .everyone, feed),
            .data("/terugblik/catalogus.jsonld", access: .everyone, hasLanguages: false, catalogue),
            .page("/terugblik/correcties", access: .everyone, corrections),
            .data("/terugblik/correcties.json", access: .everyone, correctionsData),
            file("/terugblik/{period}.json", "application/json; charset=utf-8") { edition, visit in
                ReviewJSON.text(edition, language: visit.language, base: visit.address, reviews.context.phrases)
            },
            file("/terugblik/{period}.csv", "text/csv; charset=utf-8") { edition, visit in
                ReviewCSV.text(edition, language: visit.language)
            },
            file("/terugblik/{period}.md", "text/markdown; charset=utf-8") { edition, visit in
                ReviewMarkdown.text(edition, language: visit.language, base: visit.address, reviews.context.phrases)
            },
            file("/terugblik/:period/datapackage.json", "application/json; charset=utf-8") { edition, visit in
                ReviewCSV.dataPackage(
                    edition, language: visit.language, base: visit.address, reviews.context.phrases)
            },
            file("/terugblik/:period/cijfers.csv", "text/csv; charset=utf-8") { edition, visit in
                ReviewCSV.text(edition, language: visit.language)
            },
            file("/terugblik/:period/inhoud.json", "application/json; charset=utf-8") { edition, _ in
                String(decoding: try edition.review.canonical(), as: UTF8.self)
            },
            .page(
                "/terugblik/cijfer/:figure", access: .everyone, sample: "/terugblik/cijfer/e-learning.hotel", compare),
            .data(
                "/terugblik/cijfer/{figure}.json", access: .everyone,
                sample: "/terugblik/cijfer/e-learning.hotel.json", comparisonData),
            .data(
                "/terugblik/:period/kaart.png", access: .everyone, sample: "/terugblik/2020-H1/kaart.png", card),
            .page("/terugblik/:period", access: .everyone, sample: "/terugblik/2020-H1", show),
            .page(
                "/terugblik/:period/cijfer/:figure", access: .everyone,
                sample: "/terugblik/2020-H1/cijfer/e-learning.hotel", passport),
        ] + WorkshopPages(reviews: reviews).routes
    }

    private func list(_ visit: Visit) async throws -> Response {
        try await cached(visit) {
            let page = ReviewListPage(try await reviews.editions(), visit, reviews.context.phrases)
            return try visit.page(page, title: visit.text("review.list.title"))
        }
    }

    private func feed(_ visit: Visit) async throws -> Response {
        try await cached(visit) {
            let text = ReviewAtom.text(
                try await reviews.editions(), language: visit.language, base: visit.address, updated: visit.now,
                reviews.context.phrases)
            return visit.data(Array(text.utf8), type: "application/atom+xml; charset=utf-8")
        }
    }

    private func corrections(_ visit: Visit) async throws -> Response {
        try await cached(visit) {
            let page = CorrectionsPage(try await reviews.corrections(), visit, reviews.context.phrases)
            return try visit.page(page, title: visit.text("review.corrections.title"))
        }
    }

    private func correctionsData(_ visit: Visit) async throws -> Response {
        try await cached(visit) {
            let text = CorrectionsJSON.text(
                try await reviews.corrections(), language: visit.language, base: visit.address,
                reviews.context.phrases)
            return visit.data(Array(text.utf8), type: "application/json; charset=utf-8")
        }
    }

    private func show(_ visit: Visit) async throws -> Response {
        try await cached(visit) {
            let edition = try await reviews.edition(visit["period"])
            let page = ReviewPage(edition, visit, reviews.context.phrases)
            return try visit.page(page, title: page.title, .init(description: page.published?.card.description))
        }
    }

    private func passport(_ visit: Visit) async throws -> Response {
        try await cached(visit) {
            let edition = try await reviews.edition(visit["period"])
            guard let figure = edition.review[figure: visit["figure"]] else {
                throw ReviewError.noSuchFigure(visit["figure"])
            }
            let page = PassportPage(figure, edition, visit, reviews.context.phrases)
            return try visit.page(page, title: page.title)
        }
    }

    private func card(_ visit: Visit) async throws -> Response {
        // Drawing takes its time, so that no query and no session asks for another drawing.
        try await cached(visit, isSameForAll: true) {
            let edition = try await reviews.edition(visit["period"])
            let path = visit.link("/terugblik/\(edition.review.name)")
            let host = visit.address.split(separator: "/").last.map(String.init) ?? ""
            let card = SocialCard(
                edition.review, site: visit.site.settings.name, address: host + path,
                isDemo: visit.site.settings.isDemo, visit.language, reviews.context.phrases)
            var response = visit.data(try card.png(), type: "image/png")
            response.headers[.cacheControl] = "public, max-age=300"
            return response
        }
    }

    private func catalogue(_ visit: Visit) async throws -> Response {
        try await cached(visit) {
            let text = ReviewDCAT.text(
                try await reviews.editions(), base: visit.address, updated: visit.now, reviews.context.phrases)
            return visit.data(Array(text.utf8), type: "application/ld+json")
        }
    }

    private func compare(_ visit: Visit) async throws -> Response {
        try await cached(visit) {
            let comparison = try await reviews.comparison(visit["figure"])
            let page = ComparisonPage(comparison, visit, reviews.context.phrases)
            return try visit.page(page, title: page.title)
        }
    }

    private func comparisonData(_ visit: Visit) async throws -> Response {
        try await cached(visit) {
            let text = ComparisonJSON.text(
                try await reviews.comparison(visit["figure"]), language: visit.language, base: visit.address)
            return visit.data(Array(text.utf8), type: "application/json; charset=utf-8")
        }
    }

    private func file(
        _ path: String, _ type: String, _ text: @escaping @Sendable (ReviewEdition, Visit) throws -> String
    ) -> Web.Route {
        let sample = path.replacing("{period}", with: "2020-H1").replacing(":period", with: "2020-H1")
        return .data(path, access: .everyone, sample: sample) { visit in
            try await cached(visit) {
                let text = try text(try await reviews.edition(visit["period"]), visit)
                return visit.data(Array(text.utf8), type: type)
            }
        }
    }

    /// What the newest review counted, for a page elsewhere; `nil` when none is published.
    public func newest(_ visit: Visit) async throws -> NewestReview? {
        guard let edition = try await reviews.editions().first,
            let figures = ReviewPage.headlines(edition.review, isDraft: false, visit)
        else { return nil }
        return NewestReview(
            title: ReviewTitle.text(edition.review.period, reviews.context.phrases, visit.language), figures: figures,
            href: visit.link("/terugblik/\(edition.review.name)"))
    }

    /// Keeps the answer of a public page that shows nothing but what was published.
    ///
    /// Pages of members carry their name, and a query may ask for a notice: those are made anew.
    ///
    /// - Parameter isSameForAll: the answer holds nothing of who asks or of the query.
    public func cached(
        _ visit: Visit, isSameForAll: Bool = false, _ make: () async throws -> Response
    ) async throws -> Response {
        if !isSameForAll, visit.session != nil || !visit.query.entries.isEmpty {
            try await reviews.beforeReading()
            return try await make()
        }
        return try await cache.answer(
            "\(visit.language) \(visit.path)", now: visit.now, here: reviews.publications.count,
            stored: {
                try await reviews.beforeReading()
                return try await reviews.revisionCount()
            }, make: make)
    }
}

/// The large figures of a review, and where it is.
public struct NewestReview: Sendable {
    public let title: String
    public let figures: BigFigures
    public let href: String
}

extension Visit {
    /// Scheme and host of the site.
    var address: String { site.settings.address }
}

/// `/terugblik`: all reviews.
struct ReviewListPage: Page {
    static let template = "review/list"
    let cards: CardList?
    let empty: EmptyState?

    init(_ editions: [ReviewEdition], _ visit: Visit, _ phrases: @escaping Phrases) {
        cards =
            editions.isEmpty
            ? nil
            : CardList(
                editions.map { edition in
                    let date = edition.published.map { DateWords.day($0.day, visit.language) } ?? ""
                    return CardList.Card(
                        ReviewTitle.text(edition.review.period, phrases, visit.language),
                        href: visit.link("/terugblik/\(edition.review.name)"),
                        meta: [
                            visit.text("review.list.published", ["date": date]),
                            visit.text("review.list.figures", ["count": "\(edition.review.figures.count)"]),
                        ])
                })
        empty =
            editions.isEmpty ? EmptyState(visit.text("review.list.empty"), visit.text("review.list.empty-text")) : nil
    }
}
