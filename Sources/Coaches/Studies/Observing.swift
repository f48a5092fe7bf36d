public import Core
public import Directory
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
        try await observe(seat, id, session, [draft], "coaches.observation.entered")[0]
    }

    /// As `observe`, of many at once: all of them, or none.
    ///
    /// - Throws: `ObservationFileError` when one of them is refused, with its line.
    func observe(
        _ seat: Seat, _ id: Identifier, _ session: Identifier, _ drafts: [ObservationDraft], _ action: String,
        lines: [Int]? = nil
    ) async throws -> [Int] {
        let sitting = try await Sitting(seat, context)
        let context = context
        let details = ["observations": String(drafts.count)]
        return try await sitting.change(id, action, details: details, Study.self) { record in
            _ = try Self.openSession(session, of: record.state, sitting.member)
            var entering = Entering(sitting: sitting, session: session)
            for (place, draft) in drafts.enumerated() {
                do {
                    try entering.enter(draft, in: &record)
                } catch let error as CoachesError {
                    guard let lines else { throw error }
                    throw ObservationFileError.line(lines[place], error)
                }
            }
            entering.finish(&record, context)
            return entering.numbers
        }
    }

    /// Puts an observation right: the newer one counts, the older one stays to be read.
    public func correct(
        _ seat: Seat, _ id: Identifier, _ number: Int, to observation: Observation, reason: String
    ) async throws {
        let sitting = try await Sitting(seat, context)
        let context = context
        let reason = try Typed.required(reason, field: "reason", most: Typed.line)
        try await sitting.change(id, "coaches.observation.corrected", Study.self) { record in
            guard let known = record.state.observation(number) else { throw CoachesError.notFound }
            guard known.retracted == nil else { throw CoachesError.retracted }
            var observation = observation
            observation.account = known.current.account
            observation = try observation.checked(context.codebook, at: context.now())
            try record.state.agreed.requireOpen(on: [observation.observedAt.day, context.now().day])
            let before = record.state
            try sitting.append(
                .corrected(number: number, observation, codebook: context.codebook.version, reason: reason), to: &record
            )
            record.count(Self.demands(before, record.state, [observation.account], context))
        }
    }

    /// Takes an observation back: it does not count any more, and stays to be read.
    public func retract(_ seat: Seat, _ id: Identifier, _ number: Int, reason: String) async throws {
        let sitting = try await Sitting(seat, context)
        let context = context
        let reason = try Typed.required(reason, field: "reason", most: Typed.line)
        try await sitting.change(id, "coaches.observation.retracted", Study.self) { record in
            guard let known = record.state.observation(number) else { throw CoachesError.notFound }
            guard known.retracted == nil else { throw CoachesError.retracted }
            let before = record.state
            try sitting.append(.retracted(number: number, reason: reason), to: &record)
            record.count(Self.demands(before, record.state, [known.current.account], context))
        }
    }

    /// The codes of the second reader, who did not see those of the first.
    ///
    /// - Throws: `CoachesError.notSecondReader`, `.unknownCode`, `.missing`.
    public func readAgain(_ seat: Seat, _ id: Identifier, _ number: Int, codes: [String]) async throws {
        let sitting = try await Sitting(seat, context)
        let codebook = context.codebook
        guard !codes.isEmpty else { throw CoachesError.missing(field: "codes") }
        if let unknown = codes.first(where: { codebook[$0] == nil }) { throw CoachesError.unknownCode(unknown) }
        try await sitting.change(id, "coaches.observation.read-again", Study.self) { record in
            guard record.state.waitingForSecondReading(by: sitting.member).contains(where: { $0.number == number })
            else { throw CoachesError.notSecondReader }
            try sitting.append(.readAgain(number: number, codes: codebook.ordered(codes)), to: &record)
        }
    }

    /// What is known of an account from now on.
    public func describe(_ seat: Seat, _ id: Identifier, _ account: Account) async throws {
        let sitting = try await Sitting(seat, context)
        let context = context
        let account = try account.checked()
        try await sitting.change(id, "coaches.account.described", Study.self) { record in
            guard let known = record.state.account(account.id) else { throw CoachesError.notFound }
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
        accounts.flatMap { account -> [CoachesCount] in
            let was = firstDemands(before, account, context.codebook)
            let now = firstDemands(after, account, context.codebook)
            let gone = was.filter { now[$0.key] != $0.value }
            let new = now.filter { was[$0.key] != $0.value }
            return gone.map { CoachesCount(kind: .demand, value: $0.key, day: $0.value, difference: -1) }
                + new.map { CoachesCount(kind: .demand, value: $0.key, day: $0.value) }
        }
    }

    private static func firstDemands(_ study: Study, _ account: Identifier, _ codebook: Codebook) -> [String: Day] {
        var days: [String: Day] = [:]
        for observation in study.counted where observation.current.account == account {
            let day = observation.current.observedAt.day
            for code in observation.current.codes where codebook[code]?.isDemand == true {
                days[code] = min(days[code] ?? day, day)
            }
        }
        return days
    }
}

/// Observations that are being entered in one go.
private struct Entering {
    let sitting: Sitting
    let session: Identifier
    private(set) var numbers: [Int] = []
    private var before: Study?
    private var touched: Set<Identifier> = []
    private var added = 0

    init(sitting: Sitting, session: Identifier) {
        self.sitting = sitting
        self.session = session
    }

    mutating func enter(_ draft: Studies.ObservationDraft, in record: inout OpenRecord<Study>) throws {
        let context = sitting.context
        if before == nil { before = record.state }
        var observation = draft.observation
        try record.state.agreed.requireOpen(on: [observation.observedAt.day, context.now().day])
        observation = try observation.checked(context.codebook, at: context.now())
        observation.account = try account(draft, in: &record)
        try sitting.append(
            .observed(session: session, observation, codebook: context.codebook.version), to: &record)
        touched.insert(observation.account)
        numbers.append(record.state.observations.count)
    }

    /// The account that a draft is about: the one it names, the one that has its selector, or a new one.
    private mutating func account(
        _ draft: Studies.ObservationDraft, in record: inout OpenRecord<Study>
    ) throws -> Identifier {
        let context = sitting.context
        let known: Account?
        if let id = draft.account {
            guard let account = record.state.account(id) else { throw CoachesError.notFound }
            known = account
        } else {
            known = record.state.account(of: draft)
        }
        guard var account = known else {
            let account = try Account(
                id: context.identifier(), platform: draft.platform, selectors: draft.selectors
            ).checked()
            try sitting.append(.account(account), to: &record)
            record.keep(account, context, isKnown: false)
            added += 1
            return account.id
        }
        account.selectors += draft.selectors
        account = try account.checked()
        if account != known {
            try sitting.append(.account(account), to: &record)
            record.keep(account, context, isKnown: true)
        }
        return account.id
    }

    func finish(_ record: inout OpenRecord<Study>, _ context: CoachesContext) {
        guard let before else { return }
        record.count(Studies.demands(before, record.state, touched, context))
        guard added > 0, !record.row.isInvented else { return }
        let (desk, today, added) = (sitting.desk, context.now().day, added)
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

extension OpenRecord<Study> {
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
