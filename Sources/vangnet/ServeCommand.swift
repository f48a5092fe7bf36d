import App
import ArgumentParser
import Core
import Directory
import Web

/// `vangnet serve`: the server of an installation.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the server.")

    @OptionGroup var place: Place
    @OptionGroup var address: Address

    func run() async throws {
        var configuration = try place.configuration()
        address.apply(to: &configuration)
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
