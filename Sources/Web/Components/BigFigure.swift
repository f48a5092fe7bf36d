public import Core

/// A number to remember, large, with the way to where it comes from.
public struct BigFigure: Component {
    public static let template = "web/figure"
    public static let criteria = [
        "Zegt wat er geteld is en over welke dagen, en leidt naar het paspoort van het cijfer.",
        "Kleine aantallen van mensen en meldingen blijven verborgen, met uitleg.",
    ]

    /// The number, written out.
    public let value: String
    /// What is counted, in a few words that follow the number.
    public let what: String
    /// From when to when.
    public let when: String?
    /// Its passport.
    public let href: String?
    let few: Bool
    let hidden: Bool

    /// A figure; `number` is what the public may see.
    public init(_ number: Published, _ what: String, when: String? = nil, href: String? = nil, language: Language) {
        value = written(number, language)
        self.what = what
        self.when = when
        self.href = href
        few = number == .few
        hidden = number == .hidden
    }

    public static let examples = [
        Example(
            "getal",
            BigFigure(
                .value(502), "medewerkers van hotels volgden de e-learning", when: "januari tot en met juni 2020",
                href: "#", language: .nl)),
        Example("te klein", BigFigure(.few, "meldingen", when: "januari 2020", href: "#", language: .nl)),
        Example("verborgen", BigFigure(.hidden, "meldingen", when: "februari 2020", href: "#", language: .nl)),
    ]
}

/// Large numbers beside each other.
public struct BigFigures: Component {
    public static let template = "web/figures"
    public static let criteria = ["Hoogstens zes; het belangrijkste eerst."]

    /// The numbers, the most important first.
    public let figures: [BigFigure]

    /// A row of numbers.
    public init(_ figures: [BigFigure]) { self.figures = figures }

    public static let examples = [
        Example(
            "vier",
            BigFigures([
                BigFigure(.value(502), "medewerkers van hotels", when: "januari–juni 2020", href: "#", language: .nl),
                BigFigure(.value(58), "studenten toerisme", when: "januari–juni 2020", href: "#", language: .nl),
                BigFigure(.value(51), "medewerkers van vakantieparken", href: "#", language: .nl),
                BigFigure(.value(23), "gemeenten bij een training", href: "#", language: .nl),
            ]))
    ]
}
