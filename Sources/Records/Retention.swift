public import Core
import Directory
public import Storage

/// Destroys what passed its day: keys, entries, and what else belongs to a record. What was counted stays, since it says nothing
/// of which.
public struct Retention: Sendable {
    let context: RecordsContext

    public init(_ context: RecordsContext) { self.context = context }

    /// - Parameter afterwards: what else is done for each record, with the desk that kept it, when that can be read.
    public func deletePassed(
        afterwards: @escaping @Sendable (_ desk: Identifier?, any Transaction) throws -> Void = { _, _ in }
    ) async throws {
        let context = context
        let today = context.now().day
        while true {
            let deleted = try await context.database.persistently { transaction -> Bool in
                let store = context.store(transaction)
                guard let id = try store.passed(on: today, limit: 1).first else { return false }
                let desk = try? store.find(id)?.desk
                try store.delete(id)
                try afterwards(desk, transaction)
                try context.record(
                    "\(context.part.prefix).record.destroyed", id, by: .system, in: transaction)
                return true
            }
            guard deleted else { break }
            try Task.checkCancellation()
        }
        try await context.database.forgetDeleted(in: context.part.keyTables)
    }
}
