public import Core
public import Directory
import Records
import Storage

/// Entering what was observed, putting it right, and reading it again.
extension Studies {
    /// A line of an observation form: about an account that is known, or a new one.
    public struct ObservationDraft: Sendable, Hashable {
        /// Of an account that the study has; `nil` for one that its selectors tell.
        public var account: Identifier?
        /// For an account that is not known yet, or to add selectors to one that is.
        public var platform: String
        public var selectors: [Selector]
        /// Its account is set when it is entered.
        public var observation: Observation

        public init(
            account: Identifier? = nil, platform: String = "", selectors: [Selector] = [], observation: Observation
        ) {
            self.account = account
            self.platform = platform
            self.selectors = selectors
            self.observation = observation
        }
    }

    /// Enters an observation in a sitting of the member.
    ///
    /// - Returns: its number in the study.
    /// - Throws: `CoachesError.outsideApproval`, `.protocolIncomplete`, `.sessionEnded`, `.notYourSession`, those of the
    ///   fields.
    public func observe(
        _ seat: Seat, _ id: Identifier, _ session: Identifier, _ draft: ObservationDraft
    ) async throws -> Int {
        try await enter(seat, id, session, [draft], "coaches.observation.entered").numbers[0]
    }

    /// What became of observations that were entered in one go.
    struct Entered: Sendable, Hashable {
        /// Of the new ones, in the study.
        var numbers: [Int] = []
        /// The places among the drafts of those that were there already.
        var passedOver: [Int] = []
        var newAccounts = 0
    }

    /// As `observe`, of many at once: all of them, or none.
    ///
    /// - Parameter passesOver: whether a draft that is in the study already (the same account, moment, codes and text) is passed
    ///   over, also when it was put right or taken back afterwards.
    /// - Throws: `RefusedDraft` when one of many is refused.
    func enter(
        _ seat: Seat, _ id: Identifier, _ session: Identifier, _ drafts: [ObservationDraft], _ action: String,
        passesOver: Bool = false
    ) async throws -> Entered {
        let sitting = try await Sitting(seat, context.records)
        let context = context
        let details = ["observations": String(drafts.count)]
        return try await sitting.change(id, action, details: details, StudyRecord.self) { record in
            _ = try Self.openSession(session, of: record.state, sitting.member)
            var entering = Entering(
                sitting: sitting, context: context, session: session, before: record.state, passesOver: passesOver)
            for (place, draft) in drafts.enumerated() {
                do {
                    try entering.enter(draft, at: place, in: &record)
                } catch let error as CoachesError where drafts.count > 1 {
                    throw RefusedDraft(place: place, error: error)
                }
            }
            entering.finish(&record, context)
            return entering.entered
        }
    }

    /// One of several drafts is refused, and so all of them.
    struct RefusedDraft: Error {
        let place: Int
        let error: CoachesError
    }

    /// What came in from a file.
    public struct Imported: Sendable, Hashable {
        /// Of the new observations, in the study.
        public let numbers: [Int]
        /// The lines of the file that were in the study already.
        public let knownLines: [Int]
        public let newAccounts: Int
    }

    /// Enters a file of observations in a sitting of the member: all of it, or nothing. What the study has already is passed over.
    ///
    /// - Throws: `ObservationFileRefusal` with what is wrong on which line; `CoachesError.noImages`, and as `observe`.
    public func importFile(
        _ seat: Seat, _ id: Identifier, _ session: Identifier, _ bytes: [UInt8]
    ) async throws -> Imported {
        let study = try await look(seat, id).study
        _ = try Self.openSession(session, of: study, seat.actor.member?.id ?? id)
        try study.agreed.requireOpen(on: [context.now().day])
        let lines = try ObservationFile(
            codebook: context.codebook, agreed: study.agreed, now: context.now(), account: context.identifier()
        ).read(bytes)
        do {
            let entered = try await enter(
                seat, id, session, lines.map(\.draft), "coaches.observations.imported", passesOver: true)
            return Imported(
                numbers: entered.numbers, knownLines: entered.passedOver.map { lines[$0].line },
                newAccounts: entered.newAccounts)
        } catch let refused as RefusedDraft {
            let mistake = ObservationFileMistake(
                line: lines[refused.place].line,
                column: refused.error.field.flatMap(ObservationFile.Column.init(field:))?.rawValue,
                text: refused.error.text)
            throw ObservationFileRefusal(mistakes: [mistake], hasMore: false)
        }
    }

    /// Puts an observation right: the newer one counts, the older one stays to be read.
    ///
    /// - Parameter hidesOld: what stood there held what may not be here. It is shown nowhere any more, and goes with the study.
    public func correct(
        _ seat: Seat, _ id: Identifier, _ number: Int, to observation: Observation, reason: String,
        hidesOld: Bool = false
    ) async throws {
        let sitting = try await Sitting(seat, context.records)
        let context = context
        let reason = try Typed.required(reason, field: "reason", most: Typed.line)
        try await sitting.change(id, "coaches.observation.corrected", StudyRecord.self) { record in
            guard let known = record.state.observation(number) else { throw RecordsError.notFound }
            guard known.retracted == nil else { throw CoachesError.retracted }
            var observation = observation
            observation.account = known.current.account
            observation = try observation.checked(context.codebook, at: context.now())
            // What was seen stays under the protocol that it was entered under; who puts it right works under today's.
            let agreed = record.state.version(known.protocolVersion)?.agreed ?? record.state.agreed
            try agreed.requireOpen(on: [observation.observedAt.day])
            try record.state.agreed.requireOpen(on: [context.now().day])
            let before = record.state
            try sitting.append(
                .corrected(
                    number: number, observation, codebook: context.codebook.version, reason: reason, hidesOld: hidesOld),
                to: &record
            )
            record.count(Self.demands(before, record.state, [observation.account], context))
        }
    }

    /// Takes an observation back: it does not count any more, and stays to be read.
    public func retract(_ seat: Seat, _ id: Identifier, _ number: Int, reason: String) async throws {
        let sitting = try await Sitting(seat, context.records)
        let context = context
        let reason = try Typed.required(reason, field: "reason", most: Typed.line)
        try await sitting.change(id, "coaches.observation.retracted", StudyRecord.self) { record in
            guard let known = record.state.observation(number) else { throw RecordsError.notFound }
            guard known.retracted == nil else { throw CoachesError.retracted }
            let before = record.state
            try sitting.append(.retracted(number: number, reason: reason), to: &record)
            record.count(Self.demands(before, record.state, [known.current.account], context))
        }
        try await Recurrence(context: context).stand(sitting)
    }

    /// The codes of the second reader, who did not see those of the first.
    ///
    /// - Throws: `CoachesError.notSecondReader`, `.unknownCode`, `.missing`.
    public func readAgain(_ seat: Seat, _ id: Identifier, _ number: Int, codes: [String]) async throws {
        let sitting = try await Sitting(seat, context.records)
        let codebook = context.codebook
        guard !codes.isEmpty else { throw CoachesError.missing(field: "codes") }
        if let unknown = codes.first(where: { codebook[$0] == nil }) { throw CoachesError.unknownCode(unknown) }
        try await sitting.change(id, "coaches.observation.read-again", StudyRecord.self) { record in
            guard record.state.waitingForSecondReading(by: sitting.member).contains(where: { $0.number == number })
            else { throw CoachesError.notSecondReader }
            try sitting.append(.readAgain(number: number, codes: codebook.ordered(codes)), to: &record)
        }
    }

    /// What is known of an account from now on.
    public func describe(_ seat: Seat, _ id: Identifier, _ account: Account) async throws {
        let sitting = try await Sitting(seat, context.records)
        let context = context
        let account = try account.checked()
        try await sitting.change(id, "coaches.account.described", StudyRecord.self) { record in
            guard let known = record.state.account(account.id) else { throw RecordsError.notFound }
            guard known != account else { return }
            try sitting.append(.account(account), to: &record)
            record.keep(account, context, isKnown: true)
        }
    }

    // MARK: Counts

    /// The demands that an account made: the codes of its observations that count.
    static func demands(_ study: Study, _ account: Identifier, _ codebook: Codebook) -> Set<String> {
        Set(
            study.counted.filter { $0.current.account == account }.flatMap(\.current.codes)
                .filter { codebook[$0]?.isDemand == true })
    }

    /// What changed in how many accounts made a demand. It counts on the day of the account's first observation with it.
    static func demands(
        _ before: Study, _ after: Study, _ accounts: Set<Identifier>, _ context: CoachesContext
    ) -> [CoachesCount] {
        let was = firstDemands(before, accounts, context.codebook)
        let now = firstDemands(after, accounts, context.codebook)
        return accounts.flatMap { account -> [CoachesCount] in
            let (was, now) = (was[account] ?? [:], now[account] ?? [:])
            let gone = was.filter { now[$0.key] != $0.value }
            let new = now.filter { was[$0.key] != $0.value }
            return gone.map { CoachesCount(kind: .demand, value: $0.key, day: $0.value, difference: -1) }
                + new.map { CoachesCount(kind: .demand, value: $0.key, day: $0.value) }
        }
    }

    private static func firstDemands(
        _ study: Study, _ accounts: Set<Identifier>, _ codebook: Codebook
    ) -> [Identifier: [String: Day]] {
        var days: [Identifier: [String: Day]] = [:]
        for observation in study.counted where accounts.contains(observation.current.account) {
            let (account, day) = (observation.current.account, observation.current.observedAt.day)
            for code in observation.current.codes where codebook[code]?.isDemand == true {
                days[account, default: [:]][code] = min(days[account]?[code] ?? day, day)
            }
        }
        return days
    }
}

/// Observations that are being entered in one go.
private struct Entering {
    let sitting: Sitting
    let context: CoachesContext
    let session: Identifier
    let passesOver: Bool
    private(set) var entered = Studies.Entered()
    private let before: Study
    private var index: AccountIndex
    private var known: Set<Known> = []
    private var touched: Set<Identifier> = []

    /// By what an observation is the same one.
    private struct Known: Hashable {
        let account: Identifier
        let observedAt: Instant
        let codes: [String]
        let text: String

        init(_ observation: Observation) {
            account = observation.account
            observedAt = observation.observedAt
            codes = observation.codes
            text = observation.text
        }
    }

    init(sitting: Sitting, context: CoachesContext, session: Identifier, before: Study, passesOver: Bool) {
        self.sitting = sitting
        self.context = context
        self.session = session
        self.passesOver = passesOver
        self.before = before
        index = AccountIndex(before.accounts)
        guard passesOver else { return }
        for observation in before.observations {
            known.insert(Known(observation.current))
            known.formUnion(observation.corrections.map { Known($0.before) })
        }
    }

    mutating func enter(_ draft: Studies.ObservationDraft, at place: Int, in record: inout OpenRecord<StudyRecord>)
        throws
    {
        try record.state.agreed.requireOpen(on: [draft.observation.observedAt.day, context.now().day])
        var observation = try draft.observation.checked(context.codebook, at: context.now())
        observation.account = try account(draft, in: &record)
        touched.insert(observation.account)
        guard !passesOver || known.insert(Known(observation)).inserted else {
            entered.passedOver.append(place)
            return
        }
        try sitting.append(
            .observed(session: session, observation, codebook: context.codebook.version), to: &record)
        entered.numbers.append(record.state.observations.count)
    }

    /// The account that a draft is about: the one it names, the one that has its selector, or a new one.
    private mutating func account(
        _ draft: Studies.ObservationDraft, in record: inout OpenRecord<StudyRecord>
    ) throws -> Identifier {
        let known: Account?
        if let id = draft.account {
            guard let account = record.state.account(id) else { throw RecordsError.notFound }
            // Somebody else's handle, typed while the last account was still chosen, would make one person of two.
            let handles = Set(account.selectors.filter { $0.kind == .handle }.map(\.normalised))
            guard draft.selectors.allSatisfy({ $0.kind != .handle || handles.contains($0.normalised) }) else {
                throw CoachesError.otherHandle
            }
            known = account
        } else {
            known = index.account(of: draft).flatMap(record.state.account)
        }
        guard var account = known else {
            let account = try Account(
                id: context.identifier(), platform: draft.platform, selectors: draft.selectors
            ).checked()
            try sitting.append(.account(account), to: &record)
            record.keep(account, context, isKnown: false)
            index.add(account)
            entered.newAccounts += 1
            return account.id
        }
        account.selectors += draft.selectors
        account = try account.checked()
        if account != known {
            try sitting.append(.account(account), to: &record)
            record.keep(account, context, isKnown: true)
            index.add(account)
        }
        return account.id
    }

    func finish(_ record: inout OpenRecord<StudyRecord>, _ context: CoachesContext) {
        record.count(Studies.demands(before, record.state, touched, context))
        guard entered.newAccounts > 0, !record.row.isInvented else { return }
        let (desk, today, added) = (sitting.desk, context.now().day, entered.newAccounts)
        // Each new account is one coach more until somebody links it.
        record.step { transaction in
            let store = CountStore(transaction: transaction)
            var standing = try store.standing(of: desk, upTo: today) ?? Standing()
            standing.fewest += added
            standing.most += added
            try store.put(standing, of: desk, on: today)
        }
    }
}

/// Finds the account that a draft is about: the one with its handle on its platform, or without a handle the one with any of its
/// selectors. Another handle with the same phone number is another account, which Recurrence links.
private struct AccountIndex {
    private struct Key: Hashable {
        let kind: Selector.Kind
        let normalised: String
        /// Of a handle only: elsewhere somebody else has it.
        let platform: String
    }

    /// By selector the account that has it, the oldest when there are several.
    private var accounts: [Key: (place: Int, id: Identifier)] = [:]
    private var places: [Identifier: Int] = [:]

    init(_ accounts: [Account]) {
        for account in accounts { add(account) }
    }

    mutating func add(_ account: Account) {
        let place = places[account.id] ?? places.count
        places[account.id] = place
        for selector in account.selectors {
            let key = Self.key(selector, account.platform)
            if let found = accounts[key], found.place <= place { continue }
            accounts[key] = (place, account.id)
        }
    }

    func account(of draft: Studies.ObservationDraft) -> Identifier? {
        let handles = draft.selectors.filter { $0.kind == .handle }
        let wanted = handles.isEmpty ? draft.selectors : handles
        return wanted.compactMap { accounts[Self.key($0, draft.platform)] }.min { $0.place < $1.place }?.id
    }

    private static func key(_ selector: Selector, _ platform: String) -> Key {
        Key(
            kind: selector.kind, normalised: selector.normalised,
            platform: selector.kind == .handle ? platform.lowercased() : "")
    }
}

extension OpenRecord<StudyRecord> {
    /// Writes down by which hashes an account is found again.
    mutating func keep(_ account: Account, _ context: CoachesContext, isKnown: Bool) {
        let hashes = account.selectors.map { $0.hash(context.siteKey) }
        let (study, id) = (self.id, account.id)
        step { transaction in
            let store = SelectorStore(transaction: transaction)
            if isKnown { try store.remove(id, in: study) }
            try store.add(hashes, of: id, in: study)
        }
    }
}
