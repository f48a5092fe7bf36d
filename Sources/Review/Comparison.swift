import Core
import Web

/// One figure over every period that it was published for, under its one id.
///
/// It holds what each review published and nothing worked out from it: no totals, differences or shares. So it gives nothing
/// away that the reviews themselves do not (`Disclosure` looks after those together).
public struct FigureComparison: Hashable, Sendable {
    /// Periods of one length, the oldest first: only those can be compared.
    public struct Group: Hashable, Sendable {
        /// The length in calendar months: 12, 6 or 3.
        public var months: Int
        public var periods: [FigureInPeriod]
    }

    /// As the newest review that has the figure published it.
    public var figure: PublishedFigure
    /// Years first, then half years, then quarters.
    public var groups: [Group]

    /// - Parameter reviews: the last publication of every period.
    init?(_ id: String, in reviews: [PublishedReview], _ phrases: Phrases) {
        let known = reviews.filter { $0[figure: id] != nil }
        let newest = known.max { ($0.period.to, $0.period.from) < ($1.period.to, $1.period.from) }
        guard let figure = newest?[figure: id] else { return nil }
        self.figure = figure
        groups = Set(known.map(\.period.months)).sorted(by: >).map { months in
            Group(months: months, periods: Self.history(known, months: months, phrases)[id] ?? [])
        }
    }

    /// By figure: what was published of it for periods of `months` calendar months, the oldest first.
    static func history(
        _ reviews: [PublishedReview], months: Int, _ phrases: Phrases
    ) -> [String: [FigureInPeriod]] {
        let alike = reviews.filter { $0.period.months == months }.sorted { $0.period.from < $1.period.from }
        var last: [String: FigureDefinition] = [:]
        var history: [String: [FigureInPeriod]] = [:]
        for review in alike {
            for figure in review.figures {
                let definition = FigureDefinition(figure)
                let isRedefined = last[figure.id].map { $0 != definition } ?? false
                last[figure.id] = definition
                history[figure.id, default: []].append(
                    FigureInPeriod(
                        period: review.period, number: figure.number,
                        definition: Words { definition.words(phrases, $0) }, isRedefined: isRedefined))
            }
        }
        return history
    }
}
