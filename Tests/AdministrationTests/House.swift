import Core
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Storage
import Synchronization
import TestSupport
import Testing
import Vault
import Web
import Work

@testable import Administration

/// An installation with nobody in it yet, and its administration pages over the router.
struct House: Sendable {
    let database: any Database
    let directory: Directory
    let clock: TestClock
    let jobs: Jobs
    let outbox: Outbox
    /// What would have been mailed by invitation: to whom, and the link.
    let invited: Invited
    let client: any TestClientProtocol

    /// Somebody at a browser of their own.
    func browser() -> Browser { Browser(client) }

    /// The one-time link of the first start, as a path.
    func firstLink() async throws -> String {
        "/welkom/" + (try #require(try await directory.invitations.firstStartLink())).token.text
    }

    /// Somebody who began as the first administrator, signed in.
    func begin(name: String = "Anna", email: String = "anna@example.org") async throws -> Browser {
        let browser = browser()
        let link = try await firstLink()
        _ = try await browser.get(link)
        let answer = try await browser.post(
            link, ["name": name, "email": email, "organisation": "Vangnet Nederland", "password": Self.password])
        #expect(answer.status == 200)
        return browser
    }

    /// Somebody whom `administrator` invited and who accepted, signed in.
    func join(
        _ name: String, invitedBy administrator: Browser, isAdministrator: Bool = false
    ) async throws -> Browser {
        let organisation = try await directory.organisations.all(.system)[0].id.text
        _ = try await administrator.get("/werk/leden/nieuw")
        let answer = try await administrator.post(
            "/werk/leden/nieuw",
            [
                "name": name, "email": "\(name.lowercased())@example.org", "organisation": organisation,
                "administrator": isAdministrator ? "yes" : "",
            ])
        let link = try #require(answer.firstLink(startingWith: "https://vangnet.example/welkom/"))
        let browser = browser()
        let welcome = try await browser.post(
            String(link.dropFirst("https://vangnet.example".count)), ["password": Self.password])
        #expect(welcome.status == 200)
        return browser
    }

    func member(_ name: String) async throws -> Member {
        try #require(try await directory.members.all(.system).first { $0.name == name })
    }

    func runner(_ kinds: [JobKind] = []) -> JobRunner {
        JobRunner(jobs: jobs, kinds: kinds + outbox.kinds, logger: quiet)
    }

    static let password = "vier woorden zonder fiets"
}

/// The links that were handed over to be mailed.
final class Invited: Sendable {
    private let links = Mutex<[(email: String, link: String)]>([])
    var all: [(email: String, link: String)] { links.withLock { $0 } }
    func add(_ email: String, _ link: String) { links.withLock { $0.append((email, link)) } }
}

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A transport that refuses everything for good.
struct Refusing: MailTransport {
    func deliver(_ message: MailMessage) async throws { throw MailError.refused(code: 550) }
}

/// Runs `body` with a house of its own on `engine`.
func withHouse(
    _ engine: Engine, demoMail: DemoTransport? = nil, demoSignIns: [DemoSignIn] = [], givesCodes: Bool = false,
    transport: (any MailTransport)? = nil, _ body: @escaping @Sendable (House) async throws -> Void
) async throws {
    try await withDatabase(engine, migrations: directoryMigrations + workMigrations) { database in
        let clock = TestClock()
        let random = seededRandomBytes(7)
        let directory = Directory(
            database: database, siteKey: SiteKey(Array(0..<32))!, now: clock.now, random: random,
            queue: DerivationQueue(slots: 2, places: 200, perSource: 100), cost: .trivial)
        let jobs = Jobs(database: database, now: clock.now, random: random)
        let outbox = Outbox(
            jobs: jobs, sender: try MailSender(name: "Vangnet", address: MailAddress("vangnet@example.org")),
            transport: demoMail ?? transport, logger: quiet)
        let invited = Invited()
        let giveAway = { @Sendable (token: String) async throws -> BackupCode in
            try await directory.secondFactors.extraBackupCode(.system, pending: token)
        }
        let administration = Administration(
            directory: directory, jobs: jobs, outbox: outbox, demoMail: demoMail, demoSignIns: demoSignIns,
            demoCode: givesCodes ? giveAway : nil,
            mailInvitation: { member, link, _ in
                invited.add(member.email, link)
                return true
            })
        let resources = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources").standardized.path
        var site = try Site(
            resources: resources, settings: .init(address: "https://vangnet.example"), now: clock.now, random: random,
            resume: { token in
                guard let (actor, info) = try await directory.sessions.resume(token) else { return nil }
                return Visit.Session(actor, info, token: token)
            })
        site.workplaceMenu = [Site.MenuItem(text: "app.menu.members", path: "/werk/leden", access: .administrator)]
        let router = Dispatcher(site: site, routes: administration.routes, log: quiet).router()
        try await Application(router: router, logger: quiet).test(.router) { client in
            try await body(
                House(
                    database: database, directory: directory, clock: clock, jobs: jobs, outbox: outbox,
                    invited: invited, client: client))
        }
    }
}

/// A browser: keeps cookies as one does, and sends the token of the last page's forms along.
final class Browser {
    struct Answer {
        let status: Int
        let location: String?
        let body: String
        let headers: HTTPFields

        /// The first link or text on the page that starts like this, up to a quote, a space or a tag.
        func firstLink(startingWith start: String) -> String? {
            body.range(of: start).map { found in
                String(body[found.lowerBound...].prefix { !"\"< \n".contains($0) })
            }
        }

        /// The value of the first field with this name.
        func value(of name: String) -> String? {
            Markup(body).tags.first { $0.name == "input" && $0["name"] == name }?["value"]
        }

        /// The error at the field with this id.
        func error(at id: String) -> String? {
            guard let start = body.range(of: "id=\"\(id)-error\">") else { return nil }
            let rest = body[start.upperBound...].prefix(while: { $0 != "\n" })
            return rest.replacing("</span>", with: "").split(separator: ">").last.map(String.init)
        }
    }

    /// Sets up the second factor that the page asks for, as a person with an app does.
    @discardableResult
    func enrol(at now: Instant) async throws -> FactorSecret {
        let page = try await get(SecondFactorPages.enrolment)
        let link = try #require(page.firstLink(startingWith: "otpauth://"))
        let secret = try #require(
            link.range(of: "secret=").flatMap { FactorSecret(base32: String(link[$0.upperBound...].prefix(32))) })
        let done = try await post(SecondFactorPages.enrolment, ["code": secret.code(at: now)])
        #expect(done.status == 200 && done.body.contains("id=\"backup-codes\""))
        return secret
    }

    private let client: any TestClientProtocol
    private(set) var cookies: [String: String] = [:]
    private(set) var formToken: String?

    init(_ client: any TestClientProtocol) { self.client = client }

    func get(_ path: String) async throws -> Answer { try await send(path, .get, "") }

    /// Posts a form as a page of this browser would, with the token of its session.
    func post(_ path: String, _ fields: KeyValuePairs<String, String> = [:], withToken: Bool = true) async throws
        -> Answer
    {
        var pairs = fields.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }
        if withToken, let formToken { pairs.append("csrf=\(formToken)") }
        return try await send(path, .post, pairs.joined(separator: "&"))
    }

    private func send(_ path: String, _ method: HTTPRequest.Method, _ body: String) async throws -> Answer {
        var headers = HTTPFields()
        if method == .post { headers[.contentType] = "application/x-www-form-urlencoded" }
        if !cookies.isEmpty {
            headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        let response = try await client.execute(
            uri: path, method: method, headers: headers, body: ByteBuffer(string: body))
        keepCookies(of: response.headers)
        let answer = Answer(
            status: response.status.code, location: response.headers[.location], body: String(buffer: response.body),
            headers: response.headers)
        if let token = answer.value(of: "csrf") { formToken = token }
        // A new session has a new token, which any page of it shows.
        let isNewSession = response.headers[values: .setCookie].contains { !$0.contains("Max-Age=0") }
        if isNewSession, let page = try await pageForToken() { formToken = page }
        return answer
    }

    private func pageForToken() async throws -> String? {
        guard let session = cookies[Security.sessionCookie] else { return nil }
        for path in ["/werk/ik", SecondFactorPages.code, SecondFactorPages.enrolment] {
            let response = try await client.execute(
                uri: path, method: .get, headers: [.cookie: "\(Security.sessionCookie)=\(session)"])
            keepCookies(of: response.headers)
            let token = Markup(String(buffer: response.body)).tags.first { $0["name"] == "csrf" }?["value"]
            if response.status == .ok, let token { return token }
        }
        return nil
    }

    private func keepCookies(of headers: HTTPFields) {
        for cookie in headers[values: .setCookie] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies[pair[0]] = cookie.contains("Max-Age=0") ? nil : pair.count > 1 ? pair[1] : ""
        }
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}
