import Testing

@testable import Linkage

@Suite struct GroupsTests {
    private func pair(_ left: Int, _ right: Int, _ probability: Double) -> LinkedPair {
        LinkedPair(left: left, right: right, probability: probability, weight: Logarithm.weight(probability))
    }

    @Test func connectedComponents() {
        let pairs = [pair(0, 3, 0.9), pair(3, 5, 0.8), pair(1, 2, 0.4), pair(6, 4, 0.7)]
        let clusters = Clusters(count: 7, pairs: pairs, threshold: 0.5)
        #expect(clusters.groups == [[0, 3, 5], [4, 6]])
        #expect(clusters.first == [0, 1, 2, 0, 4, 0, 4])
        #expect(Clusters(count: 7, pairs: pairs, threshold: 0.3).groups.count == 3)
    }

    @Test func oneToOneTakesTheBestAndKnowsOfTheOthers() {
        let alone = OneToOne.links([pair(0, 9, 0.8)], threshold: 0.5)
        #expect(alone.count == 1 && abs(alone[0].probability - 0.8) < 0.01)
        // Two equal candidates for one record cannot both be right.
        let tied = OneToOne.links([pair(0, 8, 0.5), pair(0, 9, 0.5)], threshold: 0)
        #expect(tied.count == 1 && tied[0].right == 8 && tied[0].probability <= 0.5)
        // A candidate that is surely another's does not contend.
        let free = OneToOne.links([pair(0, 8, 0.999_999), pair(1, 8, 0.9), pair(1, 9, 0.6)], threshold: 0.5)
        #expect(free.map(\.right) == [8, 9])
        #expect(OneToOne.links([], threshold: 0.5).isEmpty)
    }

    private func records() throws -> Records {
        try Records(names: ["a"], rows: (0..<6).map { ("r\($0)", ["x"]) })
    }

    @Test func qualityByHand() throws {
        let truth = try Truth(
            [("r0", "r1"), ("r3", "r2"), ("r4", "r5"), ("r0", "r5")], try records(), pairing: .dedupe)
        let evaluation = Evaluation([pair(0, 1, 0.9), pair(2, 3, 0.8), pair(0, 2, 0.7), pair(4, 5, 0.2)], truth)
        let half = evaluation.quality(at: 0.5)
        #expect(half.truePositives == 2 && half.falsePositives == 1 && half.falseNegatives == 2)
        #expect(half.precision == 2.0 / 3 && half.recall == 0.5 && half.f1 == 4.0 / 7)
        #expect(evaluation.best.threshold == 0.2)
        #expect(evaluation.curve.map(\.recall) == [0.25, 0.5, 0.5, 0.75])
        #expect(evaluation.roc(negatives: 11).last?.falsePositiveRate == 1.0 / 11)
        // |0.9 − 1| + |0.8 − 1| + |0.7 − 0| + |0.2 − 1| over four pairs in four bins.
        #expect(abs(evaluation.expectedCalibrationError() - 1.8 / 4) < 1e-9)
    }

    @Test func truthWithUnknownIdentifiers() throws {
        let records = try records()
        #expect(throws: LinkageError.unknownIdentifiers(["z1", "z2"], count: 2)) {
            try Truth([("r0", "z1"), ("z2", "r1")], records, pairing: .dedupe)
        }
        let halves = try Records(names: ["a"], rows: [("1", ["x"]), ("1", ["x"])], leftCount: 1)
        #expect(try Truth([("1", "1")], halves, pairing: .link).contains(0, 1))
    }

    @Test func settingsFollowFromTheColumns() throws {
        let accounts = Accounts(each: 300)
        let records = try accounts.records(count: 300)
        let kinds = records.columns.map { ColumnKind($0) }
        #expect(kinds == [.handle, .category, .phone, .name, .number, .array, .text])
        let settings = try Settings(derivedFrom: records)
        #expect(settings.comparisons.map(\.column) == Accounts.columns)
        #expect(Set(settings.blocking).count == settings.blocking.count)
    }
}
