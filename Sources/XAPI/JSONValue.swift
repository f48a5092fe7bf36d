/// A JSON value (RFC 8259) as it was sent: members in their order, numbers by their own digits.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number as it was written, such as `1.50` or `-2E+3`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The text when it is a string.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The members when it is an object.
    public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The elements when it is an array.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The member with this name, when it is an object that has it.
    public subscript(name: String) -> JSONValue? { object?[name] }
}

/// The members of a JSON object in the order in which they were sent; no name stands twice.
public struct JSONObject: Hashable, Sendable {
    /// A name and its value.
    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSONValue

        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    public private(set) var members: [Member]

    /// - Parameter members: no name twice; the caller sees to it.
    public init(_ members: [Member] = []) { self.members = members }

    /// The value by its name. Setting replaces it where it stands, or puts a new one at the end; `nil` takes it out.
    public subscript(name: String) -> JSONValue? {
        get {
            for member in members where member.name == name { return member.value }
            return nil
        }
        set {
            let place = members.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONValue {
    /// Reads one JSON text. Strict: UTF-8, no byte order mark, nothing after it, no name twice in an object, no lone
    /// surrogate, at most 100 levels deep.
    ///
    /// - Throws: `XAPIError` 400 that says what is wrong and at which byte, counted from 0.
    public init(reading bytes: some Collection<UInt8>) throws(XAPIError) {
        func result(_ buffer: UnsafeBufferPointer<UInt8>) -> Result<JSONValue, XAPIError> {
            Result { () throws(XAPIError) in try JSONReader.read(buffer) }
        }
        self = try (bytes.withContiguousStorageIfAvailable(result) ?? Array(bytes).withUnsafeBufferPointer(result))
            .get()
    }

    /// The value as compact JSON in UTF-8. Reading it gives the same value again.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The same as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSONObject {
    /// The same with the members of another object beside its own, and over those with the same name. Takes no longer than reading both.
    func merged(with other: JSONObject) -> JSONObject {
        var merged = members
        var places = Dictionary(
            members.enumerated().map { (ExactName($0.element.name), $0.offset) },
            uniquingKeysWith: { first, _ in first })
        for member in other.members {
            if let place = places[ExactName(member.name)] {
                merged[place].value = member.value
            } else {
                places[ExactName(member.name)] = merged.count
                merged.append(member)
            }
        }
        return JSONObject(merged)
    }

    /// The object as compact JSON in UTF-8.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The same as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
