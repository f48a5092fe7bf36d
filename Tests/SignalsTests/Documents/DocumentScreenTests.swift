import Core
import Testing

@testable import Signals

/// What is said of these bytes: `nil` when they are taken in.
func screened(_ bytes: [UInt8], name: String = "naam") -> DocumentError? {
    do throws(DocumentError) {
        _ = try DocumentScreen.check(name: name, bytes: bytes)
        return nil
    } catch { return error }
}

struct DocumentScreenTests {
    private func text(_ bytes: [UInt8]) -> String? {
        guard let document = try? DocumentScreen.check(name: "naam", bytes: bytes), document.kind == .text else {
            return nil
        }
        return String(decoding: document.bytes, as: UTF8.self)
    }

    @Test func readsTextAsEditorsWriteIt() {
        let line = "Eén \u{201C}melding\u{201D}: \u{20AC} 40.\n\tTweede regel."
        #expect(text(Array(line.utf8)) == line)
        #expect(text([0xEF, 0xBB, 0xBF] + line.utf8) == line)
        #expect(text([0xFF, 0xFE] + line.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }) == line)
        #expect(text([0xFE, 0xFF] + line.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }) == line)
        #expect(text([0x45, 0xE9, 0x6E, 0x20, 0x93, 0x78, 0x94, 0x20, 0x80]) == "Eén \u{201C}x\u{201D} \u{20AC}")
        #expect(text(Array("een\r\ntwee\rdrie".utf8)) == "een\ntwee\ndrie")
        #expect(text(Array("The wide road; BM; ID3 en RIFF; 3 < 4 en <naam>".utf8)) != nil)
        #expect(text(Array("PDF: wij zagen %PDF- in de naam".utf8)) == nil)
    }

    @Test(
        arguments: [
            [0], [0x61, 0], [0x61, 7], [0x61, 0x1B], [0x61, 0x7F], [0xC2, 0x85], [0x81], [0x8D, 0x61],
            [0xFF, 0xFE, 0x61],
            [0xFF, 0xFE, 0x00, 0xD8], [0xFF, 0xFE, 0x00, 0x00],
        ] as [[UInt8]])
    func whatIsNoTextIsRefused(bytes: [UInt8]) { #expect(screened(bytes) == .unknownKind) }

    @Test func nothingAndTooMuchAreRefused() {
        #expect(screened([]) == .empty)
        #expect(screened(Array(" \n\t ".utf8)) == .empty)
        let largest = [UInt8](repeating: 0x20, count: (5 << 20) - 1) + [0x61]
        #expect(screened(largest) == nil)
        #expect(screened(largest + [0x61]) == .tooLarge(most: 5))
    }

    /// The name, and what a browser would call it, say nothing.
    @Test(arguments: ["verslag.txt", "verslag.pdf", "foto.jpg", ""])
    func theContentDecidesWhatItIs(name: String) {
        let beginnings: [(DocumentError, [UInt8])] = [
            (.image, [0xFF, 0xD8, 0xFF, 0xE0]), (.image, [0x89, 0x50, 0x4E, 0x47]), (.image, Array("GIF89a".utf8)),
            (.image, Array("RIFFxxxxWEBPVP8 ".utf8)), (.image, Array("II*\0".utf8)), (.image, Array("MM\0*".utf8)),
            (.image, [0x42, 0x4D, 1, 2, 0, 0, 0, 0, 0, 0]), (.image, Array("\0\0\0\u{18}ftypheic".utf8)),
            (.image, Array("\0\0\0\u{1C}ftypavif".utf8)), (.image, Array("8BPS\0".utf8)),
            (.image, Array("%!PS-Adobe-3.0 EPSF-3.0\n".utf8)),
            (.video, Array("\0\0\0\u{18}ftypmp42".utf8)), (.video, Array("\0\0\0\u{14}ftypqt  ".utf8)),
            (.video, [0x1A, 0x45, 0xDF, 0xA3]), (.video, Array("RIFFxxxxAVI ".utf8)),
            (.video, Array("RIFFxxxxWAVE".utf8)), (.video, Array("OggS\0".utf8)), (.video, Array("ID3\u{3}".utf8)),
            (.office, [0xD0, 0xCF, 0x11, 0xE0]), (.office, Array("{\\rtf1 tekst}".utf8)),
            (.office, Array("PK\u{3}\u{4}....word/document.xml".utf8)),
            (.office, Array("PK\u{3}\u{4}....mimetypeapplication/vnd.oasis".utf8)),
            (.archive, Array("PK\u{3}\u{4}....foto.jpg".utf8)), (.archive, [0x1F, 0x8B, 8]),
            (.archive, Array("Rar!\u{1A}\u{7}".utf8)), (.archive, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
            (.markup, Array("<!DOCTYPE html><p>x".utf8)), (.markup, Array("  <svg xmlns='x'/>".utf8)),
            (.markup, Array("<?xml version='1.0'?><x/>".utf8)), (.markup, Array("<!-- x --><SVG>".utf8)),
            (.markup, Array("tekst <SCRIPT>".utf8)), (.markup, [0xFF, 0xFE] + Array("<\0p\0>\0".utf8)),
            (.pdfMixed, Array(" %PDF-1.7\n".utf8)), (.pdfMixed, Array("tekst\n%PDF-1.4".utf8)),
        ]
        for (error, bytes) in beginnings {
            #expect(screened(bytes + Array(repeating: 0x20, count: 20), name: name) == error)
        }
    }

    @Test func aFileThatWasTurnedIntoLettersIsRefused() {
        let row = String(repeating: "QUJD", count: 19)
        let file = Array(repeating: row, count: 40).joined(separator: "\n")
        #expect(screened(Array(("Zie onder.\n\n" + file).utf8)) == .notOnlyText)
        #expect(screened(Array(file.replacing("\n", with: "").utf8)) == .notOnlyText)
        #expect(screened(Array("kijk: data:image/png;base64,AAAA".utf8)) == .notOnlyText)
        let words = Array(repeating: "Er zat iemand in de lobby die niet weg mocht.", count: 500)
        #expect(screened(Array(words.joined(separator: "\n").utf8)) == nil)
        #expect(screened(Array("https://example.org/\(row)".utf8)) == nil)
    }

    /// A photo turned into letters, in the ways that people's programs do it, alone and between sentences.
    @Test(arguments: TurnedPhoto.allCases)
    func aPhotoThatWasTurnedIntoLettersIsRefused(way: TurnedPhoto) {
        for seed in 1...3 {
            let text = way.text(of: TurnedPhoto.photo(seed: UInt64(seed), count: 4000))
            #expect(screened(Array(text.utf8)) == .notOnlyText)
            #expect(screened(Array(text.replacing("\n", with: "\r\n").utf8)) == .notOnlyText)
            let story = String(repeating: "Zij zat in de lobby en mocht niet weg. ", count: 300)
            #expect(screened(Array("\(story)\n\n\(text)\n\n\(story)".utf8)) == .notOnlyText)
        }
    }

    /// What people keep in a text is no photo: lists of numbers, telephone logs, chats, room lists, addresses of pages.
    @Test(arguments: [
        "06-12345678  14:03  00:02:11  uitgaand", "0612345678;2020-03-12T14:03:00;131;1", "255 216 255 224 0 16 74 70",
        "[12-03-2020 14:05:33] Jan van WhatsApp: kom je om 10u naar kamer 12b?", "Kamer 203 3 mannen 14u30 2x B12 4e",
        "NL91ABNA0417164300 IngBank 2 x 50 euro", "1234AB 4-TVK-98 AB-12-CD", "101 102 103a 104b 105 206c",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ om 12:03",
        "De politie kwam om 23:15 en Fred zag de bende: 3 dames.",
        "He said that he would be back, and a face had faded at a decade of bad deeds.",
    ])
    func whatPeopleWriteIsTaken(line: String) {
        let lines = (0..<300).map { "\(line) \($0 % 7)" }
        #expect(screened(Array(lines.joined(separator: "\n").utf8)) == nil)
    }

    @Test(arguments: [
        ("verslag.txt", "verslag.txt"), ("VERSLAG.TXT", "VERSLAG.TXT"), ("foto.jpg", "foto.jpg.txt"),
        ("../../etc/passwd", "passwd.txt"), ("C:\\map\\x.txt", "x.txt"), ("", "document.txt"), ("..", "document.txt"),
        (" .htaccess ", "htaccess.txt"), ("a\u{202E}txt.exe", "atxt.exe.txt"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x.txt"),
        ("a\u{0}b.txt", "ab.txt"), ("één.txt", "één.txt"),
    ])
    func namesAreCleaned(name: String, clean: String) throws {
        #expect(try DocumentScreen.check(name: name, bytes: [0x61]).name == clean)
    }

    @Test func aLongNameIsCut() throws {
        let name = try DocumentScreen.check(name: String(repeating: "a", count: 5000), bytes: [0x61]).name
        #expect(name == String(repeating: "a", count: 100) + ".txt")
    }

    @Test func everyErrorTellsWhatToDo() {
        let errors: [DocumentError] = [
            .empty, .tooLarge(most: 5), .image, .video, .office, .archive, .markup, .unknownKind, .notOnlyText,
            .pdfImage,
            .pdfFile, .pdfActive, .pdfEncrypted, .pdfMixed, .pdfUnreadable,
        ]
        #expect(Set(errors.map(\.text.key)).count == errors.count)
        for error in errors { #expect(error.status == (error == .tooLarge(most: 5) ? 413 : 422)) }
    }
}
