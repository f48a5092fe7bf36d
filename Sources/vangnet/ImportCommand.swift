import App
import ArgumentParser
import Core
import Directory
import Foundation
import Learning
import Review
import Storage
import Web

/// `vangnet import`: what was counted or published elsewhere.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import what was counted elsewhere.", subcommands: [ParticipationsFile.self])

    /// `vangnet import participations FILE`: all records of a file or none; every mistake by its line.
    struct ParticipationsFile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "participations",
            abstract: "Import a CSV file with activity,audience,people,from,to,organisation,source.")

        @Argument(help: "The file: comma, semicolon or tab; UTF-8 or as Dutch Excel writes it.") var file: String
        @OptionGroup var place: Place

        func run() async throws {
            guard let bytes = FileManager.default.contents(atPath: Place.absolute(file)) else {
                throw ValidationError("There is no file \(file) that can be read.")
            }
            var configuration = try place.configuration()
            configuration.site.isDemo = Demo.isDemo(folder: configuration.data)
            let app = try await App.build(configuration)
            let say: (Text) -> String = { app.site.strings($0, Terminal.language) }
            do {
                let batch = try await app.learning.participations.importFile(
                    .system, [UInt8](bytes), name: URL(fileURLWithPath: file).lastPathComponent)
                try await app.reviews.followCounts()
                print(
                    say(
                        Text(
                            "app.import.done",
                            ["records": "\(batch.records)", "people": written(batch.people, Terminal.language)])))
            } catch let refusal as ImportRefusal {
                for error in refusal.errors {
                    Terminal.note((error.line.map { "\(file):\($0): " } ?? "\(file): ") + say(error.text))
                }
                Terminal.note(say(Text(refusal.hasMore ? "app.import.nothing-more" : "app.import.nothing")))
                await app.database.close()
                throw ExitCode.failure
            }
            await app.database.close()
        }
    }
}
