public import Core
import Storage

/// Learning's answer to "your figures for this period".
///
/// - `e-learning.<audience>`, persons: the participations in an e-learning that were counted elsewhere, one row per source,
///   and who completed a course here.
/// - `training.participants`, persons: the participations in a training, in the same way.
/// - `training.municipalities`, things: the municipalities at training sessions; one that took part in two sessions counts twice.
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
                try TrainingSessionStore(transaction: transaction).all(in: period)
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
                rows: sessions.compactMap(Self.row)))
        figures.append(
            Figure(
                id: "training.participants", counts: .persons, period: period,
                rows: Self.rows(totals.filter { $0.activity == .training })))
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

    private static func row(_ session: TrainingSession) -> FigureRow? {
        session.municipalities.map {
            FigureRow(
                title: session.title, value: $0, period: session.period, source: session.source,
                recorded: session.recorded)
        }
    }
}
