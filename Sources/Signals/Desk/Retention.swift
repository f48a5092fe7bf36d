import Core
import Directory
import Storage

/// Removes what passed its day: rows, keys and wraps. What was counted stays, since it says nothing of which report.
struct Retention: Sendable {
    let context: SignalsContext

    /// Deletes closed reports whose day came. An open one never goes by itself: it shows as waiting for a decision.
    func deletePassed() async throws {
        try await deleteEnded()
        let context = context
        let today = context.now().day
        while true {
            // One at a time: a report with documents is large.
            let deleted = try await context.database.persistently { transaction -> Bool in
                let store = ReportStore(transaction: transaction, siteKey: context.siteKey)
                guard let id = try store.passed(on: today, limit: 1).first else { return false }
                try separate(from: id, store)
                try DeletionStore(transaction: transaction).delete(id)
                try context.record("signals.report.deleted", id, by: .system, in: transaction)
                return true
            }
            guard deleted else { break }
            try Task.checkCancellation()
        }
        try await context.database.forgetDeleted(in: DeletionStore.keys)
    }

    /// What was merged into a report that goes stands on its own again.
    private func separate(from id: Identifier, _ store: ReportStore) throws {
        for merged in try store.merged(into: id) {
            var merged = merged
            merged.mergedInto = nil
            try store.update(merged)
        }
    }

    /// Removes visits and sent forms that are over.
    func deleteEnded() async throws {
        let context = context
        try await context.database.write {
            try ReceiptStore(transaction: $0, siteKey: context.siteKey).deleteEnded(at: context.now())
        }
    }
}

/// SQL that removes a report.
struct DeletionStore {
    let transaction: any Transaction

    /// Every table that has rows of a report, those first that others refer to last.
    static let tables = [
        "signals_identity_requests", "signals_identities", "signals_attachments", "signals_notes",
        "signals_note_heads", "signals_entries", "signals_previous_keys", "signals_wraps", "signals_receipts",
        "signals_visits",
    ]

    /// Those that hold keys: what is left of anything else without them opens for nobody.
    static let keys = [
        "signals_wraps", "signals_previous_keys", "signals_receipts", "signals_visits", "signals_identities",
    ]

    func delete(_ report: Identifier) throws {
        try transaction.execute(
            """
            DELETE FROM signals_chunks WHERE attachment_id IN
                (SELECT id FROM signals_attachments WHERE report_id = $1)
            """, report)
        for table in Self.tables { try transaction.execute("DELETE FROM \(table) WHERE report_id = $1", report) }
        try transaction.execute("DELETE FROM signals_reports WHERE id = $1", report)
    }
}
