public import Core
import FoundationEssentials

/// A certificate as an OpenBadgeCredential of Open Badges 3.0, in the data model of Verifiable Credentials 2.0, with the claims of
/// the signed text beside it (section 8.2.4). It holds what was finished and when, and a name; no score and no judgement.
public struct Credential: Codable, Hashable, Sendable {
    public struct Issuer: Codable, Hashable, Sendable {
        public var id: String
        public var type: [String]
        public var name: String
        public var url: String
    }

    public struct Achievement: Codable, Hashable, Sendable {
        public struct Criteria: Codable, Hashable, Sendable {
            public var id: String
            public var narrative: String
        }

        public var context: [String]?
        public var id: String
        public var type: [String]
        /// `CertificateOfCompletion`: finished, and not qualified.
        public var achievementType: String
        public var name: String
        public var description: String
        public var criteria: Criteria
        public var inLanguage: String
        public var version: String

        enum CodingKeys: String, CodingKey {
            case context = "@context"
            case id, type, achievementType, name, description, criteria, inLanguage, version
        }
    }

    public struct Identity: Codable, Hashable, Sendable {
        public var type: String
        public var hashed: Bool
        public var identityHash: String
        public var identityType: String
    }

    public struct Subject: Codable, Hashable, Sendable {
        public var id: String
        public var type: [String]
        public var identifier: [Identity]
        public var activityEndDate: String
        public var achievement: Achievement
    }

    /// An entry of W3C Bitstring Status List 1.0, section 2.1.
    public struct Status: Codable, Hashable, Sendable {
        public var id: String
        public var type: String
        public var statusPurpose: String
        public var statusListIndex: String
        public var statusListCredential: String
    }

    public struct Schema: Codable, Hashable, Sendable {
        public var id: String
        public var type: String
    }

    public var context: [String]
    /// The page on which anybody verifies it.
    public var id: String
    public var type: [String]
    public var name: String
    public var issuer: Issuer
    /// When it was signed.
    public var validFrom: String
    /// The start of the day on which the course was finished, in the Netherlands.
    public var awardedDate: String
    public var credentialSubject: Subject
    public var credentialStatus: Status
    public var credentialSchema: [Schema]

    public var iss: String
    public var sub: String
    public var jti: String
    public var nbf: Int64

    enum CodingKeys: String, CodingKey {
        case context = "@context"
        case id, type, name, issuer, validFrom, awardedDate, credentialSubject, credentialStatus, credentialSchema
        case iss, sub, jti, nbf
    }

    static let contexts = [
        "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]
    static let types = ["VerifiableCredential", "OpenBadgeCredential"]
}

/// What a badge is made from.
public struct BadgeFacts: Hashable, Sendable {
    /// The name of the learner, as it was typed.
    public var name: String
    /// When the course was finished.
    public var day: Day
    /// The page on which the certificate is verified; names the badge.
    public var page: String
    public var achievement: BadgeAchievement
    /// The number of the status list, its address, and the place in it.
    public var statusList: String
    public var position: Int

    public init(
        name: String, day: Day, page: String, achievement: BadgeAchievement, statusList: String, position: Int
    ) {
        self.name = name
        self.day = day
        self.page = page
        self.achievement = achievement
        self.statusList = statusList
        self.position = position
    }
}

/// A version of a course, as what can be achieved.
public struct BadgeAchievement: Hashable, Sendable {
    public var id: String
    public var name: String
    public var description: String
    /// What somebody did for it, and what it does not say.
    public var narrative: String
    /// The course's page.
    public var page: String
    public var language: Language
    public var version: Int

    public init(
        id: String, name: String, description: String, narrative: String, page: String, language: Language, version: Int
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.narrative = narrative
        self.page = page
        self.language = language
        self.version = version
    }

    var credential: Credential.Achievement {
        Credential.Achievement(
            id: id, type: ["Achievement"], achievementType: "CertificateOfCompletion", name: name,
            description: description, criteria: .init(id: page, narrative: narrative), inLanguage: language.tag,
            version: "\(version)")
    }

    /// The achievement as a document of its own, which a badge's `achievement.id` leads to.
    public func document() throws -> [UInt8] {
        var achievement = credential
        achievement.context = Credential.contexts
        return try BadgeJSON.document(achievement)
    }
}

extension Credential {
    init(_ facts: BadgeFacts, by issuer: BadgeIssuer, at now: Instant) {
        context = Self.contexts
        id = facts.page
        type = Self.types
        name = facts.achievement.name
        self.issuer = Issuer(id: issuer.did, type: ["Profile"], name: issuer.name, url: issuer.address)
        validFrom = now.wholeSecond
        awardedDate = Self.start(of: facts.day)
        credentialSubject = Subject(
            id: facts.page + "#deelnemer", type: ["AchievementSubject"],
            identifier: [
                Identity(type: "IdentityObject", hashed: false, identityHash: facts.name, identityType: "name")
            ], activityEndDate: Self.start(of: facts.day), achievement: facts.achievement.credential)
        credentialStatus = Status(
            id: "\(facts.statusList)#\(facts.position)", type: "BitstringStatusListEntry", statusPurpose: "revocation",
            statusListIndex: "\(facts.position)", statusListCredential: facts.statusList)
        credentialSchema = [
            Schema(
                id: "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                type: "1EdTechJsonSchemaValidator2019")
        ]
        iss = issuer.did
        sub = credentialSubject.id
        jti = facts.page
        nbf = now.seconds
    }

    /// Midnight at the start of `day` in the Netherlands, with the offset of that day: `2026-11-26T00:00:00+01:00`.
    static func start(of day: Day) -> String {
        let ahead = (Int64(day.number) * 86_400_000 - Instant(startOf: day).milliseconds) / 3_600_000
        return "\(day)T00:00:00+0\(ahead):00"
    }

    /// When the course was finished.
    public var day: Day? { Day(awardedDate.prefix(10)) }
    /// The name in it.
    public var learner: String { credentialSubject.identifier.first?.identityHash ?? "" }
    /// The place in the status list.
    public var position: Int? { Int(credentialStatus.statusListIndex) }

    /// Whether the claims say what the credential says (Open Badges 3.0, section 8.2.6.1), and it is a badge of this kind.
    var isConsistent: Bool {
        context == Self.contexts && type == Self.types && iss == issuer.id && jti == id && sub == credentialSubject.id
            && validFrom == Instant(seconds: nbf).wholeSecond && day != nil && !learner.isEmpty
            && credentialStatus.type == "BitstringStatusListEntry" && credentialStatus.statusPurpose == "revocation"
            && position.map(StatusList.places.contains) == true
    }

    /// Makes a badge: the signed text.
    public static func issue(
        _ facts: BadgeFacts, by issuer: BadgeIssuer, with key: SigningKey, _ published: PublishedKey, at now: Instant
    ) throws -> String {
        let payload = try BadgeJSON.bytes(Credential(facts, by: issuer, at: now))
        return try CompactJWS.sign(payload, with: key, at: issuer.address(of: published))
    }
}
