/// How alike two texts are. All of these are symmetric; a similarity is in 0…1 and 1 for equal texts.
public enum Similarity {
    typealias Units = UnsafeBufferPointer<UInt16>

    /// Jaro's similarity (Jaro 1989, JASA 84, section 3).
    public static func jaro(_ first: String, _ second: String) -> Double { with(first, second, jaro) }

    /// Jaro's similarity raised for a common prefix of at most four characters, by 0.1 each (Winkler 1990, "String Comparator
    /// Metrics and Enhanced Decision Rules"); as in his programs from a similarity of 0.7 up.
    public static func jaroWinkler(_ first: String, _ second: String) -> Double { with(first, second, jaroWinkler) }

    /// How many characters have to be put in, left out or replaced (Levenshtein 1966).
    public static func levenshtein(_ first: String, _ second: String) -> Int {
        with(first, second) { distance($0, $1, swaps: false) }
    }

    /// As `levenshtein`, and two neighbours that change places count once: optimal string alignment, in which no part is
    /// edited twice (Boytsov 2011, section 2.2). It does not obey the triangle inequality.
    public static func damerau(_ first: String, _ second: String) -> Int {
        with(first, second) { distance($0, $1, swaps: true) }
    }

    /// Common n-grams among all n-grams of both, as sets (Jaccard 1901); a text shorter than `size` is one n-gram.
    public static func ngrams(_ first: String, _ second: String, size: Int = 2) -> Double {
        jaccard(Tokens.ngrams(first, size: size), Tokens.ngrams(second, size: size))
    }

    /// Common words among all words of both, as sets.
    public static func tokens(_ first: String, _ second: String) -> Double {
        jaccard(Tokens.words(first), Tokens.words(second))
    }

    private static func jaccard(_ first: Set<String>, _ second: Set<String>) -> Double {
        let union = first.union(second).count
        return union == 0 ? 1 : Double(first.intersection(second).count) / Double(union)
    }

    private static func with<Result>(_ first: String, _ second: String, _ body: (Units, Units) -> Result) -> Result {
        Array(first.utf16).withUnsafeBufferPointer { first in
            Array(second.utf16).withUnsafeBufferPointer { second in body(first, second) }
        }
    }

    static func jaro(_ first: Units, _ second: Units) -> Double {
        // The window is symmetric, which of two equal characters is taken is not: always from the shorter one.
        let (first, second) = isOrdered(first, second) ? (first, second) : (second, first)
        if first.isEmpty { return second.isEmpty ? 1 : 0 }
        if second.count > 64 { return longJaro(first, second) }
        let window = max(0, second.count / 2 - 1)
        var (taken, used): (UInt64, UInt64) = (0, 0)
        for place in 0..<first.count {
            let unit = first[place]
            var other = max(0, place - window)
            let end = min(second.count, place + window + 1)
            while other < end {
                if second[other] == unit, used & (1 << other) == 0 {
                    used |= 1 << other
                    taken |= 1 << place
                    break
                }
                other += 1
            }
        }
        let common = taken.nonzeroBitCount
        if common == 0 { return 0 }
        var differing = 0
        while taken != 0 {
            if first[taken.trailingZeroBitCount] != second[used.trailingZeroBitCount] { differing += 1 }
            taken &= taken - 1
            used &= used - 1
        }
        return jaro(common, differing, first.count, second.count)
    }

    private static func jaro(_ common: Int, _ differing: Int, _ first: Int, _ second: Int) -> Double {
        let matched = Double(common)
        return (matched / Double(first) + matched / Double(second) + (matched - Double(differing / 2)) / matched) / 3
    }

    private static func isOrdered(_ first: Units, _ second: Units) -> Bool {
        if first.count != second.count { return first.count < second.count }
        for place in 0..<first.count where first[place] != second[place] { return first[place] < second[place] }
        return true
    }

    private static func longJaro(_ first: Units, _ second: Units) -> Double {
        let window = max(0, second.count / 2 - 1)
        var used = [Bool](repeating: false, count: second.count)
        var taken: [UInt16] = []
        for place in 0..<first.count {
            let range = max(0, place - window)..<max(max(0, place - window), min(second.count, place + window + 1))
            for other in range where !used[other] && second[other] == first[place] {
                used[other] = true
                taken.append(first[place])
                break
            }
        }
        if taken.isEmpty { return 0 }
        let others = second.indices.filter { used[$0] }.map { second[$0] }
        let differing = zip(taken, others).count { $0 != $1 }
        return jaro(taken.count, differing, first.count, second.count)
    }

    static func jaroWinkler(_ first: Units, _ second: Units) -> Double {
        let jaro = jaro(first, second)
        guard jaro > 0.7 else { return jaro }
        var prefix = 0
        while prefix < min(4, first.count, second.count), first[prefix] == second[prefix] { prefix += 1 }
        return jaro + 0.1 * Double(prefix) * (1 - jaro)
    }

    /// The distance, or something above `limit` as soon as it is certain to be above.
    static func distance(_ first: Units, _ second: Units, swaps: Bool, limit: Int = .max) -> Int {
        if first.isEmpty || second.isEmpty { return max(first.count, second.count) }
        let width = second.count + 1
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3 * width) { rows in
            for column in 0..<width { rows[width + column] = Int32(column) }
            var (earlier, previous, current) = (0, width, 2 * width)
            for row in 1...first.count {
                rows[current] = Int32(row)
                var least = Int32(row)
                for column in 1..<width {
                    let isSame = first[row - 1] == second[column - 1]
                    var best = rows[previous + column - 1] + (isSame ? 0 : 1)
                    best = min(best, rows[previous + column] + 1, rows[current + column - 1] + 1)
                    if swaps, row > 1, column > 1, first[row - 1] == second[column - 2],
                        first[row - 2] == second[column - 1]
                    {
                        best = min(best, rows[earlier + column - 2] + 1)
                    }
                    rows[current + column] = best
                    least = min(least, best)
                }
                // Two rows decide the next one when neighbours may change places.
                if !swaps, Int(least) > limit { return Int(least) }
                (earlier, previous, current) = (previous, current, earlier)
            }
            return Int(rows[previous + width - 1])
        }
    }
}

/// Texts as sets of words and of n-grams.
enum Tokens {
    static func words(_ text: String) -> Set<String> { Set(text.split { $0 == " " || $0 == "\t" }.map(String.init)) }

    /// Elements of an array that is written in one cell, between `|`, `;` or commas.
    static func elements(_ text: String) -> Set<String> {
        let bare = text.drop { "[{(".contains($0) }
        let parts = bare.split { "|;,]})\"".contains($0) }
        return Set(parts.map { Normaliser.text(String($0)) }.filter { !$0.isEmpty })
    }

    static func ngrams(_ text: String, size: Int) -> Set<String> {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count > size else { return text.isEmpty ? [] : [text] }
        return Set(
            (0...(scalars.count - size)).map { start in
                String(String.UnicodeScalarView(scalars[start..<(start + size)]))
            })
    }
}
