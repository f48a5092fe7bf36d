import TestDesks
import Core
import Testing
import Web

@testable import Coaches

/// Every figure has its words in both languages, with the codebook that is shipped.
@Suite struct FigureWordsTests {
    @Test func everyFigureHasWords() throws {
        let strings = try Strings(folder: World.resources + "/strings")
        let demands = try Codebook(folder: World.resources + "/coaches").codes.filter(\.isDemand)
        #expect(!demands.isEmpty)
        let ids =
            [
                "studies", "known-fewest", "known-most", "recurring-fewest", "recurring-most", "dossiers", "takedowns",
                "takedowns-removed",
            ] + demands.map { "demand.\($0.id)" }
        for id in ids {
            for word in ["title", "noun", "computed", "includes", "excludes"] {
                for language in [Language.nl, .en] {
                    #expect(strings.has("figures.coaches.\(id).\(word)", language), "\(id).\(word) in \(language)")
                }
            }
        }
    }
}
