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
        routes = signIn.routes + account.routes
    }
}
