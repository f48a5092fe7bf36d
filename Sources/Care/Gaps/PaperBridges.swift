import Core

extension CareFacts {
    /// G3, paper bridge: a referral was accepted and there was no first contact within 14 days, or the next help is to begin after the
    /// former ended (facts 3.2).
    func findBridges(_ gaps: inout [ContinuityGap]) {
        for referral in record.referrals
        where referral.knownOn.number <= known && referral.acceptedOn.number <= today {
            let accepted = referral.acceptedOn.number
            let due = accepted + limits.firstContactDays
            guard today > due, !hasBegun(referral.function, since: accepted) else { continue }
            gaps.append(
                ContinuityGap(
                    kind: .paperBridge, function: referral.function, from: Day(number: due), until: nil,
                    reasons: [.acceptedWithoutContact(since: referral.acceptedOn)], actBefore: Day(number: due)))
        }
        for function in Self.help { findLateStart(function, &gaps) }
    }

    /// A first contact, or help that was begun, since a day.
    private func hasBegun(_ function: CareFunction, since day: Int) -> Bool {
        if pieces.contains(where: { $0.function == function && $0.status.isReal && $0.span.start >= day }) {
            return true
        }
        return record.contacts.contains {
            $0.function == function && $0.kind == .first && $0.on.number >= day && $0.on.number <= today
                && $0.knownOn.number <= known
        }
    }

    /// The first help of a function that is planned or granted, when it begins later than what came before it ended. What was to begin
    /// and did not can begin today at the earliest.
    private func findLateStart(_ function: CareFunction, _ gaps: inout [ContinuityGap]) {
        for (place, next) in pieces.enumerated()
        where next.function == function && (next.status == .planned || next.status == .granted) {
            let begins = max(next.span.start, today)
            // Who planned something that would be over by now planned nothing.
            guard next.span.end > today, let former = former(function, before: begins, but: place), former < begins,
                former < window.end
            else { continue }
            let didNotBegin = next.span.start < today
            let until = didNotBegin ? nil : Day(number: next.span.start)
            let reason: GapReason =
                didNotBegin
                ? .didNotBegin(id(next), planned: next.span.firstDay)
                : .beginsLater(id(next), on: next.span.firstDay)
            gaps.append(
                ContinuityGap(
                    kind: .paperBridge, function: function, from: Day(number: former), until: until,
                    reasons: [reason], actBefore: Day(number: former)))
            return
        }
    }

    /// The day up to which help that is sure lasts, of what began before a day; `nil` when nothing did.
    private func former(_ function: CareFunction, before day: Int, but place: Int) -> Int? {
        var last: Int?
        for (other, piece) in pieces.enumerated() where other != place && piece.function == function {
            guard piece.span.start < day,
                piece.status.isReal || piece.status == .granted && piece.span.start >= today
            else { continue }
            last = max(last ?? Int.min, min(piece.span.end, day))
        }
        return last
    }
}
