public import Core

/// One line of an employer's roster, read and found to be without mistakes.
public struct RosterLine: Hashable, Sendable {
    /// In the file, from 1.
    public var line: Int
    /// May be empty when there is a number.
    public var name: String
    /// The employer's own number of the person; may be empty when there is a name.
    public var number: String
    /// May be empty: then the person gets a slip and no mail.
    public var email: String
    public var language: Language
    public var site: String
    /// Empty for none.
    public var department: String
    /// Slugs, sorted.
    public var courses: [String]
    public var due: Day?

    public init(
        line: Int, name: String, number: String, email: String = "", language: Language = .nl, site: String,
        department: String = "", courses: [String], due: Day? = nil
    ) {
        self.line = line
        self.name = name
        self.number = number
        self.email = email
        self.language = language
        self.site = site
        self.department = department
        self.courses = courses
        self.due = due
    }
}

extension [RosterLine] {
    /// As they wait to be confirmed: a line each, its values between unit separators, which no value holds.
    var packed: String {
        map { line in
            [
                "\(line.line)", line.name, line.number, line.email, line.language.tag, line.site, line.department,
                line.courses.joined(separator: " "), line.due.map { "\($0)" } ?? "",
            ].joined(separator: "\u{1F}")
        }.joined(separator: "\n")
    }

    /// Reads what `packed` writes.
    init(packed text: String) {
        self = text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 9, let number = Int(parts[0]) else { return nil }
            return RosterLine(
                line: number, name: parts[1], number: parts[2], email: parts[3], language: Language(parts[4]),
                site: parts[5], department: parts[6], courses: parts[7].split(separator: " ").map(String.init),
                due: Day(parts[8]))
        }
    }
}

/// A file that was read: what is right in it, and what is not.
public struct RosterReading: Sendable {
    public var lines: [RosterLine] = []
    /// The first mistakes in the order of the file, each with its line.
    public var mistakes: [LineError] = []
    /// All of them.
    public var mistakeCount = 0
    /// The columns that nothing was taken from, as the file names them.
    public var ignored: [String] = []
}

/// Somebody on the roster as it stands, with what a file can change.
struct RosterEntry: Hashable, Sendable {
    var id: Identifier
    var line: RosterLine
}

/// What a file would change of a roster.
struct RosterPlan: Sendable {
    var added: [RosterLine] = []
    var changed: [RosterEntry] = []
    var same = 0
    /// On the roster and not in the file.
    var missing: [RosterEntry] = []

    /// Brings a file and a roster together.
    ///
    /// A person is recognised by the number; without one, or when it is new, by the name, where that is the only one of
    /// its kind on both sides and the numbers do not speak against it. A mail address says nothing: it may be that of a
    /// whole team.
    init(_ lines: [RosterLine], over roster: [RosterEntry]) {
        let names = Self.onlyOnes(lines.map(\.name))
        let known = Self.onlyOnes(roster.map(\.line.name))
        var byNumber: [String: Int] = [:]
        var byName: [String: Int] = [:]
        for (place, entry) in roster.enumerated() {
            if !entry.line.number.isEmpty { byNumber[entry.line.number] = place }
            let name = WorkSite.key(entry.line.name)
            if known.contains(name) { byName[name] = place }
        }
        // Numbers first, over the whole file: a name never takes somebody whose number comes further on.
        var found: [Int?] = lines.map { $0.number.isEmpty ? nil : byNumber[$0.number] }
        var taken = Set(found.compactMap(\.self))
        for (place, line) in lines.enumerated() where found[place] == nil {
            let name = WorkSite.key(line.name)
            guard names.contains(name), let other = byName[name], !taken.contains(other),
                line.number.isEmpty || roster[other].line.number.isEmpty
            else { continue }
            found[place] = other
            taken.insert(other)
        }
        for (place, line) in lines.enumerated() {
            guard let other = found[place] else {
                added.append(line)
                continue
            }
            var wanted = line
            wanted.line = roster[other].line.line
            if wanted == roster[other].line {
                same += 1
            } else {
                changed.append(RosterEntry(id: roster[other].id, line: line))
            }
        }
        missing = roster.indices.filter { !taken.contains($0) }.map { roster[$0] }
    }

    /// The names that stand there once, as they are compared.
    private static func onlyOnes(_ names: [String]) -> Set<String> {
        var counts: [String: Int] = [:]
        for name in names where !name.isEmpty { counts[WorkSite.key(name), default: 0] += 1 }
        return Set(counts.filter { $0.value == 1 }.keys)
    }
}
