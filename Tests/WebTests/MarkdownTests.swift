import TestSupport
import Testing
import Web

@Suite("Markdown")
struct MarkdownTests {
    @Test("renders the everyday forms")
    func everyday() {
        let source = """
            ## Zien

            Let op wat mensen **doen**.

            1. wie
            2. wat

            Bel [Veilig Thuis](tel:08002000) of lees [meer](https://example.org/a?b=1&c=2).
            """
        #expect(
            Markdown.html(source) == """
                <h2>Zien</h2>
                <p>Let op wat mensen <strong>doen</strong>.</p>
                <ol>
                <li>wie</li>
                <li>wat</li>
                </ol>
                <p>Bel <a href="tel:08002000">Veilig Thuis</a> of lees <a href="https://example.org/a?b=1&amp;c=2">meer</a>.</p>

                """)
        #expect(Markdown.problems(in: source).isEmpty)
    }

    @Test("headings start under the heading of the page, however they were written")
    func headings() {
        #expect(Markdown.html("# A\n\n### B") == "<h2>A</h2>\n<h4>B</h4>\n")
        #expect(Markdown.html("### A\n\n#### B", headingsFrom: 3) == "<h3>A</h3>\n<h4>B</h4>\n")
        #expect(Markdown.html("# A\n\n###### B", headingsFrom: 4) == "<h4>A</h4>\n<h6>B</h6>\n")
    }

    @Test("HTML, images and forbidden links stay readable as text")
    func narrowed() {
        #expect(Markdown.html("a <b>c</b>") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n")
        #expect(
            Markdown.html("<script>\nalert(1)\n</script>") == "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;\n</p>\n")
        #expect(Markdown.html("![een *foto*](https://x.nl/a.png)") == "<p>een <em>foto</em></p>\n")
        #expect(Markdown.html("[klik [hier](javascript:alert(1))") == "<p>[klik hier</p>\n")
        #expect(Markdown.html("[![a](b.png)](https://x.nl)") == "<p><a href=\"https://x.nl\">a</a></p>\n")
    }

    @Test("every problem is named with its line")
    func problems() {
        let source = """
            Eerste regel.

            Een <i>woord</i> en
            een ![foto](a.png) op de regel daarna.

            - punt
            - [oud](http://x.nl) en [kwaad](JaVaScRiPt:alert(1))

            <div>
            blok
            </div>
            """
        #expect(
            Markdown.problems(in: source) == [
                .init(line: 3, kind: .html), .init(line: 3, kind: .html), .init(line: 4, kind: .image),
                .init(line: 7, kind: .link("http://x.nl")), .init(line: 7, kind: .link("JaVaScRiPt:alert(1)")),
                .init(line: 9, kind: .html),
            ])
    }

    @Test(
        "links that are allowed",
        arguments: [
            "https://x.nl", "HTTPS://x.nl/a:b", "mailto:a@b.nl", "tel:112", "/leren", "#source-khn", "les", "a/b:c",
            "?a=b:c", "../x",
        ])
    func allowed(destination: String) { #expect(Markdown.allows(linkTo: destination)) }

    @Test(
        "links that are not",
        arguments: [
            "", "http://x.nl", "javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "java\nscript:x",
            "java\tscript:x", "\u{1}javascript:x", "data:text/html,x", "vbscript:x", "//x.nl", "/\\x.nl", "\\\\x.nl",
            "file:///etc/passwd", ":x", "ftp://x.nl", "javascript\u{0}:x", "blob:https://x.nl",
        ])
    func refused(destination: String) { #expect(!Markdown.allows(linkTo: destination)) }

    @Test("links are listed with their lines")
    func links() {
        let links = Markdown.links(in: "a\n[b](#source-x)\n\n[c][d]\n\n[d]: /e")
        #expect(links.map(\.destination) == ["#source-x", "/e"])
        #expect(links.map(\.line) == [2, 4])
    }

    @Test("nothing of a corpus of attacks becomes a tag, an attribute or a dangerous link", arguments: attacks)
    func attack(source: String) {
        for html in [Markdown.html(source), Markdown.html("- > \(source)\n\n# \(source)")] {
            #expect(unexpected(in: html).isEmpty, "\(html)")
        }
    }

    @Test("random mixtures of the corpus stay harmless as well")
    func mixtures() {
        var generator = SeededGenerator(seed: 0x5EED)
        let pieces =
            attacks.flatMap { $0.split(separator: " ").map(String.init) } + ["\n\n", "\n", " ", "`", "> ", "- "]
        for _ in 0..<2000 {
            let source = (0..<Int.random(in: 1...9, using: &generator))
                .map { _ in pieces.randomElement(using: &generator)! }.joined(
                    separator: [" ", ""].randomElement(using: &generator)!)
            let html = Markdown.html(source)
            #expect(unexpected(in: html).isEmpty, "\(source.debugDescription) gave \(html)")
        }
    }

    @Test("deep nesting and long runs end in reasonable work")
    func hostile() {
        for source in [
            String(repeating: "> ", count: 20_000) + "a", String(repeating: "[", count: 50_000),
            String(repeating: "![a](", count: 5_000), String(repeating: "*a **a ", count: 5_000),
            String(repeating: "<", count: 50_000), "a\u{0}b",
        ] {
            #expect(unexpected(in: Markdown.html(source)).isEmpty)
        }
    }
}

/// The tags in `html` that `Markdown` has no reason to write, with any attribute it never writes.
///
/// Reads the HTML as a browser does: a `<` followed by a letter, `/`, `!` or `?` opens a tag, which ends at `>`.
private func unexpected(in html: String) -> [Substring] {
    html.split(separator: "<", omittingEmptySubsequences: false).dropFirst().map { $0.prefix { $0 != ">" } }
        .filter { tag in
            if plainTags.contains(tag.hasPrefix("/") ? String(tag.dropFirst()) : String(tag)) { return false }
            if tag.hasPrefix("ol start=\"") { return !tag.dropFirst(10).dropLast().allSatisfy(\.isNumber) }
            if tag.hasPrefix("code class=\"language-") { return tag.dropFirst(21).dropLast().contains("\"") }
            guard tag.hasPrefix("a href=\""), tag.hasSuffix("\"") else { return true }
            let values = tag.dropFirst(8).dropLast().split(separator: "\" title=\"", omittingEmptySubsequences: false)
            return values.count > 2 || values.contains { $0.contains("\"") } || !staysHere(values[0])
        }
}

/// Whether a browser would take `href` for one of our own places or a scheme that runs nothing.
private func staysHere(_ href: Substring) -> Bool {
    guard href.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x5C }), !href.hasPrefix("//") else { return false }
    let scheme = href.prefix { $0.isLetter || $0.isNumber || "+-.".contains($0) }
    guard href.dropFirst(scheme.count).first == ":" else { return true }
    return ["https", "mailto", "tel"].contains(scheme.lowercased())
}

private let plainTags: Set<String> = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "ul", "ol", "li", "blockquote", "pre", "code", "br /",
    "hr /", "a",
]

/// Known ways to get a script through a Markdown renderer.
private let attacks: [String] = [
    "<script>alert(1)</script>", "<ScRiPt src=//x.nl/x.js></ScRiPt>", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<iframe src=\"javascript:alert(1)\">",
    "<a href=\"javascript:alert(1)\">x</a>", "<style>@import 'https://x.nl'</style>", "<base href=\"https://x.nl\">",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">", "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<![CDATA[<script>alert(1)</script>]]>", "<?php echo 1 ?><script>alert(1)</script>",
    "<details open ontoggle=alert(1)>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))", "[x](&#x6A;avascript:alert(1))", "[x](java&#10;script:alert(1))",
    "[x](java&Tab;script:alert(1))", "[x](<java script:alert(1)>)", "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)", "[x](//x.nl)", "[x](/\\x.nl)", "[x](\\\\x.nl)", "[x](file:///etc/passwd)",
    "[x][y]\n\n[y]: javascript:alert(1)", "<javascript:alert(1)>", "<data:text/html,x>", "![x](javascript:alert(1))",
    "![x\" onerror=\"alert(1)](https://x.nl/a.png)", "![x](https://x.nl/a.png \"a\" onerror=\"alert(1)\")",
    "[x](https://x.nl \"a\\\" onclick=\\\"alert(1)\")", "[x](https://x.nl\"onclick=\"alert(1))",
    "[x](https://x.nl '\"><script>alert(1)</script>')", "```\"><script>alert(1)</script>\nx\n```",
    "```html onclick=alert(1)\nx\n```", "    <script>alert(1)</script>", "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "\\<script>alert(1)\\</script>", "<x@x.nl\"onclick=alert(1)>",
    "[x](mailto:a@b.nl?body=<script>)", "[<img src=x onerror=alert(1)>](https://x.nl)", "<http://x.nl>",
    "<a\nhref=javascript:alert(1)\n>x", "<div\n\nonclick=alert(1)>", "\u{0}<script>\u{0}alert(1)</script>",
    "[a]: x\n[a]\n<script", "<script>alert(1)", "</p><script>alert(1)</script>", "<textarea></textarea><script>x",
]
