public import Directory
public import Web

/// The pages with which an installation is run: signing in, the own account, who takes part, what was done, what is waiting.
public struct Administration: Sendable {
    /// All pages and actions.
    public let routes: [Route]

    /// - Parameters:
    ///   - demoSignIns: members to show under the sign-in form; empty in an installation.
    public init(directory: Directory, demoSignIns: [DemoSignIn]) {
        let signIn = SignInPages(
            signIn: directory.signIn, sessions: directory.sessions, invitations: directory.invitations,
            demoSignIns: demoSignIns)
        let account = AccountPages(signIn: directory.signIn, sessions: directory.sessions)
        let organisations = OrganisationPages(organisations: directory.organisations)
        let members = MemberPages(
            members: directory.members, organisations: directory.organisations, mail: { _, _, _ in false })
        let desks = DeskPages(
            desks: directory.desks, members: directory.members, organisations: directory.organisations,
            sessions: directory.sessions)
        routes = signIn.routes + account.routes + organisations.routes + members.routes + desks.routes
    }
}
