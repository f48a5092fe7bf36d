import Core

/// What makes a text hard to read, as far as counting can tell. Formulas say little about whether somebody understands a
/// text, so all of it is a hint for the editor and stops nothing.
struct Readability: Hashable {
    /// A sentence with more words is marked.
    static let long = 15
    /// A sentence with more words is marked strongly.
    static let veryLong = 25
    /// A word with more syllables is named.
    static let longWord = 3
    /// With fewer words the score says even less.
    static let fewWords = 100

    struct Sentence: Hashable {
        var text: String
        var words: Int
        var isVeryLong: Bool { words > Readability.veryLong }
    }

    /// A word for who knows the trade, and what to write instead.
    struct Jargon: Hashable {
        var word: String
        var plain: String
    }

    var words: Int
    var sentences: Int
    /// The longest first.
    var longSentences: [Sentence]
    /// As they stand in the text, each once.
    var longWords: [String]
    var jargon: [Jargon]
    /// From about 0 (very hard) to 100 (very easy); `nil` for a text without words.
    var score: Double?

    /// - Parameter markdown: what the editor wrote. Headings and code are left out, since they are no sentences.
    init(markdown: String, _ language: Language) {
        let all = RichText.blocks(markdown).flatMap(RichText.passages).flatMap { Self.sentences($0) }
        let split = all.map { ($0, Self.words($0)) }.filter { !$0.1.isEmpty }
        let words = split.flatMap(\.1)
        self.words = words.count
        sentences = split.count
        longSentences = split.filter { $0.1.count > Self.long }.map { Sentence(text: $0.0, words: $0.1.count) }
            .sorted { $0.words > $1.words }
        longWords = Self.longWords(split.map(\.1), language)
        jargon = PlainWords.found(in: all, language)
        let syllables = words.reduce(0) { $0 + Syllables.count($1, language) }
        score =
            words.isEmpty ? nil : Self.score(words: words.count, sentences: split.count, syllables: syllables, language)
    }

    /// Flesch reading ease: for Dutch as W.H. Douma adapted it (De leesbaarheid van landbouwbladen, 1960), for English as
    /// R. Flesch gave it (A new readability yardstick, 1948).
    static func score(words: Int, sentences: Int, syllables: Int, _ language: Language) -> Double {
        let length = Double(words) / Double(sentences)
        let perWord = Double(syllables) / Double(words)
        return language == .nl
            ? 206.84 - 0.77 * (perWord * 100) - 0.93 * length : 206.835 - 84.6 * perWord - 1.015 * length
    }

    /// The word for a score, by the table that belongs to the formula.
    enum Ease: String, CaseIterable {
        case veryHard = "very-hard"
        case hard
        case fairlyHard = "fairly-hard"
        case ordinary
        case fairlyEasy = "fairly-easy"
        case easy
        case veryEasy = "very-easy"

        init(score: Double) {
            switch score {
            case ..<30: self = .veryHard
            case ..<45: self = .hard
            case ..<60: self = .fairlyHard
            case ..<70: self = .ordinary
            case ..<80: self = .fairlyEasy
            case ..<90: self = .easy
            default: self = .veryEasy
            }
        }
    }

    // MARK: Taking apart

    /// Abbreviations whose point ends no sentence.
    private static let abbreviations: Set<String> = [
        "bijv", "bv", "o.a", "d.w.z", "m.n", "mr", "mw", "dhr", "dr", "drs", "prof", "nr", "ca", "blz", "jl", "enz",
        "t/m",
        "e.g", "i.e", "etc", "mrs", "ms", "no", "st", "vs", "incl", "excl", "max", "min",
    ]

    /// A sentence ends at `.`, `!` or `?` with white space after it, unless that is the point of an abbreviation or the next
    /// word begins with a small letter.
    static func sentences(_ passage: String) -> [String] {
        let words = passage.split(whereSeparator: \.isWhitespace)
        var sentences: [String] = []
        var current: [Substring] = []
        for (place, word) in words.enumerated() {
            current.append(word)
            let bare = word.reversed().drop { "\"'”’)*_".contains($0) }
            guard let last = bare.first, ".!?…".contains(last) else { continue }
            let core = String(bare.dropFirst().reversed()).lowercased().drop { !$0.isLetter && !$0.isNumber }
            let isInitial = core.count == 1 && core.first?.isLetter == true
            if last == ".", abbreviations.contains(String(core)) || isInitial { continue }
            if let next = words[safe: place + 1]?.first(where: \.isLetter), next.isLowercase { continue }
            sentences.append(current.joined(separator: " "))
            current = []
        }
        if !current.isEmpty { sentences.append(current.joined(separator: " ")) }
        return sentences
    }

    /// What stands between white space and has a letter or a digit in it, without signs around it.
    static func words(_ sentence: String) -> [String] {
        sentence.split(whereSeparator: \.isWhitespace).compactMap { piece in
            let isPart: (Character) -> Bool = { $0.isLetter || $0.isNumber }
            guard let first = piece.firstIndex(where: isPart), let last = piece.lastIndex(where: isPart) else {
                return nil
            }
            return String(piece[first...last])
        }
    }

    /// A capital within a sentence is a name: that cannot be written shorter.
    private static func longWords(_ sentences: [[String]], _ language: Language) -> [String] {
        var seen: Set<String> = []
        return sentences.flatMap { sentence in
            sentence.enumerated().filter { $0.offset == 0 || $0.element.first?.isUppercase == false }.map(\.element)
        }.filter { Syllables.count($0, language) > longWord && seen.insert($0.lowercased()).inserted }
    }
}

extension ArraySlice {
    fileprivate subscript(safe place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}

/// Words for who knows the trade, with plain ones: a short list of our own, to be added to.
enum PlainWords {
    private static let dutch = [
        "betrachten": "doen", "borgen": "zorgen dat het zo blijft", "casus": "situatie", "casuïstiek": "voorbeelden",
        "cliënt": "jongere", "conform": "volgens", "derhalve": "daarom", "doorontwikkelen": "verbeteren",
        "effectueren": "uitvoeren", "faciliteren": "mogelijk maken", "implementatie": "invoering",
        "implementeren": "invoeren", "indien": "als", "inzake": "over", "interventie": "wat je doet om te helpen",
        "jegens": "tegen", "kinderprostitutie": "seksuele uitbuiting van kinderen", "ketenaanpak": "samenwerking",
        "ketenpartners": "organisaties die samenwerken", "middels": "met", "monitoren": "volgen",
        "multidisciplinair": "van verschillende beroepen samen", "onderhavige": "deze",
        "onderschrijft": "is het eens met",
        "pilot": "proef", "problematiek": "problemen", "stakeholders": "wie erbij betrokken zijn",
        "ten aanzien van": "over", "ten behoeve van": "voor", "teneinde": "om",
        "uitrol": "invoering",
        "voornemens": "van plan", "vigerend": "geldend",
    ]
    private static let english = [
        "capacity building": "training", "case study": "example",
        "child prostitution": "sexual exploitation of children",
        "client": "young person", "endeavour": "try", "facilitate": "make possible", "implement": "carry out",
        "implementation": "carrying out", "in order to": "to", "leverage": "use",
        "multidisciplinary": "of several professions",
        "prior to": "before", "pursuant to": "under", "roll-out": "introduction", "stakeholders": "those involved",
        "subsequently": "later", "utilise": "use", "with regard to": "about",
    ]

    /// The words of the list that stand in a text, in the order of the alphabet.
    static func found(in sentences: [String], _ language: Language) -> [Readability.Jargon] {
        let text = " " + sentences.flatMap { Readability.words($0.lowercased()) }.joined(separator: " ") + " "
        return (language == .nl ? dutch : english).sorted { $0.key < $1.key }
            .filter { text.contains(" \($0.key) ") }.map { .init(word: $0.key, plain: $0.value) }
    }
}
