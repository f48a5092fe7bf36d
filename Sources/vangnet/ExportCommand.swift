public import ArgumentParser
import Core
import Foundation
public import Learning
import Web

/// `vangnet export`: what goes to the systems of others.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Make files for the systems of others.", subcommands: [CourseFile.self])

    /// `vangnet export course SLUG --format scorm12 -o FILE.zip`: a package for a learning platform. Needs no database.
    struct CourseFile: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "course", abstract: "Make a package of a course for a learning platform (LMS).")

        @Argument(help: "The course: the name of its folder.") var slug: String
        @Option(help: "\(PackageFormat.allCases.map(\.rawValue).joined(separator: ", ")).") var format: PackageFormat
        @Option(help: "The only language in the package; else all that the public sees, with a choice.")
        var language: String?
        @Option(help: "The address of the Vangnet that counts who takes the course: https://…. With --code.")
        var reportTo: String?
        @Option(help: "The code of a link of the organisation whose people take the course. With --report-to.")
        var code: String?
        @Option(name: .shortAndLong, help: "The file to write.") var output: String
        @OptionGroup var place: Place

        func run() throws {
            let resources = try Place.resources(asked: place.resources)
            let strings = try Strings(folder: resources + "/strings")
            let courses = try CourseLibrary.load(
                folder: resources + "/courses", routes: resources + "/routes.yaml")
            guard let course = courses.first(where: { $0.slug == slug }) else {
                throw PackageError.noSuchCourse(slug, known: courses.map(\.slug).joined(separator: ", "))
            }
            let package = try CoursePackage(
                course, format, language: language.map { Language($0) },
                report: try ReportTarget.read(address: reportTo, code: code))
            let bytes = try package.zip(PlayerFiles(resources: resources)) { strings($0, $1) }
            do {
                try Data(bytes).write(to: URL(fileURLWithPath: Place.absolute(output)), options: .atomic)
            } catch {
                Terminal.note(strings(Text("packages.error.not-written", ["file": output]), Terminal.language))
                throw ExitCode.failure
            }
            Terminal.note(strings(Self.done(package, output, bytes.count), Terminal.language))
            guard let report = package.report else { return }
            let text = Text(
                "package-reports.export.reports", ["address": report.address, "code": report.code.description])
            Terminal.note(strings(text, Terminal.language))
        }

        private static func done(_ package: CoursePackage, _ file: String, _ size: Int) -> Text {
            Text(
                "packages.export.done",
                [
                    "file": file, "course": package.course.slug, "version": "\(package.course.version)",
                    "format": package.format.name, "languages": package.languages.map(\.tag).joined(separator: ", "),
                    "size": written(size, Terminal.language),
                ])
        }
    }
}

extension PackageFormat: ExpressibleByArgument {}
