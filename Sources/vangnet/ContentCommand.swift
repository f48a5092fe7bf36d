import ArgumentParser
import Core
import Learning
import Signals
import Web

/// `vangnet content`: the courses and the checklist.
struct ContentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "content", abstract: "The courses and the checklist.", subcommands: [Check.self, Spoken.self])

    /// `vangnet content check`: file and line of every mistake; status 1 when there is one.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Check courses and checklist and name file and line of every mistake.")

        @Argument(help: "Folder with courses; else those in Resources.") var folder: String?
        @Flag(help: "Print what each course holds per language, as the table of docs/coverage.md.") var coverage = false
        @OptionGroup var place: Place

        func run() throws {
            let resources = try Place.resources(asked: place.resources)
            let strings = try Strings(folder: resources + "/strings")
            let check = CourseCheck(
                folder: folder.map(Place.absolute) ?? resources + "/courses", routes: resources + "/routes.yaml")
            let language = Terminal.language
            if coverage, check.findings.isEmpty {
                print(CourseCoverage.table(check.courses), terminator: "")
                return
            }
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

    /// `vangnet content spoken receptie --language nl`: what is read aloud of each screen, for who makes the audio files.
    struct Spoken: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "spoken",
            abstract: "Print the text that is read aloud of each screen, with its line for audio.yaml.")

        @Argument(help: "The course.") var slug: String
        @Option(help: "The language.") var language = "nl"
        @OptionGroup var place: Place

        func run() throws {
            let resources = try Place.resources(asked: place.resources)
            let courses = try CourseLibrary.load(folder: resources + "/courses", routes: resources + "/routes.yaml")
            let language = Language(language)
            guard let course = courses.first(where: { $0.slug == slug }),
                (course.languages + course.unreviewed).contains(language)
            else { throw ValidationError("There is no course “\(slug)” in the language “\(language)”.") }
            for screen in course.screens where course.origins[screen.id] == nil {
                let hash = screen.spokenHash(in: language)
                print("# - {file: \(language)/\(screen.id).mp3, voice: computer, of: \"\(hash)\"}")
                print(screen.spoken(in: language) + "\n")
            }
        }
    }
}
