import Core
import Directory
import Hummingbird
import Web

/// Who looks when.
struct RotaPages: Sendable {
    let signals: Signals

    static let path = "\(InboxPages.path)/rooster"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: DeskRoom.readers) { visit in
                let room = try await DeskRoom(visit, signals.context)
                let (rota, members) = try await signals.rotas.rota(visit.actor, room.seat.desk)
                return try show(room, RotaForm(rota), members, shown: rota)
            },
            .action(Self.path, access: DeskRoom.readers, bodyLimit: 256 << 10, change),
        ]
    }

    /// - Parameter shown: the rota that the form was made from.
    private func show(
        _ room: DeskRoom, _ form: RotaForm, _ members: [Person], shown: Rota, now current: Rota? = nil
    ) throws -> Response {
        let page = RotaPage(form, members, room, shown: shown, now: current)
        return try room.visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func change(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, signals.context)
        let (current, members) = try await signals.rotas.rota(visit.actor, room.seat.desk)
        let before = Rota(written: visit.form["was"]) ?? current
        var visit = visit
        var form = RotaForm(visit.form)
        if let more = Int(visit.form["meer"]), (1...RotaForm.most).contains(more) {
            form.addRows(upTo: more)
            return try show(room.with(visit), form, members, shown: before)
        }
        let rota = form.read(into: &visit.form)
        if !visit.form.hasErrors {
            let actor = visit.actor
            _ = try await visit.attempt {
                try await signals.rotas.change(actor, room.seat.desk, from: before, to: rota)
            }
        }
        guard visit.form.hasErrors else { return room.redirect(to: Self.path, notice: "inbox.notices.rota") }
        let isStale = visit.form.mistakes.contains { $0.text == SignalsError.changedMeanwhile.text }
        return try show(
            room.with(visit), form, members, shown: isStale ? current : before, now: isStale ? current : nil)
    }
}

/// The rota as it stands in the fields of a form.
struct RotaForm: Sendable {
    /// One shift as typed.
    struct Row: Sendable, Hashable {
        var weekday = ""
        var from = ""
        var to = ""
        var place = "1"
        var member = ""
        var isRemoved = false

        var isEmpty: Bool { weekday.isEmpty && from.isEmpty && to.isEmpty && member.isEmpty }
    }

    /// Most shifts in a form.
    static let most = 120
    /// Empty ones below those that are there.
    private static let spare = 1

    private(set) var rows: [Row]
    private(set) var closed: String

    init(_ rota: Rota) {
        rows = rota.shifts.sorted { ($0.weekday, $0.from, $0.place) < ($1.weekday, $1.from, $1.place) }.map {
            Row(
                weekday: "\($0.weekday)", from: Self.clock($0.from), to: Self.clock($0.to), place: "\($0.place)",
                member: $0.member.text)
        }
        closed = rota.closedDays.sorted().map { "\($0.day)-\($0.month)-\($0.year)" }.joined(separator: "\n")
        addRows(upTo: rows.count + Self.spare)
    }

    init(_ form: Form) {
        rows = (0..<Self.most).prefix { number in form.entries.contains { $0.name == "weekday-\(number)" } }.map {
            Row(
                weekday: form["weekday-\($0)"], from: form["from-\($0)"], to: form["to-\($0)"],
                place: form["place-\($0)"], member: form["member-\($0)"],
                isRemoved: form.all("remove-\($0)").contains("yes"))
        }
        closed = form["closed"]
    }

    mutating func addRows(upTo count: Int) {
        while rows.count < min(count, Self.most) { rows.append(Row()) }
    }

    /// The rota, with what is wrong noted in `form`.
    func read(into form: inout Form) -> Rota {
        var rota = Rota()
        for (number, row) in rows.enumerated() where !row.isEmpty && !row.isRemoved {
            rota.shifts += shifts(row, number, &form)
        }
        for line in closed.split(whereSeparator: \.isNewline) {
            let typed = line.filter { !$0.isWhitespace }
            if typed.isEmpty { continue }
            if let day = Day(typed: typed) {
                rota.closedDays.insert(day)
            } else {
                form.add(Text("inbox.rota-page.date-error", ["value": String(line.prefix(40))]), at: "closed")
            }
        }
        return rota
    }

    /// The shift of a row; two for one that goes on after midnight.
    private func shifts(_ row: Row, _ number: Int, _ form: inout Form) -> [Shift] {
        let from = Self.minutes(row.from)
        let to = Self.minutes(row.to)
        if from == nil { form.add(Text("inbox.rota-page.time-error"), at: "from-\(number)") }
        if to == nil { form.add(Text("inbox.rota-page.time-error"), at: "to-\(number)") }
        let member = Identifier(row.member)
        if member == nil { form.add(Text("inbox.rota-page.half-error"), at: "member-\(number)") }
        let weekday = Int(row.weekday)
        if weekday == nil { form.add(Text("inbox.rota-page.half-error"), at: "weekday-\(number)") }
        guard let from, let to, let member, let weekday else { return [] }
        let place = Int(row.place) ?? 1
        if from < to { return [Shift(weekday: weekday, from: from, to: to, place: place, member: member)] }
        let evening = Shift(weekday: weekday, from: from, to: 24 * 60, place: place, member: member)
        guard to > 0 else { return [evening] }
        return [evening, Shift(weekday: weekday % 7 + 1, from: 0, to: to, place: place, member: member)]
    }

    /// "9:00"; midnight at the end of a day is "24:00".
    static func clock(_ minutes: Int) -> String { "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)" }

    /// Reads `9`, `9:30`, `09.30`, `24:00`.
    static func minutes(_ typed: String) -> Int? {
        let parts = typed.split(separator: typed.contains(".") ? "." : ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let hour = number(parts[0]),
            let minute = parts.count == 2 ? number(parts[1]) : 0
        else { return nil }
        let time = hour * 60 + minute
        return minute < 60 && time <= 24 * 60 ? time : nil
    }

    private static func number(_ digits: Substring) -> Int? {
        (1...2).contains(digits.utf8.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
            ? Int(digits) : nil
    }
}

extension Rota {
    /// In one field of a form, so that a change notices another that came between.
    var written: String {
        (shifts.map { "\($0.weekday) \($0.from) \($0.to) \($0.place) \($0.member)" }
            + closedDays.sorted().map(\.description)).joined(separator: ",")
    }

    /// Reads what `written` wrote; `nil` for anything else.
    init?(written text: String) {
        self.init()
        for piece in text.split(separator: ",") {
            let parts = piece.split(separator: " ")
            if parts.count == 1, let day = Day(parts[0]) {
                closedDays.insert(day)
            } else if parts.count == 5, let weekday = Int(parts[0]), let from = Int(parts[1]), let to = Int(parts[2]),
                let place = Int(parts[3]), let member = Identifier(parts[4])
            {
                shifts.append(Shift(weekday: weekday, from: from, to: to, place: place, member: member))
            } else {
                return nil
            }
        }
    }
}

/// `/werk/meldingen/rooster`.
struct RotaPage: Page {
    static let template = "signals/rota"
    let title: String
    let errors: ErrorSummary?
    let back: Link
    let desks: [DeskRoom.Tab]
    /// What the rota is now, where somebody else changed it meanwhile.
    let current: Lines?
    let empty: EmptyState?
    let action: String
    let hidden: [HiddenField]
    let shifts: [ShiftFields]
    /// How many rows there are after the button for more.
    let more: String
    let closed: Web.Field

    struct Lines: Sendable {
        let lines: [String]
    }

    struct ShiftFields: Sendable {
        let title: String
        let weekday: Select
        let from: Web.Field
        let to: Web.Field
        let place: Select
        let member: Select
        /// To leave it out; `nil` for one that is not there yet.
        let remove: Remove?
        let isOpen: Bool
    }

    struct Remove: Sendable {
        let name: String
        let checked: Bool
    }

    init(_ form: RotaForm, _ members: [Person], _ room: DeskRoom, shown: Rota, now current: Rota?) {
        let visit = room.visit
        title = visit.text("inbox.rota-page.title")
        errors = visit.errorSummary
        back = Link(visit.text("inbox.report.back"), href: room.link(InboxPages.path))
        desks = room.tabs(RotaPages.path)
        self.current = current.map { Lines(lines: Self.lines($0, members, visit)) }
        let isEmpty = form.rows.allSatisfy(\.isEmpty)
        empty =
            isEmpty
            ? EmptyState(visit.text("inbox.rota-page.none"), visit.text("inbox.rota-page.none-about")) : nil
        action = visit.link(RotaPages.path)
        hidden = room.hidden + [HiddenField(name: "was", value: shown.written)]
        let firstEmpty = form.rows.firstIndex(where: \.isEmpty)
        shifts = form.rows.enumerated().map {
            ShiftFields($1, number: $0, members, visit, isFirstEmpty: $0 == firstEmpty)
        }
        more = "\(form.rows.count + 5)"
        closed = Web.Field(
            "closed", .textarea, label: visit.text("inbox.rota-page.closed"),
            hint: visit.text("inbox.rota-page.closed-hint"), error: visit.form.mistake("closed").map { visit.text($0) },
            value: form.closed, optional: true, rows: 3)
    }

    private static func lines(_ rota: Rota, _ members: [Person], _ visit: Visit) -> [String] {
        rota.shifts.map { shift in
            let name = members.first { $0.id == shift.member }?.name ?? "–"
            return
                "\(visit.text("inbox.day.d\(shift.weekday)")) \(RotaForm.clock(shift.from))–\(RotaForm.clock(shift.to)): \(name)"
        } + rota.closedDays.sorted().map { visit.words($0) }
    }
}

extension RotaPage.ShiftFields {
    init(_ row: RotaForm.Row, number: Int, _ members: [Person], _ visit: Visit, isFirstEmpty: Bool) {
        func error(_ name: String) -> String? { visit.form.mistake("\(name)-\(number)").map { visit.text($0) } }
        func label(_ name: String) -> String { visit.text("inbox.rota-page.\(name)") }
        title = row.isEmpty ? label("new") : Self.title(row, members, visit)
        weekday = Select(
            "weekday-\(number)", label: label("weekday"), error: error("weekday"), optional: row.isEmpty,
            value: row.weekday, options: (1...7).map { Select.Option("\($0)", visit.text("inbox.day.d\($0)")) })
        from = Web.Field(
            "from-\(number)", .number, label: label("from"), error: error("from"), value: row.from,
            optional: row.isEmpty)
        to = Web.Field(
            "to-\(number)", .number, label: label("to"), error: error("to"), value: row.to, optional: row.isEmpty)
        place = Select(
            "place-\(number)", label: label("place"), value: row.place,
            options: (1...9).map { Select.Option("\($0)", "\($0)") })
        member = Select(
            "member-\(number)", label: label("member"), error: error("member"), optional: row.isEmpty,
            value: row.member, options: members.map { Select.Option($0.id.text, $0.name) })
        remove = row.isEmpty ? nil : RotaPage.Remove(name: "remove-\(number)", checked: row.isRemoved)
        let isWrong = ["weekday", "from", "to", "member"].contains { error($0) != nil }
        isOpen = isFirstEmpty || isWrong || row.isRemoved
    }

    /// "Maandag 9:00–17:00, Anna"
    private static func title(_ row: RotaForm.Row, _ members: [Person], _ visit: Visit) -> String {
        let day = (1...7).contains(Int(row.weekday) ?? 0) ? visit.text("inbox.day.d\(row.weekday)") : "–"
        let name = members.first { $0.id.text == row.member }?.name ?? "–"
        return "\(day) \(row.from)–\(row.to), \(name)"
    }
}
