import Core
import Directory
import HTTPTypes
public import Hummingbird
public import Logging
import NIOCore

/// Turns the route table into Hummingbird's router: language, session, form, access, answer, in that order.
public struct Dispatcher: Sendable {
    let site: Site
    let routes: [Route]
    let log: Logger

    public init(site: Site, routes: [Route], log: Logger) {
        self.site = site
        self.routes = routes
        self.log = log
    }

    /// The router that serves every route of the table, the public files, and an error page for all else.
    public func router() -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Guard(site: site, log: log))
        for route in routes {
            for path in paths(of: route) {
                for method in route.methods {
                    router.on(RouterPath(path), method: method) { request, context in
                        try await answer(request, context, route)
                    }
                }
            }
        }
        router.get("/bestand/**") { request, _ in try file(request) }
        router.get("/taal/:language") { request, context in try chooseLanguage(request, context) }
        return router
    }

    private func paths(of route: Route) -> [String] {
        let others = Language.all.filter { $0 != .nl }
        return [route.path] + (route.hasLanguages ? others.map { Visit.link(route.path, $0) } : [])
    }

    private func answer(_ request: Request, _ context: WebContext, _ route: Route) async throws -> Response {
        if route.kind == .api { return try await route.handle(visit(request, context, route, nil)) }
        if let elsewhere = languageRedirect(request, route) { return elsewhere }
        try Security.checkOrigin(of: request)
        let session = try await session(of: request)
        var visit = visit(request, context, route, session)
        visit.form = try await form(of: request, route)
        do {
            if route.method == .post, let session { try Security.checkToken(in: visit.form, of: session) }
            try route.access.require(visit.actor)
        } catch let error as any UserError where route.method == .post && [401, 409].contains(error.status) {
            return try visit.unsent(error, formAt: page(around: route, visit))
        }
        var response = try await route.handle(visit)
        if let token = session?.replacement, response.headers[values: .setCookie].isEmpty {
            response.setCookie(Security.sessionCookie, token, seconds: nil)
        }
        return response
    }

    /// The page that most likely holds the form for `route`: the nearest one above it.
    private func page(around route: Route, _ visit: Visit) -> String {
        func isPage(_ path: Substring) -> Bool { routes.contains { $0.kind == .page && $0.path == path } }
        func above(_ path: Substring) -> Substring { path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }
        var (pattern, path) = (route.path[...], visit.path[...])
        while !pattern.isEmpty, !isPage(pattern) { (pattern, path) = (above(pattern), above(path)) }
        return path.isEmpty ? "/" : String(path)
    }

    private func visit(_ request: Request, _ context: WebContext, _ route: Route, _ session: Visit.Session?) -> Visit {
        let (language, path) = LanguageChoice.split(request.uri.path)
        var parameters: [String: String] = [:]
        for (name, value) in context.parameters {
            parameters[String(name)] = String(decoding: Percent.decode(value.utf8), as: UTF8.self)
        }
        return Visit(
            site: site, request: request, route: route, language: language, path: path, parameters: parameters,
            session: session, source: source(of: request, context), form: Form(),
            query: FormReader(limits: [:]).urlEncoded((request.uri.query ?? "").utf8))
    }

    /// The first visit of a page without language in its address goes to the language that the browser asks for.
    private func languageRedirect(_ request: Request, _ route: Route) -> Response? {
        guard route.kind == .page, route.hasLanguages, LanguageChoice.split(request.uri.path).language == .nl else {
            return nil
        }
        let cookie = request.cookies[LanguageChoice.cookie]?.value
        let language = LanguageChoice.preferred(cookie: cookie, acceptLanguage: request.headers[.acceptLanguage])
        guard language != .nl else { return nil }
        let query = request.uri.query.map { "?" + $0 } ?? ""
        return Response(
            status: .found,
            headers: [
                .location: Visit.link(request.uri.path, language) + query, .vary: "Accept-Language, Cookie",
                .cacheControl: "no-store",
            ])
    }

    /// The visitor's address: the last one that the proxy before us added, when there is a proxy to be trusted.
    private func source(of request: Request, _ context: WebContext) -> String {
        guard site.settings.isBehindProxy, let forwarded = request.headers[.forwardedFor] else { return context.peer }
        return forwarded.split(separator: ",").last.map { $0.filter { $0 != " " } } ?? context.peer
    }

    private func session(of request: Request) async throws -> Visit.Session? {
        guard let token = request.cookies[Security.sessionCookie]?.value, !token.isEmpty else { return nil }
        return try await site.resume(token)
    }

    private func form(of request: Request, _ route: Route) async throws -> Form {
        guard route.method == .post else { return Form() }
        let bytes = try await Body.collect(request, upTo: route.bodyLimit)
        let type = request.headers[.contentType] ?? ""
        let reader = FormReader(limits: route.fieldLimits)
        if type.lowercased().hasPrefix("multipart/form-data") {
            return try reader.multipart(bytes, contentType: type)
        }
        guard bytes.isEmpty || type.lowercased().hasPrefix("application/x-www-form-urlencoded") else {
            throw WebError.unreadableForm
        }
        return reader.urlEncoded(bytes)
    }

    private func file(_ request: Request) throws -> Response {
        let name = String(request.uri.path.dropFirst("/bestand/".count))
        guard let file = site.assets.files[name] else { throw WebError.notFound }
        let isCurrent = request.uri.query == "v=" + file.hash
        return Response(
            status: .ok,
            headers: [
                .contentType: file.type, .eTag: "\"\(file.hash)\"",
                .cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "public, max-age=300",
            ], body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    /// Remembers the language that a visitor chose and shows the same page in it.
    private func chooseLanguage(_ request: Request, _ context: WebContext) throws -> Response {
        guard let language = Language.all.first(where: { $0.tag == context.parameters.get("language") }) else {
            throw WebError.notFound
        }
        let wanted = FormReader(limits: [:]).urlEncoded((request.uri.query ?? "").utf8)["naar"]
        // Only a path of this site: `//host` and `/\host` would lead elsewhere.
        let isOurs =
            wanted.hasPrefix("/") && !wanted.hasPrefix("//") && !wanted.contains("\\")
            && wanted.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F }
        var response = Response(
            status: .seeOther,
            headers: [.location: Visit.link(isOurs ? wanted : "/", language), .cacheControl: "no-store"])
        response.setCookie(LanguageChoice.cookie, language.tag, seconds: 31_536_000, strict: false)
        return response
    }
}
