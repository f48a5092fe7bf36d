import App
public import ArgumentParser
import Core
import Directory
public import Learning
import Storage
import Web

/// `vangnet xapi`: the record store without a browser.
struct XAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xapi", abstract: "The xAPI record store.", subcommands: [Credential.self])

    /// `vangnet xapi credential`: makes a credential and prints it, the only time that its password can be seen.
    struct Credential: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "credential",
            abstract: "Make a credential of an organisation and print its user name and password.")

        enum Format: String, ExpressibleByArgument, CaseIterable {
            /// In words, with the path of the endpoint.
            case text
            /// `user:password` alone.
            case plain
        }

        @OptionGroup var place: Place
        @Option(help: "The organisation: its identifier, its short name or its name.") var organisation: String
        @Option(
            help:
                "What it may do; can be given more than once: \(StoreScope.allCases.map(\.rawValue).joined(separator: ", "))."
        )
        var scope: [StoreScope] = [.all]
        @Option(help: "What it is for.") var label = "vangnet xapi credential"
        @Option(help: "text or plain (user:password alone).") var format: Format = .text

        func run() async throws {
            var configuration = try place.configuration()
            configuration.site.isDemo = Demo.isDemo(folder: configuration.data)
            let app = try await App.build(configuration)
            let made = try await app.learning.recordStore.credentials.make(
                .system, organisationNamed: organisation, label: label, scopes: Set(scope))
            await app.database.close()
            switch format {
            case .plain: print("\(made.credential.id):\(made.secret)")
            case .text:
                let arguments = ["user": made.credential.id.text, "password": made.secret]
                print(app.site.strings(Text("record-store.command.made", arguments), Terminal.language))
            }
        }
    }
}

extension StoreScope: ExpressibleByArgument {}
