import App
import ArgumentParser
import Core
import Directory
import Foundation
import Web

/// `vangnet serve`: the server of an installation.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the server.")

    @OptionGroup var place: Place
    @OptionGroup var address: Address

    @Option(help: "Mail server: smtps://USER:PASSWORD@HOST or smtp://…; else VANGNET_MAIL; without one mail waits.")
    var mail: String?

    @Option(help: "Address that mails come from.")
    var mailFrom: String?

    func run() async throws {
        var configuration = try place.configuration()
        guard !Demo.isDemo(folder: configuration.data) else { throw StartError.isADemo }
        address.apply(to: &configuration)
        configuration.mail = mail ?? ProcessInfo.processInfo.environment["VANGNET_MAIL"]
        if let mailFrom { configuration.mailFrom = mailFrom }
        let app = try await App.build(configuration)
        let host = configuration.host
        let first = try await app.directory.invitations.firstStartLink()
        try await app.serve { port in
            let address = "http://\(host):\(port)"
            Terminal.note("Vangnet: \(address)/")
            guard let first else { return }
            Terminal.note(
                app.site.strings(
                    Text("app.start.first-link", ["link": address + App.path(of: first)]), Terminal.language))
        }
    }
}

/// Where the server listens and how others see it.
struct Address: ParsableArguments {
    @Option(help: "Address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0 for any free one.")
    var port = 8080

    @Flag(help: "A proxy stands before the server and says in X-Forwarded-For who asks.")
    var behindProxy = false

    @Option(help: "Scheme and host as visitors see them, for links in feeds, mails and QR codes.")
    var publicAddress: String?

    func apply(to configuration: inout Configuration) {
        configuration.host = host
        configuration.port = port
        configuration.site.isBehindProxy = behindProxy
        configuration.site.address = publicAddress ?? "http://\(host):\(port)"
    }
}
