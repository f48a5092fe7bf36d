import Core
import Testing

@testable import House

@Suite struct EntityTests {
    @Test func aMotion() throws {
        let page = try page(Zaak.self, "zaken.json")
        #expect(page.count == 5)
        let zaak = page.rows[0]
        #expect(zaak.id.text == "9ce9d411-3570-4507-a41a-9a2caf9de535")
        #expect(zaak.nummer == "2020Z13371")
        #expect(zaak.soort?.known == .motie)
        #expect(zaak.gestartOp?.day.description == "2020-07-02")
        #expect(zaak.kabinetsappreciatie?.known == .oordeelKamer)
        #expect(zaak.afgedaan == true)
        #expect(zaak.apiGewijzigdOp?.description == "2024-02-19T15:26:28.7639630Z")
        #expect(zaak.gewijzigdOp?.rfc3339 == "2024-02-19T09:59:02.367Z")
        #expect(zaak.kamerstuk?.description == "31015-197")
        #expect(zaak.kamerstuk?.address == "https://zoek.officielebekendmakingen.nl/kst-31015-197.html")
        #expect(zaak.actoren?.map(\.actorNaam) == ["S.J.F. van der Graaf", nil])
        #expect(zaak.actoren?[0].relatie?.known == .indiener)
        #expect(zaak.actoren?[1].relatie?.text == "Onbekende rol")
        #expect(zaak.actoren?[1].relatie?.known == nil)
    }

    @Test func aTombstone() throws {
        let zaak = try page(Zaak.self, "zaken.json").rows[1]
        #expect(zaak.verwijderd)
        #expect(zaak.nummer == nil && zaak.onderwerp == nil && zaak.soort == nil && zaak.volgnummer == nil)
        #expect(zaak.apiGewijzigdOp?.description == "2024-11-06T13:43:01.6252992Z")
        #expect(zaak.actoren == nil)
    }

    @Test func aChangedMotion() throws {
        let zaak = try page(Zaak.self, "zaken.json").rows[2]
        #expect(
            Kamerstuknummer.replaced(in: try #require(zaak.onderwerp)) == [
                Kamerstuknummer(dossier: 36547, volgnummer: 30)
            ])
        #expect(zaak.vervangenVanuit?.map(\.nummer) == ["2025Z00030"])
        #expect(zaak.kabinetsappreciatie?.known == .nietBijGewijzigde)
    }

    /// Words and fields that do not exist today, markup in a subject, no date, and a place in no file.
    @Test func whatIsNew() throws {
        let zaak = try page(Zaak.self, "zaken.json").rows[3]
        #expect(zaak.soort?.text == "Een soort die morgen bestaat")
        #expect(zaak.soort?.known == nil)
        #expect(zaak.kabinetsappreciatie?.text == "Een oordeel dat morgen bestaat")
        #expect(zaak.titel == nil)
        #expect(zaak.gestartOp == nil)
        #expect(zaak.volgnummer == nil)
        #expect(zaak.kamerstuk == nil)
        #expect(
            zaak.onderwerp == "Brief over <b>vet</b> &amp; “aanhalingstekens”\\ <script>alert(1)</script> 😀")
    }

    /// What cannot be read is said, and the rest of the row is kept.
    @Test func whatIsUnreadable() throws {
        let page = try page(Zaak.self, "zaken.json")
        #expect(page.rows[4].onderwerp == "Een rij met een datum die geen datum is")
        #expect(page.rows[4].gestartOp == nil)
        #expect(page.remarks.map(\.field) == ["GestartOp", "Volgnummer"])
        #expect(page.remarks.allSatisfy { $0.id == page.rows[4].id })
    }

    @Test func aRowWithoutIdentifierIsLeftOutAndNamed() throws {
        let page = try RawPage<Zaak>(
            json: Array(
                #"{"value":[{"Nummer":"a"},7,{"Id":"weg"},{"Id":"9ce9d411-3570-4507-a41a-9a2caf9de535"}]}"#.utf8))
        #expect(page.rows.count == 1)
        #expect(page.remarks.map(\.field) == ["Id", "value", "Id"])
    }

    @Test func bothShapesOfACommitment() throws {
        let old = try page(Toezegging.self, "toezeggingen-tekst.json")
        #expect(old.remarks.isEmpty)
        #expect(old.rows[0].kamerbrieven?.map(\.nummer) == ["2026Z01234"])
        #expect(old.rows[0].toegezegdAan?.map(\.naam) == [nil, "Bo van Voorbeeld"])
        #expect(old.rows[0].toegezegdAan?.map(\.fractie) == ["Partij X", "Partij Y"])
        #expect(old.rows[0].datumNakoming == nil)
        #expect(old.rows[0].activiteiten?[0].datum?.day.description == "2026-03-04")
        #expect(old.rows[1].kamerbrieven?.isEmpty == true)
        #expect(old.rows[1].datumNakoming?.day.description == "2026-07-01")
        #expect(old.rows[1].status?.text == "Een stand van morgen")

        let new = try page(Toezegging.self, "toezeggingen-documenten.json")
        #expect(new.remarks.isEmpty)
        #expect(new.rows[0].kamerbrieven?.map(\.nummer) == ["2026D27680", "2026D27999"])
        #expect(new.rows[0].toegezegdAan?.map(\.naam) == ["Bo van Voorbeeld", nil])
        #expect(new.rows[0].toegezegdAan?[0].fractie == "Partij X")
        #expect(new.rows[0].status?.known == .deelsVoldaan)
    }

    @Test func documentsMeetingsAndFiles() throws {
        let documents = try page(Document.self, "documenten.json")
        #expect(documents.remarks.isEmpty)
        #expect(documents.rows.map { $0.kamerstuk?.description } == ["36547-44", "28638-183"])
        #expect(documents.rows[0].soort?.known == .motieGewijzigd)
        #expect(documents.rows[0].zaken?.map(\.nummer) == ["2025Z11626"])
        #expect(documents.rows[1].zaken?.isEmpty == true)

        let meetings = try page(Activiteit.self, "activiteiten.json")
        #expect(meetings.rows[0].nummer == "2020A03060")
        #expect(meetings.rows[0].status?.known == .uitgevoerd)
        #expect(meetings.rows[0].zaken?.count == 1)

        let files = try page(Kamerstukdossier.self, "dossiers.json")
        #expect(files.rows[0].naam == "31015")
        #expect(files.rows[0].hoogsteVolgnummer == 290)
    }

    /// Nothing about a person but a name, a party and a task is asked for or kept.
    @Test func noPersonalData() throws {
        let questions =
            [
                Zaak.fields.questions, ZaakActor.fields.questions, Document.fields.questions, Besluit.fields.questions,
                Stemming.fields.questions, Toezegging.fields.questions, Activiteit.fields.questions,
                Kamerstukdossier.fields.questions,
            ].flatMap { $0 }.map { "\($0.select) \($0.expand)" }.joined(separator: " ")
        for word in [
            "Geboorte", "Woonplaats", "Overlijden", "Geslacht", "Titel;", "Initialen", "Voornaam", "Noot", "Sid",
            "Land,",
            "Persoon,", "*",
        ] {
            #expect(!questions.contains(word), "\(word)")
        }
        let read = String(describing: try page(Toezegging.self, "toezeggingen-tekst.json").rows)
        #expect(!read.contains("1970") && !read.contains("Verzonnendam") && !read.contains("Ada"))
        #expect(!String(describing: try page(Activiteit.self, "activiteiten.json").rows).contains("iemand"))
        #expect(!String(describing: try page(Zaak.self, "zaken.json").rows).contains("00000000000a"))
    }

    @Test func questions() {
        #expect(
            Stemming.fields.questions[0].select
                == "Id,Besluit_Id,Soort,FractieGrootte,ActorNaam,ActorFractie,Vergissing,Persoon_Id,GewijzigdOp,ApiGewijzigdOp,Verwijderd"
        )
        #expect(
            Besluit.fields.questions[0].expand
                == "Zaak($select=Id,Nummer),Stemming($select=\(Stemming.fields.questions[0].select)),"
                + "Agendapunt($select=Id,Nummer,Onderwerp;$expand=Activiteit($select=Id,Nummer,Datum))")
        let both = Toezegging.fields.questions
        #expect(both.count == 2)
        #expect(both[0].expand.contains("ToegezegdAan($select=Id;$expand=Fractie($select=Id,Afkorting),Persoon("))
        #expect(both[0].expand.hasPrefix("KamerbriefNakoming($select=Id,DocumentNummer,Onderwerp,Datum)"))
        #expect(!both[0].expand.contains("ToegezegdAanFractie"))
        #expect(both[1].select.hasSuffix(",KamerbriefNakoming"))
        #expect(both[1].expand.contains("ToegezegdAanFractie($select=Id,Afkorting)"))
        #expect(!both[1].expand.contains("KamerbriefNakoming"))
    }
}
