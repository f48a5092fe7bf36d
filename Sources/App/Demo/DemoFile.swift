public import Core
import Yams

/// A mistake in a file of demo facts, with the line that it stands on.
public struct DemoFactsError: UserError, Equatable {
    public enum Reason: Hashable, Sendable {
        /// Not YAML; the parser's own words.
        case unreadable(String)
        case unknownField(String)
        case missingField(String)
        /// The field holds something else than what has to be there.
        case expected(String, Expected)
        /// Not one of the words that are known; `allowed` names them.
        case notAllowed(String, allowed: String)
        /// Names something that the file does not have.
        case unknownName(String)
        case twice(String)
    }

    /// What a field can have to be; a key of the texts.
    public enum Expected: String, Sendable {
        case text, number, date, month, list, fields, flag, period
        case order
        case when
    }

    public var file: String
    /// Counted from 1.
    public var line: Int
    public var reason: Reason

    public init(file: String, line: Int, reason: Reason) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    public var status: Int { 422 }

    public var text: Text {
        let place = ["file": file, "line": String(line)]
        func text(_ key: String, _ arguments: [String: String] = [:]) -> Text {
            Text("demo.facts.\(key)", place.merging(arguments) { $1 })
        }
        switch reason {
        case .unreadable(let words): return text("unreadable", ["reason": words])
        case .unknownField(let name): return text("unknown-field", ["field": name])
        case .missingField(let name): return text("missing-field", ["field": name])
        case .expected(let name, let expected): return text("expected-\(expected.rawValue)", ["field": name])
        case .notAllowed(let value, let allowed): return text("not-allowed", ["value": value, "allowed": allowed])
        case .unknownName(let name): return text("unknown-name", ["value": name])
        case .twice(let name): return text("twice", ["value": name])
        }
    }
}

/// A place in a YAML file that is read strictly: every field has to be known, and every mistake names its line.
struct DemoNode {
    let file: String
    /// The field's name, for the sentence.
    let name: String
    let node: Node

    /// Reads a whole file.
    static func root(_ yaml: String, file: String) throws -> DemoNode {
        do {
            guard let node = try Yams.compose(yaml: yaml) else {
                throw DemoFactsError(file: file, line: 1, reason: .unreadable("empty"))
            }
            return DemoNode(file: file, name: file, node: node)
        } catch let error as YamlError {
            throw DemoFactsError(file: file, line: line(of: error), reason: .unreadable(words(of: error)))
        }
    }

    private static func line(of error: YamlError) -> Int {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: 1
        }
    }

    private static func words(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let duplicates, _):
            "twice: " + duplicates.map { "\($0)" }.joined(separator: ", ")
        default: "\(error)"
        }
    }

    func mistake(_ reason: DemoFactsError.Reason) -> DemoFactsError {
        DemoFactsError(file: file, line: node.mark?.line ?? 1, reason: reason)
    }

    /// The fields of a mapping; `known` are all that may be there.
    func fields(_ known: String...) throws -> [String: DemoNode] {
        guard let mapping = node.mapping else { throw mistake(.expected(name, .fields)) }
        var fields: [String: DemoNode] = [:]
        for (key, value) in mapping {
            let field = key.string ?? ""
            guard known.contains(field) else {
                throw DemoFactsError(file: file, line: key.mark?.line ?? 1, reason: .unknownField(field))
            }
            fields[field] = DemoNode(file: file, name: field, node: value)
        }
        return fields
    }

    /// The items of a list.
    func items() throws -> [DemoNode] {
        guard let sequence = node.sequence else { throw mistake(.expected(name, .list)) }
        return sequence.map { DemoNode(file: file, name: name, node: $0) }
    }

    func text() throws -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw mistake(.expected(name, .text)) }
        return text
    }

    /// A text that may be empty.
    func optionalText() throws -> String {
        guard let text = node.scalar?.string else { throw mistake(.expected(name, .text)) }
        return text
    }

    /// The fields of a mapping whose keys are anything.
    func entries() throws -> [(key: String, value: DemoNode)] {
        guard let mapping = node.mapping else { throw mistake(.expected(name, .fields)) }
        return mapping.map { ($0.key.string ?? "", DemoNode(file: file, name: name, node: $0.value)) }
    }

    /// A whole number, 0 or more.
    func number() throws -> Int {
        guard let text = node.scalar?.string, let number = Int(text), number >= 0 else {
            throw mistake(.expected(name, .number))
        }
        return number
    }

    func flag() throws -> Bool {
        switch node.scalar?.string {
        case "true": true
        case "false": false
        default: throw mistake(.expected(name, .flag))
        }
    }

    /// `2020-06-30`
    func day() throws -> Day {
        guard let day = Day(node.scalar?.string ?? "") else { throw mistake(.expected(name, .date)) }
        return day
    }

    /// `2020-06`, as all its days.
    func month() throws -> Period {
        let text = node.scalar?.string ?? ""
        guard let first = Day(text + "-01"),
            let last = Day(year: first.year, month: first.month, day: Day.days(in: first.month, of: first.year)),
            let period = Period(from: first, to: last)
        else { throw mistake(.expected(name, .month)) }
        return period
    }

    /// `2020-H1`
    func period() throws -> Period {
        guard let period = try? Period(named: node.scalar?.string ?? "") else {
            throw mistake(.expected(name, .period))
        }
        return period
    }

    /// One of the words of `Choice`.
    func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type = Choice.self) throws -> Choice
    where Choice.RawValue == String {
        let text = try text()
        guard let choice = Choice(rawValue: text) else {
            throw mistake(
                .notAllowed(text, allowed: Choice.allCases.map(\.rawValue).joined(separator: ", ")))
        }
        return choice
    }

    /// One of the names that were given earlier in the file.
    func name(in known: some Collection<String>) throws -> String {
        let text = try text()
        guard known.contains(text) else { throw mistake(.unknownName(text)) }
        return text
    }
}

extension [String: DemoNode] {
    /// A field that has to be there; `owner` is where it should have been.
    func required(_ field: String, of owner: DemoNode) throws -> DemoNode {
        guard let node = self[field] else { throw owner.mistake(.missingField(field)) }
        return node
    }
}
