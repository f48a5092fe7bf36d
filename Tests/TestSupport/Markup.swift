/// A start tag of an HTML page.
public struct MarkupTag: Sendable {
    public var name: String
    public var attributes: [(name: String, value: String)]

    public subscript(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
    public func has(_ name: String) -> Bool { self[name] != nil }
}

/// Just enough of a reader of HTML to check what our own templates write: quoted attributes, no comments, no scripts.
public struct Markup: Sendable {
    public private(set) var tags: [MarkupTag] = []
    /// What is wrong: a tag that is not closed, or closed twice, or cannot be read.
    public private(set) var faults: [String] = []

    private static let void: Set<String> = ["meta", "link", "input", "br", "hr", "img"]

    public init(_ html: String) {
        var open: [String] = []
        var rest = Substring(html)
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            if rest.hasPrefix("!doctype") {
                rest = rest.drop { $0 != ">" }
                continue
            }
            let isEnd = rest.first == "/"
            if isEnd { rest = rest.dropFirst() }
            let name = rest.prefix { $0.isLetter || $0.isNumber }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty else {
                faults.append("a < that begins no tag: \(rest.prefix(30))")
                continue
            }
            var tag = MarkupTag(name: String(name), attributes: [])
            let closesItself = readAttributes(of: &tag, from: &rest)
            if isEnd {
                if open.last == tag.name {
                    open.removeLast()
                } else {
                    faults.append("</\(name)> closes \(open.last ?? "nothing")")
                }
            } else {
                tags.append(tag)
                if !closesItself, !Self.void.contains(tag.name) { open.append(tag.name) }
            }
        }
        faults += open.map { "<\($0)> is not closed" }
    }

    /// Reads up to and including `>`; true when the tag ends with `/>`.
    private mutating func readAttributes(of tag: inout MarkupTag, from rest: inout Substring) -> Bool {
        while true {
            rest = rest.drop { $0.isWhitespace }
            if rest.hasPrefix("/>") {
                rest = rest.dropFirst(2)
                return true
            }
            guard let next = rest.first, next != ">" else {
                rest = rest.dropFirst()
                return false
            }
            let name = rest.prefix { !$0.isWhitespace && !"=>/\"<".contains($0) }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty else {
                faults.append("<\(tag.name)> cannot be read at \(rest.prefix(30))")
                rest = rest.dropFirst()
                continue
            }
            var value: Substring = ""
            if rest.first == "=" {
                rest = rest.dropFirst()
                if rest.first != "\"" { faults.append("\(name) of <\(tag.name)> has no quotes") }
                value = rest.dropFirst().prefix { $0 != "\"" }
                rest = rest.dropFirst(value.count + 2)
            }
            if tag.has(String(name)) { faults.append("<\(tag.name)> has \(name) twice") }
            tag.attributes.append((String(name), String(value)))
        }
    }
}

extension Markup {
    /// What is wrong with a page as every page of ours must be: tags that fit, ids once, references that lead somewhere, a
    /// label for every field, nothing that the content security policy forbids, no `{{`.
    public static func faults(ofPage html: String) -> [String] {
        let markup = Markup(html)
        var faults = markup.faults
        for mark in ["{{", "}}", "Optional("] where html.contains(mark) { faults.append("shows \(mark)") }
        let ids = markup.tags.compactMap { $0["id"] }
        if Set(ids).count != ids.count { faults.append("an id is used twice") }
        let labelled = Set(markup.tags.filter { $0.name == "label" }.compactMap { $0["for"] })
        for tag in markup.tags {
            faults += tag.attributes.flatMap { Self.faults(of: $0, in: tag, ids: ids) }
            let isField = ["input", "select", "textarea"].contains(tag.name) && tag["type"] != "hidden"
            if isField, !labelled.contains(tag["id"] ?? "") {
                faults.append("<\(tag.name)> \(tag["name"] ?? "") has no label")
            }
        }
        return faults
    }

    private static func faults(
        of attribute: (name: String, value: String), in tag: MarkupTag, ids: [String]
    ) -> [String] {
        let (name, value) = attribute
        if name == "style" || name.hasPrefix("on") { return ["<\(tag.name)> has \(name)"] }
        if name == "aria-describedby" || name == "aria-labelledby" {
            let missing = value.split(separator: " ").filter { !ids.contains(String($0)) }
            return missing.isEmpty && !value.isEmpty ? [] : ["\(name) of \(missing)"]
        }
        guard name == "href", value.hasPrefix("#"), value.count > 1 else { return [] }
        return ids.contains(String(value.dropFirst())) ? [] : ["\(value) leads nowhere"]
    }
}
