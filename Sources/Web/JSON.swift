/// A JSON value (RFC 8259) whose object members keep the order in which they were written.
public enum JSON: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral
{
    case null
    case bool(Bool)
    case int(Int)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One member of an object.
    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSON

        public init(name: String, value: JSON) {
            self.name = name
            self.value = value
        }
    }

    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// An object; members without a value are left out.
    public static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// The text, indented by two, with a line end after the last line.
    public var text: String {
        var out = ""
        write(to: &out, indent: 0)
        return out + "\n"
    }

    private func write(to out: inout String, indent: Int) {
        switch self {
        case .null: out += "null"
        case .bool(let value): out += value ? "true" : "false"
        case .int(let value): out += String(value)
        case .string(let value): Self.write(string: value, to: &out)
        case .array(let values):
            Self.write(list: values, in: ("[", "]"), to: &out, indent: indent) { $0.write(to: &$1, indent: indent + 1) }
        case .object(let members):
            Self.write(list: members, in: ("{", "}"), to: &out, indent: indent) { member, out in
                Self.write(string: member.name, to: &out)
                out += ": "
                member.value.write(to: &out, indent: indent + 1)
            }
        }
    }

    private static func write<Item>(
        list: [Item], in brackets: (String, String), to out: inout String, indent: Int,
        _ item: (Item, inout String) -> Void
    ) {
        out += brackets.0
        for (place, each) in list.enumerated() {
            out += place == 0 ? "\n" : ",\n"
            out += String(repeating: "  ", count: indent + 1)
            item(each, &out)
        }
        if !list.isEmpty { out += "\n" + String(repeating: "  ", count: indent) }
        out += brackets.1
    }

    private static func write(string: String, to out: inout String) {
        out += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}
