import Core
import Directory
import HTTPTypes
import Hummingbird
import Web

/// One report at a desk, and everything that is done with it.
struct DeskReportPages: Sendable {
    let signals: Signals
    private var desk: DeskReports { signals.desk }

    var routes: [Web.Route] {
        let path = "\(InboxPages.path)/:id"
        let sample = "\(InboxPages.path)/{report}"
        let access = DeskRoom.readers
        func action(
            _ name: String, _ handle: @escaping @Sendable (Visit, DeskRoom, Identifier) async throws -> Response
        ) -> Web.Route {
            .action(
                "\(path)/\(name)", access: access, bodyLimit: 256 << 10, fieldLimits: Self.fieldLimits
            ) { visit in
                try await handle(visit, try await DeskRoom(visit, signals.context), try visit.report())
            }
        }
        return [
            .page(path, access: access, sample: sample) { visit in
                try await show(try await DeskRoom(visit, signals.context), try visit.report())
            },
            action("pak-op", claim), action("laat-los", release), action("bericht", say), action("notitie", note),
            action("labels", label), action("urgentie", setUrgency), action("gedaan", act),
            action("melder", askIdentity), action("sluit", close), action("heropen", reopen),
            action("afloop", aftermath), action("bewaar", keepLonger), action("maak-los", unmerge),
        ]
    }

    /// Longer texts are read whole, so that they come back to be shortened.
    private static let fieldLimits = Dictionary(
        uniqueKeysWithValues: ["text", "note", "words", "action-words", "aftermath-words", "copy"].map {
            ($0, 4 * Filing.mostInText)
        })

    /// The report's page. `failed` is the form that was sent and has something wrong in it.
    private func show(_ room: DeskRoom, _ id: Identifier, failed: DeskReportPage.Panel? = nil) async throws
        -> Response
    {
        let title = room.visit.name(of: id)
        do {
            let (report, room) = try await open(room, id)
            let page = DeskReportPage(report, room, signals.context.checklist, failed: failed)
            return try room.visit.page(page, title: title, .init(isPrivate: true))
        } catch SignalsError.damaged {
            return try Self.damaged(room, title: title)
        }
    }

    /// The report, and the desk that reads it: the first of the member's desks that does, when the address does not say which.
    private func open(_ room: DeskRoom, _ id: Identifier) async throws -> (DeskReport, DeskRoom) {
        if !room.isChosen {
            for other in room.desks.dropLast() {
                do {
                    return (try await desk.open(room.at(other.id).seat, id), room.at(other.id))
                } catch SignalsError.notFound { continue }
            }
        }
        let room = room.isChosen ? room : room.at(room.desks.last?.id ?? room.seat.desk)
        return (try await desk.open(room.seat, id), room)
    }

    /// That a report is damaged, and nothing of it.
    static func damaged(_ room: DeskRoom, title: String) throws -> Response {
        let page = DamagedPage(
            back: Link(room.visit.text("inbox.report.back"), href: room.link(InboxPages.path)))
        return try room.visit.withoutInput.page(
            page, title: title, .init(status: .internalServerError, isPrivate: true))
    }

    /// Does something and goes back to the report; with a mistake, shows its form again with what was typed.
    private func perform(
        _ visit: Visit, _ room: DeskRoom, _ id: Identifier, _ panel: DeskReportPage.Panel, notice: String,
        naming names: [String: String] = [:], _ body: () async throws -> Void
    ) async throws -> Response {
        var visit = visit
        if !visit.form.hasErrors { _ = try await visit.attempt(naming: names, body) }
        guard !visit.form.hasErrors else { return try await show(room.with(visit), id, failed: panel) }
        return room.redirect(to: "\(InboxPages.path)/\(id)", notice: notice)
    }

    // MARK: What is done

    private func claim(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        try await perform(visit, room, id, .buttons, notice: "inbox.notices.claimed") {
            try await desk.claim(room.seat, id)
        }
    }

    private func release(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        try await perform(visit, room, id, .buttons, notice: "inbox.notices.released") {
            try await desk.release(room.seat, id)
        }
    }

    private func say(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = visit
        let text = visit.form.typed("text")
        return try await perform(visit, room, id, .say, notice: "inbox.notices.said") {
            try await desk.say(room.seat, id, text)
        }
    }

    private func note(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = visit
        let text = visit.form.typed("note")
        return try await perform(visit, room, id, .note, notice: "inbox.notices.noted", naming: ["text": "note"]) {
            try await desk.note(room.seat, id, text)
        }
    }

    private func label(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        let labels = visit.form["labels"].split(separator: ",").map { $0.trimmingPrefix { $0.isWhitespace } }
            .map { String($0.reversed().trimmingPrefix { $0.isWhitespace }.reversed()) }.filter { !$0.isEmpty }
        return try await perform(visit, room, id, .labels, notice: "inbox.notices.labelled") {
            try await desk.label(room.seat, id, labels)
        }
    }

    private func setUrgency(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = visit
        let urgency = Urgency.allCases.first { $0.name == visit.form["urgency"] }
        if urgency == nil { visit.form.add(Text("web.form.choose"), at: "urgency") }
        let reason = visit.form.required("urgency-reason", most: Filing.mostInLine)
        return try await perform(
            visit, room, id, .urgency, notice: "inbox.notices.urgency", naming: ["reason": "urgency-reason"]
        ) {
            try await desk.setUrgency(room.seat, id, urgency!, reason: reason)
        }
    }

    private func act(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = visit
        let action = visit.form.choice("action", DeskNote.OutsideAction.self)
        let number = visit.form.optional("number", most: Filing.mostInLine) ?? ""
        let words = visit.form["action-words"].withLineFeeds
        return try await perform(
            visit, room, id, .act, notice: "inbox.notices.acted", naming: ["words": "action-words"]
        ) {
            try await desk.act(room.seat, id, action!, number: number, words: words)
        }
    }

    private func askIdentity(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = visit
        let reason = visit.form.required("identity-reason", most: Filing.mostInLine)
        return try await perform(
            visit, room, id, .identity, notice: "inbox.notices.asked", naming: ["reason": "identity-reason"]
        ) {
            try await desk.askIdentity(room.seat, id, reason: reason)
        }
    }

    private func close(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = visit
        let outcome = visit.form.choice("outcome", ReportOutcome.self)
        let words = visit.form["words"].withLineFeeds
        return try await perform(visit, room, id, .close, notice: "inbox.notices.closed") {
            try await desk.close(room.seat, id, outcome!, words: words)
        }
    }

    private func reopen(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        try await perform(visit, room, id, .buttons, notice: "inbox.notices.reopened") {
            try await desk.reopen(room.seat, id)
        }
    }

    private func aftermath(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = visit
        let aftermath = visit.form.choice("aftermath", Aftermath.self)
        let words = visit.form["aftermath-words"].withLineFeeds
        return try await perform(
            visit, room, id, .aftermath, notice: "inbox.notices.aftermath", naming: ["words": "aftermath-words"]
        ) {
            try await desk.aftermath(room.seat, id, aftermath!, words: words)
        }
    }

    private func keepLonger(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        var visit = visit
        let until = visit.form.day("until")
        let reason = visit.form.required("keep-reason", most: Filing.mostInLine)
        return try await perform(
            visit, room, id, .keep, notice: "inbox.notices.kept", naming: ["reason": "keep-reason"]
        ) {
            try await desk.keepLonger(room.seat, id, until: until!, reason: reason)
        }
    }

    private func unmerge(_ visit: Visit, _ room: DeskRoom, _ id: Identifier) async throws -> Response {
        let merged = Identifier(visit.form["melding"]) ?? id
        return try await perform(visit, room, id, .buttons, notice: "inbox.notices.unmerged") {
            try await desk.unmerge(room.seat, merged)
        }
    }
}

extension Form {
    /// A text that has to be there, with line ends as they are stored.
    fileprivate mutating func typed(_ name: String) -> String {
        required(name, most: Filing.mostInText).withLineFeeds
    }
}

/// A report that is not what was written.
struct DamagedPage: Page {
    static let template = "signals/damaged"
    let back: Link
}
