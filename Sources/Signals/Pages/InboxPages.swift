import Core
import Directory
import Hummingbird
import Web

/// The desk's list of work.
struct InboxPages: Sendable {
    let signals: Signals

    static let path = "/werk/meldingen"

    var routes: [Web.Route] {
        [.page(Self.path, access: DeskRoom.readers, show)]
    }

    private func show(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, signals.context)
        let filter = InboxFilter(rawValue: visit.query["toon"]) ?? .open
        let number = max(1, Int(visit.query["pagina"]) ?? 1)
        let inbox = try await signals.desk.inbox(room.seat, filter: filter, page: number)
        let dueRoutes =
            DeskRoom.duty.allows(visit.actor) ? try await signals.routeChecks.dueCount(visit.actor) : 0
        return try visit.page(
            InboxPageModel(inbox, dueRoutes: dueRoutes, room), title: visit.text("inbox.title"), .init(isPrivate: true))
    }
}

/// `/werk/meldingen`.
struct InboxPageModel: Page {
    static let template = "signals/inbox"
    let title: String
    let desks: [DeskRoom.Tab]
    let filters: [Filter]
    let notice: Notice?
    let rows: [Row]
    let empty: EmptyState?
    let pagination: Pagination?
    let links: [Link]

    struct Filter: Sendable {
        let text: String
        let count: String
        let href: String
        let current: Bool
    }

    struct Row: Sendable {
        let name: String
        let href: String
        let unread: Bool
        let tags: [Tag]
        /// The first words, or that it is damaged.
        let words: String?
        let due: Due?
        let meta: [String]
    }

    struct Due: Sendable {
        let text: String
        let late: Bool
    }

    /// - Parameter dueRoutes: how many numbers should be rung: never checked, or a quarter ago.
    init(_ inbox: InboxPage, dueRoutes: Int, _ room: DeskRoom) {
        let visit = room.visit
        notice =
            dueRoutes == 0
            ? nil
            : Notice(
                .info, visit.text("inbox.routes", ["count": written(dueRoutes, visit.language)]),
                link: Link(visit.text("inbox.routes-link"), href: visit.link("\(InboxPages.path)/routes")))
        title = room.desks.count > 1 ? visit.text("inbox.title") : room.name
        desks = room.tabs(InboxPages.path)
        func address(_ filter: InboxFilter, page: Int = 1) -> String {
            let query = (filter == .open ? [] : ["toon=\(filter.rawValue)"]) + (page == 1 ? [] : ["pagina=\(page)"])
            return room.link(InboxPages.path, query.joined(separator: "&"))
        }
        filters = InboxFilter.allCases.map { filter in
            Filter(
                text: visit.text("inbox.filter.\(filter.rawValue)"),
                count: written(inbox.counts[filter] ?? 0, visit.language), href: address(filter),
                current: filter == inbox.filter)
        }
        rows = inbox.rows.map { Row($0, room) }
        empty =
            inbox.rows.isEmpty
            ? EmptyState(
                visit.text("inbox.none.\(inbox.filter.rawValue)"),
                visit.text("inbox.none.\(inbox.filter.rawValue)-about")) : nil
        pagination = Pagination(inbox) { address(inbox.filter, page: $0) }
        let isDuty = DeskRoom.duty.allows(visit.actor)
        links =
            (isDuty ? [Link(visit.text("inbox.telephone"), href: room.link("\(InboxPages.path)/telefoon"))] : [])
            + [Link(visit.text("inbox.rota"), href: room.link("\(InboxPages.path)/rooster"))]
            + (DeskRoom.settings.allows(visit.actor)
                ? [Link(visit.text("inbox.settings"), href: visit.link("\(InboxPages.path)/instellingen"))] : [])
    }
}

extension Pagination {
    /// The way to the other pages of an inbox.
    init?(_ inbox: InboxPage, address: (_ page: Int) -> String) {
        self.init(
            page: inbox.page, of: inbox.pages, previous: inbox.page > 1 ? address(inbox.page - 1) : nil,
            next: inbox.page < inbox.pages ? address(inbox.page + 1) : nil)
    }
}

extension InboxPageModel.Row {
    init(_ row: InboxRow, _ room: DeskRoom) {
        let visit = room.visit
        let name = visit.name(of: row.id)
        self.name = row.summary.map { "\(name): \(visit.words($0.setting))" } ?? name
        href = room.link("\(InboxPages.path)/\(row.id)")
        unread = row.isUnread
        var tags = [visit.tag(row.urgency), Tag(visit.text("inbox.status.\(row.status.rawValue)"))]
        if row.isUnread { tags.append(Tag(visit.text("inbox.row.unread"), .go)) }
        if row.isMerged { tags.append(Tag(visit.text("inbox.row.merged"))) }
        if row.isInvented { tags.append(Tag(visit.text("inbox.row.invented"))) }
        if row.isDamaged { tags.append(Tag(visit.text("inbox.row.damaged"), .look)) }
        self.tags = tags
        words = row.summary?.firstWords ?? visit.text("inbox.row.damaged-about")
        let isClosed = row.status == .closed
        due = isClosed ? nil : .init(text: visit.words(due: row.dueAt), late: row.isLate)
        var meta =
            row.summary.map { visit.reasons($0.reasons).joined(separator: " ") }.map { $0.isEmpty ? [] : [$0] } ?? []
        meta.append(
            row.claimedBy.map { visit.text("inbox.row.claimed", ["name": $0.name]) }
                ?? visit.text("inbox.row.unclaimed"))
        meta.append(visit.words(row.createdOn))
        switch row.summary?.channel {
        case .telephone: meta.append(visit.text("inbox.row.telephone"))
        case .copy: meta.append(visit.text("inbox.row.copy"))
        case .web, nil: break
        }
        if row.needsDecision { meta.append(visit.text("inbox.row.decide")) }
        self.meta = meta
    }
}
