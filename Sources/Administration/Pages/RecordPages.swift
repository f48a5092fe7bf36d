import Core
import Directory
import Hummingbird
import Web

/// A list of records with a way to add one.
struct RecordListPage: Page {
    static let template = "administration/list"
    let title: String
    let lead: String?
    /// Where a new one begins.
    let add: Button?
    let table: DataTable?
    /// Instead of the table when there is nothing yet.
    let empty: EmptyState?
    let pagination: Pagination?
    /// The way back from a later page of the list.
    let back: Link?

    init(
        title: String, lead: String? = nil, add: Button? = nil, table: DataTable?, empty: EmptyState? = nil,
        pagination: Pagination? = nil, back: Link? = nil
    ) {
        self.title = title
        self.lead = lead
        self.add = add
        self.table = table
        self.empty = empty
        self.pagination = pagination
        self.back = back
    }
}

/// The form of one record, and what else can be done with it.
struct RecordFormPage: Page {
    static let template = "administration/record"
    /// One question of the form.
    struct Part: Sendable {
        let template: String
        let model: any Sendable

        init<C: Component>(_ component: C) {
            template = C.template
            model = component
        }
    }

    /// A form of one button.
    struct Action: Sendable {
        let action: String
        let text: String
        /// What it does, and what that means.
        let about: String?
        let version: Int?
    }

    let title: String
    let lead: String?
    let errors: ErrorSummary?
    /// What the record holds now, where that differs from what was typed; only when somebody else changed it meanwhile.
    let current: SummaryList?
    let parts: [Part]
    /// Where the form goes.
    let action: String
    let button: String
    /// The version that the page shows, against lost updates.
    let version: Int?
    let actions: [Action]
    let back: Link

    init(
        title: String, lead: String? = nil, errors: ErrorSummary?, current: SummaryList? = nil, parts: [Part],
        action: String, button: String, version: Int? = nil, actions: [Action] = [], back: Link
    ) {
        self.title = title
        self.lead = lead
        self.errors = errors
        self.current = current
        self.parts = parts
        self.action = action
        self.button = button
        self.version = version
        self.actions = actions
        self.back = back
    }
}

extension Visit {
    /// The identifier in the path.
    ///
    /// - Throws: `DirectoryError.notFound` for anything that is none.
    func identifier(_ name: String = "id") throws -> Identifier {
        guard let id = Identifier(self[name]) else { throw DirectoryError.notFound }
        return id
    }

    /// The identifier that was chosen in a list of the form; notes a mistake at the field when there is none.
    mutating func chosen(_ name: String) -> Identifier? {
        let id = Identifier(form[name])
        if id == nil { form.add(Text("web.form.choose"), at: name) }
        return id
    }

    /// The version of the record that the form was made from.
    var version: Int { Int(form["version"]) ?? 0 }

    /// Whether what was posted is refused because somebody else changed the record since the page was opened.
    private var isStale: Bool { form.mistakes.contains { $0.text == DirectoryError.changedMeanwhile.text } }

    /// The version for the form that is shown: that of the record as the person has seen it. After another mistake that is
    /// still the version that came in, so that putting the mistake right does not undo what somebody else did.
    func version(shown current: Int?) -> Int? {
        form.entries.isEmpty || isStale || current == nil ? current : version
    }

    /// What a field of a record holds, for `current`.
    struct Held {
        /// The field's name in the form.
        let name: String
        /// The key of its label.
        let label: String
        /// What the form would hold.
        let value: String
        /// The same in words.
        let words: String

        init(_ name: String, label: String, _ value: String, words: String? = nil) {
            self.name = name
            self.label = label
            self.value = value
            self.words = words ?? value
        }
    }

    /// What the record holds now, where that differs from what was typed; `nil` unless somebody else changed it meanwhile.
    func current(_ fields: [Held]) -> SummaryList? {
        guard isStale else { return nil }
        let rows = fields.filter { form[$0.name] != $0.value }.map {
            SummaryList.Row(text($0.label), $0.words.isEmpty ? text("administration.nothing") : $0.words)
        }
        return rows.isEmpty ? nil : SummaryList(rows)
    }

    /// The same visit with its mistakes and without its input: for the page that a lone button stands on, whose own fields
    /// were not posted.
    var withoutInput: Visit {
        var visit = self
        visit.form.entries = []
        return visit
    }
}
