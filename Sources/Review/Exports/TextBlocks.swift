import Core
import Web

/// A text of a review to take over elsewhere, as plain text and as HTML with the same words.
struct TextBlock: Hashable {
    enum Use: String, CaseIterable {
        case newsletter, press
    }

    var use: Use
    var plain: String
    var html: String

    var words: Int { Readability.words(plain).count }
    var characters: Int { plain.count }
}

/// The blocks of a review: with every figure, what it counts and the way to its passport, so that a number never travels
/// alone.
enum TextBlocks {
    private enum Line {
        case heading(String)
        case paragraph(String)
        /// A figure: its sentence, what stands with it, where its passport is.
        case figure(String, [String], String)
        case link(String, String)
    }

    /// - Parameter base: scheme and host of the site.
    static func all(
        _ edition: ReviewEdition, language: Language, base: String, _ phrases: @escaping Phrases
    ) -> [TextBlock] {
        TextBlock.Use.allCases.map { use in
            let lines = lines(use, edition, language, base, phrases)
            let passport = phrases(Text("review.page.passport"), language)
            return TextBlock(
                use: use, plain: lines.map { plain($0, passport) }.joined(separator: "\n\n") + "\n",
                html: lines.map { html($0, passport) }.joined(separator: "\n") + "\n")
        }
    }

    private static func lines(
        _ use: TextBlock.Use, _ edition: ReviewEdition, _ language: Language, _ base: String,
        _ phrases: @escaping Phrases
    ) -> [Line] {
        let review = edition.review
        let content = review.content
        let links = ReviewLinks(base: base, language: language)
        func phrase(_ key: String, _ arguments: [String: String] = [:]) -> String {
            phrases(Text("review.\(key)", arguments), language)
        }
        let passages = passages(content.introduction[language])
        let chosen = content.headlines.compactMap { review[figure: $0] }
        let figures = use == .newsletter && !chosen.isEmpty ? chosen : review.figuresInOrder
        var lines: [Line] = [.heading(ReviewTitle.text(review.period, phrases, language))]
        if edition.state == .draft { lines.append(.paragraph(phrase("draft.notice"))) }
        lines += (use == .newsletter ? Array(passages.prefix(1)) : passages).map(Line.paragraph)
        if !figures.isEmpty { lines.append(.heading(phrase("figures"))) }
        lines += figures.map { figure(use, $0, review, language, links, phrases) }
        let awaited = content.awaited.map { $0.text[language] }.filter { !$0.isEmpty }
        if use == .press, !awaited.isEmpty {
            lines += [.heading(phrase("awaited"))] + awaited.map(Line.paragraph)
        }
        lines.append(.paragraph(phrase("account.figures")))
        lines.append(.link(phrase("blocks.read-on"), links.review(review.name)))
        return lines
    }

    private static func figure(
        _ use: TextBlock.Use, _ figure: PublishedFigure, _ review: PublishedReview, _ language: Language,
        _ links: ReviewLinks, _ phrases: @escaping Phrases
    ) -> Line {
        func part(_ key: String, _ text: String) -> String? {
            text.isEmpty ? nil : "\(phrases(Text("review.passport.\(key)"), language)): \(text)"
        }
        let days = DateWords.days(figure.period.from, figure.period.to, language)
        let sentence = "\(figure.number.words(phrases, language)) \(figure.words.noun[language]) (\(days))"
        let includes = part("includes", figure.words.includes[language])
        let more = [
            part("excludes", figure.words.excludes[language]), part("source", figure.source(language).title),
        ]
        let notes = figure.notes.map { $0[language] }.filter { !$0.isEmpty }
        let facts = ([includes] + (use == .press ? more : [])).compactMap(\.self) + (use == .press ? notes : [])
        return .figure(sentence, facts, links.figure(figure.id, review.name))
    }

    /// The paragraphs of a Markdown text without their signs.
    private static func passages(_ markdown: String) -> [String] {
        RichText.blocks(markdown).flatMap(RichText.passages).filter { !$0.isEmpty }
    }

    private static func plain(_ line: Line, _ passport: String) -> String {
        switch line {
        case .heading(let text), .paragraph(let text): text
        case .figure(let sentence, let facts, let address):
            (["- \(sentence)"] + (facts + ["\(passport) \(address)"]).map { "  \($0)" }).joined(separator: "\n")
        case .link(let text, let address): "\(text) \(address)"
        }
    }

    private static func html(_ line: Line, _ passport: String) -> String {
        switch line {
        case .heading(let text): "<h2>\(XML.escaped(text))</h2>"
        case .paragraph(let text): "<p>\(XML.escaped(text))</p>"
        case .figure(let sentence, let facts, let address):
            "<p><strong>\(XML.escaped(sentence))</strong><br>\n"
                + facts.map { XML.escaped($0) + "<br>\n" }.joined()
                + "<a href=\"\(XML.escaped(address))\">\(XML.escaped(passport))</a></p>"
        case .link(let text, let address):
            "<p>\(XML.escaped(text)) <a href=\"\(XML.escaped(address))\">\(XML.escaped(address))</a></p>"
        }
    }
}
