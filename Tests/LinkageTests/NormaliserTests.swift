import Testing

@testable import Linkage

@Suite struct NormaliserTests {
    @Test(arguments: [
        "06 12345678", "+31 6 12345678", "0031612345678", "+31 (0)6-12345678", "31612345678", "612345678",
        "06-12 34 56 78",
    ])
    func oneNumberInManyForms(_ text: String) { #expect(Normaliser.phone(text) == "0612345678") }

    @Test func partialNumbers() {
        #expect(Normaliser.phone("06 12xx xx78") == "0612????78")
        #expect(Normaliser.phone("*** 678") == "???678")
        #expect(Normaliser.phone("+32 470 12 34 56") == "0032470123456")
        #expect(Normaliser.phone("geen") == "")
    }

    @Test(arguments: [
        ("J4n_D3.B00m99", "jandebom"), ("jan.de.boom", "jandebom"), ("@JanDeBoom_2009", "jandebom"),
        ("xX_5ara_Xx", "xsarax"), ("Zoë", "zoe"), ("12345", "12345"), ("___", ""),
    ])
    func handles(_ text: String, _ expected: String) { #expect(Normaliser.handle(text) == expected) }

    @Test(arguments: [
        ("  Van  der Laan-Jansen ", "van der laan jansen"), ("d'Ancona", "dancona"), ("ÉCOLE", "ecole"), ("...", ""),
    ])
    func texts(_ text: String, _ expected: String) { #expect(Normaliser.text(text) == expected) }

    @Test(arguments: [
        ("2024-02-29", "2024-02-29"), ("20240229", "2024-02-29"), ("29-2-2024", "2024-02-29"),
        ("1/12/1899", "1899-12-01"), ("2023-02-29", ""), ("2024-13-01", ""), ("iets", ""),
        ("2024-02-29T10:00:00Z", "2024-02-29"),
    ])
    func dates(_ text: String, _ expected: String) { #expect(Normaliser.date(text) == expected) }

    /// What is normal stays as it is, whichever way it was made normal.
    @Test func normalFormsAreNormal() {
        let texts = ["Jan 12", "é3É", "+31 6 1x", "a_b-c", "2020-01-02", "ß", "日本", "’t Hooft", "\u{1F600} hoi"]
        for normaliser in Normaliser.allCases where normaliser != .phone {
            for text in texts { #expect(normaliser(normaliser(text)) == normaliser(text), "\(normaliser) \(text)") }
        }
        for text in texts {
            var bytes: [UInt8] = []
            var text = text
            text.withUTF8 { Normaliser.text.apply($0, into: &bytes) }
            #expect(String(decoding: bytes, as: UTF8.self) == Normaliser.text(text))
        }
    }
}
