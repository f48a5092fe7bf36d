import Core
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import TestSupport
import Testing

@testable import Web

/// The dispatcher over a few routes of its own: what stands before every handler of every part.
@Suite struct DispatcherTests {
    private static let member = ActingMember(
        id: Identifier("017f22e2-79b0-7000-8000-000000000001")!, name: "Noor",
        organisation: Identifier("017f22e2-79b0-7000-8000-000000000002")!, organisationKind: .coalition,
        isAdministrator: false, desks: [:])

    private struct Unexpected: Error {}

    private func withSite(_ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let resources = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources").standardized.path
        var site = try Site(
            resources: resources, settings: .init(),
            resume: { token in
                token == "goed" ? Visit.Session(actor: .member(Self.member), token: token, formToken: "teken") : nil
            })
        site.neutralPaths = ["/stil"]
        let routes: [Route] = [
            .page("/test", access: .everyone) { visit in
                try visit.page(ErrorPage(heading: "kop", sentence: "<b>", reference: nil), title: "t")
            },
            .page("/werk/test", access: .signedIn) { visit in
                try visit.page(ErrorPage(heading: "kop", sentence: "zin", reference: nil), title: "t")
            },
            .action("/werk/test/opslaan", access: .signedIn) { $0.redirect(to: "/werk/test") },
            .page("/kapot", access: .everyone) { _ in throw Unexpected() },
            .action("/test", access: .everyone, bodyLimit: 1024) { visit in
                visit.data(Array(visit.form["a"].utf8), type: "text/plain")
            },
            .page("/stil/kapot", access: .everyone) { _ in throw Unexpected() },
            .action("/stil", access: .everyone, bodyLimit: 1024) { $0.redirect(to: "/stil") },
        ]
        let router = Dispatcher(
            site: site, routes: routes, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        .router()
        try await Application(router: router).test(.router, body)
    }

    private func post(
        _ client: any TestClientProtocol, _ body: String, _ headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        return try await client.execute(uri: "/test", method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    private func expect(
        _ status: HTTPResponse.Status, _ client: any TestClientProtocol, _ body: String, _ headers: HTTPFields = [:]
    ) async throws {
        let answer = try await post(client, body, headers)
        #expect(answer.status == status, "\(headers)")
    }

    @Test func everyAnswerHasSafeHeaders() async throws {
        try await withSite { client in
            for path in ["/test", "/kapot", "/nergens", "/bestand/vangnet.css", "/bestand/../Package.swift"] {
                let answer = try await client.execute(uri: path, method: .get)
                let policy = answer.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'"), "\(path)")
                #expect(!policy.contains("unsafe"), "\(path)")
                #expect(answer.headers[.xContentTypeOptions] == "nosniff", "\(path)")
            }
        }
    }

    @Test func textIsEscaped() async throws {
        try await withSite { client in
            let body = String(buffer: try await client.execute(uri: "/test", method: .get).body)
            #expect(body.contains("&lt;b&gt;"))
            #expect(!body.contains("<b>"))
        }
    }

    @Test func theFirstVisitFollowsTheBrowserAndTheCookieGoesFirst() async throws {
        try await withSite { client in
            let first = try await client.execute(uri: "/test?x=1", method: .get, headers: [.acceptLanguage: "en"])
            #expect(first.headers[.location] == "/en/test?x=1")
            let chosen = try await client.execute(uri: "/taal/nl?naar=/test", method: .get)
            #expect(chosen.headers[.location] == "/test")
            #expect(chosen.headers[.setCookie]?.hasPrefix("__Host-taal=nl; Path=/; Secure") == true)
            let second = try await client.execute(
                uri: "/test", method: .get, headers: [.acceptLanguage: "en", .cookie: "__Host-taal=nl"])
            #expect(second.status == .ok)
            #expect(second.headers[.contentLanguage] == "nl")
        }
    }

    @Test(arguments: ["//elders.example/", "https://elders.example/", "/%5Celders.example", "/a%0d%0aX:1", ""])
    func theLanguageLinkStaysHere(_ target: String) async throws {
        try await withSite { client in
            let answer = try await client.execute(uri: "/taal/nl?naar=\(target)", method: .get)
            #expect(answer.headers[.location] == "/")
        }
    }

    @Test func whoHasNotSignedInComesBackAfterwards() async throws {
        try await withSite { client in
            let answer = try await client.execute(uri: "/en/werk/test", method: .get)
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/en/inloggen?naar=/werk/test")
            let member = try await client.execute(
                uri: "/werk/test", method: .get, headers: [.cookie: "__Host-sessie=goed"])
            #expect(member.status == .ok)
            #expect(member.headers[.cacheControl] == "no-store")
        }
    }

    @Test func aFormFromElsewhereIsRefused() async throws {
        try await withSite { client in
            let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
            try await expect(.forbidden, client, "a=1", [secFetchSite: "cross-site"])
            try await expect(.forbidden, client, "a=1", [secFetchSite: "same-site"])
            try await expect(.forbidden, client, "a=1", [.origin: "https://elders.example"])
            try await expect(.forbidden, client, "a=1", [.origin: "null"])
            try await expect(.ok, client, "a=1")
            try await expect(.ok, client, "a=1", [secFetchSite: "same-origin"])
        }
    }

    @Test func aMembersFormNeedsItsToken() async throws {
        try await withSite { client in
            let cookie: HTTPFields = [.cookie: "__Host-sessie=goed"]
            try await expect(.conflict, client, "a=1", cookie)
            try await expect(.conflict, client, "a=1&csrf=anders", cookie)
            try await expect(.ok, client, "a=1&csrf=teken", cookie)
        }
    }

    /// What was typed into a form is there to be copied when the session ended or is another one; secrets are not.
    @Test func whatWasTypedOutlivesTheSession() async throws {
        try await withSite { client in
            let typed =
                "what=Een+%3Cb%3Elang%3C%2Fb%3E%0D%0Averhaal&rest=Nog+iets&csrf=geheim1&password=geheim2&token=geheim3"
                + "&code=geheim4&new-password=geheim5&version=geheim6&place="
            for (cookie, status) in [("", 401), ("__Host-sessie=over", 401), ("__Host-sessie=goed", 409)] {
                for prefix in ["", "/en"] {
                    let answer = try await client.execute(
                        uri: prefix + "/werk/test/opslaan", method: .post,
                        headers: [.contentType: "application/x-www-form-urlencoded", .cookie: cookie],
                        body: ByteBuffer(string: typed))
                    let body = String(buffer: answer.body)
                    #expect(answer.status.code == status)
                    #expect(answer.headers[.cacheControl] == "no-store")
                    #expect(body.contains("Een &lt;b&gt;lang&lt;/b&gt;") && !body.contains("<b>lang"))
                    #expect(body.contains("Nog iets"))
                    #expect(!body.contains("geheim"))
                    let next = status == 401 ? "/inloggen?naar=/werk/test" : "/werk/test"
                    #expect(body.contains("href=\"\(prefix)\(next)\""))
                    #expect(body.contains(prefix.isEmpty ? "Dit typte je" : "What you typed"))
                }
            }
            let empty = try await client.execute(uri: "/werk/test/opslaan", method: .post)
            #expect(empty.status == .unauthorized)
            #expect(!String(buffer: empty.body).contains("Dit typte je"))
        }
    }

    @Test func tooLargeIsASentence() async throws {
        try await withSite { client in
            let answer = try await post(client, "a=" + String(repeating: "x", count: 100_000))
            #expect(answer.status == .contentTooLarge)
            #expect(String(buffer: answer.body).contains("hoogstens 1 kB"))
        }
    }

    @Test func anotherContentTypeIsRefused() async throws {
        try await withSite { client in
            try await expect(.badRequest, client, "{}", [.contentType: "application/json"])
        }
    }

    @Test func aMistakeOfOursShowsANumberAndNothingElse() async throws {
        try await withSite { client in
            let answer = try await client.execute(uri: "/kapot", method: .get)
            let body = String(buffer: answer.body)
            #expect(answer.status == .internalServerError)
            #expect(!body.contains("Unexpected"))
            #expect(body.contains("id=\"reference\""))
        }
    }

    /// What goes wrong on a phone that somebody else may hold does not say what it belongs to.
    @Test func anErrorBelowANeutralPathIsNeutral() async throws {
        try await withSite { client in
            let long = ByteBuffer(string: "a=" + String(repeating: "x", count: 100_000))
            let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            let answers = [
                try await client.execute(uri: "/stil", method: .post, headers: form, body: long),
                try await client.execute(uri: "/stil/nergens", method: .get),
                try await client.execute(uri: "/en/stil/nergens", method: .get),
                try await client.execute(uri: "/stil/kapot", method: .get),
            ]
            #expect(answers.map(\.status) == [.contentTooLarge, .notFound, .notFound, .internalServerError])
            for answer in answers {
                let body = String(buffer: answer.body)
                #expect(!body.contains("Vangnet") && !body.contains("/inloggen") && !body.contains("class=\"brand\""))
                #expect(body.contains("data-exit") && body.contains("/stil\">"))
                #expect(answer.headers[.cacheControl] == "no-store")
            }
            let other = String(buffer: try await client.execute(uri: "/stilte", method: .get).body)
            #expect(other.contains("class=\"brand\"") && !other.contains("data-exit"))
        }
    }

    @Test func aNoticeIsOneOfOurSentences() async throws {
        try await withSite { client in
            let answer = try await client.execute(uri: "/test?melding=web.error.broken", method: .get)
            #expect(!String(buffer: answer.body).contains("notice success"))
        }
    }

    @Test func publicFilesAreKeptByTheirHash() async throws {
        try await withSite { client in
            let plain = try await client.execute(uri: "/bestand/vangnet.css", method: .get)
            #expect(plain.headers[.cacheControl] == "public, max-age=300")
            let hash = plain.headers[.eTag]!.dropFirst().dropLast()
            let current = try await client.execute(uri: "/bestand/vangnet.css?v=\(hash)", method: .get)
            #expect(current.headers[.cacheControl]?.contains("immutable") == true)
        }
    }
}
