import Core
import Directory
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Web

/// The pages that belong to no part: the way in, the way out, and whether the server is well.
struct FrontPages: Sendable {
    let database: any Database
    let isDemo: Bool

    var routes: [Route] {
        [
            .data("/healthz", access: .everyone, hasLanguages: false) { visit in
                visit.data(Array("ok\n".utf8), type: "text/plain; charset=utf-8")
            },
            .data("/readyz", access: .everyone, hasLanguages: false, ready),
            .data("/weg", access: .everyone, leave),
        ] + (isDemo ? [.page("/componenten", access: .everyone, components)] : [])
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

    /// The quick exit: drops what the browser kept of this site and leads to the neutral one.
    private func leave(_ visit: Visit) async throws -> Response {
        Response(
            status: .seeOther,
            headers: [
                .location: visit.site.settings.exitAddress, .cacheControl: "no-store",
                HTTPField.Name("Referrer-Policy")!: "no-referrer",
                HTTPField.Name("Clear-Site-Data")!: "\"cache\"",
            ])
    }
}
