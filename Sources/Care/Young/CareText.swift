import Core

/// Reads what people type into the fields of Care. No citizen service number and no image comes in, whatever the field.
enum CareText {
    /// Characters of a name, and of a line.
    static let name = 60
    static let line = 200

    /// - Throws: `CareError.tooLong`, `.holdsFile`, `.holdsBSN`.
    static func text(_ text: String, field: String, most: Int) throws(CareError) -> String {
        let read: String
        do throws(TypedTextError) {
            read = try TypedText.read(text, most: most)
        } catch {
            switch error {
            case .missing: throw .missing(field: field)
            case .tooLong(let most): throw .tooLong(field: field, most: most)
            case .holdsFile: throw .holdsFile(field: field)
            }
        }
        let remarks = TextRemark.all(in: read)
        if remarks.contains(.bsn) { throw .holdsBSN(field: field) }
        if remarks.contains(.image) { throw .holdsFile(field: field) }
        return read
    }

    /// The same, of something that must be filled in.
    ///
    /// - Throws: `CareError.missing` as well.
    static func required(_ text: String, field: String, most: Int) throws(CareError) -> String {
        let read = try Self.text(text, field: field, most: most)
        guard !read.isEmpty else { throw .missing(field: field) }
        return read
    }
}
