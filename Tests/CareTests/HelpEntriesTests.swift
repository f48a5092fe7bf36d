import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing

@testable import Care

/// What is entered about help, and what was known of it on a day.
@Suite struct HelpEntriesTests {
    private static func spell(
        _ world: World, _ function: CareFunction = .guidance, _ status: CareSpell.Status = .started,
        from start: Int = -60,
        to end: Int? = nil, known: Int = 0, coordinator: Identifier? = nil
    ) -> CareSpell {
        let today = world.today
        return CareSpell(
            id: world.care.context.identifier(), function, .jeugdwet, status, from: today.adding(days: start),
            to: end.map { today.adding(days: $0) }, funder: "Gemeente Ede", provider: "Aanbieder A",
            coordinator: coordinator, source: "mentor", knownOn: today.adding(days: known))
    }

    @Test(arguments: testEngines)
    func aCorrectionLeavesWhatWasThere(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            let spell = Self.spell(world, known: -20)
            try await world.care.files.add(seat, plan, spell)
            var corrected = spell
            corrected.end = world.today.adding(days: 40)
            corrected.knownOn = world.today
            try await world.care.files.correct(seat, plan, corrected, basedOn: 0)
            let file = try await world.care.files.look(seat, plan).file
            #expect(file.revisions(of: spell.id).map(\.end) == [nil, world.today.adding(days: 40)])
            #expect(file.revisions(of: spell.id).map(\.revision) == [0, 1])
            let before = world.today.adding(days: -1)
            #expect(file.recordAsKnown(on: before).spells.map(\.end) == [nil])
            #expect(file.recordAsKnown(on: world.today).spells.map(\.end) == [world.today.adding(days: 40)])
            #expect(file.recordAsKnown(on: world.today.adding(days: -21)).spells.isEmpty)

            let stale = await #expect(throws: StaleSpell.self) {
                try await world.care.files.correct(seat, plan, corrected, basedOn: 0)
            }
            #expect(stale?.theirs.revision == 1)

            await expect(CareError.missing(field: "reason")) {
                try await world.care.files.retract(seat, plan, spell.id, basedOn: 1, reason: "  ")
            }
            try await world.care.files.retract(seat, plan, spell.id, basedOn: 1, reason: "Bij de verkeerde jongere")
            let after = try await world.care.files.look(seat, plan).file
            #expect(after.recordAsKnown(on: world.today).spells.isEmpty)
            #expect(after.recordAsKnown(on: before).spells.count == 1 && after.revisions(of: spell.id).count == 3)
            await expect(CareError.unknownItem(spell.id.text)) {
                try await world.care.files.correct(seat, plan, corrected, basedOn: 2)
            }
            #expect(try await world.audited("care.spell.corrected").allSatisfy { !$0.details.contains("mentor") })
            #expect(try await world.audited("care.spell.retracted").count == 1)
        }
    }

    @Test(arguments: testEngines)
    func whatCannotBeSaysAtWhichField(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            let files = world.care.files
            func refused(_ error: CareError, _ spell: CareSpell, at location: SourceLocation = #_sourceLocation) async {
                await expect(error, at: location) { try await files.add(seat, plan, spell) }
            }
            await refused(
                .endsBeforeStart(field: "end", world.today.adding(days: -60)), Self.spell(world, to: -60))
            await refused(.inFuture(field: "start"), Self.spell(world, from: 1))
            await refused(.missing(field: "end"), Self.spell(world, .guidance, .stopped))
            await refused(.inFuture(field: "known-on"), Self.spell(world, known: 1))
            await refused(
                .missing(field: "coordinator"), Self.spell(world, .direction, coordinator: world.other.one.id))
            try await files.add(seat, plan, Self.spell(world, .direction, coordinator: world.desk.one.id))
            await refused(
                .twoCoordinators(from: world.today.adding(days: -10)),
                Self.spell(world, .direction, from: -10, coordinator: world.desk.two.id))
            // Who has the direction belongs to no other function.
            let guidance = Self.spell(world, known: -3, coordinator: world.desk.two.id)
            try await files.add(seat, plan, guidance)
            #expect(try await files.look(seat, plan).file.latest(guidance.id).coordinator == nil)
            var earlier = guidance
            earlier.knownOn = world.today.adding(days: -4)
            await expect(CareError.dayBefore(field: "known-on", world.today.adding(days: -3))) {
                try await files.correct(seat, plan, earlier, basedOn: 0)
            }
            let id = world.care.context.identifier()
            await expect(CareError.inFuture(field: "contact-on")) {
                try await files.add(
                    seat, plan, Contact(id: id, .stay, on: world.today.adding(days: 1), knownOn: world.today))
            }
            await expect(CareError.missing(field: "agreed")) {
                try await files.add(seat, plan, Bridging(id: id, .stay, from: world.today, knownOn: world.today))
            }
            await expect(CareError.endsBeforeStart(field: "until", world.today)) {
                try await files.add(
                    seat, plan, Decision(id: id, .stay, .wmo, on: world.today, .granted, until: world.today))
            }
            await expect(CareError.missing(field: "months")) {
                try await files.add(seat, plan, Checkpoint(id: id, months: 4, on: world.today, living: .own))
            }
            await expect(CareError.holdsBSN(field: "agreed")) {
                try await files.add(
                    seat, plan, Bridging(id: id, .stay, from: world.today, agreed: "111222333", knownOn: world.today))
            }
        }
    }

    /// Every kind of entry comes in, can be taken back, and is still there on the days on which it was known.
    @Test(arguments: testEngines)
    func whatIsTakenBackWasKnownBefore(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            let files = world.care.files
            let day = world.today
            let ids = (0..<4).map { _ in world.care.context.identifier() }
            try await files.add(seat, plan, Contact(id: ids[0], .stay, on: day))
            try await files.add(seat, plan, Decision(id: ids[1], .stay, .wmo, on: day, .refused))
            try await files.add(seat, plan, Bridging(id: ids[2], .stay, from: day, agreed: "Tante Els", knownOn: day))
            try await files.add(seat, plan, Checkpoint(id: ids[3], months: 3, on: day, living: .unknown))
            world.clock.advance(seconds: 3 * 86_400)
            let later = try await world.seat()
            for id in ids { try await files.strike(later, plan, id) }
            await expect(CareError.unknownItem(ids[0].text)) { try await files.strike(later, plan, ids[0]) }
            let file = try await files.look(later, plan).file
            func counts(_ record: CareRecord) -> [Int] {
                [record.contacts.count, record.decisions.count, record.bridges.count, record.checkpoints.count]
            }
            #expect(
                counts(file.record) == [0, 0, 0, 0] && counts(file.recordAsKnown(on: world.today)) == [0, 0, 0, 0])
            #expect(counts(file.recordAsKnown(on: day)) == [1, 1, 1, 1])
            #expect(counts(file.recordAsKnown(on: day.adding(days: -1))) == [0, 0, 0, 0])
        }
    }

    // MARK: Gaps

    @Test(arguments: testEngines)
    func aMemberDecidesAboutAGap(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            let files = world.care.files
            try await files.add(seat, plan, Self.spell(world, .stay, from: -200, to: 90))
            let gaps = try await files.look(seat, plan).file.openGaps(on: world.today)
            let coming = try #require(gaps.first { $0.kind == .comingGap })
            await expect(CareError.missing(field: "reason")) {
                try await files.decide(seat, plan, gap: coming.name, .accepted, reason: "")
            }
            await expect(CareError.gapGone) {
                try await files.decide(seat, plan, gap: "G2.stay.1999-01-01", .accepted, reason: "Toch")
            }
            await expect(CareError.gapGone) { try await files.reopen(seat, plan, gap: coming.name) }
            try await files.decide(seat, plan, gap: coming.name, .accepted, reason: "Gaat naar huis")
            let decided = try await files.look(seat, plan).file
            #expect(!decided.openGaps(on: world.today).contains(coming))
            #expect(decided.decision(about: coming)?.stamp.by == .member(world.desk.one.id))
            #expect(decided.decision(about: coming, on: world.today.adding(days: -1)) == nil)
            #expect(decided.decision(about: coming, on: world.today)?.verdict == .accepted)
            try await files.reopen(seat, plan, gap: coming.name)
            #expect(try await files.look(seat, plan).file.openGaps(on: world.today) == gaps)
            #expect(try await world.audited("care.gap.decided").allSatisfy { !$0.details.contains("huis") })
        }
    }

    /// What shows is what the rules find, less what was decided last: for any life, and whatever was decided in whatever order.
    @Test func gapsShownAreThoseFoundLessThoseDecided() {
        var random = SeededGenerator(seed: 21)
        let member = identifier(900)
        for _ in 0..<300 {
            let record = GapPropertyTests.life(&random)
            let today = Day(number: Int.random(in: day("2024-06-01").number...day("2028-12-31").number, using: &random))
            let stamp = Records.Stamp(at: Instant(startOf: today), member: member)
            var file = CareFileFormat.empty
            var events: [CareEvent] = [.came(identifier(800), YoungPerson(name: "Noor", bornOn: record.born))]
            events += record.spells.map { .spell($0) } + record.contacts.map { .contact($0) }
            events += record.decisions.map { .decided($0) } + record.bridges.map { .bridged($0) }
            events += record.checkpoints.map { .checkpoint($0) }
            for event in events { CareFileFormat.apply(event, stamp, to: &file) }
            let found = GapFinder.find(in: file.record, on: today)
            var decided: Set<String> = []
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                guard let gap = found.randomElement(using: &random) else { break }
                let verdict = GapDecision.Verdict.allCases.randomElement(using: &random)!
                CareFileFormat.apply(
                    .gapDecided(GapDecision(gap: gap.name, verdict: verdict, reason: "x", stamp: file.stamp(stamp))),
                    stamp, to: &file)
                // What was arranged stays until the spells say so too.
                if verdict == .reopened || verdict == .arranged {
                    decided.remove(gap.name)
                } else {
                    decided.insert(gap.name)
                }
            }
            #expect(file.openGaps(on: today) == found.filter { !decided.contains($0.name) })
        }
    }

    // MARK: Picture

    /// Everything stands in the window, in order; a lane has something in it; and every gap that is about a function is in its lane or
    /// outside the window.
    @Test func thePictureHoldsWhatWasFound() {
        var random = SeededGenerator(seed: 22)
        for _ in 0..<500 {
            let record = GapPropertyTests.life(&random)
            let today = Day(number: Int.random(in: day("2024-06-01").number...day("2028-12-31").number, using: &random))
            let gaps = GapFinder.find(in: record, on: today)
            let picture = HelpPicture(record, gaps, on: today, careEnd: nil)
            #expect(picture.from < picture.to)
            for lane in picture.lanes {
                #expect(!lane.bars.isEmpty || !lane.holes.isEmpty)
                for bar in lane.bars { #expect(picture.from <= bar.from && bar.from < bar.to && bar.to <= picture.to) }
                for hole in lane.holes {
                    #expect(picture.from <= hole.from && hole.from <= hole.to && hole.to <= picture.to)
                }
            }
            let drawn = picture.lanes.flatMap(\.holes).map(\.gap)
            for gap in gaps where gap.function != nil && !drawn.contains(gap) {
                #expect(gap.from >= picture.to || (gap.until ?? gap.actBefore ?? today) < picture.from, "\(gap)")
            }
            #expect((0...1).contains(picture.place(today)))
        }
    }
}
