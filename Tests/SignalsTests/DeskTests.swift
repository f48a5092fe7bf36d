import Core
import Directory
import Storage
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Signals

@Suite struct DeskTests {
    @Test(arguments: testEngines)
    func aDeskReadsWhatItHoldsAndNothingElse(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let document = Document(name: "rooster.txt", kind: .text, bytes: World.longText(200_000))
            let (id, _) = try await world.filed(World.draft(named: true, documents: [document]))
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            let report = try await desk.open(seat, id)
            #expect(report.content.what == "Een meisje, steeds andere mannen")
            #expect(report.status == .read && report.isHolder && report.holder == "Meldpunt A")
            guard case .hidden = report.identity else { return #expect(Bool(false)) }
            #expect(try await desk.document(seat, id, report.documents[0].id) == document)
            await expect(.notFound) { try await desk.document(seat, id, "0000") }
            #expect(try await world.audited("signals.report.opened").map(\.subject) == ["report:\(id)"])
            #expect(try await world.audited("signals.document.opened").count == 1)
            // Of another desk, and of none: the same.
            let other = try await world.seat(world.second)
            let absent = Identifier(at: world.clock.instant, random: systemRandomBytes)
            for unknown in [id, absent] { await expectNothing(of: unknown, for: other, world) }
            // Neither at a desk where the member does not sit, nor at one of another task.
            await #expect(throws: DirectoryError.notAllowed) {
                try await desk.open(Seat(other.actor, other.key, at: world.first.id), id)
            }
            let custodian = try await world.seat(world.custodian)
            await #expect(throws: DirectoryError.notAllowed) { try await desk.open(custodian, id) }
            await #expect(throws: DirectoryError.notAllowed) {
                try await desk.open(Seat(seat.actor, other.key, at: world.first.id), id)
            }
            await #expect(throws: DirectoryError.signInFirst) {
                try await desk.open(Seat(.visitor, seat.key, at: world.first.id), id)
            }
        }
    }

    /// Whatever can be done with a report: an id of another desk looks like an absent one.
    private func expectNothing(of id: Identifier, for seat: Seat, _ world: World) async {
        let desk = world.signals.desk
        let absent: [@Sendable () async throws -> Void] = [
            { _ = try await desk.open(seat, id) }, { _ = try await desk.export(seat, id) },
            { _ = try await desk.document(seat, id, "x") }, { try await desk.claim(seat, id) },
            { try await desk.release(seat, id) }, { try await desk.say(seat, id, "a") },
            { try await desk.note(seat, id, "a") }, { try await desk.label(seat, id, ["a"]) },
            { try await desk.setUrgency(seat, id, .low, reason: "a") },
            { try await desk.act(seat, id, .other, number: "", words: "") },
            { _ = try await desk.targets(seat, id) },
            { try await desk.refer(seat, id, ReferralRequest(mode: .share, to: world.police.id)) },
            { try await desk.askIdentity(seat, id, reason: "a") },
            { try await desk.close(seat, id, .advised, words: "") }, { try await desk.reopen(seat, id) },
            { try await desk.merge(seat, id, into: Identifier(at: world.clock.instant, random: systemRandomBytes)) },
            { try await desk.unmerge(seat, id) }, { try await desk.aftermath(seat, id, .unknown, words: "") },
            { try await desk.keepLonger(seat, id, until: world.clock.instant.day.adding(days: 9), reason: "a") },
            { _ = try await desk.openings(seat, id) },
        ]
        for (number, body) in absent.enumerated() {
            await #expect(throws: SignalsError.notFound, "\(number)") { try await body() }
        }
    }

    @Test(arguments: testEngines)
    func aConversation(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, receipt) = try await world.filed()
            let (desk, followUp) = (world.signals.desk, world.signals.followUp)
            let seat = try await world.seat(world.first)
            try await desk.say(seat, id, "Hoe laat was het?")
            let visit = try await world.visit(receipt)
            #expect(try await desk.open(seat, id).isUnreadByReporter)
            let view = try #require(try await followUp.look(visit))
            #expect(view.lines.last?.author == .desk("Meldpunt A"))
            #expect(view.lines.last?.kind == .fromDesk("Hoe laat was het?"))
            #expect(view.status == .read && view.promise == nil)
            #expect(try await !desk.open(seat, id).isUnreadByReporter)
            world.notices.clear()
            try await desk.claim(seat, id)
            try await followUp.add(visit, "Na twaalven.")
            // Who has the report hears it, and nobody else.
            #expect(world.notices.all == [.init(members: [world.first.one.id], desk: world.first.id)])
            #expect(try await desk.inbox(seat, filter: .mine).rows.first?.isUnread == true)
            let report = try await desk.open(seat, id)
            #expect(report.lines.map(\.kind).last == .fromReporter("Na twaalven."))
            #expect(report.lines.map(\.author).last == .reporter)
            try await followUp.withdraw(visit)
            await expect(.contactStopped) { try await desk.say(seat, id, "Nog iets?") }
            #expect(try await desk.open(seat, id).isContactStopped)
            #expect(try await desk.open(seat, id).status == .withdrawn)
            // The desk goes on with what it has.
            try await desk.note(seat, id, "Toch doorgaan")
            try await desk.close(seat, id, .other, words: "")
        }
    }

    @Test(arguments: testEngines)
    func twoClaimAtOnce(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed()
            let desk = world.signals.desk
            let seats = [
                try await world.seat(world.first.one, world.first), try await world.seat(world.first.two, world.first),
            ]
            let won = await withTaskGroup(of: Bool.self) { group in
                for seat in seats {
                    group.addTask {
                        do {
                            try await desk.claim(seat, id)
                            return true
                        } catch { return error as? SignalsError != .alreadyClaimed }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(won.sorted { !$0 && $1 } == [false, true])
            let report = try await desk.open(seats[0], id)
            #expect(report.notes.count == 1)
            let other = report.claimedBy?.id == world.first.one.id ? seats[1] : seats[0]
            await expect(.alreadyClaimed) { try await desk.claim(other, id) }
            try await desk.release(other, id)
            try await desk.claim(other, id)
            #expect(try await desk.inbox(other, filter: .mine).rows.map(\.id) == [id])
        }
    }

    @Test(arguments: testEngines)
    func whatADeskKeepsForItself(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, receipt) = try await world.filed()
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            try await desk.note(seat, id, "Eerst de wijkagent bellen")
            try await desk.label(seat, id, ["hotel", " hotel ", "", "nacht"])
            try await desk.act(seat, id, .policeCalled, number: "0900-8844", words: "Dossier 12")
            try await desk.setUrgency(seat, id, .acute, reason: "Ze is er nu")
            await expect(.missing(field: "reason")) { try await desk.setUrgency(seat, id, .low, reason: " ") }
            await expect(.tooLong(field: "labels", most: 40)) {
                try await desk.label(seat, id, [String(repeating: "a", count: 41)])
            }
            // A colleague reads it, the reporter does not.
            let colleague = try await world.seat(world.first.two, world.first)
            let report = try await desk.open(colleague, id)
            #expect(
                report.notes.map(\.kind) == [
                    .note("Eerst de wijkagent bellen"), .labels(["hotel", "nacht"]),
                    .action(.policeCalled, number: "0900-8844", words: "Dossier 12"),
                    .urgency(.acute, reason: "Ze is er nu"),
                ])
            #expect(report.notes[0].member.name == "Anna")
            #expect(report.labels == ["hotel", "nacht"])
            #expect(report.urgency == .acute)
            #expect(report.dueAt == world.clock.instant.advanced(bySeconds: 3600))
            #expect(try await world.signals.followUp.look(world.visit(receipt))?.lines.count == 1)
            let export = try await desk.export(seat, id)
            #expect(export.report.notes.isEmpty && export.report.labels.isEmpty)
            #expect(export.madeBy == "Anna" && export.desk == "Meldpunt A")
            world.clock.advance(seconds: 15 * 60)
            await #expect(throws: DirectoryError.confirmFirst) { try await desk.export(seat, id) }
        }
    }

    /// A print for the police goes by the same rule as a referral to the police, and the reporter sees it.
    @Test(arguments: testEngines)
    func printingForThePoliceAsksConsent(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, receipt) = try await world.filed(World.draft(consents: [.care]))
            let (agreed, _) = try await world.filed(World.draft(consents: [.police]))
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            await expect(.noConsent) { _ = try await desk.export(seat, id) }
            await expect(.onlyInDanger) { _ = try await desk.export(seat, id, withoutConsent: "Ze is er nu") }
            #expect(try await world.signals.followUp.look(world.visit(receipt))?.lines.count == 1)
            try await desk.setUrgency(seat, id, .acute, reason: "Ze is er nu")
            _ = try await desk.export(seat, id, withoutConsent: "Ze is er nu")
            let lines = try #require(try await world.signals.followUp.look(world.visit(receipt))).lines
            #expect(lines.last?.kind == .printed(withoutConsent: "Ze is er nu"))
            _ = try await desk.export(seat, agreed)
            #expect(try await desk.open(seat, agreed).lines.last?.kind == .printed(withoutConsent: nil))
            // Who reads along does not print; the police have it already.
            try await desk.refer(seat, agreed, ReferralRequest(mode: .share, to: world.police.id))
            let before = try await desk.open(seat, agreed).lines.count
            _ = try await desk.export(try await world.seat(world.police), agreed)
            #expect(try await desk.open(seat, agreed).lines.count == before)
            try await desk.refer(seat, id, ReferralRequest(mode: .share, to: world.care.id))
            let care = try await world.seat(world.care)
            await expect(.notHeldHere) { _ = try await desk.export(care, id, withoutConsent: "Ze is er nu") }
        }
    }

    /// Closing a report closes those that were merged into it; taking it up again, or undoing the merge, opens them.
    @Test(arguments: testEngines)
    func whatWasClosedByAMergeOpensAgain(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (one, _) = try await world.filed()
            let (two, receipt) = try await world.filed()
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            try await desk.merge(seat, two, into: one)
            for undo in [
                { try await desk.reopen(seat, one) },
                {
                    try await desk.unmerge(seat, two)
                    try await desk.reopen(seat, one)
                },
            ] {
                try await desk.close(seat, one, .advised, words: "")
                #expect(try await desk.open(seat, two).status == .closed)
                try await undo()
                #expect(try await desk.open(seat, two).status == .claimed)
                #expect(try await world.signals.followUp.look(world.visit(receipt))?.deleteOn == nil)
            }
            #expect(try await desk.open(seat, one).merged.isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func closingAndReopening(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, receipt) = try await world.filed()
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            await expect(.isOpen) { try await desk.reopen(seat, id) }
            _ = try await desk.open(seat, id)
            try await desk.close(seat, id, .advised, words: "Dank je wel")
            await expect(.isClosed) { try await desk.close(seat, id, .other, words: "") }
            await expect(.isClosed) { try await desk.claim(seat, id) }
            let visit = try await world.visit(receipt)
            let view = try #require(try await world.signals.followUp.look(visit))
            #expect(view.status == .closed && view.deleteOn == world.clock.instant.day.adding(days: 180))
            #expect(view.lines.last?.kind == .closed(.advised, words: "Dank je wel"))
            #expect(try await world.counted("closed", "outcome", "advised") == 1)
            // What the reporter adds is seen, though the report is closed.
            #expect(try await desk.inbox(seat).rows.isEmpty)
            try await world.signals.followUp.add(visit, "Ze zijn er weer")
            #expect(try await desk.inbox(seat).rows.map(\.id) == [id])
            world.clock.advance(seconds: 86_400)
            let later = try await world.seat(world.first)
            try await desk.reopen(later, id)
            #expect(try await world.counted("closed", "outcome", "advised") == 0)
            #expect(try await world.counted("closed", "all", "") == 0)
            let report = try await desk.open(later, id)
            #expect(report.status == .claimed && report.claimedBy?.name == "Anna")
            try await desk.close(later, id, .noIndication, words: "")
            #expect(try await world.counted("closed", "outcome", "no-indication") == 1)
            #expect(try await world.counted("closed", "all", "") == 1)
        }
    }

    @Test(arguments: testEngines)
    func mergingTwoReports(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (one, oneReceipt) = try await world.filed(World.draft("Eerste verhaal"))
            let (two, twoReceipt) = try await world.filed(World.draft("Tweede verhaal"))
            let (three, _) = try await world.filed(World.draft("Derde verhaal"))
            let (desk, followUp) = (world.signals.desk, world.signals.followUp)
            let seat = try await world.seat(world.first)
            for id in [one, two, three] { _ = try await desk.open(seat, id) }
            await expect(.cannotMerge) { try await desk.merge(seat, one, into: one) }
            await expect(.notMerged) { try await desk.unmerge(seat, two) }
            try await desk.merge(seat, two, into: one)
            await expect(.cannotMerge) { try await desk.merge(seat, one, into: two) }
            await expect(.cannotMerge) { try await desk.merge(seat, one, into: three) }
            await expect(.cannotMerge) { try await desk.merge(seat, three, into: two) }
            await expect(.cannotMerge) { try await desk.merge(seat, two, into: three) }
            #expect(Set(try await desk.inbox(seat).rows.map(\.id)) == [one, three])
            #expect(try await desk.open(seat, one).merged == [two])
            #expect(try await desk.open(seat, two).mergedInto == one)
            // Both receipts work, and neither shows the other's words.
            let visit = try await world.visit(twoReceipt)
            try await followUp.add(visit, "Van de tweede")
            let views = [
                try #require(try await followUp.look(world.visit(oneReceipt))),
                try #require(try await followUp.look(visit)),
            ]
            #expect(!"\(views[0])".contains("weede") && !"\(views[1])".contains("Eerste"))
            // A new message surfaces.
            #expect(Set(try await desk.inbox(seat).rows.map(\.id)) == [one, two, three])
            try await desk.close(seat, one, .referredPolice, words: "Over het eerste verhaal")
            let closed = try #require(try await followUp.look(visit))
            #expect(closed.status == .closed)
            #expect(closed.lines.last?.kind == .closed(.duplicate, words: ""))
            try await desk.unmerge(seat, two)
            #expect(try await desk.open(seat, two).mergedInto == nil)
            #expect(try await desk.open(seat, one).merged.isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func mergingAcrossAtOnceMakesNoCircle(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (one, _) = try await world.filed()
            let (two, _) = try await world.filed()
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await desk.merge(seat, one, into: two) }
                group.addTask { try? await desk.merge(seat, two, into: one) }
            }
            #expect(try await world.count("signals_reports", where: "merged_into IS NOT NULL") == 1)
        }
    }

    @Test(arguments: testEngines)
    func theInbox(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desk = world.signals.desk
            for number in 0..<52 { try await world.file(World.draft("Verhaal \(number)"), source: "s\(number)") }
            let (acute, _) = try await world.filed(World.draft(String(repeating: "woord ", count: 60), urgency: .acute))
            let seat = try await world.seat(world.first)
            var page = try await desk.inbox(seat)
            #expect(page.rows.count == 50 && page.pages == 2 && page.page == 1)
            #expect(page.counts == [.open: 53, .mine: 0, .unclaimed: 53, .late: 0, .shared: 0, .closed: 0])
            #expect(page.rows[0].id == acute)
            #expect(page.rows[0].summary?.firstWords.hasSuffix("woord…") == true)
            #expect(page.rows[0].summary?.reasons == ["many-visitors"])
            #expect(try await desk.inbox(seat, page: 99).rows.count == 3)
            #expect(try await desk.inbox(world.seat(world.second)).rows.isEmpty)
            // One that is damaged shows as such, and hides no other.
            try await world.tamper(
                "UPDATE signals_entries SET sealed = $1 WHERE report_id = $2", "00", page.rows[1].id)
            try await world.tamper("UPDATE signals_reports SET urgency = 4 WHERE id = $1", page.rows[2].id)
            try await world.tamper("DELETE FROM signals_entries WHERE report_id = $1", page.rows[3].id)
            page = try await desk.inbox(seat)
            #expect(page.rows.filter(\.isDamaged).count == 3)
            #expect(page.rows.count == 50)
            world.clock.advance(seconds: 3601)
            #expect(try await desk.inbox(seat, filter: .late).rows.map(\.id) == [acute])
            #expect(try await desk.inbox(seat).rows[0].isLate)
            _ = try await desk.open(seat, acute)
            try await desk.claim(seat, acute)
            #expect(try await desk.inbox(seat, filter: .late).rows.isEmpty)
            #expect(try await desk.inbox(seat, filter: .mine).rows.map(\.id) == [acute])
            #expect(try await desk.inbox(seat).counts[.unclaimed] == 52)
        }
    }

    /// Nobody but the lead sees who opened a report.
    @Test(arguments: testEngines)
    func theLeadSeesWhoOpened(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed()
            let desk = world.signals.desk
            let colleague = try await world.seat(world.first.two, world.first)
            _ = try await desk.open(colleague, id)
            world.clock.advance(seconds: 1)
            try await desk.note(colleague, id, "Gelezen")
            let openings = try await desk.openings(world.seat(world.first), id)
            #expect(openings.map(\.action) == ["signals.report.noted", "signals.report.opened"])
            #expect(openings.allSatisfy { $0.member == "Bart" && $0.isGenuine })
            await #expect(throws: DirectoryError.notAllowed) { try await desk.openings(colleague, id) }
        }
    }
}

extension World {
    func counted(_ kind: String, _ dimension: String, _ value: String) async throws -> Int {
        try await database.read { transaction in
            let row = try transaction.row(
                """
                SELECT CAST(COALESCE(SUM(reports), 0) AS BIGINT) AS n FROM signals_counts
                WHERE kind = $1 AND dimension = $2 AND value = $3
                """, kind, dimension, value)
            return try row!["n"]
        }
    }
}
