import Core
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Storage
import TestSupport
import Web

@testable import Review

/// A browser at the pages of reviews, with members whose token is their name.
struct Browser: Sendable {
    let client: any TestClientProtocol

    func get(_ path: String, as member: Actor = .visitor) async throws -> (
        status: Int, body: String, headers: HTTPFields
    ) {
        let answer = try await client.execute(uri: path, method: .get, headers: Self.cookie(member))
        return (answer.status.code, String(buffer: answer.body), answer.headers)
    }

    func post(_ path: String, as member: Actor, _ fields: [(String, String)]) async throws -> (
        status: Int, body: String, headers: HTTPFields
    ) {
        var headers = Self.cookie(member)
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = (fields + [("csrf", "token")]).map { "\($0)=\(Mail.encoded($1))" }.joined(separator: "&")
        let answer = try await client.execute(
            uri: path, method: .post, headers: headers, body: ByteBuffer(string: body))
        return (answer.status.code, String(buffer: answer.body), answer.headers)
    }

    private static func cookie(_ member: Actor) -> HTTPFields {
        member.member.map { [.cookie: "\(Security.sessionCookie)=\($0.name)"] } ?? [:]
    }
}

/// Runs `body` with a browser at the routes of the review.
func browse(
    _ engine: Engine, policy: CountsPolicy = .propose, _ figures: FakeFigures? = nil,
    coalition: [CoalitionOrganisation] = [Workshop.alone], lists: [ReviewList] = [], isDemo: Bool = false,
    _ body: @escaping @Sendable (Workshop, Browser) async throws -> Void
) async throws {
    let figures =
        figures
        ?? FakeFigures(
            figure("e-learning.hotel", .persons, 502), figure("e-learning.holiday-park", .persons, 51))
    try await Workshop.open(engine, policy: policy, figures, coalition: coalition, lists: { _ in lists }) { workshop in
        let members = Workshop.members
        let site = try Site(
            resources: checkout.appendingPathComponent("Resources").path,
            settings: .init(isDemo: isDemo, address: "https://vangnet.example"), now: workshop.clock.now,
            resume: { token in
                members.first { $0.member?.name == token }.map {
                    Visit.Session(actor: $0, token: token, formToken: "token")
                }
            })
        let router = Dispatcher(
            site: site, routes: ReviewPages(workshop.reviews).routes,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).router()
        try await Application(router: router).test(.router) { try await body(workshop, Browser(client: $0)) }
    }
}
