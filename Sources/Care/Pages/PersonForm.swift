import Core
import Directory
import Web

/// The form of what is known of a young person, and of their answers.
struct PersonForm: Sendable {
    /// The members from whom the coordinator is chosen, and what they are called.
    let members: [(id: Identifier, name: String)]

    // MARK: The young person

    func parts(_ visit: Visit, _ person: YoungPerson?) -> [FormPart] {
        func line(_ name: String, _ value: String?, optional: Bool = false) -> FormPart {
            FormPart(
                visit.field(
                    name, label: "care.person.\(name)", hint: "care.person.\(name)-hint", value: value ?? "",
                    optional: optional, maxlength: CareText.name))
        }
        let mildDisability = visit.choices(
            "mild-disability", legend: "care.person.mild-disability", hint: "care.person.mild-disability-hint",
            inline: true, chosen: person.map { [$0.hasMildDisability.rawValue] } ?? [],
            options: visit.radios("answer", YoungPerson.Known.self))
        return [
            line("name", person?.name),
            FormPart(
                visit.field(
                    "born-on", .date, label: "care.person.born-on", hint: "care.person.born-on-hint",
                    value: visit.typed(person?.bornOn))),
            line("municipality", person?.municipality), line("reference", person?.reference, optional: true),
            line("mentor", person?.mentor, optional: true),
            FormPart(
                visit.select(
                    "coordinator", label: "care.person.coordinator", optional: true,
                    value: person?.coordinator?.text ?? "",
                    options: members.map { Select.Option($0.id.text, $0.name) })),
            FormPart(mildDisability),
        ]
    }

    static func read(_ form: inout Form) -> YoungPerson? {
        let (name, bornOn) = (form.required("name"), form.day("born-on"))
        let municipality = form.required("municipality")
        let known: YoungPerson.Known? = form.choice("mild-disability")
        guard let bornOn, let known else { return nil }
        return YoungPerson(
            name: name, bornOn: bornOn, municipality: municipality, reference: form["reference"],
            mentor: form["mentor"], coordinator: Identifier(form["coordinator"]), hasMildDisability: known)
    }

    /// What is known, line by line.
    static func facts(_ visit: Visit, _ person: YoungPerson, coordinator: String, on today: Day) -> [SummaryList.Row] {
        func row(_ name: String, _ value: String) -> SummaryList.Row {
            SummaryList.Row(visit.text("care.person.\(name)"), value.isEmpty ? visit.text("care.person.empty") : value)
        }
        return [
            row("name", person.name), row("born-on", visit.words(person.bornOn)),
            row("age", "\(Birthdays.age(on: today, born: person.bornOn))"),
            row("eighteenth", visit.words(Birthdays.eighteenth(born: person.bornOn))),
            row("municipality", person.municipality), row("reference", person.reference),
            row("mentor", person.mentor), row("coordinator", coordinator),
            row("mild-disability", visit.words("answer", person.hasMildDisability.rawValue)),
        ]
    }

    // MARK: Answers

    /// The questions, each apart, with who answers and when: for a new plan.
    static func questions(_ visit: Visit, on today: Day) -> [FormPart] {
        let questions = Consent.Purpose.allCases.map { purpose in
            let answers = purpose == .help ? ["yes", "no"] : ["yes", "no", "not-asked"]
            return FormPart(
                visit.choices(
                    "consent-\(purpose.rawValue)", legend: "care.purpose.\(purpose.rawValue)",
                    hint: "care.purpose-hint.\(purpose.rawValue)", inline: true,
                    options: answers.map { Choices.Option($0, visit.words("consent-answer", $0)) }))
        }
        return questions + answerParts(visit, on: today)
    }

    /// Who answers, when, and what it covers.
    static func answerParts(_ visit: Visit, on today: Day) -> [FormPart] {
        [
            FormPart(
                visit.choices(
                    "given-by", legend: "care.consent.given-by", hint: "care.consent.given-by-hint",
                    options: visit.radios("giver", Consent.Giver.self))),
            FormPart(
                visit.field(
                    "consent-on", .date, label: "care.consent.on", hint: "care.consent.on-hint",
                    value: visit.typed(today))),
            FormPart(
                visit.field(
                    "covers", label: "care.consent.covers", hint: "care.consent.covers-hint", optional: true,
                    maxlength: CareText.line)),
        ]
    }

    /// The answers that were given; what was not asked is left out.
    static func answers(_ form: inout Form, newIdentifier: () -> Identifier) -> [Consent]? {
        var answers: [Consent.Purpose: Bool] = [:]
        for purpose in Consent.Purpose.allCases {
            switch form["consent-\(purpose.rawValue)"] {
            case "yes": answers[purpose] = true
            case "no": answers[purpose] = false
            case "not-asked" where purpose != .help: break
            default: form.add(Text("web.form.choose"), at: "consent-\(purpose.rawValue)")
            }
        }
        let giver: Consent.Giver? = form.choice("given-by")
        let on = form.day("consent-on")
        guard let giver, let on, !form.hasErrors else { return nil }
        return Consent.Purpose.allCases.compactMap { purpose in
            answers[purpose].map {
                Consent(
                    id: newIdentifier(), purpose, covers: purpose == .statistics ? "" : form["covers"], by: giver,
                    on: on, isGiven: $0)
            }
        }
    }

    /// One answer, to one question.
    static func answer(_ form: inout Form, newIdentifier: () -> Identifier) -> Consent? {
        let purpose: Consent.Purpose? = form.choice("purpose")
        let giver: Consent.Giver? = form.choice("given-by")
        let on = form.day("consent-on")
        guard ["yes", "no"].contains(form["answer"]) else {
            form.add(Text("web.form.choose"), at: "answer")
            return nil
        }
        guard let purpose, let giver, let on else { return nil }
        return Consent(
            id: newIdentifier(), purpose, covers: form["covers"], by: giver, on: on, isGiven: form["answer"] == "yes")
    }
}
