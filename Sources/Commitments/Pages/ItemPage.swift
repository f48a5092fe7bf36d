import Core
import Web

/// One thing as everybody sees it, now or as it was shown once.
struct ItemPage: Page {
    static let template = "commitments/item"

    /// A verdict, or what the ministry says.
    struct Opinion: Sendable {
        let what: Tag
        let when: String
        let text: Said
        let criteria: Said?
        let criteriaDates: String?
        let source: SourceView?
    }

    struct Term: Sendable {
        let what: String
        let reason: Said
        let source: SourceView?
    }

    /// What only the present state has.
    struct Keep: Sendable {
        let hash: String
        let frozen: String
        /// The bytes that the hash is taken over.
        let file: String
        let address: String
        let json: String
    }

    /// Something that the House changed.
    struct Changed: Sendable {
        let what: String
        let old: Said?
        let new: Said?
    }

    let title: Said
    let list: Link
    let frozen: Notice?
    let kind: Tag
    let state: Tag?
    let text: Said?
    let facts: SummaryList
    let source: SourceView
    let isPromise: Bool
    let verdicts: [Opinion]
    let claims: [Opinion]
    let register: [Opinion]
    let noVerdict: String?
    let criteria: [Opinion]
    let drawing: String?
    let timeline: Timeline
    let terms: [Term]
    let votes: DataTable?
    let tally: String?
    let votesUnknown: String?
    let flaw: Said?
    let changes: [Changed]
    let keep: Keep?
    /// Of a state that was kept: its file and its hash.
    let file: Link?
    let hash: String
    let data: String

    /// - Parameters:
    ///   - hash: of what is shown.
    ///   - frozenSince: when it was shown first, for what was kept; `nil` for the present.
    init(_ shown: ShownItem, hash: String, frozenSince: Instant? = nil, _ visit: Visit) {
        let words = CommitmentWords(visit)
        let draft = shown.draft
        let links = CommitmentLinks(base: visit.site.settings.address, language: visit.language)
        title = Said(draft.title, visit.language)
        list = Link(words.text("tracker.title"), href: visit.link("/toezeggingen"))
        frozen = frozenSince.map {
            Notice(
                .warning, title: words.text("frozen.title"),
                words.text("frozen.text", ["date": DateWords.moment($0, visit.language)]),
                link: Link(words.text("frozen.now"), href: visit.link("/toezeggingen/\(shown.slug)")))
        }
        kind = Tag(words.kind(draft.kind))
        state = shown.state.map(words.state)
        text = draft.text.isEmpty ? nil : Said(dutch: draft.text, visit.language)
        facts = Self.facts(shown, words)
        source = SourceView(draft.source, words)
        isPromise = shown.state != nil
        verdicts = shown.verdicts.reversed().map { Self.verdict($0, words) }
        claims = shown.claims.reversed().filter { !$0.isRegister }.map { Self.claim($0, words) }
        register = shown.claims.reversed().filter(\.isRegister).map { Self.claim($0, words) }
        noVerdict = shown.state != nil && shown.verdicts.isEmpty ? words.text("item.no-verdict") : nil
        criteria = shown.criteria.map { Self.criteria($0, words) }
        drawing = Self.drawing(shown, words).svg
        timeline = Timeline(Self.events(shown, visit, words))
        terms = shown.deadlines.map { Self.term($0, words) }
        let result = draft.result ?? shown.adoption?.result
        votes = result?.parties.map { Self.votes($0, words) }
        tally = result?.tally.map {
            words.text("votes.tally", ["for": "\($0.inFavour)", "against": "\($0.against)"])
        }
        votesUnknown = result != nil && result?.parties == nil ? words.text("item.votes-unknown") : nil
        flaw = result?.flaw.map { Said(dutch: $0, visit.language) }
        changes = (shown.houseChanges ?? []).map { Self.changed($0, words) }
        self.hash = hash
        file =
            frozenSince == nil
            ? nil
            : Link(words.text("item.file"), href: visit.link("/toezeggingen/\(shown.slug)/stand/\(hash).json"))
        keep =
            frozenSince == nil
            ? Keep(
                hash: hash, frozen: visit.link("/toezeggingen/\(shown.slug)/stand/\(hash)"),
                file: visit.link("/toezeggingen/\(shown.slug)/stand/\(hash).json"),
                address: "\(links.item(shown.slug))/stand/\(hash)", json: visit.link("/toezeggingen/\(shown.slug).json")
            )
            : nil
        data = StructuredData.item(shown, links, words)
    }

    static func facts(_ shown: ShownItem, _ words: CommitmentWords) -> SummaryList {
        let draft = shown.draft
        func row(_ key: String, _ value: String?) -> SummaryList.Row? {
            value.map { SummaryList.Row(words.text("fact.\(key)"), $0) }
        }
        let office = shown.officeName.map { name in
            shown.holder.map { words.text("fact.office-then", ["office": name[words.language], "name": $0]) }
                ?? name[words.language]
        }
        return SummaryList(
            [
                row(draft.kind == .commitment ? "promised-by" : "office", office), row("date", words.date(draft.date)),
                row("deadline", shown.due.map(words.due)),
                row(
                    "adopted",
                    draft.kind == .motion ? shown.adoption.map(words.adoption) ?? words.text("adopted.unknown") : nil),
                row(
                    "result",
                    draft.result.map { words.adoption(Adoption($0.isAdopted, basis: $0.basis)) }),
                row("appreciation", draft.appreciation), row("reference", draft.reference),
                row("theme", shown.themeName?[words.language]),
                row("followed-by", shown.followers.isEmpty ? nil : shown.followers.joined(separator: ", ")),
            ].compactMap(\.self))
    }

    private static func verdict(_ verdict: ShownItem.Judged, _ words: CommitmentWords) -> Opinion {
        let state = TrackedState(rawValue: verdict.outcome.rawValue) ?? .open
        return Opinion(
            what: words.state(state),
            when: words.text("verdict.settled", ["date": DateWords.day(verdict.settled, words.language)]),
            text: Said(
                dutch: words.text(
                    "verdict.seen", ["date": words.date(verdict.evidenceDate), "text": verdict.evidence]),
                words.language),
            criteria: verdict.criteria.map { Said(dutch: $0.text, words.language) },
            criteriaDates: verdict.criteria.map { words.dates(of: $0, evidence: verdict.evidenceDate) },
            source: verdict.source.map { SourceView($0, words) })
    }

    private static func criteria(_ criteria: Criteria, _ words: CommitmentWords) -> Opinion {
        let recorded = criteria.recorded.day
        return Opinion(
            what: Tag(words.text("criteria.name")), when: DateWords.day(criteria.dated, words.language),
            text: Said(dutch: criteria.text, words.language), criteria: nil,
            criteriaDates: recorded == criteria.dated
                ? nil : words.text("criteria.recorded", ["date": DateWords.day(recorded, words.language)]),
            source: nil)
    }

    private static func claim(_ claim: Claim, _ words: CommitmentWords) -> Opinion {
        Opinion(
            what: Tag(words.text("claim-status.\(claim.status.rawValue)")),
            when: claim.isRegister
                ? words.text("register.stood", ["date": words.date(claim.date)]) : words.date(claim.date),
            text: Said(dutch: claim.text, words.language), criteria: nil, criteriaDates: nil,
            source: SourceView(claim.source, words))
    }

    private static func term(_ deadline: Deadline, _ words: CommitmentWords) -> Term {
        Term(
            what: words.text(
                "term.\(deadline.change.rawValue)",
                ["due": words.due(deadline.summary), "date": words.date(deadline.announced)]),
            reason: Said(dutch: deadline.reason, words.language),
            source: deadline.source.map { SourceView($0, words) })
    }

    static func changed(_ changed: ShownItem.Changed, _ words: CommitmentWords) -> Changed {
        func said(_ text: String) -> Said? {
            if changed.field == .deleted || changed.field == .restored || changed.field == .status && text.isEmpty {
                return nil
            }
            if text.isEmpty { return Said(words.text("house-change.nothing")) }
            if let day = Day(text) { return Said(DateWords.day(day, words.language)) }
            return Said(dutch: text, words.language)
        }
        return Changed(
            what: words.text(
                "house-change.line",
                [
                    "date": DateWords.day(changed.seen, words.language),
                    "what": words.text("house-field.\(changed.field.rawValue)"),
                ]), old: said(changed.old), new: said(changed.new))
    }

    private static func votes(_ parties: [PartyVote], _ words: CommitmentWords) -> DataTable {
        DataTable(
            id: "stemmen", caption: words.text("votes.caption"),
            columns: [
                .init(words.text("votes.party")), .number(words.text("votes.seats")), .init(words.text("votes.choice")),
            ],
            rows: parties.map { vote in
                let choice = vote.isMistake ? words.text("votes.mistake", ["choice": vote.choice]) : vote.choice
                return [.init(vote.party), .init("\(vote.seats)"), .init(choice)]
            })
    }

    // MARK: Time

    private static func drawing(_ shown: ShownItem, _ words: CommitmentWords) -> ChainDrawing {
        var marks: [String: [ChainDrawing.Mark]] = [:]
        var order: [String] = []
        func add(_ lane: String, _ date: RoughDate) {
            if marks[lane] == nil { order.append(lane) }
            marks[lane, default: []].append(.init(from: date.earliest, to: date.latest))
        }
        let things = shown.others.map { ($0.kind, $0.date) } + [(shown.draft.kind, shown.draft.date)]
        for kind in ItemKind.allCases {
            for (_, date) in things.filter({ $0.0 == kind }) { add(words.kind(kind), date) }
        }
        if let due = shown.due { add(words.text("fact.deadline"), due.date) }
        for verdict in shown.verdicts { add(words.text("verdict.name"), RoughDate(verdict.settled)) }
        return ChainDrawing(
            id: "tijdlijn", title: words.text("item.drawing", ["title": Said(shown.draft.title, words.language).text]),
            about: words.text("item.drawing-about"), lanes: order.map { .init(name: $0, marks: marks[$0] ?? []) })
    }

    /// Things in the order in which they happened, and between them what was said and judged about this one.
    static func events(_ shown: ShownItem, _ visit: Visit, _ words: CommitmentWords) -> [Timeline.Event] {
        var things = shown.others.map { (date: $0.date, event: event($0, visit, words)) }
        let own = words.text("item.this", ["kind": words.kind(shown.draft.kind)])
        things.insert((shown.draft.date, event(shown.draft.date, own, words)), at: min(shown.place, things.count))
        var said: [(date: RoughDate, event: Timeline.Event)] = []
        func add(_ date: RoughDate, _ key: String, _ detail: String) {
            said.append((date, event(date, words.text("event.\(key)", ["detail": detail]), words)))
        }
        for deadline in shown.deadlines {
            add(deadline.announced, deadline.change == .extended ? "extended" : "deadline", words.date(deadline.due))
        }
        for verdict in shown.verdicts {
            add(RoughDate(verdict.settled), "verdict", words.text("outcome.\(verdict.outcome.rawValue)"))
        }
        for claim in shown.claims {
            add(
                claim.date, claim.isRegister ? "register" : "claim", words.text("claim-status.\(claim.status.rawValue)")
            )
        }
        // Each stands after all things that had begun by then.
        for one in said.sorted(by: { $0.date < $1.date }) {
            let place = things.lastIndex { $0.date.earliest <= one.date.earliest }.map { $0 + 1 } ?? 0
            things.insert(one, at: place)
        }
        return things.map(\.event)
    }

    private static func event(
        _ date: RoughDate, _ title: String, text: String? = nil, link: Link? = nil, _ words: CommitmentWords
    ) -> Timeline.Event {
        Timeline.Event(when: words.date(date), datetime: date.datetime, title, text: text, link: link)
    }

    private static func event(_ other: ShownItem.Other, _ visit: Visit, _ words: CommitmentWords) -> Timeline.Event {
        let notes = [
            other.replaces ? words.text("item.replaces") : nil,
            other.certainty == .verified ? nil : words.text("certainty.\(other.certainty.rawValue)"),
            other.state.map { words.text("state.\($0.rawValue)") },
        ].compactMap(\.self)
        return event(
            other.date, words.kind(other.kind), text: notes.isEmpty ? nil : notes.joined(separator: " · "),
            link: Link(Said(other.title, words.language).text, href: visit.link("/toezeggingen/\(other.slug)")), words)
    }
}
