public import Core
public import Directory
import Storage

/// How many joined, started and completed; never who, and never with what answers.
public struct LearningCounts: Hashable, Sendable {
    public var joined = 0
    public var started = 0
    public var completed = 0

    static func += (left: inout LearningCounts, right: LearningCounts) {
        left.joined += right.joined
        left.started += right.started
        left.completed += right.completed
    }
}

/// One line of the overview.
public struct OverviewLine: Hashable, Sendable {
    /// `nil` for who came without a join.
    public let organisation: Identifier?
    /// The slug, or `pakket` for every package.
    public let course: String
    /// Which package it is; `nil` for a course on the site.
    let package: CountedPackage?
    /// What the maker of a launched package calls it.
    let title: CourseStructure.LangStrings?
    public let audience: Audience
    /// `nil` for who gave another role.
    public let role: Role?
    public let counts: LearningCounts
}

/// Who follows the courses, in figures: for the members of an organisation theirs, for the coalition all.
public struct Overview: Sendable {
    let context: LearningContext

    /// The lines of a period, sorted by organisation, course, audience and role.
    ///
    /// Organisations are counted by month: a period that begins or ends within a month gets that whole month.
    /// - Parameter organisation: `nil` for all of them together; only for who sees all.
    public func lines(_ actor: Actor, in period: Period, organisation: Identifier?) async throws -> [OverviewLine] {
        if let organisation {
            try Policy.learningFigures(of: organisation).require(actor)
        } else {
            try Policy.learningOverview.require(actor)
        }
        let (rows, titles) = try await context.database.read { transaction in
            let rows = try CountStore(transaction: transaction).lines(
                from: period.from.firstOfMonth, to: period.to, organisation: organisation)
            var titles: [CountedPackage: CourseStructure.LangStrings] = [:]
            for package in Set(rows.compactMap { CountedPackage(counted: $0.key.course) }) {
                guard case .launched(let id) = package else { continue }
                titles[package] = try LaunchStore(transaction: transaction).title(of: id)
            }
            return (rows, titles)
        }
        var counts: [CountStore.Key: LearningCounts] = [:]
        for row in rows { counts[row.key, default: .init()][row.milestone] += row.people }
        let sorted = counts.sorted { left, right in
            (left.key.organisation, left.key.course, left.key.audience.rawValue, left.key.role)
                < (right.key.organisation, right.key.course, right.key.audience.rawValue, right.key.role)
        }
        return sorted.map { key, counts in
            let package = CountedPackage(counted: key.course)
            return OverviewLine(
                organisation: Identifier(key.organisation), course: package == nil ? key.course : CountedPackage.name,
                package: package, title: package.flatMap { titles[$0] }, audience: key.audience,
                role: Role(rawValue: key.role), counts: counts)
        }
    }
}
