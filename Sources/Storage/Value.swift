public import Core

/// A value as both engines know it.
public enum Value: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

extension Value {
    /// The value itself, when both engines can hold it.
    ///
    /// - Throws: `StorageError.zeroByte` for text with U+0000; `StorageError.statement` with SQLSTATE 22003 (numeric value
    ///   out of range) for a number that is not finite, which SQLite would turn into NULL.
    func checked() throws -> Value {
        switch self {
        case .text(let text) where text.utf8.contains(0): throw StorageError.zeroByte
        case .real(let number) where !number.isFinite: throw StorageError.statement(code: "22003")
        default: return self
        }
    }
}

/// A Swift type that can stand in a placeholder and come back from a column.
public protocol Bindable: Sendable {
    var value: Value { get }
    /// `nil` when the column holds something else.
    init?(_ value: Value)
}

extension Value: Bindable {
    public var value: Value { self }
    public init(_ value: Value) { self = value }
}

extension String: Bindable {
    public var value: Value { .text(self) }
    public init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self = text
    }
}

extension Int: Bindable {
    public var value: Value { .integer(Int64(self)) }
    public init?(_ value: Value) {
        guard case .integer(let number) = value else { return nil }
        self = Int(number)
    }
}

extension Double: Bindable {
    public var value: Value { .real(self) }
    public init?(_ value: Value) {
        switch value {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        default: return nil
        }
    }
}

extension Bool: Bindable {
    public var value: Value { .integer(self ? 1 : 0) }
    public init?(_ value: Value) {
        guard case .integer(let number) = value else { return nil }
        self = number != 0
    }
}

extension [UInt8]: Bindable {
    public var value: Value { .blob(self) }
    public init?(_ value: Value) {
        guard case .blob(let bytes) = value else { return nil }
        self = bytes
    }
}

extension Instant: Bindable {
    public var value: Value { .integer(milliseconds) }
    public init?(_ value: Value) {
        guard case .integer(let number) = value else { return nil }
        self.init(milliseconds: number)
    }
}

extension Day: Bindable {
    /// Text, `2020-06-30`: sorts as dates do, and can be read in a dump.
    public var value: Value { .text(description) }
    public init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self.init(text)
    }
}

extension Identifier: Bindable {
    public var value: Value { .text(text) }
    public init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self.init(text)
    }
}

extension Language: Bindable {
    public var value: Value { .text(tag) }
    public init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self.init(text)
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    public var value: Value { self?.value ?? .null }
    public init?(_ value: Value) {
        if case .null = value {
            self = .none
        } else if let wrapped = Wrapped(value) {
            self = .some(wrapped)
        } else {
            return nil
        }
    }
}
