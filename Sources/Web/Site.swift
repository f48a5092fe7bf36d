public import Core
public import Directory

/// What all pages share: settings, texts, templates and files, and the few functions that App hands in.
public struct Site: Sendable {
    /// What an installation can choose.
    public struct Settings: Sendable {
        /// The name in the header.
        public var name: String
        /// Invented members may sign in and every page says that this is a demo.
        public var isDemo: Bool
        /// Where the quick exit leads.
        public var exitAddress: String
        /// Scheme and host as visitors see them, without a slash at the end: stands in feeds, mails and QR codes.
        public var address: String
        /// A proxy stands before the server and says in `X-Forwarded-For` who asks.
        public var isBehindProxy = false

        public init(
            name: String = "Vangnet", isDemo: Bool = false, exitAddress: String = "https://www.knmi.nl/",
            address: String = "http://localhost:8080"
        ) {
            self.name = name
            self.isDemo = isDemo
            self.exitAddress = exitAddress
            self.address = address
        }
    }

    /// One entry of the menu.
    public struct MenuItem: Sendable {
        /// The text's key.
        public var text: String
        public var path: String
        /// Who sees it; menus of the workplace differ per member.
        public var access: Policy

        public init(text: String, path: String, access: Policy = .everyone) {
            self.text = text
            self.path = path
            self.access = access
        }
    }

    public var settings: Settings
    public let strings: Strings
    public let templates: Templates
    public let assets: Assets
    /// The menu on public pages.
    public var menu: [MenuItem] = []
    /// The menu of the workplace, under `/werk`.
    public var workplaceMenu: [MenuItem] = []
    /// Below these paths an error looks as neutral as the pages there: a phone that somebody else may hold tells nothing.
    public var neutralPaths: [String] = []
    public var now: Now
    public var random: RandomBytes
    /// Finds the member behind a session token; `nil` when the session has ended.
    public var resume: @Sendable (_ token: String) async throws -> Visit.Session?

    /// Reads texts, templates and public files from the folder `Resources`.
    public init(
        resources: String, settings: Settings, now: @escaping Now = systemClock,
        random: @escaping RandomBytes = systemRandomBytes,
        resume: @escaping @Sendable (_ token: String) async throws -> Visit.Session? = { _ in nil }
    ) throws {
        self.settings = settings
        strings = try Strings(folder: resources + "/strings")
        templates = try Templates(folder: resources + "/templates")
        assets = try Assets(folder: resources + "/public")
        self.now = now
        self.random = random
        self.resume = resume
    }
}
