import Content
import Core

/// A change in the order of a course, in what belongs to it, or in its languages.
enum Arrangement: Hashable, Sendable {
    /// A new screen, empty but for its title, at the end of a chapter.
    case add(Screen.Kind, title: String, chapter: String)
    /// A screen of another course, at the end of a chapter.
    case borrow(Screen.Kind, id: String, from: String, chapter: String)
    case addChapter(title: String)
    case up(String)
    case down(String)
    case remove(String)
    case chapterUp(String)
    case chapterDown(String)
    case removeChapter(String)
    /// Not shown to the public until `CourseEditor.show`.
    case addLanguage(Language)
    /// Only one that is not shown to the public; its texts go.
    case removeLanguage(Language)
    case putBack(RemovedPart)
    /// A new statement of fact on a screen; its words are to be filled in.
    case addFact(screen: String)
    case removeFact(String)
}

/// What was taken out of a draft, to be put back.
struct RemovedPart: Codable, Hashable, Sendable {
    enum Kind: String, Codable, Sendable { case screen, chapter, fact }

    var kind: Kind
    var id: String
    /// Its title in the first language of the course.
    var title: String
    /// The chapter that it stood in; empty for a chapter.
    var chapter = ""
    /// Where it stood, from 0.
    var place: Int
    /// Its entry in a list, as YAML.
    var entry: String
    /// Its files, by path.
    var files: [String: String] = [:]
    /// The facts on it, and its sounds, as YAML.
    var facts: [String] = []
    var audio: [String] = []
}

extension CourseDraft {
    /// Does it.
    ///
    /// - Parameter taken: names that no new screen may have, beside those of its screens: earlier ones of this course.
    /// - Returns: what was taken out.
    /// - Throws: `EditorError`.
    mutating func arrange(_ change: Arrangement, taken: Set<String> = []) throws -> RemovedPart? {
        switch change {
        case .add(let kind, let title, let chapter):
            let names = taken.union(entries.map(\.id))
            let id = EditorName.make(from: title, besides: names)
            try append(.fields([ContentTree.Field(kind.rawValue, .word(id))]), to: chapter)
            fillNew(kind, id, title)
        case .borrow(let kind, let id, let from, let chapter):
            guard entry(id) == nil else { throw EditorError.screenThere }
            try append(.fields([.init(kind.rawValue, .word(id)), .init("from", .word(from))]), to: chapter)
        case .addChapter(let title): addChapter(title)
        case .up(let id): try move(id, by: -1)
        case .down(let id): try move(id, by: 1)
        case .remove(let id): return try remove(screen: id)
        case .chapterUp(let id): try moveChapter(id, by: -1)
        case .chapterDown(let id): try moveChapter(id, by: 1)
        case .removeChapter(let id): return try remove(chapter: id)
        case .addLanguage(let language): try add(language)
        case .removeLanguage(let language): try remove(language)
        case .putBack(let part): try putBack(part)
        case .addFact(let screen): try addFact(on: screen)
        case .removeFact(let id): return try remove(fact: id)
        }
        return nil
    }

    // MARK: Screens

    private func place(ofChapter id: String) throws -> Int {
        guard let place = chapters.firstIndex(where: { $0["id"]?.string == id }) else { throw EditorError.noSuchPart }
        return place
    }

    private mutating func append(_ entry: ContentTree, to chapter: String, at place: Int? = nil) throws {
        let number = try self.place(ofChapter: chapter)
        var chapters = chapters
        var screens = chapters[number]["screens"]?.entries ?? []
        screens.insert(entry, at: min(place ?? screens.count, screens.count))
        chapters[number]["screens"] = .list(screens)
        self.chapters = chapters
    }

    /// The files of a new screen, in which all that is to be filled in is there and empty.
    private mutating func fillNew(_ kind: Screen.Kind, _ id: String, _ title: String) {
        let part = Part.screen(id)
        let fields = EditorField.fields(of: kind)
        let named = fields.contains { $0.name == "title" } ? "title" : "text"
        let original = languages.first ?? .nl
        var values = [EditorValue(name: "\(named).\(original)", value: title)]
        for field in fields {
            switch field.kind {
            case .entries(_, let range):
                values += (0..<range.lowerBound).map { EditorValue(name: "\(field.name).\($0).id", value: "") }
            case .lines: values.append(EditorValue(name: "\(field.name).0.\(original)", value: ""))
            default: break
            }
        }
        read(values, into: part)
    }

    private mutating func move(_ id: String, by step: Int) throws {
        guard let entry = entry(id) else { throw EditorError.noSuchPart }
        var chapters = chapters
        var screens = chapters[entry.chapter]["screens"]?.entries ?? []
        let tree = screens.remove(at: entry.place)
        let place = entry.place + step
        if (0...screens.count).contains(place) {
            screens.insert(tree, at: place)
            chapters[entry.chapter]["screens"] = .list(screens)
        } else {
            // Past the edge of its chapter: into the one before or after.
            let other = entry.chapter + step
            guard chapters.indices.contains(other) else { return }
            chapters[entry.chapter]["screens"] = .list(screens)
            var others = chapters[other]["screens"]?.entries ?? []
            others.insert(tree, at: step < 0 ? others.count : 0)
            chapters[other]["screens"] = .list(others)
        }
        self.chapters = chapters
    }

    private mutating func remove(screen id: String) throws -> RemovedPart {
        guard let entry = entry(id) else { throw EditorError.noSuchPart }
        let isOwn = entry.from == nil
        var removed = RemovedPart(
            kind: .screen, id: id, title: title(of: entry), chapter: chapters[entry.chapter]["id"]?.string ?? "",
            place: entry.place, entry: entryTree(entry).file().yaml)
        for path in paths(of: entry) {
            removed.files[path] = texts[path]
            texts[path] = nil
        }
        removed.facts = facts.filter { $0["screen"]?.string == id }.map { $0.file().yaml }
        if !removed.facts.isEmpty { facts = facts.filter { $0["screen"]?.string != id } }
        let isHeard: (ContentTree) -> Bool = { isOwn && $0["file"]?.string?.hasSuffix("/\(id).mp3") == true }
        removed.audio = audio.filter(isHeard).map { $0.file().yaml }
        if !removed.audio.isEmpty { audio = audio.filter { !isHeard($0) } }
        var chapters = chapters
        chapters[entry.chapter]["screens"]?.entries.remove(at: entry.place)
        self.chapters = chapters
        return removed
    }

    /// The title of a screen in the language that the course was written in; its name where that is not here.
    func title(of entry: Entry) -> String {
        guard entry.from == nil, let tree = tree(of: .screen(entry.id)), let language = languages.first else {
            return entry.id
        }
        let title = (tree["title"] ?? tree["text"])?[language.tag]?.string ?? ""
        return title.isEmpty ? entry.id : title
    }

    // MARK: Chapters

    private mutating func addChapter(_ title: String) {
        let id = EditorName.make(from: title, besides: Set(chapters.compactMap { $0["id"]?.string }))
        let titles = form.languages.map { ContentTree.Field($0.tag, .text($0 == languages.first ? title : "")) }
        chapters.append(
            .fields([.init("id", .word(id)), .init("title", .fields(titles)), .init("screens", .list([]))]))
    }

    private mutating func moveChapter(_ id: String, by step: Int) throws {
        let place = try place(ofChapter: id)
        guard chapters.indices.contains(place + step) else { return }
        var chapters = chapters
        chapters.swapAt(place, place + step)
        self.chapters = chapters
    }

    private mutating func remove(chapter id: String) throws -> RemovedPart {
        let place = try place(ofChapter: id)
        var chapters = chapters
        guard chapters[place]["screens"]?.entries.isEmpty ?? true else { throw EditorError.chapterNotEmpty }
        let tree = chapters.remove(at: place)
        self.chapters = chapters
        let title = languages.first.flatMap { tree["title"]?[$0.tag]?.string } ?? id
        return RemovedPart(kind: .chapter, id: id, title: title, place: place, entry: tree.file().yaml)
    }

    // MARK: Facts

    private mutating func addFact(on screen: String) throws {
        guard entry(screen) != nil else { throw EditorError.noSuchPart }
        let id = EditorName.make(from: screen, besides: Set(facts.compactMap { $0["id"]?.string }))
        let waiting = ReviewRole.allCases.map { ContentTree.Field($0.rawValue, .word("waiting")) }
        facts.append(
            .fields([
                .init("id", .word(id)), .init("screen", .word(screen)),
                .init("quote", .fields(form.languages.map { .init($0.tag, .text("")) })), .init("sources", .list([])),
                .init("review", .fields(waiting)),
            ]))
    }

    private mutating func remove(fact id: String) throws -> RemovedPart {
        guard let place = facts.firstIndex(where: { $0["id"]?.string == id }) else { throw EditorError.noSuchPart }
        var facts = facts
        let tree = facts.remove(at: place)
        self.facts = facts
        let title = languages.first.flatMap { tree["quote"]?[$0.tag]?.string } ?? id
        return RemovedPart(kind: .fact, id: id, title: title, place: place, entry: tree.file().yaml)
    }

    // MARK: Putting back

    private mutating func putBack(_ part: RemovedPart) throws {
        guard let tree = ContentTree(parsing: part.entry) else { throw EditorError.noSuchPart }
        switch part.kind {
        case .chapter:
            var chapters = chapters
            guard !chapters.contains(where: { $0["id"]?.string == part.id }) else { throw EditorError.screenThere }
            chapters.insert(tree, at: min(part.place, chapters.count))
            self.chapters = chapters
        case .fact:
            guard !facts.contains(where: { $0["id"]?.string == part.id }) else { throw EditorError.screenThere }
            facts.insert(tree, at: min(part.place, facts.count))
        case .screen:
            guard entry(part.id) == nil else { throw EditorError.screenThere }
            let isThere = chapters.contains { $0["id"]?.string == part.chapter }
            guard let chapter = isThere ? part.chapter : chapters.last?["id"]?.string else {
                throw EditorError.noSuchPart
            }
            try append(tree, to: chapter, at: isThere ? part.place : nil)
            texts.merge(part.files) { $1 }
            if !part.facts.isEmpty { facts += part.facts.compactMap { ContentTree(parsing: $0) } }
            if !part.audio.isEmpty { audio += part.audio.compactMap { ContentTree(parsing: $0) } }
        }
    }

    // MARK: Languages

    private mutating func add(_ language: Language) throws {
        guard !form.languages.contains(language) else { throw EditorError.languageThere }
        var course = course
        course["unreviewed"] = .list((unreviewed + [language]).map { .word($0.tag) })
        self.course = course
        rewrite { $0[language.tag] = $0[language.tag] ?? .text("") }
        for entry in entries where entry.kind == .lesson && entry.from == nil {
            texts["\(language)/\(entry.id).md"] = LessonText(title: "", text: "").file
        }
        if languages.contains(where: { texts[Self.notesPath($0)] != nil }) {
            texts[Self.notesPath(language)] = LessonText(title: "", text: "").file
        }
    }

    /// Shows a language to the public, since somebody read the translation. One that is shown and that nobody read as it is
    /// now gets their name.
    mutating func show(_ language: Language, readBy mark: ReviewMark) throws {
        guard (unreviewed + unread).contains(language) else { throw EditorError.noSuchPart }
        var course = course
        if unreviewed.contains(language) {
            course["languages"] = .list((languages + [language]).map { .word($0.tag) })
            setUnreviewed(unreviewed.filter { $0 != language }, in: &course)
        }
        var translations = course["translations"] ?? .fields([])
        translations[language.tag] = Self.tree(of: mark)
        course["translations"] = translations
        self.course = course
    }

    private mutating func remove(_ language: Language) throws {
        guard unreviewed.contains(language) else { throw EditorError.noSuchPart }
        let lessons = entries.filter { $0.kind == .lesson && $0.from == nil }
        for lesson in lessons { texts["\(language)/\(lesson.id).md"] = nil }
        texts[Self.notesPath(language)] = nil
        rewrite { $0[language.tag] = nil }
        let heard = audio.filter { $0["file"]?.string?.hasPrefix("\(language)/") != true }
        if heard.count < audio.count { audio = heard }
        var course = course
        setUnreviewed(unreviewed.filter { $0 != language }, in: &course)
        self.course = course
    }

    private func setUnreviewed(_ languages: [Language], in course: inout ContentTree) {
        course["unreviewed"] = languages.isEmpty ? nil : .list(languages.map { .word($0.tag) })
    }

    /// Changes every translated text in every YAML file.
    private mutating func rewrite(_ change: (inout ContentTree) -> Void) {
        guard let original = languages.first else { return }
        for path in texts.keys.sorted() where path.hasSuffix(".yaml") && path != Self.audioPath {
            var tree = tree(path)
            tree.changeTranslated(original.tag, change)
            write(tree, to: path)
        }
    }
}

extension ContentTree {
    /// Changes every text that is there in the language `original`, with all its languages.
    fileprivate mutating func changeTranslated(_ original: String, _ change: (inout ContentTree) -> Void) {
        if self[original]?.string != nil {
            change(&self)
        } else if case .list(var entries) = self {
            for place in entries.indices { entries[place].changeTranslated(original, change) }
            self = .list(entries)
        } else {
            for field in named { self[field.name]?.changeTranslated(original, change) }
        }
    }
}
