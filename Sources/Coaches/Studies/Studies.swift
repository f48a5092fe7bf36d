public import Core
public import Directory
import Records
import Storage

/// What researchers do in a study.
///
/// A desk reads its own studies and those that another research desk shares with it; it changes its own only. Everything else
/// looks like a study that never was.
public struct Studies: Sendable {
    let context: CoachesContext

    /// A study as a page lists it.
    public struct Listed: Sendable {
        public let id: Identifier
        public let study: Study
        /// Whether this desk keeps it, or reads along.
        public let isKept: Bool
        public let isInvented: Bool
        public let deleteOn: Day

        /// The accounts that were seen in it.
        var references: [AccountReference] {
            study.seenAccounts.map { AccountReference(study: id, account: $0.id) }
        }
    }

    /// The studies that the desk reads, the newest first, and how many of them are damaged.
    public func all(_ seat: Seat) async throws -> (studies: [Listed], damaged: Int) {
        let sitting = try await Sitting(seat, context.records)
        let (records, damaged) = try await sitting.loadAll(StudyRecord.self)
        return (records.map { Self.listed($0, sitting.desk) }.reversed(), damaged)
    }

    /// Whether a study may be begun: the activation record is signed.
    public func isActivated() async throws -> Bool {
        let context = context
        return try await context.database.read { try context.isActivated($0) }
    }

    /// Opens a study. It stands in the audit trail.
    ///
    /// - Throws: `RecordsError.notFound`, `.damaged`.
    public func open(_ seat: Seat, _ id: Identifier) async throws -> Listed {
        let sitting = try await Sitting(seat, context.records)
        let record: OpenRecord<StudyRecord> = try await sitting.load(id)
        try await sitting.note(record)
        return Self.listed(record, sitting.desk)
    }

    /// As `open`, for a page below the study's, which leaves no row of its own.
    public func look(_ seat: Seat, _ id: Identifier) async throws -> Listed {
        let sitting = try await Sitting(seat, context.records)
        return Self.listed(try await sitting.load(id, StudyRecord.self), sitting.desk)
    }

    static func listed(_ record: OpenRecord<StudyRecord>, _ desk: Identifier) -> Listed {
        Listed(
            id: record.id, study: record.state, isKept: record.row.desk == desk, isInvented: record.row.isInvented,
            deleteOn: record.row.deleteOn)
    }

    // MARK: Protocol

    /// Begins a study with what is known of its protocol.
    ///
    /// - Throws: `RecordsError.notActivated`, those of the fields; `DirectoryError.deskNotOpen`.
    public func begin(_ seat: Seat, _ agreed: StudyProtocol) async throws -> Identifier {
        let sitting = try await Sitting(seat, context.records)
        let agreed = try agreed.checked(on: context.now().day)
        let count = CoachesCount(kind: .study, day: context.now().day)
        return try await sitting.create("coaches.study.begun", deleteOn: agreed.keepUntil!, StudyRecord.self) {
            record in
            try sitting.append(.agreed(agreed), to: &record)
            record.count([count])
        }
    }

    /// Writes the protocol down anew. What was agreed before stays to be read.
    ///
    /// - Parameter version: of the protocol that the page showed.
    /// - Throws: `RecordsError.changedMeanwhile`, and as `begin`.
    public func agree(_ seat: Seat, _ id: Identifier, version: Int, _ agreed: StudyProtocol) async throws {
        let sitting = try await Sitting(seat, context.records)
        let (context, desk) = (context, seat.desk)
        let today = context.now().day
        let now = context.directory.context.now()
        let members = try await context.database.read { try context.desks.members(of: desk, in: $0) }
        let details = agreed.keepUntil.map { ["delete-on": "\($0)"] } ?? [:]
        try await sitting.change(id, "coaches.study.agreed", details: details, StudyRecord.self) { record in
            guard record.state.protocolVersion == version else { throw RecordsError.changedMeanwhile }
            let agreed = try agreed.checked(on: today, begun: record.row.createdOn)
            guard record.state.agreed != agreed else { return }
            if agreed.keepUntil != record.row.deleteOn {
                // When everything goes is not for one member, in passing: the password, some days, and the desk is told.
                try seat.key.requireConfirmed(at: now)
                let first = today.adding(days: StudyProtocol.notice)
                guard agreed.keepUntil! >= first else { throw CoachesError.dayBefore(field: "keep-until", first) }
                let others = members.filter { $0 != sitting.member }
                record.step { try context.notify(others, desk, $0) }
            }
            record.deleteOn = agreed.keepUntil!
            try sitting.append(.agreed(agreed), to: &record)
        }
    }

    /// Lets another research desk read along, or no longer.
    ///
    /// - Throws: `RecordsError.notFound` for a desk of another task; `DirectoryError.confirmFirst`, `.deskNotOpen`.
    public func share(_ seat: Seat, _ id: Identifier, with desk: Identifier, _ isShared: Bool) async throws {
        try seat.key.requireConfirmed(at: context.directory.context.now())
        let sitting = try await Sitting(seat, context.records)
        let context = context
        let seal = try await context.database.read { try context.desks.seal(desk, in: $0) }
        guard seal.task == .research, desk != seat.desk else { throw RecordsError.notFound }
        let action = isShared ? "coaches.study.shared" : "coaches.study.unshared"
        try await sitting.change(id, action, details: ["to": desk.text], StudyRecord.self) { record in
            guard record.state.sharedWith.contains(desk) != isShared else { return }
            if isShared {
                try sitting.append(.shared(desk), to: &record)
                record.share(with: seal, context.records)
            } else {
                try sitting.append(.unshared(desk), to: &record)
                let id = record.id
                record.step { try context.records.store($0).deleteKey(id, of: desk) }
            }
        }
    }

    // MARK: Sittings

    /// What a member fills in to begin a sitting.
    public struct SessionDraft: Sendable, Hashable {
        public var secondReader: Identifier
        public var persona: String
        public var statedAge: Int
        public var platform: String

        public init(secondReader: Identifier, persona: String, statedAge: Int, platform: String) {
            self.secondReader = secondReader
            self.persona = persona
            self.statedAge = statedAge
            self.platform = platform
        }
    }

    /// Begins a sitting of the member.
    ///
    /// - Throws: `CoachesError.outsideApproval`, `.protocolIncomplete`, `.secondReader`, those of the fields.
    public func beginSession(_ seat: Seat, _ id: Identifier, _ draft: SessionDraft) async throws -> Identifier {
        let sitting = try await Sitting(seat, context.records)
        let context = context
        let desk = seat.desk
        let members = try await context.database.read { try context.desks.members(of: desk, in: $0) }
        guard draft.secondReader != sitting.member, members.contains(draft.secondReader) else {
            throw CoachesError.secondReader
        }
        guard (10...99).contains(draft.statedAge) else { throw CoachesError.age(field: "stated-age") }
        let start = SessionStart(
            id: context.identifier(), secondReader: draft.secondReader,
            persona: try Typed.required(draft.persona, field: "persona", most: 40), statedAge: draft.statedAge,
            platform: try Typed.required(draft.platform, field: "platform", most: Typed.line))
        return try await sitting.change(id, "coaches.session.begun", StudyRecord.self) { record in
            try record.state.agreed.requireOpen(on: [context.now().day])
            try sitting.append(.sessionBegun(start), to: &record)
            return start.id
        }
    }

    /// Writes down how the researcher is doing. Who is not well stops: the sitting is closed, and the second reader is told.
    ///
    /// - Returns: whether the sitting may go on.
    public func checkWellbeing(
        _ seat: Seat, _ id: Identifier, _ session: Identifier, _ check: WellbeingCheck
    ) async throws -> Bool {
        let sitting = try await Sitting(seat, context.records)
        let context = context
        let desk = seat.desk
        return try await sitting.change(id, "coaches.session.wellbeing", StudyRecord.self) { record in
            let open = try Self.openSession(session, of: record.state, sitting.member)
            try sitting.append(.wellbeing(session: session, check), to: &record)
            if check.tellsSecondReader {
                let reader = open.secondReader
                record.step { try context.notify([reader], desk, $0) }
            }
            return check.isWell
        }
    }

    /// Ends a sitting, with the last check of how the researcher is doing.
    public func endSession(
        _ seat: Seat, _ id: Identifier, _ session: Identifier, _ check: WellbeingCheck
    ) async throws {
        let isWell = try await checkWellbeing(seat, id, session, check)
        guard isWell else { return }
        let sitting = try await Sitting(seat, context.records)
        try await sitting.change(id, "coaches.session.ended", StudyRecord.self) { record in
            _ = try Self.openSession(session, of: record.state, sitting.member)
            try sitting.append(.sessionEnded(session), to: &record)
        }
    }

    /// The second reader was in touch with the researcher who was not well, or wanted to talk.
    ///
    /// - Throws: `CoachesError.notSecondReader`.
    public func contacted(_ seat: Seat, _ id: Identifier, _ session: Identifier) async throws {
        let sitting = try await Sitting(seat, context.records)
        try await sitting.change(id, "coaches.session.contacted", StudyRecord.self) { record in
            guard let known = record.state.session(session) else { throw RecordsError.notFound }
            guard known.secondReader == sitting.member else { throw CoachesError.notSecondReader }
            guard known.asksForContact else { return }
            try sitting.append(.contacted(session: session), to: &record)
        }
    }

    static func openSession(_ id: Identifier, of study: Study, _ member: Identifier) throws -> StudySession {
        guard let session = study.session(id) else { throw RecordsError.notFound }
        guard session.researcher == member else { throw CoachesError.notYourSession }
        guard session.isOpen else { throw CoachesError.sessionEnded }
        return session
    }

    // MARK: Other things

    /// That somebody was seen who may be a victim: what was done, and nothing about who it is.
    public func victimSeen(_ seat: Seat, _ id: Identifier, _ victim: VictimSeen) async throws {
        let sitting = try await Sitting(seat, context.records)
        guard victim.on <= context.now().day else { throw CoachesError.inFuture(field: "victim-on") }
        try await sitting.change(id, "coaches.victim.seen", StudyRecord.self) { record in
            try sitting.append(.victimSeen(victim), to: &record)
        }
    }

    /// What a member fills in about something that was reported to be taken down.
    public struct TakedownDraft: Sendable, Hashable {
        public var target: Takedown.Target
        public var name: String
        public var receiver: Takedown.Receiver
        public var reportedOn: Day

        public init(target: Takedown.Target, name: String, receiver: Takedown.Receiver, reportedOn: Day) {
            self.target = target
            self.name = name
            self.receiver = receiver
            self.reportedOn = reportedOn
        }
    }

    public func reportTakedown(_ seat: Seat, _ id: Identifier, _ draft: TakedownDraft) async throws {
        let sitting = try await Sitting(seat, context.records)
        let today = context.now().day
        guard draft.reportedOn <= today else { throw CoachesError.inFuture(field: "reported-on") }
        let takedown = Takedown(
            id: context.identifier(), target: draft.target,
            name: try Typed.required(draft.name, field: "name", most: Typed.line), receiver: draft.receiver,
            reportedOn: draft.reportedOn)
        try await sitting.change(id, "coaches.takedown.reported", StudyRecord.self) { record in
            try sitting.append(.takedown(takedown), to: &record)
            record.count([CoachesCount(kind: .takedown, value: "reported", day: draft.reportedOn)])
        }
    }

    /// What the receiver answered.
    public func answerTakedown(
        _ seat: Seat, _ id: Identifier, _ takedown: Identifier, _ answer: Takedown.Answer, on day: Day
    ) async throws {
        let sitting = try await Sitting(seat, context.records)
        let today = context.now().day
        guard day <= today else { throw CoachesError.inFuture(field: "answered-on") }
        try await sitting.change(id, "coaches.takedown.answered", StudyRecord.self) { record in
            guard let known = record.state.takedown(takedown) else { throw RecordsError.notFound }
            guard day >= known.reportedOn else { throw CoachesError.dayBefore(field: "answered-on", known.reportedOn) }
            try sitting.append(.takedownAnswered(takedown, answer, on: day), to: &record)
            var counts: [CoachesCount] = []
            if known.answer == .removed, let before = known.answeredOn {
                counts.append(CoachesCount(kind: .takedown, value: "removed", day: before, difference: -1))
            }
            if answer == .removed { counts.append(CoachesCount(kind: .takedown, value: "removed", day: day)) }
            record.count(counts)
        }
    }

    /// That somebody looked whether it is still there.
    public func checkTakedown(
        _ seat: Seat, _ id: Identifier, _ takedown: Identifier, isUp: Bool, on day: Day
    ) async throws {
        let sitting = try await Sitting(seat, context.records)
        guard day <= context.now().day else { throw CoachesError.inFuture(field: "checked-on") }
        try await sitting.change(id, "coaches.takedown.checked", StudyRecord.self) { record in
            guard let known = record.state.takedown(takedown) else { throw RecordsError.notFound }
            guard day >= known.reportedOn else { throw CoachesError.dayBefore(field: "checked-on", known.reportedOn) }
            try sitting.append(.takedownChecked(takedown, Takedown.Check(on: day, isUp: isUp)), to: &record)
        }
    }

    // MARK: Finding a selector again

    /// The accounts that have exactly this selector, in the studies that the desk reads. It stands in the audit trail.
    ///
    /// - Throws: `CoachesError.missing`.
    public func find(_ seat: Seat, _ selector: Selector) async throws -> [(study: Listed, account: Account)] {
        let sitting = try await Sitting(seat, context.records)
        let selector = try selector.checked()
        let (context, desk) = (context, seat.desk)
        let hash = selector.hash(context.siteKey)
        let found = try await context.database.write { transaction in
            let found = try SelectorStore(transaction: transaction).find(hash, readBy: desk)
            try context.record(
                "coaches.selector.searched", desk, details: ["found": String(found.count)], by: seat.actor, at: desk,
                in: transaction)
            return found
        }
        var results: [(study: Listed, account: Account)] = []
        for (study, references) in Dictionary(grouping: found, by: \.study).sorted(by: { $0.key < $1.key }) {
            let listed = Self.listed(try await sitting.load(study, StudyRecord.self), desk)
            for reference in references {
                guard let account = listed.study.account(reference.account) else { continue }
                results.append((listed, account))
            }
        }
        return results
    }
}

extension OpenRecord {
    /// Counts with what is written; nothing of what is invented.
    mutating func count(_ counts: [CoachesCount]) {
        guard !row.isInvented, !counts.isEmpty else { return }
        step { try CountStore(transaction: $0).add(counts) }
    }
}
