import Core

/// Turns counts into SVG, without style attributes: classes on a page, colours of its own in a file.
struct ChartDrawing {
    /// Where the drawing goes.
    enum Canvas {
        /// Within a page: as wide as the page gives it, so across is in per cent and letters keep their size.
        case page
        /// In a file: a fixed width in pixels.
        case file(width: Int)
    }

    let id: String
    let title: String
    let points: [Chart.Point]
    let words: Chart.Words
    /// What the whole length or height stands for; `nil` for the largest count.
    var whole: Int?
    /// Written behind every count.
    var unit = ""
    let canvas: Canvas

    var language: Language { words.language }

    /// What the longest bar takes of the width; the rest is for its number.
    static let longest = 0.82
    /// Height in pixels of the tallest column.
    static let tallest = 180.0

    func svg(_ kind: Chart.Kind) -> String {
        let top = isFile ? Double(titleLines.count) * 24 + 28 : 4
        let (body, height) =
            switch kind {
            case .bars: bars(from: top)
            case .columns, .line: periods(from: top, line: kind == .line)
            }
        let total = Self.number(height + (isFile ? 20 : 4))
        return open(height: total) + hatch + heading + body + "</svg>"
    }

    // MARK: Bars

    private func bars(from top: Double) -> (String, Double) {
        var y = top
        var out = ""
        for point in points {
            let lines = Self.lines(of: label(of: point), most: isFile ? 70 : 34)
            for line in lines {
                y += 20
                out += text(line, x: 0, dx: 0, y: y - 5, look: .label)
            }
            out += bar(of: point, y: y + 2)
            y += 38
        }
        return (out, y - 8)
    }

    private func bar(of point: Chart.Point, y: Double) -> String {
        guard let value = point.value.value else {
            return rect(x: 0, y: y, width: Self.longest, height: 24, look: .gone)
        }
        let length = share(value) * Self.longest
        let drawn = length > 0 ? rect(x: 0, y: y, width: length, height: 24, look: .bar) : ""
        return drawn + line(x: 0, from: y, x: 0, to: y + 24, look: .axis)
            + text(written(value, language) + unit, x: length, dx: 8, y: y + 17, look: .value)
    }

    /// What is suppressed says so in its label: a number at the end of nothing would be read as a length.
    private func label(of point: Chart.Point) -> String {
        point.value.isSuppressed ? "\(point.label): \(written(point.value, language))" : point.label
    }

    // MARK: Periods

    private func periods(from start: Double, line drawsLine: Bool) -> (String, Double) {
        let top = start + (points.dropFirst().contains(where: \.isRedefined) ? 22 : 0)
        let floor = top + 26 + Self.tallest
        // With few periods the columns stay narrow and stand at the left.
        let slot = 1 / Double(max(points.count, 5))
        let every = (points.count + 4) / 5
        var out = breaks(slot: slot, from: start, to: floor)
        var before: (x: Double, y: Double)?
        for (place, point) in points.enumerated() {
            let centre = (Double(place) + 0.5) * slot
            // Counted from the last, so that the newest period always has its label.
            if point.isRedefined { before = nil }
            let isLabelled = (points.count - 1 - place).isMultiple(of: every)
            let isLast = place == points.count - 1
            guard let value = point.value.value else {
                out += rect(x: centre - slot * 0.32, y: top + 26, width: slot * 0.64, height: Self.tallest, look: .gone)
                out += labels(of: point, x: centre, above: floor, below: floor, isLabelled, isLast: isLast)
                before = nil
                continue
            }
            let y = floor - share(value) * Self.tallest
            if drawsLine {
                if let before { out += line(x: before.x, from: before.y, x: centre, to: y, look: .line) }
                out += dot(x: centre, y: y)
            } else if y < floor {
                out += rect(x: centre - slot * 0.32, y: y, width: slot * 0.64, height: floor - y, look: .bar)
            }
            before = (centre, y)
            out += labels(of: point, x: centre, above: y, below: floor, isLabelled, isLast: isLast)
        }
        let width = min(1, slot * Double(points.count))
        return (out + line(x: 0, from: floor, x: width, to: floor, look: .axis), floor + 26)
    }

    /// A dashed line before every period from which something else is counted. Its words stand at the side with more room,
    /// and not where the words of the one before are.
    private func breaks(slot: Double, from top: Double, to floor: Double) -> String {
        var out = ""
        var last = -1.0
        for place in points.indices.dropFirst() where points[place].isRedefined {
            let x = Double(place) * slot
            out += line(x: x, from: top, x: x, to: floor, look: .change)
            let isRight = x > 0.5
            guard x - last > 0.45 else { continue }
            last = x
            out += text(
                words.redefined, x: x, dx: isRight ? -6 : 6, y: top + 13, look: .period, anchor: isRight ? "end" : nil)
        }
        return out
    }

    /// The number above its place and the period below; with many periods most have neither, but what is suppressed
    /// always says so.
    private func labels(
        of point: Chart.Point, x: Double, above: Double, below: Double, _ isLabelled: Bool, isLast: Bool
    ) -> String {
        let number =
            isLabelled || point.value.isSuppressed
            ? text(written(point.value, language) + unit, x: x, dx: 0, y: above - 9, look: .value, anchor: "middle")
            : ""
        guard isLabelled else { return number }
        // Where places are narrow, the words of the last one end with the drawing and not beyond it.
        let isLast = isLast && points.count > 5
        return number
            + text(
                point.label, x: isLast ? 1 : x, dx: 0, y: below + 20, look: .period, anchor: isLast ? "end" : "middle")
    }

    /// From 0 to 1, where 1 is the whole, or else the largest count that is shown.
    private func share(_ value: Int) -> Double {
        let most = whole ?? points.compactMap(\.value.value).max() ?? 0
        return most > 0 ? min(1, Double(max(0, value)) / Double(most)) : 0
    }

    // MARK: Elements

    private enum Look: String {
        case bar, dot, line, axis, change, gone, label, period, value
    }

    private var isFile: Bool { if case .file = canvas { true } else { false } }

    private var titleLines: [String] {
        guard case .file(let width) = canvas else { return [] }
        return Self.lines(of: title, most: max(20, width / 11))
    }

    /// Across: a share of the width.
    private func across(_ share: Double) -> String {
        switch canvas {
        case .page: Self.number(share * 100) + "%"
        case .file(let width): Self.number(20 + share * Double(width - 40))
        }
    }

    /// A width, which unlike a place has no margin before it.
    private func width(_ share: Double) -> String {
        switch canvas {
        case .page: Self.number(share * 100) + "%"
        case .file(let width): Self.number(share * Double(width - 40))
        }
    }

    private func open(height: String) -> String {
        let name = "role=\"img\" aria-labelledby=\"\(id)-title \(id)-desc\""
        let words =
            "<title id=\"\(id)-title\">\(Self.escaped(title))</title><desc id=\"\(id)-desc\">\(Self.escaped(description))</desc>"
        switch canvas {
        case .page: return "<svg width=\"100%\" height=\"\(height)\" \(name)>" + words
        case .file(let width):
            return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
                + "viewBox=\"0 0 \(width) \(height)\" font-family=\"DejaVu Sans, Verdana, sans-serif\" font-size=\"15\" \(name)>"
                + words + "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>"
        }
    }

    private var description: String {
        points.map { point in
            let label = point.isRedefined ? "\(point.label) (\(words.redefined))" : point.label
            return "\(label): \(written(point.value, language))\(unit)"
        }.joined(separator: "; ")
    }

    private var heading: String {
        var out = ""
        for (place, line) in titleLines.enumerated() {
            let y = Self.number(36 + 24 * Double(place))
            out +=
                "<text x=\"20\" y=\"\(y)\" font-size=\"18\" font-weight=\"bold\" fill=\"#15254b\">\(Self.escaped(line))</text>"
        }
        return out
    }

    private var hatch: String {
        guard points.contains(where: { $0.value.isSuppressed }) else { return "" }
        let look = isFile ? "stroke=\"#757d92\"" : "class=\"c-hatch\""
        return "<defs><pattern id=\"\(id)-hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\">"
            + "<path d=\"M-1 8L8 -1M-1 1L1 -1M6 8L8 6\" fill=\"none\" \(look)/></pattern></defs>"
    }

    private func rect(x: Double, y: Double, width: Double, height: Double, look: Look) -> String {
        let place =
            "x=\"\(across(x))\" y=\"\(Self.number(y))\" width=\"\(self.width(width))\" height=\"\(Self.number(height))\""
        return "<rect \(place)\(look == .bar ? " rx=\"2\"" : "") \(paint(look))/>"
    }

    private func dot(x: Double, y: Double) -> String {
        "<circle cx=\"\(across(x))\" cy=\"\(Self.number(y))\" r=\"4.5\" \(paint(.dot))/>"
    }

    private func line(x: Double, from: Double, x end: Double, to: Double, look: Look) -> String {
        "<line x1=\"\(across(x))\" y1=\"\(Self.number(from))\" x2=\"\(across(end))\" y2=\"\(Self.number(to))\" \(paint(look))/>"
    }

    private func text(
        _ words: String, x: Double, dx: Int, y: Double, look: Look, anchor: String? = nil
    ) -> String {
        "<text x=\"\(across(x))\"\(dx == 0 ? "" : " dx=\"\(dx)\"") y=\"\(Self.number(y))\""
            + "\(anchor.map { " text-anchor=\"\($0)\"" } ?? "") \(paint(look))>\(Self.escaped(words))</text>"
    }

    private func paint(_ look: Look) -> String {
        let hatched = look == .gone ? " fill=\"url(#\(id)-hatch)\"" : ""
        guard isFile else { return "class=\"c-\(look.rawValue)\"" + hatched }
        return switch look {
        case .bar, .dot: "fill=\"#0b5d5e\""
        case .line: "stroke=\"#0b5d5e\" stroke-width=\"2.5\" stroke-linecap=\"round\""
        case .axis: "stroke=\"#757d92\""
        case .change: "stroke=\"#15254b\" stroke-dasharray=\"5 4\""
        case .gone: "opacity=\"0.4\"" + hatched
        case .label: "fill=\"#15254b\""
        case .period: "fill=\"#15254b\" font-size=\"13\""
        case .value:
            "fill=\"#15254b\" font-weight=\"bold\" stroke=\"#ffffff\" stroke-width=\"5\" paint-order=\"stroke\""
        }
    }

    // MARK: Text

    /// Two decimals at most, never an exponent.
    static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
        let decimals = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        return (hundredths < 0 ? "-" : "") + "\(whole)\(decimals)"
    }

    /// Breaks at spaces, so that a line has at most `most` characters; a longer word is cut.
    static func lines(of text: String, most: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            var word = String(word)
            while word.count > most {
                if !line.isEmpty { lines.append(line) }
                line = ""
                lines.append(String(word.prefix(most)))
                word = String(word.dropFirst(most))
            }
            if line.isEmpty {
                line = word
            } else if line.count + 1 + word.count <= most {
                line += " " + word
            } else {
                lines.append(line)
                line = word
            }
        }
        return lines + (line.isEmpty ? [] : [line])
    }

    /// Text as it may stand in XML; characters that XML does not have are left out.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "&": out += "&amp;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case "\t", "\n", "\r": out += " "
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
