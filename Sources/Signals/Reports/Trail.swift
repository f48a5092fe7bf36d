import Core
import Directory
import Storage
import Vault

extension SignalsContext {
    /// An audit row about a report: ids, counts and names of choices, and nothing that anybody typed.
    func record(
        _ action: String, _ report: Identifier, details: [String: String] = [:], by actor: Actor,
        at desk: Identifier? = nil, in transaction: any Transaction
    ) throws {
        try audit.record(
            action, Self.subject(report), details: details, by: actor, at: desk, in: transaction)
    }

    static func subject(_ report: Identifier) -> String { "report:\(report)" }

    /// Tells those who look now, or next, that something waits at the desk; without a rota, all who sit there.
    func tell(_ desk: Identifier, _ rota: Rota, at now: Instant, in transaction: any Transaction) throws {
        var members = rota.onDuty(at: now)
        if members.isEmpty { members = rota.nextOnDuty(after: now) }
        if members.isEmpty { members = try desks.members(of: desk, in: transaction) }
        try notify(members, desk, transaction)
    }

    /// What desks are called.
    func deskNames() async throws -> [Identifier: String] {
        let all = try await desks.all(.system)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.name) })
    }

    /// What members are called, those who left too.
    func memberNames() async throws -> [Identifier: String] {
        try await directory.members.names()
    }

    /// Runs what opens a report; when it is damaged, that stands in the audit trail.
    func watched<Result>(
        _ report: Identifier, by actor: Actor, at desk: Identifier? = nil, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch SignalsError.damaged {
            try await database.write {
                try record("signals.report.damaged", report, by: actor, at: desk, in: $0)
            }
            throw SignalsError.damaged
        }
    }
}
