public import Core

/// Who may do something: a small value over what is already loaded, no I/O.
///
/// Policies are combined with `anyOf` and `allOf`, and checked in a service with `require`; a route carries one too, so that
/// nothing is open that nobody opened.
public struct Policy: Sendable {
    public let allows: @Sendable (Actor) -> Bool

    public init(_ allows: @escaping @Sendable (Actor) -> Bool) { self.allows = allows }

    /// Stops whoever may not.
    ///
    /// - Throws: `DirectoryError.signInFirst` for a visitor, `DirectoryError.notAllowed` for a member.
    public func require(_ actor: Actor) throws {
        guard !allows(actor) else { return }
        throw actor == .visitor ? DirectoryError.signInFirst : DirectoryError.notAllowed
    }

    public static func anyOf(_ policies: Policy...) -> Policy {
        Policy { actor in policies.contains { $0.allows(actor) } }
    }

    public static func allOf(_ policies: Policy...) -> Policy {
        Policy { actor in policies.allSatisfy { $0.allows(actor) } }
    }

    /// Open to all.
    public static let everyone = Policy { _ in true }
    /// Vangnet itself only.
    public static let system = Policy { $0 == .system }
    /// Any member, and Vangnet itself.
    public static let signedIn = Policy { $0 != .visitor }
    /// Members who manage the directory.
    public static let administrator = Policy { $0 == .system || $0.member?.isAdministrator == true }
    /// Members of an organisation that is the coalition.
    public static let coalition = Policy { $0 == .system || $0.member?.organisationKind == .coalition }

    /// Members of a desk with this task.
    public static func desk(_ task: DeskTask) -> Policy {
        Policy { $0 == .system || $0.member?.desks.values.contains(task) == true }
    }

    /// Members of this organisation.
    public static func member(of organisation: Identifier) -> Policy {
        Policy { $0 == .system || $0.member?.organisation == organisation }
    }

    /// This member.
    public static func itself(_ member: Identifier) -> Policy {
        Policy { $0 == .system || $0.member?.id == member }
    }

    /// Members who sit at this desk. Not Vangnet itself: without a member there is no key.
    public static func at(_ desk: Identifier) -> Policy {
        Policy { $0.member?.desks[desk] != nil }
    }
}
