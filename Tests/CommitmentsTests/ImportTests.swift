import Core
import Foundation
import House
import Storage
import Synchronization
import TestSupport
import Testing
import Web

@testable import Commitments

/// A source with a few rows for each set. What it holds is made up, in the shape of the House's records.
final class SmallHouse: Sendable {
    struct State {
        var rows: [String: [String]] = [:]
        /// Sets that answer with a 500.
        var broken: Set<String> = []
    }

    private let state: Mutex<State>

    init(_ rows: [String: [String]]) { state = Mutex(State(rows: rows)) }

    func change(_ body: (inout sending State) -> Void) { state.withLock { body(&$0) } }

    var transport: HouseTransport {
        HouseTransport { [self] address, _, _ in
            let set = address.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
            let (rows, isBroken) = state.withLock { ($0.rows[set] ?? [], $0.broken.contains(set)) }
            guard !isBroken else { return HouseTransport.Answer(status: 500) }
            let body = "{\"@odata.count\":\(rows.count),\"value\":[\(rows.joined(separator: ","))]}"
            return HouseTransport.Answer(status: 200, body: Array(body.utf8))
        }
    }

    func source() throws -> HouseSource {
        try HouseSource(
            "https://house.example/OData/v4/2.0", transport: transport,
            settings: HouseSettings(patience: HousePatience(attempts: 2, firstPause: 0), sleep: { _ in }))
    }

    static let file = #"{"Id":"00000000-0000-4000-8000-000000000001","Nummer":99001,"Titel":"Verzonnen","\#(times)}"#
    static let times =
        #"GewijzigdOp":"2020-07-03T12:00:00+02:00","ApiGewijzigdOp":"2020-07-03T10:00:00.1234567Z","Verwijderd":false"#

    static func motion(_ number: Int, _ subject: String, deleted: Bool = false) -> String {
        let id = "00000000-0000-4000-8000-0000000001\(number)"
        if deleted {
            return
                #"{"Id":"\#(id)","GewijzigdOp":"2020-07-04T12:00:00+02:00","ApiGewijzigdOp":"2020-07-04T10:00:00Z","Verwijderd":true}"#
        }
        return #"""
            {"Id":"\#(id)","Nummer":"2020Z000\#(number)","Soort":"Motie","Onderwerp":"\#(subject)",
            "GestartOp":"2020-07-02T00:00:00+02:00","Volgnummer":\#(number),"Kabinetsappreciatie":"Oordeel Kamer",
            "ZaakActor":[{"Id":"00000000-0000-4000-8000-0000000009\#(number)","ActorNaam":"Verzonnen Lid","ActorFractie":"Aster",
            "Relatie":"Indiener","\#(times)}],
            "Kamerstukdossier":[{"Id":"00000000-0000-4000-8000-000000000001","Nummer":99001}],"\#(times)}
            """#
    }

    /// A decision on motions, with votes by show of hands.
    static func decision(_ motions: [Int], _ kind: String, text: String, _ votes: [(String, Int, String)]) -> String {
        let cases = motions.map { #"{"Id":"00000000-0000-4000-8000-0000000001\#($0)"}"# }.joined(separator: ",")
        let rows = votes.enumerated().map { place, vote in
            #"""
            {"Id":"00000000-0000-4000-8000-00000000030\#(place)","Besluit_Id":"00000000-0000-4000-8000-000000000200",
            "Soort":"\#(vote.2)","FractieGrootte":\#(vote.1),"ActorNaam":"\#(vote.0)","ActorFractie":"\#(vote.0)",
            "Vergissing":false,"\#(times)}
            """#
        }.joined(separator: ",")
        return #"""
            {"Id":"00000000-0000-4000-8000-000000000200","BesluitSoort":"\#(kind)","BesluitTekst":"\#(text)","Status":"Besluit",
            "StemmingsSoort":"Met handopsteken","Zaak":[\#(cases)],"Stemming":[\#(rows)],
            "Agendapunt":{"Id":"00000000-0000-4000-8000-000000000400","Activiteit":{"Id":"00000000-0000-4000-8000-000000000401",
            "Datum":"2020-07-07T00:00:00+02:00"}},"\#(times)}
            """#
    }
}

@Suite("What is read from the House")
struct ImportTests {
    private static let votes = [("Aster", 90, "Voor"), ("Berk", 55, "Tegen"), ("Ceder", 5, "Niet deelgenomen")]

    private func rows() -> [String: [String]] {
        [
            "Kamerstukdossier": [SmallHouse.file],
            "Zaak": [
                SmallHouse.motion(21, "Motie over <script>alert(1)</script> een meldpunt"),
                SmallHouse.motion(22, "Gewijzigde motie over opvang (t.v.v. 99001-21)"),
            ],
            "Besluit": [
                SmallHouse.decision([22], "Stemmen - aangenomen", text: "Aangenomen (90-55).", Self.votes)
            ],
        ]
    }

    @Test("motions become proposals, votes follow the motions that are followed", arguments: testEngines)
    func proposals(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            let source = SmallHouse(rows())
            let following = try await commitments.followHouse(PolicyRoom.first, try HouseQuery(dossier: "99001"))
            try await commitments.importHouse(PolicyRoom.first, following.id, from: try source.source())
            var found = try await commitments.proposals(PolicyRoom.first, kind: nil, page: 1)
            #expect(found.records.map(\.kind) == [.motion, .motion])
            #expect(found.records.map(\.reference).sorted { $0 ?? "" < $1 ?? "" } == ["99001-21", "99001-22"])
            #expect(found.records[0].detail.actors == ["Verzonnen Lid (Aster)"])
            // Nothing of it is public before a member decides.
            #expect(try await commitments.all(PolicyRoom.first).isEmpty)

            let old = try #require(found.records.first { $0.reference == "99001-21" })
            let new = try #require(found.records.first { $0.reference == "99001-22" })
            let first = try await commitments.follow(PolicyRoom.first, proposal: old.id, office: "kabinet", theme: nil)
            let motion = try await commitments.follow(
                PolicyRoom.first, proposal: new.id, office: "kabinet", theme: "pro-ana")
            await #expect(throws: CommitmentsError.decided) {
                _ = try await commitments.follow(PolicyRoom.first, proposal: new.id, office: nil, theme: nil)
            }
            #expect(motion.slug == "motie-99001-22")
            var dossier = try await commitments.dossier(motion.slug)
            #expect(dossier.links == [ItemLink(from: first.id, to: motion.id, relation: .replaces)])

            found = try await commitments.proposals(PolicyRoom.first, kind: nil, page: 1)
            #expect(found.records.map(\.kind) == [.vote])
            #expect(found.records[0].title == new.title)
            let vote = try await commitments.follow(
                PolicyRoom.first, proposal: found.records[0].id, office: nil, theme: nil)
            #expect(vote.draft.result?.basis == .decision)
            #expect(vote.draft.result?.tally?.inFavour == 90)
            #expect(vote.draft.result?.tally?.against == 55)
            #expect(vote.draft.result?.flaw == nil)
            dossier = try await commitments.dossier(motion.slug)
            #expect(dossier.open.adoption?.value == true)
            #expect(dossier.open.adoption?.parties?.count == 3)
            #expect(try await commitments.tracker(TrackerFilter(), page: 1).total == 1)
        }
    }

    @Test("a second run overwrites and forgets nothing that was decided", arguments: testEngines)
    func again(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            let small = SmallHouse(rows())
            let following = try await commitments.followHouse(PolicyRoom.first, try HouseQuery(dossier: "99001"))
            #expect(try await commitments.followHouse(PolicyRoom.second, try HouseQuery(dossier: "99001")) == following)
            let source = try small.source()
            try await commitments.importHouse(PolicyRoom.first, following.id, from: source)
            let record = try #require(
                try await commitments.proposals(PolicyRoom.first, kind: .motion, page: 1).records.first)
            try await commitments.ignore(PolicyRoom.first, proposal: record.id)
            let item = try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.motion, "Met de hand"))
            let other = try #require(
                try await commitments.proposals(PolicyRoom.first, kind: .motion, page: 1).records.first)
            try await commitments.link(PolicyRoom.first, proposal: other.id, with: item.slug)
            try await commitments.importHouse(PolicyRoom.first, following.id, from: source)
            #expect(try await commitments.proposal(PolicyRoom.first, record.id).record.decision == .ignored)
            #expect(try await commitments.proposal(PolicyRoom.first, other.id).record.item == item.id)
            #expect(try await commitments.proposals(PolicyRoom.first, kind: .motion, page: 1).total == 0)

            // A tombstone says so and keeps what was made of it; one of an unknown case changes nothing.
            small.change {
                $0.rows["Zaak"] = [
                    SmallHouse.motion(21, "", deleted: true), SmallHouse.motion(22, "", deleted: true),
                    SmallHouse.motion(29, "", deleted: true),
                ]
            }
            try await commitments.importHouse(PolicyRoom.first, following.id, from: source)
            #expect(try await commitments.proposal(PolicyRoom.first, other.id).record.isDeleted)
            #expect(try await commitments.dossier(item.slug).item.id == item.id)
            let count = try await house.database.read {
                try $0.row("SELECT COUNT(*) AS count FROM commitments_records")?["count"] ?? 0
            }
            #expect(count == 3)
        }
    }

    @Test("what breaks off says so, keeps what came, and goes on", arguments: testEngines)
    func broken(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            let small = SmallHouse(rows())
            small.change { $0.broken = ["Besluit"] }
            let following = try await commitments.followHouse(PolicyRoom.first, try HouseQuery(dossier: "99001"))
            await #expect(throws: HouseError.self) {
                try await commitments.importHouse(PolicyRoom.first, following.id, from: try small.source())
            }
            var state = try #require(try await commitments.followings(PolicyRoom.first).first)
            #expect(state.error == "house.failing" && !state.isRunning)
            #expect(state.cursor.contains("Zaak=") && !state.cursor.contains("Besluit="))
            #expect(try await commitments.proposals(PolicyRoom.first, kind: nil, page: 1).total == 2)
            small.change { $0.broken = [] }
            try await commitments.importHouse(PolicyRoom.first, following.id, from: try small.source())
            state = try #require(try await commitments.followings(PolicyRoom.first).first)
            #expect(state.error == nil && state.finished != nil)
            #expect(state.cursor.contains("Besluit="))

            small.change { $0.rows["Kamerstukdossier"] = [] }
            let nothing = try await commitments.followHouse(PolicyRoom.first, try HouseQuery(dossier: "99002"))
            await #expect(throws: HouseError.noSuchDossier("99002")) {
                try await commitments.importHouse(PolicyRoom.first, nothing.id, from: try small.source())
            }
        }
    }

    @Test("a commitment of the register comes with its day, and what the register says anew", arguments: testEngines)
    func register(engine: Engine) async throws {
        @Sendable func promise(_ status: String) -> String {
            #"""
            {"Id":"00000000-0000-4000-8000-000000000501","Nummer":"TZ202003-001","Tekst":"De minister stuurt voor de zomer een brief.",
            "Aanmaakdatum":"2020-03-02T00:00:00+01:00","Status":"\#(status)","DatumNakoming":"2020-07-01T00:00:00+02:00",
            "Ministerie":"VWS","\#(SmallHouse.times)}
            """#
        }
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            let small = SmallHouse(["Kamerstukdossier": [SmallHouse.file], "Toezegging": [promise("Openstaand")]])
            let following = try await commitments.followHouse(PolicyRoom.first, try HouseQuery(dossier: "99001"))
            try await commitments.importHouse(PolicyRoom.first, following.id, from: try small.source())
            let record = try #require(
                try await commitments.proposals(PolicyRoom.first, kind: .commitment, page: 1).records.first)
            // Somebody has to have promised it.
            await #expect(throws: CommitmentsError.missing("office")) {
                _ = try await commitments.follow(PolicyRoom.first, proposal: record.id, office: nil, theme: nil)
            }
            let item = try await commitments.follow(
                PolicyRoom.first, proposal: record.id, office: "minister-vws", theme: nil)
            var dossier = try await commitments.dossier(item.slug)
            #expect(dossier.deadlines.map(\.due.description) == ["2020-07-01"])
            #expect(dossier.claims.map(\.status) == [.open])
            // What the register says is not what the ministry says, and the day is that of the register's own record.
            #expect(dossier.claims.map(\.isRegister) == [true])
            #expect(dossier.claims.map(\.date.description) == ["2020-07-03"])
            #expect(dossier.open.state(on: day("2026-11-26")) == .late)
            house.clock.advance(seconds: 60)
            small.change { $0.rows["Toezegging"] = [promise("Voldaan")] }
            for _ in 1...2 {
                try await commitments.importHouse(PolicyRoom.first, following.id, from: try small.source())
            }
            dossier = try await commitments.dossier(item.slug)
            #expect(dossier.claims.map(\.status) == [.open, .done])
            // What the register says is no verdict.
            #expect(dossier.open.state(on: day("2026-11-26")) == .late)
        }
    }

    @Test("a commitment that was recorded by hand gets what the register says", arguments: testEngines)
    func linked(engine: Engine) async throws {
        let row = #"""
            {"Id":"00000000-0000-4000-8000-000000000501","Nummer":"TZ202007-001","Tekst":"De minister stuurt een brief.",
            "Aanmaakdatum":"2020-07-02T00:00:00+02:00","Status":"Voldaan","DatumNakoming":"2020-09-01T00:00:00+02:00",
            "Ministerie":"VWS","\#(SmallHouse.times)}
            """#
        let cases: [(Deadline?, [String])] = [
            (nil, ["2020-09-01"]), (deadline("2020", .assumed), ["2020", "2020-09-01"]),
            // What a member found stays.
            (deadline("1 augustus 2020"), ["2020-08-01"]),
        ]
        for (before, expected) in cases {
            try await PolicyRoom.open(engine) { house in
                let commitments = house.commitments
                let small = SmallHouse(["Kamerstukdossier": [SmallHouse.file], "Toezegging": [row]])
                let following = try await commitments.followHouse(PolicyRoom.first, try HouseQuery(dossier: "99001"))
                try await commitments.importHouse(PolicyRoom.first, following.id, from: try small.source())
                let record = try #require(
                    try await commitments.proposals(PolicyRoom.first, kind: .commitment, page: 1).records.first)
                #expect(try await commitments.workList(PolicyRoom.first).list.proposals == 1)
                let item = try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Met de hand"))
                if let before { try await commitments.setDeadline(PolicyRoom.first, item.id, before) }
                try await commitments.link(PolicyRoom.first, proposal: record.id, with: item.slug)
                let dossier = try await commitments.dossier(item.slug)
                #expect(dossier.deadlines.map(\.due.description) == expected)
                #expect(dossier.open.deadline?.binds == true)
                #expect(dossier.claims.map(\.status) == [.done])
                #expect(dossier.claims.map(\.isRegister) == [true])
                #expect(try await commitments.workList(PolicyRoom.first).list.proposals == 0)
                let events = try await commitments.events(theme: nil).map(\.event.kind)
                #expect(events.contains(.register) && !events.contains(.claim))
            }
        }
    }

    @Test("in a vote by roll call a mistake is one member's", arguments: testEngines)
    func rollCall(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let decision = identifier(200)
            let votes = try await house.database.write { transaction -> [PartyVote] in
                for (number, (choice, isMistake)) in [
                    ("Voor", true), ("Voor", false), ("Voor", false), ("Tegen", false),
                ].enumerated() {
                    try transaction.execute(
                        """
                        INSERT INTO commitments_votes (id, decision_id, party, seats, choice, is_mistake, is_member)
                        VALUES ($1, $2, 'Aster', 4, $3, $4, 1)
                        """, identifier(300 + number), decision, choice, isMistake)
                }
                return try HouseStore(transaction: transaction).parties(of: decision) ?? []
            }
            #expect(votes.map(\.choice) == ["Tegen", "Voor", "Voor"])
            #expect(votes.filter(\.isMistake).map(\.seats) == [1])
            #expect(votes.filter { !$0.isMistake }.map(\.seats) == [1, 2])
        }
    }

    @Test("a tally that differs from the decision is flagged", arguments: testEngines)
    func flaw(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            var rows = rows()
            rows["Besluit"] = [
                SmallHouse.decision([22], "Stemmen - aangenomen", text: "Aangenomen (91-55).", Self.votes)
            ]
            let small = SmallHouse(rows)
            let following = try await commitments.followHouse(PolicyRoom.first, try HouseQuery(dossier: "99001"))
            try await commitments.importHouse(PolicyRoom.first, following.id, from: try small.source())
            let motion = try #require(
                try await commitments.proposals(PolicyRoom.first, kind: .motion, page: 1).records.first {
                    $0.reference == "99001-22"
                })
            let item = try await commitments.follow(
                PolicyRoom.first, proposal: motion.id, office: "kabinet", theme: nil)
            let decision = try #require(
                try await commitments.proposals(PolicyRoom.first, kind: .vote, page: 1).records.first)
            #expect(decision.detail.flaw?.contains("91-55") == true)
            _ = try await commitments.follow(PolicyRoom.first, proposal: decision.id, office: nil, theme: nil)
            let dossier = try await commitments.dossier(item.slug)
            #expect(dossier.open.adoption?.flaw?.contains("91-55") == true)
        }
    }
}
