public import Core
public import Directory
import Storage

/// People of one audience in one province.
public struct RegionLine: Hashable, Sendable {
    /// `nil` for those of whom nobody knows it.
    public let province: Province?
    public let audience: Audience
    /// Of who follows a course here.
    public internal(set) var counts = LearningCounts()
    /// Who followed an e-learning that was counted elsewhere.
    public internal(set) var elsewhere = 0
    /// Who came to a training.
    public internal(set) var trained = 0

    /// Joined here or counted elsewhere, to tell an empty line.
    var isEmpty: Bool { self == RegionLine(province: province, audience: audience) }

    init(province: Province?, audience: Audience) {
        self.province = province
        self.audience = audience
    }
}

extension Overview {
    /// The same people by province, unknown last. Where a province is known, they are taken out of the unknown; so the lines
    /// add up to everybody.
    ///
    /// - Parameters:
    ///   - period: organisations are counted by month, participations when they lie in the period as a whole.
    ///   - organisation: `nil` for all of them together, with what was counted elsewhere; only for who sees all.
    public func regions(
        _ actor: Actor, in period: Period, organisation: Identifier?
    ) async throws -> [RegionLine] {
        if let organisation {
            try Policy.learningFigures(of: organisation).require(actor)
        } else {
            try Policy.learningOverview.require(actor)
        }
        let sums = try await context.database.read { transaction in
            let provinces = ProvinceStore(transaction: transaction)
            let from = period.from.firstOfMonth
            return Regions(
                counts: try CountStore(transaction: transaction).lines(
                    from: from, to: period.to, organisation: organisation),
                known: try provinces.counts(from: from, to: period.to.lastOfMonth, organisation: organisation),
                totals: organisation == nil ? try ParticipationStore(transaction: transaction).totals(in: period) : [],
                knownTotals: organisation == nil ? try provinces.participations(in: period) : [])
        }
        return sums.lines
    }
}

/// Sums over everybody, and over those of them whose province is known.
struct Regions: Sendable {
    var counts: [CountStore.Line] = []
    var known: [ProvinceStore.Count] = []
    var totals: [ParticipationStore.Total] = []
    var knownTotals: [(province: Province, total: ParticipationStore.Total)] = []

    var lines: [RegionLine] {
        var lines: [[String]: RegionLine] = [:]
        func change(_ province: Province?, _ audience: Audience, _ body: (inout RegionLine) -> Void) {
            let line = RegionLine(province: province, audience: audience)
            body(&lines[[province?.rawValue ?? "", audience.rawValue], default: line])
        }
        for line in counts { change(nil, line.key.audience) { $0.counts[line.milestone] += line.people } }
        for item in known {
            change(nil, item.audience) { $0.counts[item.milestone] -= item.people }
            change(item.province, item.audience) { $0.counts[item.milestone] += item.people }
        }
        for total in totals { change(nil, total.audience) { $0[total.activity] += total.people } }
        for (province, total) in knownTotals {
            change(nil, total.audience) { $0[total.activity] -= total.people }
            change(province, total.audience) { $0[total.activity] += total.people }
        }
        return lines.values.filter { !$0.isEmpty }.sorted { $0.place < $1.place }
    }
}

extension RegionLine {
    fileprivate subscript(activity: Activity) -> Int {
        get { activity == .eLearning ? elsewhere : trained }
        set { if activity == .eLearning { elsewhere = newValue } else { trained = newValue } }
    }

    /// In the order of the provinces, then of the audiences.
    fileprivate var place: (Int, Int) {
        (
            province.flatMap { Province.allCases.firstIndex(of: $0) } ?? Province.allCases.count,
            Audience.allCases.firstIndex(of: audience)!
        )
    }
}

extension LearningCounts {
    subscript(milestone: Milestone) -> Int {
        get {
            switch milestone {
            case .joined: joined
            case .started: started
            case .completed: completed
            }
        }
        set {
            switch milestone {
            case .joined: joined = newValue
            case .started: started = newValue
            case .completed: completed = newValue
            }
        }
    }
}
