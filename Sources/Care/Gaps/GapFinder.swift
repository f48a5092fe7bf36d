import Core

/// Finds gaps in a young person's help, the eleven kinds of facts 3.2. Pure: the same record on the same day always gives the same.
enum GapFinder {
    /// The gaps as they show on a day, in the order of a work list.
    ///
    /// - Parameters:
    ///   - day: today; or an earlier or later day, with what was known by then.
    ///   - known: the last day of which entries count; `day` when not given. Today, with a later `day`, it tells what will show then if
    ///     nothing is entered meanwhile.
    static func find(
        in record: CareRecord, on day: Day, known: Day? = nil, _ limits: CareLimits = .standard
    ) -> [ContinuityGap] {
        let facts = CareFacts(record, on: day, known: known ?? day, limits)
        // From the birthday on which the plan ends nothing is looked for any more.
        guard day.number < facts.window.end else { return [] }
        var gaps: [ContinuityGap] = []
        facts.findHoles(&gaps)
        facts.findComing(&gaps)
        facts.findBridges(&gaps)
        facts.findWaiting(&gaps)
        facts.findAroundEighteen(&gaps)
        facts.findNobody(&gaps)
        facts.findSilence(&gaps)
        facts.findAfterCare(&gaps)
        if gaps.count > 1 { gaps.sort(by: ContinuityGap.comesBefore) }
        return gaps
    }

    /// A day on which something comes to the work list if nothing is entered before it.
    struct Alert: Sendable, Codable, Hashable {
        let day: Day
        let gap: String
        let kind: ContinuityGap.Kind
    }

    /// The days after `today` on which a gap shows for the first time, or a day of warning comes (G6): rows that a nightly job compares
    /// with the date without opening anything.
    static func alerts(in record: CareRecord, after today: Day, _ limits: CareLimits = .standard) -> [Alert] {
        let facts = CareFacts(record, on: today, known: today, limits)
        var seen = Set(find(in: record, on: today, limits).map(Sign.init))
        var alerts: [Alert] = []
        for day in facts.turningDays() {
            for gap in find(in: record, on: day, known: today, limits) where seen.insert(Sign(gap)).inserted {
                alerts.append(Alert(day: day, gap: gap.name, kind: gap.kind))
            }
        }
        return alerts
    }

    /// What makes a gap new: another one, or the next day of warning.
    private struct Sign: Hashable {
        let name: String
        let alarm: Int?

        init(_ gap: ContinuityGap) {
            name = gap.name
            alarm = gap.reasons.lazy.compactMap { if case .alarm(let days) = $0 { days } else { nil } }.first
        }
    }
}

extension CareFacts {
    /// The days after today on which any rule can begin to give something else, in their order.
    fileprivate func turningDays() -> [Day] {
        var days: Set<Int> = [
            eighteenth - limits.decisionDays, eighteenth, window.start - limits.comingDays, window.start,
        ]
        for piece in pieces {
            days.insert(piece.span.start + 1)
            days.insert(piece.span.start + limits.silentDays + 1)
            guard piece.span.end != DaySpan.open else { continue }
            let end = piece.span.end
            days.formUnion([end, end + 1, end - limits.comingDays])
            let deadline = months(limits.resumptionMonths, after: end)
            days.formUnion(limits.resumptionAlarms.map { deadline - $0 })
            days.formUnion(limits.checkpointMonths.map { months($0, after: end) })
        }
        for referral in record.referrals { days.insert(referral.acceptedOn.number + limits.firstContactDays + 1) }
        for contact in record.contacts { days.insert(contact.on.number + limits.silentDays + 1) }
        return days.filter { $0 > today && $0 < window.end }.sorted().map { Day(number: $0) }
    }
}
