import App
public import ArgumentParser
import Core
public import Directory
import Storage
import Vault

/// `vangnet member`: members without a browser, for the first of them.
struct MemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: "Members of the workplace.", subcommands: [Add.self])

    /// `vangnet member add`: prints the one-time link with which the member chooses a password.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Add a member and print the one-time link to choose a password with.")

        @OptionGroup var place: Place
        @Option(help: "Name of the member.") var name: String
        @Option(help: "E-mail address to sign in with.") var email: String
        @Option(help: "Name of the organisation; it is made when it is not there.") var organisation: String
        @Option(
            help: "Kind of a new organisation: \(OrganisationKind.allCases.map(\.rawValue).joined(separator: ", ")).")
        var kind: OrganisationKind = .coalition
        @Flag(help: "The member manages organisations, members and desks.") var administrator = false
        @Option(help: "Scheme and host as visitors see them, for the link.")
        var publicAddress = "http://127.0.0.1:8080"

        func run() async throws {
            let app = try await App.build(try place.configuration())
            let (_, invitation) = try await app.directory.addMember(
                name: name, email: email, organisation: organisation, kind: kind, isAdministrator: administrator)
            print(publicAddress + App.path(of: invitation))
            await app.database.close()
        }
    }
}

extension OrganisationKind: ExpressibleByArgument {}
