import Core
import Crypto
import Vault
import XAPI

/// Something that statements are looked up by, as the 64 bits under which it stands in `learning_xapi_terms`.
///
/// The organisation is in it, so that the statements of two organisations never stand in one list. Sixty-four bits of SHA-256: among
/// a million different terms two are the same by chance in one of 37 million stores, and then a filter finds some statements too
/// many, of the same organisation.
struct Term: Hashable, Sendable {
    enum Kind: String {
        /// The agent is actor or object.
        case agent
        /// The agent is elsewhere in the statement: `related_agents` finds it.
        case relatedAgent = "related agent"
        case verb
        /// The activity is the object.
        case activity
        /// The activity is elsewhere in the statement: `related_activities` finds it.
        case relatedActivity = "related activity"
        case registration
        /// The credential that sent the statement.
        case credential
    }

    let value: Int64

    init(_ kind: Kind, _ value: String, of organisation: Identifier) {
        var hash = SHA256()
        // No identifier and no kind holds a zero byte.
        for part in [organisation.text, kind.rawValue, value] {
            var part = part
            part.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
            withUnsafeBytes(of: UInt8(0)) { hash.update(bufferPointer: $0) }
        }
        self.value = hash.finalize().withUnsafeBytes { Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) }
    }

    /// All terms under which a statement that `credential` sends is found; without one, what also finds those that refer to it.
    static func all(of facts: StatementFacts, from credential: Identifier?, _ organisation: Identifier) -> [Term] {
        var terms = [Term(.verb, facts.verb, of: organisation)]
        if let credential { terms.append(Term(.credential, credential.text, of: organisation)) }
        for agent in facts.agents { terms.append(Term(.agent, agent.key, of: organisation)) }
        for agent in facts.relatedAgents.subtracting(facts.agents) {
            terms.append(Term(.relatedAgent, agent.key, of: organisation))
        }
        if let activity = facts.activity { terms.append(Term(.activity, activity, of: organisation)) }
        for activity in facts.relatedActivities where activity != facts.activity {
            terms.append(Term(.relatedActivity, activity, of: organisation))
        }
        if let registration = facts.registration {
            terms.append(Term(.registration, registration, of: organisation))
        }
        return terms
    }
}

/// SHA-256 of texts, in hexadecimal: a key of fixed length for what may be longer than a database takes as one.
func storeKey(_ texts: String...) -> String {
    var fields = Canonical()
    for text in texts { fields.append(text) }
    return Array(SHA256.hash(data: fields.bytes)).hex
}
