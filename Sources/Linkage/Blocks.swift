/// The records of a task by the key of one blocking rule.
struct Blocks: Sendable {
    let rule: BlockingRule
    /// For rules with one key in a record: the record's block, −1 for none.
    private(set) var blockOf: [Int32]
    /// For rules with several: each record's blocks, ascending, and where they begin.
    let several: FixedArray<Int32>
    let severalStarts: FixedArray<UInt32>
    let hasSeveral: Bool
    /// The records of block `n`, ascending, from `starts[n]`.
    let members: FixedArray<Int32>
    let starts: FixedArray<UInt32>

    var count: Int { starts.count - 1 }

    init(_ rule: BlockingRule, records: Int, keys: KeyReader, space: PairSpace) {
        self.rule = rule
        var table = KeyTable()
        var (perRecord, perStarts) = ([Int32](), [UInt32]())
        perRecord.reserveCapacity(records)
        if keys.hasSeveral { perStarts.append(0) }
        for record in 0..<records {
            if keys.hasSeveral {
                keys.several(record) { perRecord.append(table.number(of: $0)) }
                perStarts.append(UInt32(perRecord.count))
            } else {
                perRecord.append(keys.one(record).map { table.number(of: $0) } ?? -1)
            }
        }
        let kept = Self.renumbered(perRecord, perStarts, count: table.count, most: rule.most, space: space)
        hasSeveral = keys.hasSeveral
        several = FixedArray(keys.hasSeveral ? kept.codes : [])
        severalStarts = FixedArray(kept.starts)
        blockOf = keys.hasSeveral ? [] : kept.codes
        let grouped = Self.grouped(kept.codes, kept.starts, count: kept.count)
        (members, starts) = (FixedArray(grouped.members), FixedArray(grouped.starts))
    }

    /// Leaves out blocks without a pair and those with more than `most` records, and numbers the others anew.
    private static func renumbered(
        _ codes: [Int32], _ starts: [UInt32], count: Int, most: Int?, space: PairSpace
    ) -> (codes: [Int32], starts: [UInt32], count: Int) {
        var sizes = [Int32](repeating: 0, count: count)
        for code in codes where code >= 0 { sizes[Int(code)] += 1 }
        var numbers = [Int32](repeating: -1, count: count)
        var next: Int32 = 0
        for code in 0..<count where sizes[code] >= 2 && Int(sizes[code]) <= most ?? .max {
            numbers[code] = next
            next += 1
        }
        if starts.isEmpty { return (codes.map { $0 < 0 ? -1 : numbers[Int($0)] }, [], Int(next)) }
        var (kept, keptStarts): ([Int32], [UInt32]) = ([], [0])
        for record in 0..<(starts.count - 1) {
            let own = codes[Int(starts[record])..<Int(starts[record + 1])].map { numbers[Int($0)] }
            kept += Set(own.filter { $0 >= 0 }).sorted()
            keptStarts.append(UInt32(kept.count))
        }
        return (kept, keptStarts, Int(next))
    }

    private static func grouped(
        _ codes: [Int32], _ recordStarts: [UInt32], count: Int
    ) -> (members: [Int32], starts: [UInt32]) {
        var starts = [UInt32](repeating: 0, count: count + 1)
        for code in codes where code >= 0 { starts[Int(code) + 1] += 1 }
        for block in 0..<count { starts[block + 1] += starts[block] }
        var members = [Int32](repeating: 0, count: Int(starts[count]))
        var ends = starts
        func put(_ code: Int32, _ record: Int) {
            guard code >= 0 else { return }
            members[Int(ends[Int(code)])] = Int32(record)
            ends[Int(code)] += 1
        }
        if recordStarts.isEmpty {
            for record in codes.indices { put(codes[record], record) }
        } else {
            for record in 0..<(recordStarts.count - 1) {
                for place in Int(recordStarts[record])..<Int(recordStarts[record + 1]) { put(codes[place], record) }
            }
        }
        return (members, starts)
    }

    /// Gives back what only the table of all rules needs.
    mutating func forgetBlocks() { blockOf = [] }

    func range(_ block: Int) -> Range<Int> { Int(starts[block])..<Int(starts[block + 1]) }

    /// How many pairs of the task the block gives.
    func pairs(_ block: Int, _ space: PairSpace) -> Double {
        let range = range(block)
        var (below, later) = (0, 0)
        var pairs = 0.0
        for place in range {
            let record = Int(members[place])
            if record >= space.start { pairs += Double(min(place - range.lowerBound, below)) }
            if record < space.limit { below += 1 }
            later += 1
        }
        return pairs
    }

    /// The lowest block that both records are in, under a rule with several keys; −1 when there is none.
    func common(_ first: Int, _ second: Int) -> Int32 {
        var (left, right) = (Int(severalStarts[first]), Int(severalStarts[second]))
        let (leftEnd, rightEnd) = (Int(severalStarts[first + 1]), Int(severalStarts[second + 1]))
        while left < leftEnd, right < rightEnd {
            let (one, other) = (several[left], several[right])
            if one == other { return one }
            if one < other { left += 1 } else { right += 1 }
        }
        return -1
    }
}

/// Numbers keys in the order in which they appear.
struct KeyTable {
    private var keys: [UInt64] = Array(repeating: 0, count: 1024)
    private var numbers: [Int32] = Array(repeating: -1, count: 1024)
    private(set) var count = 0

    mutating func number(of key: UInt64) -> Int32 {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while numbers[slot] >= 0 {
            if keys[slot] == key { return numbers[slot] }
            slot = (slot + 1) & mask
        }
        keys[slot] = key
        numbers[slot] = Int32(count)
        count += 1
        if count * 2 > keys.count { grow() }
        return Int32(count - 1)
    }

    private mutating func grow() {
        var (newKeys, newNumbers) = (
            [UInt64](repeating: 0, count: keys.count * 4), [Int32](repeating: -1, count: keys.count * 4)
        )
        for old in keys.indices where numbers[old] >= 0 {
            var slot = Int(truncatingIfNeeded: keys[old]) & (newKeys.count - 1)
            while newNumbers[slot] >= 0 { slot = (slot + 1) & (newKeys.count - 1) }
            (newKeys[slot], newNumbers[slot]) = (keys[old], numbers[old])
        }
        (keys, numbers) = (newKeys, newNumbers)
    }
}

/// The keys of records under one rule, hashed to 64 bits: two keys out of 10⁶ collide once in 37 million runs.
struct KeyReader: Sendable {
    private struct Single: Sendable {
        let codes: FixedArray<Int32>
        /// For each value its key; 0 where it has none.
        let hashes: [UInt64]
    }

    private var singles: [Single] = []
    private var multiple: (codes: FixedArray<Int32>, starts: FixedArray<UInt32>, hashes: [UInt64])?

    var hasSeveral: Bool { multiple != nil }

    init(_ rule: BlockingRule, cache: PreparedColumns) throws(LinkageError) {
        for key in rule.keys {
            let place = try cache.index(key.column, key.normalise, for: Level(.exact))
            if key.hasSeveral {
                cache.prepareSets(place, Self.setKind(key))
                let column = cache.columns[place]
                let sets = column.sets[Self.setKind(key)]!
                let names = (0..<sets.names.count).map { Self.hash(sets.names, sets.names.range($0)) }
                multiple = (column.codes, sets.starts, (0..<sets.tokens.count).map { names[Int(sets.tokens[$0])] })
            } else {
                let column = cache.columns[place]
                singles.append(
                    Single(
                        codes: column.codes, hashes: (0..<column.values.count).map { Self.hash(column, $0, key) ?? 0 }))
            }
        }
    }

    /// The reader of a rule that asks for the keys of several rules at once, of which one at most has several values.
    init(joining readers: [KeyReader]) {
        singles = readers.flatMap(\.singles)
        multiple = readers.lazy.compactMap(\.multiple).first
    }

    /// Counts as `Blocks` would, with less work.
    ///
    /// - Parameters:
    ///   - most: blocks with more records than this do not count.
    ///   - asked: pairs of records.
    /// - Returns: how many pairs of the task the rule gives, and for each pair that was asked for whether it is one.
    func count(
        _ space: PairSpace, most: Int? = nil, asked: [(first: Int, second: Int)] = []
    ) -> (pairs: Double, isGiven: [Bool]) {
        var table = KeyTable()
        var blocks: [(size: Int32, earlier: Int32, pairs: Double)] = []
        func add(_ key: UInt64, _ record: Int) {
            let number = Int(table.number(of: key))
            if number == blocks.count { blocks.append((0, 0, 0)) }
            blocks[number].size += 1
            if record >= space.start { blocks[number].pairs += Double(blocks[number].earlier) }
            if record < space.limit { blocks[number].earlier += 1 }
        }
        for record in 0..<space.count { forEachKey(record) { add($0, record) } }
        let most = most ?? .max
        let pairs = blocks.reduce(0) { Int($1.size) <= most ? $0 + $1.pairs : $0 }
        let isGiven = asked.map { pair in
            common(pair.first, pair.second).contains { Int(blocks[Int(table.number(of: $0))].size) <= most }
        }
        return (pairs, isGiven)
    }

    /// The keys that two records share.
    func common(_ first: Int, _ second: Int) -> Set<UInt64> {
        var (one, other): (Set<UInt64>, Set<UInt64>) = ([], [])
        forEachKey(first) { one.insert($0) }
        forEachKey(second) { other.insert($0) }
        return one.intersection(other)
    }

    private func forEachKey(_ record: Int, _ body: (UInt64) -> Void) {
        if hasSeveral { several(record, body) } else if let key = one(record) { body(key) }
    }

    private static func setKind(_ key: BlockingKey) -> Prepared.SetKind {
        switch key.part {
        case .elements: .elements
        case .ngrams: .ngrams(key.length)
        default: .words
        }
    }

    private static func hash(_ values: Interner, _ range: Range<Int>) -> UInt64 {
        values.bytes.withUnsafeBufferPointer { Hash.mixed(Hash.of(UnsafeBufferPointer(rebasing: $0[range]))) }
    }

    private static func hash(_ column: Prepared, _ code: Int, _ key: BlockingKey) -> UInt64? {
        var range = column.values.range(code)
        if key.part == .first || key.part == .last {
            if column.values.bytes[range].allSatisfy({ $0 < 0x80 }) {
                range = key.part == .first ? range.prefix(key.length) : range.suffix(key.length)
            } else {
                let text = column.values.string(code)
                var part = String(key.part == .first ? text.prefix(key.length) : text.suffix(key.length))
                return part.withUTF8 { Hash.mixed(Hash.of($0)) }
            }
            // The unknown digits of a number are in no key.
            if key.normalise == .phone, column.values.bytes[range].contains(0x3F) { return nil }
        } else if key.normalise == .phone, column.values.bytes[range].contains(0x3F) {
            return nil
        }
        return hash(column.values, range)
    }

    /// The record's key under the keys with one value; `nil` when a part is missing.
    func one(_ record: Int) -> UInt64? {
        var joined: UInt64 = 0
        for single in singles {
            let code = single.codes[record]
            guard code >= 0, single.hashes[Int(code)] != 0 else { return nil }
            joined = Hash.joined(joined, single.hashes[Int(code)])
        }
        return joined
    }

    func several(_ record: Int, _ body: (UInt64) -> Void) {
        guard let multiple, let joined = one(record), multiple.codes[record] >= 0 else { return }
        let code = Int(multiple.codes[record])
        for place in Int(multiple.starts[code])..<Int(multiple.starts[code + 1]) {
            body(Hash.joined(joined, multiple.hashes[place]))
        }
    }
}
