import Core

/// Components filled from the visit's form: with what was typed, and with the mistake that was found in it.
extension Visit {
    /// A field. `label` and `hint` are keys of texts; `value` is shown as long as nothing was posted.
    public func field(
        _ name: String, _ kind: Field.Kind = .text, label: String, hint: String? = nil, value: String = "",
        optional: Bool = false, autocomplete: String? = nil, maxlength: Int? = nil, accept: String? = nil,
        rows: Int = 6
    ) -> Field {
        form.labels[name] = text(label)
        return Field(
            name, kind, label: text(label), hint: hint.map { text($0) }, error: form.mistake(name).map { text($0) },
            value: form.entries.isEmpty ? value : form[name], optional: optional, autocomplete: autocomplete,
            maxlength: maxlength, accept: accept, rows: rows)
    }

    /// A question with answers. `legend` and `hint` are keys of texts; the options carry their words already.
    /// `chosen` counts as long as nothing was posted.
    public func choices(
        _ name: String, legend: String, hint: String? = nil, several: Bool = false, optional: Bool = false,
        inline: Bool = false, big: Bool = false, chosen: Set<String> = [], options: [Choices.Option]
    ) -> Choices {
        form.labels[name] = text(legend)
        return Choices(
            name, legend: text(legend), hint: hint.map { text($0) }, error: form.mistake(name).map { text($0) },
            several: several, optional: optional, inline: inline, big: big,
            chosen: form.entries.isEmpty ? chosen : Set(form.all(name)), options: options)
    }

    /// A list to choose from. `label` and `hint` are keys of texts; `value` counts as long as nothing was posted.
    public func select(
        _ name: String, label: String, hint: String? = nil, optional: Bool = false, value: String = "",
        options: [Select.Option]
    ) -> Select {
        form.labels[name] = text(label)
        return Select(
            name, label: text(label), hint: hint.map { text($0) }, error: form.mistake(name).map { text($0) },
            optional: optional, value: form.entries.isEmpty ? value : form[name], options: options)
    }

    /// Everything that is wrong with the form; `nil` when nothing is.
    public var errorSummary: ErrorSummary? {
        ErrorSummary(
            form.mistakes.map { mistake in
                guard let field = mistake.field, mistake.text.key.hasPrefix("web.form.") else {
                    return ErrorSummary.Line(field: mistake.field, text(mistake.text))
                }
                return ErrorSummary.Line(labelled: field, text(mistake.text), form.labels)
            })
    }
}
