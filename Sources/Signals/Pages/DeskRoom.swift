import Core
import Directory
import Hummingbird
import Web

/// Where a member stands on the desk's pages: at which desk, and with which others to choose from.
struct DeskRoom: Sendable {
    /// A desk to go to.
    struct Tab: Sendable {
        let text: String
        let href: String
        let current: Bool
    }

    /// The tasks of desks that hold reports, or get them referred.
    static let tasks: [DeskTask] = [.duty, .care]
    static let readers = Signals.readers
    static let custodians = Signals.custodians
    static let duty = Policy.desk(.duty)
    /// Who sees what the installation chose.
    static let settings = Policy.anyOf(.administrator, .desk(.duty))

    /// The member's own desks with one of these tasks, by name.
    let desks: [Desk]
    private(set) var seat: Seat
    private(set) var visit: Visit
    /// Whether the address or the form says at which desk.
    let isChosen: Bool

    /// - Throws: `DirectoryError.notAllowed` for a member of no such desk; `SignalsError.notFound` for a desk of others.
    init(_ visit: Visit, _ context: SignalsContext, tasks: [DeskTask] = DeskRoom.tasks) async throws {
        guard let session = visit.session, let member = visit.actor.member else { throw DirectoryError.signInFirst }
        let own = member.desks.filter { tasks.contains($0.value) }
        guard !own.isEmpty else { throw DirectoryError.notAllowed }
        desks = try await context.desks.all(visit.actor).filter { own[$0.id] != nil && $0.isActive }
        let wanted = visit.form["loket"].isEmpty ? visit.query["loket"] : visit.form["loket"]
        isChosen = !wanted.isEmpty
        let desk = wanted.isEmpty ? desks.first?.id : Identifier(wanted)
        guard let desk, desks.contains(where: { $0.id == desk }) else { throw SignalsError.notFound }
        let key = try await context.directory.sessions.unlock(session.token)
        seat = Seat(visit.actor, key, at: desk)
        self.visit = visit
    }

    /// The same member at another of the own desks.
    func at(_ desk: Identifier) -> DeskRoom {
        var room = self
        room.seat = Seat(seat.actor, seat.key, at: desk)
        return room
    }

    /// The same with what became of the form.
    func with(_ visit: Visit) -> DeskRoom {
        var room = self
        room.visit = visit
        return room
    }

    /// The desk's name.
    var name: String { desks.first { $0.id == seat.desk }?.name ?? "" }

    /// Whether the member keeps an eye on the desk.
    var isLead: Bool {
        let lead = desks.first { $0.id == seat.desk }?.lead
        return lead != nil && lead == seat.actor.member?.id
    }

    /// A path with what it takes to come out at the same desk: nothing for who sits at one.
    func link(_ path: String, _ query: String = "") -> String { visit.link(address(path, query)) }

    /// As `link`, without the language.
    func address(_ path: String, _ query: String = "", at desk: Identifier? = nil) -> String {
        let parts = [desks.count > 1 ? "loket=\(desk ?? seat.desk)" : "", query].filter { !$0.isEmpty }
        return parts.isEmpty ? path : path + "?" + parts.joined(separator: "&")
    }

    /// What every form carries.
    var hidden: [HiddenField] { [HiddenField(name: "loket", value: seat.desk.text)] }

    /// The own desks to choose from at `path`; none for who sits at one.
    func tabs(_ path: String) -> [Tab] {
        guard desks.count > 1 else { return [] }
        return desks.map {
            Tab(text: $0.name, href: visit.link(address(path, at: $0.id)), current: $0.id == seat.desk)
        }
    }

    /// On to a page of this desk, which says what was done.
    func redirect(to path: String, notice: String? = nil) -> Response {
        visit.redirect(to: address(path), notice: notice)
    }
}

/// A form on a desk's page.
struct DeskForm: Sendable {
    let action: String
    let hidden: [HiddenField]
    let parts: [FormPart]
    let button: String
}

extension Visit {
    /// The identifier in the path. - Throws: `SignalsError.notFound` for anything that is none.
    func report(_ name: String = "id") throws -> Identifier {
        guard let id = Identifier(self[name]) else { throw SignalsError.notFound }
        return id
    }

    /// The same visit without what was posted: for the forms of a page that were not sent.
    var withoutInput: Visit {
        var visit = self
        visit.form = Form()
        return visit
    }

    /// As `Form.attempt`; a mistake at the service's field `from` stands at the page's field `to`.
    mutating func attempt<Result: Sendable>(
        naming names: [String: String] = [:], _ body: () async throws -> Result
    ) async throws -> Result? {
        do {
            return try await body()
        } catch let error as any UserError where error.status < 500 && error.status != 404 && error.status != 401 {
            form.add(error.text, at: error.field.map { names[$0] ?? $0 })
            return nil
        }
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
