import Core
import Web

/// The drawings of a review.
enum ReviewCharts {
    /// Each figure over the periods that were published, where there are two or more. Never an invented history.
    static func overPeriods(_ edition: ReviewEdition, _ language: Language, _ phrases: Phrases) -> [Chart] {
        edition.review.figuresInOrder.compactMap { figure in
            let history = edition.history[figure.id] ?? []
            return history.count < 2 ? nil : chart(of: figure, history, language, phrases)
        }
    }

    /// One figure over its periods: a drawing, or with one period a sentence.
    static func chart(
        of figure: PublishedFigure, _ history: [FigureInPeriod], _ language: Language, _ phrases: Phrases,
        id: String = "periods"
    ) -> Chart {
        Chart.overPeriods(
            id: "\(id)-\(figure.id)".replacingDots,
            title: phrases(Text("review.chart.caption", ["title": figure.words.title[language]]), language),
            words: words("review.chart.period", language, phrases),
            history.map { Chart.Point($0.period.name ?? "", $0.number.published, isRedefined: $0.isRedefined) },
            single: single(history, language, phrases), notes: redefinitions(history, language, phrases))
    }

    /// From when on something else is counted, and what: "Vanaf 2021-H1 telt dit cijfer iets anders. …"
    static func redefinitions(
        _ history: [FigureInPeriod], _ language: Language, _ phrases: Phrases
    ) -> [String] {
        zip(history, history.dropFirst()).filter { $1.isRedefined }.map { before, after in
            phrases(
                Text(
                    "review.chart.redefined-note",
                    [
                        "period": after.period.name ?? "", "before": before.definition[language],
                        "after": after.definition[language],
                    ]), language)
        }
    }

    /// "There is one period: …"; empty when there are more.
    static func single(_ history: [FigureInPeriod], _ language: Language, _ phrases: Phrases) -> String {
        guard let only = history.first, history.count == 1 else {
            return phrases(Text("review.chart.none"), language)
        }
        return phrases(
            Text("review.chart.one", ["period": DateWords.period(only.period, phrases, language)]), language)
    }

    /// The people of one section beside each other; `nil` where there are fewer than two such figures.
    static func compare(
        _ section: ReviewSection, _ review: PublishedReview, _ language: Language, _ phrases: Phrases
    ) -> Chart? {
        let people = review.figures(in: section).filter { $0.counts == .persons && !$0.isOutsidePeriod }
        guard people.count >= 2 else { return nil }
        return Chart.compare(
            id: "compare-\(section.id)",
            title: phrases(
                Text("review.chart.compare", ["period": DateWords.period(review.period, phrases, language)]), language),
            words: words("review.chart.what", language, phrases),
            people.map { Chart.Point($0.words.title[language], $0.number.published) })
    }

    private static func words(_ label: String, _ language: Language, _ phrases: Phrases) -> Chart.Words {
        Chart.Words(
            language: language, label: phrases(Text(label), language),
            count: phrases(Text("review.chart.number"), language),
            suppressed: phrases(Text("review.chart.suppressed"), language),
            redefined: phrases(Text("review.chart.redefined"), language))
    }
}

extension String {
    /// With hyphens for points: what an id on a page may hold.
    var replacingDots: String { String(map { $0 == "." ? "-" : $0 }) }
}
