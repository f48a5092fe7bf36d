import Core
import Storage

/// Care's answer to "your figures for this period". Only of half years, in which they are counted, and only of young people who agreed:
///
/// - `care.followed` (persons): young people with a plan on a day of it;
/// - `care.turned18` (persons): of them, those who turned 18; `care.arranged` (persons): of those, with an arranged plan on that day;
/// - `care.warned` (persons): with a gap that was found before it began; `care.closed-in-time` (persons): whose such gaps were all closed
///   before they began;
/// - `care.between` (things): days without help between two spells, the one in the middle;
/// - `care.looks-N`, `care.looks-N-home`, `care.looks-N-care` (persons), N of 3 and 12: of whom was written down how it goes N months after
///   care ended, with a home, with help.
///
/// They come rounded to 5 and without what is small or would give away something small (`SmallNumbers`): what is not given here reaches
/// no draft of a review either.
struct CareFigures: FigureSource {
    let context: CareContext

    func figures(in period: Period) async throws -> [Figure] {
        // A half year that is to come has numbers already: of plans that run on.
        guard let name = period.name, name.contains("-H"), period.from <= context.today else { return [] }
        let numbers = try await context.database.read { try TallyStore(transaction: $0).numbers(of: period) }
        let published = numbers.published
        var shown: [(id: String, value: Published, counts: Counted)] = [
            ("followed", published.followed, .persons), ("turned18", published.turned18, .persons),
            ("arranged", published.arranged, .persons), ("warned", published.warned, .persons),
            ("closed-in-time", published.closedInTime, .persons), ("between", published.medianBetween, .things),
        ]
        for (months, looks) in published.looks.sorted(by: { $0.key < $1.key }) {
            shown.append(("looks-\(months)", looks.people, .persons))
            shown.append(("looks-\(months)-home", looks.withHome, .persons))
            shown.append(("looks-\(months)-care", looks.withCare, .persons))
        }
        return shown.compactMap { figure in
            guard case .value(let value) = figure.value else { return nil }
            let source = Source(title: Self.title, kind: .computed)
            return Figure(
                id: "care.\(figure.id)", counts: figure.counts, period: period,
                rows: [FigureRow(title: Self.title, value: value, period: period, source: source)])
        }
    }

    /// What the one row of every figure is called.
    private static let title = "Zorg na 18 hier, afgerond op 5"
}
