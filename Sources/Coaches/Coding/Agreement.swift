/// How far readers agree who coded the same things without seeing each other's codes.
///
/// What cannot be worked out says why: agreement beyond chance means nothing where chance leaves no other possibility.
public enum Agreement {
    /// A coefficient, or why there is none.
    public enum Coefficient: Sendable, Hashable {
        case value(Double)
        /// Nothing was read by two.
        case noUnits
        /// All gave the same to everything: there is nothing in which they could have differed.
        case noVariation

        public var number: Double? {
            if case .value(let number) = self { number } else { nil }
        }
    }

    /// Below this number of units a coefficient says next to nothing: one unit more would change it a lot.
    public static let fewUnits = 10

    /// The share of the units to which both gave the same; 0 to 1.
    public static func percent<Value: Hashable>(_ pairs: [(Value, Value)]) -> Coefficient {
        pairs.isEmpty ? .noUnits : .value(Double(pairs.count { $0 == $1 }) / Double(pairs.count))
    }

    /// Cohen's κ of two readers: J. Cohen (1960), "A coefficient of agreement for nominal scales", Educational and Psychological
    /// Measurement 20(1), 37–46. Chance is worked out from how often each reader gives what.
    public static func kappa<Value: Hashable>(_ pairs: [(Value, Value)]) -> Coefficient {
        pooledKappa([pairs])
    }

    /// One κ over several questions that were asked of the same units: the observed and the expected agreement, averaged over the
    /// questions. H. De Vries, M. Elliott, D. Kanouse and S. Teleki (2008), "Using pooled kappa to summarize interrater agreement
    /// across many items", Field Methods 20(3), 272–282.
    ///
    /// - Parameter questions: for each question the answers of both readers to all units.
    public static func pooledKappa<Value: Hashable>(_ questions: [[(Value, Value)]]) -> Coefficient {
        let shares = questions.filter { !$0.isEmpty }.map { observedAndExpected($0) }
        guard !shares.isEmpty else { return .noUnits }
        let count = Double(shares.count)
        let observed = shares.reduce(0) { $0 + $1.observed } / count
        let expected = shares.reduce(0) { $0 + $1.expected } / count
        return expected > 1 - 1e-12 ? .noVariation : .value((observed - expected) / (1 - expected))
    }

    private static func observedAndExpected<Value: Hashable>(
        _ pairs: [(Value, Value)]
    ) -> (observed: Double, expected: Double) {
        let count = Double(pairs.count)
        var (first, second): ([Value: Int], [Value: Int]) = ([:], [:])
        for (one, other) in pairs {
            first[one, default: 0] += 1
            second[other, default: 0] += 1
        }
        let same = first.reduce(0) { $0 + $1.value * (second[$1.key] ?? 0) }
        return (Double(pairs.count { $0 == $1 }) / count, Double(same) / (count * count))
    }

    /// Krippendorff's α of any number of readers, of whom some may have passed units over: K. Krippendorff (2011), "Computing
    /// Krippendorff's alpha-reliability". Chance is worked out from everything that was given, by whomever.
    ///
    /// - Parameters:
    ///   - units: for each unit what each reader gave; `nil` for who did not read it. A unit that fewer than two read counts for
    ///     nothing.
    ///   - distance: how far two values are apart, 0 for the same and the same both ways. Without one every difference weighs
    ///     the same (nominal).
    public static func alpha<Value: Hashable>(
        _ units: [[Value?]], distance: (Value, Value) -> Double = { $0 == $1 ? 0 : 1 }
    ) -> Coefficient {
        let pairable = units.map { $0.compactMap { $0 } }.filter { $0.count > 1 }
        guard !pairable.isEmpty else { return .noUnits }
        var counts: [Value: Int] = [:]
        var observed = 0.0
        for values in pairable {
            for value in values { counts[value, default: 0] += 1 }
            observed += sum(of: tally(values), distance) / Double(values.count - 1)
        }
        let all = Double(counts.values.reduce(0, +))
        let expected = sum(of: counts, distance) / (all - 1)
        return expected == 0 ? .noVariation : .value(1 - observed / expected)
    }

    private static func tally<Value: Hashable>(_ values: [Value]) -> [Value: Int] {
        values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// The distances between all ordered pairs of different values, as often as they stand there.
    private static func sum<Value>(of counts: [Value: Int], _ distance: (Value, Value) -> Double) -> Double {
        let all = Array(counts)
        var sum = 0.0
        for (place, one) in all.enumerated() {
            for other in all[(place + 1)...] {
                sum += 2 * Double(one.value * other.value) * distance(one.key, other.key)
            }
        }
        return sum
    }

    /// How far two sets of codes are apart: 1 less the codes that both hold, as a share of the codes that either holds (Jaccard).
    ///
    /// Chosen above MASI (Passonneau 2006), which multiplies it by weights that are a convention: Jaccard's can be said in one
    /// sentence. With MASI the same codes give a lower α.
    public static func jaccard<Code: Hashable>(_ one: Set<Code>, _ other: Set<Code>) -> Double {
        let either = one.union(other).count
        return either == 0 ? 0 : 1 - Double(one.intersection(other).count) / Double(either)
    }

    /// The words of J. Landis and G. Koch (1977), "The measurement of observer agreement for categorical data", Biometrics 33(1),
    /// 159–174. The authors call the limits arbitrary themselves.
    public enum Strength: String, Sendable, CaseIterable {
        case poor, slight, fair, moderate, substantial
        case almostPerfect = "almost-perfect"

        public init(_ coefficient: Double) {
            self =
                switch coefficient {
                case ..<0: .poor
                case ...0.2: .slight
                case ...0.4: .fair
                case ...0.6: .moderate
                case ...0.8: .substantial
                default: .almostPerfect
                }
        }
    }
}

/// How far the two readers of a study agree.
public struct StudyAgreement: Sendable {
    /// One code: given or not.
    public struct CodeAgreement: Sendable {
        public let code: String
        /// Observations to which both gave it, only the first reader, only the second.
        public let both: Int
        public let onlyFirst: Int
        public let onlySecond: Int
        public let percent: Agreement.Coefficient
        public let kappa: Agreement.Coefficient
        public let alpha: Agreement.Coefficient
    }

    /// An observation to which they gave different codes.
    public struct Difference: Sendable, Hashable {
        public let number: Int
        public let onlyFirst: [String]
        public let onlySecond: [String]
    }

    /// Observations that two read.
    public let units: Int
    /// Observations that count, read by two or not.
    public let observations: Int
    /// In the order of the book, then what an older version of it held.
    public let codes: [CodeAgreement]
    /// The share of the observations to which both gave exactly the same codes.
    public let percent: Agreement.Coefficient
    /// Pooled over all codes that somebody gave.
    public let kappa: Agreement.Coefficient
    /// Over the sets of codes, with Jaccard's distance.
    public let alpha: Agreement.Coefficient
    public let differences: [Difference]

    public var isFew: Bool { units < Agreement.fewUnits }

    /// - Parameter observations: those that count. The first reader's codes are those that stood there when the second one read:
    ///   what was put right afterwards, perhaps after talking about it, is no agreement.
    public init(_ observations: [StudyObservation], _ codebook: Codebook) {
        let readings = observations.compactMap { observation in
            observation.secondReading.map { (observation.number, Set($0.firstCodes), Set($0.codes)) }
        }
        units = readings.count
        self.observations = observations.count
        let pairs = readings.map { ($0.1, $0.2) }
        let given = pairs.reduce(into: Set<String>()) { $0.formUnion($1.0.union($1.1)) }
        let perCode = codebook.ordered(Array(given.union(codebook.codes.map(\.id)))).map { code in
            (code: code, pairs: pairs.map { ($0.contains(code), $1.contains(code)) })
        }
        codes = perCode.map { CodeAgreement(code: $0.code, pairs: $0.pairs) }
        percent = Agreement.percent(pairs)
        kappa = Agreement.pooledKappa(perCode.filter { given.contains($0.code) }.map(\.pairs))
        alpha = Agreement.alpha(pairs.map { [$0, $1] }, distance: Agreement.jaccard)
        differences = readings.filter { $0.1 != $0.2 }.map { number, first, second in
            Difference(
                number: number, onlyFirst: codebook.ordered(Array(first.subtracting(second))),
                onlySecond: codebook.ordered(Array(second.subtracting(first))))
        }
    }
}

extension StudyAgreement.CodeAgreement {
    fileprivate init(code: String, pairs: [(Bool, Bool)]) {
        self.init(
            code: code, both: pairs.count { $0 && $1 }, onlyFirst: pairs.count { $0 && !$1 },
            onlySecond: pairs.count { !$0 && $1 }, percent: Agreement.percent(pairs), kappa: Agreement.kappa(pairs),
            alpha: Agreement.alpha(pairs.map { [$0, $1] }))
    }
}
