import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Coaches

enum SiteKeyForTests {
    static let other = SiteKey(Array(1..<33))!
}

/// Whoever has the database reads no content, and whoever writes to it makes a study unreadable at most.
@Suite struct SealedTests {
    private static let canaries = ["kanarie_handle", "0698765432", "Kanarietekst", "Kanariepersona", "Kanarieplek"]

    @Test(arguments: testEngines)
    func noContentStandsInTheDatabase(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            let study = try await world.study(seat, "Kanarieplek")
            let session = try await world.coaches.studies.beginSession(
                seat, study,
                .init(
                    secondReader: world.desk.two.id, persona: "Kanariepersona", statedAge: 14, platform: "Kanarieplek"))
            _ = try await world.coaches.studies.observe(
                seat, study, session,
                world.draft("kanarie_handle", text: "Kanarietekst", more: [Selector(.phone, "0698765432")]))
            _ = try await world.coaches.studies.find(seat, Selector(.handle, "kanarie_handle"))
            for (table, column) in try await world.database.read({ try tableColumns($0) }) {
                let values = try await world.database.read { transaction in
                    try transaction.rows("SELECT CAST(\(column) AS TEXT) AS value FROM \(table)").compactMap {
                        try $0["value"] as String?
                    }
                }
                for canary in Self.canaries {
                    #expect(!values.contains { $0.contains(canary) }, "\(table).\(column) holds \(canary)")
                }
            }
        }
    }

    /// Every value of every column of a study that is changed shows; nothing of the study is shown then.
    @Test(arguments: testEngines)
    func whatWasChangedShows(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            _ = try await world.coaches.studies.observe(seat, study, session, world.draft())
            let changes = [
                "UPDATE coaches_records SET delete_on = '2099-01-01'", "UPDATE coaches_records SET invented = 1",
                "UPDATE coaches_records SET entry_count = entry_count - 1",
                "UPDATE coaches_records SET version = version + 1", "UPDATE coaches_records SET kind = 'dossier'",
                "UPDATE coaches_entries SET author = 'x' WHERE sequence = 2",
                "UPDATE coaches_entries SET sequence = 99 WHERE sequence = 2",
                "DELETE FROM coaches_entries WHERE sequence = (SELECT MAX(sequence) FROM coaches_entries)",
                "UPDATE coaches_wraps SET epoch = epoch + 1",
            ]
            for change in changes {
                try await world.keeping {
                    try await world.tamper(change)
                } then: {
                    await expect(RecordsError.damaged) { try await world.coaches.studies.open(seat, study) }
                }
            }
            _ = try await world.coaches.studies.open(seat, study)
        }
    }

    /// A study that was put back from before an opening shows, by the audit trail.
    @Test(arguments: testEngines)
    func whatWasPutBackShows(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let before = try await world.row()
            _ = try await world.coaches.studies.observe(seat, study, session, world.draft())
            _ = try await world.coaches.studies.open(seat, study)
            try await world.tamper(
                "DELETE FROM coaches_entries WHERE sequence > $1", before.entries)
            try await world.tamper(
                "UPDATE coaches_records SET entry_count = $1, entry_hash = $2, head_mac = $3, version = $4, row_mac = $5",
                before.entries, before.hash, before.mac, before.version, before.rowMac)
            await expect(RecordsError.damaged) { try await world.coaches.studies.open(seat, study) }
        }
    }
}

extension World {
    struct RecordFacts: Sendable {
        let entries: Int
        let hash: String
        let mac: String
        let version: Int
        let rowMac: String
    }

    func row() async throws -> RecordFacts {
        try await database.read { transaction in
            let row = try transaction.row(
                "SELECT entry_count, entry_hash, head_mac, version, row_mac FROM coaches_records")!
            return RecordFacts(
                entries: try row["entry_count"], hash: try row["entry_hash"], mac: try row["head_mac"],
                version: try row["version"], rowMac: try row["row_mac"])
        }
    }

    /// Runs `change` and `check`, and puts the tables of studies back as they were.
    func keeping(_ change: () async throws -> Void, then check: () async throws -> Void) async throws {
        let tables = ["coaches_records", "coaches_wraps", "coaches_selectors", "coaches_entries"]
        for table in tables {
            try await tamper("CREATE TABLE kept_\(table) AS SELECT * FROM \(table)")
        }
        try await change()
        try await check()
        for table in tables.reversed() { try await tamper("DELETE FROM \(table)") }
        for table in tables {
            try await tamper("INSERT INTO \(table) SELECT * FROM kept_\(table)")
            try await tamper("DROP TABLE kept_\(table)")
        }
    }
}
