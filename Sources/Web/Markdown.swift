import CCmark
public import Core

/// Markdown (CommonMark) written by an editor, turned into HTML that is safe in a page of ours.
///
/// Parsing and rendering are cmark-gfm's. What the tree holds is narrowed first: HTML becomes the text that was typed, an
/// image becomes its alternative text (the server shows no images, whoever wrote them), and a link that leads elsewhere
/// than `link(to:)` allows becomes its words. So nothing typed is lost, and nothing typed runs.
public enum Markdown {
    /// The HTML of `source`: blocks, without a surrounding element.
    ///
    /// - Parameter level: the level of the outermost headings in `source`, 1 to 6; deeper ones keep their distance. A page
    ///   has its own `h1`, hence 2.
    public static func html(_ source: String, headingsFrom level: Int = 2) -> String {
        withDocument(source) { document in
            narrow(document)
            shiftHeadings(document, to: level)
            guard let html = cmark_render_html(document, CMARK_OPT_SAFE, nil) else { return "" }
            defer { cmark_get_default_mem_allocator().pointee.free(html) }
            return String(cString: html)
        }
    }

    /// The words of `source` without its marks, to be read aloud; list items keep a hyphen or a number.
    public static func words(_ source: String) -> String {
        withDocument(source) { document in
            narrow(document)
            guard let text = cmark_render_plaintext(document, CMARK_OPT_DEFAULT, 0) else { return "" }
            defer { cmark_get_default_mem_allocator().pointee.free(text) }
            return String(cString: text)
        }
    }

    /// The constructs in `source` that `html` would not pass on, in the order of their lines. Empty for text that may be
    /// published as it is.
    public static func problems(in source: String) -> [Problem] {
        withDocument(source) { document in
            nodes(of: document).compactMap { node in problem(at: node).map { Problem(line: line(of: node), kind: $0) } }
        }
    }

    /// The destinations of all links in `source`, allowed or not, with the line they stand on.
    public static func links(in source: String) -> [(line: Int, destination: String)] {
        withDocument(source) { document in
            nodes(of: document).filter { cmark_node_get_type($0) == CMARK_NODE_LINK }
                .map { (line(of: $0), destination(of: $0)) }
        }
    }

    /// Whether a link may lead to `destination`: `https:`, `mailto:`, `tel:`, or a place on this site (a path or a `#`).
    ///
    /// `//host` and whatever holds a backslash or a control character are refused: browsers read those as another host.
    public static func allows(linkTo destination: String) -> Bool {
        let bytes = Array(destination.utf8)
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x5C && $0 != 0x7F }), !destination.hasPrefix("//")
        else { return false }
        let end = bytes.firstIndex { $0 == 0x3A || $0 == 0x2F || $0 == 0x3F || $0 == 0x23 }
        guard let end, bytes[end] == 0x3A else { return true }
        return ["https", "mailto", "tel"].contains(String(decoding: bytes[..<end], as: UTF8.self).lowercased())
    }

    /// Something in a text that may not be published.
    public struct Problem: Hashable, Sendable {
        /// Counted from 1.
        public var line: Int
        public var kind: Kind

        public enum Kind: Hashable, Sendable {
            /// A tag, a comment, a script: any HTML.
            case html
            case image
            /// A link to a destination that is not allowed.
            case link(String)
        }

        public init(line: Int, kind: Kind) {
            self.line = line
            self.kind = kind
        }

        /// What is wrong, for the person who wrote it; without the line.
        public var text: Text {
            switch kind {
            case .html: Text("markdown.html")
            case .image: Text("markdown.image")
            case .link(let destination): Text("markdown.link", ["link": destination])
            }
        }
    }
}

extension Markdown {
    private typealias Node = OpaquePointer

    private static func withDocument<Result>(_ source: String, _ body: (Node) -> Result) -> Result {
        let text = Array(source.utf8CString)
        guard let document = cmark_parse_document(text, text.count - 1, CMARK_OPT_DEFAULT) else {
            preconditionFailure("cmark ran out of memory")
        }
        defer { cmark_node_free(document) }
        return body(document)
    }

    /// All nodes below `document`, parents first, in reading order.
    private static func nodes(of document: Node) -> [Node] {
        let iterator = cmark_iter_new(document)
        defer { cmark_iter_free(iterator) }
        var nodes: [Node] = []
        while true {
            switch cmark_iter_next(iterator) {
            case CMARK_EVENT_ENTER: nodes.append(cmark_iter_get_node(iterator))
            case CMARK_EVENT_DONE: return nodes
            default: continue
            }
        }
    }

    private static func problem(at node: Node) -> Problem.Kind? {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE: return .html
        case CMARK_NODE_IMAGE: return .image
        case CMARK_NODE_LINK: return allows(linkTo: destination(of: node)) ? nil : .link(destination(of: node))
        default: return nil
        }
    }

    private static func destination(of link: Node) -> String {
        cmark_node_get_url(link).map { String(cString: $0) } ?? ""
    }

    /// The line of `node`, or of the nearest block around it when cmark gave the node itself none.
    private static func line(of node: Node) -> Int {
        var place: Node? = node
        while let current = place {
            let line = Int(cmark_node_get_start_line(current))
            if line > 0 { return line }
            place = cmark_node_parent(current)
        }
        return 1
    }

    private static func narrow(_ document: Node) {
        for node in nodes(of: document) {
            switch problem(at: node) {
            case .html: replaceWithText(node)
            case .image, .link: replaceWithChildren(node)
            case nil: continue
            }
        }
    }

    private static func replaceWithText(_ node: Node) {
        let text = cmark_node_new(CMARK_NODE_TEXT)
        cmark_node_set_literal(text, cmark_node_get_literal(node))
        var replacement = text
        if cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK {
            replacement = cmark_node_new(CMARK_NODE_PARAGRAPH)
            cmark_node_append_child(replacement, text)
        }
        cmark_node_replace(node, replacement)
        cmark_node_free(node)
    }

    private static func replaceWithChildren(_ node: Node) {
        while let child = cmark_node_first_child(node) { cmark_node_insert_before(node, child) }
        cmark_node_unlink(node)
        cmark_node_free(node)
    }

    private static func shiftHeadings(_ document: Node, to level: Int) {
        let headings = nodes(of: document).filter { cmark_node_get_type($0) == CMARK_NODE_HEADING }
        guard let outermost = headings.map({ Int(cmark_node_get_heading_level($0)) }).min() else { return }
        for heading in headings {
            let shifted = Int(cmark_node_get_heading_level(heading)) - outermost + level
            cmark_node_set_heading_level(heading, Int32(min(max(shifted, 1), 6)))
        }
    }
}
