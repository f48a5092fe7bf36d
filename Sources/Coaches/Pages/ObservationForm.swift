import Content
import Core
import Web

/// The fields of an observation: for entering one, and for putting one right.
struct ObservationForm: Sendable {
    let at: StudyVisit
    private var codebook: Codebook { at.codebook }

    init(_ at: StudyVisit) { self.at = at }

    /// The selectors that can be typed for an account that is new, or to add to one that is not.
    static let selectors: [Selector.Kind] = [.handle, .phone, .mail, .url, .payment]

    /// The form that enters one: what every observation asks first, so that the keyboard need not pass by the rest.
    func entry(_ visit: Visit, chosen: Identifier?) -> [FormPart] {
        account(visit, chosen: chosen) + [selector(.handle, visit)] + coding(visit, nil) + [text(visit, nil)]
            + place(visit, nil) + Self.selectors.dropFirst().map { selector($0, visit) }
            + [FormPart(codes(visit, chosen: []))]
    }

    /// The form that puts one right.
    func correction(_ visit: Visit, _ known: Observation) -> [FormPart] {
        coding(visit, known) + [text(visit, known)] + place(visit, known)
            + [FormPart(codes(visit, chosen: Set(known.codes)))]
    }

    private func account(_ visit: Visit, chosen: Identifier?) -> [FormPart] {
        let accounts = at.study.accounts
        guard !accounts.isEmpty else { return [] }
        return [
            FormPart(
                visit.select(
                    "account", label: "coaches.observation.account", hint: "coaches.observation.account-hint",
                    optional: true, value: chosen?.text ?? "",
                    options: [Select.Option("new", visit.text("coaches.observation.new-account"))]
                        + accounts.map { Select.Option($0.id.text, "\($0.name) (\($0.platform))") }))
        ]
    }

    private func selector(_ kind: Selector.Kind, _ visit: Visit) -> FormPart {
        FormPart(
            visit.field(
                kind.rawValue, label: "coaches.selector.\(kind.rawValue)",
                hint: kind == .handle ? "coaches.selector.handle-hint" : nil, optional: true))
    }

    /// - Parameter known: what the observation holds already.
    private func coding(_ visit: Visit, _ known: Observation?) -> [FormPart] {
        [
            FormPart(
                visit.field(
                    "code-numbers", label: "coaches.observation.code-numbers",
                    hint: "coaches.observation.code-numbers-hint", optional: true)),
            FormPart(
                visit.choices(
                    "initiator", legend: "coaches.observation.initiator", inline: true,
                    chosen: known.map { [$0.initiator.rawValue] } ?? [],
                    options: visit.radios("initiator", Observation.Initiator.self))),
            FormPart(
                visit.choices(
                    "age-stated", legend: "coaches.observation.age-stated", inline: true,
                    chosen: known.map { [$0.ageStatedBefore.rawValue] } ?? [],
                    options: visit.radios("known", Observation.Known.self))),
        ]
    }

    private func text(_ visit: Visit, _ known: Observation?) -> FormPart {
        FormPart(
            visit.field(
                "text", .textarea, label: "coaches.observation.text", hint: "coaches.observation.text-hint",
                value: known?.text ?? "", rows: 5))
    }

    private func place(_ visit: Visit, _ known: Observation?) -> [FormPart] {
        let moment = known?.observedAt ?? visit.now
        let (hour, minute) = moment.timeOfDay
        func pad(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
        return [
            FormPart(
                visit.field("observed-day", .date, label: "coaches.observation.day", value: moment.day.typed)),
            FormPart(
                visit.field(
                    "observed-time", label: "coaches.observation.time", hint: "coaches.observation.time-hint",
                    value: "\(pad(hour)):\(pad(minute))")),
            FormPart(
                visit.select(
                    "setting", label: "coaches.observation.setting", value: known?.setting.rawValue ?? "chat",
                    options: visit.options("setting", Observation.Setting.self))),
            FormPart(more(visit, known)),
        ]
    }

    private func more(_ visit: Visit, _ known: Observation?) -> Choices {
        let chosen = [
            known?.isPublic == true ? "public" : nil, known?.imageReceived == true ? "image" : nil,
            known?.isSummary == false ? "literal" : nil,
        ]
        return visit.choices(
            "more", legend: "coaches.observation.more", several: true, optional: true,
            chosen: Set(chosen.compactMap { $0 }),
            options: [
                Choices.Option("public", visit.text("coaches.observation.public")),
                Choices.Option("literal", visit.text("coaches.observation.literal")),
                Choices.Option(
                    "image", visit.text("coaches.observation.image"), hint: visit.text("coaches.observation.image-hint")
                ),
            ])
    }

    /// The codebook as check boxes, with the number by which each can be typed.
    func codes(_ visit: Visit, chosen: Set<String>) -> Choices {
        visit.choices(
            "codes", legend: "coaches.observation.codes", several: true, optional: true, chosen: chosen,
            options: codebook.codes.enumerated().map { place, code in
                Choices.Option(
                    code.id, "\(place + 1). \(visit.words(code))", hint: code.definition[visit.language])
            })
    }

    /// What was typed; `nil` when there is a mistake in it.
    func read(_ form: inout Form, platform: String) -> Studies.ObservationDraft? {
        let selectors = Self.selectors.compactMap { kind in
            form[kind.rawValue].isEmpty ? nil : Selector(kind, form[kind.rawValue])
        }
        let account = Identifier(form["account"])
        if account == nil, selectors.isEmpty { form.add(Text("coaches.form.account"), at: "handle") }
        guard let observation = observation(&form, account: account ?? at.id) else { return nil }
        return Studies.ObservationDraft(
            account: account, platform: platform, selectors: selectors, observation: observation)
    }

    /// The observation alone.
    func observation(_ form: inout Form, account: Identifier) -> Observation? {
        let moment = form.moment(day: "observed-day", time: "observed-time")
        let codes = Set(form.all("codes")).union(typedCodes(&form))
        if codes.isEmpty { form.add(Text("coaches.form.codes"), at: "codes") }
        let initiator: Observation.Initiator? = form.choice("initiator")
        let age: Observation.Known? = form.choice("age-stated")
        let setting: Observation.Setting? = form.choice("setting")
        let more = Set(form.all("more"))
        let text = form.required("text", most: Typed.story)
        guard !form.hasErrors, let moment, let initiator, let age, let setting else { return nil }
        return Observation(
            account: account, observedAt: moment, setting: setting, isPublic: more.contains("public"),
            codes: codebook.ordered(Array(codes)), initiator: initiator, ageStatedBefore: age,
            imageReceived: more.contains("image"), text: text, isSummary: !more.contains("literal"))
    }

    /// Codes that were typed by their numbers or names: `2 5` or `nude, secrecy`.
    func typedCodes(_ form: inout Form) -> Set<String> {
        var codes: Set<String> = []
        for word in form["code-numbers"].split(whereSeparator: { " ,;.".contains($0) }) {
            if let number = Int(word), codebook.codes.indices.contains(number - 1) {
                codes.insert(codebook.codes[number - 1].id)
            } else if codebook[word.lowercased()] != nil {
                codes.insert(word.lowercased())
            } else {
                form.add(Text("coaches.error.unknown-code", ["code": String(word)]), at: "code-numbers")
            }
        }
        return codes
    }
}
