import Content
import Core
import Directory
import Storage
import TestSupport
import Testing
import Web
import Work

@testable import Learning

extension TestClock {
    func advance(days: Int) { advance(seconds: Int64(days) * 86_400) }
}

func tinyMeasure() -> DecisionMeasure {
    func situations(_ side: String) -> [DecisionMeasure.Situation] {
        (1...4).map { number in
            func both(_ text: String) -> Translated {
                Translated(original: .nl, [.nl: "\(text) \(number)", .en: "\(text) \(number) (en)"])
            }
            return DecisionMeasure.Situation(
                id: "\(side)-\(number)", isReported: number <= 2, text: both("Situatie \(side)"), why: both("Omdat"))
        }
    }
    return DecisionMeasure(version: 2, before: situations("voor"), after: situations("na"))
}

extension World {
    /// A site with a card, two departments and a roster of three at the hotel; the park's member trains.
    ///
    /// - Returns: somebody of the roster.
    func makeTeam() async throws -> RosterPerson {
        _ = try await learning.workSites.make(
            .system, organisation: hotel.id, name: "Haven",
            card: WorkSite.Card(
                duty: "De dienstdoende manager", dayPhone: "010 123 45 67", nightPhone: "06-12345678",
                police: "De wijkagent komt elke maand."),
            departments: ["Receptie", "Keuken"], code: Learning.demoSite)
        try await takeOver(
            """
            naam;nummer;locatie;afdeling;email;taal
            Noor Bakker;1;Haven;Receptie;noor@voorbeeld.example;nl
            Sam de Wit;2;Haven;Keuken;sam@voorbeeld.example;en
            Jo Bos;3;Bos;;;
            """)
        return try await people()[1]
    }

    /// Reads a roster of the hotel and takes it over.
    @discardableResult
    func takeOver(_ text: String, removesMissing: Bool = false) async throws -> RosterImported {
        let preview = try await learning.rosters.read(
            .system, of: hotel.id, Array(text.utf8), courses: ["receptie"])
        return try await learning.rosters.takeOver(
            .system, of: hotel.id, upload: preview.upload, removesMissing: removesMissing)
    }

    /// Everybody on the hotel's roster, by name.
    func people() async throws -> [RosterPerson] {
        try await learning.rosters.people(.system, of: hotel.id, .init(), offset: 0, limit: 1000).map(\.person)
    }

    func courses(of person: RosterPerson) async throws -> [RosterCourse] {
        try await learning.rosters.person(.system, person.id).courses
    }

    /// Follows the course to the end by the link of a person.
    @discardableResult
    func completeAs(_ person: RosterPerson) async throws -> AttemptToken {
        let token = try await learning.attempts.begin(
            course: "receptie", role: nil, organisation: person.organisation, language: .nl)
        _ = try await learning.attempts.change(token, course: "receptie", language: .nl, finish)
        try await learning.rosterDoor.tell(
            learning.rosters.code(of: person), token: token, course: "receptie")
        return token
    }

    /// How many waiting mails there are to each address.
    func mails() async throws -> [String: Int] {
        try await outbox.waiting(limit: 1000).reduce(into: [:]) { $0[$1.recipient, default: 0] += 1 }
    }
}

@Suite struct RosterTests {
    @Test(arguments: testEngines)
    func nothingChangesBeforeSomebodyConfirms(engine: Engine) async throws {
        try await World.on(engine) { world in
            let rosters = world.learning.rosters
            let text = "naam;nummer;locatie;afdeling\nNoor;1;Haven;Receptie\nSam;2;;\nJo;3;Haven;\n"
            let preview = try await rosters.read(.system, of: world.hotel.id, Array(text.utf8), courses: ["receptie"])
            #expect(preview.added == 2 && preview.reading.mistakeCount == 1)
            #expect(preview.newSites.map(\.name) == ["Haven"])
            #expect(try await world.people().isEmpty)
            #expect(try await world.learning.workSites.all(.system, of: world.hotel.id).isEmpty)
            let imported = try await rosters.takeOver(
                .system, of: world.hotel.id, upload: preview.upload, removesMissing: false)
            #expect(imported == RosterImported(added: 2, changed: 0, removed: 0))
            #expect(try await world.people().map(\.name) == ["Jo", "Noor"])
            // Once only.
            await #expect(throws: RosterError.noSuchUpload) {
                try await rosters.takeOver(
                    .system, of: world.hotel.id, upload: preview.upload, removesMissing: false)
            }
        }
    }

    @Test(arguments: testEngines)
    func anotherFileUpdatesAndAsksAboutWhoIsMissing(engine: Engine) async throws {
        try await World.on(engine) { world in
            let first = try await world.makeTeam()
            try await world.completeAs(first)
            let code = world.learning.rosters.code(of: first)
            let text = """
                naam;nummer;locatie;afdeling;email;taal;cursus
                Sam de Wit;2;Bos;Balie;sam@elders.example;en;schoonmaak
                Nieuw;4;Haven;;;;
                """
            let preview = try await world.learning.rosters.read(
                .system, of: world.hotel.id, Array(text.utf8), courses: ["receptie"])
            #expect(preview.added == 1 && preview.changed == 1 && preview.same == 0)
            #expect(Set(preview.missing) == ["Noor Bakker", "Jo Bos"])
            try await world.learning.rosters.takeOver(
                .system, of: world.hotel.id, upload: preview.upload, removesMissing: false)
            #expect(try await world.people().map(\.name) == ["Jo Bos", "Nieuw", "Noor Bakker", "Sam de Wit"])
            let sam = try #require(try await world.people().first { $0.number == "2" })
            #expect(sam.email == "sam@elders.example")
            // The code that was given out still works.
            _ = try await world.learning.rosterDoor.own(code)
            // What was asked and not done is no longer asked.
            #expect(try await world.courses(of: sam).map(\.course) == ["schoonmaak"])
            try await world.takeOver("naam;nummer;locatie\nNieuw;4;Haven\n", removesMissing: true)
            #expect(try await world.people().map(\.name) == ["Nieuw"])
            await #expect(throws: RosterError.noSuchPersonCode) { try await world.learning.rosterDoor.own(code) }
        }
    }

    @Test(arguments: testEngines)
    func whatWasDoneStaysWhenItIsNoLongerAsked(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            #expect(person.name == "Noor Bakker")
            try await world.completeAs(person)
            try await world.takeOver("naam;nummer;locatie;cursus\nNoor Bakker;1;Haven;schoonmaak\n")
            let courses = try await world.courses(of: person)
            #expect(courses.map(\.course) == ["receptie", "schoonmaak"])
            #expect(courses.map(\.isRequired) == [false, true])
            #expect(courses[0].done == .init(day: world.clock.instant.day, version: 3))
        }
    }

    @Test(arguments: testEngines)
    func aFileIsNotTakenOverAgainstAnotherRoster(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            let preview = try await world.learning.rosters.read(
                .system, of: world.hotel.id, Array("naam;nummer;locatie\nA;9;Haven\n".utf8), courses: ["receptie"])
            try await world.learning.rosters.change(.system, person.id, .remove)
            await #expect(throws: RosterError.rosterChanged) {
                try await world.learning.rosters.takeOver(
                    .system, of: world.hotel.id, upload: preview.upload, removesMissing: false)
            }
            #expect(try await world.people().map(\.name) == ["Jo Bos", "Sam de Wit"])
        }
    }

    @Test(arguments: testEngines)
    func theEmployerSeesThatSomebodyIsDoneAndNothingElse(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            let door = world.learning.rosterDoor
            let code = world.learning.rosters.code(of: person)
            let token = try await world.learning.attempts.begin(
                course: "receptie", role: nil, organisation: person.organisation, language: .nl)
            #expect(try await !door.tell(code, token: token, course: "receptie"))
            #expect(try await world.courses(of: person).map(\.done) == [nil])
            _ = try await world.learning.attempts.change(token, course: "receptie", language: .nl, finish)
            #expect(try await door.tell(code, token: token, course: "receptie"))
            #expect(try await !door.tell(code, token: token, course: "receptie"))
            let done = RosterCourse.Done(day: world.clock.instant.day, version: 3)
            #expect(try await world.courses(of: person).map(\.done) == [done])
            // One completion counts for one person.
            let other = try #require(try await world.people().first { $0.id != person.id })
            #expect(try await !door.tell(world.learning.rosters.code(of: other), token: token, course: "receptie"))
            #expect(try await world.courses(of: other).map(\.done) == [nil])
            // Neither table knows the other: no column of the roster holds anything of the attempt.
            let hash = AttemptStore.hash(token)
            let (rows, attempts) = try await world.database.read { transaction in
                (
                    try transaction.rows("SELECT person, course, done_on FROM learning_people_courses").count,
                    try transaction.rows("SELECT state FROM learning_attempts WHERE token_hash = $1", hash)
                        .map { row -> String in try row["state"] }
                )
            }
            #expect(rows == 3)
            #expect(attempts.allSatisfy { !$0.contains(person.id.text) && !$0.contains(code.text) })
        }
    }

    @Test(arguments: testEngines)
    func countsAreThoseOfTheRuleInSwift(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.makeTeam()
            let people = try await world.people()
            let rosters = world.learning.rosters
            let today = world.clock.instant.day
            // Every state, by way of days around the limits.
            let days = [0, -1, -364, -365, -366, -367]
            var lines = "naam;nummer;locatie;afdeling;uiterlijk\n"
            for number in 0..<12 {
                lines +=
                    "P\(number);\(100 + number);Haven;\(number % 2 == 0 ? "Receptie" : "");\(today.adding(days: number % 3 - 1))\n"
            }
            try await world.takeOver(lines)
            let added = try await world.people().filter { person in !people.contains { $0.id == person.id } }
            for (place, person) in added.enumerated() where place < days.count {
                try await rosters.setInvented(
                    .system, person.id, course: "receptie",
                    .init(day: today.adding(days: days[place]), version: place % 2 == 0 ? 3 : 2))
            }
            let all = try await rosters.people(.system, of: world.hotel.id, .init(), offset: 0, limit: 1000)
            var expected = RosterCounts()
            for (_, courses) in all { for course in courses { expected += RosterCounts([rosters.state(course): 1]) } }
            let overview = try await rosters.overview(.system, of: world.hotel.id)
            let counted = overview.groups.reduce(into: RosterCounts()) { $0 += $1.counts }
            #expect(counted == expected)
            #expect(Set(expected.byState.keys).count >= 4)
            for state in RosterState.allCases {
                let found = try await rosters.people(
                    .system, of: world.hotel.id, .init(course: "receptie", state: state), offset: 0, limit: 1000)
                #expect(found.count == expected[state], "\(state)")
            }
        }
    }

    @Test(arguments: testEngines)
    func remindersComeAtMostWeeklyAndStop(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            let rosters = world.learning.rosters
            let mail = try RosterMail(
                strings: .init(folder: checkout + "/Resources/strings"), address: "https://v.example")
            #expect(try await rosters.remind(mail) == 0)
            try await rosters.setReminders(.system, of: world.hotel.id, true)
            // Who has no address gets none.
            #expect(try await rosters.remind(mail) == 2)
            #expect(try await rosters.remind(mail) == 0)
            for _ in 1...6 {
                world.clock.advance(days: 1)
                #expect(try await rosters.remind(mail) == 0)
            }
            world.clock.advance(days: 1)
            try await world.completeAs(person)
            #expect(try await rosters.remind(mail) == 1)
            #expect(try await world.mails() == ["noor@voorbeeld.example": 1, "sam@voorbeeld.example": 2])
            world.clock.advance(days: 7)
            let sam = try #require(try await world.people().first { $0.number == "2" })
            try await world.learning.rosterDoor.setMails(rosters.code(of: sam), false)
            #expect(try await rosters.remind(mail) == 0)
            try await world.learning.rosterDoor.setMails(rosters.code(of: sam), true)
            #expect(try await rosters.remind(mail) == 1)
            // A year after it was done.
            world.clock.advance(days: 366)
            try await rosters.confirm(.system, of: world.hotel.id)
            #expect(try await rosters.remind(mail) == 2)
        }
    }

    @Test(arguments: testEngines)
    func aMailIsInTheLanguageOfThePerson(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.makeTeam()
            let mail = try RosterMail(
                strings: .init(folder: checkout + "/Resources/strings"), address: "https://v.example")
            let sam = try #require(try await world.people().first { $0.number == "2" })
            let code = world.learning.rosters.code(of: sam)
            let made = try mail.mail(to: sam, code, employer: "Hotel De Zon", courses: [tinyCourse()])
            #expect(made.subject == "You have a short course to do")
            #expect(made.body.contains("https://v.example/en/cursist/\(code)"))
            #expect(made.body.contains("Signals at the desk"))
            #expect(!made.body.contains("roster."))
        }
    }

    @Test(arguments: testEngines)
    func aNewCodeTakesTheOldOnesPlace(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            let old = world.learning.rosters.code(of: person)
            try await world.learning.rosters.change(.system, person.id, .newCode)
            let new = try await world.learning.rosters.person(.system, person.id).code
            #expect(new != old)
            await #expect(throws: RosterError.noSuchPersonCode) { try await world.learning.rosterDoor.own(old) }
            #expect(try await world.learning.rosterDoor.own(new).person.id == person.id)
            // A file that comes in later leaves the code alone.
            try await world.takeOver("naam;nummer;locatie\nNoor B.;1;Haven\n")
            #expect(try await world.learning.rosterDoor.own(new).person.name == "Noor B.")
        }
    }

    @Test(arguments: testEngines)
    func whatNobodyConfirmsGoes(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.makeTeam()
            _ = try await world.learning.rosters.read(
                .system, of: world.hotel.id, Array("naam;locatie\nA;Haven\n".utf8), courses: ["receptie"])
            world.clock.advance(days: 1)
            try await world.learning.nightly()
            func uploads() async throws -> Int {
                try await world.database.read {
                    try $0.rows("SELECT id FROM learning_roster_uploads").count
                }
            }
            #expect(try await uploads() == 0)
            #expect(try await world.people().count == 3)
            world.clock.advance(days: Rosters.keptDays - 1)
            try await world.learning.nightly()
            #expect(try await world.people().count == 3)
            world.clock.advance(days: 1)
            try await world.learning.nightly()
            #expect(try await world.people().isEmpty)
            #expect(try await world.learning.workSites.all(.system, of: world.hotel.id).count == 2)
        }
    }

    // MARK: Who sees what

    @Test(arguments: testEngines)
    func namesAreForTheEmployerAlone(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            let rosters = world.learning.rosters
            let own = world.member(of: world.hotel)
            #expect(try await rosters.person(own, person.id).person.name == "Noor Bakker")
            let others = [
                world.member(of: world.park), world.member(of: world.park, kind: .coalition), world.trainer,
                world.member(of: world.park, administrator: true),
            ]
            for actor in others {
                await #expect(throws: RosterError.noSuchPerson) { try await rosters.person(actor, person.id) }
                await #expect(throws: DirectoryError.notAllowed) {
                    try await rosters.people(actor, of: world.hotel.id, .init(), offset: 0, limit: 10)
                }
                await #expect(throws: DirectoryError.notAllowed) { try await rosters.rows(actor, of: world.hotel.id) }
                await #expect(throws: DirectoryError.notAllowed) {
                    try await rosters.read(actor, of: world.hotel.id, [], courses: [])
                }
                await #expect(throws: RosterError.noSuchPerson) {
                    try await rosters.change(actor, person.id, .remove)
                }
            }
            for actor in others.prefix(2) {
                await #expect(throws: DirectoryError.notAllowed) {
                    try await rosters.overview(actor, of: world.hotel.id)
                }
            }
            // The training desk sees counts.
            #expect(try await rosters.overview(world.trainer, of: world.hotel.id).people == 3)
            await #expect(throws: DirectoryError.signInFirst) {
                try await rosters.overview(.visitor, of: world.hotel.id)
            }
        }
    }

    @Test(arguments: testEngines)
    func noNameComesIntoTheAuditTrail(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            try await world.completeAs(person)
            try await world.learning.rosters.change(.system, person.id, .newCode)
            try await world.learning.rosters.change(.system, person.id, .remove)
            let trail = world.audit.events.map { "\($0.action) \($0.subject) \($0.details)" }.joined(separator: "\n")
            #expect(trail.contains("learning.roster.imported"))
            for secret in ["Noor", "Bakker", "noor@", person.id.text] { #expect(!trail.contains(secret), "\(secret)") }
        }
    }

    @Test(arguments: testEngines)
    func aRosterIsInNoPublicFigure(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            try await world.learning.rosters.setInvented(
                .system, person.id, course: "receptie", .init(day: world.clock.instant.day, version: 3))
            let day = world.clock.instant.day
            let figures = try await world.learning.figureSource.figures(in: Period(from: day, to: day)!)
            #expect(figures.isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func sitesAreForTheirOwnAndTheTrainingDesk(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.makeTeam()
            let sites = world.learning.workSites
            let haven = try await sites.open("\(Learning.demoSite)")
            await #expect(throws: DirectoryError.notAllowed) {
                try await sites.room(world.member(of: world.park), haven.code)
            }
            await #expect(throws: RosterError.siteTaken) {
                try await sites.make(world.trainer, organisation: world.hotel.id, name: " HAVEN ")
            }
            await #expect(throws: RosterError.siteHasPeople) { try await sites.delete(world.trainer, haven.code) }
            try await sites.change(
                world.trainer, haven.code, name: "Haven", card: .init(), departments: ["Receptie"])
            // The kitchen stays, since somebody works there.
            #expect(
                Set(try await sites.room(world.trainer, haven.code).departments.map(\.name)) == ["Receptie", "Keuken"])
            let join = try await sites.makeJoin(
                world.member(of: world.hotel), haven.code, course: "receptie", audience: .hotel)
            #expect(try await sites.find(join: join.id)?.id == haven.id)
        }
    }

    /// The whole way of a long file: read, hold against the roster, take over, once more.
    @Test(arguments: testEngines)
    func aLongRoster(engine: Engine) async throws {
        try await World.on(engine) { world in
            func text(_ count: Int, site: String) -> String {
                "naam;nummer;locatie;afdeling\n"
                    + (1...count).map { "Mens \($0);\($0);\(site) \($0 % 9);Afdeling \($0 % 4)\n" }.joined()
            }
            #expect(try await world.takeOver(text(5000, site: "Huis")).added == 5000)
            #expect(
                try await world.takeOver(text(5000, site: "Huis")) == RosterImported(added: 0, changed: 0, removed: 0))
            let second = try await world.takeOver(text(4000, site: "Park"), removesMissing: true)
            #expect(second == RosterImported(added: 0, changed: 4000, removed: 1000))
            #expect(try await world.learning.rosters.overview(.system, of: world.hotel.id).people == 4000)
        }
    }

    @Test(arguments: [(0, 8, 0), (3, 8, 38), (1, 200, 1), (199, 200, 99), (1, 3, 33), (2, 2, 100), (0, 0, 0)])
    func thePercentageIsRounded(done: Int, of total: Int, percent: Int) {
        let counts = RosterCounts([.done: done, .late: total - done])
        #expect(counts.percentDone == percent)
    }

    @Test(arguments: testEngines)
    func whoHasSomethingToDo(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            func due(_ choice: Rosters.Choice = .init(isDue: true)) async throws -> Int {
                try await world.learning.rosters.people(
                    .system, of: world.hotel.id, choice, offset: 0, limit: 10
                ).count
            }
            #expect(try await due() == 3)
            try await world.completeAs(person)
            #expect(try await due() == 2)
            #expect(try await due(.init(site: person.site, course: "receptie", isDue: true)) == 1)
            #expect(try await due(.init(course: "schoonmaak", isDue: true)) == 0)
            #expect(try await due(.init()) == 3)
            world.clock.advance(days: 366)
            #expect(try await due() == 3)
        }
    }
}
