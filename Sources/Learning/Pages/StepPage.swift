import Content
import Core
import Web

/// One screen of a course.
struct StepPage: Page {
    static let template = "learning/step"
    let slug: String
    let number: Int
    let of: Int
    let done: Int
    let stepText: String
    let doneText: String
    /// The chapter's title, where it is not the screen's.
    let chapter: String?
    let title: String
    /// The language of the course's texts, where that is not the page's.
    let mark: LanguageMark?
    /// The text of the screen; `nil` where the text is the heading.
    let html: String?
    let audio: AudioModel?
    let hotlines: [Hotline]
    let sources: [SourceLink]
    /// A story that is being told.
    let telling: TellingModel?
    let exercise: ExerciseModel?
    let previous: String?
    let help: [Hotline]
    let errors: ErrorSummary?
    /// The address of what makes the screen easier with a script.
    let script: String
    /// A page with a sentence of somebody on it takes the place of the one before.
    let replaces: Bool
    /// What stands beside the screen for some.
    var beside = BesideStep()
    /// How the course is kept on the device.
    var kept: KeptModel?

    struct SourceLink: Sendable {
        let id: String
        let title: String
        let url: String?
        /// No person has yet seen that the source says so.
        let unchecked: Bool
    }

    /// The screen read aloud.
    struct AudioModel: Sendable {
        let address: String
        let label: String
        let computer: Bool
        let stale: Bool
    }

    init(_ course: Course, number: Int, learner: Learner, own: OwnSentence?, in visit: Visit) {
        let screen = course.screens[number - 1]
        let attempt = learner.attempt
        let language = visit.reading(course, chosen: learner.language)
        let progress = attempt.progress(in: course)
        slug = course.slug
        self.number = number
        of = progress.of
        done = progress.done
        stepText = visit.text("learning.step.title", ["step": "\(number)", "of": "\(progress.of)"])
        doneText = visit.text("learning.step.done", count: progress.done)
        let title = screen.title[language]
        let chapter = course.chapters.first { $0.screens.contains { $0.id == screen.id } }?.title[language]
        self.title = title
        self.chapter = chapter == title ? nil : chapter
        mark = visit.mark(screen.title, reading: language)
        html = screen.text.map { Markdown.html($0[language]) }
        audio = course.audio(of: screen.id, in: screen.title.language(for: language)).map { audio in
            AudioModel(
                address: AudioPages.address(audio, of: course), label: visit.text("exercises.audio.label"),
                computer: audio.voice == .computer, stale: audio.isStale)
        }
        hotlines =
            if case .lesson(let lesson) = screen {
                lesson.routes.map { Hotline($0, language, mark: visit.mark($0.name, reading: language)) }
            } else { [] }
        sources = screen.sources.compactMap { course.source($0) }.map {
            SourceLink(id: $0.id, title: $0.title, url: $0.url, unchecked: $0.checked == nil)
        }
        let at = ExerciseModel.At(
            course: course, screen: screen, attempt: attempt, language: language, own: own, visit: visit)
        telling = TellingModel(at)
        exercise = telling == nil ? ExerciseModel(at) : nil
        previous = number > 1 ? visit.link("/leren/\(course.slug)/stap/\(number - 1)") : nil
        help = course.helpForYourself(visit.language)
        errors = visit.errorSummary
        script = visit.site.assets.address(of: "course.js")
        replaces = screen.kind == .rewrite
    }
}

/// A number to call, as a card or in a list.
struct Hotline: Sendable {
    let name: String
    let when: String
    let number: String
    let link: String
    let note: String?
    let unchecked: Bool
    /// The language of the words, where that is not the page's.
    let mark: LanguageMark?

    init(_ route: HelpRoute, _ language: Language, mark: LanguageMark? = nil) {
        name = route.name[language]
        when = route.when[language]
        // The reader of courses refuses a route without a number.
        number = route.address
        link = route.link ?? route.web ?? ""
        note = route.note?[language]
        unchecked = route.verifiedOn == nil
        self.mark = mark
    }
}

extension Course {
    /// The numbers that a learner can call for themselves, where the course has them in one of its lessons.
    func helpForYourself(_ language: Language) -> [Hotline] { routesForYourself.map { Hotline($0, language) } }

    /// See `helpForYourself`.
    var routesForYourself: [HelpRoute] {
        let routes = screens.flatMap { screen -> [HelpRoute] in
            guard case .lesson(let lesson) = screen else { return [] }
            return lesson.routes
        }
        return ["sexual-assault-centre", "suicide-prevention"].compactMap { id in
            routes.first { $0.id == id }
        }
    }
}
