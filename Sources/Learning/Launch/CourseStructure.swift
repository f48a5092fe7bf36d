import Core

/// What a cmi5 course consists of, as its `cmi5.xml` says it (cmi5 "Quartz", 1st edition, chapter 13).
public struct CourseStructure: Hashable, Sendable {
    /// A text in one or more languages, in the order of the file.
    struct LangStrings: Hashable, Sendable {
        struct Text: Hashable, Sendable {
            /// The language tag; empty where none is given.
            var language: String
            var text: String
        }

        var texts: [Text] = []

        /// The text in `language`, else the first.
        subscript(language: Language) -> String {
            let found = texts.first { $0.language.lowercased().hasPrefix(language.tag) } ?? texts.first
            return found?.text ?? ""
        }
    }

    /// An assignable unit or a block, in the order of the file.
    indirect enum Node: Hashable, Sendable {
        case unit(Unit)
        case block(Block)
    }

    /// An assignable unit (AU): what is launched.
    struct Unit: Hashable, Sendable {
        /// Its place among the units of the course, counted from 0.
        var index: Int
        /// The publisher's id.
        var id: String
        var title = LangStrings()
        var description = LangStrings()
        /// Relative to the package, or absolute.
        var url = ""
        var moveOn = MoveOn.notApplicable
        var launchMethod = LaunchMethod.anyWindow
        /// As it is written, between 0 and 1.
        var masteryScore: String?
        var launchParameters: String?
        var entitlementKey: String?
        var activityType: String?
    }

    /// A group of units and blocks.
    struct Block: Hashable, Sendable {
        /// Its place among the blocks of the course, counted from 0, the outer before the inner.
        var index: Int
        var id: String
        var title = LangStrings()
        var children: [Node] = []
    }

    /// What has to be reported before a unit is satisfied (13.1.4).
    enum MoveOn: String, Hashable, Sendable, CaseIterable {
        case passed = "Passed"
        case completed = "Completed"
        case completedAndPassed = "CompletedAndPassed"
        case completedOrPassed = "CompletedOrPassed"
        case notApplicable = "NotApplicable"

        func isMet(completed: Bool, passed: Bool) -> Bool {
            switch self {
            case .passed: passed
            case .completed: completed
            case .completedAndPassed: completed && passed
            case .completedOrPassed: completed || passed
            case .notApplicable: true
            }
        }
    }

    enum LaunchMethod: String, Hashable, Sendable {
        case anyWindow = "AnyWindow"
        case ownWindow = "OwnWindow"
    }

    /// The publisher's id of the course.
    var id = ""
    var title = LangStrings()
    var description = LangStrings()
    var children: [Node] = []

    /// All units, in the order of the file.
    var units: [Unit] { Self.units(of: children) }

    static func units(of nodes: [Node]) -> [Unit] {
        nodes.flatMap { node in
            switch node {
            case .unit(let unit): [unit]
            case .block(let block): units(of: block.children)
            }
        }
    }

    /// All blocks, each after those inside it: so the inner one is satisfied first.
    var blocks: [Block] { Self.blocks(of: children) }

    private static func blocks(of nodes: [Node]) -> [Block] {
        nodes.flatMap { node in
            switch node {
            case .unit: [Block]()
            case .block(let block): blocks(of: block.children) + [block]
            }
        }
    }
}

/// What is wrong with a course structure, by the name of its sentence under `launch.structure`.
public enum StructureFault: Error, Hashable, Sendable {
    /// Not XML, or XML with a document type.
    case notXML
    /// Another root than `courseStructure` of cmi5.
    case notCMI5
    /// An element or attribute that has to be there; `of` is the id, or the element.
    case missing(String, of: String)
    /// A value that the schema does not allow.
    case value(String, of: String)
    case idTwice(String)
    case noUnit
}

extension CourseStructure {
    /// Reads `cmi5.xml`. Elements of other name spaces are left out, as 13.1.5 allows; white space at the ends of values too (13.1).
    ///
    /// - Throws: `StructureFault`.
    init(xml: [UInt8]) throws(StructureFault) {
        var builder = StructureBuilder()
        do {
            try builder.read(xml)
        } catch let fault as StructureFault {
            throw fault
        } catch {
            throw .notXML
        }
        self = builder.structure
        guard !units.isEmpty else { throw .noUnit }
    }
}
