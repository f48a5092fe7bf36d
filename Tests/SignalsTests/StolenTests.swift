import Core
import Directory
import Foundation
import Storage
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Signals

/// Whoever has the whole database, and even the site key and the disk, reads nothing that anybody wrote.
@Suite struct StolenTests {
    /// A report with a mark of its own in every field, and everything done with it that can be, with marks too.
    private func fill(_ world: World) async throws -> (receipt: Receipt, marks: [String]) {
        var marks: [String] = []
        func mark(_ name: String) -> String {
            marks.append("kanarie-\(name)")
            return "kanarie-\(name)"
        }
        let draft = ReportDraft(
            content: ReportContent(
                setting: .hotel, role: mark("functie"), answers: [mark("antwoord"): .seen], advice: mark("advies"),
                urgency: .acute, reasons: [mark("reden")], what: mark("wat"), place: mark("plaats"), when: mark("tijd"),
                who: mark("wie"), consents: [.police, .partner]),
            identity: ReporterIdentity(
                name: mark("naam"), phone: mark("telefoon"), email: mark("mail"), safely: mark("veilig")),
            documents: [Document(name: mark("document"), kind: .text, bytes: Array(mark("inhoud").utf8))])
        let (id, receipt) = try await world.filed(draft)
        let (desk, followUp) = (world.signals.desk, world.signals.followUp)
        let (seat, custodian) = (try await world.seat(world.first), try await world.seat(world.custodian))
        let visit = try await world.visit(receipt)
        try await followUp.add(visit, mark("bericht"))
        try await desk.say(seat, id, mark("antwoord-loket"))
        try await desk.note(seat, id, mark("notitie"))
        try await desk.label(seat, id, [mark("etiket")])
        try await desk.act(seat, id, .policeCalled, number: mark("nummer"), words: mark("handeling"))
        try await desk.setUrgency(seat, id, .high, reason: mark("haast"))
        try await desk.setUrgency(seat, id, .acute, reason: mark("spoed"))
        try await desk.aftermath(seat, id, .complaint, words: mark("vervolg"))
        try await desk.keepLonger(
            seat, id, until: world.clock.instant.day.adding(days: 400), reason: mark("bewaren"))
        try await desk.askIdentity(seat, id, reason: mark("vraag"))
        let request = try #require(try await world.signals.identities.requests(custodian).first)
        _ = try await world.signals.identities.open(custodian, request.id, reason: mark("inzage"))
        try await world.signals.identities.give(custodian, request.id)
        _ = try await desk.open(seat, id)
        _ = try await desk.export(seat, id)
        try await desk.refer(
            seat, id, ReferralRequest(mode: .share, to: world.care.id, withoutConsent: mark("nood")))
        try await desk.refer(
            seat, id, ReferralRequest(mode: .copy, to: world.second.id, text: mark("kopie")))
        try await desk.refer(seat, id, ReferralRequest(mode: .transfer, to: world.police.id))
        let police = try await world.seat(world.police)
        try await followUp.add(visit, mark("na-overdracht"))
        try await desk.close(police, id, .referredPolice, words: mark("slot"))
        try await followUp.withdraw(visit)
        return (receipt, marks)
    }

    @Test(arguments: testEngines)
    func nothingIsRead(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (receipt, marks) = try await fill(world)
            #expect(marks.count == 30)
            let dump = try await world.dump()
            // The dump is one: it has what it may have.
            for known in ["Meldpunt A", "closed", "receipt", "hotel"] {
                #expect(dump.contains { $0.value.contains(known) })
            }
            let digits = receipt.text.replacing(" ", with: "")
            let secrets =
                marks.flatMap { [$0, Array($0.utf8).hex, Data($0.utf8).base64EncodedString()] }
                + [receipt.text, digits, "198.51.100.1", "203.0.113.9"]
            for (column, value) in dump {
                let lower = value.lowercased()
                for secret in secrets where lower.contains(secret.lowercased()) {
                    Issue.record("\(column.table).\(column.name) holds \(secret)")
                }
            }
        }
    }

    /// With the database and the site key, whoever has neither a session nor a receipt has no key that opens anything: each
    /// key is wrapped to a desk's or a receipt's pair, and of those pairs only public halves and sealed private ones are there.
    @Test(arguments: testEngines)
    func theSiteKeyAloneOpensNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (receipt, _) = try await fill(world)
            let wraps = try await world.database.read { transaction in
                try transaction.rows("SELECT report_id, use_, holder, generation, epoch, wrapped FROM signals_wraps")
                    .map {
                        (
                            report: try $0["report_id"] as Identifier, holder: try $0["holder"] as String,
                            wrap: try WrapStore(transaction: transaction).find(
                                try $0["report_id"], try $0.choice("use_"), holder: try $0["holder"])!
                        )
                    }
            }
            #expect(wraps.count > 6)
            // Every 32 bytes that stand anywhere are tried as a private key, and as the secret of a receipt.
            let dump = try await world.dump()
            let candidates = Set(dump.compactMap { [UInt8](hex: $0.value) }.filter { $0.count == 32 })
            #expect(candidates.count > 5)
            var pairs = candidates.map { bytes in KeyPair(random: { _ in bytes }) }
            for purpose in SiteKey.Purpose.allCases {
                pairs.append(KeyPair(random: { _ in siteKey.mac(purpose, []) }))
            }
            for (report, _, wrap) in wraps {
                for pair in pairs {
                    #expect(throws: SealError.self) { try wrap.open(with: pair, of: report, siteKey: siteKey) }
                }
            }
            // The right receipt does it, so that the test could have found something.
            let secrets = try await world.queue.secrets(of: receipt, cost: .trivial, siteKey: siteKey, source: nil)
            let own = try #require(wraps.first { $0.holder == StoredWrap.receipt })
            _ = try own.wrap.open(with: secrets.pair, of: own.report, siteKey: siteKey)
            // The lookup under another site key is another.
            let other = SiteKey(Array(repeating: 9, count: 32))!
            let elsewhere = try await world.queue.secrets(of: receipt, cost: .trivial, siteKey: other, source: nil)
            #expect(elsewhere.lookup != secrets.lookup)
            #expect(elsewhere.pair.publicKey != secrets.pair.publicKey)
        }
    }

    /// In the files of SQLite, its log included, and after deletion nothing of what opens it.
    @Test func theFilesHoldNothing() async throws {
        try await withTemporaryFolder { folder in
            let database = try await openDatabase("sqlite:\(folder)/test.db")
            try await Migrator(directoryMigrations + signalsMigrations).run(on: database)
            let world = try await World.make(on: database)
            let (receipt, marks) = try await fill(world)
            func files() throws -> Data {
                try ["test.db", "test.db-wal"].reduce(into: Data()) {
                    $0 += try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($1)"))
                }
            }
            let wraps: [String] = try await database.read {
                try $0.rows("SELECT wrapped FROM signals_wraps").map { try $0["wrapped"] }
            }
            var bytes = try files()
            for mark in marks + [receipt.text.replacing(" ", with: ""), receipt.text] {
                #expect(bytes.range(of: Data(mark.utf8)) == nil, "\(mark)")
            }
            #expect(wraps.allSatisfy { bytes.range(of: Data($0.utf8)) != nil })
            let copy = try await world.signals.desk.inbox(world.seat(world.second)).rows[0].id
            try await world.signals.desk.close(world.seat(world.second), copy, .other, words: "")
            world.clock.advance(seconds: 401 * 86_400)
            try await world.signals.nightly()
            bytes = try files()
            #expect(try await world.reports().isEmpty)
            #expect(wraps.allSatisfy { bytes.range(of: Data($0.utf8)) == nil })
            await database.close()
        }
    }
}
