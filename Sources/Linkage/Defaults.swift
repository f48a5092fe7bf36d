extension Settings {
    /// Settings that follow from the columns: what is compared how, and blocking rules that give a number of pairs that can be looked at.
    ///
    /// - Throws: `LinkageError.nothingToCompare` when every column is empty or the same for everybody.
    public init(derivedFrom records: Records, pairing: Pairing? = nil) throws(LinkageError) {
        let kinds = records.columns.map { ($0, ColumnKind($0)) }.filter { $0.1 != .constant }
        let comparisons = kinds.map { Self.comparison($0.0, $0.1) }.prefix(Gamma.mostComparisons)
        guard !comparisons.isEmpty else { throw .nothingToCompare }
        let pairing = pairing ?? (records.leftCount < records.count ? .link : .dedupe)
        let rules = try Self.rules(records, kinds, PairSpace(pairing, records: records))
        self.init(comparisons: Array(comparisons), blocking: rules, pairing: pairing)
    }

    private static func comparison(_ column: Column, _ kind: ColumnKind) -> Comparison {
        let name = column.name
        switch kind {
        case .handle:
            return Comparison(
                name,
                levels: [
                    Level(.exact), Level(.exact, normalise: .handle), Level(.jaroWinkler, 0.92, normalise: .handle),
                    Level(.jaroWinkler, 0.84, normalise: .handle), Level(.ngrams, 0.3, size: 3, normalise: .handle),
                ], termFrequency: true)
        case .phone:
            return Comparison(
                name, normalise: .phone,
                levels: [
                    Level(.exact), Level(.partial, 7), Level(.partial, 4), Level(.damerau, 1), Level(.damerau, 2),
                ], termFrequency: true)
        case .date:
            return Comparison(
                name, normalise: .digits,
                levels: [
                    Level(.exact), Level(.damerau, 1), Level(.days, 31, normalise: .date), Level(.damerau, 2),
                    Level(.days, 366, normalise: .date),
                ], termFrequency: true)
        case .number:
            return Comparison(
                name, normalise: Normaliser.none,
                levels: [Level(.number, 0), Level(.number, 1), Level(.number, 2), Level(.number, 5)])
        case .code:
            return Comparison(
                name, levels: [Level(.exact), Level(.damerau, 1), Level(.damerau, 2)], termFrequency: true)
        case .category, .constant:
            return Comparison(name, levels: [Level(.exact)], termFrequency: true)
        case .array:
            return Comparison(
                name,
                levels: [Level(.exact), Level(.shared, 3), Level(.shared, 2), Level(.shared, 1)].map { level in
                    level.test == .exact ? level : Level(.shared, level.threshold, normalise: Normaliser.none)
                }, termFrequency: true)
        case .text:
            return Comparison(
                name,
                levels: [
                    Level(.exact), Level(.rareTokens, 0.7), Level(.rareTokens, 0.45), Level(.rareTokens, 0.25),
                    Level(.rareTokens, 0.1),
                ])
        case .name:
            return Comparison(
                name,
                levels: [
                    Level(.exact), Level(.jaroWinkler, 0.92), Level(.jaroWinkler, 0.84), Level(.ngrams, 0.4),
                ], termFrequency: true)
        }
    }
}

/// Blocking rules that follow from the columns.
extension Settings {
    private struct Counted {
        let rule: BlockingRule
        let pairs: Double
    }

    /// Single keys where they are selective, and pairs of keys where they are not.
    private static func rules(
        _ records: Records, _ kinds: [(Column, ColumnKind)], _ space: PairSpace
    ) throws(LinkageError) -> [BlockingRule] {
        // A small task affords more pairs for each record than a large one.
        let each = max(12 * Double(records.count), min(400_000, 60 * Double(records.count)))
        let cache = PreparedColumns(records)
        var (single, crowded): ([Counted], [BlockingKey]) = ([], [])
        for (column, kind) in kinds {
            for key in keys(column.name, kind) {
                let rule = BlockingRule([key], most: key.hasSeveral ? mostWithWord(records.count) : nil)
                let pairs = try count(rule, records, space, cache)
                if pairs == 0 { continue }
                if pairs <= each {
                    single.append(Counted(rule: rule, pairs: pairs))
                } else if !key.hasSeveral {
                    crowded.append(key)
                }
            }
        }
        var double: [Counted] = []
        for (place, first) in crowded.enumerated() {
            for second in crowded[(place + 1)...] where second.column != first.column {
                let rule = BlockingRule([first, second])
                if double.contains(where: { isWider($0.rule, rule) }) { continue }
                let pairs = try count(rule, records, space, cache)
                if pairs > 0, pairs <= each { double.append(Counted(rule: rule, pairs: pairs)) }
            }
        }
        let rules = chosen(
            single, double, most: max(40 * Double(records.count), min(2_400_000, 360 * Double(records.count))))
        if rules.isEmpty { return [BlockingRule(kinds.prefix(1).map { BlockingKey($0.0.name) })] }
        return rules
    }

    /// Whether `rule` gives no pair that `other` does not give, because it asks for the whole where `other` asks for a part.
    private static func isWider(_ other: BlockingRule, _ rule: BlockingRule) -> Bool {
        zip(other.keys, rule.keys).allSatisfy { isWider($0, $1) }
    }

    private static func isWider(_ other: BlockingKey, _ key: BlockingKey) -> Bool {
        if other == key { return true }
        guard other.column == key.column, other.normalise == key.normalise, key.part == .whole else { return false }
        return other.part == .first || other.part == .last
    }

    private static func mostWithWord(_ records: Int) -> Int { max(10, min(60, records / 100)) }

    private static func chosen(_ single: [Counted], _ double: [Counted], most: Double) -> [BlockingRule] {
        var (rules, sum): ([BlockingRule], Double) = ([], 0)
        let ordered = single.sorted { $0.pairs < $1.pairs } + double.sorted { $0.pairs < $1.pairs }
        for counted in ordered where rules.count < 24 && sum + counted.pairs <= most {
            rules.append(counted.rule)
            sum += counted.pairs
        }
        return rules
    }

    private static func count(
        _ rule: BlockingRule, _ records: Records, _ space: PairSpace, _ cache: PreparedColumns
    ) throws(LinkageError) -> Double {
        let blocks = Blocks(rule, records: records.count, keys: try KeyReader(rule, cache: cache), space: space)
        return (0..<blocks.count).reduce(0) { $0 + blocks.pairs($1, space) }
    }

    private static func keys(_ name: String, _ kind: ColumnKind) -> [BlockingKey] {
        switch kind {
        case .handle:
            [
                BlockingKey(name, normalise: .handle), BlockingKey(name, normalise: .handle, part: .first, length: 5),
                BlockingKey(name, normalise: .handle, part: .last, length: 5),
                BlockingKey(name, normalise: .handle, part: .ngrams, length: 5),
            ]
        case .phone:
            [
                BlockingKey(name, normalise: .phone), BlockingKey(name, normalise: .phone, part: .last, length: 4),
                BlockingKey(name, normalise: .phone, part: .first, length: 6),
            ]
        case .date:
            [
                BlockingKey(name, normalise: .date, part: .first, length: 7),
                BlockingKey(name, normalise: .date, part: .last, length: 5), BlockingKey(name, normalise: .date),
            ]
        case .code, .category: [BlockingKey(name)]
        case .number, .constant: []
        case .array: [BlockingKey(name, normalise: Normaliser.none, part: .elements)]
        case .text: [BlockingKey(name), BlockingKey(name, part: .words)]
        case .name: [BlockingKey(name, part: .first, length: 4), BlockingKey(name)]
        }
    }
}
