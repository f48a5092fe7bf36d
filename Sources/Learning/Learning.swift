public import Core
public import Web

/// The part Learning: courses without an account, joins, certificates, participations and what is counted of them.
public struct Learning: Sendable {
    let context: LearningContext
    /// Where learning systems send and read xAPI statements.
    public let recordStore: RecordStore

    public init(_ context: LearningContext) {
        self.context = context
        recordStore = RecordStore(context: context)
    }

    /// The courses on offer.
    public var courses: [Course] { context.courses }
    public var joins: Joins { Joins(context: context) }
    public var attempts: Attempts { Attempts(context: context) }
    public var certificates: Certificates { Certificates(context: context) }
    public var badges: BadgeService { BadgeService(context: context) }
    public var participations: Participations { Participations(context: context) }
    public var overview: Overview { Overview(context: context) }
    public var trainingSessions: TrainingSessions { TrainingSessions(context: context) }
    public var packages: Packages { Packages(context: context) }
    var packageReports: PackageReports { PackageReports(context: context, writer: recordStore.writer) }
    public var sessionPlans: SessionPlans { SessionPlans(context: context) }
    public var workSites: WorkSites { WorkSites(context: context) }
    public var rosters: Rosters { Rosters(context: context) }
    public var rosterDoor: RosterDoor { RosterDoor(context: context) }
    public var measures: Measures { Measures(context: context) }
    /// Packages of others, which are launched here.
    public var launchPackages: LaunchPackages { LaunchPackages(context: context, launches: recordStore.launches) }
    public var resuming: Resuming { Resuming(context: context) }
    public var offline: OfflineDeeds { OfflineDeeds(context: context) }
    var editor: CourseEditor { CourseEditor(context: context) }
    /// What Review asks for its figures.
    public var figureSource: any FigureSource { LearningFigures(context: context) }

    /// Every page of Learning.
    public var routes: [Web.Route] {
        [
            CoursePages(learning: self).routes, PlayerPages(learning: self).routes, AudioPages(learning: self).routes,
            CertificatePages(learning: self).routes, BadgePages(learning: self).routes,
            BadgeDeskPages(learning: self).routes,
            JoinPages(learning: self).routes,
            JoinManagementPages(learning: self).routes,
            OverviewPages(learning: self).routes,
            ParticipationPages(learning: self).routes,
            SessionPages(learning: self).routes, DoorPages(learning: self).routes,
            XAPIRoutes(store: recordStore).routes, RecordStorePages(learning: self).routes,
            PackagePages(learning: self).routes, PackageReportPages(learning: self).routes,
            RosterPages(learning: self).routes, RosterImportPages(learning: self).routes,
            RosterSitePages(learning: self).routes, RosterLearnerPages(learning: self).routes,
            DecisionPages(learning: self).routes,
            LaunchPages(learning: self).routes, LaunchDeskPages(learning: self).routes,
            PackageFilePages(launches: recordStore.launches).routes,
            EditorPages(learning: self).routes,
            ResumePages(learning: self).routes, OfflinePages(learning: self).routes, AppPages(learning: self).routes,
        ].flatMap { $0.map(following) }
    }

    /// The same page, shown with the courses that are on offer at that moment: a colleague may have published one through another
    /// process.
    private func following(_ route: Web.Route) -> Web.Route {
        // What machines and packages ask shows no course, and the record store answers many requests a second.
        guard route.kind != .api else { return route }
        var route = route
        let shelf = context.shelf
        route.handle = { [handle = route.handle] visit in
            try await shelf.follow()
            return try await handle(visit)
        }
        return route
    }

    /// The code of the join that the demo makes first; pages that need one are shown with it.
    public static let demoCode = JoinCode(stem: "HTN2020")!

    /// The code on the door of the session that the demo plans first.
    public static let demoSession = JoinCode(stem: "TRN2026")!

    /// The code of the site that the demo makes.
    public static let demoSite = JoinCode(stem: "HVN2026")!

    /// The code of the package that the demo imports.
    public static let demoPackage = JoinCode(stem: "CM52026")!

    /// A code with the form of a certificate's, for the page that verifies; no certificate has it.
    public static let demoCertificate = CheckedCode.grouped(
        CheckedCode.checked(String(repeating: "0", count: Certificate.length - 1))!)

    /// What is done every night: `deleteUnused` removes attempts that passed their retention term, and so with
    /// the addresses of who was invited to a session, files that nobody confirmed, and rosters that nobody confirmed for a year.
    public func nightly() async throws {
        try await attempts.deleteUnused()
        try await sessionPlans.deleteOldInvitations()
        try await rosters.deleteOld()
        try await recordStore.launches.abandonOld()
        try await recordStore.launches.deleteUnused()
        try await packageReports.deleteUnused()
        try await resuming.deleteOld()
    }
}
