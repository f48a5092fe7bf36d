public import Content
public import Core

/// The courses of an installation, from a folder such as `Resources/courses`. The guide `docs/guides/courses.md` tells how
/// the files are written.
public enum CourseLibrary {
    /// The courses below `folder`, by slug.
    ///
    /// - Parameter routes: see `CourseCheck.init`.
    /// - Throws: `CourseLibraryError` with every mistake in every file: a course with a mistake is not shown to anybody.
    public static func load(folder: String, routes: String? = nil) throws -> [Course] {
        try open(folder: folder, routes: routes).courses
    }

    /// As `load`, with the files that were read, for who also writes courses.
    public static func open(
        folder: String, routes: String? = nil
    ) throws -> (courses: [Course], files: CourseFolder?) {
        let files = CourseFolder(folder, routes: routes)
        let check = files.map { CourseCheck($0) } ?? CourseCheck(folder: folder, routes: routes)
        guard check.findings.isEmpty else { throw CourseLibraryError(findings: check.findings) }
        return (check.courses, files)
    }
}

/// What `vangnet content check` tells about a folder with courses.
public struct CourseCheck: Sendable {
    /// The courses without a mistake, by slug.
    public let courses: [Course]
    /// The routes without a mistake, in the order of `routes.yaml`.
    public let routes: [HelpRoute]
    /// All mistakes, by file and line. Empty: the server starts.
    public let findings: [ContentFinding]

    /// Reads every file below `folder`.
    ///
    /// - Parameter routes: the path of the file with telephone numbers, which courses share with advice; without it that is
    ///   `routes.yaml` in the folder.
    public init(folder: String, routes: String? = nil) {
        guard let read = CourseFolder(folder, routes: routes) else {
            let text = Text("content.check.no-folder", ["folder": folder])
            self.init(courses: [], routes: [], findings: [ContentFinding(file: folder, line: 1, text: text)])
            return
        }
        self.init(read)
    }

    /// The same of files that were read already.
    init(_ folder: CourseFolder) {
        let files = folder.files
        let findings = Findings()
        let routes = Self.routes(in: folder, findings)
        let borrowed = Findings()
        let slugs = Set(files.texts.keys.filter { $0.contains("/") }.map { String($0.prefix { $0 != "/" }) }).sorted()
        let languages = slugs.reduce(into: [:]) { $0[$1] = CourseReader.languages(of: $1, in: files) }
        var readers: [CourseReader] = []
        var courses: [Course] = []
        for slug in slugs {
            var reader = CourseReader(
                files: files, slug: slug, routes: routes, languagesBySlug: languages, findings: findings,
                borrowed: borrowed)
            if let course = reader.course() { courses.append(course) }
            readers.append(reader)
        }
        // A file that its own course names is told of there; what only others borrow would go untold.
        for finding in Set(borrowed.all).subtracting(findings.all) {
            findings.add(finding.text, at: Place(file: finding.file, line: finding.line))
        }
        Self.reportUnused(readers, files, findings)
        for path in files.texts.keys.sorted() where !path.contains("/") && path != RouteReader.path {
            findings.add("unused-file", at: Place(file: files.path(path), line: 1))
        }
        self.init(courses: Self.withBorrowedAudio(courses), routes: routes.good, findings: findings.all)
    }

    private static func reportUnused(_ readers: [CourseReader], _ files: ContentFiles, _ findings: Findings) {
        let used = readers.reduce(into: Set<String>()) { $0.formUnion($1.used) }
        let naming = Set(readers.filter(\.namesItsFiles).map(\.slug))
        for path in files.texts.keys.sorted() where path.contains("/") && !used.contains(path) {
            guard naming.contains(String(path.prefix { $0 != "/" })) else { continue }
            findings.add("unused-file", at: Place(file: files.path(path), line: 1))
        }
    }

    /// A screen from another course is read aloud there.
    private static func withBorrowedAudio(_ courses: [Course]) -> [Course] {
        courses.map { course in
            var course = course
            for (screen, slug) in course.origins.sorted(by: { $0.key < $1.key }) {
                let languages = course.languages + course.unreviewed
                course.audio += (courses.first { $0.slug == slug }?.audio ?? [])
                    .filter { $0.screen == screen && languages.contains($0.language) }
            }
            return course
        }
    }

    private static func routes(in folder: CourseFolder, _ findings: Findings) -> RouteReader.Routes {
        let files = folder.files
        if let routes = folder.routes {
            guard let text = routes.text else {
                findings.add("no-file", ["file": routes.path], at: Place(file: routes.path, line: 1))
                return RouteReader.Routes()
            }
            return RouteReader(file: routes.path, findings: findings).routes(in: text)
        }
        // A folder without the file has no routes.
        guard let text = files.texts[RouteReader.path] else { return RouteReader.Routes() }
        return RouteReader(file: files.path(RouteReader.path), findings: findings).routes(in: text)
    }

    private init(courses: [Course], routes: [HelpRoute], findings: [ContentFinding]) {
        self.courses = courses
        self.routes = routes
        self.findings = findings.inOrder
    }

    /// What an editor should know and that does not stop the server: reviews that are waiting, and what no person has
    /// checked within a year before `today`.
    public func notices(on today: Day) -> [Text] {
        courses.flatMap { $0.notices(on: today) }
            + routes.compactMap { route in
                Text.notice(
                    "route", ["route": route.id, "number": route.address], checked: route.verifiedOn, on: today)
            }
    }

    /// The whole answer in lines: first every mistake as `file:line: message`, then the notices, then how it ends.
    ///
    /// - Parameter say: gives the sentence of a text in the language asked for.
    public func report(on today: Day, _ say: (Text) -> String) -> String {
        let notices = notices(on: today).map { "- " + say($0) }
        let key = findings.isEmpty ? "good" : findings.count == 1 ? "bad-one" : "bad"
        let counts = ["courses": String(courses.count), "count": String(findings.count)]
        return (findings.map { $0.line(say) } + notices + [say(Text("content.check.\(key)", counts))])
            .joined(separator: "\n")
    }
}

extension Course {
    /// What an editor of this course should know; see `CourseCheck.notices`.
    public func notices(on today: Day) -> [Text] {
        let reviews = [("police", review.police), ("care", review.care), ("survivors", review.survivors)]
        return reviews.filter { $0.1 == .waiting }
            .map { Text("courses.notice.review-\($0.0)", ["course": slug]) }
            + sources.compactMap {
                Text.notice("source", ["course": slug, "source": $0.id], checked: $0.checked, on: today)
            } + factNotices + audioNotices
    }

    private var factNotices: [Text] {
        let waiting = facts.count { $0.review.isWaiting }
        let told = Set(facts.map(\.screen))
        let untold = screens.filter {
            $0.kind == .lesson && !$0.sources.isEmpty && origins[$0.id] == nil && !told.contains($0.id)
        }
        let names = untold.map(\.id).joined(separator: ", ")
        return
            (waiting == 0
            ? []
            : [Text("exercises.notice.facts-waiting", ["course": slug, "count": "\(waiting)", "of": "\(facts.count)"])])
            + (untold.isEmpty
                ? []
                : [Text("exercises.notice.no-fact", ["course": slug, "screens": names])])
    }

    private var audioNotices: [Text] {
        audio.filter { $0.isStale && origins[$0.screen] == nil }.map {
            Text(
                "exercises.notice.stale-audio",
                [
                    "course": slug, "screen": $0.screen, "language": $0.language.tag,
                    "hash": screen($0.screen)?.spokenHash(in: $0.language) ?? "",
                ])
        }
    }
}

extension Text {
    /// A notice for what was never checked, or longer than a year ago; `nil` for what was.
    fileprivate static func notice(
        _ key: String, _ arguments: [String: String], checked: Day?, on today: Day
    ) -> Text? {
        guard let checked else { return Text("courses.notice.\(key)-never", arguments) }
        guard checked < today.adding(days: -365) else { return nil }
        return Text("courses.notice.\(key)-old", arguments.merging(["date": checked.description]) { $1 })
    }
}
