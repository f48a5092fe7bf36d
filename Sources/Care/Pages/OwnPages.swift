import Core
import Directory
import HTTPTypes
import Hummingbird
import Records
import Vault
import Web

/// What a young person does with a code, on a phone that somebody else may hold: nothing on these pages tells of care, of exploitation,
/// or of who helps.
struct OwnPages: Sendable {
    let care: Care
    private var own: OwnVisits { care.own }
    private var context: CareContext { care.context }

    static let door = "/p"
    static let list = "/p/1"

    var routes: [Web.Route] {
        let limits = ["wish": 2_000]
        return [
            .page(Self.door, access: .everyone) { visit in try await calm(visit) { try ask($0) } },
            .action(Self.door, access: .everyone, bodyLimit: 64 << 10, fieldLimits: limits) {
                try await calm($0, open)
            },
            .page(Self.list, access: .everyone) { try await calm($0, show) },
            .action(Self.list, access: .everyone, bodyLimit: 64 << 10, fieldLimits: limits) {
                try await calm($0, enter)
            },
            .action("/p/klaar", access: .everyone, bodyLimit: 16 << 10) { try await calm($0, leave) },
            .redirect("/p/klaar", to: Self.door, access: .everyone),
        ]
    }

    /// What goes wrong through no fault of who asks says so in neutral words, on a page as neutral as the others.
    private func calm(
        _ visit: Visit, _ body: (Visit) async throws -> Response
    ) async throws -> Response {
        do {
            return try await body(visit)
        } catch let kept as KeptPage {
            throw kept
        } catch let error as any UserError where error.status == 413 || error.status == 400 {
            throw error
        } catch {
            let status = (error as? any UserError)?.status ?? 500
            var kept = visit
            kept.form = Form(["wish": visit.form["wish"]])
            kept.form.add(Text("care.own.trouble"))
            throw KeptPage(error, try ask(kept, kept: visit.form["wish"], status: .init(code: status)))
        }
    }

    private func page(
        _ visit: Visit, _ page: some Page, title: String, status: HTTPResponse.Status = .ok, hasTyped: Bool = false
    ) throws -> Response {
        try visit.page(
            page, title: visit.text(title),
            .init(
                status: status, hasQuickExit: true, isNeutral: true, isPrivate: true, hasLanguageLinks: !hasTyped))
    }

    // MARK: The code

    private func ask(
        _ visit: Visit, kept text: String = "", isOver: Bool = false, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try page(
            visit, OwnDoorPage(kept: text, isOver: isOver, in: visit), title: "care.own.door.title", status: status,
            hasTyped: !text.isEmpty)
    }

    private func open(_ visit: Visit) async throws -> Response {
        var visit = visit
        let text = visit.form["wish"]
        let typed = visit.form.required("code")
        guard !visit.form.hasErrors else { return try ask(visit, kept: text) }
        do {
            let token = try await own.open(typed, source: visit.source)
            if let old = visit.ownVisit { try await own.leave(old) }
            var response = visit.redirect(to: Self.list)
            // What was typed when the visit had ended is there again, to be kept.
            if !text.isEmpty, let view = try await own.look(token) {
                var again = visit
                again.form = Form(["wish": text])
                response = try list(again, view, token, isKept: true)
            }
            response.setCookie(Care.ownCookie, token.text, seconds: nil)
            return response
        } catch let error as any UserError where [422, 429, 503].contains(error.status) {
            visit.form.add(error.status == 503 ? Text("care.own.busy") : error.text, at: "code")
            var response = try ask(visit, kept: text, status: .init(code: error.status))
            if let seconds = error.retryAfter ?? (error.status == 503 ? 5 : nil) {
                response.headers[.retryAfter] = "\(seconds)"
            }
            guard error.status >= 500 else { return response }
            throw KeptPage(error, response)
        }
    }

    /// To the code, since there is no visit or no longer.
    private func toDoor(_ visit: Visit) -> Response {
        var response = visit.redirect(to: visit.cookie(Care.ownCookie) == nil ? Self.door : Self.door + "?k=2")
        response.setCookie(Care.ownCookie, "", seconds: 0)
        return response
    }

    private func leave(_ visit: Visit) async throws -> Response {
        if let token = visit.ownVisit { try await own.leave(token) }
        var response = visit.redirect(to: Self.door + "?k=1")
        response.setCookie(Care.ownCookie, "", seconds: 0)
        return response
    }

    // MARK: The list

    private func show(_ visit: Visit) async throws -> Response {
        guard let token = visit.ownVisit, let view = try await own.look(token) else { return toDoor(visit) }
        return try list(visit, view, token)
    }

    private func list(
        _ visit: Visit, _ view: OwnVisits.View, _ token: Token, isKept: Bool = false, stale: StalePlan? = nil
    ) throws -> Response {
        let page = OwnListPage(
            view, context.checklist, formToken: token.formToken(context.siteKey), isKept: isKept, stale: stale,
            in: visit)
        return try self.page(
            visit, page, title: "care.own.title", hasTyped: isKept || visit.form.hasErrors)
    }

    /// One of the forms on the list: what it is about stands in `what`.
    private func enter(_ visit: Visit) async throws -> Response {
        var visit = visit
        let isWish = visit.form["what"] == "wish"
        guard let token = visit.ownVisit, token.accepts(formToken: visit.form["visit"], context.siteKey),
            let view = try await own.look(token)
        else {
            let text = isWish ? visit.form["wish"] : ""
            return text.isEmpty ? toDoor(visit) : try ask(visit.withoutMistakes, kept: text, isOver: true)
        }
        do {
            let place = try await take(&visit, token, view, basedOn: Int(visit.form["based-on"]) ?? 0)
            // Back to where the button was, which says there that it is kept.
            guard visit.form.hasErrors else { return visit.redirect(to: Self.list + "?k=\(place)#\(place)") }
            return try list(visit, view, token)
        } catch let stale as StalePlan {
            guard let now = try await own.look(token) else { return toDoor(visit) }
            // The same form once more: what it said is there already.
            if isWish, stale.theirWish.flatMap({ now.texts[$0] }) == visit.form["wish"] {
                return visit.redirect(to: Self.list + "?k=wens#wens")
            }
            visit.form.add(Text("care.own.stale"), at: isWish ? "wish" : nil)
            return try list(visit, now, token, stale: stale)
        } catch CareError.visitEnded {
            return isWish ? try ask(visit.withoutMistakes, kept: visit.form["wish"], isOver: true) : toDoor(visit)
        } catch is RecordsError {
            visit.form.add(Text("care.own.not-now"))
            return try list(visit, view, token)
        }
    }

    /// Enters what a form says; what is wrong with it stands in the form.
    ///
    /// - Returns: the part of the page to come back to.
    private func take(
        _ visit: inout Visit, _ token: Token, _ view: OwnVisits.View, basedOn: Int
    ) async throws -> String {
        switch visit.form["what"] {
        case "wish":
            let text = visit.form["wish"].withLineFeeds
            try await visit.form.attemptCare { try await own.wish(token, text, basedOn: basedOn) }
            return "wens"
        case "how":
            let domain: Domain? = visit.form.choice("domain")
            guard let domain, Domain.bigFive.contains(domain) else { return "" }
            let how: DomainLine.View? = visit.form.choice("how-\(domain.rawValue)")
            guard let how else { return "" }
            try await visit.form.attemptCare { try await own.view(token, domain, how) }
            return domain.rawValue
        default:
            let item = Identifier(visit.form["item"])
            let state: OwnState? = visit.form.choice("state")
            guard let item, let state else { return "" }
            try await visit.form.attemptCare {
                try await own.change(token, item: item, to: state.state, basedOn: basedOn)
            }
            return view.file.plan.item(item)?.domain.rawValue ?? ""
        }
    }
}

extension Form {
    /// As `attempt`, for errors of Care alone; the end of a visit is none of the form's.
    fileprivate mutating func attemptCare(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as CareError where error != .visitEnded {
            add(error.text, at: error.field)
        }
    }
}

extension Visit {
    /// The token of a visit with a code.
    fileprivate var ownVisit: Token? { cookie(Care.ownCookie).flatMap { Token($0) } }

    /// The same visit with what was typed and without what is wrong with it.
    fileprivate var withoutMistakes: Visit {
        var visit = self
        visit.form = Form()
        visit.form.entries = form.entries
        return visit
    }
}

/// What a young person can say of an item.
enum OwnState: String, CaseIterable, Sendable {
    case done
    case notForMe = "not-for-me"
    case unwanted
    case open

    var state: PlanItem.State {
        switch self {
        case .done: .done
        case .notForMe: .notApplicable(until: nil)
        case .unwanted: .youngPersonDoesNotWant
        case .open: .open
        }
    }
}
