/// How far something is.
public struct Progress: Component {
    public static let template = "web/progress"
    public static let criteria = ["De woorden zeggen hetzelfde als de balk."]

    /// The id of the label; unique on the page.
    public let id: String
    /// What is going on.
    public let label: String
    /// How far it is, in words: "120 van 500 regels".
    public let text: String
    /// How much is done; `nil` when nobody knows.
    public let value: Int?
    /// How much there is to do.
    public let max: Int

    /// Progress; `value` is kept within 0 and `max`, and `max` is at least 1.
    public init(id: String, label: String, value: Int?, of max: Int, text: String) {
        self.id = id
        self.label = label
        self.text = text
        self.max = Swift.max(1, max)
        self.value = value.map { Swift.min(Swift.max(0, $0), Swift.max(1, max)) }
    }

    public static let examples = [
        Example(
            "halverwege",
            Progress(id: "voorbeeld-invoer", label: "Regels ingelezen", value: 120, of: 500, text: "120 van 500")),
        Example("onbekend", Progress(id: "voorbeeld-wachten", label: "Reservekopie", value: nil, of: 1, text: "bezig")),
    ]
}

/// Where a person is in a row of steps, above the step.
public struct Steps: Component {
    struct Step: Sendable {
        let state: String
    }

    public static let template = "web/steps"
    public static let criteria = ["De woorden staan er altijd; de streepjes zijn versiering."]

    /// The step where the person is, from 1.
    public let step: Int
    /// How many steps there are.
    public let of: Int
    /// What this step is about.
    public let title: String?
    let steps: [Step]

    /// Where a person is; `step` is kept within 1 and `count`.
    public init(_ step: Int, of count: Int, title: String? = nil) {
        let last = max(1, count)
        let now = min(max(1, step), last)
        self.step = now
        self.of = last
        self.title = title
        steps = (1...last).map { Step(state: $0 < now ? "done" : $0 == now ? "now" : "later") }
    }

    public static let examples = [
        Example("derde van vijf", Steps(3, of: 5, title: "Wat je ziet")), Example("lange cursus", Steps(9, of: 24)),
    ]
}
