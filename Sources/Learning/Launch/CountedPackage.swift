import Core

/// Which package people followed, as it stands in the counts in place of the slug of a course: `pakket/` and which one.
enum CountedPackage: Hashable, Sendable {
    /// One of others that is launched here.
    case launched(Identifier)
    /// A course of ours in a learning platform of others, by its slug.
    case reported(String)
    /// Counted under `pakket` alone, as all of them once were.
    case unknown

    static let name = "pakket"

    /// - Returns: `nil` for the slug of a course.
    init?(counted course: String) {
        let parts = course.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.first == Self.name else { return nil }
        self = parts.count < 2 ? .unknown : Identifier(parts[1]).map { .launched($0) } ?? .reported(parts[1])
    }

    /// What `init(counted:)` reads.
    var course: String {
        switch self {
        case .launched(let package): "\(Self.name)/\(package)"
        case .reported(let slug): "\(Self.name)/\(slug)"
        case .unknown: Self.name
        }
    }
}
