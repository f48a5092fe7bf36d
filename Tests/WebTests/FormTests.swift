import Core
import Testing

@testable import Web

@Suite struct FormTests {
    private func read(_ text: String, limits: [String: Int] = [:]) -> Form {
        FormReader(limits: limits).urlEncoded(Array(text.utf8))
    }

    /// The examples of WHATWG URL, section 5.1: `+` is a space, an empty value is kept, percent escapes are bytes.
    @Test func urlEncoded() {
        let form = read("naam=J%C3%BCrgen+de+Vries&leeg=&los&x=1&x=2&%26=a%3Db")
        #expect(form["naam"] == "Jürgen de Vries")
        #expect(form["leeg"].isEmpty)
        #expect(form["los"].isEmpty)
        #expect(form.all("x") == ["1", "2"])
        #expect(form["&"] == "a=b")
        #expect(!form.hasErrors)
    }

    @Test func brokenEscapesStayAsTheyAre() {
        #expect(read("a=100%&b=%zz&c=%4")["a"] == "100%")
        #expect(read("a=100%&b=%zz&c=%4")["b"] == "%zz")
        #expect(read("a=100%&b=%zz&c=%4")["c"] == "%4")
    }

    @Test func oneMegabyteInOneFieldKeepsTheOthers() {
        let form = read("naam=Ayla&verhaal=" + String(repeating: "a", count: 1 << 20))
        #expect(form["naam"] == "Ayla")
        #expect(form.mistake("verhaal")?.key == "web.form.too-long")
        #expect(form["verhaal"].count == Form.defaultLimit)
        #expect(!read("verhaal=" + String(repeating: "é", count: 500), limits: ["verhaal": 500]).hasErrors)
    }

    @Test func invalidUTF8AndNulAreMistakesAtTheirField() {
        let form = read("a=%FF%FE&b=x%00y&c=goed")
        #expect(form.mistake("a")?.key == "web.form.not-utf8")
        #expect(form.mistake("b")?.key == "web.form.nul")
        #expect(form["b"] == "xy")
        #expect(form.mistake("c") == nil)
        #expect(form["c"] == "goed")
    }

    @Test func tenThousandFieldsAreCut() {
        let form = read((0..<100_000).map { "f\($0)=1" }.joined(separator: "&"))
        #expect(form.entries.count == Form.mostFields)
    }

    @Test func validation() throws {
        var form = read("n=12&half=1.5&d=30-06-2020&e=31-06-2020&soort=persons&te=+&leeg=")
        #expect(form.integer("n", in: 0...100) == 12)
        #expect(form.day("d") == Day("2020-06-30"))
        #expect(form.choice("soort", Counted.self) == .persons)
        #expect(!form.hasErrors)
        _ = form.integer("half", in: 0...100)
        _ = form.day("e")
        _ = form.required("te")
        #expect(form.mistakes.map(\.field) == ["half", "e", "te"])
    }

    /// RFC 7578: fields and files, a file name with a semicolon in quotes, content that looks like a boundary.
    @Test func multipart() throws {
        let body = [
            "preamble that is ignored", "--AaB03x", "Content-Disposition: form-data; name=\"naam\"", "", "Zoë",
            "--AaB03x", "Content-Disposition: form-data; name=\"bestand\"; filename=\"lijst.csv\"",
            "Content-Type: text/csv", "", "a;b\r\n--AaB03\r\n1;2", "--AaB03x--", "",
        ].joined(separator: "\r\n")
        let form = try FormReader(limits: [:]).multipart(
            Array(body.utf8), contentType: "multipart/form-data; boundary=AaB03x")
        #expect(form["naam"] == "Zoë")
        #expect(form.file("bestand")?.name == "lijst.csv")
        #expect(form.file("bestand").map { String(decoding: $0.bytes, as: UTF8.self) } == "a;b\r\n--AaB03\r\n1;2")
    }

    @Test(arguments: [
        "", "--x", "--x\r\n", "--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--",
        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv", "no boundary at all",
    ])
    func brokenMultipart(_ body: String) {
        #expect(throws: WebError.unreadableForm) {
            try FormReader(limits: [:]).multipart(Array(body.utf8), contentType: "multipart/form-data; boundary=x")
        }
    }

    /// Any cut and any changed byte of a good body either reads or is refused; nothing crashes.
    @Test func anyDamageIsRefusedOrRead() {
        let good = Array(
            "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\nvalue\r\n--x--\r\n".utf8)
        for place in good.indices {
            for change: UInt8 in [0, 10, 13, 34, 45, 59, 255] {
                var bytes = good
                bytes[place] = change
                _ = try? FormReader(limits: [:]).multipart(bytes, contentType: "multipart/form-data; boundary=x")
                _ = try? FormReader(limits: [:]).multipart(
                    Array(good[..<place]), contentType: "multipart/form-data; boundary=x")
            }
        }
    }
}

@Suite struct LanguageChoiceTests {
    @Test(arguments: [
        ("nl", "nl"), ("en-GB,en;q=0.9,nl;q=0.8", "en"), ("nl-BE, en;q=0.9", "nl"), ("fr, en;q=0.3", "en"),
        ("fr", "nl"), ("en;q=0", "nl"), ("", "nl"), ("*", "nl"), ("en;q=nonsense", "en"), (";;,,q=", "nl"),
    ])
    func acceptLanguage(_ header: String, _ language: String) {
        #expect(LanguageChoice.preferred(header).tag == language)
    }

    @Test func theCookieGoesFirst() {
        #expect(LanguageChoice.preferred(cookie: "nl", acceptLanguage: "en") == .nl)
        #expect(LanguageChoice.preferred(cookie: "xx", acceptLanguage: "en") == .en)
    }

    @Test(arguments: [
        ("/en", "en", "/"), ("/en/leren", "en", "/leren"), ("/engels", "nl", "/engels"), ("/", "nl", "/"),
    ])
    func paths(_ path: String, _ language: String, _ rest: String) {
        #expect(LanguageChoice.split(path).language.tag == language)
        #expect(LanguageChoice.split(path).path == rest)
    }
}
