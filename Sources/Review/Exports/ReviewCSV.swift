import Core
import Tables
import Web

/// The figures of a review as a table, and the description of that table.
enum ReviewCSV {
    /// Name, type and meaning of each column (Table Schema, Frictionless Data).
    static let columns: [(name: String, type: String)] = [
        ("id", "string"), ("title", "string"), ("value", "integer"), ("suppressed", "boolean"), ("unit", "string"),
        ("from", "date"), ("to", "date"), ("source", "string"), ("source_kind", "string"), ("source_url", "string"),
        ("period", "string"), ("state", "string"), ("revision", "integer"),
    ]

    static func text(_ edition: ReviewEdition, language: Language) -> String {
        let review = edition.review
        var table = TableWriter()
        table.add(columns.map { .text($0.name) })
        for figure in review.figuresInOrder {
            let source = figure.source(language)
            let urls = figure.sources.compactMap(\.url)
            table.add([
                .text(figure.id), .text(figure.words.title[language]),
                figure.number.value.map(TableCell.number) ?? "",
                .text(figure.number.suppressed == nil ? "false" : "true"), .text(figure.counts.rawValue),
                .text(figure.period.from.description), .text(figure.period.to.description), .text(source.title),
                .text(source.kind.rawValue), .text(urls.joined(separator: " ")), .text(review.name),
                .text(edition.state.rawValue), .number(review.revision),
            ])
        }
        return String(decoding: table.bytes, as: UTF8.self)
    }

    /// The table's description as a Data Package (Frictionless Data, version 1); the table lies beside it as
    /// `cijfers.csv`.
    static func dataPackage(
        _ edition: ReviewEdition, language: Language, base: String, _ phrases: @escaping Phrases
    ) -> String {
        let review = edition.review
        let fields = columns.map { column in
            JSON.members([
                "name": .string(column.name), "type": .string(column.type),
                "description": .string(phrases(Text("review.column.\(column.name)"), language)),
            ])
        }
        let resource = JSON.members([
            "name": "cijfers", "path": "cijfers.csv", "profile": "tabular-data-resource", "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8",
            "schema": .members(["fields": .array(fields), "missingValues": [""], "primaryKey": ["id"]]),
        ])
        return JSON.members([
            "profile": "tabular-data-package",
            "name": .string("terugblik-\(review.name.lowercased())"),
            "title": .string(ReviewTitle.text(review.period, phrases, language)),
            "version": .string("\(review.revision).0.0"),
            "created": edition.published.map { .string($0.rfc3339) },
            "homepage": base.isEmpty
                ? nil : .string(ReviewLinks(base: base, language: language).review(review.name)),
            "resources": [resource],
        ]).text
    }
}
