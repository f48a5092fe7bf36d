/// Something that a form knows already and sends along: what was answered and typed on the steps before is nowhere else.
struct HiddenField: Sendable, Hashable {
    let name: String
    let value: String
}

extension HiddenField {
    /// The answers of the checklist, without those that the page itself asks for.
    static func all(_ answers: Answers, but asked: Set<String> = []) -> [HiddenField] {
        answers.fields.filter { !asked.contains($0.name) }.map { HiddenField(name: $0.name, value: $0.value) }
    }
}
