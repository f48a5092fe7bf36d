import Core
import Directory
import Records
import Storage
import Vault

/// The code with which a young person reads and writes the own plan, as the care desk gives it and takes it back.
struct Codes: Sendable {
    let context: CareContext

    /// How long a code is good.
    enum Term: String, CaseIterable, Sendable {
        case month, quarter
        case half = "half-year"
        case year

        var months: Int {
            switch self {
            case .month: 1
            case .quarter: 3
            case .half: 6
            case .year: 12
            }
        }
    }

    /// The first day on which a code that is given on `today` opens nothing any more: not after the birthday on which the plan ends.
    static func end(_ term: Term, for person: YoungPerson, on today: Day, _ limits: CareLimits) -> Day {
        min(Birthdays.months(term.months, from: today), person.endsOn(limits))
    }

    /// Makes a code; the one before opens nothing from now on.
    ///
    /// - Returns: the code, which is kept nowhere, and the first day on which it opens nothing any more.
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately; `VaultError.busy`; as `CareFiles.change`;
    ///   `CareError.tooOld` from the birthday on which the plan ends.
    func make(_ seat: Seat, _ id: Identifier, _ term: Term) async throws -> (code: Receipt, endsOn: Day) {
        try seat.key.requireConfirmed(at: context.directory.context.now())
        let files = CareFiles(context: context)
        // Who may not change it, derives nothing.
        guard try await files.look(seat, id).isKept else { throw RecordsError.notKeptHere }
        let code = Receipt(random: context.random)
        let secrets = try await context.queue.secrets(
            of: code, cost: context.receiptCost, siteKey: context.siteKey, source: seat.desk.text)
        let (siteKey, limits) = (context.siteKey, context.limits)
        let endsOn = try await files.change(seat, id, "care.code.made") { entering in
            let person = entering.file.person
            let endsOn = Self.end(term, for: person, on: entering.today, limits)
            guard entering.today < endsOn else {
                throw CareError.tooOld(age: limits.endAge, since: person.endsOn(limits))
            }
            try entering.enter(.codeGiven(until: endsOn))
            let stored = try StoredCode(secrets, of: entering.record.key, endsOn: endsOn, siteKey: siteKey)
            let id = entering.record.id
            entering.step { try CodeStore(transaction: $0, siteKey: siteKey).replace(with: stored, of: id) }
            return endsOn
        }
        return (code, endsOn)
    }

    /// Takes the code back: it opens nothing from now on, and whoever is in with it is out.
    ///
    /// - Throws: as `CareFiles.change`.
    func withdraw(_ seat: Seat, _ id: Identifier) async throws {
        let siteKey = context.siteKey
        try await CareFiles(context: context).change(seat, id, "care.code.withdrawn") { entering in
            if entering.file.codeUntil != nil { try entering.enter(.codeWithdrawn) }
            let id = entering.record.id
            entering.step { try CodeStore(transaction: $0, siteKey: siteKey).delete(of: id) }
        }
    }
}
