import Core
import Directory
import Hummingbird
import Web
import XAPI

/// The record store of a member's organisation: its credentials, and erasing a person.
struct RecordStorePages: Sendable {
    let learning: Learning

    static let path = "/werk/leren/xapi"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: .signedIn) { try await list($0) },
            .action(Self.path, access: .signedIn, bodyLimit: 64 << 10, make),
            .action(Self.path + "/:id/intrekken", access: .signedIn, bodyLimit: 16 << 10, revoke),
            .page(Self.path + "/wissen", access: .signedIn) { try form($0) },
            .action(Self.path + "/wissen", access: .signedIn, bodyLimit: 64 << 10, erase),
        ]
    }

    private var store: RecordStore { learning.recordStore }

    private func organisation(_ visit: Visit) throws -> Identifier {
        guard let organisation = visit.actor.member?.organisation else { throw DirectoryError.signInFirst }
        return organisation
    }

    // MARK: Credentials

    private func list(_ visit: Visit) async throws -> Response {
        let organisation = try organisation(visit)
        let credentials = try await store.credentials.all(visit.actor, of: organisation)
        let name = try await learning.context.organisations.find(visit.actor, id: organisation).name
        let page = RecordStorePage(credentials, organisation: name, next: learning.context.identifier(), in: visit)
        return try visit.page(page, title: visit.text("record-store.title"))
    }

    private func make(_ visit: Visit) async throws -> Response {
        var visit = visit
        let label = visit.form.required("label", most: StoreCredentials.longestLabel)
        let scopes = Set(visit.form.all("scope").compactMap { StoreScope(rawValue: $0) })
        let id = Identifier(visit.form["id"])
        let organisation = try organisation(visit)
        let actor = visit.actor
        guard !visit.form.hasErrors,
            let made = try await visit.form.attempt({
                try await store.credentials.make(
                    actor, organisation: organisation, label: label, scopes: scopes, id: id)
            })
        else { return try await list(visit) }
        // Not a redirect: the secret is in this answer and nowhere else.
        let page = NewCredentialPage(made, endpoint: visit.site.settings.address + XAPIRoutes.base)
        return try visit.page(
            page, title: visit.text("record-store.made.title"), .init(isPrivate: true, hasLanguageLinks: false))
    }

    private func revoke(_ visit: Visit) async throws -> Response {
        guard let id = Identifier(visit["id"]) else { throw RecordStoreError.noSuchCredential }
        try await store.credentials.revoke(visit.actor, id)
        return visit.redirect(to: Self.path, notice: "record-store.notices.revoked")
    }

    // MARK: Erasing

    private func form(_ visit: Visit) throws -> Response {
        try visit.page(ErasurePage(in: visit), title: visit.text("record-store.erase.title"), .init(isPrivate: true))
    }

    /// First says what is there, and erases it when that is confirmed.
    private func erase(_ visit: Visit) async throws -> Response {
        var visit = visit
        let organisation = try organisation(visit)
        let actor = visit.actor
        let kind: PersonKind? = visit.form.choice("kind")
        let value = visit.form.required("value", most: 1000)
        var person: AgentIdentifier?
        if let kind, !visit.form.hasErrors {
            person = try await visit.form.attempt { try kind.identifier(value) }
        }
        guard let person else { return try form(visit) }
        if visit.form["doe"] == "wis" {
            let counts = try await store.erasure.erase(actor, organisation: organisation, person)
            let page = ErasedPage(counts, in: visit)
            return try visit.page(page, title: visit.text("record-store.erase.title"), .init(isPrivate: true))
        }
        let counts = try await store.erasure.count(actor, organisation: organisation, person)
        let page = ErasureCheckPage(counts, value: value, kind: visit.form["kind"], in: visit)
        return try visit.page(
            page, title: visit.text("record-store.erase.title"), .init(isPrivate: true, hasLanguageLinks: false))
    }
}

/// How a person is identified in what is typed.
enum PersonKind: String, CaseIterable, Sendable {
    case mail, account, openid

    /// - Throws: `RecordStoreError.noAgent`.
    func identifier(_ text: String) throws -> AgentIdentifier {
        do { return try AgentIdentifier(reading: property(text)) } catch { throw RecordStoreError.noAgent }
    }

    /// The property of an agent that it makes.
    private func property(_ text: String) -> JSONObject.Member {
        switch self {
        case .mail:
            return JSONObject.Member(name: "mbox", value: .string((text.hasPrefix("mailto:") ? "" : "mailto:") + text))
        case .openid: return JSONObject.Member(name: "openid", value: .string(text))
        case .account:
            // The home page has no blank in it; a name may have.
            let parts = text.split(separator: " ", maxSplits: 1).map { JSONValue.string(String($0)) }
            let members = zip(["homePage", "name"], parts).map { JSONObject.Member(name: $0, value: $1) }
            return JSONObject.Member(name: "account", value: .object(JSONObject(members)))
        }
    }
}

/// `/werk/leren/xapi`.
struct RecordStorePage: Page {
    static let template = "learning/record-store"
    let organisation: String
    let endpoint: String
    let credentials: [Credential]
    /// What the next credential will be called, so that pressing twice makes one.
    let next: String
    let label: Field
    let scopes: Choices
    let errors: ErrorSummary?

    /// A credential as the page shows it.
    struct Credential: Sendable {
        let label: String
        let id: String
        let scopes: String
        let made: String
        let revoked: String?
        let revoke: String
    }

    init(_ credentials: [StoreCredential], organisation: String, next: Identifier, in visit: Visit) {
        self.organisation = organisation
        self.next = next.text
        endpoint = visit.site.settings.address + XAPIRoutes.base
        self.credentials = credentials.map { credential in
            Credential(
                label: credential.label, id: credential.id.text,
                scopes: credential.scopes.map(\.rawValue).sorted().joined(separator: ", "),
                made: visit.text(credential.created.day), revoked: credential.revoked.map { visit.text($0.day) },
                revoke: visit.link("\(RecordStorePages.path)/\(credential.id)/intrekken"))
        }
        label = visit.field("label", label: "record-store.label", hint: "record-store.label-hint", maxlength: 100)
        scopes = visit.choices(
            "scope", legend: "record-store.scope", hint: "record-store.scope-hint", several: true,
            options: StoreScope.allCases.map { scope in
                let key = scope.rawValue.replacing("/", with: "-")
                return Choices.Option(scope.rawValue, visit.text("record-store.scopes.\(key)"))
            })
        errors = visit.errorSummary
    }
}

/// A new credential, with its secret: shown this once.
struct NewCredentialPage: Page {
    static let template = "learning/record-store-made"
    let endpoint: String
    let user: String
    let password: String

    init(_ made: NewStoreCredential, endpoint: String) {
        self.endpoint = endpoint
        user = made.credential.id.text
        password = made.secret
    }
}

/// `/werk/leren/xapi/wissen`.
struct ErasurePage: Page {
    static let template = "learning/record-store-erase"
    let kind: Choices
    let value: Field
    let errors: ErrorSummary?

    init(in visit: Visit) {
        kind = visit.choices(
            "kind", legend: "record-store.erase.kind", chosen: [PersonKind.mail.rawValue],
            options: PersonKind.allCases.map {
                Choices.Option($0.rawValue, visit.text("record-store.erase.kinds.\($0.rawValue)"))
            })
        value = visit.field(
            "value", label: "record-store.erase.value", hint: "record-store.erase.value-hint", autocomplete: "off")
        errors = visit.errorSummary
    }
}

/// What would be erased, to be confirmed.
struct ErasureCheckPage: Page {
    static let template = "learning/record-store-check"
    let sentence: String
    let isEmpty: Bool
    let kind: String
    let value: String

    init(_ counts: StoreErasure.Counts, value: String, kind: String, in visit: Visit) {
        sentence = visit.text("record-store.erase.found", counts.arguments)
        isEmpty = counts == StoreErasure.Counts()
        self.kind = kind
        self.value = value
    }
}

/// What was erased.
struct ErasedPage: Page {
    static let template = "learning/record-store-erased"
    let sentence: String

    init(_ counts: StoreErasure.Counts, in visit: Visit) {
        sentence = visit.text("record-store.erase.done", counts.arguments)
    }
}

extension StoreErasure.Counts {
    fileprivate var arguments: [String: String] {
        ["deleted": "\(deleted)", "changed": "\(changed)", "documents": "\(documents)"]
    }
}
