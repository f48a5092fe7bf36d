import Core
import TestSupport
import Testing

@testable import Web

@Suite struct ChartTests {
    private static let words = Chart.Words(
        language: .nl, label: "Wat", count: "Aantal", suppressed: "Verborgen.", redefined: "anders geteld")
    private static let kinds: [Chart.Kind] = [.bars, .columns, .line]

    private func chart(_ kind: Chart.Kind, _ points: [Chart.Point]) -> Chart {
        Chart(id: "c", title: "Titel", kind: kind, words: Self.words, points: points, sentence: nil)
    }

    private func length(_ text: String?) -> Double? {
        text.flatMap { Double($0.hasSuffix("%") ? String($0.dropLast()) : $0) }
    }

    /// Columns or bars that stand for a number, in their order: their height, or width for bars.
    private func lengths(_ svg: String, _ kind: Chart.Kind) -> [Double] {
        Markup(svg).tags.filter { $0["class"] == "c-bar" }
            .compactMap { length($0[kind == .bars ? "width" : "height"]) }
    }

    /// Every number of a drawing lies within it, whatever is drawn.
    private func expectWithinBounds(_ svg: String, width: Double, across: String) {
        let markup = Markup(svg)
        #expect(markup.faults.isEmpty)
        let height = length(markup.tags[0]["height"])!
        for tag in markup.tags {
            for (name, value) in tag.attributes where ["x", "x1", "x2", "cx"].contains(name) {
                #expect(length(value).map { (0...width).contains($0) } == true, "\(name)=\(value)")
            }
            for (name, value) in tag.attributes where ["y", "y1", "y2", "cy"].contains(name) {
                #expect(length(value).map { (0...height).contains($0) } == true, "\(name)=\(value)")
            }
            if tag.name == "rect", let x = length(tag["x"]), let y = length(tag["y"]) {
                #expect(x + length(tag["width"])! <= width + 0.01 && y + length(tag["height"])! <= height + 0.01)
                #expect(tag["width"]!.hasSuffix(across))
            }
        }
        #expect(!svg.contains("nan") && !svg.contains("inf") && !svg.contains("style="))
    }

    private func random(_ generator: inout SeededGenerator) -> [Chart.Point] {
        (0..<Int.random(in: 1...30, using: &generator)).map { place in
            let value: Published =
                switch Int.random(in: 0...9, using: &generator) {
                case 0: .few
                case 1: .hidden
                case 2: .value(0)
                case 3: .value(.random(in: -5 ... -1, using: &generator))
                case 4: .value(.random(in: 0...Int.max, using: &generator))
                default: .value(.random(in: 0...2000, using: &generator))
                }
            return Chart.Point(
                String(repeating: "ab ", count: place) + "<&\">'", value,
                isRedefined: Int.random(in: 0...5, using: &generator) == 0)
        }
    }

    @Test(arguments: kinds) func everyDrawingStaysWithinItsBounds(_ kind: Chart.Kind) {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let chart = chart(kind, random(&generator))
            expectWithinBounds(chart.svg!, width: 100, across: "%")
            let file = chart.file(width: 600)!
            expectWithinBounds(file, width: 600, across: "")
            #expect(!file.contains("class="))
        }
    }

    @Test(arguments: [Chart.Kind.bars, .columns]) func aLargerNumberIsNeverShorter(_ kind: Chart.Kind) {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<200 {
            let values = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                Int.random(in: 100...2000, using: &generator)
            }
            let lengths = lengths(chart(kind, values.map { .init("a", .value($0)) }).svg!, kind)
            #expect(lengths.count == values.count)
            for (left, right) in zip(zip(values, lengths), zip(values, lengths).dropFirst()) {
                #expect((left.0 <= right.0) == (left.1 <= right.1) || abs(left.0 - right.0) < 3)
            }
            // In proportion, to the rounding of the file.
            let longest = kind == .bars ? ChartDrawing.longest * 100 : ChartDrawing.tallest
            for (value, length) in zip(values, lengths) {
                #expect(abs(length - Double(value) / Double(values.max()!) * longest) < 0.02)
            }
        }
    }

    @Test(arguments: kinds) func whatIsSuppressedHasNoLength(_ kind: Chart.Kind) {
        let svg = chart(kind, [.init("a", .few), .init("b", .hidden), .init("c", .value(20))]).svg!
        let tags = Markup(svg).tags
        #expect(lengths(svg, kind).count == (kind == .line ? 0 : 1))
        #expect(tags.filter { $0["class"] == "c-dot" }.count == (kind == .line ? 1 : 0))
        let gone = tags.filter { $0["class"] == "c-gone" }
        #expect(gone.count == 2 && gone[0]["width"] == gone[1]["width"] && gone[0]["height"] == gone[1]["height"])
        #expect(svg.contains("&lt;10"))
    }

    @Test func aLineIsNotDrawnThroughWhatIsSuppressed() {
        let svg = chart(.line, [.init("a", .value(20)), .init("b", .few), .init("c", .value(20))]).svg!
        #expect(!svg.contains("c-line"))
        let whole = chart(.line, [.init("a", .value(20)), .init("b", .value(30)), .init("c", .value(20))]).svg!
        #expect(Markup(whole).tags.filter { $0["class"] == "c-line" }.count == 2)
    }

    @Test(arguments: kinds) func nothingButZeroDrawsNoBar(_ kind: Chart.Kind) {
        let svg = chart(kind, [.init("a", .value(0)), .init("b", .value(0))]).svg!
        #expect(lengths(svg, kind).isEmpty)
        expectWithinBounds(svg, width: 100, across: "%")
    }

    @Test(arguments: kinds) func nothingAtAllIsNoDrawing(_ kind: Chart.Kind) {
        #expect(chart(kind, []).svg == nil)
        #expect(chart(kind, []).file(width: 600) == nil)
    }

    @Test func onePeriodIsASentence() {
        let one = Chart.overPeriods(
            id: "c", title: "t", words: Self.words, [.init("2020-H1", .value(502))], single: "Alleen 502.")
        #expect(one.svg == nil && one.sentence == "Alleen 502." && one.file(width: 600) == nil)
        let two = Chart.overPeriods(
            id: "c", title: "t", words: Self.words, [.init("2019-H2", .value(1)), .init("2020-H1", .value(2))],
            single: "")
        #expect(two.svg != nil && two.sentence == nil)
    }

    @Test func theTableHoldsEveryNumber() {
        let chart = chart(.bars, [.init("a", .value(1502)), .init("b", .few), .init("c", .hidden)])
        #expect(chart.table.rows.map { $0.cells.map(\.text) } == [["a", "1.502"], ["b", "<10"], ["c", "–"]])
        #expect(chart.table.note == "Verborgen.")
        #expect(self.chart(.bars, [.init("a", .value(1))]).table.note == nil)
    }

    @Test func numbersInAnSVG() {
        #expect(
            ChartDrawing.number(0) == "0" && ChartDrawing.number(12.5) == "12.5" && ChartDrawing.number(0.05) == "0.05")
        #expect(ChartDrawing.number(1.999) == "2" && ChartDrawing.number(-0.25) == "-0.25")
        #expect(ChartDrawing.number(33.333_333) == "33.33")
    }

    @Test func longLabelsBreakAtSpaces() {
        #expect(ChartDrawing.lines(of: "een twee drie", most: 8) == ["een twee", "drie"])
        #expect(ChartDrawing.lines(of: "aaaaaaaaaa b", most: 4) == ["aaaa", "aaaa", "aa b"])
        #expect(ChartDrawing.lines(of: "  ", most: 4) == [])
    }

    @Test func controlCharactersDoNotBreakTheXML() {
        #expect(ChartDrawing.escaped("a\u{0}\u{1}\n<b>&\u{FFFE}") == "a &lt;b&gt;&amp;")
    }

    /// Where something else is counted no line runs on, and drawing, table and words say so.
    @Test(arguments: [Chart.Kind.columns, .line]) func aChangeOfWhatIsCountedBreaks(_ kind: Chart.Kind) {
        func drawn(_ redefined: Bool) -> (chart: Chart, lines: Int, breaks: Int) {
            let points = (0..<4).map { Chart.Point("P\($0)", .value($0 * 10 + 10), isRedefined: redefined && $0 == 2) }
            let chart = Chart(
                id: "c", title: "Titel", kind: kind, words: Self.words, points: points, sentence: nil,
                notes: redefined ? ["Vanaf P2 anders."] : [])
            let tags = Markup(chart.svg ?? "").tags
            return (
                chart, tags.count { $0["class"] == "c-line" }, tags.count { $0["class"] == "c-change" }
            )
        }
        let (plain, broken) = (drawn(false), drawn(true))
        #expect(plain.breaks == 0 && broken.breaks == 1)
        #expect(plain.lines - broken.lines == (kind == .line ? 1 : 0))
        #expect(broken.chart.svg?.contains("P2 (anders geteld): 30") == true)
        #expect(broken.chart.table.rows.map { $0.cells[0].text } == ["P0", "P1", "P2 (anders geteld)", "P3"])
        #expect(plain.chart.svg?.contains("anders geteld") == false)
    }

    @Test func percentagesAreOfTheWhole() throws {
        let chart = Chart.percentages(
            id: "c", title: "Titel", words: Self.words,
            [Chart.Point("Haven: 1 van 2", .value(50)), Chart.Point("Bos: 0 van 3", .value(0))])
        let svg = try #require(chart.svg)
        #expect(lengths(svg, .bars) == [41])
        #expect(svg.contains(">50%</text>") && svg.contains("Haven: 1 van 2: 50%; Bos: 0 van 3: 0%"))
        #expect(chart.table.rows.map { $0.cells.map(\.text) } == [["Haven: 1 van 2", "50%"], ["Bos: 0 van 3", "0%"]])
        #expect(try #require(chart.file(width: 600)).contains(">50%</text>"))
        expectWithinBounds(svg, width: 100, across: "%")
        let counts = Chart.compare(id: "c", title: "Titel", words: Self.words, [Chart.Point("Haven", .value(50))])
        #expect(lengths(try #require(counts.svg), .bars) == [82])
    }

    @Test(arguments: [(5, false), (12, true)])
    func theLastOfManyPeriodsEndsWithinTheDrawing(count: Int, isAtTheEdge: Bool) throws {
        let points = (1...count).map { Chart.Point("maand \($0)", .value($0)) }
        let chart = Chart.overPeriods(id: "c", title: "Titel", words: Self.words, points, single: "")
        let last = try #require(chart.svg).split(separator: "<text ").last!
        #expect(last.contains("maand \(count)<"))
        #expect(last.hasPrefix("x=\"100%\"") == isAtTheEdge && last.contains("\"end\"") == isAtTheEdge)
    }
}
