import XMLSteps

/// A page of the SyncFeed, as XML says it.
struct AtomFeed: Equatable {
    var entries: [AtomEntry] = []
    /// Links of the feed itself: `rel` and address.
    var links: [String: String] = [:]

    /// - Throws: `BodyFault`.
    init(xml: [UInt8]) throws {
        var builder = AtomBuilder()
        do {
            try XMLSteps.read(xml) { try builder.take($0) }
        } catch let fault as XMLFault {
            throw BodyFault(fault)
        }
        guard builder.isFeed else { throw BodyFault.invalid(at: 0) }
        self = builder.feed
    }

    init() {}
}

struct AtomEntry: Equatable {
    var links: [String: String] = [:]
    /// The term of the category, `zaak`.
    var category: String?
    var content: AtomContent?
}

/// The one element of the House's own vocabulary in an entry.
struct AtomContent: Equatable {
    struct Field: Equatable {
        var name: String
        /// The `Id` of another row.
        var reference: String?
        var text = ""
        var isNil = false
    }

    var name: String
    var id: String?
    var bijgewerkt: String?
    var verwijderd: String?
    var fields: [Field] = []
}

/// Puts a feed together. By namespace and name, never by prefix: the source's prefixes differ from set to set.
private struct AtomBuilder {
    static let atom = "http://www.w3.org/2005/Atom"
    static let house = "http://www.tweedekamer.nl/xsd/tkData/v1-0"
    static let instance = "http://www.w3.org/2001/XMLSchema-instance"

    var feed = AtomFeed()
    var isFeed = false
    /// What the open elements are, from outside to inside.
    private var open: [Place] = []

    private enum Place { case feed, entry, content, root, field, other }

    mutating func take(_ step: XMLStep) throws {
        switch step {
        case .open(let namespace, let name, let attributes): open.append(place(namespace, name, attributes))
        case .text(let text):
            guard open.last == .field, let last = lastEntry, let content = feed.entries[last].content else { return }
            feed.entries[last].content!.fields[content.fields.count - 1].text += text
        case .close: open.removeLast()
        }
    }

    private var lastEntry: Int? { feed.entries.isEmpty ? nil : feed.entries.count - 1 }

    private mutating func place(_ namespace: String, _ name: String, _ attributes: [XMLStep.Attribute]) -> Place {
        switch (open.last, namespace, name) {
        case (nil, Self.atom, "feed"):
            isFeed = true
            return .feed
        case (.feed, Self.atom, "entry"):
            feed.entries.append(AtomEntry())
            return .entry
        case (.feed, Self.atom, "link"), (.entry, Self.atom, "link"):
            link(attributes)
            return .other
        case (.entry, Self.atom, "category"):
            feed.entries[lastEntry!].category = Self.value("", "term", attributes)
            return .other
        case (.entry, Self.atom, "content"): return .content
        case (.content, Self.house, _) where feed.entries[lastEntry!].content == nil:
            feed.entries[lastEntry!].content = AtomContent(
                name: name, id: Self.value("", "id", attributes),
                bijgewerkt: Self.value(Self.house, "bijgewerkt", attributes),
                verwijderd: Self.value(Self.house, "verwijderd", attributes))
            return .root
        case (.root, Self.house, _):
            let isNil = Self.value(Self.instance, "nil", attributes).map { $0 == "true" || $0 == "1" } ?? false
            feed.entries[lastEntry!].content!.fields.append(
                AtomContent.Field(name: name, reference: Self.value("", "ref", attributes), isNil: isNil))
            return .field
        default: return .other
        }
    }

    private mutating func link(_ attributes: [XMLStep.Attribute]) {
        guard let href = Self.value("", "href", attributes) else { return }
        let relation = Self.value("", "rel", attributes) ?? "alternate"
        if open.last == .entry { feed.entries[lastEntry!].links[relation] = href } else { feed.links[relation] = href }
    }

    /// With the namespace, or without one: some parts of the feed leave the prefix out.
    private static func value(_ namespace: String, _ name: String, _ attributes: [XMLStep.Attribute]) -> String? {
        attributes.first { $0.name == name && ($0.namespace == namespace || $0.namespace.isEmpty) }?.value
    }
}
