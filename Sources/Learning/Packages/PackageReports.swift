import Content
import Core
import Directory
import Storage
import XAPI

/// Counts who takes a course as a package in the learning platform of somebody else, and puts it into the record store of the
/// organisation whose code the package carries. Open to all: the code is no secret.
struct PackageReports: Sendable {
    let context: LearningContext
    let writer: StatementWriter
    /// Reports from one network in a quarter of an hour: a whole company may begin behind one address.
    var mostPerSource = 600

    /// Where packages report.
    static let path = "/pakket-verslag"

    /// Takes a report. One that came before is taken again, and changes nothing.
    ///
    /// As on the site, nobody comes in by a join that is closed, and who was in goes on.
    /// - Parameters:
    ///   - source: the network address, for the limit per source.
    ///   - address: of this installation.
    /// - Throws: `PackageReportError`; `LearningError.codeMistyped`, `.noSuchCode`, `.joinClosed`.
    func take(_ report: PackageReport, source: String, address: String) async throws {
        try await limit(source)
        guard let code = JoinCode(report.code) else { throw LearningError.codeMistyped }
        let (found, known) = try await context.database.read { transaction in
            (
                try JoinStore(transaction: transaction).find(code: code),
                try PackageReportStore(transaction: transaction).find(report.attempt)
            )
        }
        guard let join = found else { throw LearningError.noSuchCode }
        guard join.course == report.course else { throw PackageReportError.otherCourse }
        let course = try await course(of: report)
        if known == nil {
            let organisation = try await context.organisations.find(.visitor, id: join.organisation)
            guard join.closed == nil, organisation.isActive else { throw LearningError.joinClosed }
        }
        let context = context
        _ = try await writer.write(
            WriteRequest(
                organisation: join.organisation, credential: join.id, statements: [], attachments: [:],
                mayDefine: true
            ) { transaction, now in
                let events = try Self.note(report, of: join, at: now, context, transaction)
                let make = ReportStatements(
                    report: report, join: join, course: course, address: address, now: now, newID: context.identifier)
                return try events.map(make.statement)
            })
    }

    private func limit(_ source: String) async throws {
        // By the clock: when somebody is done is told to the quarter of an hour and no nearer.
        let limit = Throttle(
            context.organisations.context, scope: "learning.package-reports", mostPerSource: mostPerSource,
            isCoarse: true)
        do {
            try await limit.begin(source: source)
        } catch DirectoryError.tooManyAttempts(let seconds) {
            throw PackageReportError.tooMany(seconds: seconds)
        }
    }

    /// The course, in the version that the report tells or a later one: packages with an older version go on working.
    private func course(of report: PackageReport) async throws -> Course {
        func known() -> Course? {
            context.courses.first { $0.slug == report.course && $0.version >= report.version }
        }
        var course = known()
        if course == nil {
            // It may just have been published by another process.
            try await context.shelf.follow()
            course = known()
        }
        guard let course, report.version > 0, (course.languages + course.unreviewed).contains(report.language) else {
            throw PackageReportError.noSuchVersion
        }
        return course
    }

    /// Notes what is new in a report and counts it.
    ///
    /// - Returns: what is new; who completed a course has begun it too.
    private static func note(
        _ report: PackageReport, of join: Join, at now: Instant, _ context: LearningContext,
        _ transaction: any Transaction
    ) throws -> [PackageReport.Event] {
        let store = PackageReportStore(transaction: transaction)
        let counts = CountStore(transaction: transaction)
        let attempt =
            try store.find(report.attempt)
            ?? PackageReportStore.Attempt(
                organisation: join.organisation, course: join.course, audience: join.audience, isCompleted: false)
        guard attempt.organisation == join.organisation, attempt.course == join.course else {
            throw PackageReportError.otherAttempt
        }
        let province = try SiteStore(transaction: transaction).province(of: join.organisation, join: join.id)
        var new: [PackageReport.Event] = []
        if try store.insert(report.attempt, attempt, on: now.day) {
            for milestone in [Milestone.joined, .started] {
                try counts.count(milestone, of: attempt.key, in: province, on: now.day, random: context.random)
            }
            new.append(.begun)
        }
        if report.event == .completed, try store.complete(report.attempt, on: now.day) {
            try counts.count(.completed, of: attempt.key, in: province, on: now.day, random: context.random)
            new.append(.completed)
        }
        return new
    }

    /// Deletes what was noted of attempts that nothing was heard of for half a year; for a nightly job. What was counted stays.
    func deleteUnused() async throws {
        let before = context.now().day.adding(days: -Attempts.retentionDays)
        while try await context.database.write({
            try PackageReportStore(transaction: $0).deleteUnused(before: before, limit: 1000)
        }) == 1000 { try Task.checkCancellation() }
    }
}

/// What a report is in the record store: the learner is an account with the random name of the attempt, under our address.
struct ReportStatements {
    let report: PackageReport
    let join: Join
    let course: Course
    let address: String
    let now: Instant
    let newID: () -> Identifier

    func statement(_ event: PackageReport.Event) throws -> PendingStatement {
        let verb: CMI5Verb = event == .begun ? .initialized : .completed
        let name = course.languages.map { JSONObject.Member(name: $0.tag, value: .string(course.title[$0])) }
        let json = JSONValue.members([
            "id": .string(newID().text),
            "actor": LearnerAccount(homePage: address, name: report.attempt.text).json,
            "verb": .members(["id": .string(verb.iri), "display": .members(["en": .string(verb.rawValue)])]),
            "object": .members([
                "objectType": .string("Activity"), "id": .string(course.iri),
                "definition": .members([
                    "name": .object(JSONObject(name)), "type": .string(CMI5.course),
                ]),
            ]),
            "result": event == .completed ? .members(["completion": .bool(true)]) : nil,
            "context": .members([
                "registration": .string(report.attempt.text), "revision": .string("\(report.version)"),
                "platform": .string(report.format.name), "language": .string(report.language.tag),
            ]), "timestamp": .string(now.rfc3339),
        ])
        return try PendingStatement(
            try Statement(reading: json, version: .v1), newID: newID,
            authority: RecordStore.authority(join.id, homePage: address + XAPIRoutes.base), from: join.id,
            join.organisation)
    }
}
