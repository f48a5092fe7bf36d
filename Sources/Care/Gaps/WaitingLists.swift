import Core

extension CareFacts {
    /// G4, waiting list: days on a list on which no help of that function is given, how many are expected, and what was agreed for
    /// them (facts 3.2).
    func findWaiting(_ gaps: inout [ContinuityGap]) {
        for piece in pieces where piece.status == .waiting {
            let expected = piece.span.end
            // Who still waits after the expected day waits on; nobody knows until when.
            let isLate = expected <= today
            let waiting = DaySpan(piece.span.start, isLate ? DaySpan.open : expected)
            let shown = DaySpan(max(waiting.start, window.start), waiting.end)
            for hole in DaySpans.holes(in: promised(piece.function), of: shown)
            where hole.end > today && hole.start < window.end {
                var reasons: [GapReason] = [
                    .waiting(id(piece), since: piece.span.firstDay, expected: piece.span.endDay)
                ]
                if isLate { reasons.append(.expectedDayPassed(Day(number: expected))) }
                reasons += bridging(piece.function, hole)
                gaps.append(
                    ContinuityGap(
                        kind: .waitingList, function: piece.function, from: hole.firstDay, until: hole.endDay,
                        reasons: reasons, actBefore: hole.firstDay))
            }
        }
    }

    /// What was agreed for the days of a hole.
    private func bridging(_ function: CareFunction, _ hole: DaySpan) -> [GapReason] {
        var found: [Bridging] = []
        for bridge in record.bridges
        where bridge.function == function && bridge.knownOn.number <= known && bridge.days.overlaps(hole) {
            found.append(bridge)
        }
        guard !found.isEmpty else { return [.noBridge] }
        found.sort { ($0.start, $0.id) < ($1.start, $1.id) }
        let last = found.map(\.days.end).max() ?? hole.start
        let isShort = last < hole.end && last != DaySpan.open
        return found.map { .bridged($0.id, until: $0.end) }
            + (isShort ? [.bridgeTooShort(until: Day(number: last))] : [])
    }
}
