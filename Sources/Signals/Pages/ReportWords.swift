import Content
import Core
import Web

/// A number to call.
struct PhoneNumber: Sendable {
    let name: String
    let number: String
    let link: String
    /// Nobody of this installation has rung it.
    let unchecked: Bool
}

extension Signals {
    /// Whom to call instead: the police, of the numbers that may be shown here, and always 112.
    func policeNumbers(_ visit: Visit) async throws -> [PhoneNumber] {
        try await numbers(of: ["police", "anonymous"], visit) + [
            PhoneNumber(name: visit.text("report.promise.emergency"), number: "112", link: "tel:112", unchecked: false)
        ]
    }

    /// A sentence with the number of a route in it; `nil` when that may not be shown here.
    func sentence(_ key: String, numberOf route: String, _ visit: Visit) async throws -> Text? {
        try await numbers(of: [route], visit).first.map { Text(key, ["name": $0.name, "number": $0.number]) }
    }

    private func numbers(of ids: [String], _ visit: Visit) async throws -> [PhoneNumber] {
        let wanted = ids.compactMap { id in context.checklist.routes.first { $0.id == id } }
        return try await routeChecks.shown(wanted).compactMap { route, isVerified in
            route.number.map {
                PhoneNumber(
                    name: route.name[visit.language], number: $0, link: route.link ?? "", unchecked: !isVerified)
            }
        }
    }
}

/// The words for the values of a report.
extension Visit {
    func words(_ setting: Setting) -> String { text("report.setting.\(setting.rawValue)") }
    func words(_ province: Province) -> String { text("report.province.\(province.rawValue)") }
    func words(_ age: AgeBand) -> String { text("checklist.age.\(age.rawValue)") }
    func words(_ kind: ReferralKind) -> String { text("report.you.\(kind.rawValue)") }
    /// Whether it goes on now.
    func words(there: Seen) -> String { text("report.there.\(there == .heard ? "seen" : there.rawValue)") }

    /// "9:00 uur morgen"
    func soon(_ moment: Instant) -> String {
        let (hour, minute) = moment.timeOfDay
        let time = "\(hour):\(minute < 10 ? "0" : "")\(minute)"
        let key: String
        switch moment.day.number - now.day.number {
        case 0: key = "today"
        case 1: key = "tomorrow"
        default: key = "later"
        }
        return text("report.promise.\(key)", ["time": time, "day": DateWords.day(moment.day, language)])
    }

    /// When somebody reads it, in a sentence; `nil` when nobody does.
    func words(_ promise: Promise) -> String? {
        guard case .before(let moment) = promise else { return nil }
        return text("report.promise.before", ["time": soon(moment)])
    }

    /// When somebody looks, after "the desk looks".
    func words(by promise: Promise) -> String {
        guard case .before(let moment) = promise else { return text("report.receipt.next-nobody") }
        return text("report.promise.by", ["time": soon(moment)])
    }

    /// The whole address of a page, as one would type it.
    func addressToType(_ path: String) -> String {
        let whole = site.settings.address + link(path)
        return whole.hasPrefix("https://") ? String(whole.dropFirst("https://".count)) : whole
    }
}

/// The questions of the report form, by screen; the telephone form asks all of them at once.
extension Visit {
    func parts(of step: ReportStep) -> [FormPart] {
        switch step {
        case .what: [FormPart(story), FormPart(isThereNow)]
        case .where: [FormPart(setting), FormPart(place), FormPart(province), FormPart(moment)]
        case .who: [FormPart(age), FormPart(people)]
        case .you: [FormPart(named)] + contact.map { FormPart($0) } + [FormPart(consent)]
        case .check: []
        }
    }

    private var story: Web.Field {
        field("what", .textarea, label: "report.what.field", hint: "report.what.hint", rows: 8)
    }

    private var isThereNow: Choices {
        choices(
            "now", legend: "report.what.there", hint: "report.what.there-hint", optional: true, inline: true,
            options: [Seen.seen, .no, .unknown].map { Choices.Option($0.rawValue, words(there: $0)) })
    }

    private var setting: Choices {
        choices(
            "setting", legend: "report.where.setting",
            options: Setting.allCases.map { Choices.Option($0.rawValue, words($0)) })
    }

    private var place: Web.Field {
        field("place", label: "report.where.place", hint: "report.where.place-hint", optional: true)
    }

    private var province: Select {
        select(
            "province", label: "report.where.province", optional: true,
            options: [Select.Option("", text("report.where.province-none"))]
                + Province.allCases.filter { $0 != .unknown }.map { Select.Option($0.rawValue, words($0)) })
    }

    private var moment: Web.Field {
        field("when", label: "report.where.when", hint: "report.where.when-hint", optional: true)
    }

    private var age: Choices {
        choices(
            "age", legend: "report.who.age", hint: "report.who.age-hint", optional: true,
            options: AgeBand.allCases.map {
                Choices.Option($0.rawValue, words($0))
            })
    }

    private var people: Web.Field {
        field("who", .textarea, label: "report.who.field", hint: "report.who.hint", optional: true)
    }

    /// With or without a name.
    var named: Choices {
        choices(
            "named", legend: "report.you.named",
            options: [
                Choices.Option("no", text("report.you.unnamed"), hint: text("report.you.unnamed-hint")),
                Choices.Option("yes", text("report.you.with-name"), hint: text("report.you.with-name-hint")),
            ])
    }

    /// How to reach the reporter.
    var contact: [Web.Field] {
        [
            field("name", label: "report.you.name", autocomplete: "name"),
            field("phone", label: "report.you.phone", optional: true, autocomplete: "tel"),
            field("email", .email, label: "report.you.email", optional: true),
            field(
                "safely", .textarea, label: "report.you.safely", hint: "report.you.safely-hint", optional: true, rows: 2
            ),
        ]
    }

    /// With whom it may be shared.
    var consent: Choices {
        choices(
            "consent", legend: "report.you.consent", hint: "report.you.consent-hint", several: true, optional: true,
            options: ReferralKind.allCases.map { Choices.Option($0.rawValue, words($0)) })
    }
}

/// What was typed, to be read once more.
extension Visit {
    /// The lines of one screen. What was left open says so.
    func summary(of step: ReportStep, _ report: ReportForm) -> SummaryList {
        let form = report.form
        func typed(_ name: String, _ key: String) -> SummaryList.Row {
            SummaryList.Row(text(key), form[name].isEmpty ? text("report.check.unsaid") : form[name])
        }
        func chosen(_ key: String, _ words: String?) -> SummaryList.Row {
            SummaryList.Row(text(key), words ?? text("report.check.unsaid"))
        }
        let answers = report.answers
        switch step {
        case .what:
            return SummaryList([
                typed("what", "report.what.field"), chosen("report.what.there", answers.now.map { words(there: $0) }),
            ])
        case .where:
            let province = Province(rawValue: form["province"])
            return SummaryList([
                chosen("report.where.setting", answers.setting.map { words($0) }),
                typed("place", "report.where.place"), chosen("report.where.province", province.map { words($0) }),
                typed("when", "report.where.when"),
            ])
        case .who:
            return SummaryList([
                chosen("report.who.age", answers.age.map { words($0) }), typed("who", "report.who.field"),
            ])
        case .you, .check:
            return summaryOfReporter(report)
        }
    }

    /// What goes along of the checklist: who somebody is there, and what was seen, heard and not seen.
    func summary(of answers: Answers, _ library: ChecklistLibrary) -> [SummaryList.Row] {
        let role = words(role: answers.role, library).map { [SummaryList.Row(text("report.check.role"), $0)] } ?? []
        return role
            + [(Seen.seen, "seen"), (.heard, "heard"), (.no, "no")].compactMap { answer, key in
                let signals = answers.signals.filter { $0.value == answer }.keys.sorted().compactMap(library.indicator)
                let lines = signals.map { library.text($0.text, for: answers, language) }
                return lines.isEmpty
                    ? nil : SummaryList.Row(text("inbox.report.answers-\(key)"), lines.joined(separator: "\n"))
            }
    }

    /// Who somebody is; `nil` for who did not say.
    func words(role id: String, _ library: ChecklistLibrary) -> String? {
        library.role(id).map { $0.text[language].capitalisedFirst }
    }

    private func summaryOfReporter(_ report: ReportForm) -> SummaryList {
        let kinds = report.form.all("consent").compactMap(ReferralKind.init(rawValue:)).map { words($0) }
        let consents = kinds.isEmpty ? text("report.check.consent-none") : kinds.joined(separator: "\n")
        var rows = [
            SummaryList.Row(
                text("report.you.named"), text(report.isNamed ? "report.check.named" : "report.check.anonymous"))
        ]
        if report.isNamed {
            for (name, key) in [("name", "name"), ("phone", "phone"), ("email", "email"), ("safely", "safely")]
            where !report.form[name].isEmpty {
                rows.append(SummaryList.Row(text("report.you.\(key)"), report.form[name]))
            }
        }
        return SummaryList(rows + [SummaryList.Row(text("report.check.consent"), consents)])
    }
}
