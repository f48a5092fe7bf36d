import Core

/// One thing that was entered in a study.
enum StudyEvent: Codable, Sendable {
    case agreed(StudyProtocol)
    case sessionBegun(SessionStart)
    case wellbeing(session: Identifier, WellbeingCheck)
    case sessionEnded(Identifier)
    /// The second reader was in touch with the researcher.
    case contacted(session: Identifier)
    /// A new account, or what is known of one from now on.
    case account(Account)
    case observed(session: Identifier, Observation, codebook: String)
    /// `hidesOld`: what stood there is shown nowhere any more.
    case corrected(number: Int, Observation, codebook: String, reason: String, hidesOld: Bool)
    case retracted(number: Int, reason: String)
    case readAgain(number: Int, codes: [String])
    case takedown(Takedown)
    case takedownAnswered(Identifier, Takedown.Answer, on: Day)
    case takedownChecked(Identifier, Takedown.Check)
    case victimSeen(VictimSeen)
    case proposed(LinkProposal)
    case decided(Identifier, LinkDecision.Verdict, reason: String)
    /// Takes the last decision back: the proposal is open again.
    case undecided(Identifier, reason: String)
    case shared(Identifier)
    case unshared(Identifier)
}

/// What a sitting begins with.
struct SessionStart: Codable, Sendable {
    var id: Identifier
    var secondReader: Identifier
    var persona: String
    var statedAge: Int
    var platform: String
}
