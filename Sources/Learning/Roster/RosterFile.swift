import Content
import Core
import Tables
import Work

/// Reads an employer's roster: the header names the columns, in any order, in Dutch or English.
///
/// A wrong line is named and left out; the others can be taken over. Of a column that is not asked for (a date of
/// birth, a citizen service number) nothing is kept, not even until somebody confirms.
struct RosterFile {
    /// The courses that a line can ask.
    let courses: [Course]
    /// What everybody is asked whose line names no course.
    var everybody: [String] = []
    /// Where everybody works whose line names no site; `nil` when there are several.
    var onlySite: String?

    /// Most lines of one file.
    static let mostLines = 200_000
    /// Most bytes of a file.
    static let mostBytes = 32 << 20
    /// Mistakes that are kept to be shown.
    static let mostMistakes = 500

    enum Column: String, CaseIterable {
        case name, first, infix, last, number, department, site, email, language, courses, due

        /// What the header may call it: letters and digits only.
        var names: [String] {
            switch self {
            case .name:
                [
                    "naam", "name", "medewerker", "employee", "volledigenaam", "fullname", "naammedewerker",
                    "employeename",
                ]
            case .first: ["voornaam", "roepnaam", "firstname", "givenname"]
            case .infix: ["tussenvoegsel", "tussenvoegsels", "infix", "nameprefix"]
            case .last: ["achternaam", "lastname", "surname", "familienaam", "familyname"]
            case .number:
                [
                    "personeelsnummer", "personeelsnr", "persnr", "medewerkernummer", "medewerkersnummer",
                    "medewerkernr", "staffnumber", "staffno", "staffid", "employeenumber", "employeeno", "employeeid",
                    "nummer", "number", "nr",
                ]
            case .department: ["afdeling", "department", "team", "dept"]
            case .site: ["locatie", "vestiging", "site", "location", "hotel", "park", "huis", "property"]
            case .email: ["email", "mail", "emailadres", "emailaddress", "mailadres", "epost"]
            case .language: ["taal", "language", "voorkeurstaal"]
            case .courses: ["cursus", "cursussen", "course", "courses", "coursesdue", "opleiding", "training"]
            case .due: ["uiterlijk", "klaarvoor", "deadline", "due", "duedate", "voor"]
            }
        }

        init?(header: String) {
            let name = header.lowercased().filter { $0.isLetter || $0.isNumber }
            guard let column = Self.allCases.first(where: { $0.names.contains(name) }) else { return nil }
            self = column
        }
    }

    /// Reads a whole file.
    ///
    /// - Throws: `ImportRefusal` when the file as a whole cannot be read.
    func read(_ bytes: [UInt8]) throws -> RosterReading {
        guard bytes.count <= Self.mostBytes else { throw Self.refusal("too-large", ["most": "32 MB"]) }
        let result: Result<RosterReading, ImportRefusal>
        do throws(TableError) {
            var reader = try TableReader(bytes, limits: TableLimits(lines: Self.mostLines + 1, cell: 1000))
            result = try read(&reader)
        } catch {
            throw ImportRefusal(errors: [LineError(line: error.line, text: error.text)], hasMore: false)
        }
        return try result.get()
    }

    private static func refusal(_ key: String, _ arguments: [String: String] = [:], line: Int? = nil) -> ImportRefusal {
        ImportRefusal(errors: [LineError(line: line, text: Text("roster.file.\(key)", arguments))], hasMore: false)
    }

    private func read(_ reader: inout TableReader) throws(TableError) -> Result<RosterReading, ImportRefusal> {
        var reading = RosterReading()
        var columns: [Column: Int] = [:]
        for (place, cell) in reader.header.cells.enumerated() {
            let cell = ParticipationFile.trimmed(cell)
            guard let column = Column(header: cell) else {
                if !cell.isEmpty { reading.ignored.append(String(cell.prefix(40))) }
                continue
            }
            guard columns[column] == nil else {
                return .failure(Self.refusal("column-twice", ["column": String(cell.prefix(40))]))
            }
            columns[column] = place
        }
        guard columns[.name] != nil || columns[.last] != nil || columns[.number] != nil else {
            return .failure(
                Self.refusal("no-columns", ["found": String(reader.header.cells.joined(separator: ", ").prefix(120))]))
        }
        var known = Known(courses)
        while true {
            do throws(TableError) {
                guard let row = try reader.next() else { break }
                switch line(row, columns, &known) {
                case .success(let line): reading.lines.append(line)
                case .failure(let mistake): reading.add(mistake.line)
                }
            } catch {
                // After a line with a cell too many or too few the next one can be read.
                guard case .cells(let line, _, _) = error else { throw error }
                reading.add(LineError(line: line, text: error.text))
            }
        }
        guard !reading.lines.isEmpty || reading.mistakeCount > 0 else { return .failure(Self.refusal("empty")) }
        guard !Self.holdsCitizenNumbers(reading.lines) else { return .failure(Self.refusal("citizen-numbers")) }
        return .success(reading)
    }

    /// What is remembered from line to line.
    private struct Known {
        /// Slugs by slug and by title in any language.
        var courses: [String: String] = [:]
        /// Slugs by cell, since most lines hold the same.
        var lists: [String: [String]] = [:]
        /// The line on which a number, or a name without one, stood first.
        var numbers: [String: Int] = [:]
        var names: [String: Int] = [:]
        /// A site and a department as they were written first.
        var sites: [String: String] = [:]
        var departments: [String: String] = [:]

        init(_ all: [Course]) {
            for course in all {
                for title in course.title.texts.values { courses[WorkSite.key(title)] = course.slug }
            }
            for course in all { courses[course.slug] = course.slug }
        }
    }

    private struct Mistake: Error {
        let line: LineError
    }

    private func line(_ row: TableRow, _ columns: [Column: Int], _ known: inout Known) -> Result<RosterLine, Mistake> {
        func cell(_ column: Column) -> String { columns[column].map { ParticipationFile.trimmed(row.cells[$0]) } ?? "" }
        func wrong(_ key: String, _ arguments: [String: String] = [:]) -> Result<RosterLine, Mistake> {
            let place = ["line": "\(row.line)"]
            let text = Text("roster.file.\(key)", arguments.merging(place) { first, _ in first })
            return .failure(Mistake(line: LineError(line: row.line, text: text)))
        }
        let parts = [cell(.first), cell(.infix), cell(.last)].filter { !$0.isEmpty }
        let name = (cell(.name).isEmpty ? parts.joined(separator: " ") : cell(.name))
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let number = cell(.number)
        let (email, department) = (cell(.email), cell(.department))
        let site = cell(.site).isEmpty ? onlySite ?? "" : cell(.site)
        guard !name.isEmpty || !number.isEmpty else { return wrong("nobody") }
        for (column, text, most) in [
            ("name", name, 100), ("number", number, 40), ("site", site, 100), ("department", department, 100),
        ] {
            guard Self.isPlain(text) else { return wrong("unreadable", ["column": column, "value": Self.shown(text)]) }
            guard text.utf8.count <= 4 * most, text.count <= most else {
                return wrong("too-long", ["column": column, "most": "\(most)"])
            }
        }
        guard !site.isEmpty else { return wrong("site") }
        if !email.isEmpty, (try? MailAddress(email)) == nil { return wrong("email", ["value": Self.shown(email)]) }
        var language = Language.nl
        if !cell(.language).isEmpty {
            guard let found = Self.languages[cell(.language).lowercased()] else {
                return wrong("language", ["value": Self.shown(cell(.language))])
            }
            language = found
        }
        var due: Day?
        if !cell(.due).isEmpty {
            due = Day(typed: cell(.due))
            guard due != nil else { return wrong("date", ["value": Self.shown(cell(.due))]) }
        }
        let asked: [String]
        switch slugs(cell(.courses), &known) {
        case .success(let slugs): asked = slugs.isEmpty ? everybody.sorted() : slugs
        case .failure(let unknown):
            let all = courses.map(\.slug).joined(separator: ", ")
            return wrong("course", ["value": Self.shown(unknown.value), "known": all.isEmpty ? "–" : all])
        }
        guard !asked.isEmpty else { return wrong("no-course") }
        if let first = twin(name, number, row.line, &known) {
            return wrong(number.isEmpty ? "name-twice" : "number-twice", ["first": "\(first)"])
        }
        let siteKey = WorkSite.key(site)
        let sameSite = known.sites[siteKey] ?? site
        known.sites[siteKey] = sameSite
        let departmentKey = siteKey + "\u{1F}" + WorkSite.key(department)
        let sameDepartment = known.departments[departmentKey] ?? department
        known.departments[departmentKey] = sameDepartment
        return .success(
            RosterLine(
                line: row.line, name: name, number: number, email: email, language: language, site: sameSite,
                department: sameDepartment, courses: asked, due: due))
    }

    /// The line that has the same number, or has no number either and the same name; otherwise this one is remembered.
    private func twin(_ name: String, _ number: String, _ line: Int, _ known: inout Known) -> Int? {
        if !number.isEmpty {
            if let first = known.numbers[number] { return first }
            known.numbers[number] = line
        } else {
            let key = WorkSite.key(name)
            if let first = known.names[key] { return first }
            known.names[key] = line
        }
        return nil
    }

    private struct Unknown: Error {
        let value: String
    }

    /// The courses of a cell: slugs or titles, with `|`, `;`, `,` or `+` between them.
    private func slugs(_ cell: String, _ known: inout Known) -> Result<[String], Unknown> {
        if cell.isEmpty { return .success([]) }
        if let list = known.lists[cell] { return .success(list) }
        var slugs: Set<String> = []
        if let slug = known.courses[WorkSite.key(cell)] {
            slugs = [slug]
        } else {
            for part in cell.split(whereSeparator: { "|;,+\n".contains($0) }) {
                let part = ParticipationFile.trimmed(String(part))
                if part.isEmpty { continue }
                guard let slug = known.courses[WorkSite.key(part)] else { return .failure(Unknown(value: part)) }
                slugs.insert(slug)
            }
        }
        known.lists[cell] = slugs.sorted()
        return .success(slugs.sorted())
    }

    private static let languages: [String: Language] = [
        "nl": .nl, "nederlands": .nl, "dutch": .nl, "nld": .nl, "nl-nl": .nl,
        "en": .en, "engels": .en, "english": .en, "eng": .en, "en-gb": .en, "en-us": .en,
    ]

    /// Whether a value can be shown on a line, and is no formula to whoever opens it in a spreadsheet.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        if "=+-@".utf8.contains(first) { return false }
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return true }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }

    /// Whether what stands under the numbers are citizen service numbers, which an employer may not pass on: five or
    /// more of nine digits, and all of those pass that number's test (of other numbers one in eleven does).
    private static func holdsCitizenNumbers(_ lines: [RosterLine]) -> Bool {
        var count = 0
        for line in lines where line.number.utf8.count == 9 {
            let digits = line.number.utf8.map { Int($0) - 48 }
            guard digits.allSatisfy({ (0...9).contains($0) }) else { return false }
            let sum = (0..<8).reduce(0) { $0 + (9 - $1) * digits[$1] } - digits[8]
            guard sum % 11 == 0, digits.contains(where: { $0 != 0 }) else { return false }
            count += 1
        }
        return count >= 5
    }

    /// A value as a mistake may quote it.
    private static func shown(_ text: String) -> String {
        text.isEmpty ? "–" : text.count > 40 ? text.prefix(40) + "…" : text
    }
}

extension RosterReading {
    fileprivate mutating func add(_ mistake: LineError) {
        mistakeCount += 1
        if mistakes.count < RosterFile.mostMistakes { mistakes.append(mistake) }
    }
}
