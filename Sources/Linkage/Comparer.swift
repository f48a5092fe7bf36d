/// Compares two records of a task, all comparisons at once.
///
/// It keeps everything its steps point to alive, and nothing of it changes: any number of threads may use it.
final class Comparer: @unchecked Sendable {
    private let plans: [Plan]
    private let measures: [Measure]
    let prepared: [Prepared]
    let levelCounts: [Int]
    /// For each comparison and level the prepared column that an exact level looks at.
    let exactColumns: [[Int?]]

    /// One comparison: its steps are places in `measures`.
    private struct Plan {
        let codes: UnsafePointer<Int32>
        let steps: Range<Int>
    }

    init(_ records: Records, _ settings: Settings, cache: PreparedColumns) throws(LinkageError) {
        var places: [(own: Int, levels: [Int])] = []
        for comparison in settings.comparisons {
            let own = try cache.index(comparison.column, comparison.normalise, for: Level(.exact))
            var levels: [Int] = []
            for level in comparison.levels {
                levels.append(
                    try cache.index(comparison.column, level.normalise ?? comparison.normalise, for: level))
            }
            places.append((own, levels))
        }
        let prepared = cache.columns
        self.prepared = prepared
        var (plans, measures): ([Plan], [Measure]) = ([], [])
        for (comparison, place) in zip(settings.comparisons, places) {
            let start = measures.count
            measures += Measure.all(comparison, columns: place.levels.map { prepared[$0] }, places: place.levels)
            plans.append(Plan(codes: prepared[place.own].codes.base, steps: start..<measures.count))
        }
        (self.plans, self.measures) = (plans, measures)
        levelCounts = settings.comparisons.map { $0.levels.count + 1 }
        exactColumns = zip(settings.comparisons, places).map { comparison, place in
            zip(comparison.levels, place.levels).map { $0.test == .exact ? $1 : nil }
        }
    }

    /// The levels of all comparisons.
    func gamma(_ first: Int, _ second: Int) -> UInt64 {
        var gamma: UInt64 = 0
        plans.withUnsafeBufferPointer { plans in
            measures.withUnsafeBufferPointer { measures in
                for place in 0..<plans.count {
                    let plan = plans[place]
                    let level =
                        plan.codes[first] < 0 || plan.codes[second] < 0
                        ? Gamma.missing : Self.level(UnsafeBufferPointer(rebasing: measures[plan.steps]), first, second)
                    gamma |= UInt64(level) << (4 * UInt64(place))
                }
            }
        }
        return gamma
    }

    private static func level(_ steps: UnsafeBufferPointer<Measure>, _ first: Int, _ second: Int) -> UInt8 {
        // What two steps measured, for later steps that measure the same.
        var (kept, other) = (Double.infinity, Double.infinity)
        var isUnreadable = true
        for place in 0..<steps.count {
            let (left, right) = (steps[place].codes[first], steps[place].codes[second])
            if left < 0 || right < 0 { continue }
            var value = steps[place].slot == 0 ? kept : steps[place].slot == 1 ? other : .infinity
            if value == .infinity {
                value = steps[place].value(Int(left), Int(right))
                if steps[place].slot == 0 { kept = value } else if steps[place].slot == 1 { other = value }
            }
            if value.isNaN { continue }
            isUnreadable = false
            if value >= steps[place].least { return UInt8(place) }
        }
        return isUnreadable ? Gamma.missing : UInt8(steps.count)
    }
}

/// What one level measures: a number that is the larger, the more alike two values are.
struct Measure {
    let test: Test
    /// From this value up the level holds. Distances are measured as negative numbers.
    let least: Double
    /// The least of all levels that measure the same: what is below need not be measured any further.
    let leastOfAll: Double
    /// Where levels that measure the same keep the value; −1 for nowhere.
    let slot: Int
    let codes: UnsafePointer<Int32>
    private let units: UnsafePointer<UInt16>?
    private let unitStarts: UnsafePointer<UInt32>?
    private let masks: UnsafePointer<UInt64>?
    private let numbers: UnsafePointer<Double>?
    private let days: UnsafePointer<Int32>?
    private let sets: TokenSets?

    /// The measures of a comparison's levels, level by level; `places` tells which columns are the same.
    static func all(_ comparison: Comparison, columns: [Prepared], places: [Int]) -> [Measure] {
        func least(_ level: Level) -> Double {
            switch level.test {
            case .exact: 1
            case .levenshtein, .damerau, .number, .days: -(level.threshold ?? 0)
            default: (level.threshold ?? 0) - 1e-12
            }
        }
        func isSame(_ one: Int, _ other: Int) -> Bool {
            places[one] == places[other] && comparison.levels[one].test == comparison.levels[other].test
                && comparison.levels[one].size == comparison.levels[other].size
        }
        var slots: [Int] = []
        var shared = 0
        for place in places.indices {
            if let earlier = (0..<place).first(where: { isSame($0, place) }) {
                slots.append(slots[earlier])
            } else if places.indices.contains(where: { $0 > place && isSame($0, place) }), shared < 2 {
                slots.append(shared)
                shared += 1
            } else {
                slots.append(-1)
            }
        }
        return places.indices.map { place in
            let all = places.indices.filter { isSame($0, place) }.map { least(comparison.levels[$0]) }
            return Measure(
                comparison.levels[place], columns[place], least: least(comparison.levels[place]),
                leastOfAll: all.min()!,
                slot: slots[place])
        }
    }

    private init(_ level: Level, _ column: Prepared, least: Double, leastOfAll: Double, slot: Int) {
        (test, self.least, self.leastOfAll, self.slot) = (level.test, least, leastOfAll, slot)
        codes = column.codes.base
        units = column.units?.base
        unitStarts = column.unitStarts?.base
        masks = column.masks?.base
        numbers = column.numbers?.base
        days = column.days?.base
        sets = Prepared.SetKind(level).flatMap { column.sets[$0] }
    }

    /// How alike two values are; NaN when one is not of the test's kind: no number, no date.
    func value(_ first: Int, _ second: Int) -> Double {
        switch test {
        case .exact: return first == second ? 1 : 0
        case .number: return -abs(numbers![first] - numbers![second])
        case .days:
            let (one, other) = (days![first], days![second])
            return one == .min || other == .min ? .nan : -Double(abs(Int(one) - Int(other)))
        case .ngrams, .tokens, .rareTokens, .shared: return common(first, second)
        case .partial: return first == second ? 0 : Double(PartialNumber.agreeing(text(first), text(second)))
        case .jaroWinkler: return first == second ? 1 : jaroWinkler(first, second)
        case .levenshtein, .damerau: return first == second ? 0 : -Double(distance(first, second))
        }
    }

    private func common(_ first: Int, _ second: Int) -> Double {
        let (one, other) = (sets!.size(first), sets!.size(second))
        if one == 0 || other == 0 { return .nan }
        switch test {
        case .shared: return Double(sets!.common(first, second).count)
        case .rareTokens:
            let norm = Double(sets!.norms[first]) * Double(sets!.norms[second])
            return norm > 0 ? Double(sets!.common(first, second).weight) / norm.squareRoot() : 0
        default:
            // Jaccard is at most the smaller set by the larger one.
            if Double(min(one, other)) < leastOfAll * Double(max(one, other)) { return 0 }
            let common = sets!.common(first, second).count
            return Double(common) / Double(one + other - common)
        }
    }

    private func text(_ code: Int) -> UnsafeBufferPointer<UInt16> {
        let start = Int(unitStarts![code])
        return UnsafeBufferPointer(start: units! + start, count: Int(unitStarts![code + 1]) - start)
    }

    /// How many characters at least are in one value and not in the other, both ways.
    private func alone(_ first: Int, _ second: Int) -> (Int, Int) {
        let (one, other) = (masks![first], masks![second])
        return ((one & ~other).nonzeroBitCount, (other & ~one).nonzeroBitCount)
    }

    private func jaroWinkler(_ first: Int, _ second: Int) -> Double {
        let (one, other) = (text(first), text(second))
        let (alone, otherAlone) = alone(first, second)
        let common = Double(min(one.count - alone, other.count - otherAlone))
        if common <= 0 { return 0 }
        let most = (common / Double(one.count) + common / Double(other.count) + 1) / 3
        if most + 0.4 * (1 - most) < leastOfAll { return 0 }
        return Similarity.jaroWinkler(one, other)
    }

    private func distance(_ first: Int, _ second: Int) -> Int {
        let (one, other) = (text(first), text(second))
        let limit = Int(-leastOfAll)
        let (alone, otherAlone) = alone(first, second)
        let least = max(abs(one.count - other.count), alone, otherAlone)
        return least > limit ? least : Similarity.distance(one, other, swaps: test == .damerau, limit: limit)
    }
}

/// Phone numbers of which not all digits are known.
enum PartialNumber {
    /// How many digits are known in both and agree, with the ends laid on each other; 0 as soon as two differ, or when both
    /// numbers are whole and of one length.
    static func agreeing(_ first: UnsafeBufferPointer<UInt16>, _ second: UnsafeBufferPointer<UInt16>) -> Int {
        let unknown = UInt16(0x3F)
        let isPartial = first.count != second.count || first.contains(unknown) || second.contains(unknown)
        guard isPartial else { return 0 }
        var (agreeing, back) = (0, 1)
        while back <= min(first.count, second.count) {
            let (one, other) = (first[first.count - back], second[second.count - back])
            back += 1
            if one == unknown || other == unknown { continue }
            if one != other { return 0 }
            agreeing += 1
        }
        return agreeing
    }
}

/// Prepared columns of a task, each once.
final class PreparedColumns {
    private let records: Records
    private var places: [String: Int] = [:]
    private(set) var columns: [Prepared] = []

    init(_ records: Records) { self.records = records }

    /// The place of a column under a normaliser, with what the level's test needs.
    func index(_ name: String, _ normaliser: Normaliser, for level: Level) throws(LinkageError) -> Int {
        let key = normaliser.rawValue + " " + name
        let place: Int
        if let there = places[key] {
            place = there
        } else {
            place = columns.count
            columns.append(Prepared(try records.column(name), normaliser))
            places[key] = place
        }
        columns[place].prepare(for: level)
        return place
    }

    func prepareSets(_ place: Int, _ kind: Prepared.SetKind) { columns[place].prepareSets(kind) }
}
