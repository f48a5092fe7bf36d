import Core
import Directory
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import TestSupport
import Testing
import Web

@testable import Administration

@Suite struct ExampleTests {
    private static let resources = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources")
        .standardized.path

    @Test func everyTemplateHasAnExample() throws {
        let shown = Set(administrationExamples.map { type(of: $0).template })
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.resources + "/templates/administration")
        // A row of one thing to decide about stands inside other pages.
        let all = Set(files.map { "administration/" + $0.replacing(".mustache", with: "") })
        #expect(all.subtracting(shown) == ["administration/decision"])
    }

    @Test(arguments: Language.all)
    func everyExampleIsAGoodPage(language: Language) async throws {
        let member = ActingMember(
            id: Identifier("017f22e2-79b0-7000-8000-000000000001")!, name: "Anna",
            organisation: Identifier("017f22e2-79b0-7000-8000-000000000002")!, organisationKind: .coalition,
            isAdministrator: true, desks: [:])
        let site = try Site(
            resources: Self.resources, settings: .init(),
            resume: { Visit.Session(actor: .member(member), token: $0, formToken: "teken") })
        let routes = administrationExamples.enumerated().map { place, page in
            Route.page("/werk/voorbeeld/\(place)", access: .everyone) { try $0.page(page, title: "Voorbeeld") }
        }
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let router = Dispatcher(site: site, routes: routes, log: log).router()
        try await Application(router: router, logger: log).test(.router) { client in
            for (place, page) in administrationExamples.enumerated() {
                let path = Visit.path("/werk/voorbeeld/\(place)", language)
                let answer = try await client.execute(uri: path, method: .get, headers: [.cookie: "__Host-sessie=x"])
                let html = String(buffer: answer.body)
                #expect(answer.status == .ok, "\(page)")
                // The summary of an example speaks of fields that are elsewhere.
                let faults = Markup.faults(ofPage: html).filter { $0 != "#email leads nowhere" }
                #expect(faults == [], "\(type(of: page).template)")
                let markup = Markup(html)
                #expect(markup.tags.filter { $0.name == "h1" }.count == 1)
                let forms = markup.tags.filter { $0.name == "form" && $0["method"] == "post" }.count
                let tokens = markup.tags.filter { $0["name"] == "csrf" && $0["value"] == "teken" }.count
                #expect(forms == tokens, "\(type(of: page).template): a form without its token")
            }
        }
    }
}

extension Visit {
    fileprivate static func path(_ path: String, _ language: Language) -> String {
        language == .nl ? path : "/\(language)\(path)"
    }
}
