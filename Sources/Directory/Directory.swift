public import Core
public import Storage
public import Vault

/// The directory: who takes part, who may do what, who holds which key, and what was done.
public struct Directory: Sendable {
    /// What the services work with, for more of them.
    public let context: DirectoryContext
    public let organisations: Organisations
    public let members: Members
    public let desks: Desks
    public let invitations: Invitations
    public let signIn: SignIn
    public let sessions: Sessions
    public let secondFactors: SecondFactors
    public let activations: Activations
    public let auditReader: AuditReader
    /// Writes, chains and checks the audit trail; the parts hand it on to their services.
    public let audit: AuditLog

    /// - Parameters:
    ///   - queue: where passwords are derived; one per process.
    ///   - cost: what a new password costs to derive; `.trivial` in tests.
    public init(
        database: any Database, siteKey: SiteKey, now: @escaping Now = systemClock,
        random: @escaping RandomBytes = systemRandomBytes, queue: DerivationQueue = DerivationQueue(),
        cost: DerivationCost = .password
    ) {
        audit = AuditLog(database: database, siteKey: siteKey, now: now, random: random)
        context = DirectoryContext(
            database: database, siteKey: siteKey, now: now, random: random, audit: audit, queue: queue, cost: cost)
        organisations = Organisations(context)
        members = Members(context)
        desks = Desks(context)
        invitations = Invitations(context)
        signIn = SignIn(context)
        sessions = Sessions(context)
        secondFactors = SecondFactors(context)
        activations = Activations(context)
        auditReader = AuditReader(context)
    }

    /// Refuses a site key that this database was not made with: nobody could sign in, and the audit trail would look
    /// forged. The first start writes down which key it is.
    ///
    /// - Throws: `DirectoryError.otherSiteKey`.
    public func checkSiteKey() async throws {
        let value = context.siteKey.mac(.check, Canonical("vangnet", "site key check").bytes).hex
        try await context.database.write { transaction in
            if let row = try transaction.row("SELECT check_value FROM directory_site WHERE id = 1") {
                guard try row["check_value"] == value else { throw DirectoryError.otherSiteKey }
                return
            }
            try transaction.execute(
                "INSERT INTO directory_site (id, check_value) VALUES (1, $1) ON CONFLICT (id) DO NOTHING", value)
        }
    }

    /// Removes what is over: sessions, links, counted attempts. A job calls it every hour or so.
    public func cleanUp() async throws {
        let now = context.now()
        try await context.database.write { transaction in
            try SessionStore(transaction: transaction).deleteEnded(at: now)
            try Invitations.deleteExpired(at: now, in: transaction)
            try ThrottleStore(transaction: transaction).deleteOld(at: now)
        }
    }

    /// Adds a member for the command line: finds the organisation by its name, or makes it, and gives the link with which the
    /// member chooses a password. There is no default password.
    ///
    /// - Throws: as `Organisations.add` and `Members.invite`.
    public func addMember(
        name: String, email: String, organisation: String, kind: OrganisationKind = .coalition,
        isAdministrator: Bool
    ) async throws -> (member: Member, invitation: Invitation) {
        let wanted = try Input.line(organisation, field: "organisation")
        let existing = try await organisations.all(.system).first {
            $0.isActive && $0.name.lowercased() == wanted.lowercased()
        }
        let found =
            if let existing { existing } else {
                try await organisations.add(.system, OrganisationDraft(name: wanted, kind: kind))
            }
        return try await members.invite(
            .system,
            MemberDraft(name: name, email: email, organisation: found.id, isAdministrator: isAdministrator))
    }
}
