import Core
/// What a stream of a PDF is used for. What is data, and no drawing, is not read as one.
///
/// Names of things are free in many places of a PDF: a drawing may be called `FontFile2` where it is used. So what looks like data
/// must not look like a drawing too, and is searched for pictures all the same.
enum PDFUse {
    /// Arrays that begin with one of these: the streams in them are looked at under that name.
    static let families: Set<String> = ["ICCBased", "Separation", "DeviceN"]

    private static let fonts: Set<String> = ["FontFile", "FontFile2", "FontFile3"]
    private static let colours: Set<String> = ["ICCBased", "DestOutputProfile"]
    private static let maps: Set<String> = ["CIDToGIDMap", "CIDSet"]
    private static let functions: Set<String> = [
        "Function", "Functions", "Separation", "DeviceN", "TR", "TR2", "BG", "BG2", "UCR", "UCR2", "TintTransform",
    ]
    /// A stream that holds one of these may be drawn.
    private static let drawn: Set<String> = ["BBox", "PatternType", "Resources", "FormType", "Matrix"]

    static func isObjectStream(_ object: PDFObject) -> Bool {
        object.value["Type"] == .name("ObjStm") || object.value["First"] != nil
    }

    /// Whether a stream is a font, a profile of colours, a table or a description, which hold any bytes.
    ///
    /// - Parameter uses: the keys under which the document uses it.
    /// - Throws: `DocumentError.pdfImage` for one that has a picture in it.
    static func isKnownData(_ value: PDFValue, _ content: [UInt8], _ uses: Set<String>) throws(DocumentError) -> Bool {
        guard !drawn.contains(where: { value[$0] != nil }), value["Subtype"] != .name("Form") else { return false }
        let isKnown: Bool
        if uses.isEmpty {
            // What nothing refers to is read by offset only: tables for quick viewing over the web.
            isKnown = content.count <= 64 << 10
        } else if uses.isSubset(of: fonts) {
            isKnown = try isFont(content)
        } else if uses.isSubset(of: colours) {
            isKnown = content.count >= 128 && content[36..<40].elementsEqual("acsp".utf8)
        } else if uses.isSubset(of: maps) {
            isKnown = content.count <= 128 << 10
        } else if uses.isSubset(of: functions) {
            isKnown = value["FunctionType"] == .integer(0) && content.count <= 64 << 10
        } else if uses == ["Metadata"] {
            isKnown = try isDescription(content)
        } else {
            isKnown = false
        }
        if isKnown, holdsInlineImage(content) { throw .pdfImage }
        return isKnown
    }

    /// TrueType, OpenType, Type 1 or CFF.
    private static func isFont(_ content: [UInt8]) throws(DocumentError) -> Bool {
        let outlines: [[UInt8]] = [[0, 1, 0, 0], Array("true".utf8), Array("OTTO".utf8)]
        if outlines.contains(where: { content.starts(with: $0) }) {
            try requireNoPictures(content)
            return true
        }
        if content.starts(with: "%!PS-AdobeFont".utf8) || content.starts(with: "%!FontType1".utf8) { return true }
        return content.count > 4 && content[0] == 1 && content[1] <= 1 && content[2] >= 4
            && (1...4).contains(content[3])
    }

    /// Glyphs may be pictures: tables of that name.
    private static func requireNoPictures(_ content: [UInt8]) throws(DocumentError) {
        guard content.count >= 12 else { throw .pdfUnreadable }
        let tables = Int(content[4]) << 8 | Int(content[5])
        guard content.count >= 12 + tables * 16 else { throw .pdfUnreadable }
        for table in 0..<tables {
            let tag = content[12 + table * 16..<16 + table * 16]
            if ["sbix", "CBDT", "SVG "].contains(where: { tag.elementsEqual($0.utf8) }) { throw .pdfImage }
        }
    }

    /// XMP: text, which may hold small pictures of the pages.
    private static func isDescription(_ content: [UInt8]) throws(DocumentError) -> Bool {
        if ByteSearch.contains("GImg", in: content) || ByteSearch.contains("base64", in: content) { throw .pdfImage }
        let rest = content.starts(with: [0xEF, 0xBB, 0xBF]) ? content.dropFirst(3) : content[...]
        return rest.first { !PDFReader.isBlank($0) } == UInt8(ascii: "<")
    }

    /// Whether `BI`, the beginning of a key, and soon `ID` stand in it: how a picture stands in a drawing, for every reader.
    private static func holdsInlineImage(_ content: [UInt8]) -> Bool {
        for position in content.indices.dropLast() where content[position] == UInt8(ascii: "B") {
            guard content[position + 1] == UInt8(ascii: "I") else { continue }
            let rest = content[(position + 2)...]
            let next = rest.first { !PDFReader.isBlank($0) }
            guard next == UInt8(ascii: "/") || next == UInt8(ascii: "%") else { continue }
            if ByteSearch.contains("ID", in: rest.prefix(4096)) { return true }
        }
        return false
    }
}
