import Web
import XAPI
import XMLSteps

/// Puts a course structure together, element by element.
struct StructureBuilder {
    static let namespace = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"

    /// What an open element is.
    private enum Place: Hashable {
        case root, course, unit, block, title, description, langstring, url, launchParameters, entitlementKey
        /// Objectives, what others added, and all inside them.
        case other
    }

    private(set) var structure = CourseStructure()
    private var open: [Place] = []
    /// The blocks that are open, the outermost first, and the unit that is.
    private var blocks: [CourseStructure.Block] = []
    private var unit: CourseStructure.Unit?
    private var hasCourse = false
    private var (unitCount, blockCount) = (0, 0)
    private var ids: Set<String> = []
    private var text = ""
    private var language = ""
    /// The texts of the title or description that is open.
    private var texts = CourseStructure.LangStrings()

    /// - Throws: `StructureFault`, `XMLFault`.
    mutating func read(_ xml: [UInt8]) throws {
        try XMLSteps.read(xml) { try take($0) }
        guard hasCourse else { throw StructureFault.missing("course", of: "courseStructure") }
    }

    private mutating func take(_ step: XMLStep) throws {
        switch step {
        case .open(let namespace, let name, let attributes):
            guard !open.isEmpty || (namespace == Self.namespace && name == "courseStructure") else {
                throw StructureFault.notCMI5
            }
            let place = namespace == Self.namespace ? place(name) : .other
            try begin(place, attributes.reduce(into: [:]) { $0[$1.name] = Form.trimmed($1.value) })
            open.append(place)
        case .text(let more): text += more
        case .close:
            if let place = open.popLast() { try end(place) }
        }
    }

    private func place(_ name: String) -> Place {
        switch (open.last, name) {
        case (nil, _): .root
        case (.root, "course"): .course
        case (.root, "au"), (.block, "au"): .unit
        case (.root, "block"), (.block, "block"): .block
        case (.course, "title"), (.unit, "title"), (.block, "title"): .title
        case (.course, "description"), (.unit, "description"), (.block, "description"): .description
        case (.title, "langstring"), (.description, "langstring"): .langstring
        case (.unit, "url"): .url
        case (.unit, "launchParameters"): .launchParameters
        case (.unit, "entitlementKey"): .entitlementKey
        default: .other
        }
    }

    private mutating func begin(_ place: Place, _ attributes: [String: String]) throws {
        text = ""
        switch place {
        case .course:
            hasCourse = true
            structure.id = try id("course", attributes)
        case .unit:
            unit = try newUnit(attributes)
            unitCount += 1
        case .block:
            blocks.append(CourseStructure.Block(index: blockCount, id: try id("block", attributes)))
            blockCount += 1
        case .title, .description: texts = CourseStructure.LangStrings()
        case .langstring: language = attributes["lang"] ?? ""
        default: break
        }
    }

    /// Ids are IRIs and stand once: a statement has to say which part of the course it is about.
    private mutating func id(_ element: String, _ attributes: [String: String]) throws -> String {
        guard let id = attributes["id"], !id.isEmpty else { throw StructureFault.missing("id", of: element) }
        guard Self.isIRI(id) else { throw StructureFault.value("id", of: element) }
        guard ids.insert(id).inserted else { throw StructureFault.idTwice(id) }
        return id
    }

    /// By the rules of the record store, which gets them in statements.
    private static func isIRI(_ text: String) -> Bool {
        text.utf8.count <= 2000 && (try? ResourceQuery.activity(QueryParameters(["activityId": text]))) != nil
    }

    private mutating func newUnit(_ attributes: [String: String]) throws -> CourseStructure.Unit {
        var unit = CourseStructure.Unit(index: unitCount, id: try id("au", attributes))
        if let text = attributes["moveOn"] {
            guard let moveOn = CourseStructure.MoveOn(rawValue: text) else {
                throw StructureFault.value("moveOn", of: unit.id)
            }
            unit.moveOn = moveOn
        }
        if let text = attributes["launchMethod"] {
            guard let method = CourseStructure.LaunchMethod(rawValue: text) else {
                throw StructureFault.value("launchMethod", of: unit.id)
            }
            unit.launchMethod = method
        }
        if let text = attributes["masteryScore"] {
            guard let score = Decimal4(text) else { throw StructureFault.value("masteryScore", of: unit.id) }
            unit.masteryScore = score.text
        }
        if let type = attributes["activityType"], !type.isEmpty {
            guard Self.isIRI(type) else { throw StructureFault.value("activityType", of: unit.id) }
            unit.activityType = type
        }
        return unit
    }

    private mutating func end(_ place: Place) throws {
        let value = Form.trimmed(text)
        switch place {
        case .langstring: texts.texts.append(.init(language: language, text: value))
        case .title: set(title: texts)
        case .description: set(description: texts)
        case .url: unit?.url = value
        case .launchParameters: unit?.launchParameters = value
        case .entitlementKey: unit?.entitlementKey = value
        case .unit: try endUnit()
        case .block: try endBlock()
        case .course:
            guard !structure.title.texts.isEmpty else { throw StructureFault.missing("title", of: "course") }
        default: break
        }
    }

    /// The title or description belongs to what is open around it.
    private mutating func set(title: CourseStructure.LangStrings) {
        switch open.last {
        case .unit: unit?.title = title
        case .block: blocks[blocks.count - 1].title = title
        default: structure.title = title
        }
    }

    private mutating func set(description: CourseStructure.LangStrings) {
        switch open.last {
        case .unit: unit?.description = description
        case .course: structure.description = description
        default: break
        }
    }

    private mutating func endUnit() throws {
        guard let unit else { return }
        guard !unit.title.texts.isEmpty else { throw StructureFault.missing("title", of: unit.id) }
        guard !unit.url.isEmpty else { throw StructureFault.missing("url", of: unit.id) }
        add(.unit(unit))
        self.unit = nil
    }

    private mutating func endBlock() throws {
        guard let block = blocks.popLast() else { return }
        guard !block.title.texts.isEmpty else { throw StructureFault.missing("title", of: block.id) }
        guard !block.children.isEmpty else { throw StructureFault.missing("au", of: block.id) }
        add(.block(block))
    }

    private mutating func add(_ node: CourseStructure.Node) {
        if blocks.isEmpty { structure.children.append(node) } else { blocks[blocks.count - 1].children.append(node) }
    }
}

/// A number between 0 and 1 with at most four places, as a mastery score is (cmi5, 13.1.4).
struct Decimal4: Hashable, Sendable {
    /// In ten-thousandths.
    let value: Int
    /// As JSON writes it.
    let text: String

    /// `nil` for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let places = parts.count > 1 ? parts[1] : ""
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }), places.count <= 4,
            let whole = Int(parts[0].isEmpty ? "0" : parts[0]),
            let fraction = Int((places + "0000").prefix(4)), whole <= 1
        else { return nil }
        value = whole * 10_000 + fraction
        guard value <= 10_000, parts.count == 1 || !places.isEmpty else { return nil }
        let digits = String(fraction + 10_000).dropFirst()
        var end = digits
        while end.hasSuffix("0") { end = end.dropLast() }
        self.text = end.isEmpty ? "\(whole)" : "\(whole).\(end)"
    }
}
