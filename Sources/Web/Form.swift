public import Core
import Synchronization

/// What a person typed, and what is wrong with it: a form goes back with both, so that nothing typed is lost.
public struct Form: Sendable {
    /// One field as it came, in the order of the form.
    public struct Entry: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    /// A file as it came.
    public struct File: Sendable {
        public var field: String
        public var name: String
        public var bytes: [UInt8]
    }

    /// A mistake, at a field or (without one) in the form as a whole.
    public struct Mistake: Sendable, Hashable {
        public var field: String?
        public var text: Text
    }

    /// Longest text of a field, in characters, where a route does not say otherwise.
    public static let defaultLimit = 10_000
    /// Most fields in one form.
    static let mostFields = 2_000

    public var entries: [Entry] = []
    public var files: [File] = []
    public private(set) var mistakes: [Mistake] = []
    /// What the fields of the page are called, as they are made.
    let labels = FormLabels()

    public init() {}

    /// A form in code, for tests and for filling a form with what is already known.
    public init(_ values: KeyValuePairs<String, String>) {
        entries = values.map { Entry(name: $0.key, value: $0.value) }
    }

    public var hasErrors: Bool { !mistakes.isEmpty }

    /// The first value of a field, without white space around it; empty when there is none.
    public subscript(_ name: String) -> String {
        entries.first { $0.name == name }.map { Self.trimmed($0.value) } ?? ""
    }

    /// All values of a field that can be given more than once.
    public func all(_ name: String) -> [String] { entries.filter { $0.name == name }.map(\.value) }

    /// The file of a field; `nil` when none was chosen.
    public func file(_ name: String) -> File? { files.first { $0.field == name && !$0.bytes.isEmpty } }

    /// The mistake at a field, when there is one.
    public func mistake(_ name: String) -> Text? { mistakes.first { $0.field == name }?.text }

    /// Notes a mistake; the first at a field counts.
    public mutating func add(_ text: Text, at field: String? = nil) {
        guard field == nil || mistake(field!) == nil else { return }
        mistakes.append(Mistake(field: field, text: text))
    }

    /// Drops what was typed in a field that is never shown again: a password.
    public mutating func forget(_ name: String) {
        for place in entries.indices where entries[place].name == name { entries[place].value = "" }
    }

    /// The text of a field that has to be filled in.
    public mutating func required(_ name: String, most: Int = 200) -> String {
        let value = self[name]
        if value.isEmpty { add(Text("web.form.required"), at: name) }
        if value.count > most { add(Text("web.form.too-long", ["most": "\(most)"]), at: name) }
        return value
    }

    /// The text of a field that may stay empty.
    public mutating func optional(_ name: String, most: Int = 200) -> String? {
        let value = self[name]
        if value.count > most { add(Text("web.form.too-long", ["most": "\(most)"]), at: name) }
        return value.isEmpty ? nil : value
    }

    /// A whole number in a range; 0 when there is a mistake.
    public mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int {
        guard let value = Int(self[name]), range.contains(value) else {
            let bounds = ["least": "\(range.lowerBound)", "most": "\(range.upperBound)"]
            add(Text(self[name].isEmpty ? "web.form.required" : "web.form.whole-number", bounds), at: name)
            return range.lowerBound
        }
        return value
    }

    /// A date, as `Day(typed:)` reads it.
    public mutating func day(_ name: String) -> Day? {
        let text = self[name]
        if let day = Day(typed: text) { return day }
        add(Text(text.isEmpty ? "web.form.required" : "web.form.date"), at: name)
        return nil
    }

    /// One of the cases of an enum, by its raw value.
    public mutating func choice<Choice: RawRepresentable>(_ name: String, _: Choice.Type = Choice.self) -> Choice?
    where Choice.RawValue == String {
        let value = Choice(rawValue: self[name])
        if value == nil { add(Text("web.form.choose"), at: name) }
        return value
    }

    /// Runs `body`; a `UserError` out of it becomes a mistake in the form, and the answer is `nil`.
    public mutating func attempt<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result? {
        do {
            return try await body()
        } catch let error as any UserError where error.status < 500 {
            add(error.text, at: error.field)
            return nil
        }
    }

    /// The text without white space at its ends.
    package static func trimmed(_ text: some StringProtocol) -> String {
        let space: (Character) -> Bool = { $0.isWhitespace }
        guard let first = text.firstIndex(where: { !space($0) }), let last = text.lastIndex(where: { !space($0) })
        else { return "" }
        return String(text[first...last])
    }
}

/// What the fields of a form are called on the page that is being made: a summary on top of it names them, and is made before some.
final class FormLabels: Sendable {
    private let labels = Mutex<[String: String]>([:])

    subscript(_ field: String) -> String? {
        get { labels.withLock { $0[field] } }
        set { labels.withLock { $0[field] = newValue } }
    }
}
