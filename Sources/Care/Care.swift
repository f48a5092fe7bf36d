public import Core
public import Directory
import Records
import Storage
import Vault
public import Web

/// The part Care: one plan for each young person from 16 up to and including 23, and gaps in their help found before they happen.
///
/// It knows nothing of Coaches, holds no story and no image, and gives nobody a score.
public struct Care: Sendable {
    let context: CareContext

    public init(_ context: CareContext) { self.context = context }

    /// The same part with another clock: for the demo, which enters what is older.
    public func at(_ now: @escaping Now) -> Care { Care(context.at(now)) }

    /// Young people and their plans, as members of a desk work with them.
    var files: CareFiles { CareFiles(context: context) }

    /// What a desk sees of all its plans together.
    var work: CareWork { CareWork(context: context) }
    /// What Review asks for its figures.
    public var figureSource: any FigureSource { CareFigures(context: context) }

    /// The codes of young people, and desks on call, as a care desk gives them a plan; calendars of members.
    var codes: Codes { Codes(context: context) }
    var onCall: OnCall { OnCall(context: context) }
    var calendars: Calendars { Calendars(context: context) }
    /// Young people at the own plan, with a code.
    var own: OwnVisits { OwnVisits(context: context) }

    /// The cookie that holds the token of a young person's visit, as long as the browser is open.
    public static let ownCookie = "__Host-lijst"

    /// Ends a young person's visit: who leaves in a hurry leaves no open list.
    ///
    /// - Parameter token: of the cookie; anything else does nothing.
    public func endOwnVisit(_ token: String) async throws {
        if let token = Token(token) { try await own.leave(token) }
    }

    /// Every page of Care. Those with a fixed name come before those with an identifier in its place.
    public var routes: [Web.Route] {
        let named = [
            OwnPages(care: self).routes, CareCalendarPages(care: self).routes, OnCallPages(care: self).routes,
            WorkPages(care: self).routes, ImportPages(care: self).routes,
        ]
        let young = [
            YoungPages(care: self).routes, PlanPages(care: self).routes, LetterPages(care: self).routes,
            CodePages(care: self).routes, NeedPages(care: self).routes, HistoryPages(care: self).routes,
        ]
        let help = [
            HelpPages(care: self).routes, HandoverPages(care: self).routes, HowPages(care: self).routes,
            OverviewPages(care: self).routes,
        ]
        return (named + young + help).flatMap(\.self)
    }

    static let records = RecordPart(
        prefix: "care", tasks: [.care, .onCall],
        tables: ["care_texts", "care_alerts", "care_access", "care_openings", "care_receipts", "care_visits"])

    /// Members of care desks.
    public static let readers = Policy.desk(.care)
    /// Members of on-call desks.
    public static let onCallers = Policy.desk(.onCall)

    /// What is done every night: what passed its day goes, and members hear that a day has come.
    public func nightly() async throws { try await CareNight(context: context).run() }
}
