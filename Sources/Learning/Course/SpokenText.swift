import Content
public import Core
import Crypto
import Vault
import Web

extension Screen {
    /// What is read aloud of this screen: every text on it that a learner meets before an answer, one paragraph each.
    public func spoken(in language: Language) -> String {
        var texts = [title]
        if let text { texts.append(text) }
        switch self {
        case .lesson: break
        case .scenario(let scenario): texts += [scenario.question] + scenario.choices.map(\.text)
        case .question(let question): texts += question.choices.map(\.text)
        case .order(let ordering): texts += ordering.shownSteps.map(\.text)
        case .story(let story): texts += story.moments.map(\.text) + [story.question] + story.choices.map(\.text)
        case .rewrite(let rewrite): texts.append(rewrite.judgement)
        case .crossOut(let crossOut): texts += crossOut.lines.map(\.text)
        }
        return texts.map { Markdown.words($0[language]) }.joined(separator: "\n")
    }

    /// What tells whether the spoken text changed: the first 16 hexadecimal digits of its SHA-256.
    public func spokenHash(in language: Language) -> String {
        Array(SHA256.hash(data: Array(spoken(in: language).utf8)).prefix(8)).hex
    }
}
