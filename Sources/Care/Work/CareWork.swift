import Core
import Directory
import Records
import Storage

/// What a desk sees of all its plans together: the work list, the overview, a case list that comes in, rules that changed.
struct CareWork: Sendable {
    let context: CareContext
    private var files: CareFiles { CareFiles(context: context) }

    /// A line of the work list, and whose it is.
    struct Entry: Sendable {
        let listed: CareFiles.Listed
        let line: WorkLine
    }

    /// Everything that has to be done at a desk, the first by its day on top.
    ///
    /// - Parameter coordinator: only of plans that this member coordinates; `nil` for all.
    func list(_ seat: Seat, coordinator: Identifier? = nil) async throws -> (entries: [Entry], damaged: Int) {
        let (all, damaged) = try await files.all(seat)
        let entries = all.filter { coordinator == nil || $0.file.person.coordinator == coordinator }.flatMap { listed in
            listed.file.workLines(on: context.today, desk: seat.desk, isKept: listed.isKept, context.limits)
                .map { Entry(listed: listed, line: $0) }
        }
        let sorted = entries.sorted {
            ($0.line.by?.number ?? Int.max, $0.listed.id) < ($1.line.by?.number ?? Int.max, $1.listed.id)
        }
        return (sorted, damaged)
    }

    /// How many young people with a gap ahead, by whether they were handed over warmly: nothing small.
    func overview(_ seat: Seat) async throws -> SmallTable {
        let (all, _) = try await files.all(seat)
        let today = context.today
        return Overview.table(
            all.filter(\.isKept).map { listed in
                Overview.Person(
                    hasGapAhead: listed.file.openGaps(on: today).contains { $0.from > today },
                    isHandedOverWarmly: listed.file.handovers.contains { $0.handover.isWarm(on: today) })
            })
    }

    // MARK: A case list

    /// A case list as a page shows it, before anything comes in.
    struct Preview: Sendable {
        let reading: CaseListReading
        /// Lines of young people whose plan is here already, by their reference or by name and date of birth.
        let known: Set<Int>

        /// Those that come in.
        var coming: [CaseListRow] { reading.rows.filter { $0.isGood && !known.contains($0.line) } }
    }

    func preview(_ seat: Seat, _ bytes: [UInt8]) async throws -> Preview {
        let reading = CaseListFile(today: context.today, limits: context.limits).read(bytes)
        let here = try await files.all(seat).files.map(\.file.person)
        let references = Set(here.map { $0.reference.lowercased() }).subtracting([""])
        let people = Set(here.map(Self.key))
        let known = reading.rows.filter { row in
            row.youngPerson.map { references.contains($0.reference.lowercased()) || people.contains(Self.key($0)) }
                ?? false
        }
        return Preview(reading: reading, known: Set(known.map(\.line)))
    }

    private static func key(_ person: YoungPerson) -> String { "\(person.bornOn) \(person.name.lowercased())" }

    /// Takes in the good lines of a case list that are not here yet.
    ///
    /// - Returns: the lines that came in.
    /// - Throws: `RecordsError.notActivated`; `DirectoryError.deskNotOpen`.
    func takeIn(_ seat: Seat, _ bytes: [UInt8]) async throws -> [Int] {
        let coming = try await preview(seat, bytes).coming
        let (context, source) = (context, Self.source)
        for row in coming {
            guard var person = row.youngPerson else { continue }
            person.coordinator = person.coordinator ?? seat.actor.member?.id
            let id = try await files.begin(seat, person)
            guard let care = row.care else { continue }
            try await files.change(seat, id, "care.spell.entered") { entering in
                let spell = try care.spell(id: context.identifier(), source: source, on: entering.today)
                try entering.enter(.spell(spell))
            }
        }
        return coming.map(\.line)
    }

    /// What a spell from a file says of where it comes from.
    private static let source = "Ingelezen lijst van de aanbieder"

    // MARK: Rules that changed

    /// How far the plans of a desk were brought in step with the rules as they are.
    struct Renewal: Sendable {
        let done: Int
        let total: Int
        let damaged: Int
        /// Where to go on; `nil` when all were done.
        let after: Identifier?
    }

    /// Plans that are renewed in one go.
    static let batch = 50

    /// Works out anew what is written beside the plans of a desk: the days to look at them, what they add to the figures. A member is there,
    /// since nothing opens without (`vault.md`, Work without a session); a page goes on from step to step.
    ///
    /// - Parameter after: where the step before ended; `nil` to begin.
    func renew(_ seat: Seat, after: Identifier?, steps: Int = 4) async throws -> Renewal {
        let sitting = try await files.sitting(seat)
        let context = context
        let ids = try await context.database.read {
            try context.records.store($0).ids(CareFileFormat.kind, keptBy: sitting.desk)
        }
        var left = ids.drop { id in after.map { id <= $0 } ?? false }
        var damaged = 0
        for _ in 0..<steps where !left.isEmpty {
            let batch = Array(left.prefix(Self.batch))
            damaged += try await sitting.renew(batch, "care.plans.renewed", CareFileFormat.self) { record in
                var entering = CareEntering(record, by: sitting.member, context)
                try entering.renew()
                record = entering.record
            }
            left = left.dropFirst(batch.count)
        }
        let done = ids.count - left.count
        return Renewal(
            done: done, total: ids.count, damaged: damaged, after: left.isEmpty ? nil : ids[max(0, done - 1)])
    }
}
