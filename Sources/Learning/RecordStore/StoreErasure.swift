import Core
import Crypto
import Directory
import Storage
import Vault
import XAPI

/// Erases one person from the record store of an organisation, on their request.
///
/// Statements that are about the person go: those in which they are actor or object, also of a substatement, and signed ones, which
/// cannot be changed. Where a statement about others only names them (a team, an instructor, a member of a group), an account that
/// stands for nobody takes their place. Their documents, names and the attachments that nothing else uses go too.
struct StoreErasure: Sendable {
    let context: LearningContext

    /// What was erased, or would be.
    struct Counts: Sendable, Equatable {
        /// Statements that are gone.
        var deleted = 0
        /// Statements that no longer name the person.
        var changed = 0
        var documents = 0
    }

    /// What is there about the person.
    func count(_ actor: Actor, organisation: Identifier, _ person: AgentIdentifier) async throws -> Counts {
        try Policy.recordStore(of: organisation).require(actor)
        return try await context.database.read { transaction in
            let store = ErasureStore(transaction: transaction, organisation: organisation, person: person)
            return try store.counts()
        }
    }

    /// Erases everything about the person, in one transaction.
    func erase(_ actor: Actor, organisation: Identifier, _ person: AgentIdentifier) async throws -> Counts {
        try Policy.recordStore(of: organisation).require(actor)
        return try await context.database.exclusively { transaction in
            let store = ErasureStore(transaction: transaction, organisation: organisation, person: person)
            let counts = try store.erase { context.identifier() }
            try context.audit.record(
                AuditEvent(
                    "learning.record-store.person-erased", subject: "organisation:\(organisation)",
                    details: [
                        "deleted": "\(counts.deleted)", "changed": "\(counts.changed)",
                        "documents": "\(counts.documents)",
                    ]), by: actor, in: transaction)
            return counts
        }
    }
}

/// SQL that erases one person.
private struct ErasureStore {
    let transaction: any Transaction
    let organisation: Identifier
    /// All that identify the person: an address also stands as its hash.
    let identifiers: Set<AgentIdentifier>

    init(transaction: any Transaction, organisation: Identifier, person: AgentIdentifier) {
        self.transaction = transaction
        self.organisation = organisation
        var identifiers: Set<AgentIdentifier> = [person]
        if case .mbox(let address) = person {
            let digest = Insecure.SHA1.hash(data: Array(address.utf8))
            identifiers.insert(.mboxSHA1(Array(digest).hex))
        }
        self.identifiers = identifiers
    }

    private var terms: [Int64] {
        identifiers.flatMap { [Term(.agent, $0.key, of: organisation), Term(.relatedAgent, $0.key, of: organisation)] }
            .map(\.value).sorted()
    }

    private var agentKeys: [String] { identifiers.map { storeKey($0.key) }.sorted() }

    /// The positions of statements that name the person themselves.
    private func positions() throws -> [Int] {
        let rows = try terms.flatMap { term in
            try transaction.rows(
                """
                SELECT t.position AS position FROM learning_xapi_terms t
                JOIN learning_xapi_statements s ON s.organisation = $1 AND s.position = t.position
                WHERE t.term = $2 AND t.origin = 0
                """, organisation, Int(term))
        }
        return try Set(rows.map { try $0["position"] as Int }).sorted()
    }

    func counts() throws -> StoreErasure.Counts {
        var counts = StoreErasure.Counts()
        for position in try positions() {
            guard let found = try find(position) else { continue }
            if goes(found) { counts.deleted += 1 } else { counts.changed += 1 }
        }
        for key in agentKeys {
            let row = try transaction.row(
                "SELECT COUNT(*) AS n FROM learning_xapi_documents WHERE organisation = $1 AND agent = $2",
                organisation,
                key)
            counts.documents += try row?["n"] ?? 0
        }
        return counts
    }

    func erase(newID: () -> Identifier) throws -> StoreErasure.Counts {
        var counts = StoreErasure.Counts()
        for position in try positions() {
            guard let found = try find(position) else { continue }
            if goes(found) {
                try delete(found)
                counts.deleted += 1
            } else {
                try change(found, newID)
                counts.changed += 1
            }
        }
        for term in terms { try transaction.execute("DELETE FROM learning_xapi_terms WHERE term = $1", Int(term)) }
        for key in agentKeys {
            counts.documents += try transaction.execute(
                "DELETE FROM learning_xapi_documents WHERE organisation = $1 AND agent = $2", organisation, key)
            try transaction.execute(
                "DELETE FROM learning_xapi_names WHERE organisation = $1 AND agent = $2", organisation, key)
        }
        return counts
    }

    private struct Found {
        let id: String
        let position: Int
        let credential: Identifier
        let statement: Statement
    }

    private func find(_ position: Int) throws -> Found? {
        try transaction.row(
            """
            SELECT id, credential, version, statement FROM learning_xapi_statements
            WHERE organisation = $1 AND position = $2
            """, organisation, position
        ).map {
            Found(
                id: try $0["id"], position: position, credential: try $0["credential"],
                statement: try StatementStore.statement($0))
        }
    }

    /// Whether the statement is about the person, or is signed.
    private func goes(_ found: Found) -> Bool {
        let json = found.statement.json
        let inner = json["object"]?.object
        let places = [json["actor"], json["object"], inner?["actor"], inner?["object"]]
        return places.contains { $0?.object.map(isPerson) == true }
            || found.statement.facts.attachments.contains(where: \.isSignature)
    }

    private func isPerson(_ object: JSONObject) -> Bool {
        AgentIdentifier(of: object).map(identifiers.contains) == true
    }

    private func delete(_ found: Found) throws {
        let facts = found.statement.facts
        let terms = Term.all(of: facts, from: found.credential, organisation)
        let referring = try transaction.rows(
            "SELECT position FROM learning_xapi_references WHERE organisation = $1 AND target = $2", organisation,
            found.id)
        for term in terms {
            try transaction.execute(
                "DELETE FROM learning_xapi_terms WHERE term = $1 AND position = $2", Int(term.value), found.position)
            for row in referring {
                try transaction.execute(
                    "DELETE FROM learning_xapi_terms WHERE term = $1 AND position = $2 AND origin = $3",
                    Int(term.value),
                    try row["position"] as Int, found.position)
            }
        }
        if let target = facts.refersTo {
            try transaction.execute(
                "DELETE FROM learning_xapi_references WHERE organisation = $1 AND target = $2 AND position = $3",
                organisation, target, found.position)
        }
        for hash in Set(facts.attachments.map(\.sha2)).sorted() { try dropAttachment(hash, of: found.position) }
        try transaction.execute(
            "DELETE FROM learning_xapi_statements WHERE organisation = $1 AND position = $2", organisation,
            found.position)
    }

    private func dropAttachment(_ hash: String, of position: Int) throws {
        try transaction.execute(
            "DELETE FROM learning_xapi_attachment_uses WHERE organisation = $1 AND sha2 = $2 AND position = $3",
            organisation, hash, position)
        let left = try transaction.row(
            "SELECT position FROM learning_xapi_attachment_uses WHERE organisation = $1 AND sha2 = $2 LIMIT 1",
            organisation, hash)
        guard left == nil else { return }
        try transaction.execute(
            "DELETE FROM learning_xapi_attachments WHERE organisation = $1 AND sha2 = $2", organisation, hash)
    }

    /// Takes the person out of a statement about others.
    private func change(_ found: Found, _ newID: () -> Identifier) throws {
        let text = JSONValue.object(withoutPerson(found.statement.json, newID().text)).text
        try transaction.execute(
            """
            UPDATE learning_xapi_statements SET statement = $3, size = $4
            WHERE organisation = $1 AND position = $2
            """, organisation, found.position, text, text.utf8.count)
    }

    /// The object with an account of nobody wherever the person stood. What is in extensions means something to their maker only, and
    /// stays.
    private func withoutPerson(_ object: JSONObject, _ nobody: String) -> JSONObject {
        guard !isPerson(object) else {
            var members = object.members.filter { !AgentIdentifier.properties.contains($0.name) && $0.name != "name" }
            let account = JSONObject([
                .init(name: "homePage", value: .string("https://erased.invalid/")),
                .init(name: "name", value: .string(nobody)),
            ])
            members.append(.init(name: "account", value: .object(account)))
            return JSONObject(members)
        }
        return JSONObject(
            object.members.map { member in
                guard member.name != "extensions" else { return member }
                return .init(name: member.name, value: withoutPerson(member.value, nobody))
            })
    }

    private func withoutPerson(_ value: JSONValue, _ nobody: String) -> JSONValue {
        switch value {
        case .object(let object): .object(withoutPerson(object, nobody))
        case .array(let elements): .array(elements.map { withoutPerson($0, nobody) })
        default: value
        }
    }
}

extension AgentIdentifier {
    /// The properties of an agent that identify it.
    static let properties: Set<String> = ["mbox", "mbox_sha1sum", "openid", "account"]

    /// The identifier of an agent or group in a valid statement; `nil` for anything else.
    init?(of object: JSONObject) {
        let own = object.members.filter { Self.properties.contains($0.name) }
        guard own.count == 1, let found = try? Self(reading: own[0]) else { return nil }
        self = found
    }

    /// The identifier in a property of an agent, in the form in which it is compared.
    ///
    /// - Throws: `XAPIError` 400 when it is not one.
    init(reading member: JSONObject.Member) throws(XAPIError) {
        let text = JSONValue.object(JSONObject([member])).text
        self = try Agents.read(parameter: text).identifier
    }
}
