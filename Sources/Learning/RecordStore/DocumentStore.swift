import Core
import Storage
import XAPI

/// A document of the state or a profile resource.
struct StoredDocument: Sendable {
    let contentType: String
    let content: [UInt8]
    /// Its entity tag, in quotes.
    let tag: String
    let changed: Instant
}

/// SQL for documents.
struct DocumentStore {
    let transaction: any Transaction
    let organisation: Identifier

    func find(_ query: DocumentQuery) throws -> StoredDocument? {
        let row = try transaction.row(
            """
            SELECT content_type, content, tag, changed FROM learning_xapi_documents
            WHERE organisation = $1 AND document = $2
            """, organisation, query.documentKey)
        return try row.map {
            StoredDocument(
                contentType: try $0["content_type"], content: try $0["content"], tag: try $0["tag"],
                changed: try $0["changed"])
        }
    }

    /// The ids of the documents in a context, in order, and when the last of them changed.
    func ids(_ query: DocumentQuery) throws -> (ids: [String], lastChanged: Instant?) {
        let rows = try transaction.rows(
            """
            SELECT id, changed FROM learning_xapi_documents
            WHERE organisation = $1 AND context = $2 AND (registration = $3 OR $4 = 1) AND changed > $5
            ORDER BY id
            """, organisation, query.contextKey, query.registration ?? "", query.registration == nil,
            query.since?.milliseconds.value ?? Int64.min.value)
        var ids: [String] = []
        for row in rows {
            // The same id may stand under several registrations.
            let id: String = try row["id"]
            if ids.last != id { ids.append(id) }
        }
        return (ids, try rows.map { try $0["changed"] as Instant }.max())
    }

    func put(_ query: DocumentQuery, _ document: StoredDocument) throws {
        try transaction.execute(
            """
            INSERT INTO learning_xapi_documents
            (organisation, document, context, agent, registration, id, content_type, content, tag, changed)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (organisation, document) DO UPDATE SET content_type = excluded.content_type,
            content = excluded.content, tag = excluded.tag, changed = excluded.changed
            """, organisation, query.documentKey, query.contextKey, query.agent.map { storeKey($0.key) } ?? "",
            query.registration ?? "", query.id ?? "", document.contentType, document.content, document.tag,
            document.changed)
    }

    func delete(_ query: DocumentQuery) throws {
        try transaction.execute(
            "DELETE FROM learning_xapi_documents WHERE organisation = $1 AND document = $2", organisation,
            query.documentKey)
    }

    /// Deletes every document in a context.
    func deleteAll(_ query: DocumentQuery) throws {
        try transaction.execute(
            """
            DELETE FROM learning_xapi_documents
            WHERE organisation = $1 AND context = $2 AND (registration = $3 OR $4 = 1)
            """, organisation, query.contextKey, query.registration ?? "", query.registration == nil)
    }
}

extension DocumentQuery {
    fileprivate var contextKey: String { storeKey("\(resource)", activity ?? "", agent?.key ?? "") }
    fileprivate var documentKey: String {
        storeKey("\(resource)", activity ?? "", agent?.key ?? "", registration ?? "", id ?? "")
    }
}

extension Int64 {
    fileprivate var value: Value { .integer(self) }
}

/// What can be done with documents, by one credential.
struct StoredDocuments: Sendable {
    let context: LearningContext
    let organisation: Identifier

    func find(_ query: DocumentQuery) async throws -> StoredDocument? {
        try await context.database.read { [organisation] in
            try DocumentStore(transaction: $0, organisation: organisation).find(query)
        }
    }

    func ids(_ query: DocumentQuery) async throws -> (ids: [String], lastChanged: Instant?) {
        try await context.database.read { [organisation] in
            try DocumentStore(transaction: $0, organisation: organisation).ids(query)
        }
    }

    /// Stores what a PUT brings or merges what a POST brings; condition, merge and change are one transaction, so that of two that
    /// come at the same moment neither is lost.
    ///
    /// - Throws: `XAPIError` when a condition does not hold or what is there cannot be merged with.
    func change(_ query: DocumentQuery, _ request: XAPIRequest, _ version: XAPIVersion) async throws {
        let now = context.now()
        try await context.database.persistently { [organisation] transaction in
            let store = DocumentStore(transaction: transaction, organisation: organisation)
            let known = try store.find(query)
            try Documents.check(
                method: request.method, resource: query.resource, version: version, headers: request.headers,
                current: known?.tag)
            let type = request.headers["Content-Type"]
            let new =
                request.method == "PUT"
                ? try Documents.put(contentType: type, body: request.body)
                : try Documents.post(
                    contentType: type, body: request.body, onto: known.map { ($0.contentType, $0.content) })
            try store.put(
                query,
                StoredDocument(
                    contentType: new.contentType, content: new.content, tag: Documents.entityTag(of: new.content),
                    changed: now))
        }
    }

    /// Deletes one document, or all of a context when the query names none. What is not there is no mistake.
    func delete(_ query: DocumentQuery, _ request: XAPIRequest, _ version: XAPIVersion) async throws {
        try await context.database.persistently { [organisation] transaction in
            let store = DocumentStore(transaction: transaction, organisation: organisation)
            guard query.id != nil else { return try store.deleteAll(query) }
            try Documents.check(
                method: request.method, resource: query.resource, version: version, headers: request.headers,
                current: try store.find(query)?.tag)
            try store.delete(query)
        }
    }
}
