/// A question with a few answers to choose from: one (radio buttons) or more (check boxes).
public struct Choices: Component {
    /// One of the answers.
    public struct Option: Sendable {
        /// What is sent when it is chosen.
        public let value: String
        /// The answer.
        public let label: String
        /// Explanation, under the answer.
        public let hint: String?
        /// Whether it is chosen.
        public var checked: Bool
        fileprivate(set) var optionId = ""
        fileprivate(set) var type = ""
        fileprivate(set) var mark: LanguageMark?

        /// An answer.
        public init(_ value: String, _ label: String, hint: String? = nil, checked: Bool = false) {
            self.value = value
            self.label = label
            self.hint = hint
            self.checked = checked
        }
    }

    public static let template = "web/choices"
    public static let criteria = [
        "De vraag is de legend; is het de enige vraag van de pagina, dan mag zij groot.",
        "Het hele vlak is aan te klikken en minstens 44 px hoog.",
        "Kies niets van tevoren, behalve wat iemand eerder zelf koos.",
    ]

    /// The name in the form.
    public let name: String
    /// The id of the first answer: what the error summary links to.
    public let id: String
    /// The question.
    public let legend: String
    /// Explanation, above the answers.
    public let hint: String?
    /// What is wrong, and how to put it right.
    public let error: String?
    /// The answers.
    public let options: [Option]
    /// Whether the question may be left out.
    public let optional: Bool
    /// Beside each other where there is room: only for two or three short answers.
    public let inline: Bool
    /// The question as a heading: for a page that asks one thing.
    public let big: Bool
    /// The language of the question, where that is not the page's.
    let legendMark: LanguageMark?
    let radio: Bool
    let describedBy: String?

    /// A question with answers. `several` makes check boxes; then the form sends the name once for each chosen answer.
    /// `chosen` are the values that are chosen already, beside those whose option says so itself. `mark` is the language of the
    /// answers and, unless `marksLegend` is `false`, of the question, where that is not the page's.
    public init(
        _ name: String, id: String? = nil, legend: String, hint: String? = nil, error: String? = nil,
        several: Bool = false, optional: Bool = false, inline: Bool = false, big: Bool = false,
        mark: LanguageMark? = nil, marksLegend: Bool = true, chosen: Set<String> = [], options: [Option]
    ) {
        let own = id ?? name
        self.name = name
        self.id = own
        self.legend = legend
        self.hint = hint
        self.error = error
        self.optional = optional
        self.inline = inline
        self.big = big
        legendMark = marksLegend ? mark : nil
        radio = !several
        describedBy = describing(own, hint: hint, error: error)
        self.options = options.enumerated().map { place, option in
            var option = option
            option.optionId = place == 0 ? own : "\(own)-\(place + 1)"
            option.type = several ? "checkbox" : "radio"
            option.mark = mark
            option.checked = option.checked || chosen.contains(option.value)
            return option
        }
    }

    public static let examples = [
        Example(
            "één antwoord",
            Choices(
                "voorbeeld-functie", legend: "Wat is je functie?", hint: "Kies wat het meest lijkt op wat je doet.",
                big: true, chosen: ["reception"],
                options: [
                    Option("reception", "Receptie", hint: "Je ontvangt gasten en beheert de boekingen."),
                    Option("cleaning", "Schoonmaak"), Option("security", "Beveiliging"),
                ])),
        Example(
            "meer antwoorden, met een fout",
            Choices(
                "voorbeeld-doelgroepen", legend: "Voor wie is deze link?", error: "Kies minstens één doelgroep.",
                several: true, options: [Option("hotel", "Hotels"), Option("holiday-park", "Vakantieparken")])),
        Example(
            "naast elkaar",
            Choices(
                "voorbeeld-ja", legend: "Deed je eerder mee?", optional: true, inline: true,
                options: [Option("yes", "Ja"), Option("no", "Nee")])),
    ]
}

/// A question with more answers than fit on a screen; with fewer, `Choices` is easier.
public struct Select: Component {
    /// One of the answers.
    public struct Option: Sendable {
        /// What is sent when it is chosen.
        public let value: String
        /// The answer.
        public let label: String
        fileprivate(set) var selected = false

        /// An answer.
        public init(_ value: String, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    public static let template = "web/select"
    public static let criteria = ["Er gebeurt niets zolang iemand alleen kiest: pas na de knop (WCAG 3.2.2)."]

    /// The name in the form.
    public let name: String
    /// The id: what the error summary links to.
    public let id: String
    /// The question.
    public let label: String
    /// Explanation, above the list.
    public let hint: String?
    /// What is wrong, and how to put it right.
    public let error: String?
    /// The answers. As long as none is chosen, the list begins with an empty one.
    public let options: [Option]
    /// Whether the question may be left out.
    public let optional: Bool
    let width: String?
    let describedBy: String?
    let unchosen: Bool

    /// A list to choose from; `value` is what is chosen.
    public init(
        _ name: String, id: String? = nil, label: String, hint: String? = nil, error: String? = nil,
        optional: Bool = false, value: String = "", options: [Option]
    ) {
        let own = id ?? name
        self.name = name
        self.id = own
        self.label = label
        self.hint = hint
        self.error = error
        self.optional = optional
        width = "medium"
        describedBy = describing(own, hint: hint, error: error)
        self.options = options.map { option in
            var option = option
            option.selected = option.value == value
            return option
        }
        unchosen = !options.contains { $0.value == value }
    }

    public static let examples = [
        Example(
            "gekozen",
            Select(
                "voorbeeld-periode", label: "Over welke periode gaat het?", value: "2020-H1",
                options: [Option("2019-H2", "2019-H2"), Option("2020-H1", "2020-H1")])),
        Example(
            "met een fout",
            Select(
                "voorbeeld-organisatie", label: "Organisatie", error: "Kies een organisatie.",
                options: [Option("1", "Hotel De Linde")])),
    ]
}
