public import Content
public import Core

/// The checklist as it lies in `Resources/signals`: signals, roles, the rule and the words of the advice. Read once, at start.
public struct ChecklistLibrary: Sendable {
    /// Most signals that are asked at once.
    public static let mostAtOnce = 12

    public var review: ChecklistReview
    public var sources: [SourceRef]
    /// In the order in which they are asked.
    public var groups: [IndicatorGroup]
    public var roles: [ChecklistRole]
    public var settings: [ChecklistSetting]
    /// In the order of the files.
    public var indicators: [Indicator]
    /// Every route that an advice can show, in the order of `routes.yaml`.
    public var routes: [HelpRoute]
    var unsaidSetting: Setting
    var rule: AdviceRule
    var book: AdviceBook

    /// Without a signal: for tests of what needs none.
    public static let empty = ChecklistLibrary(
        review: ChecklistReview(marks: [:]), sources: [], groups: [], roles: [], settings: [], indicators: [],
        routes: [],
        unsaidSetting: .elsewhere, rule: AdviceRule(points: [:], mostFromWeak: 0, levels: [:]),
        book: AdviceBook(entries: [], heardDanger: [], extras: [], sentences: [], routes: [], aftercare: []))

    /// Reads every file below `folder`, and telephone numbers from the file `routes`.
    ///
    /// - Throws: `ChecklistError` with every mistake in every file: nothing starts with a checklist that has one.
    public static func load(folder: String, routes: String) throws -> ChecklistLibrary {
        let check = ChecklistCheck(folder: folder, routes: routes)
        guard let library = check.library, check.findings.isEmpty else {
            throw ChecklistError(findings: check.findings)
        }
        return library
    }

    // MARK: Questions

    /// The words of a setting.
    func words(of setting: Setting) -> ChecklistSetting? { settings.first { $0.id == setting } }

    /// The role with this id.
    public func role(_ id: String) -> ChecklistRole? { roles.first { $0.id == id } }

    /// The indicator with this id.
    public func indicator(_ id: String) -> Indicator? { indicators.first { $0.id == id } }

    /// Where it was, or what counts when somebody did not say.
    func setting(of answers: Answers) -> Setting { answers.setting ?? unsaidSetting }

    /// Who asks, or what counts when somebody did not say.
    func role(of answers: Answers) -> ChecklistRole? {
        let words = words(of: setting(of: answers))
        if words?.roles.contains(answers.role) == true { return role(answers.role) }
        return words.flatMap { role($0.unsaidRole) }
    }

    /// The signals that are asked of whoever gave these answers, by group.
    func indicators(for answers: Answers) -> [Indicator] {
        let setting = setting(of: answers)
        guard let role = role(of: answers) else { return [] }
        let asked = indicators.filter {
            $0.settings.contains(setting) && $0.roles.contains(role.id)
                && ($0.ages?.contains(answers.age ?? .unknown) ?? true)
        }
        return groups.flatMap { group in asked.filter { $0.group == group.id } }
    }

    /// The same in pages of at most twelve. Whole groups stay together where they fit.
    func pages(for answers: Answers) -> [[Indicator]] {
        var pages: [[Indicator]] = []
        let asked = indicators(for: answers)
        for group in groups {
            var rest = asked.filter { $0.group == group.id }[...]
            guard !rest.isEmpty else { continue }
            if let last = pages.last, last.count + rest.count <= Self.mostAtOnce {
                pages[pages.count - 1] += rest
                continue
            }
            while !rest.isEmpty {
                pages.append(Array(rest.prefix(Self.mostAtOnce)))
                rest = rest.dropFirst(Self.mostAtOnce)
            }
        }
        return pages
    }

    /// `answers` without what the library does not know: other ids, and a role of another setting.
    public func kept(_ answers: Answers) -> Answers {
        var kept = answers
        if let setting = answers.setting, words(of: setting)?.roles.contains(answers.role) != true { kept.role = "" }
        if answers.setting == nil, role(answers.role) == nil { kept.role = "" }
        let known = Set(indicators.map(\.id))
        kept.signals = answers.signals.filter { known.contains($0.key) }
        return kept
    }

    // MARK: Advice

    /// What the rule makes of `answers`, in the words for whoever gave them. An answer to a signal that is not asked there
    /// (another setting, another role) counts nothing.
    public func advice(for answers: Answers) -> Advice {
        let asked = indicators(for: answers)
        var advice = rule.advice(for: answers, over: asked)
        let situation = AdviceBook.Situation(
            level: advice.level, kind: role(of: answers)?.kind ?? .other, setting: setting(of: answers),
            age: answers.age ?? .unknown,
            isUnanswered: !asked.contains { [.seen, .heard, .no].contains(answers.signals[$0.id]) },
            isHeardDanger: advice.isHeardDanger)
        advice.words = book.words(for: situation)
        return advice
    }

    /// A signal's text for whoever gave `answers`.
    func text(_ text: Translated, for answers: Answers, _ language: Language) -> String {
        guard let role = role(of: answers) else { return text[language] }
        var result = ""
        var rest = Substring(text[language])
        while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
            result += rest[..<start]
            switch rest[rest.index(after: start)..<end] {
            case "who": result += role.who[language]
            case "they": result += role.they[language]
            default: result += rest[start...end]
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
