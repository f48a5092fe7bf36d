import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing

@testable import Coaches

/// Dossiers in the database, on both engines.
@Suite struct DossierServiceTests {
    @Test(arguments: testEngines)
    func aDossierIsApprovedHandedOverAndCounted(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (dossiers, made) = (world.coaches.dossiers, try await world.dossier())
            let (ada, bram) = (made.seat, try await world.seat(1))
            let hash = try await dossiers.open(ada, made.id).listed.contents.hash
            let over = world.handOver()
            await expect(.needsApprovals) { try await dossiers.handOver(ada, made.id, over) }
            await expect(.cannotApprove) { try await dossiers.approve(ada, made.id, hash: "0") }
            try await dossiers.approve(ada, made.id, hash: hash)
            await expect(.cannotApprove) { try await dossiers.approve(ada, made.id, hash: hash) }
            try await dossiers.approve(bram, made.id, hash: hash)
            await expect(.notHandedOver) {
                try await dossiers.receive(ada, made.id, DossierReceipt(on: over.at.day, by: "E. Smit"))
            }
            await expect(.inFuture(field: "at")) {
                var later = over
                later.at = world.clock.instant.advanced(bySeconds: 7200)
                try await dossiers.handOver(ada, made.id, later)
            }
            #expect(try await world.count("coaches_counts", where: "kind = 'dossier'") == 0)
            try await dossiers.handOver(ada, made.id, over)
            #expect(try await world.count("coaches_counts", where: "kind = 'dossier' AND number = 1") == 1)
            await expect(.dossierClosed) { try await dossiers.handOver(bram, made.id, over) }
            await expect(.dossierClosed) {
                try await dossiers.freezeAgain(ada, made.id, version: 1, made.draft)
            }
            await expect(.dossierClosed) { try await dossiers.withdraw(ada, made.id, reason: "x") }
            try await dossiers.receive(ada, made.id, DossierReceipt(on: over.at.day, by: "E. Smit"))
            await expect(.tooLong(field: "text", most: 500)) {
                let text = String(repeating: "a b ", count: 126)
                try await dossiers.answer(ada, made.id, DossierFeedback(on: over.at.day, text: text))
            }
            try await dossiers.answer(bram, made.id, DossierFeedback(on: over.at.day, text: "In behandeling."))
            let dossier = try await dossiers.open(ada, made.id).listed.dossier
            #expect(dossier.status == .handedOver && dossier.history.count == 6)
            #expect(try await world.audited("coaches.dossier.handed-over").count == 1)
        }
    }

    @Test(arguments: testEngines)
    func nothingInventedCounts(engine: Engine) async throws {
        try await withWorld(engine, isDemo: true) { world in
            let (dossiers, made) = (world.coaches.dossiers, try await world.dossier())
            let hash = try await dossiers.open(made.seat, made.id).listed.contents.hash
            try await dossiers.approve(made.seat, made.id, hash: hash)
            try await dossiers.approve(try await world.seat(1), made.id, hash: hash)
            try await dossiers.handOver(made.seat, made.id, world.handOver())
            #expect(try await world.count("coaches_counts") == 0)
            #expect(try await dossiers.open(made.seat, made.id).listed.contents.cover.isInvented)
        }
    }

    @Test(arguments: testEngines)
    func theCopyStaysWhenTheStudyChangesAndGoes(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (dossiers, made) = (world.coaches.dossiers, try await world.dossier())
            let before = try await dossiers.open(made.seat, made.id)
            #expect(before.changes.isEmpty)
            let study = try await world.coaches.studies.look(made.seat, made.study).study
            var observation = try #require(study.observation(1)).current
            observation.text = "Het was anders."
            try await world.coaches.studies.correct(
                made.seat, made.study, 1, to: observation, reason: "Verkeerd gelezen.")
            try await world.coaches.studies.retract(made.seat, made.study, 2, reason: "Dubbel.")
            let after = try await dossiers.open(made.seat, made.id)
            #expect(after.listed.contents == before.listed.contents)
            #expect(after.changes == [4: .corrected, 5: .retracted])

            // A retracted observation is not frozen again.
            await expect(.retracted) { try await dossiers.freezeAgain(made.seat, made.id, version: 1, made.draft) }
            var fewer = made.draft
            fewer.selection.observations.removeLast()
            try await dossiers.freezeAgain(made.seat, made.id, version: 1, fewer)
            await expect(RecordsError.changedMeanwhile) {
                try await dossiers.freezeAgain(made.seat, made.id, version: 1, fewer)
            }
            let again = try await dossiers.open(made.seat, made.id)
            #expect(again.changes.isEmpty && again.listed.contents.cover.version == 2)

            try await world.database.write {
                try world.coaches.context.records.store($0).delete(made.study)
            }
            let left = try await dossiers.open(made.seat, made.id)
            #expect(left.listed.contents == again.listed.contents)
            #expect(left.changes.values.allSatisfy { $0 == .gone } && left.changes.count == 3)
        }
    }

    @Test(arguments: testEngines)
    func approvalsGoWithNewContents(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (dossiers, made) = (world.coaches.dossiers, try await world.dossier())
            let old = try await dossiers.open(made.seat, made.id).listed.contents.hash
            try await dossiers.approve(made.seat, made.id, hash: old)
            var draft = made.draft
            draft.title = "Ander dossier"
            draft.destroyOn = Day("2028-06-01")
            try await dossiers.freezeAgain(made.seat, made.id, version: 1, draft)
            await expect(.cannotApprove) { try await dossiers.approve(try await world.seat(1), made.id, hash: old) }
            let listed = try await dossiers.open(made.seat, made.id).listed
            #expect(listed.dossier.approvals.isEmpty && listed.deleteOn == Day("2028-06-01"))
        }
    }

    @Test(arguments: testEngines)
    func aHashThatDiffersStandsInTheChain(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (dossiers, made) = (world.coaches.dossiers, try await world.dossier())
            let hash = try await dossiers.open(made.seat, made.id).listed.contents.hash
            func step(_ hash: String) -> Dossiers.StepDraft {
                .init(from: "Ada", to: "Kluis", at: world.clock.instant, why: "Bewaren", hash: hash)
            }
            try await world.approve(made)
            await expect(.notHandedOver) { try await dossiers.pass(made.seat, made.id, step(hash)) }
            try await dossiers.handOver(made.seat, made.id, world.handOver())
            await expect(.tooEarly(field: "at", world.clock.instant)) {
                var early = step(hash)
                early.at = world.clock.instant.advanced(bySeconds: -60)
                try await dossiers.pass(made.seat, made.id, early)
            }
            await expect(.hashDiffers) { try await dossiers.pass(made.seat, made.id, step("abc")) }
            try await dossiers.pass(made.seat, made.id, step(hash.uppercased()))
            try await dossiers.pass(made.seat, made.id, step(""))
            let checks = try await dossiers.open(made.seat, made.id).listed.dossier.history.compactMap { line in
                if case .passed(let step) = line.event { step.check } else { nil }
            }
            #expect(checks == [.differs, .same, .unchecked])
        }
    }

    @Test(arguments: testEngines)
    func nothingLeavesThatIsNotApproved(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (dossiers, made) = (world.coaches.dossiers, try await world.dossier())
            func refused(_ error: CoachesError) async throws {
                for form in [Dossiers.Export.print, .caseBundle, .hashes] {
                    await expect(error) { try await dossiers.export(made.seat, made.id, as: form) }
                    #expect(try await world.audited("coaches.dossier.exported-\(form.rawValue)").isEmpty)
                }
            }
            try await refused(.needsApprovals)
            let hash = try await dossiers.open(made.seat, made.id).listed.contents.hash
            try await dossiers.approve(made.seat, made.id, hash: hash)
            try await refused(.needsApprovals)
            try await dossiers.approve(try await world.seat(1), made.id, hash: hash)
            try await dossiers.withdraw(made.seat, made.id, reason: "Toch niet.")
            try await refused(.dossierClosed)
        }
    }

    @Test(arguments: testEngines)
    func aHandOverIsNotBeforeTheApprovals(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (dossiers, made) = (world.coaches.dossiers, try await world.dossier())
            let early = world.handOver()
            world.clock.advance(seconds: 60)
            let approved = world.clock.instant
            try await world.approve(made)
            await expect(.tooEarly(field: "at", approved)) { try await dossiers.handOver(made.seat, made.id, early) }
            try await dossiers.handOver(made.seat, made.id, world.handOver())
        }
    }

    @Test(arguments: testEngines)
    func onlyTheDeskThatMadeItSeesIt(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (dossiers, made) = (world.coaches.dossiers, try await world.dossier())
            // Reading a study along is no way to its dossiers, and none to make one of it.
            try await world.coaches.studies.share(made.seat, made.study, with: world.other.id, true)
            let dien = try await world.seat(world.other.one, world.other)
            #expect(try await dossiers.all(dien).dossiers.isEmpty)
            await expect(RecordsError.notFound) { try await dossiers.open(dien, made.id) }
            await expect(RecordsError.notFound) { try await dossiers.approve(dien, made.id, hash: "0") }
            await expect(RecordsError.notFound) { try await dossiers.export(dien, made.id, as: .print) }
            await expect(RecordsError.notFound) { try await dossiers.destroy(dien, made.id, .mistake) }
            await expect(RecordsError.notKeptHere) { try await dossiers.freeze(dien, made.draft) }
            // A study is no dossier, and the other way around.
            await expect(RecordsError.notFound) { try await dossiers.open(made.seat, made.study) }
            await expect(RecordsError.notFound) { try await world.coaches.studies.open(made.seat, made.id) }
            await expect(RecordsError.notFound) { try await dossiers.destroy(made.seat, made.study, .mistake) }
            #expect(try await dossiers.all(made.seat).dossiers.map(\.id) == [made.id])
        }
    }

    @Test(arguments: testEngines)
    func whatLeavesAsksThePasswordAgain(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (dossiers, made) = (world.coaches.dossiers, try await world.dossier())
            let hash = try await dossiers.open(made.seat, made.id).listed.contents.hash
            try await world.approve(made)
            world.clock.advance(seconds: SessionRules.confirmation)
            let late = made.seat
            for body in [
                { _ = try await dossiers.export(late, made.id, as: .caseBundle) },
                { try await dossiers.approve(late, made.id, hash: hash) },
                { try await dossiers.handOver(late, made.id, world.handOver()) },
                { try await dossiers.destroy(late, made.id, .mistake) },
            ] as [() async throws -> Void] {
                await #expect(throws: DirectoryError.confirmFirst) { try await body() }
            }
            for form in [Dossiers.Export.print, .caseBundle, .hashes] {
                _ = try await dossiers.export(try await world.seat(), made.id, as: form)
                #expect(try await world.audited("coaches.dossier.exported-\(form.rawValue)").count == 1)
            }
        }
    }

    @Test(arguments: testEngines)
    func aDossierIsDestroyedByHandAndByNight(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let dossiers = world.coaches.dossiers
            let made = try await world.dossier()
            try await dossiers.destroy(made.seat, made.id, .mistake)
            await expect(RecordsError.notFound) { try await dossiers.open(made.seat, made.id) }
            for table in ["coaches_wraps", "coaches_entries", "coaches_selectors"] {
                #expect(try await world.count(table, where: "record_id = '\(made.id)'") == 0, "\(table)")
            }
            let row = try #require(try await world.audited("coaches.dossier.destroyed").first)
            #expect(row.subject == "coaches:\(made.id)" && row.details.contains("mistake"))

            let other = try await dossiers.freeze(made.seat, made.draft)
            world.clock.set(Instant(startOf: Day("2027-06-01")!))
            try await world.coaches.nightly()
            let seat = try await world.seat()
            await expect(RecordsError.notFound) { try await dossiers.open(seat, other) }
            _ = try await world.coaches.studies.open(seat, made.study)
        }
    }

    @Test(arguments: testEngines)
    func badInputIsRefusedAtItsField(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (dossiers, made) = (world.coaches.dossiers, try await world.dossier())
            func refused(_ error: CoachesError, _ change: (inout Dossiers.Draft) -> Void) async {
                var draft = made.draft
                change(&draft)
                await expect(error) { [draft] in try await dossiers.freeze(made.seat, draft) }
            }
            await refused(.missing(field: "title")) { $0.title = " " }
            await refused(.missing(field: "legal-basis")) { $0.legalBasis = "" }
            await refused(.missing(field: "organisation")) { $0.receiver.organisation = "" }
            await refused(.missing(field: "person")) { $0.receiver.person = "" }
            await refused(.missing(field: "role")) { $0.receiver.role = "" }
            await refused(.missing(field: "destroy-on")) { $0.destroyOn = nil }
            let today = world.clock.instant.day
            await refused(.dayBefore(field: "destroy-on", today.adding(days: 1))) { $0.destroyOn = today }
            let last = today.adding(days: Dossiers.Draft.longest)
            await refused(.dayAfter(field: "destroy-on", last)) { $0.destroyOn = last.adding(days: 1) }
            await refused(.nothingChosen) { $0.selection = DossierSelection() }
            world.switches.isActivated = false
            await expect(RecordsError.notActivated) { try await dossiers.freeze(made.seat, made.draft) }
        }
    }

    // MARK: Sealed

    private static let canaries = [
        "kanarie_handle", "0698765432", "Kanarietekst", "Kanariedossier", "Kanariegrond", "Kanarieman", "Kanarieweg",
        "Kanariereden", "Kanarienummer", "Kanarieantwoord",
    ]

    @Test(arguments: testEngines)
    func noContentStandsInTheDatabase(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let dossiers = world.coaches.dossiers
            let made = try await world.dossier(
                "kanarie_handle", text: "Kanarietekst", more: [Selector(.phone, "0698765432")]
            ) { draft in
                draft.title = "Kanariedossier"
                draft.legalBasis = "Kanariegrond"
                draft.receiver = DossierReceiver(organisation: "Kanarieman", person: "Kanarieman", role: "Kanarieman")
            }
            let hash = try await dossiers.open(made.seat, made.id).listed.contents.hash
            try await world.approve(made)
            let over = HandOver(to: "Kanarieman", way: .inPerson, at: world.clock.instant, reference: "Kanarienummer")
            try await dossiers.handOver(made.seat, made.id, over)
            let step = Dossiers.StepDraft(
                from: "Kanarieman", to: "Kanarieweg", at: world.clock.instant, why: "Kanariereden", hash: hash)
            try await dossiers.pass(made.seat, made.id, step)
            try await dossiers.answer(
                made.seat, made.id, DossierFeedback(on: over.at.day, text: "Kanarieantwoord"))
            _ = try await dossiers.export(made.seat, made.id, as: .caseBundle)
            for (table, column) in try await world.database.read({ try tableColumns($0) }) {
                let values = try await world.database.read { transaction in
                    try transaction.rows("SELECT CAST(\(column) AS TEXT) AS value FROM \(table)").compactMap {
                        try $0["value"] as String?
                    }
                }
                for canary in Self.canaries + [hash] {
                    #expect(!values.contains { $0.contains(canary) }, "\(table).\(column) holds \(canary)")
                }
            }
        }
    }
}

extension World {
    struct MadeDossier: Sendable {
        let seat: Seat
        let study: Identifier
        let id: Identifier
        let draft: Dossiers.Draft
    }

    /// A dossier of the first member: two accounts with an observation each.
    func dossier(
        _ handle: String = "coach_01", text: String = "Biedt aan om te helpen.", more: [Selector] = [],
        _ change: (inout Dossiers.Draft) -> Void = { _ in }
    ) async throws -> MadeDossier {
        let (seat, study, session) = try await open()
        _ = try await coaches.studies.observe(seat, study, session, draft(handle, text: text, more: more))
        _ = try await coaches.studies.observe(seat, study, session, draft("ander", codes: ["secrecy"]))
        var draft = Dossiers.Draft(
            title: "Dossier 2026-1", legalBasis: "Artikel 24 UAVG.",
            receiver: DossierReceiver(organisation: "Politie", person: "E. Smit", role: "rechercheur"),
            destroyOn: Day("2027-06-01"),
            selection: DossierSelection(
                observations: [.init(study: study, number: 1), .init(study: study, number: 2)]))
        change(&draft)
        return MadeDossier(
            seat: seat, study: study, id: try await coaches.dossiers.freeze(seat, draft), draft: draft)
    }

    /// By the first two members of the desk.
    func approve(_ made: MadeDossier) async throws {
        let hash = try await coaches.dossiers.open(made.seat, made.id).listed.contents.hash
        for place in [0, 1] { try await coaches.dossiers.approve(try await seat(place), made.id, hash: hash) }
    }

    func handOver() -> HandOver { HandOver(to: "E. Smit, rechercheur", way: .inPerson, at: clock.instant) }
}
