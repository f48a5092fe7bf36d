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
            exitAddress: "https://www.example.org/", notice: notice, canonical: "https://vangnet.example/",
            nav: [.init(href: "/leren", text: "Leren", current: true)], wide: false, workplace: workplace)
        return try templates.render(page, ["site": layout, "t": strings.tree(language)])
    }
}

/// A start tag of an HTML page.
struct Tag {
    var name: String
    var attributes: [(name: String, value: String)]

    subscript(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
    func has(_ name: String) -> Bool { self[name] != nil }
}

/// Just enough of a reader of HTML to check what our own templates write: quoted attributes, no comments, no scripts.
struct Markup {
    private(set) var tags: [Tag] = []
    /// What is wrong: a tag that is not closed, or closed twice, or cannot be read.
    private(set) var faults: [String] = []

    private static let void: Set<String> = ["meta", "link", "input", "br", "hr", "img"]

    init(_ html: String) {
        var open: [String] = []
        var rest = Substring(html)
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            if rest.hasPrefix("!doctype") {
                rest = rest.drop { $0 != ">" }
                continue
            }
            let isEnd = rest.first == "/"
            if isEnd { rest = rest.dropFirst() }
            let name = rest.prefix { $0.isLetter || $0.isNumber }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty else {
                faults.append("a < that begins no tag: \(rest.prefix(30))")
                continue
            }
            var tag = Tag(name: String(name), attributes: [])
            let closesItself = readAttributes(of: &tag, from: &rest)
            if isEnd {
                if open.last == tag.name {
                    open.removeLast()
                } else {
                    faults.append("</\(name)> closes \(open.last ?? "nothing")")
                }
            } else {
                tags.append(tag)
                if !closesItself, !Self.void.contains(tag.name) { open.append(tag.name) }
            }
        }
        faults += open.map { "<\($0)> is not closed" }
    }

    /// Reads up to and including `>`; true when the tag ends with `/>`.
    private mutating func readAttributes(of tag: inout Tag, from rest: inout Substring) -> Bool {
        while true {
            rest = rest.drop { $0.isWhitespace }
            if rest.hasPrefix("/>") {
                rest = rest.dropFirst(2)
                return true
            }
            guard let next = rest.first, next != ">" else {
                rest = rest.dropFirst()
                return false
            }
            let name = rest.prefix { !$0.isWhitespace && !"=>/\"<".contains($0) }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty else {
                faults.append("<\(tag.name)> cannot be read at \(rest.prefix(30))")
                rest = rest.dropFirst()
                continue
            }
            var value: Substring = ""
            if rest.first == "=" {
                rest = rest.dropFirst()
                if rest.first != "\"" { faults.append("\(name) of <\(tag.name)> has no quotes") }
                value = rest.dropFirst().prefix { $0 != "\"" }
                rest = rest.dropFirst(value.count + 2)
            }
            if tag.has(String(name)) { faults.append("<\(tag.name)> has \(name) twice") }
            tag.attributes.append((String(name), String(value)))
        }
    }
}
