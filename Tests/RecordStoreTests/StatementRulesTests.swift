import HTTPTypes
import Testing

@Suite("Statements: what is taken and what is refused")
struct StatementRulesTests {
    @Test(arguments: StatementRules.all, Edition.allCases)
    func statement(rule: Rule, edition: Edition) async throws {
        guard rule.editions.contains(edition) else { return }
        let cases = rule.cases(edition)
        try #require(!cases.isEmpty)
        try await withStore(edition) { store in
            for one in cases {
                let answer = try await store.post(one.statement)
                if one.isAccepted {
                    #expect(answer.status == 200, "\(one.name): \(answer.text)")
                } else {
                    #expect(answer.status == 400, "\(one.name) is taken")
                }
            }
        }
    }
}
