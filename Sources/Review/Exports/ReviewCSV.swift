import Core

/// Comma-separated values (RFC 4180): UTF-8, a header, lines that end in CR LF.
enum CSV {
    /// A line. What would start a formula in a spreadsheet gets an apostrophe before it.
    static func line(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    private static func field(_ text: String) -> String {
        var text = text
        // A number may start with a minus; any other text that starts like a formula is made harmless.
        let isNumber = text.first == "-" && Int(text) != nil
        if let first = text.unicodeScalars.first, "=+-@\t\r\n|".unicodeScalars.contains(first), !isNumber {
            text = "'" + text
        }
        let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D, 0x3B].contains($0) }
        guard needsQuotes else { return text }
        let doubled = text.unicodeScalars.reduce(into: "") {
            $0.unicodeScalars.append($1)
            if $1 == "\"" { $0.unicodeScalars.append($1) }
        }
        return "\"\(doubled)\""
    }
}

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
        let lines = review.figuresInOrder.map { figure in
            let source = figure.source
            let urls = figure.sources.compactMap(\.url)
            return CSV.line([
                figure.id, figure.words.title[language], figure.number.value.map(String.init) ?? "",
                figure.number.suppressed == nil ? "false" : "true", figure.counts.rawValue,
                figure.period.from.description, figure.period.to.description, source.title, source.kind.rawValue,
                urls.joined(separator: " "), review.name, edition.state.rawValue, String(review.revision),
            ])
        }
        return CSV.line(columns.map(\.name)) + lines.joined()
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

extension JSON: ExpressibleByArrayLiteral {
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
}
