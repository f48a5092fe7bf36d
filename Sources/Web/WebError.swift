public import Core

/// What can go wrong with a page as such.
public enum WebError: UserError, Equatable {
    /// There is no such page.
    case notFound
    /// The page exists, but does not take this method.
    case methodNotAllowed
    /// The form came from another site, or the browser hid where from.
    case foreignForm
    /// The form's token is not of this visit: it was open while somebody signed out or in.
    case staleForm
    /// More than the route accepts; `limit` in words, for instance "4 MB".
    case tooLarge(limit: String)
    /// The body is not a form as its `Content-Type` says.
    case unreadableForm
    /// Too many requests of one kind; `seconds` until the next.
    case tooMany(seconds: Int)
    /// A file of texts cannot be used: refuses to start.
    case strings(file: String, reason: String)
    /// A template cannot be used: refuses to start.
    case template(file: String, reason: String)

    public var status: Int {
        switch self {
        case .notFound: 404
        case .methodNotAllowed: 405
        case .foreignForm: 403
        case .staleForm: 409
        case .tooLarge: 413
        case .unreadableForm: 400
        case .tooMany: 429
        case .strings, .template: 500
        }
    }

    public var retryAfter: Int? { if case .tooMany(let seconds) = self { seconds } else { nil } }

    public var text: Text {
        switch self {
        case .notFound: Text("web.error.not-found")
        case .methodNotAllowed: Text("web.error.method-not-allowed")
        case .foreignForm: Text("web.error.foreign-form")
        case .staleForm: Text("web.error.stale-form")
        case .tooLarge(let limit): Text("web.error.too-large", ["limit": limit])
        case .unreadableForm: Text("web.error.unreadable-form")
        case .tooMany(let seconds): Text("web.error.too-many", ["seconds": "\(seconds)"])
        case .strings(let file, let reason): Text("web.error.strings", ["file": file, "reason": reason])
        case .template(let file, let reason): Text("web.error.template", ["file": file, "reason": reason])
        }
    }
}
