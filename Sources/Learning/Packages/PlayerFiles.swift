import Content

/// The files of the player that goes along with a course: `Resources/packages`, what it needs on a phone without network
/// (`Resources/offline`), and the style of the site.
public struct PlayerFiles: Sendable {
    private let texts: [String: String]
    /// Another one when any of the files is another.
    let version: String

    /// None: for tests that export nothing.
    public init() { self.init(texts: [:]) }

    private init(texts: [String: String]) {
        self.texts = texts
        let all = texts.sorted { $0.key < $1.key }.map { "\($0.key)\n\($0.value)" }
        version = String(secretHash(all.joined(separator: "\n")).prefix(12))
    }

    /// Reads them below a folder `Resources`.
    ///
    /// - Throws: `PackageError.noFile`.
    public init(resources: String) throws {
        var texts: [String: String] = [:]
        for name in [
            "index.html", "player.css", "player.js", "attempt.js", "scorm.js", "cmi5.js", CoursePackage.reporter,
        ] {
            texts[name] = try Self.text(resources + "/packages/" + name)
        }
        for name in ["store.js", "offline.js", "worker.js"] {
            texts[name] = try Self.text(resources + "/offline/" + name)
        }
        for name in ["vangnet.css", "icon.svg"] { texts[name] = try Self.text(resources + "/public/" + name) }
        self.init(texts: texts)
    }

    private static func text(_ path: String) throws -> String {
        guard let text = try? ContentFiles.text(ofFile: path) else { throw PackageError.noFile(path) }
        return text
    }

    /// The text of a file.
    ///
    /// - Throws: `PackageError.noFile` when it was not read.
    func callAsFunction(_ name: String) throws -> String {
        guard let text = texts[name] else { throw PackageError.noFile(name) }
        return text
    }
}
