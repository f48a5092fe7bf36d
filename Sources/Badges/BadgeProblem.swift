public import Core

/// Why something is no badge that can be trusted. The sentence says what was found, and nothing of it is believed.
public enum BadgeProblem: UserError, Equatable {
    /// No credential in it: not a baked picture, and not a signed text.
    case notACredential
    /// A picture with more than one credential (Open Badges 3.0, section 5.3: there must be only one).
    case several
    /// The algorithm is `none`: anybody can write such a thing.
    case unsigned
    /// An algorithm that Vangnet never signs with.
    case unknownAlgorithm
    /// A key that the issuer does not publish.
    case unknownKey
    /// The header names another algorithm than the key is for.
    case algorithmOfAnotherKey
    /// The key does not fit the signature: a letter was changed, or somebody else wrote it.
    case changed
    /// Signed, and not what Open Badges 3.0 asks: its claims are missing or contradict each other.
    case malformed
    /// From another issuer than the keys belong to.
    case otherIssuer
    case notYetValid
    /// Dated outside the time in which the key signed.
    case keyExpired
    /// The key was withdrawn since somebody else may have it: nothing that it signed counts any more.
    case keyWithdrawn
    case revoked
    /// The status list is not signed by the issuer, belongs to another badge, or cannot be read.
    case unreadableStatus
    /// The status list is too old to rely on.
    case staleStatus

    public var status: Int { 422 }

    public var text: Text {
        switch self {
        case .notACredential: Text("badges.problem.not-a-credential")
        case .several: Text("badges.problem.several")
        case .unsigned: Text("badges.problem.unsigned")
        case .unknownAlgorithm: Text("badges.problem.unknown-algorithm")
        case .unknownKey: Text("badges.problem.unknown-key")
        case .algorithmOfAnotherKey: Text("badges.problem.algorithm-of-another-key")
        case .changed: Text("badges.problem.changed")
        case .malformed: Text("badges.problem.malformed")
        case .otherIssuer: Text("badges.problem.other-issuer")
        case .notYetValid: Text("badges.problem.not-yet-valid")
        case .keyExpired: Text("badges.problem.key-expired")
        case .keyWithdrawn: Text("badges.problem.key-withdrawn")
        case .revoked: Text("badges.problem.revoked")
        case .unreadableStatus: Text("badges.problem.unreadable-status")
        case .staleStatus: Text("badges.problem.stale-status")
        }
    }

    public var field: String? { "file" }
}
