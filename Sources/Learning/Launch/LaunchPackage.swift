public import Core

/// A cmi5 package that the training desk imported: others made it, and it is launched here.
public struct LaunchPackage: Hashable, Sendable, Identifiable {
    public let id: Identifier
    /// Whose people follow it: they are counted there, and what it reports is in the record store of that organisation.
    public let organisation: Identifier
    public let audience: Audience
    /// The way in, as that of a join.
    public let code: JoinCode
    public let structure: CourseStructure
    public let imported: Instant
    /// Nobody begins any more.
    public let closed: Instant?

    /// The path of the way in: `/pakket/7GXK-M4QW`.
    public var path: String { "/pakket/\(code)" }

    /// In the learner's cookie, beside the slugs of courses.
    var cookieKey: String { "cmi5-\(code.text)" }

    /// Where its files are, with a slash at the end.
    var filePath: String { "\(PackageFilePages.base)/\(id)/" }
}

/// Why a unit need not be done (cmi5, 9.5.5.2).
public enum WaiveReason: String, Hashable, Sendable, CaseIterable {
    case testedOut = "Tested Out"
    case equivalentUnit = "Equivalent AU"
    case equivalentActivity = "Equivalent Outside Activity"
    case administrative = "Administrative"
}

/// That a unit need not be done, by anybody who follows the package.
struct Waiver: Hashable, Sendable {
    let unit: Int
    let reason: WaiveReason
}

/// A learner's enrolment in a package.
struct LaunchRegistration: Hashable, Sendable {
    let id: Identifier
    let package: LaunchPackage
    let actor: LearnerAccount

    /// The ids that we give to course, blocks and units are below it; none is the publisher's (cmi5, 8.1 and 9.3.9).
    private var activities: String { "\(actor.homePage)/cmi5/\(package.id)" }
    func activity(of unit: CourseStructure.Unit) -> String { "\(activities)/au/\(unit.index)" }
    func activity(of block: CourseStructure.Block) -> String { "\(activities)/block/\(block.index)" }
    var courseActivity: String { "\(activities)/course" }

    var key: CountStore.Key {
        CountStore.Key(
            course: CountedPackage.launched(package.id).course, audience: package.audience, role: "",
            organisation: package.organisation.text)
    }
}

/// How far a learner is with the units of a course, and what follows for its blocks and itself (cmi5, 13.1.4).
struct CourseProgress: Hashable, Sendable {
    /// What was said of each unit, in all sessions; `waived` too.
    var said: [Int: Set<CMI5Verb>] = [:]

    func isSatisfied(_ unit: CourseStructure.Unit) -> Bool {
        let said = said[unit.index] ?? []
        return said.contains(.waived)
            || unit.moveOn.isMet(completed: said.contains(.completed), passed: said.contains(.passed))
    }

    func isSatisfied(_ nodes: [CourseStructure.Node]) -> Bool {
        nodes.allSatisfy { node in
            switch node {
            case .unit(let unit): isSatisfied(unit)
            case .block(let block): isSatisfied(block.children)
            }
        }
    }

    /// Whether the learner did something for it: a unit that asked for it reported completed or passed. Who got everything for
    /// nothing, or was let off, is not counted as having followed a course.
    func isEarned(_ structure: CourseStructure) -> Bool {
        structure.units.contains { unit in
            let said = said[unit.index] ?? []
            return unit.moveOn != .notApplicable && !said.isDisjoint(with: [.completed, .passed])
                && unit.moveOn.isMet(completed: said.contains(.completed), passed: said.contains(.passed))
        }
    }
}
