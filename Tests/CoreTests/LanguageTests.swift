import Core
import Testing

@Suite struct LanguageTests {
    @Test("which languages are written from right to left")
    func direction() {
        for tag in ["ar", "AR-sa", "fa", "he", "ur", "ps", "ckb", "ku-Arab", "pa-arab-pk"] {
            #expect(Language(tag).direction == "rtl", "\(tag)")
        }
        for tag in ["nl", "en", "pl", "ku", "uz-Cyrl", "ar-Latn", "tr", ""] {
            #expect(Language(tag).direction == "ltr", "\(tag)")
        }
    }

    @Test("what a language calls itself")
    func ownName() {
        #expect(Language("pl").ownName == "Polski")
        #expect(Language("nl-be").ownName == "Nederlands")
        #expect(Language("xx").ownName == "xx")
    }
}
