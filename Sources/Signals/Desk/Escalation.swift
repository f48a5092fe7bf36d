/// Tells others when nobody took a report in time.
struct Escalation: Sendable {
    let context: SignalsContext

    func run() async throws {}
}
