import Core
import Directory
import Storage
import TestSupport
import Testing
import Web

@testable import Commitments

@Suite("Life of a promise")
struct ServiceTests {
    @Test("from report to verdict, on paper that stays", arguments: testEngines)
    func chain(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let (commitments, first, second) = (house.commitments, PolicyRoom.first, PolicyRoom.second)
            let report = try await commitments.add(first, PolicyRoom.draft(.publication, "Rapport", "begin maart 2020"))
            let motion = try await house.adoptedMotion(reference: "31015-197")
            try await commitments.link(first, ItemLink(from: report.id, to: motion.id))
            #expect(motion.slug == "motie-31015-197")

            try await commitments.setDeadline(first, motion.id, deadline("1 september 2020"))
            try await commitments.setDeadline(first, motion.id, deadline("1 december 2020", .said, .extended))
            let criteria = try await commitments.addCriteria(
                first, motion.id, text: "Er is een strategie.", dated: day("2020-07-10"))
            let verdict = try await commitments.propose(
                first, motion.id,
                VerdictDraft(
                    outcome: .partly, criteria: criteria, evidence: "Antwoord op vragen",
                    evidenceDate: rough("4 juli 2022"), source: letterSource))

            var dossier = try await commitments.dossier(motion.slug)
            #expect(dossier.open.state(on: day("2026-11-26")) == .late)
            #expect(dossier.settled.isEmpty)
            #expect(dossier.deadlines.map(\.due.description) == ["2020-09-01", "2020-12-01"])
            #expect(dossier.related.map(\.item.kind) == [.publication, .vote])

            await #expect(throws: CommitmentsError.sameMember) {
                try await commitments.answer(first, verdict, agrees: true)
            }
            await #expect(throws: CommitmentsError.verdictWaiting) {
                try await commitments.propose(
                    second, motion.id,
                    VerdictDraft(
                        outcome: .notAssessable, criteria: nil, evidence: "Reden", evidenceDate: rough("2022"),
                        source: nil))
            }
            try await commitments.answer(second, verdict, agrees: true)
            await #expect(throws: CommitmentsError.verdictAnswered) {
                try await commitments.answer(second, verdict, agrees: false)
            }
            dossier = try await commitments.dossier(motion.slug)
            #expect(dossier.open.state(on: day("2026-11-26")) == .partly)
            #expect(house.audit.actions.contains("commitments.verdict"))
        }
    }

    @Test("only the policy desk writes", arguments: testEngines)
    func rights(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let item = try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte"))
            for (actor, error) in [(PolicyRoom.other, DirectoryError.notAllowed), (.visitor, .signInFirst)] {
                await #expect(throws: error) {
                    try await house.commitments.add(actor, PolicyRoom.draft(.commitment, "Belofte"))
                }
                await #expect(throws: error) {
                    try await house.commitments.setDeadline(actor, item.id, deadline("1 september 2020"))
                }
                await #expect(throws: error) { try await house.commitments.workList(actor) }
                await #expect(throws: error) { try await house.commitments.follow(actor, item.id, true) }
            }
            // Without a member nobody judges.
            await #expect(throws: DirectoryError.notAllowed) {
                try await house.commitments.propose(
                    .system, item.id,
                    VerdictDraft(
                        outcome: .notAssessable, criteria: nil, evidence: "Reden", evidenceDate: rough("2022"),
                        source: nil))
            }
        }
    }

    @Test("what the House did not adopt is no promise", arguments: testEngines)
    func rejected(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            let motion = try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.motion, "Motie"))
            #expect(try await commitments.tracker(TrackerFilter(), page: 1).total == 0)
            let vote = try await commitments.add(
                PolicyRoom.first,
                PolicyRoom.draft(.vote, "Stemming", result: VoteResult(isAdopted: false, basis: .decision)))
            try await commitments.link(PolicyRoom.first, ItemLink(from: motion.id, to: vote.id))
            #expect(try await commitments.tracker(TrackerFilter(), page: 1).total == 0)
            #expect(try await commitments.dossier(motion.slug).open.adoption?.value == false)
            await #expect(throws: CommitmentsError.noPromise) {
                try await commitments.propose(
                    PolicyRoom.first, motion.id,
                    VerdictDraft(
                        outcome: .notAssessable, criteria: nil, evidence: "Reden", evidenceDate: rough("2022"),
                        source: nil))
            }
            // The record was wrong: what is kept beside the motion follows.
            var draft = vote.draft
            draft.result = VoteResult(isAdopted: true, basis: .decision)
            try await commitments.change(PolicyRoom.first, vote.id, version: 1, to: draft)
            #expect(try await commitments.tracker(TrackerFilter(), page: 1).total == 1)
            await #expect(throws: CommitmentsError.versionConflict) {
                try await commitments.change(PolicyRoom.first, vote.id, version: 1, to: draft)
            }
            try await commitments.unlink(PolicyRoom.first, from: motion.id, to: vote.id)
            #expect(try await commitments.tracker(TrackerFilter(), page: 1).total == 0)
        }
    }

    @Test("a verdict that is public does not disappear with the vote", arguments: testEngines)
    func judged(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let (commitments, first) = (house.commitments, PolicyRoom.first)
            let motion = try await house.adoptedMotion()
            let vote = try #require(try await commitments.all(first, [.vote]).first).item
            func judge() async throws -> Identifier {
                try await commitments.propose(
                    first, motion.id,
                    VerdictDraft(
                        outcome: .notAssessable, criteria: nil, evidence: "Reden", evidenceDate: rough("2022"),
                        source: nil))
            }
            // While a verdict waits, the link may go; then nobody can agree.
            let early = try await judge()
            try await commitments.unlink(first, from: motion.id, to: vote.id)
            await #expect(throws: CommitmentsError.noPromise) {
                try await commitments.answer(PolicyRoom.second, early, agrees: true)
            }
            try await commitments.answer(PolicyRoom.second, early, agrees: false)
            try await commitments.link(first, ItemLink(from: motion.id, to: vote.id))
            try await commitments.answer(PolicyRoom.second, try await judge(), agrees: true)
            await #expect(throws: CommitmentsError.judged) {
                try await commitments.unlink(first, from: motion.id, to: vote.id)
            }
            var draft = vote.draft
            draft.result?.isAdopted = false
            let changed = draft
            await #expect(throws: CommitmentsError.judged) {
                try await commitments.change(first, vote.id, version: 1, to: changed)
            }
            let rejected = try await commitments.add(
                first,
                PolicyRoom.draft(
                    .vote, "Weer", "2021", result: VoteResult(isAdopted: false, basis: .decision)))
            await #expect(throws: CommitmentsError.judged) {
                try await commitments.link(first, ItemLink(from: motion.id, to: rejected.id))
            }
            // Nothing was kept of what was refused.
            let dossier = try await commitments.dossier(motion.slug)
            #expect(dossier.open.adoption?.value == true && dossier.links.count == 1)
            #expect(try await commitments.dossier(vote.slug).item.version == 1)
        }
    }

    @Test("a new date fits what was recorded before", arguments: testEngines)
    func dates(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let (commitments, first) = (house.commitments, PolicyRoom.first)
            func refuses(_ item: Item, date: String) async throws {
                var draft = item.draft
                draft.date = rough(date)
                let changed = draft
                await #expect(throws: CommitmentsError.dateConflict, "\(date)") {
                    try await commitments.change(first, item.id, version: 1, to: changed)
                }
            }
            let due = try await commitments.add(first, PolicyRoom.draft(.commitment, "Termijn"))
            try await commitments.setDeadline(first, due.id, deadline("1 september 2020"))
            try await refuses(due, date: "2 september 2020")
            let measured = try await commitments.add(first, PolicyRoom.draft(.commitment, "Maatstaf"))
            await #expect(throws: CommitmentsError.criteriaBeforePromise) {
                try await commitments.addCriteria(first, measured.id, text: "Als", dated: day("2020-07-01"))
            }
            try await commitments.addCriteria(first, measured.id, text: "Als", dated: day("2020-07-02"))
            try await refuses(measured, date: "3 juli 2020")
            let judged = try await commitments.add(first, PolicyRoom.draft(.commitment, "Oordeel"))
            try await commitments.propose(
                first, judged.id,
                VerdictDraft(
                    outcome: .notAssessable, criteria: nil, evidence: "Reden", evidenceDate: rough("2021"), source: nil)
            )
            try await refuses(judged, date: "2022")
            let later = try await commitments.add(first, PolicyRoom.draft(.letter, "Brief", "2021"))
            try await commitments.link(first, ItemLink(from: judged.id, to: later.id))
            try await refuses(later, date: "2019")
            var draft = due.draft
            draft.date = rough("augustus 2020")
            try await commitments.change(first, due.id, version: 1, to: draft)
        }
    }

    /// The database works states out as `TrackedState` does, for every verdict, kind of deadline and day.
    @Test("states are the same in SQL and in Swift", arguments: testEngines)
    func states(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            house.clock.instant = Instant(day("2021-06-15"), minute: 600)
            for outcome in [Outcome?.none] + Outcome.allCases.map(Optional.some) {
                for kind in [Deadline.Kind?.none] + Deadline.Kind.allCases.map(Optional.some) {
                    for due in ["14 juni 2021", "15 juni 2021", "juni 2021"] {
                        let item = try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte"))
                        if let kind {
                            try await commitments.setDeadline(PolicyRoom.first, item.id, deadline(due, kind))
                        }
                        guard let outcome else { continue }
                        let criteria = try await commitments.addCriteria(
                            PolicyRoom.first, item.id, text: "Als", dated: day("2020-07-03"))
                        let verdict = try await commitments.propose(
                            PolicyRoom.first, item.id,
                            VerdictDraft(
                                outcome: outcome, criteria: criteria, evidence: "Gezien", evidenceDate: rough("2021"),
                                source: letterSource))
                        try await commitments.answer(PolicyRoom.second, verdict, agrees: true)
                    }
                }
            }
            let today = day("2021-06-15")
            let all = try await commitments.tracked(TrackerFilter())
            let expected = Dictionary(grouping: all) { $0.state(on: today)! }.mapValues(\.count)
            let tracker = try await commitments.tracker(TrackerFilter(), page: 1)
            #expect(tracker.counts == expected)
            #expect(tracker.total == all.count)
            #expect(tracker.items.count == Tracker.pageSize)
            for state in TrackedState.allCases {
                let found = try await commitments.tracked(TrackerFilter(state: state))
                #expect(found.count == expected[state] ?? 0, "\(state)")
                #expect(found.allSatisfy { $0.state(on: today) == state })
            }
        }
    }

    @Test("filters and pages of the tracker", arguments: testEngines)
    func filters(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            for number in 1...60 {
                try await commitments.add(
                    PolicyRoom.first,
                    PolicyRoom.draft(
                        .commitment, "Belofte \(number)", number.isMultiple(of: 2) ? "2020-07-02" : "2021",
                        office: number.isMultiple(of: 3) ? "kabinet" : "minister-vws",
                        theme: number.isMultiple(of: 5) ? "hulp-na-18" : "pro-ana"))
            }
            let first = try await commitments.tracker(TrackerFilter(), page: 1)
            let second = try await commitments.tracker(TrackerFilter(), page: 2)
            #expect(first.items.count == 50 && second.items.count == 10)
            #expect(Set((first.items + second.items).map(\.item.slug)).count == 60)
            #expect(first.years == [2021, 2020])
            #expect(try await commitments.tracker(TrackerFilter(office: "kabinet"), page: 1).total == 20)
            #expect(try await commitments.tracker(TrackerFilter(theme: "hulp-na-18", year: 2020), page: 1).total == 6)
            #expect(try await commitments.tracker(TrackerFilter(state: .late), page: 1).total == 0)
            #expect(try await commitments.tracker(TrackerFilter(), page: 99).items.isEmpty)
        }
    }

    @Test("work list, reminders and the brief of a debate", arguments: testEngines)
    func work(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            let promise = try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte"))
            try await commitments.setDeadline(PolicyRoom.first, promise.id, deadline("1 september 2020"))
            let letter = try await commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.letter, "Brief", "18 november 2020"))
            let questions = try await commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.questions, "Vragen", "16 mei 2022"))
            let debate = try await commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.debate, "Debat", "1 december 2026"))
            var (list, waiting) = try await commitments.workList(PolicyRoom.first)
            #expect(list.groups.map(\.reason) == [.overdue, .unread, .questions])
            #expect(waiting.isEmpty)

            await #expect(throws: CommitmentsError.notALetter) {
                try await commitments.markRead(PolicyRoom.first, questions.id)
            }
            try await commitments.markRead(PolicyRoom.first, letter.id)
            let answer = try await commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.response, "Antwoord", "4 juli 2022"))
            try await commitments.link(PolicyRoom.first, ItemLink(from: questions.id, to: answer.id))
            (list, waiting) = try await commitments.workList(PolicyRoom.first)
            #expect(list.groups.map(\.reason) == [.overdue])

            let reminders = try await commitments.reminders(PolicyRoom.first, Period(named: "2026-H2"))
            #expect(reminders.map(\.office) == ["minister-vws"])
            let brief = try await commitments.brief(PolicyRoom.first, debate.slug)
            #expect(brief.promises.map(\.item.slug) == [promise.slug])
            await #expect(throws: CommitmentsError.notFound) {
                try await commitments.brief(PolicyRoom.first, promise.slug)
            }
        }
    }

    @Test("who follows is known by organisation only", arguments: testEngines)
    func followers(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let item = try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte"))
            try await house.commitments.follow(PolicyRoom.first, item.id, true)
            try await house.commitments.follow(PolicyRoom.second, item.id, true)
            try await house.commitments.follow(PolicyRoom.second, item.id, true)
            var dossier = try await house.commitments.dossier(item.slug)
            #expect(dossier.followers == ["Organisatie 1", "Organisatie 2"])
            try await house.commitments.follow(PolicyRoom.second, item.id, false)
            dossier = try await house.commitments.dossier(item.slug)
            #expect(dossier.followers == ["Organisatie 1"])
            let shown = ShownItem(dossier, try await house.commitments.names(), on: day("2026-11-26"))
            let text = String(decoding: try shown.canonical(), as: UTF8.self)
            for member in PolicyRoom.members {
                #expect(!text.contains(member.member!.id.text) && !text.contains(member.member!.name))
            }
        }
    }

    @Test("names are checked, and are taken once", arguments: testEngines)
    func names(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            await #expect(throws: CommitmentsError.unknownOffice) {
                try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte", office: "koning"))
            }
            await #expect(throws: CommitmentsError.unknownTheme) {
                try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte", theme: "weer"))
            }
            await #expect(throws: CommitmentsError.key) {
                try await commitments.add(PolicyRoom.first, Theme(key: "pro-ana", name: Words(nl: "Weer", en: "")))
            }
            await #expect(throws: CommitmentsError.key) {
                try await commitments.add(PolicyRoom.first, Office(key: "Minister!", name: Words(nl: "Weer", en: "")))
            }
            await #expect(throws: CommitmentsError.holderDates) {
                try await commitments.add(
                    PolicyRoom.first,
                    Holder(office: "kabinet", name: "A", from: day("2021-01-02"), until: day("2021-01-01")))
            }
            let slugs = [
                try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Zelfde")).slug,
                try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Zelfde")).slug,
            ]
            #expect(slugs == ["zelfde", "zelfde-2"])
        }
    }

    @Test("a state that was shown stays", arguments: testEngines)
    func frozen(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            let item = try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte"))
            func shown() async throws -> ShownItem {
                ShownItem(
                    try await commitments.dossier(item.slug), try await commitments.names(),
                    on: house.clock.instant.day)
            }
            let before = try await shown()
            let hash = try await commitments.freeze(try before.canonical(), of: item.id)
            // Another day changes nothing of what is shown, as long as the state is the same.
            house.clock.advance(seconds: 86_400)
            #expect(try await commitments.freeze(try await shown().canonical(), of: item.id) == hash)
            var draft = item.draft
            draft.title = Words(nl: "Anders", en: "")
            try await commitments.change(PolicyRoom.first, item.id, version: 1, to: draft)
            let after = try await commitments.freeze(try await shown().canonical(), of: item.id)
            #expect(after != hash)
            #expect(try ShownItem(canonical: try await commitments.frozen(hash).content) == before)
            await #expect(throws: CommitmentsError.noSuchState) {
                _ = try await commitments.frozen(String(repeating: "0", count: 64))
            }
        }
    }
}
