import Administration
public import Core
public import Directory
public import Hummingbird
import Logging
import ServiceLifecycle
public import Storage
import UnixSignals
import Vault
public import Web
import Work

/// Vangnet put together: configuration → storage → parts → router. The only place that knows everything.
///
/// The command line and the tests build it in the same way; everything variable is in the configuration.
public struct App: Sendable {
    public let configuration: Configuration
    public let database: any Database
    public let directory: Directory
    public let site: Site
    /// Every page, action and file there is.
    public let routes: [Route]
    let log: Logger

    /// All migrations, in the order in which they run.
    public static let migrations: [Migration] = directoryMigrations

    /// Opens the database, brings its schema up to date, reads texts, templates and courses, and puts the parts together.
    ///
    /// - Throws: whatever is wrong with the configuration, the database or a file in `Resources`; nothing starts half.
    public static func build(_ configuration: Configuration) async throws -> App {
        let database = try await openDatabase(for: configuration)
        try await Migrator(migrations).run(on: database, now: configuration.now)
        let siteKey = try SiteKey.loadOrCreate(path: configuration.data + "/site.key", random: configuration.random)
        let directory = Directory(
            database: database, siteKey: siteKey, now: configuration.now, random: configuration.random,
            cost: configuration.derivationCost)
        try await directory.checkSiteKey()
        var site = try Site(
            resources: configuration.resources, settings: configuration.site, now: configuration.now,
            random: configuration.random, resume: { try await directory.sessions.visit($0) })
        site.menu = Menus.everywhere
        site.workplaceMenu = Menus.workplace
        let front = FrontPages(
            database: database, isDemo: configuration.site.isDemo, newestReview: { _ in nil },
            signOut: directory.sessions.signOut)
        let administration = Administration(directory: directory, demoSignIns: configuration.demoSignIns)
        return App(
            configuration: configuration, database: database, directory: directory, site: site,
            routes: front.routes + administration.routes, log: Logger(label: "vangnet"))
    }

    /// The configuration's database, its folder made when it is not there; the schema stays as it is.
    public static func openDatabase(for configuration: Configuration) async throws -> any Database {
        try configuration.makeDataFolder()
        return try await Storage.openDatabase(configuration.database)
    }

    /// The path of an invitation's one-time link.
    public static func path(of invitation: Invitation) -> String { "/welkom/\(invitation.token.text)" }

    /// The router over all routes: what the server answers with, and what tests ask without a socket.
    public func router() -> Router<WebContext> { Dispatcher(site: site, routes: routes, log: log).router() }

    /// Answers requests and runs jobs until the process is told to stop.
    ///
    /// - Parameter listening: called once, with the port, when the first request can come.
    public func serve(listening: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        var log = log
        log.logLevel = .warning
        let server = Application(
            router: router(),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            onServerRunning: { await listening($0.localAddress?.port ?? 0) }, logger: log)
        let group = ServiceGroup(
            services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
        try await group.run()
        await database.close()
    }
}

extension Sessions {
    /// The session behind a cookie's token, as pages see it.
    func visit(_ token: String) async throws -> Visit.Session? {
        guard let (actor, info) = try await resume(token) else { return nil }
        return Visit.Session(
            actor: actor, token: info.replacement?.text ?? token, formToken: info.formToken,
            confirmedAt: info.confirmedAt, replacement: info.replacement?.text)
    }
}
