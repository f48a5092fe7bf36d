public import Core

/// Questions that a member of the House can ask about a promise. They follow from what is recorded and say nothing else.
public enum BriefQuestions {
    /// The keys of the sentences, with their values, the most pressing first.
    ///
    /// - Parameter words: a rough date in words.
    public static func about(_ dossier: Dossier, on today: Day, words: (RoughDate) -> String) -> [Text] {
        let open = dossier.open
        var questions: [Text] = []
        func ask(_ key: String, _ arguments: [String: String] = [:]) {
            questions.append(Text("commitments.question.\(key)", arguments))
        }
        if let due = open.deadline {
            let isPast = due.date.latest < today
            switch due.kind {
            case .said, .rule: if isPast { ask("past", ["due": words(due.date)]) }
            case .assumed: ask("no-date")
            }
        } else {
            ask("no-date")
        }
        if dossier.deadlines.contains(where: { $0.change == .extended }) { ask("extended") }
        if open.verdict == .partly { ask("rest") }
        if let claim = dossier.claims.last, claim.status == .done, open.verdict != .kept {
            ask(claim.isRegister ? "registered" : "claimed")
        }
        let hasLetter = dossier.related.contains { $0.item.kind == .letter && $0.item.date >= open.item.date }
        if !hasLetter { ask("no-letter") }
        return questions
    }
}
