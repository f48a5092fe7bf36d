/// What is wrong with a form, above it: each line leads to the field. Shown on top of the page's content, and its
/// heading gets the focus.
public struct ErrorSummary: Component {
    /// One thing that is wrong.
    public struct Line: Sendable {
        /// The id of the field, for `Choices` that of the first answer; `nil` when it is about the form as a whole.
        public let field: String?
        /// The same sentence as at the field.
        public let text: Sentence

        /// A line.
        public init(field: String?, _ text: String) {
            self.field = field
            self.text = Sentence(text: text, field: nil, labels: nil)
        }

        /// A line whose sentence fits every field, "fill this in": the field's label stands before it.
        init(labelled field: String, _ text: String, _ labels: FormLabels) {
            self.field = field
            self.text = Sentence(text: text, field: field, labels: labels)
        }
    }

    /// The words of a line, known once the page is written: then every field has told its label.
    public struct Sentence: Sendable, CustomStringConvertible {
        let text: String
        let field: String?
        let labels: FormLabels?

        public var description: String {
            guard let field, let label = labels?[field] else { return text }
            return label + (label.last.map { ":?!.".contains($0) } == true ? " " : ": ") + text
        }
    }

    public static let template = "web/errors"
    public static let criteria = [
        "Staat boven de kop van het formulier; hoogstens één per pagina.",
        "Elke regel is dezelfde zin als bij het veld, en leidt erheen.",
        "Voor een zin die bij elk veld past staat de naam van het veld.",
    ]

    /// What is wrong, in the order of the form.
    public let errors: [Line]

    /// A summary; `nil` when nothing is wrong, so that a page model can hold it as it is.
    public init?(_ errors: [Line]) {
        guard !errors.isEmpty else { return nil }
        self.errors = errors
    }

    public static let examples = [
        Example(
            "drie fouten",
            ErrorSummary([
                Line(field: "voorbeeld-mail", "In dit adres ontbreekt een @."),
                Line(field: "voorbeeld-organisatie", "Kies een organisatie."),
                Line(field: nil, "Iemand anders heeft dit intussen veranderd."),
            ])!)
    ]
}
