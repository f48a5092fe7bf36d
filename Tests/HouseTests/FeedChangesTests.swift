import Core
import Synchronization
import TestSupport
import Testing

@testable import House

/// The SyncFeed says what changed, and OData what it is; both from one local server.
@Suite struct FeedChangesTests {
    private static let dossier = "00000000-0000-4000-8000-000000000001"
    private static let zaak = "00000000-0000-4000-8000-000000000101"
    private static let andere = "00000000-0000-4000-8000-000000000102"
    private static let besluit = "00000000-0000-4000-8000-000000000201"

    private static func feed(_ set: String, _ entries: [(id: String, inside: String)], mark: Int) -> String {
        // Prefixes differ from entry to entry, and mean the same.
        let rows = entries.enumerated().map { place, entry in
            let prefix = place.isMultiple(of: 2) ? "ns1" : "tk"
            let name = set.prefix(1).lowercased() + set.dropFirst()
            return """
                <entry><link rel="next" href="/SyncFeed/2.0/Feed?category=\(set)&amp;skiptoken=\(mark)"/>
                <content type="application/xml"><\(prefix):\(name) xmlns:\(prefix)="http://www.tweedekamer.nl/xsd/tkData/v1-0"
                id="\(entry.id)" \(prefix):bijgewerkt="2026-03-05T09:00:00+01:00" \(prefix):verwijderd="\
                \(entry.inside.isEmpty ? "True" : "false")">\(entry.inside.replacing("NS:", with: "\(prefix):"))\
                </\(prefix):\(name)></content></entry>
                """
        }
        return #"<feed xmlns="http://www.w3.org/2005/Atom">\#(rows.joined())</feed>"#
    }

    private static let pages: [String: String] = [
        "Kamerstukdossier": feed(
            "Kamerstukdossier",
            [
                (dossier, "<NS:titel>Verzonnen</NS:titel><NS:nummer>99001</NS:nummer>"),
                (andere, "<NS:titel>Ander</NS:titel><NS:nummer>99002</NS:nummer>"),
            ], mark: 7),
        "Zaak": feed(
            "Zaak",
            [
                (zaak, #"<NS:nummer>2020Z1</NS:nummer><NS:kamerstukdossier ref="\#(dossier)"/>"#),
                (andere, #"<NS:nummer>2020Z2</NS:nummer><NS:kamerstukdossier ref="\#(andere)"/>"#),
                ("00000000-0000-4000-8000-000000000103", ""),
            ], mark: 8),
        "Besluit": feed("Besluit", [(besluit, #"<NS:zaak ref="\#(zaak)"/>"#)], mark: 9),
    ]

    private static let whole = [
        "Zaak(\(zaak))":
            #"{"Id":"\#(zaak)","Nummer":"2020Z1","Volgnummer":3,"Verwijderd":false,"Kamerstukdossier":[{"Id":"\#(dossier)","Nummer":99001}]}"#,
        "Besluit(\(besluit))":
            #"{"Id":"\#(besluit)","BesluitSoort":"Stemmen - aangenomen","Verwijderd":false,"Agendapunt":{"Id":"\#(zaak)","Activiteit":{"Id":"\#(zaak)","Datum":"2020-07-07T00:00:00+02:00"}}}"#,
    ]

    private static func answer(_ target: String) -> StubAnswer {
        let target = HouseAddress.decoded(target)
        if target.hasPrefix("/SyncFeed") {
            let set = target.split(separator: "category=").last!.prefix { $0 != "&" }
            guard !target.contains("skiptoken"), let page = pages[String(set)] else {
                return .json(#"<feed xmlns="http://www.w3.org/2005/Atom"/>"#)
            }
            return .json(page)
        }
        guard let body = whole.first(where: { target.contains($0.key) }) else { return .status(404) }
        return .json(body.value)
    }

    /// Reads as an import does: what came is stored before the next page.
    private func batches(
        _ query: HouseQuery, _ cursor: HouseCursor = HouseCursor(),
        _ answer: @escaping @Sendable (String) -> StubAnswer = { FeedChangesTests.answer($0) }
    ) async throws -> [HouseBatch] {
        try await withStub(answer) { origin in
            try await HouseTransport.withNetwork { transport in
                let settings = Observed().settings()
                let source = try HouseSource("\(origin)/OData/v4/2.0", transport: transport, settings: settings)
                let feed = try SyncFeed("\(origin)/SyncFeed/2.0", transport: transport, settings: settings)
                let stored = Mutex<Set<Identifier>>([])
                let known = HouseKnown { ids in stored.withLock { $0.intersection(ids) } }
                var found: [HouseBatch] = []
                for try await batch in source.changes(query, in: feed, after: cursor, known: known) {
                    found.append(batch)
                    stored.withLock { $0.formUnion(Self.ids(batch.rows)) }
                }
                return found
            }
        }
    }

    private static func ids(_ rows: HouseRows) -> [Identifier] {
        switch rows {
        case .dossiers(let rows): rows.map(\.id)
        case .zaken(let rows): rows.filter { !$0.verwijderd }.map(\.id)
        case .besluiten(let rows): rows.map(\.id)
        default: []
        }
    }

    @Test func whatBelongsToAFileIsFetchedWhole() async throws {
        let found = try await batches(try HouseQuery(dossier: "99001"))
        guard found.count == 3, case .dossiers(let dossiers) = found[0].rows, case .zaken(let zaken) = found[1].rows,
            case .besluiten(let besluiten) = found[2].rows
        else {
            Issue.record("\(found.map(\.rows))")
            return
        }
        #expect(dossiers.map(\.nummer) == [99001])
        // The number is not in the feed; the tombstone is passed on, whatever it was of.
        #expect(zaken.map { $0.kamerstuk?.description } == ["99001-3", nil])
        #expect(zaken.map(\.verwijderd) == [false, true])
        #expect(besluiten[0].datum?.day == Day(year: 2020, month: 7, day: 7))
        let cursor = found[2].cursor
        #expect(cursor.marks == [.kamerstukdossier: "7", .zaak: "8", .besluit: "9"])
        #expect(try HouseCursor(cursor.text) == cursor)
        // With the marks nothing is read again.
        #expect(try await batches(try HouseQuery(dossier: "99001"), cursor).isEmpty)
    }

    @Test func everything() async throws {
        let found = try await batches(.everything)
        guard case .zaken(let zaken) = found[1].rows else { return }
        #expect(zaken.count == 3)
    }

    @Test func aFileThatTheFeedDoesNotHave() async throws {
        await #expect(throws: HouseError.noSuchDossier("99003")) {
            _ = try await batches(try HouseQuery(dossier: "99003"))
        }
    }

    /// What the source cannot give whole ends the run, and the mark stays before it.
    @Test func aRowThatCannotBeFetched() async throws {
        await #expect(throws: HouseError.self) {
            _ = try await batches(try HouseQuery(dossier: "99001")) { target in
                target.hasPrefix("/OData") ? .status(500) : Self.answer(target)
            }
        }
    }

    @Test func marksAreKeptWhateverTheyHold() throws {
        var cursor = HouseCursor()
        cursor.marks[.zaak] = "a;b=c&d"
        #expect(try HouseCursor(cursor.text) == cursor)
        #expect(throws: HouseError.cursor) { try HouseCursor("feed.Onbekend=1") }
    }
}
