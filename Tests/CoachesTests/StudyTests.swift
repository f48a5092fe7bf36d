import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing
import Web

@testable import Coaches

/// What a study asks before anything is observed, and what becomes of what is entered.
@Suite struct StudyTests {
    @Test(arguments: testEngines)
    func nothingIsStoredBeforeTheActivation(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            world.switches.isActivated = false
            await expect(RecordsError.notActivated) { try await world.study(seat) }
            #expect(try await world.count("coaches_records") == 0)
            world.switches.isActivated = true
            let study = try await world.study(seat)
            let session = try await world.sitting(seat, study)
            world.switches.isActivated = false
            await expect(RecordsError.notActivated) {
                try await world.coaches.studies.observe(seat, study, session, world.draft())
            }
        }
    }

    /// Every gap in the protocol keeps observations out, and so does every day outside the approval.
    @Test(arguments: testEngines)
    func nothingIsObservedOutsideTheProtocol(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let gaps: [(inout StudyProtocol) -> Void] = [
                { $0.dpiaReference = "" }, { $0.dpiaOn = nil }, { $0.ethicsNumber = "" }, { $0.approvedTo = nil },
                { $0.stopRules = "" }, { $0.policeContact = "" }, { $0.groundCheckedBy = "" }, { $0.question = "" },
                { $0.controller = "" },
            ]
            var version = 1
            for gap in gaps {
                var agreed = World.agreed()
                gap(&agreed)
                try await world.coaches.studies.agree(seat, study, version: version, agreed)
                version += 1
                await expect(.protocolIncomplete) {
                    try await world.coaches.studies.observe(seat, study, session, world.draft())
                }
                await expect(.protocolIncomplete) { try await world.sitting(seat, study) }
            }
            try await world.coaches.studies.agree(seat, study, version: version, World.agreed())
            let outside = CoachesError.outsideApproval(from: Day("2026-10-01")!, to: Day("2027-03-31")!)
            var draft = world.draft()
            draft.observation.observedAt = Instant(Day("2026-09-30")!, minute: 23 * 60 + 59)
            await expect(outside) { try await world.coaches.studies.observe(seat, study, session, draft) }
            draft.observation.observedAt = Instant(Day("2026-10-01")!, minute: 0)
            _ = try await world.coaches.studies.observe(seat, study, session, draft)
            // Entering is bound to the approval as well as observing.
            world.clock.set(Instant(Day("2027-04-01")!, minute: 600))
            let late = try await world.seat()
            await expect(outside) { try await world.coaches.studies.observe(late, study, session, draft) }
            await expect(outside) { try await world.sitting(late, study) }
        }
    }

    @Test(arguments: testEngines)
    func whoIsNotWellStops(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            let fine = WellbeingCheck(feeling: .tired, staysOn: true, wantsToTalk: false)
            #expect(try await studies.checkWellbeing(seat, study, session, fine))
            #expect(world.notices.all.isEmpty)
            let talk = WellbeingCheck(feeling: .well, staysOn: false, wantsToTalk: true)
            #expect(try await studies.checkWellbeing(seat, study, session, talk))
            #expect(world.notices.all.map(\.members) == [[world.desk.two.id]])
            let bad = WellbeingCheck(feeling: .notWell, staysOn: false, wantsToTalk: false)
            #expect(try await !studies.checkWellbeing(seat, study, session, bad))
            #expect(world.notices.all.count == 2 && world.notices.all[1].desk == world.desk.id)
            await expect(.sessionEnded) { try await studies.observe(seat, study, session, world.draft()) }
            #expect(try await studies.look(seat, study).study.sessions[0].isClosedUnwell)
        }
    }

    @Test(arguments: testEngines)
    func aSittingIsOfOneResearcherWithAnotherReader(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            await expect(.secondReader) { try await world.sitting(seat, study, secondReader: world.desk.one) }
            await expect(.secondReader) { try await world.sitting(seat, study, secondReader: world.other.one) }
            let other = try await world.seat(1)
            await expect(.notYourSession) {
                try await world.coaches.studies.observe(other, study, session, world.draft())
            }
        }
    }

    @Test(arguments: testEngines)
    func whatWasEnteredStays(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            let number = try await studies.observe(seat, study, session, world.draft(text: "Eerst."))
            var right = world.draft(codes: ["secrecy"], text: "Later.").observation
            right.initiator = .persona
            try await studies.correct(seat, study, number, to: right, reason: "Verkeerde code.")
            var found = try await studies.look(seat, study).study.observations[0]
            #expect(found.current.text == "Later." && found.current.codes == ["secrecy"])
            #expect(found.corrections.map(\.before.text) == ["Eerst."])
            #expect(found.corrections[0].reason == "Verkeerde code.")
            try await studies.retract(seat, study, number, reason: "Dubbel.")
            found = try await studies.look(seat, study).study.observations[0]
            #expect(found.retracted?.reason == "Dubbel." && found.current.text == "Later.")
            #expect(try await studies.look(seat, study).study.counted.isEmpty)
            await expect(.retracted) { try await studies.retract(seat, study, number, reason: "Nog eens.") }
            #expect(try await world.count("coaches_entries") == 6)
        }
    }

    @Test(arguments: testEngines)
    func imagesAndManualsStayOut(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            let photo = "data:image/png;base64," + String(repeating: "iVBORw0KGgoAAAANSUhEUg", count: 40)
            await expect(.holdsFile(field: "text")) {
                try await studies.observe(seat, study, session, world.draft(text: photo))
            }
            var manual = world.draft(codes: ["manual"], text: "Een handleiding van tien stappen.")
            manual.observation.isSummary = false
            let pasted = CoachesError.manualPasted(most: Observation.mostOfManual)
            await expect(pasted) { try await studies.observe(seat, study, session, manual) }
            manual.observation.isSummary = true
            manual.observation.text = String(repeating: "stap ", count: 100)
            await expect(pasted) { try await studies.observe(seat, study, session, manual) }
            manual.observation.text = "Een handleiding van tien stappen."
            manual.observation.imageReceived = true
            _ = try await studies.observe(seat, study, session, manual)
            #expect(try await studies.look(seat, study).study.observations[0].current.imageReceived)
            await expect(.unknownCode("x")) {
                try await studies.observe(seat, study, session, world.draft(codes: ["x"]))
            }
            await expect(.inFuture(field: "observed-at")) {
                try await studies.observe(seat, study, session, world.draft(hoursAgo: -1))
            }
        }
    }

    /// The same handle on the same platform is the same account; the same phone with another handle is another account.
    @Test(arguments: testEngines)
    func accountsAreTold(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            let phone = Selector(.phone, "06 12 34 56 78")
            _ = try await studies.observe(seat, study, session, world.draft("Coach_1"))
            _ = try await studies.observe(seat, study, session, world.draft("@coach_1", more: [phone]))
            _ = try await studies.observe(seat, study, session, world.draft("ander", more: [phone]))
            _ = try await studies.observe(seat, study, session, world.draft("coach_1", platform: "Elders"))
            let accounts = try await studies.look(seat, study).study.accounts
            #expect(accounts.map(\.name) == ["Coach_1", "ander", "coach_1"])
            let found = try await studies.find(seat, Selector(.phone, "+31 6 12345678"))
            #expect(Set(found.map(\.account.name)) == ["Coach_1", "ander"])
            #expect(try await studies.find(seat, Selector(.phone, "0612345679")).isEmpty)
            let row = try #require(try await world.audited("coaches.selector.searched").first)
            #expect(!row.details.contains("12345678") && row.details.contains("\"found\""))
        }
    }

    /// A handle typed while another account is chosen makes no one person of two.
    @Test(arguments: testEngines)
    func anotherHandleIsAnotherAccount(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            _ = try await studies.observe(seat, study, session, world.draft("coach_a"))
            var draft = world.draft("coach_b")
            draft.account = try await studies.look(seat, study).study.accounts[0].id
            await expect(.otherHandle) { try await studies.observe(seat, study, session, draft) }
            draft.selectors = [Selector(.handle, "@Coach_A"), Selector(.phone, "0612345678")]
            _ = try await studies.observe(seat, study, session, draft)
            let accounts = try await studies.look(seat, study).study.accounts
            #expect(accounts.count == 1 && accounts[0].values(.phone) == ["0612345678"])
        }
    }

    /// When everything is destroyed is not for one member in passing: not at once, and the desk is told.
    @Test(arguments: testEngines)
    func theDayOfDestructionIsNotChangedInPassing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            let study = try await world.study(seat)
            let today = world.clock.instant.day
            var agreed = World.agreed()
            agreed.keepUntil = today.adding(days: 13)
            await expect(.dayBefore(field: "keep-until", today.adding(days: 14))) {
                try await world.coaches.studies.agree(seat, study, version: 1, agreed)
            }
            agreed.keepUntil = today.adding(days: 7 * 366 + 1)
            await expect(.dayAfter(field: "keep-until", today.adding(days: 7 * 366))) {
                try await world.coaches.studies.agree(seat, study, version: 1, agreed)
            }
            agreed.keepUntil = today.adding(days: 14)
            world.clock.advance(seconds: SessionRules.confirmation + 1)
            await #expect(throws: DirectoryError.confirmFirst) {
                try await world.coaches.studies.agree(seat, study, version: 1, agreed)
            }
            try await world.coaches.studies.agree(try await world.seat(), study, version: 1, agreed)
            #expect(Set(world.notices.all.flatMap(\.members)) == [world.desk.two.id, world.desk.three.id])
        }
    }

    /// What may not stand here is shown nowhere after it was put right.
    @Test(arguments: testEngines)
    func whatMayNotStandIsNotShown(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            _ = try await studies.observe(seat, study, session, world.draft(text: "Noemt KANARIE bij haar naam."))
            try await studies.correct(
                seat, study, 1, to: world.draft(text: "Noemt een naam.").observation, reason: "Naam.", hidesOld: true)
            try await world.serve(world.coaches.routes) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                let page = try await ada.get("\(StudyPages.path)/\(study)/waarnemingen/1")
                #expect(page.says("Noemt een naam.") && !page.says("KANARIE") && page.faults == [])
            }
        }
    }

    /// How a researcher is doing is for the second reader alone, until they have spoken.
    @Test(arguments: testEngines)
    func onlyTheSecondReaderSeesWhoIsNotWell(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            let talk = WellbeingCheck(feeling: .well, staysOn: false, wantsToTalk: true)
            _ = try await studies.checkWellbeing(seat, study, session, talk)
            let bad = WellbeingCheck(feeling: .notWell, staysOn: true, wantsToTalk: false)
            _ = try await studies.checkWellbeing(seat, study, session, bad)
            let path = "\(StudyPages.path)/\(study)"
            try await world.serve(world.coaches.routes) { client, _ in
                let bram = try await world.browser(client, world.desk.two)
                let cor = try await world.browser(client, world.desk.three)
                #expect(try await bram.get(path).says("omdat het niet goed ging"))
                for below in ["", "/sessies/\(session)"] {
                    let page = try await cor.get(path + below)
                    #expect(!page.says("niet goed ging") && !page.says("Gestopt") && !page.says("Niet goed"))
                }
                let page = try await bram.get("\(path)/sessies/\(session)")
                #expect(try await bram.fill(page, "\(path)/sessies/\(session)/contact").status == 303)
                #expect(try await !bram.get(path).says("omdat het niet goed ging"))
                #expect(try await cor.post("\(path)/sessies/\(session)/contact").status == 422)
            }
        }
    }

    @Test(arguments: testEngines)
    func anotherDeskSeesNothingUnlessShared(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            _ = try await studies.observe(seat, study, session, world.draft())
            let other = try await world.seat(world.other.one, world.other)
            await expect(RecordsError.notFound) { try await studies.open(other, study) }
            #expect(try await studies.all(other).studies.isEmpty)
            #expect(try await studies.find(other, Selector(.handle, "coach_01")).isEmpty)
            try await studies.share(seat, study, with: world.other.id, true)
            #expect(try await studies.open(other, study).study.observations.count == 1)
            #expect(try await studies.find(other, Selector(.handle, "coach_01")).count == 1)
            await expect(RecordsError.notKeptHere) { try await studies.victimSeen(other, study, victim(world)) }
            try await studies.share(seat, study, with: world.other.id, false)
            await expect(RecordsError.notFound) { try await studies.open(other, study) }
            await #expect(throws: DirectoryError.deskNotOpen) {
                try await studies.share(seat, study, with: world.duty.id, true)
            }
            let duty = try await world.seat(world.duty.one, world.duty)
            await #expect(throws: DirectoryError.notAllowed) { try await studies.all(duty) }
        }
    }

    private func victim(_ world: World) -> VictimSeen { VictimSeen(done: .both, on: world.clock.instant.day) }

    @Test(arguments: testEngines)
    func takedownsAreFollowed(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, _) = try await world.open()
            let studies = world.coaches.studies
            let today = world.clock.instant.day
            try await studies.reportTakedown(
                seat, study,
                .init(target: .site, name: "forum.example", receiver: .offlimits, reportedOn: today.adding(days: -3)))
            let id = try await studies.look(seat, study).study.takedowns[0].id
            await expect(.dayBefore(field: "answered-on", today.adding(days: -3))) {
                try await studies.answerTakedown(seat, study, id, .removed, on: today.adding(days: -4))
            }
            try await studies.answerTakedown(seat, study, id, .removed, on: today)
            try await studies.checkTakedown(seat, study, id, isUp: true, on: today)
            let known = try await studies.look(seat, study).study.takedowns[0]
            #expect(known.answer == .removed && known.isUp == true)
            let figures = try await world.coaches.figureSource.figures(in: Period(from: today, to: today)!)
            #expect(figures.map(\.id) == ["coaches.studies", "coaches.takedowns-removed"])
            try await studies.answerTakedown(seat, study, id, .refused, on: today)
            let after = try await world.coaches.figureSource.figures(in: Period(from: today, to: today)!)
            #expect(after.map(\.id) == ["coaches.studies"])
        }
    }

    /// A demand counts once for each account, on the day of the first observation that counts; what is put right moves it.
    @Test(arguments: testEngines)
    func demandsAreCountedByAccount(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            func demands() async throws -> Int {
                let period = Period(from: Day("2026-01-01")!, to: Day("2027-12-31")!)!
                return try await world.coaches.figureSource.figures(in: period)
                    .first { $0.id == "coaches.demand.nude-demand" }?.value ?? 0
            }
            let first = try await studies.observe(seat, study, session, world.draft("a", codes: ["nude-demand"]))
            _ = try await studies.observe(seat, study, session, world.draft("a", codes: ["nude-demand"], hoursAgo: 2))
            _ = try await studies.observe(seat, study, session, world.draft("b", codes: ["nude-demand", "offer"]))
            #expect(try await demands() == 2)
            try await studies.retract(seat, study, first, reason: "Dubbel.")
            #expect(try await demands() == 2)
            try await studies.retract(seat, study, 2, reason: "Dubbel.")
            #expect(try await demands() == 1)
            try await studies.correct(
                seat, study, 3, to: world.draft("b", codes: ["offer"]).observation, reason: "Verkeerd.")
            #expect(try await demands() == 0)
        }
    }

    @Test(arguments: testEngines)
    func nothingInventedIsCounted(engine: Engine) async throws {
        try await withWorld(engine, isDemo: true) { world in
            let (seat, study, session) = try await world.open()
            _ = try await world.coaches.studies.observe(
                seat, study, session, world.draft(codes: ["nude-demand"]))
            _ = try await world.coaches.recurrence.propose(seat)
            let period = Period(from: Day("2026-01-01")!, to: Day("2027-12-31")!)!
            #expect(try await world.coaches.figureSource.figures(in: period).isEmpty)
        }
    }

    /// What passed its day is gone: keys, entries, and by which hashes it was found.
    @Test(arguments: testEngines)
    func whatPassedItsDayIsDestroyed(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            _ = try await world.coaches.studies.observe(seat, study, session, world.draft())
            world.clock.set(Instant(Day("2028-12-30")!, minute: 200))
            try await world.coaches.nightly()
            #expect(try await world.count("coaches_records") == 1)
            world.clock.set(Instant(Day("2028-12-31")!, minute: 200))
            try await world.coaches.nightly()
            for table in ["coaches_records", "coaches_wraps", "coaches_entries", "coaches_selectors"] {
                #expect(try await world.count(table) == 0)
            }
            await expect(RecordsError.notFound) { try await world.coaches.studies.open(try await world.seat(), study) }
        }
    }
}
