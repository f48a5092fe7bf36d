import Content
import Core

/// Reads the files of the checklist into values. What is wrong goes to `findings`, all of it at once.
struct ChecklistReader {
    private let files: ContentFiles
    private let routes: RouteReader.Routes
    private let findings: Findings
    /// Every text exists in all of these.
    private let languages = Language.all

    init?(folder: String, routesFile: String, findings: Findings) {
        self.findings = findings
        guard let files = try? ContentFiles(folder: folder) else {
            findings.add("no-folder", ["folder": folder], at: Place(file: folder, line: 1))
            return nil
        }
        self.files = files
        guard let text = try? ContentFiles.text(ofFile: routesFile) else {
            findings.add("no-file", ["file": routesFile], at: Place(file: routesFile, line: 1))
            return nil
        }
        routes = RouteReader(file: routesFile, findings: findings).routes(in: text)
    }

    /// The checklist; `nil` when so much is wrong that there is none.
    func library() -> ChecklistLibrary? {
        guard let top = file("checklist.yaml"),
            let fields = top.fields(required: [
                "languages", "review", "groups", "roles", "settings", "unsaid-role", "unsaid-setting", "sources",
            ])
        else { return nil }
        let sources = fields["sources"]?.list()?.compactMap { $0.source() } ?? []
        let groups = fields["groups"]?.list()?.compactMap(group) ?? []
        let roles = fields["roles"]?.list()?.compactMap(role) ?? []
        for name in ["sources", "groups", "roles", "settings"] { fields[name]?.reportDuplicates("id") }
        let roleIds = Set(roles.map(\.id))
        let settings = fields["settings"]?.list()?.compactMap { setting($0, roleIds) } ?? []
        let unsaid = fields["unsaid-setting"]?.value(Setting.self, else: "unknown-value")
        if let field = fields["unsaid-role"], let id = field.text(), !roleIds.contains(id) { unknown(id, field) }
        for setting in Setting.allCases where !settings.contains(where: { $0.id == setting }) {
            fields["settings"]?.report("missing-entry", ["value": setting.rawValue])
        }
        let names = Names(groups: Set(groups.map(\.id)), roles: roleIds, sources: Set(sources.map(\.id)))
        let indicators = indicators(names)
        let review = fields["review"].flatMap(review)
        guard let rule = rule(), let book = book(), let review, let unsaid else { return nil }
        return ChecklistLibrary(
            review: review, sources: sources, groups: groups, roles: roles, settings: settings, indicators: indicators,
            routes: routes.good, unsaidSetting: unsaid, rule: rule, book: book)
    }

    // MARK: Files

    private func file(_ path: String) -> ContentField? {
        let place = Place(file: files.path(path), line: 1)
        guard let text = files.texts[path] else {
            findings.add("no-file", ["file": files.path(path)], at: place)
            return nil
        }
        guard let text else {
            findings.add("not-utf8", at: place)
            return nil
        }
        return ContentField(parsing: text, file: files.path(path), findings: findings)
    }

    private func unknown(_ value: String, _ field: ContentField) {
        field.report("unknown-name", ["value": value])
    }

    // MARK: checklist.yaml

    private func review(_ field: ContentField) -> ChecklistReview? {
        guard let fields = field.fields(required: ChecklistReview.kinds) else { return nil }
        var marks: [String: ReviewMark] = [:]
        for kind in ChecklistReview.kinds { marks[kind] = fields[kind]?.reviewMark() }
        return ChecklistReview(marks: marks)
    }

    private func group(_ field: ContentField) -> IndicatorGroup? {
        guard let fields = field.fields(required: ["id", "title"]), let id = fields["id"]?.identifier(),
            let title = fields["title"]?.translated(in: languages)
        else { return nil }
        return IndicatorGroup(id: id, title: title)
    }

    private func role(_ field: ContentField) -> ChecklistRole? {
        guard let fields = field.fields(required: ["id", "kind", "text", "who", "they"], optional: ["hint"]),
            let id = fields["id"]?.identifier(),
            let kind = fields["kind"]?.value(ChecklistRole.Kind.self, else: "unknown-value"),
            let text = fields["text"]?.translated(in: languages), let who = fields["who"]?.translated(in: languages),
            let they = fields["they"]?.translated(in: languages)
        else { return nil }
        let hint = fields["hint"].flatMap { $0.translated(in: languages) }
        return ChecklistRole(id: id, kind: kind, text: text, hint: hint, who: who, they: they)
    }

    private func setting(_ field: ContentField, _ roles: Set<String>) -> ChecklistSetting? {
        guard let fields = field.fields(required: ["id", "text", "roles", "now", "unsaid-role"], optional: ["hint"]),
            let id = fields["id"]?.value(Setting.self, else: "unknown-value"),
            let text = fields["text"]?.translated(in: languages), let now = fields["now"]?.translated(in: languages),
            let known = fields["roles"].map({ names($0, in: roles) }), let field = fields["unsaid-role"],
            let unsaid = field.text()
        else { return nil }
        if !roles.contains(unsaid) { unknown(unsaid, field) }
        return ChecklistSetting(
            id: id, text: text, hint: fields["hint"].flatMap { $0.translated(in: languages) }, now: now, roles: known,
            unsaidRole: unsaid)
    }

    private func names(_ field: ContentField, in known: Set<String>) -> [String] {
        (field.list() ?? []).compactMap { entry in
            guard let name = entry.text() else { return nil }
            if !known.contains(name) { unknown(name, entry) }
            return name
        }
    }

    // MARK: signals/

    private struct Names {
        let groups: Set<String>
        let roles: Set<String>
        let sources: Set<String>
    }

    private func indicators(_ names: Names) -> [Indicator] {
        var all: [(Indicator, ContentField)] = []
        for path in files.texts.keys.sorted() where path.hasPrefix("signals/") {
            guard let fields = file(path)?.fields(required: ["signals"]) else { continue }
            for entry in fields["signals"]?.list() ?? [] {
                guard let indicator = indicator(entry, names) else { continue }
                if all.contains(where: { $0.0.id == indicator.id }) { entry.report("twice", ["value": indicator.id]) }
                all.append((indicator, entry))
            }
        }
        for (indicator, field) in all {
            let unknownOnes = indicator.strongerWith.filter { id in !all.contains { $0.0.id == id } }
            for id in unknownOnes { unknown(id, field) }
            if indicator.strength == .weak, !indicator.strongerWith.isEmpty {
                field.report("weak-stronger", ["value": indicator.id])
            }
        }
        // In the order of their numbers, whatever file they stand in.
        return all.map(\.0).sorted { $0.id < $1.id }
    }

    private func indicator(_ field: ContentField, _ names: Names) -> Indicator? {
        guard
            let fields = field.fields(
                required: ["id", "group", "strength", "settings", "roles", "text", "do", "dont", "sources"],
                optional: ["maybe", "note", "ages", "stronger-with"]),
            let id = fields["id"].flatMap(number),
            let strength = fields["strength"]?.value(Indicator.Strength.self, else: "unknown-value"),
            let settings = fields["settings"]?.values(Setting.self, else: "unknown-value"),
            let group = fields["group"]?.text(), let text = fields["text"]?.translated(in: languages),
            let advised = fields["do"]?.translated(in: languages),
            let avoided = fields["dont"]?.translated(in: languages)
        else { return nil }
        if (fields["maybe"] == nil) == (fields["note"] == nil) { field.report("maybe-or-note") }
        let maybe = fields["maybe"].flatMap { $0.translated(in: languages) }
        let note = fields["note"].flatMap { $0.translated(in: languages) }
        if !names.groups.contains(group) { unknown(group, field) }
        let roles = fields["roles"].map { self.names($0, in: names.roles) } ?? []
        let sources = fields["sources"].map { self.names($0, in: names.sources) } ?? []
        let ages = fields["ages"]?.values(AgeBand.self, else: "unknown-value")
        let stronger = fields["stronger-with"]?.list()?.compactMap { $0.text() }
        return Indicator(
            id: id, group: group, strength: strength, settings: Set(settings), roles: Set(roles),
            ages: ages.map(Set.init),
            text: text, maybe: maybe, note: note, advised: advised, avoided: avoided, strongerWith: stronger ?? [],
            sources: sources
        )
    }

    /// `V01`: a letter and digits, so that it can stand in the name of a field.
    private func number(_ field: ContentField) -> String? {
        guard let text = field.text() else { return nil }
        guard text.hasPrefix("V"), (3...5).contains(text.utf8.count), text.dropFirst().allSatisfy(\.isNumber) else {
            field.report("signal-id", ["value": text])
            return nil
        }
        return text
    }

    // MARK: rules.yaml

    private func rule() -> AdviceRule? {
        guard let file = file("rules.yaml"), let fields = file.fields(required: ["points", "most-from-weak", "levels"])
        else { return nil }
        let strengths = Indicator.Strength.allCases.map(\.rawValue)
        var points: [Indicator.Strength: AdviceRule.Points] = [:]
        let given = fields["points"]?.fields(required: strengths)
        for strength in Indicator.Strength.allCases {
            guard let pair = given?[strength.rawValue]?.fields(required: ["seen", "heard"]),
                let seen = pair["seen"]?.number(in: 0...100), let heard = pair["heard"]?.number(in: 0...100)
            else { continue }
            points[strength] = AdviceRule.Points(seen: seen, heard: heard)
        }
        var levels: [Advice.Level: Int] = [:]
        let named = fields["levels"]?.fields(required: ["note", "advice", "report"])
        for level in [Advice.Level.note, .advice, .report] {
            levels[level] = named?[level.rawValue]?.number(in: 1...1000)
        }
        guard let most = fields["most-from-weak"]?.number(in: 0...100), points.count == strengths.count,
            levels.count == 3
        else { return nil }
        let rule = AdviceRule(points: points, mostFromWeak: most, levels: levels)
        for contradiction in rule.contradictions {
            let field = ["weak": "most-from-weak", "levels": "levels"][contradiction] ?? "points"
            fields[field]?.report("rule-\(contradiction)")
        }
        return rule
    }

    // MARK: advice.yaml

    private func book() -> AdviceBook? {
        guard let file = file("advice.yaml"),
            let fields = file.fields(required: [
                "advices", "heard-danger", "extras", "sentences", "routes", "aftercare",
            ])
        else { return nil }
        let book = AdviceBook(
            entries: fields["advices"]?.list()?.compactMap(entry) ?? [],
            heardDanger: fields["heard-danger"]?.list()?.compactMap(heardDanger) ?? [],
            extras: fields["extras"]?.list()?.compactMap(extra) ?? [],
            sentences: fields["sentences"]?.list()?.compactMap { line($0) } ?? [],
            routes: fields["routes"]?.list()?.compactMap(routes) ?? [],
            aftercare: fields["aftercare"]?.list()?.compactMap { line($0, optional: ["route"]) } ?? [])
        if findings.all.isEmpty, let missing = AdviceBook.allSituations.first(where: { book.words(for: $0) == nil }) {
            let shown = "\(missing.level.rawValue), \(missing.kind.rawValue), \(missing.setting.rawValue)"
            file.report("missing-entry", ["value": shown])
        }
        return book
    }

    private static let conditions = ["levels", "kinds", "settings", "ages"]

    private func condition(_ fields: ContentFields) -> AdviceBook.Condition {
        AdviceBook.Condition(
            levels: fields["levels"]?.values(Advice.Level.self, else: "unknown-value").map(Set.init),
            kinds: fields["kinds"]?.values(ChecklistRole.Kind.self, else: "unknown-value").map(Set.init),
            settings: fields["settings"]?.values(Setting.self, else: "unknown-value").map(Set.init),
            ages: fields["ages"]?.values(AgeBand.self, else: "unknown-value").map(Set.init),
            unanswered: fields["unanswered"]?.boolean())
    }

    private func entry(_ field: ContentField) -> AdviceBook.Entry? {
        guard
            let fields = field.fields(
                required: ["level", "title", "meaning", "steps", "avoid", "easy"],
                optional: ["kinds", "settings", "ages", "unanswered"]),
            let level = fields["level"]?.value(Advice.Level.self, else: "unknown-value"),
            let title = fields["title"]?.translated(in: languages), let meaning = points(fields["meaning"]),
            let steps = points(fields["steps"]), let avoid = points(fields["avoid"]), let easy = points(fields["easy"])
        else { return nil }
        var condition = condition(fields)
        condition.levels = [level]
        return AdviceBook.Entry(
            condition: condition, title: title, meaning: meaning, steps: steps, avoid: avoid, easy: easy)
    }

    private func heardDanger(_ field: ContentField) -> AdviceBook.HeardDanger? {
        guard
            let fields = field.fields(required: ["title", "steps", "easy", "route"], optional: Self.conditions),
            let title = fields["title"]?.translated(in: languages), let steps = points(fields["steps"]),
            let easy = points(fields["easy"]), let route = fields["route"].flatMap(route)
        else { return nil }
        return AdviceBook.HeardDanger(
            condition: condition(fields), title: title, steps: steps, easy: easy, route: route)
    }

    /// A text with one point per line, as many in every language.
    private func points(_ field: ContentField?) -> Translated? {
        guard let field, let text = field.translated(in: languages) else { return nil }
        if Set(languages.map { text.lines($0).count }).count > 1 { field.report("lines-differ") }
        return text
    }

    private func extra(_ field: ContentField) -> AdviceBook.Extra? {
        guard let fields = field.fields(required: ["text", "easy"], optional: Self.conditions),
            let text = fields["text"]?.translated(in: languages), let easy = fields["easy"]?.translated(in: languages)
        else { return nil }
        return AdviceBook.Extra(condition: condition(fields), text: text, easy: easy)
    }

    private func line(_ field: ContentField, optional: [String] = []) -> AdviceBook.Line? {
        guard let fields = field.fields(required: ["text"], optional: Self.conditions + optional),
            let text = fields["text"]?.translated(in: languages)
        else { return nil }
        return AdviceBook.Line(condition: condition(fields), text: text, route: fields["route"].flatMap(route))
    }

    private func routes(_ field: ContentField) -> AdviceBook.Routes? {
        guard let fields = field.fields(required: ["routes"], optional: Self.conditions), let named = fields["routes"],
            let list = named.list()
        else { return nil }
        if list.count != 2 { named.report("two-routes") }
        return AdviceBook.Routes(condition: condition(fields), routes: list.compactMap(route))
    }

    /// The route that a field names.
    private func route(_ field: ContentField) -> HelpRoute? {
        guard let id = field.text() else { return nil }
        let route = routes.good.first { $0.id == id }
        if route == nil, !routes.names.contains(id) { field.report("unknown-route", ["route": id]) }
        return route
    }
}
