/// How answers become a level: the numbers of `rules.yaml`, and the arithmetic that makes nothing of its own.
///
/// Points are added up, weak signals up to a maximum, so that one more signal never lowers a level.
struct AdviceRule: Sendable, Hashable {
    struct Points: Sendable, Hashable {
        var seen: Int
        /// From another: less than seen.
        var heard: Int
    }

    var points: [Indicator.Strength: Points]
    /// All weak signals together give no more.
    var mostFromWeak: Int
    /// From how many points on; `note`, `advice` and `report`.
    var levels: [Advice.Level: Int]

    /// What contradicts the promises of the checklist: keys under `content.check.rule-…`. Empty for a good rule.
    var contradictions: [String] {
        guard let note = levels[.note], let advice = levels[.advice], let report = levels[.report],
            let acute = points[.acute], let strong = points[.strong], let medium = points[.medium],
            let weak = points[.weak]
        else { return ["incomplete"] }
        var found: [String] = []
        let all = [acute, strong, medium, weak]
        if !(0 < note && note < advice && advice < report) { found.append("levels") }
        if all.contains(where: { $0.heard >= $0.seen || $0.heard < 0 }) { found.append("heard") }
        if !(weak.seen <= medium.seen && medium.seen <= strong.seen && strong.seen <= acute.seen) {
            found.append("order")
        }
        if !(weak.heard <= medium.heard && medium.heard <= strong.heard && strong.heard <= acute.heard) {
            found.append("order")
        }
        // Weak ones alone, however many, are something to discuss at most.
        if mostFromWeak < 0 || mostFromWeak >= advice { found.append("weak") }
        // One strong signal that was seen is for manager and police; what was only heard is not, by itself.
        if strong.seen < report { found.append("strong") }
        if acute.heard >= report { found.append("hearsay") }
        // Danger that was heard of is for a call, never only to write down.
        if acute.heard < advice { found.append("acute-heard") }
        return found.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The advice for these answers over `indicators`; an answer to another one counts nothing.
    func advice(for answers: Answers, over indicators: [Indicator]) -> Advice {
        let counted = indicators.compactMap { indicator -> Counted? in
            guard let seen = answers.signals[indicator.id], seen == .seen || seen == .heard else { return nil }
            return Counted(id: indicator.id, strength: strength(of: indicator, in: answers), isSeen: seen == .seen)
        }
        let order = counted.sorted { ($0.strength, $0.isSeen ? 1 : 0, $1.id) > ($1.strength, $1.isSeen ? 1 : 0, $0.id) }
        let level = level(counted, isNow: answers.isNow)
        return Advice(level: level, reasons: reasons(counted, level, isNow: answers.isNow), counted: order.map(\.id))
    }

    private struct Counted {
        var id: String
        var strength: Indicator.Strength
        var isSeen: Bool
    }

    private func strength(of indicator: Indicator, in answers: Answers) -> Indicator.Strength {
        indicator.strongerWith.contains { answers.signals[$0] == .seen }
            ? max(indicator.strength, .strong) : indicator.strength
    }

    private func level(_ counted: [Counted], isNow: Bool) -> Advice.Level {
        if isNow || counted.contains(where: { $0.strength == .acute && $0.isSeen }) { return .acute }
        func sum(_ some: [Counted]) -> Int {
            some.reduce(0) { sum, one in
                guard let points = points[one.strength] else { return sum }
                return sum + (one.isSeen ? points.seen : points.heard)
            }
        }
        let weak = min(mostFromWeak, sum(counted.filter { $0.strength == .weak }))
        let total = weak + sum(counted.filter { $0.strength != .weak })
        let level = [.report, .advice, .note].first { levels[$0].map { total >= $0 } ?? false } ?? .nothing
        // What was only heard is not for a report, however much of it.
        return counted.contains(where: \.isSeen) ? level : min(level, .advice)
    }

    private func reasons(_ counted: [Counted], _ level: Advice.Level, isNow: Bool) -> [String] {
        if isNow { return ["now"] }
        guard !counted.isEmpty else { return ["none"] }
        func has(_ strength: Indicator.Strength, seen: Bool) -> Bool {
            counted.contains { $0.strength == strength && $0.isSeen == seen }
        }
        var reasons: [String] = []
        if has(.acute, seen: true) { reasons.append("acute-seen") }
        if has(.acute, seen: false) { reasons.append("acute-heard") }
        if has(.strong, seen: true) { reasons.append("strong-seen") }
        if has(.strong, seen: false) { reasons.append("strong-heard") }
        if counted.count(where: { $0.strength == .medium }) > 1 { reasons.append("several") }
        if reasons.isEmpty, counted.contains(where: { $0.strength == .medium }) { reasons.append("one") }
        if counted.allSatisfy({ $0.strength == .weak }) { reasons.append("only-weak") }
        if counted.allSatisfy({ !$0.isSeen }) { reasons.append("only-heard") }
        return reasons
    }
}
