import Core
import XAPI

/// The statements that who launches makes (cmi5, 9.3), for one learner of a package.
struct LaunchStatements {
    let registration: LaunchRegistration
    /// When they are made.
    let now: Instant
    let newID: () -> Identifier

    /// - Parameter url: of the unit, without the parameters of the launch.
    func launched(_ unit: CourseStructure.Unit, session: Identifier, mode: LaunchMode, url: String) throws
        -> PendingStatement
    {
        try statement(
            .launched, activity(unit), publisher: unit.id, session,
            extensions: [
                CMI5.launchMode: .string(mode.rawValue), CMI5.launchURL: .string(url),
                CMI5.moveOn: .string(unit.moveOn.rawValue),
                CMI5.masteryScore: unit.masteryScore.map { .number($0) },
                CMI5.launchParameters: unit.launchParameters.map { .string($0) },
            ])
    }

    /// - Parameter duration: from launch to the last statement, in milliseconds.
    func abandoned(_ unit: CourseStructure.Unit, session: Identifier, duration: Int64) throws -> PendingStatement {
        let seconds = "\(duration / 1000).\(String(duration % 1000 / 10 + 100).dropFirst())"
        return try statement(
            .abandoned, activity(unit), publisher: unit.id, session, result: ["duration": .string("PT\(seconds)S")])
    }

    /// Under a session of its own.
    func waived(_ unit: CourseStructure.Unit, _ reason: WaiveReason, session: Identifier) throws -> PendingStatement {
        try statement(
            .waived, activity(unit), publisher: unit.id, session, isMoveOn: true,
            result: [
                "success": .bool(true), "completion": .bool(true),
                "extensions": .members([CMI5.reason: .string(reason.rawValue)]),
            ])
    }

    func satisfied(_ block: CourseStructure.Block, session: Identifier) throws -> PendingStatement {
        let object = Self.object(registration.activity(of: block), block.title, type: CMI5.block)
        return try statement(.satisfied, object, publisher: block.id, session)
    }

    func courseSatisfied(session: Identifier) throws -> PendingStatement {
        let structure = registration.package.structure
        let object = Self.object(registration.courseActivity, structure.title, type: CMI5.course)
        return try statement(.satisfied, object, publisher: structure.id, session)
    }

    private func activity(_ unit: CourseStructure.Unit) -> JSONValue {
        Self.object(registration.activity(of: unit), unit.title, type: unit.activityType)
    }

    /// Titles whose language is not a plain tag such as `nl` or `en-US` are left out: a statement could not name it.
    private static func object(_ id: String, _ title: CourseStructure.LangStrings, type: String?) -> JSONValue {
        let names = title.texts.filter { isPlainTag($0.language) }
        var seen: Set<String> = []
        let members = names.filter { seen.insert($0.language).inserted }
            .map { JSONObject.Member(name: $0.language, value: .string($0.text)) }
        let name: JSONValue? = members.isEmpty ? nil : .object(JSONObject(members))
        let hasDefinition = name != nil || type != nil
        return .members([
            "objectType": .string("Activity"), "id": .string(id),
            "definition": hasDefinition ? .members(["name": name, "type": type.map { .string($0) }]) : nil,
        ])
    }

    private static func isPlainTag(_ tag: String) -> Bool {
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        let isLetters = parts.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) } }
        return isLetters && (2...3).contains(parts.first?.count ?? 0) && parts.dropFirst().allSatisfy { $0.count == 2 }
            && parts.count <= 2
    }

    /// The context of every statement of a session: what a unit gets as its template, the LMS adds to (chapter 10).
    static func template(publisher: String, session: Identifier) -> JSONValue {
        .members([
            "contextActivities": .members(["grouping": .array([activity(publisher)])]),
            "extensions": .members([CMI5.sessionID: .string(session.text)]),
        ])
    }

    private static func activity(_ id: String) -> JSONValue {
        .members(["objectType": .string("Activity"), "id": .string(id)])
    }

    private func statement(
        _ verb: CMI5Verb, _ object: JSONValue, publisher: String, _ session: Identifier, isMoveOn: Bool = false,
        result: KeyValuePairs<String, JSONValue?> = [:], extensions: KeyValuePairs<String, JSONValue?> = [:]
    ) throws -> PendingStatement {
        var all = JSONObject([.init(name: CMI5.sessionID, value: .string(session.text))])
        for (name, value) in extensions { if let value { all[name] = value } }
        let categories = [CMI5.cmi5Category] + (isMoveOn ? [CMI5.moveOnCategory] : [])
        let json = JSONValue.members([
            "id": .string(newID().text), "actor": registration.actor.json,
            "verb": .members([
                "id": .string(verb.iri), "display": .members(["en": .string(verb.rawValue)]),
            ]),
            "object": object, "result": result.isEmpty ? nil : .members(result),
            "context": .members([
                "registration": .string(registration.id.text),
                "contextActivities": .members([
                    "grouping": .array([Self.activity(publisher)]), "category": .array(categories.map(Self.activity)),
                ]),
                "extensions": .object(all),
            ]), "timestamp": .string(now.rfc3339),
        ])
        let authority = RecordStore.authority(registration.id, homePage: registration.actor.homePage + XAPIRoutes.base)
        return try PendingStatement(
            try Statement(reading: json, version: .v1), newID: newID, authority: authority, from: registration.id,
            registration.package.organisation)
    }

    /// The document `LMS.LaunchData` (chapter 10).
    static func launchData(
        _ unit: CourseStructure.Unit, session: Identifier, mode: LaunchMode, returnURL: String
    ) -> JSONValue {
        .members([
            "contextTemplate": template(publisher: unit.id, session: session),
            "launchMode": .string(mode.rawValue), "moveOn": .string(unit.moveOn.rawValue),
            "masteryScore": unit.masteryScore.map { .number($0) },
            "launchParameters": unit.launchParameters.map { .string($0) },
            "entitlementKey": unit.entitlementKey.map { .members(["courseStructure": .string($0)]) },
            "returnURL": .string(returnURL),
        ])
    }
}
