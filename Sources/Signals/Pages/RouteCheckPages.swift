import Content
import Core
import Directory
import Hummingbird
import Web

/// Ringing the numbers of the advice, every quarter.
struct RouteCheckPages: Sendable {
    let signals: Signals

    var routes: [Web.Route] {
        [
            .page("/werk/meldingen/routes", access: RouteChecks.checkers, list),
            .action("/werk/meldingen/routes/:id", access: RouteChecks.checkers, verify),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        let states = try await signals.routeChecks.states(visit.actor)
        let page = RouteListPage(
            routes: states.map { RouteListPage.Entry($0, visit) },
            due: visit.text("checklist.routes.due", ["count": "\(states.count(where: \.isDue))"]),
            isAnyDue: states.contains(where: \.isDue))
        return try visit.page(page, title: visit.text("checklist.routes.title"))
    }

    private func verify(_ visit: Visit) async throws -> Response {
        var visit = visit
        let id = visit["id"]
        if visit.form["sure"] != "1" { visit.form.add(Text("checklist.routes.not-sure"), at: "sure-\(id)") }
        if !visit.form.hasErrors {
            let facts = visit.form["facts"]
            let checks = signals.routeChecks
            let actor = visit.actor
            let done = try await visit.form.attempt { try await checks.verify(actor, id, facts: facts) }
            if done != nil {
                return visit.redirect(to: "/werk/meldingen/routes", notice: "checklist.notices.route-verified")
            }
        }
        let states = try await signals.routeChecks.states(visit.actor)
        let page = RouteListPage(
            errors: visit.errorSummary, routes: states.map { RouteListPage.Entry($0, visit) },
            due: visit.text("checklist.routes.due", ["count": "\(states.count(where: \.isDue))"]),
            isAnyDue: states.contains(where: \.isDue))
        return try visit.page(page, title: visit.text("checklist.routes.title"))
    }
}

/// The routes, with what to ask on the phone.
struct RouteListPage: Page {
    static let template = "signals/routes"
    var errors: ErrorSummary?
    let routes: [Entry]
    let due: String
    let isAnyDue: Bool

    struct Entry: Sendable {
        let id: String
        let card: RouteCard
        let facts: String
        let action: String
        let isDue: Bool
        let state: String
        let source: String?
        let error: String?

        init(_ state: RouteState, _ visit: Visit) {
            id = state.route.id
            card = RouteCard(state.route, isVerified: state.isVerified, visit)
            facts = state.facts
            action = visit.link("/werk/meldingen/routes/\(id)")
            isDue = state.isDue
            self.state =
                state.check.map {
                    visit.text("checklist.routes.verified-on", ["day": DateWords.day($0.verifiedOn, visit.language)])
                } ?? visit.text("checklist.routes.never")
            source = state.route.source
            error = visit.form.mistake("sure-\(id)").map { visit.text($0) }
        }
    }
}
