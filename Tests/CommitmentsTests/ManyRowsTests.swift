import Core
import Directory
import Storage
import TestSupport
import Testing

@testable import Commitments

@Suite("Many rows at once")
struct ManyRowsTests {
    /// Whatever their number, all are there once, and found again.
    @Test(arguments: testEngines)
    func everyNumberOfRows(engine: Engine) async throws {
        try await withDatabase(engine, migrations: directoryMigrations + commitmentsMigrations) { database in
            for count in [0, 1, 7, 8, 9, 63, 64, 65, 137, 250] {
                try await database.write { transaction in
                    let decision = identifier(10_000 + count)
                    let rows = (0..<count).map { [decision, identifier($0)] as [any Bindable] }
                    for _ in 1...2 {
                        try transaction.insert(
                            rows, into: "commitments_decided", ["decision_id", "case_id"],
                            "ON CONFLICT (decision_id, case_id) DO NOTHING")
                    }
                    let found = try transaction.rows(
                        "SELECT case_id FROM commitments_decided WHERE decision_id = '\(decision)' AND case_id IN",
                        in: (0..<count + 3).map { identifier($0) })
                    #expect(try Set(found.map { try $0["case_id"] as Identifier }) == Set((0..<count).map(identifier)))
                    #expect(found.count == count)
                    try transaction.execute(
                        "DELETE FROM commitments_decided WHERE case_id IN", in: (0..<count).map(identifier))
                    #expect(try transaction.row("SELECT case_id FROM commitments_decided") == nil)
                }
            }
        }
    }

    /// A page can hold the same row twice, and a row of another page again: it counts as it stands last.
    @Test(arguments: testEngines)
    func theLastOfTwoCounts(engine: Engine) async throws {
        try await withDatabase(engine, migrations: directoryMigrations + commitmentsMigrations) { database in
            try await database.write { transaction in
                let store = HouseStore(transaction: transaction)
                func record(_ title: String) -> HouseRecord {
                    HouseRecord(
                        id: identifier(1), kind: .motion, sort: "Motie", number: nil, reference: nil, title: title,
                        day: day("2020-07-02"))
                }
                try store.put([record("een"), record("twee")])
                #expect(try store.record(identifier(1))?.title == "twee")
                try store.put([record("drie")], keepingOld: true)
                #expect(try store.record(identifier(1))?.title == "twee")
                try store.put([record("vier")])
                #expect(try store.record(identifier(1))?.title == "vier")
            }
        }
    }
}
