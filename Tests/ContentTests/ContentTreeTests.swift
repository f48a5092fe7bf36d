import Content
import Core
import Testing

/// A file of content, changed and written again.
@Suite struct ContentTreeTests {
    @Test func whatIsWrittenReadsTheSame() throws {
        var random = Sequence(seed: 7)
        for _ in 0..<400 {
            let tree = random.tree(depth: 4)
            let file = tree.file()
            let again = try #require(ContentTree(parsing: file.yaml), "\(file.yaml)")
            #expect(again == tree, "\(file.yaml)")
        }
    }

    @Test func textsThatLookLikeOtherThingsComeBack() throws {
        let texts = [
            "", "true", "112", "~", "- a", "a: b", "# niets", "'", "\"", "\\", "{a}", "[a]", "a\nb", "a\n\n  b\nc", "é",
            "a\u{2028}b", "a\u{85}b", "x\ty", "*ster", "&anker", "!teken", "|", ">", "%", "@", "`", "a #b", "eind:",
            "👍🏽",
            "a\u{7}b", "null", "<<", "a\n#b", "a\n- b", "---", "...", "a\n---\nb",
        ]
        for text in texts {
            for tree in [
                ContentTree.fields([.init("nl", .text(text)), .init("na", .word("x"))]),
                .list([.text(text), .text("x y")]),
                .list([.fields([.init("id", .text(text)), .init("b", .text(text))])]),
            ] {
                let file = tree.file()
                #expect(ContentTree(parsing: file.yaml) == tree, "\(file.yaml)")
            }
        }
    }

    @Test func everyValueHasItsLine() throws {
        let tree = ContentTree.fields([
            .init("title", .fields([.init("nl", .text("Kamer")), .init("en", .text("Room"))])),
            .init("text", .fields([.init("nl", .text("Een\n\ntwee"))])),
            .init("choices", .list([.fields([.init("id", .word("a")), .init("text", .text("A b"))])])),
        ])
        let file = tree.file()
        #expect(
            file.yaml == """
                title:
                  nl: "Kamer"
                  en: "Room"
                text:
                  nl: |
                    Een

                    twee
                choices:
                  - id: a
                    text: "A b"

                """)
        let lines = file.marks.reduce(into: [:]) { $0[$1.path] = $1.line }
        #expect(lines["title.en"] == 3)
        #expect(lines["text.nl"] == 5)
        #expect(lines["choices.0"] == 10)
        #expect(lines["choices.0.text"] == 11)
    }

    @Test func commentsAtTheMarginStay() throws {
        let old = """
            # Bovenaan.
            version: 1

            # Over de bronnen.
            sources:
              - id: a
                # Dit gaat weg.
                title: "A b"

            """
        var tree = try #require(ContentTree(parsing: old))
        tree["version"] = .word("2")
        #expect(
            tree.file(after: old).yaml == """
                # Bovenaan.
                version: 2

                # Over de bronnen.
                sources:
                  - id: a
                    title: "A b"

                """)
    }

    @Test func saysTheSameWhateverTheOrder() {
        let left = ContentTree(parsing: "a: 1\nb: {c: \"x\", d: [e, f]}\n")
        #expect(left == ContentTree(parsing: "b:\n  d: [e, f]\n  c: x\na: \"1\"\n"))
        #expect(left != ContentTree(parsing: "a: 1\nb: {c: \"x\", d: [f, e]}\n"))
        #expect(ContentTree(parsing: "a: [") == nil)
    }

    /// Trees, the same every time.
    private struct Sequence {
        var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(below))
        }

        mutating func text() -> String {
            let signs = Array("ab :#-\n'\"\\{}[],&*!|>%@`\té0~?=.")
            var text = ""
            for _ in 0..<next(24) { text.append(signs[next(signs.count)]) }
            let kept = text.drop(while: \.isWhitespace)
            return String(kept.reversed().drop(while: \.isWhitespace).reversed())
        }

        mutating func tree(depth: Int) -> ContentTree {
            switch next(depth == 0 ? 2 : 4) {
            case 0: return .word(["a", "true", "112", "2026-11-26", "https://a.b/c?d=e"][next(5)])
            case 1: return .text(text())
            case 2: return .list((0..<next(4)).map { _ in tree(depth: depth - 1) })
            default:
                return .fields((0..<next(4)).map { .init("n\($0)", tree(depth: depth - 1)) })
            }
        }
    }
}
