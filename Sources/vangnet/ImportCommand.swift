import App
import ArgumentParser
import Commitments
import Core
import Directory
import Foundation
import House
import Learning
import Review
import Storage
import Synchronization
import Web

/// `vangnet import`: what was counted or published elsewhere.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import what was counted elsewhere.",
        subcommands: [ParticipationsFile.self, HouseFile.self])

    /// `vangnet import participations FILE`: all records of a file or none; every mistake by its line.
    struct ParticipationsFile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "participations",
            abstract:
                "Import a CSV file with activity,audience,people,from,to,organisation,source and perhaps province.")

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

    /// `vangnet import house --dossier 31015`: what changed at the House since the run before. What is new is a proposal to the
    /// policy officer. A run that breaks off goes on where it was.
    struct HouseFile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "house", abstract: "Read a file of the House of Representatives: new things become proposals.")

        @Option(help: "The number of a file, such as 31015 or 36410-VI.") var dossier: String?
        @Option(help: "Words to search for instead.") var search: String?
        @Flag(help: "Everything that the House has.") var everything = false
        @Option(help: "Address of the service, without the name of a set.") var from: String = HouseSource.official
        @Flag(
            help: """
                Read what changed from the SyncFeed. The first time that is everything the House ever changed: hours.
                """) var feed = false
        @Option(help: "Address of the SyncFeed, without /Feed.") var feedFrom: String = SyncFeed.official
        @OptionGroup var place: Place

        func validate() throws {
            guard [dossier != nil, search != nil, everything].count(where: \.self) == 1 else {
                throw ValidationError("Name one of --dossier, --search and --everything.")
            }
        }

        func run() async throws {
            let query: HouseQuery =
                if let dossier { try HouseQuery(dossier: dossier) } else { search.map { .search($0) } ?? .everything }
            var configuration = try place.configuration()
            configuration.site.isDemo = Demo.isDemo(folder: configuration.data)
            let app = try await App.build(configuration)
            let result: Result<Int, any Error>
            do {
                let following = try await app.commitments.followHouse(.system, query)
                result = .success(
                    try await Self.read(following.id, app, from: from, feed: feed ? feedFrom : nil))
            } catch {
                result = .failure(error)
            }
            let proposals = try await app.commitments.proposals(.system, kind: nil, page: 1).total
            let remarks = try await app.commitments.followings(.system).first { $0.name == query.name }?.remarks ?? []
            await app.database.close()
            for remark in remarks {
                Terminal.note(
                    app.site.strings(
                        Text(
                            "commitments.parliament.remark",
                            [
                                "field": "\(remark.set).\(remark.field)",
                                "count": written(remark.count, Terminal.language), "example": remark.example,
                            ]), Terminal.language))
            }
            let rows = try result.get()
            print(
                app.site.strings(
                    Text(
                        "app.import.house-done",
                        [
                            "rows": written(rows, Terminal.language),
                            "proposals": written(proposals, Terminal.language),
                        ]), Terminal.language))
        }

        private static func read(
            _ following: Identifier, _ app: App, from address: String, feed: String?
        ) async throws -> Int {
            let bar = RowCounter()
            return try await HouseTransport.withNetwork { transport in
                let source = try HouseSource(address, transport: transport)
                let feed = try feed.map { try SyncFeed($0, transport: transport) }
                return try await app.commitments.importHouse(.system, following, from: source, feed: feed) { rows in
                    bar.show(
                        app.site.strings(
                            Text("app.import.house-rows", ["rows": written(rows, Terminal.language)]), Terminal.language
                        ))
                }
            }
        }
    }
}

/// Tells on a terminal how far something is, at most twice a second; says nothing where nobody looks.
private final class RowCounter: Sendable {
    private let last = Mutex(Instant(milliseconds: 0))

    func show(_ text: String) {
        guard isatty(2) != 0 else { return }
        let now = systemClock()
        let isDue = last.withLock { last in
            guard now.milliseconds - last.milliseconds >= 500 else { return false }
            last = now
            return true
        }
        if isDue { FileHandle.standardError.write(Data("\r\(text)  ".utf8)) }
    }
}
