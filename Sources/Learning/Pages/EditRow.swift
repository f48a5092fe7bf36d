import Content
import Core
import Web

/// A button in a form of the editor: which one was pressed stands in `doe`.
struct EditButton: Sendable {
    let value: String
    let text: String
    /// What it is about, for who does not see where it stands.
    let about: String
}

/// A piece of a form of the editor, with what it holds. One of these is there.
struct EditRow: Sendable {
    /// One for each language, beside each other where there is room.
    var fields: [Field] = []
    var choices: Choices?
    var folded: Folded?
    var list: List?

    /// Choices that take much room.
    struct Folded: Sendable {
        let summary: String
        let isOpen: Bool
        let choices: Choices
    }

    /// A list that grows and shrinks.
    struct List: Sendable {
        let id: String
        let heading: String
        let hint: String
        let error: String?
        let entries: [Entry]
        let add: EditButton?
    }

    struct Entry: Sendable {
        let id: String
        let legend: String
        let error: String?
        let hidden: [HiddenField]
        let rows: [EditRow]
        let buttons: [EditButton]
    }
}

/// Makes the pieces of a form out of what a part of a course holds.
struct EditRows {
    let visit: Visit
    let draft: CourseDraft
    let routes: [HelpRoute]
    /// Mistakes by field.
    let errors: [String: String]

    /// - Parameter explains: whether to say what belongs in each field: the first time in a list.
    func rows(
        _ tree: ContentTree, _ fields: [EditorField], context: String, at prefix: String = "", explains: Bool = true
    ) -> [EditRow] {
        fields.map { row(tree[$0.name], $0, context, at: prefix + $0.name, explains) }
    }

    private func row(
        _ tree: ContentTree?, _ field: EditorField, _ context: String, at name: String, _ explains: Bool
    ) -> EditRow {
        let label = words("field", field.name, context) ?? field.name
        let hint = explains ? words("hint", field.name, context) : nil
        switch field.kind {
        case .line, .text:
            return EditRow(fields: translated(tree, field, label, hint, at: name))
        case .word, .number, .checked:
            return EditRow(fields: [single(tree, field, label, hint, at: name)])
        case .flag:
            let options = ["true", "false"].map { Choices.Option($0, visit.text("editor.flag.\(field.name)-\($0)")) }
            return EditRow(choices: choices(tree, label, hint, options, at: name))
        case .tick:
            let option = Choices.Option("true", visit.text("editor.flag.\(field.name)-true"))
            return EditRow(choices: choices(tree, label, hint, [option], several: true, at: name))
        case .choice(let values):
            let options = values.map { Choices.Option($0, visit.text("editor.value.\($0)")) }
            return EditRow(choices: choices(tree, label, hint, options, at: name))
        case .names(let names): return self.names(tree, names, label, hint, field.isOptional, at: name)
        case .lines(let range):
            let entries = (tree?.entries ?? []).enumerated().map { place, entry in
                self.entry(field, place, (tree?.entries ?? []).count, at: name, hidden: []) { at in
                    [EditRow(fields: translated(entry, field, label, nil, at: at))]
                }
            }
            return list(entries, field, label, hint, range, at: name)
        case .entries(let fields, let range):
            let all = tree?.entries ?? []
            let entries = all.enumerated().map { place, entry in
                let id = HiddenField(name: "\(name).\(place).id", value: entry["id"]?.string ?? "")
                return self.entry(field, place, all.count, at: name, hidden: [id]) { at in
                    rows(entry, fields, context: field.name, at: at + ".", explains: place == 0)
                }
            }
            return list(entries, field, label, hint, range, at: name)
        }
    }

    // MARK: Single values

    private func translated(
        _ tree: ContentTree?, _ field: EditorField, _ label: String, _ hint: String?, at name: String
    ) -> [Field] {
        draft.form.languages.enumerated().map { place, language in
            let value = tree?[language.tag]?.string ?? ""
            let own = "\(name).\(language)"
            var rows: Int?
            switch field.kind {
            case .text(let short): rows = short ? 3 : 10
            default: rows = value.contains("\n") || value.count > 60 ? 2 : nil
            }
            return Field(
                own, rows == nil ? .text : .textarea,
                label: visit.text(
                    "editor.in-language", ["label": label, "language": visit.names(of: [language])]),
                hint: place == 0 ? hint : nil, error: errors[own], value: value, optional: field.isOptional,
                maxlength: Form.defaultLimit, rows: rows ?? 1)
        }
    }

    private func single(
        _ tree: ContentTree?, _ field: EditorField, _ label: String, _ hint: String?, at name: String
    ) -> Field {
        var kind = Field.Kind.text
        var value = tree?.string ?? ""
        if case .number = field.kind { kind = .number }
        if case .checked = field.kind {
            kind = .date
            if value == "never" { value = "" }
        }
        return Field(
            name, kind, label: label, hint: hint, error: errors[name], value: value,
            optional: field.isOptional || kind == .date, maxlength: 2000)
    }

    private func choices(
        _ tree: ContentTree?, _ label: String, _ hint: String?, _ options: [Choices.Option], several: Bool = false,
        at name: String
    ) -> Choices {
        Choices(
            name, legend: label, hint: hint, error: errors[name], several: several, optional: several, inline: true,
            chosen: Set([tree?.string].compactMap(\.self)), options: options)
    }

    private func names(
        _ tree: ContentTree?, _ names: EditorField.Names, _ label: String, _ hint: String?, _ isOptional: Bool,
        at name: String
    ) -> EditRow {
        let chosen = (tree?.entries ?? []).compactMap(\.string)
        var options = options(of: names)
        // What is chosen and not there (any more) stays to be seen.
        options += chosen.filter { id in !options.contains { $0.value == id } }.map { Choices.Option($0, $0) }
        let choices = Choices(
            name, legend: label, hint: hint, error: errors[name], several: true, optional: isOptional,
            chosen: Set(chosen), options: options)
        guard options.count > 7 else { return EditRow(choices: choices) }
        let counts = ["label": label, "count": "\(chosen.count)"]
        return EditRow(
            folded: EditRow.Folded(
                summary: visit.text("editor.chosen", counts), isOpen: errors[name] != nil, choices: choices))
    }

    private func options(of names: EditorField.Names) -> [Choices.Option] {
        switch names {
        case .sources:
            draft.sourceRefs.map {
                Choices.Option($0.id, $0.title, hint: visit.text("editor.source-link", ["link": "#source-\($0.id)"]))
            }
        case .routes:
            routes.filter { $0.number != nil }.map {
                Choices.Option($0.id, "\($0.name[visit.language]): \($0.address)")
            }
        case .audiences: Audience.allCases.map { Choices.Option($0.rawValue, visit.text($0)) }
        case .roles: Role.allCases.map { Choices.Option($0.rawValue, visit.text($0)) }
        }
    }

    // MARK: Lists

    private func list(
        _ entries: [EditRow.Entry], _ field: EditorField, _ label: String, _ hint: String?, _ range: ClosedRange<Int>,
        at name: String
    ) -> EditRow {
        EditRow(
            list: EditRow.List(
                id: name, heading: label,
                hint: hint
                    ?? visit.text("editor.how-many", ["least": "\(range.lowerBound)", "most": "\(range.upperBound)"]),
                error: errors[name], entries: entries,
                add: entries.count < range.upperBound
                    ? EditButton(value: "erbij:\(name)", text: visit.text("editor.add.\(field.name)"), about: "")
                    : nil))
    }

    private func entry(
        _ field: EditorField, _ place: Int, _ count: Int, at name: String, hidden: [HiddenField],
        _ rows: (String) -> [EditRow]
    ) -> EditRow.Entry {
        let at = "\(name).\(place)"
        let legend = visit.text("editor.entry.\(field.name)", ["number": "\(place + 1)"])
        var buttons: [EditButton] = []
        if place > 0 { buttons.append(button("op", at, legend)) }
        if place + 1 < count { buttons.append(button("neer", at, legend)) }
        buttons.append(button("weg", at, legend))
        return EditRow.Entry(
            id: at, legend: legend, error: errors[at], hidden: hidden, rows: rows(at), buttons: buttons)
    }

    private func button(_ wish: String, _ name: String, _ legend: String) -> EditButton {
        EditButton(value: "\(wish):\(name)", text: visit.text("editor.button.\(wish)"), about: legend)
    }

    // MARK: Words

    /// `field` or `hint` of a field: in a list, or on a kind of screen, it may be called otherwise than elsewhere.
    private func words(_ what: String, _ name: String, _ context: String) -> String? {
        ["editor.\(what).\(context)-\(name)", "editor.\(what).\(name)"]
            .first { visit.site.strings.has($0, visit.language) }.map { visit.text($0) }
    }

    /// What a field is called, with what is around it: for a list of fields.
    func label(_ path: String, _ fields: [EditorField], context: String) -> String {
        let names = path.split(separator: ".").map(String.init)
        guard let first = names.first, let field = fields.first(where: { $0.name == first }) else { return path }
        let label = words("field", first, context) ?? first
        switch field.kind {
        case .line, .text:
            return [label, names.last.map { visit.names(of: [Language($0)]) }].compactMap(\.self).joined(
                separator: ", ")
        case .entries(let fields, _) where names.count > 2:
            let number = (Int(names[1]) ?? 0) + 1
            let inner = self.label(names.dropFirst(2).joined(separator: "."), fields, context: first)
            return visit.text("editor.entry.\(first)", ["number": "\(number)"]) + ", " + inner
        case .lines where names.count > 2:
            let number = (Int(names[1]) ?? 0) + 1
            return visit.text("editor.entry.\(first)", ["number": "\(number)"]) + ", "
                + visit.names(of: [Language(names[2])])
        default: return label
        }
    }
}

extension EditorField {
    /// The field of a form that a mistake is shown at: the nearest there is.
    static func shown(_ path: String, _ fields: [EditorField], _ languages: [Language]) -> String {
        var names = path.split(separator: ".").map(String.init)[...]
        guard let first = names.popFirst(), let field = fields.first(where: { $0.name == first }) else { return path }
        switch field.kind {
        case .line, .text:
            let language = names.first.map { Language($0) } ?? languages.first
            return ([first] + [language].compactMap { $0?.tag }).joined(separator: ".")
        case .word, .number, .checked, .flag, .tick, .choice, .names: return first
        case .lines:
            guard let place = names.popFirst() else { return first }
            return ([first, place] + [names.first ?? languages.first?.tag].compactMap(\.self)).joined(separator: ".")
        case .entries(let fields, _):
            guard let place = names.popFirst() else { return first }
            guard let inner = names.first, fields.contains(where: { $0.name == inner }) else {
                return "\(first).\(place)"
            }
            return "\(first).\(place)." + shown(names.joined(separator: "."), fields, languages)
        }
    }
}

extension EditorForm {
    /// What a form holds after one of its buttons to add, remove or move an entry of a list: `erbij:choices`, `weg:choices.2`.
    static func after(_ wish: String, _ values: Values) -> Values {
        let parts = wish.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return values }
        let names = parts[1].split(separator: ".").map(String.init)
        guard let last = names.last else { return values }
        if parts[0] == "erbij" {
            let places = places(below: parts[1], values)
            return values + [EditorValue(name: "\(parts[1]).\((places.last ?? -1) + 1).id", value: "")]
        }
        guard names.count > 1, let place = Int(last) else { return values }
        let list = names.dropLast().joined(separator: ".")
        let places = places(below: list, values)
        guard let index = places.firstIndex(of: place) else { return values }
        if parts[0] == "weg" { return values.filter { !$0.name.hasPrefix("\(list).\(place).") } }
        let other = parts[0] == "op" ? index - 1 : index + 1
        guard places.indices.contains(other), parts[0] == "op" || parts[0] == "neer" else { return values }
        return values.map { entry in
            var entry = entry
            for (from, to) in [(place, places[other]), (places[other], place)]
            where entry.name.hasPrefix("\(list).\(from).") {
                entry.name = "\(list).\(to)." + entry.name.dropFirst("\(list).\(from).".count)
                break
            }
            return entry
        }
    }

    private static func places(below list: String, _ values: Values) -> [Int] {
        let prefix = list + "."
        return Set(
            values.filter { $0.name.hasPrefix(prefix) }
                .compactMap { Int($0.name.dropFirst(prefix.count).prefix { $0 != "." }) }
        ).sorted()
    }
}
