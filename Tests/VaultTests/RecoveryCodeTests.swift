import TestSupport
import Testing
import Vault

struct RecoveryCodeTests {
    private let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private func typed(_ characters: [Character]) -> RecoveryCode? { RecoveryCode(typed: String(characters)) }

    @Test func readsWhatItWritesHoweverItIsTyped() {
        let random = seededRandomBytes(3)
        for _ in 0..<200 {
            let code = RecoveryCode(random: random)
            let text = code.text
            #expect(text.count == 34)
            for form in [
                text, text.lowercased(), text.filter { $0 != "-" }, text.split(separator: "-").joined(separator: " "),
                " \(text) ", String(text.map { $0 == "0" ? "o" : $0 == "1" ? "l" : $0 }),
                String(text.map { $0 == "0" ? "O" : $0 == "1" ? "I" : $0 }),
            ] { #expect(RecoveryCode(typed: form) == code) }
        }
    }

    @Test func everyWrongCharacterIsNoticed() {
        let characters = Array(RecoveryCode(random: seededRandomBytes(4)).text.filter { $0 != "-" })
        for position in characters.indices {
            for other in alphabet where other != characters[position] {
                var changed = characters
                changed[position] = other
                #expect(typed(changed) == nil)
            }
        }
    }

    @Test func everyTwoThatChangedPlacesAreNoticed() {
        let random = seededRandomBytes(5)
        for _ in 0..<20 {
            let characters = Array(RecoveryCode(random: random).text.filter { $0 != "-" })
            for first in characters.indices {
                for second in characters.indices where characters[first] != characters[second] {
                    var changed = characters
                    changed.swapAt(first, second)
                    #expect(typed(changed) == nil)
                }
            }
        }
    }

    @Test func everyTwoWrongCharactersAreNoticed() {
        var generator = SeededGenerator(seed: 6)
        let characters = Array(RecoveryCode(random: seededRandomBytes(7)).text.filter { $0 != "-" })
        for _ in 0..<20_000 {
            var changed = characters
            for position in characters.indices.shuffled(using: &generator).prefix(2) {
                changed[position] = alphabet.filter { $0 != characters[position] }.randomElement(using: &generator)!
            }
            #expect(typed(changed) == nil)
        }
    }

    @Test func aCharacterTooFewOrTooManyIsNoticed() {
        let characters = Array(RecoveryCode(random: seededRandomBytes(8)).text.filter { $0 != "-" })
        for position in characters.indices {
            #expect(typed(Array(characters[..<position] + characters[(position + 1)...])) == nil)
            #expect(typed(Array(characters[..<position] + ["0"] + characters[position...])) == nil)
        }
        for text in ["", "U", "é", String(repeating: "0", count: 300), String(repeating: "Z", count: 28)] {
            #expect(RecoveryCode(typed: text) == nil)
        }
    }
}
