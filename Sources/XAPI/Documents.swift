import Crypto

/// The rules for documents of the state and profile resources, whatever is in them.
public enum Documents {
    /// The entity tag of a document, in quotes: SHA-1 in hexadecimal, as Communication 3.1 asks. It tells versions apart and
    /// protects nothing.
    public static func entityTag(of content: some Collection<UInt8>) -> String {
        "\"\(Hex.text(Insecure.SHA1.hash(data: Array(content))))\""
    }

    /// Checks `If-Match` and `If-None-Match` (Communication 3.1; 9274.1.1, 4.1.4).
    ///
    /// Without either a PUT on what exists is refused for profiles and, since 2.0, for states; a PUT of a new profile has to
    /// say by `If-None-Match: *` that it is meant as new.
    ///
    /// - Parameter current: the entity tag of what is stored now, `nil` when there is nothing.
    /// - Throws: `XAPIError` 412 when a condition does not hold; 409 for a PUT without either on something that exists; 400
    ///   where a condition is required and none was sent.
    public static func check(
        method: String, resource: DocumentResource, version: XAPIVersion, headers: HeaderFields, current: String?
    ) throws(XAPIError) {
        let (match, noneMatch) = (headers["If-Match"], headers["If-None-Match"])
        if let match {
            let isMet = current.map { match == "*" || tags(match).contains($0) } ?? false
            guard isMet else {
                throw XAPIError(
                    status: 412, "The document is no longer the one in If-Match. Get it again and merge your change.")
            }
        }
        if let noneMatch, let current {
            guard noneMatch != "*", !tags(noneMatch.replacing("W/", with: "")).contains(current) else {
                throw XAPIError(
                    status: 412, "The document exists already, against If-None-Match. Get it and merge your change.")
            }
        }
        guard method == "PUT", match == nil, noneMatch == nil else { return }
        if current == nil {
            guard resource == .state else {
                throw .bad("A PUT of a profile needs If-Match or If-None-Match. For a new one send If-None-Match: *.")
            }
        } else if resource != .state || version == .v2 {
            throw XAPIError(
                status: 409,
                "The document exists already. Get its current state, then set If-Match with its ETag and send it again."
            )
        }
    }

    private static func tags(_ list: String) -> [String] {
        list.split(separator: ",").map { tag in String(tag.filter { $0 != " " && $0 != "\t" }) }
    }

    /// What a PUT stores: as it came. What calls itself JSON has to be JSON.
    public static func put(
        contentType: String?, body: [UInt8]
    ) throws(XAPIError) -> (contentType: String, content: [UInt8]) {
        if isJSON(contentType) { _ = try JSONValue(reading: body) }
        return (contentType ?? "application/octet-stream", body)
    }

    /// What a POST leaves: the members of the new object beside and over those of the old one, at the top level only
    /// (Communication 2.2).
    ///
    /// - Parameter known: what is stored now, `nil` when there is nothing: then it is stored as with PUT.
    /// - Throws: `XAPIError` 400 when something is stored and both are not JSON objects, and for JSON that is no object.
    public static func post(
        contentType: String?, body: [UInt8], onto known: (contentType: String, content: [UInt8])?
    ) throws(XAPIError) -> (contentType: String, content: [UInt8]) {
        let new = isJSON(contentType) ? try object(body) : nil
        guard let known else { return (contentType ?? "application/octet-stream", body) }
        guard let new, isJSON(known.contentType), case .object(let old) = try JSONValue(reading: known.content)
        else {
            throw .bad("Two documents are merged only when both are JSON objects with the type application/json.")
        }
        return (known.contentType, old.merged(with: new).bytes)
    }

    private static func isJSON(_ contentType: String?) -> Bool { MediaType(contentType)?.isJSON ?? false }

    private static func object(_ body: [UInt8]) throws(XAPIError) -> JSONObject {
        guard case .object(let object) = try JSONValue(reading: body) else {
            throw .bad("A document that is posted as application/json has to be a JSON object.")
        }
        return object
    }
}
