import CZ

/// Takes the filters off streams of a PDF, within bounds for the whole document.
struct PDFUnpacker {
    private static let mostBytes = 32 << 20
    private static let mostStreams = 20_000

    private var bytesLeft = PDFUnpacker.mostBytes
    private var streamsLeft = PDFUnpacker.mostStreams

    /// What is in a stream.
    ///
    /// - Throws: `DocumentError.pdfImage` for the filters of pictures, `.pdfUnreadable` for others, for what does not unpack to its
    ///   end, and for more than there may be.
    mutating func unpack(_ object: PDFObject, _ stream: ArraySlice<UInt8>) throws(DocumentError) -> [UInt8] {
        streamsLeft -= 1
        guard streamsLeft >= 0 else { throw .pdfUnreadable }
        let filters = try Self.filters(object.value)
        var content = Array(stream)
        for filter in filters {
            switch filter {
            case "FlateDecode", "Fl": content = try inflate(content)
            case "ASCII85Decode", "A85": content = try Self.ascii85(content)
            case "ASCIIHexDecode", "AHx": content = try Self.asciiHex(content)
            default: throw .pdfUnreadable
            }
        }
        bytesLeft -= content.count
        guard bytesLeft >= 0 else { throw .pdfUnreadable }
        return content
    }

    private static func filters(_ value: PDFValue) throws(DocumentError) -> [String] {
        let listed: [PDFValue]
        switch value["Filter"] {
        case nil: listed = []
        case .array(let values)?: listed = values
        case .some(let one): listed = [one]
        }
        // Two filters are enough for everything that is honest.
        guard listed.count <= 2 else { throw .pdfUnreadable }
        var names: [String] = []
        for filter in listed {
            guard case .name(let name) = filter else { throw .pdfUnreadable }
            names.append(name)
        }
        if names.contains(where: { PDFScreen.imageFilters.contains($0) }) { throw .pdfImage }
        return names
    }

    /// Whether bytes are predicted from those before them, so that they cannot be read as they are.
    static func isPredicted(_ value: PDFValue) throws(DocumentError) -> Bool {
        let parameters: [PDFValue]
        switch value["DecodeParms"] ?? value["DP"] {
        case nil, .other?: parameters = []
        case .array(let values)?: parameters = values
        case .some(let one): parameters = [one]
        }
        var isPredicted = false
        for parameter in parameters {
            switch parameter {
            case .other: continue
            case .dictionary:
                switch parameter["Predictor"] {
                case nil, .integer(1)?: continue
                case .integer?: isPredicted = true
                default: throw .pdfUnreadable
                }
            default: throw .pdfUnreadable
            }
        }
        return isPredicted
    }

    /// zlib (RFC 1950), to its end and with its check sum, and nothing behind it but the end of a line.
    private func inflate(_ packed: [UInt8]) throws(DocumentError) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .pdfUnreadable
        }
        defer { inflateEnd(&stream) }
        var input = packed
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(64 << 10, max(1 << 10, packed.count * 4)))
        let most = bytesLeft
        let rest: Int? = input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while true {
                let (result, count) = piece.withUnsafeMutableBufferPointer { piece in
                    stream.next_out = piece.baseAddress
                    stream.avail_out = UInt32(piece.count)
                    return (CZ.inflate(&stream, Z_NO_FLUSH), piece.count - Int(stream.avail_out))
                }
                content += piece[..<count]
                if result == Z_STREAM_END { return Int(stream.avail_in) }
                guard result == Z_OK, content.count <= most else { return nil }
            }
        }
        guard let rest, rest <= 4, packed.suffix(rest).allSatisfy({ $0 == 10 || $0 == 13 }) else {
            throw .pdfUnreadable
        }
        return content
    }

    private static func asciiHex(_ packed: [UInt8]) throws(DocumentError) -> [UInt8] {
        var digits: [UInt8] = []
        for (position, byte) in packed.enumerated() where !PDFReader.isBlank(byte) {
            if byte == UInt8(ascii: ">") {
                try requireBlank(packed[(position + 1)...])
                break
            }
            guard let digit = PDFReader.hex(byte) else { throw .pdfUnreadable }
            digits.append(digit)
        }
        if !digits.count.isMultiple(of: 2) { digits.append(0) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func ascii85(_ packed: [UInt8]) throws(DocumentError) -> [UInt8] {
        var content: [UInt8] = []
        var group: [UInt8] = []
        var ended = false
        for (position, byte) in packed.enumerated() where !PDFReader.isBlank(byte) {
            switch byte {
            case UInt8(ascii: "z") where group.isEmpty: content += [0, 0, 0, 0]
            case UInt8(ascii: "!")...UInt8(ascii: "u"):
                group.append(byte - 33)
                guard group.count == 5 else { continue }
                content += try bytes(of: group)
                group = []
            case UInt8(ascii: "~"):
                guard position + 1 < packed.count, packed[position + 1] == UInt8(ascii: ">") else {
                    throw .pdfUnreadable
                }
                try requireBlank(packed[(position + 2)...])
                ended = true
            default: throw .pdfUnreadable
            }
            if ended { break }
        }
        guard ended, group.count != 1 else { throw .pdfUnreadable }
        guard !group.isEmpty else { return content }
        let padded = group + Array(repeating: 84, count: 5 - group.count)
        return content + (try bytes(of: padded)).prefix(group.count - 1)
    }

    private static func bytes(of group: [UInt8]) throws(DocumentError) -> [UInt8] {
        let number = group.reduce(UInt64(0)) { $0 * 85 + UInt64($1) }
        guard let number = UInt32(exactly: number) else { throw .pdfUnreadable }
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }

    private static func requireBlank(_ rest: ArraySlice<UInt8>) throws(DocumentError) {
        guard rest.allSatisfy(PDFReader.isBlank) else { throw .pdfUnreadable }
    }
}
