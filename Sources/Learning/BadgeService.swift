public import Badges
public import Core
public import Directory
import Pictures
import Storage
import Vault

/// Certificates as Open Badges: made on the name that a learner types and nobody keeps, verified by anybody, revoked by the
/// training desk.
public struct BadgeService: Sendable {
    let context: LearningContext

    public var keys: BadgeKeys { BadgeKeys(context: context) }

    /// A badge that was verified here, and whether it still counts.
    public struct Checked: Hashable, Sendable {
        public let badge: VerifiedBadge
        public let revocation: Revocation?
    }

    /// The addresses of an installation that a badge holds.
    public static func statusAddress(_ list: Int, _ issuer: BadgeIssuer) -> String {
        "\(issuer.address)/bewijs/status/\(list)"
    }

    /// Makes the badge of a certificate: the signed text.
    ///
    /// - Throws: `CertificateError.revoked`.
    public func issue(
        _ certificate: Certificate, _ achievement: BadgeAchievement, by issuer: BadgeIssuer
    ) async throws -> String {
        let completion = certificate.completion
        let list = try await context.database.read { try BadgeStore(transaction: $0).currentList() }
        let place = try await context.database.persistently { transaction in
            let store = BadgeStore(transaction: transaction)
            guard try store.revocation(of: completion) == nil else { throw CertificateError.revoked }
            guard try Self.settle(completion, in: transaction) else { throw CertificateError.refused }
            // A session's own page tells what it was.
            if SessionPlan.code(inCourse: certificate.course) == nil {
                try store.insert(achievement, of: certificate.course)
            }
            return try allot(completion, from: list, store)
        }
        let (key, published) = try await keys.current()
        let facts = BadgeFacts(
            name: certificate.name, day: certificate.day, page: "\(issuer.address)/bewijs/\(certificate.code)",
            achievement: achievement, statusList: Self.statusAddress(place.list, issuer), position: place.position)
        return try Credential.issue(facts, by: issuer, with: key, published, at: context.now())
    }

    /// What badges of a version of a course say, in this language when one was made in it; `nil` when none was made.
    func achievement(of course: String, version: Int, in language: Language) async throws -> KeptAchievement? {
        let kept = try await context.database.read {
            try BadgeStore(transaction: $0).achievements(of: course, version: version)
        }
        return kept.first { $0.language == language } ?? kept.first
    }

    /// Makes the badge of a certificate, baked into a picture of it.
    ///
    /// - Parameter source: who asks; drawing is slow, and takes its turn among what is.
    /// - Throws: `CertificateError.revoked`; `VaultError.busy`.
    func file(
        _ format: BadgeFormat, _ certificate: Certificate, _ achievement: BadgeAchievement, by issuer: BadgeIssuer,
        drawn words: CertificateDrawing.Words, source: String
    ) async throws -> [UInt8] {
        let badge = try await issue(certificate, achievement, by: issuer)
        return try await context.queue.run(source: source) {
            let svg = CertificateDrawing(words).svg
            switch format {
            case .svg: return Array(Baking.svg(svg, badge: badge).utf8)
            case .png:
                guard let baked = PNG.bytes(svg: svg).flatMap({ Baking.png($0, badge: badge) }) else {
                    throw DrawingFailed()
                }
                return baked
            }
        }
    }

    /// Reads a baked picture or a signed text, and tells whether it is a badge of this installation. Nothing of it is kept.
    ///
    /// - Throws: `BadgeProblem`.
    public func verify(_ bytes: [UInt8]) async throws -> Checked {
        let text = try Baking.extract(bytes)
        let badge = try BadgeVerifier(keys: try await keys.all(), now: context.now()).verify(text)
        let code = badge.credential.id.split(separator: "/").last ?? ""
        guard let code = CheckedCode.read(String(code), length: Certificate.length) else {
            throw BadgeProblem.malformed
        }
        let revocation = try await revocation(of: Certificate.completion(in: code))
        return Checked(badge: badge, revocation: revocation)
    }

    /// A status list as it is published.
    ///
    /// - Throws: `CertificateError.noSuchStatusList` for one that has not begun.
    public func statusList(_ list: Int, by issuer: BadgeIssuer) async throws -> String {
        let revoked = try await context.database.read { transaction in
            let store = BadgeStore(transaction: transaction)
            guard (1...(try store.currentList())).contains(list) else { throw CertificateError.noSuchStatusList }
            return try store.revoked(in: list)
        }
        let (key, published) = try await keys.current()
        return try StatusList(revoked: revoked).sign(
            at: Self.statusAddress(list, issuer), by: issuer, with: key, published, now: context.now())
    }

    func revocation(of completion: String) async throws -> Revocation? {
        try await context.database.read { try BadgeStore(transaction: $0).revocation(of: completion) }
    }

    /// A certificate of a session is kept as those of courses are, from the moment on which a badge is made of it or it is
    /// revoked.
    ///
    /// - Returns: `false` when nothing has this code.
    private static func settle(_ completion: String, in transaction: any Transaction) throws -> Bool {
        let store = AttemptStore(transaction: transaction)
        if try store.completion(completion) != nil { return true }
        let sessions = SessionPlanStore(transaction: transaction)
        guard let visit = try sessions.visit(certificate: completion), let plan = try sessions.find(visit.session)
        else { return false }
        let record = AttemptStore.Record(
            course: plan.course, version: 1, language: .nl, role: "", audience: visit.audience, organisation: "",
            state: "", hasMoved: true)
        return try store.insertCompletion(completion, record, on: plan.draft.day)
    }

    /// The title of a session, where it stands in the place of a course.
    private static func title(ofSession course: String, in transaction: any Transaction) throws -> String? {
        try SessionPlan.code(inCourse: course).flatMap {
            try SessionPlanStore(transaction: transaction).find(code: $0)?.draft.title
        }
    }

    /// What a code belongs to.
    public struct Found: Hashable, Sendable {
        public let course: String
        public let version: Int
        public let day: Day
        /// The title of a session; `nil` for a course, which has its own in each language.
        public let title: String?
    }

    /// What a code belongs to, before it is revoked.
    ///
    /// - Throws: `CertificateError.mistyped`, `.noSuchCertificate`, `.alreadyRevoked`.
    public func find(_ actor: Actor, code typed: String) async throws -> Found {
        try Policy.learningDesk.require(actor)
        let id = try Self.completion(typed)
        return try await context.database.read { transaction in
            guard let found = try Certificates.completion(id, in: transaction) else {
                throw CertificateError.noSuchCertificate
            }
            guard try BadgeStore(transaction: transaction).revocation(of: id) == nil else {
                throw CertificateError.alreadyRevoked
            }
            return Found(
                course: found.course, version: found.version, day: found.day,
                title: try Self.title(ofSession: found.course, in: transaction))
        }
    }

    /// Revokes a certificate, in whatever name and form it was made: the paper, the badge and every next one. There is no way back:
    /// the status list says `revocation`, which the standard calls final.
    ///
    /// - Throws: as `find`.
    public func revoke(_ actor: Actor, code typed: String, _ reason: Revocation.Reason) async throws {
        try Policy.learningDesk.require(actor)
        let id = try Self.completion(typed)
        let now = context.now()
        let list = try await context.database.read { try BadgeStore(transaction: $0).currentList() }
        try await context.database.persistently { transaction in
            let store = BadgeStore(transaction: transaction)
            guard try Self.settle(id, in: transaction) else { throw CertificateError.noSuchCertificate }
            _ = try allot(id, from: list, store)
            guard try store.revoke(id, Revocation(at: now, reason: reason)) else {
                throw CertificateError.alreadyRevoked
            }
            try context.audit.record(
                AuditEvent(
                    "learning.certificate.revoked", subject: "certificate:\(id)",
                    details: ["reason": reason.rawValue]), by: actor, in: transaction)
        }
    }

    /// The certificates that were revoked last.
    public func revoked(_ actor: Actor, limit: Int = 200) async throws -> [RevokedCertificate] {
        try Policy.learningDesk.require(actor)
        return try await context.database.read { transaction in
            try BadgeStore(transaction: transaction).latestRevoked(limit).map { item in
                var item = item
                item.title = try Self.title(ofSession: item.course, in: transaction)
                return item
            }
        }
    }

    private static func completion(_ typed: String) throws -> String {
        guard let code = CheckedCode.read(typed, length: Certificate.length) else {
            throw CertificateError.mistyped
        }
        return Certificate.completion(in: code)
    }

    /// How often a place is drawn before the next list begins: a list is then about nine tenths full.
    private static let draws = 24

    /// The place of a certificate; drawn at random when it has none, so that a place says nothing about when.
    private func allot(_ completion: String, from list: Int, _ store: BadgeStore) throws -> BadgeStore.Place {
        if let place = try store.place(of: completion) { return place }
        for list in list...(list + 1) {
            for _ in 0..<Self.draws {
                let bytes = context.random(3).reduce(0) { $0 << 8 | Int($1) }
                let place = BadgeStore.Place(list: list, position: bytes % StatusList.places.count)
                if try store.insert(place, of: completion) { return place }
            }
        }
        preconditionFailure("an empty list has room")
    }
}

/// What a version of a course was called in one language when a badge of it was made.
struct KeptAchievement: Hashable, Sendable {
    let language: Language
    let name: String
    let description: String
    let narrative: String
}

/// What a badge is baked into.
enum BadgeFormat: String, Sendable {
    case svg, png

    var type: String { self == .svg ? "image/svg+xml" : "image/png" }
}

/// A drawing of ours that the library did not draw: a mistake of ours, which is logged.
struct DrawingFailed: Error {}
