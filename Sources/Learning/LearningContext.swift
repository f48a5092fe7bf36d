public import Core
public import Directory
public import Storage
public import Vault
public import Work

/// What the services of Learning work with: everything variable, handed in.
public struct LearningContext: Sendable {
    public let database: any Database
    public let siteKey: SiteKey
    public let organisations: Organisations
    public let audit: any AuditTrail
    /// The courses on offer, in the order in which they are shown.
    public let courses: [Course]
    public let municipalities: Municipalities
    /// Where mails wait to be sent; `nil` when there is no mail server.
    public let outbox: Outbox?
    /// What goes along with a course that becomes a package.
    public let player: PlayerFiles
    public let now: Now
    public let random: RandomBytes
    /// Called in the transaction in which participations are recorded or undone: what follows from counts that changed.
    public let countsChanged: @Sendable (any Transaction) throws -> Void

    public init(
        database: any Database, siteKey: SiteKey, organisations: Organisations, audit: any AuditTrail,
        courses: [Course], municipalities: Municipalities = .none, outbox: Outbox? = nil,
        player: PlayerFiles = PlayerFiles(),
        now: @escaping Now = systemClock, random: @escaping RandomBytes = systemRandomBytes,
        countsChanged: @escaping @Sendable (any Transaction) throws -> Void = { _ in }
    ) {
        self.database = database
        self.siteKey = siteKey
        self.organisations = organisations
        self.audit = audit
        self.courses = courses
        self.municipalities = municipalities
        self.outbox = outbox
        self.player = player
        self.now = now
        self.random = random
        self.countsChanged = countsChanged
    }

    /// A new identifier for this moment.
    func identifier() -> Identifier { Identifier(at: now(), random: random) }

    /// The course at `/leren/<slug>`.
    ///
    /// - Throws: `LearningError.noSuchCourse`.
    func course(_ slug: String) throws -> Course {
        guard let course = courses.first(where: { $0.slug == slug }) else { throw LearningError.noSuchCourse }
        return course
    }
}
