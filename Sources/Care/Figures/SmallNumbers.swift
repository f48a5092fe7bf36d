import Core

/// Numbers of young people as they leave the desk: none below `Suppression.threshold`, rounded to 5 (as CBS does in its tables on youth
/// care), and nothing from which a hidden number can be worked out.
///
/// It is stricter than `Suppression`, which shows whole numbers: whatever is hidden could be anything from 0 up to and including 9 for all
/// that is shown beside it. Tests try all small tables.
enum SmallNumbers {
    /// To the nearest multiple of 5. The same number is always rounded the same way, so that asking twice tells nothing.
    static func rounded(_ value: Int) -> Int { (value + 2) / 5 * 5 }

    /// A number that stands alone.
    static func published(_ value: Int) -> Published {
        value < Suppression.threshold ? .few : .value(rounded(value))
    }

    /// A part of a whole that is shown beside it. When the part or the rest is small, the part is hidden: which of the two is small is
    /// not told, since with the whole that would tell more. A part of something hidden is hidden as well: it says how large that is at
    /// least.
    ///
    /// - Parameter shown: how the whole is shown.
    static func published(_ part: Int, of whole: Int, shown: Published) -> Published {
        guard !shown.isSuppressed, part >= Suppression.threshold, whole - part >= Suppression.threshold else {
            return .hidden
        }
        return .value(rounded(part))
    }
}

/// A small table with its totals, as it leaves the desk.
///
/// A row or column with a small number in it has no total, and a table with one has no sum of all: a total beside a single hidden number
/// gives it away, and hiding a second one instead gives it away to whoever knows by which rule that one was picked.
struct SmallTable: Sendable, Hashable {
    let cells: [[Published]]
    let rowTotals: [Published]
    let columnTotals: [Published]
    let total: Published

    /// - Parameter values: rows of as many numbers each.
    init(_ values: [[Int]]) {
        let width = values.first?.count ?? 0
        cells = values.map { $0.map(SmallNumbers.published) }
        rowTotals = values.map(Self.sum)
        columnTotals = (0..<width).map { column in Self.sum(values.map { $0[column] }) }
        total = Self.sum(values.flatMap(\.self))
    }

    private static func sum(_ line: [Int]) -> Published {
        line.contains { $0 < Suppression.threshold }
            ? .hidden : .value(SmallNumbers.rounded(line.reduce(0, +)))
    }
}
