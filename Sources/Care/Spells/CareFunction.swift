/// What help is for.
enum CareFunction: String, Sendable, Codable, CaseIterable, Hashable {
    /// A place to live with help.
    case stay
    /// Specialised help after exploitation.
    case specialised
    case mentalHealth = "mental-health"
    case guidance
    /// Somebody in charge: a coordinator, a mentor.
    case direction
}

/// The law that help is given under.
enum CareLaw: String, Sendable, Codable, CaseIterable, Hashable {
    /// Youth care, until 18 and where it is decided after it.
    case jeugdwet
    case wmo, wlz, zvw
    /// Another one, or none: help of volunteers.
    case other
}
