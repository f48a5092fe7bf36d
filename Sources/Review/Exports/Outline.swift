import Core
import Web

/// A review as one stream of headings, texts and lists: what Markdown, the Word file and the text for a website share.
enum Outline {
    enum Part: Hashable, Sendable {
        /// Level 1 is the title.
        case heading(Int, String)
        /// Markdown of the editor; its headings start under `level`.
        case markdown(String, level: Int)
        case sentence(String)
        case figures([FigureLine])
        case items([Item])
    }

    struct FigureLine: Hashable, Sendable {
        var id: String
        var number: String
        var noun: String
        var title: String
        /// From when to when, in words.
        var days: String
        var source: String
        /// Where the passport is.
        var link: String
    }

    struct Item: Hashable, Sendable {
        /// A date or nothing.
        var lead: String
        var text: String
        var source: String?
    }

    static func parts(
        _ edition: ReviewEdition, language: Language, base: String, _ phrases: @escaping Phrases
    ) -> [Part] {
        let review = edition.review
        let content = review.content
        func phrase(_ key: String, _ arguments: [String: String] = [:]) -> String {
            phrases(Text("review.\(key)", arguments), language)
        }
        func milestones(_ section: String?) -> [Item] {
            content.milestonesInOrder.filter { $0.section == section }.map {
                Item(
                    lead: $0.when.words(phrases, language), text: $0.text[language],
                    source: $0.source.map { phrase("source.line", ["source": $0.title]) })
            }
        }
        func lines(_ figures: [PublishedFigure]) -> [FigureLine] {
            figures.map { line($0, review, language, ReviewLinks(base: base, language: language), phrases) }
        }
        var parts: [Part] = [.heading(1, ReviewTitle.text(review.period, phrases, language))]
        if edition.state == .draft { parts.append(.sentence(phrase("draft.notice"))) }
        parts.append(.markdown(content.introduction[language], level: 2))
        for section in content.sections {
            parts.append(.heading(2, section.title[language]))
            parts.append(.markdown(section.text[language], level: 3))
            parts.append(.figures(lines(review.figures(in: section))))
            parts.append(.items(milestones(section.id)))
        }
        if !review.otherFigures.isEmpty {
            parts += [.heading(2, phrase("other-figures")), .figures(lines(review.otherFigures))]
        }
        let known = Set(content.sections.map(\.id))
        let loose = content.milestonesInOrder.filter { !known.contains($0.section ?? "") }.map(\.section)
        if !loose.isEmpty {
            parts.append(.heading(2, phrase("milestones")))
            parts += Set(loose).sorted { ($0 ?? "") < ($1 ?? "") }.map { .items(milestones($0)) }
        }
        parts += list(phrase("awaited"), content.awaited.map { $0.text[language] })
        for found in review.lists ?? [] {
            parts += list(found.title[language], found.lines.map { $0.words(language) })
        }
        parts += list(phrase("related"), content.related.map { $0.text[language] })
        if !content.funders.isEmpty {
            parts += [.heading(2, phrase("funders.title")), .sentence(funders(content, phrases, language))]
        }
        parts.append(.heading(2, phrase("account.title")))
        parts.append(.sentence(phrase("account.figures")))
        parts += edition.revisions.filter { $0.note != nil }.map {
            .sentence(revision($0, phrases, language))
        }
        if edition.state == .published {
            parts.append(.sentence(phrase("hash.line", ["revision": String(review.revision), "hash": edition.hash])))
        }
        return parts.filter { !$0.isEmpty }
    }

    private static func list(_ title: String, _ texts: [String]) -> [Part] {
        texts.isEmpty
            ? [] : [.heading(2, title), .items(texts.map { Item(lead: "", text: $0, source: nil) })]
    }

    private static func line(
        _ figure: PublishedFigure, _ review: PublishedReview, _ language: Language, _ links: ReviewLinks,
        _ phrases: @escaping Phrases
    ) -> FigureLine {
        FigureLine(
            id: figure.id, number: figure.number.words(phrases, language), noun: figure.words.noun[language],
            title: figure.words.title[language],
            days: DateWords.days(figure.period.from, figure.period.to, language),
            source: phrases(Text("review.source.line", ["source": figure.source(language).title]), language),
            link: links.figure(figure.id, review.name))
    }

    /// "Correctie 2 (24 november 2026): …"
    static func revision(_ revision: RevisionNote, _ phrases: Phrases, _ language: Language) -> String {
        phrases(
            Text(
                "review.revision.line",
                [
                    "number": String(revision.number), "date": DateWords.day(revision.published.day, language),
                    "note": revision.note?[language] ?? "",
                ]), language)
    }

    /// "A, B en C, onder andere"
    static func funders(_ content: ReviewContent, _ phrases: Phrases, _ language: Language) -> String {
        let names = content.funders
        let and = phrases(Text("review.and"), language)
        let joined =
            names.count < 2
            ? names.joined() : names.dropLast().joined(separator: ", ") + " \(and) " + (names.last ?? "")
        let key = content.hasMoreFunders ? "review.funders.among-others" : "review.funders.all"
        return phrases(Text(key, ["names": joined]), language)
    }
}

extension Outline.Part {
    var isEmpty: Bool {
        switch self {
        case .heading: false
        case .markdown(let text, _), .sentence(let text): text.allSatisfy(\.isWhitespace)
        case .figures(let lines): lines.isEmpty
        case .items(let items): items.isEmpty
        }
    }
}

/// A review in Markdown (CommonMark).
enum ReviewMarkdown {
    static func text(
        _ edition: ReviewEdition, language: Language, base: String, _ phrases: @escaping Phrases
    ) -> String {
        Outline.parts(edition, language: language, base: base, phrases).map { part in
            switch part {
            case .heading(let level, let text): String(repeating: "#", count: level) + " " + escaped(text)
            case .markdown(let text, let level): lowered(text, under: level - 1)
            case .sentence(let text): escaped(text)
            case .figures(let lines):
                lines.map {
                    "- **\(escaped($0.number))** \(escaped($0.noun)) ([\(escaped($0.source))](\($0.link)))"
                }.joined(separator: "\n")
            case .items(let items): items.map(item).joined(separator: "\n")
            }
        }.joined(separator: "\n\n") + "\n"
    }

    private static func item(_ item: Outline.Item) -> String {
        let lead = item.lead.isEmpty ? "" : "**\(escaped(item.lead))**: "
        let source = item.source.map { " (\(escaped($0)))" } ?? ""
        return "- \(lead)\(escaped(item.text))\(source)"
    }

    /// The editor's own headings, lowered so that they stand under the heading of their section.
    static func lowered(_ markdown: String, under level: Int) -> String {
        markdown.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let marks = line.prefix { $0 == "#" }.count
            let isHeading = (1...6).contains(marks) && (line.count == marks || line.dropFirst(marks).first == " ")
            return isHeading
                ? String(repeating: "#", count: min(6, marks + level)) + line.dropFirst(marks) : String(line)
        }.joined(separator: "\n").trimmingNewlines
    }

    /// Signs that mean something in Markdown stand as themselves.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { out, sign in
            if "\\`*_[]<>#|".contains(sign) { out.append("\\") }
            out.append(sign == "\n" ? " " : sign)
        }
    }
}

extension String {
    /// Without empty lines at the start and the end.
    fileprivate var trimmingNewlines: String {
        var rest = Substring(self)
        while rest.first?.isNewline == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
