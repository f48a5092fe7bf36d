import Core
import Foundation
import Mustache

/// What a template shows: a plain struct that a test can build without a database.
public protocol Page: Sendable {
    /// The template's name, `<part>/<file name without ending>`.
    static var template: String { get }
}

/// The mustache templates, all parsed at start: a broken one refuses to start, and so does a partial that does not exist.
public struct Templates: Sendable {
    private let library: MustacheLibrary
    /// The names of all templates.
    public let names: Set<String>

    /// Parses every `.mustache` file below `folder`.
    ///
    /// - Throws: `WebError.template` with the file and what is wrong with it.
    public init(folder: String) throws {
        var library = MustacheLibrary()
        var names: Set<String> = []
        var partials: [(template: String, partial: String)] = []
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        for file in files.sorted() where file.hasSuffix(".mustache") {
            let name = String(file.dropLast(".mustache".count))
            let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
            do {
                try library.register(text, named: name)
            } catch {
                throw WebError.template(file: file, reason: "\(error)")
            }
            names.insert(name)
            partials += Self.partials(in: text).map { (name, $0) }
        }
        if let missing = partials.first(where: { !names.contains($0.partial) }) {
            throw WebError.template(file: missing.template, reason: "there is no template \(missing.partial)")
        }
        self.library = library
        self.names = names
    }

    /// Renders a page's fields with `t` (texts) and `site` beside them.
    ///
    /// - Throws: `WebError.template` when there is no such template.
    func render(_ page: any Page, _ scope: [String: Any]) throws -> String {
        let name = type(of: page).template
        guard let html = library.render(Scope(page: page, around: scope), withTemplate: name) else {
            throw WebError.template(file: name, reason: "there is no such template")
        }
        return html
    }

    /// The names that stand in `{{> name}}` and `{{< name}}`; not those that a page chooses itself, `{{>*name}}`.
    static func partials(in text: String) -> [String] {
        text.components(separatedBy: "{{").dropFirst().compactMap { rest in
            guard let mark = rest.first, mark == ">" || mark == "<", let end = rest.range(of: "}}") else { return nil }
            let name = rest[rest.index(after: rest.startIndex)..<end.lowerBound].trimmingCharacters(in: .whitespaces)
            return name.hasPrefix("*") ? nil : name
        }
    }
}

/// The outermost scope of a template: first the page's own fields, then what is around every page.
private struct Scope: MustacheParent {
    let page: Fields
    let around: [String: Any?]

    init(page: any Page, around: [String: Any]) {
        self.page = Fields(page)
        self.around = around.mapValues(Fields.shown)
    }

    func child(named name: String) -> Any? { page.child(named: name) ?? around[name].flatMap(\.self) }
}

/// A value of a page, whose fields are looked up by reflection once. The library would reflect anew at every name in a template,
/// and at each scope around it, which is most of what a page costs.
private final class Fields: MustacheParent, CustomStringConvertible {
    private let value: Any
    private lazy var fields = Dictionary(
        Mirror(reflecting: value).children.compactMap { child in child.label.map { ($0, Self.shown(child.value)) } },
        uniquingKeysWith: { $1 })

    init(_ value: Any) { self.value = value }

    func child(named name: String) -> Any? { fields[name].flatMap(\.self) }

    var description: String { String(describing: value) }

    /// What a template sees of a value: nothing of an absent one, texts and truth values as they are, and the fields of others.
    static func shown(_ value: Any) -> Any? {
        switch value {
        case is String, is Bool, is Int, is any MustacheParent: return value
        case let list as [Any]: return list.map { shown($0) ?? "" }
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { shown($0.value) }
        case .struct, .class: return Fields(value)
        default: return value
        }
    }
}

extension Strings.Tree: MustacheParent {
    func child(named name: String) -> Any? { texts[name] ?? branches[name] }
}
