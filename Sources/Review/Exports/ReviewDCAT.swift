import Core
import Web

/// The open data of reviews as a catalogue that other catalogues read: DCAT 3 by the European profile DCAT-AP 3, as JSON-LD.
///
/// It holds its own context, so that nobody has to fetch one. No licence is named: none was decided.
enum ReviewDCAT {
    private static let authority = "http://publications.europa.eu/resource/authority"

    /// - Parameter base: scheme and host of the site.
    static func text(_ editions: [ReviewEdition], base: String, updated: Instant, _ phrases: @escaping Phrases)
        -> String
    {
        let catalogue = "\(base)/terugblik/catalogus.jsonld"
        let publisher = "\(catalogue)#uitgever"
        let newest = editions.compactMap(\.published).max()
        let root = JSON.members([
            "@id": .string(catalogue), "@type": "dcat:Catalog",
            "dct:title": words("dcat.title", phrases), "dct:description": words("dcat.description", phrases),
            "dct:publisher": reference(publisher), "foaf:homepage": reference("\(base)/terugblik"),
            "dct:language": languages, "dct:modified": instant(newest ?? updated),
            "dcat:themeTaxonomy": reference("\(authority)/data-theme"),
            "dcat:dataset": .array(editions.map { reference(identifier($0, base)) }),
        ])
        let agent = JSON.members([
            "@id": .string(publisher), "@type": "foaf:Agent", "foaf:name": words("feed.author", phrases),
        ])
        let nodes = editions.flatMap { dataset($0, base: base, publisher: publisher, phrases) }
        return JSON.members(["@context": context, "@graph": .array([root, agent] + nodes)]).text
    }

    private static let context = JSON.members([
        "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
        "adms": "http://www.w3.org/ns/adms#", "spdx": "http://spdx.org/rdf/terms#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    ])

    private static func identifier(_ edition: ReviewEdition, _ base: String) -> String {
        "\(base)/terugblik/\(edition.review.name)#gegevens"
    }

    // MARK: One review

    private static func dataset(
        _ edition: ReviewEdition, base: String, publisher: String, _ phrases: @escaping Phrases
    ) -> [JSON] {
        let review = edition.review
        let id = identifier(edition, base)
        let address = "\(base)/terugblik/\(review.name)"
        let files = distributions(edition, address, phrases)
        let first = edition.revisions.last?.published
        let dataset = JSON.members([
            "@id": .string(id), "@type": "dcat:Dataset", "dct:identifier": .string(id),
            "dct:title": both { ReviewTitle.text(review.period, phrases, $0) },
            "dct:description": both { SocialCard.words(review, $0, phrases) },
            "dct:publisher": reference(publisher), "dcat:landingPage": reference(address), "dct:language": languages,
            "dcat:theme": .array([reference("\(authority)/data-theme/JUST"), reference("\(authority)/data-theme/SOCI")]
            ),
            "dcat:keyword": .array(keywords(phrases)),
            "dct:spatial": reference("\(authority)/country/NLD"),
            "dct:temporal": .members([
                "@type": "dct:PeriodOfTime", "dcat:startDate": day(review.period.from),
                "dcat:endDate": day(review.period.to),
            ]),
            "dct:accrualPeriodicity": reference("\(authority)/frequency/IRREG"),
            "dct:issued": first.map(instant), "dct:modified": edition.published.map(instant),
            "dcat:version": .string(String(review.revision)),
            "adms:versionNotes": review.note.map { note in both { note[$0] } },
            "dcat:distribution": .array(files.map { reference($0.id) }),
        ])
        return [dataset] + files.map(\.node)
    }

    private static func distributions(
        _ edition: ReviewEdition, _ address: String, _ phrases: @escaping Phrases
    ) -> [(id: String, node: JSON)] {
        let files: [(key: String, path: String, media: String, format: String)] = [
            ("csv", ".csv", "text/csv", "CSV"), ("json", ".json", "application/json", "JSON"),
            ("frozen", "/inhoud.json", "application/json", "JSON"),
            ("package", "/datapackage.json", "application/json", "JSON"),
        ]
        return files.map { file in
            let url = address + file.path
            let id = "\(address)#\(file.key)"
            let isFrozen = file.key == "frozen"
            let node = JSON.members([
                "@id": .string(id), "@type": "dcat:Distribution",
                "dct:title": words(isFrozen ? "dcat.frozen" : "download.\(file.key)", phrases),
                "dcat:accessURL": reference(url), "dcat:downloadURL": reference(url),
                "dct:format": reference("\(authority)/file-type/\(file.format)"),
                "dcat:mediaType": reference("https://www.iana.org/assignments/media-types/\(file.media)"),
                "dct:issued": edition.published.map(instant),
                "spdx:checksum": isFrozen ? checksum(edition.hash) : nil,
            ])
            return (id, node)
        }
    }

    /// Only the frozen content has one: the other files hold links with the address of the site.
    private static func checksum(_ hash: String) -> JSON {
        .members([
            "@type": "spdx:Checksum", "spdx:algorithm": reference("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
            "spdx:checksumValue": .members(["@type": "xsd:hexBinary", "@value": .string(hash)]),
        ])
    }

    // MARK: Values

    private static let languages = JSON.array([
        reference("\(authority)/language/NLD"), reference("\(authority)/language/ENG"),
    ])

    private static func keywords(_ phrases: Phrases) -> [JSON] {
        Language.all.flatMap { language in
            phrases(Text("review.dcat.keywords"), language).split(separator: ",").map { word in
                text(String(word.drop { $0 == " " }), language)
            }
        }
    }

    private static func reference(_ address: String) -> JSON { .members(["@id": .string(address)]) }

    private static func text(_ words: String, _ language: Language) -> JSON {
        .members(["@value": .string(words), "@language": .string(language.tag)])
    }

    private static func both(_ words: (Language) -> String) -> JSON {
        .array(Language.all.map { text(words($0), $0) })
    }

    private static func words(_ key: String, _ phrases: Phrases) -> JSON {
        both { phrases(Text("review.\(key)"), $0) }
    }

    private static func instant(_ instant: Instant) -> JSON {
        .members(["@value": .string(instant.rfc3339), "@type": "xsd:dateTime"])
    }

    private static func day(_ day: Day) -> JSON {
        .members(["@value": .string(day.description), "@type": "xsd:date"])
    }
}
