public import Core

/// Who does something. Every service takes the actor first.
public enum Actor: Hashable, Sendable {
    /// Somebody who has not signed in: a learner, a reader, whoever reports.
    case visitor
    /// Vangnet itself: a job, the command line, the demo.
    case system
    /// A member who signed in.
    case member(ActingMember)

    /// The member, when it is one.
    public var member: ActingMember? { if case .member(let member) = self { member } else { nil } }
}

/// What is known of a signed-in member during one request.
public struct ActingMember: Hashable, Sendable {
    public let id: Identifier
    public let name: String
    public let organisation: Identifier
    public let organisationKind: OrganisationKind
    /// Manages organisations, members and desks. Reads no content by it.
    public let isAdministrator: Bool
    /// The desks that the member sits at, with their tasks.
    public let desks: [Identifier: DeskTask]

    public init(
        id: Identifier, name: String, organisation: Identifier, organisationKind: OrganisationKind,
        isAdministrator: Bool, desks: [Identifier: DeskTask]
    ) {
        self.id = id
        self.name = name
        self.organisation = organisation
        self.organisationKind = organisationKind
        self.isAdministrator = isAdministrator
        self.desks = desks
    }
}

/// What an organisation is to the coalition.
public enum OrganisationKind: String, Sendable, Codable, CaseIterable {
    /// One of the organisations that are the coalition.
    case coalition
    case partner, police, funder, municipality, school
    /// An employer whose people follow the courses.
    case hotel
    case holidayPark = "holiday-park"
}

/// What a desk is for.
public enum DeskTask: String, Sendable, Codable, CaseIterable {
    /// Receives reports (`meldpunt`).
    case duty
    /// Holds the identities of those who report, and nothing else.
    case custodian
    case care
    case onCall = "on-call"
    case research
    case policy
    /// Courses, join links, participations.
    case training
    /// Writes and publishes the review.
    case communication
}
