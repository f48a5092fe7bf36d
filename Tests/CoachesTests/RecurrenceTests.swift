import Core
import Directory
import Linkage
import Records
import Storage
import TestDesks
import TestSupport
import Testing
import Web

@testable import Coaches

/// The same coach, seen again: proposed by software or a member, decided by another, undone by anybody.
@Suite struct RecurrenceTests {
    /// Two studies with one account each that is surely the same, and one that is not.
    private func waves(_ world: World) async throws -> (seat: Seat, first: Identifier, second: Identifier) {
        let (seat, first, session) = try await world.open("Golf 1")
        world.clock.advance(seconds: 86_400)
        let second = try await world.study(seat, "Golf 2")
        let later = try await world.sitting(seat, second)
        let phone = Selector(.phone, "0612345678")
        _ = try await world.coaches.studies.observe(seat, first, session, world.draft("slank_coach", more: [phone]))
        _ = try await world.coaches.studies.observe(seat, first, session, world.draft("iemand_anders"))
        _ = try await world.coaches.studies.observe(seat, second, later, world.draft("Slank.C0ach", more: [phone]))
        return (seat, first, second)
    }

    @Test(arguments: testEngines)
    func softwareProposesAndAPersonDecides(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, first, second) = try await waves(world)
            let recurrence = world.coaches.recurrence
            try #require(try await recurrence.propose(seat) == 1)
            var all = try await recurrence.overview(seat)
            let link = all.links[0].link
            #expect(link.proposal.left.study == first && link.proposal.right.study == second)
            #expect(all.links[0].study == second)
            #expect((all.count.fewest, all.count.most) == (2, 3))
            #expect((all.count.recurringFewest, all.count.recurringMost) == (0, 1))
            guard case .linkage(let probability, let weight, let prior, let reasons) = link.proposal.origin else {
                Issue.record("no reasons")
                return
            }
            #expect(probability >= 0.5 && abs(reasons.reduce(prior) { $0 + $1.weight } - weight) < 1e-6)
            #expect(reasons.map(\.column) == [AccountLinkage.sameSelector] + AccountLinkage.comparisons.map(\.column))

            await expect(.ownProposal) {
                try await recurrence.decide(seat, link.id, isOne: true, reason: "Zelfde nummer.")
            }
            let colleague = try await world.seat(1)
            await expect(.missing(field: "reason")) {
                try await recurrence.decide(colleague, link.id, isOne: true, reason: " ")
            }
            try await recurrence.decide(colleague, link.id, isOne: true, reason: "Zelfde nummer.")
            await expect(.alreadyDecided) {
                try await recurrence.decide(colleague, link.id, isOne: false, reason: "Toch niet.")
            }
            all = try await recurrence.overview(seat)
            #expect((all.count.fewest, all.count.most, all.count.recurringMost) == (2, 2, 1))
            // Nothing that was decided is proposed again.
            #expect(try await recurrence.propose(seat) == 0)
            try await recurrence.undo(seat, link.id, reason: "Te snel.")
            all = try await recurrence.overview(seat)
            #expect(all.links[0].link.state == .proposed && all.links[0].link.history.count == 2)
            try await recurrence.decide(colleague, link.id, isOne: false, reason: "Nummer was doorgegeven.")
            all = try await recurrence.overview(seat)
            #expect((all.count.fewest, all.count.most) == (3, 3))
            #expect(try await recurrence.propose(seat) == 0)
        }
    }

    @Test(arguments: testEngines)
    func aMemberProposesToo(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, first, second) = try await waves(world)
            let recurrence = world.coaches.recurrence
            let studies = try await recurrence.overview(seat).studies
            let left = AccountReference(study: first, account: studies[0].study.accounts[1].id)
            let right = AccountReference(study: second, account: studies[1].study.accounts[0].id)
            try await recurrence.propose(
                seat, right, left, basis: .samePhrase, likelihood: .possible, words: "Dezelfde openingszin.")
            await expect(.cannotLink) {
                try await recurrence.propose(
                    seat, left, right, basis: .samePhrase, likelihood: .possible, words: "Nog eens.")
            }
            await expect(.cannotLink) {
                try await recurrence.propose(seat, left, left, basis: .other, likelihood: .likely, words: "Dezelfde.")
            }
            let link = try #require(try await recurrence.overview(seat).links.first).link
            #expect(link.proposal.left == left && link.proposal.right == right)
            let other = try await world.seat(world.other.one, world.other)
            await expect(RecordsError.notFound) {
                try await recurrence.decide(other, link.id, isOne: true, reason: "Ja.")
            }
        }
    }

    /// Exactly the same selector is proposed whatever else differs: one person may play two.
    @Test(arguments: testEngines)
    func theSameSelectorIsAlwaysProposed(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, first, session) = try await world.open("Golf 1")
            world.clock.advance(seconds: 86_400)
            let second = try await world.study(seat, "Golf 2")
            let later = try await world.sitting(seat, second)
            let (phone, other) = (Selector(.phone, "0612345678"), Selector(.phone, "0687654321"))
            let studies = world.coaches.studies
            _ = try await studies.observe(seat, first, session, world.draft("slank", more: [other, phone]))
            _ = try await studies.observe(
                seat, second, later, world.draft("heelanders", platform: "Elders", more: [phone]))
            for (study, name, age) in [(first, "Rob", 20), (second, "Willemijn", 58)] {
                var account = try await studies.look(seat, study).study.accounts[0]
                account.statedName = name
                account.statedAge = age
                account.statedPlace = name + "stad"
                account.profile = "woorden van " + name
                try await studies.describe(seat, study, account)
            }
            #expect(try await world.coaches.recurrence.propose(seat) == 1)
            let link = try #require(try await world.coaches.recurrence.overview(seat).links.first).link
            guard case .linkage(_, _, _, let reasons) = link.proposal.origin else { return }
            #expect(reasons.first?.column == AccountLinkage.sameSelector && reasons.first?.level == "phone")
        }
    }

    /// Every level that the model knows has a word, and levels that weigh differently read differently where it matters.
    @Test func everyLevelHasAWord() throws {
        let strings = try Strings(folder: World.resources + "/strings")
        for comparison in AccountLinkage.comparisons {
            for label in comparison.levels.map(\.label) + ["else", "missing"] {
                let key = "coaches.level.\(LinkPage.level(comparison.column, label))"
                #expect(strings.has(key, .nl) && strings.has(key, .en), "\(comparison.column) \(label)")
            }
        }
        #expect(LinkPage.level("contact", "shared ≥ 1") == "one-of" && LinkPage.level("age", "number ≤ 0") == "exact")
    }

    /// An account whose only observation was taken back is no coach; a period without changes keeps what was known.
    @Test(arguments: testEngines)
    func whatWasTakenBackIsNoCoach(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            _ = try await studies.observe(seat, study, session, world.draft("goed"))
            let wrong = try await studies.observe(seat, study, session, world.draft("verkeerd_getypt"))
            try await studies.retract(seat, study, wrong, reason: "Verkeerd getypt.")
            #expect(try await world.coaches.recurrence.overview(seat).count.most == 1)
            let later = Period(from: Day("2027-07-01")!, to: Day("2027-12-31")!)!
            let figures = try await world.coaches.figureSource.figures(in: later)
            #expect(figures.first { $0.id == "coaches.known-most" }?.value == 1)
        }
    }

    /// What was published follows: the range of a day, of what is not invented.
    @Test(arguments: testEngines)
    func theRangeIsCounted(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, _, _) = try await waves(world)
            let today = world.clock.instant.day
            func figures() async throws -> [String: Int] {
                let all = try await world.coaches.figureSource.figures(in: Period(from: today, to: today)!)
                return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.value) })
            }
            #expect(try await figures()["coaches.known-fewest"] == 3)
            _ = try await world.coaches.recurrence.propose(seat)
            var known = try await figures()
            #expect((known["coaches.known-fewest"], known["coaches.known-most"]) == (2, 3))
            #expect(known["coaches.recurring-most"] == 1 && known["coaches.recurring-fewest"] == nil)
            let link = try #require(try await world.coaches.recurrence.overview(seat).links.first).link
            let colleague = try await world.seat(1)
            try await world.coaches.recurrence.decide(colleague, link.id, isOne: true, reason: "Zelfde nummer.")
            known = try await figures()
            #expect(known["coaches.known-most"] == 2 && known["coaches.recurring-fewest"] == 1)
        }
    }

    /// A link goes with the newer study, and a study that is gone leaves none dangling.
    @Test(arguments: testEngines)
    func linksGoWithTheirStudies(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, first, _) = try await waves(world)
            _ = try await world.coaches.recurrence.propose(seat)
            var agreed = World.agreed("Golf 1")
            agreed.keepUntil = world.clock.instant.day.adding(days: 14)
            try await world.coaches.studies.agree(try await world.seat(), first, version: 1, agreed)
            world.clock.advance(seconds: 15 * 86_400)
            try await world.coaches.nightly()
            let all = try await world.coaches.recurrence.overview(try await world.seat())
            #expect(all.studies.count == 1 && all.links.isEmpty && all.count.most == 1)
        }
    }

    /// Clusters do not depend on the order of accounts or links, and the range never crosses.
    @Test func clustersDoNotDependOnOrder() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let studies = (0..<3).map { _ in identifier(&random) }
            let accounts = (0..<12).map { _ in
                AccountReference(study: studies.randomElement(using: &random)!, account: identifier(&random))
            }
            let links = (0..<10).map { _ -> AccountLink in
                let ends = accounts.shuffled(using: &random).prefix(2)
                let proposal = LinkProposal(
                    id: identifier(&random), left: ends[0], right: ends[1],
                    origin: .member(basis: .other, likelihood: .likely, words: ""))
                let stamp = Stamp(at: Instant(milliseconds: 0), member: studies[0])
                var link = AccountLink(proposal: proposal, proposed: stamp)
                if let verdict = [LinkDecision.Verdict.confirmed, .rejected, nil].randomElement(using: &random)! {
                    link.history = [LinkDecision(verdict: verdict, reason: "", stamp: stamp)]
                }
                return link
            }
            let count = CoachCount(accounts, links)
            let other = CoachCount(accounts.shuffled(using: &random), links.shuffled(using: &random))
            #expect(Set(count.confirmed.map(Set.init)) == Set(other.confirmed.map(Set.init)))
            #expect(Set(count.possible.map(Set.init)) == Set(other.possible.map(Set.init)))
            #expect(count.fewest <= count.most && count.recurringFewest <= count.recurringMost)
            #expect(count.confirmed.reduce(0) { $0 + $1.count } == accounts.count)
            // Every confirmed cluster lies inside one of the possible ones.
            for cluster in count.confirmed {
                #expect(count.possible.contains { Set(cluster).isSubset(of: Set($0)) })
            }
        }
    }

    private func identifier(_ random: inout SeededGenerator) -> Identifier {
        let bytes = (0..<64).map { _ in UInt8.random(in: 0...255, using: &random) }
        return Identifier(at: Instant(milliseconds: 1_700_000_000_000), random: { Array(bytes.prefix($0)) })
    }
}

@Suite struct SelectorTests {
    @Test(arguments: [
        (Selector.Kind.handle, "@Slank Coach", "slankcoach"), (.handle, "slank_coach88", "slank_coach88"),
        (.phone, "+31 (0)6 12 34 56 78", "0612345678"), (.phone, "0031612345678", "0612345678"),
        (.mail, " Mike@Voorbeeld.EXAMPLE ", "mike@voorbeeld.example"),
        (.url, "https://www.Voorbeeld.example/pad/", "voorbeeld.example/pad"),
        (.payment, "NL00 BANK 0123 4567 89", "nl00bank0123456789"),
    ])
    func sameIsTheSame(kind: Selector.Kind, typed: String, normal: String) {
        #expect(Selector(kind, typed).normalised == normal)
    }

    /// Without the site's key the hash tells nothing, and kinds are told apart.
    @Test func hashesNeedTheKey() {
        let other = SiteKeyForTests.other
        let one = Selector(.handle, "coach")
        #expect(one.hash(siteKey) != one.hash(other))
        #expect(one.hash(siteKey) == Selector(.handle, "@COACH").hash(siteKey))
        #expect(one.hash(siteKey) != Selector(.payment, "coach").hash(siteKey))
    }
}
