import Core

extension CareFacts {
    /// What follows the end of youth care: the half year in which it can be resumed (G6), and the checkpoints (G11).
    func findAfterCare(_ gaps: inout [ContinuityGap]) {
        for function in Self.help { findResumption(function, &gaps) }
        findCheckpoints(&gaps)
    }

    /// G6, resumption window: youth care that began before 18 ended, nothing of that function was begun since, and the half year in which
    /// it can be resumed runs (Jeugdwet article 1.1). Told with the days that are left, again at 60, 30 and 7.
    private func findResumption(_ function: CareFunction, _ gaps: inout [ContinuityGap]) {
        guard let end = cover(function).last?.end, end <= today, end < window.end,
            pieces.contains(where: {
                $0.function == function && $0.status.isReal && $0.law == .jeugdwet && $0.span.end == end
                    && $0.span.start < eighteenth
            })
        else { return }
        let deadline = months(limits.resumptionMonths, after: end)
        let left = deadline - today
        guard left > 0 else { return }
        var reasons: [GapReason] = [.resumeBefore(Day(number: deadline), daysLeft: left)]
        if let alarm = limits.resumptionAlarms.filter({ left <= $0 }).min() { reasons.append(.alarm(days: alarm)) }
        gaps.append(
            ContinuityGap(
                kind: .resumption, function: function, from: Day(number: end), until: nil, reasons: reasons,
                actBefore: Day(number: deadline)))
    }

    /// G11, checkpoint: 3 and 12 months after youth care ended it was not written down where the young person lives and what help there is
    /// (facts 3.2, as CBS does).
    private func findCheckpoints(_ gaps: inout [ContinuityGap]) {
        guard let end = youthCareEnd else { return }
        for count in limits.checkpointMonths {
            let due = months(count, after: end)
            guard due <= today, due < window.end, !isLookedAt(count, since: end) else { continue }
            let day = Day(number: due)
            gaps.append(
                ContinuityGap(
                    kind: .checkpoint, function: nil, from: day, until: nil,
                    reasons: [.notLookedAt(months: count, careEnded: Day(number: end))], actBefore: day))
        }
    }

    private func isLookedAt(_ months: Int, since end: Int) -> Bool {
        record.checkpoints.contains {
            $0.months == months && $0.on.number >= end && $0.on.number <= today && $0.knownOn.number <= known
        }
    }

    /// The first day without youth care; `nil` while there is some, or when there was none.
    var youthCareEnd: Int? {
        var last: Int?
        for piece in pieces
        where piece.law == .jeugdwet && piece.status.isReal && piece.function != .direction {
            last = max(last ?? Int.min, piece.span.end)
        }
        guard let last, last <= today else { return nil }
        return last
    }
}
