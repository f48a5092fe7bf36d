import Content
import Core
import Web

/// What there is to answer on a screen, and what was said about the latest answer.
struct ExerciseModel: Sendable {
    let choices: Choices?
    let order: OrderModel?
    let rewrite: RewriteModel?
    /// Choices that are crossed out rather than chosen.
    let crossesOut: Bool
    let timeline: TimelineModel?
    let outcome: Outcome?
    let submit: Submit
    /// Answered, and not rightly: the question stands open under the explanation.
    let again: Bool
    let solved: Bool
    let putAside: Bool

    /// What a model is made of.
    struct At {
        let course: Course
        let screen: Screen
        let attempt: Attempt
        /// The one that the learner reads the course in.
        let language: Language
        /// What the learner just wrote; only where a sentence is rewritten.
        let own: OwnSentence?
        let visit: Visit

        var mark: LanguageMark? { visit.mark(screen.title, reading: language) }
        func html(_ text: Translated) -> String { Markdown.html(text[language], headingsFrom: 3) }
    }

    /// The button that sends the answer.
    struct Submit: Sendable {
        let value: String
        let text: String
    }

    struct Outcome: Sendable {
        let heading: String
        /// Whether it was given just now, on this same page.
        let fresh: Bool
        /// What the learner wrote, on the page that answers it only.
        let own: String?
        let mark: LanguageMark?
        let leftAlone: Bool
        let chosen: [Chosen]
        let missed: String?
        /// How many steps stand in their place, or how much of the checks was ticked.
        let count: String?
        let feedback: String?
    }

    /// One of the choices that were made.
    struct Chosen: Sendable {
        /// What it was: `Jouw antwoord:`.
        let label: String
        let text: String
        /// HTML; empty where there is nothing to say about it.
        let feedback: String
    }

    init?(_ at: At) {
        guard let exercise = at.screen.exercise else { return nil }
        let visit = at.visit
        let latest = at.attempt.outcome(of: at.screen.id, in: at.course)
        let isComparing = at.own?.isAnswer == false
        order = OrderModel(at, latest)
        rewrite = RewriteModel(at)
        choices = order == nil ? Self.choices(exercise, latest, at) : nil
        if case .crossOut = at.screen { crossesOut = true } else { crossesOut = false }
        timeline = TimelineModel(at)
        outcome = isComparing ? nil : latest.map { Outcome($0, exercise, at) }
        let isSolved = latest?.verdict == .right && !isComparing
        solved = isSolved
        again = latest != nil && !isSolved
        let isCompared = at.own.map { !$0.text.isEmpty } ?? false
        submit =
            rewrite != nil && !isCompared
            ? Submit(value: "vergelijk", text: visit.text("exercises.rewrite.compare"))
            : Submit(
                value: "antwoord",
                text: visit.text(latest == nil ? "learning.step.answer" : "learning.step.answer-again"))
        putAside = at.attempt.putAside.contains(at.screen.id)
    }

    /// What is chosen or ticked; `nil` while a sentence waits to be written first.
    private static func choices(_ exercise: Exercise, _ latest: Attempt.Outcome?, _ at: At) -> Choices? {
        let visit = at.visit
        if exercise.kind == .ticks, at.own?.text.isEmpty ?? true { return nil }
        let (legend, hint, isOfCourse) = words(exercise, at)
        // What was ticked of an earlier sentence says nothing about this one.
        let hasForm = exercise.kind == .ticks || visit.form.entries.contains { $0.name == "keuze" }
        return Choices(
            "keuze", legend: legend, hint: hint, error: visit.form.mistake("keuze").map { visit.text($0) },
            several: exercise.kind != .one, optional: false, mark: at.mark, marksLegend: isOfCourse,
            chosen: hasForm ? Set(visit.form.all("keuze")) : Set(latest?.chosen.map(\.id) ?? []),
            options: exercise.choices.map { Choices.Option($0.id, $0.text[at.language]) })
    }

    /// The question, what to do, and whether the question is in the course's language.
    private static func words(_ exercise: Exercise, _ at: At) -> (String, String, Bool) {
        let visit = at.visit
        switch at.screen {
        case .scenario(let scenario): return (scenario.question[at.language], visit.text("learning.step.one"), true)
        case .story(let story): return (story.question[at.language], visit.text("learning.step.one"), true)
        case .crossOut: return (visit.text("exercises.cross-out.legend"), visit.text("exercises.cross-out.hint"), false)
        case .rewrite:
            return (visit.text("exercises.rewrite.checks"), visit.text("exercises.rewrite.checks-hint"), false)
        case .question, .order, .lesson:
            let several = exercise.kind == .several
            return (
                visit.text("learning.step.choose"), visit.text("learning.step.\(several ? "several" : "one")"), false
            )
        }
    }
}

extension ExerciseModel.Outcome {
    init(_ outcome: Attempt.Outcome, _ exercise: Exercise, _ at: ExerciseModel.At) {
        let visit = at.visit
        heading = visit.text(
            exercise.kind == .ticks ? "exercises.rewrite.done" : "learning.verdict.\(outcome.verdict.rawValue)")
        fresh = at.own != nil
        own = at.own?.text
        mark = at.mark
        leftAlone = outcome.isRightlyLeftAlone
        missed = outcome.missed > 0 ? visit.text("learning.step.missed", count: outcome.missed) : nil
        feedback = outcome.feedback.map(at.html)
        chosen = Self.chosen(outcome, exercise, at)
        let counts = ["of": "\(exercise.choices.count)"]
        switch exercise.kind {
        case .order:
            count = visit.text(
                "exercises.order.in-place", counts.merging(["count": "\(outcome.inPlace.count)"]) { $1 })
        case .ticks:
            count = visit.text(
                "exercises.rewrite.ticked", counts.merging(["count": "\(outcome.chosen.count)"]) { $1 })
        case .one, .several: count = nil
        }
    }

    /// The choices with what is to be said about each. Once everything that goes is crossed out, also the lines that stay.
    private static func chosen(
        _ outcome: Attempt.Outcome, _ exercise: Exercise, _ at: ExerciseModel.At
    ) -> [ExerciseModel.Chosen] {
        let visit = at.visit
        let isCrossOut = at.screen.kind == .crossOut
        let shown = isCrossOut && outcome.verdict == .right ? exercise.choices : outcome.chosen
        return shown.map { choice in
            let label =
                switch exercise.kind {
                case .one: "learning.step.yours"
                case .several where isCrossOut:
                    outcome.chosen.contains(choice) ? "exercises.cross-out.struck" : "exercises.cross-out.kept"
                case .several: "learning.step.yours"
                case .order:
                    outcome.inPlace.contains(choice.id) ? "exercises.order.right-place" : "exercises.order.wrong-place"
                case .ticks: "exercises.rewrite.tick"
                }
            return ExerciseModel.Chosen(
                label: visit.text(label), text: choice.text[at.language], feedback: choice.feedback.map(at.html) ?? "")
        }
    }
}

/// Steps to be numbered; with a script they are moved up and down.
struct OrderModel: Sendable {
    let legend: String
    let hint: String
    let error: String?
    let steps: [Step]

    struct Step: Sendable {
        let id: String
        let text: String
        let mark: LanguageMark?
        let label: String
        let up: String
        let down: String
        let wrong: Bool
        let options: [Option]
        let unchosen: Bool
    }

    struct Option: Sendable {
        let value: Int
        let selected: Bool
    }

    /// `nil` when the screen is no ordering.
    init?(_ at: ExerciseModel.At, _ latest: Attempt.Outcome?) {
        guard case .order(let ordering) = at.screen else { return nil }
        let visit = at.visit
        legend = visit.text("exercises.order.legend")
        hint = visit.text("exercises.order.hint", ["last": "\(ordering.steps.count)"])
        error = visit.form.mistakes.first.map { visit.text($0.text) }
        let typed = visit.form.entries.isEmpty ? nil : Places(visit.form, at.screen)?.numbers
        let given = latest?.chosen.enumerated().reduce(into: [String: Int]()) { $0[$1.element.id] = $1.offset + 1 }
        let numbers = typed ?? given ?? [:]
        steps = ordering.shownSteps.map { step in
            let words = ["step": step.text[at.language]]
            return Step(
                id: Places.field(step.id), text: step.text[at.language], mark: at.mark,
                label: visit.text("exercises.order.place"), up: visit.text("exercises.order.up", words),
                down: visit.text("exercises.order.down", words),
                wrong: visit.form.mistake(Places.field(step.id)) != nil,
                options: (1...ordering.steps.count).map { Option(value: $0, selected: numbers[step.id] == $0) },
                unchosen: numbers[step.id] == nil)
        }
    }
}

/// A judging sentence, a place for one's own, and once that is there examples beside it.
struct RewriteModel: Sendable {
    let judgement: String
    let mark: LanguageMark?
    let field: Field
    /// Empty until there is an own sentence to put them beside.
    let examples: [String]
    /// Whether they are shown for the first time.
    let fresh: Bool

    /// `nil` when there is nothing to rewrite.
    init?(_ at: ExerciseModel.At) {
        guard case .rewrite(let rewrite) = at.screen else { return nil }
        judgement = rewrite.judgement[at.language]
        mark = at.mark
        field = at.visit.field(
            "zin", .textarea, label: "exercises.rewrite.own", hint: "exercises.rewrite.own-hint", rows: 3)
        let hasWritten = at.own.map { !$0.text.isEmpty } ?? false
        examples = hasWritten ? rewrite.facts.map { $0[at.language] } : []
        fresh = at.own?.isAnswer == false
    }
}

/// A story that is being told: what has happened, and the moment of now.
struct TellingModel: Sendable {
    let mark: LanguageMark?
    let place: String
    let past: [Past]
    /// The moment to judge.
    let moment: String
    let html: String
    let again: Bool

    struct Past: Sendable {
        let html: String
        let stopped: Bool
    }

    /// `nil` when the screen is no story, and when the story is told to its end.
    init?(_ at: ExerciseModel.At) {
        guard case .story(let story) = at.screen else { return nil }
        let telling = at.attempt.stories[story.id] ?? Telling()
        guard let next = story.next(after: telling) else { return nil }
        mark = at.mark
        let told = story.moments.filter { telling.judged.contains($0.id) }
        place = at.visit.text(
            "exercises.story.place", ["place": "\(told.count + 1)", "of": "\(story.moments.count)"])
        past = told.map { Past(html: at.html($0.text), stopped: telling.stops.contains($0.id)) }
        moment = next.id
        html = at.html(next.text)
        again = at.attempt.answers[story.id] != nil
    }
}

/// What a learner saw and missed in a story.
struct TimelineModel: Sendable {
    let mark: LanguageMark?
    let seen: String
    let alarms: String?
    let moments: [Moment]
    /// Whether it is the first thing to look at: before there is an answer.
    let open: Bool

    struct Moment: Sendable {
        let sight: String
        let isSignal: Bool
        let isWell: Bool
        let html: String
        let feedback: String
    }

    init?(_ at: ExerciseModel.At) {
        guard case .story(let story) = at.screen, let telling = at.attempt.stories[story.id],
            story.next(after: telling) == nil
        else { return nil }
        let visit = at.visit
        let timeline = story.timeline(telling.stops)
        let signals = timeline.count { $0.moment.isSignal }
        let counts = ["count": "\(timeline.count { $0.sight == .seen })", "of": "\(signals)"]
        seen = signals == 0 ? visit.text("exercises.story.no-signals") : visit.text("exercises.story.seen", counts)
        let falseAlarms = timeline.count { $0.sight == .falseAlarm }
        alarms = falseAlarms == 0 ? nil : visit.text("exercises.story.alarms", count: falseAlarms)
        moments = timeline.map { moment, sight in
            Moment(
                sight: visit.text("exercises.story.sight.\(sight.rawValue)"), isSignal: moment.isSignal,
                isWell: sight == .seen || sight == .ordinary, html: at.html(moment.text),
                feedback: at.html(moment.feedback))
        }
        mark = at.mark
        open = at.attempt.answers[story.id] == nil
    }
}
