/// A part of life that the plan looks at: the Big 5 (VNG and NJi), with direction and safety beside them.
enum Domain: String, Sendable, Codable, CaseIterable, Hashable {
    case support, housing
    case schoolWork = "school-work"
    case income, wellbeing, direction, safety

    /// "We let go only when the Big 5 are arranged" (VNG).
    static let bigFive: [Domain] = [.support, .housing, .schoolWork, .income, .wellbeing]
}
