import Core
import Foundation

@testable import Web

/// The project's texts and templates, read once for all tests of components.
enum Pages {
    static let resources = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources").standardized
        .path
    static let strings = try! Strings(folder: resources + "/strings")
    static let templates = try! Templates(folder: resources + "/templates")

    /// A page as a browser gets it.
    static func html(
        _ page: some Page, _ language: Language = .nl, demo: Bool = false, quickExit: Bool = false,
        member: String? = nil, notice: String? = nil, workplace: Bool = false
    ) throws -> String {
        let layout = Layout(
            name: "Vangnet", demo: demo, language: language.tag, dir: "ltr",
            prefix: language == .nl ? "" : "/\(language)",
            otherLanguages: [.init(tag: "en", name: "English", href: "/taal/en?naar=%2F")], path: "/", title: "Titel",
            description: nil, css: "/bestand/vangnet.css?v=1", js: "/bestand/vangnet.js?v=1",
            icon: "/bestand/icon.svg?v=1", csrf: member == nil ? nil : "teken",
            member: member.map { Layout.MemberName(name: $0) }, quickExit: quickExit,
            exitAddress: "https://www.example.org/", neutral: false, notice: notice,
            canonical: "https://vangnet.example/",
            nav: [.init(href: "/leren", text: "Leren", current: true)], wide: false, workplace: workplace)
        return try templates.render(page, ["site": layout, "t": strings.tree(language)])
    }
}
