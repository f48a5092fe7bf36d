import CPQ

/// What the server answered to one statement.
struct PostgresResult: ~Copyable {
    private let handle: OpaquePointer

    /// Takes over `handle`.
    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    /// How many rows an INSERT, UPDATE, DELETE or MERGE changed; 0 for anything else.
    var changes: Int {
        String(cString: PQcmdStatus(handle)).hasPrefix("SELECT") ? 0 : Int(String(cString: PQcmdTuples(handle))) ?? 0
    }

    /// Which command it was: `COMMIT`, `ROLLBACK`, …
    var command: String { String(cString: PQcmdStatus(handle)) }

    var count: Int { Int(PQntuples(handle)) }

    var rows: [Row] {
        let fields = 0..<PQnfields(handle)
        let names = fields.map { String(cString: PQfname(handle, $0)) }
        let types = fields.map { PQftype(handle, $0) }
        let columns = Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
        return (0..<PQntuples(handle)).map { row in
            Row(columns: columns, values: fields.map { value(row, $0, types[Int($0)]) })
        }
    }

    private func value(_ row: CInt, _ column: CInt, _ type: Oid) -> Value {
        guard PQgetisnull(handle, row, column) == 0 else { return .null }
        let length = Int(PQgetlength(handle, row, column))
        let start = UnsafeRawPointer(PQgetvalue(handle, row, column)!)
        return Self.value(UnsafeRawBufferPointer(start: start, count: length), type)
    }

    /// Reads a value in PostgreSQL's text form.
    static func value(_ bytes: UnsafeRawBufferPointer, _ type: Oid) -> Value {
        let text = { String(decoding: bytes, as: UTF8.self) }
        switch type {
        // bool
        case 16: return .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        // bytea
        case 17: return .blob(hex(bytes.dropFirst(2)))
        // int8, int2, int4
        case 20, 21, 23: return .integer(Int64(text())!)
        // float4, float8
        case 700, 701: return .real(Double(text())!)
        // numeric: what sum() makes of BIGINT is a whole number, what avg() makes of it is not.
        case 1700:
            let text = text()
            return Int64(text).map(Value.integer) ?? Double(text).map(Value.real) ?? .text(text)
        default: return .text(text())
        }
    }

    private static func hex(_ digits: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
        func value(_ digit: UInt8) -> UInt8 { digit < UInt8(ascii: "a") ? digit & 15 : digit - UInt8(ascii: "a") + 10 }
        return [UInt8](unsafeUninitializedCapacity: digits.count / 2) { bytes, count in
            var digit = digits.startIndex
            while digit < digits.endIndex {
                bytes.initializeElement(at: count, to: value(digits[digit]) << 4 | value(digits[digit + 1]))
                (digit, count) = (digit + 2, count + 1)
            }
        }
    }
}
