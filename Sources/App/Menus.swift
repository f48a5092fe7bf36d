import Directory
import Web

/// What stands in the menus.
enum Menus {
    /// On public pages.
    static let everywhere = [
        Site.MenuItem(text: "app.menu.learn", path: "/leren"),
        Site.MenuItem(text: "app.menu.review", path: "/terugblik"),
        Site.MenuItem(text: "app.menu.work", path: "/werk", access: .signedIn),
    ]
    /// In the workplace.
    static let workplace = [
        Site.MenuItem(text: "app.menu.work", path: "/werk", access: .signedIn),
        Site.MenuItem(text: "app.menu.account", path: "/werk/ik", access: .signedIn),
    ]
}
