import Core
import TestSupport
import Testing

@testable import Care

@Suite struct GapPropertyTests {
    private static let born = day("2009-05-05")

    /// Some life, with everything in it that can be entered.
    static func life(_ random: inout SeededGenerator, from: Int = day("2024-06-01").number) -> CareRecord {
        var record = CareRecord(born: born)
        let range = from...(from + 1_600)
        func some(_ random: inout SeededGenerator) -> Day { Day(number: Int.random(in: range, using: &random)) }
        for number in 0..<Int.random(in: 0...10, using: &random) {
            let start = some(&random)
            let length = Int.random(in: 1...400, using: &random)
            let status = CareSpell.Status.allCases.randomElement(using: &random)!
            let isOpen = status != .stopped && Int.random(in: 0..<3, using: &random) == 0
            record.spells.append(
                CareSpell(
                    id: identifier(number), CareFunction.allCases.randomElement(using: &random)!,
                    CareLaw.allCases.randomElement(using: &random)!, status, from: start,
                    to: isOpen ? nil : start.adding(days: length), funder: Bool.random(using: &random) ? "G" : "",
                    fundedUntil: Int.random(in: 0..<4, using: &random) == 0 ? start.adding(days: length / 2) : nil,
                    knownOn: start.adding(days: Int.random(in: -60...60, using: &random))))
        }
        for number in 0..<Int.random(in: 0...4, using: &random) {
            let function = CareFunction.allCases.randomElement(using: &random)!
            let id = identifier(100 + number)
            // Often heard later than it happened.
            func heard(_ on: Day) -> Day { on.adding(days: [0, 0, 5, 40].randomElement(using: &random)!) }
            let contact = some(&random)
            record.contacts.append(
                Contact(
                    id: id, function, Bool.random(using: &random) ? .first : .contact, on: contact,
                    knownOn: heard(contact)))
            let decided = some(&random)
            record.decisions.append(
                Decision(
                    id: id, function, CareLaw.allCases.randomElement(using: &random)!, on: decided,
                    Bool.random(using: &random) ? .granted : .refused, knownOn: heard(decided)))
            let start = some(&random)
            record.bridges.append(
                Bridging(id: id, function, from: start, to: start.adding(days: 40), knownOn: heard(start)))
            let accepted = some(&random)
            record.referrals.append(Referral(id: id, function, acceptedOn: accepted, knownOn: heard(accepted)))
            let looked = some(&random)
            record.checkpoints.append(
                Checkpoint(
                    id: id, months: Bool.random(using: &random) ? 3 : 12, on: looked, living: .unknown,
                    knownOn: heard(looked)))
        }
        return record
    }

    private static func today(_ random: inout SeededGenerator) -> Day {
        Day(number: Int.random(in: day("2024-06-01").number...day("2028-12-31").number, using: &random))
    }

    @Test func anotherOrderGivesTheSame() {
        var random = SeededGenerator(seed: 1)
        var found = Set<ContinuityGap.Kind>()
        for _ in 0..<1_500 {
            let record = Self.life(&random)
            let today = Self.today(&random)
            let gaps = GapFinder.find(in: record, on: today)
            found.formUnion(gaps.map(\.kind))
            var shuffled = record
            shuffled.spells.shuffle(using: &random)
            shuffled.contacts.shuffle(using: &random)
            shuffled.decisions.shuffle(using: &random)
            shuffled.bridges.shuffle(using: &random)
            shuffled.referrals.shuffle(using: &random)
            shuffled.checkpoints.shuffle(using: &random)
            #expect(GapFinder.find(in: shuffled, on: today) == gaps)
        }
        #expect(found == Set(ContinuityGap.Kind.allCases), "these lives have every kind in them")
    }

    /// What came in later than a day does not show on it: leaving it out gives the same.
    @Test func whatWasNotKnownDoesNotShow() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<1_500 {
            let record = Self.life(&random)
            let today = Self.today(&random)
            let gaps = GapFinder.find(in: record, on: today)
            #expect(GapFinder.find(in: record.known(on: today), on: today) == gaps)
            var later = record
            guard let place = record.spells.indices.randomElement(using: &random) else { continue }
            later.spells[place].knownOn = today.adding(days: 1)
            var without = record
            without.spells.remove(at: place)
            #expect(GapFinder.find(in: later, on: today) == GapFinder.find(in: without, on: today))
            // Corrections: the old revision stands until the day on which the new one is known.
            var corrected = record
            var correction = record.spells[place]
            correction.revision = 1
            correction.isRetracted = true
            correction.knownOn = today.adding(days: 1)
            corrected.spells.append(correction)
            #expect(GapFinder.find(in: corrected, on: today) == gaps)
            corrected.spells[corrected.spells.count - 1].knownOn = today
            #expect(GapFinder.find(in: corrected, on: today) == GapFinder.find(in: without, on: today))
        }
    }

    /// A spell that was begun never makes a hole where there was none: in the time that the earlier spells of its function span. (Far from
    /// them it does make one: between it and them.)
    @Test func moreHelpMakesNoHole() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            let record = Self.life(&random)
            let today = Self.today(&random)
            let function = CareFacts.help.randomElement(using: &random)!
            func holes(_ record: CareRecord) -> Set<Int> {
                Set(
                    GapFinder.find(in: record, on: today).filter { $0.kind == .pastGap && $0.function == function }
                        .flatMap { Array($0.from.number..<$0.until!.number) })
            }
            let real = record.spells.filter { $0.function == function && $0.status.isReal && $0.knownOn <= today }
            guard let first = real.map(\.start.number).min(), let last = real.map(\.days.end).max() else { continue }
            let start = first + Int.random(in: -300...300, using: &random)
            var more = record
            more.spells.append(
                CareSpell(
                    id: identifier(99), function, .wmo, .started, from: Day(number: start),
                    to: Day(number: start + Int.random(in: 1...300, using: &random)), knownOn: today))
            let added = holes(more).subtracting(holes(record))
            #expect(added.allSatisfy { $0 < first || $0 >= last })
        }
    }

    /// G1 by counting days one by one.
    @Test func holesAreTheDaysBetweenSpells() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<500 {
            let record = Self.life(&random)
            let today = Self.today(&random)
            let facts = CareFacts(record, on: today, known: today, .standard)
            for function in CareFacts.help {
                let real = record.known(on: today).spells.filter { $0.function == function && $0.status.isReal }
                var expected: Set<Int> = []
                if let first = real.map(\.start.number).min(), let last = real.map(\.days.end).max() {
                    let end = min(last, facts.window.end, today.number)
                    for day in max(first, facts.window.start)..<max(end, max(first, facts.window.start))
                    where !real.contains(where: { $0.days.contains(day) }) { expected.insert(day) }
                }
                let found = GapFinder.find(in: record, on: today).filter {
                    $0.kind == .pastGap && $0.function == function
                }
                #expect(Set(found.flatMap { Array($0.from.number..<$0.until!.number) }) == expected)
            }
        }
    }

    /// All days later by the same number give the same, later by that number. Calendars repeat every four years; by another number of
    /// days months and 29 February get in between, and only rules that count days are the same.
    @Test(arguments: [1_461, 2_922, 17, 365, -40])
    func allDaysLaterGiveTheSameLater(by days: Int) {
        var random = SeededGenerator(seed: 5)
        let isCalendar = days % 1_461 == 0
        for _ in 0..<400 {
            let record = Self.life(&random)
            let today = Self.today(&random)
            let moved = record.moved(by: days)
            // The birthdays have to move by as much, which they do not over a 29 February.
            let eighteenth = Birthdays.eighteenth(born: record.born).number
            guard Birthdays.eighteenth(born: moved.born).number == eighteenth + days else { continue }
            func gaps(_ record: CareRecord, _ day: Day, _ back: Int) -> [String] {
                GapFinder.find(in: record, on: day)
                    .filter { isCalendar || [.comingGap, .paperBridge, .silence, .decisionMissing].contains($0.kind) }
                    .map {
                        "\($0.kind.code) \($0.function.map { "\($0)" } ?? "") \($0.from.number - back) "
                            + "\($0.until.map { "\($0.number - back)" } ?? "") "
                            + "\($0.actBefore.map { "\($0.number - back)" } ?? "")"
                    }
            }
            #expect(gaps(moved, today.adding(days: days), days) == gaps(record, today, 0))
        }
    }

    /// Every gap says why, ends after it begins, and is there once.
    @Test func everyGapIsWhole() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<1_500 {
            let record = Self.life(&random)
            let gaps = GapFinder.find(in: record, on: Self.today(&random))
            for gap in gaps {
                if let days = gap.days { #expect(days > 0) }
                #expect(gap.kind == .pastGap || !gap.reasons.isEmpty)
            }
        }
    }

    /// What the nightly job waits for is all there is: between two of its days nothing new shows.
    @Test func alertsMissNothing() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<100 {
            let record = Self.life(&random)
            let today = Self.today(&random)
            let alerts = GapFinder.alerts(in: record, after: today)
            var seen = Set(GapFinder.find(in: record, on: today).map(\.name))
            for later in 1...400 where later < 40 || later % 3 != 0 {
                let day = today.adding(days: later)
                seen.formUnion(alerts.filter { $0.day <= day }.map(\.gap))
                for gap in GapFinder.find(in: record, on: day, known: today) where !seen.contains(gap.name) {
                    Issue.record("\(gap.name) shows on \(day), and no alert tells it")
                    seen.insert(gap.name)
                }
            }
        }
    }
}

extension CareRecord {
    /// The same, so many days later.
    fileprivate func moved(by days: Int) -> CareRecord {
        var moved = self
        func later(_ day: Day) -> Day { day.adding(days: days) }
        moved.born = later(born)
        moved.spells = spells.map { spell in
            var spell = spell
            spell.start = later(spell.start)
            spell.end = spell.end.map(later)
            spell.fundedUntil = spell.fundedUntil.map(later)
            spell.knownOn = later(spell.knownOn)
            return spell
        }
        moved.contacts = contacts.map {
            Contact(id: $0.id, $0.function, $0.kind, on: later($0.on), knownOn: later($0.knownOn))
        }
        moved.decisions = decisions.map {
            Decision(
                id: $0.id, $0.function, $0.law, on: later($0.on), $0.outcome, until: $0.until.map(later),
                knownOn: later($0.knownOn))
        }
        moved.bridges = bridges.map {
            Bridging(
                id: $0.id, $0.function, from: later($0.start), to: $0.end.map(later), knownOn: later($0.knownOn))
        }
        moved.referrals = referrals.map {
            Referral(id: $0.id, $0.function, acceptedOn: later($0.acceptedOn), knownOn: later($0.knownOn))
        }
        moved.checkpoints = checkpoints.map {
            Checkpoint(
                id: $0.id, months: $0.months, on: later($0.on), living: $0.living, care: $0.care,
                knownOn: later($0.knownOn))
        }
        return moved
    }
}
