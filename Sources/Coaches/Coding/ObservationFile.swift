public import Core
import Tables

/// Something that is wrong with a file of observations.
public struct ObservationFileMistake: Sendable, Hashable {
    /// From 1, the line with the names of the columns included; `nil` when it is about the file as a whole.
    public let line: Int?
    /// The column by its name, when it is about one cell.
    public let column: String?
    /// What is wrong and what to do.
    public let text: Text
}

/// What is wrong with a file of observations. Nothing of it was entered.
public struct ObservationFileRefusal: Error, Equatable {
    /// The first ones, at most `ObservationFile.mostMistakes`.
    public let mistakes: [ObservationFileMistake]
    /// Whether there are more.
    public let hasMore: Bool
}

/// Reads a table of observations of one sitting: the first line names the columns, in any order.
///
/// Whatever is wrong is said with its line and column, and then nothing of the file is used.
struct ObservationFile {
    let codebook: Codebook
    /// Of the study: nothing outside its approval comes in.
    let agreed: StudyProtocol
    let now: Instant
    /// Stands for the account of each line until it is entered.
    let account: Identifier

    /// Most lines of a file, the first one included.
    static let mostLines = 5_001
    static let mostBytes = 5 << 20
    /// Mistakes that are told at once.
    static let mostMistakes = 20

    /// What a column holds; `Resources/strings/coaches-coding` says it in words.
    enum Column: String, CaseIterable {
        case observedAt = "observed_at"
        case platform, handle, phone, mail, url, payment, setting
        case isPublic = "public"
        case codes, initiator
        case ageStatedBefore = "age_stated_before"
        case imageReceived = "image_received"
        case summary, text

        static let required: [Column] = [.observedAt, .platform, .codes, .initiator]
        static let selectors: [(Column, Selector.Kind)] = [
            (.handle, .handle), (.phone, .phone), (.mail, .mail), (.url, .url), (.payment, .payment),
        ]

        /// The column in which what the services call `field` stands.
        init?(field: String) {
            switch field {
            case "observed-at": self = .observedAt
            case "age-stated-before": self = .ageStatedBefore
            default: self.init(rawValue: field)
            }
        }
    }

    /// A line that can be entered.
    struct Line: Sendable {
        let line: Int
        let draft: Studies.ObservationDraft
    }

    /// Reads a whole file.
    ///
    /// - Throws: `CoachesError.noImages` for an image or another file that is no table; `ObservationFileRefusal`.
    func read(_ bytes: [UInt8]) throws -> [Line] {
        guard !Self.isOtherFile(bytes) else { throw CoachesError.noImages }
        guard bytes.count <= Self.mostBytes else { throw Self.refusal("too-large", ["most": "5 MB"]) }
        let limits = TableLimits(lines: Self.mostLines, columns: 50, cell: 20_000)
        let lines: Result<[Line], ObservationFileRefusal>
        do throws(TableError) {
            var reader = try TableReader(bytes, limits: limits)
            lines = try read(&reader)
        } catch {
            lines = .failure(ObservationFileRefusal(mistakes: [Self.mistake(error)], hasMore: false))
        }
        return try lines.get()
    }

    private func read(_ reader: inout TableReader) throws(TableError) -> Result<[Line], ObservationFileRefusal> {
        let columns: [Column?]
        switch self.columns(reader.header) {
        case .success(let found): columns = found
        case .failure(let refusal): return .failure(refusal)
        }
        var lines: [Line] = []
        var mistakes: [ObservationFileMistake] = []
        while mistakes.count <= Self.mostMistakes {
            do throws(TableError) {
                guard let row = try reader.next() else { break }
                var cells = Cells(row, columns)
                if let draft = draft(&cells) { lines.append(Line(line: row.line, draft: draft)) }
                mistakes += cells.mistakes
            } catch {
                mistakes.append(Self.mistake(error))
                // Past a line with too many or too few cells reading goes on; past a broken quote nothing is certain.
                guard case .cells = error else { break }
            }
        }
        guard mistakes.isEmpty else {
            return .failure(
                ObservationFileRefusal(
                    mistakes: Array(mistakes.prefix(Self.mostMistakes)), hasMore: mistakes.count > Self.mostMistakes))
        }
        return lines.isEmpty ? .failure(Self.refusal("no-lines")) : .success(lines)
    }

    private static func mistake(_ error: TableError) -> ObservationFileMistake {
        // The sentence names the line itself.
        ObservationFileMistake(line: nil, column: nil, text: error.text)
    }

    private static func refusal(_ key: String, _ arguments: [String: String] = [:]) -> ObservationFileRefusal {
        ObservationFileRefusal(
            mistakes: [ObservationFileMistake(line: nil, column: nil, text: Text("coaches.file.\(key)", arguments))],
            hasMore: false)
    }

    /// The column of each cell; `nil` for an empty one that Excel adds at the end of a line.
    private func columns(_ header: TableRow) -> Result<[Column?], ObservationFileRefusal> {
        let known = Column.allCases.map(\.rawValue).joined(separator: ", ")
        var columns: [Column?] = []
        for cell in header.cells {
            let name = cell.lowercased().filter { !$0.isWhitespace && $0 != "\u{FEFF}" }
            let column = Column(rawValue: name)
            guard name.isEmpty || column != nil && !columns.contains(column) else {
                return .failure(Self.refusal("column", ["column": String(cell.prefix(40)), "known": known]))
            }
            columns.append(column)
        }
        let missing = Column.required.filter { !columns.contains($0) }
        guard missing.isEmpty else {
            let names = missing.map(\.rawValue).joined(separator: ", ")
            return .failure(Self.refusal("columns-missing", ["missing": names, "known": known]))
        }
        return .success(columns)
    }

    // MARK: Lines

    /// What a line says; `nil` with what is wrong in `cells.mistakes`.
    private func draft(_ cells: inout Cells) -> Studies.ObservationDraft? {
        let observedAt = cells.moment(.observedAt)
        let setting = cells.choice(.setting, Observation.Setting.self, else: .other)
        let initiator = cells.choice(.initiator, Observation.Initiator.self)
        let age = cells.choice(.ageStatedBefore, Observation.Known.self, words: Self.known, else: .unknown)
        let isPublic = cells.choice(.isPublic, Observation.Known.self, words: Self.known, else: .no)
        let image = cells.choice(.imageReceived, Observation.Known.self, words: Self.known, else: .no)
        let (text, isSummary) = cells.text()
        let codes = cells[.codes].split(separator: "|").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
        let selectors = Column.selectors.compactMap { column, kind in
            cells[column].isEmpty ? nil : Selector(kind, cells[column])
        }
        guard cells.mistakes.isEmpty, let observedAt, let setting, let initiator, let age, let isPublic, let image
        else { return nil }
        let draft = Studies.ObservationDraft(
            platform: cells[.platform], selectors: selectors,
            observation: Observation(
                account: account, observedAt: observedAt, setting: setting, isPublic: isPublic == .yes,
                codes: codes, initiator: initiator, ageStatedBefore: age, imageReceived: image == .yes, text: text,
                isSummary: isSummary))
        check(draft, &cells)
        return cells.mistakes.isEmpty ? draft : nil
    }

    /// Everything that entering it would refuse, so that all of it is told at once.
    private func check(_ draft: Studies.ObservationDraft, _ cells: inout Cells) {
        cells.attempt {
            _ = try Account(id: account, platform: draft.platform, selectors: draft.selectors).checked()
        }
        cells.attempt { _ = try draft.observation.checked(codebook, at: now) }
        cells.attempt { try agreed.requireOpen(on: [draft.observation.observedAt.day, now.day]) }
    }

    private static let known: [String: Observation.Known] = [
        "ja": .yes, "nee": .no, "onbekend": .unknown, "true": .yes, "false": .no, "1": .yes, "0": .no,
    ]

    // MARK: Other files

    /// Whether it begins as an image, a film, a PDF or a zip file (and so a workbook) does. What looks like a table and is none
    /// meets the rules of a table.
    static func isOtherFile(_ bytes: [UInt8]) -> Bool {
        let beginnings: [[UInt8]] = [
            [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47], Array("GIF8".utf8), Array("RIFF".utf8), Array("%PDF".utf8),
            Array("BM".utf8), [0x49, 0x49, 0x2A, 0x00], [0x4D, 0x4D, 0x00, 0x2A], [0x50, 0x4B, 0x03, 0x04],
            [0xD0, 0xCF, 0x11, 0xE0], [0x00, 0x00, 0x01, 0x00], [0x1F, 0x8B], [0xFF, 0x0A], [0x1A, 0x45, 0xDF, 0xA3],
        ]
        if bytes.count > 12, Array(bytes[4..<8]) == Array("ftyp".utf8) { return true }
        if bytes.starts(with: Array("BM".utf8)) { return bytes.prefix(64).contains(0) }
        let firstSign = bytes.first { !($0 == 0x20 || (0x09...0x0D).contains($0) || [0xEF, 0xBB, 0xBF].contains($0)) }
        // SVG, HTML and XML.
        return firstSign == 0x3C || beginnings.contains { bytes.starts(with: $0) }
    }
}

/// The cells of a line by their column, and what is wrong with them.
private struct Cells {
    private let line: Int
    private var values: [ObservationFile.Column: String] = [:]
    private(set) var mistakes: [ObservationFileMistake] = []

    init(_ row: TableRow, _ columns: [ObservationFile.Column?]) {
        line = row.line
        for (column, cell) in zip(columns, row.cells) {
            guard let column else { continue }
            values[column] = Self.plain(cell)
        }
    }

    /// A cell without blanks at its ends and without the apostrophe that keeps spreadsheets from calculating it.
    private static func plain(_ cell: String) -> String {
        var cell = Substring(cell)
        while cell.first?.isWhitespace == true { cell.removeFirst() }
        while cell.last?.isWhitespace == true { cell.removeLast() }
        if cell.first == "'", let next = cell.dropFirst().first, "=+-@".contains(next) { cell.removeFirst() }
        return String(cell)
    }

    subscript(_ column: ObservationFile.Column) -> String { values[column] ?? "" }

    private mutating func add(_ column: ObservationFile.Column?, _ text: Text) {
        mistakes.append(ObservationFileMistake(line: line, column: column?.rawValue, text: text))
    }

    private mutating func add(
        _ column: ObservationFile.Column, _ key: String, _ arguments: [String: String] = [:]
    ) {
        add(column, Text("coaches.file.\(key)", arguments))
    }

    mutating func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch let error as CoachesError {
            let column = error.field.flatMap(ObservationFile.Column.init(field:))
            add(column == .text && self[.text].isEmpty ? .summary : column, error.text)
        } catch {}
    }

    mutating func moment(_ column: ObservationFile.Column) -> Instant? {
        if let moment = Moment.read(self[column]) { return moment }
        add(column, "moment", ["value": shown(column)])
        return nil
    }

    /// One of the values of `Value`, in any case of letters; `absent` for an empty cell.
    mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ column: ObservationFile.Column, _: Value.Type, words: [String: Value] = [:], else absent: Value? = nil
    ) -> Value? {
        let text = self[column].lowercased()
        if text.isEmpty, let absent { return absent }
        if let value = Value(rawValue: text) ?? words[text] { return value }
        let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
        add(column, "choice", ["value": shown(column), "known": known])
        return nil
    }

    /// What was said or a summary of it: one of the two.
    mutating func text() -> (text: String, isSummary: Bool) {
        if !self[.text].isEmpty, !self[.summary].isEmpty { add(.text, "text-and-summary") }
        if self[.text].isEmpty, self[.summary].isEmpty { add(.summary, "no-text") }
        return self[.text].isEmpty ? (self[.summary], true) : (self[.text], false)
    }

    /// A value as a mistake may quote it.
    private func shown(_ column: ObservationFile.Column) -> String {
        let text = self[column]
        return text.isEmpty ? "–" : text.count > 40 ? text.prefix(40) + "…" : text
    }
}

/// Reads moments: RFC 3339, or a date and a time on a clock in the Netherlands.
enum Moment {
    /// `2026-11-24T13:05:00Z`, `2026-11-24T13:05+01:00`, `2026-11-24 13:05`, `24-11-2026 13:05`.
    static func read(_ text: String) -> Instant? {
        guard let separator = text.firstIndex(where: { $0 == "T" || $0 == "t" || $0 == " " }),
            let day = Day(typed: String(text[..<separator]))
        else { return nil }
        let rest = text[text.index(after: separator)...].drop(while: \.isWhitespace)
        let clock = rest.prefix { $0.isNumber || $0 == ":" || $0 == "." }
        guard let (hour, minute, second) = time(clock) else { return nil }
        let zone = rest.dropFirst(clock.count)
        guard !zone.isEmpty else {
            return Instant(day, minute: hour * 60 + minute).advanced(bySeconds: Int64(second))
        }
        guard let offset = minutes(zone) else { return nil }
        let seconds = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offset * 60)
        return Instant(milliseconds: seconds * 1000)
    }

    /// `13:05`, `13:05:09` or `13:05:09.250`; what is below a second is left out.
    private static func time(_ text: Substring) -> (hour: Int, minute: Int, second: Int)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hour = number(parts[0], 0...23), let minute = number(parts[1], 0...59)
        else { return nil }
        guard parts.count == 3 else { return (hour, minute, 0) }
        let whole = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let second = number(whole[0], 0...60), whole.count == 1 || !whole[1].isEmpty else { return nil }
        return (hour, minute, second)
    }

    /// `Z` or `+01:00`, in minutes east of Greenwich.
    private static func minutes(_ zone: Substring) -> Int? {
        if zone == "Z" || zone == "z" { return 0 }
        guard let sign = zone.first, sign == "+" || sign == "-" else { return nil }
        let parts = zone.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = number(parts[0], 0...23), let minutes = number(parts[1], 0...59) else {
            return nil
        }
        return (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Int>) -> Int? {
        guard (1...2).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text), range.contains(number)
        else { return nil }
        return number
    }
}

extension ObservationFile {
    /// A file with two lines to begin with: every column, and values that can be read.
    static func example(_ now: Instant, _ codebook: Codebook) -> [UInt8] {
        var writer = TableWriter()
        writer.add(Column.allCases.map { .text($0.rawValue) })
        let day = now.advanced(bySeconds: -86_400).day
        let codes = codebook.codes.filter { !$0.isDescribedOnly }.prefix(2).map(\.id)
        let lines: [[Column: String]] = [
            [
                .observedAt: "\(day) 20:15", .platform: "Forum", .handle: "voorbeeld_1", .setting: "forum",
                .isPublic: "yes", .codes: codes.prefix(1).joined(), .initiator: "coach", .ageStatedBefore: "no",
                .imageReceived: "no", .summary: "Een voorbeeld: vervang deze regel.",
            ],
            [
                .observedAt: "\(day)T20:40:00+01:00", .platform: "Chat", .handle: "voorbeeld_2", .phone: "0612345678",
                .setting: "chat", .isPublic: "no", .codes: codes.joined(separator: "|"), .initiator: "coach",
                .ageStatedBefore: "yes", .imageReceived: "no", .text: "Nog een voorbeeld, letterlijk.",
            ],
        ]
        for line in lines { writer.add(Column.allCases.map { .text(line[$0] ?? "") }) }
        return writer.bytes
    }
}
