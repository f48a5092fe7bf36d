import Core

/// Counts syllables by the groups of vowels in a word. A rule of thumb: `SyllableTests` measures how often it is wrong.
enum Syllables {
    /// The syllables of a word: at least 1. Parts with a hyphen between them are counted one by one; letters that are
    /// spoken one by one (CKM) are a syllable each, and so is a number.
    static func count(_ word: String, _ language: Language) -> Int {
        word.split(separator: "-").reduce(0) { $0 + part(String($1), language) }
    }

    private static func part(_ part: String, _ language: Language) -> Int {
        let letters = part.filter(\.isLetter)
        guard !letters.isEmpty else { return part.isEmpty ? 0 : 1 }
        let lower = Array(letters.lowercased())
        if letters.count <= 5, letters.allSatisfy(\.isUppercase), !lower.contains(where: isVowel) { return lower.count }
        return max(1, language == .nl ? dutch(lower) : english(lower))
    }

    private static func isVowel(_ letter: Character) -> Bool { "aeiouyáàâäéèêëíìîïóòôöúùûü".contains(letter) }

    // MARK: Dutch

    /// Letters that are one vowel together, the longest first.
    private static let dutchVowels: [[Character]] = [
        "eeuw", "ieuw", "aai", "ooi", "oei", "eau", "éé", "óó", "aa", "ee", "oo", "uu", "ie", "oe", "eu", "ui", "ij",
        "ei", "ou",
        "au", "ai", "oi",
    ].map(Array.init)
    /// Ends whose vowels are two: muse-um.
    private static let dutchApart = ["eum", "eus"]

    private static func dutch(_ letters: [Character]) -> Int {
        var count = 0
        var place = 0
        while place < letters.count {
            if letters[place] == "q", letters[safe: place + 1] == "u" {
                place += 2
                continue
            }
            // A y before a vowel is a consonant: royaal.
            let isConsonantY = letters[place] == "y" && letters[safe: place + 1].map(isVowel) == true
            guard isVowel(letters[place]), !isConsonantY else {
                place += 1
                continue
            }
            count += 1
            let together = dutchVowels.first { letters[place...].starts(with: $0) }
            place += together?.count ?? 1
        }
        let text = String(letters)
        let hasEnd = letters.count > 4 && dutchApart.contains { text.hasSuffix($0) }
        return count + (hasEnd ? 1 : 0)
    }

    // MARK: English

    private static func english(_ letters: [Character]) -> Int {
        var count = 0
        var wasVowel = false
        for letter in letters {
            let vowel = isVowel(letter)
            if vowel, !wasVowel { count += 1 }
            wasVowel = vowel
        }
        let text = String(letters)
        func beforeLast(_ places: Int) -> Character? { letters[safe: letters.count - 1 - places] }
        // A silent e at the end: made, times, called; but table, houses, wanted.
        if text.hasSuffix("e"), beforeLast(1).map(isVowel) == false,
            !(text.hasSuffix("le") && beforeLast(2).map(isVowel) == false)
        {
            count -= 1
        } else if text.hasSuffix("ed"), beforeLast(2).map(isVowel) == false, !["t", "d"].contains(beforeLast(2)) {
            count -= 1
        } else if text.hasSuffix("es"), beforeLast(2).map(isVowel) == false,
            !["s", "c", "z", "x", "g", "h"].contains(beforeLast(2)), !text.hasSuffix("les")
        {
            count -= 1
        }
        // Two vowels that are two syllables: media, being, science.
        for pair in ["ia", "io", "eo", "iu", "ua", "uo", "yi", "ein"] where text.contains(pair) {
            let isOne = ["tio", "sio", "cio", "gio", "cia", "tia", "qua", "gua"].contains { text.contains($0) }
            if !isOne { count += 1 }
        }
        return count
    }
}

extension Array {
    subscript(safe place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}
