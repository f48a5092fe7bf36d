import Core
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
