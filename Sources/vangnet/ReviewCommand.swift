import App
public import ArgumentParser
import Core
public import Review
import Storage
import Web

/// `vangnet review PERIOD`: a review in one of its formats.
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Print the review of a period.")

    @Argument(help: "A year (2020), half year (2020-H1) or quarter (2020-Q1).") var period: String
    @Option(help: "\(Reviews.Format.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: Reviews.Format = .markdown
    @Option(help: "nl or en.") var language = "nl"
    @Option(help: "Scheme and host of the site, for links.") var publicAddress = ""
    @OptionGroup var place: Place

    func run() async throws {
        var configuration = try place.configuration()
        configuration.site.isDemo = Demo.isDemo(folder: configuration.data)
        let app = try await App.build(configuration)
        let text = try await app.reviews.export(period, format, Language(language), address: publicAddress)
        print(text, terminator: text.hasSuffix("\n") ? "" : "\n")
        await app.database.close()
    }
}

extension Reviews.Format: ExpressibleByArgument {}
