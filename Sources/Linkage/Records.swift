/// All records of one task, column by column. Of two files the left one's records come first.
public struct Records: Sendable {
    /// What each record is called in its file: never compared.
    public let identifiers: Column
    /// What is compared.
    public let columns: [Column]
    /// How many of the records are the left file's; all of them when there is one file.
    public let leftCount: Int

    /// How many records there are.
    public var count: Int { identifiers.codes.count }

    /// - Parameters:
    ///   - identifiers: a name for each record.
    ///   - columns: as long as `identifiers`, with different names.
    ///   - leftCount: how many records at the start are the left file's; `nil` for all.
    /// - Throws: `LinkageError.columns` when columns differ in length or share a name.
    public init(identifiers: Column, columns: [Column], leftCount: Int? = nil) throws(LinkageError) {
        let names = columns.map(\.name)
        guard columns.allSatisfy({ $0.codes.count == identifiers.codes.count }), Set(names).count == names.count,
            (leftCount ?? 0) <= identifiers.codes.count
        else { throw .columns(names) }
        self.identifiers = identifiers
        self.columns = columns
        self.leftCount = leftCount ?? identifiers.codes.count
    }

    /// Records from rows, for small tasks and for tests.
    ///
    /// - Parameters:
    ///   - names: the columns' names.
    ///   - rows: the identifier and the values of each record, in the order of `names`.
    ///   - leftCount: as in the other initialiser.
    public init(
        names: [String], rows: [(identifier: String, values: [String?])], leftCount: Int? = nil
    ) throws(LinkageError) {
        var identifiers = ColumnBuilder(name: "id")
        var builders = names.map { ColumnBuilder(name: $0) }
        for row in rows {
            identifiers.add(row.identifier)
            guard row.values.count == names.count else { throw .columns(names) }
            for place in builders.indices { builders[place].add(row.values[place]) }
        }
        try self.init(
            identifiers: identifiers.build(), columns: builders.map { $0.build() }, leftCount: leftCount)
    }

    /// The column of that name.
    ///
    /// - Throws: `LinkageError.noColumn`.
    public func column(_ name: String) throws(LinkageError) -> Column {
        guard let column = columns.first(where: { $0.name == name }) else {
            throw .noColumn(name, there: columns.map(\.name))
        }
        return column
    }
}

/// Which pairs of records are looked at.
public enum Pairing: String, Sendable, Hashable, Codable, CaseIterable {
    /// All pairs of one file, or of two files taken as one.
    case dedupe
    /// A record of the left file with one of the right.
    case link
    /// Both: pairs between two files and within each.
    case linkAndDedupe = "link_and_dedupe"
}

/// The pairs of a task as two bounds: the later record is at `start` or after, the earlier one before `limit`.
struct PairSpace: Sendable, Hashable {
    let count: Int
    let start: Int
    let limit: Int

    /// - Parameter newFrom: only pairs with a record from here on; the others were linked before.
    init(_ pairing: Pairing, records: Records, newFrom: Int = 0) {
        count = records.count
        start = pairing == .link ? max(records.leftCount, newFrom) : newFrom
        limit = pairing == .link ? records.leftCount : records.count
    }

    /// How many pairs there are, blocked or not.
    var pairs: Double {
        guard start < count else { return 0 }
        // Records before `limit` pair with those before them, later ones with `limit` records each.
        let below = max(0, min(count, limit) - start)
        let triangle = Double(below) * (Double(start) + Double(start + below - 1)) / 2
        return triangle + Double(count - start - below) * Double(limit)
    }
}
