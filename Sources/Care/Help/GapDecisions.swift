import Core
import Directory

/// Gaps are found by rules and decided on by members, who can take it back.
extension CareFiles {
    /// - Parameter gap: `ContinuityGap.name`, of one that shows today.
    /// - Throws: `CareError.gapGone`, `.missing` without a reason, `.tooLong`, `.holdsFile`, `.holdsBSN`; as `change`.
    func decide(
        _ seat: Seat, _ plan: Identifier, gap: String, _ verdict: GapDecision.Verdict, reason: String
    ) async throws {
        let reason = try CareText.required(reason, field: "reason", most: CareText.line)
        try await change(seat, plan, "care.gap.decided", details: ["verdict": verdict.rawValue]) { entering in
            let gaps = GapFinder.find(in: entering.file.record, on: entering.today, entering.context.limits)
            guard gaps.contains(where: { $0.name == gap }) else { throw CareError.gapGone }
            try entering.enter(
                .gapDecided(GapDecision(gap: gap, verdict: verdict, reason: reason, stamp: entering.stamp)))
        }
    }

    /// Takes back what was decided about a gap: it is open again.
    ///
    /// - Throws: `CareError.gapGone` when nothing was decided about it; as `change`.
    func reopen(_ seat: Seat, _ plan: Identifier, gap: String) async throws {
        try await change(seat, plan, "care.gap.reopened") { entering in
            guard let last = entering.file.decisions.last(where: { $0.gap == gap }), last.verdict != .reopened else {
                throw CareError.gapGone
            }
            try entering.enter(
                .gapDecided(GapDecision(gap: gap, verdict: .reopened, reason: "", stamp: entering.stamp)))
        }
    }
}
