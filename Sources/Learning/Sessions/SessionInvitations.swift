public import Core
public import Directory
import Storage
public import Work

/// What a mail about a session says, in the language of who gets it. `link` is the address with their own answer.
public typealias SessionMail = @Sendable (_ language: Language, _ link: String) -> (subject: String, body: String)

extension SessionPlans {
    /// Who can be invited at once.
    public static let mostInvited = 200

    /// Invites people by mail. Who was invited before gets a new link; their answer stays.
    ///
    /// - Parameters:
    ///   - language: that of the mail.
    ///   - link: makes the address of a token's page.
    /// - Throws: `SessionError.noMail`, `.noSuchSession`, `.sessionNotPlanned`.
    /// - Returns: how many mails leave.
    @discardableResult
    public func invite(
        _ actor: Actor, _ code: JoinCode, _ addresses: [MailAddress], language: Language,
        link: @escaping @Sendable (AttemptToken) -> String, _ mail: @escaping SessionMail
    ) async throws -> Int {
        try Policy.learningDesk.require(actor)
        guard let outbox = context.outbox else { throw SessionError.noMail }
        let today = context.now().day
        let unique = Set(addresses.map(\.text)).sorted()
        try await context.database.persistently { transaction in
            let store = SessionPlanStore(transaction: transaction)
            guard let plan = try store.find(code: code) else { throw SessionError.noSuchSession }
            guard plan.state == .planned else { throw SessionError.sessionNotPlanned }
            for address in unique {
                let token = AttemptToken(random: context.random)
                let invitation = SessionInvitation(
                    session: plan.id, address: address, language: language, answer: nil, sent: today)
                if try !store.insert(invitation, token: token) { try store.renew(invitation, token: token) }
                let (subject, body) = mail(language, link(token))
                try outbox.send(
                    Mail(to: MailAddress(address), subject: subject, body: body), in: transaction)
            }
            try context.audit.record(
                AuditEvent(
                    "learning.session.invited", subject: "session:\(plan.id)", details: ["mails": "\(unique.count)"]),
                by: actor, in: transaction)
        }
        outbox.nudge()
        return unique.count
    }

    /// Tells a change to who was invited and did not say no; without their own link, which only the invitation holds.
    func tell(_ plan: SessionPlan, _ mail: SessionMail, in transaction: any Transaction) throws {
        guard let outbox = context.outbox else { return }
        for invitation in try SessionPlanStore(transaction: transaction).invitations(of: plan.id)
        where invitation.answer != .notComing {
            let (subject, body) = mail(invitation.language, "")
            try outbox.send(
                Mail(to: MailAddress(invitation.address), subject: subject, body: body), in: transaction)
        }
    }

    /// The session of an invitation's link, and what was answered.
    ///
    /// - Throws: `SessionError.noSuchInvitation`.
    public func invitation(_ token: String) async throws -> (plan: SessionPlan, answer: SessionInvitation.Answer?) {
        guard let token = AttemptToken(token) else { throw SessionError.noSuchInvitation }
        return try await context.database.read { transaction in
            let store = SessionPlanStore(transaction: transaction)
            guard let invitation = try store.invitation(token: token), let plan = try store.find(invitation.session)
            else { throw SessionError.noSuchInvitation }
            return (plan, invitation.answer)
        }
    }

    /// Answers an invitation; it can be answered again as long as the session is to come.
    ///
    /// - Throws: `SessionError.noSuchInvitation`, `.sessionNotPlanned`.
    public func answer(_ token: String, _ answer: SessionInvitation.Answer) async throws {
        let today = context.now().day
        guard let token = AttemptToken(token) else { throw SessionError.noSuchInvitation }
        try await context.database.persistently { transaction in
            let store = SessionPlanStore(transaction: transaction)
            guard let invitation = try store.invitation(token: token), let plan = try store.find(invitation.session)
            else { throw SessionError.noSuchInvitation }
            guard plan.state == .planned, plan.draft.day >= today else { throw SessionError.sessionNotPlanned }
            try store.answer(answer, token: token)
        }
    }

    /// Deletes the addresses of sessions that lie more than thirty days back.
    func deleteOldInvitations() async throws {
        let day = context.now().day.adding(days: -SessionInvitation.keptDays)
        try await context.database.persistently {
            try SessionPlanStore(transaction: $0).deleteInvitations(before: day)
        }
    }
}
