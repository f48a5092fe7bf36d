/// Header fields of a request or of a part, by their names in whatever case.
public struct HeaderFields: Hashable, Sendable {
    private var values: [String: String]

    /// - Parameter fields: names and values; of a name that comes twice the values are joined by ", " (RFC 9110, 5.3).
    public init(_ fields: [(name: String, value: String)] = []) {
        values = [:]
        for field in fields {
            let name = field.name.lowercased()
            values[name] = values[name].map { "\($0), \(field.value)" } ?? field.value
        }
    }

    /// The value of a field; `nil` when it is not there.
    public subscript(name: String) -> String? {
        get { values[name.lowercased()] }
        set { values[name.lowercased()] = newValue }
    }
}

/// What stands after the `?` of an address, decoded. Names are told apart by case, and none may come twice.
public struct QueryParameters: Hashable, Sendable {
    public private(set) var values: [String: String]

    /// - Parameter encoded: as it stands in the address or in a form's body, without the `?`; `+` is a blank.
    /// - Throws: `XAPIError` 400 for a broken escape, text that is not UTF-8, and a name that comes twice.
    public init(encoded: some StringProtocol) throws(XAPIError) { fatalError("to be written") }

    public init(_ values: [String: String] = [:]) { self.values = values }

    public subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }
}

/// A request to the record store, whichever server took it.
public struct XAPIRequest: Hashable, Sendable {
    /// `GET`, `HEAD`, `PUT`, `POST` or `DELETE`.
    public var method: String
    public var query: QueryParameters
    public var headers: HeaderFields
    public var body: [UInt8]

    public init(method: String, query: QueryParameters, headers: HeaderFields, body: [UInt8]) {
        self.method = method
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The request that was meant when this one uses the alternate request syntax of 1.0.3 (Communication 1.3): a POST with
    /// `?method=` whose form holds headers, parameters and `content`. Without `method` in the query it is itself.
    ///
    /// Call it before anything else, also before looking at `Authorization`, which may come from the form. The version is
    /// that of the resulting request.
    /// - Throws: `XAPIError` 400, also for every use of it with version 2.0, which does not know it.
    public func resolved() throws(XAPIError) -> XAPIRequest { fatalError("to be written") }
}
