import Core
import Directory
import Storage
import TestSupport
import Testing

struct OrganisationTests {
    @Test(arguments: testEngines)
    func areAddedChangedAndFound(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let service = world.directory.organisations
            let anna = try await world.actor(world.admin)
            let added = try await service.add(
                anna,
                OrganisationDraft(name: "  Hotel De Zon ", kind: .hotel, code: "De-Zon", url: "https://zon.example"))
            #expect(added.name == "Hotel De Zon")
            #expect(added.code == "de-zon")
            #expect(try await service.find(.visitor, id: added.id) == added)
            #expect(try await service.find(.visitor, code: "de-zon") == added)
            try await service.change(
                anna, added.id, version: 1, to: OrganisationDraft(name: "Park De Zon", kind: .holidayPark))
            let changed = try await service.find(.visitor, id: added.id)
            #expect(changed.name == "Park De Zon" && changed.kind == .holidayPark && changed.code == nil)
            #expect(changed.version == 2)
            await #expect(throws: DirectoryError.changedMeanwhile) {
                try await service.change(anna, added.id, version: 1, to: OrganisationDraft(name: "Oud", kind: .hotel))
            }
            try await service.setActive(anna, added.id, version: 2, false)
            #expect(try await service.all(anna).map(\.isActive) == [false, true])
        }
    }

    @Test(arguments: testEngines)
    func shortNamesAreTheirOwn(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let service = world.directory.organisations
            let one = try await service.add(.system, OrganisationDraft(name: "Een", kind: .partner, code: "een"))
            await #expect(throws: DirectoryError.codeTaken) {
                try await service.add(.system, OrganisationDraft(name: "Ook", kind: .partner, code: "EEN"))
            }
            let two = try await service.add(.system, OrganisationDraft(name: "Twee", kind: .partner, code: "twee"))
            await #expect(throws: DirectoryError.codeTaken) {
                try await service.change(
                    .system, two.id, version: 1, to: OrganisationDraft(name: "Twee", kind: .partner, code: "een"))
            }
            try await service.change(
                .system, one.id, version: 1, to: OrganisationDraft(name: "Eén", kind: .partner, code: "een"))
            // Without a short name there can be any number.
            _ = try await service.add(.system, OrganisationDraft(name: "Drie", kind: .partner))
            _ = try await service.add(.system, OrganisationDraft(name: "Vier", kind: .partner))
        }
    }

    @Test(arguments: testEngines)
    func onlyAdministratorsManageThem(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let service = world.directory.organisations
            let draft = OrganisationDraft(name: "Een", kind: .partner)
            let bob = try await world.actor(world.join("Bob"))
            await #expect(throws: DirectoryError.signInFirst) { try await service.add(.visitor, draft) }
            await #expect(throws: DirectoryError.notAllowed) { try await service.add(bob, draft) }
            await #expect(throws: DirectoryError.signInFirst) { try await service.all(.visitor) }
            #expect(try await service.all(bob).count == 1)
            // Rights that went since the request began are gone.
            let carla = try await world.join("Carla", isAdministrator: true)
            let actor = try await world.actor(carla)
            let member = try await world.member(carla)
            try await world.directory.members.change(
                .system, carla.id, version: member.version,
                to: MemberDraft(name: "Carla", email: carla.email, organisation: world.coalition))
            await #expect(throws: DirectoryError.notAllowed) { try await service.add(actor, draft) }
            #expect(try await service.all(bob).count == 1)
        }
    }

    @Test(arguments: testEngines)
    func twoWhoChangeAtOnceDoNotOverwriteEachOther(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let service = world.directory.organisations
            let added = try await service.add(.system, OrganisationDraft(name: "Begin", kind: .partner))
            let done = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let draft = OrganisationDraft(name: "Naam \(number)", kind: .partner)
                        do {
                            try await service.change(.system, added.id, version: 1, to: draft)
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 1)
            #expect(try await service.find(.visitor, id: added.id).version == 2)
        }
    }

    static let wrong: [(OrganisationDraft, DirectoryError)] = [
        (OrganisationDraft(name: " \n ", kind: .hotel), .missing(field: "name")),
        (
            OrganisationDraft(name: String(repeating: "a", count: 201), kind: .hotel),
            .tooLong(field: "name", most: 200)
        ),
        (
            OrganisationDraft(name: String(repeating: "a", count: 1_000_000), kind: .hotel),
            .tooLong(field: "name", most: 200)
        ),
        (OrganisationDraft(name: "Een\nTwee", kind: .hotel), .controlCharacter(field: "name")),
        (OrganisationDraft(name: "Een \u{202E}eewT", kind: .hotel), .controlCharacter(field: "name")),
        (OrganisationDraft(name: "Een\u{0}", kind: .hotel), .controlCharacter(field: "name")),
        (OrganisationDraft(name: "Een", kind: .hotel, code: "a"), .codeInvalid),
        (OrganisationDraft(name: "Een", kind: .hotel, code: "1a"), .codeInvalid),
        (OrganisationDraft(name: "Een", kind: .hotel, code: "a b"), .codeInvalid),
        (OrganisationDraft(name: "Een", kind: .hotel, code: "a/../b"), .codeInvalid),
        (OrganisationDraft(name: "Een", kind: .hotel, code: "ab-"), .codeInvalid),
        (OrganisationDraft(name: "Een", kind: .hotel, url: "javascript:alert(1)"), .urlInvalid),
        (OrganisationDraft(name: "Een", kind: .hotel, url: "https://"), .urlInvalid),
        (OrganisationDraft(name: "Een", kind: .hotel, url: "https://a.nl/\" onclick"), .urlInvalid),
        (OrganisationDraft(name: "Een", kind: .hotel, url: "ftp://a.nl"), .urlInvalid),
    ]

    @Test(arguments: testEngines)
    func whatDoesNotHoldIsRefusedByField(engine: Engine) async throws {
        try await withWorld(engine) { world in
            for (draft, error) in Self.wrong {
                await #expect(throws: error) { try await world.directory.organisations.add(.system, draft) }
            }
            let count = try await world.count("directory_organisations")
            #expect(count == 1)
        }
    }
}
