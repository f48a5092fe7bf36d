import Core
import Directory
import Records
import Storage

/// Help that goes from one side to another. Each side takes its own steps: for an organisation outside, the desk that asked writes down
/// what it answered.
extension CareFiles {
    /// Who a handover is asked of, as a member chooses it.
    enum Receiver: Sendable, Hashable {
        case desk(Identifier)
        case outside(String)
    }

    /// Asks somebody to take over a function. A care desk of this installation can read the plan from now on.
    ///
    /// - Throws: `CareError.noConsent`, `.handoverRuns`, `.inFuture`, `.missing`, `.tooLong`; `DirectoryError.deskNotOpen`,
    ///   `.confirmFirst`; `RecordsError.notFound` for a desk with another task; as `change`.
    func askHandover(
        _ seat: Seat, _ plan: Identifier, _ function: CareFunction, of receiver: Receiver, on day: Day
    ) async throws -> Identifier {
        guard day <= context.today else { throw CareError.inFuture(field: "asked-on") }
        let (party, seal) = try await party(receiver, seat)
        let id = context.identifier()
        let context = context
        try await change(seat, plan, "care.handover.asked", details: ["function": function.rawValue]) { entering in
            try entering.requireConsent()
            let runs = entering.file.handovers.contains {
                $0.handover.function == function && [.asked, .accepted].contains($0.handover.state)
            }
            guard !runs else { throw CareError.handoverRuns }
            let handover = Handover(id: id, function, askedOn: day, asked: entering.stamp)
            try entering.enter(.handoverAsked(handover, to: party))
            if let seal {
                try entering.share(with: seal, .handover)
                entering.tell(seal.desk, context)
            }
        }
        return id
    }

    /// Takes a step in a handover: the desk that keeps the plan for the giving side and for an organisation outside, the desk that was
    /// asked for the receiving side.
    ///
    /// - Throws: as `Handover.taking`; `CareError.noConsent`, `.unknownItem`; as `change`, and `RecordsError.notKeptHere` for a desk
    ///   that has no part in it.
    func takeStep(
        _ seat: Seat, _ plan: Identifier, _ handover: Identifier, _ step: Handover.Step, on day: Day,
        note: String = "", youngPersonWasThere: Bool = false
    ) async throws {
        let sitting = try await sitting(seat)
        let context = context
        try await sitting.change(
            plan, "care.handover.\(step.rawValue)", asReader: true, CareFileFormat.self
        ) { record in
            var entering = CareEntering(record, by: sitting.member, context)
            try entering.take(
                step, of: handover, by: sitting.desk, on: day, note: note, youngPersonWasThere: youngPersonWasThere)
            record = try entering.finished()
        }
    }

    private func party(_ receiver: Receiver, _ seat: Seat) async throws -> (HandoverParty, DeskSeal?) {
        switch receiver {
        case .outside(let name):
            let name = try CareText.required(name, field: "outside", most: CareText.line)
            return (HandoverParty(desk: nil, name: name), nil)
        case .desk(let desk):
            // The whole plan can be read there: that is not for one member, in passing.
            try seat.key.requireConfirmed(at: context.directory.context.now())
            let context = context
            let seal = try await context.database.read { try context.desks.seal(desk, in: $0) }
            guard seal.task == .care, desk != seat.desk else { throw RecordsError.notFound }
            return (HandoverParty(desk: desk, name: seal.name), seal)
        }
    }

    /// Keeps who the young person can reach until they turn 24; `nil` ends it.
    ///
    /// - Throws: as `Aftercare.checked`; `CareError.missing` for a member of another desk; as `change`.
    func setAftercare(_ seat: Seat, _ plan: Identifier, _ aftercare: Aftercare?) async throws {
        let aftercare = try aftercare.map { aftercare throws(CareError) in try aftercare.checked() }
        let members = try await members(of: seat)
        if let member = aftercare?.member, !members.contains(member) {
            throw CareError.missing(field: "aftercare-member")
        }
        try await change(seat, plan, aftercare == nil ? "care.aftercare.ended" : "care.aftercare.set") { entering in
            guard aftercare != entering.file.aftercare else { return }
            try entering.enter(.aftercare(aftercare))
        }
    }
}

extension CareFile {
    /// The sides of a handover for which a desk takes the steps.
    ///
    /// - Parameter keeper: the desk that keeps the plan.
    func sides(of line: HandoverLine, for desk: Identifier, keeper: Identifier) -> Set<Handover.Side> {
        var sides: Set<Handover.Side> = []
        if desk == keeper { sides.insert(.giving) }
        if desk == line.to.desk || desk == keeper && line.to.desk == nil { sides.insert(.receiving) }
        return sides
    }

    /// Whether the young person said yes to handing over.
    func mayHandOver(on day: Day) -> Bool { consents.hold(.handover, on: day, born: person.bornOn) }
}

extension CareEntering {
    /// - Throws: `CareError.noConsent`.
    fileprivate func requireConsent() throws {
        guard file.mayHandOver(on: today) else { throw CareError.noConsent }
    }

    /// Tells the members of a desk that something waits there.
    fileprivate mutating func tell(_ desk: Identifier, _ context: CareContext) {
        step { try context.notify(try context.desks.members(of: desk, in: $0), desk, $0) }
    }

    fileprivate mutating func take(
        _ step: Handover.Step, of id: Identifier, by desk: Identifier, on day: Day, note: String,
        youngPersonWasThere: Bool
    ) throws {
        let keeper = record.row.desk
        guard let line = file.handover(id) else {
            throw desk == keeper ? CareError.unknownItem(id.text) as any Error : RecordsError.notKeptHere
        }
        let sides = file.sides(of: line, for: desk, keeper: keeper)
        guard !sides.isEmpty else { throw RecordsError.notKeptHere }
        guard sides.contains(step.side) else { throw CareError.otherSide }
        if step == .accept || step == .meet { try requireConsent() }
        let next = try line.handover.taking(
            step, by: step.side, on: day, note: note, youngPersonWasThere: youngPersonWasThere, stamp)
        guard let taken = next.taken.last else { return }
        try enter(.handoverStep(id, taken))
        if let other = desk == keeper ? line.to.desk : keeper, other != desk { tell(other, context) }
        try follow(step, line)
    }

    /// What a step does to who can look.
    private mutating func follow(_ step: Handover.Step, _ line: CareFile.HandoverLine) throws {
        guard let receiver = line.to.desk else { return }
        switch step {
        case .refuse, .withdraw:
            let hasPart = file.handovers.contains {
                $0.to.desk == receiver && $0.handover.state != .refused && $0.handover.state != .withdrawn
            }
            if !hasPart, receiver != record.row.desk { try unshare(receiver) }
        case .meet where line.handover.function == .direction && receiver != record.row.desk:
            // Whoever is in charge keeps the plan; the desk before has no more to look for in it.
            try keep(by: receiver)
        case .accept, .meet, .finish: break
        }
    }
}
