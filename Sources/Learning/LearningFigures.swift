public import Core
import Storage

/// Learning's answer to "your figures for this period".
///
/// - `e-learning.<audience>`, persons: the participations in an e-learning that were counted elsewhere, one row per source,
///   and who completed a course here.
/// - `training.participants`, persons: the participations in a training, in the same way.
/// - `training.sessions`, things: the trainings and meetings of learning circles that were held.
/// - `participants.province.<province>`, persons: all of these by where they work, and `unknown`. They are given as a whole
///   or not at all: not without a province that is known, and not when one of them, one of the figures above or one row of
///   them lies between 1 and 9, since what is left of a total would give that away.
/// - `training.municipalities`, things: the municipalities at them. Where it is known which ones, one that came twice in the
///   period counts at its first session alone; where only a number is known, it counts as it stands.
///
/// What counts in a period: a completion on one of its days; a participation or a session whose own period lies in it as a
/// whole. One that only overlaps is left out, since nobody knows how many of its people fall on this side: 502 over a half
/// year is no part of its first quarter, and is part of the year. So the quarters of a year need not add up to the year.
public struct LearningFigures: FigureSource {
    let context: LearningContext

    public func figures(in period: Period) async throws -> [Figure] {
        let (totals, completions, known, sessions) = try await context.database.read { transaction in
            let provinces = ProvinceStore(transaction: transaction)
            return (
                try ParticipationStore(transaction: transaction).totals(in: period),
                try CountStore(transaction: transaction).completions(in: period),
                (
                    try provinces.participations(in: period),
                    try provinces.counts(from: period.from, to: period.to, organisation: nil)
                        .filter { $0.milestone == .completed }
                ),
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
        figures.removeAll { $0.rows.isEmpty }
        let persons = figures.filter { $0.counts == .persons }
        return figures + Self.provinces(persons, totals, completions.values.reduce(0, +), known, period)
    }

    /// Everybody by province, or nothing.
    ///
    /// - Parameter persons: the figures of which these are other parts.
    private static func provinces(
        _ persons: [Figure], _ totals: [ParticipationStore.Total], _ completions: Int,
        _ known: (
            participations: [(province: Province, total: ParticipationStore.Total)], counts: [ProvinceStore.Count]
        ),
        _ period: Period
    ) -> [Figure] {
        func figure(_ name: String, _ totals: [ParticipationStore.Total], _ people: Int) -> Figure {
            Figure(
                id: "participants.province.\(name)", counts: .persons, period: period,
                rows: rows(totals.filter { $0.people > 0 }) + (people > 0 ? [here(people, period)] : []))
        }
        var figures = Province.allCases.map { province in
            figure(
                province.rawValue, known.participations.filter { $0.province == province }.map(\.total),
                known.counts.filter { $0.province == province }.reduce(0) { $0 + $1.people })
        }
        figures.removeAll { $0.rows.isEmpty }
        guard !figures.isEmpty else { return [] }
        let unknown = totals.map { total in
            var rest = total
            rest.people -= known.participations.filter { $0.total.order == total.order }
                .reduce(0) { $0 + $1.total.people }
            return rest
        }
        figures.append(figure("unknown", unknown, completions - known.counts.reduce(0) { $0 + $1.people }))
        figures.removeAll { $0.rows.isEmpty }
        let isSmall = (persons + figures).contains { $0.rows.contains { $0.value < Suppression.threshold } }
        return isSmall ? [] : figures
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
