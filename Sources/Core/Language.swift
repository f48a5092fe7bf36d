/// A language of the interface, by its BCP 47 tag in lower case. More are added as files in `Resources/strings`.
public struct Language: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public let tag: String

    public init(_ tag: some StringProtocol) { self.tag = tag.lowercased() }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(tag)
    }

    public var description: String { tag }
    public static func < (left: Language, right: Language) -> Bool { left.tag < right.tag }

    /// Dutch: the first language of the interface, at paths without a prefix.
    public static let nl = Language("nl")
    /// English: complete as well, under `/en`.
    public static let en = Language("en")
    /// The languages in which the interface is complete.
    public static let all: [Language] = [.nl, .en]

    /// Whether it is written from right to left: Arabic, Persian, Hebrew and other languages in those scripts.
    public var isRightToLeft: Bool {
        let parts = tag.split(separator: "-")
        if parts.contains("latn") || parts.contains("cyrl") { return false }
        return Self.rightToLeft.contains(String(parts.first ?? "")) || parts.contains("arab")
    }

    /// For the attribute `dir`: `rtl` or `ltr`.
    public var direction: String { isRightToLeft ? "rtl" : "ltr" }

    /// What the language calls itself: `Polski`; its tag where that is not known here.
    public var ownName: String { Self.names[String(tag.prefix { $0 != "-" })] ?? tag }

    private static let rightToLeft: Set<String> = [
        "ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi",
    ]

    private static let names = [
        "ar": "العربية", "bg": "Български", "cs": "Čeština", "de": "Deutsch", "el": "Ελληνικά", "en": "English",
        "es": "Español", "fa": "فارسی", "fr": "Français", "fy": "Frysk", "he": "עברית", "hu": "Magyar",
        "it": "Italiano", "lt": "Lietuvių", "lv": "Latviešu", "nl": "Nederlands", "pap": "Papiamentu", "pl": "Polski",
        "pt": "Português", "ro": "Română", "ru": "Русский", "sk": "Slovenčina", "so": "Soomaali", "ti": "ትግርኛ",
        "tr": "Türkçe", "uk": "Українська", "ur": "اردو",
    ]
}
