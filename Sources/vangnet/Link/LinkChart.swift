import Foundation
import Linkage

/// The charts of a report, as SVG.
enum LinkChart {
    private static let (width, labels, row) = (760.0, 330.0, 20.0)

    /// A probability in bits: log₂ of its odds.
    static func bits(_ probability: Double) -> Double { log2(probability / (1 - probability)) }

    private static func number(_ value: Double) -> String { LinkNumber.fixed(value, 1) }

    private static func svg(_ height: Double, _ label: String, _ body: String) -> String {
        "<svg viewBox=\"0 0 \(number(width)) \(number(height))\" role=\"img\" aria-label=\"\(label)\">\(body)</svg>"
    }

    private static func text(_ x: Double, _ y: Double, _ text: String, anchor: String = "start") -> String {
        "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(LinkReport.escaped(text))</text>"
    }

    private static func bar(_ from: Double, _ to: Double, _ y: Double, _ kind: String) -> String {
        let (left, right) = (min(from, to), max(from, to))
        return
            "<rect class=\"\(kind)\" x=\"\(number(left))\" y=\"\(number(y + 3))\" width=\"\(number(max(1, right - left)))\" height=\"\(number(row - 6))\"/>"
    }

    private static func line(_ x: Double, _ height: Double) -> String {
        "<line x1=\"\(number(x))\" x2=\"\(number(x))\" y1=\"0\" y2=\"\(number(height))\" stroke=\"#8a8a8a\"/>"
    }

    /// What each level of each comparison adds, in bits.
    static func weights(_ model: Model) -> String {
        let all = model.levels.joined().map { abs($0.weight) }
        let scale = (width - labels - 90) / 2 / max(1, all.max() ?? 1)
        let middle = labels + 45 + (width - labels - 90) / 2
        var (body, y) = ("", 0.0)
        for (comparison, levels) in zip(model.comparisons, model.levels) {
            for level in levels {
                let end = middle + level.weight * scale
                body += text(0, y + 14, "\(comparison.column): \(level.label)")
                body += bar(middle, end, y, level.weight >= 0 ? "for" : "against")
                body += text(
                    level.weight >= 0 ? end + 4 : end - 4, y + 14, number(level.weight),
                    anchor: level.weight >= 0 ? "start" : "end")
                y += row
            }
            y += 8
        }
        return svg(y, "weights", line(middle, y) + body)
    }

    /// How the prior and each comparison add up to a pair's weight.
    static func waterfall(_ explanation: Explanation, prior: String, missing: String) -> String {
        var rows: [(label: String, weight: Double)] = [(prior, explanation.prior)]
        for part in explanation.contributions {
            let values = part.left == nil || part.right == nil ? missing : "\(short(part.left)) / \(short(part.right))"
            rows.append(("\(part.column): \(values)", part.weight))
        }
        var sums = [0.0]
        for row in rows { sums.append(sums[sums.count - 1] + row.weight) }
        let (low, high) = (sums.min()!, sums.max()!)
        let scale = (width - labels - 70) / max(1, high - low)
        func place(_ value: Double) -> Double { labels + 10 + (value - low) * scale }
        var body = line(place(0), Double(rows.count) * row)
        for (number, item) in rows.enumerated() {
            let y = Double(number) * row
            let kind = number == 0 ? "prior" : item.weight >= 0 ? "for" : "against"
            body += text(0, y + 14, item.label)
            body += bar(place(sums[number]), place(sums[number + 1]), y, kind)
            body += text(max(place(sums[number]), place(sums[number + 1])) + 4, y + 14, self.number(item.weight))
        }
        return svg(Double(rows.count) * row, "waterfall", body)
    }

    private static func short(_ value: String?) -> String {
        guard let value else { return "" }
        return value.count > 18 ? value.prefix(17) + "…" : value
    }

    /// Lines over the threshold from 0 to 1.
    static func curve(_ points: [(threshold: Double, values: [Double])], names: [String]) -> String {
        let (left, top, height) = (40.0, 10.0, 220.0)
        let span = width - left - 120
        let strokes = [("#1f6f54", ""), ("#a33a2c", "6 3"), ("#1b1b1b", "2 2")]
        var body = ""
        for tick in 0...4 {
            let share = Double(tick) / 4
            let y = top + height * (1 - share)
            body +=
                "<line x1=\"\(number(left))\" x2=\"\(number(left + span))\" y1=\"\(number(y))\" y2=\"\(number(y))\" stroke=\"#d5d5d5\"/>"
            body += text(left - 6, y + 4, LinkNumber.fixed(share, 2), anchor: "end")
            body += text(left + span * share, top + height + 18, LinkNumber.fixed(share, 2), anchor: "middle")
        }
        for (place, name) in names.enumerated() {
            let path = points.map {
                "\(number(left + span * $0.threshold)),\(number(top + height * (1 - $0.values[place])))"
            }
            body +=
                "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"\(strokes[place].0)\" stroke-dasharray=\"\(strokes[place].1)\" points=\"\(path.joined(separator: " "))\"/>"
            let y = top + 16 + 20 * Double(place)
            body +=
                "<line x1=\"\(number(left + span + 10))\" x2=\"\(number(left + span + 34))\" y1=\"\(number(y - 4))\" y2=\"\(number(y - 4))\" stroke-width=\"2\" stroke=\"\(strokes[place].0)\" stroke-dasharray=\"\(strokes[place].1)\"/>"
            body += text(left + span + 40, y, name)
        }
        return svg(top + height + 26, "threshold", body)
    }
}
