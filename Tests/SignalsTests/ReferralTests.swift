import Core
import Directory
import Storage
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Signals

@Suite struct ReferralTests {

    /// Who stopped the contact is not asked for a name any more, as the page for stopping says.
    @Test(arguments: testEngines)
    func whoStoppedTheContactIsNotAskedWho(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, receipt) = try await world.filed(World.draft(named: true))
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            let custodian = try await world.seat(world.custodian)
            try await desk.askIdentity(seat, id, reason: "Terugbellen")
            let request = try #require(try await world.signals.identities.requests(custodian).first)
            try await world.signals.followUp.withdraw(world.visit(receipt))
            #expect(try await world.signals.identities.requests(custodian).isEmpty)
            await expect(.notFound) { try await world.signals.identities.give(custodian, request.id) }
            await expect(.contactStopped) { try await desk.askIdentity(seat, id, reason: "Terugbellen") }
            guard case .hidden = try await desk.open(seat, id).identity else { return #expect(Bool(false)) }
        }
    }

    @Test(arguments: testEngines)
    func whereAReportCanGo(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed(World.draft(consents: [.police, .partner]))
            let targets = try await world.signals.desk.targets(world.seat(world.first), id)
            #expect(targets.map(\.name) == ["Aangifteloket", "Meldpunt B", "Zorgloket"])
            #expect(targets.map(\.kind) == [.police, .partner, .care])
            #expect(targets.map(\.hasConsent) == [true, true, false])
            #expect(targets.allSatisfy { !$0.isReading })
        }
    }

    @Test(arguments: testEngines)
    func sharing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, receipt) = try await world.filed()
            let desk = world.signals.desk
            let (seat, police) = (try await world.seat(world.first), try await world.seat(world.police))
            try await desk.note(seat, id, "Alleen voor ons")
            world.notices.clear()
            try await desk.refer(seat, id, ReferralRequest(mode: .share, to: world.police.id))
            #expect(world.notices.all.map(\.desk) == [world.police.id])
            await expect(.alreadyReferred) {
                try await desk.refer(seat, id, ReferralRequest(mode: .share, to: world.police.id))
            }
            let report = try await desk.open(police, id)
            #expect(report.content.what == "Een meisje, steeds andere mannen")
            #expect(!report.isHolder && report.notes.isEmpty && report.holder == "Meldpunt A")
            // Reading along does not take it off the other desk's list.
            #expect(try await desk.inbox(seat).rows[0].isUnread)
            #expect(try await desk.inbox(police).rows.isEmpty)
            #expect(try await desk.inbox(police, filter: .shared).rows.map(\.id) == [id])
            #expect(try await desk.inbox(police).counts[.shared] == 1)
            try await desk.note(police, id, "Onze eigen notitie")
            #expect(try await desk.open(police, id).notes.count == 1)
            #expect(try await desk.open(seat, id).notes.map(\.kind) == [.note("Alleen voor ons")])
            for body: @Sendable () async throws -> Void in [
                { try await desk.claim(police, id) }, { try await desk.say(police, id, "Dag") },
                { try await desk.close(police, id, .other, words: "") },
                { try await desk.refer(police, id, ReferralRequest(mode: .share, to: world.second.id)) },
                { try await desk.askIdentity(police, id, reason: "Waarom niet") },
            ] {
                await expect(.notHeldHere) { try await body() }
            }
            // What is said later is read along, and the reporter sees who reads.
            try await desk.say(seat, id, "Een vraag")
            #expect(try await desk.open(police, id).lines.last?.kind == .fromDesk("Een vraag"))
            let view = try #require(try await world.signals.followUp.look(world.visit(receipt)))
            #expect(view.desks.map(\.name) == ["Meldpunt A", "Aangifteloket"])
            #expect(view.desks.map(\.mode) == [nil, .share])
            #expect(view.desks.map(\.isHolder) == [true, false])
        }
    }

    @Test(arguments: testEngines)
    func transferring(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let document = Document(name: "rooster.txt", kind: .text, bytes: Array("Dinsdag".utf8))
            let (id, receipt) = try await world.filed(
                World.draft(named: true, consents: [.police, .care], documents: [document]))
            let (desk, followUp) = (world.signals.desk, world.signals.followUp)
            let (seat, police) = (try await world.seat(world.first), try await world.seat(world.police))
            let care = try await world.seat(world.care)
            try await desk.refer(seat, id, ReferralRequest(mode: .share, to: world.care.id))
            try await desk.note(seat, id, "Alleen voor ons")
            try await desk.claim(seat, id)
            // What the desk had in hand before.
            let before = try await world.contentKey(id, seat)
            try await desk.refer(seat, id, ReferralRequest(mode: .transfer, to: world.police.id))
            await expect(.notFound) { try await desk.open(seat, id) }
            #expect(try await desk.inbox(seat).rows.isEmpty)
            let visit = try await world.visit(receipt)
            try await followUp.add(visit, "Iets nieuws")
            try await desk.say(police, id, "Wij gaan verder")
            let report = try await desk.open(police, id)
            #expect(report.isHolder && report.notes.isEmpty && report.claimedBy == nil)
            #expect(report.lines.map(\.kind).suffix(2) == [.fromReporter("Iets nieuws"), .fromDesk("Wij gaan verder")])
            #expect(try await desk.document(police, id, report.documents[0].id) == document)
            // Who reads along goes on reading along.
            #expect(try await desk.open(care, id).lines.count == report.lines.count)
            // The reporter reads all of it.
            let view = try #require(try await followUp.look(visit))
            #expect(view.lines.count == report.lines.count)
            #expect(view.desks.map(\.name) == ["Meldpunt A", "Zorgloket", "Aangifteloket"])
            #expect(view.desks.map(\.isHolder) == [false, false, true])
            // With the key of before, and the whole database, nothing that came after it is read.
            let entries = try await world.database.read { try EntryStore(transaction: $0).all(id) }
            let later = try #require(entries.last)
            #expect(later.envelope.epoch == 2)
            #expect(throws: SealError.self) {
                try before.open(
                    later.envelope, as: .entry, object: String(later.sequence), bound: ["", later.author, ""])
            }
            #expect(throws: SealError.self) { try RecordKey.open([later], with: [before], to: report.head(entries)) }
            #expect(try await world.count("signals_wraps", where: "use_ = 'content' AND generation = 1") == 0)
            #expect(try await world.count("signals_wraps", where: "use_ = 'content'") == 3)
            // And once more.
            try await desk.refer(police, id, ReferralRequest(mode: .transfer, to: world.care.id))
            #expect(try await desk.open(care, id).isHolder)
            await expect(.notFound) { try await desk.open(police, id) }
            #expect(try await followUp.look(visit)?.desks.last?.isHolder == true)
            #expect(try await desk.open(care, id).content.what == "Een meisje, steeds andere mannen")
            #expect(try await desk.inbox(care).rows[0].summary?.firstWords == "Een meisje, steeds andere mannen")
        }
    }

    @Test(arguments: testEngines)
    func aCopyHoldsOnlyWhatTheDeskWrote(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, receipt) = try await world.filed(World.draft(named: true))
            let desk = world.signals.desk
            let (seat, police) = (try await world.seat(world.first), try await world.seat(world.police))
            await expect(.missing(field: "text")) {
                try await desk.refer(seat, id, ReferralRequest(mode: .copy, to: world.police.id, text: " "))
            }
            try await desk.refer(
                seat, id, ReferralRequest(mode: .copy, to: world.police.id, text: "Mogelijk hotel aan de haven"))
            await expect(.notFound) { try await desk.open(police, id) }
            let copy = try #require(try await desk.inbox(police).rows.first).id
            let report = try await desk.open(police, copy)
            #expect(report.isCopy && report.isHolder && report.content.what == "Mogelijk hotel aan de haven")
            #expect(report.content.place.isEmpty && report.content.answers.isEmpty && !report.content.isNamed)
            guard case .none = report.identity else { return #expect(Bool(false)) }
            #expect(report.isContactStopped)
            await expect(.contactStopped) { try await desk.say(police, copy, "Dag") }
            await expect(.noIdentity) { try await desk.askIdentity(police, copy, reason: "Waarom") }
            try await desk.close(police, copy, .other, words: "")
            // One report, not two.
            #expect(try await world.counted("filed", "all", "") == 1)
            #expect(try await world.counted("closed", "all", "") == 0)
            #expect(try await world.signals.followUp.look(world.visit(receipt))?.desks.last?.mode == .copy)
        }
    }

    @Test(arguments: testEngines)
    func consentOrDanger(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed(World.draft(consents: []))
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            for mode in Referral.Mode.allCases {
                await expect(.noConsent) {
                    try await desk.refer(seat, id, ReferralRequest(mode: mode, to: world.police.id, text: "Tekst"))
                }
                await expect(.onlyInDanger) {
                    try await desk.refer(
                        seat, id,
                        ReferralRequest(mode: mode, to: world.police.id, withoutConsent: "Gevaar", text: "Tekst"))
                }
            }
            try await desk.setUrgency(seat, id, .acute, reason: "Ze is er nu")
            await expect(.noConsent) {
                try await desk.refer(
                    seat, id, ReferralRequest(mode: .share, to: world.police.id, withoutConsent: "  "))
            }
            try await desk.refer(
                seat, id, ReferralRequest(mode: .share, to: world.police.id, withoutConsent: "Leven in gevaar"))
            guard case .referred(let referral)? = try await desk.open(seat, id).lines.last?.kind else {
                return #expect(Bool(false))
            }
            #expect(referral.withoutConsent == "Leven in gevaar")
            #expect(try await world.audited("signals.report.referred")[0].details.contains("\"consent\":\"no\""))
            #expect(try await !world.audited("signals.report.referred")[0].details.contains("Leven"))
        }
    }

    @Test(arguments: testEngines)
    func whatReferringAsksFirst(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed()
            let (other, _) = try await world.filed()
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            for target in [world.first.id, world.custodian.id, id] {
                await expect(.notReferable) {
                    try await desk.refer(seat, id, ReferralRequest(mode: .share, to: target))
                }
            }
            try await desk.merge(seat, other, into: id)
            for id in [id, other] {
                await expect(.mergedFirst) {
                    try await desk.refer(seat, id, ReferralRequest(mode: .transfer, to: world.police.id))
                }
            }
            let shown = try await world.directory.desks.details(.system, world.police.id).desk
            try await world.directory.desks.setActive(.system, shown.id, version: shown.version, false)
            await expect(.notReferable) {
                try await desk.refer(seat, id, ReferralRequest(mode: .share, to: world.police.id))
            }
            world.clock.advance(seconds: 15 * 60)
            await #expect(throws: DirectoryError.confirmFirst) {
                try await desk.refer(seat, id, ReferralRequest(mode: .share, to: world.second.id))
            }
        }
    }

    // MARK: Who reported

    @Test(arguments: testEngines)
    func whoReportedIsGivenOrRefused(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed(World.draft(named: true))
            let (anonymous, _) = try await world.filed()
            let (desk, identities) = (world.signals.desk, world.signals.identities)
            let (seat, custodian) = (try await world.seat(world.first), try await world.seat(world.custodian))
            await expect(.noIdentity) { try await desk.askIdentity(seat, anonymous, reason: "Waarom") }
            await expect(.missing(field: "reason")) { try await desk.askIdentity(seat, id, reason: "") }
            try await desk.askIdentity(seat, id, reason: "We willen terugbellen")
            await expect(.alreadyAsked) { try await desk.askIdentity(seat, id, reason: "Nog eens") }
            guard case .asked = try await desk.open(seat, id).identity else { return #expect(Bool(false)) }
            var request = try #require(try await identities.requests(custodian).first)
            #expect(request.desk == "Meldpunt A" && request.askedBy.name == "Anna")
            #expect(request.reason == "We willen terugbellen" && request.state == .asked)
            await #expect(throws: DirectoryError.notAllowed) { try await identities.requests(seat) }
            try await identities.refuse(custodian, request.id)
            await expect(.alreadyDecided) { try await identities.give(custodian, request.id) }
            guard case .refused = try await desk.open(seat, id).identity else { return #expect(Bool(false)) }
            try await desk.askIdentity(seat, id, reason: "Er is gevaar")
            request = try #require(try await identities.requests(custodian).first)
            #expect(try await identities.open(custodian, request.id, reason: "Wegen").name == "Mevrouw Bloem")
            #expect(try await identities.open(custodian, request.id, reason: "Nog eens").phone == "0612345678")
            let lookups = try await identities.lookups(custodian, request.id)
            #expect(lookups.map(\.reason) == ["Wegen", "Nog eens"] && lookups[0].member.name == "Ilse")
            try await identities.give(custodian, request.id)
            await expect(.alreadyDecided) { try await identities.refuse(custodian, request.id) }
            guard case .given(let who) = try await desk.open(seat, id).identity else { return #expect(Bool(false)) }
            #expect(who == World.draft(named: true).identity)
            // It goes into no export, and not along to another desk.
            guard case .hidden = try await desk.export(seat, id).report.identity else { return #expect(Bool(false)) }
            try await desk.refer(seat, id, ReferralRequest(mode: .transfer, to: world.police.id))
            let police = try await world.seat(world.police)
            guard case .hidden = try await desk.open(police, id).identity else { return #expect(Bool(false)) }
            #expect(try await world.count("signals_wraps", where: "use_ = 'identity'") == 1)
            for action in ["asked", "refused", "given", "opened"] {
                #expect(try await !world.audited("signals.identity.\(action)").isEmpty)
            }
            let absent = Identifier(at: world.clock.instant, random: systemRandomBytes)
            await expect(.notFound) { try await identities.give(custodian, absent) }
            world.clock.advance(seconds: 15 * 60)
            await #expect(throws: DirectoryError.confirmFirst) { try await identities.give(custodian, request.id) }
        }
    }

    /// The report went to another desk before the custodian desk decided: the desk that asked gets nothing.
    @Test(arguments: testEngines)
    func whoNoLongerReadsIsGivenNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed(World.draft(named: true))
            let desk = world.signals.desk
            let (seat, custodian) = (try await world.seat(world.first), try await world.seat(world.custodian))
            try await desk.askIdentity(seat, id, reason: "Terugbellen")
            let request = try #require(try await world.signals.identities.requests(custodian).first)
            try await desk.refer(seat, id, ReferralRequest(mode: .transfer, to: world.police.id))
            #expect(try await world.signals.identities.requests(custodian).isEmpty)
            await expect(.notFound) { try await world.signals.identities.give(custodian, request.id) }
            #expect(try await world.count("signals_wraps", where: "use_ = 'identity'") == 1)
        }
    }
}

extension World {
    /// The newest content key that a desk has of a report.
    func contentKey(_ id: Identifier, _ seat: Seat) async throws -> RecordKey {
        try await Sitting(seat, signals.context).load(id).key
    }
}

extension DeskReport {
    fileprivate func head(_ entries: [SealedEntry]) -> RecordHead {
        RecordHead(record: id.text, generation: 2, count: 1, hash: "")
    }
}
