import Core
import Directory
import Foundation
import HummingbirdTesting
import TestDesks
import Web

@testable import Signals

extension World {
    /// Serves the pages of Signals over the router.
    func serve(_ body: @escaping @Sendable (any TestClientProtocol, Logged) async throws -> Void) async throws {
        try await serve(signals.routes, body)
    }

    /// Somebody looks all week.
    func fillRota(of desk: TestDesk) async throws {
        let actor = try await actor(desk.one)
        let shifts = (1...7).map { Shift(weekday: $0, from: 9 * 60, to: 17 * 60, member: desk.one.id) }
        try await signals.rotas.change(actor, desk.id, from: Rota(), to: Rota(shifts: shifts))
    }
}

extension PageBrowser.Answer {
    /// The receipt that the page shows.
    var receipt: String? {
        guard let start = body.range(of: "id=\"meldcode\">") else { return nil }
        return String(body[start.upperBound...].prefix { $0 != "<" })
    }
}

extension PageBrowser {
    /// Fills in the form of a page and sends it with documents.
    func upload(
        _ page: Answer, _ action: String, documents: [(name: String, bytes: [UInt8])],
        _ fields: [(String, String)] = [],
        to path: String? = nil
    ) async throws -> Answer {
        try await upload(
            page, action, files: documents.map { (field: "documents", name: $0.name, bytes: $0.bytes) }, fields,
            to: path)
    }
}
