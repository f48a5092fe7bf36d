/// A number as the public may see it.
public enum Published: Hashable, Sendable {
    case value(Int)
    /// Fewer than `Suppression.threshold`: shown as "<10".
    case few
    /// Not small itself, but it would give away a small one beside it.
    case hidden

    /// The number, where it is shown.
    public var value: Int? { if case .value(let value) = self { value } else { nil } }
    public var isSuppressed: Bool { value == nil }
}

/// Keeps small counts of persons and reports out of public tables (product rule 8).
public enum Suppression {
    /// Counts below this become "<10".
    public static let threshold = 10

    /// One number that stands alone.
    public static func published(_ value: Int, counts: Counted) -> Published {
        counts == .things || value >= threshold ? .value(value) : .few
    }

    /// The cells of one table and their total, so that no small cell can be worked out from what is shown.
    ///
    /// Small cells become `few`. As long as the total would still narrow a small cell down to less than 0…9, the
    /// smallest cell that is still shown becomes `hidden` too; when there is none left, the total is hidden.
    /// Whoever knows this rule knows that a hidden cell is at least 10, and the test counts with that.
    public static func published(cells: [Int], counts: Counted) -> (cells: [Published], total: Published) {
        let total = cells.reduce(0, +)
        var shown = cells.map { published($0, counts: counts) }
        let few = cells.filter { $0 < threshold }.count
        guard counts != .things, few > 0 else { return (shown, published(total, counts: counts)) }
        func giveAway() -> Bool {
            let suppressed = cells.indices.filter { shown[$0].isSuppressed }
            let sum = suppressed.reduce(0) { $0 + cells[$1] }
            let hidden = suppressed.count - few
            // With no hidden cell the sum of the small ones is known; otherwise what is over 10 for each hidden
            // cell must leave room for every small cell to be anything from 0 to 9.
            return hidden == 0 || sum - threshold * hidden < (threshold - 1)
        }
        let candidates = cells.indices.filter { !shown[$0].isSuppressed }.sorted { cells[$0] < cells[$1] }
        for next in candidates where giveAway() { shown[next] = .hidden }
        return (shown, giveAway() ? (total < threshold ? .few : .hidden) : published(total, counts: counts))
    }
}
