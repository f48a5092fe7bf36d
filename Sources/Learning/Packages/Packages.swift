import Core
public import Directory
public import Web

/// The courses as packages, for whoever looks after courses in an organisation.
public struct Packages: Sendable {
    let context: LearningContext

    /// A course as a package.
    ///
    /// - Throws: `LearningError.noSuchCourse`, `PackageError`.
    public func make(
        _ actor: Actor, course slug: String, format: PackageFormat, say: @escaping Phrases
    ) throws -> (name: String, bytes: [UInt8]) {
        try Policy.signedIn.require(actor)
        let package = try CoursePackage(try context.course(slug), format)
        return (package.fileName, try package.zip(context.player, say: say))
    }

    /// The same, of which this installation counts who begins and completes it.
    ///
    /// - Parameter target: with the code of an open join of the course, of people whose figures the actor sees.
    /// - Throws: also `LearningError.noSuchJoin`, `.joinClosed`, `PackageError.reportOtherCourse`.
    public func make(
        _ actor: Actor, course slug: String, format: PackageFormat, reportingTo target: ReportTarget,
        say: @escaping Phrases
    ) async throws -> (name: String, bytes: [UInt8]) {
        try Policy.signedIn.require(actor)
        let join = try await Joins(context: context).find(actor, code: target.code)
        guard join.closed == nil else { throw LearningError.joinClosed }
        guard join.course == slug else { throw PackageError.reportOtherCourse }
        let package = try CoursePackage(try context.course(slug), format, report: target)
        return (package.fileName, try package.zip(context.player, say: say))
    }
}
