public import Core
public import Directory
public import Hummingbird

/// Where a member stands on the desk's pages: at which desk, and with which others to choose from.
public struct DeskRoom: Sendable {
    /// A desk to go to.
    public struct Tab: Sendable {
        public let text: String
        public let href: String
        public let current: Bool

        public init(text: String, href: String, current: Bool) {
            self.text = text
            self.href = href
            self.current = current
        }
    }

    /// The member's own desks with one of these tasks, by name.
    public let desks: [Desk]
    public private(set) var seat: Seat
    public private(set) var visit: Visit
    /// Whether the address or the form says at which desk.
    public let isChosen: Bool

    /// - Parameter tasks: of the desks that the page is for.
    /// - Throws: `DirectoryError.notAllowed` for a member of no such desk; `.notFound` for a desk of others.
    public init(_ visit: Visit, _ directory: Directory, tasks: [DeskTask]) async throws {
        guard let session = visit.session, let member = visit.actor.member else { throw DirectoryError.signInFirst }
        let own = member.desks.filter { tasks.contains($0.value) }
        guard !own.isEmpty else { throw DirectoryError.notAllowed }
        desks = try await directory.desks.all(visit.actor).filter { own[$0.id] != nil && $0.isActive }
        let wanted = visit.form["loket"].isEmpty ? visit.query["loket"] : visit.form["loket"]
        isChosen = !wanted.isEmpty
        let desk = wanted.isEmpty ? desks.first?.id : Identifier(wanted)
        guard let desk, desks.contains(where: { $0.id == desk }) else { throw DirectoryError.notFound }
        let key = try await directory.sessions.unlock(session.token)
        seat = Seat(visit.actor, key, at: desk)
        self.visit = visit
    }

    /// The same member at another of the own desks.
    public func at(_ desk: Identifier) -> DeskRoom {
        var room = self
        room.seat = Seat(seat.actor, seat.key, at: desk)
        return room
    }

    /// The same with what became of the form.
    public func with(_ visit: Visit) -> DeskRoom {
        var room = self
        room.visit = visit
        return room
    }

    /// The desk's name.
    public var name: String { desks.first { $0.id == seat.desk }?.name ?? "" }

    /// Whether the member keeps an eye on the desk.
    public var isLead: Bool {
        let lead = desks.first { $0.id == seat.desk }?.lead
        return lead != nil && lead == seat.actor.member?.id
    }

    /// A path with what it takes to come out at the same desk: nothing for who sits at one.
    public func link(_ path: String, _ query: String = "") -> String { visit.link(address(path, query)) }

    /// As `link`, without the language.
    public func address(_ path: String, _ query: String = "", at desk: Identifier? = nil) -> String {
        let parts = [desks.count > 1 ? "loket=\(desk ?? seat.desk)" : "", query].filter { !$0.isEmpty }
        return parts.isEmpty ? path : path + "?" + parts.joined(separator: "&")
    }

    /// What every form carries.
    public var hidden: [HiddenField] { [HiddenField(name: "loket", value: seat.desk.text)] }

    /// The own desks to choose from at `path`; none for who sits at one.
    public func tabs(_ path: String) -> [Tab] {
        guard desks.count > 1 else { return [] }
        return desks.map {
            Tab(text: $0.name, href: visit.link(address(path, at: $0.id)), current: $0.id == seat.desk)
        }
    }

    /// On to a page of this desk, which says what was done.
    public func redirect(to path: String, notice: String? = nil) -> Response {
        visit.redirect(to: address(path), notice: notice)
    }
}

extension Visit {
    /// The same visit without what was posted: for the forms of a page that were not sent.
    public var withoutInput: Visit {
        var visit = self
        visit.form = Form()
        return visit
    }

    /// As `Form.attempt`; a mistake at the service's field `from` stands at the page's field `to`.
    public mutating func attempt<Result: Sendable>(
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
