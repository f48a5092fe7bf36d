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
}
