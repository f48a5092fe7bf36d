import Content
import Core
import Web

/// Reads the files of one course into values. What is wrong goes to `findings`; a value is only made of parts without a
/// mistake, yet all parts are read, so that one reading names every mistake.
struct CourseReader {
    let files: ContentFiles
    let slug: String
    let routes: RouteReader.Routes
    /// The languages of every course in the folder, those without a review included.
    let languagesBySlug: [String: [Language]]
    let findings: Findings
    /// What is wrong in the files of another course that this one borrows. That course tells it as well, when it names the file.
    let borrowed: Findings

    /// Those of the texts: public and unreviewed ones.
    var languages: [Language] = []
    private var reviewed: [Language] = []
    /// What a text of the screen that is being read may hold besides: the languages of the course it is borrowed from.
    var besides: [Language] = []
    var sources: [SourceRef] = []
    /// The sources by name, also those with a mistake: who refers to one makes no mistake.
    var sourceNames: [String] = []
    /// Where each screen was named first, by its identifier.
    private var screens: [String: Place] = [:]
    private var origins: [String: String] = [:]
    /// The paths that the course refers to.
    private(set) var used: Set<String> = []
    /// Whether it names its screens, so that a file it does not name belongs nowhere.
    private(set) var namesItsFiles = false

    init(
        files: ContentFiles, slug: String, routes: RouteReader.Routes, languagesBySlug: [String: [Language]],
        findings: Findings, borrowed: Findings
    ) {
        self.files = files
        self.slug = slug
        self.routes = routes
        self.languagesBySlug = languagesBySlug
        self.findings = findings
        self.borrowed = borrowed
    }

    /// The languages that a course names, public or not, before anything else of it is read; mistakes are for the reading.
    static func languages(of slug: String, in files: ContentFiles) -> [Language] {
        let quiet = Findings()
        guard case .some(.some(let text)) = files.texts["\(slug)/course.yaml"],
            let file = ContentField(parsing: text, file: slug, findings: quiet)
        else { return [] }
        return ["languages", "unreviewed"].flatMap { file.value(named: $0)?.languages() ?? [] }
    }

    /// The course; `nil` when something was reported.
    mutating func course() -> Course? {
        let before = findings.all.count + borrowed.all.count
        let path = "\(slug)/course.yaml"
        let top = Place(file: files.path(path), line: 1)
        guard ContentField.isIdentifier(slug) else {
            findings.add("identifier", ["value": slug], at: top)
            return nil
        }
        guard let file = yaml(path, named: top) else { return nil }
        let course = read(file)
        return findings.all.count + borrowed.all.count == before ? course : nil
    }

    private mutating func read(_ file: ContentField) -> Course? {
        guard
            let fields = file.fields(
                required: [
                    "version", "languages", "title", "summary", "goals", "minutes", "audiences", "review", "sources",
                    "chapters",
                ], optional: ["roles", "unreviewed", "translations"])
        else { return nil }
        let before = findings.all.count + borrowed.all.count
        reviewed = fields["languages"].flatMap { $0.languages() } ?? []
        let unreviewed = fields["unreviewed"].map { self.unreviewed($0, besides: reviewed) } ?? []
        languages = reviewed + unreviewed
        let translations = fields["translations"].map(translations) ?? [:]
        if let field = fields["languages"] { reportUnread(translations, field) }
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
        namesItsFiles = !chapters.isEmpty && !languages.isEmpty
        fields["chapters"]?.reportDuplicates("id")
        let isGood = findings.all.count + borrowed.all.count == before
        guard let version, let title, let summary, let goals, let minutes, let audiences, let review else { return nil }
        var course = Course(
            slug: slug, version: version, title: title, summary: summary, goals: goals.compactMap(\.self),
            minutes: minutes, languages: reviewed, unreviewed: unreviewed, translations: translations,
            audiences: audiences,
            roles: roles ?? [], review: review, sources: sources, chapters: chapters.compactMap(\.self),
            origins: origins)
        // Both are about what the screens say, so they wait until those are without mistakes.
        course.facts = facts(of: isGood ? course : nil)
        course.audio = audio(of: isGood ? course : nil)
        course.notes = notes()
        if isGood, let field = fields["chapters"] { reportAlarmOnly(course, field) }
        return course
    }

    // MARK: The course itself

    private func unreviewed(_ field: ContentField, besides reviewed: [Language]) -> [Language] {
        let languages = field.languages() ?? []
        for language in languages where reviewed.contains(language) {
            field.report("language-twice", ["language": language.tag])
        }
        return languages.filter { !reviewed.contains($0) }
    }

    /// Who read which translation.
    private func translations(_ field: ContentField) -> [Language: ReviewMark] {
        guard let fields = field.fields(required: [], optional: languages.map(\.tag)) else { return [:] }
        return languages.reduce(into: [:]) { marks, language in
            if let mark = fields[language.tag]?.reviewMark(), mark != .waiting { marks[language] = mark }
        }
    }

    /// A translation that who publishes a course cannot be expected to read is public once somebody with a name read it.
    private func reportUnread(_ translations: [Language: ReviewMark], _ field: ContentField) {
        for language in reviewed.dropFirst() where !Language.all.contains(language) && translations[language] == nil {
            field.report("translation-unread", ["language": language.tag])
        }
    }

    func review(_ field: ContentField) -> Course.Review? {
        guard let fields = field.fields(required: ["police", "care", "survivors"]) else { return nil }
        let marks = ["police", "care", "survivors"].map { fields[$0].flatMap { $0.reviewMark() } }
        guard let police = marks[0], let care = marks[1], let survivors = marks[2] else { return nil }
        return Course.Review(police: police, care: care, survivors: survivors)
    }

    /// A course that only teaches alarm teaches suspicion.
    private func reportAlarmOnly(_ course: Course, _ field: ContentField) {
        let reported = course.screens.compactMap(\.isReported)
        if !reported.isEmpty, !reported.contains(false) { field.report("alarm-only") }
    }

    /// The notes for who gives the course; none without a file.
    private mutating func notes() -> Course.Notes? {
        func path(_ language: Language) -> String { "\(slug)/facilitator.\(language).md" }
        guard languages.contains(where: { files.texts[path($0)] != nil }) else { return nil }
        let top = Place(file: files.path("\(slug)/course.yaml"), line: 1)
        var titles: [Language: String] = [:]
        var texts: [Language: String] = [:]
        for language in languages {
            guard let source = text(path(language), named: top) else { continue }
            let page = LessonPage(source, file: files.path(path(language)), findings: findings)
            titles[language] = page?.title
            texts[language] = page?.text
        }
        guard titles.count == languages.count else { return nil }
        return Course.Notes(
            title: Translated(original: languages[0], titles), text: Translated(original: languages[0], texts))
    }

    // MARK: Screens

    private mutating func chapter(_ field: ContentField) -> Course.Chapter? {
        guard let fields = field.fields(required: ["id", "title", "screens"]) else { return nil }
        let id = fields["id"]?.identifier()
        let title = fields["title"]?.translated(in: languages)
        var screens: [Screen?] = []
        for entry in fields["screens"]?.list() ?? [] { screens.append(screen(entry)) }
        guard let id, let title, !screens.isEmpty else { return nil }
        return Course.Chapter(id: id, title: title, screens: screens.compactMap(\.self))
    }

    /// What a screen is, is told by the first of these names that stands in it.
    private static let kinds = Screen.Kind.allCases

    private mutating func screen(_ field: ContentField) -> Screen? {
        guard let kind = Self.kinds.first(where: { field.names.contains($0.rawValue) }) else {
            field.report("unknown-screen", ["known": Self.kinds.map(\.rawValue).joined(separator: ", ")])
            return nil
        }
        let extra = kind == .lesson ? ["sources", "routes"] : []
        guard let fields = field.fields(required: [kind.rawValue], optional: ["from"] + extra),
            let named = fields[kind.rawValue], let id = named.identifier()
        else { return nil }
        if let first = screens[id] {
            named.report("duplicate-id", ["id": id, "line": String(first.line)])
            return nil
        }
        screens[id] = named.place
        var folder = slug
        if let from = fields["from"] {
            guard let other = origin(from) else { return nil }
            folder = other
            origins[id] = other
        }
        besides = folder == slug ? [] : languagesBySlug[folder] ?? []
        defer { besides = [] }
        return screen(kind, ScreenFile(id: id, folder: folder, isBorrowed: folder != slug, place: named.place), fields)
    }

    private func origin(_ field: ContentField) -> String? {
        guard let other = field.text() else { return nil }
        guard other != slug, languagesBySlug[other] != nil else {
            field.report("unknown-course", ["value": other])
            return nil
        }
        return other
    }

    private mutating func screen(_ kind: Screen.Kind, _ file: ScreenFile, _ fields: ContentFields) -> Screen? {
        switch kind {
        case .lesson: lesson(file, fields).map(Screen.lesson)
        case .scenario: scenario(file).map(Screen.scenario)
        case .question: question(file).map(Screen.question)
        case .order: ordering(file).map(Screen.order)
        case .story: story(file).map(Screen.story)
        case .rewrite: rewrite(file).map(Screen.rewrite)
        case .crossOut: crossOut(file).map(Screen.crossOut)
        }
    }

    private mutating func lesson(_ file: ScreenFile, _ fields: ContentFields) -> Lesson? {
        let sources = fields["sources"].map { self.sources($0, file) } ?? []
        let routes = fields["routes"].map(routes) ?? []
        var titles: [Language: String] = [:]
        var texts: [Language: String] = [:]
        for language in languages {
            let path = "\(file.folder)/\(language)/\(file.id).md"
            guard let source = text(path, named: file.place) else { continue }
            let page = LessonPage(source, file: files.path(path), findings: findings(of: file))
            reportUnknownSources(source, path: path, file, sources)
            guard let page else { continue }
            titles[language] = page.title
            texts[language] = page.text
        }
        guard !languages.isEmpty, titles.count == languages.count else { return nil }
        return Lesson(
            id: file.id, title: Translated(original: languages[0], titles),
            text: Translated(original: languages[0], texts), sources: sources, routes: routes)
    }

    /// Links like `#source-khn` in a lesson lead to the sources that are named with it.
    private func reportUnknownSources(_ source: String, path: String, _ file: ScreenFile, _ sources: [String]) {
        for link in Markdown.links(in: source) where link.destination.hasPrefix("#") {
            guard !sources.contains(where: { link.destination == "#source-\($0)" }) else { continue }
            if file.isBorrowed {
                findings.add("borrowed-source", ["source": link.destination, "course": file.folder], at: file.place)
            } else {
                findings.add(
                    "unknown-source", ["source": link.destination],
                    at: Place(file: files.path(path), line: link.line))
            }
        }
    }

    // MARK: References

    func sources(_ field: ContentField, _ file: ScreenFile) -> [String] {
        (field.list() ?? []).compactMap { entry in
            guard let id = entry.text() else { return nil }
            guard !sourceNames.contains(id) else { return id }
            if file.isBorrowed {
                findings.add("borrowed-source", ["source": id, "course": file.folder], at: file.place)
            } else {
                entry.report("unknown-source", ["source": id])
            }
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
            // The file with routes is shared: it need not know a language that is not public.
            for language in reviewed where route.name.texts[language] == nil {
                entry.report("missing-route-translation", ["route": id, "language": language.tag])
            }
            return route
        }
    }

    // MARK: Files

    /// A text of the screen that is being read.
    func translated(_ field: ContentField?) -> Translated? { field?.translated(in: languages, besides: besides) }

    func findings(of file: ScreenFile) -> Findings { file.isBorrowed ? borrowed : findings }

    /// The file of an exercise, in the folder of its kind.
    mutating func yaml(_ folder: String, _ file: ScreenFile) -> ContentField? {
        let path = "\(file.folder)/\(folder)/\(file.id).yaml"
        return text(path, named: file.place).flatMap {
            ContentField(parsing: $0, file: files.path(path), findings: findings(of: file))
        }
    }

    mutating func yaml(_ path: String, named place: Place) -> ContentField? {
        text(path, named: place).flatMap { ContentField(parsing: $0, file: files.path(path), findings: findings) }
    }

    /// Notes that a file belongs to the course.
    mutating func use(_ path: String) { used.insert(path) }

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
}

/// The file of one screen.
struct ScreenFile {
    let id: String
    /// The slug of the course in whose folder it lies.
    let folder: String
    /// Whether that is another course than the one that is being read.
    let isBorrowed: Bool
    /// Where the screen is named.
    let place: Place
}

/// A lesson's file: `# Title` on the first line that is not empty, then the text.
private struct LessonPage {
    let title: String
    let text: String

    init?(_ source: String, file: String, findings: Findings) {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.firstIndex { !trimmed($0).isEmpty } ?? 0
        let title = lines[first].hasPrefix("# ") ? trimmed(lines[first].dropFirst(2)) : ""
        if title.isEmpty { findings.add("no-title", at: Place(file: file, line: first + 1)) }
        let text = trimmed(lines[(first + 1)...].joined(separator: "\n"))
        if text.isEmpty { findings.add("empty-text", at: Place(file: file, line: first + 1)) }
        for problem in Markdown.problems(in: source) {
            findings.add(problem.text, at: Place(file: file, line: problem.line))
        }
        guard !title.isEmpty, !text.isEmpty else { return nil }
        self.title = title
        self.text = text
    }
}
