/// A value of a PDF (ISO 32000-1, 7.3). What stands in strings and numbers with a fraction does not matter here.
indirect enum PDFValue: Equatable {
    case other
    case integer(Int)
    /// Decoded: `/Im#61ge` is `Image`.
    case name(String)
    case array([PDFValue])
    case dictionary([(key: String, value: PDFValue)])
    /// The number of an object; which generation does not matter, since all are looked at.
    case reference(Int)

    static func == (left: PDFValue, right: PDFValue) -> Bool {
        switch (left, right) {
        case (.integer(let one), .integer(let other)): one == other
        case (.name(let one), .name(let other)): one == other
        default: false
        }
    }

    subscript(key: String) -> PDFValue? {
        guard case .dictionary(let pairs) = self else { return nil }
        return pairs.first { $0.key == key }?.value
    }
}

/// An object of a PDF, with its stream when it has one.
struct PDFObject {
    let number: Int
    let value: PDFValue
    /// Between `stream` and `endstream`.
    let stream: ArraySlice<UInt8>?
}

/// Reads tokens and values strictly: what two readers might take differently is an error.
struct PDFReader {
    enum Token: Equatable {
        case integer(Int)
        case real
        case string
        case name(String)
        case open, close, openDictionary, closeDictionary
        case word(String)
    }

    private static let deepest = 64
    private static let longestComment = 256

    let bytes: ArraySlice<UInt8>
    private(set) var position: Int
    /// Bytes that stand in comments.
    private(set) var commented = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position >= bytes.endIndex }
    private func byte(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.endIndex ? bytes[position + offset] : nil
    }

    static func isBlank(_ byte: UInt8) -> Bool { [0, 9, 10, 12, 13, 32].contains(byte) }
    static func isDelimiter(_ byte: UInt8) -> Bool { "()<>[]{}/%".utf8.contains(byte) }
    static func isRegular(_ byte: UInt8) -> Bool { !isBlank(byte) && !isDelimiter(byte) }

    // MARK: Tokens

    mutating func skipBlanksAndComments() throws(DocumentError) {
        while let next = byte() {
            if Self.isBlank(next) {
                position += 1
            } else if next == UInt8(ascii: "%") {
                let start = position
                while let next = byte(), next != 10, next != 13 { position += 1 }
                commented += position - start
                guard position - start <= Self.longestComment else { throw .pdfMixed }
            } else {
                return
            }
        }
    }

    /// The next token; `nil` at the end.
    mutating func token() throws(DocumentError) -> Token? {
        try skipBlanksAndComments()
        guard let next = byte() else { return nil }
        switch next {
        case UInt8(ascii: "("):
            try skipString()
            return .string
        case UInt8(ascii: "<"):
            if byte(1) == UInt8(ascii: "<") { return single(.openDictionary, 2) }
            try skipHexString()
            return .string
        case UInt8(ascii: ">"):
            guard byte(1) == UInt8(ascii: ">") else { throw .pdfUnreadable }
            return single(.closeDictionary, 2)
        case UInt8(ascii: "["): return single(.open, 1)
        case UInt8(ascii: "]"): return single(.close, 1)
        case UInt8(ascii: "{"), UInt8(ascii: "}"): return single(.word(next == UInt8(ascii: "{") ? "{" : "}"), 1)
        case UInt8(ascii: "/"):
            position += 1
            return .name(readName())
        case UInt8(ascii: ")"): throw .pdfUnreadable
        default: return word()
        }
    }

    private mutating func single(_ token: Token, _ length: Int) -> Token {
        position += length
        return token
    }

    private mutating func word() -> Token {
        let start = position
        while let next = byte(), Self.isRegular(next) { position += 1 }
        let word = bytes[start..<position]
        let isNumber = word.allSatisfy { (0x30...0x39).contains($0) || "+-.".utf8.contains($0) }
        let text = String(decoding: word, as: UTF8.self)
        guard isNumber else { return .word(text) }
        return Int(text).map { .integer($0) } ?? .real
    }

    private mutating func readName() -> String {
        var name: [UInt8] = []
        while let next = byte(), Self.isRegular(next) {
            if next == UInt8(ascii: "#"), let high = byte(1).flatMap(Self.hex), let low = byte(2).flatMap(Self.hex) {
                name.append(high << 4 | low)
                position += 3
            } else {
                name.append(next)
                position += 1
            }
        }
        return String(decoding: name, as: UTF8.self)
    }

    static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private mutating func skipString() throws(DocumentError) {
        var depth = 0
        while let next = byte() {
            position += 1
            switch next {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return }
            default: break
            }
        }
        throw .pdfUnreadable
    }

    private mutating func skipHexString() throws(DocumentError) {
        position += 1
        while let next = byte() {
            position += 1
            if next == UInt8(ascii: ">") { return }
            guard Self.hex(next) != nil || Self.isBlank(next) else { throw .pdfUnreadable }
        }
        throw .pdfUnreadable
    }

    // MARK: Values

    /// The values up to a token that `ends`, and that token.
    mutating func values(depth: Int = 0, until ends: (Token?) -> Bool) throws(DocumentError) -> (
        values: [PDFValue], end: Token?
    ) {
        guard depth < Self.deepest else { throw .pdfUnreadable }
        var values: [PDFValue] = []
        while true {
            let token = try token()
            if ends(token) { return (values, token) }
            switch token {
            case .integer(let number): values.append(.integer(number))
            case .real, .string, .word("true"), .word("false"), .word("null"): values.append(.other)
            case .name(let name): values.append(.name(name))
            case .open: values.append(.array(try self.values(depth: depth + 1) { $0 == .close }.values))
            case .openDictionary:
                values.append(try Self.dictionary(self.values(depth: depth + 1) { $0 == .closeDictionary }.values))
            case .word("R"):
                guard case .integer? = values.popLast(), case .integer(let number)? = values.popLast() else {
                    throw .pdfUnreadable
                }
                values.append(.reference(number))
            case .close, .closeDictionary, .word, nil: throw .pdfUnreadable
            }
        }
    }

    private static func dictionary(_ values: [PDFValue]) throws(DocumentError) -> PDFValue {
        guard values.count.isMultiple(of: 2) else { throw .pdfUnreadable }
        var pairs: [(key: String, value: PDFValue)] = []
        for start in stride(from: 0, to: values.count, by: 2) {
            guard case .name(let key) = values[start] else { throw .pdfUnreadable }
            pairs.append((key, values[start + 1]))
        }
        return .dictionary(pairs)
    }

    /// The next value, and nothing behind it.
    mutating func value() throws(DocumentError) -> PDFValue {
        switch try token() {
        case .integer(let number)?:
            var ahead = self
            guard case .integer? = (try? ahead.token()) ?? nil, (try? ahead.token()) == .word("R") else {
                return .integer(number)
            }
            self = ahead
            return .reference(number)
        case .name(let name)?: return .name(name)
        case .open?: return .array(try values(depth: 1) { $0 == .close }.values)
        case .openDictionary?: return try Self.dictionary(values(depth: 1) { $0 == .closeDictionary }.values)
        case .real?, .string?, .word("true")?, .word("false")?, .word("null")?: return .other
        default: throw .pdfUnreadable
        }
    }

    // MARK: Streams

    /// What stands between `stream`, which was read, and `endstream`.
    mutating func stream() throws(DocumentError) -> ArraySlice<UInt8> {
        if byte() == 13 { position += 1 }
        guard byte() == 10 else { throw .pdfUnreadable }
        position += 1
        let start = position
        let mark = Array("endstream".utf8)
        while position + mark.count <= bytes.endIndex {
            if bytes[position] == mark[0], bytes[position..<position + mark.count].elementsEqual(mark) {
                let content = bytes[start..<position]
                position += mark.count
                return content
            }
            position += 1
        }
        throw .pdfUnreadable
    }
}
