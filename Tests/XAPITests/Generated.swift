import TestSupport
import XAPI

/// Values for property tests.
enum Generated {
    static func text(_ random: inout SeededGenerator) -> String {
        let signs = Array("abcZ09 -_/\\\"\n\t\u{1}éß漢😀e\u{301}")
        return String((0..<Int.random(in: 0...8, using: &random)).map { _ in signs.randomElement(using: &random)! })
    }

    static func json(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .number(["0", "-1", "1.50", "2e10", "1E-3"].randomElement(using: &random)!)
        case 3, 4: return .string(text(&random))
        case 5:
            return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in json(depth: depth - 1, &random) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                object[text(&random)] = json(depth: depth - 1, &random)
            }
            return .object(object)
        }
    }

    private static func one(_ texts: [String], _ random: inout SeededGenerator) -> JSONValue {
        XAPITests.json(texts.randomElement(using: &random)!)
    }

    private static let agents = [
        #"{"mbox":"mailto:a@example.com"}"#, #"{"objectType":"Agent","name":"B","mbox":"mailto:b@example.com"}"#,
        #"{"mbox_sha1sum":"ebd31e95054c018b10727ccffd2ef2ec3a016ee9"}"#, #"{"openid":"http://c.example.org/"}"#,
        #"{"account":{"homePage":"http://www.example.com","name":"1 2"},"name":"D"}"#,
    ]
    private static let groups = [
        #"{"objectType":"Group","member":[{"mbox":"mailto:a@example.com"},{"openid":"http://c.example.org/"}]}"#,
        #"{"objectType":"Group","name":"G","openid":"http://g.example.org/","member":[]}"#,
        #"{"objectType":"Group","mbox":"mailto:g@example.com","member":[{"mbox":"mailto:b@example.com"}]}"#,
    ]
    private static let activities = [
        #"{"id":"http://example.com/a"}"#, #"{"objectType":"Activity","id":"http://example.com/b","definition":{}}"#,
        #"{"id":"http://example.com/c","definition":{"name":{"nl":"c","en":"C"},"type":"http://example.com/t"}}"#,
        """
        {"id":"http://example.com/d","definition":{"interactionType":"likert","scale":[{"id":"1","description":
        {"nl":"een","en-US":"one"}},{"id":"2"}],"correctResponsesPattern":["1"]}}
        """,
    ]
    private static let references = [#"{"objectType":"StatementRef","id":"6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}"#]

    /// A statement that is valid in both versions.
    static func statement(_ random: inout SeededGenerator) -> JSONValue {
        var statement = body(isSub: false, &random)
        if Bool.random(using: &random) { statement["id"] = .string("fd41c918-b88b-4b20-a0a5-a4c32391aaa0") }
        return .object(statement)
    }

    private static func body(isSub: Bool, _ random: inout SeededGenerator) -> JSONObject {
        var statement = JSONObject()
        if isSub { statement["objectType"] = .string("SubStatement") }
        statement["actor"] = one(agents + groups, &random)
        statement["verb"] = one(
            [#"{"id":"http://example.com/v"}"#, #"{"id":"http://example.com/w","display":{"nl":"w","en":"W"}}"#],
            &random)
        let hasActivity = Bool.random(using: &random)
        if !isSub, Int.random(in: 0..<4, using: &random) == 0 {
            statement["object"] = .object(body(isSub: true, &random))
        } else if hasActivity {
            statement["object"] = one(activities, &random)
        } else {
            let typed = agents.map { $0.replacing(#"{"objectType":"Agent","#, with: "{").dropFirst() }
            statement["object"] = one(typed.map { #"{"objectType":"Agent","# + $0 } + groups + references, &random)
        }
        statement["timestamp"] = .string("2020-02-2\(Int.random(in: 0...9, using: &random))T10:00:00.5Z")
        if Bool.random(using: &random) { statement["context"] = context(&random) }
        if Bool.random(using: &random) {
            statement["result"] = one(
                [#"{"success":true,"duration":"PT1.239S"}"#, #"{"score":{"raw":1.0,"max":2}}"#, "{}"], &random)
        }
        return statement
    }

    private static func context(_ random: inout SeededGenerator) -> JSONValue {
        var context = JSONObject()
        if Bool.random(using: &random) { context["instructor"] = one(agents + groups, &random) }
        if Bool.random(using: &random) { context["team"] = one(groups, &random) }
        if Bool.random(using: &random) {
            let list = JSONValue.array([one(activities, &random), one(activities, &random)])
            context["contextActivities"] = .object(
                JSONObject([
                    JSONObject.Member(name: "parent", value: list),
                    JSONObject.Member(name: "other", value: one(activities, &random)),
                ]))
        }
        context["extensions"] = .object(
            JSONObject([JSONObject.Member(name: "http://example.com/x", value: json(depth: 2, &random))]))
        return .object(context)
    }
}
