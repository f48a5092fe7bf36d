import Core
import Web

/// A chain as a drawing: a lane for each kind of thing, and time from left to right. An inexact date is as wide as it is
/// inexact. Across is in per cent, so that letters keep their size; the list beside it holds every word.
struct ChainDrawing {
    /// One mark in a lane.
    struct Mark {
        var from: Day
        var to: Day
    }

    /// The name of a lane and what stands in it.
    struct Lane {
        var name: String
        var marks: [Mark]
    }

    let id: String
    let title: String
    let about: String
    let lanes: [Lane]

    private static let laneHeight = 46.0

    /// `nil` when there are fewer than two marks: there is nothing to see in the distance between one thing and itself.
    var svg: String? {
        let marks = lanes.flatMap(\.marks)
        guard marks.count > 1, let first = marks.map(\.from).min(), let last = marks.map(\.to).max() else { return nil }
        let start = Day(year: first.year, month: 1, day: 1)!
        let end = Day(year: last.year, month: 12, day: 31)!
        let height = Double(lanes.count) * Self.laneHeight + 26
        var out = """
            <svg width="100%" height="\(Self.text(height))" role="img" aria-labelledby="\(id)-title \(id)-desc">\
            <title id="\(id)-title">\(XML.escaped(title))</title><desc id="\(id)-desc">\(XML.escaped(about))</desc>
            """
        func x(_ day: Day) -> Double {
            // A little room at the right for a mark on the last day.
            Double(day.number - start.number) / Double(max(1, end.number - start.number)) * 98
        }
        out += years(from: start.year, to: end.year, x: x, height: height)
        for (place, lane) in lanes.enumerated() {
            let y = Double(place) * Self.laneHeight
            out += "<text class=\"c-period\" x=\"0\" y=\"\(Self.text(y + 15))\">\(XML.escaped(lane.name))</text>"
            out +=
                "<line class=\"c-axis\" x1=\"0\" x2=\"100%\" y1=\"\(Self.text(y + 30))\" y2=\"\(Self.text(y + 30))\"/>"
            for mark in lane.marks {
                let left = x(mark.from)
                let width = x(mark.to) - left
                out += """
                    <rect class="c-bar" x="\(Self.text(left))%" y="\(Self.text(y + 24))" width="\(Self.text(max(width, 0)))%" \
                    height="12" rx="6"/><circle class="c-dot" cx="\(Self.text(left + width / 2))%" \
                    cy="\(Self.text(y + 30))" r="6"/>
                    """
            }
        }
        return out + "</svg>"
    }

    /// A tick at the start of years; with many years only some have a number.
    private func years(from: Int, to: Int, x: (Day) -> Double, height: Double) -> String {
        let every = (to - from) / 4 + 1
        return (from...to).filter { ($0 - from).isMultiple(of: every) }.map { year in
            let at = Self.text(x(Day(year: year, month: 1, day: 1)!))
            // The first begins where the names of the lanes stand.
            return year == from
                ? "<text class=\"c-period\" x=\"0\" y=\"\(Self.text(height - 4))\">\(year)</text>"
                : """
                <line class="c-axis c-gone" x1="\(at)%" x2="\(at)%" y1="20" y2="\(Self.text(height - 20))"/>\
                <text class="c-period" x="\(at)%" y="\(Self.text(height - 4))">\(year)</text>
                """
        }.joined()
    }

    private static func text(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
