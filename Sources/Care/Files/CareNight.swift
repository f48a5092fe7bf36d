import Core
import Directory
import Records
import Storage

/// What is done every night without a key: it compares dates.
struct CareNight: Sendable {
    let context: CareContext

    func run() async throws {
        try await endAccess()
        try await deleteTexts()
        try await endCodes()
        try await Retention(context.records).deletePassed()
        try await tell()
    }

    /// Takes the keys of desks whose last day has passed.
    private func endAccess() async throws {
        let context = context
        try await context.database.persistently { transaction in
            let store = AccessStore(transaction: transaction)
            for ended in try store.ended(on: context.today) {
                try context.records.store(transaction).deleteKey(ended.record, of: ended.desk)
                try store.delete(ended.record, ended.desk)
                try context.records.record(
                    "care.plan.access-ended", ended.record, details: ["desk": ended.desk.text], by: .system,
                    in: transaction)
            }
        }
    }

    /// Removes codes whose day has passed, and visits and openings that are over.
    private func endCodes() async throws {
        let context = context
        let count = try await context.database.persistently { transaction in
            try OpeningStore(transaction: transaction).deleteEnded(at: context.now())
            let codes = CodeStore(transaction: transaction, siteKey: context.siteKey)
            try codes.deleteEnded(at: context.now())
            return try codes.deletePassed(on: context.today)
        }
        if count > 0 { try await context.database.forgetDeleted(in: ["care_receipts", "care_visits"]) }
    }

    private func deleteTexts() async throws {
        let context = context
        let count = try await context.database.persistently {
            try TextStore(transaction: $0).deletePassed(on: context.today)
        }
        if count > 0 { try await context.database.forgetDeleted(in: ["care_texts"]) }
    }

    /// One mail a day at most for each member and desk: that something is due, and not what or whose.
    private func tell() async throws {
        let context = context
        try await context.database.persistently { transaction in
            let store = AlertStore(transaction: transaction)
            let untold = try store.untold(on: context.today)
            for (desk, alerts) in Dictionary(grouping: untold, by: \.desk).sorted(by: { $0.key < $1.key }) {
                let seated = Set(try context.desks.members(of: desk, in: transaction))
                let coordinators = Set(alerts.compactMap(\.member)).intersection(seated)
                // What nobody coordinates who is still there, is everybody's.
                let isEverybodys = alerts.contains { $0.member.map { !seated.contains($0) } ?? true }
                let members = isEverybodys ? seated : coordinators
                try context.notify(members.sorted(), desk, transaction)
            }
            try store.tell(upTo: context.today)
            try store.deleteTold(before: context.today.adding(days: -60))
        }
    }
}
