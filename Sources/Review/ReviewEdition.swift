public import Core
public import Web

/// A review with all that stands around it when it is shown: one revision of it, or the draft.
public struct ReviewEdition: Hashable, Sendable {
    public enum State: String, Sendable {
        case draft, published
    }

    public var review: PublishedReview
    public var state: State
    /// SHA-256 over the canonical form of `review`.
    public var hash: String
    /// All that was published of this period, the newest first.
    public var revisions: [RevisionNote]
    /// By figure: what was published of it for periods of the same length, the oldest first.
    public var history: [String: [FigureInPeriod]]
    /// What the revisions after the first changed, the newest first.
    public var corrections: [Correction]

    public init(
        review: PublishedReview, state: State, hash: String, revisions: [RevisionNote] = [],
        history: [String: [FigureInPeriod]] = [:], corrections: [Correction] = []
    ) {
        self.review = review
        self.state = state
        self.hash = hash
        self.revisions = revisions
        self.history = history
        self.corrections = corrections
    }

    /// When this revision was published; `nil` for a draft.
    public var published: Instant? {
        state == .draft ? nil : revisions.first { $0.number == review.revision }?.published
    }

    /// What was shown of a figure, revision after revision, the oldest first, where it changed.
    public func revisions(of figure: String) -> [FigureRevision] {
        revisions.reversed().reduce(into: []) { out, revision in
            let number = revision.numbers[figure]
            guard let number, number != out.last?.number else { return }
            out.append(FigureRevision(revision: revision, number: number))
        }
    }
}

/// One publication of a review.
public struct RevisionNote: Hashable, Sendable {
    public var number: Int
    public var published: Instant
    public var hash: String
    /// What was corrected; `nil` for the first.
    public var note: Words?
    /// The figures as they were shown in it, by id.
    public var numbers: [String: PublishedNumber]

    public init(
        number: Int, published: Instant, hash: String, note: Words?, numbers: [String: PublishedNumber] = [:]
    ) {
        self.number = number
        self.published = published
        self.hash = hash
        self.note = note
        self.numbers = numbers
    }
}

/// A figure as one revision showed it.
public struct FigureRevision: Hashable, Sendable {
    public var revision: RevisionNote
    public var number: PublishedNumber
}

/// What was published of a figure for a period.
public struct FigureInPeriod: Hashable, Sendable {
    public var period: Period
    public var number: PublishedNumber
    /// What was counted in that period, in words.
    public var definition: Words
    /// Something else was counted than in the period before: the two cannot be compared.
    public var isRedefined: Bool

    public init(period: Period, number: PublishedNumber, definition: Words = Words(), isRedefined: Bool = false) {
        self.period = period
        self.number = number
        self.definition = definition
        self.isRedefined = isRedefined
    }
}

/// Where a review is found, in one language.
struct ReviewLinks: Sendable {
    /// Scheme, host and port without a slash at the end; empty for links within the site.
    var base: String
    var language: Language

    private var prefix: String { language == .nl ? base : "\(base)/\(language)" }
    /// A page of another part, by its path.
    func page(_ path: String) -> String { prefix + path }
    var list: String { "\(prefix)/terugblik" }
    var feed: String { "\(prefix)/terugblik.atom" }
    func comparison(_ id: String) -> String { "\(prefix)/terugblik/cijfer/\(id)" }
    var corrections: String { "\(prefix)/terugblik/correcties" }
    func review(_ name: String) -> String { "\(prefix)/terugblik/\(name)" }
    func figure(_ id: String, _ name: String) -> String { "\(prefix)/terugblik/\(name)/cijfer/\(id)" }
}
