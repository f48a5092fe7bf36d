import Core
/// Looks through a PDF: nothing in it may be a picture, another file, or a program, and all of it must be looked into.
///
/// A PDF is read by following offsets, and every reader repairs what is wrong in its own way; so two readers may see two
/// documents in one file. Here the file is read from its first byte to its last, as objects that follow each other, and any byte
/// that is not accounted for is an error. What every version of every object holds counts, whether or not a reader would get
/// there.
struct PDFScreen {
    private static let mostCommented = 8 << 10

    static let imageFilters: Set<String> = [
        "DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode",
    ]
    /// Names that stand nowhere in a PDF that is taken in, be it as a key or as a value.
    private static let refused: [(names: Set<String>, error: DocumentError)] = [
        (["Encrypt"], .pdfEncrypted),
        (
            imageFilters.union(["Image", "BitsPerComponent", "ImageMask", "Thumb", "Alternates", "JBIG2Globals"]),
            .pdfImage
        ),
        (
            [
                "EmbeddedFile", "EmbeddedFiles", "EF", "FileAttachment", "Collection", "RichMedia", "RichMediaContent",
                "3D", "3DD", "U3D", "PRC", "Sound", "Movie", "Screen", "Rendition", "MediaClip",
            ], .pdfFile
        ),
        (
            [
                "JavaScript", "JS", "Launch", "XFA", "ImportData", "SubmitForm", "GoToR", "GoToE", "GoTo3DView",
                "RichMediaExecute", "AA",
            ], .pdfActive
        ),
    ]
    private static let errors: [String: DocumentError] = refused.reduce(into: [:]) { errors, group in
        for name in group.names { errors[name] = group.error }
    }

    private var objects: [PDFObject] = []
    private var trailers: [PDFValue] = []
    /// Objects that lie in streams of objects.
    private var inner: [(number: Int, value: PDFValue)] = []
    private var unpacker = PDFUnpacker()
    /// Under which keys each object is used.
    private var uses: [Int: Set<String>] = [:]

    /// - Throws: `DocumentError`, the `pdf…` ones.
    static func check(_ bytes: [UInt8]) throws(DocumentError) {
        var screen = PDFScreen()
        try screen.read(bytes)
        for value in screen.objects.map(\.value) + screen.trailers { try screen.checkNames(value, under: nil) }
        try requireNothingHidden(bytes, objects: screen.objects.count, trailers: screen.trailers.count)
        try screen.checkLengths()
        try screen.readObjectStreams()
        try screen.checkPageContents()
        try screen.checkStreams()
    }

    // MARK: The file

    private mutating func read(_ bytes: [UInt8]) throws(DocumentError) {
        try Self.requireEnd(bytes)
        var reader = PDFReader(bytes[...])
        while true {
            guard let token = try reader.token() else { break }
            switch token {
            case .integer(let number):
                guard case .integer? = try reader.token(), try reader.token() == .word("obj") else {
                    throw .pdfUnreadable
                }
                objects.append(try Self.object(number, &reader))
            case .word("xref"):
                let (_, end) = try Self.table(&reader)
                guard end == .word("trailer") else { throw .pdfUnreadable }
                trailers.append(try reader.value())
            case .word("startxref"):
                guard case .integer? = try reader.token() else { throw .pdfUnreadable }
            default: throw .pdfUnreadable
            }
        }
        guard reader.commented <= Self.mostCommented else { throw .pdfMixed }
        guard !objects.isEmpty else { throw .pdfUnreadable }
    }

    /// `%PDF-1.` or `%PDF-2.` at the beginning; `%%EOF` and nothing but ends of lines behind it at the end.
    private static func requireEnd(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.starts(with: "%PDF-1.".utf8) || bytes.starts(with: "%PDF-2.".utf8) else { throw .pdfUnreadable }
        let blanks = bytes.reversed().prefix { PDFReader.isBlank($0) }.count
        let end = bytes.dropLast(blanks)
        guard blanks <= 1024, end.suffix(5).elementsEqual("%%EOF".utf8),
            let before = end.dropLast(5).last, before == 10 || before == 13
        else { throw .pdfMixed }
    }

    private static func object(_ number: Int, _ reader: inout PDFReader) throws(DocumentError) -> PDFObject {
        let (values, end) = try reader.values { $0 == .word("endobj") || $0 == .word("stream") }
        guard values.count == 1 else { throw .pdfUnreadable }
        guard end == .word("stream") else { return PDFObject(number: number, value: values[0], stream: nil) }
        guard case .dictionary(let pairs) = values[0], Set(pairs.map(\.key)).count == pairs.count,
            // The content of the stream in another file.
            values[0]["F"] == nil, values[0]["FFilter"] == nil
        else { throw .pdfUnreadable }
        let stream = try reader.stream()
        guard try reader.token() == .word("endobj") else { throw .pdfUnreadable }
        return PDFObject(number: number, value: values[0], stream: stream)
    }

    /// The table of offsets: it is read over, since all objects are read anyway.
    private static func table(_ reader: inout PDFReader) throws(DocumentError) -> (Int, PDFReader.Token?) {
        var count = 0
        while true {
            let token = try reader.token()
            switch token {
            case .integer, .word("n"), .word("f"): count += 1
            default: return (count, token)
            }
        }
    }

    /// Offsets may lead a reader into a string, a comment or a stream. So nothing that looks like the beginning of an object or a
    /// trailer stands anywhere but where one was read, and no other kind of file does.
    private static func requireNothingHidden(_ bytes: [UInt8], objects: Int, trailers: Int) throws(DocumentError) {
        var foundObjects = 0
        var foundTrailers = 0
        for position in bytes.indices {
            switch bytes[position] {
            case UInt8(ascii: "o") where matches("obj", bytes, position) && followsNumbers(bytes, position):
                foundObjects += 1
            case UInt8(ascii: "t") where matches("trailer", bytes, position) && isTrailer(bytes, position + 7):
                foundTrailers += 1
            case UInt8(ascii: "P") where matches("PK\u{3}\u{4}", bytes, position): throw .pdfMixed
            case UInt8(ascii: "P") where matches("PK\u{5}\u{6}", bytes, position): throw .pdfMixed
            case UInt8(ascii: "<"):
                let tags = ["<html", "<svg", "<script", "<!doctype"]
                if tags.contains(where: { matches($0, bytes, position, ignoringCase: true) }) { throw .pdfMixed }
            default: break
            }
        }
        guard foundObjects == objects, foundTrailers == trailers else { throw .pdfMixed }
    }

    private static func matches(_ text: String, _ bytes: [UInt8], _ start: Int, ignoringCase: Bool = false) -> Bool {
        var position = start
        for expected in text.utf8 {
            guard position < bytes.count else { return false }
            let byte = bytes[position]
            guard byte == expected || ignoringCase && (0x41...0x5A).contains(byte) && byte | 0x20 == expected else {
                return false
            }
            position += 1
        }
        return true
    }

    /// Whether two numbers stand before `position`, or a comment that may hide them from a search as simple as this.
    private static func followsNumbers(_ bytes: [UInt8], _ position: Int) -> Bool {
        func isDigit(_ position: Int) -> Bool { position > 0 && (0x30...0x39).contains(bytes[position - 1]) }
        func blanks(before end: Int) -> Int {
            var start = end
            while start > 0, PDFReader.isBlank(bytes[start - 1]) { start -= 1 }
            return start
        }
        func mayBeComment(before end: Int) -> Bool { bytes[max(0, end - 256)..<end].contains(UInt8(ascii: "%")) }
        var end = blanks(before: position)
        guard isDigit(end) else { return end < position && mayBeComment(before: end) }
        while isDigit(end) { end -= 1 }
        let start = blanks(before: end)
        return start < end && (isDigit(start) || mayBeComment(before: start))
    }

    private static func isTrailer(_ bytes: [UInt8], _ position: Int) -> Bool {
        guard let next = bytes[position...].first(where: { !PDFReader.isBlank($0) }) else { return false }
        return next == UInt8(ascii: "<") || next == UInt8(ascii: "%")
    }

    // MARK: Names

    private mutating func checkNames(_ value: PDFValue, under key: String?) throws(DocumentError) {
        switch value {
        case .other, .integer: return
        case .name(let name):
            // A way of mixing colours has the name of a kind of annotation.
            if let error = Self.errors[name], !(name == "Screen" && key == "BM") { throw error }
        case .reference(let number): uses[number, default: []].insert(key ?? "")
        case .array(let values):
            var key = key
            if case .name(let first)? = values.first, PDFUse.families.contains(first) { key = first }
            for value in values { try checkNames(value, under: key) }
        case .dictionary(let pairs):
            // Free areas of colour, point by point, are a picture.
            if let kind = value["ShadingType"], ![.integer(2), .integer(3)].contains(kind) { throw .pdfImage }
            if case .array(let values)? = value["Contents"] { try Self.requireReferences(values) }
            for (key, value) in pairs {
                try checkNames(.name(key), under: nil)
                try checkNames(value, under: key)
            }
        }
    }

    // MARK: Streams

    /// Readers go by `Length`, or else look for `endstream`: both give the same here.
    private func checkLengths() throws(DocumentError) {
        var numbers: [Int: Set<Int>] = [:]
        for object in objects {
            if case .integer(let number) = object.value { numbers[object.number, default: []].insert(number) }
        }
        for object in objects {
            guard let stream = object.stream else { continue }
            let length: Int
            switch object.value["Length"] {
            case .integer(let number)?: length = number
            case .reference(let number)?:
                guard let known = numbers[number], known.count == 1,
                    objects.allSatisfy({ $0.number != number || $0.stream == nil })
                else { throw .pdfUnreadable }
                length = known.first!
            default: throw .pdfUnreadable
            }
            guard length >= 0, length <= stream.count, stream.count - length <= 2,
                stream.suffix(stream.count - length).allSatisfy({ $0 == 10 || $0 == 13 })
            else { throw .pdfUnreadable }
        }
    }

    /// Objects may lie in streams of their own: they are looked at like the others.
    private mutating func readObjectStreams() throws(DocumentError) {
        for object in objects {
            guard let stream = object.stream, PDFUse.isObjectStream(object) else { continue }
            guard try !PDFUnpacker.isPredicted(object.value), case .integer(let count)? = object.value["N"],
                case .integer(let first)? = object.value["First"]
            else { throw .pdfUnreadable }
            let content = try unpacker.unpack(object, stream)
            guard (0...content.count).contains(first), (0...content.count).contains(count) else { throw .pdfUnreadable }
            var head = PDFReader(content[..<first])
            for _ in 0..<count {
                guard case .integer(let number)? = try head.token(), case .integer(let offset)? = try head.token(),
                    (0...content.count - first).contains(offset)
                else { throw .pdfUnreadable }
                var reader = PDFReader(content[(first + offset)...])
                let value = try reader.value()
                try checkNames(value, under: nil)
                inner.append((number, value))
            }
            guard try head.token() == nil else { throw .pdfUnreadable }
        }
    }

    /// A page's content is a stream or a list of streams. With anything else in such a list, readers might take for content what
    /// is taken for something else here.
    private func checkPageContents() throws(DocumentError) {
        for (number, value) in objects.map({ ($0.number, $0.value) }) + inner {
            switch value {
            case .array(let values) where uses[number]?.contains("Contents") == true:
                try Self.requireReferences(values)
            // An object that only points to another would hide what that one is used for.
            case .reference: throw .pdfUnreadable
            default: break
            }
        }
    }

    private static func requireReferences(_ values: [PDFValue]) throws(DocumentError) {
        for value in values { guard case .reference = value else { throw .pdfUnreadable } }
    }

    private mutating func checkStreams() throws(DocumentError) {
        for object in objects {
            guard let stream = object.stream, !PDFUse.isObjectStream(object) else { continue }
            let uses = uses[object.number] ?? []
            let content = try unpacker.unpack(object, stream)
            // A table of offsets; nothing uses it as anything else.
            if object.value["Type"] == .name("XRef"), uses.isEmpty { continue }
            guard try !PDFUnpacker.isPredicted(object.value) else { throw .pdfUnreadable }
            if let kind = FileKind(content, atLeast: 3) { throw kind == .image ? .pdfImage : .pdfFile }
            if content.starts(with: "%PDF".utf8) { throw .pdfFile }
            if try PDFUse.isKnownData(object.value, content, uses) { continue }
            try Self.checkDrawing(content)
        }
    }

    /// What is drawn, in whatever it is used: no picture in the middle of it.
    private static func checkDrawing(_ content: [UInt8]) throws(DocumentError) {
        var reader = PDFReader(content[...])
        while let token = try reader.token() {
            // Readers part words in different ways: `QBI` is two for some.
            if case .word(let word) = token, word.utf8.count >= 2, ByteSearch.contains("BI", in: Array(word.utf8)) {
                throw .pdfImage
            }
        }
    }
}
