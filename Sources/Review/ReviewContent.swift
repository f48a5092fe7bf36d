public import Core
public import Web

/// What an editor writes of a review: everything but the figures themselves.
public struct ReviewContent: Hashable, Sendable, Codable {
    /// Markdown above the figures.
    public var introduction: Words
    /// The figures shown large on top, by id, in this order.
    public var headlines: [String]
    /// One for each project, in the order in which they are shown.
    public var sections: [ReviewSection]
    public var milestones: [Milestone]
    /// What the coalition now waits for.
    public var awaited: [Awaited]
    /// The names of those who pay, and whether there are others too.
    public var funders: [String]
    public var hasMoreFunders: Bool
    public var related: [RelatedSubject]

    public init(
        introduction: Words = Words(), headlines: [String] = [], sections: [ReviewSection] = [],
        milestones: [Milestone] = [], awaited: [Awaited] = [], funders: [String] = [], hasMoreFunders: Bool = false,
        related: [RelatedSubject] = []
    ) {
        self.introduction = introduction
        self.headlines = headlines
        self.sections = sections
        self.milestones = milestones
        self.awaited = awaited
        self.funders = funders
        self.hasMoreFunders = hasMoreFunders
        self.related = related
    }

    /// The milestones as they are shown: on the calendar, without a date last, otherwise as written.
    public var milestonesInOrder: [Milestone] {
        milestones.enumerated().sorted { ($0.element.when.order, $0.offset) < ($1.element.when.order, $1.offset) }
            .map(\.element)
    }

    /// What the review of the next period starts with: the same projects, headlines and funders, and no text.
    public var emptied: ReviewContent {
        var next = ReviewContent(headlines: headlines, funders: funders, hasMoreFunders: hasMoreFunders)
        next.sections = sections.map {
            ReviewSection(id: $0.id, title: $0.title, text: Words(), figures: $0.figures)
        }
        return next
    }
}

/// One project in a review.
public struct ReviewSection: Hashable, Sendable, Codable {
    /// A short word, the same over all periods; also the anchor on the page.
    public var id: String
    public var title: Words
    /// Markdown between the figures.
    public var text: Words
    /// The ids of the figures that belong to the project, in the order in which they are shown.
    public var figures: [String]

    public init(id: String, title: Words, text: Words, figures: [String]) {
        self.id = id
        self.title = title
        self.text = text
        self.figures = figures
    }
}

/// Something that happened, with where that is written.
public struct Milestone: Hashable, Sendable, Codable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case milestone, media, event
    }

    public var when: When
    public var kind: Kind
    public var text: Words
    /// The id of the section it belongs to, where it belongs to one.
    public var section: String?
    public var source: Source?

    public init(when: When, kind: Kind, text: Words, section: String? = nil, source: Source? = nil) {
        self.when = when
        self.kind = kind
        self.text = text
        self.section = section
        self.source = source
    }
}

/// Something that the coalition waits for.
public struct Awaited: Hashable, Sendable, Codable {
    public var text: Words
    /// The id of the section it belongs to, where it belongs to one.
    public var section: String?

    public init(text: Words, section: String? = nil) {
        self.text = text
        self.section = section
    }
}

/// A subject beside the projects that the coalition follows.
public struct RelatedSubject: Hashable, Sendable, Codable {
    public var text: Words
    public var url: String?

    public init(text: Words, url: String? = nil) {
        self.text = text
        self.url = url
    }
}
