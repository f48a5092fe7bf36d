import Core
import Foundation
import TestSupport
import Testing

@testable import Signals

struct PDFScreenTests {
    private func drawing(_ content: String) -> DocumentError? { screened(PDFWriter.document(content: content)) }
    private func object(_ text: String) -> DocumentError? {
        screened(PDFWriter.document { $0.object(10, text) })
    }

    // MARK: What is taken in

    @Test func aPageOfTextIsTakenIn() throws {
        let bytes = PDFWriter.document()
        let document = try DocumentScreen.check(name: "brief", bytes: bytes)
        #expect(document.kind == .pdf)
        #expect(document.bytes == bytes)
        #expect(document.name == "brief.pdf")
    }

    @Test func whatOrdinaryDocumentsHoldIsTakenIn() {
        #expect(drawing("BT (BI ID EI) Tj (\\) BI) Tj <42 49> Tj /BI gs % BI\nET") == nil)
        #expect(drawing("/P << /MCID 0 /Alt (a \\( b) >> BDC 0 0 m 10.5 -.5 l S EMC") == nil)
        #expect(object("<< /BM /Screen /ca 0.5 >>") == nil)
        #expect(object("<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://example.org) >> >>") == nil)
        #expect(object("<< /ShadingType 2 /Coords [0 0 1 1] /Function << /FunctionType 2 /N 1 >> >>") == nil)
        let packed = PDFWriter.document { $0.stream(10, "/Filter /FlateDecode", ZLib.stored(Array("q Q".utf8))) }
        #expect(screened(packed) == nil)
        let letters = PDFWriter.document { $0.stream(10, "/Filter [/ASCII85Decode]", "9jqo^~>") }
        #expect(screened(letters) == nil)
        let later = PDFWriter.document {
            $0.stream(10, "/Length 11 0 R", "q Q")
            $0.object(11, "3")
        }
        #expect(screened(later) == nil)
    }

    @Test func objectsInAStreamAndATableInAStreamAreTakenIn() {
        #expect(screened(objectStream("<< /Type /Font >>")) == nil)
        #expect(screened(objectStream("<< /A 1 >> << /B 2 >>", head: "20 0 21 11 ")) == nil)
    }

    @Test func aDocumentThatWasChangedLaterIsTakenIn() {
        var writer = PDFWriter.document()
        writer += Array("4 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n".utf8)
        writer += Array("xref\n0 0\ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n".utf8)
        #expect(screened(writer) == nil)
    }

    // MARK: Pictures

    @Test(arguments: [
        "/Subtype /Image", "/Subtype/Image", "/Subtype /Im#61ge", "/Subtype /#49#6d#61#67#65", "/Subtype 11 0 R",
        "/Filter /DCTDecode", "/Filter [/DCT]", "/Filter /DCTDecod#65", "/Filter [/ASCII85Decode /DCTDecode]",
        "/Filter /JPXDecode", "/Filter /CCITTFaxDecode", "/Filter /JBIG2Decode", "/BitsPerComponent 8",
        "/Bits#50erComponent 8", "/ImageMask true",
    ])
    func aPictureIsRefused(entries: String) {
        let bytes = PDFWriter.document { writer in
            writer.stream(10, "/Type /XObject \(entries) /Width 1 /Height 1", "xxx")
            writer.object(11, "/Image")
        }
        #expect(screened(bytes) == .pdfImage)
    }

    @Test(arguments: [
        "BI /W 1 /H 1 /CS /G /BPC 8 ID x EI", "q BI/W 1/H 1 ID x\nEI Q", "QBI /W 1 ID x EI", "(a)BI /W 1 ID x EI",
        "]BI /W 1 ID x EI", "0BI /W 1 ID x EI", "% comment\rBI /W 1 ID x EI", "BI\0/W 1 ID x EI",
    ])
    func aPictureInADrawingIsRefused(content: String) {
        #expect(drawing(content) == .pdfImage)
        // In a form, a pattern, a glyph, and where nothing says what it is.
        for entries in ["/Subtype /Form /BBox [0 0 1 1]", "/PatternType 1", "", "/FunctionType 0", "/N 3"] {
            let bytes = PDFWriter.document(resources: "/XObject << /FontFile2 10 0 R >>") {
                $0.stream(10, entries, content)
            }
            #expect(screened(bytes) != nil)
            let packed = PDFWriter.document(resources: "/XObject << /Fm 10 0 R >>") {
                $0.stream(10, "\(entries) /Filter /FlateDecode", ZLib.stored(Array(content.utf8)))
            }
            #expect(screened(packed) == .pdfImage)
        }
    }

    /// A page's parts are read one behind the other: what is a comment in one alone may close a string that began before.
    @Test func aPictureBetweenTwoPartsOfAPageIsRefused() {
        let bytes = PDFWriter.document(page: "/X 10 0 R") { writer in
            writer.object(10, "[11 0 R 12 0 R]")
            writer.stream(11, "", "(")
            writer.stream(12, "", "%) BI /W 1 ID x EI")
        }
        #expect(screened(bytes) == .pdfUnreadable)
    }

    @Test(arguments: [1, 4, 5, 6, 7])
    func areasOfFreeColourAreRefused(kind: Int) {
        #expect(object("<< /ShadingType \(kind) /ColorSpace /DeviceRGB >>") == .pdfImage)
    }

    @Test func aPictureAsAnyStreamIsRefused() {
        let pictures: [[UInt8]] = [[0xFF, 0xD8, 0xFF, 0xE0], [0x89] + Array("PNG".utf8), Array("GIF89a".utf8)]
        for picture in pictures {
            for key in ["X", "FontFile2", "Metadata", "CIDToGIDMap", "Function"] {
                let bytes = PDFWriter.document(page: "/\(key) 10 0 R") { $0.stream(10, "", picture + [1, 2, 3, 4]) }
                #expect(screened(bytes) == .pdfImage, "under \(key)")
            }
        }
        #expect(screened(PDFWriter.document(page: "/X 10 0 R") { $0.stream(10, "", "%PDF-1.4\n") }) == .pdfFile)
    }

    // MARK: Fonts and other data

    private func font(_ content: [UInt8], key: String = "FontFile2", entries: String = "") -> DocumentError? {
        screened(
            PDFWriter.document { writer in
                writer.object(10, "<< /Type /FontDescriptor /\(key) 11 0 R >>")
                writer.stream(11, "\(entries) /Filter /FlateDecode", ZLib.stored(content))
            })
    }

    @Test func aFontMayHoldAnyBytes() {
        let random = seededRandomBytes(31)
        let outlines: [UInt8] = [0, 1, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 6) + Array("glyf".utf8)
        for _ in 0..<20 {
            #expect(font(outlines + random(3000)) == nil)
            #expect(font([1, 0, 4, 2] + random(3000), key: "FontFile3") == nil)
            #expect(font(Array("%!PS-AdobeFont-1.0: X\n".utf8) + random(3000), key: "FontFile") == nil)
        }
        #expect(font(outlines + Array("BI ID EI, and more".utf8)) == nil)
    }

    @Test func aFontIsNoPlaceForPictures() {
        let outlines: [UInt8] = [0, 1, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 6) + Array("glyf".utf8)
        let picture = Array(" q BI /W 1 /H 1 ID x EI".utf8)
        #expect(font(outlines + random(100) + picture) == .pdfImage)
        #expect(font(Array("%!PS-AdobeFont-1.0\n".utf8) + picture, key: "FontFile") == .pdfImage)
        // Under the name of a font, and drawn.
        #expect(font(outlines + picture, entries: "/BBox [0 0 1 1]") != nil)
        #expect(font(outlines + picture, key: "Fm0") != nil)
        for table in ["sbix", "CBDT", "SVG "] {
            var pictured = outlines + random(100)
            pictured.replaceSubrange(12..<16, with: Array(table.utf8))
            #expect(font(pictured) == .pdfImage)
        }
        // No font at all.
        #expect(font(Array("(unclosed".utf8)) == .pdfUnreadable)
    }

    private func random(_ count: Int) -> [UInt8] { seededRandomBytes(32)(count) }

    @Test func aDescriptionWithSmallPicturesIsRefused() {
        func described(_ text: String) -> DocumentError? {
            screened(PDFWriter.document(catalog: "/Metadata 10 0 R") { $0.stream(10, "/Type /Metadata", text) })
        }
        #expect(described("<?xpacket begin?><x:xmpmeta>It's (unbalanced</x:xmpmeta>") == nil)
        #expect(described("<x:xmpmeta><xmpGImg:image>/9j/4AAQ</xmpGImg:image></x:xmpmeta>") == .pdfImage)
        #expect(described("<x> BI /W 1 ID x EI") == .pdfImage)
        #expect(described("q (unbalanced") == .pdfUnreadable)
    }

    // MARK: Files, programs, passwords

    @Test(arguments: [
        ("/EmbeddedFiles << /Names [] >>", DocumentError.pdfFile), ("/Type /Filespec /EF << /F 4 0 R >>", .pdfFile),
        ("/Type /EmbeddedFile", .pdfFile), ("/Embedded#46iles 4 0 R", .pdfFile), ("/Subtype /FileAttachment", .pdfFile),
        ("/Subtype /RichMedia", .pdfFile), ("/Subtype /3D", .pdfFile), ("/Subtype /Sound", .pdfFile),
        ("/Subtype /Movie", .pdfFile), ("/Subtype /Screen", .pdfFile), ("/Collection << >>", .pdfFile),
        ("/S /JavaScript /JS (app.alert\\(1\\))", .pdfActive), ("/S /Java#53cript", .pdfActive),
        ("/JS 4 0 R", .pdfActive),
        ("/S /Launch", .pdfActive), ("/XFA []", .pdfActive), ("/S /ImportData", .pdfActive),
        ("/S /SubmitForm", .pdfActive), ("/S /GoToR", .pdfActive), ("/S /GoToE", .pdfActive), ("/AA << >>", .pdfActive),
        ("/Thumb 4 0 R", .pdfImage), ("/Encrypt 4 0 R", .pdfEncrypted),
    ])
    func whatIsNoTextIsRefused(entries: String, error: DocumentError) {
        #expect(object("<< \(entries) >>") == error)
        #expect(object("<< /A [ [ << /B << \(entries) >> >> ] ] >>") == error)
        #expect(screened(PDFWriter.document(catalog: entries)) == error)
        #expect(screened(PDFWriter.document(trailer: "/Root 1 0 R \(entries)")) == error)
        #expect(screened(objectStream("<< \(entries) >>")) == error)
        // In a string or a comment it says nothing.
        #expect(object("<< /A (\(entries.filter { !"()\\".contains($0) })) >>") == nil)
        #expect(object("<< /A 1 % \(entries)\n >>") == nil)
    }

    // MARK: What hides

    private static let hidden = "9 0 obj\n<< /Subtype /Image >>\nendobj"

    @Test(arguments: [
        "<< /A (\n\(hidden)\n) >>", "<< /A (9 0 obj) >>", "<< /A (\\\n9 0\nobj) >>", "<< /A 1 >> % 9 0 obj",
        "<< /A (9 %x\n0 %y\nobj) >>", "<< /A (9 0%\robj) >>", "<< /A (9\u{0}0\tobj) >>",
        "<< /A (trailer << /Root 9 0 R >>) >>", "<< /A (trailer%\n<<) >>", "<< /A (PK\u{3}\u{4}) >>",
        "<< /A (<hTml>) >>", "<< /A 1 >> % <svg onload=x>",
    ])
    func nothingHidesWhereOnlyAnOffsetLeads(text: String) {
        #expect(object(text) == .pdfMixed)
    }

    @Test func nothingHidesInAStream() {
        let bytes = PDFWriter.document { $0.stream(10, "", "(" + Self.hidden + ") Tj") }
        #expect(screened(bytes) == .pdfMixed)
        let ending = PDFWriter.document { $0.stream(10, "/Length 40", "q endstream endobj 9 0 obj /Image endobj") }
        #expect(screened(ending) != nil)
    }

    @Test func nothingStandsBeforeOrBehindIt() {
        let bytes = PDFWriter.document()
        #expect(screened([0x0A] + bytes) == .pdfMixed)
        #expect(screened([0xFF, 0xD8, 0xFF, 0xE0] + bytes) == .image)
        #expect(screened(bytes + Array("\n\n".utf8)) == nil)
        let behind: [[UInt8]] = [
            [0xFF, 0xD8, 0xFF], Array("PK\u{3}\u{4}".utf8), Array("<html>".utf8), Array("% comment\n".utf8), [0x41],
            [UInt8](repeating: 0, count: 5000), Array("%%EOF%%EOF".utf8),
        ]
        for rest in behind { #expect(screened(bytes + rest) == .pdfMixed) }
        #expect(screened(Array(bytes.dropLast(7))) == .pdfMixed)
        let picture = [0xFF, 0xD8, 0xFF] + [UInt8](repeating: 0x41, count: 300)
        #expect(
            screened(
                PDFWriter.document {
                    $0.write("%"); $0.write(String(decoding: picture, as: UTF8.self) + "\n")
                }) == .pdfMixed)
        let comments = String(repeating: "%" + String(repeating: "x", count: 200) + "\n", count: 50)
        #expect(screened(PDFWriter.document { $0.write(comments) }) == .pdfMixed)
    }

    @Test(arguments: [
        "q", "<< /A >>", "<< 1 2 >>", "<< /A 1", "[1 2", ">>", "]", ")", "(", "<12", "<zz>", "{ }", "R", "1 R", "1 2",
        "",
        "<< /A 1 >> << /B 2 >>", "endobj", "9 0 R", "<< /A 0 R >>", "<< /A foo >>", ">",
    ])
    func whatDoesNotFollowTheRulesIsRefused(text: String) {
        #expect(screened(PDFWriter.document { $0.object(10, text) }) == .pdfUnreadable)
    }

    @Test(arguments: [
        "/Length 2", "/Length 5", "/Length -1", "/Length 99999999999", "/Length 1.5", "/Length 12 0 R", "/Length (3)",
        "/Length 3 /Length 3", "/Length 3 /F (x.bin)", "/Length 3 /FFilter /X", "/Filter /LZWDecode",
        "/Filter /RunLengthDecode", "/Filter /Crypt", "/Filter /Fantasy", "/Filter 11 0 R", "/Filter [11 0 R]",
        "/Filter [/FlateDecode /FlateDecode /FlateDecode]", "/Filter /FlateDecode", "/DecodeParms << /Predictor 12 >>",
        "/DecodeParms 11 0 R", "/DecodeParms [<< /Predictor 2 >>]", "/Filter /ASCII85Decode", "/Filter /ASCIIHexDecode",
    ])
    func aStreamThatCannotBeLookedIntoIsRefused(entries: String) {
        let bytes = PDFWriter.document(page: "/X 10 0 R") { writer in
            writer.stream(10, entries, "q~Q")
            writer.object(11, "/FlateDecode")
        }
        #expect(screened(bytes) == .pdfUnreadable)
    }

    @Test func whatStandsBehindAPackedStreamIsRefused() {
        let packed = ZLib.stored(Array("q Q".utf8))
        func with(_ rest: [UInt8]) -> DocumentError? {
            screened(PDFWriter.document(page: "/X 10 0 R") { $0.stream(10, "/Filter /Fl", packed + rest) })
        }
        #expect(with([]) == nil)
        #expect(with([13, 10]) == nil)
        for rest in [[0], [0x41], [0xFF, 0xD8, 0xFF], [10, 10, 10, 10]] as [[UInt8]] {
            #expect(with(rest) == .pdfUnreadable)
        }
        // The rest of the third byte is not used.
        for position in packed.indices where position != 2 {
            var changed = packed
            changed[position] ^= 0x10
            let bytes = PDFWriter.document(page: "/X 10 0 R") { $0.stream(10, "/Filter /Fl", changed) }
            // The content is changed with it, so its check sum is wrong.
            #expect(screened(bytes) != nil, "byte \(position)")
        }
    }

    @Test func aBombIsRefused() {
        func packed(_ repeats: Int) -> [UInt8] {
            PDFWriter.document(page: "/X 10 0 R") {
                $0.stream(10, "/Filter /FlateDecode", ZLib.zeros(repeats: repeats))
            }
        }
        #expect(screened(packed(1000)) == nil)
        #expect(screened(packed((33 << 20) / 258)) == .pdfUnreadable)
        let many = PDFWriter.document(page: "/X 10 0 R") { writer in
            for number in 10..<26 {
                writer.stream(number, "/Type /XRef /Filter /FlateDecode", ZLib.zeros(repeats: 10_000))
            }
        }
        #expect(screened(many) == .pdfUnreadable)
        let deep = String(repeating: "[", count: 100_000)
        #expect(object(deep) == .pdfUnreadable)
        #expect(object(String(repeating: "<</A", count: 100_000)) == .pdfUnreadable)
        #expect(drawing(String(repeating: "(", count: 100_000)) == .pdfUnreadable)
    }

    @Test func anObjectStreamThatHidesAnObjectIsRefused() {
        // The object begins inside a string of the one before it.
        #expect(screened(objectStream("(<< /S /Launch >>)", head: "20 0 21 1 ")) == .pdfActive)
        #expect(screened(objectStream("<< /A 1 >>", head: "20 99 ")) == .pdfUnreadable)
        #expect(screened(objectStream("<< /A 1 >>", head: "20 -1 ")) == .pdfUnreadable)
        #expect(screened(objectStream("<< /A 1 >>", head: "20 0 21 0 ", count: 1)) == .pdfUnreadable)
        #expect(screened(objectStream("<< /A 1 >>", count: 2)) == .pdfUnreadable)
        #expect(screened(objectStream("9 0 R")) == .pdfUnreadable)
        #expect(screened(objectStream("<< /A 1 >>", entries: "/DecodeParms << /Predictor 12 >>")) == .pdfUnreadable)
    }

    private func objectStream(
        _ text: String, head: String = "20 0 ", count: Int? = nil, entries: String = ""
    ) -> [UInt8] {
        let count = count ?? head.split(separator: " ").count / 2
        return PDFWriter.document {
            $0.stream(
                10, "/Type /ObjStm /N \(count) /First \(head.utf8.count) /Filter /FlateDecode \(entries)",
                ZLib.stored(Array((head + text).utf8)))
        }
    }

    // MARK: At random

    /// Bytes changed at random never make a crash, and never let a picture pass unless they took it away. `VANGNET_FUZZ` gives more
    /// rounds than the few of an ordinary run.
    @Test func nothingThatIsChangedAtRandomLetsAPictureThrough() {
        let rounds = ProcessInfo.processInfo.environment["VANGNET_FUZZ"].flatMap(Int.init) ?? 3000
        let samples = [
            PDFWriter.document(resources: "/XObject << /Im 10 0 R >>") {
                $0.stream(10, "/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /Filter /DCTDecode", "xxx")
            },
            PDFWriter.document(content: "q BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"),
            objectStream("<< /S /JavaScript /JS (x) >>"),
        ]
        var generator = SeededGenerator(seed: 33)
        let interesting = Array("()<>[]{}/%# \n\robjRendstreamBI019\\".utf8) + [0, 0x80, 0xFF]
        for round in 0..<rounds {
            var bytes = samples[round % samples.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: 9..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[position] = .random(in: .min ... .max, using: &generator)
                case 1: bytes[position] = interesting.randomElement(using: &generator)!
                case 2: bytes.remove(at: position)
                default: bytes.insert(interesting.randomElement(using: &generator)!, at: position)
                }
            }
            guard screened(bytes) == nil else { continue }
            // Each sample has its marks in more than one place; to pass, all of them have to be gone.
            let text = String(decoding: bytes, as: UTF8.self)
            let isPicture = text.contains("/Image ") && text.contains("/XObject << /Im 10 0 R >>")
            let isInline = text.contains("q BI /W 1 /H 1") && text.contains("ID x EI") && text.contains("\nq BI")
            let isActive =
                text.contains("<< /S /JavaScript /JS (x) >>")
                && (text.contains("/Type /ObjStm /N 1 ") || text.contains(" /First 5 "))
            #expect(!isPicture && !isInline && !isActive, "round \(round): \(text)")
        }
    }

    @Test func noBytesAreTooStrange() {
        var generator = SeededGenerator(seed: 34)
        let words = [
            "1 0 obj", "endobj", "stream\n", "endstream", "<<", ">>", "[", "]", "(", ")", "/A", "/Length 3", "xref",
            "trailer",
            "startxref", "%%EOF", "\n", "7", "R", "<", ">", "#", "/ObjStm", "/N 1", "/First 4", "%", "\\",
        ]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
                words.randomElement(using: &generator)!
            }
            #expect(screened(Array(("%PDF-1.7\n" + text.joined(separator: " ") + "\n%%EOF\n").utf8)) != nil)
        }
    }
}
