import Core
import Web

/// A review as open data: the shape that others may build on.
enum ReviewJSON {
    static func text(
        _ edition: ReviewEdition, language: Language, base: String, _ phrases: @escaping Phrases
    ) -> String {
        let review = edition.review
        let links = ReviewLinks(base: base, language: language)
        return JSON.members([
            "period": .string(review.name),
            "from": .string(review.period.from.description),
            "to": .string(review.period.to.description),
            "state": .string(edition.state.rawValue),
            "revision": .int(review.revision),
            "published": edition.published.map { .string($0.rfc3339) },
            "hash": .string(edition.hash),
            "language": .string(language.tag),
            "title": .string(ReviewTitle.text(review.period, phrases, language)),
            "url": .string(links.review(review.name)),
            "introduction": .string(review.content.introduction[language]),
            "figures": .array(review.figuresInOrder.map { figure($0, in: review, links, language) }),
            "sections": .array(review.content.sections.map { section($0, language) }),
            "milestones": .array(review.content.milestonesInOrder.map { milestone($0, phrases, language) }),
            "awaited": .array(
                review.content.awaited.map {
                    .members(["text": .string($0.text[language]), "section": $0.section.map(JSON.string)])
                }),
            "lists": review.lists.map { .array($0.map { list($0, links, language) }) },
            "funders": .array(review.content.funders.map(JSON.string)),
            "funders_among_others": .bool(review.content.hasMoreFunders),
            "related": .array(
                review.content.related.map {
                    .members(["text": .string($0.text[language]), "url": $0.url.map(JSON.string)])
                }),
            "revisions": .array(edition.revisions.map { revision($0, edition, language) }),
        ]).text
    }

    private static func figure(
        _ figure: PublishedFigure, in review: PublishedReview, _ links: ReviewLinks, _ language: Language
    ) -> JSON {
        .members([
            "id": .string(figure.id),
            "title": .string(figure.words.title[language]),
            "value": figure.number.value.map(JSON.int) ?? .null,
            "suppressed": .bool(figure.number.suppressed != nil),
            "unit": .string(figure.counts.rawValue),
            "from": .string(figure.period.from.description),
            "to": .string(figure.period.to.description),
            "outside_period": .bool(figure.isOutsidePeriod),
            "source": source(figure.source(language)),
            "sources": .array(figure.sources.map { source($0, as: figure.title($0, language)) }),
            "includes": .string(figure.words.includes[language]),
            "excludes": .string(figure.words.excludes[language]),
            "notes": .array(figure.notes.map { .string($0[language]) }),
            "rows": .array(figure.rows.map { row($0, of: figure, links, language) }),
            "passport": .string(links.figure(figure.id, review.name)),
        ])
    }

    private static func row(
        _ row: PublishedRow, of figure: PublishedFigure, _ links: ReviewLinks, _ language: Language
    ) -> JSON {
        .members([
            "title": .string(figure.title(row, language)),
            "value": row.number.value.map(JSON.int) ?? .null,
            "suppressed": .bool(row.number.suppressed != nil),
            "from": .string(row.period.from.description),
            "to": .string(row.period.to.description),
            "source": source(row.source, as: figure.title(row.source, language)),
            "recorded": row.recorded.map { .string($0.rfc3339) }, "list": row.list.map { .string(links.page($0)) },
        ])
    }

    private static func source(_ source: Source, as title: String? = nil) -> JSON {
        .members([
            "title": .string(title ?? source.title), "kind": .string(source.kind.rawValue),
            "url": source.url.map(JSON.string),
        ])
    }

    private static func section(_ section: ReviewSection, _ language: Language) -> JSON {
        .members([
            "id": .string(section.id),
            "title": .string(section.title[language]),
            "text": .string(section.text[language]),
            "figures": .array(section.figures.map(JSON.string)),
        ])
    }

    private static func milestone(_ milestone: Milestone, _ phrases: Phrases, _ language: Language) -> JSON {
        .members([
            "date": milestone.when.date.map(JSON.string) ?? .null,
            "precision": .string(milestone.when.precision),
            "when": .string(milestone.when.words(phrases, language)),
            "kind": .string(milestone.kind.rawValue),
            "text": .string(milestone.text[language]),
            "section": milestone.section.map(JSON.string),
            "source": milestone.source.map { source($0) },
        ])
    }

    private static func list(_ list: ReviewList, _ links: ReviewLinks, _ language: Language) -> JSON {
        .members([
            "id": .string(list.id), "title": .string(list.title[language]),
            "lines": .array(
                list.lines.map { line in
                    .members([
                        "text": .string(line.text[language]),
                        "note": line.note[language].isEmpty ? nil : .string(line.note[language]),
                        "url": line.path.map { .string(links.page($0)) },
                    ])
                }),
        ])
    }

    private static func revision(_ revision: RevisionNote, _ edition: ReviewEdition, _ language: Language) -> JSON {
        let correction = edition.corrections.first { $0.revision == revision.number }
        return .members([
            "number": .int(revision.number),
            "published": .string(revision.published.rfc3339),
            "hash": .string(revision.hash),
            "note": revision.note.map { .string($0[language]) },
            "changes": correction.map { CorrectionsJSON.changes($0, language) },
        ])
    }
}

/// What a review is called.
enum ReviewTitle {
    /// "Terugblik: eerste helft van 2020"
    static func text(_ period: Period, _ phrases: Phrases, _ language: Language) -> String {
        phrases(Text("review.title", ["period": DateWords.period(period, phrases, language)]), language)
    }
}
