public import Core

/// A thing with all that decides what has to be done about it.
public struct OpenItem: Hashable, Sendable {
    public var item: Item
    /// The deadline that counts.
    public var deadline: Due?
    /// The verdict that counts.
    public var verdict: Outcome?
    /// For a motion: what the House decided. `nil` when no vote is recorded.
    public var adoption: Adoption?
    /// Whether a response follows from it.
    public var isAnswered: Bool
    /// For a letter: whether somebody read it beside the promises.
    public var isRead: Bool

    public init(
        item: Item, deadline: Due? = nil, verdict: Outcome? = nil, adoption: Adoption? = nil,
        isAnswered: Bool = false, isRead: Bool = false
    ) {
        self.item = item
        self.deadline = deadline
        self.verdict = verdict
        self.adoption = adoption
        self.isAnswered = isAnswered
        self.isRead = isRead
    }

    /// Whether somebody has to do it: a commitment, or a motion that was adopted.
    public var isPromise: Bool { item.kind == .commitment || item.kind == .motion && adoption?.value == true }

    /// Where it stands; `nil` for what is no promise.
    public func state(on day: Day) -> TrackedState? {
        isPromise ? TrackedState(verdict: verdict, due: deadline, on: day) : nil
    }

    /// The deadline that counts, unless we assumed it ourselves.
    var binding: Due? { deadline.flatMap { $0.binds ? $0 : nil } }

    /// Whether it asks for an answer that did not come.
    var waitsForAnswer: Bool { (item.kind == .questions || item.kind == .recommendation) && !isAnswered }

    /// Whether something is still awaited.
    func isAwaited(on day: Day) -> Bool { state(on: day).map { !$0.isClosed } ?? false }
}

/// What a policy officer has to look at.
public struct WorkList: Sendable {
    /// Why something stands on the list, the most pressing first.
    public enum Reason: String, Sendable, CaseIterable {
        case overdue
        /// Due, or to be answered, within thirty days.
        case soon
        /// A letter that nobody read beside the promises.
        case unread
        /// Questions of the House without an answer.
        case questions
        /// A recommendation without a response.
        case unanswered
    }

    /// How many days ahead `soon` looks.
    public static let days = 30

    /// The things for each reason, the oldest date first; reasons without any are left out.
    public let groups: [(reason: Reason, items: [OpenItem])]

    /// Letters read from the House that nobody decided about.
    public let letters: Int
    /// Other proposals read from the House that nobody decided about.
    public let proposals: Int
    /// Letters that fulfil a commitment according to the register, and that nobody read beside it.
    public let fulfilments: [Fulfilment]
    /// What the House changed after it was followed, and nobody decided about.
    public let changes: [(change: HouseChange, item: Item)]

    /// Whether there is nothing to look at.
    public var isEmpty: Bool {
        groups.isEmpty && letters == 0 && proposals == 0 && fulfilments.isEmpty && changes.isEmpty
    }

    /// What has to be looked at on `today`. A thing stands under one reason.
    ///
    /// - Parameters:
    ///   - letters: how many letters wait among the proposals from the House.
    ///   - proposals: how many other proposals wait.
    ///   - fulfilments: the letters that wait to be read beside a commitment.
    ///   - changes: what the House changed, as far as it waits.
    public init(
        _ items: [OpenItem], on today: Day, letters: Int = 0, proposals: Int = 0, fulfilments: [Fulfilment] = [],
        changes: [(change: HouseChange, item: Item)] = []
    ) {
        self.letters = letters
        self.proposals = proposals
        self.fulfilments = fulfilments
        self.changes = changes
        var found: [Reason: [OpenItem]] = [:]
        for item in items {
            if let reason = Self.reason(item, on: today) { found[reason, default: []].append(item) }
        }
        groups = Reason.allCases.compactMap { reason in
            found[reason].map { (reason, $0.sorted(by: Self.isEarlier)) }
        }
    }

    static func reason(_ open: OpenItem, on today: Day) -> Reason? {
        switch open.item.kind {
        case .letter: return open.isRead ? nil : .unread
        case .questions: return open.isAnswered ? nil : pressing(open, on: today) ?? .questions
        case .recommendation: return open.isAnswered ? nil : pressing(open, on: today) ?? .unanswered
        case .commitment, .motion: return open.isAwaited(on: today) ? pressing(open, on: today) : nil
        case .publication, .response, .vote, .debate: return nil
        }
    }

    private static func pressing(_ open: OpenItem, on today: Day) -> Reason? {
        guard let due = open.deadline?.date else { return nil }
        if due.latest < today { return .overdue }
        return due.latest <= today.adding(days: days) ? .soon : nil
    }

    private static func isEarlier(_ left: OpenItem, _ right: OpenItem) -> Bool {
        let (first, second) = (left.deadline?.date ?? left.item.date, right.deadline?.date ?? right.item.date)
        return (first, left.item.slug) < (second, right.item.slug)
    }
}

/// The half-yearly reminder to one office, as the Senate's committees write it: list A holds what was due before the first
/// day of the half year, list B what falls due within it.
public struct Reminder: Sendable {
    public let office: String
    /// The half year, which begins on 1 January or 1 July.
    public let period: Period
    public let overdue: [OpenItem]
    public let expiring: [OpenItem]
    /// What is awaited without a date that the office named or a rule gives: the letter asks for one. A date that we assumed
    /// ourselves is none: the office never heard of it.
    public let undated: [OpenItem]

    /// The reminders of a half year, one for each office that something is awaited of.
    public static func all(_ items: [OpenItem], for period: Period) -> [Reminder] {
        let awaited = items.filter { $0.isAwaited(on: period.from) && $0.item.draft.office != nil }
        let byOffice = Dictionary(grouping: awaited) { $0.item.draft.office! }
        return byOffice.keys.sorted().compactMap { office in
            func due(_ isIn: (Day) -> Bool) -> [OpenItem] {
                byOffice[office]!.filter { $0.binding.map { isIn($0.date.latest) } ?? false }.sorted {
                    ($0.binding!.date, $0.item.slug) < ($1.binding!.date, $1.item.slug)
                }
            }
            let undated = byOffice[office]!.filter { $0.binding == nil && $0.item.date.earliest <= period.to }.sorted {
                ($0.item.date, $0.item.slug) < ($1.item.date, $1.item.slug)
            }
            let reminder = Reminder(
                office: office, period: period, overdue: due { $0 < period.from }, expiring: due(period.contains),
                undated: undated)
            return reminder.isEmpty ? nil : reminder
        }
    }

    var isEmpty: Bool { overdue.isEmpty && expiring.isEmpty && undated.isEmpty }

    /// The half year that `day` lies in.
    public static func period(of day: Day) -> Period {
        // A half year of the calendar always has a name that can be read.
        try! Period(named: "\(String(day.description.prefix(4)))-\(day.month <= 6 ? "H1" : "H2")")
    }
}
