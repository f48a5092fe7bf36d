public import Core
public import Vault

/// The own code of a person on a roster: eleven signs and a check sign, shown as `7GXK-M4QW-0T3Z`.
///
/// It is made from the site key, so it can be printed again and again although it is stored nowhere; 55 bits, so nobody
/// guesses one.
public struct RosterCode: Hashable, Sendable, CustomStringConvertible {
    /// Twelve signs, capitals.
    public let text: String

    static let length = 12

    /// - Parameter generation: goes up when a code was lost; the one before opens nothing then.
    init(person: Identifier, generation: Int, siteKey: SiteKey) {
        var message = Canonical("vangnet", "roster code", "1", person.text)
        message.append(Int64(generation))
        let mac = siteKey.mac(.roster, message.bytes)
        text = CheckedCode.checked(CheckedCode.encode(mac, bits: 5 * (Self.length - 1)))!
    }

    /// Reads what somebody typed or followed; `nil` when it is no code.
    public init?(_ text: String) {
        guard let code = CheckedCode.read(text, length: Self.length) else { return nil }
        self.text = code
    }

    public var description: String { CheckedCode.grouped(text) }

    /// The path of the link: `/cursist/7GXK-M4QW-0T3Z`.
    public var path: String { "/cursist/\(self)" }

    /// What the database knows it by.
    var hash: String { secretHash(text) }
}

/// The cookie that remembers, in the learner's browser alone, through whose link a course was begun: what was done can
/// be told to an employer only from there. The database has no such link.
public struct RosterCookie: Hashable, Sendable {
    public static let name = "__Host-cursist"

    /// Slug and code, the latest begun last.
    private(set) var codes: [(course: String, code: RosterCode)] = []

    /// Reads what `text` writes; what is not of ours in it is skipped.
    public init(_ text: String?) {
        for item in (text ?? "").split(separator: ".").suffix(LearnerCookie.most) {
            let parts = item.split(separator: "~")
            guard parts.count == 2, let code = RosterCode(String(parts[1])) else { continue }
            codes.append((String(parts[0]), code))
        }
    }

    public var text: String { codes.map { "\($0.course)~\($0.code.text)" }.joined(separator: ".") }

    /// The code for a course.
    public subscript(course course: String) -> RosterCode? {
        get { codes.last { $0.course == course }?.code }
        set {
            codes.removeAll { $0.course == course }
            if let newValue { codes = (codes + [(course, newValue)]).suffix(LearnerCookie.most) }
        }
    }

    public static func == (left: Self, right: Self) -> Bool { left.text == right.text }
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
