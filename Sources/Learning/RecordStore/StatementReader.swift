import Core
import FoundationEssentials
import Storage
import XAPI

/// One page of statements as it is answered.
struct StatementPage: Sendable {
    /// The JSON of the StatementResult, or of the one statement that was asked for.
    var json: [UInt8]
    /// Everything stored up to then was looked at.
    var consistentThrough: Instant
    /// When the one statement that was asked for was stored.
    var stored: Instant?
    /// The attachments of the statements, when they were asked for.
    var attachments: [(sha2: String, attachment: StatementBody.Attachment)] = []
}

/// Where the next page of an answer begins, and what was asked: all in the address, so that it is good for as long as the store is.
struct MorePlace: Hashable, Sendable {
    let query: QueryParameters
    /// Of the last statement of the page before.
    let position: Int

    /// A segment of a path.
    var text: String {
        let parameters = query.values.sorted { $0.key < $1.key }.map {
            JSONObject.Member(name: $0.key, value: .string($0.value))
        }
        let json = JSONValue.array([.number("\(position)"), .object(JSONObject(parameters))])
        return Data(json.bytes).base64EncodedString().map(Self.safe).joined()
    }

    private static func safe(_ character: Character) -> String {
        switch character {
        case "+": "-"
        case "/": "_"
        case "=": ""
        default: String(character)
        }
    }

    init(query: QueryParameters, position: Int) {
        self.query = query
        self.position = position
    }

    /// Reads what `text` writes; `nil` for anything else.
    init?(_ text: String) {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: base64), let parts = try? JSONValue(reading: bytes).array,
            parts.count == 2, case .number(let number) = parts[0], let position = Int(number),
            let parameters = parts[1].object
        else { return nil }
        var values: [String: String] = [:]
        for member in parameters.members {
            guard let value = member.value.string else { return nil }
            values[member.name] = value
        }
        self.init(query: QueryParameters(values), position: position)
    }
}

/// Answers `GET statements`.
struct StatementReader: Sendable {
    let context: LearningContext
    let writer: StatementWriter
    let credential: StoreCredential
    /// The home page of the accounts that stand for credentials.
    let homePage: String
    /// The path of the statements resource.
    let path: String

    /// Statements in a page when nobody says how many, and at most.
    static let usualPage = 100
    static let largestPage = 1000
    /// Text in a page, in bytes; a single statement may be longer.
    static let pageSize = 4 << 20
    /// Attachments in a page, in bytes; those of a single statement may be more.
    static let attachmentSize = 16 << 20

    /// Whose statements are seen: all of the organisation, or only those of the credential.
    private var restriction: Identifier? { credential.readsEveryStatement ? nil : credential.id }

    /// One statement, or the first page of many, or what follows it.
    ///
    /// - Parameter place: where the page before ended.
    /// - Throws: `XAPIError` 404 for a single statement that is not there.
    func page(
        _ parameters: QueryParameters, version: XAPIVersion, languages: LanguageChoice, after place: Int? = nil
    ) async throws -> StatementPage {
        let query = try StatementQuery(parameters, version: version)
        // Before the transaction begins: whatever is stored later may or may not be seen.
        let through = writer.consistentThrough
        if let single = query.single { return try await one(single, query, languages, through) }
        let filter = filter(query, after: place)
        let most = query.limit == 0 ? Self.usualPage : min(query.limit, Self.largestPage)
        let organisation = credential.organisation
        let (texts, last, lastStored, objects) = try await context.database.read {
            transaction -> ([String], Int?, Instant?, Prepared) in
            let search = StatementSearch(transaction: transaction, organisation: organisation)
            let found = try search.find(filter, limit: most + 1)
            let count = Self.count(found, most: most)
            let positions = found.prefix(count).map(\.position)
            let (texts, lastStored) = try search.texts(positions)
            let prepared = try Prepared(texts, query, organisation, transaction)
            return (texts, found.count > count ? positions.last : nil, lastStored, prepared)
        }
        let more = last.map { "\(path)/more/\(MorePlace(query: parameters, position: $0).text)" } ?? ""
        var json = Array("{\"statements\":[".utf8)
        for (place, text) in texts.enumerated() {
            if place > 0 { json.append(UInt8(ascii: ",")) }
            json += try Self.format(text, query.format, languages, objects)
        }
        json += Array("],\"more\":\"\(more)\"}".utf8)
        return StatementPage(
            json: json, consistentThrough: max(through, lastStored ?? through), attachments: objects.attachments)
    }

    /// How many fit in the page: at least one.
    private static func count(_ found: [StatementSearch.Found], most: Int) -> Int {
        var (count, size) = (0, 0)
        for one in found.prefix(most) {
            size += one.size
            if count > 0, size > pageSize { break }
            count += 1
        }
        return count
    }

    private func one(
        _ single: StatementQuery.Single, _ query: StatementQuery, _ languages: LanguageChoice, _ through: Instant
    ) async throws -> StatementPage {
        let (id, isVoided) =
            switch single {
            case .statement(let id): (id, false)
            case .voided(let id): (id, true)
            }
        let (organisation, restriction) = (credential.organisation, restriction)
        let found = try await context.database.read { transaction -> (String, Instant, Prepared)? in
            let search = StatementSearch(transaction: transaction, organisation: organisation)
            guard let found = try search.find(id, isVoided: isVoided, credential: restriction) else { return nil }
            return (found.text, found.stored, try Prepared([found.text], query, organisation, transaction))
        }
        guard let (text, stored, prepared) = found else {
            throw XAPIError(status: 404, "There is no statement with this id that may be read here.")
        }
        return StatementPage(
            json: try Self.format(text, query.format, languages, prepared), consistentThrough: max(through, stored),
            stored: stored, attachments: prepared.attachments)
    }

    private static func format(
        _ text: String, _ format: StatementFormat, _ languages: LanguageChoice, _ prepared: Prepared
    ) throws -> [UInt8] {
        guard format != .exact else { return Array(text.utf8) }
        let object = try StatementStore.object(text)
        return JSONValue.object(
            format.apply(to: object, languages: languages) { prepared.definitions[$0] }
        ).bytes
    }

    /// The rarest first, so that the others have little left to check.
    private func filter(_ query: StatementQuery, after place: Int?) -> StatementSearch.Filter {
        let organisation = credential.organisation
        var filter = StatementSearch.Filter(
            credential: restriction, since: query.since, until: query.until, isAscending: query.ascending, after: place)
        if let registration = query.registration {
            filter.terms.append([Term(.registration, registration, of: organisation)])
        }
        if let agent = query.agent {
            var terms = [Term(.agent, agent.key, of: organisation)]
            if query.relatedAgents {
                terms.append(Term(.relatedAgent, agent.key, of: organisation))
                // Authorities are not under terms of their own.
                if case .account(homePage, let name) = agent {
                    terms.append(Term(.credential, name, of: organisation))
                }
            }
            filter.terms.append(terms)
        }
        if let activity = query.activity {
            var terms = [Term(.activity, activity, of: organisation)]
            if query.relatedActivities { terms.append(Term(.relatedActivity, activity, of: organisation)) }
            filter.terms.append(terms)
        }
        if let verb = query.verb { filter.terms.append([Term(.verb, verb, of: organisation)]) }
        return filter
    }
}

/// What else is needed to answer with statements: definitions of their activities, and their attachments.
private struct Prepared: Sendable {
    var definitions: [String: JSONObject] = [:]
    var attachments: [(sha2: String, attachment: StatementBody.Attachment)] = []

    init(
        _ texts: [String], _ query: StatementQuery, _ organisation: Identifier, _ transaction: any Transaction
    ) throws {
        guard query.format == .canonical || query.attachments else { return }
        let objects = try texts.map(StatementStore.object)
        if query.format == .canonical {
            let ids = objects.reduce(into: Set<String>()) { $0.formUnion(StatementFormat.activities(in: $1)) }
            let keys = ids.reduce(into: [:]) { $0[storeKey($1)] = $1 }
            let found = try StatementStore(transaction: transaction).definitions(keys.keys.sorted(), of: organisation)
            for (key, id) in keys { definitions[id] = found[key] }
        }
        if query.attachments { try readAttachments(of: objects, organisation, transaction) }
    }

    private mutating func readAttachments(
        of objects: [JSONObject], _ organisation: Identifier, _ transaction: any Transaction
    ) throws {
        var seen: Set<String> = []
        var size = 0
        for hash in objects.flatMap(Self.hashes) where seen.insert(hash).inserted {
            let row = try transaction.row(
                "SELECT content_type, content FROM learning_xapi_attachments WHERE organisation = $1 AND sha2 = $2",
                organisation, hash)
            guard let row else { continue }
            let content: [UInt8] = try row["content"]
            size += content.count
            guard attachments.isEmpty || size <= StatementReader.attachmentSize else {
                throw XAPIError(
                    status: 413,
                    "The attachments of these statements are too much for one answer: ask for fewer statements (limit)."
                )
            }
            attachments.append(
                (hash, StatementBody.Attachment(contentType: try row["content_type"], bytes: content)))
        }
    }

    /// The hashes of the attachments that a statement declares, also in a substatement.
    private static func hashes(in statement: JSONObject) -> [String] {
        let own = (statement["attachments"]?.array ?? []).compactMap { $0["sha2"]?.string?.lowercased() }
        return own
            + (statement["object"]?.object.map { $0["objectType"]?.string == "SubStatement" ? hashes(in: $0) : [] }
                ?? [])
    }
}
