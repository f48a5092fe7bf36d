import Content
import Core
import TestSupport
import Testing

@testable import Signals

/// What the rule promises, over random answers of everybody who can ask, everywhere.
@Suite struct ChecklistRuleTests {
    let library: ChecklistLibrary

    init() throws { library = try Shipped.checklist.get() }

    private func level(_ answers: Answers) -> Advice.Level { library.advice(for: answers).level }

    /// Every asker with a few sets of random answers each; `choose` picks the answer to a signal.
    private func forRandomAnswers(
        seed: UInt64, rounds: Int = 6, _ choose: (Indicator, inout SeededGenerator) -> Seen?,
        _ check: (Answers, [Indicator], inout SeededGenerator) -> Void
    ) {
        var random = SeededGenerator(seed: seed)
        for asker in Shipped.askers(library) {
            let asked = library.indicators(for: asker)
            for _ in 0..<rounds {
                var answers = asker
                answers.now = [nil, .no, .unknown].randomElement(using: &random)!
                for indicator in asked { answers.signals[indicator.id] = choose(indicator, &random) }
                check(answers, asked, &random)
            }
        }
    }

    private func any(_: Indicator, _ random: inout SeededGenerator) -> Seen? {
        // Mostly nothing, as people answer.
        Int.random(in: 0..<4, using: &random) == 0 ? Seen.allCases.randomElement(using: &random) : nil
    }

    /// One more signal seen never lowers the level, and neither does one seen instead of heard.
    @Test func oneMoreNeverLowers() {
        forRandomAnswers(seed: 1, any) { answers, asked, random in
            let before = level(answers)
            let one = asked.randomElement(using: &random)!
            for step in [Seen.heard, .seen] {
                guard answers.signals[one.id] != .seen else { continue }
                var more = answers
                more.signals[one.id] = step
                #expect(level(more) >= before, "\(answers) and \(one.id) \(step)")
            }
        }
    }

    /// Weak ones alone, however many, are something to discuss at most.
    @Test func weakOnesAloneNeverLeadToAReport() {
        forRandomAnswers(
            seed: 2,
            { indicator, random in
                indicator.strength == .weak ? [Seen.seen, .heard, .seen].randomElement(using: &random)! : .no
            }
        ) { answers, _, _ in
            #expect(level(answers) <= .note)
        }
        for asker in Shipped.askers(library) {
            var all = asker
            for weak in library.indicators(for: asker) where weak.strength == .weak { all.signals[weak.id] = .seen }
            #expect(level(all) <= .note)
        }
    }

    @Test func anyAcuteSignalSeenIsAcute() {
        forRandomAnswers(seed: 3, any) { answers, asked, random in
            guard let acute = asked.filter({ $0.strength == .acute }).randomElement(using: &random) else { return }
            var more = answers
            more.signals[acute.id] = .seen
            #expect(level(more) == .acute)
        }
    }

    /// Nothing but what was seen as acute, or danger now, leads to 112.
    @Test func onlyAcuteIsAcute() {
        forRandomAnswers(
            seed: 4,
            { indicator, random in
                indicator.strength == .acute
                    ? [.heard, .no, nil].randomElement(using: &random)! : Seen.allCases.randomElement(using: &random)
            }
        ) { answers, _, _ in
            #expect(level(answers) < .acute)
            var now = answers
            now.now = .seen
            #expect(level(now) == .acute)
        }
    }

    /// "No", "don't know" and no answer are the same: nothing.
    @Test func noAndDontKnowCountNothing() {
        forRandomAnswers(seed: 5, any) { answers, asked, random in
            var other = answers
            for indicator in asked
            where answers.signals[indicator.id] != .seen && answers.signals[indicator.id] != .heard {
                other.signals[indicator.id] = [nil, .no, .unknown].randomElement(using: &random)!
            }
            var (one, two) = (library.advice(for: other), library.advice(for: answers))
            (one.words, two.words) = (nil, nil)
            #expect(one == two)
        }
        for asker in Shipped.askers(library) {
            var none = asker
            for indicator in library.indicators(for: asker) { none.signals[indicator.id] = .no }
            #expect(level(none) == .nothing)
            #expect(library.advice(for: none).reasons == ["none"])
        }
    }

    /// Heard from another never weighs more than seen; alone it is never for the police, and strong or acute it weighs less.
    @Test func hearsayWeighsLess() {
        forRandomAnswers(seed: 6, any) { answers, asked, _ in
            var heard = answers
            for (id, seen) in answers.signals where seen == .seen { heard.signals[id] = .heard }
            #expect(level(heard) <= level(answers))
        }
        for asker in Shipped.askers(library) {
            for indicator in library.indicators(for: asker) {
                var one = asker
                one.signals = [indicator.id: .heard]
                #expect(level(one) < .report, "\(indicator.id)")
                let heard = level(one)
                one.signals = [indicator.id: .seen]
                if indicator.strength >= .strong { #expect(heard < level(one), "\(indicator.id)") }
            }
            var all = asker
            for indicator in library.indicators(for: asker) { all.signals[indicator.id] = .heard }
            #expect(level(all) < .report, "\(asker)")
        }
    }

    /// Danger that was heard of is never less than a call, and 112 comes first whatever else was answered.
    @Test func heardDangerAsksFor112First() throws {
        forRandomAnswers(seed: 7, any) { answers, asked, random in
            guard let acute = asked.filter({ $0.strength == .acute }).randomElement(using: &random) else { return }
            var more = answers
            more.signals[acute.id] = .heard
            let advice = library.advice(for: more)
            #expect(advice.level >= .advice)
            #expect(advice.words?.title[.nl].contains("112") == true && advice.words?.routes.first?.id == "emergency")
        }
    }

    /// "More than one thing" is only said when it is true, and in no words of a level.
    @Test func severalIsSaidWhenItIsTrue() {
        for asker in Shipped.askers(library) {
            for indicator in library.indicators(for: asker) {
                for seen in [Seen.seen, .heard] {
                    var one = asker
                    one.signals = [indicator.id: seen]
                    let advice = library.advice(for: one)
                    #expect(!advice.reasons.contains("several"))
                    let told = (advice.words?.meaning ?? []) + (advice.words?.easy ?? [])
                    for text in told {
                        #expect(
                            !text[.nl].lowercased().contains("meer dan één")
                                && !text[.en].lowercased().contains("more than one"))
                    }
                }
            }
        }
    }

    /// What was only heard is not told as what somebody saw.
    @Test func heardIsNotSeen() throws {
        for asker in Shipped.askers(library) {
            for indicator in library.indicators(for: asker) {
                var one = asker
                one.signals = [indicator.id: .heard]
                let words = try #require(library.advice(for: one).words)
                for text in words.meaning + words.steps + words.easy + [words.title, words.avoid, words.sentence] {
                    let dutch = text[.nl].lowercased().replacing("wat je zag of hoorde", with: "")
                    let english = text[.en].lowercased().replacing("what you saw or heard", with: "")
                    #expect(!dutch.contains("wat je zag") && !english.contains("what you saw"), "\(indicator.id)")
                }
            }
        }
    }

    /// One strong signal seen is for manager and police, in every setting and role.
    @Test func strongIsForManagerAndPolice() {
        for asker in Shipped.askers(library) {
            for strong in library.indicators(for: asker) where strong.strength == .strong {
                var answers = asker
                answers.signals = [strong.id: .seen]
                let advice = library.advice(for: answers)
                #expect(advice.level == .report && advice.urgency == .high)
                #expect(advice.words?.routes.first?.id == "police")
            }
        }
    }

    /// Changing visitors say little, until there is a young person too.
    @Test func somethingBecomesStrongerTogether() {
        var answers = Answers(setting: .hotel, role: "reception", signals: ["V22": .seen])
        #expect(level(answers) == .note)
        answers.signals["V19"] = .heard
        #expect(level(answers) == .advice)
        answers.signals["V19"] = .seen
        #expect(level(answers) == .report)
    }

    /// Answers to what is not asked there count nothing: another setting's, another role's, or none at all.
    @Test func onlyWhatIsAskedCounts() {
        let stray: [String: Seen] = ["V57": .seen, "V45": .seen, "V32": .seen, "V999": .seen, "x": .seen]
        #expect(level(Answers(setting: .hotel, role: "reception", signals: stray)) == .nothing)
        #expect(library.advice(for: Answers(signals: stray)).counted.isEmpty)
    }

    /// Somebody who says nothing at all gets an advice.
    @Test func nothingHasToBeAnswered() {
        let advice = library.advice(for: Answers())
        #expect(advice.level == .nothing && advice.words != nil)
        #expect(!library.pages(for: Answers()).isEmpty)
    }

    /// Who named nothing is not told that what they tell is ordinary; who said "no" is.
    @Test func whoNamedNothingIsToldSo() throws {
        for asker in Shipped.askers(library) {
            let none = try #require(library.advice(for: asker).words)
            #expect(none.title[.nl] == "Je hoeft nu niets te melden")
            #expect(
                none.meaning[0][.nl].hasPrefix("Je noemde niets") && none.meaning[0][.en].hasPrefix("You named nothing")
            )
            #expect(none.routes.count == 2)
            var answers = asker
            let asked = library.indicators(for: asker)
            for indicator in asked { answers.signals[indicator.id] = .unknown }
            #expect(library.advice(for: answers).words == none)
            answers.signals[asked[0].id] = .no
            #expect(library.advice(for: answers).words != none)
        }
    }

    /// Danger that only another saw has haste, though its level is for a call and no more.
    @Test func dangerThatWasHeardOfHasHaste() {
        let heard = library.advice(for: Answers(setting: .hotel, role: "cleaning", signals: ["V02": .heard]))
        #expect(heard.isHeardDanger && heard.level == .advice && heard.urgency == .high)
    }
}
