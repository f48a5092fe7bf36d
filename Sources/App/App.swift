import Administration
public import Care
public import Coaches
public import Commitments
import Core
public import Directory
public import Hummingbird
import House
import NIOCore
public import Learning
public import Review
public import Signals
import Logging
import ServiceLifecycle
public import Storage
import UnixSignals
import Vault
public import Web
public import Work

/// Vangnet put together: configuration → storage → parts → router. The only place that knows everything.
///
/// The command line and the tests build it in the same way; everything variable is in the configuration.
public struct App: Sendable {
    public let configuration: Configuration
    public let database: any Database
    public let directory: Directory
    public let learning: Learning
    public let reviews: Reviews
    public let signals: Signals
    public let coaches: Coaches
    public let care: Care
    public let commitments: Commitments
    public let jobs: Jobs
    public let outbox: Outbox
    public let site: Site
    /// Every page, action and file there is.
    public let routes: [Web.Route]
    let log: Logger

    /// All migrations, in the order in which they run.
    public static let migrations: [Migration] =
        directoryMigrations + workMigrations + learningMigrations + reviewMigrations + signalsMigrations
        + Coaches.migrations + Care.migrations + commitmentsMigrations

    /// The job that has reviews follow what is counted: by the clock, and when participations change.
    private static let followCounts = "review.follow-counts"

    /// The job that reads what is followed at the House: by the clock, and when an officer asks.
    private static let readHouse = "commitments.read-house"

    /// Opens the database, brings its schema up to date, reads texts, templates and courses, and puts the parts together.
    ///
    /// - Throws: whatever is wrong with the configuration, the database or a file in `Resources`; nothing starts half.
    public static func build(_ configuration: Configuration) async throws -> App {
        let (courses, courseFiles) = try CourseLibrary.open(
            folder: configuration.resources + "/courses", routes: configuration.resources + "/routes.yaml")
        let checklist = try ChecklistLibrary.load(
            folder: configuration.resources + "/signals", routes: configuration.resources + "/routes.yaml")
        let database = try await openDatabase(for: configuration)
        try await Migrator(migrations).run(on: database, now: configuration.now)
        let siteKey = try SiteKey.loadOrCreate(path: configuration.data + "/site.key", random: configuration.random)
        // One queue for everything that is slow on purpose, so that a process derives no more at once than it can.
        let queue = DerivationQueue()
        let directory = Directory(
            database: database, siteKey: siteKey, now: configuration.now, random: configuration.random, queue: queue,
            cost: configuration.derivationCost)
        try await directory.checkSiteKey()
        let jobs = Jobs(database: database, now: configuration.now, random: configuration.random)
        let site = try makeSite(configuration, directory)
        let demoMail = configuration.site.isDemo ? DemoTransport() : nil
        let outbox = try makeOutbox(configuration, jobs, demoMail)
        let learning = Learning(
            LearningContext(
                database: database, siteKey: siteKey, organisations: directory.organisations, audit: directory.audit,
                courses: courses, folder: courseFiles,
                player: try PlayerFiles(resources: configuration.resources),
                municipalities: try Municipalities(path: configuration.resources + "/municipalities.csv"),
                measure: try DecisionMeasure(path: configuration.resources + "/courses-measure.yaml"),
                outbox: demoMail != nil || configuration.mail != nil ? outbox : nil, now: configuration.now,
                random: configuration.random, queue: queue,
                countsChanged: { try jobs.enqueue(followCounts, key: followCounts, in: $0) }))
        let notices = NoticeMail(
            members: directory.members, desks: directory.desks, outbox: outbox, strings: site.strings,
            address: configuration.site.address, canSend: demoMail != nil || configuration.mail != nil)
        let signals = Signals(
            SignalsContext(
                directory: directory, checklist: checklist, receiptCost: configuration.receiptCost,
                isDemo: configuration.site.isDemo,
                isActivated: { [activations = directory.activations] in try activations.isActive(.signals, in: $0) },
                retentionDays: { [activations = directory.activations] in
                    try activations.retentionDays(.signals, in: $0) ?? 180
                }, dutyCard: { [learning] in try await learning.workSite(keptBy: $0).flatMap(DutyCard.init) },
                notify: { try notices.send($0, desk: $1, in: $2) }))
        let coaches = Coaches(
            CoachesContext(
                directory: directory, codebook: try Codebook(folder: configuration.resources + "/coaches"),
                linkage: try AccountLinkage(folder: configuration.resources + "/coaches"),
                isDemo: configuration.site.isDemo,
                isActivated: { [activations = directory.activations] in try activations.isActive(.coaches, in: $0) },
                notify: { try notices.send($0, desk: $1, in: $2) }))
        let careList = try Checklist(folder: configuration.resources + "/care")
        let care = Care(
            CareContext(
                directory: directory, checklist: careList,
                letters: try Letters(folder: configuration.resources + "/care", checklist: careList),
                receiptCost: configuration.receiptCost, isDemo: configuration.site.isDemo,
                isActivated: { [activations = directory.activations] in try activations.isActive(.care, in: $0) },
                notify: { try notices.send($0, desk: $1, in: $2) }))
        return App(configuration, site, directory, learning, signals, coaches, care, outbox, demoMail)
    }

    /// Texts, templates, menus and who is signed in.
    private static func makeSite(_ configuration: Configuration, _ directory: Directory) throws -> Site {
        var site = try Site(
            resources: configuration.resources, settings: configuration.site, now: configuration.now,
            random: configuration.random, resume: { try await directory.sessions.visit($0) })
        site.menu = Menus.everywhere
        site.workplaceMenu = Menus.workplace
        site.neutralPaths = ["/p"]
        return site
    }

    private static func makeOutbox(
        _ configuration: Configuration, _ jobs: Jobs, _ demoMail: DemoTransport?
    ) throws -> Outbox {
        Outbox(
            jobs: jobs,
            sender: try MailSender(name: configuration.site.name, address: MailAddress(configuration.mailFrom)),
            transport: try demoMail ?? configuration.mail.map { SMTPTransport(server: try SMTPServer($0)) },
            logger: makeLog())
    }

    private static func makeLog() -> Logger {
        var log = Logger(label: "vangnet")
        log.logLevel = .warning
        return log
    }

    private init(
        _ configuration: Configuration, _ site: Site, _ directory: Directory, _ learning: Learning, _ signals: Signals,
        _ coaches: Coaches, _ care: Care, _ outbox: Outbox, _ demoMail: DemoTransport?
    ) {
        self.configuration = configuration
        database = directory.context.database
        self.directory = directory
        self.learning = learning
        self.signals = signals
        self.coaches = coaches
        self.care = care
        log = Self.makeLog()
        jobs = outbox.jobs
        self.outbox = outbox
        self.site = site
        let members: @Sendable ([Identifier]) async throws -> [Identifier: String] = {
            [members = directory.members] wanted in try await members.names().filter { wanted.contains($0.key) }
        }
        let commitments = Commitments(
            CommitmentsContext(
                database: directory.context.database, now: configuration.now, random: configuration.random,
                audit: directory.audit, phrases: site.strings.callAsFunction, names: members,
                organisations: { [organisations = directory.organisations] wanted in
                    try await organisations.names().filter { wanted.contains($0.key) }
                },
                fetch: { [jobs] in try await jobs.enqueue(Self.readHouse, payload: $0.text, key: $0.text) },
                mail: demoMail != nil || configuration.mail != nil ? Self.letterMail(outbox) : nil))
        self.commitments = commitments
        let reviews = Reviews(
            ReviewContext(
                database: directory.context.database, now: configuration.now, random: configuration.random,
                audit: directory.audit, phrases: site.strings.callAsFunction,
                sources: [
                    learning.figureSource, signals.figureSource, care.figureSource, coaches.figureSource,
                    CommitmentFigures(commitments),
                ], lists: { try await commitments.lists(in: $0).map(Self.list) },
                countsPolicy: configuration.site.isDemo ? .publish : .propose,
                coalition: { [organisations = directory.organisations] in
                    try await organisations.all(.system).filter { $0.kind == .coalition && $0.isActive }
                        .map { CoalitionOrganisation(id: $0.id, name: $0.name) }
                }, names: members))
        self.reviews = reviews
        let reviewPages = ReviewPages(reviews)
        let front = FrontPages(
            database: database, isDemo: configuration.site.isDemo, reviews: reviewPages,
            signOut: directory.sessions.signOut,
            visits: [(Signals.conversationCookie, signals.endConversation), (Care.ownCookie, care.endOwnVisit)])
        let invitations = InvitationMail(
            database: database, outbox: outbox, strings: site.strings,
            canSend: demoMail != nil || configuration.mail != nil)
        let administration = Administration(
            directory: directory, jobs: jobs, outbox: outbox, demoMail: demoMail,
            demoSignIns: configuration.demoSignIns,
            demoCode: configuration.demoSignIns.isEmpty ? nil : directory.secondFactors.giveAway,
            mailInvitation: invitations.send)
        let parts = [
            learning.routes, signals.routes, care.routes, coaches.routes, reviewPages.routes,
            CommitmentPages(commitments).routes,
            administration.routes,
        ]
        routes = front.routes + parts.flatMap(\.self)
    }

    /// Letters of commitments leave by the outbox.
    static func letterMail(_ outbox: Outbox) -> LetterMail {
        LetterMail(check: { _ = try MailAddress($0) }) { address, subject, body, transaction in
            try outbox.send(Mail(to: MailAddress(address), subject: subject, body: body), in: transaction)
        }
    }

    /// What commitments list for a period, as a review shows it.
    private static func list(_ list: PromiseList) -> ReviewList {
        ReviewList(
            id: list.id, title: list.title,
            lines: list.lines.map { ReviewList.Line(text: $0.title, note: $0.note, path: $0.path) })
    }

    /// The configuration's database, its folder made when it is not there; the schema stays as it is.
    public static func openDatabase(for configuration: Configuration) async throws -> any Database {
        try configuration.makeDataFolder()
        return try await Storage.openDatabase(configuration.database)
    }

    /// The path of an invitation's one-time link.
    public static func path(of invitation: Invitation) -> String { "/welkom/\(invitation.token.text)" }

    /// The router over all routes: what the server answers with, and what tests ask without a socket.
    public func router() -> Router<WebContext> { Dispatcher(site: site, routes: routes, log: log).router() }

    /// What happens by itself, by the clock.
    public func runner() -> JobRunner {
        let chain = JobKind("directory.chain-audit") { [directory, log] _ in
            guard let head = try await directory.audit.chain() else { return }
            log.info("audit chain", metadata: ["head": "\(head.text)"])
        }
        let tidy = JobKind("directory.tidy") { [directory] _ in try await directory.cleanUp() }
        let retention = JobKind("learning.retention") { [learning] _ in try await learning.nightly() }
        let reminders = JobKind("learning.reminders") { [learning, site, configuration] _ in
            try await learning.rosters.remind(
                RosterMail(strings: site.strings, address: configuration.site.address))
        }
        let reportsKept = JobKind("signals.retention") { [signals] _ in try await signals.nightly() }
        let studiesKept = JobKind("coaches.retention") { [coaches] _ in try await coaches.nightly() }
        let plansKept = JobKind("care.night") { [care] _ in try await care.nightly() }
        let escalation = JobKind("signals.escalation") { [signals] _ in try await signals.escalate() }
        let follow = JobKind(Self.followCounts) { [reviews] _ in try await reviews.followCounts() }
        let digests = JobKind("commitments.digests") { [self] _ in try await sendDigests() }
        let house = JobKind(Self.readHouse) { [self] in try await readHouse($0) }
        let everyHouse = JobKind("commitments.read-all") { [commitments] _ in
            for following in try await commitments.followings(.system) {
                try await commitments.fetch(following.id)
            }
        }
        return JobRunner(
            jobs: jobs,
            kinds: [
                chain, tidy, retention, reminders, reportsKept, studiesKept, plansKept, escalation, follow, digests,
                house,
                everyHouse,
            ] + outbox.kinds,
            schedules: [
                Schedule(chain.name, kind: chain.name, rule: .every(seconds: 60)),
                Schedule(tidy.name, kind: tidy.name, rule: .every(seconds: 3600)),
                Schedule(retention.name, kind: retention.name, rule: .nightly(hour: 3, minute: 10)),
                Schedule(reminders.name, kind: reminders.name, rule: .nightly(hour: 7, minute: 20)),
                Schedule(reportsKept.name, kind: reportsKept.name, rule: .nightly(hour: 3, minute: 20)),
                Schedule(studiesKept.name, kind: studiesKept.name, rule: .nightly(hour: 3, minute: 30)),
                Schedule(plansKept.name, kind: plansKept.name, rule: .nightly(hour: 6, minute: 10)),
                Schedule(escalation.name, kind: escalation.name, rule: .every(seconds: 300)),
                Schedule(follow.name, kind: follow.name, rule: .every(seconds: 600)),
                Schedule(digests.name, kind: digests.name, rule: .nightly(hour: 6, minute: 30)),
                Schedule(everyHouse.name, kind: everyHouse.name, rule: .nightly(hour: 4, minute: 20)),
            ] + outbox.schedules, logger: log)
    }

    /// Reads what a job names from the House, and tells how far it is.
    private func readHouse(_ context: JobContext) async throws {
        guard let id = Identifier(context.payload) else { return }
        try await HouseTransport.withNetwork { transport in
            let source = try HouseSource(transport: transport)
            try await commitments.importHouse(.system, id, from: source) { rows in
                try await context.report(done: rows, text: Text("app.import.house-rows", ["rows": "\(rows)"]))
            }
        }
    }

    /// The weekly mails about commitments.
    private func sendDigests() async throws {
        let mail = DigestMail(
            members: directory.members, outbox: outbox, strings: site.strings, address: configuration.site.address)
        guard configuration.site.isDemo || configuration.mail != nil else { return }
        try await commitments.sendDigests { try mail.send($0, in: $1) }
        outbox.nudge()
    }

    /// Answers requests and runs jobs until the process is told to stop.
    ///
    /// - Parameter listening: called once, with the port, when the first request can come.
    /// - Throws: `StartError.cannotListen` when the port is taken.
    public func serve(listening: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let server = Application(
            router: router(),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            onServerRunning: { await listening($0.localAddress?.port ?? 0) }, logger: log)
        var services = ServiceGroupConfiguration(
            services: [.init(service: server), .init(service: runner())],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
        // A long job is cut off and goes back to the queue.
        services.maximumGracefulShutdownDuration = .seconds(20)
        do {
            try await ServiceGroup(configuration: services).run()
        } catch is IOError {
            throw StartError.cannotListen(address: "\(configuration.host):\(configuration.port)")
        }
        await database.close()
    }
}

extension DutyCard {
    /// The card of a site of an employer; `nil` when it is not filled in.
    fileprivate init?(_ site: WorkSite) {
        guard site.card.isFilled else { return nil }
        self.init(
            site: site.name, duty: site.card.duty, dayPhone: site.card.dayPhone, nightPhone: site.card.nightPhone,
            police: site.card.police)
    }
}

extension SecondFactors {
    /// A code for whoever waits to give one: the members of the demo have no phone.
    fileprivate func giveAway(_ token: String) async throws -> BackupCode {
        try await extraBackupCode(.system, pending: token)
    }
}

extension Sessions {
    /// The session behind a cookie's token, as pages see it.
    func visit(_ token: String) async throws -> Visit.Session? {
        guard let (actor, info) = try await resume(token) else { return nil }
        return Visit.Session(actor, info, token: token)
    }
}
