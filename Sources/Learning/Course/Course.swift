public import Content
public import Core

/// A course as it lies in `Resources/courses/<slug>/`, read and found to be without mistakes by `CourseLibrary`.
///
/// Every identifier in it (course, chapter, screen, choice, source) was written by the author and stays the same in later
/// versions: answers, statistics and exported packages refer to it.
public struct Course: Hashable, Sendable, Identifiable {
    /// The name of the course's folder and its place in the address: `/leren/<slug>`, `/en/leren/<slug>`.
    public var slug: String
    /// Counted up by the author with every change of content. From 1.
    public var version: Int
    public var title: Translated
    /// Two or three sentences for the list of courses. Plain text.
    public var summary: Translated
    /// What somebody can do after the course. Plain text.
    public var goals: [Translated]
    /// About how long the course takes, 1 to 180.
    public var minutes: Int
    /// Every text of the course exists in all of these; the first is the one it was written in.
    public var languages: [Language]
    /// Further languages that every text exists in and that nobody has reviewed yet: not shown to the public.
    public var unreviewed: [Language]
    /// Who read a translation against the original.
    public var translations: [Language: ReviewMark]
    /// Whom the course is for. Not empty.
    public var audiences: [Audience]
    /// What those people do at work; empty when it makes no difference.
    public var roles: [Role]
    public var review: Review
    /// What the content rests on.
    public var sources: [SourceRef]
    /// The blocks of the course in order. Not empty, each with at least one screen.
    public var chapters: [Chapter]
    /// The statements of fact on the screens, as far as the author wrote them down.
    public var facts: [Fact]
    /// The screens whose file lies in the folder of another course, and the slug of that course.
    public var origins: [String: String]
    /// The screens that can be listened to.
    public var audio: [CourseAudio]
    /// For who gives the course to a group; `nil` where the author wrote none.
    public var notes: Notes?

    public init(
        slug: String, version: Int, title: Translated, summary: Translated, goals: [Translated], minutes: Int,
        languages: [Language], unreviewed: [Language] = [], translations: [Language: ReviewMark] = [:],
        audiences: [Audience], roles: [Role], review: Review, sources: [SourceRef], chapters: [Chapter],
        facts: [Fact] = [], origins: [String: String] = [:],
        audio: [CourseAudio] = [], notes: Notes? = nil
    ) {
        self.slug = slug
        self.version = version
        self.title = title
        self.summary = summary
        self.goals = goals
        self.minutes = minutes
        self.languages = languages
        self.unreviewed = unreviewed
        self.translations = translations
        self.audiences = audiences
        self.roles = roles
        self.review = review
        self.sources = sources
        self.chapters = chapters
        self.facts = facts
        self.origins = origins
        self.audio = audio
        self.notes = notes
    }

    public var id: String { slug }

    /// All screens in order: what the player walks through.
    public var screens: [Screen] { chapters.flatMap(\.screens) }

    /// The screen with this identifier, if the course has it.
    public func screen(_ id: String) -> Screen? {
        for chapter in chapters { if let screen = chapter.screens.first(where: { $0.id == id }) { return screen } }
        return nil
    }

    /// The source with this identifier, if the course has it.
    public func source(_ id: String) -> SourceRef? { sources.first { $0.id == id } }

    /// The screen read aloud in this language, where the course has that.
    public func audio(of screen: String, in language: Language) -> CourseAudio? {
        audio.first { $0.screen == screen && $0.language == language }
    }

    /// How to give the course to a group: `facilitator.nl.md`, `facilitator.en.md`, …
    public struct Notes: Hashable, Sendable {
        public var title: Translated
        /// Markdown.
        public var text: Translated

        public init(title: Translated, text: Translated) {
            self.title = title
            self.text = text
        }
    }

    /// A few screens that belong together: three to six minutes.
    public struct Chapter: Hashable, Sendable, Identifiable {
        public var id: String
        public var title: Translated
        public var screens: [Screen]

        public init(id: String, title: Translated, screens: [Screen]) {
            self.id = id
            self.title = title
            self.screens = screens
        }
    }

    /// Who outside the project has looked at the content.
    public struct Review: Hashable, Sendable {
        public var police: ReviewMark
        /// A professional who cares for victims.
        public var care: ReviewMark
        /// People who went through it themselves.
        public var survivors: ReviewMark

        public init(police: ReviewMark, care: ReviewMark, survivors: ReviewMark) {
            self.police = police
            self.care = care
            self.survivors = survivors
        }

        /// Whether somebody still has to look; the editor's view shows the course as such.
        public var isWaiting: Bool { [police, care, survivors].contains(.waiting) }
    }
}

/// Whom an activity is for. The same names in course files, participations and figures.
public enum Audience: String, Hashable, Sendable, Codable, CaseIterable {
    case hotel
    case holidayPark = "holiday-park"
    case tourismStudent = "tourism-student"
    case security
    case municipality
    case police
}

/// What somebody does on the work floor; chosen by the learner, who gives no name.
public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    case reception
    case cleaning
    case security
    case foodAndBeverage = "food-and-beverage"
    case technical
    case management
    case park
}
