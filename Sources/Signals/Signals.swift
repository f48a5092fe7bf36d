public import Core
public import Web

/// The part Signals: from a doubt on the floor, over advice, to a report that only the right desk can read.
public struct Signals: Sendable {
    let context: SignalsContext

    public init(_ context: SignalsContext) { self.context = context }

    /// Every page of Signals.
    public var routes: [Web.Route] { [] }
}
