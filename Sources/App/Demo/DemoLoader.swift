import Administration
import Care
import Core
import Directory
import Learning
import Review
import Vault
import Web
import Work

/// Puts the facts of the demo into an empty installation, through the same services and the same rules as everybody.
struct DemoLoader: Sendable {
    let app: App
    let facts: DemoFacts
    /// Of the file with the facts.
    let hash: String

    /// A member of the demo who is signed in while it is being loaded.
    private struct Person {
        let id: Identifier
        let actor: Actor
        let token: String
        let signIn: DemoSignIn
    }

    /// Loads everything.
    ///
    /// - Parameter progress: is told before every step, with the key of its name.
    /// - Returns: what a visitor of the demo needs to know.
    func load(_ progress: @Sendable (_ step: String) -> Void) async throws -> DemoSheet {
        progress("app.demo.organisations")
        let organisations = try await addOrganisations()
        progress("app.demo.members")
        let invited = try await inviteMembers(organisations)
        let desks = try await addDesks(organisations, invited.mapValues(\.member.id))
        let people = try await acceptInvitations(invited)
        try await giveKeys(desks, people)
        for part in [ActivatedPart.signals, .care, .coaches] { try await activate(part, people) }
        progress("app.demo.reports")
        let reports = try await fileReports(desks, people)
        progress("app.demo.studies")
        let studies = try await enterStudies(desks, people)
        progress("app.demo.plans")
        let plans = try await enterPlans(desks, people)
        let guest = try await app.directory.members.invite(
            .system,
            MemberDraft(name: "Demo Genodigde", email: "genodigde@demo.example", organisation: organisations["dfc"]!))
        progress("app.demo.figures")
        try await recordParticipations(organisations)
        try await recordSessions()
        let sessions = try await planSessions()
        let team = try await makeTeam(organisations)
        progress("app.demo.commitments")
        let promises = try await recordCommitments(people)
        progress("app.demo.review")
        let preview = try await publishReview(people)
        let joins = try await makeJoins(organisations)
        if let link = facts.joinLinks.first, let organisation = organisations[link.organisation] {
            try await importPackage(for: organisation)
        }
        let job = try await app.jobs.enqueue("directory.chain-audit")
        for person in people.values { try await app.directory.sessions.signOut(person.token) }
        return DemoSheet(
            facts: hash, signIns: facts.members.compactMap { people[$0.key]?.signIn }, joinCodes: joins,
            samples: [
                "/werk/organisaties/:id": "/werk/organisaties/\(organisations["dfc"]!)",
                "/werk/leden/:id": "/werk/leden/\(guest.member.id)",
                "/werk/loketten/:id": "/werk/loketten/\(desks.values.sorted()[0])",
                "/werk/loketten/:id/wijzigen": "/werk/loketten/\(desks.values.sorted()[0])/wijzigen",
                "/welkom/:token": App.path(of: guest.invitation),
                "/werk/taken/:id": "/werk/taken/\(job)",
                "/concept/:token": preview,
                "/werk/leren/maken/:slug/feit/:id": "/werk/leren/maken/receptie/feit/always-trafficking",
            ].merging(reports) { $1 }.merging(studies) { $1 }.merging(plans) { $1 }.merging(promises) { $1 }
                .merging(sessions) { $1 }.merging(team) { $1 })
    }

    // MARK: Directory

    private func addOrganisations() async throws -> [String: Identifier] {
        var ids: [String: Identifier] = [:]
        for organisation in facts.organisations {
            let draft = OrganisationDraft(name: organisation.name, kind: organisation.kind, code: organisation.key)
            ids[organisation.key] = try await app.directory.organisations.add(.system, draft).id
        }
        return ids
    }

    private func inviteMembers(
        _ organisations: [String: Identifier]
    ) async throws -> [String: (member: Member, invitation: Invitation)] {
        var invited: [String: (member: Member, invitation: Invitation)] = [:]
        for member in facts.members {
            let draft = MemberDraft(
                name: member.name, email: "\(member.key)@demo.example",
                organisation: organisations[member.organisation]!, isAdministrator: member.isAdministrator)
            invited[member.key] = try await app.directory.members.invite(.system, draft)
        }
        return invited
    }

    /// Every desk is created for its first member, who makes its key by signing in.
    private func addDesks(
        _ organisations: [String: Identifier], _ members: [String: Identifier]
    ) async throws -> [String: Identifier] {
        var ids: [String: Identifier] = [:]
        for desk in facts.desks {
            let seats = facts.members.filter { $0.desks.contains(desk.key) }.compactMap { members[$0.key] }
            guard let first = seats.first else { continue }
            let draft = DeskDraft(
                name: desk.name, task: desk.task, organisation: organisations[desk.organisation]!, firstMember: first)
            let id = try await app.directory.desks.add(.system, draft).id
            for member in seats.dropFirst() { try await app.directory.desks.addMember(.system, id, member) }
            ids[desk.key] = id
        }
        return ids
    }

    private func acceptInvitations(
        _ invited: [String: (member: Member, invitation: Invitation)]
    ) async throws -> [String: Person] {
        var people: [String: Person] = [:]
        for member in facts.members {
            let (stored, invitation) = invited[member.key]!
            let password = randomPassword()
            let welcome = try await app.directory.invitations.accept(
                invitation.token.text, password: password, source: nil)
            let (token, secret) = try await enrol(welcome.session)
            guard let (actor, _) = try await app.directory.sessions.resume(token) else {
                throw DirectoryError.signInFirst
            }
            people[member.key] = Person(
                id: stored.id, actor: actor, token: token,
                signIn: DemoSignIn(
                    name: stored.name,
                    organisation: facts.organisations.first { $0.key == member.organisation }?.name ?? "",
                    email: stored.email, password: password, secret: secret?.base32,
                    isAdministrator: stored.isAdministrator,
                    tasks: facts.desks.filter { member.desks.contains($0.key) }.map(\.task.rawValue)))
        }
        return people
    }

    /// Whoever sits at a desk gets a second factor, as everybody who does.
    private func enrol(_ session: NewSession) async throws -> (token: String, secret: FactorSecret?) {
        let token = session.token.text
        guard session.info.pending == .enrol else { return (token, nil) }
        let secret = try await app.directory.secondFactors.offer(token).secret
        let enrolled = try await app.directory.secondFactors.enrol(
            token, code: secret.code(at: app.configuration.now()), source: "demo")
        return (enrolled.session.token.text, secret)
    }

    /// Two members settle and sign what the demo needs to take in reports, plans and studies.
    private func activate(_ part: ActivatedPart, _ people: [String: Person]) async throws {
        let signers = facts.members.compactMap { people[$0.key] }
            .filter { Activations.access(part).allows($0.actor) }.prefix(Activation.signaturesNeeded)
        guard let first = signers.first else { return }
        func words(_ key: String) -> String { app.site.strings(Text("demo.activation.\(key)"), .nl) }
        try await app.directory.activations.save(
            first.actor, part, version: 0,
            ActivationDraft(
                controller: words("controller"), legalBasis: words("legal-basis"), checkedBy: words("checked-by"),
                dpiaReference: words("dpia"), dpiaOn: facts.period.from, arrangements: words("arrangements"),
                retentionDays: 180))
        for person in signers {
            try await app.directory.activations.sign(
                person.actor, try await app.directory.sessions.unlock(person.token), part, version: 1)
        }
    }

    /// Invented reports, filed and handled by the demo's members.
    ///
    /// - Returns: as `DemoReportsLoader.load`.
    private func fileReports(
        _ desks: [String: Identifier], _ people: [String: Person]
    ) async throws -> [String: String] {
        let folder = app.configuration.resources + "/demo"
        return try await DemoReportsLoader(
            app: app, reports: try DemoReports(folder: folder, facts: facts), people: try await seated(people),
            desks: desks
        ).load()
    }

    /// Invented studies, entered by the demo's members.
    ///
    /// - Returns: as `DemoCoachesLoader.load`.
    private func enterStudies(
        _ desks: [String: Identifier], _ people: [String: Person]
    ) async throws -> [String: String] {
        let folder = app.configuration.resources + "/demo"
        return try await DemoCoachesLoader(
            app: app, invented: try DemoCoaches(folder: folder, facts: facts), people: try await seated(people),
            desks: desks
        ).load()
    }

    /// Invented young people, entered by a member of the care desk.
    ///
    /// - Returns: as `CareDemo.load`.
    private func enterPlans(_ desks: [String: Identifier], _ people: [String: Person]) async throws -> [String: String]
    {
        guard let desk = desks["zorgloket"], let person = people["zorg"] else { return [:] }
        let seat = Seat(person.actor, try await app.directory.sessions.unlock(person.token), at: desk)
        return try await CareDemo(app.care, folder: app.configuration.resources + "/demo")
            .load(seat, now: app.configuration.now())
    }

    /// Those who sit at a desk, with their keys.
    private func seated(_ people: [String: Person]) async throws -> [String: DemoReportsLoader.Person] {
        var seated: [String: DemoReportsLoader.Person] = [:]
        for (key, person) in people where person.actor.member?.desks.isEmpty == false {
            seated[key] = DemoReportsLoader.Person(
                actor: person.actor, key: try await app.directory.sessions.unlock(person.token))
        }
        return seated
    }

    /// The first member of every desk gives its key to the others, as colleagues do.
    private func giveKeys(_ desks: [String: Identifier], _ people: [String: Person]) async throws {
        for (key, desk) in desks {
            let seats = facts.members.filter { $0.desks.contains(key) }.compactMap { people[$0.key] }
            guard let first = seats.first else { continue }
            let own = try await app.directory.sessions.unlock(first.token)
            for waiting in try await app.directory.desks.details(first.actor, desk).waiting {
                try await app.directory.desks.grant(
                    first.actor, own, desk: desk, to: waiting.id, fingerprint: waiting.fingerprint ?? "")
            }
        }
    }

    /// A password of this demo alone: three groups of four letters and digits that are not mistaken for each other.
    private func randomPassword() -> String {
        let signs = Array("abcdefghjkmnpqrstuvwxyz23456789")
        let bytes = app.configuration.random(12)
        return (0..<3).map { group in
            String(bytes[(group * 4)..<(group * 4 + 4)].map { signs[Int($0) % signs.count] })
        }.joined(separator: "-")
    }

    // MARK: What was counted

    private func recordParticipations(_ organisations: [String: Identifier]) async throws {
        let records = facts.participations.compactMap { item -> Participation? in
            guard let activity = Activity(rawValue: item.activity), let audience = Audience(rawValue: item.audience)
            else { return nil }
            return Participation(
                activity: activity, audience: audience, people: item.people, period: item.period,
                organisation: organisations[item.organisation], source: facts.source)
        }
        try await app.learning.participations.record(.system, records, name: "first-half-2020.yaml")
    }

    private func recordSessions() async throws {
        func name(_ key: String) -> String { facts.organisations.first { $0.key == key }?.name ?? key }
        for session in facts.sessions {
            try await app.learning.trainingSessions.record(
                .system,
                TrainingSessionDraft(
                    title: session.title[.nl], period: session.month, precision: .month,
                    audiences: session.audiences.compactMap { Audience(rawValue: $0) },
                    municipalities: session.municipalities, organiser: name(session.organisedBy),
                    programme: session.programme, companions: session.with.map(name), source: facts.source))
        }
    }

    /// The chain of promises, recorded by a member of the policy desk.
    ///
    /// - Returns: as `DemoCommitments.load`.
    private func recordCommitments(_ people: [String: Person]) async throws -> [String: String] {
        let chain = try DemoCommitments(folder: app.configuration.resources + "/demo", facts: facts)
        guard let officer = people[chain.officer]?.actor else { return [:] }
        return try await chain.load(into: app.commitments, by: officer)
    }

    /// Writes the review and publishes it, by the rule of an editor and others of every organisation of the coalition.
    /// The next one is begun, without text, so that agreeing can be tried.
    ///
    /// - Returns: the path of a secret link to the draft.
    private func publishReview(_ people: [String: Person]) async throws -> String {
        let reviews = app.reviews
        for figure in facts.takenOver { _ = try await reviews.recordTakenOver(.system, figure) }
        guard let name = facts.period.name, let editor = people[facts.review.editor]?.actor else {
            return ""
        }
        try await reviews.start(editor, name, content: facts.review.content)
        for key in facts.review.approvers {
            guard let reader = people[key]?.actor else { continue }
            let hash = try await reviews.draft(reader, name).edition.hash
            try await reviews.approve(reader, name, hash: hash)
        }
        try await reviews.publish(editor, name, version: try await reviews.draft(editor, name).version)
        try await reviews.start(editor, Self.nextReview)
        return try await reviews.makePreview(editor, Self.nextReview, days: PreviewLink.days.upperBound).path
    }

    private static let nextReview = "2020-H2"

    private func makeJoins(_ organisations: [String: Identifier]) async throws -> [DemoSheet.JoinCode] {
        var codes: [DemoSheet.JoinCode] = []
        for (number, link) in facts.joinLinks.enumerated() {
            guard let audience = Audience(rawValue: link.audience),
                let course = app.learning.courses.first(where: {
                    $0.slug == link.course && $0.audiences.contains(audience)
                })
            else { continue }
            let join = try await app.learning.joins.make(
                .system, organisation: organisations[link.organisation]!, course: course.slug, audience: audience,
                code: number == 0 ? Learning.demoCode : nil)
            codes.append(
                DemoSheet.JoinCode(
                    code: join.code.text, organisation: link.organisation, course: course.slug,
                    audience: audience.rawValue, path: "/doe-mee/\(join.code.text)"))
        }
        return codes
    }
}
