import Administration
import Core
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Learning
import Review
import Storage
import TestSupport
import Testing
import Vault
import Web

@testable import App

/// Runs `body` with a loaded demo on `engine`.
func withDemo(
    _ engine: Engine, resources: String = ResourcesTests.resources, now: @escaping Now = systemClock,
    _ body: @Sendable (App, DemoSheet) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        try await withDatabaseAddress(engine) { address in
            var configuration = Configuration(data: folder, database: address, resources: resources)
            configuration.now = now
            configuration.derivationCost = .trivial
            configuration.receiptCost = .trivial
            let (app, sheet) = try await Demo.open(configuration) { _ in }
            do {
                try await body(app, sheet)
                await app.database.close()
            } catch {
                await app.database.close()
                throw error
            }
        }
    }
}

@Suite struct DemoTests {
    private func json(_ app: App) async throws -> [String: Any] {
        let text = try await app.reviews.export("2020-H1", .json, .nl, address: "")
        return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }

    private func values(_ app: App) async throws -> [String: Int] {
        let figures = try await json(app)["figures"] as? [[String: Any]] ?? []
        return Dictionary(
            uniqueKeysWithValues: figures.compactMap { figure in
                guard let id = figure["id"] as? String, let value = figure["value"] as? Int else { return nil }
                return (id, value)
            })
    }

    @Test(arguments: testEngines)
    func theFirstHalfOf2020(engine: Engine) async throws {
        try await withDemo(engine) { app, sheet in
            let values = try await values(app)
            #expect(
                values == [
                    "e-learning.hotel": 502, "e-learning.tourism-student": 58, "e-learning.holiday-park": 51,
                    "training.municipalities": 23, "training.sessions": 1, "motions.adopted": 4, "commitments.new": 2,
                    "commitments.awaited": 2,
                    "commitments.kept": 0, "commitments.partly": 0, "commitments.broken": 0, "commitments.lapsed": 0,
                    "commitments.late": 0,
                ])
            // Every number of an office leads to its list, and the review lists what changed and what is awaited.
            let figures = try await json(app)["figures"] as? [[String: Any]] ?? []
            let rows = figures.first { $0["id"] as? String == "commitments.new" }?["rows"] as? [[String: Any]] ?? []
            #expect(!rows.isEmpty)
            #expect(rows.allSatisfy { ($0["list"] as? String)?.contains("cijfer=new&periode=2020-H1") == true })
            let lists = try await json(app)["lists"] as? [[String: Any]] ?? []
            #expect(lists.map { $0["id"] as? String } == ["changed", "awaited"])
            #expect(lists.allSatisfy { ($0["lines"] as? [[String: Any]])?.count == 2 })
            let state = try await json(app)["state"] as? String
            #expect(state == "published")
            let report = try await app.directory.audit.verify()
            #expect(report.isIntact)
            #expect(sheet.signIns.count >= 5)
        }
    }

    @Test(arguments: testEngines)
    func tenMorePeopleAddUpWithBothSourcesNamed(engine: Engine) async throws {
        try await withDemo(engine) { app, _ in
            let file = """
                activity;audience;people;from;to;organisation;source
                e-learning;hotel;10;01-02-2020;29-02-2020;demo-hotel;Telling van het hotel
                """
            try await app.learning.participations.importFile(.system, Array(file.utf8), name: "telling.csv")
            let figures = try await json(app)["figures"] as? [[String: Any]] ?? []
            let hotel = figures.first { $0["id"] as? String == "e-learning.hotel" }
            #expect(hotel?["value"] as? Int == 512)
            let titles = (hotel?["sources"] as? [[String: Any]])?.compactMap { $0["title"] as? String }
            #expect(titles == ["Terugblik eerste helft 2020, Defence for Children – ECPAT", "Telling van het hotel"])
        }
    }

    /// A changed fact in a copy of the folder shows everywhere.
    @Test(arguments: testEngines)
    func anotherNumberInACopy(engine: Engine) async throws {
        try await withTemporaryFolder { folder in
            let copy = folder + "/Resources"
            try FileManager.default.copyItem(atPath: ResourcesTests.resources, toPath: copy)
            let file = copy + "/demo/first-half-2020.yaml"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try text.replacingOccurrences(of: "people: 502", with: "people: 507")
                .write(toFile: file, atomically: true, encoding: .utf8)
            try await withDemo(engine, resources: copy) { app, _ in
                let value = try await values(app)["e-learning.hotel"]
                #expect(value == 507)
                let csv = try await app.reviews.export("2020-H1", .csv, .nl, address: "")
                #expect(csv.contains(",507,") && !csv.contains("502"))
                try await Application(router: app.router()).test(.router) { client in
                    for path in ["/terugblik/2020-H1", "/terugblik/2020-H1/cijfer/e-learning.hotel", "/"] {
                        let answer = try await client.execute(uri: path, method: .get)
                        #expect(String(buffer: answer.body).contains("507"), "\(path)")
                    }
                }
            }
        }
    }

    @Test func anInstallationIsNotADemo() async throws {
        try await withTemporaryFolder { folder in
            var configuration = Configuration(data: folder, resources: ResourcesTests.resources)
            configuration.derivationCost = .trivial
            configuration.receiptCost = .trivial
            let app = try await App.build(configuration)
            _ = try await app.directory.addMember(
                name: "Noor", email: "noor@example.nl", organisation: "CKM", isAdministrator: true)
            await app.database.close()
            await #expect(throws: StartError.notADemo) { _ = try await Demo.open(configuration) { _ in } }
        }
    }

    /// A demo whose loading was cut off begins afresh; one that was loaded is opened as it is.
    @Test func aDemoThatWasCutOffBeginsAfresh() async throws {
        try await withTemporaryFolder { folder in
            var configuration = Configuration(data: folder, resources: ResourcesTests.resources)
            configuration.derivationCost = .trivial
            configuration.receiptCost = .trivial
            let first = try await Demo.open(configuration) { _ in }
            await first.app.database.close()
            let second = try await Demo.open(configuration) { _ in }
            await second.app.database.close()
            #expect(second.sheet.signIns.map(\.password) == first.sheet.signIns.map(\.password))
            try configuration.setBeingLoaded(true)
            let third = try await Demo.open(configuration) { _ in }
            let values = try await values(third.app)
            await third.app.database.close()
            #expect(third.sheet.signIns.map(\.password) != first.sheet.signIns.map(\.password))
            #expect(values["e-learning.hotel"] == 502)
        }
    }
}

/// Every route against everybody: generated from the route table, so that a new page is in it at once.
@Suite struct AccessTests {
    private struct Visitor: Sendable {
        let name: String
        let actor: Actor
        let headers: HTTPFields
    }

    @Test(arguments: testEngines)
    func nothingIsOpenThatNobodyOpened(engine: Engine) async throws {
        try await withDemo(engine) { app, sheet in
            var visitors = [Visitor(name: "visitor", actor: .visitor, headers: [:])]
            for person in sheet.signIns {
                var token = try await app.directory.signIn.signIn(
                    email: person.email, password: person.password, source: "test"
                ).token.text
                if person.secret != nil {
                    // The right password alone opens no more than nothing does.
                    visitors.append(
                        Visitor(
                            name: "half " + person.email, actor: .visitor, headers: [.cookie: "__Host-sessie=\(token)"])
                    )
                    let half = try await app.directory.signIn.signIn(
                        email: person.email, password: person.password, source: "test"
                    ).token.text
                    let code = try await app.directory.secondFactors.extraBackupCode(.system, pending: half).text
                    token = try await app.directory.secondFactors.pass(half, .backupCode(code), source: "test").token
                        .text
                }
                let actor = try await app.directory.sessions.resume(token)?.actor
                visitors.append(
                    Visitor(
                        name: person.email, actor: try #require(actor), headers: [.cookie: "__Host-sessie=\(token)"]))
            }
            let all = visitors
            try await Application(router: app.router()).test(.router) { client in
                for route in app.routes where route.method == .get && route.path != "/weg" {
                    let path = sheet.samples[route.path] ?? route.sample ?? route.path
                    guard !path.contains("{"), !path.contains(":") else { continue }
                    for visitor in all {
                        let answer = try await client.execute(uri: path, method: .get, headers: visitor.headers)
                        let isOpen = route.access.allows(visitor.actor)
                        let isRefused =
                            answer.status == .forbidden
                            || (answer.status == .seeOther
                                && answer.headers[.location]?.contains("/inloggen?naar=") == true)
                        if isOpen {
                            // A service may still refuse one record; nothing may break.
                            #expect(answer.status.code < 500, "\(path) for \(visitor.name)")
                        } else {
                            #expect(isRefused, "\(path) for \(visitor.name): \(answer.status)")
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func noActionWithoutRights(engine: Engine) async throws {
        try await withDemo(engine) { app, sheet in
            let actions = app.routes.filter { $0.method == .post && !$0.access.allows(.visitor) }
            #expect(!actions.isEmpty)
            try await Application(router: app.router()).test(.router) { client in
                for route in actions {
                    let path = sheet.samples[route.path] ?? Self.filled(route.path)
                    let answer = try await client.execute(
                        uri: path, method: .post, headers: [.contentType: "application/x-www-form-urlencoded"])
                    #expect(answer.status == .unauthorized, "\(path): \(answer.status)")
                }
            }
        }
    }

    /// The card of a site shows in the advice to the browser that came by the link of that site, and to no other.
    @Test(arguments: testEngines)
    func theCardOfASiteShowsInAdvice(engine: Engine) async throws {
        try await withDemo(engine) { app, sheet in
            let site = try await app.learning.workSites.open("\(Learning.demoSite)")
            let form = "application/x-www-form-urlencoded"
            let answers = ByteBuffer(string: "setting=hotel&role=reception&now=no")
            try await Application(router: app.router()).test(.router) { client in
                let kept = try await client.execute(
                    uri: site.path, method: .post, headers: [.contentType: form],
                    body: ByteBuffer(string: "doe=signaal"))
                let cookie = String(try #require(kept.headers[.setCookie]).prefix { $0 != ";" })
                #expect(cookie == "\(WorkSite.cookie)=\(site.code.text)")
                let own = try await client.execute(
                    uri: "/m/5", method: .post, headers: [.contentType: form, .cookie: cookie], body: answers)
                let other = try await client.execute(
                    uri: "/m/5", method: .post, headers: [.contentType: form], body: answers)
                #expect(own.status == .ok && other.status == .ok)
                #expect(String(buffer: own.body).contains(site.card.duty))
                #expect(!String(buffer: other.body).contains(site.card.duty))
                // The invented roster is there to be looked at.
                let code = try #require(sheet.samples["{cursist}"])
                let slip = try await client.execute(uri: "/cursist/\(code)", method: .get)
                #expect(String(buffer: slip.body).contains("Verzonnen"))
            }
        }
    }

    /// Whoever sits at a desk of the demo has a second factor, and its secret is in the sheet for an app.
    @Test(arguments: testEngines)
    func theDemosMembersSignInWithTheirApp(engine: Engine) async throws {
        try await withDemo(engine) { app, sheet in
            #expect(sheet.signIns.allSatisfy { ($0.secret != nil) == !$0.tasks.isEmpty })
            let person = try #require(sheet.signIns.first { $0.secret != nil })
            let secret = try #require(person.secret.flatMap { FactorSecret(base32: $0) })
            let half = try await app.directory.signIn.signIn(
                email: person.email, password: person.password, source: "test")
            #expect(half.info.pending == .code)
            // The code of this moment was used when the demo was loaded; that of the next step is accepted as well.
            let code = secret.code(at: app.configuration.now().advanced(bySeconds: FactorSecret.period))
            let session = try await app.directory.secondFactors.pass(half.token.text, .code(code), source: "test")
            #expect(session.info.pending == nil)
        }
    }

    /// What the demo needs to take in reports, plans and studies is signed by those of its members who may, two at most.
    @Test func theDemosPartsAreSettled() async throws {
        try await withDemo(.sqlite) { app, sheet in
            let record = try #require(try await app.directory.activations.current(.system, .signals))
            #expect(record.isComplete)
            let tasks = ActivatedPart.signals.tasks.map(\.rawValue)
            let may = sheet.signIns.filter { $0.isAdministrator || !Set(tasks).isDisjoint(with: $0.tasks) }
            #expect(record.signatures.count == min(2, may.count) && record.isActive == (may.count >= 2))
            for part in [ActivatedPart.care, .coaches] {
                #expect(try await app.directory.activations.current(.system, part)?.isActive == true, "\(part)")
            }
        }
    }

    /// What the demo shows of a dossier that leaves takes the approvals that any dossier takes.
    @Test func twoMembersApproveTheDemosDossier() async throws {
        try await withDemo(.sqlite) { app, _ in
            let members: Int = try await app.database.read { transaction in
                try transaction.row(
                    "SELECT COUNT(DISTINCT actor) AS n FROM directory_audit WHERE action = $1",
                    "coaches.dossier.approved")!["n"]
            }
            #expect(members == 2)
        }
    }

    /// The hotel of the demo is found by the name that stays the same, for whoever tries the record store.
    @Test func theDemosHotelHasARecordStore() async throws {
        try await withDemo(.sqlite) { app, _ in
            let credentials = app.learning.recordStore.credentials
            let made = try await credentials.make(
                .system, organisationNamed: "demo-hotel", label: "Moodle", scopes: [.all])
            let hotel = try #require(try await app.directory.organisations.find(.system, code: "demo-hotel"))
            #expect(made.credential.organisation == hotel.id && hotel.kind == .hotel)
            #expect(try await credentials.all(.system, of: hotel.id) == [made.credential])
        }
    }

    /// Everything under `/werk` is for members.
    @Test func theWorkplaceIsForMembers() async throws {
        try await withDemo(.sqlite) { app, _ in
            for route in app.routes where route.path.hasPrefix("/werk") {
                #expect(!route.access.allows(.visitor), "\(route.path)")
            }
        }
    }

    private static func filled(_ path: String) -> String {
        path.split(separator: "/").map { $0.hasPrefix(":") ? "017f22e2-79b0-7000-8000-000000000001" : String($0) }
            .reduce("") { $0 + "/" + $1 }
    }
}
