import Core

extension CareFacts {
    /// G9, nobody in charge: days without a spell of direction or mentor, from the first help on (facts 3.2). What is over is told too;
    /// what comes, when it is near.
    func findNobody(_ gaps: inout [ContinuityGap]) {
        guard let first = firstHelp else { return }
        let span = DaySpan(max(first, window.start), window.end)
        for hole in DaySpans.holes(in: promised(.direction), of: span) where isNear(hole.start) {
            let before = promised(.direction).last { $0.end <= hole.start }
            gaps.append(
                ContinuityGap(
                    kind: .nobody, function: .direction, from: hole.firstDay, until: hole.endDay,
                    reasons: [.nobodyInCharge(since: before?.endDay)],
                    actBefore: hole.end > today ? hole.firstDay : nil))
        }
    }

    private var firstHelp: Int? { pieces.first { $0.status.isReal && $0.function != .direction }?.span.start }

    /// G10, silence: no contact written down for more than 30 days while a spell runs (facts 3.2). A spell without an end counts as help
    /// all the same, and the reason says that it may be over.
    func findSilence(_ gaps: inout [ContinuityGap]) {
        for function in CareFunction.allCases {
            var running: Piece?
            for piece in pieces where piece.function == function && piece.status == .started {
                if piece.span.contains(today) { running = piece }
            }
            // Sorted by start: the one that began last.
            guard let running else { continue }
            let last = lastContact(function)
            let since = max(last ?? Int.min, running.span.start)
            let silent = today - since
            guard silent > limits.silentDays else { continue }
            let shown = last.flatMap { $0 >= running.span.start ? Day(number: $0) : nil }
            var reasons: [GapReason] = [.lastContact(shown, silentDays: silent)]
            if running.span.end == DaySpan.open { reasons.append(.openEnded(id(running))) }
            gaps.append(
                ContinuityGap(
                    kind: .silence, function: function, from: Day(number: since + 1), until: nil, reasons: reasons,
                    actBefore: Day(number: since + limits.silentDays)))
        }
    }

    private func lastContact(_ function: CareFunction) -> Int? {
        var last: Int?
        for contact in record.contacts
        where contact.function == function && contact.on.number <= today && contact.knownOn.number <= known {
            if contact.on.number > last ?? Int.min { last = contact.on.number }
        }
        return last
    }
}
