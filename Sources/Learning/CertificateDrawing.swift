import Pictures
import Web

/// A certificate as a picture of 1000 by 700, the same as on paper: for the files that an Open Badge is baked into.
///
/// Every text is measured in the font that it is drawn in and gets smaller until it stays in its place; a name is never cut.
struct CertificateDrawing: Sendable {
    /// What stands on it, in the order from top to bottom.
    struct Words: Sendable {
        var site: String
        var title: String
        var name: String
        var followed: String
        var course: String
        /// Date, version, code: one line each.
        var facts: [String]
        var notQualified: String
        var verify: String
        /// The language of all of it.
        var language: String
    }

    static let width = 1000
    static let height = 700
    private static let margin = 70.0
    private static let room = Double(width) - 2 * margin
    private static let (ink, soft, teal) = ("#15254b", "#4c5875", "#0b5d5e")
    private static let family = "DejaVu Sans, Verdana, sans-serif"

    let svg: String

    init(_ words: Words) {
        var body = Self.net
        var y = 62.0
        body += Self.text(words.site, y: y, size: 20, colour: Self.teal, isBold: true)
        y += 82
        body += Self.text(words.title, y: y, size: 46, colour: Self.ink, isBold: true)
        y += 30
        (body, y) = Self.block(words.name, [40, 34, 28, 24, 20, 16], lines: 2, y: y, isBold: true, after: body)
        y += 12
        (body, y) = Self.block(words.followed, [20], lines: 2, y: y, colour: Self.soft, after: body)
        y += 14
        (body, y) = Self.block(words.course, [30, 26, 22, 18], lines: 2, y: y, isBold: true, after: body)
        y += 26
        for fact in words.facts { (body, y) = Self.block(fact, [19], lines: 2, y: y, after: body) }
        y += 18
        (body, y) = Self.block(words.notQualified, [17], lines: 3, y: y, colour: Self.soft, after: body)
        body += Self.text(words.verify, y: Double(Self.height) - 40, size: 16, colour: Self.soft)
        let label = "\(words.title): \(words.name), \(words.course)"
        svg =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.width)\" height=\"\(Self.height)\" "
            + "viewBox=\"0 0 \(Self.width) \(Self.height)\" xml:lang=\"\(words.language)\" role=\"img\" "
            + "font-family=\"\(Self.family)\"><title>\(XML.escaped(label))</title>"
            + "<rect width=\"\(Self.width)\" height=\"\(Self.height)\" fill=\"#fffefc\"/>"
            + "<rect x=\"12\" y=\"12\" width=\"976\" height=\"676\" rx=\"6\" fill=\"none\" stroke=\"#757d92\"/>" + body
            + "</svg>"
    }

    /// The net in the corner.
    private static var net: String {
        var lines = ""
        for radius in stride(from: 40, through: 200, by: 32) {
            lines += "<path d=\"M\(988 - radius) 12a\(radius) \(radius) 0 0 0 \(radius) \(radius)\"/>"
        }
        for (x, y) in [(788, 12), (803, 89), (847, 153), (911, 197), (988, 212)] {
            lines += "<path d=\"M988 12L\(x) \(y)\"/>"
        }
        return "<g fill=\"none\" stroke=\"\(teal)\" stroke-opacity=\".2\" stroke-width=\"1.5\">\(lines)</g>"
    }

    private static func text(
        _ words: String, y: Double, size: Double, colour: String, isBold: Bool = false
    ) -> String {
        "<text x=\"\(Int(margin))\" y=\"\(Int(y))\" font-size=\"\(Int(size))\" fill=\"\(colour)\""
            + (isBold ? " font-weight=\"bold\"" : "") + ">\(XML.escaped(words))</text>"
    }

    /// Text under `y` in the largest of `sizes` in which it takes at most `lines` lines; in the last, as many as it takes.
    private static func block(
        _ words: String, _ sizes: [Double], lines most: Int, y: Double, colour: String = ink, isBold: Bool = false,
        after body: String
    ) -> (String, Double) {
        let pieces = pieces(of: words, isBold)
        let size = sizes.first { wrapped(pieces, at: $0).count <= most } ?? sizes[sizes.count - 1]
        var (body, y) = (body, y)
        for line in wrapped(pieces, at: size) {
            y += size * 1.35
            body += text(line, y: y, size: size, colour: colour, isBold: isBold)
        }
        return (body, y)
    }

    private struct Piece {
        var text: String
        /// In parts of the font size.
        var width: Double
        var followsBlank: Bool
    }

    /// The words, measured; one that is long on its own is cut into pieces that can stand on lines of their own.
    private static func pieces(of words: String, _ isBold: Bool) -> [Piece] {
        words.split(separator: " ").flatMap { word in
            stride(from: 0, to: word.count, by: 24).map { start in
                let text = String(word.dropFirst(start).prefix(24))
                return Piece(text: text, width: width(of: text, isBold), followsBlank: start == 0)
            }
        }
    }

    private static func wrapped(_ pieces: [Piece], at size: Double) -> [String] {
        var lines: [String] = []
        var used = 0.0
        for piece in pieces {
            let gap = piece.followsBlank ? 0.35 : 0
            if lines.isEmpty || (used + gap + piece.width) * size > room {
                lines.append(piece.text)
                used = piece.width
            } else {
                lines[lines.count - 1] += (piece.followsBlank ? " " : "") + piece.text
                used += gap + piece.width
            }
        }
        return lines
    }

    /// How wide a text is, in parts of the font size; an estimate on the large side where it cannot be drawn.
    private static func width(of text: String, _ isBold: Bool) -> Double {
        let drawing =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9000\" height=\"200\" font-family=\"\(family)\">"
            + "<text id=\"t\" x=\"0\" y=\"100\" font-size=\"100\"\(isBold ? " font-weight=\"bold\"" : "")>"
            + XML.escaped(text) + "</text></svg>"
        guard let box = PNG.bounds(svg: drawing, id: "t"), box.width > 0 else { return Double(text.count) }
        return box.width / 100
    }
}
