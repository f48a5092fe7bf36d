import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing

@testable import Care

/// All plans of a desk together: the work list, what is counted, a case list that comes in, rules that changed.
@Suite struct WorkTests {
    private func spell(
        _ world: World, _ function: CareFunction, from: Int, to: Int? = nil, _ law: CareLaw = .jeugdwet
    ) -> CareSpell {
        CareSpell(
            id: world.care.context.identifier(), function, law, .started, from: world.today.adding(days: from),
            to: to.map { world.today.adding(days: $0) }, funder: "Ede", provider: "Huis", knownOn: world.today)
    }

    // MARK: Work list

    @Test(arguments: testEngines)
    func theListGoesByTheDay(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            let late = try await world.begin(seat, world.person("Noor", age: 17, days: 300))
            let coming = try await world.begin(seat, world.person("Sam", age: 16, days: 1))
            let ends = spell(world, .guidance, from: -30, to: 40)
            try await world.care.files.change(seat, coming, "care.spell.entered") { try $0.enter(.spell(ends)) }
            let (entries, damaged) = try await world.care.work.list(seat)
            #expect(damaged == 0)
            let days = entries.map { $0.line.by?.number ?? Int.max }
            #expect(days == days.sorted())
            let gap = try #require(
                entries.first { if case .gap(let gap) = $0.line.kind { gap.kind == .comingGap } else { false } })
            #expect(gap.listed.id == coming && gap.line.by == ends.end)
            // Noor turns 18 in about two months: what had to be done a year before that is overdue.
            let first = try #require(entries.first)
            #expect(first.listed.id == late && first.line.by.map { $0 < world.today } == true)

            let other = try await world.seat(world.other.one, world.other)
            #expect(try await world.care.work.list(other).entries.isEmpty)
            let own = try await world.care.work.list(seat, coordinator: seat.actor.member?.id)
            #expect(own.entries.isEmpty, "nobody coordinates them")
        }
    }

    @Test(arguments: testEngines)
    func whatAMemberDecidedIsNotOnTheList(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let began = spell(world, .guidance, from: -30)
            try await world.care.files.change(seat, id, "care.spell.entered") { try $0.enter(.spell(began)) }
            let file = try await world.care.files.look(seat, id).file
            let gaps = file.openGaps(on: world.today)
            let gap = try #require(gaps.first)
            try await world.care.files.change(seat, id, "care.gap.decided") {
                try $0.enter(
                    .gapDecided(GapDecision(gap: gap.name, verdict: .notAGap, reason: "Weet", stamp: $0.stamp)))
            }
            var after = try await world.care.files.look(seat, id).file
            #expect(after.openGaps(on: world.today) == gaps.filter { $0.name != gap.name })
            #expect(after.seenGaps.first { $0.name == gap.name }?.closedOn == world.today)
            try await world.care.files.change(seat, id, "care.gap.decided") {
                try $0.enter(
                    .gapDecided(GapDecision(gap: gap.name, verdict: .reopened, reason: "Toch", stamp: $0.stamp)))
            }
            after = try await world.care.files.look(seat, id).file
            #expect(after.openGaps(on: world.today) == gaps)
            #expect(after.seenGaps.first { $0.name == gap.name }?.closedOn == nil)
        }
    }

    // MARK: Figures

    @Test(arguments: testEngines)
    func onlyWhoAgreedIsCountedAndNothingSmall(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            let half = CareTally.half(of: world.today)
            func followed() async throws -> Int {
                try await world.database.read { try TallyStore(transaction: $0).numbers(of: half) }.followed
            }
            for number in 0..<9 { _ = try await world.begin(seat, world.person("Jongere \(number)")) }
            _ = try await world.begin(seat, world.person("Niet"), consents: world.consents([.help]))
            #expect(try await followed() == 9)
            #expect(try await world.care.figureSource.figures(in: half).isEmpty, "nine is too few to say")
            let last = try await world.begin(seat, world.person("Tien"))
            #expect(try await followed() == 10)
            let figures = try await world.care.figureSource.figures(in: half)
            #expect(figures.map(\.id) == ["care.followed"] && figures.first?.value == 10)

            // Who takes it back is not counted any more, in no half year.
            let consent = try #require(
                try await world.care.files.look(seat, last).file.consents.first { $0.purpose == .statistics })
            try await world.care.files.change(seat, last, "care.consent.withdrawn") {
                var consent = consent
                consent.withdrawnOn = $0.today
                try $0.enter(.consent(consent))
            }
            #expect(try await followed() == 9)
            #expect(try await world.count("care_counts", where: "number < 0") == 0)
        }
    }

    @Test(arguments: testEngines)
    func whatIsInventedIsNotCounted(engine: Engine) async throws {
        try await withWorld(engine, isDemo: true) { world in
            _ = try await world.open()
            #expect(try await world.count("care_counts") == 0)
        }
    }

    /// The table always adds up to what each plan says that it adds, whatever was entered in which order.
    @Test(arguments: testEngines)
    func theTableAddsUp(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            var random = SystemRandomNumberGenerator()
            var ids: [Identifier] = []
            for number in 0..<6 {
                ids.append(try await world.begin(seat, world.person("J\(number)", age: 16 + number, days: 20 * number)))
            }
            for round in 0..<12 {
                let id = ids[Int.random(in: 0..<ids.count, using: &random)]
                let from = Int.random(in: -600 ... -1, using: &random)
                let entered = spell(
                    world, CareFunction.allCases.randomElement(using: &random)!, from: from,
                    to: Bool.random(using: &random) ? from + Int.random(in: 1...400, using: &random) : nil)
                if round % 4 == 3 { world.clock.advance(seconds: 86_400 * 40) }
                try await world.care.files.change(seat, id, "care.spell.entered") { try $0.enter(.spell(entered)) }
            }
            var expected: [CareTally.Key: Int] = [:]
            for listed in try await world.care.files.all(seat).files {
                expected.merge(listed.file.tally.numbers, uniquingKeysWith: +)
            }
            let stored = try await world.database.read { transaction in
                try transaction.rows("SELECT measure, period, value, number FROM care_counts WHERE number <> 0").map {
                    (
                        CareTally.Key(
                            measure: try $0.choice("measure"), period: try $0["period"], value: try $0["value"]),
                        try $0["number"] as Int
                    )
                }
            }
            #expect(Dictionary(uniqueKeysWithValues: stored) == expected)
        }
    }

    /// What was arranged stays on the list and counts as closed only once the spells say so; not on the day on which the gap began.
    @Test(arguments: testEngines)
    func anArrangementClosesNothingByItself(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let ends = spell(world, .stay, from: -200, to: 60)
            try await world.care.files.change(seat, id, "care.spell.entered") { try $0.enter(.spell(ends)) }
            let file = try await world.care.files.look(seat, id).file
            let gap = try #require(file.openGaps(on: world.today).first { $0.kind == .comingGap })
            try await world.care.files.change(seat, id, "care.gap.decided") {
                try $0.enter(
                    .gapDecided(GapDecision(gap: gap.name, verdict: .arranged, reason: "Kamer", stamp: $0.stamp)))
            }
            let after = try await world.care.files.look(seat, id).file
            #expect(after.openGaps(on: world.today).contains(gap))
            #expect(after.seenGaps.first { $0.name == gap.name }?.closedOn == nil)
            #expect(
                !CareCount.Gap(kind: .comingGap, foundOn: gap.from, from: gap.from, closedOn: gap.from).isClosedInTime)
        }
    }

    /// A plan that is destroyed does not run on in the figures, and one that was a mistake was never there.
    @Test(arguments: testEngines)
    func whatIsDestroyedLeavesTheFigures(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            let half = CareTally.half(of: world.today)
            func followed(_ period: Period) async throws -> Int {
                try await world.database.read { try TallyStore(transaction: $0).numbers(of: period) }.followed
            }
            let next = CareTally.half(of: half.to.adding(days: 1))
            let moved = try await world.begin(seat, world.person("Een"))
            let mistake = try await world.begin(seat, world.person("Twee"))
            #expect(try await followed(half) == 2)
            #expect(try await followed(next) == 2)
            #expect(try await world.care.figureSource.figures(in: next).isEmpty, "it is to come")
            try await world.care.files.destroy(seat, moved, .moved)
            #expect(try await followed(half) == 2)
            #expect(try await followed(next) == 1)
            try await world.care.files.destroy(seat, mistake, .mistake)
            #expect(try await followed(half) == 1)
            #expect(try await followed(next) == 0)
        }
    }

    // MARK: A case list

    @Test(arguments: testEngines)
    func aListComesInOnceAndWithoutItsMistakes(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            _ = try await world.begin(seat, world.person("Hier al"))
            let born = Birthdays.months(-12 * 17, from: world.today)
            let bytes = Array(
                """
                naam,geboren,gemeente,kenmerk,soort_hulp,wet,aanbieder,betaler,van,tot
                Nieuw,\(born),Ede,K-1,stay,jeugdwet,Huis,Ede,\(world.today.adding(days: -10)),
                Ook hier,\(born),Ede,D-12,,,,,,
                123456782,\(born),Ede,K-2,,,,,,
                Te oud,1990-01-01,Ede,K-3,,,,,,
                """.utf8)
            let preview = try await world.care.work.preview(seat, bytes)
            #expect(preview.coming.map(\.line) == [2] && preview.known == [3])
            #expect(preview.reading.rows.filter { !$0.isGood }.map(\.line) == [4, 5])
            #expect(try await world.care.work.takeIn(seat, bytes) == [2])
            #expect(try await world.care.work.takeIn(seat, bytes).isEmpty, "a second time nothing comes in")
            let all = try await world.care.files.all(seat).files
            #expect(all.count == 2)
            let new = try #require(all.first { $0.file.person.name == "Nieuw" }?.file)
            #expect(new.record.spells.map(\.provider) == ["Huis"] && new.person.coordinator == seat.actor.member?.id)
        }
    }

    // MARK: Rules that changed

    @Test(arguments: testEngines)
    func plansAreBroughtInStepFromStepToStep(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            for number in 0..<5 { _ = try await world.begin(seat, world.person("J\(number)")) }
            let days = try await world.count("care_alerts")
            #expect(days > 5)
            try await world.tamper("DELETE FROM care_alerts")
            let all = try await world.care.work.renew(seat, after: nil)
            #expect(all.done == 5 && all.total == 5 && all.after == nil && all.damaged == 0)
            #expect(try await world.count("care_alerts") == days)
            // A plan that was put back from before is left as it is, and told.
            let id = try #require(try await world.care.files.all(seat).files.first?.id)
            try await world.tamper("DELETE FROM care_entries WHERE record_id = $1 AND sequence = 2", id)
            #expect(try await world.care.work.renew(seat, after: nil).damaged == 1)
            let other = try await world.seat(world.other.one, world.other)
            #expect(try await world.care.work.renew(other, after: nil).total == 0)
        }
    }

    // MARK: At night

    @Test(arguments: testEngines)
    func whatPassedItsDayGoes(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let text = try #require(
                try FreeText.written(
                    "Ik wil koken leren", id: world.care.context.identifier(), on: world.today, field: "wish"))
            try await world.care.files.change(seat, id, "care.plan.wished") {
                try $0.keep(text)
                try $0.plan(.wishedOfAll(note: text.id), basedOn: 0)
            }
            #expect(try await world.care.files.look(seat, id).texts == [text.id: "Ik wil koken leren"])
            world.clock.advance(seconds: 86_400 * 91)
            #expect(try await world.care.files.look(seat, id).texts.isEmpty, "also before the night")
            try await world.care.nightly()
            #expect(try await world.count("care_texts") == 0)
            #expect(try await world.care.files.look(seat, id).file.plan.wish == text.id, "the history stays")

            // The month after the 24th birthday everything goes.
            world.clock.advance(seconds: 86_400 * 366 * 8)
            try await world.care.nightly()
            await expect(RecordsError.notFound) { try await world.care.files.look(try await world.seat(), id) }
            for table in ["care_records", "care_wraps", "care_entries", "care_alerts"] {
                #expect(try await world.count(table) == 0, "\(table)")
            }
        }
    }

    // MARK: Demo

    @Test(arguments: testEngines)
    func everyInventedYoungPersonShowsItsGap(engine: Engine) async throws {
        try await withWorld(engine, isDemo: true, checklist: .real) { world in
            let seat = try await world.seat()
            let demo = try CareDemo(world.care, folder: World.resources + "/demo")
            let samples = try await demo.load(seat, now: world.clock.instant)
            #expect(Set(samples.keys) == ["{plan}", "{item}", "{spell}", "{handover}", "{code}", "{feed}"])
            let files = try await world.care.files.all(seat).files
            #expect(Set(demo.young.map(\.shows)) == Set(ContinuityGap.Kind.allCases.map(\.code)), "one of each kind")
            for person in demo.young {
                let listed = try #require(files.first { $0.file.person.name == person.name })
                let found = listed.file.openGaps(on: world.today).map(\.kind.code)
                #expect(found.contains(person.shows), "\(person.name): \(found)")
                #expect(listed.isInvented)
            }
        }
    }
}
