/// Reads one JSON text (RFC 8259) from bytes that are known to be UTF-8.
///
/// The descent goes no deeper than `deepest`, so that what is sent cannot exhaust the stack.
struct JSONReader {
    /// A statement needs about ten levels; extensions may need some more.
    static let deepest = 100
    /// Objects with more members than this look names up in a set instead of one by one.
    private static let few = 16

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The value of the whole text.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(XAPIError) -> JSONValue {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            throw .bad("The JSON begins with a byte order mark. Send it without one.")
        }
        if let wrong = UTF8Check.firstError(in: bytes) {
            throw .bad("The JSON is not UTF-8 at byte \(wrong). Encode it as UTF-8.")
        }
        var reader = JSONReader(bytes)
        reader.skipBlanks()
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw reader.wrong("Something follows the JSON value") }
        return value
    }

    private func wrong(_ what: String) -> XAPIError { .bad("\(what) at byte \(position). Send one valid JSON value.") }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(XAPIError) -> JSONValue {
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || Syntax.isDigit(byte): return .number(try number())
        case nil: throw wrong("The JSON ends too early")
        default: throw wrong("No JSON value")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(XAPIError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        guard position + length <= bytes.count else { throw wrong("No JSON value") }
        for offset in 0..<length where bytes[position + offset] != word.utf8Start[offset] {
            throw wrong("No JSON value")
        }
        position += length
        return value
    }

    private func checkDepth(_ depth: Int) throws(XAPIError) {
        guard depth <= Self.deepest else { throw wrong("The JSON is nested more than \(Self.deepest) levels deep") }
    }

    private mutating func array(depth: Int) throws(XAPIError) -> [JSONValue] {
        try checkDepth(depth)
        position += 1
        var elements: [JSONValue] = []
        skipBlanks()
        if next == UInt8(ascii: "]") {
            position += 1
            return elements
        }
        while true {
            skipBlanks()
            elements.append(try value(depth: depth))
            skipBlanks()
            switch next {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"):
                position += 1
                return elements
            default: throw wrong("A comma or ] is missing")
            }
        }
    }

    private mutating func object(depth: Int) throws(XAPIError) -> JSONObject {
        try checkDepth(depth)
        position += 1
        var members: [JSONObject.Member] = []
        var names: Set<ExactName> = []
        skipBlanks()
        if next == UInt8(ascii: "}") {
            position += 1
            return JSONObject()
        }
        while true {
            skipBlanks()
            let start = position
            guard next == UInt8(ascii: "\"") else { throw wrong("A name in quotes is missing") }
            let name = try string()
            guard !isTaken(name, in: members, &names) else {
                position = start
                throw wrong("A name stands twice in one object: the second time")
            }
            skipBlanks()
            guard next == UInt8(ascii: ":") else { throw wrong("A colon is missing") }
            position += 1
            skipBlanks()
            members.append(JSONObject.Member(name: name, value: try value(depth: depth)))
            skipBlanks()
            switch next {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"):
                position += 1
                return JSONObject(members)
            default: throw wrong("A comma or } is missing")
            }
        }
    }

    /// Whether the name stood before, byte by byte.
    private func isTaken(_ name: String, in members: [JSONObject.Member], _ names: inout Set<ExactName>) -> Bool {
        if members.count < Self.few {
            return members.contains { ExactName($0.name) == ExactName(name) }
        }
        if names.isEmpty { names = Set(members.map { ExactName($0.name) }) }
        return !names.insert(ExactName(name)).inserted
    }

    private mutating func string() throws(XAPIError) -> String {
        position += 1
        let start = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
                position += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw wrong("A control character that is not escaped stands in a string")
            default: position += 1
            }
        }
        throw wrong("A string has no end")
    }

    /// The rest of a string in which the first escape stands at the current position.
    private mutating func escapedString(from start: Int) throws(XAPIError) -> String {
        var out = Array(bytes[start..<position])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: out, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw wrong("A control character that is not escaped stands in a string")
            default:
                out.append(byte)
                position += 1
            }
        }
        throw wrong("A string has no end")
    }

    private mutating func escape(into out: inout [UInt8]) throws(XAPIError) {
        let start = position
        position += 1
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(bytes[position])
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"):
            out.append(contentsOf: String(Character(try escapedScalar(from: start))).utf8)
            return
        default:
            position = start
            throw wrong("An unknown escape stands in a string")
        }
        position += 1
    }

    /// The scalar of `\uXXXX`, or of two of them that make a surrogate pair.
    private mutating func escapedScalar(from start: Int) throws(XAPIError) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, next == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        else {
            position = start
            throw wrong("Half of a surrogate pair stands alone")
        }
        position += 1
        let second = try fourDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else {
            position = start
            throw wrong("Half of a surrogate pair stands alone")
        }
        return scalar
    }

    private mutating func fourDigits() throws(XAPIError) -> UInt32 {
        position += 1
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Hex.digit(byte) else {
                throw wrong("An escape needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func number() throws(XAPIError) -> String {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits()
        }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
    }

    private mutating func digits() throws(XAPIError) {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw wrong("A number lacks a digit") }
    }
}

/// A name that is the same only byte by byte: Swift takes two ways to write "é" as one, JSON does not.
struct ExactName: Hashable {
    private let text: String

    init(_ text: String) { self.text = text }

    static func == (one: ExactName, two: ExactName) -> Bool {
        one.text == two.text && one.text.utf8.elementsEqual(two.text.utf8)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Where bytes stop being UTF-8.
enum UTF8Check {
    /// The first byte that is not UTF-8; `nil` when all of it is.
    static func firstError(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        if String(validating: bytes, as: UTF8.self) != nil { return nil }
        var parser = Unicode.UTF8.ForwardParser()
        var input = bytes.makeIterator()
        var position = 0
        while case .valid(let scalar) = parser.parseScalar(from: &input) { position += scalar.count }
        return position
    }
}

/// Hexadecimal digits.
enum Hex {
    /// The value of a digit in either case.
    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Bytes as digits in lower case.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
