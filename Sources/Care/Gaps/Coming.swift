import Core

extension CareFacts {
    /// G2, coming gap: an end within 180 days, and nothing later that is at least granted (facts 3.2). G8: see `findLostSpecialism`.
    func findComing(_ gaps: inout [ContinuityGap]) {
        for function in Self.help {
            guard let last = lastSure(function), last.span.end > today, last.span.end <= today + limits.comingDays,
                last.span.end < window.end
            else { continue }
            let end = Day(number: last.span.end)
            var reasons: [GapReason] = [
                .ends(id(last), on: end, isPlanned: spell(last).endKind == .planned)
            ]
            if let next = hoped(function, after: last.span.end) {
                reasons.append(.notGrantedYet(id(next)))
            } else {
                reasons.append(.nothingGranted)
            }
            gaps.append(
                ContinuityGap(
                    kind: .comingGap, function: function, from: end, until: nil, reasons: reasons, actBefore: end))
        }
        findLostSpecialism(&gaps)
    }

    /// The spell of a function, begun or granted, that ends last.
    private func lastSure(_ function: CareFunction) -> Piece? {
        var last: Piece?
        for piece in pieces where piece.function == function && (piece.status.isReal || piece.status == .granted) {
            if let found = last, piece.span.end <= found.span.end { continue }
            last = piece
        }
        return last
    }

    /// The first spell that is thought of or waited for, and lasts beyond a day.
    private func hoped(_ function: CareFunction, after end: Int) -> Piece? {
        pieces.first {
            $0.function == function && ($0.status == .planned && $0.span.end > end || $0.status == .waiting)
        }
    }
}
