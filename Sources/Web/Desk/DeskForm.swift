/// Something that a form knows already and sends along: what was answered and typed on the steps before is nowhere else.
public struct HiddenField: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A piece of a form: any component; `{{#parts}}{{#model}}{{>*template}}{{/model}}{{/parts}}` shows them in their order.
public struct FormPart: Sendable {
    let template: String
    let model: any Sendable

    public init<C: Component>(_ component: C) {
        template = C.template
        model = component
    }
}

/// A form on a desk's page.
public struct DeskForm: Sendable {
    public let action: String
    public let hidden: [HiddenField]
    public let parts: [FormPart]
    public let button: String
    /// Whether a file is sent with it.
    public let takesFile: Bool
    /// Whether it sends itself where there is JavaScript: a long piece of work that goes on.
    public let goesOn: Bool

    public init(
        action: String, hidden: [HiddenField], parts: [FormPart], button: String, takesFile: Bool = false,
        goesOn: Bool = false
    ) {
        self.action = action
        self.hidden = hidden
        self.parts = parts
        self.button = button
        self.takesFile = takesFile
        self.goesOn = goesOn
    }
}

/// A form that is folded up until it is needed.
public struct DeskPanel: Sendable {
    public let id: String
    public let title: String
    public let about: String?
    public let action: String
    public let hidden: [HiddenField]
    public let parts: [FormPart]
    public let button: String
    /// Whether it shows at once: since it was sent with a mistake in it.
    public let isOpen: Bool

    public init(
        id: String, title: String, about: String? = nil, action: String, hidden: [HiddenField], parts: [FormPart],
        button: String, isOpen: Bool = false
    ) {
        self.id = id
        self.title = title
        self.about = about
        self.action = action
        self.hidden = hidden
        self.parts = parts
        self.button = button
        self.isOpen = isOpen
    }
}

/// A form of one button.
public struct DeskButton: Sendable {
    public let action: String
    public let text: String
    public let hidden: [HiddenField]

    public init(action: String, text: String, hidden: [HiddenField]) {
        self.action = action
        self.text = text
        self.hidden = hidden
    }
}
