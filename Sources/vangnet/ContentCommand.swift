import ArgumentParser
import Core
import Learning
import Signals
import Web

/// `vangnet content`: the courses and the checklist.
struct ContentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "content", abstract: "The courses and the checklist.", subcommands: [Check.self])

    /// `vangnet content check`: file and line of every mistake; status 1 when there is one.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Check courses and checklist and name file and line of every mistake.")

        @Argument(help: "Folder with courses; else those in Resources.") var folder: String?
        @OptionGroup var place: Place

        func run() throws {
            let resources = try Place.resources(asked: place.resources)
            let strings = try Strings(folder: resources + "/strings")
            let check = CourseCheck(
                folder: folder.map(Place.absolute) ?? resources + "/courses", routes: resources + "/routes.yaml")
            let language = Terminal.language
            print(check.report(on: systemClock().day) { strings($0, language) })
            var isGood = check.findings.isEmpty
            // With a folder of courses only those are asked about.
            if folder == nil {
                let checklist = ChecklistCheck(folder: resources + "/signals", routes: resources + "/routes.yaml")
                print(checklist.report { strings($0, language) })
                isGood = isGood && checklist.findings.isEmpty
            }
            if !isGood { throw ExitCode.failure }
        }
    }
}
