import Content
import Core

/// Everything in `advice.yaml`: which words fit which level, person, place and age.
struct AdviceBook: Sendable, Hashable {
    /// For whom an entry is; `nil` is everybody.
    struct Condition: Sendable, Hashable {
        var levels: Set<Advice.Level>?
        var kinds: Set<ChecklistRole.Kind>?
        var settings: Set<Setting>?
        var ages: Set<AgeBand>?
        var unanswered: Bool?

        func fits(_ situation: Situation) -> Bool {
            (levels?.contains(situation.level) ?? true) && (kinds?.contains(situation.kind) ?? true)
                && (settings?.contains(situation.setting) ?? true) && (ages?.contains(situation.age) ?? true)
                && (unanswered ?? situation.isUnanswered) == situation.isUnanswered
        }
    }

    /// Who asks, and where it came to.
    struct Situation: Sendable, Hashable {
        var level: Advice.Level
        var kind: ChecklistRole.Kind
        var setting: Setting
        var age: AgeBand
        /// No signal was named, and to none was said that it is not there.
        var isUnanswered = false
        /// Danger that only another saw (`Advice.isHeardDanger`).
        var isHeardDanger = false
    }

    struct Entry: Sendable, Hashable {
        var condition: Condition
        var title: Translated
        var meaning: Translated
        var steps: Translated
        var avoid: Translated
        var easy: Translated
    }

    /// What comes before an advice when danger was heard of.
    struct HeardDanger: Sendable, Hashable {
        var condition: Condition
        var title: Translated
        var steps: Translated
        var easy: Translated
        var route: HelpRoute
    }

    struct Extra: Sendable, Hashable {
        var condition: Condition
        var text: Translated
        var easy: Translated
    }

    struct Line: Sendable, Hashable {
        var condition: Condition
        var text: Translated
        var route: HelpRoute?
    }

    struct Routes: Sendable, Hashable {
        var condition: Condition
        var routes: [HelpRoute]
    }

    var entries: [Entry]
    var heardDanger: [HeardDanger]
    var extras: [Extra]
    var sentences: [Line]
    var routes: [Routes]
    var aftercare: [Line]

    /// The words for a case; `nil` when some of them are missing, which the reader refuses.
    func words(for situation: Situation) -> AdviceWords? {
        guard let entry = entries.first(where: { $0.condition.fits(situation) }),
            let sentence = sentences.first(where: { $0.condition.fits(situation) }),
            let after = aftercare.first(where: { $0.condition.fits(situation) }),
            let routes = routes.first(where: { $0.condition.fits(situation) })
        else { return nil }
        let extras = extras.filter { $0.condition.fits(situation) }
        var words = AdviceWords(
            title: entry.title, meaning: [entry.meaning] + extras.map(\.text), steps: [entry.steps], avoid: entry.avoid,
            sentence: sentence.text, easy: [entry.easy] + extras.map(\.easy), aftercare: after.text,
            aftercareRoute: after.route, routes: routes.routes)
        if situation.isHeardDanger {
            guard let danger = heardDanger.first(where: { $0.condition.fits(situation) }) else { return nil }
            words.title = danger.title
            words.steps.insert(danger.steps, at: 0)
            words.easy.insert(danger.easy, at: 0)
            words.routes = [danger.route] + words.routes.filter { $0.id != danger.route.id }
        }
        return words
    }

    /// Every case there is: for the check at start, and for tests.
    static var allSituations: [Situation] {
        var cases: [Situation] = []
        for level in Advice.Level.allCases {
            for kind in ChecklistRole.Kind.allCases {
                for setting in Setting.allCases {
                    for age in AgeBand.allCases {
                        var situation = Situation(level: level, kind: kind, setting: setting, age: age)
                        cases.append(situation)
                        situation.isUnanswered = level == .nothing
                        // The rule gives at least `advice` to danger that was heard of.
                        situation.isHeardDanger = level == .advice || level == .report
                        if situation.isUnanswered || situation.isHeardDanger { cases.append(situation) }
                    }
                }
            }
        }
        return cases
    }
}
