import Core
import Directory
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Vault

/// What stands around every request: safe headers on every answer, and a page with a sentence for every error.
///
/// A `UserError` shows its own sentence. Anything else is a mistake of ours: the page shows a reference number, the log has
/// that number and the kind of error, and neither holds what the request was about.
struct Guard: RouterMiddleware {
    let site: Site
    let log: Logger

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any UserError {
            if error.status >= 500 { report(error, as: reference(), context) }
            response = page(for: error, request)
        } catch let kept as KeptPage {
            report(kept.error, as: reference(), context)
            response = kept.response
        } catch let error as HTTPError where error.status == .notFound {
            response = page(for: WebError.notFound, request)
        } catch {
            let number = reference()
            report(error, as: number, context)
            response = broken(number, request)
        }
        Security.secure(&response)
        return response
    }

    private func reference() -> String {
        site.random(4).hex.uppercased()
    }

    private func report(_ error: any Error, as number: String, _ context: WebContext) {
        log.error(
            "request failed",
            metadata: [
                "reference": "\(number)", "error": "\(type(of: error))", "route": "\(context.endpointPath ?? "-")",
            ])
    }

    private func page(for error: any UserError, _ request: Request) -> Response {
        let visit = visit(request)
        // A visitor at a member's page signs in first and comes back to it.
        if error.status == 401, request.method == .get {
            return visit.redirect(to: "/inloggen?naar=" + Percent.encode(visit.path))
        }
        var response = show(
            heading: visit.text("web.error.heading.\(error.status)", fallback: "web.error.heading.other"),
            sentence: visit.text(error.text), status: error.status, visit)
        if let seconds = error.retryAfter ?? (error.status == 503 ? 5 : nil) {
            response.headers[.retryAfter] = "\(seconds)"
        }
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func broken(_ number: String, _ request: Request) -> Response {
        let visit = visit(request)
        return show(
            heading: visit.text("web.error.heading.500"), sentence: visit.text("web.error.broken"), reference: number,
            status: 500, visit)
    }

    private func show(
        heading: String, sentence: String, reference: String? = nil, status: Int, _ visit: Visit
    ) -> Response {
        let neutral = site.neutralPaths.first { visit.path == $0 || visit.path.hasPrefix($0 + "/") }
        let page = ErrorPage(
            heading: heading, sentence: sentence, reference: reference, back: visit.link(neutral ?? "/"))
        let isNeutral = neutral != nil
        let options = Visit.PageOptions(
            status: .init(code: status), hasQuickExit: isNeutral, isNeutral: isNeutral, isPrivate: isNeutral)
        return (try? visit.page(page, title: heading, options)) ?? plain(status)
    }

    /// For when even the error page cannot be made.
    private func plain(_ status: Int) -> Response {
        Response(
            status: .init(code: status), headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: "Er ging iets mis. Something went wrong. (\(status))\n")))
    }

    private func visit(_ request: Request) -> Visit {
        let (language, path) = LanguageChoice.split(request.uri.path)
        let route = Route.page(path, access: .everyone) { _ in throw WebError.notFound }
        return Visit(
            site: site, request: request, route: route, language: language, path: path, parameters: [:], session: nil,
            source: "",
            form: Form(), query: Form())
    }
}

/// The page of an error.
public struct ErrorPage: Page {
    public static let template = "web/error"
    public let heading: String
    /// What was wrong and what to do.
    public let sentence: String
    /// The number that is also in the log; only when the mistake is ours.
    public let reference: String?
    /// Where the button leads, with the language in it.
    public var back = "/"
}

extension Visit {
    fileprivate func text(_ key: String, fallback: String) -> String {
        site.strings.has(key, language) ? text(key) : text(fallback)
    }
}
