import Content
import Core

/// The files of exercises, one function for each kind.
extension CourseReader {
    mutating func scenario(_ file: ScreenFile) -> Scenario? {
        guard
            let fields = yaml("scenarios", file)?.fields(
                required: ["title", "text", "question", "report", "choices"], optional: ["sources"])
        else { return nil }
        let title = translated(fields["title"])
        let text = translated(fields["text"])
        let question = translated(fields["question"])
        let report = fields["report"]?.boolean()
        let sources = fields["sources"].map { self.sources($0, file) } ?? []
        let choices = fields["choices"].map { self.choices($0, needFeedback: true) } ?? []
        guard let title, let text, let question, let report else { return nil }
        return Scenario(
            id: file.id, title: title, text: text, question: question, isReported: report, choices: choices,
            sources: sources)
    }

    mutating func question(_ file: ScreenFile) -> Question? {
        guard
            let fields = yaml("questions", file)?.fields(
                required: ["text", "choices"], optional: ["several", "safety", "sources"])
        else { return nil }
        let text = translated(fields["text"])
        let several = fields["several"].map { $0.boolean() } ?? false
        let safety = fields["safety"].map { $0.boolean() } ?? false
        let sources = fields["sources"].map { self.sources($0, file) } ?? []
        let choices = fields["choices"].map { self.choices($0, needFeedback: false) } ?? []
        if choices.count(where: { $0.verdict == .right }) > 1, several == false {
            fields["choices"]?.report("several-right")
        }
        guard let text, let several, let safety else { return nil }
        return Question(
            id: file.id, text: text, takesSeveral: several, isSafety: safety, choices: choices, sources: sources)
    }

    mutating func ordering(_ file: ScreenFile) -> Ordering? {
        guard
            let fields = yaml("orders", file)?.fields(
                required: ["text", "steps", "feedback"], optional: ["safety", "sources"])
        else { return nil }
        let text = translated(fields["text"])
        let steps: [Ordering.Step] = entries(fields["steps"], 3...8, ["id", "text"]) { entry in
            guard let id = entry["id"]?.identifier(), let text = translated(entry["text"]) else { return nil }
            return Ordering.Step(id: id, text: text)
        }
        let feedback = translated(fields["feedback"])
        let safety = fields["safety"].map { $0.boolean() } ?? false
        let sources = fields["sources"].map { self.sources($0, file) } ?? []
        guard let text, let feedback, let safety else { return nil }
        return Ordering(
            id: file.id, text: text, steps: steps, feedback: feedback, isSafety: safety, sources: sources)
    }

    mutating func story(_ file: ScreenFile) -> Story? {
        guard
            let fields = yaml("stories", file)?.fields(
                required: ["title", "text", "moments", "question", "report", "choices"], optional: ["sources"])
        else { return nil }
        let title = translated(fields["title"])
        let text = translated(fields["text"])
        let moments: [Story.Moment] = entries(fields["moments"], 4...12, ["id", "text", "signal", "feedback"]) {
            entry in
            let id = entry["id"]?.identifier()
            let text = translated(entry["text"])
            let isSignal = entry["signal"]?.boolean()
            let feedback = translated(entry["feedback"])
            guard let id, let text, let isSignal, let feedback else { return nil }
            return Story.Moment(id: id, text: text, isSignal: isSignal, feedback: feedback)
        }
        if let field = fields["moments"], !moments.isEmpty, moments.allSatisfy(\.isSignal) {
            field.report("all-signals")
        }
        let question = translated(fields["question"])
        let report = fields["report"]?.boolean()
        let choices = fields["choices"].map { self.choices($0, needFeedback: true) } ?? []
        let sources = fields["sources"].map { self.sources($0, file) } ?? []
        guard let title, let text, let question, let report else { return nil }
        return Story(
            id: file.id, title: title, text: text, moments: moments, question: question, isReported: report,
            choices: choices, sources: sources)
    }

    mutating func rewrite(_ file: ScreenFile) -> Rewrite? {
        guard
            let fields = yaml("rewrites", file)?.fields(
                required: ["title", "text", "judgement", "facts", "checks", "feedback"], optional: ["sources"])
        else { return nil }
        let title = translated(fields["title"])
        let text = translated(fields["text"])
        let judgement = translated(fields["judgement"])
        let entries = fields["facts"]?.list() ?? []
        if let field = fields["facts"], !entries.isEmpty { report(entries.count, 1...4, field) }
        let facts = entries.compactMap { translated($0) }
        let checks: [Rewrite.Check] = self.entries(fields["checks"], 3...6, ["id", "text"]) { entry in
            guard let id = entry["id"]?.identifier(), let text = translated(entry["text"]) else { return nil }
            return Rewrite.Check(id: id, text: text)
        }
        let feedback = translated(fields["feedback"])
        let sources = fields["sources"].map { self.sources($0, file) } ?? []
        guard let title, let text, let judgement, let feedback else { return nil }
        return Rewrite(
            id: file.id, title: title, text: text, judgement: judgement, facts: facts, checks: checks,
            feedback: feedback, sources: sources)
    }

    mutating func crossOut(_ file: ScreenFile) -> CrossOut? {
        guard
            let fields = yaml("cross-outs", file)?.fields(
                required: ["title", "text", "lines"], optional: ["sources"])
        else { return nil }
        let title = translated(fields["title"])
        let text = translated(fields["text"])
        let lines: [CrossOut.Line] = entries(fields["lines"], 4...14, ["id", "text", "strike", "feedback"]) { entry in
            let id = entry["id"]?.identifier()
            let text = translated(entry["text"])
            let isStruck = entry["strike"]?.boolean()
            let feedback = translated(entry["feedback"])
            guard let id, let text, let isStruck, let feedback else { return nil }
            return CrossOut.Line(id: id, text: text, isStruck: isStruck, feedback: feedback)
        }
        if let field = fields["lines"], Set(lines.map(\.isStruck)).count == 1 { field.report("all-lines-alike") }
        let sources = fields["sources"].map { self.sources($0, file) } ?? []
        guard let title, let text else { return nil }
        return CrossOut(id: file.id, title: title, text: text, lines: lines, sources: sources)
    }

    // MARK: What they are made of

    /// The entries of a list with an `id` each; the list comes out empty when one of them has a mistake in it.
    private func entries<Entry>(
        _ field: ContentField?, _ range: ClosedRange<Int>, _ names: [String], _ read: (ContentFields) -> Entry?
    ) -> [Entry] {
        guard let field, let list = field.list() else { return [] }
        report(list.count, range, field)
        field.reportDuplicates("id")
        let entries = list.map { $0.fields(required: names).flatMap(read) }
        return entries.contains { $0 == nil } ? [] : entries.compactMap(\.self)
    }

    private func report(_ count: Int, _ range: ClosedRange<Int>, _ field: ContentField) {
        guard !range.contains(count) else { return }
        field.report(
            "how-many", ["count": "\(count)", "least": "\(range.lowerBound)", "most": "\(range.upperBound)"])
    }

    /// The choices of an exercise; none when one of them has a mistake in it.
    private func choices(_ field: ContentField, needFeedback: Bool) -> [Choice] {
        guard let list = field.list() else { return [] }
        if !(2...8).contains(list.count) { field.report("choices", ["count": String(list.count)]) }
        field.reportDuplicates("id")
        let choices = list.map { choice($0, needsFeedback: needFeedback) }
        guard choices.allSatisfy({ $0 != nil }) else { return [] }
        if !choices.contains(where: { $0?.verdict == .right }) { field.report("no-right-choice") }
        return choices.compactMap(\.self)
    }

    private func choice(_ field: ContentField, needsFeedback: Bool) -> Choice? {
        guard let fields = field.fields(required: ["id", "text", "verdict"], optional: ["feedback"]) else { return nil }
        let id = fields["id"]?.identifier()
        let text = translated(fields["text"])
        let verdict = fields["verdict"]?.value(Verdict.self, else: "verdict")
        let feedback = fields["feedback"].map { translated($0) }
        if feedback == nil, needsFeedback || verdict != .right { field.report("no-feedback") }
        if !needsFeedback, verdict == .partly { fields["verdict"]?.report("partly") }
        guard let id, let text, let verdict else { return nil }
        return Choice(id: id, text: text, verdict: verdict, feedback: feedback ?? nil)
    }
}
