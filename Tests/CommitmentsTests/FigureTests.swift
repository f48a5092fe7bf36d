import Core
import Storage
import TestSupport
import Testing
import Web

@testable import Commitments

@Suite("Figures for the review")
struct FigureTests {
    private func history(
        _ promised: String, office: String? = "minister-vws", due: String? = nil, _ kind: Deadline.Kind = .said,
        verdicts: [(Outcome, String)] = []
    ) -> CommitmentFigures.History {
        CommitmentFigures.History(
            id: identifier(1), office: office, promised: rough(promised),
            deadlines: due.map { [deadline($0, kind)] } ?? [],
            verdicts: verdicts.map { ($0.0, day($0.1)) })
    }

    private func values(_ histories: [CommitmentFigures.History], _ period: String, today: String = "2026-11-26")
        throws -> [String: Int]
    {
        let figures = CommitmentFigures.figures(
            histories, offices: ["minister-vws": "Minister van VWS"], in: try Period(named: period), today: day(today))
        // Where there are promises, what nothing counts in is 0 and not absent.
        #expect(figures.isEmpty || figures.count == CountedPromises.Name.allCases.count)
        return Dictionary(uniqueKeysWithValues: figures.map { ($0.id, $0.value) }).filter { $0.value > 0 }
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
            // Nobody judged anything: 0, for each office.
            let kept = try #require(figures.first { $0.id == "commitments.kept" })
            #expect(kept.rows.map(\.value) == [0, 0])
        }
    }

    private static func value(_ name: String, _ address: String) -> String {
        let options = address.split(separator: "?")[1].split(separator: "&")
        return options.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) } ?? ""
    }

    @Test("each number leads to the list of what it counts", arguments: testEngines)
    func lists(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            for (office, date, due) in [
                ("kabinet", "1 augustus 2020", "1 oktober 2020"), ("kabinet", "2 augustus 2020", "1 maart 2021"),
                ("minister-vws", "1 mei 2020", "1 september 2020"),
            ] {
                let item = try await house.commitments.add(
                    PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte \(due)", date, office: office))
                try await house.commitments.setDeadline(
                    PolicyRoom.first, item.id,
                    Deadline(
                        due: rough(due), kind: .said, change: .first, reason: "Brief", announced: rough(date),
                        source: nil, recorded: Instant(milliseconds: 0)))
            }
            let source = CommitmentFigures(house.commitments)
            for name in ["2020-H1", "2020-H2", "2021-H1"] {
                let period = try Period(named: name)
                for figure in try await source.figures(in: period) {
                    for row in figure.rows {
                        let list = try #require(row.list)
                        #expect(list.hasPrefix("/toezeggingen?ambt="))
                        let query = Form(
                            ["ambt": Self.value("ambt", list), "cijfer": Self.value("cijfer", list), "periode": name])
                        let filter = TrackerPage.filter(query)
                        #expect(filter.counted?.period == period)
                        #expect(TrackerPage.query(filter) == "?" + list.split(separator: "?")[1])
                        let found = try await house.commitments.tracker(filter, page: 1)
                        #expect(found.total == row.value && found.items.count == row.value, "\(list)")
                        #expect(try await house.commitments.tracked(filter).count == row.value)
                    }
                }
            }
        }
    }

    @Test("what changed in a half year, and what was awaited at its end", arguments: testEngines)
    func changedAndAwaited(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            #expect(try await commitments.lists(in: Period(named: "2020-H2")).isEmpty)
            let item = try await commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte", "1 augustus 2020"))
            try await commitments.setDeadline(PolicyRoom.first, item.id, deadline("1 oktober 2020"))
            var extended = deadline("1 maart 2021", .said, .extended)
            extended.announced = rough("1 december 2020")
            try await commitments.setDeadline(PolicyRoom.first, item.id, extended)
            _ = try await house.adoptedMotion("Motie", reference: "99001-1")
            func notes(_ period: String) async throws -> [String: [String]] {
                let lists = try await commitments.lists(in: Period(named: period))
                return Dictionary(
                    uniqueKeysWithValues: lists.map { ($0.id, $0.lines.map { "\($0.title[.nl]): \($0.note[.nl])" }) })
            }
            let late = try await notes("2020-H2")
            #expect(
                late["changed"] == [
                    "Motie: Beloofd: 2 juli 2020 · Minister van VWS",
                    "Belofte: Beloofd: 1 augustus 2020 · Minister van VWS",
                    "Belofte: Uitstel tot 1 maart 2021, gevraagd: 1 december 2020 · Minister van VWS",
                ])
            #expect(
                late["awaited"] == [
                    "Motie: Beloofd: 2 juli 2020, zonder termijn · Minister van VWS",
                    "Belofte: Termijn: 1 maart 2021 (genoemd door het ministerie) · Minister van VWS",
                ])
            #expect(try await notes("2021-H1")["changed"] == nil)
            #expect(
                try await notes("2021-H1")["awaited"]?.last
                    == "Belofte: Te laat, de termijn was 1 maart 2021 (genoemd door het ministerie) · Minister van VWS")
            #expect(try await notes("2020-H1").isEmpty)
        }
    }
}
