import Core
import XAPI

/// What statements of a unit have to keep to (cmi5, 7.1 and chapter 9). What breaks a rule is refused: then there is nothing to void.
extension LaunchSession {
    /// Takes a statement into the session.
    ///
    /// - Parameters:
    ///   - id: that of a PUT.
    ///   - now: when it came.
    /// - Throws: `XAPIError`: 400 for a statement that is not made as it should be, 403 for one that may not come (now).
    mutating func take(_ statement: Statement, id: String? = nil, at now: Instant) throws(XAPIError) {
        let form = try StatementForm(statement, id: id, of: self)
        guard isOpen(at: now) else {
            throw Self.refused("The session is over, and nothing more is taken for it (9.3).")
        }
        if let terminated {
            guard form.timestamp <= terminated, form.verb != .initialized else {
                throw Self.refused("The session was terminated before this statement was made (9.3.8).")
            }
        }
        if form.verb == .initialized {
            guard initialized == nil else { throw Self.refused("The session was initialized before (9.3).") }
        } else {
            guard let initialized, form.timestamp >= initialized else {
                throw Self.refused("The first statement of a session has to be initialized (7.1.1).")
            }
        }
        if let verb = form.verb { try note(verb, form.timestamp, at: now) }
        latest = max(latest ?? form.timestamp, form.timestamp)
    }

    private mutating func note(_ verb: CMI5Verb, _ timestamp: Instant, at now: Instant) throws(XAPIError) {
        guard verbs.insert(verb).inserted else {
            throw Self.refused("\(verb.rawValue) was said before in this session (9.3).")
        }
        switch verb {
        case .initialized: initialized = timestamp
        case .terminated:
            if let latest, timestamp < latest {
                throw Self.refused("Terminated has to be the last of a session, by its timestamp (7.1.2).")
            }
            terminated = timestamp
            ended = now
        default:
            guard mode == .normal else {
                throw Self.refused("In launch mode \(mode.rawValue) nothing about completion is reported (10).")
            }
            try checkJudgement(verb)
        }
    }

    /// Completed and passed come once in a registration; passed and failed not both in a session, and failed not after passed.
    private func checkJudgement(_ verb: CMI5Verb) throws(XAPIError) {
        if verb != .failed, earlier.contains(verb) {
            throw Self.refused("\(verb.rawValue) was said before in this registration (9.3).")
        }
        if verbs.isSuperset(of: [.passed, .failed]) {
            throw Self.refused("Only one of passed and failed may be said in a session (9.3).")
        }
        if verb == .failed, earlier.contains(.passed) {
            throw Self.refused("Failed may not follow passed in a registration (9.3).")
        }
    }

    static func refused(_ message: String) -> XAPIError { XAPIError(status: 403, message) }
}

/// A statement whose form is right, whatever came before it.
private struct StatementForm {
    /// `nil` for a statement that is not of cmi5 itself but allowed between its own.
    let verb: CMI5Verb?
    let timestamp: Instant

    private let json: JSONObject
    private let session: LaunchSession

    init(_ statement: Statement, id: String?, of session: LaunchSession) throws(XAPIError) {
        json = statement.json
        self.session = session
        guard statement.id ?? id != nil else { throw Self.wrong("A unit gives each statement an id (9.1).") }
        guard let moment = statement.facts.timestamp, json["timestamp"]?.string.map(Self.isUTC) == true else {
            throw Self.wrong("Each statement needs a timestamp, in UTC (9.7).")
        }
        timestamp = moment
        guard !statement.facts.voids else { throw LaunchSession.refused("A unit may not void statements (6.3).") }
        let categories = Self.activities("category", json)
        if categories.contains(CMI5.cmi5Category) {
            guard let verb = CMI5Verb(iri: statement.facts.verb), verb.isOfUnit else {
                throw LaunchSession.refused("A unit may not say this verb with the category of cmi5 (9.3).")
            }
            self.verb = verb
        } else {
            verb = nil
        }
        try checkContext(statement)
        if let verb {
            guard statement.facts.activity == session.activity else {
                throw LaunchSession.refused("The object has to be the activityId of the launch (9.4).")
            }
            try checkResult(verb, judges: categories.contains(CMI5.moveOnCategory))
        } else if categories.contains(CMI5.moveOnCategory) {
            throw Self.wrong("Only statements with the category of cmi5 may have that of moveOn (9.6.2.2).")
        }
    }

    private static func wrong(_ message: String) -> XAPIError { XAPIError(status: 400, message) }

    private static func isUTC(_ text: String) -> Bool {
        text.hasSuffix("Z") || text.hasSuffix("z") || text.hasSuffix("+00:00")
    }

    private static func activities(_ kind: String, _ json: JSONObject) -> [String] {
        let value = json["context"]?["contextActivities"]?[kind]
        let list = value?.array ?? value.map { [$0] } ?? []
        return list.compactMap { $0["id"]?.string }
    }

    /// Actor, registration and what the context template holds.
    private func checkContext(_ statement: Statement) throws(XAPIError) {
        let account = json["actor"]?["account"]
        guard json["actor"]?["objectType"]?.string != "Group",
            account?["homePage"]?.string == session.actor.homePage, account?["name"]?.string == session.actor.name
        else { throw LaunchSession.refused("The actor has to be the one of the launch (9.2).") }
        guard statement.facts.registration == session.registration.text else {
            throw LaunchSession.refused("The registration has to be the one of the launch (9.6.1).")
        }
        guard json["context"]?["extensions"]?[CMI5.sessionID]?.string == session.id.text else {
            throw LaunchSession.refused("The session id has to be the one of the context template (9.6.3.1).")
        }
        guard Self.activities("grouping", json).contains(session.publisher) else {
            throw LaunchSession.refused("The publisher's id of the template is not in the grouping (9.6.2.3).")
        }
    }

    /// What a result may hold, and must (9.5).
    private func checkResult(_ verb: CMI5Verb, judges: Bool) throws(XAPIError) {
        let result = json["result"]
        let (success, completion) = (result?["success"], result?["completion"])
        let expectedSuccess: JSONValue? = verb == .passed ? .bool(true) : verb == .failed ? .bool(false) : nil
        guard success == expectedSuccess else {
            throw Self.wrong("success has to be true in passed, false in failed, and nowhere else (9.5.2).")
        }
        guard completion == (verb == .completed ? JSONValue.bool(true) : nil) else {
            throw Self.wrong("completion has to be true in completed, and nowhere else (9.5.3).")
        }
        guard judges == (success != nil || completion != nil) else {
            throw Self.wrong(
                "The category of moveOn goes with success and completion, and with nothing else (9.6.2.2).")
        }
        guard verb == .initialized || result?["duration"] != nil else {
            throw Self.wrong("\(verb.rawValue) needs a duration (9.5.4.1).")
        }
        if let progress = result?["extensions"]?[CMI5.progress] {
            guard case .number(let text) = progress, let share = Int(text), (0...100).contains(share) else {
                throw Self.wrong("progress is a whole number from 0 to 100 (9.5.5.1).")
            }
        }
        try checkScore(verb, result?["score"])
    }

    private func checkScore(_ verb: CMI5Verb, _ score: JSONValue?) throws(XAPIError) {
        guard let score else { return }
        guard verb == .passed || verb == .failed else {
            throw Self.wrong("Only passed and failed may have a score (9.5.1).")
        }
        if score["raw"] != nil, score["min"] == nil || score["max"] == nil {
            throw Self.wrong("A raw score needs min and max (9.5.1).")
        }
        guard case .number(let text)? = score["scaled"] else { return }
        guard let scaled = Double(text), (0...1).contains(scaled) else {
            throw Self.wrong("A scaled score is between 0 and 1 (9.5.1).")
        }
        guard let mastery = session.masteryScore, let least = Double(mastery) else { return }
        guard (scaled >= least) == (verb == .passed) else {
            throw LaunchSession.refused(
                "\(verb.rawValue) does not go with this score and the mastery score (9.3.4, 9.3.5).")
        }
        guard case .number(let told)? = json["context"]?["extensions"]?[CMI5.masteryScore], Double(told) == least else {
            throw Self.wrong("What is judged by the mastery score tells it in the context (9.6.3.2).")
        }
    }
}
