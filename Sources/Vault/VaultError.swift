public import Core

/// What can go wrong with keys that a person can do something about.
public enum VaultError: UserError, Equatable {
    /// The site key could not be read or made; `reason` is the system's.
    case siteKeyUnreadable(path: String, reason: String)
    /// The file is not 32 bytes long.
    case siteKeySize(path: String)
    /// Others than its owner may read or write the file, or it is not a plain file of ours.
    case siteKeyPermissions(path: String)
    /// Too many key derivations are waiting; worth trying again after `retryAfter` seconds.
    case busy
    /// Too many from this one source are waiting.
    case busyForSource

    public var status: Int {
        switch self {
        case .siteKeyUnreadable, .siteKeySize, .siteKeyPermissions: 500
        case .busy: 503
        case .busyForSource: 429
        }
    }

    public var text: Text {
        switch self {
        case .siteKeyUnreadable(let path, let reason):
            Text("vault.site-key-unreadable", ["path": path, "reason": reason])
        case .siteKeySize(let path): Text("vault.site-key-size", ["path": path])
        case .siteKeyPermissions(let path): Text("vault.site-key-permissions", ["path": path])
        case .busy, .busyForSource: Text("vault.busy")
        }
    }

    public var retryAfter: Int? {
        switch self {
        case .busy: 5
        case .busyForSource: 10
        default: nil
        }
    }
}

/// Why something sealed did not open. Never shown to a person as such.
public enum SealError: Error, Equatable {
    /// The bytes are not an envelope, a key, or a hash of the form that is expected here.
    case malformed
    /// Wrong key, wrong place, or changed on the way: which of these cannot be known.
    case refused
}
