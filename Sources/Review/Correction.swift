public import Core
public import Web

/// What a correction changed in what had been published: one line of the corrections log.
public struct Correction: Hashable, Sendable {
    /// One figure or one text that is not what it was.
    public struct Change: Hashable, Sendable {
        public enum Kind: String, Sendable {
            case figure
            /// What a figure counts or leaves out.
            case definition
            case text
        }

        public var kind: Kind
        /// The figure's id, or the place of the text: `introduction`, `section.hotels`, `milestones`.
        public var id: String
        public var title: Words
        public var before: Words
        public var after: Words
        /// The numbers as they were shown; only for figures.
        public var numberBefore: PublishedNumber?
        public var numberAfter: PublishedNumber?

        /// Whether the change is in the words of this language.
        public func shows(in language: Language) -> Bool { before[language] != after[language] }
    }

    public var period: Period
    /// The revision that made the change.
    public var revision: Int
    public var published: Instant
    /// Why.
    public var note: Words
    public var changes: [Change]

    /// The anchor on the page of corrections: `2020-h1-2`.
    var anchor: String { "\((period.name ?? "").lowercased())-\(revision)" }

    /// What differs between two revisions of a review: figures in the order of the review, then its texts from top to
    /// bottom. Only what the public could see is compared, so that a hidden number stays hidden.
    static func changes(_ before: PublishedReview, _ after: PublishedReview, _ phrases: Phrases) -> [Change] {
        let gone = before.figures.filter { after[figure: $0.id] == nil }
        let figures = after.figures.map { (before[figure: $0.id], Optional($0)) } + gone.map { (Optional($0), nil) }
        let numbers = figures.compactMap { number($0, $1, phrases) }
        let definitions = figures.compactMap { definition($0, $1, phrases) }
        return numbers + definitions + texts(before.content, after.content, phrases) + lists(before, after, phrases)
    }

    // MARK: Figures

    private static func number(
        _ before: PublishedFigure?, _ after: PublishedFigure?, _ phrases: Phrases
    ) -> Change? {
        guard let any = after ?? before else { return nil }
        let sameSources = before?.sources == after?.sources
        guard before?.number != after?.number || !sameSources || before?.notes != after?.notes else { return nil }
        func words(_ figure: PublishedFigure?) -> Words {
            Words { language in
                guard let figure else { return phrases(Text("review.correction.none"), language) }
                let number = figure.number.words(phrases, language)
                let notes = before?.notes == after?.notes ? [] : figure.notes.map { $0[language] }
                let sources = sameSources ? [] : [figure.source(language).title]
                let more = (sources + notes).filter { !$0.isEmpty }
                return more.isEmpty ? number : "\(number) (\(more.joined(separator: "; ")))"
            }
        }
        return Change(
            kind: .figure, id: any.id, title: any.words.title, before: words(before), after: words(after),
            numberBefore: before?.number, numberAfter: after?.number)
    }

    private static func definition(
        _ before: PublishedFigure?, _ after: PublishedFigure?, _ phrases: Phrases
    ) -> Change? {
        guard let before, let after, FigureDefinition(before) != FigureDefinition(after) else { return nil }
        func words(_ figure: PublishedFigure) -> Words {
            Words { FigureDefinition(figure).words(phrases, $0) }
        }
        return Change(
            kind: .definition, id: after.id, title: after.words.title, before: words(before), after: words(after))
    }

    // MARK: Texts

    private static func lists(_ before: PublishedReview, _ after: PublishedReview, _ phrases: Phrases) -> [Change] {
        let (old, new) = (before.lists ?? [], after.lists ?? [])
        let ids = (new + old).map(\.id).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return ids.compactMap { id in
            func words(_ lists: [ReviewList]) -> Words {
                Words { language in
                    (lists.first { $0.id == id }?.lines ?? []).map { $0.words(language) }.joined(separator: " · ")
                }
            }
            let title = (new + old).first { $0.id == id }?.title ?? Words()
            return text("list.\(id)", title, words(old), words(new), phrases)
        }
    }

    private static func texts(_ before: ReviewContent, _ after: ReviewContent, _ phrases: Phrases) -> [Change] {
        func name(_ key: String) -> Words { Words { phrases(Text(key), $0) } }
        func lines(_ texts: [Words]) -> Words {
            Words { language in texts.map { $0[language] }.joined(separator: " · ") }
        }
        func milestones(_ content: ReviewContent) -> Words {
            Words { language in
                content.milestonesInOrder.map { "\($0.when.words(phrases, language)): \($0.text[language])" }
                    .joined(separator: " · ")
            }
        }
        func section(_ id: String, _ content: ReviewContent) -> Words {
            guard let section = content.sections.first(where: { $0.id == id }) else { return Words() }
            return Words { "\(section.title[$0]). \(section.text[$0])" }
        }
        var ids = after.sections.map(\.id)
        ids += before.sections.map(\.id).filter { !ids.contains($0) }
        let sections = ids.map { id in
            let title = (after.sections + before.sections).first { $0.id == id }?.title ?? Words()
            return text("section.\(id)", title, section(id, before), section(id, after), phrases)
        }
        func funders(_ content: ReviewContent) -> Words {
            Words { content.funders.isEmpty ? "" : Outline.funders(content, phrases, $0) }
        }
        let changes =
            [text("introduction", name("review.edit.introduction"), before.introduction, after.introduction, phrases)]
            + sections + [
                text("milestones", name("review.milestones"), milestones(before), milestones(after), phrases),
                text(
                    "awaited", name("review.awaited"), lines(before.awaited.map(\.text)),
                    lines(after.awaited.map(\.text)), phrases),
                text(
                    "related", name("review.related"), lines(before.related.map(\.text)),
                    lines(after.related.map(\.text)), phrases),
                text("funders", name("review.funders.title"), funders(before), funders(after), phrases),
            ]
        return changes.compactMap(\.self)
    }

    private static func text(
        _ id: String, _ title: Words, _ before: Words, _ after: Words, _ phrases: Phrases
    ) -> Change? {
        let all = Language.all
        guard all.contains(where: { before[$0] != after[$0] }) else { return nil }
        let parts = Dictionary(uniqueKeysWithValues: all.map { ($0, excerpts(before[$0], after[$0])) })
        func words(_ part: (Language) -> String) -> Words {
            Words { language in
                let text = part(language)
                return text.isEmpty ? phrases(Text("review.correction.no-text"), language) : text
            }
        }
        return Change(
            kind: .text, id: id, title: title, before: words { parts[$0]?.before ?? "" },
            after: words { parts[$0]?.after ?? "" })
    }

    /// What differs between two texts, with a few words around it.
    static func excerpts(_ before: String, _ after: String) -> (before: String, after: String) {
        let old = before.split(whereSeparator: \.isWhitespace)
        let new = after.split(whereSeparator: \.isWhitespace)
        guard old != new else { return (old.joined(separator: " "), new.joined(separator: " ")) }
        let start = zip(old, new).prefix { $0 == $1 }.count
        let most = min(old.count, new.count) - start
        let end = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.prefix(most).count
        let around = 6
        let first = max(0, start - around)
        let kept = max(0, end - around)
        func excerpt(_ words: [Substring]) -> String {
            let part = words[first..<(words.count - kept)].joined(separator: " ")
            return (first > 0 ? "… " : "") + part + (kept > 0 ? " …" : "")
        }
        return (excerpt(old), excerpt(new))
    }
}

/// What a figure counts and leaves out: two periods can be compared only where it is the same.
struct FigureDefinition: Hashable {
    private let counts: Counted
    private let includes: [Language: String]
    private let excludes: [Language: String]

    init(_ figure: PublishedFigure) {
        counts = figure.counts
        // White space and capitals do not make another definition.
        func plain(_ words: Words) -> [Language: String] {
            Dictionary(
                uniqueKeysWithValues: Language.all.map {
                    ($0, words[$0].split(whereSeparator: \.isWhitespace).joined(separator: " "))
                })
        }
        includes = plain(figure.words.includes)
        excludes = plain(figure.words.excludes)
    }

    private static func folded(_ words: [Language: String]) -> [Language: String] {
        words.mapValues { $0.lowercased() }
    }

    static func == (left: Self, right: Self) -> Bool {
        left.counts == right.counts && folded(left.includes) == folded(right.includes)
            && folded(left.excludes) == folded(right.excludes)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(counts)
        hasher.combine(Self.folded(includes))
        hasher.combine(Self.folded(excludes))
    }

    /// "Telt: … Telt niet: …"
    func words(_ phrases: Phrases, _ language: Language) -> String {
        func part(_ key: String, _ text: String?) -> String? {
            guard let text, !text.isEmpty else { return nil }
            return "\(phrases(Text("review.passport.\(key)"), language)): \(text)"
        }
        let unit = phrases(Text("review.unit.\(counts.rawValue)"), language)
        let parts = [part("unit", unit), part("includes", includes[language]), part("excludes", excludes[language])]
        return parts.compactMap(\.self).joined(separator: " · ")
    }
}
