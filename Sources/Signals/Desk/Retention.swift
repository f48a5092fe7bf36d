/// Removes what passed its day.
struct Retention: Sendable {
    let context: SignalsContext

    func deletePassed() async throws {}
    func deleteEnded() async throws {}
}
