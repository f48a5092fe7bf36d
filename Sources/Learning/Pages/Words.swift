import Content
import Core
import Directory
import Web

/// The words for values of ours, in the visit's language.
extension Visit {
    func text(_ audience: Audience) -> String { text("learning.audience.\(audience.rawValue)") }
    func text(_ role: Role) -> String { text("learning.role.\(role.rawValue)") }
    func text(_ activity: Activity) -> String { text("learning.activity.\(activity.rawValue)") }

    /// The name of a province; `nil` is the words for who is in none that is known.
    func text(_ province: Province?) -> String { text("counting.province.\(province?.rawValue ?? "unknown")") }

    /// A list to choose a province from, under the name `province`.
    ///
    /// - Parameter hint: the key of what is asked.
    func provinces(_ hint: String, chosen: Province?) -> Select {
        select(
            "province", label: "counting.label", hint: hint, optional: true, value: chosen?.rawValue ?? "",
            options: [Select.Option("", text("counting.none"))]
                + Province.allCases.map { Select.Option($0.rawValue, text($0)) })
    }

    /// `24 november 2026`.
    func text(_ day: Day) -> String { DateWords.day(day, language) }

    /// `1 januari 2020 tot en met 30 juni 2020`.
    func text(_ period: Period) -> String {
        guard period.from != period.to else { return text(period.from) }
        return text("learning.period", ["from": text(period.from), "to": text(period.to)])
    }

    /// One of two sentences: `<key>-one` for 1, `<key>` with `{count}` otherwise.
    func text(_ key: String, count: Int) -> String {
        text(count == 1 ? "\(key)-one" : key, ["count": "\(count)"])
    }

    /// `Nederlands, English`: each in its own words.
    func names(of languages: [Language]) -> String {
        languages.map(\.ownName).joined(separator: ", ")
    }

    /// The `lang` of a course's texts where it is not the page's.
    func foreign(_ text: Translated) -> String? {
        let language = text.language(for: language)
        return language == self.language ? nil : language.tag
    }

    /// The language in which a learner who chose `chosen` reads a course on this page: the page's own as long as that was never
    /// chosen otherwise. A language that nobody reviewed is for who looks after the courses.
    func reading(_ course: Course, chosen: Language) -> Language {
        let isOffered = languages(of: course).contains(chosen)
        return isOffered && !Language.all.contains(chosen) ? chosen : language
    }

    /// The languages of a course that this visitor may read it in.
    func languages(of course: Course) -> [Language] {
        course.languages + (Policy.learningDesk.allows(actor) ? course.unreviewed : [])
    }

    /// The mark of `text` as it is shown to who reads in `reading`.
    func mark(_ text: Translated, reading: Language) -> LanguageMark? {
        let shown = text.language(for: reading)
        return shown == language ? nil : LanguageMark(shown)
    }

    /// The radio buttons for what somebody does at work.
    func roleChoices(of course: Course) -> Choices {
        let roles = course.roles.isEmpty ? Role.allCases : course.roles
        return choices(
            "role", legend: "learning.begin.role", hint: "learning.begin.role-hint",
            options: roles.map { Choices.Option($0.rawValue, text($0)) }
                + [Choices.Option("other", text("learning.role.other"))])
    }

    /// The learner's tokens.
    var learnerCookie: LearnerCookie { LearnerCookie(cookie(LearnerCookie.name)) }
}

extension Form {
    /// The province that was chosen; `nil` for none.
    func province() -> Province? { Province(rawValue: self["province"]) }
}
