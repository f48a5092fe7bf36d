import Core

/// Reads what people type into the fields of the directory.
enum Input {
    /// A line of text without blanks at its ends.
    ///
    /// - Throws: `DirectoryError.missing`, `.tooLong`, `.controlCharacter`.
    static func line(_ text: String, field: String, most: Int = 200) throws -> String {
        guard text.utf8.count <= most * 4 else { throw DirectoryError.tooLong(field: field, most: most) }
        let trimmed = trim(text)
        guard !trimmed.isEmpty else { throw DirectoryError.missing(field: field) }
        guard trimmed.count <= most else { throw DirectoryError.tooLong(field: field, most: most) }
        guard trimmed.unicodeScalars.allSatisfy(isPlain) else { throw DirectoryError.controlCharacter(field: field) }
        return trimmed
    }

    /// Some lines of text, empty when nothing was typed. Line ends are stored as one character.
    ///
    /// - Throws: `DirectoryError.tooLong`, `.controlCharacter`.
    static func lines(_ text: String, field: String, most: Int) throws -> String {
        guard text.utf8.count <= most * 5 else { throw DirectoryError.tooLong(field: field, most: most) }
        let trimmed = trim(text.withLineFeeds)
        guard trimmed.count <= most else { throw DirectoryError.tooLong(field: field, most: most) }
        guard trimmed.unicodeScalars.allSatisfy({ $0 == "\n" || isPlain($0) }) else {
            throw DirectoryError.controlCharacter(field: field)
        }
        return trimmed
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        // Marks of direction would let a name show as another.
        ![.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
            && !(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value)
    }

    /// As `line`, `nil` when nothing was typed.
    static func optionalLine(_ text: String?, field: String, most: Int = 200) throws -> String? {
        guard let text, !trim(text).isEmpty else { return nil }
        return try line(text, field: field, most: most)
    }

    /// An e-mail address in the one form in which it is stored and compared: without blanks, in lower case.
    ///
    /// - Throws: `DirectoryError.emailInvalid`. Only what can certainly not be an address is refused, since the mail that
    ///   arrives is the real check; and all that is not ASCII, since letters that look alike would be other people.
    static func email(_ text: String) throws -> String {
        guard let address = normalisedEmail(text) else { throw DirectoryError.emailInvalid }
        return address
    }

    /// As `email`, `nil` for what cannot be one.
    static func normalisedEmail(_ text: String) -> String? {
        guard text.utf8.count <= 300 else { return nil }
        let address = trim(text).lowercased()
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, address.utf8.count <= 254 else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }) else { return nil }
        let forbidden = Array<UInt8>("<>()[]\\,;:\"".utf8)
        guard address.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !forbidden.contains($0) }) else { return nil }
        return address
    }

    /// A short name for addresses and files: 2 to 40 lower-case letters, digits and hyphens, beginning with a letter.
    static func code(_ text: String?) throws -> String? {
        guard let code = try optionalLine(text, field: "code")?.lowercased() else { return nil }
        let bytes = Array(code.utf8)
        let isPlain = bytes.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
        }
        guard isPlain, (2...40).contains(bytes.count), (0x61...0x7A).contains(bytes[0]), bytes.last != 0x2D else {
            throw DirectoryError.codeInvalid
        }
        return code
    }

    /// The address of a website: `https://…` or `http://…`.
    static func url(_ text: String?) throws -> String? {
        guard let url = try optionalLine(text, field: "url", most: 500) else { return nil }
        let rest = ["https://", "http://"].first { url.lowercased().hasPrefix($0) }.map { url.dropFirst($0.count) }
        guard let rest, rest.split(separator: "/").first?.contains(".") == true,
            !rest.contains(where: { $0.isWhitespace || "\"<>\\`".contains($0) })
        else { throw DirectoryError.urlInvalid }
        return url
    }

    private static func trim(_ text: String) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
