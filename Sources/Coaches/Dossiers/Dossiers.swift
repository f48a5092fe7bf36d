public import Core
public import Directory
import Records
import Storage

/// What members do with a dossier for the police.
///
/// A dossier is of the desk that made it: other desks see none of it, whatever they read along of the studies.
public struct Dossiers: Sendable {
    let context: CoachesContext

    /// A dossier as a page lists it.
    public struct Listed: Sendable {
        public let id: Identifier
        public let dossier: Dossier
        public let contents: DossierContents
        public let isInvented: Bool
        public let deleteOn: Day
    }

    /// A dossier with what became of its contents in the studies since.
    public struct Opened: Sendable {
        public let listed: Listed
        /// By the place of the item.
        public let changes: [Int: DossierChange]
        /// What members are called.
        public let names: [Identifier: String]
        /// Who opened it.
        public let member: Identifier
    }

    /// What a member fills in.
    public struct Draft: Sendable, Hashable {
        public var title: String
        public var legalBasis: String
        public var receiver: DossierReceiver
        public var destroyOn: Day?
        public var selection: DossierSelection

        public init(
            title: String, legalBasis: String, receiver: DossierReceiver, destroyOn: Day?, selection: DossierSelection
        ) {
            self.title = title
            self.legalBasis = legalBasis
            self.receiver = receiver
            self.destroyOn = destroyOn
            self.selection = selection
        }

        /// The longest that a dossier is kept, in days: five years. A choice of ours, until counsel sets another.
        public static let longest = 5 * 366

        /// The cover, as it is frozen.
        ///
        /// - Throws: `CoachesError.missing`, `.tooLong`, `.holdsFile`, `.dayBefore`, `.dayAfter`.
        func cover(version: Int, at now: Instant, isInvented: Bool) throws -> DossierCover {
            let receiver = DossierReceiver(
                organisation: try Typed.required(receiver.organisation, field: "organisation", most: Typed.line),
                person: try Typed.required(receiver.person, field: "person", most: Typed.line),
                role: try Typed.required(receiver.role, field: "role", most: Typed.line))
            guard let destroyOn else { throw CoachesError.missing(field: "destroy-on") }
            let today = now.day
            guard destroyOn > today else { throw CoachesError.dayBefore(field: "destroy-on", today.adding(days: 1)) }
            guard destroyOn <= today.adding(days: Self.longest) else {
                throw CoachesError.dayAfter(field: "destroy-on", today.adding(days: Self.longest))
            }
            return DossierCover(
                title: try Typed.required(title, field: "title", most: Typed.line),
                legalBasis: try Typed.required(legalBasis, field: "legal-basis", most: Typed.story),
                receiver: receiver, destroyOn: destroyOn, version: version, frozenAt: FrozenMoment(now),
                isInvented: isInvented)
        }
    }

    // MARK: Looking

    /// The dossiers of the desk, the newest first, and how many of them are damaged.
    public func all(_ seat: Seat) async throws -> (dossiers: [Listed], damaged: Int) {
        let sitting = try await Sitting(seat, context.records)
        let (records, damaged) = try await sitting.loadAll(DossierRecord.self)
        let listed = records.compactMap { try? Self.listed($0) }
        return (listed.reversed(), damaged + records.count - listed.count)
    }

    /// Opens a dossier. It stands in the audit trail.
    ///
    /// - Throws: `RecordsError.notFound`, `.damaged`.
    public func open(_ seat: Seat, _ id: Identifier) async throws -> Opened {
        let sitting = try await Sitting(seat, context.records)
        return try await opened(sitting, try await sitting.load(id), noting: Coaches.records.opened)
    }

    /// In what form a dossier leaves.
    public enum Export: String, Sendable {
        case print
        case caseBundle = "case"
        case hashes
    }

    /// A dossier that is about to leave, on paper or as a file. It stands in the audit trail.
    ///
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately; `CoachesError.needsApprovals`,
    ///   `.dossierClosed` for one that was withdrawn; as `open`.
    public func export(_ seat: Seat, _ id: Identifier, as form: Export) async throws -> Opened {
        try requireConfirmed(seat)
        let sitting = try await Sitting(seat, context.records)
        let record: OpenRecord<DossierRecord> = try await sitting.load(id)
        try record.state.requireMayLeave()
        return try await opened(sitting, record, noting: "coaches.dossier.exported-\(form.rawValue)")
    }

    private func opened(
        _ sitting: Sitting, _ record: OpenRecord<DossierRecord>, noting action: String
    ) async throws -> Opened {
        let listed = try Self.listed(record)
        let sources = try await present(sitting, listed.contents)
        try await sitting.note(record, action)
        var changes: [Int: DossierChange] = [:]
        for (place, item) in listed.contents.items.enumerated() { changes[place] = sources.change(of: item.content) }
        return Opened(listed: listed, changes: changes, names: sources.names, member: sitting.member)
    }

    static func listed(_ record: OpenRecord<DossierRecord>) throws -> Listed {
        guard let contents = record.state.contents else { throw RecordsError.damaged }
        return Listed(
            id: record.id, dossier: record.state, contents: contents, isInvented: record.row.isInvented,
            deleteOn: record.row.deleteOn)
    }

    // MARK: Choosing

    /// The studies that a dossier can be made from: those that the desk keeps, the newest first.
    public func studies(_ seat: Seat) async throws -> [Studies.Listed] {
        try await Studies(context: context).all(seat).studies.filter(\.isKept)
    }

    /// Makes a dossier. What was chosen is copied into it as it is now.
    ///
    /// - Throws: `CoachesError.nothingChosen`, `.notFound`, `.notKeptHere`, `.retracted`, `.protocolIncomplete`, those of the
    ///   fields.
    public func freeze(_ seat: Seat, _ draft: Draft) async throws -> Identifier {
        let sitting = try await Sitting(seat, context.records)
        let contents = try await contents(draft, sitting, version: 1)
        return try await sitting.create(
            "coaches.dossier.frozen", deleteOn: contents.cover.destroyOn, DossierRecord.self
        ) { record in
            try sitting.enter(.frozen(draft.selection, contents), in: &record)
        }
    }

    /// Chooses anew. The contents are copied again; what was approved is not approved any more.
    ///
    /// - Parameter version: that the page showed.
    /// - Throws: `RecordsError.changedMeanwhile`, `.dossierClosed`; as `freeze`.
    public func freezeAgain(_ seat: Seat, _ id: Identifier, version: Int, _ draft: Draft) async throws {
        let sitting = try await Sitting(seat, context.records)
        let contents = try await contents(draft, sitting, version: version + 1)
        try await sitting.change(id, "coaches.dossier.frozen-again", DossierRecord.self) { record in
            record.deleteOn = contents.cover.destroyOn
            try sitting.enter(.frozen(draft.selection, contents), in: &record)
        }
    }

    private func contents(_ draft: Draft, _ sitting: Sitting, version: Int) async throws -> DossierContents {
        // What is wrong in the fields is said before all studies are opened.
        _ = try draft.cover(version: version, at: context.now(), isInvented: false)
        guard !draft.selection.isEmpty else { throw CoachesError.nothingChosen }
        let (records, _) = try await sitting.loadAll(StudyRecord.self)
        let kept = records.filter { $0.row.desk == sitting.desk }
        let known = Set(kept.map(\.id))
        let wanted = draft.selection.accounts.map(\.study) + draft.selection.observations.map(\.study)
        guard wanted.allSatisfy({ id in records.contains { $0.id == id } }) else { throw RecordsError.notFound }
        guard known.isSuperset(of: wanted) else { throw RecordsError.notKeptHere }
        let sources = DossierSources(
            studies: kept.map { ($0.id, $0.state) }, names: try await context.memberNames())
        let frozen = try sources.frozen(draft.selection)
        let isInvented =
            context.isDemo
            || frozen.contains { content in
                guard case .study(let study) = content else { return false }
                return kept.contains { $0.id == study.study && $0.row.isInvented }
            }
        let cover = try draft.cover(version: version, at: context.now(), isInvented: isInvented)
        return try DossierContents(cover, frozen)
    }

    /// The studies that the contents were copied from, as far as they are still here.
    private func present(_ sitting: Sitting, _ contents: DossierContents) async throws -> DossierSources {
        var studies: [(id: Identifier, study: Study)] = []
        for item in contents.items {
            guard case .study(let frozen) = item.content, !studies.contains(where: { $0.id == frozen.study }) else {
                continue
            }
            do {
                studies.append((frozen.study, try await sitting.load(frozen.study, StudyRecord.self).state))
            } catch RecordsError.notFound {} catch RecordsError.damaged {}
        }
        return DossierSources(studies: studies, names: try await context.memberNames())
    }

    func requireConfirmed(_ seat: Seat) throws {
        try seat.key.requireConfirmed(at: context.directory.context.now())
    }
}

extension Sitting {
    /// Enters something in a dossier that may happen to it.
    func enter(_ event: DossierEvent, in record: inout OpenRecord<DossierRecord>) throws {
        try record.state.require(event, by: member)
        try append(event, to: &record)
    }
}

extension Coaches {
    /// Dossiers for the police.
    public var dossiers: Dossiers { Dossiers(context: context) }
}
