/// The rules for documents of the state and profile resources, whatever is in them.
public enum Documents {
    /// The entity tag of a document, in quotes: SHA-1 in hexadecimal, as Communication 3.1 proposes and the suite for 2.0 measures it.
    public static func entityTag(of content: some Collection<UInt8>) -> String { fatalError("to be written") }

    /// Checks `If-Match` and `If-None-Match` (Communication 3.1).
    ///
    /// - Parameters:
    ///   - current: the entity tag of what is stored now, `nil` when there is nothing.
    /// - Throws: `XAPIError` 412 when the condition does not hold; 409 for a PUT without either on something that exists (with the
    ///   sentence the specification asks for); 400 where a condition is required and none was sent.
    public static func check(
        method: String, resource: DocumentResource, version: XAPIVersion, headers: HeaderFields, current: String?
    ) throws(XAPIError) { fatalError("to be written") }

    /// What a PUT stores. For JSON the body has to be JSON.
    public static func put(
        contentType: String?, body: [UInt8], version: XAPIVersion
    ) throws(XAPIError) -> (contentType: String, content: [UInt8]) { fatalError("to be written") }

    /// What a POST leaves: the members of the new object beside and over those of the old one, at the top level only.
    ///
    /// - Parameter known: what is stored now, `nil` when there is nothing.
    /// - Throws: `XAPIError` 400 when both are not JSON objects.
    public static func post(
        contentType: String?, body: [UInt8], onto known: (contentType: String, content: [UInt8])?, version: XAPIVersion
    ) throws(XAPIError) -> (contentType: String, content: [UInt8]) { fatalError("to be written") }
}
