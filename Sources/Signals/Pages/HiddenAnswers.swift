import Web

extension HiddenField {
    /// The answers of the checklist, without those that the page itself asks for.
    static func all(_ answers: Answers, but asked: Set<String> = []) -> [HiddenField] {
        answers.fields.filter { !asked.contains($0.name) }.map { HiddenField(name: $0.name, value: $0.value) }
    }
}
