import Care
import Coaches
import Commitments
import Directory
import Review
import Signals
import Web

/// What stands in the menus.
enum Menus {
    /// On public pages.
    static let everywhere = [
        Site.MenuItem(text: "app.menu.learn", path: "/leren"),
        Site.MenuItem(text: "app.menu.signals", path: "/m"),
        Site.MenuItem(text: "app.menu.commitments", path: "/toezeggingen"),
        Site.MenuItem(text: "app.menu.review", path: "/terugblik"),
        Site.MenuItem(text: "app.menu.work", path: "/werk", access: .signedIn),
    ]
    /// In the workplace.
    static let workplace = [
        Site.MenuItem(text: "app.menu.work", path: "/werk", access: .signedIn),
        Site.MenuItem(text: "app.menu.reports", path: "/werk/meldingen", access: Signals.readers),
        Site.MenuItem(text: "app.menu.routes", path: "/werk/meldingen/routes", access: RouteChecks.checkers),
        Site.MenuItem(text: "app.menu.intake", path: "/werk/meldingen/instellingen", access: .administrator),
        Site.MenuItem(text: "app.menu.identities", path: "/werk/gegevens", access: Signals.custodians),
        Site.MenuItem(text: "app.menu.care", path: "/werk/zorg", access: Care.readers),
        Site.MenuItem(text: "app.menu.on-call", path: "/werk/nood", access: Care.onCallers),
        Site.MenuItem(text: "app.menu.research", path: "/werk/onderzoek", access: Coaches.readers),
        Site.MenuItem(text: "app.menu.courses", path: "/werk/leren", access: .signedIn),
        Site.MenuItem(text: "app.menu.promises", path: "/werk/toezeggingen", access: Commitments.officers),
        Site.MenuItem(text: "app.menu.reviews", path: "/werk/terugblik", access: Reviews.readers),
        Site.MenuItem(text: "app.menu.desks", path: "/werk/loketten", access: .signedIn),
        Site.MenuItem(text: "app.menu.activation", path: "/werk/activering", access: Activations.access),
        Site.MenuItem(text: "app.menu.organisations", path: "/werk/organisaties", access: .administrator),
        Site.MenuItem(text: "app.menu.members", path: "/werk/leden", access: .administrator),
        Site.MenuItem(text: "app.menu.audit", path: "/werk/logboek", access: AuditReader.access),
        Site.MenuItem(text: "app.menu.jobs", path: "/werk/taken", access: .administrator),
        Site.MenuItem(text: "app.menu.mail", path: "/werk/post", access: .administrator),
        Site.MenuItem(text: "app.menu.account", path: "/werk/ik", access: .signedIn),
    ]
}
