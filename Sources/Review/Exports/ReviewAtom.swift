import Core
import Web

/// The feed of all publications (Atom, RFC 4287): one entry for each revision.
enum ReviewAtom {
    static func text(
        _ editions: [ReviewEdition], language: Language, base: String, updated: Instant, _ phrases: @escaping Phrases
    ) -> String {
        let links = ReviewLinks(base: base, language: language)
        func phrase(_ key: String, _ arguments: [String: String] = [:]) -> String {
            phrases(Text("review.feed.\(key)", arguments), language)
        }
        let entries = editions.flatMap { edition in edition.revisions.map { (edition, $0) } }
            .sorted { ($0.1.published, $0.1.number) > ($1.1.published, $1.1.number) }
        var out = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(language)">
              <id>\(XML.escaped(links.feed))</id>
              <title>\(XML.escaped(phrase("title")))</title>
              <updated>\((entries.first?.1.published ?? updated).rfc3339)</updated>
              <author><name>\(XML.escaped(phrase("author")))</name></author>
              <link rel="self" type="application/atom+xml" href="\(XML.escaped(links.feed))"/>
              <link rel="alternate" type="text/html" href="\(XML.escaped(links.list))"/>

            """
        for (edition, revision) in entries {
            out += entry(edition, revision, links, phrases, language)
        }
        return out + "</feed>\n"
    }

    private static func entry(
        _ edition: ReviewEdition, _ revision: RevisionNote, _ links: ReviewLinks, _ phrases: Phrases,
        _ language: Language
    ) -> String {
        let review = edition.review
        let address = links.review(review.name)
        let name = ReviewTitle.text(review.period, phrases, language)
        let title =
            revision.number == 1
            ? name
            : phrases(Text("review.feed.correction", ["review": name, "number": String(revision.number)]), language)
        let summary = revision.note?[language] ?? phrases(Text("review.feed.first", ["review": name]), language)
        let time = revision.published.rfc3339
        let correction = edition.corrections.first { $0.revision == revision.number }
        let changes = correction.map { content($0, links, phrases, language) } ?? ""
        return """
              <entry>
                <id>\(XML.escaped(address))#\(revision.number)</id>
                <title>\(XML.escaped(title))</title>
                <published>\(time)</published>
                <updated>\(time)</updated>
                <link rel="alternate" type="text/html" href="\(XML.escaped(address))"/>
                <summary>\(XML.escaped(summary))</summary>
            \(changes)  </entry>

            """
    }

    /// What was corrected, line by line, and where the log says so.
    private static func content(
        _ correction: Correction, _ links: ReviewLinks, _ phrases: Phrases, _ language: Language
    ) -> String {
        let lines = correction.changes.filter { $0.shows(in: language) }.map { change in
            phrases(
                Text(
                    "review.correction.changed",
                    [
                        "title": change.title[language], "before": change.before[language],
                        "after": change.after[language],
                    ]), language)
        }
        let log = "\(links.corrections)#\(correction.anchor)"
        return "    <link rel=\"related\" type=\"text/html\" href=\"\(XML.escaped(log))\"/>\n"
            + "    <content type=\"text\">\(XML.escaped(lines.joined(separator: "\n")))</content>\n"
    }
}
