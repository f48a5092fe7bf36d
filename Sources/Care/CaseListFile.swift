import Core
import Tables

/// Something that is wrong with one line of a case list, or with the file.
struct CaseListProblem: Sendable, Hashable {
    /// The line of the file, from 1, the names of the columns included; `nil` when it is about the file as a whole.
    let line: Int?
    /// The column by its name, when it is about one cell.
    let column: String?
    let text: Text
}

/// A line of a case list: what can be taken over, or what is wrong with it.
struct CaseListRow: Sendable, Hashable {
    let line: Int
    /// `nil` when something is wrong.
    let youngPerson: YoungPerson?
    /// Help that runs now, of a line that names it; without an id yet.
    let care: CaseListCare?
    let problems: [CaseListProblem]

    var isGood: Bool { problems.isEmpty }
}

/// The help that a line of a case list names.
struct CaseListCare: Sendable, Hashable {
    var function: CareFunction
    var law: CareLaw
    var provider: String
    var funder: String
    var start: Day
    var end: Day?

    /// As it comes into a record.
    ///
    /// - Throws: as `CareSpell.checked`.
    func spell(id: Identifier, source: String, on today: Day) throws(CareError) -> CareSpell {
        try CareSpell(
            id: id, function, law, .started, from: start, to: end, funder: funder, provider: provider, source: source,
            knownOn: today
        ).checked(on: today)
    }
}

/// What a case list holds: every line with what is wrong with it, for a preview. Nothing is taken over by reading.
struct CaseListReading: Sendable, Hashable {
    let rows: [CaseListRow]
    /// About the file as a whole, or where reading had to stop.
    let problems: [CaseListProblem]

    var isGood: Bool { problems.isEmpty && rows.allSatisfy(\.isGood) && !rows.isEmpty }
    var young: [YoungPerson] { rows.compactMap(\.youngPerson) }
}

/// Reads a provider's case list: a table in which the first line names the columns, in any order, in English or Dutch.
struct CaseListFile {
    let today: Day
    var limits = CareLimits.standard

    static let mostRows = 2_000
    static let mostBytes = 1 << 20

    enum Column: String, CaseIterable {
        case name
        case bornOn = "born_on"
        case municipality, reference, mentor
        case mildDisability = "mild_disability"
        case function, law, provider, funder, start, end

        static let required: [Column] = [.name, .bornOn, .municipality]
        /// Those of the help; all empty, or function, law and start filled in.
        static let care: [Column] = [.function, .law, .provider, .funder, .start, .end]

        /// What else the first line may call it.
        var names: [String] {
            switch self {
            case .name: ["naam", "voornaam", "pseudoniem"]
            case .bornOn: ["geboren", "geboren_op", "geboortedatum"]
            case .municipality: ["gemeente"]
            case .reference: ["kenmerk", "dossier"]
            case .mentor: ["vertrouwenspersoon"]
            case .mildDisability: ["lvb"]
            case .function: ["soort_hulp", "functie"]
            case .law: ["wet"]
            case .provider: ["aanbieder"]
            case .funder: ["betaler", "financier"]
            case .start: ["van", "begin"]
            case .end: ["tot", "einde"]
            }
        }

        init?(header: String) {
            let name = String(header.lowercased().filter { $0 != "\u{FEFF}" }.map { $0 == " " ? "_" : $0 })
            guard let found = Self.allCases.first(where: { $0.rawValue == name || $0.names.contains(name) }) else {
                return nil
            }
            self = found
        }

        /// The column in which what the rules call `field` stands.
        init?(field: String) {
            self.init(rawValue: field == "born-on" ? Column.bornOn.rawValue : field)
        }
    }

    /// Reads a whole file. What is wrong with one line leaves the others readable.
    func read(_ bytes: [UInt8]) -> CaseListReading {
        guard bytes.count <= Self.mostBytes else { return Self.failed("too-large", ["most": "1 MB"]) }
        do throws(TableError) {
            var reader = try TableReader(bytes, limits: TableLimits(lines: Self.mostRows + 1, columns: 50, cell: 2_000))
            return read(&reader)
        } catch {
            return CaseListReading(rows: [], problems: [Self.problem(error)])
        }
    }

    private func read(_ reader: inout TableReader) -> CaseListReading {
        let columns: [Column?]
        switch self.columns(reader.header) {
        case .success(let found): columns = found
        case .failure(let failure): return CaseListReading(rows: [], problems: [failure.problem])
        }
        var rows: [CaseListRow] = []
        var problems: [CaseListProblem] = []
        var references: [String: Int] = [:]
        while true {
            do throws(TableError) {
                guard let row = try reader.next() else { break }
                rows.append(self.row(row, columns, &references))
            } catch {
                problems.append(Self.problem(error))
                // Past a line with too many or too few cells reading goes on; past a broken quote nothing is certain.
                guard case .cells = error else { break }
            }
        }
        if rows.isEmpty, problems.isEmpty { return Self.failed("no-lines") }
        return CaseListReading(rows: rows, problems: problems)
    }

    private static func problem(_ error: TableError) -> CaseListProblem {
        CaseListProblem(line: error.line, column: nil, text: error.text)
    }

    private static func failed(_ key: String, _ arguments: [String: String] = [:]) -> CaseListReading {
        CaseListReading(rows: [], problems: [Failure(key, arguments).problem])
    }

    private struct Failure: Error {
        let problem: CaseListProblem

        init(_ key: String, _ arguments: [String: String]) {
            problem = CaseListProblem(line: nil, column: nil, text: Text("care.case-list.\(key)", arguments))
        }
    }

    /// The column of each cell; `nil` for an empty one that Excel adds at the end of a line.
    private func columns(_ header: TableRow) -> Result<[Column?], Failure> {
        let known = Column.allCases.map(\.rawValue).joined(separator: ", ")
        var columns: [Column?] = []
        for cell in header.cells {
            let name = CaseListCells.plain(cell)
            let column = Column(header: name)
            guard name.isEmpty || column != nil && !columns.contains(column) else {
                return .failure(Failure("column", ["column": CaseListCells.shown(name), "known": known]))
            }
            columns.append(column)
        }
        let missing = Column.required.filter { !columns.contains($0) }.map(\.rawValue)
        guard missing.isEmpty else {
            return .failure(
                Failure("columns-missing", ["missing": missing.joined(separator: ", "), "known": known]))
        }
        return .success(columns)
    }

    // MARK: Lines

    private func row(_ row: TableRow, _ columns: [Column?], _ references: inout [String: Int]) -> CaseListRow {
        var cells = CaseListCells(row, columns)
        let young = young(&cells)
        let care = care(&cells)
        let reference = cells[.reference].lowercased()
        if !reference.isEmpty {
            if let first = references[reference] { cells.add(.reference, "twice", ["line": String(first)]) }
            references[reference] = references[reference] ?? row.line
        }
        let isGood = cells.problems.isEmpty
        return CaseListRow(
            line: row.line, youngPerson: isGood ? young : nil, care: isGood ? care : nil, problems: cells.problems)
    }

    private func young(_ cells: inout CaseListCells) -> YoungPerson? {
        let disability = cells.choice(
            .mildDisability, YoungPerson.Known.self, words: ["ja": .yes, "nee": .no, "onbekend": .unknown],
            else: .unknown)
        guard let bornOn = cells.day(.bornOn), let disability else { return nil }
        let young = YoungPerson(
            name: cells[.name], bornOn: bornOn, municipality: cells[.municipality], reference: cells[.reference],
            mentor: cells[.mentor], hasMildDisability: disability)
        return cells.attempt { () throws(CareError) in try young.checked(on: today, limits) }
    }

    private func care(_ cells: inout CaseListCells) -> CaseListCare? {
        guard Column.care.contains(where: { !cells[$0].isEmpty }) else { return nil }
        let function = cells.choice(.function, CareFunction.self)
        let law = cells.choice(.law, CareLaw.self)
        let start = cells.day(.start)
        let end = cells[.end].isEmpty ? nil : cells.day(.end)
        guard let function, let law, let start, cells[.end].isEmpty || end != nil else { return nil }
        let care = CaseListCare(
            function: function, law: law, provider: cells[.provider], funder: cells[.funder], start: start, end: end)
        // As it would come into a record; the id there is another one.
        let id = Identifier(on: today, random: { [UInt8](repeating: 0, count: $0) })
        _ = cells.attempt { () throws(CareError) in try care.spell(id: id, source: "", on: today) }
        return care
    }
}

/// The cells of a line by their column, and what is wrong with them.
private struct CaseListCells {
    private let line: Int
    private var values: [CaseListFile.Column: String] = [:]
    private(set) var problems: [CaseListProblem] = []

    init(_ row: TableRow, _ columns: [CaseListFile.Column?]) {
        line = row.line
        for (column, cell) in zip(columns, row.cells) {
            guard let column else { continue }
            values[column] = Self.plain(cell)
        }
    }

    /// A cell without blanks at its ends and without the apostrophe that keeps spreadsheets from calculating it.
    static func plain(_ cell: String) -> String {
        var cell = Substring(cell)
        while let first = cell.first, first.isWhitespace || first == "\u{FEFF}" { cell.removeFirst() }
        while cell.last?.isWhitespace == true { cell.removeLast() }
        if cell.first == "'", let next = cell.dropFirst().first, "=+-@".contains(next) { cell.removeFirst() }
        return String(cell)
    }

    /// A value as a problem may quote it. Digits are left out: a citizen service number is not repeated on a page.
    static func shown(_ text: String) -> String {
        let text = text.contains { $0.isNumber } && text.count(where: \.isNumber) > 8 ? "…" : text
        return text.isEmpty ? "–" : text.count > 40 ? text.prefix(40) + "…" : text
    }

    subscript(_ column: CaseListFile.Column) -> String { values[column] ?? "" }

    mutating func add(_ column: CaseListFile.Column, _ key: String, _ arguments: [String: String] = [:]) {
        problems.append(
            CaseListProblem(
                line: line, column: column.rawValue, text: Text("care.case-list.\(key)", arguments)))
    }

    mutating func attempt<Value>(_ body: () throws(CareError) -> Value) -> Value? {
        do throws(CareError) {
            return try body()
        } catch {
            let column = error.field.flatMap(CaseListFile.Column.init(field:))
            problems.append(CaseListProblem(line: line, column: column?.rawValue, text: error.text))
            return nil
        }
    }

    mutating func day(_ column: CaseListFile.Column) -> Day? {
        if let day = Day(typed: self[column]) { return day }
        add(column, self[column].isEmpty ? "empty" : "date", ["value": Self.shown(self[column])])
        return nil
    }

    /// One of the values of `Value`, in any case of letters; `absent` for an empty cell.
    mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ column: CaseListFile.Column, _: Value.Type, words: [String: Value] = [:], else absent: Value? = nil
    ) -> Value? {
        let text = self[column].lowercased()
        if text.isEmpty, let absent { return absent }
        if let value = Value(rawValue: text) ?? words[text] { return value }
        let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
        add(column, "choice", ["value": Self.shown(self[column]), "known": known])
        return nil
    }
}
