public import Core
import Records

/// Something in a dossier, as it was on the day that the dossier was frozen. It is a copy: it stays when the study is put right
/// or destroyed.
///
/// Its names and values in JSON are what a receiver reads and hashes. A name that is once used keeps its meaning.
public enum DossierContent: Sendable, Hashable {
    /// What the dossier is, for whom and on what ground.
    case cover(DossierCover)
    /// Under which protocol things were observed, and what approved it.
    case study(FrozenStudy)
    case account(FrozenAccount)
    case observation(FrozenObservation)
    case link(FrozenLink)

    /// Which of them.
    public enum Kind: String, Sendable, Codable {
        case cover, study, account, observation, link
    }

    public var kind: Kind {
        switch self {
        case .cover: .cover
        case .study: .study
        case .account: .account
        case .observation: .observation
        case .link: .link
        }
    }
}

extension DossierContent: Codable {
    private enum Key: String, CodingKey { case kind }

    public init(from decoder: any Decoder) throws {
        switch try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .kind) {
        case .cover: self = .cover(try DossierCover(from: decoder))
        case .study: self = .study(try FrozenStudy(from: decoder))
        case .account: self = .account(try FrozenAccount(from: decoder))
        case .observation: self = .observation(try FrozenObservation(from: decoder))
        case .link: self = .link(try FrozenLink(from: decoder))
        }
    }

    /// One object: the fields of what it is, and `kind`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .cover(let cover): try cover.encode(to: encoder)
        case .study(let study): try study.encode(to: encoder)
        case .account(let account): try account.encode(to: encoder)
        case .observation(let observation): try observation.encode(to: encoder)
        case .link(let link): try link.encode(to: encoder)
        }
    }
}

/// What a dossier is, for whom, on what ground, and until when it is kept. Approvals are given on this too.
public struct DossierCover: Sendable, Codable, Hashable {
    public var title: String
    /// Why the contents may be given to the receiver: counsel decides.
    public var legalBasis: String
    public var receiver: DossierReceiver
    /// The day on which the dossier is destroyed here.
    public var destroyOn: Day
    /// From 1; goes up when the contents change.
    public var version: Int
    public var frozenAt: FrozenMoment
    /// Made up, for a demo.
    public var isInvented: Bool
}

/// For whom a dossier is.
public struct DossierReceiver: Sendable, Codable, Hashable {
    public var organisation: String
    public var person: String
    public var role: String

    public init(organisation: String, person: String, role: String) {
        self.organisation = organisation
        self.person = person
        self.role = role
    }
}

/// A protocol under which something was observed, with the approval that it rests on.
public struct FrozenStudy: Sendable, Codable, Hashable {
    public let study: Identifier
    /// The number of the protocol in its study, and when it was written down there.
    public let protocolVersion: Int
    public let agreedAt: FrozenMoment
    public let title: String
    public let controller: String
    public let ethicsBody: String
    public let ethicsNumber: String
    public let approvedFrom: Day
    public let approvedTo: Day
    public let dpiaReference: String
    public let dpiaOn: Day
    public let ground: StudyProtocol.Ground
    public let groundReference: String
    public let groundCheckedBy: String

    /// - Throws: `CoachesError.protocolIncomplete` when something of it is not filled in.
    init(_ id: Identifier, _ version: ProtocolVersion) throws {
        let agreed = version.agreed
        guard agreed.gaps.isEmpty, let from = agreed.approvedFrom, let to = agreed.approvedTo,
            let dpiaOn = agreed.dpiaOn,
            let ground = agreed.ground
        else { throw CoachesError.protocolIncomplete }
        study = id
        protocolVersion = version.number
        agreedAt = FrozenMoment(version.stamp.at)
        title = agreed.title
        controller = agreed.controller
        ethicsBody = agreed.ethicsBody
        ethicsNumber = agreed.ethicsNumber
        approvedFrom = from
        approvedTo = to
        dpiaReference = agreed.dpiaReference
        self.dpiaOn = dpiaOn
        self.ground = ground
        groundReference = agreed.groundReference
        groundCheckedBy = agreed.groundCheckedBy
    }
}

/// An account with all that was known of it.
public struct FrozenAccount: Sendable, Codable, Hashable {
    public let study: Identifier
    public let account: Identifier
    public let platform: String
    public let selectors: [Selector]
    public let statedName: String
    public let statedAge: Int?
    public let statedPlace: String
    public let profile: String
    public var firstSeen: FrozenMoment?
    public var lastSeen: FrozenMoment?

    init(_ account: Account, of study: Study, _ id: Identifier) {
        self.study = id
        self.account = account.id
        platform = account.platform
        selectors = account.selectors
        statedName = account.statedName
        statedAge = account.statedAge
        statedPlace = account.statedPlace
        profile = account.profile
        let seen = study.seen(account.id)
        firstSeen = seen.map { FrozenMoment($0.first) }
        lastSeen = seen.map { FrozenMoment($0.last) }
    }

    /// What it is called on pages: its first handle.
    public var name: String { (selectors.first { $0.kind == .handle } ?? selectors.first)?.value ?? platform }
}

/// One thing that a researcher saw.
public struct FrozenObservation: Sendable, Codable, Hashable {
    /// Whether an image came in. There is no third: an image is never kept.
    public enum Image: String, Sendable, Codable {
        case none
        case received = "received, not kept"
    }

    public let study: Identifier
    /// Its number in the study.
    public let number: Int
    public let account: Identifier
    /// The number of the protocol that was in force when it was entered.
    public let protocolVersion: Int
    /// The number of the sitting in the study, and whom the researcher posed as.
    public let sitting: Int
    public let persona: String
    public let statedAge: Int
    public let platform: String
    /// The name of the researcher.
    public var observer: String
    public let observedAt: FrozenMoment
    /// When it was entered, or last put right.
    public let recordedAt: FrozenMoment
    public let setting: Observation.Setting
    public let isPublic: Bool
    public let codes: [String]
    /// The version of the codebook.
    public let codebook: String
    public let initiator: Observation.Initiator
    public let ageStatedBefore: Observation.Known
    public let image: Image
    public let text: String
    /// Whether `text` is the researcher's summary, and not what was said.
    public let isSummary: Bool
    /// How often it was put right before.
    public let corrections: Int

    init(_ observation: StudyObservation, in session: StudySession, of study: Identifier, observer: String) {
        self.study = study
        let current = observation.current
        number = observation.number
        account = current.account
        protocolVersion = observation.protocolVersion
        sitting = session.number
        persona = session.persona
        statedAge = session.statedAge
        platform = session.platform
        self.observer = observer
        observedAt = FrozenMoment(current.observedAt)
        recordedAt = FrozenMoment((observation.corrections.last?.stamp ?? observation.entered).at)
        setting = current.setting
        isPublic = current.isPublic
        codes = current.codes
        codebook = observation.codebook
        initiator = current.initiator
        ageStatedBefore = current.ageStatedBefore
        image = current.imageReceived ? .received : .none
        text = current.text
        isSummary = current.isSummary
        corrections = observation.corrections.count
    }
}

/// That two accounts are of one coach, as a member decided.
public struct FrozenLink: Sendable, Codable, Hashable {
    /// What one comparison added, in bits with two decimals: a doubling of the odds is 1.00.
    public struct Reason: Sendable, Codable, Hashable {
        public let column: String
        public let level: String
        public let weight: String
    }

    public let link: Identifier
    public let left: AccountReference
    public let right: AccountReference
    /// Of a link that software proposed, with two decimals.
    public let probability: String?
    public let reasons: [Reason]?
    /// Of a link that a member proposed.
    public let basis: LinkProposal.Basis?
    public let likelihood: LinkProposal.Likelihood?
    public let words: String?
    /// The name of the member who confirmed it.
    public var confirmedBy: String
    public let confirmedAt: FrozenMoment
    public let reason: String

    /// `nil` for a link that is not confirmed.
    init?(_ link: AccountLink, confirmedBy: String) {
        guard link.state == .confirmed, let decision = link.history.last else { return nil }
        self.link = link.id
        left = link.proposal.left
        right = link.proposal.right
        switch link.proposal.origin {
        case .linkage(let probability, _, _, let reasons):
            self.probability = Self.decimal(probability)
            self.reasons = reasons.map {
                Reason(column: $0.column, level: $0.level, weight: Self.decimal($0.weight))
            }
            (basis, likelihood, words) = (nil, nil, nil)
        case .member(let basis, let likelihood, let words):
            (probability, reasons) = (nil, nil)
            (self.basis, self.likelihood, self.words) = (basis, likelihood, words)
        }
        self.confirmedBy = confirmedBy
        confirmedAt = FrozenMoment(decision.stamp.at)
        reason = decision.reason
    }

    /// With two decimals: two programs do not write every binary fraction alike.
    static func decimal(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "" }
        let hundredths = Int((abs(value) * 100).rounded())
        let rest = hundredths % 100
        let sign = value < 0 && hundredths > 0 ? "-" : ""
        return "\(sign)\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}

/// A moment as it stands in a dossier: RFC 3339 in UTC, with milliseconds.
public struct FrozenMoment: Sendable, Codable, Hashable {
    public let instant: Instant

    public init(_ instant: Instant) { self.instant = instant }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let parts = text.dropFirst(11).split { ":.Z".contains($0) }.compactMap { Int64($0) }
        guard let day = Day(text.prefix(10)), parts.count == 4 else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a moment in UTC")
        }
        let seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2]
        instant = Instant(milliseconds: Int64(day.number) * 86_400_000 + seconds * 1000 + parts[3])
        guard instant.rfc3339 == text else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a moment in UTC")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(instant.rfc3339)
    }
}
