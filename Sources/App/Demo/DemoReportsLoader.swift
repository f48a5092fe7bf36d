import Core
import Directory
import Signals
import Vault

/// Files the invented reports of the demo, through the same services and the same rules as everybody: as reporters with their
/// receipts, and as members at their desks.
struct DemoReportsLoader: Sendable {
    /// A member of the demo, signed in while it is being loaded.
    struct Person: Sendable {
        let actor: Actor
        let key: MemberKey
    }

    let app: App
    let reports: DemoReports
    let people: [String: Person]
    let desks: [String: Identifier]

    /// The desk that the reports come in at, by its name in the file.
    private static let dutyDesk = "meldpunt"

    /// - Returns: what stands for `{report}` and `{document}` in the route table's samples: the first report and its document.
    func load() async throws -> [String: String] {
        try await openIntake()
        try await setRotas()
        var ids: [Identifier] = []
        for (number, invented) in reports.reports.enumerated() {
            let id = try await file(invented, as: "demo-\(number)", known: Set(ids))
            if let previous = ids.last, let by = invented.mergedBy {
                try await app.signals.desk.merge(seat(by), id, into: previous)
            }
            ids.append(id)
        }
        guard let first = ids.first, let reader = reports.reports.first?.reader else { return [:] }
        let document = try await app.signals.desk.open(seat(reader), first).documents.first
        return ["{report}": first.text, "{document}": document?.id ?? ""]
    }

    /// Opens the intake, with documents, so that all of it can be tried.
    private func openIntake() async throws {
        let intakes = app.signals.intakes
        let version = try await intakes.settings(.system).version
        try await intakes.change(.system, version: version, intake: .reports, documents: true)
    }

    private func setRotas() async throws {
        for (desk, duties) in Dictionary(grouping: reports.rota, by: \.desk) {
            let shifts = duties.flatMap { duty in
                duty.days.flatMap { day in
                    duty.members.enumerated().map { place, member in
                        Shift(
                            weekday: day, from: duty.from, to: duty.to, place: place + 1,
                            member: person(member).key.member)
                    }
                }
            }
            guard let first = duties.first?.members.first, let id = desks[desk] else { continue }
            try await app.signals.rotas.change(person(first).actor, id, from: Rota(), to: Rota(shifts: shifts))
        }
    }

    /// - Parameter known: the reports that were there before.
    private func file(_ invented: DemoReports.Invented, as source: String, known: Set<Identifier>) async throws
        -> Identifier
    {
        let draft = ReportDraft(
            content: invented.content, identity: invented.identity, documents: invented.documents)
        let filed = try await app.signals.filing.file(
            draft, token: Token(random: app.configuration.random), source: source)
        let id = try await newest(known)
        if let reader = invented.reader { _ = try await app.signals.desk.open(seat(reader), id) }
        try await talk(invented, id, filed.receipt, source)
        if let reader = invented.reader { _ = try await app.signals.desk.open(seat(reader), id) }
        for note in invented.notes { try await app.signals.desk.note(seat(note.by), id, note.text) }
        if let asked = invented.identityAsked {
            try await app.signals.desk.askIdentity(seat(asked.by), id, reason: asked.reason)
        }
        if let referred = invented.referred, let to = desks[referred.to] {
            try await app.signals.desk.refer(seat(referred.by), id, ReferralRequest(mode: referred.mode, to: to))
        }
        if let closed = invented.closed {
            try await app.signals.desk.close(seat(closed.by), id, closed.outcome, words: closed.words)
        }
        return id
    }

    /// A report's id is known to its desk only; the one that was not there before is the one just filed.
    private func newest(_ known: Set<Identifier>) async throws -> Identifier {
        guard let member = reports.rota.first(where: { $0.desk == Self.dutyDesk })?.members.first else {
            throw SignalsError.notFound
        }
        let seat = seat(member)
        var page = 1
        while true {
            let inbox = try await app.signals.desk.inbox(seat, filter: .open, page: page)
            if let row = inbox.rows.first(where: { !known.contains($0.id) }) { return row.id }
            guard page < inbox.pages else { throw SignalsError.notFound }
            page += 1
        }
    }

    private func talk(
        _ invented: DemoReports.Invented, _ id: Identifier, _ receipt: Receipt, _ source: String
    ) async throws {
        if let name = invented.claimedBy { try await app.signals.desk.claim(seat(name), id) }
        for message in invented.messages {
            if let name = message.by {
                try await app.signals.desk.say(seat(name), id, message.text)
            } else {
                let visit = try await app.signals.followUp.open(receipt.text, source: source)
                try await app.signals.followUp.add(visit, message.text)
                try await app.signals.followUp.leave(visit)
            }
        }
    }

    private func person(_ name: String) -> Person { people[name]! }

    private func seat(_ name: String) -> Seat {
        Seat(person(name).actor, person(name).key, at: desks[Self.dutyDesk]!)
    }
}
