import Core
import Synchronization
import Testing
import TestSupport

@testable import House

@Suite struct SyncFeedTests {
    private static let empty =
        #"<feed xmlns="http://www.w3.org/2005/Atom"><link rel="resume" href="/SyncFeed/2.0/Feed?category=x&amp;skiptoken=1"/></feed>"#

    private func withFeed<Result>(
        _ answer: @escaping @Sendable (String) -> StubAnswer, _ body: (SyncFeed) async throws -> Result
    ) async throws -> Result {
        try await withStub(answer) { origin in
            try await HouseTransport.withNetwork { transport in
                try await body(
                    try SyncFeed("\(origin)/SyncFeed/2.0", transport: transport, settings: Observed().settings()))
            }
        }
    }

    private func read<Entity: HouseEntity>(_ pages: SyncPages<Entity>) async -> (
        pages: [SyncPage<Entity>], error: HouseError?
    ) {
        var found: [SyncPage<Entity>] = []
        do {
            for try await page in pages { found.append(page) }
            return (found, nil)
        } catch {
            return (found, error as? HouseError)
        }
    }

    /// What drifts in the live feed: another prefix, times without a zone, `True`, fields that repeat or are empty.
    @Test func theDriftsOfCommitments() async throws {
        let asked = Asked()
        let body = try fixture("feed-toezegging.xml")
        let found = try await withFeed({ target in
            asked.add(target)
            return target.contains("skiptoken") ? .json(Self.empty) : StubAnswer(body: body)
        }) { await read($0.pages(of: Toezegging.self)) }
        #expect(found.error == nil)
        #expect(found.pages.map(\.skiptoken) == ["102"])
        #expect(found.pages[0].remarks.isEmpty)
        #expect(
            asked.all == [
                "/SyncFeed/2.0/Feed?category=Toezegging", "/SyncFeed/2.0/Feed?category=Toezegging&skiptoken=102",
            ])
        let rows = found.pages[0].rows
        #expect(rows.count == 2)
        #expect(rows[0].nummer == "TZ202603-140")
        #expect(rows[0].gewijzigdOp?.rfc3339 == "2026-03-05T08:00:00.500Z")
        #expect(rows[0].aanmaakdatum?.rfc3339 == "2026-03-04T09:15:00.123Z")
        #expect(rows[0].datumNakoming == nil)
        #expect(rows[0].kamerbrieven?.map(\.nummer) == ["2026Z01234", "2026Z05678"])
        #expect(rows[0].toegezegdAan?.count == 2)
        #expect(rows[0].activiteiten?.count == 1)
        #expect(rows[0].ministerie == nil)
        #expect(rows[0].tekst == "De minister zegt toe: <b>vóór</b> de zomer & daarna")
        #expect(rows[1].verwijderd)
        #expect(rows[1].nummer == nil)
        #expect(rows[1].gewijzigdOp?.rfc3339 == "2026-03-05T08:00:00.000Z")
    }

    @Test func byNamespaceNotByPrefix() async throws {
        let body = Array(
            String(decoding: try fixture("feed-stemming.xml"), as: UTF8.self)
                .split(separator: "https://gegevensmagazijn.tweedekamer.nl").joined().utf8)
        let found = try await withFeed({ $0.contains("skiptoken") ? .json(Self.empty) : StubAnswer(body: body) }) {
            await read($0.pages(of: Stemming.self))
        }
        #expect(found.error == nil)
        #expect(found.pages[0].skiptoken == "9")
        #expect(found.pages[0].rows.count == 1)
        #expect(found.pages[0].remarks.map(\.field) == ["Id"])
        let vote = found.pages[0].rows[0]
        #expect(vote.besluit?.text == "55555555-0000-4000-8000-000000000001")
        #expect(vote.isPersoon)
        #expect(vote.fractieGrootte == 25)
        #expect(vote.soort?.known == .tegen)
        #expect(vote.vergissing == true)
    }

    /// The same vote in the other set of names is the same row.
    @Test func theSameAsInOData() throws {
        var unreadable: [String] = []
        let feed = try AtomFeed(xml: fixture("feed-stemming.xml"))
        let fromFeed = try #require(Stemming.fields.read(feed.entries[0].content!, unreadable: &unreadable))
        let json =
            #"{"value":[{"Id":"66666666-0000-4000-8000-000000000001","Besluit_Id":"55555555-0000-4000-8000-000000000001","Soort":"Tegen","FractieGrootte":25,"ActorNaam":"Voorbeeld, B. van","ActorFractie":"Partij X","Vergissing":true,"Persoon_Id":"88888888-0000-4000-8000-000000000002","GewijzigdOp":"2023-12-22T09:53:45.6134936+01:00","Verwijderd":false}]}"#
        #expect(try RawPage<Stemming>(json: Array(json.utf8)).rows == [fromFeed])
    }

    @Test func goesOnFromAMark() async throws {
        let asked = Asked()
        let found = try await withFeed({ target in
            asked.add(target)
            return .json(Self.empty)
        }) { await read($0.pages(of: Zaak.self, after: "4711&x")) }
        #expect(found.pages.isEmpty && found.error == nil)
        #expect(asked.all == ["/SyncFeed/2.0/Feed?category=Zaak&skiptoken=4711&x"])
    }

    private func entry(_ link: String) -> StubAnswer {
        .json(
            #"<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="next" href="\#(link)"/></entry></feed>"#)
    }

    @Test func faults() async throws {
        let place = HousePlace(set: "Zaak", page: 1)
        let loop = try await withFeed({ [self] _ in entry("Feed?skiptoken=1") }) { await read($0.pages(of: Zaak.self)) }
        #expect(loop.error == .loop(HousePlace(set: "Zaak", page: 3)))
        let away = try await withFeed({ [self] _ in entry("https://voorbeeld.nl/SyncFeed/2.0/Feed?skiptoken=1") }) {
            await read($0.pages(of: Zaak.self))
        }
        #expect(away.error == .elsewhere(place, host: "voorbeeld.nl"))
        #expect(away.pages.count == 1)
        let notXML = try await withFeed({ _ in .json("{}") }) { await read($0.pages(of: Zaak.self)) }
        #expect(notXML.error == .malformed(place) || notXML.error == .cut(place))
        let notAFeed = try await withFeed({ _ in .json("<html/>") }) { await read($0.pages(of: Zaak.self)) }
        #expect(notAFeed.error == .malformed(place))
    }

    /// A document type, and with it every trick with entities, is refused.
    @Test(arguments: [
        #"<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><feed xmlns="http://www.w3.org/2005/Atom"><title>&b;</title></feed>"#,
        #"<!DOCTYPE feed [<!ENTITY a SYSTEM "file:///etc/passwd">]><feed xmlns="http://www.w3.org/2005/Atom"><title>&a;</title></feed>"#,
        #"<!DOCTYPE feed SYSTEM "http://voorbeeld.nl/x.dtd"><feed xmlns="http://www.w3.org/2005/Atom"/>"#,
        #"<feed xmlns="http://www.w3.org/2005/Atom"><title>&onbekend;</title></feed>"#,
        "", "<", "<feed>", "<feed></x>", "<feed xmlns='http://www.w3.org/2005/Atom'/>x",
    ])
    func refused(_ xml: String) { #expect(throws: BodyFault.self) { try AtomFeed(xml: Array(xml.utf8)) } }

    /// A beginning of the feed is a fault wherever it ends, and never a shorter feed.
    @Test func everyBeginningIsAFault() throws {
        let xml = try fixture("feed-toezegging.xml")
        let whole = xml.lastIndex(of: UInt8(ascii: ">"))! + 1
        for count in stride(from: 0, to: whole, by: 7) {
            #expect(throws: BodyFault.self) { try AtomFeed(xml: Array(xml.prefix(count))) }
        }
        #expect(throws: BodyFault.cut) { try AtomFeed(xml: Array(xml.prefix(whole / 2))) }
    }

    @Test func tooDeep() {
        let xml = #"<feed xmlns="http://www.w3.org/2005/Atom">"# + String(repeating: "<a>", count: 200)
        #expect(throws: BodyFault.tooDeep) { try AtomFeed(xml: Array(xml.utf8)) }
    }
}
