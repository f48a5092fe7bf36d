import App
public import ArgumentParser
public import Badges
import Core
import Directory
import Learning
import Storage
import Web

/// `vangnet badge`: the keys that sign certificates.
struct BadgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "badge", abstract: "The keys that sign certificates as Open Badges.",
        subcommands: [Keys.self, Rotate.self])

    /// `vangnet badge keys`: all of them, the latest first.
    struct Keys: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "keys", abstract: "List the keys: name, algorithm, from, until, state.")

        @OptionGroup var place: Place

        func run() async throws {
            let app = try await App.build(try place.configuration())
            let keys = try await app.learning.badges.keys.all()
            await app.database.close()
            func word(_ key: String) -> String { app.site.strings(Text("badges.key.\(key)"), Terminal.language) }
            let now = systemClock()
            for key in keys {
                let state = key.withdrawn != nil ? "withdrawn" : key.ends > now ? "signs" : "ended"
                print(
                    key.id, key.jwk.algorithm?.rawValue ?? "", key.starts.rfc3339, key.ends.rfc3339, word(state),
                    separator: "\t")
            }
            if keys.isEmpty { Terminal.note(word("none")) }
        }
    }

    /// `vangnet badge rotate`: another key signs from now on.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate", abstract: "Make a new key. What the old one signed stays valid.")

        @OptionGroup var place: Place
        @Option(help: "RS256, which every program reads, or ES256, which makes smaller files.")
        var algorithm = SigningAlgorithm.rs256
        @Flag(help: "Somebody else may have the old key: nothing that it signed counts any more.")
        var withdraw = false

        func run() async throws {
            let app = try await App.build(try place.configuration())
            let key = try await app.learning.badges.keys.rotate(.system, algorithm, withdrawing: withdraw)
            await app.database.close()
            let facts = [
                "key": key.id, "algorithm": algorithm.rawValue, "from": key.starts.rfc3339, "until": key.ends.rfc3339,
            ]
            print(app.site.strings(Text("badges.key.made", facts), Terminal.language))
        }
    }
}

extension SigningAlgorithm: ExpressibleByArgument {}
