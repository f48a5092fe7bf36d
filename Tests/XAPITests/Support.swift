import Testing
import XAPI

/// The value of a JSON text that stands in a test.
func json(_ text: String) -> JSONValue {
    do { return try JSONValue(reading: text.utf8) } catch { preconditionFailure("\(error.message): \(text)") }
}

func object(_ text: String) -> JSONObject { json(text).object! }

extension JSONValue {
    /// The same with another value at a place such as `context.contextActivities.parent`; `nil` takes it out.
    func setting(_ path: String, to text: String?) -> JSONValue {
        setting(path.split(separator: ".").map(String.init)[...], to: text.map(json))
    }

    private func setting(_ path: ArraySlice<String>, to value: JSONValue?) -> JSONValue {
        guard let name = path.first else { return value ?? .null }
        var object = object ?? JSONObject()
        object[name] =
            path.count == 1 ? value : (object[name] ?? .object(JSONObject())).setting(path.dropFirst(), to: value)
        return .object(object)
    }
}

enum Example {
    /// The simplest statement of the specification (Data 2.4).
    static let simple = json(
        """
        {"id":"12345678-1234-5678-1234-567812345678","actor":{"mbox":"mailto:xapi@adlnet.gov"},
        "verb":{"id":"http://adlnet.gov/expapi/verbs/created","display":{"en-US":"created"}},
        "object":{"id":"http://example.adlnet.gov/xapi/example/activity"}}
        """)

    /// One that uses nearly everything.
    static let full = json(
        """
        {"id":"fd41c918-b88b-4b20-a0a5-a4c32391aaa0","actor":{"objectType":"Group","name":"Team PB",
        "mbox":"mailto:teampb@Example.COM","member":[{"name":"Andrew Downes","account":
        {"homePage":"http://www.example.com","name":"13936749"}},{"name":"Toby Nichols",
        "openid":"http://toby.openid.example.org/"},{"name":"Ena Hills",
        "mbox_sha1sum":"EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"}]},
        "verb":{"id":"http://adlnet.gov/expapi/verbs/attended","display":{"en-GB":"attended","en-US":"was there"}},
        "result":{"extensions":{"http://example.com/profiles/meetings/resultextensions/minuteslocation":null},
        "success":true,"completion":true,"response":"We agreed.","duration":"PT1H0M0S",
        "score":{"scaled":0.5,"raw":5,"min":0,"max":10}},
        "context":{"registration":"EC531277-B57B-4C15-8D91-D292C5B2B8F7","contextActivities":
        {"parent":[{"id":"http://www.example.com/meetings/series/267","objectType":"Activity"}],
        "category":{"id":"http://www.example.com/meetings/categories/teammeeting"}},
        "instructor":{"name":"Andrew Downes","account":{"homePage":"http://www.example.com","name":"13936749"}},
        "team":{"name":"Team PB","mbox":"mailto:teampb@example.com","objectType":"Group"},
        "platform":"Example virtual meeting software","language":"tlh","revision":"2",
        "statement":{"objectType":"StatementRef","id":"6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}},
        "timestamp":"2013-05-18T05:32:34.804+02:00",
        "object":{"id":"http://www.example.com/meetings/occurances/34534","objectType":"Activity","definition":
        {"name":{"en-GB":"example meeting","nl":"vergadering"},"type":"http://adlnet.gov/expapi/activities/meeting",
        "description":{"en-GB":"An example meeting"},"moreInfo":"http://virtualmeeting.example.com/345256",
        "extensions":{"http://example.com/location":"X:\\\\meetings"}}}}
        """)

    /// An agent to hand in as authority.
    static let authority = object(#"{"account":{"homePage":"https://vangnet.example","name":"demo-hotel"}}"#)
}

/// What reading a statement says; `nil` when it is valid.
func refusal(_ value: JSONValue, _ version: XAPIVersion = .v1) -> XAPIError? {
    do {
        _ = try Statement(reading: value, version: version)
        return nil
    } catch { return error }
}
