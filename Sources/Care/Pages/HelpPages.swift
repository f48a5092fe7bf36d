import Core
import Directory
import Hummingbird
import Records
import Web

/// All help of a young person: stretches per function, contacts, decisions, agreements, checkpoints; today, or as it was known on a day.
struct HelpPages: Sendable {
    let care: Care

    private static let path = "\(CareVisit.path)/:id/hulp"

    var routes: [Web.Route] {
        let access = Care.readers
        func action(_ below: String, _ handle: @escaping @Sendable (Visit) async throws -> Response) -> Web.Route {
            .action("\(Self.path)\(below)", access: access, bodyLimit: 64 << 10, handle)
        }
        return [
            .page(Self.path, access: access, sample: "\(OverviewPages.sample)/hulp") { visit in
                try await show(try await care.careVisit(visit))
            },
            action("", add), action("/contact", contact), action("/besluit", decision), action("/afspraak", bridging),
            action("/kijkmoment", checkpoint), action("/haal-weg", strike),
            .page("\(Self.path)/:spell", access: access, sample: "\(OverviewPages.sample)/hulp/{spell}") { visit in
                try await showSpell(try await care.careVisit(visit))
            },
            action("/:spell", correct), action("/:spell/terug", retract),
        ]
    }

    // MARK: All help

    private func show(_ at: CareVisit, failed: String? = nil) async throws -> Response {
        var (at, day) = (at, at.today)
        let typed = at.visit.query["dag"]
        if !typed.isEmpty {
            var visit = at.visit
            if let chosen = Day(typed: typed), chosen <= at.today {
                day = chosen
            } else {
                visit.form.add(Text(Day(typed: typed) == nil ? "web.form.date" : "care.help.day-to-come"), at: "dag")
            }
            at = at.with(visit)
        }
        let known = HelpKnown(at: at, day: day, record: at.file.recordAsKnown(on: day))
        var page = at.page(.help, title: at.visit.text("care.place.help"))
        page.lead = at.visit.text("care.help.lead")
        if known.isPast {
            page.notices += [
                Notice(
                    .info, at.visit.text("care.help.as-known", ["day": at.visit.words(day)]),
                    link: Link(at.visit.text("care.help.today"), href: at.link(.help)))
            ]
        }
        let members = known.isLive ? try await care.files.members(of: at.room.seat) : []
        page.sections = [known.timeline, known.gaps] + known.entered(members, failed: failed) + [dayForm(known)]
        return try at.room.show(page)
    }

    private func dayForm(_ known: HelpKnown) -> DeskPage.Section {
        let visit = known.at.visit
        let typed = visit.query["dag"]
        return DeskPage.Section(
            id: "op-dag", heading: visit.text("care.help.on-day"), text: [visit.text("care.help.on-day-about")],
            parts: [
                FormPart(
                    KnownDayForm(
                        action: visit.link(known.at.address(.help)),
                        hidden: known.at.room.hidden,
                        field: Field(
                            "dag", .date, label: visit.text("care.help.day"),
                            hint: visit.text("care.help.day-hint"),
                            error: visit.form.mistake("dag").map { visit.text($0) },
                            value: typed.isEmpty ? known.day.typed : typed), button: visit.text("care.help.day-button"))
                )
            ])
    }

    // MARK: Entering

    private func add(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .help, panel: "hulp", notice: "care.help.notices.added", show) { visit, at in
            guard let spell = SpellForm.read(&visit.form, id: care.context.identifier()) else { return }
            _ = try await visit.attempt { try await care.files.add(at.room.seat, at.id, spell) }
        }
    }

    private func contact(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .help, panel: "contact", notice: "care.help.notices.contact", show) { visit, at in
            let function: CareFunction? = visit.form.choice("contact-function")
            let kind: Contact.Kind? = visit.form.choice("contact-kind")
            let on = visit.form.day("contact-on")
            guard !visit.form.hasErrors, let function, let kind, let on else { return }
            let contact = Contact(
                id: care.context.identifier(), function, kind, on: on, provider: visit.form["contact-provider"],
                knownOn: at.today)
            _ = try await visit.attempt(naming: ["provider": "contact-provider"]) {
                try await care.files.add(at.room.seat, at.id, contact)
            }
        }
    }

    private func decision(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .help, panel: "besluit", notice: "care.help.notices.decision", show) { visit, at in
            let function: CareFunction? = visit.form.choice("decision-function")
            let law: CareLaw? = visit.form.choice("decision-law")
            let outcome: Decision.Outcome? = visit.form.choice("outcome")
            let on = visit.form.day("decided-on")
            let until = visit.form.optionalDay("decided-until")
            guard !visit.form.hasErrors, let function, let law, let outcome, let on else { return }
            let decision = Decision(
                id: care.context.identifier(), function, law, on: on, outcome, until: until, knownOn: at.today)
            _ = try await visit.attempt(naming: ["until": "decided-until"]) {
                try await care.files.add(at.room.seat, at.id, decision)
            }
        }
    }

    private func bridging(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .help, panel: "afspraak", notice: "care.help.notices.bridging", show) { visit, at in
            let function: CareFunction? = visit.form.choice("bridge-function")
            let start = visit.form.day("bridge-start")
            let end = visit.form.optionalDay("bridge-end")
            guard !visit.form.hasErrors, let function, let start else { return }
            let bridging = Bridging(
                id: care.context.identifier(), function, from: start, to: end, agreed: visit.form["agreed"],
                knownOn: at.today)
            _ = try await visit.attempt(naming: ["end": "bridge-end"]) {
                try await care.files.add(at.room.seat, at.id, bridging)
            }
        }
    }

    private func checkpoint(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .help, panel: "kijkmoment", notice: "care.help.notices.checkpoint", show) {
            visit, at in
            let months = Int(visit.form["months"])
            if months == nil { visit.form.add(Text("web.form.choose"), at: "months") }
            let on = visit.form.day("checkpoint-on")
            let living: Checkpoint.Living? = visit.form.choice("living")
            let known: CareKnown? = visit.form.choice("care-known")
            let laws = Set(visit.form.all("care-laws").compactMap(CareLaw.init(rawValue:)))
            // Help that is named is known, and help that is there has a name.
            if known == .yes, laws.isEmpty { visit.form.add(Text("care.help.checkpoint.which"), at: "care-laws") }
            if known == .no || known == .unknown, !laws.isEmpty {
                visit.form.add(Text("care.help.checkpoint.contradicts"), at: "care-known")
            }
            guard !visit.form.hasErrors, let months, let on, let living, let known else { return }
            let checkpoint = Checkpoint(
                id: care.context.identifier(), months: months, on: on, living: living, care: laws,
                isCareKnown: known != .unknown, knownOn: at.today)
            _ = try await visit.attempt { try await care.files.add(at.room.seat, at.id, checkpoint) }
        }
    }

    private func strike(_ visit: Visit) async throws -> Response {
        guard let list = HelpKnown.List(rawValue: visit.form["list"]) else { throw RecordsError.notFound }
        return try await care.enter(
            visit, .help, panel: "weg-\(list.rawValue)", notice: "care.help.notices.struck", show
        ) { visit, at in
            guard let entry = Identifier(visit.form["entry-\(list.rawValue)"]) else {
                visit.form.add(Text("web.form.choose"), at: "entry-\(list.rawValue)")
                return
            }
            _ = try await visit.attempt { try await care.files.strike(at.room.seat, at.id, entry) }
        }
    }

    // MARK: One stretch

    private func showSpell(
        _ at: CareVisit, failed: String? = nil, theirs: CareSpell? = nil
    ) async throws -> Response {
        let id = try at.visit.identifier("spell")
        let revisions = at.file.revisions(of: id)
        guard let last = revisions.last else { throw RecordsError.notFound }
        let visit = at.visit
        var page = at.page(.help, title: visit.words("function", last.function.rawValue))
        page.back = Link(visit.text("care.place.help"), href: at.link(.help))
        if last.isRetracted { page.notices += [Notice(.info, visit.text("care.help.is-retracted"))] }
        page.sections = [
            DeskPage.Section(heading: visit.text("care.help.now"), parts: [FormPart(SpellForm.facts(last, at))])
        ]
        if let theirs {
            page.notices.append(
                Notice(.warning, title: visit.text("care.help.stale"), visit.text("care.help.stale-about")))
            page.sections[0].heading = visit.text("care.help.theirs", ["number": "\(theirs.revision + 1)"])
        }
        if at.isKept, !last.isRetracted {
            let members = try await care.files.members(of: at.room.seat)
            page.sections[0].panels = [
                correctPanel(last, at, members, failed: failed), retractPanel(last, at, failed: failed),
            ]
        }
        page.sections.append(earlier(revisions, at))
        return try at.room.show(page)
    }

    private func earlier(_ revisions: [CareSpell], _ at: CareVisit) -> DeskPage.Section {
        let visit = at.visit
        let stamps = at.file.history.filter {
            if case .spell(let spell) = $0.event { spell.id == revisions[0].id } else { false }
        }
        return DeskPage.Section(
            heading: visit.text("care.help.revisions"),
            text: revisions.count == 1 ? [visit.text("care.help.no-revisions")] : [],
            folds: revisions.dropLast().reversed().map { spell in
                let stamp = stamps.first {
                    if case .spell(let entered) = $0.event { entered.revision == spell.revision } else { false }
                }
                return DeskPage.Fold(
                    summary: visit.text(
                        "care.help.revision",
                        ["number": "\(spell.revision + 1)", "by": stamp.map { at.words($0.stamp) } ?? "–"]),
                    facts: SpellForm.facts(spell, at))
            })
    }

    private func correctPanel(
        _ spell: CareSpell, _ at: CareVisit, _ members: [Identifier], failed: String?
    ) -> DeskPanel {
        at.room.panel(
            "verbeter", "care.help.correct", action: at.address(.help, "/\(spell.id)"), about: true,
            isOpen: failed == "verbeter", hidden: [HiddenField(name: "based-on", value: "\(spell.revision)")],
            SpellForm.parts(spell, at.room.visit("verbeter", failed: failed), at, members: members))
    }

    private func retractPanel(_ spell: CareSpell, _ at: CareVisit, failed: String?) -> DeskPanel {
        let form = at.room.visit("terug", failed: failed)
        return at.room.panel(
            "terug", "care.help.retract", action: at.address(.help, "/\(spell.id)/terug"), about: true,
            isOpen: failed == "terug", hidden: [HiddenField(name: "based-on", value: "\(spell.revision)")],
            [FormPart(form.field("reason", label: "care.help.retract.reason", maxlength: CareText.line))])
    }

    private func correct(_ visit: Visit) async throws -> Response {
        let at = try await care.careVisit(visit)
        let id = try visit.identifier("spell")
        var visit = visit
        guard let spell = SpellForm.read(&visit.form, id: id) else {
            return try await showSpell(at.with(visit), failed: "verbeter")
        }
        return try await revise(visit, at, panel: "verbeter", notice: "care.help.notices.corrected") { basedOn in
            try await care.files.correct(at.room.seat, at.id, spell, basedOn: basedOn)
        }
    }

    private func retract(_ visit: Visit) async throws -> Response {
        let at = try await care.careVisit(visit)
        let id = try visit.identifier("spell")
        let reason = visit.form["reason"]
        return try await revise(visit, at, panel: "terug", notice: "care.help.notices.retracted") { basedOn in
            try await care.files.retract(at.room.seat, at.id, id, basedOn: basedOn, reason: reason)
        }
    }

    /// Enters a new revision; when somebody else did so meanwhile, the page shows theirs and what was typed.
    private func revise(
        _ visit: Visit, _ at: CareVisit, panel: String, notice: String, _ body: (Int) async throws -> Void
    ) async throws -> Response {
        var visit = visit
        let basedOn = Int(visit.form["based-on"]) ?? -1
        do {
            _ = try await visit.attempt { try await body(basedOn) }
        } catch let stale as StaleSpell {
            visit.form.add(Text("care.help.stale"))
            let fresh = try await care.careVisit(visit)
            return try await showSpell(fresh.with(visit), failed: panel, theirs: stale.theirs)
        }
        guard visit.form.hasErrors else { return at.room.redirect(to: at.address(.help), notice: notice) }
        return try await showSpell(at.with(visit), failed: panel)
    }
}

/// Whether there is help, at a checkpoint.
enum CareKnown: String, CaseIterable {
    case yes, no, unknown
}

/// The day whose knowledge is shown: a form that only asks, so that its address can be kept.
struct KnownDayForm: Component {
    static let template = "care/day"
    static let criteria = ["Vraagt alleen; verandert niets."]
    static let examples: [Example<KnownDayForm>] = []

    let action: String
    let hidden: [HiddenField]
    let field: Field
    let button: String
}
