import Content
import Core

/// `facts.yaml` and `audio.yaml`: what is written down about the screens, beside them.
extension CourseReader {
    // MARK: Facts

    /// The statements of fact; none without a file.
    ///
    /// - Parameter course: to look the words up in; `nil` while its screens have mistakes.
    mutating func facts(of course: Course?) -> [Fact] {
        let path = "\(slug)/facts.yaml"
        use(path)
        guard files.texts[path] != nil, let file = yaml(path, named: Place(file: files.path(path), line: 1)) else {
            return []
        }
        file.reportDuplicates("id")
        return file.list()?.compactMap { fact($0, course) } ?? []
    }

    private func fact(_ field: ContentField, _ course: Course?) -> Fact? {
        guard let fields = field.fields(required: ["id", "screen", "quote", "sources", "review"]) else { return nil }
        let id = fields["id"]?.identifier()
        let screen = fields["screen"]?.identifier()
        let quote = translated(fields["quote"])
        let place = ScreenFile(id: id ?? "", folder: slug, isBorrowed: false, place: field.place)
        let sources = fields["sources"].map { self.sources($0, place) } ?? []
        let review = fields["review"].flatMap(review)
        guard let id, let screen, let quote, let review else { return nil }
        if let course, let field = fields["quote"] {
            if let screen = course.screen(screen) {
                reportUnsaid(quote, on: screen, field)
            } else {
                fields["screen"]?.report("unknown-fact-screen", ["screen": screen])
            }
        }
        return Fact(id: id, screen: screen, quote: quote, sources: sources, review: review)
    }

    /// Reports each language in which the screen does not say so, literally but for line ends and spaces.
    private func reportUnsaid(_ quote: Translated, on screen: Screen, _ field: ContentField) {
        for language in languages {
            let words = spaced(quote[language])
            guard !screen.texts.contains(where: { spaced($0[language]).contains(words) }) else { continue }
            (field.value(named: language.tag) ?? field)
                .report("unsaid", ["screen": screen.id, "language": language.tag])
        }
    }

    private func spaced(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    // MARK: Audio

    /// What can be listened to; nothing without a file.
    ///
    /// - Parameter course: to tell whether its texts changed; `nil` while its screens have mistakes.
    mutating func audio(of course: Course?) -> [CourseAudio] {
        let path = "\(slug)/audio.yaml"
        use(path)
        guard files.texts[path] != nil, let file = yaml(path, named: Place(file: files.path(path), line: 1)) else {
            return []
        }
        file.reportDuplicates("file")
        return file.list()?.compactMap { audio($0, course) } ?? []
    }

    private mutating func audio(_ field: ContentField, _ course: Course?) -> CourseAudio? {
        guard let fields = field.fields(required: ["file", "voice", "of"]) else { return nil }
        let voice = fields["voice"]?.value(CourseAudio.Voice.self, else: "unknown-value")
        let hash = fields["of"]?.text()
        guard let named = fields["file"], let name = named.text() else { return nil }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasSuffix(".mp3"), languages.contains(Language(parts[0])) else {
            named.report("audio-name", ["value": name])
            return nil
        }
        let path = "\(slug)/audio/\(name)"
        use(path)
        guard files.texts[path] != nil else {
            named.report("missing-file", ["file": path])
            return nil
        }
        let screen = String(parts[1].dropLast(".mp3".count))
        guard let voice, let hash, let course else { return nil }
        guard let found = course.screen(screen), course.origins[screen] == nil else {
            named.report("unknown-fact-screen", ["screen": screen])
            return nil
        }
        let language = Language(parts[0])
        return CourseAudio(
            screen: screen, language: language, voice: voice, path: files.path(path),
            isStale: hash != found.spokenHash(in: language))
    }
}
