import CCmark
import Web

/// What an editor wrote in Markdown, as a tree that files other than HTML are made from; pages use `Markdown.html`.
///
/// The same is let through as there: HTML stands as text, a picture becomes its description.
enum RichText {
    indirect enum Block: Hashable, Sendable {
        /// Level 1 is the highest that the text itself uses.
        case heading(Int, [Inline])
        case paragraph([Inline])
        case list(ordered: Bool, [[Block]])
        case quote([Block])
        case code(String)
        case rule
    }

    indirect enum Inline: Hashable, Sendable {
        case text(String)
        case code(String)
        case emphasis([Inline])
        case strong([Inline])
        case link(String, [Inline])
        case lineBreak
    }

    /// The blocks of a Markdown text.
    static func blocks(_ markdown: String) -> [Block] {
        var markdown = markdown
        let root = markdown.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                cmark_parse_document($0.baseAddress, $0.count, CMARK_OPT_DEFAULT)
            }
        }
        guard let root else { return [] }
        defer { cmark_node_free(root) }
        return children(of: root).compactMap(block)
    }

    private static func children(of node: OpaquePointer) -> [OpaquePointer] {
        Array(sequence(first: cmark_node_first_child(node), next: { cmark_node_next($0) }).prefix { $0 != nil })
            .compactMap(\.self)
    }

    private static func kind(_ node: OpaquePointer) -> String {
        cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
    }

    private static func literal(_ node: OpaquePointer) -> String {
        cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
    }

    private static func block(_ node: OpaquePointer) -> Block? {
        switch kind(node) {
        case "heading": .heading(Int(cmark_node_get_heading_level(node)), inlines(node))
        case "paragraph": .paragraph(inlines(node))
        case "block_quote": .quote(children(of: node).compactMap(block))
        case "code_block": .code(literal(node))
        case "html_block": .paragraph([.text(literal(node))])
        case "thematic_break": .rule
        case "list":
            .list(
                ordered: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST,
                children(of: node).map { children(of: $0).compactMap(block) })
        default: nil
        }
    }

    private static func inlines(_ node: OpaquePointer) -> [Inline] {
        children(of: node).flatMap(inline)
    }

    private static func inline(_ node: OpaquePointer) -> [Inline] {
        switch kind(node) {
        case "text", "html_inline": return [.text(literal(node))]
        case "code": return [.code(literal(node))]
        case "emph": return [.emphasis(inlines(node))]
        case "strong": return [.strong(inlines(node))]
        case "softbreak": return [.text(" ")]
        case "linebreak": return [.lineBreak]
        case "image": return inlines(node)
        case "link":
            let address = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
            return Markdown.allows(linkTo: address) ? [.link(address, inlines(node))] : inlines(node)
        default: return []
        }
    }

    /// The paragraphs of a block, in lists and quotations too, as words without marks. Headings and code are none.
    static func passages(_ block: Block) -> [String] {
        switch block {
        case .paragraph(let inlines): [plain(inlines)]
        case .list(_, let items): items.flatMap { $0.flatMap(passages) }
        case .quote(let blocks): blocks.flatMap(passages)
        case .heading, .code, .rule: []
        }
    }

    private static func plain(_ inlines: [Inline]) -> String {
        inlines.map { inline in
            switch inline {
            case .text(let text), .code(let text): text
            case .emphasis(let inner), .strong(let inner), .link(_, let inner): plain(inner)
            case .lineBreak: " "
            }
        }.joined()
    }
}
