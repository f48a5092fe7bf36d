import Core
import FoundationEssentials
import Pictures
import Web

/// A review as plain HTML: to paste into another website, and for the command line.
enum PasteHTML {
    /// A whole document.
    static func page(
        _ edition: ReviewEdition, language: Language, base: String, _ phrases: @escaping Phrases
    ) -> String {
        let title = ReviewTitle.text(edition.review.period, phrases, language)
        return """
            <!doctype html>
            <html lang="\(language)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(XML.escaped(title))</title>
            </head>
            <body>
            \(fragment(edition, language: language, base: base, phrases))
            </body>
            </html>

            """
    }

    /// What stands between `<body>` and `</body>`: headings, paragraphs and lists, without classes or styles, so that the
    /// other website's own look holds.
    static func fragment(
        _ edition: ReviewEdition, language: Language, base: String, _ phrases: @escaping Phrases
    ) -> String {
        Outline.parts(edition, language: language, base: base, phrases).map { part in
            switch part {
            case .heading(let level, let text): "<h\(level)>\(XML.escaped(text))</h\(level)>"
            case .markdown(let text, let level): Markdown.html(text, headingsFrom: level)
            case .sentence(let text): "<p>\(XML.escaped(text))</p>"
            case .figures(let lines): list(lines.map(line))
            case .items(let items): list(items.map(item))
            }
        }.joined(separator: "\n")
    }

    /// The same with each chart as a picture inside it, for the communications officer.
    ///
    /// - Throws: `ReviewError.chart` when a chart cannot be drawn.
    static func withCharts(
        _ edition: ReviewEdition, language: Language, base: String, _ phrases: @escaping Phrases
    ) throws -> String {
        let review = edition.review
        let charts =
            review.content.sections.compactMap { ReviewCharts.compare($0, review, language, phrases) }
            + ReviewCharts.overPeriods(edition, language, phrases)
        let pictures = try charts.compactMap { chart in
            try chart.file(width: 640).map { svg in
                guard let picture = PNG.bytes(svg: svg) else { throw ReviewError.chart }
                let data = Data(picture).base64EncodedString()
                let numbers = chart.points.map { "\($0.label): \(written($0.value, language))" }
                let words = XML.escaped("\(chart.title). \(numbers.joined(separator: "; ")).")
                return "<p><img src=\"data:image/png;base64,\(data)\" width=\"640\" alt=\"\(words)\"></p>"
            }
        }
        return ([fragment(edition, language: language, base: base, phrases)] + pictures).joined(separator: "\n") + "\n"
    }

    private static func list(_ items: [String]) -> String {
        "<ul>\n" + items.map { "<li>\($0)</li>\n" }.joined() + "</ul>"
    }

    private static func line(_ line: Outline.FigureLine) -> String {
        "<strong>\(XML.escaped(line.number))</strong> \(XML.escaped(line.noun)) "
            + "(<a href=\"\(XML.escaped(line.link))\">\(XML.escaped(line.source))</a>)"
    }

    private static func item(_ item: Outline.Item) -> String {
        let lead = item.lead.isEmpty ? "" : "<strong>\(XML.escaped(item.lead))</strong>: "
        return lead + XML.escaped(item.text) + (item.source.map { " (\(XML.escaped($0)))" } ?? "")
    }
}
