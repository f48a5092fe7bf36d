package import Core
import Web

/// Reads `routes.yaml`: telephone numbers, shared by all who show one so that a changed number is changed in one place.
package struct RouteReader {
    package static let path = "routes.yaml"
    /// The days of the week as the file calls them, from Monday.
    static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    /// The path as it is reported.
    let file: String
    let findings: Findings

    package struct Routes {
        /// Those without a mistake.
        package var good: [HelpRoute] = []
        /// The names of all: who refers to one with a mistake in it makes no mistake.
        package var names: [String] = []

        package init(good: [HelpRoute] = [], names: [String] = []) {
            self.good = good
            self.names = names
        }
    }

    package init(file: String, findings: Findings) {
        self.file = file
        self.findings = findings
    }

    /// What `text` holds; `nil` is a file that is not UTF-8.
    package func routes(in text: String?) -> Routes {
        guard let text else {
            findings.add("not-utf8", at: Place(file: file, line: 1))
            return Routes()
        }
        guard let top = ContentField(parsing: text, file: file, findings: findings),
            let fields = top.fields(required: ["languages", "routes"])
        else { return Routes() }
        let languages = fields["languages"].flatMap { $0.languages() } ?? []
        let good = fields["routes"]?.list()?.compactMap { route($0, languages) }
        fields["routes"]?.reportDuplicates("id")
        return Routes(good: good ?? [], names: fields["routes"]?.all("id") ?? [])
    }

    private func route(_ field: ContentField, _ languages: [Language]) -> HelpRoute? {
        guard
            let fields = field.fields(
                required: ["id", "name", "when", "verified_on"],
                optional: ["number", "web", "hours", "cost", "anonymous", "not-for", "note", "source"])
        else { return nil }
        let before = findings.all.count
        let number = fields["number"].flatMap(number)
        let web = fields["web"].flatMap { $0.address() }
        let hours = fields["hours"].flatMap(hours)
        let cost = fields["cost"]?.value(HelpRoute.Cost.self, else: "unknown-value")
        let anonymity = fields["anonymous"]?.value(HelpRoute.Anonymity.self, else: "unknown-value")
        let notFor = fields["not-for"].flatMap { $0.translated(in: languages) }
        let note = fields["note"].flatMap { $0.translated(in: languages) }
        let source = fields["source"].flatMap { $0.address() }
        if fields["number"] == nil, fields["web"] == nil { field.report("route-without-address") }
        guard let id = fields["id"]?.identifier(), let name = fields["name"]?.translated(in: languages),
            let when = fields["when"]?.translated(in: languages),
            let verified = fields["verified_on"].flatMap({ $0.checked() }), findings.all.count == before
        else { return nil }
        return HelpRoute(
            id: id, name: name, when: when, number: number, web: web, hours: hours ?? .unknown, cost: cost ?? .unknown,
            anonymity: anonymity ?? .unknown, notFor: notFor, note: note, source: source, verifiedOn: verified)
    }

    private func number(_ field: ContentField) -> String? {
        guard let text = field.text() else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x20, 0x2B, 0x2D].contains($0) }),
            text.utf8.contains(where: { $0 > 0x2F })
        else {
            field.report("telephone", ["value": text])
            return nil
        }
        return text
    }

    /// `always`, `unknown`, or the shifts of each weekday on which somebody answers.
    private func hours(_ field: ContentField) -> OpeningHours? {
        switch field.word {
        case "always": return .always
        case "unknown": return .unknown
        case .some(let word):
            field.report("hours", ["value": word])
            return nil
        case nil: break
        }
        guard let days = field.fields(required: [], optional: Self.weekdays) else { return nil }
        var shifts: [Int: [OpeningHours.Shift]] = [:]
        for (place, name) in Self.weekdays.enumerated() {
            guard let day = days[name] else { continue }
            shifts[place + 1] = day.list()?.compactMap { entry in
                let shift = entry.word.flatMap(OpeningHours.Shift.init)
                if shift == nil { entry.report("hours", ["value": entry.word ?? "…"]) }
                return shift
            }
        }
        if shifts.isEmpty { field.report("hours", ["value": "…"]) }
        return .weekly(shifts)
    }
}
