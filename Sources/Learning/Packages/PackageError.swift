public import Core

/// Why a course does not become a package.
public enum PackageError: UserError, Hashable {
    /// There is no such course; `known` are those there are.
    case noSuchCourse(String, known: String)
    /// The course has no such language, or nobody has reviewed it yet; `known` are those it has.
    case noSuchLanguage(String, known: String)
    /// The place of a learner does not fit in what the format keeps.
    case tooManyScreens(format: String)
    /// A file of the player is not in `Resources`.
    case noFile(String)
    /// Of the address to report to and the code, only one was given.
    case reportIncomplete
    /// Not an address that a package can report to.
    case reportAddress(String)
    /// Not a code of a join, or one with a wrong sign.
    case reportCode
    /// The code is for another course.
    case reportOtherCourse

    public var status: Int {
        switch self {
        case .noSuchCourse, .noSuchLanguage: 404
        case .tooManyScreens, .reportIncomplete, .reportAddress, .reportCode, .reportOtherCourse: 422
        case .noFile: 500
        }
    }

    public var text: Text {
        switch self {
        case .noSuchCourse(let slug, let known):
            Text("packages.error.no-such-course", ["course": slug, "known": known])
        case .noSuchLanguage(let tag, let known):
            Text("packages.error.no-such-language", ["language": tag, "known": known])
        case .tooManyScreens(let format): Text("packages.error.too-many-screens", ["format": format])
        case .noFile(let path): Text("packages.error.no-file", ["file": path])
        case .reportIncomplete: Text("package-reports.export.incomplete")
        case .reportAddress(let address): Text("package-reports.export.address", ["address": address])
        case .reportCode: Text("package-reports.export.code")
        case .reportOtherCourse: Text("package-reports.export.other-course")
        }
    }
}
