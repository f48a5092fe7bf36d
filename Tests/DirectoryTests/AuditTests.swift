import Core
import Directory
import Storage
import TestSupport
import Testing

struct AuditTests {
    private func event(_ number: Int) -> AuditEvent {
        AuditEvent("test.thing.done", subject: "thing:\(number)", details: ["number": String(number)])
    }

    /// Writes `count` rows, one transaction each.
    private func write(_ count: Int, _ world: World) async throws {
        for number in 0..<count {
            world.clock.advance(seconds: 1)
            try await world.database.write { transaction in
                try world.directory.audit.record(event(number), by: .system, in: transaction)
            }
        }
    }

    /// A world whose trail has five rows more, all of them in the chain.
    private func withChain(_ engine: Engine, _ body: (World, AuditHead) async throws -> Void) async throws {
        try await withWorld(engine) { world in
            try await write(5, world)
            let head = try #require(try await world.directory.audit.chain())
            let report = try await world.directory.audit.verify(noted: head.text)
            #expect(report.isIntact && report.chained == head.position && report.pending == 0)
            try await allowTampering(world)
            try await body(world, head)
        }
    }

    /// Whoever owns the database can take the triggers away; the chain must show what they do then.
    private func allowTampering(_ world: World) async throws {
        let tables = [("directory_audit", "directory_audit"), ("directory_audit_links", "directory_links")]
        for (table, trigger) in tables {
            switch world.database.engine {
            case .sqlite:
                try await world.tamper("DROP TRIGGER \(trigger)_no_update")
                try await world.tamper("DROP TRIGGER \(trigger)_no_delete")
            case .postgres: try await world.tamper("DROP TRIGGER \(trigger)_append_only ON \(table)")
            }
        }
    }

    private func row(_ world: World, at position: Int) async throws -> Identifier {
        try await world.database.read {
            try $0.row("SELECT row_id FROM directory_audit_links WHERE position = $1", position)!["row_id"]
        }
    }

    private func problems(_ world: World, noted: String? = nil) async throws -> [AuditProblem] {
        let report = try await world.directory.audit.verify(noted: noted)
        #expect(report.isIntact == report.problems.isEmpty)
        return report.problems
    }

    @Test(arguments: testEngines)
    func theRowsOfOneSubjectAreReadNewestFirst(engine: Engine) async throws {
        try await withChain(engine) { world, _ in
            let audit = world.directory.audit
            for number in 1...4 {
                world.clock.advance(seconds: 1)
                try await world.database.write { transaction in
                    try audit.record(
                        AuditEvent("test.thing.opened", subject: "thing:2", details: ["entries": "\(number)"]),
                        by: .system, in: transaction)
                }
            }
            func entries(_ action: String?, _ limit: Int) async throws -> [AuditEntry] {
                try await world.database.read {
                    try audit.entries(of: "thing:2", action: action, limit: limit, in: $0)
                }
            }
            #expect(try await entries("test.thing.opened", 3).map { $0.details["entries"] } == ["4", "3", "2"])
            #expect(try await entries(nil, 10).map(\.action).last == "test.thing.done")
            #expect(try await entries(nil, 10).count == 5)
            #expect(try await entries(nil, 10).allSatisfy(\.isGenuine))
            let newest = try await entries("test.thing.opened", 1)[0].id
            try await world.tamper(
                "UPDATE directory_audit SET details = $2 WHERE id = $1", newest, "{\"entries\":\"1\"}")
            #expect(try await entries("test.thing.opened", 2).map(\.isGenuine) == [false, true])
        }
    }

    @Test(arguments: testEngines)
    func rowsAreChainedInBatchesAndOnlyOnce(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let audit = world.directory.audit
            let before = try await audit.verify()
            #expect(before.isIntact && before.chained == 0 && before.pending > 0 && before.head == nil)
            try await world.database.write { transaction in
                for number in 0..<1100 { try audit.record(event(number), by: .visitor, in: transaction) }
            }
            let head = try #require(try await audit.chain())
            #expect(head.position == before.pending + 1100)
            #expect(try await audit.chain() == head)
            let report = try await audit.verify()
            #expect(report.isIntact && report.chained == head.position && report.head == head)
            try await write(2, world)
            let later = try await audit.verify(noted: head.text)
            #expect(later.isIntact && later.pending == 2)
        }
    }

    @Test(arguments: testEngines)
    func aRowIsThereOnlyWithWhatItTellsOf(engine: Engine) async throws {
        struct Stop: Error {}
        try await withWorld(engine) { world in
            let before = try await world.count("directory_audit")
            await #expect(throws: Stop.self) {
                try await world.database.write { transaction in
                    try world.directory.audit.record(event(1), by: .system, in: transaction)
                    throw Stop()
                }
            }
            let after = try await world.count("directory_audit")
            #expect(after == before)
        }
    }

    @Test(arguments: testEngines)
    func writersAndChainersAtOnceLoseNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let audit = world.directory.audit
            let before = try await world.count("directory_audit")
            let done = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        do {
                            try await world.database.write { transaction in
                                try audit.record(event(number), by: .system, in: transaction)
                            }
                            return true
                        } catch { return false }
                    }
                    if number.isMultiple(of: 8) {
                        group.addTask {
                            // Two at once: one may be told to come back.
                            _ = try? await audit.chain()
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 40)
            try await audit.chain()
            let report = try await audit.verify()
            #expect(report.isIntact && report.chained == before + 40 && report.pending == 0)
        }
    }

    @Test(arguments: testEngines)
    func theDatabaseRefusesChangesToIt(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.directory.audit.chain()
            for statement in [
                "UPDATE directory_audit SET action = 'x'", "DELETE FROM directory_audit",
                "UPDATE directory_audit_links SET hash = 'x'", "DELETE FROM directory_audit_links",
            ] { await #expect(throws: StorageError.self) { try await world.tamper(statement) } }
            let isIntact = try await world.directory.audit.verify().isIntact
            #expect(isIntact)
        }
    }

    @Test(arguments: testEngines)
    func aChangedRowShows(engine: Engine) async throws {
        for column in ["action", "subject", "details", "actor", "mac"] {
            try await withChain(engine) { world, _ in
                let id = try await row(world, at: 3)
                try await world.tamper("UPDATE directory_audit SET \(column) = \(column) || '0' WHERE id = $1", id)
                let found = try await problems(world)
                #expect(found.contains(.changed(id)))
            }
        }
        try await withChain(engine) { world, _ in
            let id = try await row(world, at: 3)
            try await world.tamper("UPDATE directory_audit SET at = at + 1 WHERE id = $1", id)
            let found = try await problems(world)
            #expect(found == [.changed(id)])
        }
    }

    @Test(arguments: testEngines)
    func aMissingRowShows(engine: Engine) async throws {
        try await withChain(engine) { world, _ in
            let id = try await row(world, at: 3)
            try await world.tamper("DELETE FROM directory_audit WHERE id = $1", id)
            let one = try await problems(world)
            #expect(one == [.missing(position: 3)])
            try await world.tamper("DELETE FROM directory_audit_links WHERE position = 3")
            let two = try await problems(world)
            #expect(two == [.missing(position: 3), .outOfOrder(position: 4)])
            // Closing the gap does not help.
            for position in 4...6 {
                try await world.tamper(
                    "UPDATE directory_audit_links SET position = $1 WHERE position = $2", position - 1, position)
            }
            let three = try await problems(world)
            #expect(three.contains(.outOfOrder(position: 3)))
        }
    }

    @Test(arguments: testEngines)
    func rowsThatChangedPlacesShow(engine: Engine) async throws {
        try await withChain(engine) { world, _ in
            let (one, two) = (try await row(world, at: 2), try await row(world, at: 3))
            for (position, id) in [(2, "a"), (3, one.text), (2, two.text)] {
                try await world.tamper("UPDATE directory_audit_links SET row_id = $1 WHERE position = $2", id, position)
            }
            let found = try await problems(world)
            #expect(found.contains(.outOfOrder(position: 2)) && found.contains(.outOfOrder(position: 3)))
        }
    }

    @Test(arguments: testEngines)
    func aCutOffEndShows(engine: Engine) async throws {
        try await withChain(engine) { world, head in
            let id = try await row(world, at: head.position)
            try await world.tamper("DELETE FROM directory_audit_links WHERE position = $1", head.position)
            let one = try await problems(world)
            #expect(one == [.cutOff(at: head.position - 1, head: head.position), .outside(id)])
            try await world.tamper("DELETE FROM directory_audit WHERE id = $1", id)
            let two = try await problems(world)
            #expect(two == [.cutOff(at: head.position - 1, head: head.position)])
            // Moving the head takes the site key.
            try await world.tamper("UPDATE directory_audit_head SET position = position - 1")
            let three = try await problems(world)
            #expect(three == [.headForged])
            await #expect(throws: DirectoryError.auditHeadForged) {
                try await write(1, world)
                try await world.directory.audit.chain()
            }
            try await world.tamper("DELETE FROM directory_audit_head")
            let four = try await problems(world)
            #expect(four == [.headForged])
        }
    }

    /// An older end with its own good signature: only the head that was noted elsewhere shows it.
    @Test(arguments: testEngines)
    func anOlderDatabaseThatWasPutBackShows(engine: Engine) async throws {
        try await withChain(engine) { world, head in
            let old = try await world.database.read { transaction in
                let row = try transaction.row("SELECT hash, at, mac FROM directory_audit_head")!
                return (try row["hash"] as String, try row["at"] as Int, try row["mac"] as String)
            }
            try await write(3, world)
            let noted = try #require(try await world.directory.audit.chain())
            for table in [
                "directory_audit WHERE id IN (SELECT row_id FROM directory_audit_links WHERE position > \(head.position))",
                "directory_audit_links WHERE position > \(head.position)",
            ] { try await world.tamper("DELETE FROM \(table)") }
            try await world.tamper(
                "UPDATE directory_audit_head SET position = $1, hash = $2, at = $3, mac = $4", head.position, old.0,
                old.1,
                old.2)
            let alone = try await problems(world)
            #expect(alone.isEmpty)
            let withNote = try await problems(world, noted: noted.text)
            #expect(withNote == [.notTheSame(position: noted.position)])
            let earlier = try await problems(world, noted: head.text)
            #expect(earlier.isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func aRowThatIsGoneBeforeItIsChainedShows(engine: Engine) async throws {
        try await withChain(engine) { world, _ in
            try await write(1, world)
            let id: Identifier = try await world.database.read {
                try $0.row("SELECT row_id FROM directory_audit_pending")!["row_id"]
            }
            try await world.tamper("DELETE FROM directory_audit WHERE id = $1", id)
            let found = try await problems(world)
            #expect(found == [.missingRow(id)])
        }
    }

    @Test(arguments: testEngines)
    func aRowThatWasPutInShows(engine: Engine) async throws {
        try await withChain(engine) { world, _ in
            let id = Identifier(at: world.clock.instant, random: systemRandomBytes)
            try await world.tamper(
                """
                INSERT INTO directory_audit (id, at, actor, action, subject, details, mac)
                VALUES ($1, 1, 'system', 'review.published', 'review:1', '{}', 'abc')
                """, id)
            let found = try await problems(world)
            #expect(found == [.changed(id)])
        }
    }

    @Test(arguments: testEngines)
    func whatWasDoneCanBeReadInPages(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let anna = try await world.actor(world.admin)
            _ = try await world.directory.organisations.add(anna, OrganisationDraft(name: "Een", kind: .partner))
            try await write(7, world)
            let reader = world.directory.auditReader
            var entries: [AuditEntry] = []
            var before: Identifier?
            repeat {
                let page = try await reader.page(anna, before: before, limit: 3)
                #expect(page.entries.count <= 3)
                entries += page.entries
                before = page.next
            } while before != nil
            let count = try await world.count("directory_audit")
            #expect(entries.count == count && Set(entries.map(\.id)).count == count)
            #expect(entries.map(\.id) == entries.map(\.id).sorted(by: >))
            #expect(entries[0].subject == "thing:6" && entries[0].details == ["number": "6"])
            #expect(entries[0].actor == "system" && entries[0].actorName == nil)
            let added = try #require(entries.first { $0.action == "directory.organisation.added" })
            #expect(added.actorName == "Anna" && added.details == ["kind": "partner"])
        }
    }

    @Test(arguments: testEngines)
    func administratorsAndPolicyOfficersReadIt(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let reader = world.directory.auditReader
            let bob = try await world.join("Bob")
            await #expect(throws: DirectoryError.notAllowed) { try await reader.page(world.actor(bob)) }
            await #expect(throws: DirectoryError.signInFirst) { try await reader.page(.visitor) }
            _ = try await world.desk(.policy, for: bob)
            let page = try await reader.page(world.actor(bob))
            #expect(!page.entries.isEmpty)
        }
    }
}
