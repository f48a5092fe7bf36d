import Core

/// Reads what people type into the fields of a report.
enum Typed {
    /// As `TypedText.read`.
    ///
    /// - Throws: `SignalsError.tooLong`, `.holdsFile`.
    static func text(_ text: String, field: String, most: Int) throws -> String {
        do { return try TypedText.read(text, most: most) } catch { throw SignalsError(error, field: field) }
    }

    /// The same, of something that must be filled in.
    ///
    /// - Throws: `SignalsError.missing`, `.tooLong`, `.holdsFile`.
    static func required(_ text: String, field: String, most: Int = Filing.mostInText) throws -> String {
        do { return try TypedText.required(text, most: most) } catch { throw SignalsError(error, field: field) }
    }
}

extension SignalsError {
    fileprivate init(_ error: TypedTextError, field: String) {
        switch error {
        case .missing: self = .missing(field: field)
        case .tooLong(let most): self = .tooLong(field: field, most: most)
        case .holdsFile: self = .holdsFile(field: field)
        }
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
