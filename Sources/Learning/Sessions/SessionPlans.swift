public import Core
public import Directory
import Storage

/// What can be done with planned sessions: plan, change, call off, come in by the code, say what one thinks, close.
public struct SessionPlans: Sendable {
    let context: LearningContext

    // MARK: Planning

    /// All planned sessions, the latest day first.
    public func all(_ actor: Actor, limit: Int = 500) async throws -> [SessionPlan] {
        try Policy.learningOverview.require(actor)
        return try await context.database.read { try SessionPlanStore(transaction: $0).all(limit: limit) }
    }

    /// What the workplace shows of one session.
    public struct Room: Sendable {
        public var plan: SessionPlan
        /// How many came in with the code, by audience.
        public var people: [Audience: Int]
        /// Codes: those given at the door, and once it was closed those recorded.
        public var municipalities: [String]
        public var answers: SessionAnswers
        /// Empty for who may not see addresses.
        public var invitations: [SessionInvitation]
    }

    /// - Throws: `SessionError.noSuchSession`.
    public func room(_ actor: Actor, _ code: JoinCode) async throws -> Room {
        try Policy.learningOverview.require(actor)
        let seesAddresses = Policy.learningDesk.allows(actor)
        return try await context.database.read { transaction in
            let store = SessionPlanStore(transaction: transaction)
            guard let plan = try store.find(code: code) else { throw SessionError.noSuchSession }
            let recorded = try store.municipalities(of: plan.id)
            return Room(
                plan: plan, people: try store.people(of: plan.id),
                municipalities: plan.state == .held ? recorded : try store.municipalitiesAtTheDoor(plan.id),
                answers: try store.answers(plan.id),
                invitations: seesAddresses ? try store.invitations(of: plan.id) : [])
        }
    }

    /// Plans a session.
    ///
    /// - Parameter code: a code of one's own choice, for the demo; otherwise a random one.
    /// - Throws: `LearningError.codeTaken`, `.noSuchCourse`.
    public func plan(_ actor: Actor, _ draft: SessionDraft, code: JoinCode? = nil) async throws -> SessionPlan {
        try Policy.learningDesk.require(actor)
        try check(draft)
        let plan = SessionPlan(
            id: context.identifier(), draft: draft, code: code ?? JoinCode(random: context.random), state: .planned,
            revision: 0, batch: nil, made: context.now())
        try await context.database.write { transaction in
            guard try SessionPlanStore(transaction: transaction).insert(plan) else { throw LearningError.codeTaken }
            try record("planned", plan, by: actor, in: transaction)
        }
        return plan
    }

    /// Changes a session that is still to come, or that is on now.
    ///
    /// - Parameter mail: told to who was invited and did not say no, when day, time or place changed; `nil` to tell nobody.
    /// - Throws: `SessionError.noSuchSession`, `.sessionNotPlanned`, `.noSuchCourse`.
    public func change(
        _ actor: Actor, _ code: JoinCode, to draft: SessionDraft, telling mail: SessionMail? = nil
    ) async throws -> SessionPlan {
        try Policy.learningDesk.require(actor)
        try check(draft)
        return try await update(actor, code, "changed") { plan, transaction in
            guard plan.state == .planned else { throw SessionError.sessionNotPlanned }
            let moves = draft.moves(from: plan.draft)
            plan.draft = draft
            if moves {
                plan.revision += 1
                if let mail { try tell(plan, mail, in: transaction) }
            }
        }
    }

    /// Calls a session off; its code no longer counts anybody.
    ///
    /// - Throws: `SessionError.noSuchSession`, `.sessionNotPlanned`.
    public func cancel(_ actor: Actor, _ code: JoinCode, telling mail: SessionMail? = nil) async throws {
        try Policy.learningDesk.require(actor)
        _ = try await update(actor, code, "cancelled") { plan, transaction in
            guard plan.state == .planned else { throw SessionError.sessionNotPlanned }
            plan.state = .cancelled
            plan.revision += 1
            if let mail { try tell(plan, mail, in: transaction) }
        }
    }

    private func check(_ draft: SessionDraft) throws {
        if !draft.course.isEmpty { _ = try context.course(draft.course) }
    }

    // MARK: Closing

    /// Closes a session that was held: its people and municipalities are counted from now on.
    ///
    /// - Parameters:
    ///   - uncounted: how many were there beside those who came in with the code, by audience.
    ///   - municipalities: the codes of all that were there.
    ///   - address: the address of this server, for the source of what is counted.
    /// - Throws: `SessionError.noSuchSession`, `.sessionNotPlanned`, `.sessionStillToCome`, `.nobodyThere`.
    public func close(
        _ actor: Actor, _ code: JoinCode, uncounted: [Audience: Int], municipalities: [String], address: String
    ) async throws -> SessionPlan {
        try Policy.learningDesk.require(actor)
        let today = context.now().day
        return try await update(actor, code, "closed") { plan, transaction in
            guard plan.state == .planned else { throw SessionError.sessionNotPlanned }
            guard plan.draft.day <= today else { throw SessionError.sessionStillToCome }
            let store = SessionPlanStore(transaction: transaction)
            let people = SessionRegions(plan.draft, municipalities, context.municipalities).people(
                try store.visitors(of: plan.id), uncounted: uncounted)
            guard !people.isEmpty else { throw SessionError.nobodyThere }
            let source = Source(title: plan.draft.title, kind: .computed, url: address + plan.path)
            let records = people.map { group, count in
                Participation(
                    activity: .training, audience: group.audience, people: count, period: plan.period,
                    province: group.province, source: source)
            }
            plan.batch = try Participations(context: context).record(
                actor, records, name: plan.draft.title, in: transaction
            ).id
            plan.state = .held
            try store.replaceMunicipalities(of: plan.id, with: municipalities)
            try TrainingSessionStore(transaction: transaction).insert(
                session(plan, municipalities: Set(municipalities).count, source))
        }
    }

    private func session(_ plan: SessionPlan, municipalities: Int, _ source: Source) -> TrainingSession {
        let draft = plan.draft
        return TrainingSession(
            id: plan.id, title: draft.title, period: plan.period, precision: .day, audiences: draft.audiences,
            municipalities: municipalities > 0 ? municipalities : nil, organiser: draft.organiser,
            programme: draft.programme.isEmpty ? nil : draft.programme, companions: draft.companions, source: source,
            recorded: context.now())
    }

    /// Takes closing back: nobody of it is counted until it is closed again.
    ///
    /// - Throws: `SessionError.noSuchSession`, `.sessionNotHeld`.
    public func reopen(_ actor: Actor, _ code: JoinCode) async throws {
        try Policy.learningDesk.require(actor)
        _ = try await update(actor, code, "reopened") { plan, transaction in
            guard plan.state == .held else { throw SessionError.sessionNotHeld }
            let participations = Participations(context: context)
            // The batch may have been undone on the page of participations.
            if let batch = plan.batch, try ParticipationStore(transaction: transaction).find(batch)?.undone == nil {
                try participations.undo(actor, batch, in: transaction)
            }
            try TrainingSessionStore(transaction: transaction).delete(plan.id)
            plan.batch = nil
            plan.state = .planned
        }
    }

    private func update(
        _ actor: Actor, _ code: JoinCode, _ what: String,
        _ body: @escaping @Sendable (inout SessionPlan, any Transaction) throws -> Void
    ) async throws -> SessionPlan {
        try await context.database.persistently { transaction in
            let store = SessionPlanStore(transaction: transaction)
            guard var plan = try store.find(code: code) else { throw SessionError.noSuchSession }
            try body(&plan, transaction)
            try store.update(plan)
            try record(what, plan, by: actor, in: transaction)
            return plan
        }
    }

    private func record(
        _ what: String, _ plan: SessionPlan, by actor: Actor, in transaction: any Transaction
    ) throws {
        try context.audit.record(
            AuditEvent(
                "learning.session.\(what)", subject: "session:\(plan.id)", details: ["day": plan.draft.day.description]),
            by: actor, in: transaction)
    }

    // MARK: At the door

    /// The session with the code that somebody typed or followed. Open to all: it names nobody.
    ///
    /// - Throws: `LearningError.codeMistyped`, `.noSuchSession`.
    public func open(_ code: String) async throws -> SessionPlan {
        guard let code = JoinCode(code) else { throw LearningError.codeMistyped }
        let plan = try await context.database.read { try SessionPlanStore(transaction: $0).find(code: code) }
        guard let plan else { throw SessionError.noSuchSession }
        return plan
    }

    /// The session that a certificate is of; `nil` for that of a course.
    func find(_ certificate: Certificate) async throws -> SessionPlan? {
        guard let code = SessionPlan.code(inCourse: certificate.course) else { return nil }
        return try await context.database.read { try SessionPlanStore(transaction: $0).find(code: code) }
    }

    /// What is known of who came in with a token.
    public func visit(_ plan: SessionPlan, token: AttemptToken?) async throws -> SessionVisit? {
        guard let token else { return nil }
        return try await context.database.read {
            try SessionPlanStore(transaction: $0).visit(plan.id, token: token)
        }
    }

    /// Counts somebody who came in with the code. Coming in twice with one token is no mistake, and counts once.
    ///
    /// - Parameter municipality: the code of the municipality they work for; empty for none;
    ///   `SessionVisit.unknownMunicipality` for who does not know which.
    /// - Throws: `SessionError.doorClosed`, `.municipalityNotSaid`, `LearningError.audienceNotOfCourse`.
    public func comeIn(
        _ plan: SessionPlan, token: AttemptToken, audience: Audience, municipality: String
    ) async throws {
        guard plan.isDoorOpen(at: context.now()) else { throw SessionError.doorClosed }
        let visit = SessionVisit(
            session: plan.id, audience: audience, municipality: try said(municipality, audience, plan),
            hasEvaluated: false, certificate: Certificate.newID(context.random))
        try await context.database.persistently { transaction in
            _ = try SessionPlanStore(transaction: transaction).insert(visit, token: token)
        }
    }

    /// Changes what somebody said at the door, until the session is closed.
    ///
    /// - Throws: `SessionError.notAtSession`, `.sessionNotPlanned`, `.municipalityNotSaid`,
    ///   `LearningError.audienceNotOfCourse`.
    public func correct(
        _ plan: SessionPlan, token: AttemptToken?, audience: Audience, municipality: String
    ) async throws {
        guard let token else { throw SessionError.notAtSession }
        let municipality = try said(municipality, audience, plan)
        try await context.database.persistently { transaction in
            let store = SessionPlanStore(transaction: transaction)
            // What was closed is counted already.
            guard try store.find(plan.id)?.state == .planned else { throw SessionError.sessionNotPlanned }
            guard try store.correct(plan.id, token: token, audience, municipality: municipality) else {
                throw SessionError.notAtSession
            }
        }
    }

    /// The code of a municipality that was there on the day; empty for none.
    private func said(_ municipality: String, _ audience: Audience, _ plan: SessionPlan) throws -> String {
        guard plan.draft.audiences.contains(audience) else { throw LearningError.audienceNotOfCourse }
        let all = context.municipalities
        if all.find(code: municipality)?.exists(on: plan.draft.day) == true { return municipality }
        let isAsked = audience == .municipality && !all.all(on: plan.draft.day).isEmpty
        guard !isAsked || municipality == SessionVisit.unknownMunicipality else {
            throw SessionError.municipalityNotSaid
        }
        return ""
    }

    /// Counts what somebody thinks of the session, once.
    ///
    /// - Throws: `SessionError.notAtSession` for who did not come in with the code, and after two weeks.
    public func evaluate(
        _ plan: SessionPlan, token: AttemptToken?, _ answers: [SessionQuestion: SessionQuestion.Answer]
    ) async throws {
        guard let token, plan.takesEvaluations(at: context.now()) else { throw SessionError.notAtSession }
        try await context.database.persistently { transaction in
            let store = SessionPlanStore(transaction: transaction)
            guard try store.visit(plan.id, token: token) != nil else { throw SessionError.notAtSession }
            _ = try store.evaluate(plan.id, token: token, answers)
        }
    }

    /// The certificate of somebody who came in with the code, on the name they typed.
    ///
    /// - Throws: `SessionError.notAtSession`, `.certificateLater`, `CertificateError.nameUnreadable`.
    public func certificate(_ plan: SessionPlan, token: AttemptToken?, name: String) async throws -> Certificate {
        guard let visit = try await visit(plan, token: token) else { throw SessionError.notAtSession }
        guard plan.givesCertificates(at: context.now()) else { throw SessionError.certificateLater }
        return try Certificates(context: context).make(
            id: visit.certificate, course: plan.course, version: 1, day: plan.draft.day, name: name)
    }
}
