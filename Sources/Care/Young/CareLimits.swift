import Core

/// The numbers that the rules of Care work with, in one place. An installation may set its own.
struct CareLimits: Sendable, Codable, Hashable {
    /// Ages at which somebody comes in: 16 up to and including 23 (product rule 10).
    var youngest = 16
    /// The birthday on which the plan ends: it is exported and then destroyed (own rule, from the same source).
    var endAge = 24
    /// Characters of free text, and days until it is destroyed unless renewed (issue 6; a short term of our own, GDPR article 5.1 c and e).
    var freeTextCharacters = 500
    var freeTextDays = 90
    /// Months before the 18th birthday with which the window of gaps begins: the first items of the checklist fall there.
    var windowMonths = 24
    /// G2: days ahead within which a planned end without a successor is told.
    var comingDays = 180
    /// G3: days after a referral was accepted within which the first contact takes place.
    var firstContactDays = 14
    /// G5: days before the 18th birthday from which a missing decision is told.
    var decisionDays = 90
    /// G6: months after the end of youth care within which it can be resumed (Jeugdwet article 1.1), and the days before the end
    /// of them at which it is told again.
    var resumptionMonths = 6
    var resumptionAlarms = [60, 30, 7]
    /// G10: days without a contact after which it is told.
    var silentDays = 30
    /// G11: months after care ended: the checkpoints of CBS (maatwerk 2023/51), so that results compare.
    var checkpointMonths = [3, 12]
    /// Days after care ended until which the old helper still has access (own rule, to be agreed with partners).
    var accessDays = 30
    /// Days after a no to help until the plan is destroyed, unless they say yes again (own rule, to be agreed with partners): enough to
    /// export it and to say goodbye.
    var closingDays = 30

    static let standard = CareLimits()
}
