import Core

/// Something that somebody has to do for a young person, or look at, with the day by which.
struct WorkLine: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case gap(ContinuityGap)
        /// An action of the plan that is due.
        case action(PlanItem)
        /// Questions that have to be asked, for one reason.
        case consents([ConsentDue])
        /// A free text that goes on its day unless somebody renews it.
        case text
        /// A handover in which this desk takes the next step.
        case handover(Handover)
        /// The plan ends: it is exported, and then destroyed.
        case ends
        /// There is no yes to help: the plan is destroyed on that day.
        case closes
    }

    let kind: Kind
    /// The day by which something must have been done; `nil` when there is none, for what is over or waits for no day.
    let by: Day?
}

extension CareFile {
    /// Days ahead within which a due action comes to the work list.
    static let aheadDays = 30

    /// What has to be done on a day, by the day by which it must have been done; what has none comes last.
    ///
    /// - Parameters:
    ///   - desk: of whom looks.
    ///   - isKept: whether that desk keeps the plan. One that reads along sees what it has to do itself.
    func workLines(on today: Day, desk: Identifier, isKept: Bool, _ limits: CareLimits) -> [WorkLine] {
        if let closes = closesOn(limits) { return isKept ? [WorkLine(kind: .closes, by: closes)] : [] }
        var lines = handoverLines(desk: desk, isKept: isKept)
        if isKept {
            lines += openGaps(on: today).map { WorkLine(kind: .gap($0), by: $0.actBefore) }
            let soon = today.adding(days: Self.aheadDays)
            for (item, due) in plan.waiting(on: today, anchors(on: today)) {
                if let due, due <= soon { lines.append(WorkLine(kind: .action(item), by: due)) }
            }
            let due = Dictionary(grouping: consents.due(on: today, born: person.bornOn), by: \.reason)
            lines += due.values.map { WorkLine(kind: .consents($0), by: $0.first?.since) }
            let week = today.adding(days: 7)
            for note in notes where today <= note.keepUntil && note.keepUntil <= week {
                lines.append(WorkLine(kind: .text, by: note.keepUntil))
            }
            let end = person.endsOn(limits)
            if end.adding(days: -Self.aheadDays) <= today { lines.append(WorkLine(kind: .ends, by: end)) }
        }
        return lines.enumerated().sorted {
            ($0.element.by?.number ?? Int.max, $0.offset) < ($1.element.by?.number ?? Int.max, $1.offset)
        }.map(\.element)
    }

    private func handoverLines(desk: Identifier, isKept: Bool) -> [WorkLine] {
        handovers.compactMap { line in
            let side: Handover.Side = line.to.desk == desk ? .receiving : .giving
            guard side == .receiving || isKept else { return nil }
            // Whoever asks somebody outside writes down their answers too.
            let sides: [Handover.Side] = line.to.desk == nil ? [.giving, .receiving] : [side]
            let steps = sides.flatMap { line.handover.steps($0) }.filter { $0 != .withdraw && $0 != .refuse }
            return steps.isEmpty ? nil : WorkLine(kind: .handover(line.handover), by: nil)
        }
    }
}
