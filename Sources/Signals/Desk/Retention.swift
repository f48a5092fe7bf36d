import Storage

/// Removes what passed its day.
struct Retention: Sendable {
    let context: SignalsContext

    func deletePassed() async throws {}

    /// Visits and sent forms that are over.
    func deleteEnded() async throws {
        let context = context
        try await context.database.write {
            try ReceiptStore(transaction: $0, siteKey: context.siteKey).deleteEnded(at: context.now())
        }
    }
}
