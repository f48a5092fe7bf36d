import Core
import Storage

/// SQL for planned sessions: who came, which municipalities, and what they thought of it.
struct SessionPlanStore {
    let transaction: any Transaction

    private static let columns = """
        id, code, kind, title, audiences, day, starts, ends, place, organiser, programme, companions, about, agenda,
        materials, course, seats, state, revision, batch, made, province
        """

    func insert(_ plan: SessionPlan) throws -> Bool {
        let draft = plan.draft
        return try transaction.row(
            """
            INSERT INTO learning_session_plans (\(Self.columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            ON CONFLICT (code) DO NOTHING RETURNING id
            """, plan.id, plan.code.text, draft.kind.rawValue, draft.title, Self.text(draft.audiences), draft.day,
            draft.starts, draft.ends, draft.place, draft.organiser, draft.programme,
            draft.companions.joined(separator: "\n"), draft.about, SessionText.agenda(draft.agenda),
            SessionText.materials(draft.materials), draft.course, draft.seats, plan.state.rawValue, plan.revision,
            plan.batch, plan.made, draft.province?.rawValue) != nil
    }

    func update(_ plan: SessionPlan) throws {
        let draft = plan.draft
        try transaction.execute(
            """
            UPDATE learning_session_plans SET kind = $2, title = $3, audiences = $4, day = $5, starts = $6, ends = $7,
            place = $8, organiser = $9, programme = $10, companions = $11, about = $12, agenda = $13, materials = $14,
            course = $15, seats = $16, state = $17, revision = $18, batch = $19, province = $20 WHERE id = $1
            """, plan.id, draft.kind.rawValue, draft.title, Self.text(draft.audiences), draft.day, draft.starts,
            draft.ends, draft.place, draft.organiser, draft.programme, draft.companions.joined(separator: "\n"),
            draft.about, SessionText.agenda(draft.agenda), SessionText.materials(draft.materials), draft.course,
            draft.seats, plan.state.rawValue, plan.revision, plan.batch, draft.province?.rawValue)
    }

    func find(code: JoinCode) throws -> SessionPlan? {
        try transaction.row("SELECT \(Self.columns) FROM learning_session_plans WHERE code = $1", code.text).map(plan)
    }

    func find(_ id: Identifier) throws -> SessionPlan? {
        try transaction.row("SELECT \(Self.columns) FROM learning_session_plans WHERE id = $1", id).map(plan)
    }

    /// The latest day first.
    func all(limit: Int) throws -> [SessionPlan] {
        try transaction.rows(
            "SELECT \(Self.columns) FROM learning_session_plans ORDER BY day DESC, starts DESC, id LIMIT $1", limit
        ).map(plan)
    }

    private static func text(_ audiences: [Audience]) -> String {
        audiences.map(\.rawValue).joined(separator: "\n")
    }

    private func plan(_ row: Row) throws -> SessionPlan {
        let code: String = try row["code"]
        let agenda: String = try row["agenda"]
        let materials: String = try row["materials"]
        guard let code = JoinCode(code) else { throw StorageError.column("code") }
        guard case .success(let items) = SessionText.agenda(agenda) else { throw StorageError.column("agenda") }
        guard case .success(let papers) = SessionText.materials(materials) else {
            throw StorageError.column("materials")
        }
        return SessionPlan(
            id: try row["id"],
            draft: SessionDraft(
                kind: try row.choice("kind"), title: try row["title"],
                audiences: try row.list("audiences").compactMap(Audience.init(rawValue:)), day: try row["day"],
                starts: try row["starts"], ends: try row["ends"], place: try row["place"],
                organiser: try row["organiser"], programme: try row["programme"],
                companions: try row.list("companions"), about: try row["about"], agenda: items, materials: papers,
                course: try row["course"], seats: try row["seats"], province: try row.province),
            code: code, state: try row.choice("state"), revision: try row["revision"], batch: try row["batch"],
            made: try row["made"])
    }

    // MARK: Who came

    /// - Returns: `false` when this token came in before, or when another visit has this certificate.
    func insert(_ visit: SessionVisit, token: AttemptToken) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO learning_session_visits (session, token_hash, audience, municipality, evaluated, certificate)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (session, token_hash) DO NOTHING RETURNING session
            """, visit.session, AttemptStore.hash(token), visit.audience.rawValue, visit.municipality,
            visit.hasEvaluated, visit.certificate) != nil
    }

    /// - Returns: `false` when nobody came in with that token.
    func correct(
        _ session: Identifier, token: AttemptToken, _ audience: Audience, municipality: String
    ) throws -> Bool {
        try transaction.execute(
            "UPDATE learning_session_visits SET audience = $3, municipality = $4 WHERE session = $1 AND token_hash = $2",
            session, AttemptStore.hash(token), audience.rawValue, municipality) == 1
    }

    func visit(_ session: Identifier, token: AttemptToken) throws -> SessionVisit? {
        try transaction.row(
            """
            SELECT session, audience, municipality, evaluated, certificate FROM learning_session_visits
            WHERE session = $1 AND token_hash = $2
            """, session, AttemptStore.hash(token)
        ).map(visit)
    }

    /// The visit whose certificate has this first part.
    func visit(certificate id: String) throws -> SessionVisit? {
        try transaction.row(
            """
            SELECT session, audience, municipality, evaluated, certificate FROM learning_session_visits
            WHERE certificate = $1
            """, id
        ).map(visit)
    }

    /// The session whose certificate has this first part.
    func session(certificate id: String) throws -> SessionPlan? {
        try visit(certificate: id).flatMap { try find($0.session) }
    }

    private func visit(_ row: Row) throws -> SessionVisit {
        SessionVisit(
            session: try row["session"], audience: try row.choice("audience"), municipality: try row["municipality"],
            hasEvaluated: try row["evaluated"], certificate: try row["certificate"])
    }

    /// How many came in with the code, by audience.
    func people(of session: Identifier) throws -> [Audience: Int] {
        let rows = try transaction.rows(
            "SELECT audience, COUNT(*) AS people FROM learning_session_visits WHERE session = $1 GROUP BY audience",
            session)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.choice("audience"), try $0["people"]) })
    }

    /// How many came in with the code, by audience and the code of the municipality that they work for.
    func visitors(of session: Identifier) throws -> [(audience: Audience, municipality: String, people: Int)] {
        try transaction.rows(
            """
            SELECT audience, municipality, COUNT(*) AS people FROM learning_session_visits WHERE session = $1
            GROUP BY audience, municipality ORDER BY audience, municipality
            """, session
        ).map { (try $0.choice("audience"), try $0["municipality"], try $0["people"]) }
    }

    // MARK: Municipalities

    /// The municipalities that people gave at the door.
    func municipalitiesAtTheDoor(_ session: Identifier) throws -> [String] {
        try transaction.rows(
            """
            SELECT DISTINCT municipality FROM learning_session_visits WHERE session = $1 AND municipality <> ''
            ORDER BY municipality
            """, session
        ).map { try $0["municipality"] }
    }

    /// The municipalities that were recorded when the session was closed.
    func municipalities(of session: Identifier) throws -> [String] {
        try transaction.rows(
            "SELECT municipality FROM learning_session_municipalities WHERE session = $1 ORDER BY municipality", session
        ).map { try $0["municipality"] }
    }

    func replaceMunicipalities(of session: Identifier, with codes: [String]) throws {
        try transaction.execute("DELETE FROM learning_session_municipalities WHERE session = $1", session)
        for code in Set(codes).sorted() {
            try transaction.execute(
                "INSERT INTO learning_session_municipalities (session, municipality) VALUES ($1, $2)", session, code)
        }
    }

    // MARK: What people thought of it

    func evaluate(
        _ session: Identifier, token: AttemptToken, _ answers: [SessionQuestion: SessionQuestion.Answer]
    ) throws -> Bool {
        let changed = try transaction.execute(
            """
            UPDATE learning_session_visits SET evaluated = 1 WHERE session = $1 AND token_hash = $2 AND evaluated = 0
            """, session, AttemptStore.hash(token))
        guard changed == 1 else { return false }
        for (question, answer) in answers.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try transaction.execute(
                """
                INSERT INTO learning_session_answers (session, question, answer, people) VALUES ($1, $2, $3, 1)
                ON CONFLICT (session, question, answer) DO UPDATE SET people = learning_session_answers.people + 1
                """, session, question.rawValue, answer.rawValue)
        }
        return true
    }

    /// How many gave their answers, and the sums by question.
    func answers(_ session: Identifier) throws -> SessionAnswers {
        let row = try transaction.row(
            "SELECT COUNT(*) AS people FROM learning_session_visits WHERE session = $1 AND evaluated = 1", session)
        var answers = SessionAnswers(people: try row?["people"] ?? 0)
        for row in try transaction.rows(
            "SELECT question, answer, people FROM learning_session_answers WHERE session = $1", session)
        {
            answers.sums[try row.choice("question"), default: [:]][try row.choice("answer")] = try row["people"]
        }
        return answers
    }

    // MARK: Invitations

    /// - Returns: `false` when this address was invited before.
    func insert(_ invitation: SessionInvitation, token: AttemptToken) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO learning_session_invitations (session, address, language, token_hash, answer, sent)
            VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT (session, address) DO NOTHING RETURNING address
            """, invitation.session, invitation.address, invitation.language, AttemptStore.hash(token),
            invitation.sent) != nil
    }

    func invitations(of session: Identifier) throws -> [SessionInvitation] {
        try transaction.rows(
            """
            SELECT session, address, language, answer, sent FROM learning_session_invitations WHERE session = $1
            ORDER BY address
            """, session
        ).map(invitation)
    }

    func invitation(token: AttemptToken) throws -> SessionInvitation? {
        try transaction.row(
            """
            SELECT session, address, language, answer, sent FROM learning_session_invitations WHERE token_hash = $1
            """, AttemptStore.hash(token)
        ).map(invitation)
    }

    func answer(_ answer: SessionInvitation.Answer, token: AttemptToken) throws {
        try transaction.execute(
            "UPDATE learning_session_invitations SET answer = $2 WHERE token_hash = $1", AttemptStore.hash(token),
            answer.rawValue)
    }

    /// A link that was lost is replaced when the same person is invited again.
    func renew(_ invitation: SessionInvitation, token: AttemptToken) throws {
        try transaction.execute(
            """
            UPDATE learning_session_invitations SET token_hash = $3, language = $4, sent = $5
            WHERE session = $1 AND address = $2
            """, invitation.session, invitation.address, AttemptStore.hash(token), invitation.language,
            invitation.sent)
    }

    /// Deletes the invitations to sessions before `day`.
    func deleteInvitations(before day: Day) throws {
        try transaction.execute(
            """
            DELETE FROM learning_session_invitations WHERE session IN
            (SELECT id FROM learning_session_plans WHERE day < $1)
            """, day)
    }

    private func invitation(_ row: Row) throws -> SessionInvitation {
        let answer: String = try row["answer"]
        return SessionInvitation(
            session: try row["session"], address: try row["address"], language: try row["language"],
            answer: SessionInvitation.Answer(rawValue: answer), sent: try row["sent"])
    }
}
