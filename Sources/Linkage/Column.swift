/// Distinct values, each stored once as UTF-8 and known by its number.
struct Interner: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where value `n` begins; one more at the end.
    private(set) var starts: [UInt32] = [0]
    private var table: [Int32] = Array(repeating: -1, count: 64)

    var count: Int { starts.count - 1 }

    func range(_ code: Int) -> Range<Int> { Int(starts[code])..<Int(starts[code + 1]) }

    func string(_ code: Int) -> String { String(decoding: bytes[range(code)], as: UTF8.self) }

    /// The number of `value`, which is new when it was not seen before.
    mutating func code(of value: UnsafeBufferPointer<UInt8>) -> Int32 {
        let mask = table.count - 1
        var slot = Int(truncatingIfNeeded: Hash.of(value)) & mask
        while table[slot] >= 0 {
            if isEqual(Int(table[slot]), value) { return table[slot] }
            slot = (slot + 1) & mask
        }
        let code = Int32(count)
        table[slot] = code
        bytes.append(contentsOf: value)
        starts.append(UInt32(bytes.count))
        if count * 2 > table.count { grow() }
        return code
    }

    private func isEqual(_ code: Int, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = range(code)
        guard range.count == value.count else { return false }
        return bytes.withUnsafeBufferPointer { all in
            for place in 0..<value.count where all[range.lowerBound + place] != value[place] { return false }
            return true
        }
    }

    private mutating func grow() {
        let size = table.count * 4
        table = Array(repeating: -1, count: size)
        bytes.withUnsafeBufferPointer { all in
            for code in 0..<count {
                var slot =
                    Int(truncatingIfNeeded: Hash.of(UnsafeBufferPointer(rebasing: all[range(code)]))) & (size - 1)
                while table[slot] >= 0 { slot = (slot + 1) & (size - 1) }
                table[slot] = Int32(code)
            }
        }
    }

    /// Gives back what only adding needs.
    mutating func finish() { table = [-1] }
}

/// Hashes of 64 bits that are the same in every process, so that work is done in the same order each time.
enum Hash {
    static func of(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64 = 0) -> UInt64 {
        var hash = seed ^ 0x9E37_79B9_7F4A_7C15
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return mixed(hash)
    }

    /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    static func joined(_ first: UInt64, _ second: UInt64) -> UInt64 { mixed(first &* 31 &+ second &+ 1) }
}

/// One column of all records; a value that occurs often is kept once.
public struct Column: Sendable {
    /// The column's name, as in the file's first line.
    public let name: String
    /// The number of each record's value; −1 where there is none.
    let codes: [Int32]
    let values: Interner
    /// How many records hold each value.
    let counts: [Int32]

    init(name: String, codes: [Int32], values: Interner) {
        self.name = name
        self.codes = codes
        self.values = values
        var counts = [Int32](repeating: 0, count: values.count)
        for code in codes where code >= 0 { counts[Int(code)] += 1 }
        self.counts = counts
    }

    /// How many different values there are.
    public var distinctCount: Int { values.count }

    /// How many records have a value.
    public var filledCount: Int { counts.reduce(0) { $0 + Int($1) } }

    /// The value of a record as it was read; `nil` where there is none.
    public subscript(record: Int) -> String? { codes[record] < 0 ? nil : values.string(Int(codes[record])) }
}

/// Builds a column value by value, in the order of the records.
public struct ColumnBuilder: Sendable {
    private let name: String
    private var codes: [Int32] = []
    private var values = Interner()

    /// - Parameter name: the column's name.
    public init(name: String) { self.name = name }

    /// Adds the next record's value, in UTF-8; nothing but spaces is no value.
    public mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        var slice = bytes[...]
        while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
        codes.append(slice.isEmpty ? -1 : values.code(of: UnsafeBufferPointer(rebasing: slice)))
    }

    /// Adds the next record's value; `nil` and nothing but spaces are no value.
    public mutating func add(_ value: String?) {
        var value = value ?? ""
        value.withUTF8 { add($0) }
    }

    /// The column with everything that was added.
    public consuming func build() -> Column {
        values.finish()
        return Column(name: name, codes: codes, values: values)
    }
}

extension Column {
    /// Whether all these records have a value, and no two of them the same.
    public func isUnique(_ records: Range<Int>) -> Bool {
        var seen = [Bool](repeating: false, count: values.count)
        for record in records {
            let code = codes[record]
            if code < 0 || seen[Int(code)] { return false }
            seen[Int(code)] = true
        }
        return true
    }
}
