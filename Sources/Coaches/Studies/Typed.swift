import Core

/// Reads what people type into the fields of a study.
enum Typed {
    /// Characters in a line, and in a story.
    static let line = 200
    static let story = 2_000

    /// As `TypedText.read`.
    ///
    /// - Throws: `CoachesError.tooLong`, `.holdsFile`.
    static func text(_ text: String, field: String, most: Int) throws -> String {
        do { return try TypedText.read(text, most: most) } catch { throw CoachesError(error, field: field) }
    }

    /// The same, of something that must be filled in.
    ///
    /// - Throws: `CoachesError.missing`, `.tooLong`, `.holdsFile`.
    static func required(_ text: String, field: String, most: Int) throws -> String {
        do { return try TypedText.required(text, most: most) } catch { throw CoachesError(error, field: field) }
    }
}

extension CoachesError {
    fileprivate init(_ error: TypedTextError, field: String) {
        switch error {
        case .missing: self = .missing(field: field)
        case .tooLong(let most): self = .tooLong(field: field, most: most)
        case .holdsFile: self = .holdsFile(field: field)
        }
    }
}
