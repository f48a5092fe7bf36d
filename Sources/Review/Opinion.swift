public import Core

/// What a member said of a draft, for the organisation that the member then belonged to.
public struct Opinion: Hashable, Sendable {
    public var member: Identifier
    public var organisation: Identifier
    /// The hash of the text and figures that the member looked at.
    public var hash: String
    /// What should change; `nil` when the member agrees.
    public var remark: String?
    public var at: Instant

    public var agrees: Bool { remark == nil }

    /// Longest remark, in characters.
    public static let longestRemark = 2_000
}

/// An organisation that is the coalition, as the review needs to know it.
public struct CoalitionOrganisation: Hashable, Sendable {
    public var id: Identifier
    public var name: String

    public init(id: Identifier, name: String) {
        self.id = id
        self.name = name
    }
}

/// Where an organisation stands on a draft.
public struct Stand: Hashable, Sendable {
    public enum State: String, Sendable {
        case agrees
        case asksChange = "asks-change"
        /// What was said, was said of an earlier text or of earlier figures.
        case outdated
        case silent
    }

    public var organisation: CoalitionOrganisation
    public var state: State

    /// The stand of every organisation, in their order.
    ///
    /// A request of one member for a change holds until that member agrees or the text changes, whatever a colleague
    /// says: nobody is voted down within an organisation. Who wrote the text does not agree for the organisation.
    static func all(
        _ organisations: [CoalitionOrganisation], _ opinions: [Opinion], hash: String, editors: [Identifier]
    ) -> [Stand] {
        organisations.map { organisation in
            let said = opinions.filter { $0.organisation == organisation.id }
            let current = said.filter { $0.hash == hash }
            let state: State =
                if current.contains(where: { !$0.agrees }) {
                    .asksChange
                } else if current.contains(where: { !editors.contains($0.member) }) {
                    .agrees
                } else {
                    said.isEmpty ? .silent : .outdated
                }
            return Stand(organisation: organisation, state: state)
        }
    }

    /// The members whose agreement holds: given to exactly this text and these figures, by who did not write them.
    static func agreeing(_ opinions: [Opinion], hash: String, editors: [Identifier]) -> [Identifier] {
        opinions.filter { $0.agrees && $0.hash == hash && !editors.contains($0.member) }.map(\.member)
    }
}

/// A publication that not every organisation of the coalition had agreed to.
public struct Exception: Hashable, Sendable, Codable {
    /// The organisations that had not agreed.
    public var without: [String]
    /// Why it was published all the same.
    public var reason: String

    /// Longest reason, in characters.
    public static let longestReason = 1_000
}

/// A secret link to a draft. Who has it reads along without an account.
public struct PreviewLink: Hashable, Sendable {
    public var id: Identifier
    public var made: Instant
    /// From then on it opens nothing.
    public var ends: Instant
    public var revoked: Instant?

    /// How many days a link may be good for.
    public static let days = 1...60

    public func isOpen(_ now: Instant) -> Bool { revoked == nil && now < ends }
}
