/// What every part does for Review: it answers "your figures for this period".
public protocol FigureSource: Sendable {
    /// The figures that the part has rows for in `period`, in the order in which a reader expects them.
    ///
    /// Answers from counts that were kept when the records were written, never by counting records at reading.
    func figures(in period: Period) async throws -> [Figure]
}
