import Core
import Directory
import HTTPTypes
import Hummingbird
import NIOCore
import Web
import XAPI

/// How a learner follows a package of others, and how its units get their tokens.
struct LaunchPages: Sendable {
    let learning: Learning

    static let fetchPath = "/cmi5/sleutel"

    private var launches: Launches { learning.recordStore.launches }

    var routes: [Web.Route] {
        let sample = "/pakket/\(Learning.demoPackage)"
        return [
            .page("/pakket/:code", access: .everyone, sample: sample) { try await show($0) },
            .action("/pakket/:code", access: .everyone, bodyLimit: 16 << 10, launch),
            .page("/pakket/:code/terug", access: .everyone, sample: sample + "/terug", back),
            .api("\(Self.fetchPath)/:key", fetch),
        ]
    }

    private func token(_ package: LaunchPackage, _ visit: Visit) -> AttemptToken? {
        visit.learnerCookie[course: package.cookieKey]
    }

    private func show(_ visit: Visit) async throws -> Response {
        let package = try await launches.open(visit["code"])
        return try await show(package, visit)
    }

    private func show(_ package: LaunchPackage, _ visit: Visit) async throws -> Response {
        let organisation = try await learning.context.organisations.find(.visitor, id: package.organisation)
        var progress: CourseProgress?
        if let token = token(package, visit) { progress = try await launches.progress(token, in: package) }
        let page = LaunchPage(package, progress, organisation: organisation.name, in: visit)
        return try visit.page(
            page, title: package.structure.title[visit.language],
            .init(hasQuickExit: true, isPrivate: progress != nil))
    }

    /// Begins the package when the learner is new to it, and a unit of it.
    private func launch(_ visit: Visit) async throws -> Response {
        let package = try await launches.open(visit["code"])
        guard let place = Int(visit.form["unit"]),
            let unit = package.structure.units.first(where: { $0.index == place })
        else { throw LaunchError.noSuchUnit }
        let address = visit.site.settings.address
        var token = token(package, visit)
        if let known = token, try await launches.progress(known, in: package) == nil { token = nil }
        let learner: AttemptToken
        if let token {
            learner = token
        } else {
            learner = try await launches.register(in: package, address: address, language: visit.language)
        }
        let target = try await launches.launch(
            place, in: package, by: learner, address: address, returnPath: visit.link(package.path + "/terug"))
        var response: Response
        if let host = UnitAddress(unit.url)?.host {
            let page = LaunchElsewherePage(
                title: unit.title[visit.language], text: visit.text("launch.away.text", ["host": host]),
                go: visit.text("launch.away.go", ["host": host]), href: target, back: visit.link(package.path))
            response = try visit.page(
                page, title: visit.text("launch.away.title"), .init(isPrivate: true, hasLanguageLinks: false))
        } else {
            response = Response(status: .seeOther, headers: [.location: target, .cacheControl: "no-store"])
        }
        var cookie = visit.learnerCookie
        cookie[course: package.cookieKey] = learner
        response.keep(cookie)
        return response
    }

    /// Where units send the learner at their end.
    private func back(_ visit: Visit) async throws -> Response {
        let package = try await launches.open(visit["code"])
        let page = LaunchBackPage(title: package.structure.title[visit.language], href: visit.link(package.path))
        return try visit.page(page, title: visit.text("launch.back.title"), .init(hasQuickExit: true))
    }

    /// The fetch address of a session (cmi5, 8.2): POST, once. Every answer is 200, also one that says what is wrong.
    private func fetch(_ visit: Visit) async throws -> Response {
        var headers: HTTPFields = [
            .contentType: "application/json", .cacheControl: "no-store", .accessControlAllowOrigin: "*",
        ]
        headers[HTTPField.Name("Cross-Origin-Resource-Policy")!] = "cross-origin"
        if visit.request.method == .options {
            headers[.accessControlAllowMethods] = "POST, OPTIONS"
            headers[.accessControlAllowHeaders] = "Content-Type"
            return Response(status: .noContent, headers: headers)
        }
        guard visit.request.method == .post else {
            headers[.allow] = "POST, OPTIONS"
            return Response(status: .methodNotAllowed, headers: headers)
        }
        let json: JSONValue =
            switch try await launches.fetch(visit["key"]) {
            case .token(let token): .members(["auth-token": .string(token)])
            case .used:
                Self.error(
                    "1", "The authorization token was given before, or the session is over. Launch the unit again.")
            case .unknown: Self.error("2", "This is not a fetch address of a launch.")
            }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    private static func error(_ code: String, _ text: String) -> JSONValue {
        .members(["error-code": .string(code), "error-text": .string(text)])
    }
}

/// `/pakket/:code`.
struct LaunchPage: Page {
    static let template = "learning/launch"

    /// A unit, or the heading of a block above its units.
    struct Line: Sendable {
        /// Set for a block alone.
        var heading: String?
        var unit: Unit?
    }

    struct Unit: Sendable {
        let number: Int
        let title: String
        let description: String
        let state: String?
        /// On which site it is, when it is not here.
        let elsewhere: String?
        let button: String
    }

    let title: String
    let lang: String?
    let description: String
    /// For whom it is.
    let of: String
    /// Who hears what.
    let reports: String
    let action: String
    let lines: [Line]
    let isDone: Bool

    init(_ package: LaunchPackage, _ progress: CourseProgress?, organisation: String, in visit: Visit) {
        let structure = package.structure
        title = structure.title[visit.language]
        lang = structure.title.language(for: visit.language)
        description = structure.description[visit.language]
        of = visit.text("launch.of", ["organisation": organisation])
        reports = visit.text("launch.before-reports", ["organisation": organisation])
        action = visit.link(package.path)
        isDone = progress.map { $0.isEarned(structure) && $0.isSatisfied(structure.children) } ?? false
        lines = Self.lines(structure.children, progress, visit)
    }

    private static func lines(
        _ nodes: [CourseStructure.Node], _ progress: CourseProgress?, _ visit: Visit
    ) -> [Line] {
        nodes.flatMap { node -> [Line] in
            switch node {
            case .unit(let unit): [Line(unit: Unit(unit, progress, visit))]
            case .block(let block):
                [Line(heading: block.title[visit.language])] + lines(block.children, progress, visit)
            }
        }
    }
}

extension LaunchPage.Unit {
    fileprivate init(_ unit: CourseStructure.Unit, _ progress: CourseProgress?, _ visit: Visit) {
        number = unit.index
        title = unit.title[visit.language]
        description = unit.description[visit.language]
        let said = progress?.said[unit.index]
        if said?.contains(.waived) == true {
            state = visit.text("launch.state.waived")
        } else if unit.moveOn != .notApplicable, progress?.isSatisfied(unit) == true {
            state = visit.text("launch.state.done")
        } else {
            state = said == nil ? nil : visit.text("launch.state.begun")
        }
        elsewhere = UnitAddress(unit.url)?.host.map { visit.text("launch.elsewhere", ["host": $0]) }
        button = visit.text(said == nil ? "launch.begin" : "launch.open")
    }
}

extension CourseStructure.LangStrings {
    /// For the attribute `lang`, when the text is in another language than the page.
    func language(for language: Language) -> String? {
        let found = texts.first { $0.language.lowercased().hasPrefix(language.tag) } ?? texts.first
        guard let tag = found?.language, !tag.isEmpty, !tag.lowercased().hasPrefix(language.tag) else { return nil }
        return tag
    }
}

/// A unit that is on another site.
struct LaunchElsewherePage: Page {
    static let template = "learning/launch-elsewhere"
    let title: String
    let text: String
    let go: String
    let href: String
    let back: String
}

/// `/pakket/:code/terug`.
struct LaunchBackPage: Page {
    static let template = "learning/launch-back"
    let title: String
    let href: String
}
