import Core
import Directory
import Storage

/// Destroys what passed its day: keys, entries, selectors. What was counted stays, since it says nothing of which.
struct Retention: Sendable {
    let context: CoachesContext

    func deletePassed() async throws {
        let context = context
        let today = context.now().day
        while true {
            let deleted = try await context.database.persistently { transaction -> Bool in
                let store = RecordStore(transaction: transaction, siteKey: context.siteKey)
                guard let id = try store.passed(on: today, limit: 1).first else { return false }
                let desk = try? store.find(id)?.desk
                try store.delete(id)
                // How many coaches are left takes a key to know, unless there is no study left.
                if let desk, try store.ids(.study, readBy: desk).isEmpty {
                    try CountStore(transaction: transaction).put(Standing(), of: desk, on: today)
                }
                try context.record("coaches.record.destroyed", id, by: .system, in: transaction)
                return true
            }
            guard deleted else { break }
            try Task.checkCancellation()
        }
        try await context.database.forgetDeleted(in: RecordStore.keys)
    }
}
