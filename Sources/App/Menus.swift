import Web

/// What stands in the menus.
enum Menus {
    /// On public pages.
    static let everywhere: [Site.MenuItem] = []
    /// In the workplace.
    static let workplace: [Site.MenuItem] = []
}
