import Content
import Core
import Web

/// Reads the files of one course into values. What is wrong goes to `findings`; a value is only made of parts without a
/// mistake, yet all parts are read, so that one reading names every mistake.
struct CourseReader {
    let files: ContentFiles
    let slug: String
    let routes: RouteReader.Routes
    let findings: Findings

    private var languages: [Language] = []
    private var sources: [SourceRef] = []
    /// The sources by name, also those with a mistake: who refers to one makes no mistake.
    private var sourceNames: [String] = []
    /// Where each screen was named first, by its identifier.
    private var screens: [String: Place] = [:]
    /// The paths that the course refers to.
    private var used: Set<String> = []

    init(files: ContentFiles, slug: String, routes: RouteReader.Routes, findings: Findings) {
        self.files = files
        self.slug = slug
        self.routes = routes
        self.findings = findings
    }

    /// The course; `nil` when something was reported.
    mutating func course() -> Course? {
        let before = findings.all.count
        let path = "\(slug)/course.yaml"
        let top = Place(file: files.path(path), line: 1)
        guard ContentField.isIdentifier(slug) else {
            findings.add("identifier", ["value": slug], at: top)
            return nil
        }
        guard let file = yaml(path, named: top) else { return nil }
        let course = read(file)
        return findings.all.count == before ? course : nil
    }

    private mutating func read(_ file: ContentField) -> Course? {
        guard
            let fields = file.fields(
                required: [
                    "version", "languages", "title", "summary", "goals", "minutes", "audiences", "review", "sources",
                    "chapters",
                ], optional: ["roles"])
        else { return nil }
        languages = fields["languages"].flatMap { $0.languages() } ?? []
        sources = fields["sources"]?.list()?.compactMap { $0.source() } ?? []
        sourceNames = fields["sources"]?.all("id") ?? []
        fields["sources"]?.reportDuplicates("id")
        let version = fields["version"]?.number(in: 1...1_000_000)
        let title = fields["title"]?.translated(in: languages)
        let summary = fields["summary"]?.translated(in: languages)
        let goals = fields["goals"]?.list()?.map { $0.translated(in: languages) }
        let minutes = fields["minutes"]?.number(in: 1...180)
        let audiences = fields["audiences"]?.values(Audience.self, else: "unknown-audience")
        let roles = fields["roles"]?.values(Role.self, else: "unknown-role")
        let review = fields["review"].flatMap(review)
        var chapters: [Course.Chapter?] = []
        for field in fields["chapters"]?.list() ?? [] { chapters.append(chapter(field)) }
        if !chapters.isEmpty, !languages.isEmpty { reportUnused() }
        fields["chapters"]?.reportDuplicates("id")
        guard let version, let title, let summary, let goals, let minutes, let audiences, let review else { return nil }
        return Course(
            slug: slug, version: version, title: title, summary: summary, goals: goals.compactMap(\.self),
            minutes: minutes, languages: languages, audiences: audiences, roles: roles ?? [], review: review,
            sources: sources, chapters: chapters.compactMap(\.self))
    }

    // MARK: The course itself

    private func review(_ field: ContentField) -> Course.Review? {
        guard let fields = field.fields(required: ["police", "care", "survivors"]) else { return nil }
        let marks = ["police", "care", "survivors"].map { fields[$0].flatMap { $0.reviewMark() } }
        guard let police = marks[0], let care = marks[1], let survivors = marks[2] else { return nil }
        return Course.Review(police: police, care: care, survivors: survivors)
    }

    // MARK: Screens

    private mutating func chapter(_ field: ContentField) -> Course.Chapter? {
        guard let fields = field.fields(required: ["id", "title", "screens"]) else { return nil }
        let id = fields["id"]?.identifier()
        let title = fields["title"]?.translated(in: languages)
        var screens: [Screen?] = []
        for entry in fields["screens"]?.list() ?? [] { screens.append(screen(entry)) }
        guard let id, let title else { return nil }
        return Course.Chapter(id: id, title: title, screens: screens.compactMap(\.self))
    }

    /// What a screen is, is told by the first of these names that stands in it.
    private static let kinds = ["lesson", "scenario", "question"]

    private mutating func screen(_ field: ContentField) -> Screen? {
        guard let kind = Self.kinds.first(where: field.names.contains) else {
            field.report("unknown-screen", ["known": Self.kinds.joined(separator: ", ")])
            return nil
        }
        let extra = kind == "lesson" ? ["sources", "routes"] : []
        guard let fields = field.fields(required: [kind], optional: extra), let named = fields[kind],
            let id = named.identifier()
        else { return nil }
        if let first = screens[id] {
            named.report("duplicate-id", ["id": id, "line": String(first.line)])
            return nil
        }
        screens[id] = named.place
        switch kind {
        case "lesson": return lesson(id, fields, at: named.place).map(Screen.lesson)
        case "scenario": return scenario(id, at: named.place).map(Screen.scenario)
        default: return question(id, at: named.place).map(Screen.question)
        }
    }

    private mutating func lesson(_ id: String, _ fields: ContentFields, at place: Place) -> Lesson? {
        let sources = fields["sources"].map(sources) ?? []
        let routes = fields["routes"].map(routes) ?? []
        var titles: [Language: String] = [:]
        var texts: [Language: String] = [:]
        for language in languages {
            let path = "\(slug)/\(language)/\(id).md"
            guard let source = text(path, named: place),
                let page = LessonPage(source, file: files.path(path), sources: sources, findings: findings)
            else { continue }
            titles[language] = page.title
            texts[language] = page.text
        }
        guard !languages.isEmpty, titles.count == languages.count else { return nil }
        return Lesson(
            id: id, title: Translated(original: languages[0], titles), text: Translated(original: languages[0], texts),
            sources: sources, routes: routes)
    }

    private mutating func scenario(_ id: String, at place: Place) -> Scenario? {
        guard let file = yaml("\(slug)/scenarios/\(id).yaml", named: place),
            let fields = file.fields(
                required: ["title", "text", "question", "report", "choices"], optional: ["sources"])
        else { return nil }
        let title = fields["title"]?.translated(in: languages)
        let text = fields["text"]?.translated(in: languages)
        let question = fields["question"]?.translated(in: languages)
        let report = fields["report"]?.boolean()
        let sources = fields["sources"].map(sources) ?? []
        let choices = fields["choices"].map { self.choices($0, isScenario: true) } ?? []
        if let field = fields["choices"], !choices.isEmpty, !choices.contains(where: { $0?.verdict == .right }) {
            if choices.allSatisfy({ $0 != nil }) { field.report("no-right-choice") }
        }
        guard let title, let text, let question, let report else { return nil }
        return Scenario(
            id: id, title: title, text: text, question: question, isReported: report,
            choices: choices.compactMap(\.self), sources: sources)
    }

    private mutating func question(_ id: String, at place: Place) -> Question? {
        guard let file = yaml("\(slug)/questions/\(id).yaml", named: place),
            let fields = file.fields(required: ["text", "choices"], optional: ["several", "safety", "sources"])
        else { return nil }
        let text = fields["text"]?.translated(in: languages)
        let several = fields["several"].map { $0.boolean() } ?? false
        let safety = fields["safety"].map { $0.boolean() } ?? false
        let sources = fields["sources"].map(sources) ?? []
        let choices = fields["choices"].map { self.choices($0, isScenario: false) } ?? []
        let right = choices.count { $0?.verdict == .right }
        if let field = fields["choices"], !choices.isEmpty, choices.allSatisfy({ $0 != nil }) {
            if right == 0 { field.report("no-right-choice") }
            if right > 1, several == false { field.report("several-right") }
        }
        guard let text, let several, let safety else { return nil }
        return Question(
            id: id, text: text, takesSeveral: several, isSafety: safety, choices: choices.compactMap(\.self),
            sources: sources)
    }

    /// The choices of an exercise, `nil` for each one with a mistake in it.
    private func choices(_ field: ContentField, isScenario: Bool) -> [Choice?] {
        guard let list = field.list() else { return [] }
        if !(2...8).contains(list.count) { field.report("choices", ["count": String(list.count)]) }
        field.reportDuplicates("id")
        return list.map { choice($0, isScenario: isScenario) }
    }

    private func choice(_ field: ContentField, isScenario: Bool) -> Choice? {
        guard let fields = field.fields(required: ["id", "text", "verdict"], optional: ["feedback"]) else { return nil }
        let id = fields["id"]?.identifier()
        let text = fields["text"]?.translated(in: languages)
        let verdict = fields["verdict"]?.value(Verdict.self, else: "verdict")
        let feedback = fields["feedback"].map { $0.translated(in: languages) }
        if feedback == nil, isScenario || verdict != .right { field.report("no-feedback") }
        if !isScenario, verdict == .partly { fields["verdict"]?.report("partly") }
        guard let id, let text, let verdict else { return nil }
        return Choice(id: id, text: text, verdict: verdict, feedback: feedback ?? nil)
    }

    // MARK: References

    private func sources(_ field: ContentField) -> [String] {
        (field.list() ?? []).compactMap { entry in
            guard let id = entry.text() else { return nil }
            if !sourceNames.contains(id) { entry.report("unknown-source", ["source": id]) }
            return id
        }
    }

    private func routes(_ field: ContentField) -> [HelpRoute] {
        (field.list() ?? []).compactMap { entry in
            guard let id = entry.text() else { return nil }
            guard let route = routes.good.first(where: { $0.id == id }) else {
                if !routes.names.contains(id) { entry.report("unknown-route", ["route": id]) }
                return nil
            }
            guard route.number != nil else {
                entry.report("route-without-number", ["route": id])
                return nil
            }
            for language in languages where route.name.texts[language] == nil {
                entry.report("missing-route-translation", ["route": id, "language": language.tag])
            }
            return route
        }
    }

    // MARK: Files

    private mutating func yaml(_ path: String, named place: Place) -> ContentField? {
        text(path, named: place).flatMap { ContentField(parsing: $0, file: files.path(path), findings: findings) }
    }

    /// The text of a file that is referred to at `place`.
    private mutating func text(_ path: String, named place: Place) -> String? {
        used.insert(path)
        guard let text = files.texts[path] else {
            findings.add("missing-file", ["file": path], at: place)
            return nil
        }
        if text == nil { findings.add("not-utf8", at: Place(file: files.path(path), line: 1)) }
        return text
    }

    private func reportUnused() {
        for path in files.texts.keys.sorted() where path.hasPrefix(slug + "/") && !used.contains(path) {
            findings.add("unused-file", at: Place(file: files.path(path), line: 1))
        }
    }
}

/// A lesson's file: `# Title` on the first line that is not empty, then the text.
private struct LessonPage {
    let title: String
    let text: String

    init?(_ source: String, file: String, sources: [String], findings: Findings) {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.firstIndex { !trimmed($0).isEmpty } ?? 0
        let title = lines[first].hasPrefix("# ") ? trimmed(lines[first].dropFirst(2)) : ""
        if title.isEmpty { findings.add("no-title", at: Place(file: file, line: first + 1)) }
        let text = trimmed(lines[(first + 1)...].joined(separator: "\n"))
        if text.isEmpty { findings.add("empty-text", at: Place(file: file, line: first + 1)) }
        for problem in Markdown.problems(in: source) {
            findings.add(problem.text, at: Place(file: file, line: problem.line))
        }
        for link in Markdown.links(in: source) where link.destination.hasPrefix("#") {
            guard !sources.contains(where: { link.destination == "#source-\($0)" }) else { continue }
            findings.add("unknown-source", ["source": link.destination], at: Place(file: file, line: link.line))
        }
        guard !title.isEmpty, !text.isEmpty else { return nil }
        self.title = title
        self.text = text
    }
}
