import Core
import Web

/// Everything that was entered about a young person, in words: what, with the details that were typed; who and when stand beside it.
struct HistoryWords: Sendable {
    let at: CareVisit
    /// What desks are called.
    let desks: [Identifier: String]
    private var visit: Visit { at.visit }

    init(_ at: CareVisit, desks: [Identifier: String] = [:]) {
        self.at = at
        self.desks = desks
    }

    /// One thing that was entered.
    struct Told {
        let title: String
        var details: [String] = []
    }

    func event(_ line: CareFile.Line) -> Timeline.Event {
        let told = told(line.event)
        let text = (told.details + [at.name(line.stamp.by)]).joined(separator: " · ")
        return Timeline.Event(
            when: DateWords.moment(line.stamp.at, visit.language), datetime: "\(line.stamp.at.day)", told.title,
            text: text)
    }

    // MARK: What

    private func say(_ key: String, _ arguments: [String: String] = [:], _ details: [String] = []) -> Told {
        Told(title: visit.text("care.history.\(key)", arguments), details: details.filter { !$0.isEmpty })
    }

    private func function(_ function: CareFunction) -> [String: String] {
        ["function": visit.words("function", function.rawValue)]
    }

    private func days(_ start: Day, _ end: Day?) -> String {
        guard let end else { return visit.text("care.history.since", ["day": visit.words(start)]) }
        return visit.text("care.history.from-to", ["from": visit.words(start), "to": visit.words(end)])
    }

    func told(_ event: CareEvent) -> Told {
        switch event {
        case .came(_, let person): say("came", [:], details(person))
        case .changed(let person): say("changed", [:], details(person))
        case .consent(let consent): told(consent)
        case .plan(let event): told(event)
        case .planned(let events): say("from-list", ["count": "\(events.count)"])
        case .spell, .contact, .decided, .bridged, .checkpoint, .struck: toldOfHelp(event)
        case .handoverAsked, .handoverStep, .aftercare, .shared, .unshared, .keptBy: toldOfOthers(event)
        case .observed(let observation): told(observation)
        case .viewed(let line):
            say(
                line.isOwn ? "viewed-own" : "viewed",
                [
                    "domain": visit.words("domain", line.domain.rawValue),
                    "view": visit.words("domain-view", line.view.rawValue),
                ], [visit.words(line.on)])
        case .gapDecided(let decision): told(decision)
        case .gapsSeen(let gaps): say("gaps-seen", [:], gaps.map { visit.words("gap-kind", $0.kind.code) })
        case .tallied: say("tallied")
        case .noted(let note): say("noted", ["day": visit.words(note.keepUntil)])
        case .codeGiven(let until): say("code-given", ["day": visit.words(until)])
        case .codeWithdrawn: say("code-withdrawn")
        case .opened(let opening):
            say(
                "opened", ["reason": visit.words("need.reason", opening.reason.rawValue)],
                [opening.words, desks[opening.desk] ?? "", DateWords.moment(opening.until, visit.language)])
        case .exported: say("exported")
        }
    }

    private func details(_ person: YoungPerson) -> [String] {
        let empty = visit.text("care.person.empty")
        return PersonForm.facts(visit, person, coordinator: at.name(person.coordinator), on: at.today)
            .filter { $0.value != empty }.map { "\($0.key): \($0.value)" }
    }

    private func told(_ consent: Consent) -> Told {
        let answer = consent.withdrawnOn != nil ? "withdrawn" : consent.isGiven ? "yes" : "no"
        return say(
            "consent",
            [
                "purpose": visit.text("care.purpose-short.\(consent.purpose.rawValue)"),
                "answer": visit.words("consent-answer", answer),
            ],
            [
                visit.words("giver", consent.givenBy.rawValue), visit.words(consent.withdrawnOn ?? consent.on),
                consent.covers,
            ])
    }

    private func told(_ event: PlanEvent) -> Told {
        let sentence = event.item.flatMap { at.file.plan.item($0) }.map { at.words($0) } ?? ""
        let what = ["what": sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence]
        return switch event {
        case .fromChecklist: say("item-from-list", what)
        case .own(_, let domain, _, let due, _):
            say("item-own", what, [visit.words("domain", domain.rawValue), due.map { visit.words($0) } ?? ""])
        case .changed(_, let state, let proof):
            say("item-changed", what.merging(["state": at.words(state)]) { $1 }, [proof])
        case .moved(_, let day?): say("item-moved", what.merging(["day": visit.words(day)]) { $1 })
        case .moved(_, nil): say("item-follows", what)
        case .wished(_, let note): say(note == nil ? "wish-deleted" : "wished", what)
        case .wishedOfAll(let note): say(note == nil ? "wish-of-all-deleted" : "wished-of-all")
        }
    }

    private func toldOfHelp(_ event: CareEvent) -> Told {
        switch event {
        case .spell(let spell): told(spell)
        case .contact(let contact):
            say(
                "contact", function(contact.function),
                [visit.words("contact-kind", contact.kind.rawValue), visit.words(contact.on), contact.provider])
        case .decided(let decision):
            say(
                "decided", function(decision.function),
                [
                    visit.words("law", decision.law.rawValue),
                    visit.words("decision-outcome", decision.outcome.rawValue),
                    visit.words(decision.on), decision.until.map { days(decision.on, $0) } ?? "",
                ])
        case .bridged(let bridging):
            say("bridged", function(bridging.function), [bridging.agreed, days(bridging.start, bridging.end)])
        case .checkpoint(let checkpoint):
            say(
                "checkpoint", ["months": "\(checkpoint.months)"],
                [visit.words("living", checkpoint.living.rawValue), visit.words(checkpoint.on)]
                    + checkpoint.care.map { visit.words("law", $0.rawValue) }.sorted())
        default: say("struck")
        }
    }

    private func told(_ spell: CareSpell) -> Told {
        let key = spell.isRetracted ? "spell-retracted" : spell.revision == 0 ? "spell" : "spell-corrected"
        return say(
            key, function(spell.function),
            [
                visit.words("spell-status", spell.status.rawValue), visit.words("law", spell.law.rawValue),
                days(spell.start, spell.end), spell.provider, spell.funder, spell.source,
            ])
    }

    private func told(_ observation: RiskObservation) -> Told {
        say(
            "observed",
            [
                "indicator": visit.words("indicator", observation.indicator.rawValue),
                "answer": visit.words("answer", observation.answer.rawValue),
            ],
            [
                visit.words("observation-origin", observation.origin.rawValue), visit.words(observation.on),
                observation.since.map { visit.text("care.history.since", ["day": visit.words($0)]) } ?? "",
            ])
    }

    private func told(_ decision: GapDecision) -> Told {
        let parts = decision.gap.split(separator: ".").map(String.init)
        let kind = parts.first.flatMap { code in ContinuityGap.Kind.allCases.first { $0.code == code } }
        return say(
            "gap-decided",
            [
                "gap": kind.map { visit.words("gap-kind", $0.code) } ?? decision.gap,
                "verdict": visit.words("gap-verdict", decision.verdict.rawValue),
            ], [decision.reason])
    }

    private func toldOfOthers(_ event: CareEvent) -> Told {
        func desk(_ id: Identifier) -> [String: String] {
            ["desk": desks[id] ?? visit.text("care.history.another-desk")]
        }
        switch event {
        case .handoverAsked(let handover, let to):
            return say("handover-asked", function(handover.function).merging(["to": to.name]) { $1 })
        case .handoverStep(let id, let taken):
            let asked = at.file.handover(id).map { function($0.handover.function) } ?? ["function": ""]
            return say(
                "handover-step", asked.merging(["step": visit.words("handover-taken", taken.step.rawValue)]) { $1 },
                [taken.note, visit.words(taken.on)])
        case .aftercare(let aftercare?): return say("aftercare", ["name": aftercare.name])
        case .shared(let id, let why):
            return say("shared", desk(id), [visit.words("reader-why", why.rawValue)])
        case .unshared(let id): return say("unshared", desk(id))
        case .keptBy(let id): return say("kept-by", desk(id))
        default: return say("no-aftercare")
        }
    }
}
