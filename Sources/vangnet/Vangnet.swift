import App
import ArgumentParser
import Core
import Foundation
import Learning
import Web

/// `vangnet`: the server and everything that is done on the command line.
@main
struct Vangnet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vangnet",
        abstract: "The working platform of a coalition against the sexual exploitation of children.",
        subcommands: [
            ServeCommand.self, DemoCommand.self, MigrateCommand.self, ReviewCommand.self, ImportCommand.self,
            ExportCommand.self, LinkCommand.self, ContentCommand.self,
            MemberCommand.self, XAPICommand.self,
            AuditCommand.self, RoutesCommand.self,
        ])

    /// Runs the command; what a person can do something about becomes one sentence on standard error and exit status 1.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as any UserError {
            Terminal.fail(error)
        } catch {
            exit(withError: error)
        }
    }
}

/// Where the data is: every command takes these.
struct Place: ParsableArguments {
    @Option(help: "Folder with the database and the site key (else VANGNET_DATA, else ./data).")
    var data: String?

    @Option(help: "Address of the database: sqlite:PATH or postgres://USER@HOST/NAME (else SQLite in the data folder).")
    var database: String?

    @Option(
        help: "Folder with texts, templates and courses (else VANGNET_RESOURCES, else Resources beside the binary).")
    var resources: String?

    /// The configuration that these options, the environment and the defaults give.
    func configuration(defaultData: String = "data") throws -> Configuration {
        let environment = ProcessInfo.processInfo.environment
        let folder = data ?? environment["VANGNET_DATA"].flatMap { $0.isEmpty ? nil : $0 } ?? defaultData
        return Configuration(
            data: Self.absolute(folder), database: database,
            resources: try Self.resources(asked: resources))
    }

    static func resources(asked: String?) throws -> String {
        let binary =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? Self.absolute(CommandLine.arguments[0])
        return try Configuration.resources(
            asked: asked.map(absolute), environment: ProcessInfo.processInfo.environment, binary: binary)
    }

    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}

/// What stands on a terminal.
enum Terminal {
    /// Prints a line on standard error: progress, so that standard output stays for results.
    static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

    /// Dutch when the terminal's language is Dutch, else English.
    static var language: Language {
        let environment = ProcessInfo.processInfo.environment
        let locale = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
        return locale.hasPrefix("nl") ? .nl : .en
    }

    /// Prints the sentence of `error` and ends the process with status 1.
    static func fail(_ error: any UserError) -> Never {
        // The command may not have come so far as to read its own options.
        let asked = CommandLine.arguments.firstIndex(of: "--resources").flatMap { place in
            CommandLine.arguments.indices.contains(place + 1) ? CommandLine.arguments[place + 1] : nil
        }
        let strings = (try? Place.resources(asked: asked)).flatMap { try? Strings(folder: $0 + "/strings") }
        guard let strings else { fail("\(error)") }
        if let courses = error as? CourseLibraryError { fail(courses.report { strings($0, language) }) }
        fail(strings(error.text, language))
    }

    private static func fail(_ sentence: String) -> Never {
        note("vangnet: " + sentence)
        exit(1)
    }
}
