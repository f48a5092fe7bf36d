extension Settings {
    /// Settings that follow from the columns: what is compared how, and blocking rules that give a number of pairs that can be looked at.
    ///
    /// - Parameter given: what is compared when that is known, as by a model that was kept; blocking rules are over these columns only.
    /// - Throws: `LinkageError.nothingToCompare` when every column is empty or the same for everybody; `.noColumn`.
    public init(
        derivedFrom records: Records, pairing: Pairing? = nil, comparisons given: [Comparison]? = nil
    ) throws(LinkageError) {
        var kinds: [(column: Column, kind: ColumnKind)] = []
        for column in records.columns where given?.contains(where: { $0.column == column.name }) ?? true {
            kinds.append((column, ColumnKind(column)))
        }
        kinds = Array(kinds.filter { $0.kind != .constant }.prefix(Gamma.mostComparisons))
        let comparisons = given ?? kinds.map { Self.comparison($0.column, $0.kind) }
        if kinds.isEmpty || comparisons.isEmpty { throw .nothingToCompare }
        for comparison in comparisons { _ = try records.column(comparison.column) }
        let pairing = pairing ?? (records.leftCount < records.count ? .link : .dedupe)
        var choice = try RuleChoice(
            records, comparisons, kinds.flatMap { Self.keys($0.column.name, $0.kind) }, pairing)
        self.init(comparisons: comparisons, blocking: try choice.rules(), pairing: pairing)
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

    /// What two records may have to share; at most four keys for a column.
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
