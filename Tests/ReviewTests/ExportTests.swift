import Core
import Foundation
import Testing
import Web

@testable import Review

@Suite("Exports of a review")
struct ExportTests {
    private func shown() throws -> ReviewEdition {
        let list = Source(title: "=List; \"hotel\", A", kind: .imported, url: "https://example.org/list")
        return try edition([
            figure("e-learning.hotel", .persons, 502), figure("e-learning.hotel", .persons, 10, source: list),
            figure("e-learning.holiday-park", .persons, 7),
        ])
    }

    @Test("Markdown, JSON, CSV, data package and Atom are what they were", arguments: Language.all)
    func snapshots(language: Language) throws {
        let edition = try shown()
        let base = "https://vangnet.example"
        try expectSnapshot(
            ReviewMarkdown.text(edition, language: language, base: base, phrases), "review.\(language).md")
        try expectSnapshot(
            ReviewJSON.text(edition, language: language, base: base, phrases), "review.\(language).json")
        try expectSnapshot(ReviewCSV.text(edition, language: language), "review.\(language).csv")
        try expectSnapshot(
            ReviewCSV.dataPackage(edition, language: language, base: base, phrases), "datapackage.\(language).json")
        try expectSnapshot(
            ReviewAtom.text(
                [edition], language: language, base: base, updated: Instant(milliseconds: 0), phrases),
            "feed.\(language).atom")
    }

    @Test("JSON keeps the shape that others build on")
    func shape() throws {
        let text = ReviewJSON.text(try shown(), language: .nl, base: "", phrases)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["period"] as? String == "2020-H1")
        #expect(object["state"] as? String == "published")
        let figures = try #require(object["figures"] as? [[String: Any]])
        #expect(
            figures.compactMap { $0["id"] as? String } == [
                "e-learning.hotel", "e-learning.holiday-park", "motions.adopted",
            ])
        for figure in figures {
            #expect(figure.keys.contains("value"))
            #expect(Day(figure["from"] as? String ?? "") != nil)
            #expect(Day(figure["to"] as? String ?? "") != nil)
            #expect(Counted(rawValue: figure["unit"] as? String ?? "") != nil)
            let source = try #require(figure["source"] as? [String: Any])
            #expect(source["title"] as? String != nil)
            #expect(Source.Kind(rawValue: source["kind"] as? String ?? "") != nil)
        }
        #expect(figures[0]["value"] as? Int == 512)
        #expect((figures[0]["sources"] as? [Any])?.count == 2)
        #expect(figures[1]["value"] is NSNull)
        #expect(figures[1]["suppressed"] as? Bool == true)
    }

    @Test("no field of the table starts a formula")
    func formulas() throws {
        let source = Source(title: "=cmd|'/c calc'!A0", kind: .imported, url: "@https://example.org")
        let text = ReviewCSV.text(
            try edition([figure("e-learning.hotel", .persons, 502, source: source)]), language: .nl)
        #expect(text.contains(",'=cmd|'/c calc'!A0,imported,'@https://example.org,"))
    }

    @Test("the feed is well-formed, with an entry for each publication, the newest first")
    func feed() throws {
        let text = ReviewAtom.text(
            [try shown()], language: .nl, base: "https://vangnet.example", updated: Instant(milliseconds: 0), phrases)
        let parser = XMLNames()
        #expect(parser.parse(text))
        #expect(parser.names.filter { $0 == "entry" }.count == 2)
        #expect(text.contains("versie 2"))
    }

    @Test("the Word file is the same each time, and holds every figure and the editor's marks")
    func word() throws {
        let edition = try shown()
        let bytes = try Docx.bytes(edition, language: .nl, base: "https://vangnet.example", phrases)
        #expect(bytes == (try Docx.bytes(edition, language: .nl, base: "https://vangnet.example", phrases)))
        #expect(bytes.starts(with: Array("PK".utf8)))
        try writeSample(Data(bytes), "review.docx")
    }

    @Test("what is pasted into a website has its charts inside it, described in words")
    func paste() throws {
        let figures = [
            figure("e-learning.hotel", .persons, 502), figure("e-learning.holiday-park", .persons, 51),
        ]
        let html = try PasteHTML.withCharts(try edition(figures), language: .en, base: "", phrases)
        #expect(html.contains("<img src=\"data:image/png;base64,iVBORw0KGgo"))
        #expect(html.contains("Hotel employees who followed an e-learning course: 502"))
        #expect(!html.contains("style=") && !html.contains("<script"))
        try writeSample(Data(html.utf8), "paste.html")
    }

    @Test("the description of the table names every column of it, in both languages", arguments: Language.all)
    func dataPackage(language: Language) throws {
        let text = ReviewCSV.dataPackage(try shown(), language: language, base: "", phrases)
        #expect(!text.contains("review.column."))
        try writeSample(Data(text.utf8), "datapackage.json")
        try writeSample(Data(ReviewCSV.text(try shown(), language: language).utf8), "cijfers.csv")
    }

    /// With VANGNET_SAMPLES set to a folder, validators outside of Swift can look at what was made.
    private func writeSample(_ data: Data, _ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["VANGNET_SAMPLES"] else { return }
        try data.write(to: URL(fileURLWithPath: folder).appendingPathComponent(name))
    }

    @Test("the editor's headings stand under those of the page, and their signs stay harmless")
    func markdown() throws {
        let text = ReviewMarkdown.text(try shown(), language: .nl, base: "", phrases)
        #expect(text.contains("\n### Kop\n"))
        #expect(text.contains("\n## Hotels & parken\n"))
        #expect(ReviewMarkdown.escaped("a*b_[c]<d>") == "a\\*b\\_\\[c\\]\\<d\\>")
    }
}

import FoundationXML

/// Collects the names of all elements.
final class XMLNames: NSObject, XMLParserDelegate {
    var names: [String] = []

    func parse(_ text: String) -> Bool {
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        return parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) { names.append(name) }
}
