import Testing

@testable import Linkage

@Suite struct SimilarityTests {
    /// Winkler 1990 and Winkler 1994, "Advanced Methods for Record Linkage", table of string comparator values; to three places.
    @Test(arguments: [
        ("MARTHA", "MARHTA", 0.944, 0.961), ("DWAYNE", "DUANE", 0.822, 0.840), ("DIXON", "DICKSONX", 0.767, 0.813),
        ("SHACKLEFORD", "SHACKELFORD", 0.970, 0.982), ("DUNNINGHAM", "CUNNIGHAM", 0.896, 0.896),
        ("NICHLESON", "NICHULSON", 0.926, 0.956), ("JONES", "JOHNSON", 0.790, 0.832),
        ("MASSEY", "MASSIE", 0.889, 0.933), ("ABROMS", "ABRAMS", 0.889, 0.922),
        ("JERALDINE", "GERALDINE", 0.926, 0.926),
        ("MICHELLE", "MICHAEL", 0.869, 0.921), ("JULIES", "JULIUS", 0.889, 0.933), ("TANYA", "TONYA", 0.867, 0.880),
        ("SEAN", "SUSAN", 0.783, 0.805), ("JON", "JAN", 0.778, 0.800), ("", "", 1, 1), ("A", "", 0, 0),
    ])
    func winklersTable(_ first: String, _ second: String, _ jaro: Double, _ winkler: Double) {
        #expect(abs(Similarity.jaro(first, second) - jaro) < 0.0006)
        #expect(abs(Similarity.jaroWinkler(first, second) - winkler) < 0.0006)
    }

    @Test(arguments: [
        ("kitten", "sitting", 3, 3), ("Saturday", "Sunday", 3, 3), ("ca", "abc", 3, 3), ("teh", "the", 2, 1),
        ("abcdef", "badcfe", 4, 3), ("", "abc", 3, 3), ("zoë", "zoé", 1, 1),
    ])
    func edits(_ first: String, _ second: String, _ levenshtein: Int, _ damerau: Int) {
        #expect(Similarity.levenshtein(first, second) == levenshtein)
        #expect(Similarity.damerau(first, second) == damerau)
    }

    @Test func sets() {
        #expect(Similarity.ngrams("night", "nacht") == 1.0 / 7)
        #expect(Similarity.ngrams("night", "night", size: 3) == 1)
        #expect(Similarity.tokens("jan van dijk", "dijk jan") == 2.0 / 3)
        #expect(Similarity.tokens("", "") == 1)
    }

    /// Symmetry, bounds, equality; Levenshtein is a metric, and a limit never makes a distance smaller than it says.
    @Test func properties() {
        var random = SeededRandom(seed: 7)
        func text() -> String {
            let length = Int.random(in: 0...(Int.random(in: 0..<20, using: &random) == 0 ? 80 : 9), using: &random)
            return String((0..<length).map { _ in "abcdé".randomElement(using: &random)! })
        }
        for _ in 0..<3000 {
            let (one, two, three) = (text(), text(), text())
            for similarity in [Similarity.jaro, Similarity.jaroWinkler, Similarity.tokens] {
                #expect(similarity(one, two) == similarity(two, one))
                #expect((0...1).contains(similarity(one, two)))
                #expect(similarity(one, one) == 1)
            }
            let distance = Similarity.levenshtein(one, two)
            #expect(distance == Similarity.levenshtein(two, one))
            #expect((distance == 0) == (one == two))
            #expect(distance <= max(one.count, two.count))
            #expect(Similarity.levenshtein(one, three) <= distance + Similarity.levenshtein(two, three))
            let damerau = Similarity.damerau(one, two)
            #expect(damerau <= distance && damerau == Similarity.damerau(two, one))
            #expect(Similarity.jaroWinkler(one, two) >= Similarity.jaro(one, two))
        }
    }

    /// A limit changes what is computed, and never whether a distance is within it.
    @Test func limitsKeepTheAnswer() {
        var random = SeededRandom(seed: 8)
        for _ in 0..<2000 {
            let (one, two) = (
                (0..<8).map { _ in UInt16.random(in: 0..<4, using: &random) },
                (0..<7).map { _ in UInt16.random(in: 0..<4, using: &random) }
            )
            one.withUnsafeBufferPointer { one in
                two.withUnsafeBufferPointer { two in
                    for swaps in [false, true] {
                        let whole = Similarity.distance(one, two, swaps: swaps)
                        for limit in 0...4 {
                            let bounded = Similarity.distance(one, two, swaps: swaps, limit: limit)
                            #expect((bounded <= limit) == (whole <= limit))
                        }
                    }
                }
            }
        }
    }
}
