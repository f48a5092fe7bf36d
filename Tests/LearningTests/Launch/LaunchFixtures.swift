import Archive
import Core
import Directory
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Storage
import TestSupport
import XAPI

@testable import Learning

/// A course structure: `body` stands after the course.
func structureXML(_ body: String, course: String = "https://voorbeeld.example/cursus") -> [UInt8] {
    Array(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
        <course id="\(course)"><title><langstring lang="nl">Balie</langstring></title>
        <description><langstring lang="nl">Over de balie.</langstring></description></course>
        \(body)
        </courseStructure>
        """.utf8)
}

/// A unit of it.
func unitXML(_ name: String, _ attributes: String = "", url: String = "index.html", more: String = "") -> String {
    """
    <au id="https://voorbeeld.example/\(name)" \(attributes)><title><langstring lang="nl">\(name)</langstring></title>
    <description><langstring lang="nl">Deel \(name).</langstring></description><url>\(url)</url>\(more)</au>
    """
}

/// A package with one page.
func packageZip(_ body: String, more: [(name: String, bytes: [UInt8])] = []) throws -> [UInt8] {
    try Zip.bytes(
        of: [("cmi5.xml", structureXML(body)), ("index.html", Array("<!doctype html><p>Hallo</p>".utf8))] + more)
}

extension World {
    /// A package for the people of the hotel.
    func importPackage(_ body: String, code: JoinCode? = nil) async throws -> LaunchPackage {
        try await learning.launchPackages.importPackage(
            trainer, try packageZip(body), organisation: hotel.id, audience: .hotel, code: code)
    }

    var launches: Launches { learning.recordStore.launches }

    /// What stands in the store of the hotel, the oldest first, as `verb object`.
    func told() async throws -> [JSONObject] {
        let hotel = hotel.id
        return try await database.read { transaction in
            try transaction.rows(
                "SELECT statement FROM learning_xapi_statements WHERE organisation = $1 ORDER BY position", hotel
            ).map { try StatementStore.object(try $0["statement"]) }
        }
    }

    func toldVerbs() async throws -> [String] {
        try await told().compactMap { $0["verb"]?["id"]?.string?.split(separator: "/").last.map(String.init) }
    }

    /// Completions that are counted as those of a package.
    func completions() async throws -> Int {
        let day = clock.instant.day
        return try await database.read {
            try CountStore(transaction: $0).completions(in: Period(from: day, to: day)!).values.reduce(0, +)
        }
    }
}

/// A unit as it runs in a browser: it knows what stands in the address of its launch and nothing else.
struct RunningUnit: Sendable {
    static let address = "https://vangnet.example"

    let client: any TestClientProtocol
    let parameters: [String: String]
    let path: String
    var token = ""
    var session = ""

    init(_ client: any TestClientProtocol, launchedAt url: String) {
        self.client = client
        let parts = URLComponents(string: url)!
        path = parts.path
        parameters = (parts.queryItems ?? []).reduce(into: [:]) { $0[$1.name] = $1.value ?? "" }
    }

    var fetchPath: String { String(parameters["fetch"]!.dropFirst(Self.address.count)) }

    /// What the fetch address answers.
    func fetch() async throws -> JSONValue {
        let answer = try await client.execute(uri: fetchPath, method: .post, headers: [:], body: nil)
        return try JSONValue(reading: Array(answer.body.readableBytesView))
    }

    /// Gets the token and reads the launch data.
    mutating func begin() async throws {
        token = try await fetch()["auth-token"]?.string ?? ""
        let data = try await state(CMI5.launchData).json
        session = data?["contextTemplate"]?["extensions"]?[CMI5.sessionID]?.string ?? ""
    }

    var store: StoreClient {
        let credential = Data(base64Encoded: token).map { String(decoding: $0, as: UTF8.self) }
        return StoreClient(client: client, credential: credential)
    }

    func state(_ id: String) async throws -> StoreClient.Answer {
        try await store.get("/activities/state?" + place(id))
    }

    func place(_ id: String?) -> String {
        let id = id.map { "&stateId=\($0)" } ?? ""
        return "activityId=\(escaped(parameters["activityId"]!))&agent=\(escaped(parameters["actor"]!))"
            + "&registration=\(parameters["registration"]!)\(id)"
    }

    /// A statement of this unit. `result` with its braces.
    func statement(
        _ verb: String, at moment: Instant, id: Int, result: String? = nil, isDefined: Bool = true,
        publisher: String = "https://voorbeeld.example/een", session: String? = nil, extensions: String = "",
        object: String? = nil, actor: String? = nil, registration: String? = nil
    ) -> String {
        let judges = result.map { $0.contains("success") || $0.contains("completion") } ?? false
        var categories: [String] = isDefined ? [CMI5.cmi5Category] : []
        if judges { categories.append(CMI5.moveOnCategory) }
        let category = categories.map { "{\"id\":\"\($0)\"}" }.joined(separator: ",")
        let known = CMI5Verb(rawValue: verb)?.iri ?? verb
        return """
            {"id":"\(uuid(id))","actor":\(actor ?? parameters["actor"]!),"verb":{"id":"\(known)"},
            "object":{"objectType":"Activity","id":"\(object ?? parameters["activityId"]!)"},
            \(result.map { "\"result\":\($0)," } ?? "")
            "context":{"registration":"\(registration ?? parameters["registration"]!)",
            "contextActivities":{"grouping":[{"id":"\(publisher)"}],"category":[\(category)]},
            "extensions":{"\(CMI5.sessionID)":"\(session ?? self.session)"\(extensions)}},
            "timestamp":"\(moment.rfc3339)"}
            """
    }

    static let completed = #"{"completion":true,"duration":"PT5M"}"#
    static func passed(_ scaled: String? = nil) -> String {
        let score = scaled.map { ",\"score\":{\"scaled\":\($0)}" } ?? ""
        return "{\"success\":true,\"duration\":\"PT5M\"\(score)}"
    }
    static func failed(_ scaled: String? = nil) -> String {
        let score = scaled.map { ",\"score\":{\"scaled\":\($0)}" } ?? ""
        return "{\"success\":false,\"duration\":\"PT5M\"\(score)}"
    }
    static let terminated = #"{"duration":"PT6M"}"#
}
