import Core
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import Web
import XAPI

/// The record store under `/xapi/`: for programs, so without cookies, forms and languages.
struct XAPIRoutes: Sendable {
    let store: RecordStore

    static let base = "/xapi"

    /// Largest body with JSON alone and largest document, in bytes.
    static let bodyLimit = 4 << 20
    /// Largest body with attachments, in bytes.
    static let multipartLimit = 16 << 20

    var routes: [Web.Route] {
        [
            route("/statements", ["GET", "HEAD", "PUT", "POST"], statements),
            route("/statements/more/:place", ["GET", "HEAD"], more),
            route("/activities", ["GET", "HEAD"], activities),
            route("/activities/state", ["GET", "HEAD", "PUT", "POST", "DELETE"]) { try await documents(.state, $0) },
            route("/activities/profile", ["GET", "HEAD", "PUT", "POST", "DELETE"]) {
                try await documents(.activityProfile, $0)
            },
            route("/agents", ["GET", "HEAD"], agents),
            route("/agents/profile", ["GET", "HEAD", "PUT", "POST", "DELETE"]) {
                try await documents(.agentProfile, $0)
            },
            route("/about", ["GET", "HEAD"], about),
        ]
    }

    /// One request, as far as it is known what it is.
    struct Call: Sendable {
        let visit: Visit
        let path: String
        var request: XAPIRequest
        /// `nil` for the about resource when the request names none.
        var version: XAPIVersion?

        /// For what needs one: every resource but about.
        var spoken: XAPIVersion { version ?? .v2 }
    }

    private func route(
        _ path: String, _ methods: [String], _ handle: @escaping @Sendable (Call) async throws -> Response
    ) -> Web.Route {
        .api(Self.base + path) { visit in
            var response: Response
            var asked = visit.request.headers[.xapiVersion]
            do {
                var call = Call(visit: visit, path: path, request: try await resolved(visit), version: nil)
                asked = call.request.headers[XAPIVersion.header]
                if visit.request.method == .options {
                    response = Response(status: .noContent)
                } else {
                    if path != "/about" || asked != nil { call.version = try XAPIVersion(requested: asked) }
                    guard methods.contains(call.request.method) else { throw Self.methodNotAllowed }
                    response = try await handle(call)
                }
            } catch let error as XAPIError {
                response = Self.refusal(error)
            } catch let error as any UserError {
                response = Self.refusal(
                    XAPIError(status: error.status, visit.site.strings(error.text, .en)), error.retryAfter)
            }
            Self.addHeaders(to: &response, methods)
            response.headers[.xapiVersion] = Self.answering(asked, visit.request).rawValue
            if path.hasPrefix("/statements"), response.headers[.consistentThrough] == nil {
                response.headers[.consistentThrough] = store.writer.consistentThrough.rfc3339
            }
            return response
        }
    }

    /// The request that is meant: itself, or what a form in the alternate syntax of 1.0.3 holds, which has to be read first.
    private func resolved(_ visit: Visit) async throws -> XAPIRequest {
        let query = try QueryParameters(encoded: visit.request.uri.query ?? "")
        let fields = visit.request.headers.map { (name: $0.name.canonicalName, value: $0.value) }
        var request = XAPIRequest(
            method: visit.request.method.rawValue, query: query, headers: HeaderFields(fields), body: [])
        guard query["method"] != nil else { return request }
        request.body = try await visit.body(upTo: Self.multipartLimit)
        return try request.resolved()
    }

    /// The body; that of the alternate syntax was read before.
    private func body(_ call: Call) async throws -> [UInt8] {
        guard call.request.body.isEmpty else { return call.request.body }
        let type = call.request.headers["Content-Type"]?.lowercased() ?? ""
        return try await call.visit.body(
            upTo: type.hasPrefix("multipart/mixed") ? Self.multipartLimit : Self.bodyLimit)
    }

    // MARK: Who asks

    /// The credential of a request with Basic authentication (RFC 7617).
    ///
    /// - Throws: `XAPIError` 401.
    private func credential(_ call: Call) async throws -> StoreCredential {
        let parts = (call.request.headers["Authorization"] ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let data = Data(base64Encoded: parts[1].filter { $0 != " " }),
            let pair = String(validating: data, as: UTF8.self), let colon = pair.firstIndex(of: ":"),
            let found = try await credential(
                user: String(pair[..<colon]), password: String(pair[pair.index(after: colon)...]))
        else {
            throw XAPIError(
                status: 401,
                "Send the user name and the password of a credential of this record store as Basic authentication.")
        }
        return found
    }

    /// That of a program, or the token of a session with a launched unit.
    private func credential(user: String, password: String) async throws -> StoreCredential? {
        if let found = try await store.credentials.find(user: user, password: password) { return found }
        return try await store.launches.credential(user: user, password: password)
    }

    /// As `credential`, when it has one of `scopes`.
    ///
    /// - Throws: `XAPIError` 401, 403.
    private func credential(_ call: Call, _ scopes: StoreScope...) async throws -> StoreCredential {
        let found = try await credential(call)
        guard found.scopes.contains(.all) || scopes.contains(where: { found.scopes.contains($0) }) else {
            let names = (scopes + [.all]).map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw XAPIError(status: 403, "The credential lacks the scope for this. One of these is needed: \(names).")
        }
        return found
    }

    private func homePage(_ call: Call) -> String { call.visit.site.settings.address + Self.base }

    // MARK: Statements

    private func statements(_ call: Call) async throws -> Response {
        if ["GET", "HEAD"].contains(call.request.method) {
            return try await page(call, call.request.query, after: nil)
        }
        let credential = try await credential(call, .writeStatements)
        let isPut = call.request.method == "PUT"
        let id = isPut ? try StatementQuery.put(call.request.query) : nil
        if !isPut { try StatementQuery.post(call.request.query) }
        let body = try StatementBody(
            method: call.request.method, headers: call.request.headers, body: try await body(call), version: call.spoken
        )
        let stored = try await store.store(body, id: id, by: credential, homePage: homePage(call))
        // A POST of nothing but what is there already is answered without content, as the suites for conformance ask.
        guard !isPut, stored.isNew else { return Response(status: .noContent) }
        return Self.json(.array(stored.ids.map { .string($0) }))
    }

    private func more(_ call: Call) async throws -> Response {
        guard call.request.query.values.isEmpty, let place = MorePlace(call.visit["place"]) else {
            throw XAPIError(status: 400, "This is not an address that the store gave as \"more\".")
        }
        return try await page(call, place.query, after: place.position)
    }

    private func page(_ call: Call, _ query: QueryParameters, after place: Int?) async throws -> Response {
        let credential = try await credential(call, .readStatements, .readOwnStatements, .readAll)
        let reader = StatementReader(
            context: store.context, writer: store.writer, credential: credential, homePage: homePage(call),
            path: Self.base + "/statements")
        let languages = LanguageChoice(acceptLanguage: call.request.headers["Accept-Language"])
        let page = try await reader.page(query, version: call.spoken, languages: languages, after: place)
        var response: Response
        if query["attachments"] == "true" {
            let multipart = StatementAnswer.multipart(json: page.json, attachments: page.attachments)
            response = Self.answer(multipart.body, type: multipart.contentType)
        } else {
            response = Self.answer(page.json, type: "application/json")
        }
        response.headers[.consistentThrough] = page.consistentThrough.rfc3339
        if let stored = page.stored { response.headers[.lastModified] = stored.httpDate }
        return response
    }

    // MARK: Documents

    private func documents(_ resource: DocumentResource, _ call: Call) async throws -> Response {
        let isRead = ["GET", "HEAD"].contains(call.request.method)
        let scope: StoreScope = resource == .state ? .state : .profile
        let credential =
            isRead ? try await credential(call, scope, .readAll) : try await credential(call, scope)
        let query = try DocumentQuery(
            call.request.query, resource: resource, method: call.request.method, version: call.spoken)
        try credential.launch?.check(query, method: call.request.method)
        let documents = StoredDocuments(context: store.context, organisation: credential.organisation)
        switch call.request.method {
        case "PUT", "POST":
            var request = call.request
            request.body = try await body(call)
            try await documents.change(query, request, call.spoken)
            return Response(status: .noContent)
        case "DELETE":
            try await documents.delete(query, call.request, call.spoken)
            return Response(status: .noContent)
        default: return try await answer(query, documents)
        }
    }

    private func answer(_ query: DocumentQuery, _ documents: StoredDocuments) async throws -> Response {
        guard query.id != nil else {
            let (ids, changed) = try await documents.ids(query)
            let json = JSONValue.array(ids.map { .string($0) })
            var response = Self.json(json)
            response.headers[.eTag] = Documents.entityTag(of: json.bytes)
            if let changed { response.headers[.lastModified] = changed.httpDate }
            return response
        }
        guard let document = try await documents.find(query) else {
            throw XAPIError(status: 404, "There is no document here under this id.")
        }
        var response = Self.answer(document.content, type: document.contentType)
        response.headers[.eTag] = document.tag
        response.headers[.lastModified] = document.changed.httpDate
        return response
    }

    // MARK: The small resources

    private func activities(_ call: Call) async throws -> Response {
        let credential = try await credential(call)
        let id = try ResourceQuery.activity(call.request.query)
        let definition = try await store.definition(id, of: credential.organisation)
        return Self.json(ActivityDefinition.activity(id, definition: definition))
    }

    private func agents(_ call: Call) async throws -> Response {
        let credential = try await credential(call, .readStatements, .readAll, .define, .profile)
        let agent = try ResourceQuery.agent(call.request.query)
        try credential.launch?.check(agent.identifier)
        let names = try await store.names(agent.identifier, of: credential.organisation)
        return Self.json(Agents.person(agent.identifier, names: (agent.name.map { [$0] } ?? []) + names))
    }

    /// Which versions are spoken. A request of 1.0.x hears of those of 1.0.x only, as its suite for conformance asks.
    private func about(_ call: Call) async throws -> Response {
        try ResourceQuery.about(call.request.query)
        let first = ["1.0.0", "1.0.1", "1.0.2", "1.0.3"]
        let versions = call.version == .v1 ? first : first + ["2.0.0"]
        return Self.json(
            .object(JSONObject([.init(name: "version", value: .array(versions.map { .string($0) }))])))
    }

    // MARK: Answers

    private static let methodNotAllowed = XAPIError(
        status: 405, "This resource does not have this method; the header Allow names those it has.")

    private static func json(_ value: JSONValue) -> Response { answer(value.bytes, type: "application/json") }

    private static func answer(_ bytes: [UInt8], type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static func refusal(_ error: XAPIError, _ retryAfter: Int? = nil) -> Response {
        var response = Response(
            status: .init(code: error.status), headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: error.message + "\n")))
        if error.status == 401 { response.headers[.wwwAuthenticate] = "Basic realm=\"xAPI\", charset=\"UTF-8\"" }
        if error.status == 503 { response.headers[.retryAfter] = "\(retryAfter ?? 1)" }
        return response
    }

    /// The version that an answer tells. Who asks for a resource as such, without a version, hears of 1.0.3, as its suite for conformance
    /// asks; that for 2.0 asks for 2.0.0 wherever more than that is asked.
    private static func answering(_ asked: String?, _ request: Request) -> XAPIVersion {
        asked == nil && request.method == .get && (request.uri.query ?? "").isEmpty ? .v1 : .answering(asked)
    }

    /// What every answer carries. Courses run in pages of other sites, and nothing here goes by a cookie: so every origin may ask,
    /// with the password of a credential.
    private static func addHeaders(to response: inout Response, _ methods: [String]) {
        response.headers[.cacheControl] = "no-store"
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.accessControlExposeHeaders] =
            "ETag, Last-Modified, X-Experience-API-Version, X-Experience-API-Consistent-Through"
        response.headers[HTTPField.Name("Cross-Origin-Resource-Policy")!] = "cross-origin"
        let all = (methods + ["OPTIONS"]).joined(separator: ", ")
        if response.status == .methodNotAllowed || response.status == .noContent { response.headers[.allow] = all }
        guard response.status == .noContent else { return }
        response.headers[.accessControlAllowMethods] = all
        response.headers[.accessControlAllowHeaders] =
            "Authorization, Content-Type, If-Match, If-None-Match, Accept-Language, X-Experience-API-Version"
        response.headers[.accessControlMaxAge] = "86400"
    }
}

extension HTTPField.Name {
    static let xapiVersion = HTTPField.Name(XAPIVersion.header)!
    static let consistentThrough = HTTPField.Name("X-Experience-API-Consistent-Through")!
}
