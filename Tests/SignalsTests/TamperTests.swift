import Core
import Crypto
import Directory
import Storage
import Synchronization
import TestDesks
import TestSupport
import Testing

@testable import Signals
@testable import Vault

/// Whoever can write to the database, and has no key, makes a report unreadable at most: never another one, never half of one.
@Suite struct TamperTests {
    /// A report that went from the first desk to the second, which knows who reported, with a document and a reader.
    private struct Scene {
        let world: World
        let id: Identifier
        let other: Identifier
        let receipt: Receipt
        let visit: Token
        let seat: Seat
        let custodian: Seat

        init(_ world: World) async throws {
            self.world = world
            let bytes = World.longText(150_000)
            let draft = World.draft(
                urgency: .acute, named: true, consents: [.partner],
                documents: [Document(name: "rooster.txt", kind: .text, bytes: bytes)])
            (id, receipt) = try await world.filed(draft)
            (other, _) = try await world.filed(draft)
            let desk = world.signals.desk
            let first = try await world.seat(world.first)
            seat = try await world.seat(world.second)
            custodian = try await world.seat(world.custodian)
            visit = try await world.visit(receipt)
            for id in [id, other] {
                try await desk.note(first, id, "Van de eerste")
                try await desk.refer(first, id, ReferralRequest(mode: .transfer, to: world.second.id))
                try await desk.refer(
                    seat, id, ReferralRequest(mode: .share, to: world.care.id, withoutConsent: "Gevaar"))
                try await desk.note(seat, id, "Van de tweede")
                try await desk.note(seat, id, "Nog een")
                try await desk.say(seat, id, "Een vraag")
                try await desk.askIdentity(seat, id, reason: "Terugbellen")
            }
            let identities = world.signals.identities
            for request in try await identities.requests(custodian) { try await identities.give(custodian, request.id) }
            try await world.signals.followUp.add(visit, "Een antwoord")
        }

        /// All that a desk and a reporter see, as text.
        func everything() async throws -> [String] {
            let report = try await world.signals.desk.open(seat, id)
            let document = try await world.signals.desk.document(seat, id, report.documents[0].id)
            guard let view = try await world.signals.followUp.look(visit) else { throw SignalsError.notFound }
            return ["\(report)", "\(document.name) \(document.hashValue)", "\(view)"]
        }
    }

    private static let keys: [String: [String]] = [
        "signals_reports": ["id"], "signals_receipts": ["lookup"],
        "signals_wraps": ["report_id", "use_", "holder", "generation"],
        "signals_previous_keys": ["report_id", "generation"], "signals_entries": ["report_id", "sequence"],
        "signals_notes": ["report_id", "desk_id", "sequence"], "signals_note_heads": ["report_id", "desk_id"],
        "signals_identities": ["report_id"], "signals_identity_requests": ["id"], "signals_attachments": ["id"],
        "signals_chunks": ["attachment_id", "number"], "signals_visits": ["token_hash"],
    ]

    /// What another desk has, or what says only until when a visit lasts: changing it changes nothing that this desk and this
    /// reporter read.
    private static func mayPass(_ column: World.Column, _ row: [String: Value], _ scene: Scene) -> Bool {
        let second = scene.world.second.id.text
        switch column.table {
        case "signals_wraps": return row["holder"] != .text(second) && row["holder"] != .text(StoredWrap.receipt)
        case "signals_notes", "signals_note_heads": return row["desk_id"] != .text(second)
        case "signals_visits": return ["seen_at", "began_at"].contains(column.name)
        case "signals_identity_requests": return true
        default: return false
        }
    }

    @Test(arguments: testEngines)
    func everyChangedValueShows(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let scene = try await Scene(world)
            _ = try await scene.everything()
            let whole = try await scene.everything()
            let isSame = try await scene.everything() == whole
            #expect(isSame)
            var random = SeededGenerator(seed: 3)
            var (changed, damaged) = (0, 0)
            for (column, row) in try await rows(scene) {
                let old = row[column.name]!
                let new = Self.other(old, column, scene, &random)
                guard try await put(new, in: column, of: row, world) else { continue }
                changed += 1
                do {
                    let seen = try await scene.everything()
                    let isSame = seen == whole
                    #expect(isSame, "\(column.table).\(column.name)")
                    #expect(Self.mayPass(column, row, scene), "\(column.table).\(column.name) \(row)")
                } catch {
                    let known = error as? SignalsError
                    #expect([.damaged, .notFound].contains(known), "\(column.table).\(column.name) \(error)")
                    if known == .damaged { damaged += 1 }
                }
                var after = row
                after[column.name] = new
                #expect(try await put(old, in: column, of: after, world), "\(column.table).\(column.name)")
            }
            #expect(changed > 100 && damaged > 60, "\(changed) \(damaged)")
            #expect(try await world.audited("signals.report.damaged").count == damaged)
            let isAsBefore = try await scene.everything() == whole
            #expect(isAsBefore)
        }
    }

    private func rows(_ scene: Scene) async throws -> [(World.Column, [String: Value])] {
        let id = scene.id
        return try await scene.world.database.read { transaction in
            let columns = try World.columns(transaction).filter { Self.keys[$0.table] != nil }
            return try Dictionary(grouping: columns, by: \.table).sorted { $0.key < $1.key }.flatMap { table, columns in
                let condition =
                    switch table {
                    case "signals_reports": "id = $1"
                    case "signals_chunks": "attachment_id IN (SELECT id FROM signals_attachments WHERE report_id = $1)"
                    default: "report_id = $1"
                    }
                let rows = try transaction.rows("SELECT * FROM \(table) WHERE \(condition)", id)
                return try rows.flatMap { row in
                    let values = try Dictionary(
                        uniqueKeysWithValues: columns.map { ($0.name, try row[$0.name] as Value) })
                    return columns.map { ($0, values) }
                }
            }
        }
    }

    /// - Returns: `false` when the database itself does not take it: a foreign key, a unique value.
    private func put(
        _ value: Value, in column: World.Column, of row: [String: Value], _ world: World
    ) async throws -> Bool {
        let keys = Self.keys[column.table]!
        let conditions = keys.enumerated().map { "\($1) = $\($0 + 2)" }.joined(separator: " AND ")
        let arguments: [any Bindable] = [value] + keys.map { row[$0]! }
        do {
            return try await world.database.write {
                try $0.execute(
                    "UPDATE \(column.table) SET \(column.name) = $1 WHERE \(conditions)", arguments) == 1
            }
        } catch is StorageError { return false }
    }

    /// Another value of the same kind: one digit, one bit, one number further; another report or desk for a reference.
    private static func other(
        _ value: Value, _ column: World.Column, _ scene: Scene, _ random: inout SeededGenerator
    ) -> Value {
        if column.name == "report_id" { return .text(scene.other.text) }
        if ["desk_id", "holder"].contains(column.name) { return .text(scene.world.police.id.text) }
        switch value {
        case .null: return .text(scene.other.text)
        case .integer(let number): return .integer(number == 1 ? 0 : number + 1)
        case .real(let number): return .real(number + 1)
        case .blob(var bytes):
            bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            return .blob(bytes)
        case .text(let text):
            var characters = Array(text)
            let place = Int.random(in: characters.indices, using: &random)
            characters[place] = characters[place] == "1" ? "2" : "1"
            return .text(String(characters))
        }
    }

    // MARK: Rows that change places

    /// Runs `change` on the database, expects that both the desk and the reporter are told that the report is damaged, and
    /// puts everything back.
    private func expectDamage(
        _ scene: Scene, _ tables: [String], at location: SourceLocation = #_sourceLocation,
        _ change: @escaping @Sendable (any Transaction) throws -> Void
    ) async throws {
        let kept = try await snapshot(tables, scene.world)
        try await scene.world.database.write(change)
        await #expect(throws: SignalsError.damaged, sourceLocation: location) { _ = try await scene.everything() }
        try await restore(kept, scene.world)
        _ = try await scene.everything()
    }

    private typealias Snapshot = [(table: String, columns: [String], rows: [[Value]])]

    private func snapshot(_ tables: [String], _ world: World) async throws -> Snapshot {
        try await world.database.read { transaction in
            let columns = Dictionary(grouping: try World.columns(transaction), by: \.table)
            return try tables.map { table in
                let names = columns[table]!.map(\.name)
                let rows = try transaction.rows("SELECT * FROM \(table)").map { row in
                    try names.map { try row[$0] as Value }
                }
                return (table, names, rows)
            }
        }
    }

    private func restore(_ snapshot: Snapshot, _ world: World) async throws {
        try await world.database.write { transaction in
            for (table, _, _) in snapshot.reversed() { try transaction.execute("DELETE FROM \(table)") }
            for (table, columns, rows) in snapshot {
                let places = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
                for row in rows {
                    try transaction.execute(
                        "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))", row)
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func rowsThatChangePlaces(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let scene = try await Scene(world)
            _ = try await scene.everything()
            let (id, other) = (scene.id, scene.other)
            func swap(_ table: String, _ column: String, _ one: String, _ two: String) async throws {
                let tables = table == "signals_attachments" ? [table, "signals_chunks"] : [table]
                try await expectDamage(scene, tables) { transaction in
                    let values = try [one, two].map {
                        try transaction.row("SELECT \(column) FROM \(table) WHERE \($0)")!
                    }
                    let (first, second): (Value, Value) = (try values[0][column], try values[1][column])
                    try transaction.execute("UPDATE \(table) SET \(column) = $1 WHERE \(one)", second)
                    try transaction.execute("UPDATE \(table) SET \(column) = $1 WHERE \(two)", first)
                }
            }
            let (own, others) = ("report_id = '\(id)'", "report_id = '\(other)'")
            // Two entries of one report, and those of two reports; notes; keys.
            try await swap("signals_entries", "sealed", "\(own) AND sequence = 1", "\(own) AND sequence = 2")
            for sequence in 1...4 {
                try await swap(
                    "signals_entries", "sealed", "\(own) AND sequence = \(sequence)",
                    "\(others) AND sequence = \(sequence)")
            }
            let desk = "AND desk_id = '\(world.second.id)'"
            try await swap(
                "signals_notes", "sealed", "\(own) \(desk) AND sequence = 1", "\(own) \(desk) AND sequence = 2")
            try await swap(
                "signals_notes", "sealed", "\(own) \(desk) AND sequence = 1",
                "\(own) AND desk_id = '\(world.first.id)' AND sequence = 1")
            try await swap("signals_previous_keys", "sealed", own, others)
            try await swap("signals_identities", "sealed", own, others)
            for use in ["content", "notes", "identity"] {
                let holder = "use_ = '\(use)' AND holder = '\(world.second.id)'"
                try await swap("signals_wraps", "wrapped", "\(own) AND \(holder)", "\(others) AND \(holder)")
            }
            // Pieces of one document, and of two.
            let attachments = try await world.database.read { transaction in
                try [id, other].map {
                    try transaction.row("SELECT id FROM signals_attachments WHERE report_id = $1", $0)!["id"] as String
                }
            }
            let (mine, theirs) = ("attachment_id = '\(attachments[0])'", "attachment_id = '\(attachments[1])'")
            try await swap("signals_chunks", "sealed", "\(mine) AND number = 0", "\(mine) AND number = 1")
            try await swap("signals_chunks", "sealed", "\(mine) AND number = 2", "\(theirs) AND number = 2")
            try await swap("signals_attachments", "facts", "id = '\(attachments[0])'", "id = '\(attachments[1])'")
            try await swap("signals_attachments", "sealed_key", "id = '\(attachments[0])'", "id = '\(attachments[1])'")
        }
    }

    /// Somebody who held the report's key and can write to the database, the worst that a former holder can be, puts no other
    /// document in the place of one: not as a whole, and not its pieces under the same key.
    @Test(arguments: testEngines)
    func aDocumentInThePlaceOfAnother(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let scene = try await Scene(world)
            _ = try await scene.everything()
            let secrets = try await world.queue.secrets(
                of: scene.receipt, cost: .trivial, siteKey: siteKey, source: nil)
            let stored = try await world.database.read {
                try StoredReport.find(scene.id, holder: StoredWrap.receipt, siteKey: siteKey, in: $0)
            }
            let opened = try #require(stored).open(siteKey: siteKey) { _ in secrets.pair }
            let key = try #require(opened.keys.last)
            let old = try #require(stored?.attachments.first)
            let other = Document(name: "rooster.txt", kind: .text, bytes: World.longText(150_001))
            let same = try key.attachmentKey(old.id, opening: old.key).withUnsafeBytes { Array($0) }
            let isFirst = Mutex(true)
            let forged = try key.seal(attachment: old.id, facts: Sealed.facts(of: other), other.bytes) { count in
                isFirst.withLock { first in
                    defer { first = false }
                    return first
                } ? same : systemRandomBytes(count)
            }
            let tables = ["signals_attachments", "signals_chunks"]
            let putIn: @Sendable (any Transaction) throws -> Void = { transaction in
                for (number, chunk) in forged.chunks.enumerated() {
                    try transaction.execute(
                        "UPDATE signals_chunks SET sealed = $1 WHERE attachment_id = $2 AND number = $3", chunk.bytes,
                        old.id, number)
                }
            }
            try await expectDamage(scene, tables, putIn)
            try await expectDamage(scene, tables) { transaction in
                try putIn(transaction)
                try transaction.execute(
                    "UPDATE signals_attachments SET sealed_key = $1, facts = $2 WHERE id = $3", forged.key.text,
                    forged.facts.text, old.id)
            }
        }
    }

    @Test(arguments: testEngines)
    func whatIsCutOffOrPutIn(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let scene = try await Scene(world)
            _ = try await scene.everything()
            let id = scene.id
            let newest = "(SELECT MAX(sequence) FROM signals_entries WHERE report_id = $1)"
            for condition in [
                "sequence = \(newest)", "sequence = 2 AND 0 < \(newest)", "sequence > 0 AND 0 < \(newest)",
            ] {
                try await expectDamage(scene, ["signals_entries"]) {
                    try $0.execute("DELETE FROM signals_entries WHERE report_id = $1 AND \(condition)", id)
                }
            }
            // The first entry once more, at the end.
            try await expectDamage(scene, ["signals_entries"]) {
                try $0.execute(
                    """
                    INSERT INTO signals_entries (report_id, sequence, author, sealed)
                    SELECT report_id, \(newest) + 1, author, sealed FROM signals_entries
                    WHERE report_id = $1 AND sequence = 1
                    """, id)
            }
            // The last piece of the document, one in between, and one too many.
            let mine = "attachment_id IN (SELECT id FROM signals_attachments WHERE report_id = $1)"
            for number in [2, 1] {
                try await expectDamage(scene, ["signals_chunks"]) {
                    try $0.execute("DELETE FROM signals_chunks WHERE number = \(number) AND \(mine)", id)
                }
            }
            try await expectDamage(scene, ["signals_attachments", "signals_chunks"]) {
                try $0.execute("DELETE FROM signals_chunks WHERE number = 2 AND \(mine)", id)
                try $0.execute("UPDATE signals_attachments SET chunk_count = 2 WHERE report_id = $1", id)
            }
            try await expectDamage(scene, ["signals_attachments", "signals_chunks"]) {
                try $0.execute("DELETE FROM signals_chunks WHERE \(mine)", id)
                try $0.execute("DELETE FROM signals_attachments WHERE report_id = $1", id)
            }
            for table in ["signals_notes", "signals_note_heads", "signals_identities", "signals_receipts"] {
                try await expectDamage(scene, [table]) {
                    try $0.execute("DELETE FROM \(table) WHERE report_id = $1", id)
                }
            }
            try await expectDamage(scene, ["signals_wraps"]) {
                try $0.execute("DELETE FROM signals_wraps WHERE report_id = $1 AND use_ = 'identity'", id)
            }
        }
    }

    /// A desk's own epoch, receipt and head are what they were, and so is every MAC: only the trail tells that there was more.
    @Test(arguments: testEngines)
    func whatIsPutBackFromBefore(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let scene = try await Scene(world)
            let desk = world.signals.desk
            let tables = [
                "signals_reports", "signals_entries", "signals_notes", "signals_note_heads", "signals_wraps",
            ]
            let others = [
                "signals_receipts", "signals_previous_keys", "signals_identities", "signals_identity_requests",
                "signals_attachments", "signals_chunks", "signals_visits",
            ]
            _ = try await scene.everything()
            let before = try await snapshot(tables + others, world)
            try await world.signals.followUp.add(scene.visit, "De belangrijkste regel")
            let after = try await snapshot(tables + others, world)
            _ = try await desk.open(scene.seat, scene.id)
            // Before the desk saw the new entry nobody could tell; now it shows.
            try await restore(before, world)
            await expect(.damaged) { try await desk.open(scene.seat, scene.id) }
            await expect(.damaged) { try await desk.claim(scene.seat, scene.id) }
            try await restore(after, world)
            // As many entries, and other ones.
            try await restore(before, world)
            try await world.signals.followUp.add(scene.visit, "Iets anders")
            await expect(.damaged) { try await desk.open(scene.seat, scene.id) }
            try await restore(after, world)
            #expect(
                try await desk.open(scene.seat, scene.id).lines.last?.kind == .fromReporter("De belangrijkste regel"))
            // Notes too.
            try await desk.note(scene.seat, scene.id, "Afgesproken")
            _ = try await desk.open(scene.seat, scene.id)
            try await restore(after, world)
            await expect(.damaged) { try await desk.open(scene.seat, scene.id) }
            #expect(try await world.audited("signals.report.damaged").count == 4)
        }
    }

    /// Somebody puts a key of their own in, wrapped to the desk's public key, which is no secret.
    @Test(arguments: testEngines)
    func keysThatWereNotMadeHere(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed()
            let seal = try await world.database.read { try world.directory.desks.seal(world.first.id, in: $0) }
            let key = RecordKey(for: id.text, random: systemRandomBytes)
            let stranger = SiteKey(Array(repeating: 5, count: 32))!
            let wrap = try StoredWrap(key, to: DeskRecipient(seal), siteKey: stranger)
            try await world.tamper(
                "UPDATE signals_wraps SET wrapped = $1 WHERE report_id = $2 AND holder = $3", wrap.wrapped.text, id,
                world.first.id)
            await expect(.damaged) { try await world.signals.desk.open(world.seat(world.first), id) }
            // Nor can a receipt's public key be one that was made elsewhere.
            let (second, receipt) = try await world.filed()
            let pair = KeyPair(random: systemRandomBytes)
            try await world.tamper(
                "UPDATE signals_receipts SET public_key = $1 WHERE report_id = $2", pair.publicKey.bytes.hex, second)
            let seat = try await world.seat(world.first)
            await expect(.damaged) {
                try await world.signals.desk.refer(seat, second, ReferralRequest(mode: .transfer, to: world.police.id))
            }
            await expect(.damaged) { try await world.visit(receipt) }
        }
    }

    /// A request for who reported that is turned to another desk opens for nobody.
    @Test(arguments: testEngines)
    func aRequestThatIsTurned(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed(World.draft(named: true))
            let (desk, identities) = (world.signals.desk, world.signals.identities)
            let (seat, custodian) = (try await world.seat(world.first), try await world.seat(world.custodian))
            try await desk.refer(seat, id, ReferralRequest(mode: .share, to: world.police.id))
            try await desk.askIdentity(seat, id, reason: "Terugbellen")
            let request = try #require(try await identities.requests(custodian).first)
            try await world.tamper("UPDATE signals_identity_requests SET desk_id = $1", world.police.id)
            #expect(try await identities.requests(custodian).first?.reason == nil)
            await expect(.damaged) { try await identities.give(custodian, request.id) }
            #expect(try await world.count("signals_wraps", where: "use_ = 'identity'") == 1)
        }
    }

    // MARK: Members who come and go

    @Test(arguments: testEngines)
    func whoLeftReadsNothingAndWhoCameReadsAll(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desk = world.signals.desk
            let kees = try await world.addPerson("Kees", at: world.first)
            let (old, _) = try await world.filed(World.draft("Van voor het vertrek"))
            let left = try await world.seat(kees, world.first)
            _ = try await desk.open(left, old)
            try await desk.note(left, old, "Van Kees")
            try await world.directory.desks.removeMember(.system, world.first.id, kees.id)
            let (new, _) = try await world.filed(World.draft("Van na het vertrek"))
            for id in [old, new] {
                await #expect(throws: DirectoryError.notAllowed) { try await desk.open(left, id) }
            }
            await #expect(throws: DirectoryError.notAllowed) { try await desk.inbox(left) }
            for person in world.first.people {
                let seat = try await world.seat(person, world.first)
                #expect(try await desk.open(seat, old).content.what == "Van voor het vertrek")
                #expect(try await desk.open(seat, new).content.what == "Van na het vertrek")
                #expect(try await desk.open(seat, old).notes.map(\.member.name) == ["Kees"])
            }
            // Whoever is given the key again reads both epochs.
            try await world.give(kees, at: world.first)
            let again = try await world.seat(kees, world.first)
            #expect(try await desk.open(again, old).content.what == "Van voor het vertrek")
            #expect(try await desk.open(again, new).content.what == "Van na het vertrek")
            #expect(try await desk.inbox(again).rows.filter { !$0.isDamaged }.count == 2)
            // Who sits at the desk without its key reads nothing.
            let lena = try await world.addPerson("Lena", at: world.second)
            try await world.directory.desks.addMember(.system, world.first.id, lena.id)
            let waiting = try await world.seat(lena, world.first)
            await #expect(throws: DirectoryError.noKey) { try await desk.open(waiting, old) }
        }
    }
}
