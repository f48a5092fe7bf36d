import Core

/// Looks through a document before it is taken in: plain text, or a PDF without pictures, other files and programs in it.
///
/// What it is, its content says; its name and what a browser calls it say nothing. In doubt it is refused. What passes is not
/// therefore harmless: lines and areas that are drawn make a picture too, and a reader for PDF may have flaws.
public enum DocumentScreen {
    /// The largest document, in MB of 2²⁰ bytes.
    public static let largestInMB = 5
    private static let longestName = 100

    /// The document as it is kept: text as UTF-8 with line feeds; a PDF byte for byte.
    ///
    /// - Parameter name: as the browser sent it; folders, control characters and a wrong ending are taken off.
    public static func check(name: String, bytes: [UInt8]) throws(DocumentError) -> Document {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= largestInMB << 20 else { throw .tooLarge(most: largestInMB) }
        if bytes.starts(with: "%PDF-".utf8) {
            try PDFScreen.check(bytes)
            return Document(name: clean(name, ending: ".pdf"), kind: .pdf, bytes: bytes)
        }
        if let kind = FileKind(bytes) { throw kind.error }
        // PostScript draws, as a program.
        if bytes.starts(with: "%!".utf8) { throw .image }
        // Readers look for the beginning of a PDF in the first thousand bytes.
        if ByteSearch.contains("%PDF-", in: bytes.prefix(4096)) { throw .pdfMixed }
        let text = try PlainText.read(bytes)
        return Document(name: clean(name, ending: ".txt"), kind: .text, bytes: Array(text.utf8))
    }

    private static func clean(_ name: String, ending: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        let kept = last.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        var clean = String(String.UnicodeScalarView(kept.prefix(longestName)))
        while clean.first == "." || clean.first == " " { clean.removeFirst() }
        while clean.last == " " { clean.removeLast() }
        if clean.isEmpty { clean = "document" }
        return clean.lowercased().hasSuffix(ending) ? clean : clean + ending
    }
}

/// A kind of file that is recognised by how it begins.
enum FileKind: CaseIterable {
    case image, video, office, archive, markup

    var error: DocumentError {
        switch self {
        case .image: .image
        case .video: .video
        case .office: .office
        case .archive: .archive
        case .markup: .markup
        }
    }

    /// How files of each kind begin. `nil` stands for any byte.
    private static let beginnings: [(FileKind, [UInt8?])] = [
        (.image, [0xFF, 0xD8, 0xFF]), (.image, [0x89] + text("PNG")), (.image, text("GIF87a")),
        (.image, text("GIF89a")), (.image, text("II*\0")), (.image, text("MM\0*")), (.image, text("II+\0")),
        (.image, text("MM\0+")), (.image, text("RIFF") + any(4) + text("WEBP")), (.image, text("8BPS\0")),
        (.image, [0xFF, 0x0A]), (.image, [0, 0, 0, 0x0C] + text("JXL ")), (.image, [0, 0, 0, 0x0C] + text("jP  ")),
        (.image, [0xFF, 0x4F, 0xFF, 0x51]), (.image, [0, 0, 1, 0]), (.image, [0, 0, 2, 0]),
        (.image, [0xD7, 0xCD, 0xC6, 0x9A]), (.image, [1, 0, 0, 0] + any(36) + text(" EMF")),
        (.image, text("BM") + any(4) + [0, 0, 0, 0]), (.image, [0x97, 0x4A, 0x42, 0x32]),
        (.image, any(4) + text("ftyphei")), (.image, any(4) + text("ftyphev")), (.image, any(4) + text("ftypmif1")),
        (.image, any(4) + text("ftypmsf1")), (.image, any(4) + text("ftypavi")), (.image, any(4) + text("ftypcrx")),
        (.image, text("gimp xcf")), (.image, text("FUJIFILMCCD-RAW")), (.image, text("qoif\0")),
        (.image, text("#?RADIANCE")), (.image, [0xC5, 0xD0, 0xD3, 0xC6]),
        (.image, text("AT&TFORM")), (.image, text("IIRO")), (.image, text("IIRS")), (.image, text("IIU\0")),
        (.image, [0x76, 0x2F, 0x31, 0x01]),
        (.video, [0, 0, 0] + any(1) + text("ftyp")), (.video, [0] + any(3) + text("moov")),
        (.video, [0] + any(3) + text("mdat")), (.video, [0] + any(3) + text("wide")),
        (.video, text("RIFF") + any(4) + text("AVI ")), (.video, text("RIFF") + any(4) + text("WAVE")),
        (.video, [0x1A, 0x45, 0xDF, 0xA3]), (.video, text("FLV\u{1}")), (.video, [0, 0, 1, 0xBA]),
        (.video, [0, 0, 1, 0xB3]), (.video, text("OggS\0")), (.video, text("ID3\u{2}")), (.video, text("ID3\u{3}")),
        (.video, text("ID3\u{4}")), (.video, [0xFF, 0xFB]), (.video, [0xFF, 0xF3]), (.video, [0xFF, 0xF2]),
        (.video, [0xFF, 0xF1]), (.video, [0xFF, 0xF9]), (.video, [0x30, 0x26, 0xB2, 0x75]), (.video, text("fLaC\0")),
        (.video, text("#!AMR")), (.video, text("FORM") + any(4) + text("AIF")),
        (.office, [0xD0, 0xCF, 0x11, 0xE0]), (.office, text("{\\rtf")), (.office, text("{\\urtf")),
        (.archive, text("PK\u{3}\u{4}")), (.archive, text("PK\u{5}\u{6}")), (.archive, text("PK\u{7}\u{8}")),
        (.archive, text("Rar!\u{1A}")), (.archive, text("7z") + [0xBC, 0xAF]), (.archive, [0x1F, 0x8B]),
        (.archive, text("BZh") + any(1) + text("1AY")), (.archive, [0xFD] + text("7zXZ")),
        (.archive, [0x28, 0xB5, 0x2F, 0xFD]), (.archive, [0x04, 0x22, 0x4D, 0x18]), (.archive, text("MSCF\0")),
        (.archive, text("xar!")), (.archive, any(257) + text("ustar")), (.archive, [0x1F, 0x9D]),
        (.archive, [0x1F, 0xA0]), (.archive, text("LZIP\u{1}")), (.archive, text("!<arch>")),
    ]

    private static func text(_ text: String) -> [UInt8?] { Array(text.utf8) }
    private static func any(_ count: Int) -> [UInt8?] { Array(repeating: nil, count: count) }

    /// `nil` for what begins as none of them.
    ///
    /// - Parameter atLeast: leaves out the beginnings that have fewer bytes of their own, which other data has by chance.
    init?(_ bytes: [UInt8], atLeast: Int = 2) {
        let found = Self.beginnings.first { _, beginning in
            beginning.count <= bytes.count && beginning.count { $0 != nil } >= atLeast
                && beginning.indices.allSatisfy { beginning[$0] == nil || beginning[$0] == bytes[$0] }
        }
        guard let found else { return nil }
        self = found.0
        let isOffice = ["word/", "xl/", "ppt/", "mimetypeapplication/vnd."].contains {
            ByteSearch.contains($0, in: bytes)
        }
        if self == .archive, isOffice { self = .office }
    }
}

/// Reads plain text in the encodings that people's editors write.
enum PlainText {
    static func read(_ bytes: [UInt8]) throws(DocumentError) -> String {
        guard let decoded = decode(bytes) else { throw .unknownKind }
        let text = decoded.withLineFeeds
        // The whole of the category Cc (Unicode, table 4-4).
        for scalar in text.unicodeScalars where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
            guard scalar == "\n" || scalar == "\t" else { throw .unknownKind }
        }
        if isMarkup(text) { throw .markup }
        if EncodedFile.stands(in: text) { throw .notOnlyText }
        guard text.contains(where: { !$0.isWhitespace }) else { throw .empty }
        return text
    }

    /// UTF-8, UTF-16 with its mark, or else Windows-1252; `nil` for what is none of them.
    private static func decode(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2)) { $1 << 8 | $0 } }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2)) { $0 << 8 | $1 } }
        let rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if let text = String(validating: rest, as: UTF8.self) { return text }
        let scalars = bytes.map { windows1252[Int($0)] }
        guard !scalars.contains(nil) else { return nil }
        return String(String.UnicodeScalarView(scalars.compactMap { $0 }))
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, _ join: (UInt16, UInt16) -> UInt16) -> String? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map {
            join(UInt16(bytes[$0]), UInt16(bytes[$0 + 1]))
        }
        return String(validating: units, as: UTF16.self)
    }

    /// Latin 1 but for 0x80–0x9F; five of these are no character.
    private static let windows1252: [Unicode.Scalar?] = {
        let special: [UInt32] = [
            0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
            0x017D,
            0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,
            0x017E, 0x0178,
        ]
        return (0..<256).map { byte in
            guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(UInt8(byte)) }
            return special[byte - 0x80] == 0 ? nil : Unicode.Scalar(special[byte - 0x80])
        }
    }()

    /// Whether a browser might take it for a page or a drawing.
    private static func isMarkup(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let begins = bytes.drop { [0x20, 0x09, 0x0A].contains($0) }.prefix(2)
        if begins.first == UInt8(ascii: "<"), let next = begins.dropFirst().first,
            next == UInt8(ascii: "!") || next == UInt8(ascii: "?") || isLetter(next)
        {
            return true
        }
        return ["<svg", "<html", "<!doctype", "<script", "<img", "<iframe"].contains {
            ByteSearch.contains($0, in: bytes, ignoringCase: true)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte & ~0x20)
    }
}
