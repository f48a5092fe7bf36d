public import Core
public import Directory
import Records
import Storage
public import Web

/// The part Coaches: what researchers observed of pro-ana coaches under a protocol, and the same coach recognised again.
///
/// It records what people did. It looks nothing up, writes to nobody, holds no image and knows nothing of Care.
public struct Coaches: Sendable {
    let context: CoachesContext

    public init(_ context: CoachesContext) { self.context = context }

    /// The same part with another clock: for the demo, which enters what is older.
    public func at(_ now: @escaping Now) -> Coaches { Coaches(context.at(now)) }

    /// Studies: what was agreed, sittings, observations, accounts.
    public var studies: Studies { Studies(context: context) }
    /// The same coach, seen again.
    public var recurrence: Recurrence { Recurrence(context: context) }
    /// What Review asks for its figures.
    public var figureSource: any FigureSource { CoachesFigures(context: context) }

    /// Every page of Coaches. Those with a fixed name come before those with an identifier in its place.
    public var routes: [Web.Route] {
        let named = [
            RecurrencePages(coaches: self).routes, DossierPages(coaches: self).routes, FindPages(coaches: self).routes,
            FigurePages(coaches: self).routes,
        ]
        let studies = [
            StudyPages(coaches: self).routes, SessionPages(coaches: self).routes,
            ObservationPages(coaches: self).routes, AccountPages(coaches: self).routes,
            TakedownPages(coaches: self).routes, CodingPages(coaches: self).routes,
        ]
        return (named + studies).flatMap(\.self)
    }

    static let records = RecordPart(prefix: "coaches", tasks: [.research], tables: ["coaches_selectors"])

    /// Members of research desks.
    public static let readers = Policy.desk(.research)

    /// What is done every night: what passed its day goes.
    public func nightly() async throws {
        let context = context
        let today = context.now().day
        try await Retention(context.records).deletePassed { desk, transaction in
            // How many coaches are left takes a key to know, unless there is no study left.
            guard let desk, try context.records.store(transaction).ids(StudyRecord.kind, readBy: desk).isEmpty else {
                return
            }
            try CountStore(transaction: transaction).put(Standing(), of: desk, on: today)
        }
    }
}
