import App
import ArgumentParser
import Foundation
import HTTPTypes
import Storage
import Web

/// `vangnet routes`: the route table, from which the browser tests take their pages.
struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Print every page, action and file there is in the demo.", shouldDisplay: false
    )

    enum Format: String, ExpressibleByArgument {
        case text, json
    }

    /// One row as it is printed.
    struct Row: Encodable {
        let method: String
        let path: String
        let kind: String
        let hasLanguages: Bool
        let sample: String?
    }

    @Option(help: "text or json.") var format: Format = .text
    @Option(help: "Folder with texts, templates and courses.") var resources: String?

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/vangnet-routes-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = Configuration(data: folder, resources: try Place.resources(asked: resources))
        configuration.site.isDemo = true
        let app = try await App.build(configuration)
        let rows = app.routes.map {
            Row(
                method: $0.method.rawValue, path: $0.path, kind: $0.kind.rawValue, hasLanguages: $0.hasLanguages,
                sample: $0.sample)
        }
        await app.database.close()
        switch format {
        case .text:
            for row in rows { print(row.method, row.path, row.kind) }
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            print(String(decoding: try encoder.encode(rows), as: UTF8.self))
        }
    }
}
