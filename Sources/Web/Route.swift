public import Directory
public import HTTPTypes
public import Hummingbird

/// One row of the route table: the only way in which a page comes into being.
///
/// The table is what the browser tests visit and what the access tests go through; a route says there who may come in.
public struct Route: Sendable {
    public enum Kind: String, Sendable {
        /// HTML that a person reads: checked for accessibility in every language, width and colour scheme.
        case page
        /// A form's destination: answers with a redirect, or with the form again when something is wrong in it.
        case action
        /// A file or a feed.
        case data
        /// Leads to another address whoever asks for this one without having sent a form: from their history, say.
        case redirect
        /// For programs: every method, no session, no form, no language; the handler reads the body and refuses by itself.
        case api
    }

    public var method: HTTPRequest.Method
    /// The path without language prefix; `:name` is a parameter: `/leren/:slug`.
    public var path: String
    public var kind: Kind
    public var access: Policy
    /// Whether the same exists under `/en`.
    public var hasLanguages = true
    /// The largest body that is read, in bytes.
    public var bodyLimit: Int
    /// Longest accepted text per form field, in characters; fields named here may be longer than `Form.defaultLimit`.
    public var fieldLimits: [String: Int]
    /// A path with its parameters filled in that exists in the demo; `nil` when `path` has no parameters.
    public var sample: String?
    public var handle: @Sendable (Visit) async throws -> Response

    /// A page; `access` must be said, since nothing is open that nobody opened.
    public static func page(
        _ path: String, access: Policy, sample: String? = nil,
        _ handle: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(
            method: .get, path: path, kind: .page, access: access, bodyLimit: 0, fieldLimits: [:], sample: sample,
            handle: handle)
    }

    /// A form's destination. `bodyLimit` in bytes; a single field above its limit is a mistake in the form, so this is
    /// larger than one field.
    public static func action(
        _ path: String, access: Policy, bodyLimit: Int = 4 << 20, fieldLimits: [String: Int] = [:],
        _ handle: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(
            method: .post, path: path, kind: .action, access: access, bodyLimit: bodyLimit, fieldLimits: fieldLimits,
            handle: handle)
    }

    /// For who comes by its address to what only a sent form shows: leads to `target`, a path without language prefix.
    public static func redirect(_ path: String, to target: String, access: Policy) -> Route {
        Route(
            method: .get, path: path, kind: .redirect, access: access, bodyLimit: 0, fieldLimits: [:]
        ) { $0.redirect(to: target) }
    }

    /// What programs call. `handle` gets the request as it came: it decides who may, and answers for every method.
    public static func api(
        _ path: String, _ handle: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(
            method: .get, path: path, kind: .api, access: .everyone, hasLanguages: false, bodyLimit: 0,
            fieldLimits: [:], sample: nil, handle: handle)
    }

    /// The methods under which the route is found. HEAD follows from GET.
    var methods: [HTTPRequest.Method] {
        kind == .api ? [.get, .post, .put, .delete, .options, .patch, .trace] : [method]
    }

    /// A file or feed, by GET.
    public static func data(
        _ path: String, access: Policy, hasLanguages: Bool = true, sample: String? = nil,
        _ handle: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(
            method: .get, path: path, kind: .data, access: access, hasLanguages: hasLanguages, bodyLimit: 0,
            fieldLimits: [:], sample: sample, handle: handle)
    }
}
