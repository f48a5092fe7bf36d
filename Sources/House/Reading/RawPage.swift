import Core

/// One answer of OData as it came.
struct RawPage<Entity: HouseEntity> {
    var rows: [Entity] = []
    var remarks: [HouseRemark] = []
    /// `@odata.nextLink`.
    var next: String?
    /// `@odata.count`.
    var count: Int?

    init(json: [UInt8]) throws {
        var reader = JSONReader(json)
        var hasRows = false
        guard try reader.peek() == UInt8(ascii: "{") else { throw BodyFault.invalid(at: 0) }
        try reader.object { name, reader in
            switch name {
            case "value":
                guard try reader.peek() == UInt8(ascii: "[") else { return try reader.skip() }
                hasRows = true
                rows.reserveCapacity(HouseSource.pageSize)
                try reader.array { try read(&$0) }
            case "@odata.nextLink": next = try reader.scalar().text ?? nil
            case "@odata.count": count = try reader.scalar().number ?? nil
            default: try reader.skip()
            }
        }
        try reader.end()
        guard hasRows else { throw BodyFault.invalid(at: json.count) }
    }

    private mutating func read(_ reader: inout JSONReader) throws {
        guard try reader.peek() == UInt8(ascii: "{") else {
            try reader.skip()
            remarks.append(HouseRemark(set: Entity.set, id: nil, field: "value"))
            return
        }
        var unreadable: [String] = []
        var rest: [HouseRest] = []
        if var row = try Entity.fields.read(&reader, unreadable: &unreadable, rest: &rest) {
            row.rest = rest
            rows.append(row)
            remarks += unreadable.map { HouseRemark(set: Entity.set, id: row.id, field: $0) }
        } else {
            remarks.append(HouseRemark(set: Entity.set, id: nil, field: "Id"))
        }
    }

    /// Reads a page with the rest of a field of `row`.
    ///
    /// - Returns: where still more of it is.
    static func take(_ field: String, of json: [UInt8], into row: inout Entity) throws -> String? {
        var reader = JSONReader(json)
        var next: String?
        var unreadable: [String] = []
        guard try reader.peek() == UInt8(ascii: "{") else { throw BodyFault.invalid(at: 0) }
        try reader.object { name, reader in
            switch name {
            case "value":
                if let content = Entity.fields.nested[field] {
                    try content.read(&row, &reader, &unreadable)
                } else {
                    try reader.skip()
                }
            case "@odata.nextLink": next = try reader.scalar().text ?? nil
            default: try reader.skip()
            }
        }
        try reader.end()
        return next
    }

    /// Reads a single row.
    static func row(json: [UInt8]) throws -> Entity? {
        var reader = JSONReader(json)
        var unreadable: [String] = []
        var rest: [HouseRest] = []
        guard try reader.peek() == UInt8(ascii: "{") else { throw BodyFault.invalid(at: 0) }
        var row = try Entity.fields.read(&reader, unreadable: &unreadable, rest: &rest)
        try reader.end()
        row?.rest = rest
        return row
    }
}
