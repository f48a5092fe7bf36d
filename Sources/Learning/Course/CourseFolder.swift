import Content

/// The files of a folder with courses, in memory.
public struct CourseFolder: Sendable {
    let files: ContentFiles
    /// The file with telephone numbers, when that is another than `routes.yaml` in the folder.
    let routes: Routes?

    struct Routes: Sendable {
        let path: String
        /// `nil` when it can not be read.
        let text: String?
    }

    init(files: ContentFiles, routes: Routes? = nil) {
        self.files = files
        self.routes = routes
    }

    /// Reads every file below `folder`; `nil` when it can not be read.
    ///
    /// - Parameter routes: see `CourseCheck.init`.
    public init?(_ folder: String, routes: String? = nil) {
        let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        guard let files = try? ContentFiles(folder: folder) else { return nil }
        self.files = files
        self.routes = routes.map { Routes(path: $0, text: (try? ContentFiles.text(ofFile: $0)) ?? nil) }
    }

    /// The same folder, in which the files of one course are others. Sounds of it stay, where `audio.yaml` names them.
    func replacing(_ slug: String, with texts: [String: String]) -> CourseFolder {
        let sounds = Set(
            CourseDraft(slug: slug, texts: texts).audio.compactMap { $0["file"]?.string.map { "\(slug)/audio/\($0)" } })
        var all = files.texts.filter { path, _ in !path.hasPrefix("\(slug)/") || sounds.contains(path) }
        for (path, text) in texts { all["\(slug)/\(path)"] = .some(text) }
        return CourseFolder(files: ContentFiles(folder: files.folder, texts: all), routes: routes)
    }

    /// Only what these courses need.
    func only(_ slugs: Set<String>) -> CourseFolder {
        let texts = files.texts.filter { path, _ in
            !path.contains("/") || slugs.contains(String(path.prefix { $0 != "/" }))
        }
        return CourseFolder(files: ContentFiles(folder: files.folder, texts: texts), routes: routes)
    }

    /// The names of the courses.
    var slugs: Set<String> {
        Set(files.texts.keys.filter { $0.contains("/") }.map { String($0.prefix { $0 != "/" }) })
    }

    /// The texts of one course, by path below its folder; `nil` when there is no such course.
    func draft(_ slug: String) -> CourseDraft? {
        var texts: [String: String] = [:]
        for (path, text) in files.texts where path.hasPrefix("\(slug)/") {
            if case .some(let text) = text { texts[String(path.dropFirst(slug.count + 1))] = text }
        }
        return texts[CourseDraft.coursePath] == nil ? nil : CourseDraft(slug: slug, texts: texts)
    }
}
