import Core
import Directory
import Web

extension DeskRoom {
    static let readers = Signals.readers
    static let custodians = Signals.custodians
    static let duty = Policy.desk(.duty)
    /// Who sees what the installation chose.
    static let settings = Policy.anyOf(.administrator, .desk(.duty))

    /// - Parameter tasks: of the desks that the page is for; those that hold reports, or get them referred.
    init(_ visit: Visit, _ context: SignalsContext, tasks: [DeskTask] = [.duty, .care]) async throws {
        try await self.init(visit, context.directory, tasks: tasks)
    }
}

extension Visit {
    /// The identifier in the path. - Throws: `SignalsError.notFound` for anything that is none.
    func report(_ name: String = "id") throws -> Identifier {
        guard let id = Identifier(self[name]) else { throw SignalsError.notFound }
        return id
    }
}

extension Identifier {
    /// What members call a report in talk: its last six digits.
    var short: String { text.suffix(6).uppercased() }
}

/// Words of the desk's pages.
extension Visit {
    func words(_ urgency: Urgency) -> String { text("inbox.urgency.\(urgency.name)") }
    func words(_ outcome: ReportOutcome) -> String { text("inbox.outcome.\(outcome.rawValue)") }
    func words(_ channel: Channel) -> String { text("inbox.channel.\(channel.rawValue)") }
    func words(_ action: DeskNote.OutsideAction) -> String { text("inbox.action.\(action.rawValue)") }
    func words(_ aftermath: Aftermath) -> String { text("inbox.aftermath.\(aftermath.rawValue)") }
    func words(_ day: Day) -> String { DateWords.day(day, language) }
    /// What the audit trail calls something that was done.
    func words(action: String) -> String {
        let key = "administration.action.\(action)"
        return site.strings.has(key, language) ? text(key) : action
    }

    func name(of report: Identifier) -> String { text("inbox.row.name", ["number": report.short]) }

    /// How much time there is until `moment`, or how much too late it is.
    func words(due moment: Instant) -> String {
        let minutes = (moment.milliseconds - now.milliseconds) / 60_000
        let late = minutes < 0 || moment < now ? "late-" : ""
        let count: (String, Int64) =
            switch minutes.magnitude {
            case ..<60: ("minutes", Int64(max(1, minutes.magnitude)))
            case ..<(48 * 60): ("hours", (Int64(minutes.magnitude) + 30) / 60)
            default: ("days", (Int64(minutes.magnitude) + 720) / 1440)
            }
        return text("inbox.due.\(late)\(count.0)\(count.1 == 1 ? "-one" : "")", ["count": "\(count.1)"])
    }

    /// How pressing a report is.
    func tag(_ urgency: Urgency) -> Tag { Tag(words(urgency), urgency <= .high ? .look : .plain) }
}
