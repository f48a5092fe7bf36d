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

        func fits(_ situation: Situation) -> Bool {
            (levels?.contains(situation.level) ?? true) && (kinds?.contains(situation.kind) ?? true)
                && (settings?.contains(situation.setting) ?? true) && (ages?.contains(situation.age) ?? true)
        }
    }

    /// Who asks, and where it came to.
    struct Situation: Sendable, Hashable {
        var level: Advice.Level
        var kind: ChecklistRole.Kind
        var setting: Setting
        var age: AgeBand
    }

    struct Entry: Sendable, Hashable {
        var condition: Condition
        var title: Translated
        var meaning: Translated
        var steps: Translated
        var avoid: Translated
        var easy: Translated
    }

    struct Extra: Sendable, Hashable {
        var condition: Condition
        var text: Translated
        var easy: Translated
    }

    struct Line: Sendable, Hashable {
        var condition: Condition
        var text: Translated
    }

    struct Routes: Sendable, Hashable {
        var condition: Condition
        var routes: [HelpRoute]
    }

    var entries: [Entry]
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
        return AdviceWords(
            title: entry.title, meaning: [entry.meaning] + extras.map(\.text), steps: entry.steps, avoid: entry.avoid,
            sentence: sentence.text, easy: [entry.easy] + extras.map(\.easy), aftercare: after.text,
            routes: routes.routes)
    }

    /// Every case there is: for the check at start, and for tests.
    static var allSituations: [Situation] {
        var cases: [Situation] = []
        for level in Advice.Level.allCases {
            for kind in ChecklistRole.Kind.allCases {
                for setting in Setting.allCases {
                    cases += AgeBand.allCases.map { Situation(level: level, kind: kind, setting: setting, age: $0) }
                }
            }
        }
        return cases
    }
}
