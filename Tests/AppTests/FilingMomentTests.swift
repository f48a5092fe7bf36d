import Core
import Directory
import Signals
import Storage
import Synchronization
import TestSupport
import Testing
import Vault
import Work

@testable import App

/// A stolen database does not tell when somebody reported.
@Suite struct FilingMomentTests {
    private struct Cell: Hashable {
        let table: String
        let column: String
        let value: String

        /// The moment that this is, or that is in it, as it would be of an integer or an identifier.
        var moment: Int64? {
            Int64(value) ?? Identifier(value).flatMap { Int64($0.text.replacing("-", with: "").prefix(12), radix: 16) }
        }
    }

    /// Gone within the hour or so, and until then as coarse as their use allows.
    private static let shortLived = [
        // A quarter of an hour by the clock: how many report from one source.
        "directory_attempts",
        // Ten minutes: a form that is sent twice files once.
        "signals_filings",
    ]

    /// The machine's clock, until it is stopped.
    private final class Standing: Sendable {
        private let moment = Mutex<Instant?>(nil)
        func stop(at instant: Instant) { moment.withLock { $0 = instant } }
        func now() -> Instant { moment.withLock { $0 } ?? systemClock() }
    }

    private func dump(_ database: any Database) async throws -> Set<Cell> {
        try await database.read { transaction in
            var cells: Set<Cell> = []
            for (table, column) in try tableColumns(transaction) {
                for row in try transaction.rows("SELECT CAST(\(column) AS TEXT) AS v FROM \(table)") {
                    cells.insert(Cell(table: table, column: column, value: try row["v"] as String? ?? ""))
                }
            }
            return cells
        }
    }

    @Test(arguments: testEngines)
    func noColumnHoldsTheMomentOfAReport(engine: Engine) async throws {
        let clock = Standing()
        try await withDemo(engine, now: { clock.now() }) { app, _ in
            // In the middle of an hour, and of a quarter; a day after all that the demo holds.
            let filed = Instant(systemClock().day.adding(days: 2), minute: 12 * 60 + 37).advanced(bySeconds: 23)
            clock.stop(at: filed)
            try await app.runner().runDue()
            let before = try await dump(app.database)
            _ = try await app.signals.filing.file(
                ReportDraft(
                    content: ReportContent(
                        setting: .hotel, role: "", answers: [:], advice: "", urgency: .acute, reasons: [],
                        what: "Een verhaal", place: "", when: "", who: "", consents: [])),
                token: Token(random: systemRandomBytes), source: "198.51.100.1")
            let waiting = try await dump(app.database).subtracting(before)
            #expect(waiting.contains { $0.table == "work_outbox" } && waiting.contains { $0.table == "work_jobs" })
            try await app.runner().runDue()
            let sent = try await dump(app.database).subtracting(before)
            #expect(!sent.contains { $0.table == "work_outbox" || $0.table == "work_jobs" })
            #expect(sent.contains { $0.table == "signals_reports" })
            for cell in waiting.union(sent) {
                guard let moment = cell.moment else { continue }
                let isClose = abs(moment - filed.milliseconds) <= 10 * 60_000
                #expect(!isClose || Self.shortLived.contains(cell.table), "\(cell)")
                #expect(abs(moment - filed.milliseconds) > 60_000, "\(cell)")
            }
            clock.stop(at: filed.advanced(bySeconds: 2 * 3600))
            try await app.runner().runDue()
            let left = try await dump(app.database)
            for table in Self.shortLived { #expect(!left.contains { $0.table == table }) }
        }
    }
}
