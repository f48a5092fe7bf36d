import Content
import Core

/// A draft, read as the course would be read: the same reader, the same mistakes, each at the field that it is about.
struct DraftCheck: Sendable {
    /// A mistake, and where it is put right.
    struct Finding: Hashable, Sendable {
        /// `nil` for what is about the course as a whole.
        var part: CourseDraft.Part?
        /// The name of the field in the part's form, or of a list around it; empty when it has none.
        var field: String
        var text: Text
    }

    /// `nil` while there is a mistake in it.
    let course: Course?
    let findings: [Finding]

    /// - Parameter folder: the courses as they are offered now, some of which the draft may take screens over from.
    init(_ draft: CourseDraft, in folder: CourseFolder) {
        var texts = draft.texts
        var marks: [String: [ContentTree.Mark]] = [:]
        for path in texts.keys where path.hasSuffix(".yaml") {
            let file = draft.tree(path).file()
            texts[path] = file.yaml
            marks[path] = file.marks
        }
        let borrowed = Set(draft.entries.compactMap(\.from))
        let whole = folder.replacing(draft.slug, with: texts).only(borrowed.union([draft.slug]))
        let check = CourseCheck(whole)
        let own = "\(whole.files.folder)/\(draft.slug)/"
        course = check.courses.first { $0.slug == draft.slug }
        let finder = Finder(draft: draft, marks: marks)
        let mistakes = check.findings.filter { $0.file.hasPrefix(own) }
        // Where reading stops at a mistake, what is beyond it looks unused.
        let others = mistakes.filter { $0.text.key != "content.check.unused-file" }
        findings = (others.isEmpty ? mistakes : others).map { finding in
            finder.find(finding, path: String(finding.file.dropFirst(own.count)))
        }
    }

    func findings(of part: CourseDraft.Part) -> [Finding] { findings.filter { $0.part == part } }

    /// Finds the field that a line in a file comes from.
    private struct Finder {
        let draft: CourseDraft
        let marks: [String: [ContentTree.Mark]]

        func find(_ finding: ContentFinding, path: String) -> Finding {
            var names = names(of: finding, path)
            var part: CourseDraft.Part?
            let folders = path.split(separator: "/").map(String.init)
            if folders.count == 1, path.hasPrefix("facilitator.") {
                part = .notes
                names = lesson(finding.line, path, language: String(path.split(separator: ".")[1]))
            } else if path == CourseDraft.factsPath {
                part = names.isEmpty ? nil : id(of: draft.facts, names.removeFirst()).map { .fact($0) }
            } else if path == CourseDraft.coursePath {
                part = partOfCourse(&names)
            } else if folders.count == 2, let name = folders.last?.split(separator: ".").first {
                part = .screen(String(name))
                if path.hasSuffix(".md") { names = lesson(finding.line, path, language: folders[0]) }
            }
            if let number = names.lastIndex(where: { Int($0) != nil }), names.dropFirst(number + 1).first == "id" {
                names.removeLast(names.count - number - 1)
            }
            return Finding(part: part, field: names.joined(separator: "."), text: finding.text)
        }

        /// The names and places that lead to the line in the file.
        private func names(of finding: ContentFinding, _ path: String) -> [String] {
            let before = (marks[path] ?? []).filter { $0.line <= finding.line }
            guard let line = before.last?.line, let last = before.last?.path else { return [] }
            guard finding.text.key == "content.check.missing-field", let field = finding.text.arguments["field"] else {
                return split(last)
            }
            // It is about what is around the line.
            let first = split(before.first { $0.line == line }?.path ?? "")
            return (first.count == 1 ? [] : first) + [field]
        }

        private func split(_ path: String) -> [String] { path.split(separator: ".").map(String.init) }

        private func id(of entries: [ContentTree], _ place: String) -> String? {
            guard let place = Int(place), entries.indices.contains(place) else { return nil }
            return entries[place]["id"]?.string
        }

        /// `chapters.2.screens.1.sources.0` is about the sources of a screen.
        private func partOfCourse(_ names: inout [String]) -> CourseDraft.Part? {
            switch names.first {
            case "sources": return .sources
            case "chapters":
                guard names.count > 2, let number = Int(names[1]), let chapter = id(of: draft.chapters, names[1]) else {
                    return nil
                }
                let isScreen = names[2] == "screens" && names.count > 3
                let entry = draft.entries.first { isScreen && $0.chapter == number && "\($0.place)" == names[3] }
                names.removeFirst(isScreen ? 4 : 2)
                return isScreen ? entry.map { .screen($0.id) } : .chapter(chapter)
            case let name?: return EditorField.about.contains { $0.name == name } ? .about : nil
            case nil: return nil
            }
        }

        private func lesson(_ line: Int, _ path: String, language: String) -> [String] {
            let lines = (draft.texts[path] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            let title = lines.firstIndex { !trimmed($0).isEmpty } ?? 0
            return [line <= title + 1 ? "title" : "text", language]
        }
    }
}
