import Core
import Directory
import Hummingbird
import Vault
import Web

/// `/werk/zorg/agenda`: the calendar of a member, outside Vangnet. Its address is secret, and still it tells nothing of anybody.
struct CareCalendarPages: Sendable {
    let care: Care

    private static let path = "\(CareVisit.path)/agenda"
    private var calendars: Calendars { care.calendars }

    var routes: [Web.Route] {
        [
            .page(Self.path, access: Care.readers) { try await show($0, made: nil) },
            .action(Self.path, access: Care.readers, bodyLimit: 16 << 10, change),
            .data("/agenda/{token}.ics", access: .everyone, sample: "/agenda/{feed}.ics", file),
        ]
    }

    /// - Parameter made: the new address, shown once.
    private func show(_ visit: Visit, made address: String?) async throws -> Response {
        let room = try await DeskRoom(visit, care)
        let has = try await calendars.has(visit.actor)
        let page = CareCalendarPage(address: address, hasCalendar: has, room)
        return try visit.page(page, title: page.title, .init(isPrivate: true, hasLanguageLinks: address == nil))
    }

    private func change(_ visit: Visit) async throws -> Response {
        if visit.form["weg"] == "1" {
            try await calendars.remove(visit.actor)
            return visit.redirect(to: Self.path, notice: "care.notices.calendar-gone")
        }
        let token = try await calendars.make(visit.actor).text
        return try await show(visit, made: visit.site.settings.address + visit.link("/agenda/\(token).ics"))
    }

    private func file(_ visit: Visit) async throws -> Response {
        let alerts = try await calendars.alerts(visit["token"])
        let entries = alerts.map { alert in
            let label = CareFiles.label(alert.record)
            return CalendarText.Entry(
                id: calendars.name(of: alert), day: alert.dueOn,
                title: visit.text("care.calendar.entry", ["label": label]))
        }
        let text = CalendarText.text(
            entries, name: visit.text("care.calendar.name"), product: "Plannen", site: visit.site.settings.address,
            now: visit.now)
        var response = visit.data(Array(text.utf8), type: "text/calendar; charset=utf-8")
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

struct CareCalendarPage: Page {
    static let template = "care/calendar"
    let title: String
    let back: Link
    let action: String
    let address: String?
    let hasCalendar: Bool

    init(address: String?, hasCalendar: Bool, _ room: DeskRoom) {
        title = room.visit.text("care.calendar.title")
        back = Link(room.visit.text("care.all"), href: room.link(CareVisit.path))
        action = room.visit.link("\(CareVisit.path)/agenda")
        self.address = address
        self.hasCalendar = hasCalendar
    }
}
