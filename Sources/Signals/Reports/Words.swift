import Core

/// Reads what people type into the fields of a report.
enum Typed {
    /// A text without blanks at its ends, and without characters that nobody types and nobody sees. Line breaks stay.
    ///
    /// - Throws: `SignalsError.tooLong`, `.holdsFile`.
    static func text(_ text: String, field: String, most: Int) throws -> String {
        // A character is at most a few dozen bytes; beyond that somebody plays with combining marks.
        guard text.utf8.count <= most * 8 else { throw SignalsError.tooLong(field: field, most: most) }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\r" { continue }
            let isHidden = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
            // Marks of direction would let what was written show as something else.
            let turns = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            if !isHidden && !turns { kept.append(scalar) }
        }
        let trimmed = trim(String(kept))
        guard trimmed.count <= most else { throw SignalsError.tooLong(field: field, most: most) }
        // An image that was turned into letters is kept out of a document; it does not come in here either.
        guard !PlainText.holdsFile(trimmed) else { throw SignalsError.holdsFile(field: field) }
        return trimmed
    }

    /// The same, of something that must be filled in.
    ///
    /// - Throws: `SignalsError.missing`, `.tooLong`, `.holdsFile`.
    static func required(_ text: String, field: String, most: Int = Filing.mostInText) throws -> String {
        let text = try self.text(text, field: field, most: most)
        guard !text.isEmpty else { throw SignalsError.missing(field: field) }
        return text
    }

    private static func trim(_ text: String) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

extension ReportDraft {
    /// The same, as it is sealed.
    ///
    /// - Throws: `SignalsError.missing`, `.tooLong`, `.documentsOff`, `.tooManyDocuments`; `DocumentError`.
    func checked(channel: Channel, documentsAllowed: Bool) throws -> ReportDraft {
        var draft = self
        draft.content.what = try Typed.required(content.what, field: "what")
        draft.content.place = try Typed.text(content.place, field: "place", most: Filing.mostInText)
        draft.content.when = try Typed.text(content.when, field: "when", most: Filing.mostInText)
        draft.content.who = try Typed.text(content.who, field: "who", most: Filing.mostInText)
        draft.content.role = try Typed.text(content.role, field: "role", most: Filing.mostInLine)
        draft.content.advice = try Typed.text(content.advice, field: "advice", most: Filing.mostInLine)
        guard content.answers.count <= 200, content.answers.keys.allSatisfy({ $0.utf8.count <= 100 }),
            content.reasons.count <= 100, content.reasons.allSatisfy({ $0.utf8.count <= 100 })
        else {
            throw SignalsError.tooLong(field: "answers", most: 200)
        }
        draft.content.channel = channel
        draft.identity = try identity?.checked()
        draft.content.isNamed = draft.identity != nil
        guard documents.isEmpty || documentsAllowed else { throw SignalsError.documentsOff }
        guard documents.count <= Filing.mostDocuments else {
            throw SignalsError.tooManyDocuments(most: Filing.mostDocuments)
        }
        // Whoever hands them in may have looked already; no way in leads past it.
        draft.documents = try documents.map { try DocumentScreen.check(name: $0.name, bytes: $0.bytes) }
        return draft
    }
}

extension ReporterIdentity {
    /// The same, as it is sealed; a name or a way to reach somebody is enough.
    ///
    /// - Throws: `SignalsError.missing`, `.tooLong`.
    fileprivate func checked() throws -> ReporterIdentity {
        let checked = ReporterIdentity(
            name: try Typed.text(name, field: "name", most: Filing.mostInLine),
            phone: try Typed.text(phone, field: "phone", most: Filing.mostInLine),
            email: try Typed.text(email, field: "email", most: Filing.mostInLine),
            safely: try Typed.text(safely, field: "safely", most: Filing.mostInText))
        guard !(checked.name + checked.phone + checked.email).isEmpty else {
            throw SignalsError.missing(field: "name")
        }
        return checked
    }
}
