import Core
import Directory
import Hummingbird
import Web

/// Activation records: what has to be settled and signed before a part stores anything.
struct ActivationPages: Sendable {
    let activations: Activations
    let sessions: Sessions

    var routes: [Route] {
        let sample = "/werk/activering/signals"
        return [
            .page("/werk/activering", access: Activations.access, list),
            .page("/werk/activering/:part", access: Activations.access, sample: sample, show),
            .page(
                "/werk/activering/:part/wijzigen", access: Activations.access, sample: sample + "/wijzigen"
            ) { try await form($0, activations.current($0.actor, part($0))) },
            .action("/werk/activering/:part/wijzigen", access: Activations.access, save),
            .action("/werk/activering/:part/tekenen", access: Activations.access, bodyLimit: 16 << 10, sign),
            .action("/werk/activering/:part/intrekken", access: Activations.access, bodyLimit: 16 << 10, withdraw),
        ]
    }

    private func part(_ visit: Visit) throws -> ActivatedPart {
        guard let part = ActivatedPart(rawValue: visit["part"]) else { throw DirectoryError.notFound }
        return part
    }

    private func name(_ part: ActivatedPart, _ visit: Visit) -> String {
        visit.text("administration.part.\(part.rawValue)")
    }

    private func path(_ part: ActivatedPart) -> String { "/werk/activering/\(part.rawValue)" }

    private func state(_ current: Activation?, _ visit: Visit) -> Tag {
        switch current {
        case nil: Tag(visit.text("administration.activation.none"), .look)
        case let current? where current.isActive: Tag(visit.text("administration.activation.active"), .go)
        case let current? where current.withdrawn != nil:
            Tag(visit.text("administration.activation.withdrawn"), .look)
        default: Tag(visit.text("administration.activation.waiting"), .look)
        }
    }

    // MARK: All parts

    private func list(_ visit: Visit) async throws -> Response {
        let parts = try await activations.all(visit.actor).map { part, current, missing in
            ActivationListPage.Part(
                name: name(part, visit), href: visit.link(path(part)), state: state(current, visit),
                missing: missing.map { visit.text($0) })
        }
        let page = ActivationListPage(title: visit.text("administration.activation.title"), parts: parts)
        return try visit.page(page, title: page.title)
    }

    // MARK: One part

    private func show(_ visit: Visit) async throws -> Response {
        let part = try part(visit)
        return try page(visit, part, try await activations.current(visit.actor, part))
    }

    private func page(_ visit: Visit, _ part: ActivatedPart, _ current: Activation?) throws -> Response {
        let hasSigned = current?.signatures.contains { $0.member == visit.actor.member?.id } ?? false
        let isComplete = current.map { $0.withdrawn == nil && $0.isComplete } ?? false
        let page = ActivationPage(
            title: visit.text("administration.activation.of", ["part": name(part, visit)]), errors: visit.errorSummary,
            state: state(current, visit), isActive: current?.isActive ?? false,
            missing: (current?.missing ?? Activation.allMissing).map { visit.text($0) },
            address: visit.link(path(part)), version: current?.version ?? 0,
            settled: current.map { facts($0, visit) } ?? [],
            signatures: current?.signatures.map { signed("signed-by", $0, visit) } ?? [],
            withdrawn: current?.withdrawn.map { signed("withdrawn-by", $0, visit) },
            canSign: isComplete && !hasSigned && current?.isActive == false,
            waitsForOther: isComplete && hasSigned && current?.isActive == false,
            canWithdraw: current.map { $0.withdrawn == nil && !$0.signatures.isEmpty } ?? false,
            change: Button(
                visit.text("administration.activation.\(current == nil ? "begin" : "change")"),
                href: visit.link(path(part) + "/wijzigen"), look: isComplete ? .second : .primary))
        return try visit.page(page, title: page.title)
    }

    private func signed(_ key: String, _ signature: ActivationSignature, _ visit: Visit) -> String {
        visit.text(
            "administration.activation.\(key)",
            ["name": signature.name, "when": DateWords.moment(signature.at, visit.language)])
    }

    private func facts(_ current: Activation, _ visit: Visit) -> [ActivationPage.Fact] {
        let settled = current.settled
        let dpia = [settled.dpiaReference, settled.dpiaOn.map { DateWords.day($0, visit.language) } ?? ""]
        return [
            ("controller", settled.controller), ("legal-basis", settled.legalBasis),
            ("checked-by", settled.checkedBy),
            ("dpia", dpia.filter { !$0.isEmpty }.joined(separator: ", ")), ("arrangements", settled.arrangements),
            (
                "retention",
                settled.retentionDays.map { visit.text("administration.activation.days", ["days": String($0)]) } ?? ""
            ),
        ].map { key, value in
            ActivationPage.Fact(
                key: visit.text("administration.activation.\(key)"),
                value: value.isEmpty ? visit.text("administration.activation.open") : value, isOpen: value.isEmpty)
        }
    }

    private func sign(_ visit: Visit) async throws -> Response {
        try await act(visit, notice: "administration.notices.signed") { actor, key, part, version in
            try await activations.sign(actor, key, part, version: version)
        }
    }

    private func withdraw(_ visit: Visit) async throws -> Response {
        try await act(visit, notice: "administration.notices.withdrawn") { actor, key, part, version in
            try await activations.withdraw(actor, key, part, version: version)
        }
    }

    private func act(
        _ visit: Visit, notice: String, _ body: (Actor, MemberKey, ActivatedPart, Int) async throws -> Void
    ) async throws -> Response {
        var visit = visit
        let (actor, part, version) = (visit.actor, try part(visit), visit.version)
        if let first = visit.confirmFirst(for: path(part)) { return first }
        guard let session = visit.session else { throw DirectoryError.signInFirst }
        let key = try await sessions.unlock(session.token)
        try await visit.form.attempt { try await body(actor, key, part, version) }
        guard !visit.form.hasErrors else {
            return try page(visit.withoutInput, part, try await activations.current(actor, part))
        }
        return visit.redirect(to: path(part), notice: notice)
    }

    // MARK: The form

    private func form(_ visit: Visit, _ current: Activation?) async throws -> Response {
        let part = try part(visit)
        let settled = current?.settled ?? ActivationDraft()
        let isSigned = current.map { !$0.signatures.isEmpty && $0.withdrawn == nil } ?? false
        let page = RecordFormPage(
            title: visit.text("administration.activation.of", ["part": name(part, visit)]),
            lead: visit.text("administration.activation.\(isSigned ? "form-signed" : "form-lead")"),
            errors: visit.errorSummary, current: held(visit, settled),
            parts: fields(visit, settled).map { .init($0) },
            action: visit.link(path(part) + "/wijzigen"), button: visit.text("administration.save"),
            version: visit.version(shown: current?.version ?? 0),
            back: Link(visit.text("administration.activation.back"), href: visit.link(path(part))))
        return try visit.page(page, title: page.title)
    }

    private func fields(_ visit: Visit, _ settled: ActivationDraft) -> [Field] {
        func field(_ name: String, _ kind: Field.Kind, _ key: String, _ value: String, hint: Bool = true) -> Field {
            visit.field(
                name, kind, label: "administration.activation.\(key)",
                hint: hint ? "administration.activation.\(key)-hint" : nil, value: value)
        }
        return [
            field("controller", .text, "controller", settled.controller),
            field("basis", .textarea, "legal-basis", settled.legalBasis),
            field("checked-by", .text, "checked-by", settled.checkedBy),
            field("dpia", .text, "dpia", settled.dpiaReference),
            field("dpia-on", .date, "dpia-on", settled.dpiaOn?.description ?? "", hint: false),
            field("arrangements", .textarea, "arrangements", settled.arrangements),
            field("retention", .number, "retention", settled.retentionDays.map(String.init) ?? ""),
        ]
    }

    private func held(_ visit: Visit, _ settled: ActivationDraft) -> SummaryList? {
        visit.current([
            .init("controller", label: "administration.activation.controller", settled.controller),
            .init("basis", label: "administration.activation.legal-basis", settled.legalBasis),
            .init("checked-by", label: "administration.activation.checked-by", settled.checkedBy),
            .init("dpia", label: "administration.activation.dpia", settled.dpiaReference),
            .init("dpia-on", label: "administration.activation.dpia-on", settled.dpiaOn?.description ?? ""),
            .init("arrangements", label: "administration.activation.arrangements", settled.arrangements),
            .init(
                "retention", label: "administration.activation.retention",
                settled.retentionDays.map(String.init) ?? ""),
        ])
    }

    /// What was filled in; a field that nobody can fill in yet stays empty.
    private func draft(_ visit: inout Visit) -> ActivationDraft {
        ActivationDraft(
            controller: visit.form["controller"], legalBasis: visit.form["basis"],
            checkedBy: visit.form["checked-by"], dpiaReference: visit.form["dpia"],
            dpiaOn: visit.form["dpia-on"].isEmpty ? nil : visit.form.day("dpia-on"),
            arrangements: visit.form["arrangements"],
            retentionDays: visit.form["retention"].isEmpty
                ? nil : visit.form.integer("retention", in: ActivationDraft.retention))
    }

    private func save(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, part, version) = (visit.actor, try part(visit), visit.version)
        let draft = draft(&visit)
        if !visit.form.hasErrors {
            try await visit.form.attempt { try await activations.save(actor, part, version: version, draft) }
        }
        guard !visit.form.hasErrors else { return try await form(visit, try await activations.current(actor, part)) }
        return visit.redirect(to: path(part), notice: "administration.notices.saved")
    }
}

/// The parts that store something, and what is missing before they may.
struct ActivationListPage: Page {
    static let template = "administration/activations"
    struct Part: Sendable {
        let name: String
        let href: String
        let state: Tag
        let missing: [String]
    }

    let title: String
    let parts: [Part]
}

/// The record of one part.
struct ActivationPage: Page {
    static let template = "administration/activation"
    /// One thing that was settled.
    struct Fact: Sendable {
        let key: String
        let value: String
        /// Whether nobody filled it in yet.
        let isOpen: Bool
    }

    let title: String
    let errors: ErrorSummary?
    let state: Tag
    let isActive: Bool
    let missing: [String]
    let address: String
    /// What is signed or withdrawn.
    let version: Int
    /// Empty as long as there is no record.
    let settled: [Fact]
    let signatures: [String]
    let withdrawn: String?
    let canSign: Bool
    /// Whether the visitor signed and somebody else has to.
    let waitsForOther: Bool
    let canWithdraw: Bool
    let change: Button
}
