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
    /// What is on offer: the courses as they were handed in, and what was published in the workplace since.
    let shelf: CourseShelf
    /// What goes along with a course that becomes a package.
    public let player: PlayerFiles
    public let municipalities: Municipalities
    /// The situations before and after a course.
    public let measure: DecisionMeasure
    /// Where mails wait to be sent; `nil` when there is no mail server.
    public let outbox: Outbox?
    public let now: Now
    public let random: RandomBytes
    /// For what is slow on purpose or by nature: finding a key.
    public let queue: DerivationQueue
    /// Called in the transaction in which participations are recorded or undone: what follows from counts that changed.
    public let countsChanged: @Sendable (any Transaction) throws -> Void

    /// - Parameters:
    ///   - courses: those without a mistake in `folder`.
    ///   - folder: their files; without them nobody can write or publish in the workplace.
    public init(
        database: any Database, siteKey: SiteKey, organisations: Organisations, audit: any AuditTrail,
        courses: [Course], folder: CourseFolder? = nil, player: PlayerFiles = PlayerFiles(),
        municipalities: Municipalities = .none, measure: DecisionMeasure = .none, outbox: Outbox? = nil,
        now: @escaping Now = systemClock, random: @escaping RandomBytes = systemRandomBytes,
        queue: DerivationQueue = DerivationQueue(),
        countsChanged: @escaping @Sendable (any Transaction) throws -> Void = { _ in }
    ) {
        self.database = database
        self.siteKey = siteKey
        self.organisations = organisations
        self.audit = audit
        shelf = CourseShelf(courses: courses, folder: folder, database: database)
        self.player = player
        self.municipalities = municipalities
        self.measure = measure
        self.outbox = outbox
        self.now = now
        self.random = random
        self.queue = queue
        self.countsChanged = countsChanged
    }

    /// A new identifier for this moment.
    func identifier() -> Identifier { Identifier(at: now(), random: random) }

    /// The courses on offer, in the order in which they are shown; as they were when this process last looked, at the latest at
    /// the beginning of the request.
    public var courses: [Course] { shelf.offer.courses }

    /// The course at `/leren/<slug>`.
    ///
    /// - Throws: `LearningError.noSuchCourse`.
    func course(_ slug: String) throws -> Course {
        guard let course = courses.first(where: { $0.slug == slug }) else { throw LearningError.noSuchCourse }
        return course
    }
}
