/// A part of a body of several parts (RFC 2046, section 5.1).
struct BodyPart {
    var headers: HeaderFields
    var content: ArraySlice<UInt8>
}

/// Reads bodies of several parts.
enum Multipart {
    /// The parts between the boundaries. What stands before the first and after the last is no part of it.
    ///
    /// - Throws: `XAPIError` 400 when the boundary is not valid, a part has no header that ends, or the last boundary is missing.
    static func read(_ body: [UInt8], boundary: String) throws(XAPIError) -> [BodyPart] {
        guard (1...70).contains(boundary.utf8.count), boundary.last != " ",
            boundary.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { throw .bad("The boundary in the Content-Type is not valid: it has 1 to 70 characters of ASCII.") }
        let delimiter = Array("--\(boundary)".utf8)
        var lines = DelimiterSearch(body: body, delimiter: delimiter)
        guard var (_, start, isLast) = lines.next() else {
            throw .bad("The body does not hold the boundary of the Content-Type.")
        }
        var parts: [BodyPart] = []
        while !isLast {
            guard let (end, next, isClosing) = lines.next() else {
                throw .bad("The body does not end with the boundary and two hyphens.")
            }
            parts.append(try part(body[start..<max(start, end)]))
            (start, isLast) = (next, isClosing)
        }
        return parts
    }

    private static func part(_ bytes: ArraySlice<UInt8>) throws(XAPIError) -> BodyPart {
        var fields: [(name: String, value: String)] = []
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            var line = rest[..<end]
            if line.last == 0x0D { line.removeLast() }
            rest = rest[(end + 1)...]
            if line.isEmpty { return BodyPart(headers: HeaderFields(fields), content: rest) }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
                let name = String(validating: line[..<colon], as: UTF8.self), Syntax.isToken(name),
                let value = String(validating: line[(colon + 1)...], as: UTF8.self)
            else { throw .bad("Part of the body has a header line that is not a name, a colon and a value.") }
            fields.append((name, trimmed(value)))
        }
        throw .bad("Part of the body has no empty line after its header.")
    }

    private static func trimmed(_ value: String) -> String {
        var value = value[...]
        while value.first == " " || value.first == "\t" { value.removeFirst() }
        while value.last == " " || value.last == "\t" { value.removeLast() }
        return String(value)
    }
}

/// Finds the lines that begin with the boundary. Looks at each byte a bounded number of times, whatever is sent.
private struct DelimiterSearch {
    private let body: [UInt8]
    private let delimiter: [UInt8]
    /// Where the next line starts that was not looked at; `nil` after the last.
    private var line: Int? = 0

    init(body: [UInt8], delimiter: [UInt8]) { (self.body, self.delimiter) = (body, delimiter) }

    /// Where the content before the line ends, where what follows it starts, and whether it is the last one.
    mutating func next() -> (end: Int, start: Int, isLast: Bool)? {
        while let found = line {
            line = lineEnd(from: found)
            guard body[found...].starts(with: delimiter), let (start, isLast) = rest(after: found + delimiter.count)
            else { continue }
            return (contentEnd(before: found), start, isLast)
        }
        return nil
    }

    /// The start of the line after this one.
    private func lineEnd(from start: Int) -> Int? {
        body.withUnsafeBufferPointer { bytes in
            var position = start
            while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            return position < bytes.count ? position + 1 : nil
        }
    }

    /// The line end before the boundary belongs to the boundary.
    private func contentEnd(before found: Int) -> Int {
        guard found > 0 else { return 0 }
        return found >= 2 && body[found - 2] == 0x0D ? found - 2 : found - 1
    }

    /// After the boundary stand two hyphens, or nothing but blanks; anything else is another boundary.
    private func rest(after end: Int) -> (start: Int, isLast: Bool)? {
        if end + 1 < body.count, body[end] == UInt8(ascii: "-"), body[end + 1] == UInt8(ascii: "-") {
            return (end + 2, true)
        }
        var position = end
        while position < body.count, body[position] == 0x20 || body[position] == 0x09 { position += 1 }
        if position < body.count, body[position] == 0x0D { position += 1 }
        guard position < body.count, body[position] == 0x0A else { return nil }
        return (position + 1, false)
    }
}
