import Content
import Core

/// Who outside the project looks at the content.
public enum ReviewRole: String, Hashable, Sendable, CaseIterable {
    case police
    /// A professional who cares for victims.
    case care
    /// People who went through it themselves.
    case survivors
}

extension CourseDraft {
    /// What somebody looks at and signs off.
    enum Reviewed: Hashable, Sendable {
        /// The course as a whole.
        case course
        case fact(String)
    }

    /// Notes that somebody looked at it, or with `waiting` that somebody still has to.
    ///
    /// - Throws: `EditorError.noSuchPart`.
    mutating func mark(_ what: Reviewed, _ role: ReviewRole, _ mark: ReviewMark) throws {
        switch what {
        case .course:
            var course = course
            Self.set(mark, role, in: &course)
            self.course = course
        case .fact(let id):
            var facts = facts
            guard let place = facts.firstIndex(where: { $0["id"]?.string == id }) else { throw EditorError.noSuchPart }
            Self.set(mark, role, in: &facts[place])
            self.facts = facts
        }
    }

    private static func set(_ mark: ReviewMark, _ role: ReviewRole, in tree: inout ContentTree) {
        var review = tree["review"] ?? .fields([])
        review[role.rawValue] = self.tree(of: mark)
        tree["review"] = review
    }

    static func tree(of mark: ReviewMark) -> ContentTree {
        switch mark {
        case .waiting: .word("waiting")
        case .done(let by, let date): .fields([.init("done", .word("\(date)")), .init("by", .text(by))])
        }
    }

    /// Takes back every mark on what says something else than in `old`: nobody looked at that.
    ///
    /// A fact is what it quotes and the sources that it rests on. The course as a whole is every text that the public can read.
    /// Languages that are not shown to the public yet count for neither.
    mutating func withdrawMarks(since old: CourseDraft) {
        let before = old.facts
        var facts = facts
        for place in facts.indices {
            guard let was = before.first(where: { $0["id"]?.string == facts[place]["id"]?.string }) else { continue }
            let names = ["quote", "sources", "screen"]
            let isSame = names.allSatisfy { name in
                facts[place][name].map { seen(of: $0) } == was[name].map { old.seen(of: $0) }
            }
            if !isSame { Self.withdraw(in: &facts[place]) }
        }
        if facts != self.facts { self.facts = facts }
        withdrawTranslations(since: old)
        guard shown != old.shown else { return }
        var course = course
        Self.withdraw(in: &course)
        self.course = course
    }

    /// Takes back who read a translation in which a word changed since.
    private mutating func withdrawTranslations(since old: CourseDraft) {
        guard var translations = course["translations"] else { return }
        for field in translations.named where field.value == old.course["translations"]?[field.name] {
            if words(in: field.name) != old.words(in: field.name) { translations[field.name] = nil }
        }
        var course = course
        course["translations"] = translations.named.isEmpty ? nil : translations
        self.course = course
    }

    /// Every text in a language, by file.
    private func words(in tag: String) -> [String: [String]] {
        var words: [String: [String]] = [:]
        for (path, text) in texts where path != Self.audioPath {
            if path.hasSuffix(".yaml") {
                words[path] = tree(path).texts(in: tag)
            } else if path.hasPrefix("\(tag)/") || path == Self.notesPath(Language(tag)) {
                words[path] = [text]
            }
        }
        return words.filter { !$0.value.isEmpty }
    }

    private static func withdraw(in tree: inout ContentTree) {
        for role in ReviewRole.allCases where tree["review"]?[role.rawValue]?.string != "waiting" {
            set(.waiting, role, in: &tree)
        }
    }

    /// What the public can read of the course's own files, by path.
    private var shown: [String: ContentTree] {
        var shown: [String: ContentTree] = [:]
        for (path, text) in texts {
            if path.hasSuffix(".md") {
                guard languages.contains(where: { path.hasPrefix("\($0)/") }) else { continue }
                shown[path] = .text(text)
            } else if path == Self.coursePath {
                var course = course
                for name in ["version", "review", "unreviewed", "translations", "sources", "minutes"] {
                    course[name] = nil
                }
                shown[path] = seen(of: course)
            } else if path != Self.factsPath, path != Self.audioPath {
                shown[path] = seen(of: tree(path))
            }
        }
        return shown
    }

    /// The tree without the languages that the public does not see.
    private func seen(of tree: ContentTree) -> ContentTree {
        let hidden = Set(unreviewed.map(\.tag))
        switch tree {
        case .word, .text: return tree
        case .list(let entries): return .list(entries.map { seen(of: $0) })
        case .fields(let fields):
            return .fields(
                fields.filter { !hidden.contains($0.name) }.map { .init($0.name, seen(of: $0.value)) })
        }
    }
}

extension ContentTree {
    /// Every text below that is in a language.
    fileprivate func texts(in tag: String) -> [String] {
        if let text = self[tag]?.string { return [text] }
        return (entries + named.map(\.value)).flatMap { $0.texts(in: tag) }
    }
}
