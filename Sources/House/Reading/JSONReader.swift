import XMLSteps

/// Why a body is not the JSON, or the XML, that it should be.
enum BodyFault: Error, Equatable {
    /// It ends in the middle: what a connection leaves behind that broke.
    case cut
    /// A byte that cannot stand there, counted from 0.
    case invalid(at: Int)
    /// More arrays, objects or elements in one another than any answer of the source has.
    case tooDeep
}

extension BodyFault {
    init(_ fault: XMLFault) {
        self =
            switch fault {
            case .cut: .cut
            case .invalid(let place): .invalid(at: place)
            case .tooDeep: .tooDeep
            }
    }
}

/// A value without parts.
enum Scalar: Equatable {
    case null
    case text(String)
    case integer(Int)
    /// A number that is no `Int`, as it is written.
    case decimal(String)
    case flag(Bool)
    /// An array or an object stood where a value was awaited; it was passed over.
    case structure
}

/// Reads JSON (RFC 8259) from front to back, without building a tree: what nobody asks for costs no memory.
///
/// Foundation's decoder does not tell a body that was cut off and one that is wrong apart in any dependable way, and maps the
/// whole body before it reads a value.
struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private static let deepest = 64

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A byte order mark has no meaning in JSON; some proxies add one.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Calls `body` for each member; it has to read the value, or `skip()` it.
    mutating func object(_ body: (_ name: String, inout JSONReader) throws -> Void) throws {
        try open(UInt8(ascii: "{"))
        guard try !closes(UInt8(ascii: "}")) else { return }
        repeat {
            let name = try string()
            try expect(UInt8(ascii: ":"))
            try body(name, &self)
        } while try goesOn(until: UInt8(ascii: "}"))
    }

    /// Calls `body` for each element; it has to read it, or `skip()` it.
    mutating func array(_ body: (inout JSONReader) throws -> Void) throws {
        try open(UInt8(ascii: "["))
        guard try !closes(UInt8(ascii: "]")) else { return }
        repeat { try body(&self) } while try goesOn(until: UInt8(ascii: "]"))
    }

    /// The next value; an array or an object is passed over.
    mutating func scalar() throws -> Scalar {
        switch try peek() {
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try skip()
            return .structure
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        case UInt8(ascii: "t"):
            try word("true")
            return .flag(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .flag(false)
        default: return try number()
        }
    }

    /// Passes over the next value, whatever it is.
    mutating func skip() throws {
        switch try peek() {
        case UInt8(ascii: "{"): try object { _, reader in try reader.skip() }
        case UInt8(ascii: "["): try array { reader in try reader.skip() }
        case UInt8(ascii: "\""): _ = try scanString()
        default: _ = try scalar()
        }
    }

    /// The first byte of the next value.
    mutating func peek() throws -> UInt8 {
        skipSpace()
        guard position < bytes.count else { throw BodyFault.cut }
        return bytes[position]
    }

    /// Nothing but space may follow.
    mutating func end() throws {
        skipSpace()
        guard position == bytes.count else { throw BodyFault.invalid(at: position) }
    }

    // MARK: Structure

    private mutating func open(_ byte: UInt8) throws {
        try expect(byte)
        depth += 1
        guard depth <= Self.deepest else { throw BodyFault.tooDeep }
    }

    private mutating func closes(_ byte: UInt8) throws -> Bool {
        guard try peek() == byte else { return false }
        position += 1
        depth -= 1
        return true
    }

    private mutating func goesOn(until byte: UInt8) throws -> Bool {
        guard try !closes(byte) else { return false }
        try expect(UInt8(ascii: ","))
        return true
    }

    private mutating func expect(_ byte: UInt8) throws {
        guard try peek() == byte else { throw BodyFault.invalid(at: position) }
        position += 1
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    // MARK: Values

    private mutating func word(_ word: StaticString) throws {
        for index in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count else { throw BodyFault.cut }
            guard bytes[position] == word.utf8Start[index] else { throw BodyFault.invalid(at: position) }
            position += 1
        }
    }

    private mutating func number() throws -> Scalar {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let isWhole = try digits(leadingZero: false)
        var isInteger = isWhole
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            isInteger = false
            _ = try digits(leadingZero: true)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            isInteger = false
            if position < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) {
                position += 1
            }
            _ = try digits(leadingZero: true)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int(text) { return .integer(value) }
        return .decimal(text)
    }

    private mutating func digits(leadingZero: Bool) throws -> Bool {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        guard position > start else {
            throw position < bytes.count ? BodyFault.invalid(at: position) : BodyFault.cut
        }
        guard leadingZero || bytes[start] != 0x30 || position == start + 1 else { throw BodyFault.invalid(at: start) }
        return true
    }

    mutating func string() throws -> String {
        let (range, isPlain) = try scanString()
        return isPlain ? String(decoding: bytes[range], as: UTF8.self) : try unescape(range)
    }

    /// Where the text of the next string stands, and whether it has no escapes. The position is after the closing quote.
    private mutating func scanString() throws -> (Range<Int>, isPlain: Bool) {
        try expect(UInt8(ascii: "\""))
        let start = position
        var isPlain = true
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return (start..<position - 1, isPlain)
            }
            guard byte >= 0x20 else { throw BodyFault.invalid(at: position) }
            if byte == UInt8(ascii: "\\") {
                isPlain = false
                position += 1
            }
            position += 1
        }
        throw BodyFault.cut
    }

    private func unescape(_ range: Range<Int>) throws -> String {
        var out: [UInt8] = []
        out.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                out.append(bytes[index])
                index += 1
                continue
            }
            index += 1
            switch bytes[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(bytes[index])
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "u"):
                let scalar = try unicode(&index, in: range)
                out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            default: throw BodyFault.invalid(at: index)
            }
            index += 1
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// `index` is at the `u` and ends at the last digit. Half of a surrogate pair is a replacement character.
    private func unicode(_ index: inout Int, in range: Range<Int>) throws -> Unicode.Scalar {
        let first = try hexadecimal(after: index, in: range)
        index += 4
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, index + 2 < range.upperBound, bytes[index + 1] == UInt8(ascii: "\\"),
            bytes[index + 2] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let second = try hexadecimal(after: index + 2, in: range)
        guard (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
        index += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private func hexadecimal(after index: Int, in range: Range<Int>) throws -> UInt32 {
        guard index + 4 < range.upperBound else { throw BodyFault.invalid(at: index) }
        var value: UInt32 = 0
        for position in index + 1...index + 4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw BodyFault.invalid(at: position)
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
