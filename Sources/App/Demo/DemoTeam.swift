import Core
import Directory
import Learning

extension DemoLoader {
    /// An invented site of the hotel of the demo and an invented roster, so that they can be tried. Nothing of it is
    /// counted anywhere but on the roster itself: nobody followed a course, and no figure reads a roster.
    ///
    /// - Returns: what stands for `{teamlid}` and `{cursist}` in the route table's samples.
    func makeTeam(_ organisations: [String: Identifier]) async throws -> [String: String] {
        guard let hotel = organisations["demo-hotel"],
            let course = app.learning.courses.first(where: { $0.roles == [.reception] }) ?? app.learning.courses.first
        else { return [:] }
        let today = app.configuration.now().day
        let card = WorkSite.Card(
            duty: "Dienstdoende manager (verzonnen)", dayPhone: "000 000 00 00", nightPhone: "",
            police: "Verzonnen afspraak: de wijkagent komt elke maand langs.")
        _ = try await app.learning.workSites.make(
            .system, organisation: hotel, name: "Verzonnen huis aan de haven", card: card,
            departments: ["Receptie", "Huishouding"], code: Learning.demoSite)
        var lines = ["name;number;site;department;email;due"]
        for (place, name) in Self.invented.enumerated() {
            lines.append(
                [
                    "Verzonnen \(name)", "V\(place + 1)",
                    place % 3 == 2 ? "Verzonnen huis aan het bos" : "Verzonnen huis aan de haven",
                    place % 2 == 0 ? "Receptie" : "Huishouding",
                    place < 3 ? "verzonnen\(place + 1)@demo.example" : "",
                    "\(today.adding(days: place % 4 == 3 ? -5 : 60))",
                ].joined(separator: ";"))
        }
        let rosters = app.learning.rosters
        let read = try await rosters.read(
            .system, of: hotel, Array(lines.joined(separator: "\n").utf8), courses: [course.slug])
        try await rosters.takeOver(.system, of: hotel, upload: read.upload, removesMissing: false)
        let people = try await rosters.people(.system, of: hotel, .init(), offset: 0, limit: 100).map(\.person)
        for (place, person) in people.enumerated() where place % 2 == 1 {
            let day = today.adding(days: place == 1 ? -380 : -23 * place)
            try await rosters.setInvented(
                .system, person.id, course: course.slug, .init(day: day, version: course.version))
        }
        guard let person = people.first else { return [:] }
        return ["{teamlid}": person.id.text, "{cursist}": "\(rosters.code(of: person))"]
    }

    private static let invented = [
        "Anna", "Bilal", "Carmen", "Daan", "Esra", "Femke", "Giovanni", "Hanna", "Imane", "Joris", "Kim", "Latifa",
    ]
}
