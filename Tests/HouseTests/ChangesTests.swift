import Core
import FoundationEssentials
import Synchronization
import Testing
import TestSupport

@testable import House

@Suite struct ChangesTests {
    /// Answers each set with a fixture, the first time and also later; what is not there is empty.
    private static func source(
        _ fixtures: [String: String], _ asked: Asked? = nil
    ) -> @Sendable (String) -> StubAnswer {
        { target in
            let path = target.prefix { $0 != "?" }
            let set = String(path.split(separator: "/").last!)
            asked?.add(target)
            guard let name = fixtures[set] else { return .json(#"{"value":[]}"#) }
            return StubAnswer(body: (try? fixture(name)) ?? [])
        }
    }

    private static let all = [
        "Kamerstukdossier": "dossiers.json", "Zaak": "zaken.json", "Document": "documenten.json",
        "Activiteit": "activiteiten.json", "Besluit": "besluiten.json", "Toezegging": "toezeggingen-documenten.json",
    ]

    private func batches(_ house: HouseSource, _ query: HouseQuery, _ cursor: HouseCursor = HouseCursor()) async throws
        -> [HouseBatch]
    {
        var found: [HouseBatch] = []
        for try await batch in house.changes(query, after: cursor) { found.append(batch) }
        return found
    }

    @Test func everySetInTurn() async throws {
        let query = try HouseQuery(dossier: "31015")
        let found = try await withHouse(Self.source(Self.all)) { try await batches($0, query) }
        let kinds = found.map { batch in
            switch batch.rows {
            case .dossiers(let rows): "Kamerstukdossier \(rows.count)"
            case .zaken(let rows): "Zaak \(rows.count)"
            case .actoren(let rows): "ZaakActor \(rows.count)"
            case .documenten(let rows): "Document \(rows.count)"
            case .activiteiten(let rows): "Activiteit \(rows.count)"
            case .besluiten(let rows): "Besluit \(rows.count)"
            case .stemmingen(let rows): "Stemming \(rows.count)"
            case .toezeggingen(let rows): "Toezegging \(rows.count)"
            }
        }
        #expect(kinds == ["Kamerstukdossier 1", "Zaak 5", "Document 2", "Activiteit 1", "Besluit 2", "Toezegging 1"])
        let text = try #require(found.last).cursor.text
        #expect(text.contains("Besluit=2023-12-21T20:32:57.0000000Z"))
        #expect(try HouseCursor(text) == found.last?.cursor)
        #expect(try HouseCursor("") == HouseCursor())
    }

    @Test func theFilters() async throws {
        let asked = Asked()
        let query = try HouseQuery(dossier: "31015")
        var cursor = HouseCursor()
        cursor.positions[.kamerstukdossier] = HouseTime("2025-01-01T00:00:00.1234567Z")
        cursor.positions[.zaak] = HouseTime("2025-01-01T00:00:00.1234567Z")
        _ = try await withHouse(Self.source([:], asked)) { try await batches($0, query, cursor) }
        let filters = asked.all.map { String($0.split(separator: "&$orderby")[0]) }
        let dossier = "Kamerstukdossier/any(k:k/Nummer eq 31015)"
        let prefix = "/OData/v4/2.0/"
        #expect(
            filters == [
                "\(prefix)Kamerstukdossier?$filter=ApiGewijzigdOp gt 2025-01-01T00:00:00.1234567Z and (Nummer eq 31015 or Verwijderd eq true)",
                "\(prefix)Zaak?$filter=ApiGewijzigdOp gt 2025-01-01T00:00:00.1234567Z and (\(dossier) or Verwijderd eq true)",
                "\(prefix)ZaakActor?$filter=Zaak/\(dossier)", "\(prefix)Document?$filter=\(dossier)",
                "\(prefix)Activiteit?$filter=Zaak/any(z:z/\(dossier))",
                "\(prefix)Besluit?$filter=Zaak/any(z:z/\(dossier))",
                "\(prefix)Stemming?$filter=Besluit/Zaak/any(z:z/\(dossier))",
                "\(prefix)Toezegging?$filter=Activiteit/any(a:a/Zaak/any(z:z/\(dossier)))",
            ])
    }

    /// Votes that all came with their decisions are not read a second time, but what changes among them later is.
    @Test func votesThatCameAlong() async throws {
        let asked = Asked()
        let query = try HouseQuery(dossier: "31015")
        let found = try await withHouse(Self.source(Self.all, asked)) { try await batches($0, query) }
        let votes = try #require(asked.all.first { $0.contains("/Stemming?") })
        // The day before the clock of the tests.
        #expect(votes.contains("ApiGewijzigdOp gt 2026-11-23T08:00:00.0000000Z"))
        // One case came without its actors, so that the actors are read in full.
        let actors = try #require(asked.all.first { $0.contains("/ZaakActor?") })
        #expect(!actors.contains("gt"))
        #expect(found.last?.cursor.positions[.stemming] != nil)
    }

    @Test func aFileThatDoesNotExist() async throws {
        let query = try HouseQuery(dossier: "99999")
        await #expect(throws: HouseError.noSuchDossier("99999")) {
            try await withHouse(Self.source([:])) { try await batches($0, query) }
        }
        // One that was there before has only nothing new.
        var cursor = HouseCursor()
        cursor.positions[.kamerstukdossier] = HouseTime("2025-01-01")
        let found = try await withHouse(Self.source([:])) { try await batches($0, query, cursor) }
        #expect(found.isEmpty)
    }

    @Test func aFaultKeepsWhatCameBefore() async throws {
        let source = Self.source(Self.all)
        let query = try HouseQuery(dossier: "31015")
        let stored = Mutex<[HouseBatch]>([])
        await #expect(throws: HouseError.failing(HousePlace(set: "Activiteit", page: 1), status: 500)) {
            try await withHouse({ $0.contains("/Activiteit?") ? .status(500) : source($0) }) { house in
                for try await batch in house.changes(query) { stored.withLock { $0.append(batch) } }
            }
        }
        let cursor = try #require(stored.withLock { $0.last?.cursor })
        #expect(Set(cursor.positions.keys).isSuperset(of: [.kamerstukdossier, .zaak, .document]))
        #expect(cursor.positions[.activiteit] == nil)
    }

    /// A source that refuses a condition within a condition is asked for the cases first, and then for what belongs to them.
    @Test func caseByCase() async throws {
        let asked = Asked()
        let source = Self.source(Self.all, asked)
        let query = try HouseQuery(dossier: "31015")
        let found = try await withHouse({ target in
            let filter = HouseAddress("http://stub\(target)")!.option("$filter") ?? ""
            return filter.components(separatedBy: "any(").count > 2 ? .status(400) : source(target)
        }) { try await batches($0, query) }
        var besluiten = 0
        var toezeggingen = 0
        for batch in found {
            if case .besluiten(let rows) = batch.rows { besluiten += rows.count }
            if case .toezeggingen(let rows) = batch.rows { toezeggingen += rows.count }
        }
        #expect(besluiten == 2 && toezeggingen == 1)
        // Of the five cases one is deleted; GUIDs stand bare.
        let question = try #require(asked.all.first { $0.contains("/Besluit?") })
        #expect(question.components(separatedBy: "z/Id eq ").count == 5)
        #expect(!question.contains("3c615628") && !question.contains("guid'") && !question.contains("eq '"))
        #expect(
            asked.all.contains {
                $0.contains("/Toezegging?$filter=Activiteit/any(a:a/Id eq 9aa78aa7-0000-4000-8000-000000000001)")
            })
        #expect(found.last?.cursor.positions[.besluit] == HouseTime("2023-12-21T20:32:57Z"))

        // Going on, tombstones are asked for apart, and no mark is later than the day before.
        let later = Asked()
        let again = Self.source(["Zaak": "zaken.json"], later)
        var cursor = HouseCursor()
        for set in HouseSet.allCases { cursor.positions[set] = HouseTime("2023-12-21T20:32:57Z") }
        _ = try await withHouse({ target in
            let filter = HouseAddress("http://stub\(target)")!.option("$filter") ?? ""
            return filter.components(separatedBy: "any(").count > 2 ? .status(400) : again(target)
        }) { try await batches($0, query, cursor) }
        #expect(
            later.all.contains {
                $0.contains("/Besluit?$filter=ApiGewijzigdOp gt 2023-12-21T20:32:57.0000000Z and Verwijderd eq true&")
            })
    }

    /// A server of the older shape refuses to be asked for the newer one.
    @Test func bothShapesAreAskedFor() async throws {
        let found = try await withHouse({ target in
            HouseAddress.decoded(target).contains("$expand=KamerbriefNakoming")
                ? .status(400) : StubAnswer(body: (try? fixture("toezeggingen-tekst.json")) ?? [])
        }) { await read($0.pages(of: Toezegging.self, .everything)) }
        #expect(found.error == nil)
        #expect(found.pages.flatMap(\.rows).map(\.nummer) == ["TZ202603-130", "TZ202603-131"])
    }

    /// Of a roll call the source sends the first hundred votes, and a link to the others.
    @Test func theRestOfTheVotes() async throws {
        @Sendable func votes(_ numbers: Range<Int>) -> String {
            numbers.map { number in
                let id = "66666666-0000-4000-8000-000000000\(number + 100)"
                return
                    #"{"Id":"\#(id)","Soort":"\#(number < 72 ? "Voor" : "Tegen")","ActorNaam":"Lid \#(number)","Persoon_Id":"\#(id)"}"#
            }.joined(separator: ",")
        }
        let source: @Sendable (String) -> StubAnswer = { target in
            switch HouseAddress("http://stub\(target)")!.option("$skip") {
            case "100": .json(#"{"value":[\#(votes(100..<120))],"@odata.nextLink":"Besluit(1)/Stemming?$skip=120"}"#)
            case "120": .json(#"{"value":[\#(votes(120..<146))]}"#)
            default:
                .json(
                    #"{"value":[{"Id":"55555555-0000-4000-8000-000000000003","StemmingsSoort":"Hoofdelijk","BesluitSoort":"Stemmen - verworpen","Status":"Besluit","BesluitTekst":"Verworpen (72-74).","Stemming":[\#(votes(0..<100))],"Stemming@odata.nextLink":"Besluit(1)/Stemming?$skip=100"}]}"#
                )
            }
        }
        let found = try await withHouse(source) { await read($0.pages(of: Besluit.self, .everything)) }
        let besluit = try #require(found.pages.first?.rows.first)
        #expect(besluit.stemmingen?.count == 146)
        #expect(besluit.isCompleet)
        let tally = VoteTally(besluit)
        #expect((tally.voor, tally.tegen) == (72, 74))
        #expect(tally.isConfirmed && tally.isSound)
    }

    @Test func oneRow() async throws {
        let asked = Asked()
        let id = Identifier("3c615628-50fe-479f-9818-1633fcad6141")!
        let zaak = try await withHouse({ target in
            asked.add(target)
            return .json(
                #"{"@odata.context":"x","Id":"\#(id)","Nummer":null,"ApiGewijzigdOp":"2024-11-06T13:43:01.6252992Z","Verwijderd":true}"#
            )
        }) { try await $0.row(Zaak.self, id) }
        #expect(zaak?.verwijderd == true)
        #expect(
            asked.all[0].hasPrefix("/OData/v4/2.0/Zaak(3c615628-50fe-479f-9818-1633fcad6141)?$select=Id,"))
        let none = try await withHouse({ _ in .status(404) }) { try await $0.row(Zaak.self, id) }
        #expect(none == nil)
    }
}
