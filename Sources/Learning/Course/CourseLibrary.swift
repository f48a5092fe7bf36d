public import Core

/// The courses of an installation, from a folder such as `Resources/courses`. The guide `docs/guides/courses.md` tells how
/// the files are written.
public enum CourseLibrary {
    /// The courses below `folder`, by slug.
    ///
    /// - Throws: `CourseLibraryError` with every mistake in every file: a course with a mistake is not shown to anybody.
    public static func load(folder: String) throws -> [Course] {
        let check = CourseCheck(folder: folder)
        guard check.findings.isEmpty else { throw CourseLibraryError(findings: check.findings) }
        return check.courses
    }
}

/// What `vangnet content check` tells about a folder with courses.
public struct CourseCheck: Sendable {
    /// The courses without a mistake, by slug.
    public let courses: [Course]
    /// The routes without a mistake, in the order of `routes.yaml`.
    public let routes: [HelpRoute]
    /// All mistakes, by file and line. Empty: the server starts.
    public let findings: [CourseFinding]

    /// Reads every file below `folder`.
    public init(folder: String) {
        let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        guard let files = try? CourseFiles(folder: folder) else {
            let text = Text("courses.check.no-folder", ["folder": folder])
            self.init(courses: [], routes: [], findings: [CourseFinding(file: folder, line: 1, text: text)])
            return
        }
        let findings = Findings()
        let routes = RouteReader(files: files, findings: findings).routes()
        var courses: [Course] = []
        for slug in Set(files.texts.keys.filter { $0.contains("/") }.map { String($0.prefix { $0 != "/" }) }).sorted() {
            var reader = CourseReader(files: files, slug: slug, routes: routes, findings: findings)
            if let course = reader.course() { courses.append(course) }
        }
        for path in files.texts.keys.sorted() where !path.contains("/") && path != RouteReader.path {
            findings.add("unused-file", at: Place(file: files.path(path), line: 1))
        }
        self.init(courses: courses, routes: routes.good, findings: findings.all)
    }

    private init(courses: [Course], routes: [HelpRoute], findings: [CourseFinding]) {
        self.courses = courses
        self.routes = routes
        self.findings = findings.enumerated()
            .sorted { ($0.element.file, $0.element.line, $0.offset) < ($1.element.file, $1.element.line, $1.offset) }
            .map(\.element)
    }

    /// What an editor should know and that does not stop the server: reviews that are waiting, and what no person has
    /// checked within a year before `today`.
    public func notices(on today: Day) -> [Text] {
        courses.flatMap { $0.notices(on: today) }
            + routes.compactMap { route in
                Text.notice("route", ["route": route.id, "number": route.number], checked: route.checked, on: today)
            }
    }

    /// The whole answer in lines: first every mistake as `file:line: message`, then the notices, then how it ends.
    ///
    /// - Parameter say: gives the sentence of a text in the language asked for.
    public func report(on today: Day, _ say: (Text) -> String) -> String {
        let notices = notices(on: today).map { "- " + say($0) }
        let key = findings.isEmpty ? "good" : findings.count == 1 ? "bad-one" : "bad"
        let counts = ["courses": String(courses.count), "count": String(findings.count)]
        return (findings.map { $0.line(say) } + notices + [say(Text("courses.check.\(key)", counts))])
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

/// Reads `routes.yaml`: telephone numbers, shared by all courses so that a changed number is changed in one place.
struct RouteReader {
    static let path = "routes.yaml"
    let files: CourseFiles
    let findings: Findings

    struct Routes {
        /// Those without a mistake.
        var good: [HelpRoute] = []
        /// The names of all: who refers to one with a mistake in it makes no mistake.
        var names: [String] = []
    }

    /// What the file holds. A folder without the file has no routes.
    func routes() -> Routes {
        guard let text = files.texts[Self.path] else { return Routes() }
        let name = files.path(Self.path)
        guard let text else {
            findings.add("not-utf8", at: Place(file: name, line: 1))
            return Routes()
        }
        guard let file = Field(parsing: text, file: name, findings: findings),
            let fields = file.fields(required: ["languages", "routes"])
        else { return Routes() }
        let languages = fields["languages"].flatMap(CourseReader.languages) ?? []
        let good = fields["routes"]?.list()?.compactMap { route($0, languages) }
        fields["routes"]?.reportDuplicates("id")
        return Routes(good: good ?? [], names: fields["routes"]?.all("id") ?? [])
    }

    private func route(_ field: Field, _ languages: [Language]) -> HelpRoute? {
        guard
            let fields = field.fields(
                required: ["id", "name", "when", "number", "checked"], optional: ["note", "source"])
        else { return nil }
        let id = fields["id"]?.identifier()
        let name = fields["name"]?.translated(in: languages)
        let when = fields["when"]?.translated(in: languages)
        let number = fields["number"].flatMap(number)
        let note = fields["note"].map { $0.translated(in: languages) }
        let source = fields["source"].map { $0.address() }
        let checked = fields["checked"].flatMap(CourseReader.checked)
        guard let id, let name, let when, let number, let checked else { return nil }
        return HelpRoute(
            id: id, name: name, when: when, number: number, note: note ?? nil, source: source ?? nil, checked: checked)
    }

    private func number(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x20, 0x2B, 0x2D].contains($0) }),
            text.utf8.contains(where: { $0 > 0x2F })
        else {
            field.report("telephone", ["value": text])
            return nil
        }
        return text
    }
}
