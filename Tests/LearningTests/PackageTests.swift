import Content
import Core
import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing
import Web

@testable import Learning

@Suite("A course as a package for a learning platform")
struct PackageTests {
    private static let resources = checkout + "/Resources"
    private let strings: Strings
    private let player: PlayerFiles
    private var say: Phrases { { [strings] in strings($0, $1) } }

    init() throws {
        strings = try Strings(folder: Self.resources + "/strings")
        player = try PlayerFiles(resources: Self.resources)
    }

    /// Those that come with the project, and one with every kind of screen.
    private func courses() throws -> [Course] {
        try CourseLibrary.load(folder: Self.resources + "/courses", routes: Self.resources + "/routes.yaml")
            + [everyKindCourse()]
    }

    @Test("every course exports in every format and language, twice the same")
    func everyCourse() throws {
        for course in try courses() {
            for format in PackageFormat.allCases {
                for language in [nil] + course.languages.map(Optional.some) {
                    let package = try CoursePackage(course, format, language: language)
                    let bytes = try package.zip(player, say: say)
                    #expect(try package.zip(player, say: say) == bytes)
                    // Without sound a course comes quickly over any line.
                    if course.audio.isEmpty { #expect(bytes.count < 400_000, "\(course.slug) \(format)") }
                    let names = try package.files(player, say: say).map(\.name)
                    #expect(names.first == format.manifest && names.contains("index.html"))
                    #expect(Set(names).count == names.count)
                    #expect(names.allSatisfy { !$0.hasPrefix("/") && !$0.contains("..") && !$0.contains("\\") })
                }
            }
        }
    }

    @Test("the place of a learner fits in what SCORM 1.2 keeps")
    func fits() throws {
        for course in try courses() { #expect(course.longestPackedState <= 4096, "\(course.slug)") }
        var course = everyKindCourse()
        course.chapters[0].screens += (0..<1100).map { number in
            let text = Translated(original: .nl, [.nl: "Les", .en: "Lesson"])
            return .lesson(Lesson(id: "les-\(number)", title: text, text: text, sources: [], routes: []))
        }
        #expect(course.longestPackedState > 4096)
        #expect(throws: PackageError.tooManyScreens(format: "SCORM 1.2")) { try CoursePackage(course, .scorm12) }
        #expect(throws: Never.self) { try CoursePackage(course, .scorm2004) }
        #expect(throws: Never.self) { try CoursePackage(course, .cmi5) }
    }

    @Test("screens have keys of four signs, all different, and the same in another version")
    func keys() throws {
        for course in try courses() {
            let keys = ScreenKeys(course)
            #expect(Set(course.screens.map { keys[$0] }).count == course.screens.count)
            #expect(course.screens.allSatisfy { keys[$0].count == ScreenKeys.length })
        }
        let old = ScreenKeys(everyKindCourse())
        let new = ScreenKeys(everyKindCourse(version: 2))
        for screen in everyKindCourse().screens where everyKindCourse(version: 2).screen(screen.id) != nil {
            #expect(old[screen] == new[screen])
        }
    }

    @Test("a language that the course has not, or that nobody reviewed, is refused")
    func languages() throws {
        var course = everyKindCourse()
        course.unreviewed = [Language("pl")]
        for tag in ["pl", "fr"] {
            #expect(throws: PackageError.noSuchLanguage(tag, known: "nl, en")) {
                try CoursePackage(course, .cmi5, language: Language(tag))
            }
        }
        let english = try text("course.js", CoursePackage(course, .cmi5, language: .en))
        #expect(english.contains("Een vader (en)") && !english.contains("Een vader\""))
        #expect(try text("index.html", CoursePackage(course, .cmi5, language: .en)).contains("<html lang=\"en\""))
    }

    @Test("every word the player names is there, in every language")
    func words() throws {
        let script = try text("course.js", CoursePackage(everyKindCourse(), .scorm12))
        let json = try JSONSerialization.jsonObject(with: Data(script.dropFirst("const course = ".count).utf8))
        let words = try #require((json as? [String: Any])?["words"] as? [String: [String: String]])
        #expect(Set(words.keys) == ["nl", "en"])
        let parts = ["learning", "packages", "package-reports", "courses", "exercises", "web"]
        let named = try ["player.js", "attempt.js", "scorm.js", "cmi5.js", "report.js"].flatMap { file in
            try player(file).split(separator: "'").map(String.init).filter { piece in
                parts.contains { piece.hasPrefix($0 + ".") }
                    && !piece.contains(" ")
            }
        }
        #expect(named.count > 60)
        for key in Set(named) {
            let isThere = strings.has(key, .nl) && strings.has(key, .en)
            #expect(isThere, "\(key)")
        }
        for key in ["learning.step.done-one", "learning.step.missed-one", "learning.end.open-one"] {
            #expect(words["en"]?[key] != nil)
        }
    }

    @Test("nothing in the files asks anything of another address by itself")
    func offline() throws {
        for file in ["index.html", "player.css", "vangnet.css", "player.js", "attempt.js", "scorm.js"] {
            let text = try player(file)
            for word in ["http://", "https://", "fetch(", "XMLHttpRequest", "import(", "@import"] {
                // What a link looks like on paper, and how a player knows one, are no requests.
                let isAllowed = word == "http://" || !text.contains(word)
                #expect(isAllowed, "\(file): \(word)")
            }
        }
        #expect(try !player("index.html").contains("//"))
    }

    @Test("the manifests name the course, its version, its languages and every file")
    func manifests() throws {
        let course = everyKindCourse()
        for format in PackageFormat.allCases {
            let package = try CoursePackage(course, format)
            let xml = try text(format.manifest, package)
            #expect(xml.contains("Alles &amp; meer") && xml.contains("Een cursus met &lt;alles&gt;. (en)"))
            #expect(xml.contains(format == .cmi5 ? "version=1" : "version=\"1\""))
            guard format != .cmi5 else { continue }
            for name in try package.files(player, say: say).map(\.name).dropFirst() {
                #expect(xml.contains("<file href=\"\(name)\"/>"), "\(name)")
            }
        }
        let cmi5 = try text("cmi5.xml", CoursePackage(course, .cmi5))
        #expect(cmi5.contains("moveOn=\"Completed\"") && !cmi5.contains("masteryScore"))
        #expect(course.iri != course.auIRI && course.iri == everyKindCourse(version: 2).iri)
        #expect(course.iri.hasPrefix("urn:uuid:") && course.iri.count == 45)
    }

    @Test("audio goes along where it reads the text as it is, in the languages of the package")
    func audio() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/welkom.mp3"
            try Data([1, 2, 3]).write(to: URL(filePath: path))
            var course = everyKindCourse()
            course.audio = [
                CourseAudio(screen: "welkom", language: .nl, voice: .computer, path: path, isStale: false),
                CourseAudio(screen: "welkom", language: .en, voice: .recorded, path: path, isStale: false),
                CourseAudio(screen: "vader", language: .nl, voice: .recorded, path: path, isStale: true),
            ]
            let files = try CoursePackage(course, .scorm12, language: .nl).files(player, say: say)
            #expect(files.filter { $0.name.hasPrefix("audio/") }.map(\.name) == ["audio/nl/welkom.mp3"])
            #expect(files.last?.bytes == [1, 2, 3])
            #expect(try text("course.js", CoursePackage(course, .scorm12)).contains("audio/en/welkom.mp3"))
        }
    }

    private func text(_ name: String, _ package: CoursePackage) throws -> String {
        let file = try #require(try package.files(player, say: say).first { $0.name == name })
        return String(decoding: file.bytes, as: UTF8.self)
    }
}

@Suite("The page with packages")
struct PackagePageTests {
    @Test("a member downloads a course; a visitor signs in first", arguments: testEngines)
    func download(engine: Engine) async throws {
        try await World.on(engine) { world in
            let member = world.member(of: world.hotel)
            try await world.serve(sessions: ["t": member, "d": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                let page = try await visitor.get("/werk/leren/pakketten")
                // Nobody is sent to a page that is closed to them.
                let (records, tell) = ("href=\"/werk/leren/deelnames\"", "Geef het aantal dan door aan de coalitie")
                #expect(page.says(tell) && !page.says(records))
                let desk = try await Visitor(client, session: "d").get("/werk/leren/pakketten")
                #expect(desk.says(records) && !desk.says(tell))
                for format in PackageFormat.allCases {
                    let path = "/werk/leren/pakketten/receptie/\(format.rawValue)"
                    #expect(page.says("href=\"\(path)\""))
                    let file = try await visitor.get(path)
                    #expect(file.status == 200 && file.headers[.contentType] == "application/zip")
                    #expect(file.headers[.contentDisposition]?.contains("-receptie-3-\(format.rawValue).zip") == true)
                    #expect(file.body.hasPrefix("PK"))
                }
                #expect(try await visitor.get("/werk/leren/pakketten/receptie/aicc").status == 404)
                #expect(try await visitor.get("/werk/leren/pakketten/nergens/cmi5").status == 404)
                let stranger = try await Visitor(client).get("/werk/leren/pakketten/receptie/cmi5")
                #expect(stranger.status != 200 && !stranger.body.hasPrefix("PK"))
            }
        }
    }
}
