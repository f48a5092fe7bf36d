public import Core
public import Directory
public import HTTPTypes
public import Hummingbird
import Vault

/// One request, as a handler sees it: who comes, in which language, with what input; and the ways to answer.
public struct Visit: Sendable {
    /// A sign-in that is still good.
    public struct Session: Sendable {
        public var actor: Actor
        /// The token of the cookie.
        public var token: String
        /// What every form of this session carries.
        public var formToken: String
        /// When the member last gave the password.
        public var confirmedAt: Instant
        /// What is still to be done before there is a member; the actor is a visitor until then.
        public var pending: PendingStep?
        /// A new token that the cookie must hold from now on; nearly always `nil`.
        public var replacement: String?

        public init(
            actor: Actor, token: String, formToken: String, confirmedAt: Instant = Instant(milliseconds: 0),
            pending: PendingStep? = nil, replacement: String? = nil
        ) {
            self.actor = actor
            self.token = token
            self.formToken = formToken
            self.confirmedAt = confirmedAt
            self.pending = pending
            self.replacement = replacement
        }

        /// The session behind a cookie's token, as the directory knows it.
        public init(_ actor: Actor, _ info: SessionInfo, token: String) {
            self.init(
                actor: actor, token: info.replacement?.text ?? token, formToken: info.formToken,
                confirmedAt: info.confirmedAt, pending: info.pending, replacement: info.replacement?.text)
        }
    }

    public let site: Site
    public let request: Request
    public let route: Route
    public let language: Language
    /// The path without language prefix and query.
    public let path: String
    /// The values of `:name` in the route's path, percent-decoded.
    public let parameters: [String: String]
    public let session: Session?
    /// The network address of who asks, for limits per source; it is never kept or logged as it is.
    public let source: String
    /// What was posted; empty for a GET.
    public var form: Form
    /// The query of the address.
    public let query: Form

    /// Who visits.
    public var actor: Actor { session?.actor ?? .visitor }
    public var now: Instant { site.now() }

    /// The value of `:name`; empty when the route has none.
    public subscript(_ name: String) -> String { parameters[name] ?? "" }

    /// `path` in the visit's language: `/leren` or `/en/leren`.
    public func link(_ path: String) -> String { Self.link(path, language) }

    /// `path` in another language.
    public func link(_ path: String, in language: Language) -> String { Self.link(path, language) }

    /// `path` in a language, where there is no visit: in a mail.
    public static func link(_ path: String, _ language: Language) -> String {
        guard language != .nl else { return path }
        return path == "/" ? "/\(language)" : "/\(language)\(path)"
    }

    /// A text in the visit's language.
    public func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
        site.strings(Text(key, arguments), language)
    }

    /// A text in the visit's language. Days in it (`2026-11-26`) are written as a person writes them.
    public func text(_ text: Text) -> String {
        let arguments = text.arguments.mapValues { value in Day(value).map { DateWords.day($0, language) } ?? value }
        return site.strings(Text(text.key, arguments), language)
    }

    /// What a page can ask of its surroundings.
    public struct PageOptions: Sendable {
        /// The status of the answer.
        public var status: HTTPResponse.Status = .ok
        /// For search engines and previews.
        public var description: String?
        /// Shows the quick exit on top.
        public var hasQuickExit = false
        /// Leaves out the name of the site, its menus and what it is for: for a page on a phone that somebody else may hold.
        public var isNeutral = false
        /// Neither the browser nor a proxy keeps it.
        public var isPrivate = false
        /// Uses the whole width, for tables.
        public var isWide = false
        /// Links in the header to the same page in other languages. Not on a page that carries on what was typed: a link
        /// would lose it.
        public var hasLanguageLinks = true

        public init(
            status: HTTPResponse.Status = .ok, description: String? = nil, hasQuickExit: Bool = false,
            isNeutral: Bool = false, isPrivate: Bool = false, isWide: Bool = false, hasLanguageLinks: Bool = true
        ) {
            self.status = status
            self.description = description
            self.hasQuickExit = hasQuickExit
            self.isNeutral = isNeutral
            self.isPrivate = isPrivate
            self.isWide = isWide
            self.hasLanguageLinks = hasLanguageLinks
        }
    }

    /// Renders `page` inside the layout. `title` is the text for `<title>`; when the form has errors the status is 422.
    public func page(_ page: some Page, title: String, _ options: PageOptions = PageOptions()) throws -> Response {
        var options = options
        if form.hasErrors, options.status == .ok { options.status = .unprocessableContent }
        let html = try site.templates.render(page, scope(title: title, options))
        var response = Response(
            status: options.status,
            headers: [.contentType: "text/html; charset=utf-8", .contentLanguage: language.tag],
            body: .init(byteBuffer: ByteBuffer(string: html)))
        if options.isPrivate || session != nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// Sends the browser on to `path` (without language prefix) after something was done; `notice` is the key of a sentence that
    /// the next page shows, with `.notices.` in it.
    public func redirect(to path: String, notice: String? = nil) -> Response {
        var address = link(path)
        if let notice { address += (address.contains("?") ? "&" : "?") + "melding=" + notice }
        return Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
    }

    /// Whether the member gave the password lately: for what asks it again.
    public var isConfirmed: Bool {
        session.map { now < $0.confirmedAt.advanced(bySeconds: SessionRules.confirmation) } ?? false
    }

    /// A way to the page that asks the password again, when that was not given lately; afterwards `path` opens.
    public func confirmFirst(for path: String) -> Response? {
        isConfirmed ? nil : redirect(to: Self.confirmation(for: path))
    }

    /// The page that asks the password again; afterwards `path` opens.
    public static func confirmation(for path: String) -> String { "/werk/bevestig?naar=" + Percent.encode(path) }

    /// A file that is saved under `name`; without a name it is shown.
    public func data(_ bytes: [UInt8], type: String, saveAs name: String? = nil) -> Response {
        var response = Response(
            status: .ok, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        if let name { response.headers[.contentDisposition] = "attachment; filename=\"\(name)\"" }
        if session != nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// The bytes of the request's body, for a route that reads them itself.
    ///
    /// - Throws: `WebError.tooLarge` when there are more than `limit`.
    public func body(upTo limit: Int) async throws -> [UInt8] { try await Body.collect(request, upTo: limit) }

    /// The value of a cookie; empty cookies count as absent.
    public func cookie(_ name: String) -> String? {
        request.cookies[name].map(\.value).flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension Response {
    /// Sets a cookie that only this server gets back, and no script: `name` starts with `__Host-`.
    ///
    /// - Parameter seconds: how long the browser keeps it; `nil` until it closes, 0 to remove it.
    public mutating func setCookie(_ name: String, _ value: String, seconds: Int?, strict: Bool = true) {
        var cookie = "\(name)=\(value); Path=/; Secure; HttpOnly; SameSite=\(strict ? "Strict" : "Lax")"
        if let seconds { cookie += "; Max-Age=\(seconds)" }
        headers[values: .setCookie].append(cookie)
    }
}
