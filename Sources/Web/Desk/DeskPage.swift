public import Core
public import Hummingbird

extension Form {
    /// A date that may stay empty.
    public mutating func optionalDay(_ name: String) -> Day? { self[name].isEmpty ? nil : day(name) }
}

extension Visit {
    /// A day as a person writes it.
    public func words(_ day: Day) -> String { DateWords.day(day, language) }
}

/// A page of a desk: sections with facts, lists and forms.
public struct DeskPage: Page {
    public static let template = "web/desk-page"
    public var title: String
    public var errors: ErrorSummary?
    public var back: Link?
    public var tags: [Tag] = []
    public var lead: String?
    public var tabs: [DeskRoom.Tab] = []
    public var tabsLabel = ""
    /// Where the password is given again; `nil` when it was given lately, or nothing on the page asks it.
    public var password: String?
    public var notices: [Notice] = []
    public var sections: [Section] = []

    /// A part of a page, under a heading or none. What is empty is not shown.
    public struct Section: Sendable {
        /// To link to.
        public var id: String?
        public var heading: String?
        public var text: [String] = []
        /// As somebody typed it.
        public var quote: [String] = []
        public var parts: [FormPart] = []
        public var links: [Link] = []
        public var forms: [DeskForm] = []
        public var buttons: [DeskButton] = []
        public var panels: [DeskPanel] = []
        public var folds: [Fold] = []

        public init(
            id: String? = nil, heading: String? = nil, text: [String] = [], quote: [String] = [],
            parts: [FormPart] = [], links: [Link] = [], forms: [DeskForm] = [], buttons: [DeskButton] = [],
            panels: [DeskPanel] = [], folds: [Fold] = []
        ) {
            self.id = id
            self.heading = heading
            self.text = text
            self.quote = quote
            self.parts = parts
            self.links = links
            self.forms = forms
            self.buttons = buttons
            self.panels = panels
            self.folds = folds
        }
    }

    /// Facts that are folded up until somebody wants them.
    public struct Fold: Sendable {
        public let summary: String
        public let facts: SummaryList

        public init(summary: String, facts: SummaryList) {
            self.summary = summary
            self.facts = facts
        }
    }

    /// A page with the mistakes in what was typed, if there are any.
    public init(_ title: String, _ visit: Visit) {
        self.title = title
        errors = visit.errorSummary
    }

    public init(_ title: String, _ room: DeskRoom) { self.init(title, room.visit) }
}

extension DeskRoom {
    /// Shows a page; nothing of it is kept by a browser or a proxy.
    public func show(_ page: DeskPage) throws -> Response {
        try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    /// A form that is folded up until it is needed; `key` holds `title`, `button` and perhaps `about`.
    public func panel(
        _ id: String, _ key: String, action: String, about: Bool = false, isOpen: Bool = false,
        hidden: [HiddenField] = [], _ parts: [FormPart]
    ) -> DeskPanel {
        DeskPanel(
            id: "doe-\(id)", title: visit.text("\(key).title"), about: about ? visit.text("\(key).about") : nil,
            action: visit.link(action), hidden: self.hidden + hidden, parts: parts,
            button: visit.text("\(key).button"), isOpen: isOpen)
    }

    /// A form that is always open; `button` is the key of its text.
    public func form(
        _ action: String, _ parts: [FormPart], button: String, hidden: [HiddenField] = [], takesFile: Bool = false,
        goesOn: Bool = false
    ) -> DeskForm {
        DeskForm(
            action: visit.link(action), hidden: self.hidden + hidden, parts: parts, button: visit.text(button),
            takesFile: takesFile, goesOn: goesOn)
    }

    /// A form of one button; `key` is that of its text.
    public func button(_ action: String, _ key: String, hidden: [HiddenField] = []) -> DeskButton {
        DeskButton(action: visit.link(action), text: visit.text(key), hidden: self.hidden + hidden)
    }

    /// The visit whose form fills a panel: with what was typed when it is the one that failed.
    public func visit(_ panel: String, failed: String?) -> Visit { panel == failed ? visit : visit.withoutInput }
}
