import Core
import Directory
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import TestSupport
import Testing
import Vault
import Web

@testable import Learning

/// The site of every store here: its templates and texts are read once.
private let site = Result {
    try Site(
        resources: URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources").standardized.path,
        settings: .init(address: "https://vangnet.example"), now: TestClock().now, resume: { _ in nil })
}

private struct NoAudit: AuditTrail {
    func record(_ event: AuditEvent, by actor: Actor, in transaction: any Transaction) throws {}
}

/// Runs `body` with an empty record store of one organisation, over the router and without a socket.
///
/// - Parameter mayOnlyRead: the credential may read everything and write nothing, instead of everything.
func withStore(
    _ edition: Edition, _ engine: Engine = .sqlite, mayOnlyRead: Bool = false,
    _ body: @escaping @Sendable (Store) async throws -> Void
) async throws {
    let migrations = directoryMigrations + learningMigrations
    try await withDatabase(engine, migrations: migrations, options: DatabaseOptions(connections: 4)) { database in
        let clock = TestClock(Instant(milliseconds: 1_795_507_200_123))
        let siteKey = SiteKey(Array(repeating: 7, count: 32))!
        let organisations = Organisations(
            DirectoryContext(
                database: database, siteKey: siteKey, now: clock.now, random: systemRandomBytes, audit: NoAudit()))
        let hotel = try await organisations.add(.system, OrganisationDraft(name: "Hotel De Zon", kind: .hotel))
        let learning = Learning(
            LearningContext(
                database: database, siteKey: siteKey, organisations: organisations, audit: NoAudit(), courses: [],
                now: clock.now, random: systemRandomBytes, countsChanged: { _ in }))
        let made = try await learning.recordStore.credentials.make(
            .system, organisation: hotel.id, label: "test", scopes: [mayOnlyRead ? .readAll : .all])
        let router = Dispatcher(
            site: try site.get(), routes: learning.routes, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).router()
        try await Application(router: router).test(.router) { client in
            try await body(
                Store(
                    client: client, edition: edition, credential: "\(made.credential.id):\(made.secret)", clock: clock))
        }
    }
}

func withStore(_ setting: DocumentSetting, _ body: @escaping @Sendable (Store) async throws -> Void) async throws {
    try await withStore(setting.edition, setting.engine, body)
}

/// The time as HTTP headers write it (RFC 9110, 5.6.7).
func httpDate(_ instant: Instant) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.string(from: Date(timeIntervalSince1970: Double(instant.milliseconds / 1000)))
}
