/// Something to do: a button that sends its form, or a link that looks like one.
public struct Button: Component {
    /// How much it asks for attention. One `primary` on a page.
    public enum Look: String, Sendable {
        /// What most people come for.
        case primary
        /// The other way on.
        case second
        /// Quiet as a link.
        case quiet
    }

    public static let template = "web/button"
    public static let criteria = [
        "De tekst zegt wat er gebeurt, met een werkwoord.",
        "Nooit uitgeschakeld: zeg liever wat er nog mist.",
        "Wat iets verandert is een knop in een formulier; wat alleen ergens heen gaat is een link.",
    ]

    /// What happens.
    public let text: String
    /// Where it leads; without it the button sends the form around it.
    public let href: String?
    /// The name and value that are sent with the form.
    public let name: String?
    /// See `name`.
    public let value: String?
    /// Another address for the form than its own.
    public let action: String?
    let look: String

    /// A link that looks like a button.
    public init(_ text: String, href: String, look: Look = .primary) {
        self.init(text: text, href: href, name: nil, value: nil, action: nil, look: look)
    }

    /// A button that sends the form that it stands in.
    public init(
        _ text: String, name: String? = nil, value: String? = nil, action: String? = nil, look: Look = .primary
    ) {
        self.init(text: text, href: nil, name: name, value: value, action: action, look: look)
    }

    private init(text: String, href: String?, name: String?, value: String?, action: String?, look: Look) {
        self.text = text
        self.href = href
        self.name = name
        self.value = value
        self.action = action
        self.look = look == .primary ? "button" : "button " + look.rawValue
    }

    public static let examples = [
        Example("knop", Button("Bewaar")),
        Example("link als knop", Button("Begin met de cursus", href: "#")),
        Example("tweede keus", Button("Bekijk eerst een voorbeeld", href: "#", look: .second)),
        Example("stil", Button("Ik wil dit nu niet", name: "skip", value: "1", look: .quiet)),
    ]
}
