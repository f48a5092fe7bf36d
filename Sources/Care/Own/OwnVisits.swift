import Core
import Directory
import Records
import Storage
import Vault

/// A young person at the own plan, with a code, on a phone that somebody else may hold. A visit begins with the code and goes on with a
/// token in a cookie.
struct OwnVisits: Sendable {
    let context: CareContext

    /// Seconds without a request after which a visit is over, and seconds in all.
    static let idle: Int64 = 10 * 60
    static let whole: Int64 = 45 * 60

    /// Wrong codes from one source in a quarter of an hour. Nobody else waits for them.
    static let mostWrong = 10
    /// What one young person enters on a day.
    static let mostInDay = 100

    /// The plan as a visit reads it.
    struct View: Sendable {
        let id: Identifier
        let file: CareFile
        /// The free texts that can still be read.
        let texts: [Identifier: String]
        let today: Day
    }

    /// Begins a visit. One derivation, whether there is such a code or not, and the same words.
    ///
    /// - Parameters:
    ///   - typed: the code as somebody typed it.
    ///   - source: the network address, for the limit per source.
    /// - Returns: the token for the cookie.
    /// - Throws: `CareError.codeMistyped`, without deriving or counting; `.unknownCode`, `.tooManyCodes`; `VaultError.busy`,
    ///   `.busyForSource`; `RecordsError.damaged`.
    func open(_ typed: String, source: String) async throws -> Token {
        guard let code = Receipt(typed: typed) else { throw CareError.codeMistyped }
        let context = context
        let door = ReceiptDoor(
            context.directory.context, scope: "care.code", cost: context.receiptCost, mostWrong: Self.mostWrong)
        let token: Token?
        do {
            token = try await door.open(code, source: source) { secrets, token, transaction in
                let store = CodeStore(transaction: transaction, siteKey: context.siteKey)
                guard let found = try store.find(lookup: secrets.lookup), let record = Identifier(found.key.record),
                    context.today < found.endsOn
                else { return false }
                guard found.key.publicKey == secrets.pair.publicKey else { throw RecordsError.damaged }
                let now = context.now()
                try store.deleteEnded(at: now)
                let visit = try ReceiptVisit(
                    beginning: token, of: record, secrets.pair, at: now, context.directory.context)
                try store.insert(visit, ReceiptVisit.hash(token, context.siteKey))
                return true
            }
        } catch DirectoryError.tooManyAttempts(let seconds) {
            throw CareError.tooManyCodes(seconds: seconds)
        }
        guard let token else { throw CareError.unknownCode }
        return token
    }

    /// Ends the visit.
    func leave(_ visit: Token) async throws {
        let (hash, siteKey) = (hash(visit), context.siteKey)
        try await context.database.write { try CodeStore(transaction: $0, siteKey: siteKey).deleteVisit(hash) }
    }

    /// The plan of a visit; `nil` when the visit is over or the code was taken back.
    ///
    /// - Throws: `RecordsError.damaged`.
    func look(_ visit: Token) async throws -> View? {
        guard let (found, record) = try await load(visit) else { return nil }
        let (now, hash, context) = (context.now(), hash(visit), context)
        let isLong = found.seenAt.advanced(bySeconds: 60) <= now
        if isLong {
            try await context.database.write {
                try CodeStore(transaction: $0, siteKey: context.siteKey).see(hash, at: now)
            }
        }
        let texts = try await context.database.read {
            try TextStore(transaction: $0).texts(of: record.id, record.key, on: context.today)
        }
        return View(id: record.id, file: record.state, texts: texts, today: context.today)
    }

    // MARK: Entering

    /// Gives an item of the plan another state.
    ///
    /// - Parameter basedOn: the version of the plan that the page showed.
    /// - Throws: `StalePlan`; `CareError.visitEnded`, `.tooMuchToday`, `.unknownItem`, `.helpStopped`, `.planEnded`; `RecordsError`.
    func change(_ visit: Token, item: Identifier, to state: PlanItem.State, basedOn: Int) async throws {
        try await enter(visit) { entering in
            // The same button once more.
            guard entering.file.plan.item(item)?.latest != state else { return }
            try entering.plan(.changed(item, state, proof: ""), basedOn: basedOn)
        }
    }

    /// Writes down what the young person wants, in their own words; nothing takes it back.
    ///
    /// - Throws: as `change`; `CareError.tooLong`, `.holdsFile`, `.holdsBSN`.
    func wish(_ visit: Token, _ text: String, basedOn: Int) async throws {
        let context = context
        try await enter(visit) { entering in
            let plan = entering.file.plan
            let old = plan.wish.flatMap { wish in
                entering.file.notes.first { $0.id == wish && $0.keepUntil >= entering.today }
            }
            let written = try FreeText.written(
                text, id: context.identifier(), on: entering.today, field: "wish", context.limits)
            guard written != nil || old != nil else { return }
            try entering.plan(.wishedOfAll(note: written?.id), basedOn: basedOn)
            if let written { try entering.keep(written) }
            if let old { try entering.destroy(old.id) }
        }
    }

    /// Writes down how a part of life goes, as the young person sees it.
    ///
    /// - Throws: as `change`.
    func view(_ visit: Token, _ domain: Domain, _ view: DomainLine.View) async throws {
        try await enter(visit) { entering in
            let today = entering.today
            let now = entering.file.lines.views(on: today).first { $0.domain == domain }?.own
            guard now?.view != view || now?.stamp.by != .youngPerson else { return }
            try entering.enter(.viewed(DomainLine(domain, view, on: today, entering.stamp)))
        }
    }

    // MARK: -

    private func hash(_ token: Token) -> String { ReceiptVisit.hash(token, context.siteKey) }

    /// The plan of a visit that is not over, opened.
    private func load(
        _ token: Token
    ) async throws -> (visit: ReceiptVisit, record: OpenRecord<CareFileFormat>)? {
        let (hash, context) = (hash(token), context)
        let found = try await context.database.read { transaction -> Found? in
            let codes = CodeStore(transaction: transaction, siteKey: context.siteKey)
            guard let visit = try codes.visit(hash),
                visit.isGood(at: context.now(), idle: Self.idle, whole: Self.whole),
                let code = try codes.find(visit.record), context.today < code.endsOn
            else { return nil }
            let records = context.records.store(transaction)
            guard let row = try records.find(visit.record) else { return nil }
            return Found(visit: visit, code: code, row: row, entries: try records.entries(visit.record))
        }
        guard let found else { return nil }
        let key = try orDamaged(throwing: RecordsError.damaged) {
            let pair = try found.visit.pair(token, of: found.code.key.publicKey, context.siteKey)
            return try found.code.open(with: pair, siteKey: context.siteKey)
        }
        let record = try OpenRecord<CareFileFormat>(found.row, found.entries, key)
        // What was put back in the database after it was taken away opens nothing: the plan itself says which code is good.
        guard record.state.codeUntil == found.code.endsOn else { return nil }
        return (found.visit, record)
    }

    private struct Found: Sendable {
        let visit: ReceiptVisit
        let code: StoredCode
        let row: RecordRow
        let entries: [SealedEntry]
    }

    /// One thing that the young person enters, as theirs; again when somebody came between. It leaves no row in the audit trail, which
    /// would tell to the millisecond when they had their phone in their hands; the plan itself has it, sealed.
    private func enter(_ token: Token, _ body: @Sendable (inout CareEntering) throws -> Void) async throws {
        let (hash, context) = (hash(token), context)
        try await untilFresh(orThrow: RecordsError.changedMeanwhile) {
            guard let (_, record) = try await load(token) else { throw CareError.visitEnded }
            let today = context.today
            let own = record.state.history.count {
                $0.stamp.by == .youngPerson && $0.stamp.at.day == today && $0.event.isOwn
            }
            guard own < Self.mostInDay else { throw CareError.tooMuchToday(most: Self.mostInDay) }
            var entering = CareEntering(record, by: record.id, context)
            try body(&entering)
            let written = try entering.finished()
            let (desk, coordinator) = (record.row.desk, entering.file.person.coordinator)
            try await context.database.persistently { transaction in
                let codes = CodeStore(transaction: transaction, siteKey: context.siteKey)
                guard try codes.visit(hash) != nil else { throw CareError.visitEnded }
                try codes.see(hash, at: context.now())
                guard written.isChanged else { return }
                guard try context.isActivated(transaction) else { throw RecordsError.notActivated }
                try written.write(context.records, in: transaction)
                // Somebody at the desk looks at it: with what else is due, in one mail a day.
                try AlertStore(transaction: transaction).add(
                    today, of: written.id, desk: desk, member: coordinator, again: true)
            }
        }
    }
}

extension CareEvent {
    /// Whether a young person enters it, and it does not follow from something else.
    fileprivate var isOwn: Bool {
        switch self {
        case .plan, .viewed: true
        default: false
        }
    }
}
