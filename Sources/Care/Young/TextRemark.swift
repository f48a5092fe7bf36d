import Core

/// Something that stands in a free text and does not belong there. Whether it is so, a person sees; only a citizen service number
/// and an image are refused.
enum TextRemark: String, Sendable, Codable, CaseIterable, Hashable {
    /// Nine digits that pass the eleven test: a citizen service number, or by chance something else (one number in eleven passes).
    case bsn
    /// An image, as text or by the name of its file.
    case image
    case link, phone, mail

    /// Whether the text cannot be kept with it.
    var isRefused: Bool { self == .bsn || self == .image }

    /// What the form says about it.
    var text: Text {
        switch self {
        case .bsn: Text("care.error.holds-bsn")
        case .image: Text("care.error.holds-file")
        case .link: Text("care.free-text.link")
        case .phone: Text("care.free-text.phone")
        case .mail: Text("care.free-text.mail")
        }
    }

    /// What stands in a text, each once, in the order of the cases.
    static func all(in text: String) -> [TextRemark] {
        let lower = text.lowercased()
        let numbers = NumberRuns(text)
        return allCases.filter { remark in
            switch remark {
            case .bsn: numbers.hasBSN
            case .image: holdsImage(lower)
            case .link: ["http://", "https://", "www."].contains { lower.contains($0) }
            case .phone: numbers.hasPhone
            case .mail: holdsMail(lower)
            }
        }
    }

    private static func holdsImage(_ lower: String) -> Bool {
        let marks = ["data:image", "data:video", "![", "<img", "<video", "[img]"]
        let endings = [".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".mp4", ".mov"]
        if marks.contains(where: { lower.contains($0) }) { return true }
        return lower.split(whereSeparator: { $0.isWhitespace || "()<>,;\"'".contains($0) }).contains { word in
            endings.contains { word.hasSuffix($0) || word.hasSuffix($0 + ".") }
        }
    }

    private static func holdsMail(_ lower: String) -> Bool {
        lower.split(whereSeparator: \.isWhitespace).contains { word in
            guard let at = word.firstIndex(of: "@"), at != word.startIndex else { return false }
            return word[word.index(after: at)...].dropLast().contains(".")
        }
    }
}

/// The numbers in a text: groups of digits with one blank, dot or hyphen between them, looked at together.
private struct NumberRuns {
    private struct Group {
        var digits: [UInt8]
        /// A plus stands before it.
        var hasPlus: Bool
        var isUsed = false
    }

    private(set) var hasPhone = false
    private(set) var hasBSN = false

    init(_ text: String) {
        var run: [Group] = []
        var digits: [UInt8] = []
        var (hasPlus, gap) = (false, 0)
        for byte in Array(text.utf8) + [0x0A] {
            if (0x30...0x39).contains(byte) {
                if digits.isEmpty, gap > 1 { look(&run) }
                digits.append(byte - 0x30)
                continue
            }
            if !digits.isEmpty {
                run.append(Group(digits: digits, hasPlus: hasPlus))
                (digits, hasPlus, gap) = ([], false, 0)
            }
            if byte == 0x2B { hasPlus = true }
            // Blank, hyphen, dot and brackets stand inside a number; anything else ends it.
            gap += [0x20, 0x2D, 0x2E].contains(byte) ? 1 : byte == 0x28 || byte == 0x29 ? 0 : 2
        }
        look(&run)
    }

    /// Telephone numbers first: what is left of a run may be a citizen service number.
    private mutating func look(_ run: inout [Group]) {
        Self.windows(&run) { digits, hasPlus in
            let isPhone = Self.isPhone(digits, hasPlus: hasPlus)
            if isPhone { hasPhone = true }
            return isPhone
        }
        Self.windows(&run) { digits, _ in
            let isBSN = Self.isBSN(digits)
            if isBSN { hasBSN = true }
            return isBSN
        }
        run = []
    }

    /// Offers neighbouring groups as one number; the groups of a number that `take` knows are not offered again.
    private static func windows(_ run: inout [Group], take: (_ digits: [UInt8], _ hasPlus: Bool) -> Bool) {
        for first in run.indices {
            var digits: [UInt8] = []
            for last in first..<run.count {
                if run[last].isUsed { break }
                digits += run[last].digits
                if digits.count > 13 { break }
                if take(digits, run[first].hasPlus) {
                    for place in first...last { run[place].isUsed = true }
                    break
                }
            }
        }
    }

    /// A number in the Netherlands has ten digits with the zero before it; `+31` and `0031` stand for that zero.
    private static func isPhone(_ digits: [UInt8], hasPlus: Bool) -> Bool {
        if digits.count == 10, digits[0] == 0, digits[1] != 0 { return true }
        if hasPlus, (10...13).contains(digits.count) { return true }
        return digits.count == 13 && digits.starts(with: [0, 0, 3, 1])
    }

    /// The eleven test: 9·a + 8·b + … + 2·h − i is a multiple of 11. The numbers of eight digits, from before 2010, are
    /// written with a zero before them; without it they look like a date.
    private static func isBSN(_ digits: [UInt8]) -> Bool {
        guard digits.count == 9, digits.contains(where: { $0 != 0 }) else { return false }
        var sum = -Int(digits[8])
        for place in 0..<8 { sum += (9 - place) * Int(digits[place]) }
        return sum % 11 == 0
    }
}
