import Core
import Foundation
import TestSupport
import Testing

@testable import Care

@Suite struct SpellTests {
    private let today = day("2026-11-26")

    private func stay(_ number: Int, _ status: CareSpell.Status, _ from: String, _ to: String?, revision: Int = 0)
        -> CareSpell
    {
        CareSpell(
            id: identifier(number), revision: revision, .stay, .jeugdwet, status, from: day(from),
            to: to.map { day($0) },
            knownOn: day("2026-01-01"))
    }

    @Test func whatCannotBe() {
        func check(_ spell: CareSpell) -> CareError? {
            refusal { () throws(CareError) in _ = try spell.checked(on: today) }
        }
        #expect(check(stay(1, .started, "2026-01-01", "2027-01-01")) == nil)
        #expect(
            check(stay(1, .planned, "2027-01-01", "2027-01-01"))
                == .endsBeforeStart(field: "end", day("2027-01-01")))
        #expect(check(stay(1, .started, "2026-11-27", nil)) == .inFuture(field: "start"))
        #expect(check(stay(1, .stopped, "2026-01-01", nil)) == .missing(field: "end"))
        #expect(check(stay(1, .stopped, "2026-01-01", "2026-11-27")) == .inFuture(field: "end"))
        var early = stay(1, .started, "2026-01-01", nil)
        early.knownOn = day("2026-11-27")
        #expect(check(early) == .inFuture(field: "known-on"))
        early.knownOn = today
        early.fundedUntil = day("2025-12-31")
        #expect(check(early) == .dayBefore(field: "funded-until", day("2026-01-01")))
    }

    @Test func twoCoordinatorsAtOnce() {
        func direction(_ number: Int, _ coordinator: Int, _ from: String, _ to: String?) -> CareSpell {
            CareSpell(
                id: identifier(number), .direction, .other, .started, from: day(from), to: to.map { day($0) },
                coordinator: identifier(coordinator), knownOn: day("2026-01-01"))
        }
        let first = direction(1, 900, "2026-01-01", "2026-06-01")
        func check(_ spell: CareSpell) -> CareError? { refusal { () throws(CareError) in try [first].check(spell) } }
        #expect(check(direction(2, 901, "2026-05-31", nil)) == .twoCoordinators(from: day("2026-05-31")))
        #expect(check(direction(2, 901, "2026-06-01", nil)) == nil, "an end is the first day without")
        #expect(check(direction(2, 900, "2026-05-01", nil)) == nil, "the same one")
        #expect(check(direction(1, 901, "2026-05-01", nil)) == nil, "it corrects itself")
    }

    @Test func whatWasKnownOnADay() {
        var corrected = stay(1, .stopped, "2026-01-01", "2026-03-01", revision: 1)
        corrected.knownOn = day("2026-04-01")
        var retracted = corrected
        retracted.revision = 2
        retracted.isRetracted = true
        retracted.knownOn = day("2026-05-01")
        let all = [retracted, stay(1, .started, "2026-01-01", nil), corrected]
        #expect(all.known(on: day("2025-12-31")).isEmpty)
        #expect(all.known(on: day("2026-03-31")).map(\.revision) == [0])
        #expect(all.known(on: day("2026-04-01")).map(\.revision) == [1])
        #expect(all.known(on: day("2026-05-01")).isEmpty)
    }

    @Test func itComesBackFromJSON() throws {
        var record = CareRecord(born: day("2009-05-05"), spells: [stay(1, .started, "2026-01-01", nil)])
        record.contacts = [Contact(id: identifier(2), .stay, .first, on: day("2026-01-02"))]
        record.decisions = [Decision(id: identifier(3), .stay, .wmo, on: day("2026-02-01"), .granted)]
        record.bridges = [Bridging(id: identifier(4), .stay, from: day("2026-02-01"), knownOn: day("2026-02-01"))]
        record.referrals = [Referral(id: identifier(5), .stay, acceptedOn: day("2026-02-01"))]
        record.checkpoints = [
            Checkpoint(id: identifier(6), months: 3, on: day("2026-02-01"), living: .own, care: [.wmo])
        ]
        #expect(try JSONDecoder().decode(CareRecord.self, from: JSONEncoder().encode(record)) == record)
    }
}

@Suite struct DaySpanTests {
    /// By counting days one by one.
    @Test func holesAndUnionPartTheWindow() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let spans = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                let start = Int.random(in: -5...40, using: &random)
                let isOpen = Int.random(in: 0..<8, using: &random) == 0
                return DaySpan(start, isOpen ? DaySpan.open : start + Int.random(in: 0...12, using: &random))
            }
            let window = DaySpan(0, Int.random(in: 0...35, using: &random))
            let union = DaySpans.union(spans)
            let holes = DaySpans.holes(in: union, of: window)
            for day in -6...60 {
                let isIn = spans.contains { $0.contains(day) }
                #expect(DaySpans.contains(union, day) == isIn)
                #expect(DaySpans.contains(holes, day) == (window.contains(day) && !isIn))
            }
            for (left, right) in zip(union, union.dropFirst()) { #expect(left.end < right.start) }
            for (left, right) in zip(holes, holes.dropFirst()) { #expect(left.end < right.start) }
            #expect(DaySpans.subtract(union, from: [window].filter { !$0.isEmpty }) == holes)
            let inWindow = union.map { $0.clamped(to: window) }.filter { !$0.isEmpty }
            #expect(DaySpans.count(inWindow)! + DaySpans.count(holes)! == max(0, window.end - window.start))
        }
    }
}
