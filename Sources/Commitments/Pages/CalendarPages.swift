import Core
import Directory
import Hummingbird
import Web

/// The calendar and the weekly mail of a member. The calendar's address is secret; what it holds is public.
struct CalendarPages: Sendable {
    let commitments: Commitments
    private static let path = DeskPages.base + "/agenda"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: DeskPages.officers) { try await show($0, address: nil) },
            .action(Self.path, access: DeskPages.officers, make),
            .action(Self.path + "/mail", access: DeskPages.officers, mail),
            .data(
                "/toezeggingen/agenda/{token}.ics", access: .everyone, sample: "/toezeggingen/agenda/{calendar}.ics",
                file),
        ]
    }

    /// - Parameter address: the new address, shown once.
    private func show(_ visit: Visit, address: String?) async throws -> Response {
        let (hasCalendar, hasMail) = try await commitments.subscriptions(visit.actor)
        let page = CalendarPage(address: address, hasCalendar: hasCalendar, hasMail: hasMail, visit)
        return try visit.page(page, title: visit.text("commitments.calendar.title"), .init(isPrivate: true))
    }

    private func make(_ visit: Visit) async throws -> Response {
        if visit.form["weg"] == "1" {
            try await commitments.removeCalendar(visit.actor)
            return visit.redirect(to: Self.path, notice: "commitments.notices.calendar-gone")
        }
        let token = try await commitments.makeCalendar(visit.actor)
        return try await show(
            visit, address: "\(visit.site.settings.address)\(visit.link("/toezeggingen/agenda/\(token).ics"))")
    }

    private func mail(_ visit: Visit) async throws -> Response {
        let isWanted = visit.form["mail"] == "yes"
        try await commitments.wantMail(visit.actor, isWanted)
        return visit.redirect(
            to: Self.path, notice: isWanted ? "commitments.notices.mail-on" : "commitments.notices.mail-off")
    }

    private func file(_ visit: Visit) async throws -> Response {
        let items = try await commitments.calendar(visit["token"])
        let words = CommitmentWords(visit)
        let links = CommitmentLinks(base: visit.site.settings.address, language: visit.language)
        let entries = items.compactMap { open -> CalendarText.Entry? in
            let isDebate = open.item.kind == .debate
            guard let date = isDebate ? open.item.date : open.deadline?.date else { return nil }
            let title = Said(open.item.draft.title, visit.language).text
            return CalendarText.Entry(
                id: "\(open.item.slug)-\(date.latest)", day: date.latest,
                title: words.text(isDebate ? "calendar.debate" : "calendar.due", ["title": title]),
                address: links.item(open.item.slug))
        }
        let text = CalendarText.text(
            entries, name: words.text("calendar.name"), product: "Toezeggingen", site: visit.site.settings.address,
            now: visit.now)
        var response = visit.data(Array(text.utf8), type: "text/calendar; charset=utf-8")
        response.headers[.cacheControl] = "private, max-age=3600"
        return response
    }
}

/// `/werk/toezeggingen/agenda`.
struct CalendarPage: Page {
    static let template = "commitments/calendar"
    let back: Link
    let action: String
    let mailAction: String
    let address: String?
    let hasCalendar: Bool
    let hasMail: Bool

    init(address: String?, hasCalendar: Bool, hasMail: Bool, _ visit: Visit) {
        back = Link(visit.text("commitments.worklist.title"), href: visit.link(DeskPages.base))
        action = visit.link(DeskPages.base + "/agenda")
        mailAction = action + "/mail"
        self.address = address
        self.hasCalendar = hasCalendar
        self.hasMail = hasMail
    }
}
