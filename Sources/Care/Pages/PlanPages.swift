import Core
import Directory
import Hummingbird
import Records
import Web

/// The plan of a young person: the list, one item, and the plan on paper.
struct PlanPages: Sendable {
    let care: Care
    private var files: CareFiles { care.files }

    var routes: [Web.Route] {
        let access = Care.readers
        let path = "\(CareVisit.path)/:id/plan"
        let sample = "\(CareVisit.sample)/plan"
        func action(_ name: String, _ handle: @escaping @Sendable (Visit) async throws -> Response) -> Web.Route {
            .action(path + name, access: access, bodyLimit: 64 << 10, handle)
        }
        return [
            .page(path, access: access, sample: sample) { try show(try await care.careVisit($0), nil) },
            .page("\(path)/afdruk", access: access, sample: "\(sample)/afdruk") { visit in
                let page = PlanPrintPage(try await care.careVisit(visit))
                return try visit.page(page, title: page.title, .init(isPrivate: true))
            },
            action("/nieuw", add), action("/lijst", addNewItems), action("/wens", wish),
            action("/wens/verleng", renewWish),
            .page("\(path)/:item", access: access, sample: "\(sample)/{item}") { visit in
                let item = try visit.identifier("item")
                return try show(try await care.careVisit(visit), item)
            },
            action("/:item/stand", set), action("/:item/datum", move), action("/:item/wens", wish),
            action("/:item/wens/verleng", renewWish),
        ]
    }

    /// The plan, or one item of it.
    private func show(_ at: CareVisit, _ item: Identifier?, failed: PlanPanel? = nil) throws -> Response {
        guard let item else {
            let page = PlanPage(at, failed: failed)
            return try at.visit.page(page, title: page.title, .init(isPrivate: true))
        }
        return try at.room.show(try ItemPage(at, item).page(failed: failed))
    }

    /// Does something with a form about the plan and goes back there. With a mistake, or when somebody else changed the same
    /// meanwhile, it shows the page as it stands now with what was typed beside it.
    private func perform(
        _ visit: Visit, _ panel: PlanPanel?, item: Identifier?, notice: String,
        _ body: (inout Visit, CareVisit) async throws -> Void
    ) async throws -> Response {
        var visit = visit
        let at = try await care.careVisit(visit)
        do {
            if !visit.form.hasErrors { try await body(&visit, at) }
        } catch is StalePlan {
            visit.form.add(Text("care.plan.stale"))
        }
        guard visit.form.hasErrors else {
            return at.room.redirect(to: at.address(.plan, item.map { "/\($0)" } ?? ""), notice: notice)
        }
        return try show(try await care.careVisit(visit), item, failed: panel)
    }

    private func basedOn(_ visit: Visit) -> Int { Int(visit.form["based-on"]) ?? 0 }

    // MARK: Items

    private func add(_ visit: Visit) async throws -> Response {
        try await perform(visit, .own, item: nil, notice: "care.notices.item-added") { visit, at in
            let domain: Domain? = visit.form.choice("domain")
            let text = visit.form.required("text")
            let due = visit.form.optionalDay("due")
            guard let domain, !visit.form.hasErrors else { return }
            let (onPhone, basedOn) = (visit.form["on-phone"] == "yes", basedOn(visit))
            _ = try await visit.attempt {
                try await files.add(
                    at.room.seat, at.id, domain, text, due: due, onPhone: onPhone, basedOn: basedOn)
            }
        }
    }

    private func addNewItems(_ visit: Visit) async throws -> Response {
        try await perform(visit, nil, item: nil, notice: "care.notices.items-added") { visit, at in
            _ = try await visit.attempt { try await files.addNewItems(at.room.seat, at.id) }
        }
    }

    private func set(_ visit: Visit) async throws -> Response {
        let item = try visit.identifier("item")
        return try await perform(visit, .state, item: item, notice: "care.notices.item-changed") { visit, at in
            let state: ItemState? = visit.form.choice("state")
            let until = visit.form.optionalDay("until")
            guard let state, !visit.form.hasErrors else { return }
            if until != nil, state != .notApplicable {
                visit.form.add(Text("care.plan.until-only"), at: "until")
                return
            }
            let (proof, basedOn) = (visit.form["proof"], basedOn(visit))
            _ = try await visit.attempt {
                try await files.set(
                    at.room.seat, at.id, item, state.state(until: until), proof: proof, basedOn: basedOn)
            }
        }
    }

    private func move(_ visit: Visit) async throws -> Response {
        let item = try visit.identifier("item")
        return try await perform(visit, .move, item: item, notice: "care.notices.item-moved") { visit, at in
            let day = visit.form["follow"] == "yes" ? nil : visit.form.day("due")
            guard !visit.form.hasErrors else { return }
            let basedOn = basedOn(visit)
            _ = try await visit.attempt {
                try await files.move(at.room.seat, at.id, item, to: day, basedOn: basedOn)
            }
        }
    }

    // MARK: Own words

    private func item(_ visit: Visit) throws -> Identifier? {
        visit["item"].isEmpty ? nil : try visit.identifier("item")
    }

    private func wish(_ visit: Visit) async throws -> Response {
        let item = try item(visit)
        return try await perform(visit, .wish, item: item, notice: "care.notices.wish-written") { visit, at in
            let (text, isLookedAt, basedOn) = (visit.form["wish"], visit.form["looked"] == "yes", basedOn(visit))
            _ = try await visit.attempt {
                try await files.wish(
                    at.room.seat, at.id, item, text, field: "wish", isLookedAt: isLookedAt, basedOn: basedOn)
            }
        }
    }

    private func renewWish(_ visit: Visit) async throws -> Response {
        let item = try item(visit)
        return try await perform(visit, .wish, item: item, notice: "care.notices.wish-renewed") { visit, at in
            _ = try await visit.attempt { try await files.renewWish(at.room.seat, at.id, item) }
        }
    }
}
