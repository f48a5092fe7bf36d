/// A column after normalisation, with what its tests need to have at hand for each distinct value.
///
/// It is built once and only read afterwards.
struct Prepared: Sendable {
    let codes: FixedArray<Int32>
    let values: Interner
    let counts: [Int32]
    let filled: Int
    /// UTF-16 of all values, one after the other, and where each begins.
    private(set) var units: FixedArray<UInt16>?
    private(set) var unitStarts: FixedArray<UInt32>?
    /// Which characters are in a value: one bit each, folded to 64.
    private(set) var masks: FixedArray<UInt64>?
    private(set) var numbers: FixedArray<Double>?
    private(set) var days: FixedArray<Int32>?
    private(set) var sets: [SetKind: TokenSets] = [:]

    enum SetKind: Hashable, Sendable {
        case words, elements
        case ngrams(Int)

        /// What the level's test compares as sets; `nil` when it compares something else.
        init?(_ level: Level) {
            switch level.test {
            case .ngrams: self = .ngrams(level.size ?? 2)
            case .tokens, .rareTokens: self = .words
            case .shared: self = .elements
            default: return nil
            }
        }
    }

    init(_ column: Column, _ normaliser: Normaliser) {
        if normaliser == .none {
            (codes, values, counts) = (FixedArray(column.codes), column.values, column.counts)
        } else {
            var interner = Interner()
            var map = [Int32](repeating: -1, count: column.values.count)
            var buffer: [UInt8] = []
            column.values.bytes.withUnsafeBufferPointer { all in
                for code in map.indices {
                    normaliser.apply(UnsafeBufferPointer(rebasing: all[column.values.range(code)]), into: &buffer)
                    if !buffer.isEmpty { map[code] = buffer.withUnsafeBufferPointer { interner.code(of: $0) } }
                }
            }
            interner.finish()
            let derived = Column(
                name: column.name, codes: column.codes.map { $0 < 0 ? -1 : map[Int($0)] }, values: interner)
            (codes, values, counts) = (FixedArray(derived.codes), derived.values, derived.counts)
        }
        filled = counts.reduce(0) { $0 + Int($1) }
    }

    mutating func prepare(for level: Level) {
        if let kind = SetKind(level) { prepareSets(kind) }
        switch level.test {
        case .jaroWinkler, .levenshtein, .damerau, .partial: prepareUnits()
        case .number where numbers == nil:
            numbers = FixedArray((0..<values.count).map { Self.number(values.string($0)) })
        case .days where days == nil:
            days = FixedArray(
                (0..<values.count).map { CalendarDay(values.string($0)).map { Int32($0.number) } ?? .min })
        default: break
        }
    }

    /// A decimal point or comma; NaN for what is no number.
    private static func number(_ text: String) -> Double {
        let number = Double(text.replacing(",", with: ".")) ?? .nan
        return number.isFinite ? number : .nan
    }

    private mutating func prepareUnits() {
        guard units == nil else { return }
        var (units, starts, masks): ([UInt16], [UInt32], [UInt64]) = ([], [0], [])
        starts.reserveCapacity(values.count + 1)
        units.reserveCapacity(values.bytes.count)
        masks.reserveCapacity(values.count)
        for code in 0..<values.count {
            let begin = units.count
            let range = values.range(code)
            if values.bytes[range].allSatisfy({ $0 < 0x80 }) {
                for byte in values.bytes[range] { units.append(UInt16(byte)) }
            } else {
                units += values.string(code).utf16
            }
            var mask: UInt64 = 0
            for unit in units[begin...] { mask |= 1 << UInt64(unit & 63) }
            masks.append(mask)
            starts.append(UInt32(units.count))
        }
        (self.units, unitStarts, self.masks) = (FixedArray(units), FixedArray(starts), FixedArray(masks))
    }

    mutating func prepareSets(_ kind: SetKind) {
        if sets[kind] == nil { sets[kind] = TokenSets(self, kind) }
    }
}

/// The tokens of each distinct value, as sorted numbers.
final class TokenSets: Sendable {
    let tokens: FixedArray<Int32>
    let starts: FixedArray<UInt32>
    let names: Interner
    /// For each token the square of its inverse document frequency, and for each value the sum over its tokens.
    let rarity: FixedArray<Float>
    let norms: FixedArray<Float>

    init(_ column: Prepared, _ kind: Prepared.SetKind) {
        var interner = Interner()
        var (tokens, starts): ([Int32], [UInt32]) = ([], [0])
        for code in 0..<column.values.count {
            let text = column.values.string(code)
            let words =
                switch kind {
                case .words: Tokens.words(text)
                case .elements: Tokens.elements(text)
                case .ngrams(let size): Tokens.ngrams(text, size: size)
                }
            var numbers = words.sorted().map { word in
                var word = word
                return word.withUTF8 { interner.code(of: $0) }
            }
            numbers.sort()
            tokens += numbers
            starts.append(UInt32(tokens.count))
        }
        interner.finish()
        names = interner
        var holders = [Int](repeating: 0, count: interner.count)
        for code in 0..<column.values.count {
            for place in Int(starts[code])..<Int(starts[code + 1]) {
                holders[Int(tokens[place])] += Int(column.counts[code])
            }
        }
        let rarity = holders.map { holders in
            let idf = Float(Logarithm.natural(Double(column.filled + 1) / Double(max(1, holders))))
            return idf * idf
        }
        let norms = (0..<column.values.count).map { code in
            tokens[Int(starts[code])..<Int(starts[code + 1])].reduce(0) { $0 + rarity[Int($1)] }
        }
        (self.tokens, self.starts) = (FixedArray(tokens), FixedArray(starts))
        (self.rarity, self.norms) = (FixedArray(rarity), FixedArray(norms))
    }

    /// How many tokens two values have in common, and what those weigh.
    func common(_ first: Int, _ second: Int) -> (count: Int, weight: Float) {
        let (tokens, rarity) = (tokens.base, rarity.base)
        var (left, right) = (Int(starts[first]), Int(starts[second]))
        let (leftEnd, rightEnd) = (Int(starts[first + 1]), Int(starts[second + 1]))
        var (count, weight) = (0, Float(0))
        while left < leftEnd, right < rightEnd {
            let (one, other) = (tokens[left], tokens[right])
            if one == other {
                count += 1
                weight += rarity[Int(one)]
            }
            if one <= other { left += 1 }
            if other <= one { right += 1 }
        }
        return (count, weight)
    }

    func size(_ code: Int) -> Int { Int(starts[code + 1] - starts[code]) }
}
