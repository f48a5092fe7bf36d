public import Core

/// That a certificate no longer counts, since when and why.
public struct Revocation: Hashable, Sendable {
    /// Why: one of a few, so that nobody writes about a learner here.
    public enum Reason: String, Sendable, CaseIterable {
        /// It was given by mistake.
        case mistake
        /// It stands in the name of somebody who did not follow the course.
        case otherName = "other-name"
        /// Whoever holds it asked for it.
        case asked
    }

    public let at: Instant
    public let reason: Reason
}

/// A revoked certificate in the list of the training desk.
public struct RevokedCertificate: Hashable, Sendable {
    public let course: String
    public let version: Int
    public let day: Day
    public let revocation: Revocation
    /// The title of a session; `nil` for a course.
    public internal(set) var title: String?
}
