/// Figures or records in rows and columns.
public struct DataTable: Component {
    /// The head of a column.
    public struct Column: Sendable {
        /// What stands in the column.
        public let text: String
        /// Whether it holds numbers: then it stands at the right.
        public let number: Bool

        /// A column of words.
        public init(_ text: String) {
            self.text = text
            number = false
        }

        /// A column of numbers.
        public static func number(_ text: String) -> Column { Column(text, number: true) }

        private init(_ text: String, number: Bool) {
            self.text = text
            self.number = number
        }
    }

    /// What stands in one place.
    public struct Cell: Sendable, ExpressibleByStringLiteral {
        /// The words, or a number that is written out already.
        public let text: String
        /// Where they lead.
        public let href: String?
        fileprivate(set) var tag: String?
        fileprivate(set) var header = false
        fileprivate(set) var number = false

        /// A cell.
        public init(_ text: String, href: String? = nil) {
            self.text = text
            self.href = href
        }

        /// A cell with a state.
        public init(tag: Tag) {
            self.init(tag.text)
            self.tag = tag.kind
        }

        /// A cell with words alone.
        public init(stringLiteral value: String) { self.init(value) }
    }

    /// One row.
    public struct Row: Sendable {
        /// Its cells, one for each column.
        public fileprivate(set) var cells: [Cell]
    }

    public static let template = "web/table"
    public static let criteria = [
        "Het opschrift zegt wat er geteld of opgesomd wordt; de eerste cel van een rij is haar naam.",
        "Past de tabel niet, dan schuift zij in haar eigen vak, ook met het toetsenbord.",
        "Getallen staan rechts, met cijfers van dezelfde breedte.",
    ]

    /// The id of the caption; unique on the page.
    public let id: String
    /// What the table shows.
    public let caption: String
    /// The columns. The first names the row.
    public let columns: [Column]
    /// The rows.
    public let rows: [Row]
    /// The last row, where the numbers add up.
    public let total: Row?
    /// What must be said about the numbers, under the table.
    public let note: String?

    /// A table; every row has as many cells as there are columns, and the first cell is the name of its row.
    public init(
        id: String, caption: String, columns: [Column], rows: [[Cell]], total: [Cell]? = nil, note: String? = nil
    ) {
        self.id = id
        self.caption = caption
        self.columns = columns
        self.note = note
        func row(_ cells: [Cell]) -> Row {
            var cells = cells
            for place in cells.indices {
                cells[place].header = place == 0
                cells[place].number = place < columns.count && columns[place].number
            }
            return Row(cells: cells)
        }
        self.rows = rows.map(row)
        self.total = total.map(row)
    }

    public static let examples = [
        Example(
            "getallen met een totaal",
            DataTable(
                id: "voorbeeld-tabel", caption: "Deelnemers aan de e-learning, januari tot en met juni 2020",
                columns: [Column("Doelgroep"), .number("Mensen"), Column("Bron")],
                rows: [
                    ["Hotels", "502", Cell("Halfjaarbericht", href: "#")],
                    ["Studenten toerisme", "58", "Halfjaarbericht"],
                    ["Vakantieparken", "<10", "Hier geteld"],
                ],
                total: ["Samen", "niet getoond", ""], note: "Aantallen onder de 10 tonen we niet.")),
        Example(
            "met een status",
            DataTable(
                id: "voorbeeld-leden", caption: "Leden", columns: [Column("Naam"), Column("Stand")],
                rows: [
                    [Cell("Sanne Voorbeeld", href: "#"), Cell(tag: Tag("Actief", .go))],
                    ["Bram Voorbeeld", Cell(tag: Tag("Uitgenodigd", .look))],
                ])),
    ]
}
