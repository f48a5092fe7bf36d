import Core
import HTTPTypes
public import Hummingbird

/// What keeps other sites out: where a form came from, its token, and the headers of every answer.
public enum Security {
    /// The cookie that holds the session token.
    public static let sessionCookie = "__Host-sessie"
    /// The field that holds the form token.
    static let tokenField = "csrf"

    /// Refuses a request that changes something and comes from another site.
    ///
    /// Browsers say so in `Sec-Fetch-Site` (Fetch Metadata) or, older ones, in `Origin`. A request with neither comes from a
    /// program and carries no cookie that it did not hold already.
    public static func checkOrigin(of request: Request) throws {
        guard request.method != .get, request.method != .head else { return }
        if let site = request.headers[.secFetchSite] {
            guard site == "same-origin" || site == "none" else { throw WebError.foreignForm }
        }
        guard let origin = request.headers[.origin] else { return }
        let host = origin.split(separator: "/").last.map(String.init)
        guard origin.hasPrefix("http"), host == request.head.authority else { throw WebError.foreignForm }
    }

    /// Refuses a form of a member that was not made in this session.
    static func checkToken(in form: Form, of session: Visit.Session) throws {
        let given = Array(form[tokenField].utf8)
        let expected = Array(session.formToken.utf8)
        guard given.count == expected.count, zip(given, expected).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 else {
            throw WebError.staleForm
        }
    }

    /// The headers of every answer. No inline script or style, nothing from elsewhere, no frame around us, no address of ours to others.
    static func secure(_ response: inout Response) {
        for (name, value) in headers where response.headers[name] == nil { response.headers[name] = value }
    }

    private static let headers: [(HTTPField.Name, String)] = [
        (
            .contentSecurityPolicy,
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
                + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        (.xContentTypeOptions, "nosniff"),
        // Not no-referrer: browsers would then send `Origin: null` with our own forms.
        (HTTPField.Name("Referrer-Policy")!, "same-origin"),
        (HTTPField.Name("Permissions-Policy")!, "camera=(), microphone=(), geolocation=(), browsing-topics=()"),
        (HTTPField.Name("Cross-Origin-Opener-Policy")!, "same-origin"),
        (HTTPField.Name("Cross-Origin-Resource-Policy")!, "same-origin"),
        (HTTPField.Name("X-Frame-Options")!, "DENY"),
        (.strictTransportSecurity, "max-age=63072000; includeSubDomains"),
    ]
}

extension HTTPField.Name {
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
