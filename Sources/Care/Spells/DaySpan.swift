import Core

/// Days as numbers, from `start` up to and not including `end`: what holes and unions are worked out with.
struct DaySpan: Sendable, Hashable, Codable {
    /// The end of what has no known end.
    static let open = Int.max

    var start: Int
    var end: Int

    init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    var isEmpty: Bool { end <= start }
    func contains(_ day: Int) -> Bool { start <= day && day < end }
    func overlaps(_ other: DaySpan) -> Bool { start < other.end && other.start < end }

    /// What both have; empty when nothing.
    func clamped(to window: DaySpan) -> DaySpan { DaySpan(max(start, window.start), min(end, window.end)) }

    var firstDay: Day { Day(number: start) }
    /// The first day after it; `nil` when no end is known.
    var endDay: Day? { end == Self.open ? nil : Day(number: end) }
}

/// Arithmetic on stretches of days. A list is in order when its spans are not empty, sorted, and neither overlap nor touch.
enum DaySpans {
    /// All days of these, as a list in order.
    static func union(_ spans: [DaySpan]) -> [DaySpan] {
        var sorted = spans.filter { !$0.isEmpty }
        sorted.sort { $0.start < $1.start }
        return union(sorted: sorted)
    }

    /// The same, of spans that are sorted by their start and not empty.
    static func union(sorted spans: [DaySpan]) -> [DaySpan] {
        var all: [DaySpan] = []
        for span in spans {
            if let last = all.last, span.start <= last.end {
                if span.end > last.end { all[all.count - 1].end = span.end }
            } else {
                all.append(span)
            }
        }
        return all
    }

    /// The days of `window` that are in none of `spans`, a list in order.
    static func holes(in spans: [DaySpan], of window: DaySpan) -> [DaySpan] {
        var holes: [DaySpan] = []
        var from = window.start
        for span in spans {
            if span.end <= from { continue }
            if span.start >= window.end { break }
            if span.start > from { holes.append(DaySpan(from, span.start)) }
            from = span.end
        }
        if from < window.end { holes.append(DaySpan(from, window.end)) }
        return holes
    }

    /// The days of `spans` that are in none of `others`; both lists in order.
    static func subtract(_ others: [DaySpan], from spans: [DaySpan]) -> [DaySpan] {
        spans.flatMap { holes(in: others, of: $0) }
    }

    static func contains(_ spans: [DaySpan], _ day: Int) -> Bool { spans.contains { $0.contains(day) } }

    /// Days in all of them together; `nil` when one has no known end.
    static func count(_ spans: [DaySpan]) -> Int? {
        spans.last?.end == DaySpan.open ? nil : spans.reduce(0) { $0 + $1.end - $1.start }
    }
}
