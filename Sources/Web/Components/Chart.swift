public import Core

/// Counts as a drawing, with its table beside it: bars for things beside each other, columns or a line for periods.
///
/// What is suppressed has no length or height: its place is hatched and the label says so. Over fewer than two periods
/// there is nothing to draw; then there is a sentence, because a drawing of one period suggests a history.
public struct Chart: Component {
    /// What counts are drawn as.
    public enum Kind: String, Sendable {
        /// Lying bars, one below the other.
        case bars
        /// Columns, from left to right.
        case columns
        /// Dots with a line between neighbours.
        case line
    }

    /// One count.
    public struct Point: Sendable {
        /// What is counted, or the period.
        public let label: String
        /// The count, as the public may see it. Below zero is drawn as zero.
        public let value: Published
        /// From here on something else is counted under the same name: it cannot be compared with what stands before.
        public let isRedefined: Bool

        /// A count.
        public init(_ label: String, _ value: Published, isRedefined: Bool = false) {
            self.label = label
            self.value = value
            self.isRedefined = isRedefined
        }
    }

    /// The words around the counts, in the language of the page.
    public struct Words: Sendable {
        /// The language in which numbers are written.
        public let language: Language
        /// Heads the column of labels.
        public let label: String
        /// Heads the column of counts.
        public let count: String
        /// Says under the table what `<10` and `–` mean.
        public let suppressed: String
        /// Says in a word or two that from a period on something else is counted.
        public let redefined: String

        /// Words.
        public init(language: Language, label: String, count: String, suppressed: String, redefined: String = "") {
            self.language = language
            self.label = label
            self.count = count
            self.suppressed = suppressed
            self.redefined = redefined
        }
    }

    public static let template = "web/chart"
    public static let criteria = [
        "De tabel eronder bevat elk getal van de tekening.",
        "Eén kleur: het verschil zit in lengte of hoogte, en het getal staat erbij.",
        "Wat verborgen is krijgt geen hoogte. Eén periode krijgt geen tekening.",
        "Verandert wat er geteld wordt, dan staat daar een streep: geen lijn loopt erover, en woorden zeggen het.",
    ]

    /// The id of the drawing; unique on the page.
    public let id: String
    /// What is counted, where and when.
    public let title: String
    /// The counts.
    public let points: [Point]
    /// The drawing, safe to show as it is; `nil` when there is only a sentence.
    public let svg: String?
    /// What stands there instead of a drawing.
    public let sentence: String?
    /// What must be said under the drawing, for who sees it and who does not.
    public let notes: [String]
    /// The counts as a table.
    public let table: DataTable
    let kind: Kind
    let words: Words
    /// What the whole length or height stands for; `nil` for the largest count.
    let whole: Int?
    /// Written behind every count.
    let unit: String

    /// Counts of things beside each other.
    public static func compare(id: String, title: String, words: Words, _ points: [Point]) -> Chart {
        Chart(id: id, title: title, kind: .bars, words: words, points: points, sentence: nil)
    }

    /// Percentages beside each other: the whole length stands for 100.
    public static func percentages(id: String, title: String, words: Words, _ points: [Point]) -> Chart {
        Chart(
            id: id, title: title, kind: .bars, words: words, points: points, sentence: nil, whole: 100, unit: "%")
    }

    /// Counts of the same over periods, the earliest first. With fewer than two of them `single` is shown: a sentence that
    /// says the count, and that there is nothing yet to compare it with. `notes` say what changed where a point is redefined.
    public static func overPeriods(
        id: String, title: String, words: Words, _ points: [Point], single: String, notes: [String] = []
    ) -> Chart {
        Chart(
            id: id, title: title, kind: points.count > 8 ? .line : .columns, words: words, points: points,
            sentence: points.count < 2 ? single : nil, notes: points.count < 2 ? [] : notes)
    }

    init(
        id: String, title: String, kind: Kind, words: Words, points: [Point], sentence: String?, notes: [String] = [],
        whole: Int? = nil, unit: String = ""
    ) {
        self.id = id
        self.title = title
        self.kind = kind
        self.words = words
        self.points = points
        self.whole = whole
        self.unit = unit
        let empty = points.isEmpty
        self.sentence = sentence
        self.notes = notes
        svg =
            sentence != nil || empty
            ? nil
            : ChartDrawing(
                id: id, title: title, points: points, words: words, whole: whole, unit: unit, canvas: .page
            ).svg(kind)
        let isSuppressed = points.contains { $0.value.isSuppressed }
        table = DataTable(
            id: id + "-table", caption: title,
            columns: [DataTable.Column(words.label), .number(words.count)],
            rows: points.map { point in
                let label = point.isRedefined ? "\(point.label) (\(words.redefined))" : point.label
                return [DataTable.Cell(label), DataTable.Cell(written(point.value, words.language) + unit)]
            },
            note: isSuppressed ? words.suppressed : nil)
    }

    /// The drawing on its own, with its title and its own colours on white, `width` pixels wide: for a file, and for PNG
    /// through librsvg. `nil` when there is only a sentence.
    public func file(width: Int) -> String? {
        guard svg != nil else { return nil }
        return ChartDrawing(
            id: id, title: title, points: points, words: words, whole: whole, unit: unit,
            canvas: .file(width: max(240, width))
        ).svg(kind)
    }

    private static let exampleWords = Words(
        language: .nl, label: "Doelgroep", count: "Mensen",
        suppressed: "<10: minder dan 10. –: niet getoond, omdat anders een klein aantal uit te rekenen is.",
        redefined: "anders geteld")

    public static let examples = [
        Example(
            "naast elkaar",
            Chart.compare(
                id: "voorbeeld-staven", title: "Wie volgden de e-learning? Januari tot en met juni 2020",
                words: exampleWords,
                [
                    Point("Medewerkers van hotels", .value(502)), Point("Studenten toerisme", .value(58)),
                    Point("Medewerkers van vakantieparken", .few), Point("Beveiligers", .value(0)),
                ])),
        Example(
            "procenten",
            Chart.percentages(
                id: "voorbeeld-procenten", title: "Hoeveel procent is klaar? (verzonnen)", words: exampleWords,
                [Point("Haven: 3 van 8", .value(38)), Point("Bos: 2 van 2", .value(100))])),
        Example(
            "over perioden",
            Chart.overPeriods(
                id: "voorbeeld-kolommen", title: "Deelnemers per halfjaar (verzonnen)", words: exampleWords,
                [
                    Point("2018-H1", .few), Point("2018-H2", .value(120)), Point("2019-H1", .hidden),
                    Point("2019-H2", .value(340)), Point("2020-H1", .value(502)),
                ], single: "")),
        Example(
            "veel perioden",
            Chart.overPeriods(
                id: "voorbeeld-lijn", title: "Deelnemers per kwartaal (verzonnen)", words: exampleWords,
                (1...12).map {
                    Point("\(2017 + ($0 - 1) / 4)-K\(($0 - 1) % 4 + 1)", $0 == 5 ? .few : .value($0 * $0 * 8))
                },
                single: "")),
        Example(
            "anders geteld",
            Chart.overPeriods(
                id: "voorbeeld-breuk", title: "Deelnemers per halfjaar (verzonnen)", words: exampleWords,
                [
                    Point("2019-H1", .value(120)), Point("2019-H2", .value(140)),
                    Point("2020-H1", .value(380), isRedefined: true), Point("2020-H2", .value(410)),
                ], single: "", notes: ["Vanaf 2020-H1 telt dit cijfer iets anders: ook wie halverwege stopte."])),
        Example(
            "één periode",
            Chart.overPeriods(
                id: "voorbeeld-zin", title: "Deelnemers per halfjaar", words: exampleWords,
                [Point("2020-H1", .value(502))],
                single:
                    "In de eerste helft van 2020 waren het er 502. Er is nog geen andere periode om mee te vergelijken."
            )),
    ]
}
