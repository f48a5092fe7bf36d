import Content
import Core

/// A course while it is being written: its files, with mistakes in them or not. Pure; the service keeps it.
struct CourseDraft: Equatable, Sendable {
    let slug: String
    /// The text of each file, by its path below the course's folder. Sound is not among them.
    var texts: [String: String] {
        didSet {
            if texts[Self.coursePath] != oldValue[Self.coursePath] { parsed = Self.tree(texts[Self.coursePath]) }
        }
    }
    /// `course.yaml`, which nearly every question is about.
    private var parsed: ContentTree

    init(slug: String, texts: [String: String]) {
        self.slug = slug
        self.texts = texts
        parsed = Self.tree(texts[Self.coursePath])
    }

    static func == (left: CourseDraft, right: CourseDraft) -> Bool {
        left.slug == right.slug && left.texts == right.texts
    }

    /// What is on one page of the editor.
    enum Part: Hashable, Sendable {
        case about
        case sources
        case chapter(String)
        case screen(String)
        case fact(String)
        /// For who gives the course to a group; a public page of its own, beside the steps.
        case notes
    }

    /// The place of a screen in the list of screens.
    struct Entry {
        /// From 0; the place in the chapter as well.
        let chapter: Int
        let place: Int
        let kind: Screen.Kind
        let id: String
        /// The course in whose folder its file lies, when that is another.
        let from: String?
    }

    static let coursePath = "course.yaml"
    static let factsPath = "facts.yaml"
    static let audioPath = "audio.yaml"

    // MARK: Files

    /// The tree of a YAML file; no names and no entries when it is not there.
    func tree(_ path: String) -> ContentTree { path == Self.coursePath ? parsed : Self.tree(texts[path]) }

    private static func tree(_ text: String?) -> ContentTree {
        text.flatMap { ContentTree(parsing: $0) } ?? .fields([])
    }

    /// Writes a file, when what it says is changed.
    mutating func write(_ tree: ContentTree, to path: String) {
        let old = texts[path] ?? ""
        guard old.isEmpty || self.tree(path) != tree else { return }
        texts[path] = tree.file(after: old).yaml
    }

    var course: ContentTree {
        get { parsed }
        set { write(newValue, to: Self.coursePath) }
    }

    /// The entries of `facts.yaml`; no facts, no file.
    var facts: [ContentTree] {
        get { tree(Self.factsPath).entries }
        set { writeList(newValue, to: Self.factsPath) }
    }

    /// The entries of `audio.yaml`.
    var audio: [ContentTree] {
        get { tree(Self.audioPath).entries }
        set { writeList(newValue, to: Self.audioPath) }
    }

    private mutating func writeList(_ entries: [ContentTree], to path: String) {
        if entries.isEmpty { texts[path] = nil } else { write(.list(entries), to: path) }
    }

    // MARK: What it holds

    /// The languages of its texts that are shown to everybody; the first is the one it was written in.
    var languages: [Language] { course["languages"].map(Self.languages) ?? [] }

    /// Further languages, which nobody has reviewed yet.
    var unreviewed: [Language] { course["unreviewed"].map(Self.languages) ?? [] }

    /// Languages that are shown to everybody while nobody read the translation as it is now.
    var unread: [Language] {
        languages.dropFirst().filter {
            !Language.all.contains($0) && course["translations"]?[$0.tag]?.named.isEmpty ?? true
        }
    }

    private static func languages(_ tree: ContentTree) -> [Language] {
        tree.entries.compactMap(\.string).map { Language($0) }
    }

    var form: EditorForm { EditorForm(languages: languages + unreviewed) }

    var version: Int {
        get { course["version"]?.string.flatMap { Int($0) } ?? 0 }
        set {
            // The line alone: the rest of the file stays as it was written.
            let lines = (texts[Self.coursePath] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            texts[Self.coursePath] = lines.map { $0.hasPrefix("version:") ? "version: \(newValue)" : $0 }
                .joined(separator: "\n")
        }
    }

    /// The chapters as they stand in the file.
    var chapters: [ContentTree] {
        get { course["chapters"]?.entries ?? [] }
        set { course["chapters"] = .list(newValue) }
    }

    /// All screens in order.
    var entries: [Entry] {
        chapters.enumerated().flatMap { chapter, tree in
            (tree["screens"]?.entries ?? []).enumerated().compactMap { place, screen in
                Self.entry(screen, chapter: chapter, place: place)
            }
        }
    }

    private static func entry(_ tree: ContentTree, chapter: Int, place: Int) -> Entry? {
        for kind in Screen.Kind.allCases {
            guard let id = tree[kind.rawValue]?.string else { continue }
            return Entry(chapter: chapter, place: place, kind: kind, id: id, from: tree["from"]?.string)
        }
        return nil
    }

    func entry(_ screen: String) -> Entry? { entries.first { $0.id == screen } }

    func entryTree(_ entry: Entry) -> ContentTree {
        chapters[entry.chapter]["screens"]?.entries[entry.place] ?? .fields([])
    }

    /// The files of a screen, by path.
    func paths(of entry: Entry) -> [String] {
        guard entry.from == nil else { return [] }
        if let folder = entry.kind.folder { return ["\(folder)/\(entry.id).yaml"] }
        return form.languages.map { "\($0)/\(entry.id).md" }
    }

    // MARK: Parts

    /// What is asked of a part.
    func fields(of part: Part) -> [EditorField] {
        switch part {
        case .about: return EditorField.about
        case .sources: return EditorField.sourceList
        case .chapter: return EditorField.chapter
        case .fact: return EditorField.fact
        case .notes: return EditorField.notes
        case .screen(let id):
            guard let entry = entry(id) else { return [] }
            let fields = EditorField.fields(of: entry.kind)
            guard entry.from != nil else { return fields }
            // Its own texts are written where it comes from; which sources and numbers go with a lesson is said here.
            return entry.kind == .lesson ? fields.filter { ["sources", "routes"].contains($0.name) } : []
        }
    }

    /// What a part holds; `nil` when there is no such part.
    func tree(of part: Part) -> ContentTree? {
        switch part {
        case .about, .sources: return course
        case .chapter(let id): return chapters.first { $0["id"]?.string == id }
        case .fact(let id): return facts.first { $0["id"]?.string == id }
        case .notes: return pages(Self.notesPath, .fields([]))
        case .screen(let id):
            guard let entry = entry(id) else { return nil }
            let listed = entryTree(entry)
            guard entry.from == nil else { return listed }
            if let folder = entry.kind.folder { return tree("\(folder)/\(id).yaml") }
            return pages({ "\($0)/\(id).md" }, listed)
        }
    }

    mutating func set(_ tree: ContentTree, of part: Part) {
        switch part {
        case .about, .sources: course = tree
        case .chapter(let id):
            chapters = chapters.map { $0["id"]?.string == id ? tree : $0 }
        case .fact(let id):
            facts = facts.map { $0["id"]?.string == id ? tree : $0 }
        case .notes: setNotes(tree)
        case .screen(let id):
            guard let entry = entry(id) else { return }
            if entry.from != nil {
                replace(entry, with: tree)
            } else if let folder = entry.kind.folder {
                write(tree, to: "\(folder)/\(id).yaml")
            } else {
                setLesson(id, entry, tree)
            }
        }
    }

    /// The fields of a part as a form shows them.
    func values(of part: Part) -> EditorForm.Values? {
        tree(of: part).map { form.values(of: $0, fields(of: part)) }
    }

    /// Takes over what a form holds.
    mutating func read(_ values: EditorForm.Values, into part: Part) {
        guard let old = tree(of: part) else { return }
        set(form.tree(values, onto: old, fields(of: part)), of: part)
    }

    private mutating func replace(_ entry: Entry, with tree: ContentTree) {
        var chapters = chapters
        chapters[entry.chapter]["screens"]?.entries[entry.place] = tree
        self.chapters = chapters
    }

    // MARK: Pages of text

    static func notesPath(_ language: Language) -> String { "facilitator.\(language).md" }

    /// The titles and texts of the files of a page, one in each language, with what else is known of it.
    private func pages(_ path: (Language) -> String, _ listed: ContentTree) -> ContentTree {
        var titles = ContentTree.fields([])
        var texts = ContentTree.fields([])
        for language in form.languages {
            let page = LessonText(self.texts[path(language)] ?? "")
            titles[language.tag] = .text(page.title)
            texts[language.tag] = .text(page.text)
        }
        var tree = listed
        tree["title"] = titles
        tree["text"] = texts
        return tree
    }

    private mutating func setPages(_ tree: ContentTree, _ path: (Language) -> String) {
        for language in form.languages {
            let page = LessonText(
                title: tree["title"]?[language.tag]?.string ?? "", text: tree["text"]?[language.tag]?.string ?? "")
            if texts[path(language)].map({ LessonText($0) }) != page { texts[path(language)] = page.file }
        }
    }

    private mutating func setLesson(_ id: String, _ entry: Entry, _ tree: ContentTree) {
        setPages(tree) { "\($0)/\(id).md" }
        var listed = tree
        listed["title"] = nil
        listed["text"] = nil
        replace(entry, with: listed)
    }

    /// Without a word in any language there are no notes.
    private mutating func setNotes(_ tree: ContentTree) {
        let isEmpty = form.languages.allSatisfy { language in
            ["title", "text"].allSatisfy { tree[$0]?[language.tag]?.string?.isEmpty ?? true }
        }
        if isEmpty {
            for language in form.languages { texts[Self.notesPath(language)] = nil }
        } else {
            setPages(tree, Self.notesPath)
        }
    }
}

/// A lesson's file, with a mistake in it or not: its title stands after `# ` on the first line that is not empty.
struct LessonText: Hashable {
    var title: String
    var text: String

    init(title: String, text: String) {
        self.title = title
        self.text = text
    }

    init(_ file: String) {
        let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.firstIndex { !trimmed($0).isEmpty } ?? 0
        let hasTitle = lines[first] == "#" || lines[first].hasPrefix("# ")
        title = hasTitle ? trimmed(lines[first].dropFirst(1)) : ""
        text = trimmed(lines[(hasTitle ? first + 1 : first)...].joined(separator: "\n"))
    }

    var file: String { "# \(title)\n\n\(text)\n" }
}
