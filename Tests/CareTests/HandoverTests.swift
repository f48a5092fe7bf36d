import Core
import Foundation
import TestSupport
import Testing

@testable import Care

@Suite struct HandoverTests {
    private let stamp = Stamp(at: Instant(startOf: day("2026-11-26")), by: .member(identifier(900)))

    private var asked: Handover { Handover(id: identifier(1), .guidance, askedOn: day("2026-11-01"), asked: stamp) }

    private func take(
        _ handover: Handover, _ step: Handover.Step, _ side: Handover.Side, _ on: String, note: String = ""
    ) -> (Handover?, CareError?) {
        do throws(CareError) {
            let next = try handover.taking(
                step, by: side, on: day(on), note: note, youngPersonWasThere: true, stamp)
            return (next, nil)
        } catch { return (nil, error) }
    }

    @Test func fromAskedToDone() throws {
        let accepted = try #require(take(asked, .accept, .receiving, "2026-11-03").0)
        #expect(
            accepted.referral
                == Referral(id: identifier(1), .guidance, acceptedOn: day("2026-11-03"), knownOn: day("2026-11-26")))
        let met = try #require(take(accepted, .meet, .receiving, "2026-11-10").0)
        #expect(!met.isWarm(on: day("2026-11-09")) && met.isWarm(on: day("2026-11-10")))
        let done = try #require(take(met, .finish, .giving, "2026-11-20").0)
        #expect(done.state == .done && done.state.isOver && done.steps(.giving).isEmpty)
        #expect(done.taken.map(\.step) == [.accept, .meet, .finish])
        #expect(try JSONDecoder().decode(Handover.self, from: JSONEncoder().encode(done)) == done)
    }

    @Test func whatCannotBe() throws {
        #expect(take(asked, .accept, .giving, "2026-11-03").1 == .otherSide)
        #expect(take(asked, .meet, .receiving, "2026-11-03").1 == .stepNotOpen)
        #expect(take(asked, .finish, .giving, "2026-11-03").1 == .stepNotOpen)
        #expect(take(asked, .accept, .receiving, "2026-10-31").1 == .dayBefore(field: "on", day("2026-11-01")))
        #expect(take(asked, .accept, .receiving, "2026-11-27").1 == .inFuture(field: "on"))
        #expect(take(asked, .refuse, .receiving, "2026-11-03").1 == .missing(field: "note"))
        let refused = try #require(take(asked, .refuse, .receiving, "2026-11-03", note: "Geen plek").0)
        #expect(refused.referral == nil)
        #expect(take(refused, .accept, .receiving, "2026-11-04").1 == .stepNotOpen)
    }

    /// Whatever is tried in whatever order: done comes after a first contact, which comes after yes; and what is over stays over.
    @Test func noWayAround() {
        var random = SeededGenerator(seed: 9)
        var ends: Set<Handover.State> = []
        for _ in 0..<2_000 {
            var handover = asked
            for _ in 0..<12 {
                let step = Handover.Step.allCases.randomElement(using: &random)!
                let side = Handover.Side.allCases.randomElement(using: &random)!
                let isOffered = handover.steps(side).contains(step)
                let next = take(handover, step, side, "2026-11-05", note: "x").0
                #expect((next != nil) == isOffered)
                if handover.state.isOver { #expect(next == nil) }
                if let next {
                    #expect(Array(next.taken.dropLast()) == handover.taken)
                    handover = next
                }
            }
            ends.insert(handover.state)
            let steps = handover.taken.map(\.step)
            if handover.state == .done { #expect(steps == [.accept, .meet, .finish]) }
            if steps.contains(.meet) { #expect(steps.prefix(2) == [.accept, .meet]) }
        }
        #expect(ends.isSuperset(of: [.done, .refused, .withdrawn]))
    }

    @Test func theFirstDayEndsTheAccess() {
        func access(_ contact: String?, _ consent: String?, _ care: String?) -> OldAccess? {
            OldAccess(
                firstContact: contact.map { day($0) }, consentWithdrawn: consent.map { day($0) },
                careEnded: care.map { day($0) })
        }
        #expect(access(nil, nil, nil) == nil)
        #expect(access("2027-05-20", nil, "2027-05-05")?.because == .firstContact)
        #expect(access("2027-06-20", nil, "2027-05-05")?.endsOn == day("2027-06-04"), "30 days after care ended")
        #expect(access("2027-05-20", "2027-05-20", nil)?.because == .consentWithdrawn)
        let open = access("2027-05-20", nil, nil)
        #expect(open?.isOpen(on: day("2027-05-19")) == true && open?.isOpen(on: day("2027-05-20")) == false)
    }

    @Test func somebodyStaysUntil24() {
        let aftercare = Aftercare(member: nil, name: "Noor", since: day("2027-05-05"))
        let born = day("2009-05-05")
        #expect(!aftercare.isThere(on: day("2027-05-04"), born: born))
        #expect(aftercare.isThere(on: day("2033-05-04"), born: born))
        #expect(!aftercare.isThere(on: day("2033-05-05"), born: born))
    }
}

@Suite struct ObservationTests {
    private func stamp(_ on: String, _ by: Author = .member(identifier(900))) -> Stamp {
        Stamp(at: Instant(startOf: day(on)), by: by)
    }

    private func risk(_ number: Int, _ answer: RiskObservation.Answer, _ on: String) -> RiskObservation {
        RiskObservation(
            id: identifier(number), indicator: .debts, answer: answer, since: nil, on: day(on),
            origin: .youngPersonSaid, stamp: stamp(on))
    }

    @Test func unknownIsNotNoAndNotAskedIsNeither() {
        let all = [risk(1, .no, "2026-01-01"), risk(2, .unknown, "2026-03-01"), risk(3, .yes, "2026-05-01")]
        #expect(all.latest(.debts, on: day("2025-12-31")) == nil)
        #expect(all.latest(.debts, on: day("2026-02-01"))?.answer == .no)
        #expect(all.latest(.debts, on: day("2026-04-01"))?.answer == .unknown)
        #expect(all.latest(.uninsured, on: day("2026-06-01")) == nil)
        #expect(all.history(.debts).map(\.answer) == [.yes, .unknown, .no])
        #expect(all.lines(on: day("2026-06-01")).count == 11)
        var later = risk(4, .yes, "2026-06-01")
        later = RiskObservation(
            id: later.id, indicator: .debts, answer: .yes, since: day("2026-06-02"), on: later.on, origin: .workerSaw,
            stamp: later.stamp)
        #expect(
            refusal { () throws(CareError) in _ = try later.checked(on: day("2026-07-01")) }
                == .dayAfter(field: "since", day("2026-06-01")))
    }

    @Test func twoViewsBesideEachOther() {
        let lines = [
            DomainLine(.housing, .arranged, on: day("2026-05-01"), stamp("2026-05-01")),
            DomainLine(.housing, .not, on: day("2026-05-02"), stamp("2026-05-02", .youngPerson)),
            DomainLine(.income, .partly, on: day("2026-05-01"), stamp("2026-05-01")),
            DomainLine(.income, .partly, on: day("2026-05-01"), isSaidByYoungPerson: true, stamp("2026-05-01")),
        ]
        let views = lines.views(on: day("2026-06-01"))
        #expect(views.map(\.domain) == Domain.bigFive)
        #expect(views.filter(\.differs).map(\.domain) == [.housing])
        #expect(views[0].worker == nil && views[0].own == nil)
        #expect(lines.views(on: day("2026-05-01"))[1].own == nil)
    }
}
