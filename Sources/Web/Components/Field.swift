/// One question with one line, or more lines, to type in.
public struct Field: Component {
    /// What is typed; decides the keyboard of a phone and what a browser may fill in.
    public enum Kind: String, Sendable {
        /// One line of text.
        case text
        /// A mail address.
        case email
        /// A password, old or new (see `autocomplete`). What was typed is never shown again.
        case password
        /// A whole number; a text field with the keyboard for digits, because browsers differ on `type=number`.
        case number
        /// A date as `2020-06-30` or `30-6-2020`, as text: browsers' date pickers are hard on a keyboard.
        case date
        /// A code that was copied from somewhere; no capitals or spelling are put in by the device.
        case code
        /// More lines of text.
        case textarea
        /// A file to send. Its form needs `enctype="multipart/form-data"`.
        case file
        /// Words to look for.
        case search
    }

    public static let template = "web/field"
    public static let criteria = [
        "De uitleg staat boven het veld en hoort erbij (aria-describedby).",
        "Een fout staat bij het veld en in het overzicht bovenaan; wat getypt was, blijft staan.",
        "Plakken mag altijd; vul autocomplete in als het om gegevens van de persoon zelf gaat (WCAG 1.3.5).",
    ]

    /// The name in the form; also the id, unless `id` is given.
    public let name: String
    /// The id: what the error summary links to.
    public let id: String
    /// The question, in words that stand on their own.
    public let label: String
    /// Explanation, shown above the field.
    public let hint: String?
    /// What is wrong with what was typed, and how to put it right.
    public let error: String?
    /// What the field holds already.
    public let value: String
    /// Whether the answer may be left out; the label says so.
    public let optional: Bool
    /// A token of HTML's autocomplete list, for instance `name` or `current-password`.
    public let autocomplete: String?
    /// The most characters that the browser lets a person type.
    public let maxlength: Int?
    /// For a file: what the browser proposes, for instance `.csv,text/csv`.
    public let accept: String?
    /// Lines of a textarea.
    public let rows: Int
    let type: String
    let inputmode: String?
    let width: String?
    let multiline: Bool
    let file: Bool
    /// HTML has no `aria-required` for a choice of files.
    let needed: Bool
    let spellcheck: Bool
    let describedBy: String?

    /// A field. `value` is ignored for a password and a file.
    public init(
        _ name: String, _ kind: Kind = .text, id: String? = nil, label: String, hint: String? = nil,
        error: String? = nil, value: String = "", optional: Bool = false, autocomplete: String? = nil,
        maxlength: Int? = nil, accept: String? = nil, rows: Int = 6
    ) {
        let own = id ?? name
        self.name = name
        self.id = own
        self.label = label
        self.hint = hint
        self.error = error
        self.value = kind == .password || kind == .file ? "" : value
        self.optional = optional
        self.autocomplete = autocomplete ?? (kind == .email ? "email" : nil)
        self.maxlength = maxlength
        self.accept = accept
        self.rows = rows
        switch kind {
        case .email, .password, .file, .search: type = kind.rawValue
        case .text, .number, .date, .code, .textarea: type = "text"
        }
        inputmode = kind == .number ? "numeric" : nil
        width =
            switch kind {
            case .number: "short"
            case .date: "medium"
            case .code: "medium code"
            default: nil
            }
        multiline = kind == .textarea
        file = kind == .file
        needed = !optional && kind != .file
        spellcheck = kind == .text || kind == .textarea || kind == .search || kind == .file
        describedBy = describing(own, hint: hint, error: error)
    }

    public static let examples = [
        Example(
            "met uitleg", Field("voorbeeld-naam", label: "Hoe heet je organisatie?", hint: "Zoals op de gevel staat.")),
        Example(
            "met een fout",
            Field(
                "voorbeeld-mail", .email, label: "Je e-mailadres",
                hint: "We sturen hier alleen de uitnodiging naartoe.",
                error: "In dit adres ontbreekt een @.", value: "sanne.voorbeeld.nl")),
        Example("niet verplicht", Field("voorbeeld-plaats", label: "Plaats", value: "Ede", optional: true)),
        Example(
            "wachtwoord",
            Field("voorbeeld-wachtwoord", .password, label: "Wachtwoord", autocomplete: "current-password")),
        Example("getal", Field("voorbeeld-aantal", .number, label: "Hoeveel mensen deden mee?", value: "23")),
        Example(
            "datum",
            Field("voorbeeld-datum", .date, label: "Wanneer was de training?", hint: "Bijvoorbeeld 30-6-2020.")),
        Example("code", Field("voorbeeld-code", .code, label: "Code van je werk", hint: "Bijvoorbeeld K7P3-9QWM.")),
        Example(
            "meer regels",
            Field("voorbeeld-tekst", .textarea, label: "Wat wil je erbij zeggen?", value: "Eerste regel\nTweede regel")),
        Example(
            "bestand",
            Field(
                "voorbeeld-bestand", .file, label: "Kies een CSV-bestand",
                hint: "Met de kolommen activity, audience, people, from, to, organisation en source.",
                accept: ".csv,text/csv")),
    ]
}

/// The ids of the explanation and the error of a form field, for `aria-describedby`; `nil` without either.
func describing(_ id: String, hint: String?, error: String?) -> String? {
    let ids = (hint == nil ? [] : ["\(id)-hint"]) + (error == nil ? [] : ["\(id)-error"])
    return ids.isEmpty ? nil : ids.joined(separator: " ")
}
