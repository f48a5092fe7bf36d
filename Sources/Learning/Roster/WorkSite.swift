public import Core

/// A house of an employer: one hotel of a chain, one park.
public struct WorkSite: Hashable, Sendable, Identifiable {
    public let id: Identifier
    public let organisation: Identifier
    public var name: String
    /// In the link and the QR code of the site.
    public let code: JoinCode
    public var card: Card
    /// When somebody of the organisation last saw that the card holds.
    public var checked: Day?
    /// Where it stands; `nil` as long as nobody filled that in.
    public var province: Province?

    /// Whom to go to at this site.
    public struct Card: Hashable, Sendable {
        /// Name or function of the duty manager.
        public var duty: String
        public var dayPhone: String
        /// Empty when it is the same at night, or when nobody answers then.
        public var nightPhone: String
        /// What was agreed with the police: plain text, may be empty.
        public var police: String

        public init(duty: String = "", dayPhone: String = "", nightPhone: String = "", police: String = "") {
            self.duty = duty
            self.dayPhone = dayPhone
            self.nightPhone = nightPhone
            self.police = police
        }

        /// Whether there is somebody to go to: without that no card is shown anywhere.
        public var isFilled: Bool { !duty.isEmpty && !dayPhone.isEmpty }
    }

    public init(
        id: Identifier, organisation: Identifier, name: String, code: JoinCode, card: Card = Card(),
        checked: Day? = nil, province: Province? = nil
    ) {
        self.id = id
        self.organisation = organisation
        self.name = name
        self.code = code
        self.card = card
        self.checked = checked
        self.province = province
    }

    /// The path of its own page: `/locatie/7GXK-M4QW`.
    public var path: String { "/locatie/\(code)" }

    /// The cookie that holds the code of the site whose card a browser shows. It says nothing of who uses the browser.
    public static let cookie = "__Host-locatie"

    /// A name as it is compared: letter case and white space make no difference.
    static func key(_ name: String) -> String {
        name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// A part of a site: reception, housekeeping.
public struct Department: Hashable, Sendable, Identifiable {
    public let id: Identifier
    public let site: Identifier
    public let name: String
}
