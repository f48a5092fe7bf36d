public import Core
public import Directory

extension Policy {
    /// Who looks after courses for all organisations: the training desk and administrators.
    public static let learningDesk = Policy.anyOf(.desk(.training), .administrator)

    /// Who sees the figures of all organisations.
    public static let learningOverview = Policy.anyOf(.learningDesk, .coalition)

    /// Who makes and closes joins of an organisation: its own members, and the training desk for all.
    public static func joins(of organisation: Identifier) -> Policy {
        .anyOf(.member(of: organisation), .learningDesk)
    }

    /// Who sees the figures of an organisation.
    public static func learningFigures(of organisation: Identifier) -> Policy {
        .anyOf(.member(of: organisation), .learningOverview)
    }
}
