import Core
import TestSupport
import Testing

@testable import Care

/// A young person born on 5 May 2009, who turns 18 on 5 May 2027, and helpers to write down what happened.
struct Life {
    var record = CareRecord(born: day("2009-05-05"))
    private var next = 1

    @discardableResult
    mutating func spell(
        _ function: CareFunction, _ law: CareLaw = .jeugdwet, _ status: CareSpell.Status = .started, _ from: String,
        _ to: String? = nil, funder: String = "Gemeente", known: String? = nil,
        _ change: (inout CareSpell) -> Void = { _ in }
    ) -> Identifier {
        var spell = CareSpell(
            id: identifier(next), function, law, status, from: day(from), to: to.map { day($0) },
            endKind: status == .stopped ? .actual : .planned, funder: funder,
            knownOn: known.map { day($0) } ?? min(day(from), day("2026-01-01")))
        change(&spell)
        record.spells.append(spell)
        next += 1
        return spell.id
    }

    mutating func contact(_ function: CareFunction, _ kind: Contact.Kind = .contact, _ on: String) {
        record.contacts.append(Contact(id: identifier(next), function, kind, on: day(on)))
        next += 1
    }

    func gaps(_ kind: ContinuityGap.Kind, _ on: String) -> [ContinuityGap] {
        GapFinder.find(in: record, on: day(on)).filter { $0.kind == kind }
    }

    func spans(_ kind: ContinuityGap.Kind, _ on: String) -> [String] {
        gaps(kind, on).map { "\($0.function?.rawValue ?? "all") \($0.from) \($0.until.map { "\($0)" } ?? "…")" }
    }
}

@Suite struct GapExampleTests {
    @Test func g1PastGap() throws {
        var life = Life()
        let ended = life.spell(.guidance, .jeugdwet, .stopped, "2026-01-01", "2026-03-01")
        let began = life.spell(.guidance, .jeugdwet, .started, "2026-04-15")
        life.spell(.stay, .jeugdwet, .stopped, "2026-01-01", "2026-03-01")
        life.spell(.stay, .jeugdwet, .started, "2026-03-01")
        #expect(life.spans(.pastGap, "2026-11-26") == ["guidance 2026-03-01 2026-04-15"])
        let gap = try #require(life.gaps(.pastGap, "2026-11-26").first)
        #expect(gap.days == 45 && gap.actBefore == nil)
        #expect(gap.reasons == [.between(ended: ended, began: began)])
        #expect(gap.name == "G1.guidance.2026-03-01")
    }

    @Test func g1OnlyInTheWindow() {
        var life = Life()
        life.spell(.stay, .jeugdwet, .stopped, "2020-01-01", "2020-03-01")
        life.spell(.stay, .jeugdwet, .started, "2025-05-15")
        #expect(life.spans(.pastGap, "2026-11-26") == ["stay 2025-05-05 2025-05-15"])
    }

    @Test func g2ComingGap() {
        var life = Life()
        let stay = life.spell(.stay, .jeugdwet, .started, "2025-01-01", "2027-05-05")
        #expect(life.spans(.comingGap, "2026-11-05") == [], "181 days ahead")
        #expect(life.spans(.comingGap, "2026-11-06") == ["stay 2027-05-05 …"])
        #expect(
            life.gaps(.comingGap, "2026-11-26").first?.reasons == [
                .ends(stay, on: day("2027-05-05"), isPlanned: true), .nothingGranted,
            ])
        var two = life
        two.spell(.stay, .jeugdwet, .started, "2026-01-01", "2027-01-15")
        #expect(two.spans(.comingGap, "2026-11-26") == ["stay 2027-05-05 …"], "the one that lasts longer counts")
        var planned = life
        let next = planned.spell(.stay, .wmo, .planned, "2027-05-05")
        #expect(planned.gaps(.comingGap, "2026-11-26").first?.reasons.last == .notGrantedYet(next))
        var granted = life
        granted.spell(.stay, .wmo, .granted, "2027-05-05")
        #expect(granted.spans(.comingGap, "2026-11-26") == [])
        #expect(life.spans(.comingGap, "2027-05-05") == [], "it has ended: another kind")
    }

    @Test func g3AcceptedAndNobodyCame() {
        var life = Life()
        life.record.referrals = [Referral(id: identifier(50), .mentalHealth, acceptedOn: day("2026-11-01"))]
        #expect(life.spans(.paperBridge, "2026-11-15") == [])
        #expect(life.spans(.paperBridge, "2026-11-16") == ["mental-health 2026-11-15 …"])
        #expect(
            life.gaps(.paperBridge, "2026-11-16").first?.reasons == [
                .acceptedWithoutContact(since: day("2026-11-01"))
            ])
        life.contact(.mentalHealth, .contact, "2026-11-10")
        #expect(!life.spans(.paperBridge, "2026-11-16").isEmpty, "the old helper rang")
        life.contact(.mentalHealth, .first, "2026-11-18")
        #expect(life.spans(.paperBridge, "2026-11-17").count == 1)
        #expect(life.spans(.paperBridge, "2026-11-18") == [])
    }

    @Test func g3BeginsAfterTheFormerEnds() {
        var life = Life()
        life.spell(.guidance, .jeugdwet, .started, "2025-01-01", "2027-05-05")
        let next = life.spell(.guidance, .wmo, .granted, "2027-06-01")
        #expect(life.spans(.paperBridge, "2026-11-26") == ["guidance 2027-05-05 2027-06-01"])
        #expect(
            life.gaps(.paperBridge, "2026-11-26").first?.reasons == [.beginsLater(next, on: day("2027-06-01"))])
        // The day passes and nobody writes down that it began.
        #expect(life.spans(.paperBridge, "2027-06-10") == ["guidance 2027-05-05 …"])
        #expect(
            life.gaps(.paperBridge, "2027-06-10").first?.reasons == [.didNotBegin(next, planned: day("2027-06-01"))])
        var close = Life()
        close.spell(.guidance, .jeugdwet, .started, "2025-01-01", "2027-05-05")
        close.spell(.guidance, .wmo, .granted, "2027-05-05")
        #expect(close.spans(.paperBridge, "2026-11-26") == [])
    }

    @Test func g4WaitingList() {
        var life = Life()
        life.spell(.mentalHealth, .jeugdwet, .started, "2025-01-01", "2026-12-10")
        let waiting = life.spell(.mentalHealth, .zvw, .waiting, "2026-10-01", "2027-02-01")
        #expect(life.spans(.waitingList, "2026-11-26") == ["mental-health 2026-12-10 2027-02-01"])
        let gap = life.gaps(.waitingList, "2026-11-26").first
        #expect(gap?.days == 53)
        #expect(
            gap?.reasons == [
                .waiting(waiting, since: day("2026-10-01"), expected: day("2027-02-01")), .noBridge,
            ])
        life.record.bridges = [
            Bridging(
                id: identifier(60), .mentalHealth, from: day("2026-12-10"), to: day("2027-01-10"),
                knownOn: day("2026-11-01"))
        ]
        #expect(
            life.gaps(.waitingList, "2026-11-26").first?.reasons.dropFirst() == [
                .bridged(identifier(60), until: day("2027-01-10")), .bridgeTooShort(until: day("2027-01-10")),
            ])
        // Days on the list before help began are over.
        var over = Life()
        over.spell(.mentalHealth, .zvw, .waiting, "2026-10-01", "2027-02-01")
        #expect(over.spans(.waitingList, "2026-11-26") == ["mental-health 2026-10-01 2027-02-01"])
        over.spell(.mentalHealth, .zvw, .started, "2026-11-20")
        #expect(over.spans(.waitingList, "2026-11-26") == [])
        #expect(life.spans(.waitingList, "2027-02-05") == ["mental-health 2026-12-10 …"])
        #expect(
            life.gaps(.waitingList, "2027-02-05").first?.reasons.contains(.expectedDayPassed(day("2027-02-01")))
                == true)
    }

    @Test func g5DecisionMissing() {
        var life = Life()
        life.spell(.stay, .jeugdwet, .started, "2025-01-01", "2027-05-05")
        #expect(life.spans(.decisionMissing, "2027-02-03") == [])
        #expect(life.spans(.decisionMissing, "2027-02-04") == ["stay 2027-05-05 …"])
        #expect(life.gaps(.decisionMissing, "2027-02-04").first?.actBefore == day("2027-05-05"))
        var decided = life
        decided.record.decisions = [Decision(id: identifier(50), .stay, .wmo, on: day("2027-02-10"), .refused)]
        #expect(decided.spans(.decisionMissing, "2027-02-09").count == 1)
        #expect(decided.spans(.decisionMissing, "2027-02-10") == [], "a refusal is a decision")
        decided.record.decisions = [Decision(id: identifier(50), .guidance, .wmo, on: day("2027-02-10"), .granted)]
        #expect(decided.spans(.decisionMissing, "2027-02-10").count == 1, "per function")
        life.spell(.stay, .wmo, .granted, "2027-05-05")
        #expect(life.spans(.decisionMissing, "2027-02-10") == [])
    }

    @Test func g6ResumptionWindow() {
        var life = Life()
        life.spell(.guidance, .jeugdwet, .stopped, "2025-01-01", "2027-05-05")
        func reasons(_ on: String) -> [GapReason]? { life.gaps(.resumption, on).first?.reasons }
        let deadline = day("2027-11-05")
        #expect(reasons("2027-05-04") == nil)
        #expect(reasons("2027-05-05") == [.resumeBefore(deadline, daysLeft: 184)])
        #expect(reasons("2027-09-06") == [.resumeBefore(deadline, daysLeft: 60), .alarm(days: 60)])
        #expect(reasons("2027-10-06") == [.resumeBefore(deadline, daysLeft: 30), .alarm(days: 30)])
        #expect(reasons("2027-10-30") == [.resumeBefore(deadline, daysLeft: 6), .alarm(days: 7)])
        #expect(reasons("2027-11-05") == nil, "the half year is over")
        var again = life
        again.spell(.guidance, .jeugdwet, .started, "2027-07-01")
        #expect(again.spans(.resumption, "2027-07-01") == [])
        var adult = Life()
        adult.spell(.guidance, .wmo, .stopped, "2027-06-01", "2027-08-01")
        #expect(adult.spans(.resumption, "2027-08-02") == [], "youth care only")
    }

    @Test func g7NoFunder() {
        var life = Life()
        let stay = life.spell(.stay, .jeugdwet, .started, "2025-01-01", "2028-01-01")
        #expect(life.spans(.noFunder, "2026-11-26") == ["stay 2027-05-05 2028-01-01"])
        #expect(life.gaps(.noFunder, "2026-11-26").first?.reasons == [.unfunded(stay, from: day("2027-05-05"))])
        var upTo = Life()
        upTo.spell(.stay, .jeugdwet, .started, "2025-01-01", "2027-05-05")
        #expect(upTo.spans(.noFunder, "2026-11-26") == [], "up to the birthday")
        var oneDay = Life()
        oneDay.spell(.stay, .jeugdwet, .started, "2025-01-01", "2027-05-06")
        #expect(oneDay.spans(.noFunder, "2026-11-26") == ["stay 2027-05-05 2027-05-06"])
        var decided = life
        decided.record.decisions = [
            Decision(id: identifier(50), .stay, .jeugdwet, on: day("2026-11-01"), .granted, until: day("2027-11-05"))
        ]
        #expect(decided.spans(.noFunder, "2026-11-26") == ["stay 2027-11-05 2028-01-01"])
        var adult = Life()
        adult.spell(.stay, .wlz, .started, "2026-10-01", nil)
        #expect(adult.spans(.noFunder, "2026-11-26") == [])
        var unknown = Life()
        unknown.spell(.stay, .wlz, .started, "2026-10-01", nil, funder: "")
        #expect(unknown.spans(.noFunder, "2026-11-26") == ["stay 2027-05-05 …"])
        var until = Life()
        until.spell(.stay, .jeugdwet, .started, "2025-01-01", "2028-01-01") { $0.fundedUntil = day("2028-01-01") }
        #expect(until.spans(.noFunder, "2026-11-26") == [])
        var other = life
        other.spell(.stay, .wmo, .granted, "2027-05-05", "2028-03-01")
        #expect(other.spans(.noFunder, "2026-11-26") == [], "somebody else pays for the same")
    }

    @Test func g8LossOfSpecialism() {
        var life = Life()
        life.spell(.specialised, .jeugdwet, .started, "2025-01-01", "2027-03-01")
        #expect(life.spans(.lostSpecialism, "2026-11-26") == [], "nothing else goes on")
        life.spell(.guidance, .jeugdwet, .started, "2025-01-01", "2027-05-05")
        #expect(life.spans(.lostSpecialism, "2026-11-26") == ["specialised 2027-03-01 2027-05-05"])
        #expect(
            life.gaps(.lostSpecialism, "2026-11-26").first?.reasons == [
                .otherHelpGoesOn(lastSpecialised: day("2027-03-01"))
            ])
        #expect(life.spans(.lostSpecialism, "2027-05-05") == [])
        #expect(life.spans(.lostSpecialism, "2026-09-01") == [], "181 days ahead")
        #expect(life.spans(.lostSpecialism, "2026-09-02").count == 1)
        var never = Life()
        never.spell(.guidance, .jeugdwet, .started, "2025-01-01")
        #expect(never.spans(.lostSpecialism, "2026-11-26") == [])
    }

    @Test func g9NobodyInCharge() {
        var life = Life()
        life.spell(.stay, .jeugdwet, .started, "2026-01-01", "2027-05-05")
        #expect(life.spans(.nobody, "2026-11-26") == ["direction 2026-01-01 2033-05-05"])
        life.spell(.direction, .other, .stopped, "2026-01-15", "2026-06-01")
        life.spell(.direction, .other, .started, "2026-06-11", "2027-05-05")
        #expect(
            life.spans(.nobody, "2026-11-26") == [
                "direction 2027-05-05 2033-05-05", "direction 2026-01-01 2026-01-15",
                "direction 2026-06-01 2026-06-11",
            ])
        let gaps = life.gaps(.nobody, "2026-11-26")
        #expect(gaps.map(\.actBefore) == [day("2027-05-05"), nil, nil])
        #expect(gaps[0].reasons == [.nobodyInCharge(since: day("2027-05-05"))])
        #expect(gaps[1].reasons == [.nobodyInCharge(since: nil)])
        // Granted, and the day on which it was to begin has passed: nobody is in charge because of it.
        var granted = Life()
        granted.spell(.stay, .jeugdwet, .started, "2026-01-01", "2027-05-05")
        granted.spell(.direction, .other, .granted, "2026-06-01")
        #expect(granted.spans(.nobody, "2026-05-31") == ["direction 2026-01-01 2026-06-01"])
        #expect(granted.spans(.nobody, "2026-06-02") == ["direction 2026-01-01 2033-05-05"])
    }

    @Test func g10Silence() {
        var life = Life()
        let stay = life.spell(.stay, .jeugdwet, .started, "2026-09-01")
        #expect(life.spans(.silence, "2026-10-01") == [])
        #expect(life.spans(.silence, "2026-10-02") == ["stay 2026-09-02 …"])
        #expect(
            life.gaps(.silence, "2026-10-02").first?.reasons == [
                .lastContact(nil, silentDays: 31), .openEnded(stay),
            ])
        life.contact(.stay, .contact, "2026-09-20")
        #expect(life.spans(.silence, "2026-10-02") == [])
        #expect(
            life.gaps(.silence, "2026-10-21").first?.reasons.first
                == .lastContact(day("2026-09-20"), silentDays: 31))
        var late = life
        late.record.contacts.append(
            Contact(id: identifier(70), .stay, on: day("2026-10-15"), knownOn: day("2026-10-22")))
        #expect(late.spans(.silence, "2026-10-21").count == 1, "nobody had heard of it yet")
        #expect(late.spans(.silence, "2026-10-22") == [])
        life.contact(.guidance, .contact, "2026-10-20")
        #expect(life.spans(.silence, "2026-10-21").count == 1, "another helper")
    }

    @Test func g11Checkpoints() {
        var life = Life()
        life.spell(.stay, .jeugdwet, .stopped, "2025-01-01", "2027-05-31")
        #expect(life.spans(.checkpoint, "2027-08-30") == [])
        #expect(life.spans(.checkpoint, "2027-08-31") == ["all 2027-08-31 …"])
        #expect(life.spans(.checkpoint, "2028-05-31") == ["all 2027-08-31 …", "all 2028-05-31 …"])
        life.record.checkpoints = [
            Checkpoint(id: identifier(50), months: 3, on: day("2027-09-02"), living: .own, care: [])
        ]
        #expect(life.spans(.checkpoint, "2027-09-01").count == 1)
        #expect(life.spans(.checkpoint, "2027-09-02") == [])
        #expect(life.spans(.checkpoint, "2028-05-31") == ["all 2028-05-31 …"])
    }

    @Test func nothingAfter24AndTheMostUrgentFirst() {
        var life = Life()
        life.spell(.stay, .jeugdwet, .started, "2026-01-01")
        #expect(!GapFinder.find(in: life.record, on: day("2033-05-04")).isEmpty)
        #expect(GapFinder.find(in: life.record, on: day("2033-05-05")).isEmpty)
        let days = GapFinder.find(in: life.record, on: day("2027-04-01")).map { $0.actBefore?.number ?? Int.max }
        #expect(days == days.sorted() && days.count > 2)
    }

    @Test func whatWillShowAndWhen() {
        var life = Life()
        life.spell(.stay, .jeugdwet, .started, "2026-01-01", "2027-05-05")
        life.spell(.direction, .other, .started, "2026-01-01", "2028-01-01")
        life.contact(.stay, .contact, "2026-11-25")
        life.contact(.direction, .contact, "2026-11-25")
        let alerts = GapFinder.alerts(in: life.record, after: day("2026-11-26"))
        func days(_ kind: ContinuityGap.Kind) -> [String] { alerts.filter { $0.kind == kind }.map { "\($0.day)" } }
        #expect(days(.decisionMissing) == ["2027-02-04"])
        #expect(days(.silence) == ["2026-12-26", "2026-12-26"])
        // When care ends, and 60, 30 and 7 days before the half year is over.
        #expect(days(.resumption) == ["2027-05-05", "2027-09-06", "2027-10-06", "2027-10-29"])
        #expect(days(.checkpoint) == ["2027-08-05", "2028-05-05"])
        #expect(days(.comingGap) == [], "it shows today already")
        #expect(days(.nobody) == ["2027-07-05"])
    }
}
