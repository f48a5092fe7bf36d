import FoundationEssentials
import Testing
import TestSupport

@testable import House

@Suite struct AddressTests {
    private let base = HouseAddress("https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0/")!

    @Test func numbersOfFiles() throws {
        #expect(try HouseQuery(dossier: "31015") == .dossier(nummer: 31015, toevoeging: nil))
        #expect(try HouseQuery(dossier: " 36 410-VI") == .dossier(nummer: 36410, toevoeging: "VI"))
        for text in ["", "3101", "310155", "31015'", "abcde", "31015-", "-1", "31015;drop"] {
            #expect(throws: HouseError.dossierNumber(text)) { try HouseQuery(dossier: text) }
        }
    }

    @Test func textsToSearch() throws {
        #expect(try HouseQuery(search: "  pro-ana \n coaches ") == .search("pro-ana coaches"))
        for text in ["", "   ", "ab", String(repeating: "a", count: 201)] {
            #expect(throws: HouseError.searchText(text)) { try HouseQuery(search: text) }
        }
    }

    @Test func cursorsThatAreNone() {
        for text in ["x", "Zaak", "Zaak=", "Zaak=gisteren", "Persoon=2025-01-01", "Zaak=0001-01-01"] {
            #expect(throws: HouseError.cursor) { try HouseCursor(text) }
        }
    }

    /// What a person searches for stays a text, whatever is in it.
    @Test(arguments: ["d'Hondt", "' or 1 eq 1 or '", "a&b=c#d+e%27", "één ruimte", "naïef/..;x"])
    func searchedTexts(_ text: String) throws {
        let filter = try #require(HouseCondition.query(.search(text)).filter(.zaak, after: nil))
        #expect(filter.hasPrefix("(contains(Onderwerp,'") && filter.hasSuffix("'))"))
        let address = base.below("Zaak", [("$filter", filter)])
        #expect(HouseAddress(address.text) == address)
        #expect(address.option("$filter") == filter)
        #expect(address.query?.contains("&") == false)
        // Every quote within the text stands twice.
        let inside = filter.components(separatedBy: "'")
        #expect(inside.count % 2 == 1)
    }

    @Test(arguments: [
        "", "gegevensmagazijn.tweedekamer.nl", "ftp://x.nl/", "https://", "https:///pad", "https://a b/",
        "https://x.nl:0/",
        "https://x.nl:99999/", "https://gebruiker@x.nl/", "https://x.nl\\@y.nl/", "https://x.nl/a/../b",
        "https://x.nl/%2E%2E/b",
        "https://ü.nl/", "https://x.nl/\u{0}", "javascript://x",
    ])
    func notAnAddress(_ text: String) { #expect(HouseAddress(text) == nil) }

    @Test func links() {
        #expect(base.text == "https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0")
        #expect(base.following("Zaak?$skip=250")?.path == "/OData/v4/2.0/Zaak")
        #expect(base.following("/OData/v4/2.0/Zaak")?.host == base.host)
        #expect(base.following("https://gegevensmagazijn.tweedekamer.nl:443/OData/v4/2.0/Zaak?$skip=250") != nil)
        #expect(base.following("HTTPS://GEGEVENSMAGAZIJN.tweedekamer.nl/OData/v4/2.0/Zaak") != nil)
        #expect(base.following("http://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0/Zaak") == nil)
        #expect(base.following("https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0") == nil)
        #expect(base.following("https://gegevensmagazijn.tweedekamer.nl.voorbeeld.nl/OData/v4/2.0/Zaak") == nil)
    }

    /// Whatever a link is, one that is followed stays below the source.
    @Test func anyLink() {
        var random = SeededGenerator(seed: 7)
        let parts = [
            "https://", "http://", "//", "gegevensmagazijn.tweedekamer.nl", "voorbeeld.nl", "/OData/v4/2.0", "/Zaak",
            "..", "/", ":443",
            ":80", "@", "?", "#", "%2e", "\\", "$skip=1", " ", "é",
        ]
        for _ in 0..<20_000 {
            let link = (0..<Int.random(in: 1...6, using: &random)).map { _ in parts.randomElement(using: &random)! }
                .joined()
            guard let target = base.following(link) else { continue }
            #expect(target.text.hasPrefix(base.text + "/"), "\(link)")
            #expect(!target.path.split(separator: "/").contains(".."), "\(link)")
        }
    }
}
