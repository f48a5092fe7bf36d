import Core
import Foundation
import Testing
import Web

/// The texts and templates as they are shipped.
@Suite struct ResourcesTests {
    static let resources = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources").standardized
        .path

    @Test func bothLanguagesHoldTheSameKeys() throws {
        let strings = try Strings(folder: Self.resources + "/strings")
        let nl = strings.keys(.nl)
        let en = strings.keys(.en)
        #expect(nl.subtracting(en).sorted() == [])
        #expect(en.subtracting(nl).sorted() == [])
        #expect(!nl.isEmpty)
    }

    /// A sentence has the same `{name}` places in both languages.
    @Test func bothLanguagesHaveTheSameArguments() throws {
        let strings = try Strings(folder: Self.resources + "/strings")
        for key in strings.keys(.nl) {
            let text = Text(key)
            #expect(Self.places(strings(text, .nl)) == Self.places(strings(text, .en)), "\(key)")
        }
    }

    /// Every `{{t.…}}` in a template is a sentence in both languages.
    @Test func everyTextInATemplateExists() throws {
        let strings = try Strings(folder: Self.resources + "/strings")
        for file in try Self.files("templates", ending: ".mustache") {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            for tag in text.components(separatedBy: "{{").dropFirst() {
                let name = tag.prefix { $0 != "}" }.trimmingCharacters(in: CharacterSet(charactersIn: "#^/&{ "))
                guard name.hasPrefix("t.") else { continue }
                let key = String(name.dropFirst(2))
                if !strings.has(key, .nl) || !strings.has(key, .en) { Issue.record("\(file): \(key)") }
            }
        }
    }

    /// Nothing in a template needs what the content security policy forbids, or points to another site's files.
    @Test func templatesKeepToThePolicy() throws {
        let forbidden = [" style=", "<style", " onclick=", " onload=", " onsubmit=", "javascript:", "src=\"http"]
        for file in try Self.files("templates", ending: ".mustache") {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            for word in forbidden { #expect(!text.contains(word), "\(file) holds \(word)") }
            for script in text.components(separatedBy: "<script").dropFirst() {
                #expect(script.prefix { $0 != ">" }.contains("src="), "\(file) holds an inline script")
            }
        }
    }

    /// Keys that the code names as a literal exist.
    @Test func everyKeyInTheCodeExists() throws {
        let strings = try Strings(folder: Self.resources + "/strings")
        let sources = URL(fileURLWithPath: Self.resources).appendingPathComponent("../Sources").standardized.path
        let parts = Set(strings.keys(.nl).compactMap { $0.split(separator: ".").first.map(String.init) })
        for file in try Self.files(sources, ending: ".swift") {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            for call in ["Text(\"", "text(\"", "notice: \""] {
                for rest in text.components(separatedBy: call).dropFirst() {
                    let key = String(rest.prefix { $0 != "\"" })
                    guard !key.contains("\\("), let part = key.split(separator: ".").first,
                        parts.contains(String(part)),
                        key.contains(".")
                    else { continue }
                    if !strings.has(key, .nl) { Issue.record("\(file): \(key)") }
                }
            }
        }
    }

    private static func places(_ sentence: String) -> Set<String> {
        Set(
            sentence.components(separatedBy: "{").dropFirst().compactMap {
                $0.split(separator: "}").first.map(String.init)
            })
    }

    private static func files(_ folder: String, ending: String) throws -> [String] {
        let path = folder.hasPrefix("/") ? folder : resources + "/" + folder
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(ending) }.map { path + "/" + $0 }
    }
}
