import Content
import Core
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// A course on somebody's own phone: its page, its files, and where what was done without network arrives.
struct OfflinePages: Sendable {
    let learning: Learning

    /// Most bytes of what a browser sends at once.
    private static let bodyLimit = 256 << 10

    var routes: [Web.Route] {
        let course = "/leren/:slug/onderweg"
        let sample = "/leren/receptie/onderweg"
        return [
            .page(course, access: .everyone, sample: sample, play),
            .data("\(course)/cursus.js", access: .everyone, sample: "\(sample)/cursus.js", script),
            .data("\(course)/lijst", access: .everyone, sample: "\(sample)/lijst", list),
            .api("\(course)/stand", receive),
            .page("/onderweg", access: .everyone, device),
            .action("/onderweg", access: .everyone, bodyLimit: 16 << 10, change),
        ]
    }

    // MARK: The course

    private func play(_ visit: Visit) throws -> Response {
        let course = try learning.context.course(visit["slug"])
        let page = OfflineCoursePage(course, script: try address(of: course, visit), in: visit)
        return try visit.page(
            page, title: course.title[visit.language], .init(hasQuickExit: true, hasLanguageLinks: false))
    }

    private func script(_ visit: Visit) throws -> Response {
        let course = try learning.context.course(visit["slug"])
        let player = learning.context.player
        let scripts = try ["attempt.js", "store.js", "offline.js", "player.js"].map { try player($0) }
        let strings = visit.site.strings
        let played = PlayedCourse(
            course: course, languages: visit.playedLanguages(of: course), say: { strings($0, $1) },
            address: { AudioPages.address($0, of: course) })
        let text = (["'use strict'", played.script(scripts)] + scripts).joined(separator: "\n")
        var response = visit.data(Array(text.utf8), type: "text/javascript; charset=utf-8")
        response.headers[.cacheControl] = "no-cache"
        return response
    }

    private func address(of course: Course, _ visit: Visit) throws -> String {
        visit.link("/leren/\(course.slug)/onderweg/cursus.js") + "?v=" + learning.keptVersion(of: course, visit)
    }

    /// What a browser keeps of a course: the page comes last, so that a course whose page is there is there as a whole.
    private func list(_ visit: Visit) throws -> Response {
        let course = try learning.context.course(visit["slug"])
        let assets = visit.site.assets
        let page = visit.link("/leren/\(course.slug)/onderweg")
        let audio = course.packedAudio(visit.playedLanguages(of: course))
        let bytes = try audio.reduce(0) {
            $0 + (try FileManager.default.attributesOfItem(atPath: $1.path)[.size] as? Int ?? 0)
        }
        let files =
            ["vangnet.css", "vangnet.js", "icon.svg"].map { assets.address(of: $0) } + [try address(of: course, visit)]
            + [page]
        let list = JSON.members([
            "version": .string(learning.keptVersion(of: course, visit)),
            "files": .array(files.map { .string($0) }),
            "audio": .array(audio.map { .string(AudioPages.address($0, of: course)) }), "audioBytes": .int(bytes),
        ])
        var response = visit.data(Array(list.text.utf8), type: "application/json")
        response.headers[.cacheControl] = "no-cache"
        return response
    }

    // MARK: Arrival

    /// What was done without network; an empty list asks how the attempt stands, and none is an answer to that. The cookie tells
    /// whose it is.
    private func receive(_ visit: Visit) async throws -> Response {
        guard visit.request.method == .post else {
            return Response(status: .methodNotAllowed, headers: [.allow: "POST"])
        }
        try Security.checkOrigin(of: visit.request)
        let language = Language.all.first { $0.tag == visit.query["taal"] } ?? .nl
        var asksOnly = false
        do {
            try await learning.context.shelf.follow()
            let course = try learning.context.course(visit["slug"])
            let batch = try await batch(visit)
            asksOnly = batch.deeds.isEmpty
            let token = visit.learnerCookie[course: course.slug]
            let arrival = try await learning.offline.receive(
                batch, token: token, course: course.slug, language: language)
            if let token { try await learning.tellEmployer(arrival.learner, token: token, visit) }
            return Self.answer(arrival.json(course), .ok)
        } catch OfflineError.noAttempt where asksOnly {
            let sentence = visit.site.strings(OfflineError.noAttempt.text, language)
            return Self.answer(.members(["error": .string(sentence)]), .ok)
        } catch let error as any UserError where error.status < 500 {
            let sentence = visit.site.strings(error.text, language)
            return Self.answer(.members(["error": .string(sentence)]), .init(code: error.status))
        }
    }

    private func batch(_ visit: Visit) async throws -> OfflineBatch {
        let bytes: [UInt8]
        do {
            bytes = try await visit.body(upTo: Self.bodyLimit)
        } catch WebError.tooLarge {
            throw OfflineError.tooMany(most: OfflineBatch.most)
        }
        return try OfflineBatch(json: bytes)
    }

    private static func answer(_ json: JSON, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: json.text)))
    }

    // MARK: The device

    private func device(_ visit: Visit) throws -> Response {
        try visit.page(DevicePage(in: visit), title: visit.text("offline.device.title"), .init(hasQuickExit: true))
    }

    /// Takes all courses from the device, or has them kept again. With a script the browser empties itself before; without one it
    /// is told to.
    private func change(_ visit: Visit) throws -> Response {
        if visit.form["doe"] == "aan" {
            var response = visit.redirect(to: "/onderweg", notice: "offline.notices.kept-again")
            response.setCookie(Self.refusal, "", seconds: 0, strict: false)
            return response
        }
        var response = visit.redirect(to: "/onderweg", notice: "offline.notices.cleared")
        response.headers[HTTPField.Name("Clear-Site-Data")!] = "\"cache\", \"storage\""
        response.setCookie(Self.refusal, "nee", seconds: Attempts.retentionDays * 86_400, strict: false)
        if visit.form["plek"] == "ja" {
            for name in [LearnerCookie.name, RosterCookie.name] {
                response.setCookie(name, "", seconds: 0, strict: false)
            }
        }
        return response
    }

    /// The cookie of who wants no courses on this device.
    static let refusal = "__Host-onderweg"
}

extension Learning {
    /// Another one whenever what a browser keeps of the course is another: its version, the player, the style, the sentences.
    func keptVersion(of course: Course, _ visit: Visit) -> String {
        let assets = visit.site.assets
        let parts =
            [course.slug, "\(course.version)", visit.language.tag, context.player.version, visit.site.strings.version]
            + ["vangnet.css", "vangnet.js", "icon.svg"].map { assets.address(of: $0) }
        return String(secretHash(parts.joined(separator: "\n")).prefix(12))
    }
}

extension OfflineDeeds.Arrival {
    /// How the attempt stands, for the player in the browser.
    fileprivate func json(_ course: Course) -> JSON {
        func list(_ ids: some Sequence<String>) -> JSON { .array(ids.map { .string($0) }) }
        func members<Value>(_ values: [String: Value], _ json: (Value) -> JSON) -> JSON {
            .object(values.sorted { $0.key < $1.key }.map { JSON.Member(name: $0.key, value: json($0.value)) })
        }
        let state = learner.attempt
        let finished = course.screens.filter { $0.exercise != nil && state.isDone($0) }.map(\.id)
        return .members([
            "outdated": list(outdated),
            "place": .members([
                "course": .string(course.slug), "attempt": .string(attempt), "version": .int(course.version),
                "language": .string(learner.language.tag), "position": .string(state.position),
                "seen": list(state.seen.sorted()), "finished": list(finished), "aside": list(state.putAside.sorted()),
                "answers": members(state.answers) { list($0.last) },
                "stories": members(state.stories) {
                    .members(["judged": list($0.judged.sorted()), "stops": list($0.stops.sorted())])
                },
                "isComplete": .bool(learner.completion != nil),
            ]),
        ])
    }
}

extension Visit {
    /// The languages in which a course is kept on a phone that shows the pages in this one: this one, and those that no page
    /// is in.
    fileprivate func playedLanguages(of course: Course) -> [Language] {
        let own = course.languages.contains(language) ? language : course.languages[0]
        return [own] + course.languages.filter { !Language.all.contains($0) && $0 != own }
    }
}

/// What a step says about keeping the course on the device; a script fills it in.
struct KeptModel: Sendable {
    /// The address of the script.
    let script: String
    let slug: String
    let version: String
    /// Whether the browser keeps it without being asked.
    let isAutomatic: Bool

    /// `nil` for who reads in a language that is not kept.
    init?(_ course: Course, reading language: Language, _ learning: Learning, in visit: Visit) {
        guard visit.playedLanguages(of: course).contains(language) else { return nil }
        script = visit.site.assets.address(of: "keep.js")
        slug = course.slug
        version = learning.keptVersion(of: course, visit)
        isAutomatic = visit.cookie(OfflinePages.refusal) == nil
    }
}

/// `/leren/:slug/onderweg`.
struct OfflineCoursePage: Page {
    static let template = "learning/offline"
    let slug: String
    let title: String
    let mark: LanguageMark?
    let script: String
    let help: [Hotline]

    init(_ course: Course, script: String, in visit: Visit) {
        slug = course.slug
        title = course.title[visit.language]
        mark = visit.mark(course.title, reading: visit.language)
        self.script = script
        help = course.helpForYourself(visit.language)
    }
}

/// `/onderweg`.
struct DevicePage: Page {
    static let template = "learning/device"
    let script: String
    let isRefused: Bool

    init(in visit: Visit) {
        script = visit.site.assets.address(of: "keep.js")
        isRefused = visit.cookie(OfflinePages.refusal) != nil
    }
}
