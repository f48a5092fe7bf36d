public import Core
public import Directory
public import Web
public import Work

/// The pages with which an installation is run: signing in, the own account, who takes part, what was done, what is waiting.
public struct Administration: Sendable {
    /// All pages and actions.
    public let routes: [Route]

    /// - Parameters:
    ///   - demoMail: keeps what would have been sent; `nil` in an installation.
    ///   - demoSignIns: members to show under the sign-in form; empty in an installation.
    ///   - demoCode: gives a code away to who waits for one, in the demo; `nil` in an installation.
    ///   - mailInvitation: mails a one-time link to a member; answers whether it could.
    public init(
        directory: Directory, jobs: Jobs, outbox: Outbox, demoMail: DemoTransport?, demoSignIns: [DemoSignIn],
        demoCode: (@Sendable (_ token: String) async throws -> BackupCode)?,
        mailInvitation:
            @escaping @Sendable (_ member: Member, _ link: String, _ language: Language) async throws -> Bool
    ) {
        let signIn = SignInPages(
            signIn: directory.signIn, sessions: directory.sessions, invitations: directory.invitations,
            demoSignIns: demoSignIns)
        let account = AccountPages(
            signIn: directory.signIn, sessions: directory.sessions, secondFactors: directory.secondFactors)
        let secondFactor = SecondFactorPages(
            secondFactors: directory.secondFactors, sessions: directory.sessions, demoCode: demoCode)
        let organisations = OrganisationPages(organisations: directory.organisations)
        let members = MemberPages(
            members: directory.members, organisations: directory.organisations, mail: mailInvitation)
        let desks = DeskPages(
            desks: directory.desks, members: directory.members, organisations: directory.organisations,
            sessions: directory.sessions)
        let activations = ActivationPages(activations: directory.activations, sessions: directory.sessions)
        let audit = AuditPages(
            audit: directory.auditReader, members: directory.members, organisations: directory.organisations,
            desks: directory.desks)
        let running = RunningPages(jobs: jobs, outbox: outbox, demoMail: demoMail)
        routes =
            signIn.routes + secondFactor.routes + account.routes + organisations.routes + members.routes + desks.routes
            + activations.routes
            + audit.routes + running.routes
    }
}
