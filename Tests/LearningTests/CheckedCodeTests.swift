import Core
import TestSupport
import Testing

@testable import Learning

@Suite struct CheckedCodeTests {
    @Test func oneWrongSignIsNoticed() {
        let random = seededRandomBytes(3)
        for _ in 0..<50 {
            let code = Array(JoinCode(random: random).text.utf8)
            for place in code.indices {
                for sign in CheckedCode.alphabet where sign != code[place] {
                    var typo = code
                    typo[place] = sign
                    #expect(JoinCode(String(decoding: typo, as: UTF8.self)) == nil)
                }
            }
        }
    }

    @Test func twoSignsThatChangedPlacesAreNoticed() {
        let random = seededRandomBytes(4)
        for _ in 0..<200 {
            let code = Array(JoinCode(random: random).text.utf8)
            for left in code.indices {
                for right in code.indices where code[left] != code[right] {
                    var typo = code
                    typo.swapAt(left, right)
                    #expect(JoinCode(String(decoding: typo, as: UTF8.self)) == nil)
                }
            }
        }
    }

    @Test func aLongCodeNoticesOneWrongSignToo() {
        let random = seededRandomBytes(5)
        for _ in 0..<20 {
            let code = Array(CheckedCode.checked(CheckedCode.encode(random(17), bits: 135))!.utf8)
            #expect(code.count == 28)
            for place in code.indices {
                for sign in CheckedCode.alphabet where sign != code[place] {
                    var typo = code
                    typo[place] = sign
                    #expect(CheckedCode.read(String(decoding: typo, as: UTF8.self), length: 28) == nil)
                }
            }
        }
    }

    @Test func readingIsTolerant() throws {
        let code = JoinCode(random: seededRandomBytes(6))
        let shown = code.description
        #expect(shown.count == 9)
        #expect(JoinCode(shown) == code)
        #expect(JoinCode(shown.lowercased()) == code)
        #expect(JoinCode(" " + shown.replacing("-", with: " ") + " ") == code)
        let ambiguous = try #require(JoinCode(stem: "10ABCDE"))
        #expect(JoinCode(ambiguous.text.replacing("1", with: "l").replacing("0", with: "o")) == ambiguous)
    }

    @Test(arguments: [
        "", "-", "7GXK", "7GXKM4QW7GXKM4QW", "7GX\u{0}M4QW", "É£7GXKM4", String(repeating: "-", count: 100_000),
    ])
    func whatIsNoCode(_ text: String) { #expect(JoinCode(text) == nil) }

    @Test func postersHaveNoSignsThatLookAlike() {
        let random = seededRandomBytes(7)
        for _ in 0..<300 {
            #expect(JoinCode(random: random).text.utf8.allSatisfy(CheckedCode.plain.contains))
        }
    }
}
