public import Core
public import Directory
import Vault

/// Enters the invented young people of the demo, through the same services and the same rules as everybody, each on its own day.
public struct CareDemo: Sendable {
    let care: Care
    let young: [InventedYoung]

    /// - Parameter folder: in which `care.yaml` is.
    /// - Throws: `ChecklistRefusal` with every mistake and its line.
    public init(_ care: Care, folder: String) throws {
        self.care = care
        young = try InventedYoungReader.all(file: folder + "/care.yaml")
    }

    /// - Parameter now: the moment on which everything counts.
    /// - Returns: what stands for `{plan}`, `{item}`, `{spell}`, `{handover}` and `{feed}` in the route table's samples; as `{code}`, the
    ///   first young person's code.
    public func load(_ seat: Seat, now: Instant) async throws -> [String: String] {
        var samples: [String: String] = [:]
        for person in young {
            let id = try await enter(person, seat, now)
            let file = try await care.files.look(seat, id).file
            if samples["{plan}"] == nil {
                samples["{plan}"] = id.text
                samples["{item}"] = file.plan.items.first?.id.text
                samples["{spell}"] = file.record.spells.first?.id.text
                samples["{code}"] = try await care.codes.make(seat, id, .year).code.text
                samples["{feed}"] = try await care.calendars.make(seat.actor).text
                if let desk = try await care.onCall.desks(seat).first {
                    try await care.onCall.give(seat, id, to: desk.desk)
                }
            }
            if let handover = file.handovers.first {
                samples["{handover}"] = handover.handover.id.text
            }
        }
        return samples
    }

    private func files(_ offset: InventedYoung.Offset, _ now: Instant) -> CareFiles {
        let moment = min(Instant(now.day.adding(days: offset), minute: 10 * 60), now)
        return care.at { moment }.files
    }

    private func enter(_ person: InventedYoung, _ seat: Seat, _ now: Instant) async throws -> Identifier {
        let today = now.day
        let files = files(person.begun, now)
        let begun = today.adding(days: person.begun)
        let consents = Consent.Purpose.allCases.map {
            Consent(id: files.context.identifier(), $0, on: begun)
        }
        let id = try await files.begin(
            seat,
            YoungPerson(
                name: person.name, bornOn: person.bornOn(today), municipality: person.municipality,
                coordinator: seat.actor.member?.id, hasMildDisability: person.hasMildDisability), consents: consents)
        for (offset, entries) in Dictionary(grouping: person.entries, by: \.on).sorted(by: { $0.key < $1.key }) {
            let at = self.files(max(offset, person.begun), now)
            try await at.change(seat, id, "care.help.entered") { entering in
                for entry in entries { try entering.enter(entry.event(today, at.context.identifier())) }
            }
        }
        try await handOver(person, seat, id, now)
        try await plan(person, seat, id, now)
        try await see(person, seat, id, now)
        return id
    }

    /// The items of the checklist, which is younger than most of these plans; what had to be done before today is done.
    private func plan(_ person: InventedYoung, _ seat: Seat, _ id: Identifier, _ now: Instant) async throws {
        let files = files(0, now)
        try await files.change(seat, id, "care.plan.changed") { entering in
            let context = entering.context
            let items = entering.file.plan.missing(
                from: context.checklist, on: entering.today, newIdentifier: context.identifier)
            if !items.isEmpty { try entering.enter(.planned(items)) }
            let anchors = entering.file.anchors(on: entering.today)
            for (item, due) in entering.file.plan.waiting(on: entering.today, anchors) {
                guard let due, due < entering.today, case .checklist(let name, _) = item.origin,
                    !person.open.contains(name)
                else { continue }
                try entering.plan(
                    .changed(item.id, .done, proof: "Verzonnen bewijs"), basedOn: entering.file.plan.version)
            }
        }
    }

    private func handOver(_ person: InventedYoung, _ seat: Seat, _ id: Identifier, _ now: Instant) async throws {
        guard let handover = person.handover else { return }
        let today = now.day
        let asking = files(handover.asked, now)
        let asked = asking.context.identifier()
        try await asking.change(seat, id, "care.handover.asked") { entering in
            try entering.enter(
                .handoverAsked(
                    Handover(
                        id: asked, handover.function, askedOn: today.adding(days: handover.asked),
                        asked: entering.stamp), to: HandoverParty(desk: nil, name: "Voorbeeldhulp")))
        }
        try await files(handover.accepted, now).change(seat, id, "care.handover.accepted") { entering in
            guard let open = entering.file.handover(asked)?.handover else { return }
            let next = try open.taking(
                .accept, by: .receiving, on: today.adding(days: handover.accepted), entering.stamp)
            if let taken = next.taken.last { try entering.enter(.handoverStep(asked, taken)) }
        }
    }

    private func see(_ person: InventedYoung, _ seat: Seat, _ id: Identifier, _ now: Instant) async throws {
        guard !person.lines.isEmpty || !person.observations.isEmpty else { return }
        let today = now.day
        let at = files(0, now)
        try await at.change(seat, id, "care.observation.entered") { entering in
            for line in person.lines {
                try entering.enter(
                    .viewed(
                        DomainLine(
                            line.domain, line.view, on: today.adding(days: line.on), isSaidByYoungPerson: line.isOwn,
                            entering.stamp)))
            }
            for seen in person.observations {
                try entering.enter(
                    .observed(
                        RiskObservation(
                            id: at.context.identifier(), indicator: seen.indicator, answer: seen.answer, since: nil,
                            on: today.adding(days: seen.on), origin: seen.origin, stamp: entering.stamp)))
            }
        }
    }
}
