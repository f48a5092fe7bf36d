import Content
import Core
import Learning

/// A course with every kind of screen, in code.
func everyKindCourse(version: Int = 1) -> Course {
    func both(_ text: String) -> Translated { Translated(original: .nl, [.nl: text, .en: "\(text) (en)"]) }
    func choice(_ id: String, _ verdict: Verdict) -> Choice {
        Choice(id: id, text: both("Keuze \(id)"), verdict: verdict, feedback: both("Uitleg bij *\(id)*."))
    }
    func lesson(_ id: String) -> Screen {
        .lesson(Lesson(id: id, title: both("Les \(id)"), text: both("Lees **dit**."), sources: ["boek"], routes: []))
    }
    let scenario = Scenario(
        id: "vader", title: both("Een vader"), text: both("Een gezin."), question: both("Wat doe je?"),
        isReported: false,
        choices: [choice("bellen", .wrong), choice("niets", .right), choice("letten", .partly)], sources: [])
    let safety = Question(
        id: "gevaar", text: both("Wat doe je bij gevaar?"), takesSeveral: false, isSafety: true,
        choices: [choice("112", .right), choice("zelf", .wrong)], sources: [])
    let several = Question(
        id: "meer", text: both("Wat hoort erbij?"), takesSeveral: true, isSafety: false,
        choices: [choice("a", .right), choice("b", .right), choice("c", .wrong)], sources: ["web"])
    let order = Ordering(
        id: "volgorde", text: both("Wat eerst?"),
        steps: ["zien", "noteren", "bellen", "wachten"].map {
            Ordering.Step(id: $0, text: both("Stap \($0)"))
        }, feedback: both("Eerst zien."), isSafety: true, sources: [])
    let story = Story(
        id: "nacht", title: both("Een nacht"), text: both("Het is laat."),
        moments: [("deur", false), ("contant", true), ("bezoek", true), ("ochtend", false)].map {
            Story.Moment(
                id: $0.0, text: both("Moment *\($0.0)*."), isSignal: $0.1, feedback: both("Waarom \($0.0)."))
        }, question: both("Meld je dit?"), isReported: true, choices: [choice("ja", .right), choice("nee", .wrong)],
        sources: [])
    let rewrite = Rewrite(
        id: "zin", title: both("Een zin"), text: both("Maak er een feit van."), judgement: both("Hij deed raar."),
        facts: [both("Om 23.10 uur belde hij drie keer.")],
        checks: ["tijd", "gezien", "mening"].map { Rewrite.Check(id: $0, text: both("Nagekeken: \($0)")) },
        feedback: both("Een feit kun je zien."), sources: [])
    let cross = CrossOut(
        id: "strepen", title: both("Streep door"), text: both("Wat hoort niet?"),
        lines: [("kleding", true), ("tijd", false), ("herkomst", true), ("kamer", false)].map {
            CrossOut.Line(id: $0.0, text: both("Regel \($0.0)"), isStruck: $0.1, feedback: both("Omdat \($0.0)."))
        }, sources: [])
    let first = [lesson("welkom"), .scenario(scenario), .question(safety)] + (version > 1 ? [lesson("nieuw")] : [])
    let second: [Screen] = [.question(several), .order(order), .story(story)]
    let third: [Screen] = [.rewrite(rewrite), .crossOut(cross)] + (version > 1 ? [] : [lesson("einde")])
    return Course(
        slug: "alles", version: version, title: both("Alles & meer"), summary: both("Een cursus met <alles>."),
        goals: [both("Je weet wat je doet.")], minutes: 20, languages: [.nl, .en], audiences: [.hotel],
        roles: [.reception], review: Course.Review(police: .waiting, care: .waiting, survivors: .waiting),
        sources: [
            SourceRef(id: "boek", title: "Een boek", url: nil, checked: nil),
            SourceRef(id: "web", title: "Een pagina", url: "https://example.org/pagina", checked: Day("2026-11-01")),
        ],
        chapters: [("een", first), ("twee", second), ("drie", third)].map {
            Course.Chapter(id: $0.0, title: both("Deel \($0.0)"), screens: $0.1)
        })
}
