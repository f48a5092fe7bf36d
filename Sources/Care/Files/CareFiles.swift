import Core
import Directory
import Records
import Storage
import Vault

/// Young people's plans, as members of a desk work with them.
///
/// A desk reads its own plans and those in which it has a part; it changes its own only. Everything else looks like a plan that never
/// was.
public struct CareFiles: Sendable {
    let context: CareContext

    /// A plan as a page lists it.
    struct Listed: Sendable {
        let id: Identifier
        let file: CareFile
        /// The free texts that can still be read; filled in when the plan is opened by itself.
        var texts: [Identifier: String] = [:]
        /// The desk that keeps it.
        let keeper: Identifier
        /// Whether this desk keeps it, or reads along.
        let isKept: Bool
        let isInvented: Bool
        /// The first of the month after the 24th birthday: its keys are destroyed.
        let deleteOn: Day

        /// What it is called where no name may stand: in a calendar, in a mail, on a door.
        var label: String { CareFiles.label(id) }
    }

    /// Four signs that stand for a plan and say nothing of it.
    static func label(_ id: Identifier) -> String { String(id.text.filter { $0 != "-" }.suffix(4)).uppercased() }

    /// Whether plans may be kept: the activation record is signed.
    func isActivated() async throws -> Bool {
        let context = context
        return try await context.database.read { try context.isActivated($0) }
    }

    // MARK: Reading

    /// The plans that the desk reads, the newest first, and how many of them are damaged.
    func all(_ seat: Seat) async throws -> (files: [Listed], damaged: Int) {
        let sitting = try await sitting(seat)
        let (records, damaged) = try await sitting.loadAll(CareFileFormat.self)
        return (records.map { Self.listed($0, sitting.desk) }.reversed(), damaged)
    }

    /// Opens a plan. It stands in the audit trail.
    ///
    /// - Throws: `RecordsError.notFound`, `.damaged`.
    func open(_ seat: Seat, _ id: Identifier) async throws -> Listed {
        let sitting = try await sitting(seat)
        let record: OpenRecord<CareFileFormat> = try await sitting.load(id)
        try await sitting.note(record)
        return try await withTexts(record, sitting.desk)
    }

    /// As `open`, for a page below the plan's, which leaves no row of its own.
    func look(_ seat: Seat, _ id: Identifier) async throws -> Listed {
        let sitting = try await sitting(seat)
        return try await withTexts(try await sitting.load(id), sitting.desk)
    }

    private func withTexts(_ record: OpenRecord<CareFileFormat>, _ desk: Identifier) async throws -> Listed {
        var listed = Self.listed(record, desk)
        let context = context
        listed.texts = try await context.database.read {
            try TextStore(transaction: $0).texts(of: record.id, record.key, on: context.today)
        }
        return listed
    }

    static func listed(_ record: OpenRecord<CareFileFormat>, _ desk: Identifier) -> Listed {
        Listed(
            id: record.id, file: record.state, keeper: record.row.desk, isKept: record.row.desk == desk,
            isInvented: record.row.isInvented, deleteOn: record.row.deleteOn)
    }

    /// - Throws: as `Sitting.init`; `DirectoryError.notAllowed` for an on-call desk, which opens plans in need only.
    func sitting(_ seat: Seat) async throws -> Sitting {
        guard seat.actor.member?.desks[seat.desk] == .care else { throw DirectoryError.notAllowed }
        return try await Sitting(seat, context.records)
    }

    // MARK: Changing

    /// Opens a plan, enters something, and writes it with what follows from it (`OpenRecord.finish`), and a row in the audit trail;
    /// again when somebody came between.
    ///
    /// - Parameters:
    ///   - action: for the audit trail: `care.<something>`.
    ///   - details: for the audit trail; nothing that anybody typed.
    /// - Throws: as `Sitting.change`, and what `body` throws.
    @discardableResult
    func change<Result: Sendable>(
        _ seat: Seat, _ id: Identifier, _ action: String, details: [String: String] = [:],
        _ body: @Sendable (inout CareEntering) throws -> Result
    ) async throws -> Result {
        let sitting = try await sitting(seat)
        let context = context
        return try await sitting.change(id, action, details: details, CareFileFormat.self) { record in
            var entering = CareEntering(record, by: sitting.member, context)
            let result = try body(&entering)
            record = try entering.finished()
            return result
        }
    }

    /// Looks at what is about to be begun.
    ///
    /// - Throws: `CareError` of the fields, `.notAtDesk`, `.noHelp`.
    @discardableResult
    func checked(
        _ seat: Seat, _ person: YoungPerson, _ consents: [Consent]
    ) async throws -> (person: YoungPerson, consents: [Consent]) {
        let person = try person.checked(on: context.today, context.limits)
        try await requireMember(person.coordinator, of: seat)
        guard !consents.isNo(.help, on: context.today) else { throw CareError.noHelp }
        return (person, try consents.map { consent throws(CareError) in try consent.checked(on: context.today) })
    }

    /// Takes a young person in, with a plan of the items that are valid today.
    ///
    /// - Throws: `RecordsError.notActivated`; `DirectoryError.deskNotOpen`; as `checked`.
    func begin(_ seat: Seat, _ person: YoungPerson, consents: [Consent] = []) async throws -> Identifier {
        let sitting = try await sitting(seat)
        let context = context
        let (person, consents) = try await checked(seat, person, consents)
        return try await sitting.create(
            "care.plan.begun", deleteOn: CareEntering.deleteOn(person, context.limits), CareFileFormat.self
        ) { record in
            var entering = CareEntering(record, by: sitting.member, context, isNew: true)
            try entering.enter(.came(record.id, person))
            for consent in consents { try entering.enter(.consent(consent)) }
            let items = entering.file.plan.missing(
                from: context.checklist, on: context.today, newIdentifier: context.identifier)
            try entering.enter(.planned(items))
            record = try entering.finished()
        }
    }
}

/// What is about to be entered in a plan, with everything that follows from it: days to look at it, what is counted, who can look until
/// when. Members and the young person write through it alike.
struct CareEntering {
    private(set) var record: OpenRecord<CareFileFormat>
    let context: CareContext
    private let member: Identifier
    private let before: CareFile?

    /// - Parameter member: who enters; the record's own identifier for the young person.
    init(
        _ record: OpenRecord<CareFileFormat>, by member: Identifier, _ context: CareContext, isNew: Bool = false
    ) {
        self.record = record
        self.context = context
        self.member = member
        before = isNew ? nil : record.state
    }

    var file: CareFile { record.state }
    var today: Day { context.today }
    /// As it stands with what is entered now.
    var stamp: Stamp { file.stamp(Records.Stamp(at: context.now(), member: member)) }

    /// - Throws: `RecordsError.full`; `CareError.helpStopped`, `.planEnded`.
    mutating func enter(_ event: CareEvent) throws {
        if before != nil { try file.stop(on: today, context.limits)?.check(event) }
        try record.append(event, Records.Stamp(at: context.now(), member: member), random: context.random)
    }

    /// Enters something in the plan.
    ///
    /// - Parameter basedOn: the version of the plan that whoever enters it was looking at.
    /// - Throws: `StalePlan` when somebody else changed the same item since; `CareError`.
    mutating func plan(_ event: PlanEvent, basedOn: Int) throws {
        let next = try file.plan.applying(event, stamp, basedOn: basedOn)
        // As it was checked.
        try enter(.plan(next.history.last?.event ?? event))
    }

    /// Keeps a free text; `enter` or `plan` says where it belongs.
    mutating func keep(_ text: FreeText) throws {
        try enter(.noted(NoteMark(id: text.id, keepUntil: text.keepUntil)))
        let (id, key, random) = (record.id, record.key, context.random)
        record.step { try TextStore(transaction: $0).put(text, of: id, key, random: random) }
    }

    /// Keeps a free text for another term.
    mutating func renew(_ note: Identifier) throws {
        guard let mark = file.notes.first(where: { $0.id == note }), mark.keepUntil >= today else { return }
        let until = max(mark.keepUntil, today.adding(days: context.limits.freeTextDays))
        try enter(.noted(NoteMark(id: note, keepUntil: until)))
        let id = record.id
        record.step { try TextStore(transaction: $0).keep(note, of: id, until: until) }
    }

    /// Destroys a free text before its day.
    mutating func destroy(_ note: Identifier) throws {
        guard let mark = file.notes.first(where: { $0.id == note }), mark.keepUntil >= today else { return }
        try enter(.noted(NoteMark(id: note, keepUntil: today.adding(days: -1))))
        let id = record.id
        record.step { try TextStore(transaction: $0).delete(note, of: id) }
    }

    /// Something else to be written with it.
    mutating func step(_ body: @escaping @Sendable (any Transaction) throws -> Void) { record.step(body) }

    /// Gives another desk the record's key.
    mutating func share(with seal: DeskSeal, _ why: Reader.Why) throws {
        try enter(.shared(seal.desk, why: why))
        record.share(with: seal, context.records)
    }

    /// Takes the record's key away from a desk that reads along.
    mutating func unshare(_ desk: Identifier) throws {
        try enter(.unshared(desk))
        let (id, context) = (record.id, context)
        record.step { try context.records.store($0).deleteKey(id, of: desk) }
    }

    /// Lets another desk keep the plan; the one that kept it can no longer look. Who coordinates, the new desk says.
    mutating func keep(by desk: Identifier) throws {
        let before = record.row.desk
        try enter(.keptBy(desk))
        record.keep(by: desk)
        try unshare(before)
        // Who may look in need, the new desk says too.
        try closeToOnCall()
        var person = file.person
        person.coordinator = nil
        try enter(.changed(person))
    }

    /// Takes the plan away from desks on call.
    private mutating func closeToOnCall() throws {
        for reader in file.readers where reader.why == .onCall { try unshare(reader.desk) }
    }

    /// The first of the month after the birthday on which the plan ends: so that the row does not tell the birthday.
    static func deleteOn(_ person: YoungPerson, _ limits: CareLimits) -> Day {
        let end = person.endsOn(limits)
        return Birthdays.months(1, from: Day(year: end.year, month: end.month, day: 1) ?? end)
    }

    /// The record with everything that follows from what was entered.
    ///
    /// - Throws: `RecordsError.full`.
    func finished() throws -> OpenRecord<CareFileFormat> {
        guard record.isChanged else { return record }
        var finished = self
        try finished.renew()
        return finished.record
    }

    /// Enters and writes what follows from the plan and the rules as they are now.
    ///
    /// - Throws: `RecordsError.full`.
    mutating func renew() throws {
        // Reading that ends today ends now; the nightly job takes what ends later.
        for (desk, end) in file.accessEnds(context.limits).sorted(by: { $0.key < $1.key }) where end.endsOn <= today {
            try unshare(desk)
        }
        if file.stop(on: today, context.limits) != nil { try closeToOnCall() }
        let seen = file.changedGaps(since: before, on: today)
        if !seen.isEmpty { try enter(.gapsSeen(seen)) }
        let tally = tally
        if tally != file.tally {
            let difference = tally.difference(from: file.tally)
            try enter(.tallied(tally))
            step { try TallyStore(transaction: $0).add(difference) }
        }
        prepare()
    }

    /// What the plan adds to the figures. What is invented adds nothing.
    private var tally: CareTally { tally(until: file.person.endsOn(context.limits)) }

    private func tally(until end: Day) -> CareTally {
        guard !record.row.isInvented else { return CareTally() }
        return CareTally(file.count(on: today, since: record.row.createdOn, until: end, context.limits))
    }

    /// What a plan that is destroyed today takes out of the figures: the half years that are still to come; everything, when it was entered
    /// by mistake.
    func leaving(byMistake: Bool) -> [CareTally.Key: Int] {
        (byMistake ? CareTally() : tally(until: today)).difference(from: file.tally)
    }

    /// Writes down what is looked at without a key: the day of destruction, the days to look at the plan, who can look until when.
    private mutating func prepare() {
        let byBirthday = Self.deleteOn(file.person, context.limits)
        record.deleteOn = file.closesOn(context.limits).map { min($0, byBirthday) } ?? byBirthday
        let (id, desk, today, file) = (record.id, record.row.desk, today, file)
        let days = file.days(after: today, context.limits)
        record.step {
            try AlertStore(transaction: $0).replace(
                days, of: id, desk: desk, member: file.person.coordinator, on: today)
        }
        let ends = file.accessEnds(context.limits).mapValues(\.endsOn)
        record.step { try AccessStore(transaction: $0).replace(ends, of: id) }
    }
}

extension CareFile {
    /// Every day from `today` on which somebody has to look at the plan, if nothing is entered before it.
    func days(after today: Day, _ limits: CareLimits) -> Set<Day> {
        let end = person.endsOn(limits)
        if let closes = closesOn(limits) {
            // A week before a plan without a yes to help is destroyed; nothing else is done in it.
            return [min(closes, end).adding(days: -7)].filter { $0 >= today }.reduce(into: []) { $0.insert($1) }
        }
        let anchors = anchors(on: today)
        var days = Set(plan.waiting(on: today, anchors).compactMap(\.due))
        days.formUnion(GapFinder.alerts(in: record, after: today, limits).map(\.day))
        // Consents are asked again on these birthdays.
        days.formUnion([16, 18].map { Birthdays.day($0, born: person.bornOn) })
        // A week to renew what would go, and a month to export everything.
        days.formUnion(notes.map { $0.keepUntil.adding(days: -7) })
        days.formUnion([end.adding(days: -30), end])
        for item in plan.items {
            if case .notApplicable(let until?) = item.latest { days.insert(until) }
        }
        return days.filter { $0 >= today }
    }
}
