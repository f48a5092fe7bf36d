public import Core
import Crypto
public import Directory
public import Storage
import Synchronization
import Vault
public import Web

/// What commitments work with: everything variable, handed in.
public struct CommitmentsContext: Sendable {
    public let database: any Database
    public let now: Now
    public let random: RandomBytes
    public let audit: any AuditTrail
    public let phrases: Phrases
    /// The names of members, for the workplace.
    public let names: @Sendable ([Identifier]) async throws -> [Identifier: String]
    /// The names of organisations, for everybody.
    public let organisations: @Sendable ([Identifier]) async throws -> [Identifier: String]
    /// Has a job read what is followed at the House.
    public let fetch: @Sendable (_ following: Identifier) async throws -> Void
    /// Sends letters; `nil` when mail is not set up.
    public let mail: LetterMail?

    public init(
        database: any Database, now: @escaping Now, random: @escaping RandomBytes, audit: any AuditTrail,
        phrases: @escaping Phrases,
        names: @escaping @Sendable ([Identifier]) async throws -> [Identifier: String] = { _ in [:] },
        organisations: @escaping @Sendable ([Identifier]) async throws -> [Identifier: String] = { _ in [:] },
        fetch: @escaping @Sendable (_ following: Identifier) async throws -> Void = { _ in }, mail: LetterMail? = nil
    ) {
        self.database = database
        self.now = now
        self.random = random
        self.audit = audit
        self.phrases = phrases
        self.names = names
        self.organisations = organisations
        self.fetch = fetch
        self.mail = mail
    }

    func identifier() -> Identifier { Identifier(at: now(), random: random) }
    var today: Day { now().day }
}

/// Mail, as far as a letter needs it.
public struct LetterMail: Sendable {
    /// Throws a `UserError` for what is no address.
    let check: @Sendable (_ address: String) throws -> Void
    /// Puts a letter in the outbox, in the transaction that notes that it was sent.
    let send: @Sendable (_ address: String, _ subject: String, _ body: String, any Transaction) throws -> Void

    public init(
        check: @escaping @Sendable (_ address: String) throws -> Void,
        send:
            @escaping @Sendable (
                _ address: String, _ subject: String, _ body: String, any Transaction
            ) throws -> Void
    ) {
        self.check = check
        self.send = send
    }
}

/// The offices, their holders and the themes: what forms offer and pages name.
public struct Names: Sendable {
    public var offices: [Office]
    public var holders: [Holder]
    public var themes: [Theme]

    /// The office's name; its key where there is none.
    public func office(_ key: String, _ language: Language) -> String {
        offices.first { $0.key == key }?.name[language] ?? key
    }

    /// The theme's name; its key where there is none.
    public func theme(_ key: String, _ language: Language) -> String {
        themes.first { $0.key == key }?.name[language] ?? key
    }
}

/// What can be done with recommendations, motions, commitments and verdicts.
public struct Commitments: Sendable {
    /// Who records, judges and follows.
    public static let officers = Policy.desk(.policy)

    let context: CommitmentsContext
    /// Counts what this process changed: pages that were kept in memory look at it.
    let changes = ChangeCount()

    public init(_ context: CommitmentsContext) { self.context = context }

    // MARK: Reading, open to all

    /// The offices, holders and themes.
    public func names() async throws -> Names {
        try await context.database.read { transaction in
            let store = CommitmentStore(transaction: transaction)
            return Names(offices: try store.offices(), holders: try store.holders(), themes: try store.themes())
        }
    }

    /// A page of the tracker, `page` counted from 1.
    public func tracker(_ filter: TrackerFilter, page: Int) async throws -> Tracker {
        let today = context.today
        return try await context.database.read { transaction in
            let store = TrackerStore(transaction: transaction, today: today)
            if let counted = filter.counted {
                return try Self.tracker(store.counted(filter, counted), page: page, on: today, years: store.years())
            }
            let counts = try store.counts(filter)
            let total = filter.state.map { counts[$0] ?? 0 } ?? counts.values.reduce(0, +)
            let items = try store.items(
                filter, limit: Tracker.pageSize, offset: (max(1, page) - 1) * Tracker.pageSize)
            return Tracker(items: items, counts: counts, total: total, years: try store.years())
        }
    }

    private static func tracker(_ found: [OpenItem], page: Int, on today: Day, years: [Int]) -> Tracker {
        Tracker(
            items: Array(found.dropFirst((max(1, page) - 1) * Tracker.pageSize).prefix(Tracker.pageSize)),
            counts: found.reduce(into: [:]) { counts, open in
                if let state = open.state(on: today) { counts[state, default: 0] += 1 }
            }, total: found.count, years: years)
    }

    /// Everything that the filter lets through, for files.
    public func tracked(_ filter: TrackerFilter) async throws -> [OpenItem] {
        let today = context.today
        return try await context.database.read { transaction in
            let store = TrackerStore(transaction: transaction, today: today)
            if let counted = filter.counted { return try store.counted(filter, counted) }
            return try store.items(filter, limit: 1_000_000, offset: 0)
        }
    }

    /// Everything about a thing, by its name in addresses. What waits for a second member is in it: pages for everybody
    /// show `settled` verdicts only.
    ///
    /// - Throws: `CommitmentsError.notFound`.
    public func dossier(_ slug: String) async throws -> Dossier {
        let (dossier, organisations) = try await context.database.read { transaction in
            let store = CommitmentStore(transaction: transaction)
            guard let item = try store.item(slug: slug) else { throw CommitmentsError.notFound }
            return try Self.dossier(item.id, store)
        }
        var found = dossier
        let names = try await context.organisations(organisations)
        found.followers = organisations.compactMap { names[$0] }.sorted()
        return found
    }

    private static func dossier(
        _ id: Identifier, _ store: CommitmentStore
    ) throws -> (Dossier, organisations: [Identifier]) {
        guard let open = try store.openItem(id) else { throw CommitmentsError.notFound }
        let chain = try store.chain(of: id)
        let later = chain.consequences(of: id)
        let others = chain.causes(of: id).union(later)
        let found = try others.compactMap { try store.openItem($0) }
        let order = chain.order(
            Dictionary(uniqueKeysWithValues: (found + [open]).map { ($0.item.id, $0.item.date) }))
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        let related = found.sorted { places[$0.item.id]! < places[$1.item.id]! }
        let links = try store.links(of: id)
        let followers = try store.followers(of: id)
        let dossier = Dossier(
            open: open, place: places[id]!,
            holder: try open.item.draft.office.flatMap { office in
                Holder.of(office, on: open.item.date, in: try store.holders())
            },
            deadlines: try store.deadlines(of: id), criteria: try store.criteria(of: id),
            verdicts: try store.verdicts(of: id), claims: try store.claims(of: id), related: related, later: later,
            links: links, followers: [], following: followers.map(\.member),
            houseChanges: try HouseStore(transaction: store.transaction).changes(of: id))
        return (dossier, Array(Set(followers.map(\.organisation))))
    }

    /// The last changes, the newest first: of things with a theme, or of all.
    ///
    /// - Throws: `CommitmentsError.unknownTheme`.
    public func events(theme: String?, limit: Int = 50) async throws -> [(event: CommitmentEvent, item: Item)] {
        try await context.database.read { transaction in
            let store = CommitmentStore(transaction: transaction)
            if let theme, try !store.themes().contains(where: { $0.key == theme }) { throw CommitmentsError.notFound }
            return try store.events(theme: theme, limit: limit)
        }
    }

    /// Goes up with every change that the public can see.
    func revision() async throws -> Int {
        try await context.database.read { try CommitmentStore(transaction: $0).revision() }
    }

    // MARK: States that stay

    /// Keeps what a page shows, so that its address with a hash goes on showing it.
    ///
    /// - Returns: the hash.
    func freeze(_ content: [UInt8], of item: Identifier) async throws -> String {
        let hash = Array(SHA256.hash(data: content)).hex
        let isKept = try await context.database.read {
            try $0.row("SELECT hash FROM commitments_frozen WHERE hash = $1", hash) != nil
        }
        if isKept { return hash }
        let now = context.now()
        try await context.database.persistently { transaction in
            try transaction.execute(
                """
                INSERT INTO commitments_frozen (hash, item_id, content, shown_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (hash) DO NOTHING
                """, hash, item, String(decoding: content, as: UTF8.self), now)
        }
        return hash
    }

    /// What everybody sees of a thing now, kept so that the address with its hash goes on showing it.
    ///
    /// - Throws: `CommitmentsError.notFound`.
    public func shown(_ slug: String) async throws -> (ShownItem, hash: String) {
        let dossier = try await dossier(slug)
        let shown = ShownItem(dossier, try await names(), on: context.today)
        return (shown, try await freeze(try shown.canonical(), of: dossier.item.id))
    }

    /// What was shown under a hash, and since when.
    ///
    /// - Throws: `CommitmentsError.noSuchState`.
    func frozen(_ hash: String) async throws -> (content: String, since: Instant) {
        try await context.database.read { transaction in
            guard
                let row = try transaction.row(
                    "SELECT content, shown_at FROM commitments_frozen WHERE hash = $1", hash)
            else { throw CommitmentsError.noSuchState }
            return (try row["content"], try row["shown_at"])
        }
    }

    // MARK: Writing

    /// Runs `body` in a transaction and has pages in memory made anew afterwards.
    func write<Result: Sendable>(
        _ actor: Actor, _ body: @escaping @Sendable (CommitmentStore) throws -> Result
    ) async throws -> Result {
        try Self.officers.require(actor)
        defer { changes.add() }
        return try await context.database.write { try body(CommitmentStore(transaction: $0)) }
    }

    /// Notes that `item` changed: for feeds, and in the audit trail.
    func note(
        _ kind: CommitmentEvent.Kind, _ item: Identifier, detail: String = "", by actor: Actor,
        _ store: CommitmentStore
    ) throws {
        try store.record(
            CommitmentEvent(
                id: context.identifier(), item: item, kind: kind, detail: detail, recorded: context.now()))
        try context.audit.record(
            AuditEvent(
                "commitments.\(kind.rawValue)", subject: "commitment:\(item)",
                details: detail.isEmpty ? [:] : ["detail": detail]), by: actor, in: store.transaction)
    }

    /// Adds a thing. For the policy desk.
    ///
    /// - Throws: those of `ItemDraft.checked`, `CommitmentsError.unknownOffice`, `.unknownTheme`.
    @discardableResult
    public func add(_ actor: Actor, _ draft: ItemDraft) async throws -> Item {
        let draft = try draft.checked()
        return try await write(actor) { try add(actor, draft, $0) }
    }

    func add(_ actor: Actor, _ draft: ItemDraft, _ store: CommitmentStore) throws -> Item {
        try Self.checkNames(draft, store)
        let base = Slug.of(draft)
        var slug = base
        var number = 2
        while try store.hasSlug(slug) {
            slug = "\(base)-\(number)"
            number += 1
        }
        let item = Item(id: context.identifier(), slug: slug, version: 1, draft: draft, created: context.now())
        try store.insert(item)
        try store.refresh(item.id)
        try note(.added, item.id, by: actor, store)
        return item
    }

    private static func checkNames(_ draft: ItemDraft, _ store: CommitmentStore) throws {
        if let office = draft.office, try !store.offices().contains(where: { $0.key == office }) {
            throw CommitmentsError.unknownOffice
        }
        if let theme = draft.theme, try !store.themes().contains(where: { $0.key == theme }) {
            throw CommitmentsError.unknownTheme
        }
    }

    /// Changes what is recorded of a thing; its address stays. For the policy desk.
    ///
    /// - Parameter version: that of the thing as the page showed it.
    /// - Throws: as `add`, and `CommitmentsError.versionConflict`, `.kindChanged`, `.notFound`; `.dateConflict` when
    ///   deadlines, criteria, verdicts or links do not fit the new date; `.judged` when a promise that was judged would be none.
    public func change(_ actor: Actor, _ id: Identifier, version: Int, to draft: ItemDraft) async throws {
        let draft = try draft.checked()
        try await write(actor) { try change(actor, id, version: version, to: draft, $0) }
    }

    func change(
        _ actor: Actor, _ id: Identifier, version: Int, to draft: ItemDraft, _ store: CommitmentStore
    ) throws {
        guard let item = try store.item(id) else { throw CommitmentsError.notFound }
        guard item.kind == draft.kind else { throw CommitmentsError.kindChanged }
        try Self.checkNames(draft, store)
        guard try store.update(id, version: version, draft, at: context.now()) else {
            throw CommitmentsError.versionConflict
        }
        if draft.date != item.date { try Self.checkDate(draft.date, of: id, store) }
        try store.refresh(id)
        for link in try store.links(of: id) where link.to == id {
            try store.refresh(link.from)
            try Self.checkJudged(link.from, store)
        }
        try note(.changed, id, by: actor, store)
    }

    /// The checks of a date, for what was recorded about a thing before its date changed.
    private static func checkDate(_ date: RoughDate, of id: Identifier, _ store: CommitmentStore) throws {
        let fits =
            try store.deadlines(of: id).allSatisfy { $0.due.latest >= date.earliest }
            && store.criteria(of: id).allSatisfy { $0.dated >= date.earliest }
            && store.verdicts(of: id).allSatisfy { $0.draft.evidenceDate.latest >= date.earliest }
        guard fits else { throw CommitmentsError.dateConflict }
        for link in try store.links(of: id) {
            guard let from = try store.item(link.from), let to = try store.item(link.to),
                to.date.latest >= from.date.earliest
            else { throw CommitmentsError.dateConflict }
        }
    }

    /// A verdict that was published does not disappear because its promise is none any more.
    private static func checkJudged(_ id: Identifier, _ store: CommitmentStore) throws {
        guard let open = try store.openItem(id), !open.isPromise else { return }
        guard try !store.verdicts(of: id).contains(where: \.isSettled) else { throw CommitmentsError.judged }
    }

    /// Records that `link.to` follows from `link.from`, or takes its place. For the policy desk.
    ///
    /// - Throws: as `Chain.check`, and `CommitmentsError.notFound`; `.judged` when a promise that was judged would be none.
    public func link(_ actor: Actor, _ link: ItemLink) async throws {
        try await write(actor) { store in
            let to = try self.link(link, store)
            try note(.linked, link.from, detail: to.slug, by: actor, store)
        }
    }

    /// The later thing of the link.
    @discardableResult
    func link(_ link: ItemLink, _ store: CommitmentStore) throws -> Item {
        guard let from = try store.item(link.from), let to = try store.item(link.to) else {
            throw CommitmentsError.notFound
        }
        try store.chain(of: from.id).check(link, from: from.date, to: to.date)
        try store.insert(link)
        try store.refresh(from.id)
        try store.refresh(to.id)
        try Self.checkJudged(from.id, store)
        return to
    }

    /// Takes a link away. For the policy desk.
    ///
    /// - Throws: `CommitmentsError.notFound`; `.judged` when a promise that was judged would be none.
    public func unlink(_ actor: Actor, from: Identifier, to: Identifier) async throws {
        try await write(actor) { store in
            guard try store.deleteLink(from: from, to: to) else { throw CommitmentsError.notFound }
            try store.refresh(from)
            try store.refresh(to)
            try Self.checkJudged(from, store)
            try note(.changed, from, by: actor, store)
        }
    }

    /// Adds a deadline, an extension of it, or a better one. For the policy desk.
    ///
    /// - Throws: as `Deadline.check`, and `CommitmentsError.noDeadline`, `.notFound`.
    public func setDeadline(_ actor: Actor, _ id: Identifier, _ deadline: Deadline) async throws {
        var deadline = deadline
        deadline.recorded = context.now()
        try await write(actor) { [deadline] in try setDeadline(actor, id, deadline, $0) }
    }

    func setDeadline(
        _ actor: Actor, _ id: Identifier, _ deadline: Deadline, _ store: CommitmentStore
    ) throws {
        guard let item = try store.item(id) else { throw CommitmentsError.notFound }
        guard item.kind.hasDeadline else { throw CommitmentsError.noDeadline }
        let before = try store.deadlines(of: id)
        try deadline.check(promised: item.date, after: before)
        try store.insert(deadline, number: before.count + 1, of: id)
        try store.refresh(id)
        try note(
            deadline.change == .extended ? .extended : .deadline, id, detail: deadline.due.description, by: actor,
            store)
    }

    /// Adds criteria: when the promise counts as kept, partly kept or broken. For the policy desk.
    ///
    /// - Throws: `CommitmentsError.criteriaAhead` for a day to come, `.criteriaBeforePromise`, `.missing`, `.noPromise`,
    ///   `.notFound`.
    @discardableResult
    public func addCriteria(
        _ actor: Actor, _ id: Identifier, text: String, dated: Day
    ) async throws -> Identifier {
        guard !text.isEmpty else { throw CommitmentsError.missing("text") }
        guard dated <= context.today else { throw CommitmentsError.criteriaAhead }
        let criteria = Criteria(id: context.identifier(), text: text, dated: dated, recorded: context.now())
        try await write(actor) { store in
            guard let item = try store.item(id) else { throw CommitmentsError.notFound }
            guard item.kind.isPromise else { throw CommitmentsError.noPromise }
            guard dated >= item.date.earliest else { throw CommitmentsError.criteriaBeforePromise }
            try store.insert(criteria, of: id)
            try note(.criteria, id, by: actor, store)
        }
        return criteria.id
    }

    /// Proposes a verdict, which counts when another member agrees. For members of the policy desk.
    ///
    /// - Throws: as `VerdictDraft.check`, and `CommitmentsError.verdictWaiting`, `.noPromise`, `.notFound`.
    @discardableResult
    public func propose(_ actor: Actor, _ id: Identifier, _ draft: VerdictDraft) async throws -> Identifier {
        try Self.officers.require(actor)
        guard let member = actor.member else { throw DirectoryError.notAllowed }
        let verdict = Verdict(
            id: context.identifier(), draft: draft, proposedBy: member.id, proposed: context.now(), answer: nil)
        try await write(actor) { store in
            guard let open = try store.openItem(id) else { throw CommitmentsError.notFound }
            guard open.isPromise else { throw CommitmentsError.noPromise }
            guard try !store.verdicts(of: id).contains(where: { $0.answer == nil }) else {
                throw CommitmentsError.verdictWaiting
            }
            try draft.check(promised: open.item.date, criteria: try store.criteria(of: id), today: context.today)
            try store.insert(verdict, of: id)
            try context.audit.record(
                AuditEvent(
                    "commitments.verdict-proposed", subject: "commitment:\(id)",
                    details: ["outcome": draft.outcome.rawValue]), by: actor, in: store.transaction)
        }
        return verdict.id
    }

    /// Agrees to a verdict that another member proposed, or does not. For members of the policy desk.
    ///
    /// - Throws: `CommitmentsError.sameMember`, `.verdictAnswered`, `.noPromise`, `.notFound`.
    public func answer(_ actor: Actor, _ id: Identifier, agrees: Bool, note text: String? = nil) async throws {
        try Self.officers.require(actor)
        guard let member = actor.member else { throw DirectoryError.notAllowed }
        let answer = Verdict.Answer(member: member.id, agrees: agrees, note: text, at: context.now())
        try await write(actor) { store in
            guard let (verdict, item) = try store.verdict(id) else { throw CommitmentsError.notFound }
            try verdict.checkAnswer(by: member.id, agrees: agrees)
            // It may have stopped being a promise while the verdict waited.
            if agrees, try store.openItem(item)?.isPromise != true { throw CommitmentsError.noPromise }
            guard try store.insert(answer, to: id) else { throw CommitmentsError.verdictAnswered }
            guard agrees else {
                try context.audit.record(
                    AuditEvent("commitments.verdict-refused", subject: "commitment:\(item)"), by: actor,
                    in: store.transaction)
                return
            }
            try store.refresh(item)
            try self.note(.verdict, item, detail: verdict.draft.outcome.rawValue, by: actor, store)
        }
    }

    /// Records what the ministry itself says. For the policy desk.
    ///
    /// - Throws: `CommitmentsError.missing`, `.noPromise`, `.notFound`.
    public func addClaim(_ actor: Actor, _ id: Identifier, _ claim: Claim) async throws {
        guard !claim.source.title.isEmpty else { throw CommitmentsError.missing("source.title") }
        var claim = claim
        claim.recorded = context.now()
        try await write(actor) { [claim] store in
            guard let item = try store.item(id) else { throw CommitmentsError.notFound }
            guard item.kind.isPromise else { throw CommitmentsError.noPromise }
            try store.insert(claim, id: context.identifier(), of: id)
            try note(.claim, id, detail: claim.status.rawValue, by: actor, store)
        }
    }

    /// Follows a thing, or not any more. For members of the policy desk; their organisation is public, their name is not.
    ///
    /// - Throws: `CommitmentsError.notFound`.
    public func follow(_ actor: Actor, _ id: Identifier, _ isFollowed: Bool) async throws {
        try Self.officers.require(actor)
        guard let member = actor.member else { throw DirectoryError.notAllowed }
        try await write(actor) { store in
            guard try store.item(id) != nil else { throw CommitmentsError.notFound }
            if isFollowed {
                try store.follow(id, member: member.id, organisation: member.organisation)
            } else {
                try store.unfollow(id, member: member.id)
            }
            try context.audit.record(
                AuditEvent(
                    isFollowed ? "commitments.followed" : "commitments.unfollowed", subject: "commitment:\(id)"),
                by: actor, in: store.transaction)
            try store.transaction.execute("UPDATE commitments_revision SET number = number + 1 WHERE id = 1")
        }
    }

    /// Says that a letter was read beside the promises. For the policy desk.
    ///
    /// - Throws: `CommitmentsError.notALetter`, `.notFound`.
    public func markRead(_ actor: Actor, _ id: Identifier) async throws {
        try await write(actor) { store in
            guard let item = try store.item(id) else { throw CommitmentsError.notFound }
            guard item.kind == .letter else { throw CommitmentsError.notALetter }
            try store.markRead(id)
            try context.audit.record(
                AuditEvent("commitments.letter-read", subject: "commitment:\(id)"), by: actor, in: store.transaction)
        }
    }

    // MARK: Offices and themes

    /// Adds an office. For the policy desk.
    ///
    /// - Throws: `CommitmentsError.key`, `.missing`.
    public func add(_ actor: Actor, _ office: Office) async throws {
        guard KeyText.isValid(office.key) else { throw CommitmentsError.key }
        guard !office.name[.nl].isEmpty else { throw CommitmentsError.missing("name.nl") }
        try await write(actor) { store in
            guard try store.insert(office) else { throw CommitmentsError.key }
            try context.audit.record(
                AuditEvent("commitments.office-added", subject: "office:\(office.key)"), by: actor,
                in: store.transaction)
        }
    }

    /// Adds a theme. For the policy desk.
    ///
    /// - Throws: `CommitmentsError.key`, `.missing`.
    public func add(_ actor: Actor, _ theme: Theme) async throws {
        guard KeyText.isValid(theme.key) else { throw CommitmentsError.key }
        guard !theme.name[.nl].isEmpty else { throw CommitmentsError.missing("name.nl") }
        try await write(actor) { store in
            guard try store.insert(theme) else { throw CommitmentsError.key }
            try context.audit.record(
                AuditEvent("commitments.theme-added", subject: "theme:\(theme.key)"), by: actor, in: store.transaction)
        }
    }

    /// Records who held an office. For the policy desk.
    ///
    /// - Throws: `CommitmentsError.unknownOffice`, `.missing`, `.holderDates`.
    public func add(_ actor: Actor, _ holder: Holder) async throws {
        guard !holder.name.isEmpty else { throw CommitmentsError.missing("name") }
        if let until = holder.until, until < holder.from { throw CommitmentsError.holderDates }
        try await write(actor) { store in
            guard try store.offices().contains(where: { $0.key == holder.office }) else {
                throw CommitmentsError.unknownOffice
            }
            try store.insert(holder)
            try context.audit.record(
                AuditEvent("commitments.holder-recorded", subject: "office:\(holder.office)"), by: actor,
                in: store.transaction)
        }
    }

    // MARK: The work of the desk

    /// A page of everything recorded, or of one kind, the newest first; and how much there is. For the policy desk.
    public func recorded(
        _ actor: Actor, _ kind: ItemKind?, page: Int, size: Int
    ) async throws -> (items: [OpenItem], total: Int) {
        try Self.officers.require(actor)
        return try await context.database.read {
            try CommitmentStore(transaction: $0).page(kind, limit: size, offset: (max(1, page) - 1) * size)
        }
    }

    /// What was recorded of some kinds, at most the 200 newest of each, the newest first. For the policy desk.
    public func all(_ actor: Actor, _ kinds: [ItemKind] = ItemKind.allCases) async throws -> [OpenItem] {
        try Self.officers.require(actor)
        return try await context.database.read { try CommitmentStore(transaction: $0).items(kinds, limit: 200) }
            .sorted { ($1.item.date, $1.item.id) < ($0.item.date, $0.item.id) }
    }

    /// What has to be looked at, and the verdicts that wait for a second member. For the policy desk.
    public func workList(
        _ actor: Actor
    ) async throws -> (list: WorkList, waiting: [(item: Item, verdict: Identifier)]) {
        try Self.officers.require(actor)
        let today = context.today
        return try await context.database.read { transaction in
            let store = CommitmentStore(transaction: transaction)
            return (try store.workList(on: today), try store.waitingVerdicts())
        }
    }

    /// The reminders of a half year, one for each office. For the policy desk.
    public func reminders(_ actor: Actor, _ period: Period) async throws -> [Reminder] {
        try Self.officers.require(actor)
        return try await context.database.read {
            Reminder.all(try CommitmentStore(transaction: $0).openItems(), for: period)
        }
    }

    /// Sends a reminder to an address that the member typed. For the policy desk.
    ///
    /// - Throws: `CommitmentsError.noMail`, and what the mail says of the address.
    func send(_ actor: Actor, _ letter: ReminderLetter, office: String, period: Period, to address: String) async throws
    {
        try Self.officers.require(actor)
        guard let mail = context.mail else { throw CommitmentsError.noMail }
        try await context.database.write { [context] transaction in
            try mail.send(address, letter.subject, letter.text, transaction)
            // The address may be somebody's: the trail tells to which office it was.
            try context.audit.record(
                AuditEvent(
                    "commitments.reminder-sent", subject: "office:\(office)", details: ["period": period.name ?? ""]),
                by: actor, in: transaction)
        }
    }

    /// What a debate is about: the promises still awaited that it is linked with, or that have its theme, each with its
    /// deadlines, claims and source. For the policy desk.
    ///
    /// - Throws: `CommitmentsError.notFound`.
    public func brief(_ actor: Actor, _ slug: String) async throws -> (debate: Item, promises: [Dossier]) {
        try Self.officers.require(actor)
        let today = context.today
        return try await context.database.read { transaction in
            let store = CommitmentStore(transaction: transaction)
            guard let debate = try store.item(slug: slug), debate.kind == .debate else {
                throw CommitmentsError.notFound
            }
            let chain = try store.chain(of: debate.id)
            let linked = chain.causes(of: debate.id).union(chain.consequences(of: debate.id))
            let promises = try store.openItems().filter { open in
                open.isAwaited(on: today)
                    && (linked.contains(open.item.id)
                        || open.item.draft.theme != nil && open.item.draft.theme == debate.draft.theme)
            }
            return (debate, try promises.map { try Self.dossier($0.item.id, store).0 })
        }
    }
}

/// A number that goes up with every change that this process made.
final class ChangeCount: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .acquiring) }
    func add() { number.add(1, ordering: .acquiringAndReleasing) }
}
