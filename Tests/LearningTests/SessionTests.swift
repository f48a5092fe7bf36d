import Core
import Directory
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing
import Work

@testable import Learning

@Suite struct SessionTests {
    // MARK: Values

    @Test func timesAreReadAsPeopleTypeThem() {
        #expect(SessionText.minute("13:30") == 810)
        #expect(SessionText.minute("13.30") == 810)
        #expect(SessionText.minute("9:05") == 545)
        for wrong in ["", "13", "13:3", "24:00", "12:60", "1:2:3", "half twee", "-1:00"] {
            #expect(SessionText.minute(wrong) == nil, "\(wrong)")
        }
        for minute in 0..<1440 { #expect(SessionText.minute(SessionText.time(minute)) == minute) }
    }

    @Test func aProgrammeComesBackAsItWasTyped() throws {
        let text = "13:00 Ontvangst\n13:30 Wat zie je? | Politie"
        let items = try SessionText.agenda(text).get()
        #expect(items.map(\.minute) == [780, 810])
        #expect(items[1].by == "Politie")
        #expect(SessionText.agenda(items) == text)
        #expect(SessionText.agenda("13:00 Ontvangst\n\nPauze") == .failure(SessionText.BadLine(line: 3)))
        #expect(SessionText.agenda("13:00 | Politie") == .failure(SessionText.BadLine(line: 1)))
    }

    @Test func materialsHaveANameAndALink() throws {
        let items = try SessionText.materials("Handreiking voor gemeenten https://voorbeeld.example/a").get()
        #expect(items == [.init(title: "Handreiking voor gemeenten", address: "https://voorbeeld.example/a")])
        for wrong in ["https://voorbeeld.example/a", "Naam http://voorbeeld.example", "Naam", "Naam javascript:x"] {
            #expect(throws: SessionText.BadLine.self, "\(wrong)") { try SessionText.materials(wrong).get() }
        }
    }

    @Test func municipalitiesAreThoseOfTheDay() {
        let all = World.municipalities
        let (before, after) = (Day("2021-06-01")!, Day("2022-01-01")!)
        #expect(all.find(name: "cuijk", on: before)?.code == "GM1684")
        #expect(all.find(name: "cuijk", on: after) == nil)
        #expect(all.find(name: "Land van Cuijk", on: after)?.code == "GM1982")
        #expect(all.find(name: "gemeente sudwest fryslan", on: after)?.code == "GM1900")
        #expect(all.find(name: "Den Haag", on: after)?.code == "GM0518")
        #expect(all.near(name: "Amsterdan", on: after)?.name == "Amsterdam")
        #expect(all.near(name: "Rotterdam", on: after) == nil)
    }

    @Test func theListHoldsAllMunicipalitiesOfEachYear() throws {
        let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources/municipalities.csv")
        let all = try Municipalities(path: file.standardized.path)
        let counts = ["2020-01-01": 355, "2021-01-01": 352, "2022-01-01": 345, "2023-01-01": 342]
        for (day, count) in counts { #expect(all.all(on: Day(day)!).count == count, "\(day)") }
        #expect(Set(all.all.map(\.code)).count == all.all.count)
        #expect(all.all.allSatisfy { $0.province != nil })
        // As Statistics Netherlands counted them on 1 January 2023.
        let provinces: [Province?: Int] = [
            .groningen: 10, .fryslan: 18, .drenthe: 12, .overijssel: 25, .flevoland: 6, .gelderland: 51, .utrecht: 26,
            .noordHolland: 44, .zuidHolland: 50, .zeeland: 13, .noordBrabant: 56, .limburg: 31,
        ]
        #expect(Dictionary(grouping: all.all(on: Day("2023-01-01")!), by: \.province).mapValues(\.count) == provinces)
    }

    @Test func aListWithAMistakeIsRefusedWithItsLine() {
        for wrong in ["GM12,Nergens,,,", "GM0012,Nergens,,,holland", "GM0012,Nergens,gisteren,,"] {
            let text = "code,name,from,until,province\nGM0363,Amsterdam,,,\n\(wrong)\n"
            #expect(throws: SessionError.municipalityLine(3)) { try Municipalities(csv: Array(text.utf8)) }
        }
    }

    // MARK: At the door

    @Test(arguments: testEngines)
    func theCodeCountsOnTheDayItself(engine: Engine) async throws {
        try await World.on(engine) { world in
            let plans = world.learning.sessionPlans
            let plan = try await plans.plan(world.trainer, world.draft(day: world.clock.instant.day.adding(days: 1)))
            let token = AttemptToken(random: systemRandomBytes)
            await #expect(throws: SessionError.doorClosed) {
                try await plans.comeIn(plan, token: token, audience: .police, municipality: "")
            }
            world.clock.set(Instant(plan.draft.day, minute: plan.draft.starts - 121))
            await #expect(throws: SessionError.doorClosed) {
                try await plans.comeIn(plan, token: token, audience: .police, municipality: "")
            }
            world.clock.set(Instant(plan.draft.day, minute: plan.draft.starts - 120))
            await #expect(throws: LearningError.audienceNotOfCourse) {
                try await plans.comeIn(plan, token: token, audience: .hotel, municipality: "")
            }
            // Who works for a municipality says which, or that they do not know.
            for nothing in ["", "GM1684", "GM9999"] {
                await #expect(throws: SessionError.municipalityNotSaid) {
                    try await plans.comeIn(plan, token: token, audience: .municipality, municipality: nothing)
                }
            }
            // Twice with one token counts once.
            try await plans.comeIn(plan, token: token, audience: .municipality, municipality: "GM0363")
            try await plans.comeIn(plan, token: token, audience: .municipality, municipality: "GM0363")
            // A municipality that did not exist on the day, or never, counts as none.
            try await plans.comeIn(
                plan, token: AttemptToken(random: systemRandomBytes), audience: .police, municipality: "GM1684")
            let room = try await plans.room(world.trainer, plan.code)
            #expect(room.people == [.municipality: 1, .police: 1])
            #expect(room.municipalities == ["GM0363"])
        }
    }

    @Test(arguments: testEngines)
    func whatWasSaidAtTheDoorIsChangedUntilClosing(engine: Engine) async throws {
        try await World.on(engine) { world in
            let plans = world.learning.sessionPlans
            let plan = try await plans.plan(world.trainer, world.draft())
            world.clock.set(plan.starts)
            let token = AttemptToken(random: systemRandomBytes)
            func correct(_ token: AttemptToken?, _ audience: Audience, _ municipality: String) async throws {
                try await plans.correct(plan, token: token, audience: audience, municipality: municipality)
            }
            await #expect(throws: SessionError.notAtSession) { try await correct(token, .police, "") }
            await #expect(throws: SessionError.notAtSession) { try await correct(nil, .police, "") }
            try await plans.comeIn(
                plan, token: token, audience: .municipality, municipality: SessionVisit.unknownMunicipality)
            let certificate = try await plans.visit(plan, token: token)?.certificate
            #expect(try await plans.room(world.trainer, plan.code).municipalities.isEmpty)
            await #expect(throws: SessionError.municipalityNotSaid) { try await correct(token, .municipality, "") }
            await #expect(throws: LearningError.audienceNotOfCourse) { try await correct(token, .hotel, "") }
            try await correct(token, .municipality, "GM0363")
            let room = try await plans.room(world.trainer, plan.code)
            #expect(room.people == [.municipality: 1] && room.municipalities == ["GM0363"])
            #expect(try await plans.visit(plan, token: token)?.certificate == certificate)
            try await correct(token, .police, "")
            #expect(try await plans.room(world.trainer, plan.code).people == [.police: 1])
            _ = try await plans.close(
                world.trainer, plan.code, uncounted: [:], municipalities: [], address: "https://v.example")
            await #expect(throws: SessionError.sessionNotPlanned) { try await correct(token, .municipality, "GM0363") }
        }
    }

    @Test(arguments: testEngines)
    func whoWasThereGetsACertificate(engine: Engine) async throws {
        try await World.on(engine) { world in
            let plans = world.learning.sessionPlans
            let plan = try await plans.plan(world.trainer, world.draft())
            world.clock.set(plan.starts)
            let token = AttemptToken(random: systemRandomBytes)
            await #expect(throws: SessionError.notAtSession) {
                try await plans.certificate(plan, token: token, name: "Sam de Vries")
            }
            try await plans.comeIn(plan, token: token, audience: .police, municipality: "")
            // Not before the end.
            world.clock.set(Instant(plan.draft.day, minute: plan.draft.ends - 1))
            await #expect(throws: SessionError.certificateLater) {
                try await plans.certificate(plan, token: token, name: "Sam de Vries")
            }
            world.clock.set(plan.ends)
            let certificate = try await plans.certificate(plan, token: token, name: "Sam de Vries")
            let verified = try await world.learning.certificates.verify(code: certificate.code, name: "sam de vries")
            #expect(verified.day == plan.draft.day)
            #expect(try await plans.find(verified)?.id == plan.id)
            await #expect(throws: CertificateError.refused) {
                try await world.learning.certificates.verify(code: certificate.code, name: "Sam Jansen")
            }
        }
    }

    @Test(arguments: testEngines)
    func aCertificateComesWithClosingAndNotWithCallingOff(engine: Engine) async throws {
        try await World.on(engine) { world in
            let plans = world.learning.sessionPlans
            let today = world.clock.instant.day
            let planned = try await plans.plan(world.trainer, world.draft(day: today))
            let other = try await plans.plan(world.trainer, world.draft(day: today))
            world.clock.set(planned.starts)
            let token = AttemptToken(random: systemRandomBytes)
            for plan in [planned, other] {
                try await plans.comeIn(plan, token: token, audience: .police, municipality: "")
            }
            let held = try await plans.close(
                world.trainer, planned.code, uncounted: [:], municipalities: [], address: "https://v.example")
            #expect(try await plans.certificate(held, token: token, name: "Sam de Vries").day == today)
            try await plans.cancel(world.trainer, other.code)
            world.clock.set(other.ends)
            let cancelled = try await plans.open(other.code.text)
            await #expect(throws: SessionError.certificateLater) {
                try await plans.certificate(cancelled, token: token, name: "Sam de Vries")
            }
        }
    }

    @Test(arguments: testEngines)
    func answersAreShownFromTenPeopleOn(engine: Engine) async throws {
        try await World.on(engine) { world in
            let plans = world.learning.sessionPlans
            let plan = try await plans.plan(world.trainer, world.draft())
            world.clock.set(plan.starts)
            let yes = Dictionary(
                uniqueKeysWithValues: SessionQuestion.allCases.map { ($0, SessionQuestion.Answer.yes) })
            for number in 1...10 {
                let token = AttemptToken(random: systemRandomBytes)
                await #expect(throws: SessionError.notAtSession) {
                    try await plans.evaluate(plan, token: token, yes)
                }
                try await plans.comeIn(plan, token: token, audience: .police, municipality: "")
                try await plans.evaluate(plan, token: token, yes)
                // Again changes nothing.
                try await plans.evaluate(plan, token: token, yes)
                let answers = try await plans.room(world.trainer, plan.code).answers
                #expect(answers.people == number)
                #expect(answers.isShown == (number == 10))
                #expect(answers.sums[.useful] == [.yes: number])
            }
            world.clock.set(Instant(plan.draft.day.adding(days: 15), minute: 0))
            await #expect(throws: SessionError.notAtSession) {
                try await plans.evaluate(plan, token: AttemptToken(random: systemRandomBytes), yes)
            }
        }
    }

    // MARK: Closing

    @Test(arguments: testEngines)
    func aClosedSessionCountsPeopleAndMunicipalities(engine: Engine) async throws {
        try await World.on(engine) { world in
            let plans = world.learning.sessionPlans
            let trainer = world.trainer
            let plan = try await plans.plan(trainer, world.draft(day: Day("2026-03-02")!))
            func figures() async throws -> [String: Int] {
                let figures = try await world.learning.figureSource.figures(in: Period(named: "2026"))
                return Dictionary(uniqueKeysWithValues: figures.map { ($0.id, $0.value) })
            }
            world.clock.set(Instant(Day("2026-03-01")!, minute: 0))
            await #expect(throws: SessionError.sessionStillToCome) {
                try await plans.close(
                    trainer, plan.code, uncounted: [.police: 3], municipalities: [], address: "https://v.example")
            }
            world.clock.set(plan.starts)
            await #expect(throws: SessionError.nobodyThere) {
                try await plans.close(
                    trainer, plan.code, uncounted: [.police: 0], municipalities: [], address: "https://v.example")
            }
            for _ in 0..<2 {
                try await plans.comeIn(
                    plan, token: AttemptToken(random: systemRandomBytes), audience: .municipality,
                    municipality: "GM0363")
            }
            #expect(try await figures().isEmpty)
            _ = try await plans.close(
                trainer, plan.code, uncounted: [.police: 3, .municipality: 1], municipalities: ["GM0363", "GM1900"],
                address: "https://v.example")
            let counted = ["training.sessions": 1, "training.municipalities": 2, "training.participants": 6]
            #expect(try await figures() == counted)
            await #expect(throws: SessionError.doorClosed) {
                try await plans.comeIn(
                    try await plans.open(plan.code.text), token: AttemptToken(random: systemRandomBytes),
                    audience: .police,
                    municipality: "")
            }
            // Taken back, and closed again: the same once more, not twice.
            try await plans.reopen(trainer, plan.code)
            #expect(try await figures().isEmpty)
            await #expect(throws: SessionError.sessionNotHeld) { try await plans.reopen(trainer, plan.code) }
            _ = try await plans.close(
                trainer, plan.code, uncounted: [.police: 3, .municipality: 1], municipalities: ["GM0363", "GM1900"],
                address: "https://v.example")
            #expect(try await figures() == counted)
            // Undone on the page of participations: taking closing back still works.
            let batch = try #require(try await plans.room(trainer, plan.code).plan.batch)
            try await world.learning.participations.undo(trainer, batch)
            try await plans.reopen(trainer, plan.code)
            #expect(try await figures().isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func aMunicipalityCountsAtItsFirstSessionAlone(engine: Engine) async throws {
        try await World.on(engine) { world in
            let plans = world.learning.sessionPlans
            for (day, codes) in [("2026-03-02", ["GM0363", "GM1900"]), ("2026-04-02", ["GM0363", "GM0518"])] {
                let plan = try await plans.plan(world.trainer, world.draft(day: Day(day)!))
                world.clock.set(plan.starts)
                _ = try await plans.close(
                    world.trainer, plan.code, uncounted: [.police: 4], municipalities: codes,
                    address: "https://v.example")
            }
            let figures = try await world.learning.figureSource.figures(in: Period(named: "2026"))
            let figure = try #require(figures.first { $0.id == "training.municipalities" })
            #expect(figure.rows.map(\.value) == [2, 1])
            let second = try await world.learning.figureSource.figures(in: Period(named: "2026-Q2"))
            #expect(second.first { $0.id == "training.municipalities" }?.value == 2)
        }
    }

    // MARK: Invitations

    @Test(arguments: testEngines)
    func invitationsAreMailedAnsweredAndForgotten(engine: Engine) async throws {
        try await World.on(engine) { world in
            let plans = world.learning.sessionPlans
            let trainer = world.trainer
            let plan = try await plans.plan(trainer, world.draft())
            let links = Mutex<[String]>([])
            let addresses = try ["a@gemeente.example", "b@gemeente.example", "a@gemeente.example"].map {
                try MailAddress($0)
            }
            let sent = try await plans.invite(
                trainer, plan.code, addresses, language: .en,
                link: { token in
                    links.withLock { $0.append(token.text) }
                    return token.text
                }, { ("Invitation", "\($0) \($1)") })
            #expect(sent == 2)
            #expect(try await world.outbox.waiting().count == 2)
            let tokens = links.withLock { Array($0.suffix(2)) }
            #expect(try await plans.invitation(tokens[0]).answer == nil)
            try await plans.answer(tokens[0], .coming)
            try await plans.answer(tokens[1], .notComing)
            #expect(try await plans.room(trainer, plan.code).invitations.map(\.answer) == [.coming, .notComing])
            // Who reads figures alone sees no address.
            let reader = world.member(of: world.park, kind: .coalition)
            #expect(try await plans.room(reader, plan.code).invitations.isEmpty)
            // A change is told to who did not say no.
            var moved = plan.draft
            moved.starts += 30
            let changed = try await plans.change(
                trainer, plan.code, to: moved, telling: { _, _ in ("Changed", "Moved") })
            #expect(changed.revision == 1)
            #expect(try await world.outbox.waiting().count == 3)
            var renamed = moved
            renamed.title = "Anders"
            #expect(
                try await plans.change(
                    trainer, plan.code, to: renamed, telling: { _, _ in ("Changed", "Moved") }
                ).revision == 1)
            #expect(try await world.outbox.waiting().count == 3)
            world.clock.set(Instant(plan.draft.day.adding(days: 31), minute: 0))
            await #expect(throws: SessionError.sessionNotPlanned) { try await plans.answer(tokens[0], .notComing) }
            try await world.learning.nightly()
            #expect(try await plans.room(trainer, plan.code).invitations.isEmpty)
            await #expect(throws: SessionError.noSuchInvitation) { try await plans.invitation(tokens[0]) }
        }
    }

    @Test(arguments: testEngines)
    func onlyTheTrainingDeskPlans(engine: Engine) async throws {
        try await World.on(engine) { world in
            let plans = world.learning.sessionPlans
            let plan = try await plans.plan(world.trainer, world.draft())
            for actor in [world.member(of: world.hotel), world.member(of: world.park, kind: .coalition)] {
                await #expect(throws: DirectoryError.notAllowed) { try await plans.plan(actor, world.draft()) }
                await #expect(throws: DirectoryError.notAllowed) { try await plans.cancel(actor, plan.code) }
            }
            await #expect(throws: DirectoryError.signInFirst) { try await plans.all(.visitor) }
            #expect(world.audit.actions.filter { $0.hasPrefix("learning.session.") } == ["learning.session.planned"])
        }
    }
}

/// The pages, through the router.
@Suite struct SessionPageTests {
    @Test(arguments: testEngines)
    func fromPlanToFigure(engine: Engine) async throws {
        try await World.on(engine) { world in
            let trainer = world.trainer
            try await world.serve(sessions: ["t": trainer]) { client in
                let desk = Visitor(client, session: "t")
                let base = "/werk/leren/trainingen"
                let wrong = try await desk.post(
                    "\(base)/nieuw",
                    [
                        "kind": "circle", "title": "Leerkring", "day": "30-2-2027", "starts": "13:30", "ends": "12:00",
                        "place": "Zaal", "organiser": "CCV", "agenda": "Welkom", "materials": "Naam",
                    ])
                #expect(wrong.status == 422)
                for id in ["day", "ends", "audiences", "agenda", "materials"] {
                    #expect(wrong.says("href=\"#\(id)\""), "\(id)")
                }
                #expect(wrong.says("value=\"13:30\""))
                let today = world.clock.instant.day
                let made = try await desk.post(
                    "\(base)/nieuw",
                    [
                        "kind": "circle", "title": "Leerkring <b>", "audiences": "municipality",
                        "audiences": "police", "day": "\(today)", "starts": "0:00", "ends": "23:59",
                        "place": "Zaal", "organiser": "CCV", "agenda": "13:00 Welkom | Politie",
                        "materials": "Handreiking https://voorbeeld.example/a",
                    ])
                #expect(made.status == 303)
                let path = String(try #require(made.location).prefix { $0 != "?" })
                let code = String(path.split(separator: "/").last!)
                let shown = try await desk.get(path)
                #expect(shown.says("Leerkring &lt;b&gt;"))
                // At the door: by the code that is typed where codes are typed.
                let guest = Visitor(client)
                #expect(try await guest.post("/doe-mee", ["code": code]).location == "/training/\(code)")
                #expect(try await guest.get("/training/\(code)").says("GM0363"))
                #expect(!(try await guest.get("/training/\(code)").says("Handreiking")))
                #expect(try await guest.post("/training/\(code)", ["municipality": "GM0363"]).status == 422)
                let unsaid = try await guest.post(
                    "/training/\(code)", ["audience": "municipality", "municipality": ""])
                #expect(unsaid.status == 422 && unsaid.says("href=\"#municipality\""))
                #expect(unsaid.says("value=\"municipality\" checked"))
                let came = try await guest.post(
                    "/training/\(code)", ["audience": "municipality", "municipality": "GM0363"])
                #expect(came.status == 303)
                let unsure: KeyValuePairs = ["audience": "municipality", "municipality": "unknown"]
                #expect(try await guest.post("/training/\(code)/aanmelding", unsure).status == 303)
                #expect(try await guest.get("/training/\(code)").says("value=\"unknown\" selected"))
                let mistake: KeyValuePairs = ["audience": "municipality", "municipality": ""]
                #expect(try await guest.post("/training/\(code)/aanmelding", mistake).status == 422)
                let back: KeyValuePairs = ["audience": "municipality", "municipality": "GM0363"]
                #expect(try await guest.post("/training/\(code)/aanmelding", back).status == 303)
                #expect(try await guest.get("/training/\(code)").says("value=\"GM0363\" selected"))
                #expect(try await guest.get("/training/\(code)").says("Handreiking"))
                #expect(try await guest.post("/training/\(code)/evaluatie", ["useful": "yes"]).status == 422)
                let early = try await guest.get("/training/\(code)")
                #expect(early.says("vanaf 23:59 uur") && !early.says("/training/\(code)/bewijs"))
                let refused = try await guest.post("/training/\(code)/bewijs", ["name": "Noor Bakker"])
                #expect(refused.status == 422 && refused.says("als de bijeenkomst klaar is"))
                world.clock.set(Instant(today, minute: 1439))
                let certificate = try await guest.post("/training/\(code)/bewijs", ["name": "Noor Bakker"])
                #expect(certificate.says("Noor Bakker") && certificate.says("was bij deze bijeenkomst"))
                #expect(!certificate.says("Versie van de cursus"))
                let calendar = try await guest.get("/training/\(code)/agenda.ics")
                #expect(calendar.says("SEQUENCE:0"))
                #expect(calendar.says("DTSTART:"))
                let unknown = try await desk.post(
                    "\(path)/afsluiten", ["also-police": "2", "municipalities": "Amsterdam\nAmsterdan"])
                #expect(unknown.status == 422)
                #expect(unknown.says("Amsterdam?"))
                #expect(
                    try await desk.post("\(path)/afsluiten", ["also-police": "2", "municipalities": "Amsterdam"]).status
                        == 303)
                #expect(try await guest.get("/training/\(code)").says("Handreiking"))
            }
            let figures = try await world.learning.figureSource.figures(
                in: Period(from: world.clock.instant.day, to: world.clock.instant.day)!)
            #expect(figures.first { $0.id == "training.participants" }?.value == 3)
        }
    }

    /// Nothing that was typed in a list fills a poster or a mail without end, and nothing of it is lost.
    @Test func listsOfASessionAreBounded() async throws {
        try await World.on(.sqlite) { world in
            let day = "\(world.clock.instant.day)"
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let desk = Visitor(client, session: "t")
                func plan(_ name: String, _ text: String) async throws -> Visitor.Answer {
                    try await desk.post(
                        "\(SessionPages.base)/nieuw",
                        pairs: [
                            ("kind", "training"), ("title", "Training"), ("audiences", "police"), ("day", day),
                            ("starts", "9:00"), ("ends", "12:00"), ("place", "Zaal"), ("organiser", "CCV"),
                            (name, text),
                        ])
                }
                func long(_ count: Int) -> String { String(repeating: "x", count: count) }
                let lists = [
                    ("companions", long(100), 20), ("agenda", "9:00 " + long(295), 60),
                    ("materials", "\(long(480)) https://v.example/a", 40),
                ]
                for (name, line, most) in lists {
                    #expect(try await plan(name, line).status == 303, "\(name)")
                    let wide = try await plan(name, "\n" + (name == "agenda" ? line + "x" : "x" + line))
                    #expect(wide.status == 422 && wide.says("href=\"#\(name)\""), "\(name)")
                    #expect(wide.says(long(90)), "\(name)")
                    let short = name == "companions" ? "a" : name == "agenda" ? "9:00 a" : "a https://v.example/a"
                    let lines = Array(repeating: short, count: most)
                    #expect(try await plan(name, lines.joined(separator: "\n")).status == 303, "\(name)")
                    let many = try await plan(name, (lines + [short]).joined(separator: "\n"))
                    #expect(many.status == 422 && many.says("hoogstens \(most)"), "\(name)")
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func anInvitationIsAnsweredWithoutAnAccount(engine: Engine) async throws {
        try await World.on(engine) { world in
            let token = try await world.planSession()
            try await world.serve { client in
                let guest = Visitor(client)
                let invited = try await guest.get("/uitgenodigd/\(token)")
                #expect(invited.says("Ik kom niet"))
                #expect(try await guest.post("/uitgenodigd/\(token)", ["answer": "maybe"]).status == 422)
                #expect(try await guest.post("/uitgenodigd/\(token)", ["answer": "coming"]).status == 303)
                #expect(try await guest.get("/uitgenodigd/\(token)").says("Je liet weten dat je komt."))
                #expect(try await guest.get("/uitgenodigd/\(String(repeating: "0", count: 32))").status == 404)
            }
        }
    }
}

extension World {
    /// A session of five hours.
    func draft(day: Day? = nil) -> SessionDraft {
        SessionDraft(
            kind: .training, title: "Training", audiences: [.municipality, .police],
            day: day ?? clock.instant.day.adding(days: 1), starts: 720, ends: 1020, place: "Zaal, Ede",
            organiser: "CCV")
    }

    /// Plans a session with the demo's code and invites somebody.
    ///
    /// - Returns: the token of the invitation.
    func planSession() async throws -> String {
        let plan = try await learning.sessionPlans.plan(.system, draft(), code: Learning.demoSession)
        let token = Mutex("")
        try await learning.sessionPlans.invite(
            .system, plan.code, [MailAddress("gast@voorbeeld.example")], language: .nl,
            link: { invited in
                token.withLock { $0 = invited.text }
                return invited.text
            }, { ("Uitnodiging", "\($0) \($1)") })
        return token.withLock { $0 }
    }
}
