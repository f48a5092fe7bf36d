import Core
import Directory
import Storage

/// Tells others when nobody took a report in time.
///
/// A report that is nobody's and past due goes to who is called second now; an hour later to who looks in the next stretch; an
/// hour after that to the desk's lead. Each is told once, by a mail that says that something waits and never what.
struct Escalation: Sendable {
    let context: SignalsContext

    static let levels = 3

    func run() async throws {
        let desks = try await context.desks.all(.system).filter { $0.isActive && [.duty, .care].contains($0.task) }
        for desk in desks {
            while try await untilFresh({ try await escalate(at: desk.id, lead: desk.lead) }) == Self.batch {
                try Task.checkCancellation()
            }
        }
    }

    private static let batch = 100

    /// - Returns: how many reports went further.
    private func escalate(at desk: Identifier, lead: Identifier?) async throws -> Int {
        let context = context
        let now = context.now()
        return try await context.database.write { transaction in
            let store = ReportStore(transaction: transaction, siteKey: context.siteKey)
            let late = try store.unclaimedPastDue(at: desk, now: now, levels: Self.levels, limit: Self.batch)
            guard !late.isEmpty else { return 0 }
            let rota = try RotaStore(transaction: transaction).find(desk)
            var told: Set<Int> = []
            for report in late {
                // One mail for all that wait at the same level.
                if told.insert(report.escalated).inserted {
                    let members = Self.members(at: report.escalated, rota, lead, now)
                    if !members.isEmpty { try context.notify(members, desk, transaction) }
                }
                var next = report
                next.escalated += 1
                try store.update(next)
            }
            return late.count
        }
    }

    /// Who hears of it at a level, from 0.
    static func members(at level: Int, _ rota: Rota, _ lead: Identifier?, _ now: Instant) -> [Identifier] {
        switch level {
        case 0:
            let second = Array(rota.onDuty(at: now).dropFirst())
            return second.isEmpty ? members(at: 1, rota, lead, now) : second
        case 1:
            let next = rota.nextOnDuty(after: now)
            return next.isEmpty ? members(at: 2, rota, lead, now) : next
        default: return lead.map { [$0] } ?? []
        }
    }
}
