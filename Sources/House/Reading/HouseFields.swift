public import Core

/// A thing that the source knows by an `Id`.
public protocol HouseRow: Hashable, Sendable, Identifiable where ID == Identifier {
    /// The source's `Id`.
    var id: Identifier { get set }
    /// One of which nothing but the `Id` is known.
    init(id: Identifier)
}

/// A row of one of the sets that are read.
public protocol HouseEntity: HouseRow {
    static var set: HouseSet { get }
    /// What is read of it: the only fields that are asked for, and the only ones that are looked at.
    static var fields: HouseFields<Self> { get }
    /// When it changed in the House's own system.
    var gewijzigdOp: Instant? { get set }
    /// When it changed in the open data: what an import goes on from.
    var apiGewijzigdOp: HouseTime? { get set }
    /// A tombstone: the row is gone, and of everything but the times above nothing is left.
    var verwijderd: Bool { get set }
    /// Where the rest of an expanded field is, when the source sent only the first part of it.
    var rest: [HouseRest] { get set }
}

/// The rest of an expanded field of a row, on a page of its own.
public struct HouseRest: Hashable, Sendable {
    var field: String
    var address: String
}

/// Something in an answer that could not be read. The row is kept, without that field.
public struct HouseRemark: Hashable, Sendable, CustomStringConvertible {
    public var set: HouseSet
    /// The row's `Id`; `nil` when it has none, and then it is left out.
    public var id: Identifier?
    /// The source's name of the field.
    public var field: String

    public var description: String { "\(set.rawValue) \(id?.text ?? "-"): \(field)" }
}

/// The fields of a row: by one table they are asked for, read from OData's JSON, and read from the SyncFeed's XML.
public struct HouseFields<Row: HouseRow>: Sendable {
    /// Puts a value into the row; `false` when it is none of the right kind.
    typealias Take = @Sendable (inout Row, Scalar) -> Bool

    struct Nested: Sendable {
        /// The part of `$expand`.
        var query: String
        var read: @Sendable (inout Row, inout JSONReader, inout [String]) throws -> Void
        /// Takes a reference of the SyncFeed.
        var refer: @Sendable (inout Row, Identifier) -> Void
        /// Takes a text where others have rows: some fields come in two shapes.
        var text: (@Sendable (inout Row, String) -> Void)?
    }

    private(set) var names = ["Id"]
    private(set) var scalars: [String: Take] = [:]
    private(set) var nested: [String: Nested] = [:]
    private(set) var order: [String] = []
    /// The shapes that a server may give the set, the newest first.
    private let shapes: [HouseShape]

    init(_ fields: [HouseField<Row>], shapes: [HouseShape] = [HouseShape()]) {
        self.shapes = shapes
        for field in fields {
            switch field.content {
            case .scalar(let take):
                names.append(field.name)
                scalars[field.name] = take
            case .nested(let content):
                order.append(field.name)
                nested[field.name] = content
            }
        }
    }

    /// What to ask for, one for each shape: values of `$select` and `$expand`, not yet encoded.
    var questions: [(select: String, expand: String)] {
        shapes.map { shape in
            (
                (names + shape.asText).joined(separator: ","),
                order.filter { !shape.leavesOut.contains($0) && !shape.asText.contains($0) }
                    .map { nested[$0]!.query }.joined(separator: ",")
            )
        }
    }

    /// The same within an `$expand`.
    var innerQuestion: String {
        let (select, expand) = questions[0]
        return "$select=\(select)" + (expand.isEmpty ? "" : ";$expand=\(expand)")
    }

    /// Reads an object. `unreadable` gets the fields with a value of a wrong kind, `rest` what the source sends on a page of its own.
    ///
    /// - Returns: `nil` when it has no `Id`.
    func read(
        _ reader: inout JSONReader, unreadable: inout [String], rest: inout [HouseRest]
    ) throws -> Row? {
        var row = Row(id: Self.noIdentifier)
        try reader.object { name, reader in
            if let take = scalars[name] {
                if !take(&row, try reader.scalar()) { unreadable.append(name) }
            } else if name == "Id" {
                if case .text(let text) = try reader.scalar(), let id = Identifier(text) { row.id = id }
            } else if let content = nested[name] {
                try content.read(&row, &reader, &unreadable)
            } else if name.hasSuffix(Self.restSuffix), case .text(let address) = try reader.scalar() {
                rest.append(HouseRest(field: String(name.dropLast(Self.restSuffix.count)), address: address))
            } else if !name.hasSuffix(Self.restSuffix) {
                try reader.skip()
            }
        }
        return row.id == Self.noIdentifier ? nil : row
    }

    static var restSuffix: String { "@odata.nextLink" }
    static var noIdentifier: Identifier { HouseIdentifier.none }
}

enum HouseIdentifier {
    /// Stands where no `Id` has been read yet.
    static let none = Identifier("00000000-0000-0000-0000-000000000000")!
}

/// What is different in one shape of a set: a server refuses a question for a field that it does not have.
struct HouseShape: Sendable {
    /// Fields with rows that this shape does not have.
    var leavesOut: Set<String> = []
    /// Fields that hold a text in this shape, and rows in another.
    var asText: [String] = []
}

/// One field of a row.
struct HouseField<Row: HouseRow>: Sendable {
    enum Content: Sendable {
        case scalar(HouseFields<Row>.Take)
        case nested(HouseFields<Row>.Nested)
    }

    var name: String
    var content: Content

    typealias Path<Value> = WritableKeyPath<Row, Value> & Sendable

    /// A text; an empty one is none.
    static func text(_ name: String, _ path: any Path<String?>) -> Self {
        scalar(name) { row, value in value.assign(value.text, to: &row[keyPath: path]) }
    }

    /// A word of an open vocabulary.
    static func word<Known>(_ name: String, _ path: any Path<Open<Known>?>) -> Self {
        scalar(name) { row, value in value.assign(value.text.map { $0.map(Open.init) }, to: &row[keyPath: path]) }
    }

    static func number(_ name: String, _ path: any Path<Int?>) -> Self {
        scalar(name) { row, value in value.assign(value.number, to: &row[keyPath: path]) }
    }

    static func flag(_ name: String, _ path: any Path<Bool?>) -> Self {
        scalar(name) { row, value in value.assign(value.flag, to: &row[keyPath: path]) }
    }

    /// A moment; `0001-01-01` is none.
    static func time(_ name: String, _ path: any Path<Instant?>) -> Self {
        scalar(name) { row, value in value.assign(value.time.map { $0?.instant }, to: &row[keyPath: path]) }
    }

    static func identifier(_ name: String, _ path: any Path<Identifier?>) -> Self {
        scalar(name) { row, value in value.assign(value.identifier, to: &row[keyPath: path]) }
    }

    /// Whether there is a reference at all; the reference itself is not kept.
    static func presence(_ name: String, _ path: any Path<Bool>) -> Self {
        scalar(name) { row, value in
            row[keyPath: path] = value != .null
            return true
        }
    }

    static func scalar(_ name: String, _ take: @escaping HouseFields<Row>.Take) -> Self {
        HouseField(name: name, content: .scalar(take))
    }

    /// Rows of another kind that belong to this one. `nil` in the row means: the source did not send the field.
    static func many<Other: HouseRow>(
        _ name: String, _ path: any Path<[Other]?>, _ fields: HouseFields<Other>
    ) -> Self {
        HouseField(
            name: name,
            content: .nested(
                HouseFields<Row>.Nested(
                    query: "\(name)(\(fields.innerQuestion))",
                    read: { row, reader, unreadable in
                        row[keyPath: path] =
                            (row[keyPath: path] ?? []) + (try fields.readAll(&reader, name, &unreadable))
                    },
                    refer: { row, id in row[keyPath: path] = (row[keyPath: path] ?? []) + [Other(id: id)] })))
    }

    /// A row of another kind that this one points to.
    static func one<Other: HouseRow>(_ name: String, _ path: any Path<Other?>, _ fields: HouseFields<Other>) -> Self {
        HouseField(
            name: name,
            content: .nested(
                HouseFields<Row>.Nested(
                    query: "\(name)(\(fields.innerQuestion))",
                    read: { row, reader, unreadable in
                        row[keyPath: path] = try fields.readAll(&reader, name, &unreadable).first
                    },
                    refer: { row, id in row[keyPath: path] = Other(id: id) })))
    }

    /// Also takes a text, as a row that `make` makes of it.
    func orText<Other: HouseRow>(
        _ path: any Path<[Other]?>, _ make: @escaping @Sendable (String) -> Other
    ) -> Self {
        guard case .nested(var content) = content else { return self }
        let read = content.read
        let text: @Sendable (inout Row, String) -> Void = { row, text in
            row[keyPath: path] = (row[keyPath: path] ?? []) + [make(text)]
        }
        content.text = text
        content.read = { row, reader, unreadable in
            guard try reader.peek() == UInt8(ascii: "\"") else { return try read(&row, &reader, &unreadable) }
            let value = try reader.string()
            if !value.isEmpty { text(&row, value) }
        }
        return HouseField(name: name, content: .nested(content))
    }
}

extension HouseFields {
    /// An array of rows, a single one, or `null`.
    func readAll(_ reader: inout JSONReader, _ name: String, _ unreadable: inout [String]) throws -> [Row] {
        var rows: [Row] = []
        func add(_ reader: inout JSONReader) throws {
            guard try reader.peek() == UInt8(ascii: "{") else {
                if try reader.scalar() != .null { unreadable.append(name) }
                return
            }
            var inner: [String] = []
            var rest: [HouseRest] = []
            if let row = try read(&reader, unreadable: &inner, rest: &rest) {
                rows.append(row)
            } else {
                inner.append("Id")
            }
            unreadable.append(contentsOf: inner.map { "\(name)/\($0)" })
        }
        if try reader.peek() == UInt8(ascii: "[") {
            try reader.array { try add(&$0) }
        } else {
            try add(&reader)
        }
        return rows
    }
}

extension HouseFields where Row: HouseEntity {
    /// These fields, and those that every set has.
    init(entity fields: [HouseField<Row>], shapes: [HouseShape] = [HouseShape()]) {
        self.init(
            fields + [
                .time("GewijzigdOp", \.gewijzigdOp),
                .scalar("ApiGewijzigdOp") { row, value in value.assign(value.time, to: &row.apiGewijzigdOp) },
                .scalar("Verwijderd") { row, value in
                    guard let flag = value.flag else { return false }
                    row.verwijderd = flag ?? false
                    return true
                },
            ], shapes: shapes)
    }
}

/// Each gives `.some(nil)` for no value and `nil` for one of a wrong kind.
extension Scalar {
    func assign<Value>(_ value: Value??, to place: inout Value?) -> Bool {
        guard let value else { return false }
        place = value
        return true
    }

    var text: String?? {
        switch self {
        case .null: .some(nil)
        case .text(let text): .some(text.isEmpty ? nil : text)
        case .integer(let number): .some(String(number))
        case .decimal(let number): .some(number)
        case .flag, .structure: nil
        }
    }

    var number: Int?? {
        switch self {
        case .null: .some(nil)
        case .integer(let number): .some(number)
        case .text(let text): Int(text).map { .some($0) }
        case .decimal, .flag, .structure: nil
        }
    }

    var flag: Bool?? {
        switch self {
        case .null: return .some(nil)
        case .flag(let flag): return .some(flag)
        case .text(let text):
            switch text.lowercased() {
            case "true", "1": return .some(true)
            case "false", "0": return .some(false)
            default: return nil
            }
        case .integer, .decimal, .structure: return nil
        }
    }

    var time: HouseTime?? {
        switch self {
        case .null: return .some(nil)
        case .text(let text):
            switch HouseTime.read(text) {
            case .time(let time): return .some(time)
            case .none: return .some(nil)
            case .unreadable: return nil
            }
        case .integer, .decimal, .flag, .structure: return nil
        }
    }

    var identifier: Identifier?? {
        switch self {
        case .null: .some(nil)
        case .text(let text): Identifier(text).map { .some($0) }
        case .integer, .decimal, .flag, .structure: nil
        }
    }
}
