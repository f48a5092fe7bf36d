public import Core
public import Directory
import Storage

/// Working on a report.
extension DeskReports {
    /// Characters of a reason, a number or a label.
    static let (mostInReason, mostInNumber, mostInLabel, mostLabels) = (2000, 100, 40, 10)

    /// Takes a report.
    ///
    /// - Throws: `SignalsError.alreadyClaimed` when a colleague has it, `.isClosed`, `.notHeldHere`.
    public func claim(_ seat: Seat, _ id: Identifier) async throws {
        let sitting = try await Sitting(seat, context)
        try await sitting.change(id, "signals.report.claimed") { revision in
            guard revision.row.status.isOpen else { throw SignalsError.isClosed }
            guard revision.row.claimedBy != sitting.member else { return }
            guard revision.row.claimedBy == nil else { throw SignalsError.alreadyClaimed }
            revision.row.claimedBy = sitting.member
            if revision.row.status != .withdrawn { revision.row.status = .claimed }
            try sitting.note(.claimed, in: &revision)
        }
    }

    /// Gives a report back to the desk, also a colleague's, with a new deadline from now.
    ///
    /// - Throws: `SignalsError.isClosed`, `.notHeldHere`.
    public func release(_ seat: Seat, _ id: Identifier) async throws {
        let sitting = try await Sitting(seat, context)
        let now = context.now()
        try await sitting.change(id, "signals.report.released") { revision in
            guard revision.row.status.isOpen else { throw SignalsError.isClosed }
            guard revision.row.claimedBy != nil else { return }
            revision.row.claimedBy = nil
            if revision.row.status != .withdrawn { revision.row.status = .read }
            revision.setDeadline(from: now)
            try sitting.note(.released, in: &revision)
        }
    }

    /// Writes to the reporter.
    ///
    /// - Throws: `SignalsError.contactStopped`, also when nobody has a receipt; `.missing`, `.tooLong`, `.notHeldHere`.
    public func say(_ seat: Seat, _ id: Identifier, _ text: String) async throws {
        let text = try Typed.required(text, field: "text")
        let sitting = try await Sitting(seat, context)
        try await sitting.change(id, "signals.report.answered") { revision in
            guard !revision.opened.isContactStopped else { throw SignalsError.contactStopped }
            try sitting.append(.fromDesk(text), to: &revision)
            revision.row.isUnreadByReporter = true
        }
    }

    /// Notes something that only this desk reads.
    ///
    /// - Throws: `SignalsError.missing`, `.tooLong`.
    public func note(_ seat: Seat, _ id: Identifier, _ text: String) async throws {
        let text = try Typed.required(text, field: "note")
        let sitting = try await Sitting(seat, context)
        try await sitting.change(id, "signals.report.noted", holding: false) { revision in
            try sitting.note(.note(text), in: &revision)
        }
    }

    /// Sets all labels of the report, for this desk: at most 10, of 40 characters.
    ///
    /// - Throws: `SignalsError.tooLong`.
    public func label(_ seat: Seat, _ id: Identifier, _ labels: [String]) async throws {
        let typed = try labels.map { try Typed.text($0, field: "labels", most: Self.mostInLabel) }
        let labels = typed.reduce(into: [String]()) { if !$1.isEmpty, !$0.contains($1) { $0.append($1) } }
        guard labels.count <= Self.mostLabels else {
            throw SignalsError.tooLong(field: "labels", most: Self.mostInLabel)
        }
        let sitting = try await Sitting(seat, context)
        try await sitting.change(id, "signals.report.labelled", holding: false) { revision in
            try sitting.note(.labels(labels), in: &revision)
        }
    }

    /// Changes the urgency, with a new deadline from now.
    ///
    /// - Throws: `SignalsError.missing(field: "reason")`, `.tooLong`, `.isClosed`, `.notHeldHere`.
    public func setUrgency(_ seat: Seat, _ id: Identifier, _ urgency: Urgency, reason: String) async throws {
        let reason = try Typed.required(reason, field: "reason", most: Self.mostInReason)
        let sitting = try await Sitting(seat, context)
        let now = context.now()
        try await sitting.change(id, "signals.report.urgency-set", details: ["urgency": urgency.name]) { revision in
            guard revision.row.status.isOpen else { throw SignalsError.isClosed }
            revision.row.urgency = urgency
            revision.setDeadline(from: now)
            try sitting.note(.urgency(urgency, reason: reason), in: &revision)
        }
    }

    /// Records what was done outside.
    ///
    /// - Parameter number: that was called, or where somebody was told; may be empty, as may `words`.
    /// - Throws: `SignalsError.tooLong`.
    public func act(
        _ seat: Seat, _ id: Identifier, _ action: DeskNote.OutsideAction, number: String, words: String
    ) async throws {
        let number = try Typed.text(number, field: "number", most: Self.mostInNumber)
        let words = try Typed.text(words, field: "words", most: Filing.mostInText)
        let sitting = try await Sitting(seat, context)
        try await sitting.change(id, "signals.report.acted", holding: false) { revision in
            try sitting.note(.action(action, number: number, words: words), in: &revision)
        }
    }

    /// Records what became of it, where the police tell. Each stage is counted once per desk that records it.
    ///
    /// - Throws: `SignalsError.tooLong`.
    public func aftermath(_ seat: Seat, _ id: Identifier, _ aftermath: Aftermath, words: String) async throws {
        let words = try Typed.text(words, field: "words", most: Filing.mostInText)
        let sitting = try await Sitting(seat, context)
        let day = context.now().day
        try await sitting.change(id, "signals.report.aftermath-recorded", holding: false) { revision in
            let isKnown = revision.notes?.all.contains { note in
                if case .aftermath(aftermath, _) = note.kind { true } else { false }
            }
            if isKnown != true {
                revision.counts.append(
                    ReportCount(kind: .aftermath, dimension: .aftermath, value: aftermath.rawValue, day: day))
            }
            try sitting.note(.aftermath(aftermath, words: words), in: &revision)
        }
    }

    /// Keeps a report longer than it would be kept now, at most two years from today. It is never kept shorter.
    ///
    /// - Throws: `SignalsError.keepUntil`, `.missing(field: "reason")`, `.tooLong`, `.notHeldHere`.
    public func keepLonger(_ seat: Seat, _ id: Identifier, until: Day, reason: String) async throws {
        let reason = try Typed.required(reason, field: "reason", most: Self.mostInReason)
        let today = context.now().day
        let most = today.adding(days: 731)
        let sitting = try await Sitting(seat, context)
        try await sitting.change(id, "signals.report.kept-longer", details: ["until": "\(until)"]) { revision in
            let least = max(today, revision.row.deleteOn)
            guard until > least, until <= most else { throw SignalsError.keepUntil(after: least, most: most) }
            revision.row.deleteOn = until
            try sitting.note(.keepLonger(until: until, reason: reason), in: &revision)
        }
    }

    // MARK: Ending

    /// Closes a report, and with it those that were merged into it, whose reporters are told no more than that.
    ///
    /// - Parameter words: what the reporter may read; may be empty.
    /// - Throws: `SignalsError.isClosed`, `.notHeldHere`, `.tooLong`.
    public func close(_ seat: Seat, _ id: Identifier, _ outcome: ReportOutcome, words: String) async throws {
        let words = try Typed.text(words, field: "words", most: Filing.mostInText)
        let sitting = try await Sitting(seat, context)
        let context = context
        try await untilFresh {
            var revision = try await sitting.load(id)
            try sitting.requireHolding(revision)
            guard revision.row.status.isOpen else { throw SignalsError.isClosed }
            let (merged, days) = try await context.database.read { transaction in
                let store = ReportStore(transaction: transaction, siteKey: context.siteKey)
                return (try store.merged(into: id).filter(\.status.isOpen), try context.retentionDays(transaction))
            }
            try end(&revision, outcome, words, days, sitting)
            var revisions = [(revision: revision, action: Self.closed, details: [String: String]())]
            for other in merged {
                var duplicate = try await sitting.load(other.id)
                try end(&duplicate, .duplicate, "", days, sitting)
                revisions.append((duplicate, Self.closed, [:]))
            }
            try await sitting.write(revisions)
        }
    }

    private static let closed = "signals.report.closed"

    private func end(
        _ revision: inout Revision, _ outcome: ReportOutcome, _ words: String, _ days: Int, _ sitting: Sitting
    ) throws {
        let today = context.now().day
        try sitting.append(.closed(outcome, words: words), to: &revision)
        // What the reporter added meanwhile stays unread.
        revision.row.status = .closed
        revision.row.isUnreadByReporter = revision.opened.receipt != nil
        // Somebody may have decided before that it is kept longer.
        revision.row.deleteOn = max(revision.row.deleteOn, today.adding(days: days))
        if revision.opened.content.channel != .copy { revision.counts += ReportCount.closed(outcome, on: today) }
    }

    /// Takes a closed report up again, for the member who does, and with it those that were closed because they were merged into
    /// it. They no longer count as closed.
    ///
    /// - Throws: `SignalsError.isOpen`, `.notHeldHere`.
    public func reopen(_ seat: Seat, _ id: Identifier) async throws {
        let sitting = try await Sitting(seat, context)
        let context = context
        try await untilFresh {
            var revision = try await sitting.load(id)
            try sitting.requireHolding(revision)
            guard revision.opened.closing != nil else { throw SignalsError.isOpen }
            try takeUp(&revision, sitting)
            var revisions = [(revision: revision, action: Self.reopened, details: [String: String]())]
            let merged = try await context.database.read { transaction in
                try ReportStore(transaction: transaction, siteKey: context.siteKey).merged(into: id)
            }
            for other in merged where !other.status.isOpen {
                var duplicate = try await sitting.load(other.id)
                guard duplicate.opened.closing?.outcome == .duplicate else { continue }
                try takeUp(&duplicate, sitting)
                revisions.append((duplicate, Self.reopened, [:]))
            }
            try await sitting.write(revisions)
        }
    }

    private static let reopened = "signals.report.reopened"

    private func takeUp(_ revision: inout Revision, _ sitting: Sitting) throws {
        guard let closing = revision.opened.closing else { return }
        try sitting.append(.reopened, to: &revision)
        let isStopped = revision.opened.entries.contains { $0.kind == .withdrawn }
        revision.row.status = isStopped ? .withdrawn : .claimed
        revision.row.claimedBy = sitting.member
        revision.row.isUnreadByReporter = revision.opened.receipt != nil
        revision.setDeadline(from: context.now())
        if revision.opened.content.channel != .copy {
            revision.counts += ReportCount.closed(closing.outcome, on: closing.on, difference: -1)
        }
    }

    // MARK: Merging

    /// Joins two reports of one thing. Both receipts keep working, and neither reporter sees the other.
    ///
    /// - Throws: `SignalsError.cannotMerge` for a report with itself, or where one of them was merged already;
    ///   `.notFound`, `.notHeldHere`.
    public func merge(_ seat: Seat, _ id: Identifier, into other: Identifier) async throws {
        guard id != other else { throw SignalsError.cannotMerge }
        let sitting = try await Sitting(seat, context)
        let context = context
        try await untilFresh {
            var revision = try await sitting.load(id)
            var target = try await sitting.load(other)
            try sitting.requireHolding(revision)
            try sitting.requireHolding(target)
            let isTarget = try await context.database.read { transaction in
                try !ReportStore(transaction: transaction, siteKey: context.siteKey).merged(into: id).isEmpty
            }
            // One step deep, so that there is no circle.
            guard revision.row.mergedInto == nil, target.row.mergedInto == nil, !isTarget else {
                throw SignalsError.cannotMerge
            }
            revision.row.mergedInto = other
            try sitting.note(.merged(into: other), in: &revision)
            // Written too, so that nobody merges it elsewhere at the same moment.
            target.step { _ in }
            try await sitting.write([
                (revision, "signals.report.merged", ["into": other.text]),
                (target, "signals.report.merged-with", ["from": id.text]),
            ])
        }
    }

    /// Undoes it. A report that was closed because of it is open again, for the member who undoes it.
    ///
    /// - Throws: `SignalsError.notMerged`, `.notHeldHere`.
    public func unmerge(_ seat: Seat, _ id: Identifier) async throws {
        let sitting = try await Sitting(seat, context)
        try await sitting.change(id, "signals.report.unmerged") { revision in
            guard let other = revision.row.mergedInto else { throw SignalsError.notMerged }
            revision.row.mergedInto = nil
            revision.setDeadline(from: context.now())
            if revision.opened.closing?.outcome == .duplicate { try takeUp(&revision, sitting) }
            try sitting.note(.unmerged(from: other), in: &revision)
        }
    }
}

extension Revision {
    /// A new deadline, by the urgency that the report has now.
    mutating func setDeadline(from now: Instant) {
        row.dueAt = rota.deadline(for: row.urgency, from: now)
        row.escalated = 0
    }
}
