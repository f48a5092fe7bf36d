import Core
import TestSupport
import Testing
import Web

@testable import Commitments

func day(_ text: String) -> Day { Day(text)! }
func rough(_ text: String) -> RoughDate { RoughDate(typed: text)! }

func identifier(_ number: Int) -> Identifier {
    let digits = String(number)
    return Identifier("00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)!
}

let letterSource = ItemSource(title: "Brief", url: "https://example.org/brief", quote: "voor de zomer")

func deadline(
    _ due: String, _ kind: Deadline.Kind = .said, _ change: Deadline.Change = .first, source: ItemSource? = letterSource
) -> Deadline {
    Deadline(
        due: rough(due), kind: kind, change: change, reason: "Volgens de brief", announced: rough("2020-06-05"),
        source: source, recorded: Instant(milliseconds: 0))
}

@Suite("Deadlines")
struct DeadlineTests {
    @Test func aDeadlineBeforeThePromiseIsRefused() {
        #expect(throws: CommitmentsError.deadlineBeforePromise) {
            try deadline("1 mei 2020").check(promised: rough("5 juni 2020"), after: [])
        }
        // "In June" may be after the fifth.
        #expect(throws: Never.self) { try deadline("juni 2020").check(promised: rough("5 juni 2020"), after: []) }
    }

    @Test func moreTimeNeedsALetterAndALaterDay() {
        let first = deadline("1 september 2020")
        func check(_ next: Deadline, after before: [Deadline] = [first]) throws {
            try next.check(promised: rough("2020-06-05"), after: before)
        }
        #expect(throws: CommitmentsError.extensionWithoutLetter) {
            try check(deadline("1 december 2020", .said, .extended, source: nil))
        }
        #expect(throws: CommitmentsError.notLater) { try check(deadline("1 augustus 2020", .said, .extended)) }
        #expect(throws: CommitmentsError.noDeadlineYet) {
            try check(deadline("1 december 2020", .said, .extended), after: [])
        }
        #expect(throws: CommitmentsError.deadlineThere) { try check(deadline("1 december 2020")) }
        #expect(throws: Never.self) { try check(deadline("1 december 2020", .said, .extended)) }
        #expect(throws: Never.self) { try check(deadline("1 augustus 2020", .said, .replaced)) }
    }

    /// Otherwise anybody could take "late" away by calling more time a better date.
    @Test func aBetterDateThatGivesMoreTimeNeedsASource() {
        func check(_ next: Deadline, after before: Deadline = deadline("1 september 2020")) throws {
            try next.check(promised: rough("2020-06-05"), after: [before])
        }
        for next in [
            deadline("1 december 2020", .said, .replaced, source: nil),
            deadline("1 augustus 2020", .assumed, .replaced, source: nil),
        ] {
            #expect(throws: CommitmentsError.replacementWithoutSource) { try check(next) }
            #expect(throws: Never.self) { try check(next, after: deadline("1 september 2020", .assumed)) }
            var told = next
            told.source = letterSource
            #expect(throws: Never.self) { try check(told) }
        }
        #expect(throws: Never.self) { try check(deadline("1 augustus 2020", .said, .replaced, source: nil)) }
    }

    @Test func aDeadlineSaysHowItWasFound() {
        var silent = deadline("1 december 2020")
        silent.reason = ""
        #expect(throws: CommitmentsError.missing("reason")) { try silent.check(promised: rough("2020"), after: []) }
    }
}

@Suite("Where a promise stands")
struct StateTests {
    private func state(_ verdict: Outcome?, _ due: Due?, _ today: String) -> TrackedState {
        TrackedState(verdict: verdict, due: due, on: day(today))
    }

    @Test func theDayItselfIsInTime() {
        let due = deadline("1 september 2020").summary
        #expect(state(nil, due, "2020-09-01") == .open)
        #expect(state(nil, due, "2020-09-02") == .late)
    }

    @Test func anInexactDayIsPastWhenItsLastDayIs() {
        let due = deadline("eerste helft 2021").summary
        #expect(state(nil, due, "2021-06-30") == .open)
        #expect(state(nil, due, "2021-07-01") == .late)
    }

    @Test func whatWeAssumedMakesNothingLate() {
        #expect(state(nil, deadline("1 september 2020", .assumed).summary, "2026-01-01") == .open)
        #expect(state(nil, deadline("1 september 2020", .rule).summary, "2026-01-01") == .late)
    }

    /// A day that passes breaks nothing, and a verdict of two members is not undone by one.
    @Test func onlyVerdictsClose() {
        let past = deadline("1 september 2020").summary
        for outcome in Outcome.allCases {
            let found = state(outcome, past, "2026-01-01")
            switch outcome {
            case .onTrack, .open: #expect(found == .late)
            default: #expect(found.rawValue == outcome.rawValue)
            }
            #expect(state(outcome, nil, "2026-01-01").rawValue == outcome.rawValue)
        }
        for today in ["2020-01-01", "2020-09-02", "2099-12-31"] { #expect(!state(nil, past, today).isClosed) }
    }

    /// There is no input for a cabinet: who holds the office changes, the state does not.
    @Test func aNewHolderVoidsNothing() {
        let holders = [
            Holder(office: "minister-vws", name: "A", from: day("2020-01-01"), until: day("2021-03-01")),
            Holder(office: "minister-vws", name: "B", from: day("2021-03-02"), until: nil),
        ]
        #expect(Holder.of("minister-vws", on: rough("juni 2020"), in: holders)?.name == "A")
        #expect(Holder.of("minister-vws", on: rough("2022"), in: holders)?.name == "B")
        #expect(Holder.of("minister-vws", on: rough("2019"), in: holders) == nil)
        #expect(Holder.of("kabinet", on: rough("2022"), in: holders) == nil)
        // Who it was is not known when the office changed hands within the date.
        #expect(Holder.of("minister-vws", on: rough("maart 2021"), in: holders) == nil)
        #expect(Holder.of("minister-vws", on: rough("2021"), in: holders) == nil)
    }
}

@Suite("Verdicts")
struct VerdictTests {
    private let known = [
        Criteria(id: identifier(1), text: "Kept when", dated: day("2020-07-10"), recorded: Instant(milliseconds: 0))
    ]

    private func draft(
        _ outcome: Outcome, on date: String = "2022-07-04", criteria: Int? = 1, source: ItemSource? = letterSource
    ) -> VerdictDraft {
        VerdictDraft(
            outcome: outcome, criteria: criteria.map(identifier), evidence: "Answer to questions",
            evidenceDate: rough(date), source: source)
    }

    private func check(_ draft: VerdictDraft) throws {
        try draft.check(promised: rough("2020-07-02"), criteria: known, today: day("2026-11-26"))
    }

    @Test func criteriaComeBeforeWhatWasSeen() {
        #expect(throws: Never.self) { try check(draft(.kept)) }
        #expect(throws: Never.self) { try check(draft(.kept, on: "2020-07-10")) }
        #expect(throws: CommitmentsError.criteriaAfterEvidence) { try check(draft(.kept, on: "2020-07-09")) }
        // "July 2020" may have been before the tenth.
        #expect(throws: CommitmentsError.criteriaAfterEvidence) { try check(draft(.broken, on: "juli 2020")) }
        for outcome in [Outcome.kept, .partly, .broken] {
            #expect(throws: CommitmentsError.criteriaMissing) { try check(draft(outcome, criteria: nil)) }
            #expect(throws: CommitmentsError.criteriaMissing) { try check(draft(outcome, criteria: 9)) }
        }
    }

    /// The day on which criteria were agreed is typed; the day on which they were recorded is known.
    @Test func criteriaRecordedAfterTheEvidenceAreKnown() {
        var criteria = known[0]
        criteria.recorded = Instant(day("2022-07-04"), minute: 600)
        #expect(!criteria.isRecorded(after: rough("4 juli 2022")))
        #expect(criteria.isRecorded(after: rough("3 juli 2022")))
        #expect(criteria.isRecorded(after: rough("juli 2022")))
    }

    @Test func whatWasSeenIsAfterThePromiseAndNotAhead() {
        #expect(throws: CommitmentsError.evidenceBeforePromise) { try check(draft(.kept, on: "2019")) }
        #expect(throws: CommitmentsError.evidenceAhead) { try check(draft(.kept, on: "2027")) }
    }

    @Test func onlyADecisionWithItsSourceLetsAPromiseLapse() {
        #expect(throws: CommitmentsError.decisionMissing) { try check(draft(.lapsed, criteria: nil, source: nil)) }
        #expect(throws: CommitmentsError.decisionMissing) {
            try check(draft(.lapsed, criteria: nil, source: ItemSource(title: "Het kabinet viel")))
        }
        #expect(throws: Never.self) { try check(draft(.lapsed, criteria: nil)) }
    }

    @Test func whatCannotBeMeasuredNeedsNoCriteriaButAReason() {
        #expect(throws: Never.self) { try check(draft(.notAssessable, criteria: nil, source: nil)) }
        var silent = draft(.notAssessable, criteria: nil)
        silent.evidence = ""
        #expect(throws: CommitmentsError.missing("evidence")) { try check(silent) }
    }

    @Test func twoDifferentMembers() {
        let verdict = Verdict(
            id: identifier(5), draft: draft(.kept), proposedBy: identifier(11), proposed: Instant(milliseconds: 1),
            answer: nil)
        #expect(!verdict.isSettled)
        #expect(throws: CommitmentsError.sameMember) { try verdict.checkAnswer(by: identifier(11), agrees: true) }
        #expect(throws: Never.self) { try verdict.checkAnswer(by: identifier(11), agrees: false) }
        #expect(throws: Never.self) { try verdict.checkAnswer(by: identifier(12), agrees: true) }
        var answered = verdict
        answered.answer = .init(member: identifier(12), agrees: true, note: nil, at: Instant(milliseconds: 2))
        #expect(answered.isSettled)
        #expect(throws: CommitmentsError.verdictAnswered) {
            try answered.checkAnswer(by: identifier(13), agrees: true)
        }
    }

    @Test func theLastSettledVerdictCounts() {
        func verdict(_ number: Int, _ outcome: Outcome, at: Int64?, agrees: Bool = true) -> Verdict {
            Verdict(
                id: identifier(number), draft: draft(outcome), proposedBy: identifier(11),
                proposed: Instant(milliseconds: 1),
                answer: at.map {
                    .init(member: identifier(12), agrees: agrees, note: nil, at: Instant(milliseconds: $0))
                })
        }
        let all = [
            verdict(1, .partly, at: 10), verdict(2, .kept, at: 20), verdict(3, .broken, at: 30, agrees: false),
            verdict(4, .broken, at: nil),
        ]
        #expect(Verdict.current(all)?.draft.outcome == .kept)
        #expect(Verdict.current([]) == nil)
    }
}

@Suite("Chains")
struct ChainTests {
    private func check(_ chain: Chain, _ from: Int, _ to: Int, _ fromDate: String = "2020", _ toDate: String = "2020")
        throws
    {
        try chain.check(
            ItemLink(from: identifier(from), to: identifier(to)), from: rough(fromDate), to: rough(toDate))
    }

    @Test func nothingComesOfItselfOrTwice() {
        let chain = Chain([
            ItemLink(from: identifier(1), to: identifier(2)), ItemLink(from: identifier(2), to: identifier(3)),
        ])
        #expect(throws: CommitmentsError.linkToItself) { try check(chain, 1, 1) }
        #expect(throws: CommitmentsError.linkThere) { try check(chain, 1, 2) }
        #expect(throws: CommitmentsError.linkCircle) { try check(chain, 3, 1) }
        #expect(throws: Never.self) { try check(chain, 1, 3) }
        #expect(throws: CommitmentsError.consequenceFirst) { try check(chain, 1, 4, "juli 2020", "juni 2020") }
        #expect(throws: Never.self) { try check(chain, 1, 4, "2020", "juni 2020") }
        #expect(chain.causes(of: identifier(3)) == [identifier(1), identifier(2)])
        #expect(chain.consequences(of: identifier(1)) == [identifier(2), identifier(3)])
    }

    /// A vote "in July" comes after the motion of 2 July that it is about, and an answer after its questions.
    @Test func consequencesComeAfterTheirCauses() {
        let chain = Chain([
            ItemLink(from: identifier(1), to: identifier(2)), ItemLink(from: identifier(2), to: identifier(3)),
        ])
        let dates = [
            identifier(1): rough("2 juli 2020"), identifier(2): rough("juli 2020"), identifier(3): rough("2020"),
            identifier(4): rough("begin maart 2020"),
        ]
        #expect(chain.order(dates) == [4, 1, 2, 3].map(identifier))
    }

    /// Whatever is linked in whatever order, no thing ever comes of itself.
    @Test func neverACircle() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<50 {
            var links: [ItemLink] = []
            for _ in 0..<40 {
                let link = ItemLink(
                    from: identifier(.random(in: 1...9, using: &random)),
                    to: identifier(.random(in: 1...9, using: &random)))
                if (try? Chain(links).check(link, from: rough("2020"), to: rough("2020"))) != nil { links.append(link) }
            }
            let chain = Chain(links)
            for number in 1...9 { #expect(!chain.causes(of: identifier(number)).contains(identifier(number))) }
        }
    }
}

@Suite("Work list and reminders")
struct WorkListTests {
    private func open(
        _ number: Int, _ kind: ItemKind = .commitment, due: String? = nil, _ how: Deadline.Kind = .said,
        verdict: Outcome? = nil, office: String? = "minister-vws", answered: Bool = false, read: Bool = false,
        adopted: Bool? = nil
    ) -> OpenItem {
        OpenItem(
            item: Item(
                id: identifier(number), slug: "item-\(number)", version: 1,
                draft: ItemDraft(
                    kind: kind, title: Words(nl: "Ding \(number)", en: ""), date: rough("2020-06-05"), office: office,
                    source: letterSource), created: Instant(milliseconds: 0)),
            deadline: due.map { Due(date: rough($0), kind: how) }, verdict: verdict,
            adoption: adopted.map { Adoption($0, basis: .decision) },
            isAnswered: answered, isRead: read)
    }

    @Test func everyReasonOnce() {
        let list = WorkList(
            [
                open(1, due: "2026-11-25"), open(2, due: "2026-11-26"), open(3, due: "2026-12-26"),
                open(4, due: "2026-12-27"), open(5, due: "2020", verdict: .kept), open(6, .letter),
                open(7, .letter, read: true), open(8, .questions), open(9, .questions, answered: true),
                open(10, .recommendation), open(11, .motion, due: "2021", adopted: true),
                open(12, .motion, due: "2021", adopted: false), open(13, .motion, due: "2021"), open(14, .publication),
                open(15, due: "2021", .assumed), open(16, due: "2022", verdict: .partly), open(17),
            ], on: day("2026-11-26"))
        let found = list.groups.map { ($0.reason, $0.items.map(\.item.slug)) }
        #expect(found.map(\.0) == [.overdue, .soon, .unread, .questions, .unanswered])
        #expect(found[0].1 == ["item-11", "item-15", "item-16", "item-1"])
        #expect(found[1].1 == ["item-2", "item-3"])
        #expect(found[2].1 == ["item-6"])
        #expect(found[3].1 == ["item-8"])
        #expect(found[4].1 == ["item-10"])
    }

    @Test func listAIsBeforeTheHalfYearAndListBWithinIt() throws {
        let period = try Period(named: "2027-H1")
        let reminders = Reminder.all(
            [
                open(1, due: "2026-12-31"), open(2, due: "2027-01-01"), open(3, due: "2027-06-30"),
                open(4, due: "2027-07-01"), open(5, due: "2020", verdict: .broken), open(6),
                open(7, due: "2021", office: "kabinet"), open(8, due: "2026-12-31", .assumed),
                open(9, due: "2027-03-01", .assumed), open(10, due: "2026-06-30", .rule),
            ], for: period)
        #expect(reminders.map(\.office) == ["kabinet", "minister-vws"])
        #expect(reminders[0].undated.isEmpty)
        #expect(reminders[1].undated.map(\.item.slug) == ["item-6", "item-8", "item-9"])
        #expect(reminders[1].overdue.map(\.item.slug) == ["item-10", "item-1"])
        #expect(reminders[1].expiring.map(\.item.slug) == ["item-2", "item-3"])
        #expect(Reminder.period(of: day("2026-11-26")).name == "2026-H2")
        #expect(Reminder.period(of: day("2027-06-30")).name == "2027-H1")
    }

    @Test func whatWaitsFromTheHouseIsSomethingToDo() {
        #expect(WorkList([], on: day("2026-11-26")).isEmpty)
        #expect(!WorkList([], on: day("2026-11-26"), letters: 1).isEmpty)
        #expect(!WorkList([], on: day("2026-11-26"), proposals: 1).isEmpty)
    }

    /// Every awaited promise that was due by the end of the half year stands in one list once, and no other does.
    @Test func nothingIsForgottenOrNamedTwice() throws {
        var random = SeededGenerator(seed: 9)
        let period = try Period(named: "2021-H2")
        for _ in 0..<100 {
            let items = (1...30).map { number in
                var item = open(number, verdict: Bool.random(using: &random) ? nil : .kept)
                item.deadline =
                    Bool.random(using: &random)
                    ? Due(date: RoughDateTests.random(&random), kind: .said) : nil
                return item
            }
            let named = Reminder.all(items, for: period).flatMap { $0.overdue + $0.expiring }.map(\.item.slug)
            let expected = items.filter {
                $0.verdict == nil && ($0.deadline.map { $0.date.latest <= period.to } ?? false)
            }.map(\.item.slug)
            #expect(named.sorted() == expected.sorted())
        }
    }
}

@Suite("Things in a chain")
struct ItemTests {
    private func draft(_ kind: ItemKind, title: String = "Een titel", reference: String? = nil) -> ItemDraft {
        ItemDraft(
            kind: kind, title: Words(nl: title, en: ""), date: rough("2020"), office: "kabinet", reference: reference,
            source: letterSource)
    }

    @Test(
        "names in addresses",
        arguments: [
            ("Één brief: “vóór de zomer” & meer!", "een-brief-voor-de-zomer-meer"), ("???", "motie"),
            ("a".padding(80), String(repeating: "a", count: 60)),
        ])
    func slugs(title: String, slug: String) { #expect(Slug.of(draft(.motion, title: title)) == slug) }

    @Test func aNumberOfTheHouseNamesIt() {
        #expect(Slug.of(draft(.motion, reference: "31015-197")) == "motie-31015-197")
    }

    @Test func whatIsMissingIsNamed() {
        #expect(throws: CommitmentsError.missing("title.nl")) { try draft(.motion, title: "").checked() }
        #expect(throws: CommitmentsError.missing("result")) { try draft(.vote).checked() }
        var promise = draft(.commitment)
        promise.office = nil
        #expect(throws: CommitmentsError.missing("office")) { try promise.checked() }
        for url in ["http://example.org", "javascript:alert(1)", "https://"] {
            var wrong = draft(.motion)
            wrong.source.url = url
            #expect(throws: CommitmentsError.address, "\(url)") { try wrong.checked() }
        }
        var hashed = draft(.motion)
        hashed.source.hash = "ABC"
        #expect(throws: CommitmentsError.hash) { try hashed.checked() }
    }

    @Test func unknownVotesAreNotNone() {
        let votes = [
            Item(
                id: identifier(1), slug: "a", version: 1,
                draft: ItemDraft(
                    kind: .vote, title: Words(nl: "Stemming", en: ""), date: rough("juli 2020"), source: letterSource,
                    result: VoteResult(isAdopted: true, basis: .article)), created: Instant(milliseconds: 0))
        ]
        let adoption = Adoption(votes: votes)
        #expect(adoption?.value == true)
        #expect(adoption?.basis == .article)
        #expect(adoption?.parties == nil)
        #expect(Adoption(votes: []) == nil)
    }

    @Test func aTallyAddsUpSeats() {
        let result = VoteResult(
            isAdopted: true, basis: .decision,
            parties: [
                PartyVote(party: "A", seats: 110, choice: "Voor"), PartyVote(party: "B", seats: 39, choice: "Tegen"),
                PartyVote(party: "C", seats: 1, choice: "Niet deelgenomen"),
            ])
        #expect(result.tally?.inFavour == 110)
        #expect(result.tally?.against == 39)
        #expect(VoteResult(isAdopted: true, basis: .article).tally == nil)
    }
}

extension String {
    fileprivate func padding(_ count: Int) -> String { String(repeating: self, count: count) }
}
