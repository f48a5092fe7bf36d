import Content
import Core
import Web

/// The same step in the other language, with all answers.
struct OtherLanguage: Sendable {
    let tag: String
    let text: String
    let action: String
    /// The page of signals to show again; the form around it names the one that comes next.
    let page: Int?

    init(_ visit: Visit, _ step: Int, page: Int? = nil) {
        let other: Language = visit.language == .nl ? .en : .nl
        tag = other.tag
        text = visit.text("checklist.step.other-language")
        action = (other == .nl ? "" : "/\(other.tag)") + "/m/\(step)"
        self.page = page
    }
}

/// What the checklist is, before it begins.
struct ChecklistStartPage: Page {
    static let template = "signals/start"
    let danger = Box112()
}

/// 112, and a way on for afterwards.
struct DangerPage: Page {
    static let template = "signals/danger"
    let danger = Box112()
    let fields: [HiddenField]
    /// Where the form with the answers goes; `nil` when there are none.
    let goOn: String?
}

/// A step with one or two questions.
struct QuestionPage: Page {
    static let template = "signals/question"
    let danger = Box112()
    let steps: Steps
    let title: String
    let questions: [Choices]
    let fields: [HiddenField]
    let next: String
    let back: String?
    /// What the button "not now" takes back.
    let skip: String
    let other: OtherLanguage

    init(
        number: Int, title: String, questions: [Choices], fields: [HiddenField], next: String, back: String?,
        skip: String,
        other: OtherLanguage
    ) {
        steps = Steps(number, of: 5)
        self.title = title
        self.questions = questions
        self.fields = fields
        self.next = next
        self.back = back
        self.skip = skip
        self.other = other
    }
}

/// At most twelve signals, by place.
struct SignalsPage: Page {
    static let template = "signals/signals"
    let danger = Box112()
    let steps = Steps(4, of: 5)
    let title: String
    let lead: String
    /// "Part 2 of 3"; `nil` when there is one.
    let part: String?
    let groups: [Group]
    let fields: [HiddenField]
    /// The page that the next button asks for.
    let page: Int
    let next: String
    let back: String
    /// The page that the back button asks for; `nil` for the step before.
    let backPage: Int?
    let isLast: Bool
    let advice: String
    let other: OtherLanguage

    struct Group: Sendable {
        let title: String
        let signals: [Question]
    }

    struct Question: Sendable {
        let id: String
        let text: String
        /// What it may be as well, or what is good to know.
        let hint: String
        let options: [Option]
    }

    struct Option: Sendable {
        let id: String
        let name: String
        let value: String
        let label: String
        let checked: Bool
    }

    init(
        _ number: Int, of pages: [[Indicator]], _ answers: Answers, _ library: ChecklistLibrary, _ visit: Visit
    ) {
        let asked = pages[number - 1]
        let isSelf = library.role(of: answers)?.kind == .self
        title = visit.text(isSelf ? "checklist.seen.title-self" : "checklist.seen.title")
        lead = visit.text(isSelf ? "checklist.seen.lead-self" : "checklist.seen.lead")
        part =
            pages.count > 1 ? visit.text("checklist.seen.part", ["part": "\(number)", "of": "\(pages.count)"]) : nil
        groups = library.groups.compactMap { group in
            let questions = asked.filter { $0.group == group.id }.map { Question($0, answers, library, visit) }
            return questions.isEmpty ? nil : Group(title: group.title[visit.language], signals: questions)
        }
        fields = HiddenField.all(answers, but: Set(asked.map { "signal-\($0.id)" }))
        isLast = number == pages.count
        page = number + 1
        next = visit.link(isLast ? "/m/5" : "/m/4")
        back = visit.link(number == 1 ? "/m/3" : "/m/4")
        backPage = number == 1 ? nil : number - 1
        advice = visit.link("/m/5")
        other = OtherLanguage(visit, 4, page: number)
    }
}

extension SignalsPage.Question {
    init(_ indicator: Indicator, _ answers: Answers, _ library: ChecklistLibrary, _ visit: Visit) {
        id = indicator.id
        text = library.text(indicator.text, for: answers, visit.language).capitalisedFirst
        hint =
            indicator.maybe.map { visit.text("checklist.seen.maybe") + " " + $0[visit.language] }
            ?? indicator.note.map { visit.text("checklist.seen.note") + " " + $0[visit.language] } ?? ""
        // Who answers for themselves says whether it is so; "yes" counts as seen.
        let isSelf = library.role(of: answers)?.kind == .self
        let label = isSelf ? "checklist.answer-self" : "checklist.answer"
        options = Seen.allCases.filter { !isSelf || $0 != .heard }.map { seen in
            SignalsPage.Option(
                id: "\(indicator.id)-\(seen.rawValue)", name: "signal-\(indicator.id)", value: seen.rawValue,
                label: visit.text("\(label).\(seen.rawValue)"), checked: answers.signals[indicator.id] == seen)
        }
    }
}

/// What to do, and where to go.
struct AdvicePage: Page {
    static let template = "signals/advice"
    let danger = Box112()
    let steps = Steps(5, of: 5)
    let isAcute: Bool
    let title: String
    let isEasy: Bool
    /// The lines of the easy version; empty in the usual one.
    let easy: [String]
    let meaning: [String]
    let todo: [String]
    let avoid: [String]
    let routes: [RouteCard]
    /// Said where a number is left out, since nobody here has checked it.
    let isMissingRoutes: Bool
    let sentence: String
    /// The Dutch, to read aloud, where the page is not Dutch.
    let dutch: String?
    let reasons: [String]
    let counted: [Counted]
    let aftercare: String
    let aftercareRoute: RouteCard?
    let fields: [HiddenField]
    let here: String
    let again: String
    /// Where a report begins; `nil` when none are taken in.
    let report: String?
    /// Whether the advice is to report, or somebody may who wants to all the same.
    let isReportAdvised: Bool
    let other: OtherLanguage
    let sources: [SourceLink]
    /// Whom to go to at the place of work, for who keeps its card.
    var duty: DutyModel?

    struct Counted: Sendable {
        let text: String
        let advised: String
        let avoided: String
    }

    struct SourceLink: Sendable {
        let title: String
        let url: String?
        let unchecked: Bool
    }

    init(
        _ advice: Advice, _ words: AdviceWords, _ answers: Answers, routes: [(route: HelpRoute, isVerified: Bool)],
        aftercareRoute: (route: HelpRoute, isVerified: Bool)?, takesReports: Bool, isEasy: Bool,
        _ library: ChecklistLibrary, _ visit: Visit
    ) {
        let language = visit.language
        isAcute = advice.level == .acute
        title = words.title[language]
        self.isEasy = isEasy
        easy = isEasy ? words.easy.flatMap { $0.lines(language) } : []
        meaning = isEasy ? [] : words.meaning.flatMap { $0.lines(language) }
        todo = isEasy ? [] : words.steps.flatMap { $0.lines(language) }
        avoid = isEasy ? [] : words.avoid.lines(language)
        self.routes = routes.map { RouteCard($0.route, isVerified: $0.isVerified, visit) }
        isMissingRoutes = routes.count < words.routes.count
        sentence = words.sentence[language]
        dutch = language == .nl ? nil : words.sentence[.nl]
        reasons = advice.reasons.map { visit.text("checklist.reason.\($0)") }
        let found = advice.counted.compactMap(library.indicator)
        counted = found.map {
            Counted(
                text: library.text($0.text, for: answers, language).capitalisedFirst, advised: $0.advised[language],
                avoided: $0.avoided[language])
        }
        aftercare = words.aftercare[language]
        self.aftercareRoute = aftercareRoute.map { RouteCard($0.route, isVerified: $0.isVerified, visit) }
        fields = HiddenField.all(answers)
        here = visit.link("/m/5")
        again = visit.link("/m/4")
        report = takesReports ? visit.link("/m/6") : nil
        isReportAdvised = advice.level >= .report
        other = OtherLanguage(visit, 5)
        let used = Set(found.flatMap(\.sources))
        sources = library.sources.filter { used.contains($0.id) }.map {
            SourceLink(title: $0.title, url: $0.url, unchecked: $0.checked == nil)
        }
    }
}

/// The card of a place of work in an advice.
struct DutyModel: Sendable {
    let site: String
    let duty: String
    let day: Number
    let night: Number?
    let police: String?

    struct Number: Sendable {
        let text: String
        let link: String

        init(_ text: String) {
            self.text = text
            link = "tel:" + text.filter { "0123456789+".contains($0) }
        }
    }

    init(_ card: DutyCard) {
        site = card.site
        duty = card.duty
        day = Number(card.dayPhone)
        night = card.nightPhone.isEmpty ? nil : Number(card.nightPhone)
        police = card.police.isEmpty ? nil : card.police
    }
}

/// A way on: a number, whether somebody answers now, and what it costs.
struct RouteCard: Sendable {
    let name: String
    let when: String
    let number: String?
    let call: String?
    let web: String?
    let webText: String?
    /// "Now open", "now closed", or that the hours are not known.
    let hours: String
    let isOpen: Bool
    let facts: [String]
    let note: String?
    let notFor: String?
    let unchecked: Bool

    init(_ route: HelpRoute, isVerified: Bool, _ visit: Visit) {
        let language = visit.language
        name = route.name[language]
        when = route.when[language]
        number = route.number
        call = route.link
        web = route.web
        webText = route.web.map { String($0.dropFirst("https://".count)) }
        let open = route.hours.isOpen(at: visit.now)
        isOpen = open == true
        hours = visit.text(
            open.map {
                $0
                    ? (route.hours == .always ? "checklist.hours.always" : "checklist.hours.open")
                    : "checklist.hours.closed"
            }
                ?? "checklist.hours.unknown")
        var facts: [String] = []
        if route.cost != .unknown { facts.append(visit.text("checklist.cost.\(route.cost.rawValue)")) }
        if route.anonymity == .yes { facts.append(visit.text("checklist.route.anonymous")) }
        self.facts = facts
        note = route.note?[language]
        notFor = route.notFor?[language]
        unchecked = !isVerified && route.id != RouteChecks.alwaysShown
    }
}

extension String {
    var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
