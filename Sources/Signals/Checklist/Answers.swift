public import Web

/// What somebody answered in the checklist so far. It lives in the hidden fields of the pages and is kept nowhere.
///
/// No answer is required: what was left open is `nil` or absent.
public struct Answers: Sendable, Hashable {
    /// Whom the young person is to whoever asks, when that person does not work there.
    public static let ownRoles = ["self", "friend", "parent"]
    /// Most signals that are read from a form: no list is that long.
    static let mostSignals = 200

    public var setting: Setting?
    /// An id of `roles.yaml`, as long as the library has checked it (`ChecklistLibrary.kept`); empty when not said.
    public var role: String
    /// Whether it happens now, with danger or a young person who may leave.
    public var now: Seen?
    public var age: AgeBand?
    /// By indicator.
    public var signals: [String: Seen]

    public init(
        setting: Setting? = nil, role: String = "", now: Seen? = nil, age: AgeBand? = nil, signals: [String: Seen] = [:]
    ) {
        self.setting = setting
        self.role = role
        self.now = now
        self.age = age
        self.signals = signals
    }

    /// The answers in a posted form. What is not an answer is left out; the last one to a question counts, so that a new
    /// answer stands after the old one that a form carries along.
    public init(_ form: Form) {
        self.init()
        for entry in form.entries {
            switch entry.name {
            case "setting": setting = Setting(rawValue: entry.value)
            case "role": role = Self.isName(entry.value) ? entry.value : ""
            case "now": now = Seen(rawValue: entry.value)
            case "age": age = AgeBand(rawValue: entry.value)
            default:
                guard entry.name.hasPrefix("signal-") else { continue }
                let id = String(entry.name.dropFirst("signal-".count))
                guard Self.isName(id), signals[id] != nil || signals.count < Self.mostSignals else { continue }
                signals[id] = Seen(rawValue: entry.value)
            }
        }
    }

    /// The hidden fields that carry them on to the next page, in a fixed order.
    public var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        if let setting { fields.append(("setting", setting.rawValue)) }
        if !role.isEmpty { fields.append(("role", role)) }
        if let now { fields.append(("now", now.rawValue)) }
        if let age { fields.append(("age", age.rawValue)) }
        for (id, seen) in signals.sorted(by: { $0.key < $1.key }) { fields.append(("signal-\(id)", seen.rawValue)) }
        return fields
    }

    /// Whether somebody said that it happens now.
    public var isNow: Bool { now == .seen }

    private static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            }
    }
}
