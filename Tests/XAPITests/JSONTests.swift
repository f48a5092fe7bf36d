import TestSupport
import Testing
import XAPI

@Suite("JSON")
struct JSONTests {
    @Test(
        "what is JSON is read and given back",
        arguments: [
            "null", "true", "false", "0", "-0", "1.50", "-2E+3", "12345678901234567890123", "\"\"", "\"é😀\"", "[]",
            "{}",
            "[1,[2,[3]]]", #"{"b":1,"a":{"c":[null]}}"#, #""\\\"\n\r\t""#, #""\u0001\u001f""#,
        ])
    func valid(text: String) throws { #expect(try JSONValue(reading: text.utf8).text == text) }

    @Test("escapes mean what RFC 8259 says")
    func escapes() throws {
        #expect(json(#""\u00e9\ud83d\ude00\/\b\f""#) == .string("é😀/\u{8}\u{c}"))
        #expect(json(" { \"a\" :\n[ 1 , 2 ] }\r\t").text == #"{"a":[1,2]}"#)
    }

    @Test(
        "what is not JSON is refused, and the byte is named",
        arguments: [
            ("", 0), ("{", 1), ("nul", 0), ("01", 1), ("1.", 2), (".5", 0), ("+1", 0), ("1e", 2), ("-", 1), ("NaN", 0),
            ("[1,]", 3), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\" 1}", 5), ("[1 2]", 3), ("\"a", 2), ("\"\u{1}\"", 1),
            ("\"\\x\"", 1), ("\"\\u12g4\"", 5), ("{} {}", 3), ("'a'", 0), ("\"\\ud83d\"", 1), ("\"\\ude00\"", 1),
            ("\"\\ud83d\\u0041\"", 1), ("\"\\ud83dx\"", 1), (#"{"a":1,"a":2}"#, 7), (#"{"a":1,"\u0061":2}"#, 7),
        ])
    func invalid(text: String, byte: Int) throws {
        let error = #expect(throws: XAPIError.self) { try JSONValue(reading: text.utf8) }
        #expect(error?.status == 400)
        #expect(error?.message.contains("at byte \(byte).") == true, "\(error?.message ?? "")")
    }

    @Test("bytes that are not UTF-8 and a byte order mark are refused")
    func encoding() {
        for (bytes, byte) in [
            ([0x22, 0xFF, 0x22] as [UInt8], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1), ([0x22, 0xC3], 1),
        ] {
            let error = #expect(throws: XAPIError.self) { try JSONValue(reading: bytes) }
            #expect(error?.message.contains("byte \(byte).") == true, "\(error?.message ?? "")")
        }
        #expect(throws: XAPIError.self) { try JSONValue(reading: [0xEF, 0xBB, 0xBF] + Array("{}".utf8)) }
    }

    @Test("a depth of a hundred is read, more is refused: 100,000 levels too, of each kind")
    func depth() throws {
        let hundred = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(try JSONValue(reading: hundred.utf8).text == hundred)
        for start in ["[", "{\"a\":", "[{\"a\":"] {
            let error = #expect(throws: XAPIError.self) {
                try JSONValue(reading: String(repeating: start, count: 100_000).utf8)
            }
            #expect(error?.message.contains("100 levels") == true)
        }
    }

    @Test("a name that stands twice among thousands is found, two ways to write é are two names")
    func names() throws {
        let names = (0..<5000).map { "\"n\($0)\":0" }.joined(separator: ",")
        #expect(json("{\(names)}").object?.members.count == 5000)
        #expect(throws: XAPIError.self) { try JSONValue(reading: "{\(names),\"n4999\":1}".utf8) }
        #expect(json("{\"\u{e9}\":1,\"e\u{301}\":2}").object?.members.count == 2)
    }

    @Test("whatever is written is read as the same again")
    func property() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let value = Generated.json(depth: 4, &random)
            #expect(try JSONValue(reading: value.bytes) == value)
        }
    }

    @Test("any byte changed or cut off gives a value or an error, never anything else")
    func mutations() {
        var random = SeededGenerator(seed: 11)
        let bytes = Example.full.bytes
        for _ in 0..<2000 {
            var changed = bytes
            changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            if Bool.random(using: &random) { changed.removeLast(Int.random(in: 0..<changed.count, using: &random)) }
            if let value = try? JSONValue(reading: changed) { #expect((try? JSONValue(reading: value.bytes)) == value) }
        }
    }

    @Test("members are set where they stand, added at the end and taken out")
    func members() {
        var object = object(#"{"a":1,"b":2}"#)
        object["a"] = .number("3")
        object["c"] = .null
        object["b"] = nil
        #expect(object.text == #"{"a":3,"c":null}"#)
    }
}
