import Core
import Directory
import Learning
import Web

extension DemoLoader {
    /// Imports a course of our own as if others had made it, so that launching can be tried.
    func importPackage(for organisation: Identifier) async throws {
        let strings = app.site.strings
        guard let course = app.learning.courses.first(where: { $0.audiences.contains(.hotel) }) else { return }
        let package = try app.learning.packages.make(
            .system, course: course.slug, format: .cmi5, say: { strings($0, $1) })
        _ = try await app.learning.launchPackages.importPackage(
            .system, package.bytes, organisation: organisation, audience: .hotel, code: Learning.demoPackage)
    }
}
