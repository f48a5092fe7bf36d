import Core

/// Who wrote something in a plan.
enum Author: Sendable, Codable, Hashable {
    case member(Identifier)
    /// With the code, on their own phone.
    case youngPerson
}

/// When something was entered, and by whom.
struct Stamp: Sendable, Codable, Hashable {
    let at: Instant
    let by: Author
}
