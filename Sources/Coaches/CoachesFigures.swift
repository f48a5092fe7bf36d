import Core
import Storage

/// Coaches' answer to "your figures for this period":
///
/// - `coaches.studies` (things): studies that began;
/// - `coaches.known-fewest` and `coaches.known-most` (persons): the range of coaches known at the end, from all proposals taken
///   for right to confirmed links only; `coaches.recurring-fewest` and `coaches.recurring-most` of those in more than one study;
/// - `coaches.demand.<code>` (persons): accounts of which that demand was seen for the first time;
/// - `coaches.dossiers` (things): dossiers that were handed over;
/// - `coaches.takedowns` and `coaches.takedowns-removed` (things).
///
/// An account can make several demands, so these are no parts of a whole. No site is ever named.
struct CoachesFigures: FigureSource {
    let context: CoachesContext

    func figures(in period: Period) async throws -> [Figure] {
        let (sums, standings) = try await context.database.read { transaction in
            let store = CountStore(transaction: transaction)
            return (try store.sums(in: period), try store.standings(upTo: period.to))
        }
        func count(_ kind: CoachesCount.Kind, _ value: String = "") -> Int { sums[kind.rawValue]?[value] ?? 0 }
        func sum(_ path: KeyPath<Standing, Int>) -> Int { standings.reduce(0) { $0 + $1[keyPath: path] } }
        var figures = Self.figure("coaches.studies", count(.study), .things, period)
        figures += Self.figure("coaches.known-fewest", sum(\.fewest), .persons, period)
        figures += Self.figure("coaches.known-most", sum(\.most), .persons, period)
        figures += Self.figure("coaches.recurring-fewest", sum(\.recurringFewest), .persons, period)
        figures += Self.figure("coaches.recurring-most", sum(\.recurringMost), .persons, period)
        for code in context.codebook.codes where code.isDemand {
            figures += Self.figure("coaches.demand.\(code.id)", count(.demand, code.id), .persons, period)
        }
        figures += Self.figure("coaches.dossiers", count(.dossier), .things, period)
        figures += Self.figure("coaches.takedowns", count(.takedown, "reported"), .things, period)
        figures += Self.figure("coaches.takedowns-removed", count(.takedown, "removed"), .things, period)
        return figures
    }

    /// What the one row of every figure is called.
    private static let title = "Onderzoek hier"

    private static func figure(_ id: String, _ value: Int, _ counts: Counted, _ period: Period) -> [Figure] {
        guard value > 0 else { return [] }
        let source = Source(title: Self.title, kind: .computed)
        return [
            Figure(
                id: id, counts: counts, period: period,
                rows: [FigureRow(title: Self.title, value: value, period: period, source: source)])
        ]
    }
}
