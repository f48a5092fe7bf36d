/// Words and where they lead.
public struct Link: Sendable {
    /// The words; they make sense without what stands around them.
    public let text: String
    /// Where they lead.
    public let href: String

    /// A link.
    public init(_ text: String, href: String) {
        self.text = text
        self.href = href
    }
}

/// Something to know before reading on.
public struct Notice: Component {
    /// What the notice is for. There is no kind for danger: that is `web/box112`.
    public enum Kind: String, Sendable {
        /// Good to know.
        case info
        /// Look here first.
        case warning
        /// It worked.
        case success

        /// The path of its icon, in a box of 24 by 24.
        var icon: String {
            switch self {
            case .info: "M12 11v6M12 7.200v.1M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0"
            case .warning: "M12 9.500v4.500M12 17.200v.1M12 3.500L2.500 20.500h19z"
            case .success: "M4 12.500l5.500 5.500L20 7"
            }
        }
    }

    public static let template = "web/notice"
    public static let criteria = [
        "De kleur zegt niets wat de woorden niet ook zeggen.", "Zeldzaam: meer dan één per pagina leest niemand.",
    ]

    let kind: String
    let icon: String
    /// The matter in a few words.
    public let title: String?
    /// One or two sentences.
    public let text: String
    /// Where to go on.
    public let link: Link?

    /// A notice.
    public init(_ kind: Kind, title: String? = nil, _ text: String, link: Link? = nil) {
        self.kind = kind.rawValue
        icon = kind.icon
        self.title = title
        self.text = text
        self.link = link
    }

    public static let examples = [
        Example("om te weten", Notice(.info, "Je antwoorden blijven op dit apparaat tot je ze verstuurt.")),
        Example(
            "let op",
            Notice(
                .warning, title: "Nog niet nagekeken", "Deze tekst wacht op een jurist.",
                link: Link("Bekijk wat er nog moet gebeuren", href: "#"))),
        Example("gelukt", Notice(.success, "De organisatie is bewaard.")),
    ]
}

/// What to do when somebody is in danger now. The same words on every page, so it has no values of its own.
public struct Box112: Component {
    public static let template = "web/box112"
    public static let criteria = [
        "Bovenaan elke pagina over een signaal, vóór elk formulier.", "Het enige rode onderdeel; nergens anders rood.",
    ]

    /// The box.
    public init() {}

    public static let examples = [Example("altijd hetzelfde", Box112())]
}
