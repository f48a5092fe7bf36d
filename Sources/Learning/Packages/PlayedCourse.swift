import Content
import Core
import Web

/// A course as the player reads it, in a package or on a phone without network: `course.js`, with every text in it rendered.
struct PlayedCourse {
    let course: Course
    /// `nil` on our own pages.
    var format: PackageFormat?
    let languages: [Language]
    let say: Phrases
    var report: ReportTarget?
    /// Where the player finds what is read aloud.
    var address: (CourseAudio) -> String = \.pathInPackage

    /// The script that gives the course to the player.
    func script(_ scripts: [String]) -> String { "const course = " + json(scripts).text }

    /// The course, with the sentences of the interface that `scripts` name.
    ///
    /// - Parameter scripts: whatever stands between single quotes in them and is the key of a sentence is one.
    func json(_ scripts: [String]) -> JSON {
        let keys = ScreenKeys(course)
        return .members([
            "format": format.map { .string($0.rawValue) }, "slug": .string(course.slug),
            "version": .int(course.version),
            "minutes": .int(course.minutes), "languages": .array(languages.map { .string($0.tag) }),
            "directions": byLanguage { .string($0.direction) },
            "names": byLanguage { .string($0.ownName) }, "title": plain(course.title),
            "summary": plain(course.summary), "goals": .array(course.goals.map(plain)),
            "help": .array(course.routesForYourself.map(hotline)),
            "sources": .object(course.sources.map { JSON.Member(name: $0.id, value: source($0)) }),
            "screens": .array(
                course.chapters.flatMap { chapter in chapter.screens.map { screen($0, in: chapter, key: keys[$0]) } }),
            "words": byLanguage { words(scripts, in: $0) },
            "report": report.map { target in
                .members(["address": .string(target.address + PackageReports.path), "code": .string(target.code.text)])
            },
        ])
    }

    // MARK: Screens

    private func screen(_ screen: Screen, in chapter: Course.Chapter, key: String) -> JSON {
        let audio = byLanguage { sound(of: screen, in: $0) }
        return .members([
            "id": .string(screen.id), "key": .string(key), "kind": .string(screen.kind.rawValue),
            "chapter": plain(chapter.title), "title": plain(screen.title), "html": screen.text.map { html($0) },
            "hotlines": .array(screen.routes.map(hotline)), "sources": .array(screen.sources.map { .string($0) }),
            "report": screen.isReported.map { .bool($0) }, "exercise": screen.exercise.map(exercise),
            "question": question(of: screen), "shown": shown(screen), "moments": moments(screen),
            "judgement": rewrite(screen).map { plain($0.judgement) },
            "facts": rewrite(screen).map { .array($0.facts.map(plain)) },
            "audio": audio == .object([]) ? nil : audio,
        ])
    }

    private func exercise(_ exercise: Exercise) -> JSON {
        .members([
            "kind": .string(exercise.kind.rawValue), "safety": .bool(exercise.isSafety),
            "feedback": exercise.feedback.map { html($0, headingsFrom: 3) },
            "choices": .array(
                exercise.choices.map { choice in
                    .members([
                        "id": .string(choice.id), "text": plain(choice.text),
                        "verdict": .string(choice.verdict.rawValue),
                        "feedback": choice.feedback.map { html($0, headingsFrom: 3) },
                    ])
                }),
        ])
    }

    private func question(of screen: Screen) -> JSON? {
        switch screen {
        case .scenario(let scenario): plain(scenario.question)
        case .story(let story): plain(story.question)
        default: nil
        }
    }

    private func shown(_ screen: Screen) -> JSON? {
        guard case .order(let ordering) = screen else { return nil }
        return .array(ordering.shownSteps.map { .string($0.id) })
    }

    private func moments(_ screen: Screen) -> JSON? {
        guard case .story(let story) = screen else { return nil }
        return .array(
            story.moments.map { moment in
                .members([
                    "id": .string(moment.id), "html": html(moment.text, headingsFrom: 3),
                    "signal": .bool(moment.isSignal),
                    "feedback": html(moment.feedback, headingsFrom: 3),
                ])
            })
    }

    private func rewrite(_ screen: Screen) -> Rewrite? {
        guard case .rewrite(let rewrite) = screen else { return nil }
        return rewrite
    }

    private func sound(of screen: Screen, in language: Language) -> JSON? {
        guard
            let audio = course.packedAudio(languages).first(where: { $0.screen == screen.id && $0.language == language }
            )
        else { return nil }
        return .members(["path": .string(address(audio)), "computer": .bool(audio.voice == .computer)])
    }

    // MARK: What belongs to the course

    private func hotline(_ route: HelpRoute) -> JSON {
        .members([
            "name": plain(route.name), "when": plain(route.when), "number": .string(route.address),
            "link": .string(route.link ?? route.web ?? ""), "note": route.note.map(plain),
            "unchecked": .bool(route.verifiedOn == nil),
        ])
    }

    private func source(_ source: SourceRef) -> JSON {
        .members([
            "title": .string(source.title), "url": source.url.map { .string($0) },
            "unchecked": .bool(source.checked == nil),
        ])
    }

    // MARK: Texts

    private func byLanguage(_ value: (Language) -> JSON?) -> JSON {
        .object(languages.compactMap { language in value(language).map { JSON.Member(name: language.tag, value: $0) } })
    }

    private func plain(_ text: Translated) -> JSON { byLanguage { .string(text[$0]) } }

    private func html(_ text: Translated, headingsFrom level: Int = 2) -> JSON {
        byLanguage { .string(Markdown.html(text[$0], headingsFrom: level)) }
    }

    private func words(_ scripts: [String], in language: Language) -> JSON {
        let interface = language.interface
        var words: [String: String] = [:]
        for piece in scripts.flatMap({ $0.split(separator: "'") }) {
            for key in ["\(piece)", "\(piece)-one"] {
                let sentence = say(Text(key), interface)
                if sentence != key { words[key] = sentence }
            }
        }
        return .object(words.sorted { $0.key < $1.key }.map { JSON.Member(name: $0.key, value: .string($0.value)) })
    }
}

extension Language {
    /// The language of the buttons around a text in this one.
    var interface: Language { Language.all.contains(self) ? self : .en }
}

extension Screen {
    /// Numbers to call that belong to the screen.
    fileprivate var routes: [HelpRoute] {
        guard case .lesson(let lesson) = self else { return [] }
        return lesson.routes
    }
}

extension Course {
    /// What can be listened to in these languages; not what reads an older text.
    func packedAudio(_ languages: [Language]) -> [CourseAudio] {
        audio.filter { languages.contains($0.language) && !$0.isStale }
    }
}

extension CourseAudio {
    var pathInPackage: String { "audio/\(language)/\(screen).mp3" }
}
