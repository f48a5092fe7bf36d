import Core
import Web

/// The timeline of a young person as a drawing, with everything in it as a table. Across is in per cent, so that it is as wide as the page
/// and letters keep their size.
struct HelpTimeline: Component {
    static let template = "care/timeline"
    static let criteria = [
        "Alles in de tekening staat ook in de tabel, in woorden.",
        "Kleur zegt niets alleen: wat er was is gevuld, wat nog komt heeft een rand, een gat is gearceerd en heeft zijn naam.",
    ]
    static let examples: [Example<HelpTimeline>] = []

    let id: String
    let title: String
    let svg: String?
    let legend: String
    let table: DataTable

    /// - Parameter decided: the names of gaps about which somebody decided.
    init(_ picture: HelpPicture, id: String = "tijdlijn", decided: Set<String> = [], _ visit: Visit) {
        self.id = id
        title = visit.text("care.timeline.title")
        legend = visit.text("care.timeline.legend")
        svg =
            picture.lanes.isEmpty
            ? nil : HelpDrawing(picture: picture, id: id, title: title, decided: decided, visit: visit).svg
        table = Self.table(picture, id: id, decided: decided, visit)
    }

    private static func table(_ picture: HelpPicture, id: String, decided: Set<String>, _ visit: Visit) -> DataTable {
        let open = visit.text("care.timeline.open")
        var rows: [[DataTable.Cell]] = []
        for lane in picture.lanes {
            let name = visit.words("function", lane.function.rawValue)
            rows += lane.bars.map { bar in
                [
                    DataTable.Cell(name), DataTable.Cell(visit.words("spell-status", bar.spell.status.rawValue)),
                    DataTable.Cell(visit.words(bar.spell.start)),
                    DataTable.Cell(bar.spell.end.map { visit.words($0) } ?? open),
                ]
            }
            rows += lane.holes.map { hole in
                [
                    DataTable.Cell(name), DataTable.Cell(words(hole, decided, visit)),
                    DataTable.Cell(visit.words(hole.gap.from)),
                    DataTable.Cell(hole.gap.until.map { visit.words($0) } ?? open),
                ]
            }
        }
        rows += picture.marks.map { mark in
            [
                DataTable.Cell(visit.text("care.timeline.day")), DataTable.Cell(words(mark.mark, visit)),
                DataTable.Cell(visit.words(mark.on)), DataTable.Cell("–"),
            ]
        }
        return DataTable(
            id: "\(id)-tabel", caption: visit.text("care.timeline.title"),
            columns: ["what", "which", "from", "until"].map { DataTable.Column(visit.text("care.timeline.\($0)")) },
            rows: rows)
    }

    fileprivate static func words(_ hole: HelpPicture.Hole, _ decided: Set<String>, _ visit: Visit) -> String {
        let kind = visit.words("gap-kind", hole.gap.kind.code)
        return decided.contains(hole.gap.name) ? visit.text("care.timeline.decided", ["gap": kind]) : kind
    }

    fileprivate static func words(_ mark: HelpPicture.Mark, _ visit: Visit) -> String {
        switch mark {
        case .today: visit.text("care.timeline.today")
        case .eighteenth: visit.text("care.timeline.eighteenth")
        case .checkpoint(let months): visit.text("care.timeline.checkpoint", ["months": "\(months)"])
        }
    }
}

/// Turns the picture into SVG, without style attributes: colours are those of the page's classes.
private struct HelpDrawing {
    let picture: HelpPicture
    let id: String
    let title: String
    let decided: Set<String>
    let visit: Visit

    /// What stays free at the right, in per cent, so that the last day does not touch the edge.
    private static let width = 98.0
    /// Pixels across on the narrowest screen; labels are placed so that they fit there, and have more room elsewhere.
    private static let narrow = 288.0
    private static let letter = 7.0

    private static let markRow = 20.0
    private static let barHeight = 16.0
    private static let holeRow = 20.0

    var svg: String {
        let top = Double(picture.marks.count) * Self.markRow + 8
        var (body, y) = ("", top)
        for lane in picture.lanes { body += draw(lane, &y) }
        let bottom = y
        let height = Self.number(bottom + 26)
        let about = visit.text("care.timeline.about")
        return """
            <svg width="100%" height="\(height)" role="img" aria-labelledby="\(id)-titel \(id)-uitleg">\
            <title id="\(id)-titel">\(XML.escaped(title))</title><desc id="\(id)-uitleg">\(XML.escaped(about))</desc>\
            <defs><pattern id="\(id)-arcering" width="7" height="7" patternUnits="userSpaceOnUse">\
            <path d="M-1 8L8 -1M-1 1L1 -1M6 8L8 6" fill="none" class="c-hatch"/></pattern></defs>
            """ + years(bottom) + lines(bottom) + body + labels + "</svg>"
    }

    private func draw(_ lane: HelpPicture.Lane, _ y: inout Double) -> String {
        var out = text(visit.words("function", lane.function.rawValue), x: 0, y: y + 14)
        y += 20
        if !lane.bars.isEmpty {
            for bar in lane.bars { out += draw(bar, y) }
            y += Self.barHeight + 6
        }
        for hole in lane.holes { out += draw(hole, &y) }
        y += 10
        return out
    }

    /// Help that was given is filled, up to today; what is planned has an outline.
    private func draw(_ bar: HelpPicture.Bar, _ y: Double) -> String {
        let today = picture.marks.first { $0.mark == .today }?.on ?? bar.to
        guard bar.spell.status.isReal else { return rect(bar.from, bar.to, y, Self.barHeight, "c-outline") }
        let past = bar.from < today ? rect(bar.from, min(bar.to, today), y, Self.barHeight, "c-bar") : ""
        let next = bar.to > today ? rect(max(bar.from, today), bar.to, y, Self.barHeight, "c-outline") : ""
        return past + next
    }

    /// A gap, with its name beside it where there is room, or below.
    private func draw(_ hole: HelpPicture.Hole, _ y: inout Double) -> String {
        let words = HelpTimeline.words(hole, decided, visit)
        let (left, right) = (x(hole.from), max(x(hole.to), x(hole.from) + 1.5))
        var out =
            "<rect class=\"c-hole\" x=\"\(Self.number(left))%\" y=\"\(Self.number(y))\" width=\"\(Self.number(right - left))%\" "
            + "height=\"14\" fill=\"url(#\(id)-arcering)\"/>"
        let room = Double(words.count) * Self.letter + 10
        if room <= (100 - right) / 100 * Self.narrow {
            out += text(words, x: right, dx: 6, y: y + 12)
        } else if room <= left / 100 * Self.narrow {
            out += text(words, x: left, dx: -6, y: y + 12, anchor: "end")
        } else {
            y += 18
            out += text(words, x: 0, y: y + 11)
        }
        y += Self.holeRow
        return out
    }

    private func lines(_ bottom: Double) -> String {
        picture.marks.enumerated().map { place, mark in
            let at = Self.number(x(mark.on))
            let look =
                switch mark.mark {
                case .today: "c-line"
                case .eighteenth, .checkpoint: "c-change"
                }
            return
                "<line class=\"\(look)\" x1=\"\(at)%\" x2=\"\(at)%\" y1=\"\(Self.number(Double(place) * Self.markRow + 4))\" "
                + "y2=\"\(Self.number(bottom))\"/>"
        }.joined()
    }

    /// The names of the days, each on a line of its own.
    private var labels: String {
        picture.marks.enumerated().map { place, mark in
            let words = HelpTimeline.words(mark.mark, visit)
            let at = x(mark.on)
            let y = Double(place) * Self.markRow + 15
            let room = Double(words.count) * Self.letter + 10
            if room <= (100 - at) / 100 * Self.narrow { return text(words, x: at, dx: 6, y: y) }
            if room <= at / 100 * Self.narrow { return text(words, x: at, dx: -6, y: y, anchor: "end") }
            return text(words, x: 0, y: y)
        }.joined()
    }

    /// A tick at the start of every year; with many years only some have their number.
    private func years(_ bottom: Double) -> String {
        let first = picture.from.year + (picture.from.month == 1 && picture.from.day == 1 ? 0 : 1)
        guard first <= picture.to.year else { return "" }
        let every = (picture.to.year - first) / 5 + 1
        return (first...picture.to.year).filter { ($0 - first).isMultiple(of: every) }.compactMap { year in
            guard let day = Day(year: year, month: 1, day: 1) else { return nil }
            let at = x(day)
            return
                "<line class=\"c-axis c-gone\" x1=\"\(Self.number(at))%\" x2=\"\(Self.number(at))%\" y1=\"0\" y2=\"\(Self.number(bottom))\"/>"
                + text("\(year)", x: at, y: bottom + 18, anchor: at > 88 ? "end" : nil)
        }.joined()
    }

    private func x(_ day: Day) -> Double { picture.place(day) * Self.width }

    private func rect(_ from: Day, _ to: Day, _ y: Double, _ height: Double, _ look: String) -> String {
        let left = x(from)
        let width = max(x(to) - left, 0.8)
        return
            "<rect class=\"\(look)\" x=\"\(Self.number(left))%\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))%\" "
            + "height=\"\(Self.number(height))\" rx=\"2\"/>"
    }

    private func text(_ words: String, x: Double, dx: Int = 0, y: Double, anchor: String? = nil) -> String {
        "<text class=\"c-note\" x=\"\(Self.number(x))%\"\(dx == 0 ? "" : " dx=\"\(dx)\"") y=\"\(Self.number(y))\""
            + "\(anchor.map { " text-anchor=\"\($0)\"" } ?? "")>\(XML.escaped(words))</text>"
    }

    private static func number(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
