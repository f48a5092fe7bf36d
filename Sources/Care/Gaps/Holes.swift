import Core

extension CareFacts {
    /// G1, past gap: a hole of at least a day between two spells that were begun, per function (facts 3.2). Holes in who is in charge are
    /// G9, which tells them whole.
    func findHoles(_ gaps: inout [ContinuityGap]) {
        let past = DaySpan(window.start, min(window.end, today))
        for function in Self.help {
            let cover = cover(function)
            guard cover.count > 1 else { continue }
            for place in 1..<cover.count {
                let whole = DaySpan(cover[place - 1].end, cover[place].start)
                let hole = whole.clamped(to: past)
                guard !hole.isEmpty else { continue }
                var reasons: [GapReason] = []
                if let ended = real(function, { $0.span.end == whole.start }),
                    let began = real(function, { $0.span.start == whole.end })
                {
                    reasons.append(.between(ended: id(ended), began: id(began)))
                }
                gaps.append(
                    ContinuityGap(
                        kind: .pastGap, function: function, from: hole.firstDay, until: hole.endDay, reasons: reasons,
                        actBefore: nil))
            }
        }
    }

    /// G8, loss of specialism: other help goes on, and the specialised help that there was does not (facts 3.2). Told while it lasts or
    /// comes near; specialised help that never began is no loss.
    func findLostSpecialism(_ gaps: inout [ContinuityGap]) {
        guard let first = cover(.specialised).first else { return }
        let last = promised(.specialised)
        let others = DaySpans.union(
            promised(.stay) + promised(.mentalHealth) + promised(.guidance))
        let wanted = others.map { $0.clamped(to: DaySpan(first.start, DaySpan.open)) }.filter { !$0.isEmpty }
        for lost in DaySpans.subtract(last, from: wanted)
        where lost.end > today && isNear(lost.start) && lost.start < window.end {
            let ended = last.last { $0.end <= lost.start }?.end ?? first.start
            gaps.append(
                ContinuityGap(
                    kind: .lostSpecialism, function: .specialised, from: lost.firstDay, until: lost.endDay,
                    reasons: [.otherHelpGoesOn(lastSpecialised: Day(number: ended))], actBefore: lost.firstDay))
        }
    }

    /// The first spell of a function that was begun and is as `isIt` says.
    private func real(_ function: CareFunction, _ isIt: (Piece) -> Bool) -> Piece? {
        pieces.first { $0.function == function && $0.status.isReal && isIt($0) }
    }
}
