public import Core

/// Somebody on an employer's roster: only what the employer's own file brought.
public struct RosterPerson: Hashable, Sendable, Identifiable {
    public let id: Identifier
    public let organisation: Identifier
    public var site: Identifier
    public var department: Identifier?
    /// May be empty when there is a number.
    public var name: String
    public var number: String
    /// Empty for who gets a slip and no mail.
    public var email: String
    public var language: Language
    /// Of the code: goes up when it was lost.
    public var generation: Int
    /// Whether the person wants no mails.
    public var hasMailsOff: Bool
    /// The day of the last mail.
    public var reminded: Day?

    /// What the person is called in lists: the name, or the number when there is none.
    public var label: String { name.isEmpty ? number : name }
}
