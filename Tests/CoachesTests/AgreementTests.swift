import Core
import Records
import Storage
import TestDesks
import TestSupport
import Testing

@testable import Coaches

@Suite struct AgreementTests {
    private func close(_ found: Agreement.Coefficient, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
        found.number.map { abs($0 - expected) <= tolerance } ?? false
    }

    private func pairs(_ first: String, _ second: String) -> [(Character, Character)] { Array(zip(first, second)) }

    // MARK: Published examples

    /// Krippendorff (2011), C: four observers, twelve units, values missing.
    @Test func krippendorffsDataWithMissingValues() {
        let readers = ["123321412***", "1233224125*3", "*3332342251*", "12332441251*"]
        let units = (0..<12).map { unit in
            readers.map { reader -> Character? in
                let value = Array(reader)[unit]
                return value == "*" ? nil : value
            }
        }
        #expect(close(Agreement.alpha(units), 0.743, 0.0005))
        #expect(close(Agreement.alpha(units), 0.743421052631579))
    }

    /// Krippendorff (2011), A and B: two observers.
    @Test func krippendorffsDataOfTwoObservers() {
        #expect(close(Agreement.alpha(pairs("0100000010", "1110010000").map { [$0, $1] }), 0.095, 0.0005))
        #expect(close(Agreement.alpha(pairs("aabbdcccedda", "babbbccceddd").map { [$0, $1] }), 0.692, 0.0005))
    }

    /// Cohen (1960), the table of 200 diagnoses in three classes, and tables of two classes.
    @Test(arguments: [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.491525),
        ([[20, 5], [10, 15]], 0.4), ([[45, 15], [25, 15]], 0.130435), ([[25, 35], [5, 35]], 0.259259),
    ])
    func cohensTables(table: [[Int]], expected: Double) {
        let pairs = table.enumerated().flatMap { row, counts in
            counts.enumerated().flatMap { column, count in Array(repeating: (row, column), count: count) }
        }
        #expect(close(Agreement.kappa(pairs), expected, 1e-6))
    }

    /// Worked out once with `krippendorff` 0.9.0 and scikit-learn 1.9.1.
    @Test func theSameAsThePackagesOfPython() {
        let three = pairs(
            "bcaacbababbacaccbbcbcbcbaabbccaaccbcccbb", "ccbacbabaabacaccbbabcacbaabbccccccbcccbb")
        #expect(close(Agreement.kappa(three), 0.7333333333333334))
        #expect(close(Agreement.alpha(three.map { [$0, $1] }), 0.7361641221374046))
        let two = pairs("001010000100000010000100000000", "011010101100000010001100100000")
        #expect(close(Agreement.kappa(two), 0.5714285714285714))
        #expect(close(Agreement.alpha(two.map { [$0, $1] }), 0.562962962962963))
        let readers = ["212**3*23*31**22*1*32*3*1", "3*332*1*312213*3231*3312*", "3*3*31232223222111*323222"].map(
            Array.init)
        let units = (0..<25).map { unit in readers.map { $0[unit] == "*" ? nil : $0[unit] } }
        #expect(close(Agreement.alpha(units), -0.12416851441241672))
    }

    /// Worked out once with `AnnotationTask` of NLTK 3.10.4 and its `jaccard_distance`; its MASI gives 0.517 for the same.
    @Test func setsAreTheSameAsInNltk() {
        let first = "rt pr qs qrt s st q t qt qs pqt r p pq rs pq rst prt pst s".split(separator: " ").map(Set.init)
        let second = "rt pr q qr rst st qr t t pq pqt r pqt q pqrs p qrst prt pqrst s".split(separator: " ")
            .map(Set.init)
        let alpha = Agreement.alpha(zip(first, second).map { [$0, $1] }, distance: Agreement.jaccard)
        #expect(close(alpha, 0.5921524075854234))
    }

    // MARK: What cannot be worked out

    @Test func withoutVariationThereIsNoCoefficient() {
        let same = Array(repeating: (true, true), count: 20)
        #expect(Agreement.kappa(same) == .noVariation)
        #expect(Agreement.alpha(same.map { [$0, $1] }) == .noVariation)
        #expect(Agreement.percent(same) == .value(1))
        #expect(Agreement.alpha([["a", "a"], ["a", nil], ["b", nil]]) == .noVariation)
    }

    @Test func withoutUnitsThereIsNone() {
        #expect(Agreement.kappa([(Int, Int)]()) == .noUnits)
        #expect(Agreement.percent([(Int, Int)]()) == .noUnits)
        #expect(Agreement.alpha([[1, nil], [nil, nil], [2]]) == .noUnits)
        #expect(Agreement.pooledKappa([[(Int, Int)]]()) == .noUnits)
    }

    /// One reader who always says the same agrees no better than by chance: a number, and it is 0.
    @Test func oneReaderWithoutVariationIsChance() {
        #expect(close(Agreement.kappa([(1, 1), (1, 2), (1, 1), (1, 2)]), 0))
    }

    @Test(arguments: zip([-0.1, 0, 0.2, 0.21, 0.6, 0.61, 0.8, 0.81, 1], Self.strengths))
    func wordsForNumbers(number: Double, strength: Agreement.Strength) {
        #expect(Agreement.Strength(number) == strength)
    }

    private static let strengths: [Agreement.Strength] = [
        .poor, .slight, .slight, .fair, .moderate, .substantial, .substantial, .almostPerfect, .almostPerfect,
    ]

    // MARK: Properties

    /// Readers change places, units change order, values change names: nothing changes. Who agrees in all has 1.
    @Test(arguments: 0..<60)
    func propertiesOfRandomReadings(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 2...40, using: &random)
        let pairs = (0..<count).map { _ in
            (Int.random(in: 0..<4, using: &random), Int.random(in: 0..<4, using: &random))
        }
        let units = pairs.map { [$0, $1] as [Int?] }
        let names = [0, 1, 2, 3].shuffled(using: &random)
        let (kappa, alpha) = (Agreement.kappa(pairs), Agreement.alpha(units))
        func same(_ one: Agreement.Coefficient, _ other: Agreement.Coefficient) -> Bool {
            guard let left = one.number, let right = other.number else { return one == other }
            return abs(left - right) < 1e-9 && left <= 1 + 1e-12 && left >= -1 - 1e-12
        }
        #expect(same(kappa, Agreement.kappa(pairs.map { ($1, $0) })))
        #expect(same(kappa, Agreement.kappa(pairs.shuffled(using: &random))))
        #expect(same(kappa, Agreement.kappa(pairs.map { (names[$0], names[$1]) })))
        #expect(same(alpha, Agreement.alpha(units.map { $0.shuffled(using: &random) })))
        #expect(same(alpha, Agreement.alpha(units.shuffled(using: &random))))
        #expect(same(alpha, Agreement.alpha(units + [[1, nil], [nil], []])))
        let perfect = pairs.map { ($0.0, $0.0) }
        let varies = Set(pairs.map(\.0)).count > 1
        #expect(Agreement.kappa(perfect) == (varies ? .value(1) : .noVariation))
        #expect(Agreement.alpha(perfect.map { [$0, $1] }) == (varies ? .value(1) : .noVariation))
        #expect(same(kappa, Agreement.pooledKappa([pairs, pairs])))
    }

    /// Jaccard's distance is a distance: 0 for the same only, the same both ways, and no shorter by a detour.
    @Test(arguments: 0..<40)
    func jaccardIsADistance(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let sets = (0..<3).map { _ in Set((0..<5).filter { _ in Bool.random(using: &random) }) }
        let distance = Agreement.jaccard(sets[0], sets[1])
        #expect((distance == 0) == (sets[0] == sets[1]))
        #expect(distance == Agreement.jaccard(sets[1], sets[0]))
        #expect(distance <= Agreement.jaccard(sets[0], sets[2]) + Agreement.jaccard(sets[2], sets[1]) + 1e-12)
    }

    // MARK: A study

    private func observation(_ number: Int, _ first: [String], _ second: [String]?) -> StudyObservation {
        let id = Identifier(at: TestClock().instant, random: systemRandomBytes)
        let stamp = Stamp(at: TestClock().instant, member: id)
        var observation = StudyObservation(
            number: number, session: id,
            current: Observation(
                account: id, observedAt: stamp.at, setting: .chat, codes: first, initiator: .coach,
                ageStatedBefore: .yes, text: "x"), entered: stamp, protocolVersion: 1, codebook: "test-1")
        observation.secondReading = second.map { SecondReading(codes: $0, firstCodes: first, stamp: stamp) }
        return observation
    }

    @Test func aStudyPerCodeAndOverall() {
        let agreement = StudyAgreement(
            [
                observation(1, ["offer"], ["offer"]), observation(2, ["offer", "secrecy"], ["offer"]),
                observation(3, ["secrecy"], ["secrecy", "old-code"]), observation(4, ["offer"], nil),
            ], .small)
        #expect(agreement.units == 3 && agreement.observations == 4 && agreement.isFew)
        #expect(agreement.differences.map(\.number) == [2, 3])
        #expect(
            agreement.differences[0].onlyFirst == ["secrecy"] && agreement.differences[1].onlySecond == ["old-code"])
        #expect(agreement.codes.map(\.code) == Codebook.small.codes.map(\.id) + ["old-code"])
        let offer = agreement.codes[0]
        #expect(offer.both == 2 && offer.onlyFirst == 0 && offer.onlySecond == 0 && offer.kappa == .value(1))
        #expect(agreement.codes[2].kappa == .noVariation)
        #expect(close(agreement.percent, 1.0 / 3))
        // Observed 1, 2/3 and 2/3; expected 5/9, 4/9 and 2/3: (7/9 − 5/9) / (1 − 5/9).
        #expect(close(agreement.kappa, 0.5))
    }

    /// What the first reader put right after the second one read is no agreement.
    @Test(arguments: testEngines)
    func whatWasPutRightAfterwardsDoesNotCount(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            _ = try await studies.observe(seat, study, session, world.draft(codes: ["offer"]))
            try await studies.readAgain(try await world.seat(1), study, 1, codes: ["secrecy"])
            var changed = try await studies.look(seat, study).study.observations[0].current
            changed.codes = ["secrecy"]
            try await studies.correct(seat, study, 1, to: changed, reason: "Besproken")
            let found = try await studies.look(seat, study).study
            #expect(StudyAgreement(found.counted, .small).percent == .value(0))
        }
    }
}
