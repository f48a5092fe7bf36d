import Core
import XAPI

/// What a package tells of one learner: no name, no answers.
struct PackageReport: Hashable, Sendable {
    enum Event: String, Sendable {
        /// The first screen was left.
        case begun
        case completed
    }

    /// The random UUID of the learner's way through the course.
    let attempt: Identifier
    let event: Event
    /// As the package carries it; whether it is one is seen later.
    let code: String
    /// The slug.
    let course: String
    let version: Int
    let language: Language
    let format: PackageFormat

    /// Reads what `Resources/packages/report.js` sends: an object with exactly these members.
    ///
    /// - Throws: `PackageReportError.unreadable`.
    init(reading body: [UInt8]) throws {
        guard let members = (try? JSONValue(reading: body))?.object, members.members.count == Self.names.count else {
            throw PackageReportError.unreadable
        }
        let texts = Self.names.compactMap { members[$0]?.string }
        guard texts.count == Self.names.count - 1, case .number(let number) = members["version"],
            let attempt = Identifier(texts[0]), let event = Event(rawValue: texts[1]), let version = Int(number),
            let format = PackageFormat(rawValue: texts[5])
        else { throw PackageReportError.unreadable }
        (self.attempt, self.event, self.version, self.format) = (attempt, event, version, format)
        (code, course, language) = (texts[2], texts[3], Language(texts[4]))
    }

    /// Texts, and the version as a number.
    private static let names = ["attempt", "event", "code", "course", "language", "format", "version"]

    /// Most bytes of a report. One takes about 200.
    static let largest = 2048
}

/// Why a report of a package is not taken. The package shows none of it: it reads the status, and its maker the sentence.
enum PackageReportError: UserError, Hashable {
    /// Not sent as JSON.
    case noJSON
    /// Not the members that a report has.
    case unreadable
    /// A version or language of the course that there never was here.
    case noSuchVersion
    /// The code is for another course.
    case otherCourse
    /// The attempt is known, of other people or in another course.
    case otherAttempt
    /// So many from one network that they wait.
    case tooMany(seconds: Int)

    var status: Int {
        switch self {
        case .noJSON: 415
        case .unreadable: 400
        case .noSuchVersion, .otherCourse: 422
        case .otherAttempt: 409
        case .tooMany: 429
        }
    }

    var text: Text {
        switch self {
        case .noJSON: Text("package-reports.error.no-json")
        case .unreadable: Text("package-reports.error.unreadable")
        case .noSuchVersion: Text("package-reports.error.no-such-version")
        case .otherCourse: Text("package-reports.error.other-course")
        case .otherAttempt: Text("package-reports.error.other-attempt")
        case .tooMany: Text("package-reports.error.too-many")
        }
    }

    var retryAfter: Int? { if case .tooMany(let seconds) = self { seconds } else { nil } }
}
