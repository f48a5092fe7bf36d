import Core
import Directory
import HTTPTypes
public import Hummingbird
public import Web

/// The public pages, files and feeds of commitments.
public struct CommitmentPages: Sendable {
    let commitments: Commitments
    private let cache = ResponseCache()

    public init(_ commitments: Commitments) { self.commitments = commitments }

    private static let sample = "/toezeggingen/motie-31015-197"

    public var routes: [Web.Route] {
        let json = "application/json; charset=utf-8"
        let csv = "text/csv; charset=utf-8"
        return [
            .page("/toezeggingen", access: .everyone, list),
            file("/toezeggingen.json", json) { items, links in
                Array(
                    CommitmentJSON.list(items, on: commitments.context.today, links, commitments.context.phrases).utf8)
            },
            file("/toezeggingen.csv", csv) { TrackerCSV.bytes($0, on: commitments.context.today, $1) },
            file("/toezeggingen/toezeggingen.csv", csv) { TrackerCSV.bytes($0, on: commitments.context.today, $1) },
            .data("/toezeggingen/datapackage.json", access: .everyone, dataPackage),
            .data("/toezeggingen.atom", access: .everyone) { try await feed($0, nil) },
            .data(
                "/toezeggingen/thema/{theme}.atom", access: .everyone,
                sample: "/toezeggingen/thema/pro-ana-coaches.atom"
            ) { try await feed($0, $0["theme"]) },
            .data("/toezeggingen/{slug}.json", access: .everyone, sample: Self.sample + ".json", itemFile),
            .page("/toezeggingen/:slug", access: .everyone, sample: Self.sample, show),
            .data(
                "/toezeggingen/:slug/stand/{hash}.json", access: .everyone,
                sample: Self.sample + "/stand/{frozen}.json",
                frozenFile),
            .page(
                "/toezeggingen/:slug/stand/:hash", access: .everyone, sample: Self.sample + "/stand/{frozen}", frozen),
        ] + DeskPages(commitments: commitments).routes
    }

    private func links(_ visit: Visit) -> CommitmentLinks {
        CommitmentLinks(base: visit.site.settings.address, language: visit.language)
    }

    private func list(_ visit: Visit) async throws -> Response {
        try await cached(visit) {
            let filter = TrackerPage.filter(visit.query)
            let page = max(1, min(100_000, Int(visit.query["pagina"]) ?? 1))
            let tracker = try await commitments.tracker(filter, page: page)
            return try visit.page(
                TrackerPage(tracker, filter, page: page, try await commitments.names(), visit),
                title: visit.text("commitments.tracker.title"),
                .init(description: visit.text("commitments.tracker.lead")))
        }
    }

    private func file(
        _ path: String, _ type: String, _ bytes: @escaping @Sendable ([OpenItem], CommitmentLinks) -> [UInt8]
    ) -> Web.Route {
        .data(path, access: .everyone) { visit in
            try await cached(visit) {
                let items = try await commitments.tracked(TrackerPage.filter(visit.query))
                return visit.data(bytes(items, links(visit)), type: type)
            }
        }
    }

    private func dataPackage(_ visit: Visit) async throws -> Response {
        let updated = try await commitments.events(theme: nil, limit: 1).first?.event.recorded ?? visit.now
        let text = TrackerCSV.dataPackage(links(visit), commitments.context.phrases, updated: updated)
        return visit.data(Array(text.utf8), type: "application/json; charset=utf-8")
    }

    private func feed(_ visit: Visit, _ theme: String?) async throws -> Response {
        try await cached(visit) {
            let events = try await commitments.events(theme: theme)
            let known = try await commitments.names().themes.first { $0.key == theme }
            let text = CommitmentAtom.text(
                events, theme: known, links(visit), updated: visit.now, commitments.context.phrases)
            return visit.data(Array(text.utf8), type: "application/atom+xml; charset=utf-8")
        }
    }

    // MARK: One thing

    /// What is shown of a thing now, kept under its hash.
    private func shown(_ visit: Visit) async throws -> (ShownItem, hash: String) {
        try await commitments.shown(visit["slug"])
    }

    // There can be very many of these, so that they are not kept in memory.
    private func show(_ visit: Visit) async throws -> Response {
        let (shown, hash) = try await shown(visit)
        let page = ItemPage(shown, hash: hash, visit)
        return try visit.page(page, title: page.title.text)
    }

    private func itemFile(_ visit: Visit) async throws -> Response {
        let (shown, hash) = try await shown(visit)
        let text = CommitmentJSON.item(shown, hash: hash, links(visit))
        return visit.data(Array(text.utf8), type: "application/json; charset=utf-8")
    }

    private func kept(_ visit: Visit) async throws -> (shown: ShownItem, content: String, since: Instant) {
        let (content, since) = try await commitments.frozen(visit["hash"])
        let shown = try ShownItem(canonical: content)
        guard shown.slug == visit["slug"] else { throw CommitmentsError.noSuchState }
        return (shown, content, since)
    }

    /// The bytes as they were kept: SHA-256 over them is the hash in the address.
    private func frozenFile(_ visit: Visit) async throws -> Response {
        visit.data(
            Array(try await kept(visit).content.utf8), type: "application/json; charset=utf-8",
            saveAs: "\(visit["slug"])-\(visit["hash"].prefix(12)).json")
    }

    private func frozen(_ visit: Visit) async throws -> Response {
        let (shown, _, since) = try await kept(visit)
        let page = ItemPage(shown, hash: visit["hash"], frozenSince: since, visit)
        return try visit.page(page, title: page.title.text)
    }

    /// Keeps the answer of a public page; what a query asks for is made anew, and so is what a member sees.
    private func cached(_ visit: Visit, _ make: () async throws -> Response) async throws -> Response {
        guard visit.session == nil, visit.query.entries.isEmpty else { return try await make() }
        return try await cache.answer(
            "\(visit.language) \(visit.path)", now: visit.now, here: commitments.changes.count,
            stored: {
                // States change with the day.
                try await commitments.revision() &* 1_000_000 &+ visit.now.day.number
            }, make: make)
    }
}
