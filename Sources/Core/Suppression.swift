/// A number as the public may see it.
public enum Published: Hashable, Sendable {
    case value(Int)
    /// Fewer than `Suppression.threshold`: shown as "<10".
    case few
    /// A total that is not small itself, but would give away a small number in its table.
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
    /// With a small cell in it, the table shows no total. Hiding a second cell instead gives small cells away to whoever
    /// knows by which rule that cell was picked (found by trying all small tables), and costs the reader a larger number.
    public static func published(cells: [Int], counts: Counted) -> (cells: [Published], total: Published) {
        let total = cells.reduce(0, +)
        let shown = cells.map { published($0, counts: counts) }
        guard shown.contains(.few) else { return (shown, published(total, counts: counts)) }
        return (shown, total < threshold ? .few : .hidden)
    }
}
