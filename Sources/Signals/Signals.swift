public import Core
public import Directory
import Vault
public import Web

/// The part Signals: from a doubt on the floor, over advice, to a report that only the right desk can read.
public struct Signals: Sendable {
    let context: SignalsContext

    public init(_ context: SignalsContext) { self.context = context }

    /// Whether reports are taken in, and when somebody looks.
    public var intakes: Intakes { Intakes(context: context) }
    public var filing: Filing { Filing(context: context) }
    /// What a reporter does with the receipt.
    public var followUp: FollowUp { FollowUp(context: context) }
    /// What a desk does with reports.
    public var desk: DeskReports { DeskReports(context: context) }
    /// What the custodian desk does.
    public var identities: Identities { Identities(context: context) }
    public var rotas: Rotas { Rotas(context: context) }
    /// Which reporting routes a member has rung.
    public var routeChecks: RouteChecks { RouteChecks(context: context) }
    /// What Review asks for its figures.
    public var figureSource: any FigureSource { SignalsFigures(context: context) }

    /// Every page of Signals.
    public var routes: [Web.Route] {
        ChecklistPages(signals: self).routes + RouteCheckPages(signals: self).routes
            + ReportPages(signals: self).routes + FollowUpPages(signals: self).routes
            + InboxPages(signals: self).routes + TelephonePages(signals: self).routes + RotaPages(signals: self).routes
            + IntakePages(signals: self).routes + DeskReportPages(signals: self).routes
            + DeskReferralPages(signals: self).routes + CustodianPages(signals: self).routes
    }

    /// Members of desks that receive reports, or get them referred.
    public static let readers = Policy.anyOf(.desk(.duty), .desk(.care))
    /// Members of desks that know who reported.
    public static let custodians = Policy.desk(.custodian)

    /// The cookie that holds the token of a visit with a receipt, as long as the browser is open.
    public static let conversationCookie = "__Host-gesprek"

    /// Ends a visit with a receipt: who leaves in a hurry leaves no open conversation.
    ///
    /// - Parameter token: of the cookie; anything else does nothing.
    public func endConversation(_ token: String) async throws {
        if let token = Token(token) { try await followUp.leave(token) }
    }

    /// What is done every night: what passed its retention term goes, and what was meant for minutes.
    public func nightly() async throws { try await Retention(context: context).deletePassed() }

    /// What is done every few minutes: a report that nobody took in time goes along the rota; visits that are over go.
    public func escalate() async throws {
        try await Escalation(context: context).run()
        try await Retention(context: context).deleteEnded()
    }
}
