public import Content
public import Core
import FoundationEssentials

/// One learner's way through a course: where they are, what they have seen, what they answered. Pure rules; a service keeps
/// the value, as JSON, under a random key without a name.
///
/// The rules, and why:
///
/// - Anybody may go back and forward freely, one screen at a time into what is new. Nobody is held at an exercise: some
///   learners went through this themselves. Going on without an answer leaves the exercise open for later.
/// - A wrong answer explains itself and can be given again, as often as wanted. The first answer is kept for figures about
///   the course; it says nothing about the learner and is shown to nobody.
/// - "I do not want this now" puts an exercise aside, and that is as good as an answer: see completion.
/// - A course is complete when every screen was seen, every exercise answered or put aside, and every safety question (112,
///   no confronting, no investigating) answered rightly in the end. There is no minimum score beside that: with as many
///   tries as one likes a score measures patience, and it would shame and shut out. What the coalition wants to know,
///   whether people decide better, it sees in the first answers of all together.
/// - Leaving alone what should be left alone is a success like any other: the right choice of a scenario that is not to
///   be reported solves it.
/// - A story is told moment by moment, as often as somebody likes; where they stopped it the first time is kept as a first
///   answer is. Only at its end they are asked whether it is something to report, and that choice is the answer.
/// - What was done stays done: no move and no answer makes progress smaller.
public struct Attempt: Hashable, Sendable {
    /// The screen the learner is at.
    public private(set) var position: String
    /// The screens that were shown.
    public private(set) var seen: Set<String>
    /// By exercise.
    public private(set) var answers: [String: Answer]
    /// The exercises the learner does not want now.
    public private(set) var putAside: Set<String>
    /// By story that was begun.
    public private(set) var stories: [String: Telling]

    /// What was answered to one exercise: identifiers of choices, in the order given where the order is the answer, else sorted.
    public struct Answer: Hashable, Sendable {
        /// The first answer ever given.
        public var first: [String]
        /// The most recent one.
        public var last: [String]
        /// Whether the right answer was given at least once.
        public var isSolved: Bool

        public init(first: [String], last: [String], isSolved: Bool) {
            self.first = first
            self.last = last
            self.isSolved = isSolved
        }
    }

    /// What somebody hears about an answer.
    public struct Outcome: Hashable, Sendable {
        public var verdict: Verdict
        /// The choices that were made, with their feedback; for an ordering the steps in the order given.
        public var chosen: [Choice]
        /// How many right choices were not made; only where several are to be chosen.
        public var missed: Int
        /// The steps that stand in their place; only for an ordering.
        public var inPlace: Set<String>
        /// About any answer to this exercise. Markdown.
        public var feedback: Translated?
        /// Rightly left alone: there was nothing to report.
        public var isRightlyLeftAlone: Bool
    }

    /// How far somebody is: screens with nothing left to do, of all screens.
    public struct Progress: Hashable, Sendable {
        public var done: Int
        /// At least 1.
        public var of: Int

        public init(done: Int, of: Int) {
            self.done = done
            self.of = of
        }

        /// 0 to 1; 1 is complete.
        public var fraction: Double { Double(done) / Double(of) }
    }

    /// The start of `course`: its first screen is seen.
    public init(course: Course) {
        position = course.screens[0].id
        seen = [position]
        answers = [:]
        putAside = []
        stories = [:]
    }

    // MARK: Moving

    /// Goes to the next screen; stays where it is on the last one.
    public mutating func forward(in course: Course) { move(by: 1, in: course) }

    /// Goes to the screen before; stays where it is on the first one.
    public mutating func back(in course: Course) { move(by: -1, in: course) }

    /// Goes to a screen that `canGo(to:in:)`; otherwise nothing changes.
    public mutating func go(to id: String, in course: Course) {
        guard canGo(to: id, in: course) else { return }
        position = id
        seen.insert(id)
    }

    /// Whether the screen is one that was seen, lies before one that was seen, or comes right after.
    public func canGo(to id: String, in course: Course) -> Bool {
        let ids = course.screens.map(\.id)
        guard let wanted = ids.firstIndex(of: id) else { return false }
        return wanted <= (ids.lastIndex(where: seen.contains) ?? -1) + 1
    }

    /// Goes to a screen that was reached elsewhere, in another version of the course where what lies between may be another.
    mutating func arrive(at id: String, in course: Course) {
        guard course.screen(id) != nil else { return }
        position = id
        seen.insert(id)
    }

    private mutating func move(by step: Int, in course: Course) {
        let ids = course.screens.map(\.id)
        let index = (ids.firstIndex(of: position) ?? 0) + step
        go(to: ids[min(max(index, 0), ids.count - 1)], in: course)
    }

    // MARK: Answering

    /// Answers an exercise on a screen that was seen, for the first time or again.
    ///
    /// - Parameter given: identifiers of choices; their order counts only in an ordering.
    /// - Throws: `AttemptError`, and then nothing has changed.
    @discardableResult
    public mutating func answer(_ given: [String], to id: String, in course: Course) throws -> Outcome {
        guard seen.contains(id), let screen = course.screen(id), let exercise = screen.exercise else {
            throw AttemptError.noSuchExercise
        }
        guard isToldToItsEnd(screen) else { throw AttemptError.storyNotAtItsEnd }
        let answer = try Self.checked(given, exercise)
        let isRight = exercise.verdict(over: answer) == .right
        let before = answers[id]
        answers[id] = Answer(
            first: before?.first ?? answer, last: answer, isSolved: isRight || before?.isSolved ?? false)
        putAside.remove(id)
        position = id
        return outcome(of: id, in: course)!
    }

    /// The answer as it is kept; throws what is wrong with it.
    private static func checked(_ given: [String], _ exercise: Exercise) throws -> [String] {
        let known = Set(exercise.choices.map(\.id))
        guard known.isSuperset(of: given) else { throw AttemptError.noSuchChoice }
        guard exercise.kind != .order else {
            guard Set(given).count == given.count else { throw AttemptError.stepTwice }
            guard given.count == known.count else { throw AttemptError.stepMissing }
            return given
        }
        let answer = Set(given).sorted()
        guard !answer.isEmpty || exercise.kind == .ticks else { throw AttemptError.nothingChosen }
        guard exercise.kind != .one || answer.count == 1 else { throw AttemptError.oneChoiceOnly }
        return answer
    }

    /// Leaves an exercise that was seen for what it is. An answer given before stays.
    public mutating func putAside(_ id: String, in course: Course) {
        guard seen.contains(id), answers[id] == nil, course.screen(id)?.exercise != nil else { return }
        putAside.insert(id)
    }

    /// Says of the next moment of a story whether it is a signal. A moment that is not the next one changes nothing: the same
    /// form sent twice is no second judgement.
    public mutating func judge(_ moment: String, asSignal isSignal: Bool, in id: String, of course: Course) {
        guard seen.contains(id), case .story(let story)? = course.screen(id) else { return }
        var telling = stories[id] ?? Telling()
        guard story.next(after: telling)?.id == moment else { return }
        telling.judged.insert(moment)
        if isSignal { telling.stops.insert(moment) }
        if telling.firstStops == nil, story.next(after: telling) == nil { telling.firstStops = telling.stops }
        stories[id] = telling
        position = id
    }

    /// Begins a story anew. What was answered and where it was stopped the first time stay.
    public mutating func retell(_ id: String) {
        guard let telling = stories[id] else { return }
        stories[id] = Telling(firstStops: telling.firstStops)
    }

    /// Whether nothing of the screen is still to be told before its question.
    public func isToldToItsEnd(_ screen: Screen) -> Bool {
        guard case .story(let story) = screen else { return true }
        return story.next(after: stories[screen.id] ?? Telling()) == nil
    }

    /// What to say about the latest answer; `nil` without one.
    public func outcome(of id: String, in course: Course) -> Outcome? {
        guard let answer = answers[id], let screen = course.screen(id), let exercise = screen.exercise else {
            return nil
        }
        let verdict = exercise.verdict(over: answer.last)
        let chosen =
            exercise.kind == .order
            ? answer.last.compactMap { step in exercise.choices.first { $0.id == step } }
            : exercise.choices.filter { answer.last.contains($0.id) }
        return Outcome(
            verdict: verdict, chosen: chosen,
            missed: exercise.kind == .several
                ? exercise.choices.filter { $0.verdict == .right && !answer.last.contains($0.id) }.count : 0,
            inPlace: exercise.inPlace(of: answer.last), feedback: exercise.feedback,
            isRightlyLeftAlone: verdict == .right && screen.isReported == false)
    }

    // MARK: Progress

    /// Whether nothing is left to do on this screen.
    public func isDone(_ screen: Screen) -> Bool {
        guard seen.contains(screen.id) else { return false }
        guard let exercise = screen.exercise else { return true }
        if exercise.isSafety { return answers[screen.id]?.isSolved ?? false }
        return answers[screen.id] != nil || putAside.contains(screen.id)
    }

    /// How far the learner is.
    public func progress(in course: Course) -> Progress {
        let screens = course.screens
        return Progress(done: screens.filter(isDone).count, of: screens.count)
    }

    /// The screens that still ask for something, in order.
    public func open(in course: Course) -> [Screen] { course.screens.filter { !isDone($0) } }

    /// Whether the course has been followed to the end; the rules stand above.
    public func isComplete(in course: Course) -> Bool { course.screens.allSatisfy(isDone) }
}

/// What can be wrong with an answer that was sent.
public enum AttemptError: UserError, Hashable {
    case nothingChosen
    case oneChoiceOnly
    case noSuchChoice
    case noSuchExercise
    /// Two places in an ordering for one step.
    case stepTwice
    /// A step in an ordering without a place.
    case stepMissing
    case storyNotAtItsEnd

    public var status: Int { self == .noSuchExercise ? 404 : 422 }

    public var text: Text {
        switch self {
        case .nothingChosen: Text("courses.answer.nothing")
        case .oneChoiceOnly: Text("courses.answer.one")
        case .noSuchChoice: Text("courses.answer.choice")
        case .noSuchExercise: Text("courses.answer.exercise")
        case .stepTwice: Text("exercises.error.step-twice")
        case .stepMissing: Text("exercises.error.step-missing")
        case .storyNotAtItsEnd: Text("exercises.error.story")
        }
    }
}

// MARK: Keeping

extension Attempt {
    /// The state as JSON of a few hundred bytes. The same state always gives the same text.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let stored = Stored(
            at: position, seen: seen.sorted(),
            answers: answers.mapValues { .init(first: $0.first, last: $0.last, solved: $0.isSolved) },
            aside: putAside.sorted(),
            stories: stories.isEmpty
                ? nil
                : stories.mapValues {
                    .init(judged: $0.judged.sorted(), stops: $0.stops.sorted(), first: $0.firstStops?.sorted())
                })
        // Strings, arrays and booleans always encode.
        return String(decoding: try! encoder.encode(stored), as: UTF8.self)
    }

    /// Goes on where `json` was left, in `course`, which may be a newer version than the one it was left in.
    ///
    /// Screens, exercises and choices that the course no longer has are skipped. When the screen the learner was at is
    /// among them, they come back at the first screen that is still open. What can not be read at all starts over: a
    /// learner never meets an error because of it.
    public init(resuming json: String, in course: Course) {
        self.init(course: course)
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(json.utf8)) else { return }
        let exercises = course.screens.reduce(into: [String: Exercise]()) { $0[$1.id] = $1.exercise }
        seen.formUnion(stored.seen.filter { course.screen($0) != nil })
        for (id, answer) in stored.answers where seen.contains(id) {
            guard let exercise = exercises[id], let first = Self.kept(answer.first, exercise),
                let last = Self.kept(answer.last, exercise)
            else { continue }
            answers[id] = Answer(first: first, last: last, isSolved: answer.solved)
        }
        for (id, telling) in stored.stories ?? [:] where seen.contains(id) {
            guard case .story(let story)? = course.screen(id) else { continue }
            stories[id] = Self.kept(telling, story)
        }
        putAside = Set(stored.aside.filter { seen.contains($0) && answers[$0] == nil && exercises[$0] != nil })
        position = seen.contains(stored.at) ? stored.at : firstOpen(in: course)
    }

    /// What still exists of an answer that was kept; `nil` when that is no answer any more.
    private static func kept(_ answer: [String], _ exercise: Exercise) -> [String]? {
        let known = Set(exercise.choices.map(\.id))
        let left = answer.filter(known.contains)
        guard exercise.kind == .order else {
            return left.isEmpty && exercise.kind != .ticks ? nil : Set(left).sorted()
        }
        return try? checked(left, exercise)
    }

    private static func kept(_ stored: StoredTelling, _ story: Story) -> Telling {
        let judged = Set(story.moments.map(\.id)).intersection(stored.judged)
        var telling = Telling(judged: judged, stops: judged.intersection(stored.stops))
        let first = stored.first.map(Set.init) ?? (story.next(after: telling) == nil ? telling.stops : nil)
        telling.firstStops = first?.intersection(story.moments.map(\.id))
        return telling
    }

    private func firstOpen(in course: Course) -> String {
        let reachable = course.screens.filter { seen.contains($0.id) }
        return (reachable.first { !isDone($0) } ?? reachable[reachable.count - 1]).id
    }

    private struct Stored: Codable {
        var at: String
        var seen: [String]
        var answers: [String: StoredAnswer]
        var aside: [String]
        /// Absent in what was kept before there were stories, and where none was begun.
        var stories: [String: StoredTelling]?
    }

    private struct StoredTelling: Codable {
        var judged: [String]
        var stops: [String]
        var first: [String]?
    }

    private struct StoredAnswer: Codable {
        var first: [String]
        var last: [String]
        var solved: Bool
    }
}
