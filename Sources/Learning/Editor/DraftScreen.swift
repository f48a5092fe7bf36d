import Content
import Core

/// What a learner would see of a screen that is being written: what is still empty stays empty.
extension CourseDraft {
    /// - Returns: `nil` when there is no such screen, or when it lies with another course.
    func screen(_ id: String) -> Screen? {
        guard let entry = entry(id), entry.from == nil, let tree = tree(of: .screen(id)) else { return nil }
        let reader = Reader(original: languages.first ?? .nl, languages: form.languages)
        return reader.screen(entry.kind, id, tree)
    }

    /// The sources as they stand now.
    var sourceRefs: [SourceRef] {
        (course["sources"]?.entries ?? []).map { source in
            let url = source["url"]?.string ?? ""
            return SourceRef(
                id: source["id"]?.string ?? "", title: source["title"]?.string ?? "",
                url: url.hasPrefix("https://") ? url : nil, checked: source["checked"]?.string.flatMap { Day($0) })
        }
    }

    private struct Reader {
        let original: Language
        let languages: [Language]

        func screen(_ kind: Screen.Kind, _ id: String, _ tree: ContentTree) -> Screen {
            let title = text(tree["title"])
            let main = text(tree["text"])
            let sources = (tree["sources"]?.entries ?? []).compactMap(\.string)
            switch kind {
            case .lesson: return .lesson(Lesson(id: id, title: title, text: main, sources: sources, routes: []))
            case .scenario:
                return .scenario(
                    Scenario(
                        id: id, title: title, text: main, question: text(tree["question"]),
                        isReported: flag(tree["report"]),
                        choices: choices(tree), sources: sources))
            case .question:
                return .question(
                    Question(
                        id: id, text: main, takesSeveral: flag(tree["several"]), isSafety: flag(tree["safety"]),
                        choices: choices(tree), sources: sources))
            case .order:
                let steps = entries(tree["steps"]).map { Ordering.Step(id: $0, text: text($1["text"])) }
                return .order(
                    Ordering(
                        id: id, text: main, steps: steps, feedback: text(tree["feedback"]),
                        isSafety: flag(tree["safety"]), sources: sources))
            case .story:
                return .story(
                    Story(
                        id: id, title: title, text: main,
                        moments: entries(tree["moments"]).map { id, moment in
                            Story.Moment(
                                id: id, text: text(moment["text"]), isSignal: flag(moment["signal"]),
                                feedback: text(moment["feedback"]))
                        }, question: text(tree["question"]), isReported: flag(tree["report"]), choices: choices(tree),
                        sources: sources))
            case .rewrite:
                return .rewrite(
                    Rewrite(
                        id: id, title: title, text: main, judgement: text(tree["judgement"]),
                        facts: (tree["facts"]?.entries ?? []).map { text($0) },
                        checks: entries(tree["checks"]).map { Rewrite.Check(id: $0, text: text($1["text"])) },
                        feedback: text(tree["feedback"]), sources: sources))
            case .crossOut:
                return .crossOut(
                    CrossOut(
                        id: id, title: title, text: main,
                        lines: entries(tree["lines"]).map { id, line in
                            CrossOut.Line(
                                id: id, text: text(line["text"]), isStruck: flag(line["strike"]),
                                feedback: text(line["feedback"]))
                        }, sources: sources))
            }
        }

        private func text(_ tree: ContentTree?) -> Translated {
            var texts = [original: tree?[original.tag]?.string ?? ""]
            for language in languages {
                if let text = tree?[language.tag]?.string, !text.isEmpty { texts[language] = text }
            }
            return Translated(original: original, texts)
        }

        private func flag(_ tree: ContentTree?) -> Bool { tree?.string == "true" }

        private func entries(_ tree: ContentTree?) -> [(String, ContentTree)] {
            (tree?.entries ?? []).map { ($0["id"]?.string ?? "", $0) }
        }

        private func choices(_ tree: ContentTree) -> [Choice] {
            entries(tree["choices"]).map { id, choice in
                Choice(
                    id: id, text: text(choice["text"]),
                    verdict: choice["verdict"]?.string.flatMap { Verdict(rawValue: $0) } ?? .wrong,
                    feedback: choice["feedback"].map { text($0) })
            }
        }
    }
}
