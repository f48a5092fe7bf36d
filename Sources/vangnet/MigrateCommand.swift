import App
import ArgumentParser
import Core
import Storage

/// `vangnet migrate`: brings the schema up to date without starting the server.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database's schema up to date.")

    @OptionGroup var place: Place

    func run() async throws {
        let configuration = try place.configuration()
        let database = try await App.openDatabase(for: configuration)
        let done = try await Migrator(App.migrations).run(on: database, now: configuration.now)
        for name in done { print(name) }
        Terminal.note(done.isEmpty ? "Nothing to do." : "\(done.count) migrations ran.")
        await database.close()
    }
}
