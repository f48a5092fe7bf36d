public import Core

/// What can go wrong with rosters and sites of an employer that a person can do something about.
public enum RosterError: UserError, Equatable {
    /// Nobody with this identifier on a roster that the actor may see.
    case noSuchPerson
    /// The own code of a person of a roster that is no longer good, or was copied wrong.
    case noSuchPersonCode
    case noRoster
    /// A file that waited to be confirmed: taken over, replaced by another, or gone.
    case noSuchUpload
    /// The roster is no longer the one that a file was held against.
    case rosterChanged
    case noSuchSite
    /// The organisation has a site of this name.
    case siteTaken
    case siteHasPeople
    /// Of the situations before or after a course, one has no answer.
    case situationsIncomplete

    public var status: Int {
        switch self {
        case .noSuchPerson, .noSuchPersonCode, .noRoster, .noSuchSite: 404
        case .noSuchUpload, .rosterChanged, .siteTaken, .siteHasPeople: 409
        case .situationsIncomplete: 422
        }
    }

    public var text: Text {
        switch self {
        case .noSuchPerson: Text("roster.error.no-such-person")
        case .noSuchPersonCode: Text("roster.error.no-such-person-code")
        case .noRoster: Text("roster.error.no-roster")
        case .noSuchUpload: Text("roster.error.no-such-upload")
        case .rosterChanged: Text("roster.error.roster-changed")
        case .noSuchSite: Text("roster.error.no-such-site")
        case .siteTaken: Text("roster.error.site-taken")
        case .siteHasPeople: Text("roster.error.site-has-people")
        case .situationsIncomplete: Text("roster.error.situations-incomplete")
        }
    }

    public var field: String? {
        switch self {
        case .siteTaken: "name"
        default: nil
        }
    }
}
