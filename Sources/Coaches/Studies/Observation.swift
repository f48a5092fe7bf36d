public import Core
public import Records

/// One thing that a researcher saw, as a person coded it.
public struct Observation: Sendable, Codable, Hashable {
    /// Where it was said.
    public enum Setting: String, Sendable, Codable, CaseIterable {
        case forum, chat, social, other
    }

    /// Who raised the subject that was coded first: the ground for what it is worth as evidence.
    public enum Initiator: String, Sendable, Codable, CaseIterable {
        case coach, persona, unclear
    }

    public enum Known: String, Sendable, Codable, CaseIterable {
        case yes, no, unknown
    }

    /// The account that it is about.
    public var account: Identifier
    public var observedAt: Instant
    public var setting: Setting
    /// Whether everybody could read it.
    public var isPublic: Bool
    /// Codes of the codebook, in its order.
    public var codes: [String]
    public var initiator: Initiator
    /// Whether the age of the persona had been said before.
    public var ageStatedBefore: Known
    /// An image came in. It is not kept: nothing here can hold it.
    public var imageReceived: Bool
    /// What was said, or a summary of it.
    public var text: String
    public var isSummary: Bool

    public init(
        account: Identifier, observedAt: Instant, setting: Setting, isPublic: Bool = false, codes: [String],
        initiator: Initiator, ageStatedBefore: Known, imageReceived: Bool = false, text: String,
        isSummary: Bool = true
    ) {
        self.account = account
        self.observedAt = observedAt
        self.setting = setting
        self.isPublic = isPublic
        self.codes = codes
        self.initiator = initiator
        self.ageStatedBefore = ageStatedBefore
        self.imageReceived = imageReceived
        self.text = text
        self.isSummary = isSummary
    }

    /// The same, as it is sealed.
    ///
    /// - Throws: `CoachesError.missing`, `.unknownCode`, `.manualPasted`, `.tooLong`, `.holdsFile`, `.inFuture`.
    func checked(_ codebook: Codebook, at now: Instant) throws -> Observation {
        var checked = self
        guard !codes.isEmpty else { throw CoachesError.missing(field: "codes") }
        if let unknown = codes.first(where: { codebook[$0] == nil }) { throw CoachesError.unknownCode(unknown) }
        checked.codes = codebook.ordered(codes)
        guard observedAt <= now.advanced(bySeconds: 60) else { throw CoachesError.inFuture(field: "observed-at") }
        let isDescribed = codes.contains { codebook[$0]?.isDescribedOnly == true }
        if isDescribed {
            // What a manual says is not stored, only that there was one.
            guard isSummary else { throw CoachesError.manualPasted(most: Self.mostOfManual) }
            do {
                checked.text = try Typed.required(text, field: "text", most: Self.mostOfManual)
            } catch CoachesError.tooLong { throw CoachesError.manualPasted(most: Self.mostOfManual) }
        } else {
            checked.text = try Typed.required(text, field: "text", most: Typed.story)
        }
        return checked
    }

    /// Characters with which a coach's manual is described.
    public static let mostOfManual = 300
}

/// An observation in its study: what it was first, what it is now, and who read it.
public struct StudyObservation: Sendable, Hashable {
    /// An earlier version, and why it was put right.
    public struct Correction: Sendable, Hashable {
        public let before: Observation
        public let reason: String
        /// Held what may not stand here, about a young person or from a manual: its text is shown nowhere.
        public internal(set) var isHidden: Bool
        public let stamp: Stamp
    }

    /// Its number in the study, from 1.
    public let number: Int
    public let session: Identifier
    public internal(set) var current: Observation
    public let entered: Stamp
    /// The number of the protocol that was in force when it was entered.
    public let protocolVersion: Int
    /// The version of the codebook that it was coded with.
    public internal(set) var codebook: String
    public internal(set) var corrections: [Correction] = []
    /// Why it does not count any more, and who said so.
    public internal(set) var retracted: (reason: String, stamp: Stamp)?
    /// What the second reader found, without having seen the first codes.
    public internal(set) var secondReading: SecondReading?

    public static func == (left: Self, right: Self) -> Bool {
        left.number == right.number && left.current == right.current
            && left.corrections == right.corrections && left.secondReading == right.secondReading
            && left.retracted?.stamp == right.retracted?.stamp
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

/// The codes of a second reader.
public struct SecondReading: Sendable, Codable, Hashable {
    public let codes: [String]
    /// The codes of the first reader as they stood then.
    public let firstCodes: [String]
    public let stamp: Stamp
}
