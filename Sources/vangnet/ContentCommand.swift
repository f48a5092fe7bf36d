import ArgumentParser
import Core
import Learning
import Web

/// `vangnet content`: the courses.
struct ContentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "content", abstract: "The courses.", subcommands: [Check.self])

    /// `vangnet content check`: file and line of every mistake; status 1 when there is one.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Check the courses and name file and line of every mistake.")

        @Argument(help: "Folder with courses; else those in Resources.") var folder: String?
        @OptionGroup var place: Place

        func run() throws {
            let resources = try Place.resources(asked: place.resources)
            let strings = try Strings(folder: resources + "/strings")
            let check = CourseCheck(
                folder: folder.map(Place.absolute) ?? resources + "/courses", routes: resources + "/routes.yaml")
            let language = Terminal.language
            print(check.report(on: systemClock().day) { strings($0, language) })
            if !check.findings.isEmpty { throw ExitCode.failure }
        }
    }
}
