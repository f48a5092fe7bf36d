public import Core
import Storage

/// Learning's answer to "your figures for this period".
///
/// - `e-learning.<audience>`, persons: the participations in an e-learning that were counted elsewhere, one row per source,
///   and who completed a course here.
/// - `training.participants`, persons: the participations in a training, in the same way.
/// - `training.sessions`, things: the trainings and meetings of learning circles that were held.
/// - `training.municipalities`, things: the municipalities at them. Where it is known which ones, one that came twice in the
///   period counts at its first session alone; where only a number is known, it counts as it stands.
///
/// What counts in a period: a completion on one of its days; a participation or a session whose own period lies in it as a
/// whole. One that only overlaps is left out, since nobody knows how many of its people fall on this side: 502 over a half
/// year is no part of its first quarter, and is part of the year. So the quarters of a year need not add up to the year.
public struct LearningFigures: FigureSource {
    let context: LearningContext

    public func figures(in period: Period) async throws -> [Figure] {
        let (totals, completions, sessions) = try await context.database.read { transaction in
            (
                try ParticipationStore(transaction: transaction).totals(in: period),
                try CountStore(transaction: transaction).completions(in: period),
                try TrainingSessionStore(transaction: transaction).all(in: period).map {
                    ($0, try SessionPlanStore(transaction: transaction).municipalities(of: $0.id))
                }
            )
        }
        var figures: [Figure] = []
        for audience in Self.order {
            let imported = totals.filter { $0.activity == .eLearning && $0.audience == audience }
            var rows = Self.rows(imported)
            if let people = completions[audience], people > 0 { rows.append(Self.here(people, period)) }
            figures.append(
                Figure(id: "e-learning.\(audience.rawValue)", counts: .persons, period: period, rows: rows))
        }
        figures.append(
            Figure(
                id: "training.municipalities", counts: .things, period: period,
                rows: Self.municipalities(sessions)))
        figures.append(
            Figure(
                id: "training.participants", counts: .persons, period: period,
                rows: Self.rows(totals.filter { $0.activity == .training })))
        figures.append(
            Figure(
                id: "training.sessions", counts: .things, period: period,
                rows: sessions.map { session, _ in Self.row(session, 1) }))
        return figures.filter { !$0.rows.isEmpty }
    }

    /// As the coalition reads them: those whom it counted from the start first.
    private static let order: [Audience] = {
        let first: [Audience] = [.hotel, .tourismStudent, .holidayPark]
        return first + Audience.allCases.filter { !first.contains($0) }
    }()

    /// One row per source, over all periods in which it counted.
    private static func rows(_ totals: [ParticipationStore.Total]) -> [FigureRow] {
        var rows: [FigureRow] = []
        for total in totals {
            guard let place = rows.firstIndex(where: { $0.source == total.source }) else {
                rows.append(
                    FigureRow(
                        title: total.source.title, value: total.people, period: total.period, source: total.source,
                        recorded: total.recorded))
                continue
            }
            rows[place].value += total.people
            rows[place].period = Period(
                from: min(rows[place].period.from, total.period.from), to: max(rows[place].period.to, total.period.to))!
            rows[place].recorded = [rows[place].recorded, total.recorded].compactMap(\.self).max()
        }
        return rows
    }

    private static func here(_ people: Int, _ period: Period) -> FigureRow {
        let title = "Hier afgeronde cursussen"
        return FigureRow(title: title, value: people, period: period, source: Source(title: title, kind: .computed))
    }

    /// The municipalities per session, each at the first session of the period at which it is known to have been.
    static func municipalities(_ sessions: [(TrainingSession, codes: [String])]) -> [FigureRow] {
        var seen: Set<String> = []
        return sessions.compactMap { session, codes in
            guard let counted = session.municipalities else { return nil }
            let new = Set(codes).subtracting(seen)
            seen.formUnion(codes)
            return row(session, codes.isEmpty ? counted : new.count)
        }
    }

    private static func row(_ session: TrainingSession, _ value: Int) -> FigureRow {
        FigureRow(
            title: session.title, value: value, period: session.period, source: session.source,
            recorded: session.recorded)
    }
}
