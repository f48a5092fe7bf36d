import Core
import Tables
import Web

/// The addresses of commitments, whole, for files and feeds.
struct CommitmentLinks {
    /// Scheme and host.
    let base: String
    let language: Language

    private var prefix: String { base + (language == .nl ? "" : "/\(language)") }
    var list: String { prefix + "/toezeggingen" }
    func item(_ slug: String) -> String { "\(list)/\(slug)" }
    func feed(_ theme: String?) -> String { theme.map { "\(list)/thema/\($0).atom" } ?? "\(list).atom" }
}

/// The tracker as open data: a table and its description.
enum TrackerCSV {
    /// Name and type of each column (Table Schema, Frictionless Data).
    static let columns: [(name: String, type: String)] = [
        ("id", "string"), ("kind", "string"), ("title", "string"), ("theme", "string"), ("office", "string"),
        ("date", "string"), ("precision", "string"), ("earliest", "date"), ("latest", "date"), ("state", "string"),
        ("deadline", "string"), ("deadline_latest", "date"), ("deadline_kind", "string"), ("adopted", "boolean"),
        ("adopted_basis", "string"), ("reference", "string"), ("certainty", "string"), ("source", "string"),
        ("source_url", "string"), ("url", "string"),
    ]

    static func bytes(_ items: [OpenItem], on day: Day, _ links: CommitmentLinks) -> [UInt8] {
        var table = TableWriter()
        table.add(columns.map { .text($0.name) })
        for open in items { table.add(row(open, on: day, links).map { .text($0) }) }
        return table.bytes
    }

    private static func row(_ open: OpenItem, on day: Day, _ links: CommitmentLinks) -> [String] {
        let draft = open.item.draft
        return [
            open.item.slug, draft.kind.rawValue, draft.title[links.language], draft.theme ?? "", draft.office ?? "",
            draft.date.date, draft.date.precision.rawValue, draft.date.earliest.description,
            draft.date.latest.description, open.state(on: day)?.rawValue ?? "", open.deadline?.date.date ?? "",
            open.deadline?.date.latest.description ?? "", open.deadline?.kind.rawValue ?? "",
            open.adoption.map { $0.value ? "true" : "false" } ?? "", open.adoption?.basis.rawValue ?? "",
            draft.reference ?? "", draft.source.certainty.rawValue, draft.source.title, draft.source.url ?? "",
            links.item(open.item.slug),
        ]
    }

    /// The description of the table as a Data Package (Frictionless Data, version 1); the table lies beside it.
    static func dataPackage(_ links: CommitmentLinks, _ phrases: Phrases, updated: Instant) -> String {
        let fields = columns.map { column in
            JSON.members([
                "name": .string(column.name), "type": .string(column.type),
                "description": .string(phrases(Text("commitments.column.\(column.name)"), links.language)),
            ])
        }
        let resource = JSON.members([
            "name": "toezeggingen", "path": "toezeggingen.csv", "profile": "tabular-data-resource", "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8",
            "schema": .members(["fields": .array(fields), "missingValues": [""], "primaryKey": ["id"]]),
        ])
        return JSON.members([
            "profile": "tabular-data-package", "name": "toezeggingen",
            "title": .string(phrases(Text("commitments.tracker.title"), links.language)),
            "description": .string(phrases(Text("commitments.tracker.lead"), links.language)),
            "created": .string(updated.rfc3339), "homepage": .string(links.list), "resources": [resource],
        ]).text
    }
}

/// The tracker and its things as JSON: the shape that others may build on.
enum CommitmentJSON {
    static func list(_ items: [OpenItem], on day: Day, _ links: CommitmentLinks, _ phrases: Phrases) -> String {
        JSON.members([
            "title": .string(phrases(Text("commitments.tracker.title"), links.language)),
            "language": .string(links.language.tag), "date": .string(day.description), "url": .string(links.list),
            "commitments": .array(items.map { summary($0, on: day, links) }),
        ]).text
    }

    private static func summary(_ open: OpenItem, on day: Day, _ links: CommitmentLinks) -> JSON {
        let draft = open.item.draft
        return .members([
            "id": .string(open.item.slug), "kind": .string(draft.kind.rawValue),
            "title": .string(draft.title[links.language]), "theme": optional(draft.theme),
            "office": optional(draft.office), "date": date(draft.date),
            "state": optional(open.state(on: day)?.rawValue), "deadline": open.deadline.map { due($0) } ?? .null,
            "adopted": draft.kind == .motion ? adopted(open.adoption) : nil,
            "votes": draft.kind == .motion ? votes(open.adoption?.parties) : nil,
            "reference": draft.reference.map(JSON.string), "source": source(draft.source),
            "url": .string(links.item(open.item.slug)),
        ])
    }

    static func item(_ shown: ShownItem, hash: String, _ links: CommitmentLinks) -> String {
        let draft = shown.draft
        let language = links.language
        return JSON.members([
            "id": .string(shown.slug), "kind": .string(draft.kind.rawValue), "title": .string(draft.title[language]),
            "text": draft.text.isEmpty ? nil : .string(draft.text), "theme": optional(draft.theme),
            "theme_name": shown.themeName.map { .string($0[language]) }, "office": optional(draft.office),
            "office_name": shown.officeName.map { .string($0[language]) },
            "office_holder": shown.holder.map(JSON.string), "date": date(draft.date),
            "state": shown.draft.kind.isPromise ? optional(shown.state?.rawValue) : nil,
            "adopted": draft.kind == .motion ? adopted(shown.adoption) : nil,
            "votes": draft.kind == .motion ? votes(shown.adoption?.parties) : nil,
            "result": draft.result.map(result), "appreciation": draft.appreciation.map(JSON.string),
            "reference": draft.reference.map(JSON.string), "source": source(draft.source),
            "deadlines": .array(shown.deadlines.map(deadline)), "criteria": .array(shown.criteria.map(criteria)),
            "verdicts": .array(shown.verdicts.map(verdict)), "claims": .array(shown.claims.map(claim)),
            "house_changes": shown.houseChanges.map { .array($0.map(changed)) },
            "chain": .array(shown.others.map { other($0, links) }),
            "followed_by": .array(shown.followers.map(JSON.string)), "hash": .string(hash),
            "url": .string(links.item(shown.slug)),
            "frozen": .string("\(links.item(shown.slug))/stand/\(hash)"),
            "frozen_file": .string("\(links.item(shown.slug))/stand/\(hash).json"),
        ]).text
    }

    private static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

    private static func date(_ date: RoughDate) -> JSON {
        .members([
            "date": .string(date.date), "precision": .string(date.precision.rawValue),
            "earliest": .string(date.earliest.description), "latest": .string(date.latest.description),
        ])
    }

    private static func due(_ due: Due) -> JSON {
        .members(["date": date(due.date), "kind": .string(due.kind.rawValue)])
    }

    /// `null` when no vote is recorded.
    private static func adopted(_ adoption: Adoption?) -> JSON {
        adoption.map { .members(decision($0.result)) } ?? .null
    }

    private static func decision(_ result: VoteResult) -> KeyValuePairs<String, JSON?> {
        [
            "value": .bool(result.isAdopted), "basis": .string(result.basis.rawValue),
            "tally": result.tally.map { .members(["for": .int($0.inFavour), "against": .int($0.against)]) },
            "flaw": result.flaw.map(JSON.string),
        ]
    }

    /// `null` when it is not known how the parties voted.
    private static func votes(_ parties: [PartyVote]?) -> JSON {
        parties.map { parties in
            .array(
                parties.map {
                    .members([
                        "party": .string($0.party), "seats": .int($0.seats), "choice": .string($0.choice),
                        "mistake": .bool($0.isMistake),
                    ])
                })
        } ?? .null
    }

    private static func result(_ result: VoteResult) -> JSON {
        .members([
            "adopted": .members(decision(result)), "votes": votes(result.parties), "flaw": result.flaw.map(JSON.string),
        ])
    }

    private static func source(_ source: ItemSource) -> JSON {
        .members([
            "title": .string(source.title), "url": source.url.map(JSON.string),
            "quote": source.quote.map(JSON.string), "sha256": source.hash.map(JSON.string),
            "certainty": .string(source.certainty.rawValue), "note": source.note.map(JSON.string),
        ])
    }

    private static func deadline(_ deadline: Deadline) -> JSON {
        .members([
            "due": date(deadline.due), "kind": .string(deadline.kind.rawValue),
            "change": .string(deadline.change.rawValue), "reason": .string(deadline.reason),
            "announced": date(deadline.announced), "source": deadline.source.map(source),
        ])
    }

    private static func criteria(_ criteria: Criteria) -> JSON {
        .members([
            "id": .string(criteria.id.text), "text": .string(criteria.text),
            "dated": .string(criteria.dated.description), "recorded": .string(criteria.recorded.rfc3339),
        ])
    }

    private static func verdict(_ verdict: ShownItem.Judged) -> JSON {
        .members([
            "outcome": .string(verdict.outcome.rawValue), "settled": .string(verdict.settled.description),
            "evidence": .string(verdict.evidence), "evidence_date": date(verdict.evidenceDate),
            "criteria": verdict.criteria.map { .string($0.id.text) }, "source": verdict.source.map(source),
        ])
    }

    private static func claim(_ claim: Claim) -> JSON {
        .members([
            "by": .string(claim.isRegister ? "register" : "ministry"), "status": .string(claim.status.rawValue),
            "text": .string(claim.text), "date": date(claim.date), "source": source(claim.source),
        ])
    }

    private static func changed(_ changed: ShownItem.Changed) -> JSON {
        .members([
            "what": .string(changed.field.rawValue), "was": .string(changed.old), "is": .string(changed.new),
            "seen": .string(changed.seen.description),
        ])
    }

    private static func other(_ other: ShownItem.Other, _ links: CommitmentLinks) -> JSON {
        .members([
            "id": .string(other.slug), "kind": .string(other.kind.rawValue),
            "title": .string(other.title[links.language]), "date": date(other.date),
            "state": other.state.map { .string($0.rawValue) }, "later": .bool(other.isLater),
            "replaces": other.replaces ? true : nil, "url": .string(links.item(other.slug)),
        ])
    }
}

/// What changed, as a feed (Atom, RFC 4287).
enum CommitmentAtom {
    static func text(
        _ events: [(event: CommitmentEvent, item: Item)], theme: Theme?, _ links: CommitmentLinks, updated: Instant,
        _ phrases: Phrases
    ) -> String {
        let language = links.language
        func phrase(_ key: String, _ arguments: [String: String] = [:]) -> String {
            phrases(Text("commitments.feed.\(key)", arguments), language)
        }
        let title = theme.map { phrase("theme", ["theme": $0.name[language]]) } ?? phrase("title")
        let feed = links.feed(theme?.key)
        var out = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(language)">
              <id>\(XML.escaped(feed))</id>
              <title>\(XML.escaped(title))</title>
              <updated>\((events.first?.event.recorded ?? updated).rfc3339)</updated>
              <author><name>\(XML.escaped(phrase("author")))</name></author>
              <link rel="self" type="application/atom+xml" href="\(XML.escaped(feed))"/>
              <link rel="alternate" type="text/html" href="\(XML.escaped(links.list))"/>

            """
        for (event, item) in events { out += entry(event, item, links, phrases) }
        return out + "</feed>\n"
    }

    private static func entry(
        _ event: CommitmentEvent, _ item: Item, _ links: CommitmentLinks, _ phrases: Phrases
    ) -> String {
        let language = links.language
        let address = links.item(item.slug)
        let time = event.recorded.rfc3339
        let what = EventWords.text(event, phrases, language)
        return """
              <entry>
                <id>\(XML.escaped(address))#\(event.id)</id>
                <title>\(XML.escaped("\(what): \(item.draft.title[language])"))</title>
                <updated>\(time)</updated>
                <link rel="alternate" type="text/html" href="\(XML.escaped(address))"/>
                <summary>\(XML.escaped(what))</summary>
              </entry>

            """
    }
}

/// What happened, in a few words.
enum EventWords {
    static func text(_ event: CommitmentEvent, _ phrases: Phrases, _ language: Language) -> String {
        let detail: String
        switch event.kind {
        case .verdict: detail = phrases(Text("commitments.outcome.\(event.detail)"), language)
        case .claim, .register: detail = phrases(Text("commitments.claim-status.\(event.detail)"), language)
        case .deadline, .extended: detail = RoughDate(event.detail)?.words(phrases, language) ?? event.detail
        case .house: detail = phrases(Text("commitments.house-field.\(event.detail)"), language)
        case .added, .changed, .criteria, .linked: detail = ""
        }
        return phrases(Text("commitments.event.\(event.kind.rawValue)", ["detail": detail]), language)
    }
}
