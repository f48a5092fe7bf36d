import Core
import Directory
import Hummingbird
import Web

/// From a doubt to advice, at neutral addresses and without anything that is kept.
struct ChecklistPages: Sendable {
    let signals: Signals

    var routes: [Web.Route] {
        [.page("/m", access: .everyone, start)]
    }

    private func start(_ visit: Visit) async throws -> Response {
        try visit.page(
            ChecklistStartPage(), title: visit.text("checklist.start.page-title"),
            .init(hasQuickExit: true, isPrivate: true))
    }
}

/// What the checklist is, before it begins.
struct ChecklistStartPage: Page {
    static let template = "signals/start"
    let danger = Box112()
}
