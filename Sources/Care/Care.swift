public import Core
public import Directory
import Records
import Storage
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

    /// Every page of Care. Those with a fixed name come before those with an identifier in its place.
    public var routes: [Web.Route] {
        let named = [WorkPages(care: self).routes, ImportPages(care: self).routes]
        let ofPlan = [
            YoungPages(care: self).routes, PlanPages(care: self).routes, LetterPages(care: self).routes,
            HelpPages(care: self).routes, HandoverPages(care: self).routes, HowPages(care: self).routes,
            HistoryPages(care: self).routes, OverviewPages(care: self).routes,
        ]
        return (named + ofPlan).flatMap(\.self)
    }

    static let records = RecordPart(
        prefix: "care", tasks: [.care, .onCall],
        tables: ["care_texts", "care_alerts", "care_access", "care_openings", "care_receipts", "care_visits"])

    /// Members of care desks.
    public static let readers = Policy.desk(.care)
    /// Members of on-call desks.
    public static let onCall = Policy.desk(.onCall)

    /// What is done every night: what passed its day goes, and members hear that a day has come.
    public func nightly() async throws { try await CareNight(context: context).run() }
}
