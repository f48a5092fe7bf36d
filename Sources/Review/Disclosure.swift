import Core

/// Keeps small numbers out of what can be worked out from several reviews: the second half of a year is what the year
/// counts more than its first half (product rule 8, secondary suppression).
enum Disclosure {
    /// `review` with those figures hidden that, together with what is published of other periods, would give a number
    /// of persons or reports from 1 to 9 away.
    static func guarded(_ review: PublishedReview, beside published: [PublishedReview]) -> PublishedReview {
        let others = published.filter { $0.period != review.period }
        var review = review
        for place in review.figures.indices where review.figures[place].counts != .things {
            let figure = review.figures[place]
            guard let value = figure.number.value, !figure.isOutsidePeriod else { continue }
            let beside = others.compactMap { other in
                other[figure: figure.id]?.number.value.map { Known(period: other.period, value: $0) }
            }
            if givesAway(Known(period: review.period, value: value), beside) { review.figures[place].hide() }
        }
        return review
    }

    struct Known: Hashable {
        var period: Period
        var value: Int
    }

    /// Whether what is left of a period after taking parts of it away is a small number, with `new` among them.
    static func givesAway(_ new: Known, _ known: [Known]) -> Bool {
        let all = known + [new]
        return all.contains { whole in
            let parts = all.filter { $0 != whole && whole.period.contains($0.period) }
            return subsets(of: parts).contains { taken in
                guard !taken.isEmpty, whole == new || taken.contains(new), areDisjoint(taken) else { return false }
                let rest = whole.value - taken.reduce(0) { $0 + $1.value }
                return (1..<Suppression.threshold).contains(rest)
            }
        }
    }

    /// At most six named periods lie within a named one.
    private static func subsets(of parts: [Known]) -> [[Known]] {
        parts.reduce([[]]) { subsets, part in subsets + subsets.map { $0 + [part] } }
    }

    private static func areDisjoint(_ parts: [Known]) -> Bool {
        parts.indices.allSatisfy { left in
            parts.indices.allSatisfy { $0 == left || !parts[left].period.overlaps(parts[$0].period) }
        }
    }
}

extension PublishedFigure {
    /// Takes the number and its rows out of what is published.
    mutating func hide() {
        number = PublishedNumber(.hidden)
        for row in rows.indices where rows[row].number.suppressed == nil { rows[row].number = PublishedNumber(.hidden) }
    }
}
