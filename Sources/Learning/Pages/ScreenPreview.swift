import Content
import Core
import Web

/// A screen as a learner gets to see it, with what is behind it: which answer is right and what is said about each.
struct ScreenPreview: Sendable {
    let tongues: [Tongue]
    let sources: [Source]

    /// The screen in one language.
    struct Tongue: Sendable {
        let name: String
        let tag: String
        let dir: String
        let title: String
        /// HTML.
        let text: String
        /// A sentence to be rewritten.
        let quote: String?
        let before: [Item]
        let question: String?
        let items: [Item]
        let isOrdered: Bool
        /// HTML; about any answer.
        let feedback: String?
    }

    /// An answer, a step, a moment or a line.
    struct Item: Sendable {
        let label: String?
        let isWell: Bool
        let plain: String?
        /// In place of plain text.
        let html: String?
        /// HTML.
        let feedback: String
    }

    struct Source: Sendable {
        let title: String
        let href: String?
    }

    init(_ screen: Screen, languages: [Language], sources all: [SourceRef], in visit: Visit) {
        tongues = languages.map { Tongue(screen, $0, visit) }
        sources = screen.sources.compactMap { id in all.first { $0.id == id } }.map {
            Source(title: $0.title, href: $0.url)
        }
    }
}

extension ScreenPreview.Tongue {
    init(_ screen: Screen, _ language: Language, _ visit: Visit) {
        let reader = Reader(language: language, visit: visit)
        name = visit.names(of: [language])
        tag = language.tag
        dir = language.direction
        title = screen.title[language]
        text = screen.text.map { Markdown.html($0[language], headingsFrom: 4) } ?? ""
        var quote: String?
        var before: [ScreenPreview.Item] = []
        var question: String?
        var items: [ScreenPreview.Item] = []
        var feedback: Translated?
        switch screen {
        case .lesson: break
        case .scenario(let scenario):
            question = scenario.question[language]
            items = scenario.choices.map(reader.item)
        case .question(let asked): items = asked.choices.map(reader.item)
        case .order(let ordering):
            items = ordering.steps.map { reader.item(nil, true, $0.text, nil) }
            feedback = ordering.feedback
        case .story(let story):
            before = story.moments.map {
                reader.item(
                    $0.isSignal ? "signal-true" : "signal-false", !$0.isSignal, $0.text, $0.feedback, isMarkdown: true)
            }
            question = story.question[language]
            items = story.choices.map(reader.item)
        case .rewrite(let rewrite):
            quote = rewrite.judgement[language]
            before = rewrite.facts.map { reader.item("example", true, $0, nil) }
            items = rewrite.checks.map { reader.item("check", true, $0.text, nil) }
            feedback = rewrite.feedback
        case .crossOut(let crossOut):
            items = crossOut.lines.map {
                reader.item($0.isStruck ? "strike-true" : "strike-false", !$0.isStruck, $0.text, $0.feedback)
            }
        }
        self.quote = quote
        self.before = before
        self.question = question
        self.items = items
        isOrdered = screen.kind == .order
        self.feedback = feedback.map { Markdown.html($0[language], headingsFrom: 4) }
    }

    private struct Reader {
        let language: Language
        let visit: Visit

        func item(_ choice: Choice) -> ScreenPreview.Item {
            item(choice.verdict.rawValue, choice.verdict == .right, choice.text, choice.feedback)
        }

        func item(
            _ label: String?, _ isWell: Bool, _ text: Translated, _ feedback: Translated?, isMarkdown: Bool = false
        ) -> ScreenPreview.Item {
            ScreenPreview.Item(
                label: label.map { visit.text("editor.value.\($0)") }, isWell: isWell,
                plain: isMarkdown ? nil : text[language],
                html: isMarkdown ? Markdown.html(text[language], headingsFrom: 4) : nil,
                feedback: feedback.map { Markdown.html($0[language], headingsFrom: 4) } ?? "")
        }
    }
}
