public import Core
public import Directory
import Storage
import Web

/// The part Coaches: what researchers observed of pro-ana coaches under a protocol, and the same coach recognised again.
///
/// It records what people did. It looks nothing up, writes to nobody, holds no image and knows nothing of Care.
public struct Coaches: Sendable {
    let context: CoachesContext

    public init(_ context: CoachesContext) { self.context = context }

    /// Studies: what was agreed, sittings, observations, accounts.
    public var studies: Studies { Studies(context: context) }
    /// The same coach, seen again.
    public var recurrence: Recurrence { Recurrence(context: context) }
    /// What Review asks for its figures.
    public var figureSource: any FigureSource { CoachesFigures(context: context) }

    /// Members of research desks.
    public static let readers = Policy.desk(.research)

    /// What is done every night: what passed its day goes.
    public func nightly() async throws { try await Retention(context: context).deletePassed() }
}
