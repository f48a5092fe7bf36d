import Core
import Directory
import Storage
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Signals

@Suite struct FilingTests {
    @Test(arguments: testEngines)
    func aReportIsStoredWholly(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let document = Document(name: "rooster.txt", kind: .text, bytes: Array("Dinsdag: kamer 3".utf8))
            let filed = try await world.file(World.draft(named: true, documents: [document]))
            #expect(!filed.isRepeated)
            let view = try #require(try await world.signals.followUp.look(world.visit(filed.receipt)))
            #expect(view.status == .new)
            #expect(view.createdOn == world.clock.instant.day)
            #expect(view.desks.map(\.name) == ["Meldpunt A"])
            #expect(view.documents.map(\.name) == ["rooster.txt"])
            guard case .report(let content) = view.lines.first?.kind else { return #expect(Bool(false)) }
            #expect(content.what == "Een meisje, steeds andere mannen")
            #expect(content.isNamed)
            #expect(try await world.count("signals_identities") == 1)
            #expect(try await world.count("signals_counts") == 4)
            #expect(world.notices.all.map(\.desk) == [world.first.id])
            // Nothing that a visitor does stands in the audit trail with its time.
            #expect(try await world.count("directory_audit", where: "actor = 'visitor'") == 0)
        }
    }

    @Test(arguments: testEngines)
    func theSameFormGivesTheSameReceipt(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let token = Token(random: systemRandomBytes)
            let one = try await world.file(token: token)
            let derivations = world.queue.derivations
            world.clock.advance(seconds: 599)
            let two = try await world.file(token: token)
            #expect(two.isRepeated && two.receipt == one.receipt)
            #expect(world.queue.derivations == derivations)
            world.clock.advance(seconds: 700)
            await expect(.alreadySent) { try await world.file(token: token) }
            // The row of the form is gone, and the receipt says it all the same.
            try await world.signals.escalate()
            #expect(try await world.count("signals_filings") == 0)
            await expect(.alreadySent) { try await world.file(token: token) }
            #expect(try await world.reports().count == 1)
        }
    }

    @Test(arguments: testEngines)
    func theSameFormTwiceAtOnce(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let token = Token(random: systemRandomBytes)
            let filed = try await withThrowingTaskGroup(of: Filed.self) { group in
                for _ in 0..<6 { group.addTask { try await world.file(token: token) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(filed.map(\.receipt)).count == 1)
            #expect(filed.filter { !$0.isRepeated }.count == 1)
            #expect(try await world.reports().count == 1)
        }
    }

    /// What the other suites call the main danger: reports that come at the same moment are lost.
    @Test(arguments: testEngines)
    func sixtyFourAtOnce(engine: Engine) async throws {
        try await withWorld(engine, connections: 8) { world in
            let receipts = try await withThrowingTaskGroup(of: (Int, Receipt).self) { group in
                for number in 0..<64 {
                    group.addTask {
                        (
                            number,
                            try await world.file(World.draft("Verhaal \(number)"), source: "192.0.2.\(number)").receipt
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(receipts.map(\.1)).count == 64)
            #expect(try await world.reports().count == 64)
            for (number, receipt) in receipts {
                let view = try #require(
                    try await world.signals.followUp.look(world.visit(receipt, source: "a\(number)")))
                guard case .report(let content) = view.lines.first?.kind else { return #expect(Bool(false)) }
                #expect(content.what == "Verhaal \(number)")
            }
            let counted: Int = try await world.database.read {
                try $0.row("SELECT CAST(SUM(reports) AS BIGINT) AS n FROM signals_counts WHERE dimension = 'all'")!["n"]
            }
            #expect(counted == 64)
        }
    }

    @Test(arguments: testEngines)
    func nothingIsTakenInBeforeAllIsThere(engine: Engine) async throws {
        try await withWorld(engine) { world in
            #expect(try await world.signals.intakes.state().isOpen)
            world.switches.isActivated = false
            #expect(try await world.signals.intakes.state().missing == [.notActivated])
            await expect(.intakeClosed) { try await world.file() }
            world.switches.isActivated = true
            let settings = try await world.signals.intakes.settings(.system)
            try await world.signals.intakes.change(
                .system, version: settings.version, intake: .adviceOnly, documents: true)
            await expect(.intakeClosed) { try await world.file() }
            await expect(.changedMeanwhile) {
                try await world.signals.intakes.change(
                    .system, version: settings.version, intake: .reports, documents: true)
            }
            #expect(try await world.reports().isEmpty)
            #expect(try await world.signals.intakes.state().missing == [.intakeOff])
        }
    }

    @Test(arguments: testEngines)
    func withoutACustodianDeskNobodyReports(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desk = try await world.directory.desks.details(.system, world.custodian.id).desk
            try await world.directory.desks.setActive(.system, desk.id, version: desk.version, false)
            #expect(try await world.signals.intakes.state().missing == [.noCustodianDesk])
            await expect(.intakeClosed) { try await world.file(World.draft(named: true)) }
            #expect(try await world.reports().isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func fieldsAreLookedAt(engine: Engine) async throws {
        try await withWorld(engine) { world in
            await expect(.missing(field: "what")) { try await world.file(World.draft(" \n ")) }
            await expect(.tooLong(field: "what", most: 10_000)) {
                try await world.file(World.draft(String(repeating: "a", count: 10_001)))
            }
            var draft = World.draft()
            draft.identity = ReporterIdentity(name: " ")
            await expect(.missing(field: "name")) { try await world.file(draft) }
            let document = Document(name: "a.txt", kind: .text, bytes: [65])
            await expect(.tooManyDocuments(most: 3)) {
                try await world.file(World.draft(documents: Array(repeating: document, count: 4)))
            }
            // A picture is none the less one for being called text.
            let picture = Document(name: "a.txt", kind: .text, bytes: [0xFF, 0xD8, 0xFF, 0xE0, 0, 16])
            await #expect(throws: DocumentError.image) { try await world.file(World.draft(documents: [picture])) }
            let settings = try await world.signals.intakes.settings(.system)
            try await world.signals.intakes.change(
                .system, version: settings.version, intake: .reports, documents: false)
            await expect(.documentsOff) { try await world.file(World.draft(documents: [document])) }
            let receipt = try await world.file(World.draft("Een\r\nverhaal\u{0} met \u{202E}iets\u{7}")).receipt
            let view = try #require(try await world.signals.followUp.look(world.visit(receipt)))
            guard case .report(let content) = view.lines.first?.kind else { return #expect(Bool(false)) }
            #expect(content.what == "Een\nverhaal met iets")
        }
    }

    /// What no document may hold is typed into no field either.
    @Test(arguments: testEngines)
    func aPhotoInLettersIsNoStory(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let visit = try await world.visit(world.file().receipt)
            for way in TurnedPhoto.allCases {
                let photo = way.text(of: TurnedPhoto.photo(seed: 7, count: 1600))
                guard photo.count <= Filing.mostInText else { continue }
                var draft = World.draft(photo)
                await expect(.holdsFile(field: "what")) { try await world.file(draft) }
                draft = World.draft()
                draft.content.who = photo
                await expect(.holdsFile(field: "who")) { try await world.file(draft) }
                draft = World.draft(named: true)
                draft.identity?.safely = photo
                await expect(.holdsFile(field: "safely")) { try await world.file(draft) }
                await expect(.holdsFile(field: "text")) { try await world.signals.followUp.add(visit, photo) }
            }
            #expect(try await world.reports().count == 1)
        }
    }

    @Test(arguments: testEngines)
    func oneSourceIsLimitedAndNobodyElse(engine: Engine) async throws {
        try await withWorld(engine) { world in
            for _ in 0..<30 { try await world.file(source: "198.51.100.7") }
            await #expect(throws: SignalsError.self) { try await world.file(source: "198.51.100.7") }
            try await world.file(source: "198.51.100.8")
            world.clock.advance(seconds: 15 * 60 + 1)
            try await world.file(source: "198.51.100.7")
        }
    }

    @Test(arguments: testEngines)
    func aCallIsTypedInByAMember(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let filing = world.signals.filing
            let token = Token(random: systemRandomBytes)
            let filed = try await filing.file(
                by: world.actor(world.second.one), at: world.second.id, World.draft(), token: token)
            let view = try #require(try await world.signals.followUp.look(world.visit(filed.receipt)))
            #expect(view.desks.map(\.name) == ["Meldpunt B"])
            guard case .report(let content) = view.lines.first?.kind else { return #expect(Bool(false)) }
            #expect(content.channel == .telephone)
            #expect(try await world.audited("signals.report.filed").count == 1)
            let stranger = try await world.actor(world.first.one)
            await #expect(throws: DirectoryError.notAllowed) {
                try await filing.file(by: stranger, at: world.second.id, World.draft(), token: token)
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await filing.file(by: .visitor, at: world.second.id, World.draft(), token: token)
            }
        }
    }

    @Test(arguments: testEngines)
    func whatIsInventedIsNotCounted(engine: Engine) async throws {
        try await withWorld(engine, isDemo: true) { world in
            try await world.file()
            #expect(try await world.count("signals_reports", where: "invented = 1") == 1)
            #expect(try await world.count("signals_counts") == 0)
        }
    }

    /// A member leaves the desk between looking up its key and writing the report.
    @Test(arguments: testEngines)
    func aReportGoesToTheKeyOfTheMoment(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let extra = try await world.addPerson("Kees", at: world.first)
            try await world.directory.desks.removeMember(.system, world.first.id, extra.id)
            try await world.file()
            let epoch: Int = try await world.database.read {
                try $0.row("SELECT epoch FROM signals_wraps WHERE use_ = 'content' AND holder = $1", world.first.id)![
                    "epoch"]
            }
            #expect(epoch == 2)
        }
    }

    @Test(arguments: testEngines)
    func thePromiseFollowsFromTheRota(engine: Engine) async throws {
        try await withWorld(engine) { world in
            #expect(try await world.signals.intakes.state().promise == .nobody)
            let actor = try await world.actor(world.first.one)
            let rota = Rota(shifts: (1...5).map { Shift(weekday: $0, from: 540, to: 1020, member: world.first.two.id) })
            try await world.signals.rotas.change(actor, world.first.id, from: Rota(), to: rota)
            await expect(.changedMeanwhile) {
                try await world.signals.rotas.change(actor, world.first.id, from: Rota(), to: rota)
            }
            var other = rota
            other.shifts[0].member = world.second.one.id
            await expect(.shiftMember) {
                try await world.signals.rotas.change(actor, world.first.id, from: rota, to: other)
            }
            let state = try await world.signals.intakes.state(for: .acute)
            #expect(state.isOnDuty)
            #expect(state.promise == .before(world.clock.instant.advanced(bySeconds: 3600)))
            let filed = try await world.file(World.draft(urgency: .acute))
            #expect(filed.promise == state.promise)
            #expect(world.notices.all == [.init(members: [world.first.two.id], desk: world.first.id)])
            let shown = try await world.signals.rotas.rota(actor, world.first.id)
            #expect(shown.rota == rota && shown.members.map(\.name) == ["Anna", "Bart"])
        }
    }
}
