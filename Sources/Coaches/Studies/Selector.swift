public import Core
import Linkage
import Vault

/// Something by which an account is known: a handle, a phone number, a mail address, an address on the web, a way to pay.
public struct Selector: Sendable, Codable, Hashable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case handle, phone, mail, url, payment
    }

    public var kind: Kind
    /// As it was seen.
    public var value: String

    public init(_ kind: Kind, _ value: String) {
        self.kind = kind
        self.value = value
    }

    /// The form in which the same selector is always the same. Nothing is guessed: a handle with another digit is another one;
    /// what looks alike is for Linkage to propose.
    public var normalised: String {
        switch kind {
        case .handle: Self.folded(value).drop { $0 == "@" }.description
        case .phone: Normaliser.phone(value)
        case .mail: Self.folded(value)
        case .url: Self.address(value)
        case .payment: String(Self.folded(value).filter { $0.isLetter || $0.isNumber })
        }
    }

    private static func folded(_ text: String) -> String { text.filter { !$0.isWhitespace }.lowercased() }

    /// An address without what does not change where it leads: scheme, `www.`, an end of `/`.
    private static func address(_ text: String) -> String {
        var rest = Substring(folded(text))
        for prefix in ["https://", "http://", "www."] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        while rest.last == "/" { rest = rest.dropLast() }
        return String(rest)
    }

    /// What the database knows it by: found again by who has the same selector and the site's key, and by nobody else.
    func hash(_ siteKey: SiteKey) -> String {
        siteKey.mac(.selector, Canonical("vangnet", "selector", "1", kind.rawValue, normalised).bytes).hex
    }

    /// The same, as it is sealed.
    ///
    /// - Throws: `CoachesError.missing`, `.tooLong`, `.holdsFile`.
    func checked() throws -> Selector {
        let checked = Selector(kind, try Typed.required(value, field: kind.rawValue, most: Typed.line))
        guard !checked.normalised.isEmpty else { throw CoachesError.missing(field: kind.rawValue) }
        return checked
    }
}

/// An account of somebody on some platform, as a study saw it.
public struct Account: Sendable, Codable, Hashable {
    public let id: Identifier
    public var platform: String
    public var selectors: [Selector]
    /// What the account says of itself; nobody checked it.
    public var statedName: String
    public var statedAge: Int?
    public var statedPlace: String
    /// How it describes itself, in a few words of the researcher.
    public var profile: String

    public init(
        id: Identifier, platform: String, selectors: [Selector] = [], statedName: String = "", statedAge: Int? = nil,
        statedPlace: String = "", profile: String = ""
    ) {
        self.id = id
        self.platform = platform
        self.selectors = selectors
        self.statedName = statedName
        self.statedAge = statedAge
        self.statedPlace = statedPlace
        self.profile = profile
    }

    /// What it is called on pages: its first handle.
    public var name: String {
        (selectors.first { $0.kind == .handle } ?? selectors.first)?.value ?? platform
    }

    public func values(_ kind: Selector.Kind) -> [String] { selectors.filter { $0.kind == kind }.map(\.value) }

    /// Most selectors of one account.
    static let mostSelectors = 30

    /// The same, as it is sealed: each selector once.
    func checked() throws -> Account {
        var checked = self
        checked.platform = try Typed.required(platform, field: "platform", most: Typed.line)
        checked.statedName = try Typed.text(statedName, field: "stated-name", most: Typed.line)
        checked.statedPlace = try Typed.text(statedPlace, field: "stated-place", most: Typed.line)
        checked.profile = try Typed.text(profile, field: "profile", most: Typed.line * 2)
        if let age = statedAge, !(10...99).contains(age) { throw CoachesError.age(field: "stated-age") }
        checked.selectors = []
        for selector in selectors {
            let selector = try selector.checked()
            let isKnown = checked.selectors.contains {
                $0.kind == selector.kind && $0.normalised == selector.normalised
            }
            if !isKnown { checked.selectors.append(selector) }
        }
        guard !checked.selectors.isEmpty else { throw CoachesError.missing(field: "handle") }
        guard checked.selectors.count <= Self.mostSelectors else {
            throw CoachesError.tooLong(field: "handle", most: Self.mostSelectors)
        }
        return checked
    }
}
