public import Core

/// Somewhere to call, chat or go to: from `Resources/routes.yaml`, shared by courses and by advice, so that a changed number
/// is changed in one place.
public struct HelpRoute: Hashable, Sendable, Identifiable {
    /// What a call costs.
    public enum Cost: String, Sendable, CaseIterable {
        case free
        /// As any call in the Netherlands.
        case usual
        /// More than that: the note says what.
        case more
        case unknown
    }

    /// Whether somebody can call without giving a name.
    public enum Anonymity: String, Sendable, CaseIterable {
        case yes, no, unknown
    }

    public var id: String
    public var name: Translated
    /// When to choose this one. Plain text.
    public var when: Translated
    /// As it is written down: `0800-2000`. `nil` for a chat or a form only; then there is `web`.
    public var number: String?
    /// The page with the chat, form or more to read (https).
    public var web: String?
    public var hours: OpeningHours
    public var cost: Cost
    public var anonymity: Anonymity
    /// What it is not for. Plain text.
    public var notFor: Translated?
    /// What else the source tells: what it costs, or hours that somebody has to confirm. Plain text.
    public var note: Translated?
    /// The page where the number was found (https); `nil` while it rests on general knowledge, and shown like that.
    public var source: String?
    /// When a person last rang the organisation or saw its own page. `nil`: not yet, and shown like that.
    public var verifiedOn: Day?

    public init(
        id: String, name: Translated, when: Translated, number: String?, web: String? = nil,
        hours: OpeningHours = .unknown, cost: Cost = .unknown, anonymity: Anonymity = .unknown,
        notFor: Translated? = nil, note: Translated? = nil, source: String? = nil, verifiedOn: Day? = nil
    ) {
        self.id = id
        self.name = name
        self.when = when
        self.number = number
        self.web = web
        self.hours = hours
        self.cost = cost
        self.anonymity = anonymity
        self.notFor = notFor
        self.note = note
        self.source = source
        self.verifiedOn = verifiedOn
    }

    /// The link that dials the number: `tel:08002000`.
    public var link: String? { number.map { "tel:" + $0.filter { $0.isNumber || $0 == "+" } } }

    /// How it is reached, in as few words as there are: the number, else the site without `https://`.
    public var address: String { number ?? web.map { String($0.dropFirst("https://".count)) } ?? id }
}
