import Core
import Directory
import Tables

/// Reads a table of participations: the header names the columns, in any order, in English or Dutch.
///
/// Whatever is wrong is said with its line, and then nothing of the file is used.
struct ParticipationFile {
    /// The organisations that a file can name, by their name or short name.
    let organisations: [Organisation]

    /// Most records in one file; a file with more is refused before it is read through.
    static let mostRecords = 20_000
    /// Most bytes of a file.
    static let mostBytes = 4 << 20
    /// Errors that are shown; a file with a wrong column has one on each line.
    static let mostErrors = 50

    enum Column: String, CaseIterable {
        case activity, audience, people, from, to, organisation, source
        /// The only one that a file can do without.
        case province

        static let required = allCases.filter { $0 != .province }

        /// What else the header may call it.
        var names: [String] {
            switch self {
            case .activity: ["activiteit"]
            case .audience: ["doelgroep"]
            case .people: ["aantal", "mensen", "aantal mensen"]
            case .from: ["van"]
            case .to: ["tot", "tot en met", "t/m"]
            case .organisation: ["organisatie", "organization"]
            case .source: ["bron"]
            case .province: ["provincie"]
            }
        }

        init?(header: String) {
            let name = header.lowercased().filter { $0 != "\u{FEFF}" }
            guard let column = Self.allCases.first(where: { $0.rawValue == name || $0.names.contains(name) }) else {
                return nil
            }
            self = column
        }
    }

    /// Reads a whole file.
    func read(_ bytes: [UInt8]) -> ParticipationReading {
        guard bytes.count <= Self.mostBytes else {
            return .errors(
                [LineError(line: nil, text: Text("learning.import.too-large", ["most": "4 MB"]))], more: false)
        }
        do throws(TableError) {
            var reader = try TableReader(bytes, limits: TableLimits(lines: Self.mostRecords + 1, columns: 50))
            return try read(&reader)
        } catch {
            return .errors([LineError(line: error.line, text: error.text)], more: false)
        }
    }

    private func read(_ reader: inout TableReader) throws(TableError) -> ParticipationReading {
        let columns: [Column]
        switch self.columns(reader.header) {
        case .success(let found): columns = found
        case .failure(let error): return .errors([error.line], more: false)
        }
        var records: [Participation] = []
        var errors: [LineError] = []
        while errors.count <= Self.mostErrors, let line = try reader.next() {
            switch record(line, columns) {
            case .success(let record): records.append(record)
            case .failure(let error): errors.append(error.line)
            }
        }
        guard errors.isEmpty else {
            return .errors(Array(errors.prefix(Self.mostErrors)), more: errors.count > Self.mostErrors)
        }
        guard !records.isEmpty else { return .errors([mistake(reader.header, "no-records", [:]).line], more: false) }
        return .records(records)
    }

    /// What is wrong with one line, thrown from the functions below.
    private struct Mistake: Error {
        let line: LineError
    }

    private func columns(_ header: TableRow) -> Result<[Column], Mistake> {
        var columns: [Column] = []
        let wanted = Column.required.map(\.rawValue).joined(separator: ",")
        // Excel adds empty columns at the end of a line.
        var fields = header.cells
        while let last = fields.last, Self.trimmed(last).isEmpty { fields.removeLast() }
        for field in fields {
            guard let column = Column(header: Self.trimmed(field)), !columns.contains(column) else {
                let arguments = ["column": Self.shown(field), "wanted": wanted]
                return .failure(mistake(header, "header-column", arguments))
            }
            columns.append(column)
        }
        let missing = Column.required.filter { !columns.contains($0) }.map(\.rawValue)
        guard missing.isEmpty else {
            return .failure(
                mistake(header, "header-missing", ["missing": missing.joined(separator: ", "), "wanted": wanted]))
        }
        return .success(columns)
    }

    private func record(_ line: TableRow, _ columns: [Column]) -> Result<Participation, Mistake> {
        Result {
            let extra = line.cells.dropFirst(columns.count)
            guard line.cells.count >= columns.count, extra.allSatisfy({ Self.trimmed($0).isEmpty }) else {
                throw mistake(line, "fields", ["found": "\(line.cells.count)", "wanted": "\(columns.count)"])
            }
            var values: [Column: String] = [:]
            for (column, field) in zip(columns, line.cells) { values[column] = Self.trimmed(field) }
            func value(_ column: Column) -> String { values[column] ?? "" }
            try checkFormulas(line, values)
            return Participation(
                activity: try choice(line, value(.activity), "activity"),
                audience: try choice(line, value(.audience), "audience"),
                people: try people(line, value(.people)), period: try period(line, value(.from), value(.to)),
                organisation: try organisation(line, value(.organisation)),
                province: try province(line, value(.province)), source: try source(line, value(.source)))
        }.mapError { $0 as! Mistake }
    }

    /// A cell that a spreadsheet would calculate is no count and no name. A minus before digits is a negative number, which
    /// has a sentence of its own.
    private func checkFormulas(_ line: TableRow, _ values: [Column: String]) throws {
        for column in Column.allCases {
            let text = values[column] ?? ""
            guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else { continue }
            if column == .people, text.dropFirst().allSatisfy({ $0.isNumber || $0 == "." || $0 == "," }) { continue }
            throw mistake(line, "formula", ["column": column.rawValue, "value": Self.shown(text)])
        }
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ line: TableRow, _ text: String, _ key: String
    ) throws -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: text.lowercased()) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw mistake(line, key, ["value": Self.shown(text), "known": known])
        }
        return choice
    }

    private func people(_ line: TableRow, _ text: String) throws -> Int {
        let digits = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard digits, let people = Int(text), (1...Participation.mostPeople).contains(people) else {
            throw mistake(
                line, "people", ["value": Self.shown(text), "most": "\(Participation.mostPeople)"])
        }
        return people
    }

    private func period(_ line: TableRow, _ from: String, _ to: String) throws -> Period {
        guard let first = Day(typed: from) else { throw mistake(line, "date", ["value": Self.shown(from)]) }
        guard let last = Day(typed: to) else { throw mistake(line, "date", ["value": Self.shown(to)]) }
        guard let period = Period(from: first, to: last) else {
            throw mistake(line, "period", ["from": "\(first)", "to": "\(last)"])
        }
        return period
    }

    private func organisation(_ line: TableRow, _ text: String) throws -> Identifier? {
        guard !text.isEmpty else { return nil }
        let wanted = text.lowercased()
        let found = organisations.filter { $0.name.lowercased() == wanted || $0.code?.lowercased() == wanted }
        guard let first = found.first else {
            let known = organisations.prefix(12).map(\.name).joined(separator: ", ")
            throw mistake(line, "organisation", ["value": Self.shown(text), "known": known.isEmpty ? "–" : known])
        }
        guard found.count == 1 else { throw mistake(line, "organisation-twice", ["value": Self.shown(text)]) }
        return first.id
    }

    private func province(_ line: TableRow, _ text: String) throws -> Province? {
        guard !text.isEmpty else { return nil }
        guard let province = Province(typed: text) else {
            let known = Province.allCases.map(\.rawValue).joined(separator: ", ")
            throw mistake(line, "province", ["value": Self.shown(text), "known": known])
        }
        return province
    }

    private func source(_ line: TableRow, _ text: String) throws -> Source {
        guard !text.isEmpty else { throw mistake(line, "source-missing", [:]) }
        guard text.count <= 200, !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw mistake(line, "source-unreadable", [:]) }
        return Source(title: text, kind: .imported)
    }

    private func mistake(_ line: TableRow, _ key: String, _ arguments: [String: String]) -> Mistake {
        let place = ["line": "\(line.line)"]
        return Mistake(
            line: LineError(
                line: line.line, text: Text("learning.import.\(key)", arguments.merging(place) { first, _ in first })))
    }

    static func trimmed(_ text: String) -> String {
        var characters = text[...]
        while let first = characters.first, first.isWhitespace || first == "\u{FEFF}" { characters.removeFirst() }
        while let last = characters.last, last.isWhitespace { characters.removeLast() }
        return String(characters)
    }

    /// A value as an error may quote it.
    private static func shown(_ text: String) -> String {
        text.isEmpty ? "–" : text.count > 40 ? text.prefix(40) + "…" : text
    }
}
