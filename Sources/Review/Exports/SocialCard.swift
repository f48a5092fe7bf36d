import Core
import Pictures
import Web

/// The picture of a review that other sites show beside a link to it: 1200 by 630 pixels.
///
/// Every text is measured with the font that it is drawn in, so that none runs out of its place: first it gets smaller, then it
/// is cut, and then it says so with an ellipsis.
struct SocialCard {
    static let width = 1200
    static let height = 630
    /// Most figures on it; more would be too small to read in a list of messages.
    static let mostFigures = 4

    /// A text with the place that it has to stay in. The id is that of its element.
    struct Place {
        var id: String
        var x: Double
        /// Where the first line stands.
        var baseline: Double
        var width: Double
        var sizes: [Double]
        var lines: Int
        var colour: String
        var isBold = false
        var isRight = false
    }

    let svg: String

    /// - Parameters:
    ///   - site: the name of the site.
    ///   - address: where the review is, without scheme.
    init(
        _ review: PublishedReview, site: String, address: String, isDemo: Bool, _ language: Language,
        _ phrases: Phrases
    ) {
        var drawing = CardDrawing()
        drawing.ornament()
        drawing.text(
            site,
            Place(
                id: "site", x: 72, baseline: 92, width: 560, sizes: [34, 28, 22], lines: 1, colour: CardDrawing.ink,
                isBold: true))
        if isDemo {
            drawing.label(phrases(Text("review.card.demo"), language))
        }
        drawing.text(
            ReviewTitle.text(review.period, phrases, language),
            Place(
                id: "title", x: 72, baseline: 182, width: 1056, sizes: [58, 50, 42, 36], lines: 1,
                colour: CardDrawing.ink, isBold: true))
        for (place, figure) in Self.figures(review).enumerated() {
            let x = place.isMultiple(of: 2) ? 72.0 : 624.0
            let top = place < 2 ? 222.0 : 380.0
            drawing.text(
                figure.number.words(phrases, language),
                Place(
                    id: "number-\(place)", x: x, baseline: top + 60, width: 504, sizes: [70, 58, 48, 36, 28], lines: 1,
                    colour: CardDrawing.teal, isBold: true))
            drawing.text(
                figure.words.noun[language],
                Place(
                    id: "noun-\(place)", x: x, baseline: top + 98, width: 504, sizes: [27, 24, 22], lines: 2,
                    colour: CardDrawing.ink))
        }
        drawing.text(
            address,
            Place(
                id: "address", x: 72, baseline: 588, width: 1056, sizes: [26, 22], lines: 1, colour: CardDrawing.soft))
        svg = drawing.svg
    }

    private static func figures(_ review: PublishedReview) -> [PublishedFigure] {
        let chosen = review.content.headlines.compactMap { review[figure: $0] }
        return Array((chosen.isEmpty ? review.figuresInOrder : chosen).prefix(mostFigures))
    }

    /// The same in words, for who does not see it and for the description of the page.
    static func words(_ review: PublishedReview, _ language: Language, _ phrases: Phrases) -> String {
        let figures = figures(review).map { "\($0.number.words(phrases, language)) \($0.words.noun[language])" }
        let title = ReviewTitle.text(review.period, phrases, language)
        return figures.isEmpty ? title : "\(title). \(figures.joined(separator: "; "))."
    }

    /// The picture.
    ///
    /// - Throws: `ReviewError.chart` when it cannot be drawn.
    func png() throws -> [UInt8] {
        guard let bytes = PNG.bytes(svg: svg, scale: 1) else { throw ReviewError.chart }
        return bytes
    }
}

/// Puts a card together.
struct CardDrawing {
    static let ink = "#15254b"
    static let soft = "#4c5875"
    static let teal = "#0b5d5e"
    private static let family = "DejaVu Sans, Verdana, sans-serif"
    /// More than this is never read on a card.
    private static let longest = 300
    private var body = ""

    var svg: String {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(SocialCard.width)\" height=\"\(SocialCard.height)\" "
            + "viewBox=\"0 0 \(SocialCard.width) \(SocialCard.height)\" font-family=\"\(Self.family)\">"
            + "<rect width=\"\(SocialCard.width)\" height=\"\(SocialCard.height)\" fill=\"#fbf9f4\"/>" + body + "</svg>"
    }

    /// The net in the corner, and the line above the address.
    mutating func ornament() {
        let (thread, corner) = ("fill=\"none\" stroke=\"#0b5d5e\" stroke-opacity=\"0.14\" stroke-width=\"1.5\"", 1200)
        for radius in stride(from: 50, through: 250, by: 40) {
            body +=
                "<path d=\"M\(corner - radius) 0Q\(corner - radius * 3 / 4) \(radius * 3 / 4) \(corner) \(radius)\" \(thread)/>"
        }
        for (across, down) in [(230, 45), (170, 110), (110, 170), (45, 230)] {
            body += "<path d=\"M\(corner) 0L\(corner - across) \(down)\" \(thread)/>"
        }
        body += "<rect x=\"72\" y=\"540\" width=\"1056\" height=\"2\" fill=\"#ddd7c8\"/>"
        body += "<rect width=\"16\" height=\"\(SocialCard.height)\" fill=\"#0b5d5e\"/>"
    }

    /// A label at the right of the top.
    mutating func label(_ words: String) {
        let place = SocialCard.Place(
            id: "demo", x: 1108, baseline: 88, width: 430, sizes: [26, 22, 18], lines: 1, colour: "#744a00",
            isBold: true,
            isRight: true)
        let (lines, size) = Self.fitted(words, place)
        let width = lines.map { Self.width($0, size: size, isBold: true) }.max() ?? 0
        body +=
            "<rect x=\"\(Self.number(1108 - width - 20))\" y=\"52\" width=\"\(Self.number(width + 40))\" height=\"52\" rx=\"6\" fill=\"#fdf2d9\" stroke=\"#744a00\" stroke-width=\"2\"/>"
        draw(lines, size, place)
    }

    mutating func text(_ words: String, _ place: SocialCard.Place) {
        let (lines, size) = Self.fitted(words, place)
        draw(lines, size, place)
    }

    private mutating func draw(_ lines: [String], _ size: Double, _ place: SocialCard.Place) {
        for (number, line) in lines.enumerated() {
            let y = place.baseline + Double(number) * size * 1.25
            body +=
                "<text id=\"\(place.id)\(number == 0 ? "" : "-\(number)")\" x=\"\(Self.number(place.x))\" y=\"\(Self.number(y))\" font-size=\"\(Self.number(size))\" "
                + "fill=\"\(place.colour)\"\(place.isBold ? " font-weight=\"bold\"" : "")\(place.isRight ? " text-anchor=\"end\"" : "")>"
                + "\(XML.escaped(line))</text>"
        }
    }

    // MARK: Fitting

    /// The lines in the largest size in which all of the text fits; cut in the smallest when it fits in none.
    static func fitted(_ text: String, _ place: SocialCard.Place) -> (lines: [String], size: Double) {
        let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let words = String(plain.prefix(longest)).split(separator: " ").map(String.init)
        let isCut = plain.count > longest
        for size in place.sizes where !isCut {
            if let lines = wrapped(words, place, size: size), lines.count <= place.lines { return (lines, size) }
        }
        return cut(words, place, size: place.sizes.last ?? 20)
    }

    /// The words over lines; `nil` when one is wider than a line.
    private static func wrapped(_ words: [String], _ place: SocialCard.Place, size: Double) -> [String]? {
        var lines: [String] = []
        for word in words {
            let longer = lines.last.map { "\($0) \(word)" } ?? word
            if !lines.isEmpty, width(longer, size: size, isBold: place.isBold) <= place.width {
                lines[lines.count - 1] = longer
            } else {
                guard width(word, size: size, isBold: place.isBold) <= place.width else { return nil }
                lines.append(word)
                if lines.count > place.lines { return lines }
            }
        }
        return lines
    }

    /// As much as fits, with an ellipsis.
    private static func cut(
        _ words: [String], _ place: SocialCard.Place, size: Double
    ) -> (lines: [String], size: Double) {
        var rest = Substring(words.joined(separator: " "))
        var lines: [String] = []
        while !rest.isEmpty, lines.count < place.lines {
            let isLast = lines.count == place.lines - 1
            let fitting = longestPrefix(of: rest, place, size: size, ending: isLast ? "…" : "")
            if isLast, fitting < rest.count {
                lines.append(String(rest.prefix(fitting)).trimmingSpaces + "…")
                break
            }
            // At a space where there is one.
            let part = rest.prefix(fitting)
            let end = fitting < rest.count ? part.lastIndex(of: " ") ?? part.endIndex : part.endIndex
            lines.append(String(rest[..<end]).trimmingSpaces)
            rest = rest[end...].drop { $0 == " " }
        }
        return (lines, size)
    }

    private static func longestPrefix(
        of text: Substring, _ place: SocialCard.Place, size: Double, ending: String
    ) -> Int {
        if width(String(text), size: size, isBold: place.isBold) <= place.width { return text.count }
        var (fits, tooLong) = (1, text.count)
        while tooLong - fits > 1 {
            let middle = (fits + tooLong) / 2
            let isFitting = width(text.prefix(middle) + ending, size: size, isBold: place.isBold) <= place.width
            if isFitting { fits = middle } else { tooLong = middle }
        }
        return fits
    }

    /// The width of a line as it will be drawn, in pixels.
    static func width(_ line: String, size: Double, isBold: Bool) -> Double {
        let svg =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(SocialCard.width)\" height=\"\(SocialCard.height)\" font-family=\"\(family)\">"
            + "<text id=\"t\" x=\"0\" y=\"100\" font-size=\"\(number(size))\"\(isBold ? " font-weight=\"bold\"" : "")>\(XML.escaped(line))</text></svg>"
        guard let box = PNG.bounds(svg: svg, id: "t") else { return .infinity }
        return max(box.width, box.x + box.width)
    }

    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var rest = Substring(self)
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
