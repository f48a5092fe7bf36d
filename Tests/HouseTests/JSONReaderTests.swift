import Foundation
import Testing
import TestSupport

@testable import House

@Suite struct JSONReaderTests {
    /// The whole of a text as a tree, through the reader.
    private indirect enum Tree: Equatable {
        case leaf(Scalar)
        case array([Tree])
        case object([String: Tree])
    }

    private static func tree(_ reader: inout JSONReader) throws -> Tree {
        switch try reader.peek() {
        case UInt8(ascii: "["):
            var parts: [Tree] = []
            try reader.array { parts.append(try tree(&$0)) }
            return .array(parts)
        case UInt8(ascii: "{"):
            var parts: [String: Tree] = [:]
            try reader.object { name, reader in parts[name] = try tree(&reader) }
            return .object(parts)
        default: return .leaf(try reader.scalar())
        }
    }

    private static func tree(_ bytes: [UInt8]) throws -> Tree {
        var reader = JSONReader(bytes)
        let tree = try tree(&reader)
        try reader.end()
        return tree
    }

    private static func any(_ random: inout SeededGenerator, depth: Int = 0) -> (json: String, tree: Tree) {
        switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &random) {
        case 0: return ("null", .leaf(.null))
        case 1: return ("true", .leaf(.flag(true)))
        case 2: return ("false", .leaf(.flag(false)))
        case 3:
            let number = Int.random(in: -1_000_000...1_000_000, using: &random)
            return ("\(number)", .leaf(.integer(number)))
        case 4:
            let text = anyText(&random)
            let data = try! JSONSerialization.data(withJSONObject: [text])
            return (String(String(decoding: data, as: UTF8.self).dropFirst().dropLast()), .leaf(.text(text)))
        case 5: return ("-1.50e+3", .leaf(.decimal("-1.50e+3")))
        case 6:
            let parts = (0..<Int.random(in: 0...4, using: &random)).map { _ in any(&random, depth: depth + 1) }
            return ("[ \(parts.map(\.json).joined(separator: " ,\n")) ]", .array(parts.map(\.tree)))
        default:
            let parts = (0..<Int.random(in: 0...4, using: &random)).map { ("k\($0)", any(&random, depth: depth + 1)) }
            return (
                "{\(parts.map { "\"\($0.0)\" : \($0.1.json)" }.joined(separator: ","))}",
                .object(Dictionary(uniqueKeysWithValues: parts.map { ($0.0, $0.1.tree) }))
            )
        }
    }

    private static func anyText(_ random: inout SeededGenerator) -> String {
        let signs = ["a", "\"", "\\", "/", "\n", "\t", "\u{1}", "é", "€", "😀", " ", "\u{7F}", "<b>"]
        return (0..<Int.random(in: 0...8, using: &random)).map { _ in signs.randomElement(using: &random)! }.joined()
    }

    @Test func whatIsWrittenIsRead() throws {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<2000 {
            let (json, tree) = Self.any(&random)
            #expect(try Self.tree(Array(json.utf8)) == tree, "\(json)")
        }
    }

    /// A beginning of an object is cut, wherever it ends; never is it a whole one, and never something else that is wrong.
    @Test func everyBeginningIsCut() throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<60 {
            let json = Array(#"{"a":\#(Self.any(&random).json),"é":"\ud83d\ude00","n":-1.5e3,"t":true}"#.utf8)
            for count in 0..<json.count {
                #expect(throws: BodyFault.cut) { try Self.tree(Array(json.prefix(count))) }
                var reader = JSONReader(Array(json.prefix(count)))
                #expect(throws: BodyFault.cut) { try reader.skip() }
            }
        }
    }

    /// One byte changed: either another valid text, and then Foundation reads it too, or a fault; never a crash.
    @Test func oneByteChanged() throws {
        var random = SeededGenerator(seed: 10)
        for _ in 0..<3000 {
            var json = Array(Self.any(&random).json.utf8)
            json[Int.random(in: 0..<json.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            guard (try? Self.tree(json)) != nil, String(validating: json, as: UTF8.self) != nil else { continue }
            #expect(
                (try? JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)) != nil,
                "\(String(decoding: json, as: UTF8.self))")
        }
    }

    @Test(arguments: [
        "{\"a\" 1}", "{a:1}", "[1,]", "{\"a\":1,}", "01", "-", "1.", "1e", ".5", "+1", "nul", "tru}", "\"\\x\"",
        "\"\\u12g4\"", "[1 2]",
        "\"a\u{1}b\"", "{} {}", "'a'", "[NaN]",
    ])
    func notJSON(_ text: String) { #expect(throws: BodyFault.self) { try Self.tree(Array(text.utf8)) } }

    @Test func surrogates() throws {
        #expect(try Self.tree(Array(#""\ud83d\ude00""#.utf8)) == .leaf(.text("😀")))
        #expect(try Self.tree(Array(#""\ud83dx""#.utf8)) == .leaf(.text("\u{FFFD}x")))
        #expect(try Self.tree(Array(#""\ude00\ud83d""#.utf8)) == .leaf(.text("\u{FFFD}\u{FFFD}")))
        #expect(try Self.tree(Array(#""\ud83d\u0041""#.utf8)) == .leaf(.text("\u{FFFD}A")))
    }

    @Test func tooDeep() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: BodyFault.tooDeep) { try Self.tree(Array(text.utf8)) }
        var reader = JSONReader(Array(text.utf8))
        #expect(throws: BodyFault.tooDeep) { try reader.skip() }
    }
}
