import Core
import Linkage

/// The report of a run as one page that needs nothing beside it: charts are SVG within the page.
struct LinkReport {
    let linker: Linker
    let model: Model
    let outcome: LinkOutcome
    let truth: Truth?
    let say: (Text) -> String

    private static let shownPairs = 12

    private func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
        Self.escaped(say(Text("link.report.\(key)", arguments)))
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    /// The page.
    ///
    /// - Throws: what explaining a pair throws.
    func html() throws -> String {
        let prior = LinkChart.bits(model.prior)
        return """
            <!doctype html>
            <html lang="\(Terminal.language.tag)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width"><title>\(text("title"))</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
            svg { max-width: 100%; height: auto } svg text { font: 13px system-ui, sans-serif; fill: #1b1b1b }
            th { text-align: left } td, th { padding: .1rem 1rem .1rem 0; vertical-align: top } td.number { text-align: right }
            figure { margin: 1rem 0 2rem } .for { fill: #1f6f54 } .against { fill: #a33a2c } .prior { fill: #6b6b6b }
            </style></head><body>
            <h1>\(text("title"))</h1>
            <p>\(text("lead", ["links": "\(outcome.linkCount)", "records": "\(linker.records.count)", "threshold": "\(outcome.threshold)"]))</p>
            <h2>\(text("weights"))</h2>
            <p>\(text("weights-about", ["prior": LinkNumber.fixed(prior, 1)]))</p>
            <figure>\(LinkChart.weights(model))</figure>
            <h2>\(text("curve"))</h2>
            <p>\(text(truth == nil ? "curve-expected" : "curve-truth"))</p>
            <figure>\(LinkChart.curve(curve, names: [text("precision"), text("recall"), "F1"]))</figure>
            <h2>\(text("blocking"))</h2>
            \(blocking)
            <h2>\(text("pairs"))</h2>
            <p>\(text("pairs-about"))</p>
            \(try shown.map(pair).joined(separator: "\n"))
            </body></html>
            """
    }

    private var blocking: String {
        let rows = linker.blocking.map {
            "<tr><td>\(Self.escaped($0.rule))</td><td class=\"number\">\(Int($0.pairs))</td></tr>"
        }
        return "<table><tr><th>\(text("rule"))</th><th>\(text("count"))</th></tr>\(rows.joined())</table>"
    }

    /// A third of the surest, and the ones nearest to the threshold.
    private var shown: [LinkedPair] {
        let sure = outcome.pairs.max(count: Self.shownPairs / 3) { $0.weight < $1.weight }
        let near = outcome.pairs.max(count: Self.shownPairs) {
            abs($0.probability - outcome.threshold) > abs($1.probability - outcome.threshold)
        }
        return sure + near.filter { !sure.contains($0) }.prefix(Self.shownPairs - sure.count)
    }

    private func pair(_ pair: LinkedPair) throws -> String {
        let explanation = try linker.explain(model, pair.left, pair.right)
        let names = [pair.left, pair.right].map { Self.escaped(linker.records.identifiers[$0] ?? "") }
        let facts = text(
            "probability",
            [
                "probability": LinkNumber.fixed(pair.probability, 4),
                "weight": LinkNumber.fixed(explanation.pair.weight, 1),
            ])
        let chart = LinkChart.waterfall(explanation, prior: text("prior"), missing: text("missing"))
        return "<figure><figcaption><strong>\(names[0]) – \(names[1])</strong>: \(facts)</figcaption>\(chart)</figure>"
    }

    /// Threshold, precision, recall and F1 at a hundred thresholds.
    private var curve: [(threshold: Double, values: [Double])] {
        let thresholds = (0..<100).map { Double($0) / 100 }
        if let truth {
            let evaluation = Evaluation(outcome.pairs, truth)
            return thresholds.map { threshold in
                let quality = evaluation.quality(at: threshold)
                return (threshold, [quality.precision, quality.recall, quality.f1])
            }
        }
        // Without a truth the probabilities say how many of the links they expect to be right.
        let expected = outcome.pairs.reduce(0) { $0 + $1.probability }
        return thresholds.map { threshold in
            let taken = outcome.pairs.filter { $0.probability >= threshold }
            let right = taken.reduce(0) { $0 + $1.probability }
            let (precision, recall) = (
                taken.isEmpty ? 1 : right / Double(taken.count), expected == 0 ? 1 : right / expected
            )
            return (
                threshold,
                [precision, recall, precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)]
            )
        }
    }
}

extension Array {
    /// The `count` largest elements, largest first, in one pass.
    fileprivate func max(count: Int, _ isLess: (Element, Element) -> Bool) -> [Element] {
        var best: [Element] = []
        for element in self {
            if best.count == count, !isLess(best[count - 1], element) { continue }
            let place = best.firstIndex { isLess($0, element) } ?? best.count
            best.insert(element, at: place)
            if best.count > count { best.removeLast() }
        }
        return best
    }
}
