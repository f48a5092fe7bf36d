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

    init(
        title: String, lead: String? = nil, add: Button? = nil, table: DataTable?, empty: EmptyState? = nil,
        pagination: Pagination? = nil
    ) {
        self.title = title
        self.lead = lead
        self.add = add
        self.table = table
        self.empty = empty
        self.pagination = pagination
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
    let parts: [Part]
    /// Where the form goes.
    let action: String
    let button: String
    /// The version that the page shows, against lost updates.
    let version: Int?
    let actions: [Action]
    let back: Link

    init(
        title: String, lead: String? = nil, errors: ErrorSummary?, parts: [Part], action: String, button: String,
        version: Int? = nil, actions: [Action] = [], back: Link
    ) {
        self.title = title
        self.lead = lead
        self.errors = errors
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

    /// An identifier that was chosen in a list; a mistake at the field when there is none.
    func chosen(_ name: String, in form: inout Form) -> Identifier? {
        let id = Identifier(form[name])
        if id == nil { form.add(Text("web.form.choose"), at: name) }
        return id
    }

    /// The version of the record that the form was made from.
    var version: Int { Int(form["version"]) ?? 0 }
}
