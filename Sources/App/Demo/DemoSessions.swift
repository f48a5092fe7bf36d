import Core
import Directory
import Learning
import Synchronization
import Web
import Work

extension DemoLoader {
    /// Two invented meetings, so that planning, the door and an invitation can be tried. They are never counted: nobody was there.
    ///
    /// - Returns: what stands for `{invitation}` in the route table's samples.
    func planSessions() async throws -> [String: String] {
        let plans = app.learning.sessionPlans
        let today = app.configuration.now().day
        let circle = SessionDraft(
            kind: .circle, title: "Voorbeeld: leerkring signalen op vakantieparken",
            audiences: [.municipality, .police], day: today.adding(days: 21), starts: 13 * 60, ends: 16 * 60 + 30,
            place: "Verzonnen zaal, Voorbeeldstad", organiser: "Verzonnen Veiligheid",
            companions: ["Verzonnen politieteam"],
            about: "Een verzonnen bijeenkomst, om te proberen hoe plannen en uitnodigen gaat.",
            agenda: [
                SessionDraft.Item(minute: 13 * 60, text: "Ontvangst", by: ""),
                SessionDraft.Item(minute: 13 * 60 + 30, text: "Wat zie je, wat doe je?", by: "Verzonnen politieteam"),
                SessionDraft.Item(minute: 15 * 60, text: "Afspraken met elkaar", by: "Verzonnen Veiligheid"),
            ], seats: 30)
        let planned = try await plans.plan(.system, circle, code: Learning.demoSession)
        var training = circle
        training.kind = .training
        training.title = "Voorbeeld: training voor vandaag"
        training.day = today
        training.starts = 0
        training.ends = 23 * 60 + 59
        training.agenda = []
        training.about = "Verzonnen, zodat je de code op de deur kunt proberen op de dag dat deze demo is gestart."
        _ = try await plans.plan(.system, training, code: JoinCode(stem: "TRN2027"))
        let token = Mutex("")
        try await plans.invite(
            .system, planned.code, [MailAddress("genodigde@demo.example")], language: .nl,
            link: { invited in
                token.withLock { $0 = invited.text }
                return app.configuration.site.address + "/uitgenodigd/\(invited.text)"
            },
            { _, link in ("Uitnodiging: \(circle.title)", "Dit is een verzonnen uitnodiging.\n\nJe antwoord: \(link)") }
        )
        return ["{invitation}": token.withLock { $0 }]
    }
}
