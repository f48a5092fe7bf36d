package import Core

/// Values that files of several parts hold.
extension ContentField {
    /// The languages of a file, each once.
    package func languages() -> [Language]? {
        let languages = list()?.compactMap { entry -> Language? in
            guard let tag = entry.text() else { return nil }
            guard ContentField.isIdentifier(tag), (2...3).contains(tag.split(separator: "-")[0].utf8.count) else {
                entry.report("language", ["value": tag])
                return nil
            }
            return Language(tag)
        }
        return languages?.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Something that the content rests on.
    package func source() -> SourceRef? {
        guard let fields = fields(required: ["id", "title", "checked"], optional: ["url"]) else { return nil }
        let id = fields["id"]?.identifier()
        let title = fields["title"]?.publishedText()
        let url = fields["url"].map { $0.address() }
        let checked = fields["checked"].flatMap { $0.checked() }
        guard let id, let title, let checked else { return nil }
        return SourceRef(id: id, title: title, url: url ?? nil, checked: checked)
    }

    /// A date, or `never`: the outer optional is `nil` after a mistake, the inner one for `never`.
    package func checked() -> Day?? {
        word == "never" ? .some(nil) : day().map { .some($0) }
    }

    /// `waiting`, or when and by whom it was done.
    package func reviewMark() -> ReviewMark? {
        if let word {
            if word == "waiting" { return .waiting }
            report("review", ["value": word])
            return nil
        }
        guard let fields = fields(required: ["done", "by"]), let date = fields["done"]?.day(),
            let by = fields["by"]?.publishedText()
        else { return nil }
        return .done(by: by, date: date)
    }
}
