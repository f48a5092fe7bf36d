public import Core

/// Signals' answer to "your figures for this period".
public struct SignalsFigures: FigureSource {
    let context: SignalsContext

    public func figures(in period: Period) async throws -> [Figure] { [] }
}
