/// Writes small PDFs for tests, right unless a test wants them wrong.
struct PDFWriter {
    private(set) var bytes = Array("%PDF-1.7\n%\u{E2}\u{E3}\n".utf8)
    private var offsets: [(number: Int, offset: Int)] = []

    mutating func write(_ text: String) { bytes += Array(text.utf8) }

    /// An object; `text` is what stands between `obj` and `endobj`.
    mutating func object(_ number: Int, _ text: String) {
        offsets.append((number, bytes.count))
        write("\(number) 0 obj\n\(text)\nendobj\n")
    }

    /// An object with a stream. Its length is written behind `entries` unless they give one.
    mutating func stream(_ number: Int, _ entries: String, _ content: [UInt8]) {
        offsets.append((number, bytes.count))
        let length = entries.contains("/Length") ? "" : " /Length \(content.count)"
        write("\(number) 0 obj\n<< \(entries)\(length) >>\nstream\n")
        bytes += content
        write("\nendstream\nendobj\n")
    }

    mutating func stream(_ number: Int, _ entries: String, _ content: String) {
        stream(number, entries, Array(content.utf8))
    }

    /// Table, trailer and end.
    mutating func end(trailer: String = "/Root 1 0 R") {
        let start = bytes.count
        write("xref\n0 1\n0000000000 65535 f \n")
        for (number, offset) in offsets {
            let digits = String(offset)
            write("\(number) 1\n\(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n \n")
        }
        write("trailer\n<< /Size \(offsets.count + 1) \(trailer) >>\nstartxref\n\(start)\n%%EOF\n")
    }

    /// A document of one page.
    ///
    /// - Parameters:
    ///   - content: what is drawn.
    ///   - resources: fonts and forms.
    ///   - more: objects from number 10.
    static func document(
        content: String = "BT /F1 12 Tf 72 720 Td (Hallo) Tj ET", resources: String = "", page: String = "",
        catalog: String = "", trailer: String = "/Root 1 0 R", more: (inout PDFWriter) -> Void = { _ in }
    ) -> [UInt8] {
        var writer = PDFWriter()
        writer.object(1, "<< /Type /Catalog /Pages 2 0 R \(catalog) >>")
        writer.object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
        writer.object(
            3,
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                + "/Resources << /Font << /F1 5 0 R >> /ProcSet [/PDF /Text /ImageB] \(resources) >> \(page) >>")
        writer.stream(4, "", content)
        writer.object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        more(&writer)
        writer.end(trailer: trailer)
        return writer.bytes
    }
}

/// The least of zlib (RFC 1950, 1951) that tests need.
enum ZLib {
    /// `content` as it is, in blocks that are not compressed.
    static func stored(_ content: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let end = min(start + 65_535, content.count)
            let count = UInt16(end - start)
            out += [end == content.count ? 1 : 0, UInt8(count & 255), UInt8(count >> 8)]
            out += [UInt8(~count & 255), UInt8(~count >> 8)]
            out += content[start..<end]
            start = end
        } while start < content.count
        return out + checkSum(content)
    }

    /// 1 + 258 · `repeats` zeros in a few bytes: one zero, repeated.
    static func zeros(repeats: Int) -> [UInt8] {
        var bits: [Bool] = [true, true, false]
        bits += code(0x30, 8)
        for _ in 0..<repeats { bits += code(0xC5, 8) + code(0, 5) }
        bits += code(0, 7)
        var out: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: bits.count, by: 8) {
            out.append((0..<8).reduce(0) { $0 | (start + $1 < bits.count && bits[start + $1] ? 1 << UInt8($1) : 0) })
        }
        let sum = UInt32((1 + 258 * repeats) % 65_521) << 16 | 1
        return out + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> UInt32($0)) }
    }

    private static func code(_ code: Int, _ length: Int) -> [Bool] {
        (0..<length).map { code >> (length - 1 - $0) & 1 == 1 }
    }

    private static func checkSum(_ content: [UInt8]) -> [UInt8] {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in content {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return [UInt8(high >> 8), UInt8(high & 255), UInt8(low >> 8), UInt8(low & 255)]
    }
}
