public import Core
public import Directory
public import Storage
import Synchronization
public import Web

/// What happens when what was recorded changes after a review was published.
public enum CountsPolicy: Sendable {
    /// A correction is prepared; two members agree before anything is published. For installations.
    case propose
    /// The correction is published at once, with its reason. For the demo, where nobody waits for a second member.
    case publish
}

/// What the review works with: everything variable, handed in.
public struct ReviewContext: Sendable {
    public let database: any Database
    public let now: Now
    public let random: RandomBytes
    public let audit: any AuditTrail
    public let phrases: Phrases
    /// Every part that has figures.
    public let sources: [any FigureSource]
    /// What other parts list for a period.
    public let lists: @Sendable (Period) async throws -> [ReviewList]
    public let countsPolicy: CountsPolicy
    /// The organisations that are the coalition now: each is asked to agree before a review is published.
    public let coalition: @Sendable () async throws -> [CoalitionOrganisation]
    /// The names of members, for the workplace.
    public let names: @Sendable ([Identifier]) async throws -> [Identifier: String]

    public init(
        database: any Database, now: @escaping Now, random: @escaping RandomBytes, audit: any AuditTrail,
        phrases: @escaping Phrases, sources: [any FigureSource],
        lists: @escaping @Sendable (Period) async throws -> [ReviewList] = { _ in [] },
        countsPolicy: CountsPolicy = .propose,
        coalition: @escaping @Sendable () async throws -> [CoalitionOrganisation],
        names: @escaping @Sendable ([Identifier]) async throws -> [Identifier: String] = { _ in [:] }
    ) {
        self.database = database
        self.now = now
        self.random = random
        self.audit = audit
        self.phrases = phrases
        self.sources = sources
        self.lists = lists
        self.countsPolicy = countsPolicy
        self.coalition = coalition
        self.names = names
    }
}

/// A review that is being written.
public struct ReviewDraft: Sendable {
    /// Counts every change; a form carries it, so that nobody overwrites somebody else.
    public var version: Int
    public var content: ReviewContent
    /// What is corrected, from the second publication on.
    public var note: Words
    /// The number of the last publication; 0 when there is none.
    public var revision: Int
    /// Whether anything is being written; otherwise the last publication stands.
    public var isOpen: Bool
    /// The review as it would be published now.
    public var edition: ReviewEdition
    public var editors: [Identifier]
    /// What members said of it, the latest first; also of an earlier text.
    public var opinions: [Opinion]
    /// Where each organisation of the coalition stands on the review as it is now.
    public var stands: [Stand]
    /// The publications that not everybody had agreed to, by their number.
    public var exceptions: [Int: Exception]
    /// What differs between the last publication and what is counted now.
    public var changes: [FigureChange]

    /// The members whose agreement holds.
    public var agreeing: [Identifier] { Stand.agreeing(opinions, hash: edition.hash, editors: editors) }
    /// The organisations that have not agreed to the review as it is now.
    public var missing: [CoalitionOrganisation] { stands.filter { $0.state != .agrees }.map(\.organisation) }
}

/// What can be done with reviews.
public struct Reviews: Sendable {
    /// Members other than the editors who have to agree.
    public static let neededApprovals = 2
    /// Who writes and publishes.
    public static let editors = Policy.desk(.communication)
    /// Who reads drafts and agrees to them.
    public static let readers = Policy.coalition

    let context: ReviewContext
    /// Counts what this process published: pages that were kept in memory look at it.
    let publications = Publications()

    public init(_ context: ReviewContext) { self.context = context }

    // MARK: Putting together

    /// What was recorded for a period, asked of every part.
    private func figures(in period: Period) async throws -> (figures: [Figure], notes: [String: [Words]]) {
        let taken = try await context.database.read { try ReviewStore(transaction: $0).takenOver().map(\.figure) }
        var figures: [Figure] = []
        for source in context.sources { figures += try await source.figures(in: period) }
        return (figures + TakenOver.figures(taken, in: period), TakenOver.notes(taken, in: period))
    }

    /// A review with the figures as they are now, frozen in form.
    private func candidate(
        _ period: Period, revision: Int, note: Words?, content: ReviewContent
    ) async throws -> (review: PublishedReview, canonical: [UInt8], hash: String) {
        let (figures, notes) = try await figures(in: period)
        let published = try await context.database.read { try ReviewStore(transaction: $0).latest().map(\.review) }
        var review = Disclosure.guarded(
            PublishedReview(
                period: period, revision: revision, note: note, content: content, figures: figures, notes: notes,
                context.phrases), beside: published)
        let lists = try await context.lists(period)
        review.lists = lists.isEmpty ? nil : lists
        let canonical = try review.canonical()
        return (review, canonical, PublishedReview.hash(canonical))
    }

    // MARK: Reading

    /// The name of a period, checked.
    ///
    /// - Throws: `ReviewError.noSuchPeriod`, whose sentence says what exists.
    public func period(named name: String) async throws -> Period {
        guard let period = try? Period(named: name) else {
            throw ReviewError.noSuchPeriod(name, existing: try await publishedNames())
        }
        return period
    }

    /// The periods that were published. Open to all.
    public func publishedNames() async throws -> [String] {
        try await context.database.read { try ReviewStore(transaction: $0).publishedNames() }
    }

    /// The last publication of a period. Open to all.
    ///
    /// - Throws: `ReviewError.noSuchPeriod`, `.notPublished`.
    public func edition(_ name: String) async throws -> ReviewEdition {
        let period = try await period(named: name)
        let (revisions, latest) = try await context.database.read { transaction in
            let store = ReviewStore(transaction: transaction)
            return (try store.revisions(of: name), try store.latest())
        }
        guard let last = revisions.first else {
            throw ReviewError.notPublished(name, existing: latest.map(\.review.name))
        }
        return ReviewEdition(
            review: last.review, state: .published, hash: last.hash, revisions: revisions.map(Self.note),
            history: FigureComparison.history(latest.map(\.review), months: period.months, context.phrases),
            corrections: corrections(revisions))
    }

    /// Everything that was put right after publication, the newest first. Open to all.
    public func corrections() async throws -> [Correction] {
        try await editions().flatMap(\.corrections).sorted {
            ($0.published, $0.revision) > ($1.published, $1.revision)
        }
    }

    /// What each revision changed in the one before it; `revisions` are those of one review, the newest first.
    private func corrections(_ revisions: [ReviewStore.Revision]) -> [Correction] {
        zip(revisions, revisions.dropFirst()).map { after, before in
            Correction(
                period: after.review.period, revision: after.number, published: after.published,
                note: after.review.note ?? Words(),
                changes: Correction.changes(before.review, after.review, context.phrases))
        }
    }

    /// The last publication of every period, the newest period first. Open to all.
    public func editions() async throws -> [ReviewEdition] {
        var editions: [ReviewEdition] = []
        for name in try await publishedNames() { editions.append(try await edition(name)) }
        return editions.sorted {
            ($0.review.period.to, $0.review.period.from) > ($1.review.period.to, $1.review.period.from)
        }
    }

    /// The exact bytes that a publication's hash is taken over. Open to all.
    public func frozen(_ name: String) async throws -> [UInt8] { try await edition(name).review.canonical() }

    private static func note(_ revision: ReviewStore.Revision) -> RevisionNote {
        RevisionNote(
            number: revision.number, published: revision.published, hash: revision.hash, note: revision.review.note,
            numbers: Dictionary(
                revision.review.figures.map { ($0.id, $0.number) }, uniquingKeysWith: { first, _ in first }))
    }

    /// One figure over every period that it was published for. Open to all.
    ///
    /// - Throws: `ReviewError.noSuchFigure` when it never was.
    public func comparison(_ figure: String) async throws -> FigureComparison {
        let reviews = try await context.database.read { try ReviewStore(transaction: $0).latest().map(\.review) }
        guard let found = FigureComparison(figure, in: reviews, context.phrases) else {
            throw ReviewError.noSuchFigure(figure)
        }
        return found
    }

    /// A review that is being written, with the figures as they are now. For members of the coalition.
    ///
    /// - Throws: `ReviewError.noDraft` when the period has no review at all.
    public func draft(_ actor: Actor, _ name: String) async throws -> ReviewDraft {
        try Self.readers.require(actor)
        return try await draft(name)
    }

    func draft(_ name: String) async throws -> ReviewDraft {
        let period = try await period(named: name)
        let (record, editors, opinions, revisions) = try await context.database.read { transaction in
            let store = ReviewStore(transaction: transaction)
            guard let record = try store.find(name) else { throw ReviewError.noDraft(name) }
            return (
                record, try store.editors(of: record.id), try store.opinions(of: record.id),
                try store.revisions(of: name)
            )
        }
        let new = try await candidate(
            period, revision: record.revision + 1, note: Self.note(of: record), content: record.content)
        return ReviewDraft(
            version: record.version, content: record.content, note: record.note, revision: record.revision,
            isOpen: record.isOpen,
            edition: ReviewEdition(
                review: new.review, state: .draft, hash: new.hash, revisions: revisions.map(Self.note)),
            editors: editors, opinions: opinions,
            stands: Stand.all(try await context.coalition(), opinions, hash: new.hash, editors: editors),
            exceptions: revisions.reduce(into: [:]) { $0[$1.number] = $1.exception },
            changes: revisions.first.map { FigureChange.between($0.review, new.review) } ?? [])
    }

    private static func note(of record: ReviewStore.Record) -> Words? { record.revision == 0 ? nil : record.note }

    /// All reviews for the workplace, the newest period first. For members of the coalition.
    public func all(_ actor: Actor) async throws -> [(name: String, revision: Int, isOpen: Bool)] {
        try Self.readers.require(actor)
        let records = try await context.database.read { try ReviewStore(transaction: $0).all() }
        return records.sorted { $0.period.to > $1.period.to }.map { ($0.name, $0.revision, $0.isOpen) }
    }

    // MARK: Writing

    /// Starts the review of a period, with the projects of the review before it. For the communication desk.
    ///
    /// - Parameter content: what to begin with instead.
    /// - Throws: `ReviewError.draftExists`, `.noSuchPeriod`.
    public func start(_ actor: Actor, _ name: String, content: ReviewContent? = nil) async throws {
        try Self.editors.require(actor)
        let period = try await period(named: name)
        let now = context.now()
        let id = Identifier(at: now, random: context.random)
        try await context.database.write { [context] transaction in
            let store = ReviewStore(transaction: transaction)
            let previous = try store.all().filter { $0.period.from < period.from }.max { $0.period.to < $1.period.to }
            let record = ReviewStore.Record(
                id: id, period: period, version: 1, revision: 0, isOpen: true,
                content: content ?? previous?.content.emptied ?? ReviewContent(), note: Words(), changed: now)
            guard try store.insert(record) else { throw ReviewError.draftExists(name) }
            if let member = actor.member { try store.addEditor(member.id, to: id) }
            try context.audit.record(
                AuditEvent("review.started", subject: "review:\(name)"), by: actor, in: transaction)
        }
    }

    /// Saves what the editor wrote. What others said before, was said of an earlier text. For the communication desk.
    ///
    /// - Parameters:
    ///   - version: that of the draft as the page showed it.
    ///   - note: what is corrected; when it is empty, and the review was published, what changed is written there.
    /// - Throws: `ReviewError.versionConflict`, `.noDraft`.
    public func save(
        _ actor: Actor, _ name: String, version: Int, content: ReviewContent, note: Words = Words()
    ) async throws {
        try Self.editors.require(actor)
        let note = note.isEmpty ? try await draftedNote(name, content) : note
        let now = context.now()
        try await context.database.write { [context] transaction in
            let store = ReviewStore(transaction: transaction)
            guard var record = try store.find(name), record.isOpen else { throw ReviewError.noDraft(name) }
            guard record.version == version else { throw ReviewError.versionConflict }
            record.version += 1
            record.content = content
            record.note = note
            record.changed = now
            guard try store.update(record) else { throw ReviewError.versionConflict }
            if let member = actor.member { try store.addEditor(member.id, to: record.id) }
            try context.audit.record(
                AuditEvent(
                    "review.edited", subject: "review:\(name)", details: ["version": String(record.version)]),
                by: actor, in: transaction)
        }
    }

    /// Opens a correction of what was published. For the communication desk.
    public func correct(_ actor: Actor, _ name: String) async throws {
        try Self.editors.require(actor)
        try await open(actor, name, note: Words())
    }

    private func open(_ actor: Actor, _ name: String, note: Words) async throws {
        let now = context.now()
        try await context.database.write { [context] transaction in
            let store = ReviewStore(transaction: transaction)
            guard var record = try store.find(name) else { throw ReviewError.noDraft(name) }
            guard !record.isOpen else { throw ReviewError.draftExists(name) }
            record.version += 1
            record.isOpen = true
            record.note = note
            record.changed = now
            guard try store.update(record) else { throw ReviewError.versionConflict }
            try store.clearOpinions(of: record.id)
            if let member = actor.member { try store.addEditor(member.id, to: record.id) }
            try context.audit.record(
                AuditEvent("review.correction-opened", subject: "review:\(name)"), by: actor, in: transaction)
        }
    }

    // MARK: Agreeing and publishing

    /// Agrees to the review as the page showed it, for the member's organisation. For members of the coalition who did
    /// not write it.
    ///
    /// - Parameter hash: that of the draft's edition as the page showed it.
    /// - Throws: `ReviewError.editorCannotApprove`, `.approveCurrent`, `.noDraft`.
    public func approve(_ actor: Actor, _ name: String, hash: String) async throws {
        try await give(actor, name, hash: hash, remark: nil)
    }

    /// Asks for a change in the review as the page showed it, for the member's organisation. For members of the coalition.
    ///
    /// - Throws: `ReviewError.remarkMissing`, `.remarkTooLong`, `.approveCurrent`, `.noDraft`.
    public func askChange(_ actor: Actor, _ name: String, hash: String, remark: String) async throws {
        guard remark.contains(where: { !$0.isWhitespace }) else { throw ReviewError.remarkMissing }
        guard remark.count <= Opinion.longestRemark else { throw ReviewError.remarkTooLong(Opinion.longestRemark) }
        try await give(actor, name, hash: hash, remark: remark)
    }

    private func give(_ actor: Actor, _ name: String, hash: String, remark: String?) async throws {
        try Self.readers.require(actor)
        guard let member = actor.member else { throw DirectoryError.notAllowed }
        let draft = try await draft(name)
        guard draft.isOpen else { throw ReviewError.noDraft(name) }
        guard draft.edition.hash == hash else { throw ReviewError.approveCurrent }
        let opinion = Opinion(
            member: member.id, organisation: member.organisation, hash: hash, remark: remark, at: context.now())
        try await context.database.write { [context] transaction in
            let store = ReviewStore(transaction: transaction)
            guard let record = try store.find(name), record.isOpen else { throw ReviewError.noDraft(name) }
            guard record.version == draft.version else { throw ReviewError.approveCurrent }
            if opinion.agrees, try store.editors(of: record.id).contains(member.id) {
                throw ReviewError.editorCannotApprove
            }
            try store.give(opinion, record.id)
            try context.audit.record(
                AuditEvent(
                    opinion.agrees ? "review.approved" : "review.change-asked", subject: "review:\(name)",
                    details: ["hash": hash, "organisation": member.organisation.text]), by: actor, in: transaction)
        }
    }

    /// Publishes the draft: frozen, with its hash. For the communication desk, when two members who did not write it
    /// agreed to exactly this text and these figures, and every organisation of the coalition did.
    ///
    /// - Parameter reason: why it is published although not every organisation agreed; kept with the publication.
    /// - Throws: `ReviewError.tooFewApprovals`, `.organisationsMissing`, `.noteMissing`, `.nothingChanged`,
    ///   `.versionConflict`, `.noDraft`.
    public func publish(_ actor: Actor, _ name: String, version: Int, reason: String = "") async throws {
        try Self.editors.require(actor)
        let draft = try await draft(name)
        try await check(draft, name, version)
        guard reason.count <= Exception.longestReason else { throw ReviewError.remarkTooLong(Exception.longestReason) }
        let canonical = try draft.edition.review.canonical()
        let hash = draft.edition.hash
        let now = context.now()
        let coalition = try await context.coalition()
        try await context.database.write { [context] transaction in
            let store = ReviewStore(transaction: transaction)
            guard var record = try store.find(name), record.isOpen, record.version == version else {
                throw ReviewError.versionConflict
            }
            let missing = try Self.missing(record, store, hash: hash, coalition)
            if !missing.isEmpty, reason.allSatisfy(\.isWhitespace) {
                throw ReviewError.organisationsMissing(missing.map(\.name))
            }
            record.isOpen = false
            let exception = missing.isEmpty ? nil : Exception(without: missing.map(\.name), reason: reason)
            try Self.addRevision(of: &record, store, hash: hash, canonical, exception, at: now)
            var details = ["revision": String(record.revision), "hash": hash]
            if !missing.isEmpty { details["without"] = missing.map(\.id.text).joined(separator: " ") }
            try context.audit.record(
                AuditEvent(
                    record.revision == 1 ? "review.published" : "review.corrected", subject: "review:\(name)",
                    details: details), by: actor, in: transaction)
        }
        publications.add()
    }

    /// Stops what cannot be published, whoever agreed to it.
    private func check(_ draft: ReviewDraft, _ name: String, _ version: Int) async throws {
        guard draft.isOpen else { throw ReviewError.noDraft(name) }
        guard draft.version == version else { throw ReviewError.versionConflict }
        guard draft.revision > 0 else { return }
        guard !draft.note.isEmpty else { throw ReviewError.noteMissing }
        let last = try await edition(name).review
        guard last.content != draft.content || !draft.changes.isEmpty || last.lists != draft.edition.review.lists else {
            throw ReviewError.nothingChanged
        }
    }

    /// The organisations that have not agreed; stops when too few members did.
    private static func missing(
        _ record: ReviewStore.Record, _ store: ReviewStore, hash: String, _ coalition: [CoalitionOrganisation]
    ) throws -> [CoalitionOrganisation] {
        let editors = try store.editors(of: record.id)
        let opinions = try store.opinions(of: record.id)
        let agreeing = Stand.agreeing(opinions, hash: hash, editors: editors)
        guard agreeing.count >= neededApprovals else { throw ReviewError.tooFewApprovals(agreeing.count) }
        return Stand.all(coalition, opinions, hash: hash, editors: editors).filter { $0.state != .agrees }
            .map(\.organisation)
    }

    private static func addRevision(
        of record: inout ReviewStore.Record, _ store: ReviewStore, hash: String, _ canonical: [UInt8],
        _ exception: Exception? = nil, at now: Instant
    ) throws {
        record.version += 1
        record.revision += 1
        record.changed = now
        if !record.isOpen { record.note = Words() }
        guard try store.update(record) else { throw ReviewError.versionConflict }
        try store.addRevision(
            record.revision, of: record, hash: hash, content: canonical, exception: exception, at: now)
        guard !record.isOpen else { return }
        try store.clearOpinions(of: record.id)
        try store.clearEditors(of: record.id)
        try store.revokePreviews(of: record.id, at: now)
    }

    // MARK: Counts that change after publication

    /// What `followCounts` did.
    public enum Followed: Hashable, Sendable {
        /// The publication still says what is counted.
        case unchanged
        /// A correction is being written already, or there is no publication.
        case left
        /// A correction waits for two members.
        case proposed
        /// The correction is published.
        case published(revision: Int)
        /// Publishing it would show a number of persons or reports below ten, as the difference from before.
        case held
    }

    /// Compares a publication with what is counted now, and prepares or publishes a correction, as the policy says.
    ///
    /// Called after something was recorded, and before a review is shown in the demo.
    @discardableResult
    public func followCounts(_ name: String) async throws -> Followed {
        let found = try await context.database.read { transaction in
            let store = ReviewStore(transaction: transaction)
            return (try store.find(name), try store.revisions(of: name).first)
        }
        guard let record = found.0, let last = found.1 else { return .left }
        let plain = try await candidate(
            record.period, revision: record.revision + 1, note: nil, content: last.review.content)
        let changes = FigureChange.between(last.review, plain.review)
        guard !changes.isEmpty else { return .unchanged }
        let note = correctionNote(changes)
        switch context.countsPolicy {
        case .propose:
            guard !record.isOpen else { return .left }
            try await open(.system, name, note: note)
            return .proposed
        case .publish:
            guard !changes.contains(where: \.givesAwaySmallNumber) else { return .held }
            var review = plain.review
            review.note = note
            return try await publishFollowing(review, record)
        }
    }

    /// As `followCounts`, for every period that was published.
    public func followCounts() async throws {
        for name in try await publishedNames() { try await followCounts(name) }
    }

    private func publishFollowing(_ review: PublishedReview, _ found: ReviewStore.Record) async throws -> Followed {
        let canonical = try review.canonical()
        let hash = PublishedReview.hash(canonical)
        let now = context.now()
        defer { publications.add() }
        return try await context.database.write { [context] transaction in
            let store = ReviewStore(transaction: transaction)
            // Another process may have been first: it saw the same counts.
            guard var record = try store.find(review.name), record.version == found.version else { return .left }
            try Self.addRevision(of: &record, store, hash: hash, canonical, at: now)
            try context.audit.record(
                AuditEvent(
                    "review.followed-counts", subject: "review:\(review.name)",
                    details: ["revision": String(record.revision), "hash": hash]), by: .system, in: transaction)
            return .published(revision: record.revision)
        }
    }

    /// The entry of the corrections log for what is being written, as long as the editor wrote none; empty when nothing
    /// was published or nothing changed.
    private func draftedNote(_ name: String, _ content: ReviewContent) async throws -> Words {
        let last = try await context.database.read { try ReviewStore(transaction: $0).revisions(of: name).first }
        guard let last else { return Words() }
        let new = try await candidate(last.review.period, revision: last.number + 1, note: nil, content: content)
        let figures = FigureChange.between(last.review, new.review)
        let texts = Correction.changes(last.review, new.review, context.phrases).filter { $0.kind == .text }
        guard !figures.isEmpty || !texts.isEmpty else { return Words() }
        let counted = figures.isEmpty ? Words() : correctionNote(figures)
        return Words { language in
            let titles = texts.map { $0.title[language] }.joined(separator: ", ")
            let written =
                texts.isEmpty ? "" : context.phrases(Text("review.correction.texts", ["titles": titles]), language)
            return [counted[language], written].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    /// What changed, in words: "Hotelmedewerkers …: van 502 naar 512, erbij uit …".
    private func correctionNote(_ changes: [FigureChange]) -> Words {
        Words { language in
            let sentences = changes.map { change in
                func number(_ figure: PublishedFigure?) -> String {
                    figure?.number.words(context.phrases, language)
                        ?? context.phrases(Text("review.correction.none"), language)
                }
                let words = (change.after ?? change.before)?.words
                let removed = (change.before?.sources ?? []).filter { !(change.after?.sources ?? []).contains($0) }
                let sources = change.addedSources.isEmpty ? removed : change.addedSources
                let key =
                    change.before == nil
                    ? "new"
                    : change.after == nil
                        ? "gone"
                        : !change.addedSources.isEmpty ? "added" : removed.isEmpty ? "changed" : "source-removed"
                let arguments = [
                    "title": words?.title[language] ?? change.id, "before": number(change.before),
                    "after": number(change.after), "sources": sources.map(\.title).joined(separator: "; "),
                ]
                return context.phrases(Text("review.correction.\(key)", arguments), language)
            }
            return context.phrases(
                Text("review.correction.followed", ["changes": sentences.joined(separator: " ")]), language)
        }
    }

    // MARK: Figures taken over

    /// Notes a figure that is taken over from something published. For the communication desk.
    @discardableResult
    public func recordTakenOver(_ actor: Actor, _ figure: TakenOver) async throws -> Identifier {
        try Self.editors.require(actor)
        let now = context.now()
        let id = Identifier(at: now, random: context.random)
        try await context.database.write { [context] transaction in
            try ReviewStore(transaction: transaction).insert(figure, id: id, at: now)
            try context.audit.record(
                AuditEvent(
                    "review.taken-over.recorded", subject: "figure:\(figure.figure)", details: ["id": id.text]),
                by: actor, in: transaction)
        }
        return id
    }

    /// The figures that were taken over, in the order in which they were noted. For members of the coalition.
    public func takenOver(_ actor: Actor) async throws -> [(id: Identifier, figure: TakenOver)] {
        try Self.readers.require(actor)
        return try await context.database.read { try ReviewStore(transaction: $0).takenOver() }
    }

    /// Takes a figure back that was taken over; what was published with it stays as it was. For the communication desk.
    public func removeTakenOver(_ actor: Actor, _ id: Identifier) async throws {
        try Self.editors.require(actor)
        try await context.database.write { [context] transaction in
            guard try ReviewStore(transaction: transaction).deleteTakenOver(id) else {
                throw ReviewError.noSuchFigure(id.text)
            }
            try context.audit.record(
                AuditEvent("review.taken-over.removed", subject: "takenover:\(id)"), by: actor, in: transaction)
        }
    }

    // MARK: Files

    /// Formats in which a review leaves Vangnet as text.
    public enum Format: String, Sendable, CaseIterable {
        case html, markdown, json, csv
    }

    /// A review in one of the formats: the last publication, else the draft, else what a draft would hold.
    ///
    /// For the command line, which is run by whoever has the data: a draft is in it.
    /// - Parameter address: scheme and host of the site, for links; empty for links within it.
    /// - Throws: `ReviewError.noSuchPeriod`.
    public func export(_ name: String, _ format: Format, _ language: Language, address: String) async throws -> String {
        if context.countsPolicy == .publish, try await publishedNames().contains(name) { try await followCounts(name) }
        let edition = try await current(name)
        let phrases = context.phrases
        return switch format {
        case .html: PasteHTML.page(edition, language: language, base: address, phrases)
        case .markdown: ReviewMarkdown.text(edition, language: language, base: address, phrases)
        case .json: ReviewJSON.text(edition, language: language, base: address, phrases)
        case .csv: ReviewCSV.text(edition, language: language)
        }
    }

    /// The last publication, else the draft, else the figures of the period without text.
    private func current(_ name: String) async throws -> ReviewEdition {
        let period = try await period(named: name)
        if try await publishedNames().contains(name) { return try await edition(name) }
        if let record = try await context.database.read({ try ReviewStore(transaction: $0).find(name) }) {
            return try await draft(.system, record.name).edition
        }
        let empty = try await candidate(period, revision: 1, note: nil, content: ReviewContent())
        return ReviewEdition(review: empty.review, state: .draft, hash: empty.hash)
    }

    /// In the demo a page shows what is counted now: the corrections that are due are published first.
    func beforeReading() async throws {
        if context.countsPolicy == .publish { try await followCounts() }
    }

    /// Grows with every publication.
    func revisionCount() async throws -> Int {
        try await context.database.read { try ReviewStore(transaction: $0).revisionCount() }
    }
}

/// A number that grows with every publication of this process.
final class Publications: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .acquiring) }
    func add() { number.add(1, ordering: .acquiringAndReleasing) }
}

extension Period {
    /// How many calendar months it touches; the same for periods that can be compared.
    var months: Int { (to.year - from.year) * 12 + to.month - from.month + 1 }
}
