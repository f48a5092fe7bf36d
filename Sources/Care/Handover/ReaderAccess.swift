import Core

extension CareFile {
    /// Until when the desks that read along can look, with the reason: of each for which it is known. An on-call desk, which opens the
    /// plan in need only, is not among them.
    func accessEnds(_ limits: CareLimits) -> [Identifier: OldAccess] {
        readers.filter { $0.why != .onCall }.reduce(into: [:]) { ends, reader in
            ends[reader.desk] = OldAccess(
                firstContact: takenOver(from: reader.desk), consentWithdrawn: consentEnded,
                careEnded: careEnded(by: reader.desk), limits)
        }
    }

    /// The day on which the young person took back that the plan is kept or handed over, and did not say yes since.
    private var consentEnded: Day? {
        [Consent.Purpose.help, .handover].compactMap { purpose -> Day? in
            consents.latest(purpose, on: Day(number: Int.max)).flatMap { $0.withdrawnOn ?? ($0.isGiven ? nil : $0.on) }
        }.min()
    }

    /// What a desk took over, or is asked to.
    private func taken(by desk: Identifier) -> [HandoverLine] {
        handovers.filter { $0.to.desk == desk && $0.handover.state != .refused && $0.handover.state != .withdrawn }
    }

    /// The day from which somebody else does everything that a desk took over: the young person met them. `nil` while the desk does some
    /// of it, or is asked to.
    private func takenOver(from desk: Identifier) -> Day? {
        let days = taken(by: desk).map { line -> Day? in
            guard let began = line.handover.taken.first(where: { $0.step == .meet }) else { return nil }
            return handovers.filter { $0.handover.function == line.handover.function && $0.to.desk != desk }
                .compactMap { other in other.handover.taken.first { $0.step == .meet } }
                .filter { ($0.on, $0.stamp.at) > (began.on, began.stamp.at) }.map(\.on).min()
        }
        return days.contains(nil) ? nil : days.compactMap(\.self).max()
    }

    /// The first day without the help that a desk took over; `nil` while some of it runs, or none of it was written down.
    private func careEnded(by desk: Identifier) -> Day? {
        let spells = record.spells.known(on: Day(number: Int.max)).filter(\.status.isReal)
        let days = taken(by: desk).map { line -> Day? in
            // Before they met, the desk gave no help that could end.
            guard let met = line.handover.firstContactOn else { return nil }
            let own = spells.filter { $0.function == line.handover.function && $0.start >= met }
            return own.allSatisfy { $0.status == .stopped } ? own.compactMap(\.end).max() : nil
        }
        return days.contains(nil) ? nil : days.compactMap(\.self).max()
    }
}
