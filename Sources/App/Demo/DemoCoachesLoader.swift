import Coaches
import Core
import Directory

/// Enters the invented studies of the demo, through the same services and the same rules as everybody, each on its own day.
struct DemoCoachesLoader: Sendable {
    let app: App
    let invented: DemoCoaches
    let people: [String: DemoReportsLoader.Person]
    let desks: [String: Identifier]

    /// - Returns: what stands for `{study}`, `{session}`, `{account}`, `{link}` and `{dossier}` in the route table's samples.
    func load() async throws -> [String: String] {
        var samples: [String: String] = [:]
        for study in invented.studies { samples = try await enter(study) }
        let recurrence = app.coaches.recurrence
        _ = try await recurrence.propose(seat(invented.comparedBy))
        let all = try await recurrence.overview(seat(invented.confirmedBy))
        let known = all.links.filter { all.account($0.link.proposal.left)?.selectors.isEmpty == false }
        if let best = known.first {
            try await recurrence.decide(
                seat(invented.confirmedBy), best.link.id, isOne: true,
                reason: "Verzonnen reden. Hetzelfde nummer en bijna dezelfde naam.")
            samples["{link}"] = best.link.id.text
            samples["{dossier}"] = try await freeze(best.link).text
        }
        return samples
    }

    /// A dossier of the coach who came back, approved by two.
    private func freeze(_ link: AccountLink) async throws -> Identifier {
        let seat = seat(invented.comparedBy)
        let ends = [link.proposal.left, link.proposal.right]
        let id = try await app.coaches.dossiers.freeze(
            seat,
            .init(
                title: "Verzonnen dossier", legalBasis: "Verzonnen grond",
                receiver: DossierReceiver(
                    organisation: "Politie (demo)", person: "Verzonnen contact", role: "Verzonnen functie"),
                destroyOn: app.configuration.now().day.adding(days: 365),
                selection: DossierSelection(accounts: ends, links: [link.id])))
        let contents = try await app.coaches.dossiers.open(seat, id).listed.contents
        for name in [invented.comparedBy, invented.confirmedBy] {
            try await app.coaches.dossiers.approve(self.seat(name), id, hash: contents.hash)
        }
        return id
    }

    /// The part, at work so many days ago.
    private func coaches(_ daysAgo: Int, minute: Int = 0) -> Coaches {
        let now = app.configuration.now()
        let then = Instant(now.day.adding(days: -daysAgo), minute: 20 * 60 + minute)
        let moment = min(then, now)
        return app.coaches.at { moment }
    }

    private func seat(_ name: String) -> Seat {
        Seat(people[name]!.actor, people[name]!.key, at: desks[invented.desk]!)
    }

    private func enter(_ study: DemoCoaches.InventedStudy) async throws -> [String: String] {
        let begun = app.configuration.now().day.adding(days: -study.daysAgo)
        let id = try await coaches(study.daysAgo).studies.begin(seat(study.by), agreed(study, begun))
        var session = id
        for invented in study.sessions { session = try await enter(invented, in: id) }
        let known = try await app.coaches.studies.look(seat(study.by), id).study
        for described in study.described {
            guard var account = known.accounts.first(where: { $0.values(.handle).contains(described.handle) }) else {
                continue
            }
            account.statedName = described.name
            account.statedAge = described.age
            account.statedPlace = described.place
            account.profile = described.profile
            try await coaches(study.daysAgo).studies.describe(seat(study.by), id, account)
        }
        for reading in study.readings {
            try await app.coaches.studies.readAgain(seat(reading.by), id, reading.number, codes: reading.codes)
        }
        try await takeDown(study, in: id)
        return ["{study}": id.text, "{session}": session.text, "{account}": known.accounts.first?.id.text ?? ""]
    }

    private func agreed(_ study: DemoCoaches.InventedStudy, _ begun: Day) -> StudyProtocol {
        StudyProtocol(
            title: study.title, question: study.question, controller: "Verzonnen organisatie",
            ethicsBody: "Verzonnen toetsingscommissie", ethicsNumber: "V-\(study.daysAgo)", approvedFrom: begun,
            approvedTo: begun.adding(days: study.approvedDays), dpiaReference: "Verzonnen DPIA", dpiaOn: begun,
            stopRules: "Verzonnen voorbeeld. Stop bij elk beeld, bij een echt kind, en als het je te veel wordt.",
            policeContact: "Verzonnen contact, politie", ground: .permit, groundReference: "Verzonnen nummer",
            groundCheckedBy: "Verzonnen jurist", keepUntil: begun.adding(days: study.daysAgo + 700))
    }

    private func enter(_ session: DemoCoaches.InventedSession, in study: Identifier) async throws -> Identifier {
        let seat = seat(session.by)
        let id = try await coaches(session.daysAgo).studies.beginSession(
            seat, study,
            .init(
                secondReader: people[session.secondReader]!.key.member, persona: session.persona,
                statedAge: session.statedAge, platform: session.platform))
        for observation in session.observations {
            let at = coaches(session.daysAgo, minute: observation.minute + 1)
            let draft = Studies.ObservationDraft(
                platform: session.platform, selectors: observation.selectors,
                observation: Observation(
                    account: study,
                    observedAt: Instant(
                        app.configuration.now().day.adding(days: -session.daysAgo),
                        minute: 20 * 60 + observation.minute), setting: .chat, codes: observation.codes,
                    initiator: observation.initiator, ageStatedBefore: observation.ageStated, text: observation.text))
            _ = try await at.studies.observe(seat, study, id, draft)
        }
        guard !session.isOpen else { return id }
        try await coaches(session.daysAgo, minute: 60).studies.endSession(
            seat, study, id, WellbeingCheck(feeling: .well, staysOn: false, wantsToTalk: false))
        return id
    }

    private func takeDown(_ study: DemoCoaches.InventedStudy, in id: Identifier) async throws {
        let seat = seat(study.by)
        let today = app.configuration.now().day
        for takedown in study.takedowns {
            let at = coaches(takedown.daysAgo).studies
            try await at.reportTakedown(
                seat, id,
                .init(
                    target: takedown.target, name: takedown.name, receiver: takedown.receiver,
                    reportedOn: today.adding(days: -takedown.daysAgo)))
            guard let answer = takedown.answer,
                let known = try await at.look(seat, id).study.takedowns.last
            else { continue }
            try await app.coaches.studies.answerTakedown(
                seat, id, known.id, answer.0, on: today.adding(days: -answer.daysAgo))
        }
        if let days = study.victimDaysAgo {
            try await app.coaches.studies.victimSeen(
                seat, id, VictimSeen(done: .helpOffered, on: today.adding(days: -days)))
        }
    }
}
