/// How a course goes into the learning platform of somebody else.
public enum PackageFormat: String, Hashable, Sendable, CaseIterable {
    case cmi5
    /// SCORM 2004 4th edition.
    case scorm2004
    case scorm12

    /// As the standard calls itself.
    public var name: String {
        switch self {
        case .cmi5: "cmi5"
        case .scorm2004: "SCORM 2004"
        case .scorm12: "SCORM 1.2"
        }
    }

    /// The file in the root of the package by which a platform knows it.
    var manifest: String { self == .cmi5 ? "cmi5.xml" : "imsmanifest.xml" }

    /// The file of `Resources/packages` that speaks with the platform.
    var script: String { self == .cmi5 ? "cmi5.js" : "scorm.js" }

    /// The longest state that a platform has to keep, in characters: `cmi.suspend_data` in SCORM; a document of cmi5 has no
    /// limit.
    var longestState: Int? {
        switch self {
        case .cmi5: nil
        case .scorm2004: 64_000
        case .scorm12: 4096
        }
    }
}
