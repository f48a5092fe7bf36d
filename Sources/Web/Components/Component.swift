/// A piece of a page: a template in `Resources/templates/web` and the values that it shows.
///
/// Templates read stored properties by their name, and look further up (the page, then `t` and `site`) for a name
/// that is not there. Texts are given in the language of the page; escaping is done by the template.
///
/// In a page: `{{#field}}{{> web/field}}{{/field}}`, at the start of a line, because a partial that stands indented on
/// a line of its own would indent what was typed in a textarea.
public protocol Component: Sendable {
    /// The name of the template, for instance `web/field`.
    static var template: String { get }
    /// What a person who uses or changes the component must keep to, for everybody to be able to use it.
    static var criteria: [String] { get }
    /// The component in each state that looks different, in Dutch, with invented content.
    static var examples: [Example<Self>] { get }
}

/// One state of a component, by its name.
public struct Example<Model: Sendable>: Sendable {
    /// What is special about this state.
    public let name: String
    /// The component in that state.
    public let model: Model

    /// A state of a component.
    public init(_ name: String, _ model: Model) {
        self.name = name
        self.model = model
    }
}

/// A component with its examples, as `web/components` and the tests go through them.
public struct ComponentEntry: Sendable {
    /// The name of the Swift type.
    public let name: String
    /// Where the page of components links to.
    public let anchor: String
    /// The name of its template.
    public let template: String
    /// See `Component.criteria`.
    public let criteria: [String]
    /// Its states.
    public let examples: [AnyExample]

}

extension ComponentEntry {
    init<C: Component>(_ type: C.Type) {
        let name = String(describing: type)
        self.init(
            name: name, anchor: "onderdeel-" + name.lowercased(), template: type.template, criteria: type.criteria,
            examples: type.examples.map { AnyExample(name: $0.name, template: type.template, model: $0.model) })
    }
}

/// An example of any component: `{{#model}}{{>*template}}{{/model}}` shows it.
public struct AnyExample: Sendable {
    /// What is special about this state.
    public let name: String
    /// The template of the component.
    public let template: String
    /// The component.
    public let model: any Sendable
}

/// The page `/componenten`: every component in every state.
public struct ComponentsPage: Page {
    public static let template = "web/components"
    /// All components, in the order in which the page shows them.
    public let entries: [ComponentEntry]

    /// The page with everything in `components`.
    public init() { self.init(entries: components) }

    init(entries: [ComponentEntry]) { self.entries = entries }
}

/// Every component there is.
public let components: [ComponentEntry] = [
    ComponentEntry(Button.self), ComponentEntry(Field.self), ComponentEntry(Choices.self), ComponentEntry(Select.self),
    ComponentEntry(ErrorSummary.self), ComponentEntry(Notice.self), ComponentEntry(Box112.self),
    ComponentEntry(Tag.self),
    ComponentEntry(CardList.self), ComponentEntry(SummaryList.self), ComponentEntry(DataTable.self),
    ComponentEntry(Pagination.self), ComponentEntry(EmptyState.self), ComponentEntry(Timeline.self),
    ComponentEntry(Details.self), ComponentEntry(Steps.self), ComponentEntry(Progress.self),
    ComponentEntry(BigFigure.self), ComponentEntry(BigFigures.self), ComponentEntry(Chart.self),
]
