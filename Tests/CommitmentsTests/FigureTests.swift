import Core
import Storage
import TestSupport
import Testing

@testable import Commitments

@Suite("Figures for the review")
struct FigureTests {
    private func history(
        _ promised: String, office: String? = "minister-vws", due: String? = nil, _ kind: Deadline.Kind = .said,
        verdicts: [(Outcome, String)] = []
    ) -> CommitmentFigures.History {
        CommitmentFigures.History(
            office: office, promised: rough(promised), deadlines: due.map { [deadline($0, kind)] } ?? [],
            verdicts: verdicts.map { ($0.0, day($0.1)) })
    }

    private func values(_ histories: [CommitmentFigures.History], _ period: String, today: String = "2026-11-26")
        throws -> [String: Int]
    {
        let figures = CommitmentFigures.figures(
            histories, offices: ["minister-vws": "Minister van VWS"], in: try Period(named: period), today: day(today))
        return Dictionary(uniqueKeysWithValues: figures.map { ($0.id, $0.value) })
    }

    @Test func whatHappenedInThePeriodAndWhatWasAwaitedAtItsEnd() throws {
        let all = [
            history("juni 2020", due: "1 september 2020"),
            history("2 juli 2020", verdicts: [(.partly, "2021-05-01"), (.kept, "2022-05-01")]),
            history("2 juli 2020", due: "2021", .assumed), history("2019", verdicts: [(.broken, "2020-02-01")]),
        ]
        #expect(
            try values(all, "2020-H1") == ["commitments.new": 1, "commitments.broken": 1, "commitments.awaited": 1])
        #expect(try values(all, "2020-H2") == ["commitments.new": 2, "commitments.late": 1, "commitments.awaited": 3])
        #expect(
            try values(all, "2021-H1") == ["commitments.partly": 1, "commitments.late": 1, "commitments.awaited": 3])
        #expect(try values(all, "2022-H1") == ["commitments.kept": 1, "commitments.late": 1, "commitments.awaited": 2])
        #expect(try values([], "2022-H1").isEmpty)
    }

    /// A period that still runs is counted as of today.
    @Test func aPeriodThatRuns() throws {
        let one = [history("juni 2026", due: "1 december 2026")]
        #expect(try values(one, "2026-H2") == ["commitments.awaited": 1])
        #expect(try values(one, "2026-H2", today: "2026-12-02") == ["commitments.late": 1, "commitments.awaited": 1])
    }

    @Test("a row for each office", arguments: testEngines)
    func rows(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            for office in ["kabinet", "kabinet", "minister-vws"] {
                try await house.commitments.add(
                    PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte", "1 augustus 2020", office: office))
            }
            let figures = try await CommitmentFigures(house.commitments).figures(in: Period(named: "2020-H2"))
            let new = try #require(figures.first { $0.id == "commitments.new" })
            #expect(new.rows.map(\.title) == ["Kabinet", "Minister van VWS"])
            #expect(new.rows.map(\.value) == [2, 1])
            #expect(new.counts == .things)
        }
    }
}
