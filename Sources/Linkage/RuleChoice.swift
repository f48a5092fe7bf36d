/// Chooses the blocking rules of settings that follow from the columns.
///
/// How many pairs a rule gives is counted; how many matches it gives nobody says. So narrow rules, each over other columns, find
/// some matches of some records first, and those tell which keys matches share. Then rules are taken one by one, most matches for a
/// pair first. A match counts for half with each rule that finds it already: one error spoils every rule over its
/// column, so a match has to be within reach of several.
struct RuleChoice {
    private struct Option {
        /// Places of its keys, one bit each.
        let keys: UInt64
        let pairs: Double
        /// Places of the matches that it gives.
        var matches: [Int] = []
    }

    /// A pair that is probably a match, with the keys that its records share.
    private struct Match {
        let pair: (first: Int, second: Int)
        let keys: UInt64
        let probability: Double
    }

    private let records: Records
    private let comparisons: [Comparison]
    private let space: PairSpace
    private let pairing: Pairing
    private let keys: [BlockingKey]
    private let cache: PreparedColumns
    private let readers: [KeyReader]
    private var matches: [Match] = []

    private static let mostRules = 24
    /// So many combinations of keys are counted at a time, and so many with a key that has several values.
    private static let mostCounted = (single: 64, several: 12)
    /// Matches are first looked for between so many records and all.
    private static let firstRecords = 50_000
    /// Fewer matches than this tell too little to pass a rule over.
    private static let fewMatches = 40

    /// - Parameter keys: at most 64.
    init(
        _ records: Records, _ comparisons: [Comparison], _ keys: [BlockingKey], _ pairing: Pairing
    ) throws(LinkageError) {
        (self.records, self.comparisons, self.keys, self.pairing) = (records, comparisons, keys, pairing)
        space = PairSpace(pairing, records: records)
        cache = PreparedColumns(records)
        var readers: [KeyReader] = []
        for key in keys { readers.append(try KeyReader(BlockingRule([key]), cache: cache)) }
        self.readers = readers
    }

    /// A small task affords more pairs for each record than a large one.
    private var most: (ofRule: Double, ofAll: Double) {
        let count = Double(records.count)
        return (max(12 * count, min(400_000, 60 * count)), max(40 * count, min(2_400_000, 360 * count)))
    }

    /// The rules, the most telling first; the first column as a whole when no rule gives a number of pairs that can be looked at.
    mutating func rules() throws(LinkageError) -> [BlockingRule] {
        var single = counted(keys.indices.map(Self.bit))
        // What gives less than a pair for each record needs no second key.
        let crowded = keys.indices.filter { keys[$0].hasSeveral || single[$0].pairs > Double(records.count) }
        matches = try firstMatches(single, crowded)
        single = counted(keys.indices.map(Self.bit))
        let double = counted(hopeful(crowded.map(Self.bit), with: crowded, single))
        let wide = double.filter { $0.pairs > most.ofRule / 4 }.map(\.keys)
        let triple = counted(hopeful(wide, with: crowded, single))
        let options = (single + double + triple).filter { $0.pairs > 0 && $0.pairs <= most.ofRule }
        let rules = chosen(options).map { rule($0.keys) }
        return rules.isEmpty ? keys.prefix(1).map { BlockingRule([BlockingKey($0.column)]) } : rules
    }

    private static func bit(_ place: Int) -> UInt64 { 1 << UInt64(place) }

    private func places(_ set: UInt64) -> [Int] { keys.indices.filter { set & Self.bit($0) != 0 } }

    /// A common word says nothing: its block is passed over.
    private func rule(_ set: UInt64) -> BlockingRule {
        let own: [BlockingKey] = places(set).map { keys[$0] }
        return BlockingRule(own, most: own.contains(where: \.hasSeveral) ? max(10, min(60, records.count / 100)) : nil)
    }

    private func counted(_ sets: [UInt64]) -> [Option] {
        let work = sets.map { (rule: rule($0), reader: KeyReader(joining: places($0).map { readers[$0] })) }
        let counts = Parallel.map(sets.count) { [space, pairs = matches.map(\.pair)] place in
            work[place].reader.count(space, most: work[place].rule.most, asked: pairs)
        }
        return zip(sets, counts).map { set, count in
            Option(keys: set, pairs: count.pairs, matches: matches.indices.filter { count.isGiven[$0] })
        }
    }

    /// Matches that narrow rules find, each rule over one column or two.
    private func firstMatches(_ single: [Option], _ crowded: [Int]) throws(LinkageError) -> [Match] {
        let narrowest = crowded.filter { key in
            !keys[key].hasSeveral
                && !crowded.contains {
                    keys[$0].column == keys[key].column && (single[$0].pairs, $0) < (single[key].pairs, key)
                }
        }
        let double = counted(hopeful(narrowest.map(Self.bit), with: narrowest, single))
        var (rules, sum): ([BlockingRule], Double) = ([], 0)
        for option in (single + double).sorted(by: { $0.pairs < $1.pairs }) where option.pairs > 0 {
            sum += option.pairs
            if rules.count == Self.mostRules || sum > max(100_000, 8 * Double(records.count)) { break }
            rules.append(rule(option.keys))
        }
        if rules.isEmpty { return [] }
        let settings = Settings(comparisons: comparisons, blocking: rules, pairing: pairing, sample: 100_000)
        do {
            let linker = try Linker(
                records, settings, newFrom: max(0, records.count - Self.firstRecords), cache: cache)
            return try linker.pairs(linker.train(), atLeast: 0.5).map { pair in
                let shared = readers.indices.filter { !readers[$0].common(pair.left, pair.right).isEmpty }
                return Match(
                    pair: (pair.left, pair.right), keys: shared.reduce(0) { $0 | Self.bit($1) },
                    probability: pair.probability)
            }
        } catch LinkageError.noPairs { return [] } catch let error as LinkageError { throw error } catch { return [] }
    }

    /// Combinations with one key more, over another column, that matches share and that do not give too many pairs.
    private func hopeful(_ sets: [UInt64], with more: [Int], _ single: [Option]) -> [UInt64] {
        var found: Set<UInt64> = []
        for set in sets {
            let own = places(set).map { keys[$0] }
            for place in more {
                let key = keys[place]
                if own.contains(where: { $0.column == key.column || $0.hasSeveral && key.hasSeveral }) { continue }
                found.insert(set | Self.bit(place))
            }
        }
        let ranked = found.map { set in
            (
                keys: set, hasSeveral: places(set).contains { keys[$0].hasSeveral },
                value: matches.reduce(0) { $1.keys & set == set ? $0 + $1.probability : $0 }
            )
        }
        .filter { isTelling($0.value) }.sorted { ($1.value, $0.keys) < ($0.value, $1.keys) }
        let several = ranked.filter(\.hasSeveral).prefix(Self.mostCounted.several)
        let others = ranked.filter { !$0.hasSeveral && atRandom($0.keys, single) <= most.ofRule }
        return (several + others.prefix(Self.mostCounted.single)).map(\.keys)
    }

    /// How many pairs would share all keys if columns had nothing to do with each other; most share more.
    private func atRandom(_ set: UInt64, _ single: [Option]) -> Double {
        places(set).reduce(space.pairs) { $0 * single[$1].pairs / max(1, space.pairs) }
    }

    private func isTelling(_ value: Double) -> Bool {
        matches.count < Self.fewMatches || value > 0.01 * Double(matches.count)
    }

    private func chosen(_ options: [Option]) -> [Option] {
        var (left, rules, sum, values) = (options, [Option](), 0.0, matches.map(\.probability))
        while rules.count < Self.mostRules {
            left.removeAll { option in
                sum + option.pairs > most.ofAll || rules.contains { isWithin(option.keys, $0.keys) }
            }
            let value = left.map { $0.matches.reduce(0) { $0 + values[$1] } }
            // One match more than was seen: without any the narrowest rules come first. There are only so many places for rules:
            // each place costs its share of the pairs.
            let place = most.ofAll / Double(Self.mostRules)
            let scores = left.indices.map { (value[$0] + 1) / (left[$0].pairs + place) }
            guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }) else { break }
            let option = left.remove(at: best)
            if !isTelling(100 * value[best]) { continue }
            rules.removeAll { rule in
                guard isWithin(rule.keys, option.keys) else { return false }
                sum -= rule.pairs
                return true
            }
            rules.append(option)
            sum += option.pairs
            for place in option.matches { values[place] /= 2 }
        }
        return rules
    }

    /// Whether the first rule gives no pair that the second does not give: each key of the second is one of the first's, or a part of one.
    private func isWithin(_ narrow: UInt64, _ wide: UInt64) -> Bool {
        places(wide).allSatisfy { wide in places(narrow).contains { isPart(keys[wide], of: keys[$0]) } }
    }

    private func isPart(_ part: BlockingKey, of key: BlockingKey) -> Bool {
        // Of words and the like the common ones are passed over: which ones differs from rule to rule.
        if key.hasSeveral { return false }
        if part == key { return true }
        guard part.column == key.column, part.normalise == key.normalise else { return false }
        if key.part == .whole { return part.part == .first || part.part == .last }
        return key.part == part.part && key.length >= part.length
    }
}
