import Archive
import Content
public import Core
import FoundationEssentials
public import Web

/// A course as a file for the learning platform of somebody else: manifest, player and all texts. It asks nothing of any other
/// address than that platform and the one it reports to, if there is one, and it is the same bytes for the same version of the
/// course.
public struct CoursePackage: Sendable {
    public let course: Course
    public let format: PackageFormat
    /// The learner chooses among these; the first is the one the course was written in.
    public let languages: [Language]
    /// Where it tells that somebody began and completed the course; `nil` for nowhere.
    public let report: ReportTarget?

    /// - Parameters:
    ///   - language: the only language in the package; `nil` for all that the public sees.
    ///   - report: where it tells that somebody began and completed the course.
    /// - Throws: `PackageError.noSuchLanguage`, or `tooManyScreens` when the place of a learner would not fit in what a
    ///   platform keeps.
    public init(
        _ course: Course, _ format: PackageFormat, language: Language? = nil, report: ReportTarget? = nil
    ) throws {
        if let language, !course.languages.contains(language) {
            let known = course.languages.map(\.tag).joined(separator: ", ")
            throw PackageError.noSuchLanguage(language.tag, known: known)
        }
        let longest = course.longestPackedState + (report == nil ? 0 : ReportTarget.longestState)
        if let most = format.longestState, longest > most {
            throw PackageError.tooManyScreens(format: format.name)
        }
        self.course = course
        self.format = format
        languages = language.map { [$0] } ?? course.languages
        self.report = report
    }

    /// The name to save it under: `vangnet-receptie-1-scorm12.zip`, with the code of the join that it reports with.
    public var fileName: String {
        let code = report.map { "-\($0.code.text)" } ?? ""
        return "vangnet-\(course.slug)-\(course.version)-\(format.rawValue)\(code).zip"
    }

    /// The file of the player that reports.
    static let reporter = "report.js"

    /// The zip.
    ///
    /// - Throws: `PackageError.noFile`, and what the file system says of audio.
    public func zip(_ player: PlayerFiles, say: @escaping Phrases) throws -> [UInt8] {
        try Zip.bytes(of: files(player, say: say))
    }

    /// The files, the manifest first.
    func files(_ player: PlayerFiles, say: @escaping Phrases) throws -> [(name: String, bytes: [UInt8])] {
        let scripts =
            [
                ("attempt.js", try player("attempt.js")), ("lms.js", try player(format.script)),
                ("player.js", try player("player.js")),
            ] + (report == nil ? [] : [(Self.reporter, try player(Self.reporter))])
        let played = PlayedCourse(course: course, format: format, languages: languages, say: say, report: report)
        let texts =
            [
                ("index.html", try page(try player("index.html"), say)),
                ("course.js", played.script(scripts.map(\.1))),
            ] + scripts
            + [
                ("player.css", try player("player.css")), ("vangnet.css", try player("vangnet.css")),
                ("icon.svg", try player("icon.svg")),
            ]
        let audio = try course.packedAudio(languages).map {
            ($0.pathInPackage, Array(try Data(contentsOf: URL(filePath: $0.path))))
        }
        let files = texts.map { ($0.0, Array($0.1.utf8)) } + audio
        let manifest = Manifest(course: course, languages: languages, files: files.map(\.0)).text(format)
        return [(format.manifest, Array(manifest.utf8))] + files
    }

    /// The page that the player starts in: its few words in the first language, for before the script has run.
    private func page(_ template: String, _ say: Phrases) throws -> String {
        let first = languages[0]
        func word(_ key: String) -> String { say(Text(key), first.interface) }
        let values = [
            "language": first.tag, "direction": first.direction, "title": course.title[first],
            "skips": word("web.skip.label"), "skip": word("web.skip.content"), "bar": word("web.exit.bar"),
            "now": word("web.help.now"), "noscript": word("packages.player.no-script"),
        ]
        let page = values.reduce(template) { $0.replacing("{{\($1.key)}}", with: XML.escaped($1.value)) }
        let script = report == nil ? "" : "<script src=\"\(Self.reporter)\" defer></script>\n"
        return page.replacing("{{report}}", with: script)
    }
}
