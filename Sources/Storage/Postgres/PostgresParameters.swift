import CPQ

/// The arguments of a statement, in the form in which libpq takes them.
struct PostgresParameters {
    /// Type per parameter (`pg_type.oid`), so that a statement does not mean something else by what surrounds `$1`:
    /// int8, float8, text, bytea; 0 for NULL, which takes the type that the place asks for.
    let types: [Oid]
    /// All values in one piece: text ends with a zero byte, numbers are in network order.
    private var bytes: [UInt8] = []
    private var places: [(offset: Int, length: Int)?] = []

    /// - Throws: as `Value.checked()`.
    init(_ arguments: [any Bindable]) throws {
        let values = try arguments.map { try $0.value.checked() }
        types = values.map(\.postgresType)
        for value in values {
            let offset = bytes.count
            switch value {
            case .null: break
            case .integer(let number): Self.append(UInt64(bitPattern: number), to: &bytes)
            case .real(let number): Self.append(number.bitPattern, to: &bytes)
            case .text(let text): bytes += Array(text.utf8) + [0]
            case .blob(let blob): bytes += blob
            }
            places.append(value == .null ? nil : (offset, bytes.count - offset))
        }
        // An empty blob at the very end still needs an address.
        bytes.append(0)
    }

    /// Hands libpq's parallel arrays (values, lengths, formats) to `body`.
    func withArrays<Result>(
        _ body: ([UnsafePointer<CChar>?], [CInt], [CInt]) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress!.assumingMemoryBound(to: CChar.self)
            return try body(
                places.map { place in place.map { start + $0.offset } },
                places.map { CInt($0?.length ?? 0) },
                // Text goes as text, everything else in binary form.
                types.map { $0 == Value.text("").postgresType ? 0 : 1 })
        }
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}

extension Value {
    fileprivate var postgresType: Oid {
        switch self {
        case .null: 0
        case .blob: 17
        case .integer: 20
        case .text: 25
        case .real: 701
        }
    }
}
