import Core
public import Directory
import Foundation
import Hummingbird
public import HummingbirdTesting
import Logging
public import Storage
import Synchronization
public import TestSupport
import Testing
import Vault
public import Web

/// Everything that was logged, to look for what may not be there.
public final class Logged: Sendable {
    private let lines = Mutex<[String]>([])
    public var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct LogKeeper: LogHandler {
    let logged: Logged
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) {
        logged.add("\(event.message) \(event.metadata ?? [:])")
    }
}

/// An installation with desks, as the tests of a part make one: what such worlds have in common.
public protocol DeskWorld: Sendable {
    var directory: Directory { get }
    var database: any Database { get }
    var clock: TestClock { get }
}

extension DeskWorld {
    // MARK: People

    /// The person at a desk, by a new sign-in, with the password given just now.
    public func seat(_ person: TestPerson, _ desk: TestDesk) async throws -> Seat {
        let (actor, key) = try await session(person)
        return Seat(actor, key, at: desk.id)
    }

    public func session(_ person: TestPerson) async throws -> (actor: Actor, key: MemberKey) {
        let token = try await directory.enter(person).token.text
        return (
            try #require(try await directory.sessions.resume(token)).actor, try await directory.sessions.unlock(token)
        )
    }

    // MARK: Pages

    public static var resources: String {
        URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources").standardized.path
    }

    /// Serves pages over the router, with the sessions of the directory.
    public func serve(
        _ routes: [Web.Route], _ body: @escaping @Sendable (any TestClientProtocol, Logged) async throws -> Void
    ) async throws {
        let sessions = directory.sessions
        let site = try Site(
            resources: Self.resources, settings: .init(address: "https://vangnet.example"), now: clock.now,
            resume: { token in
                guard let (actor, info) = try await sessions.resume(token) else { return nil }
                return Visit.Session(actor, info, token: token)
            })
        let logged = Logged()
        let log = Logger(label: "test") { _ in LogKeeper(logged: logged) }
        let router = Dispatcher(site: site, routes: routes, log: log).router()
        try await Application(router: router, logger: log).test(.router) { try await body($0, logged) }
    }

    /// A browser in which this person signed in.
    public func browser(_ client: any TestClientProtocol, _ person: TestPerson) async throws -> PageBrowser {
        let session = try await directory.enter(person)
        let browser = PageBrowser(client)
        browser.cookies[Security.sessionCookie] = session.token.text
        browser.formToken = session.info.formToken
        return browser
    }

    // MARK: The database

    /// Runs SQL behind the services' backs.
    public func tamper(_ sql: String, _ arguments: any Bindable...) async throws {
        try await database.write { _ = try $0.execute(sql, arguments) }
    }

    public func count(_ table: String, where condition: String = "1 = 1") async throws -> Int {
        try await database.read { try $0.row("SELECT COUNT(*) AS n FROM \(table) WHERE \(condition)")!["n"] }
    }

    /// The audit rows of an action, newest first.
    public func audited(_ action: String) async throws -> [(subject: String, details: String)] {
        try await database.read { transaction in
            try transaction.rows(
                "SELECT subject, details FROM directory_audit WHERE action = $1 ORDER BY id DESC", action
            ).map { (try $0["subject"], try $0["details"]) }
        }
    }
}
