public import Core
import Storage

/// Signals' answer to "your figures for this period", all of them reports:
///
/// - `reports.filed`, and of these `reports.sector.<setting>`, `reports.province.<province>` and
///   `reports.category.<urgency at filing>`;
/// - `reports.closed`, and of these `reports.outcome.<outcome>`;
/// - `reports.aftermath.<stage>`: with how many reports it was recorded what became of them.
///
/// A part of a whole is given only when none of its numbers lies between 1 and 9: otherwise the total, which is given always,
/// less the others would give that number away. A number that stands alone below 10 is hidden by `Suppression`, and what
/// several periods give away together by Review.
public struct SignalsFigures: FigureSource {
    let context: SignalsContext

    public func figures(in period: Period) async throws -> [Figure] {
        let sums = try await context.database.read { try CountStore(transaction: $0).sums(in: period) }
        func counts(_ kind: ReportCount.Kind, _ dimension: ReportCount.Dimension) -> [String: Int] {
            sums[kind.rawValue]?[dimension.rawValue] ?? [:]
        }
        func total(_ id: String, _ kind: ReportCount.Kind) -> [Figure] {
            Self.figure(id, counts(kind, .all)[""] ?? 0, period)
        }
        func parts(_ kind: ReportCount.Kind, _ dimension: ReportCount.Dimension, _ values: [String]) -> [Figure] {
            Self.parts("reports.\(dimension.rawValue)", counts(kind, dimension), values, period)
        }
        return total("reports.filed", .filed)
            + parts(.filed, .sector, Setting.allCases.map(\.rawValue))
            + parts(.filed, .province, Province.allCases.map(\.rawValue))
            + parts(.filed, .category, Urgency.allCases.map(\.name))
            + total("reports.closed", .closed)
            + parts(.closed, .outcome, ReportOutcome.allCases.map(\.rawValue))
            + parts(.aftermath, .aftermath, Aftermath.allCases.map(\.rawValue))
    }

    /// The parts of one whole, in the order of `values`, or none of them.
    static func parts(_ id: String, _ counts: [String: Int], _ values: [String], _ period: Period) -> [Figure] {
        guard !counts.values.contains(where: { (1..<Suppression.threshold).contains($0) }) else { return [] }
        return values.flatMap { figure("\(id).\($0)", counts[$0] ?? 0, period) }
    }

    private static func figure(_ id: String, _ value: Int, _ period: Period) -> [Figure] {
        guard value > 0 else { return [] }
        let title = "Meldingen hier"
        let row = FigureRow(title: title, value: value, period: period, source: Source(title: title, kind: .computed))
        return [Figure(id: id, counts: .reports, period: period, rows: [row])]
    }
}
