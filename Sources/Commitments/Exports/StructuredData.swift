import Core
import Web

/// What search engines read (schema.org, as JSON-LD): elements that a page puts in its head as they are.
enum StructuredData {
    static func dataset(_ links: CommitmentLinks, _ words: CommitmentWords) -> String {
        func download(_ name: String, _ type: String) -> JSON {
            .members([
                "@type": "DataDownload", "encodingFormat": .string(type),
                "contentUrl": .string("\(links.list).\(name)"),
            ])
        }
        return element([
            "@context": "https://schema.org", "@type": "Dataset", "name": .string(words.text("tracker.title")),
            "description": .string(words.text("tracker.lead")), "url": .string(links.list),
            "inLanguage": .string(words.language.tag), "isAccessibleForFree": true,
            "distribution": .array([download("csv", "text/csv"), download("json", "application/json")]),
        ])
    }

    static func item(_ shown: ShownItem, _ links: CommitmentLinks, _ words: CommitmentWords) -> String {
        let draft = shown.draft
        let reviews = shown.verdicts.map { verdict in
            JSON.members([
                "@type": "Review", "datePublished": .string(verdict.settled.description),
                "name": .string(words.text("outcome.\(verdict.outcome.rawValue)")),
                "reviewBody": .string(verdict.evidence),
            ])
        }
        return element([
            "@context": "https://schema.org", "@type": "CreativeWork", "additionalType": .string(draft.kind.rawValue),
            "name": .string(Said(draft.title, words.language).text), "url": .string(links.item(shown.slug)),
            "dateCreated": draft.date.datetime.map(JSON.string), "identifier": draft.reference.map(JSON.string),
            "creator": draft.kind == .commitment
                ? shown.officeName.map {
                    .members(["@type": "GovernmentOrganization", "name": .string($0[words.language])])
                }
                : nil,
            "about": shown.themeName.map { .string($0[words.language]) },
            "creativeWorkStatus": shown.state.map { .string(words.text("state.\($0.rawValue)")) },
            "isBasedOn": draft.source.url.map(JSON.string),
            "review": reviews.isEmpty ? nil : .array(reviews),
        ])
    }

    /// No text of a member can end the element: a `<` is written as JSON writes it otherwise.
    private static func element(_ members: KeyValuePairs<String, JSON?>) -> String {
        let json = JSON.members(members).text.replacing("<", with: "\\u003C").replacing("&", with: "\\u0026")
        return "<script type=\"application/ld+json\">\n\(json)</script>"
    }
}
