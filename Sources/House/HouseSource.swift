// The open data of the Dutch House of Representatives (Tweede Kamer), OData v4.
//
//     try await HouseTransport.withNetwork { transport in
//         let house = try HouseSource(transport: transport)                  // or HouseSource("http://127.0.0.1:8000/OData/v4/2.0", …)
//         let query = try HouseQuery(dossier: "31015")                       // or HouseQuery(search: "mensenhandel"), .everything
//         for try await batch in house.changes(query, after: try HouseCursor(stored)) {
//             switch batch.rows {                                            // in one transaction: the rows …
//             case .zaken(let zaken): …                                      // update or insert by `id`; a row may come twice
//             case .besluiten(let besluiten): …                              // with `stemmingen`, linked by `zaken` only
//             …
//             }
//             store(batch.cursor.text)                                       // … and the cursor
//         }
//     }
//
// - A batch is at most 250 rows of one set, and may have none when only the cursor moves. The order of the sets: Kamerstukdossier, Zaak (with ZaakActor), ZaakActor, Document,
//   Activiteit, Besluit (with Stemming), Stemming, Toezegging.
// - Votes and actors come twice over: with their decision or case, and, when they change later, in a set of their own.
// - `verwijderd`: a tombstone. Everything but `id` and the times is empty, and it may be of any file: pass over an `id` you do
//   not know, and keep what a member linked to.
// - The loop throws a `HouseError` (a sentence for people); every batch before it stays valid, and a later run goes on from the
//   last stored cursor.
// - `Open` holds a word of a vocabulary: `.text` to show and store, `.known` for what we know.
// - Rules over these values: `Besluit.uitkomst`, `VoteTally`, `Kamerstuknummer.replaced(in:)`.
// - One page at a time of one set: `pages(of: Zaak.self, …)`; one row: `row(Zaak.self, id)`. What changed
//   according to the SyncFeed: `changes(query, in: feed, …)`; the SyncFeed itself: `SyncFeed`.

public import Core

/// Reads the House's open data; the interface is described at the top of this file.
public struct HouseSource: Sendable {
    /// Where the House publishes it.
    public static let official = "https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0"
    /// Rows in an answer: the most that the source gives.
    public static let pageSize = 250

    private let fetcher: HouseFetcher

    /// - Parameter address: of the service, without the name of a set.
    /// - Throws: `HouseError.address` when it is none.
    public init(
        _ address: String = Self.official, transport: HouseTransport, settings: HouseSettings = HouseSettings()
    ) throws {
        guard let base = HouseAddress(address), base.query == nil else { throw HouseError.address(address) }
        fetcher = HouseFetcher(base: base, accept: "application/json", transport: transport, settings: settings)
    }

    /// What changed in everything that belongs to a query, set by set.
    ///
    /// The loop over it throws `HouseError.noSuchDossier` when there is no such file.
    public func changes(_ query: HouseQuery, after cursor: HouseCursor = HouseCursor()) -> HouseChanges {
        HouseChanges(source: self, query: query, cursor: cursor, now: fetcher.settings.now)
    }

    /// What changed in one set.
    public func pages<Entity: HouseEntity>(
        of: Entity.Type, _ query: HouseQuery, after: HouseTime? = nil
    ) -> HousePages<Entity> {
        pages(.query(query), after: after)
    }

    func pages<Entity: HouseEntity>(_ condition: HouseCondition, after: HouseTime?) -> HousePages<Entity> {
        HousePages(fetcher: fetcher, condition: condition, after: after)
    }

    /// One row; of a deleted one the tombstone, and `nil` for an `Id` that the source does not know.
    public func row<Entity: HouseEntity>(_: Entity.Type, _ id: Identifier) async throws -> Entity? {
        let progress = HouseProgress(set: Entity.set.rawValue, page: 1, rows: 0)
        var refusal: HouseError?
        for question in Entity.fields.questions {
            var options = [(name: "$select", value: question.select)]
            if !question.expand.isEmpty { options.append(("$expand", question.expand)) }
            // A GUID stands bare: the source refuses it in quotes.
            let address = fetcher.base.below("\(Entity.set.rawValue)(\(id))", options)
            do {
                return try await fetcher.get(address, progress: progress) { try RawPage<Entity>.row(json: $0) }
            } catch HouseError.refused(_, status: 404) {
                return nil
            } catch HouseError.refused(let place, status: 400) {
                refusal = .refused(place, status: 400)
            }
        }
        throw refusal!
    }
}
