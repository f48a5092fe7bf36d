import Core

extension CareFacts {
    /// What stops at 18 by law: decisions (G5) and who pays (G7).
    func findAroundEighteen(_ gaps: inout [ContinuityGap]) {
        for function in Self.help {
            findUndecided(function, &gaps)
            findUnfunded(function, &gaps)
        }
    }

    /// G5, decision missing: from 90 days before 18 there is no decision on extended youth care, Wmo, Wlz or Zvw, for a function whose
    /// youth care runs up to 18 or beyond (facts 3.2; Jeugdwet articles 1.1 and 1.2).
    private func findUndecided(_ function: CareFunction, _ gaps: inout [ContinuityGap]) {
        guard today >= eighteenth - limits.decisionDays,
            pieces.contains(where: {
                $0.function == function && $0.status.isReal && $0.law == .jeugdwet && $0.span.contains(today)
                    && $0.span.end >= eighteenth
            }),
            !isDecided(function)
        else { return }
        let day = Day(number: eighteenth)
        gaps.append(
            ContinuityGap(
                kind: .decisionMissing, function: function, from: day, until: nil,
                reasons: [.undecided(eighteenth: day)], actBefore: day))
    }

    /// A decision, or help for after 18 under another law, which is not given without one.
    private func isDecided(_ function: CareFunction) -> Bool {
        record.decisions.contains {
            $0.function == function && $0.on.number <= today && $0.knownOn.number <= known
        }
            || pieces.contains {
                $0.function == function && $0.law != .jeugdwet && ($0.status.isReal || $0.status == .granted)
                    && $0.span.end > eighteenth
            }
    }

    /// G7, no funder: a spell crosses the 18th birthday and nobody pays for it after that (facts 3.2). Youth care has a funder after 18
    /// only with a decision that it goes on, or a day up to which the funder says to pay.
    private func findUnfunded(_ function: CareFunction, _ gaps: inout [ContinuityGap]) {
        var paid: [DaySpan]?
        for piece in pieces
        where piece.function == function && isSure(piece) && piece.span.start < eighteenth
            && piece.span.end > eighteenth
        {
            let from = paidUntil(piece)
            guard from < piece.span.end else { continue }
            let others = paid ?? self.paid(function)
            paid = others
            for hole in DaySpans.holes(in: others, of: DaySpan(from, piece.span.end))
            where hole.end > today && hole.start < window.end {
                gaps.append(
                    ContinuityGap(
                        kind: .noFunder, function: function, from: hole.firstDay, until: hole.endDay,
                        reasons: [.unfunded(id(piece), from: hole.firstDay)], actBefore: hole.firstDay))
            }
        }
    }

    private func isSure(_ piece: Piece) -> Bool {
        piece.status.isReal || piece.status == .granted && piece.span.start >= today
    }

    /// The days of a function for which somebody pays, a list in order.
    private func paid(_ function: CareFunction) -> [DaySpan] {
        var spans: [DaySpan] = []
        for piece in pieces where piece.function == function && isSure(piece) {
            let span = DaySpan(piece.span.start, min(piece.span.end, paidUntil(piece)))
            if !span.isEmpty { spans.append(span) }
        }
        return DaySpans.union(sorted: spans)
    }

    /// The first day on which nobody pays for a spell any more, not before the 18th birthday; `DaySpan.open` when no such day is known.
    private func paidUntil(_ piece: Piece) -> Int {
        let place = piece.place
        if record.spells[place].funder.isEmpty { return eighteenth }
        if let until = record.spells[place].fundedUntil { return max(eighteenth, until.number) }
        guard piece.law == .jeugdwet, piece.span.start < eighteenth else { return DaySpan.open }
        var last: Int?
        for decision in record.decisions
        where decision.function == piece.function && decision.law == .jeugdwet && decision.outcome == .granted
            && decision.on.number <= today && decision.knownOn.number <= known
        {
            last = max(last ?? eighteenth, decision.until?.number ?? DaySpan.open)
        }
        return last ?? eighteenth
    }
}
