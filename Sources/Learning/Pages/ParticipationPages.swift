import Core
import Directory
import Hummingbird
import Tables
import Web

/// Participations that were counted elsewhere: the list, adding by hand, a file with a preview, and undoing.
struct ParticipationPages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        let limits = ["text": ParticipationFile.mostBytes]
        // A file, or the same text posted once more to confirm it, and the form around it.
        let bodyLimit = 2 * ParticipationFile.mostBytes
        let path = "/werk/leren/deelnames"
        return [
            .page(path, access: .learningOverview, list),
            .page("\(path)/nieuw", access: .learningDesk, form),
            .action("\(path)/nieuw", access: .learningDesk, add),
            .page("\(path)/inlezen", access: .learningDesk, importForm),
            .action("\(path)/inlezen", access: .learningDesk, bodyLimit: bodyLimit, fieldLimits: limits, importFile),
            .page("\(path)/:batch", access: .learningOverview, sample: "\(path)/\(Self.latest)", show),
            .action("\(path)/:batch/ongedaan", access: .learningDesk, undo),
        ]
    }

    /// Stands in an address for the batch that was recorded last.
    static let latest = "laatste"

    private func list(_ visit: Visit) async throws -> Response {
        let batches = try await learning.participations.batches(visit.actor)
        return try visit.page(
            ParticipationListPage(batches, in: visit), title: visit.text("learning.participations.title"))
    }

    private func show(_ visit: Visit) async throws -> Response {
        let latest = try await learning.participations.batches(visit.actor, limit: 1).first?.id
        guard let id = visit["batch"] == Self.latest ? latest : Identifier(visit["batch"]) else {
            throw LearningError.noSuchBatch
        }
        let (batch, records) = try await learning.participations.batch(visit.actor, id)
        let organisations = try await learning.context.organisations.all(visit.actor)
        let page = ParticipationBatchPage(batch, records, organisations, in: visit)
        return try visit.page(page, title: visit.text("learning.participations.one"), .init(isWide: true))
    }

    private func form(_ visit: Visit) async throws -> Response {
        let organisations = try await learning.context.organisations.all(visit.actor)
        return try visit.page(
            ParticipationFormPage(organisations, in: visit), title: visit.text("learning.participations.new"))
    }

    private func add(_ visit: Visit) async throws -> Response {
        var visit = visit
        let activity = visit.form.choice("activity", Activity.self)
        let audience = visit.form.choice("audience", Audience.self)
        let people = visit.form.integer("people", in: 1...Participation.mostPeople)
        let from = visit.form.day("from")
        let to = visit.form.day("to")
        let source = visit.form.required("source")
        let url = visit.form.optional("url", most: 500)
        if let url, !url.hasPrefix("https://") { visit.form.add(Text("learning.participations.url-error"), at: "url") }
        var period: Period?
        if let from, let to {
            period = Period(from: from, to: to)
            if period == nil { visit.form.add(Text("learning.participations.period-error"), at: "to") }
        }
        let organisation = Identifier(visit.form["organisation"])
        let known = try await learning.context.organisations.all(visit.actor).map(\.id)
        if let organisation, !known.contains(organisation) {
            visit.form.add(LearningError.noSuchOrganisation.text, at: "organisation")
        }
        guard !visit.form.hasErrors, let activity, let audience, let period else { return try await form(visit) }
        let participation = Participation(
            activity: activity, audience: audience, people: people, period: period, organisation: organisation,
            province: visit.form.province(), source: Source(title: source, kind: .imported, url: url))
        let actor = visit.actor
        let recorded = try await visit.form.attempt {
            try await learning.participations.record(actor, [participation])
        }
        guard recorded != nil else { return try await form(visit) }
        return visit.redirect(to: "/werk/leren/deelnames", notice: "learning.notices.participation-recorded")
    }

    private func importForm(_ visit: Visit) async throws -> Response {
        try visit.page(ParticipationImportPage(in: visit), title: visit.text("learning.participations.import"))
    }

    /// The first time a preview; with `doe=bewaar`, the text of that preview is read again and recorded.
    private func importFile(_ visit: Visit) async throws -> Response {
        var visit = visit
        let file = visit.form.file("file")
        let bytes = file?.bytes ?? Array(visit.form["text"].utf8)
        let name = file?.name ?? visit.form["name"]
        if bytes.isEmpty { visit.form.add(Text("learning.participations.nothing"), at: "file") }
        guard !visit.form.hasErrors else { return try await importForm(visit) }
        let actor = visit.actor
        do {
            guard visit.form["doe"] == "bewaar" else {
                let records = try await learning.participations.read(actor, bytes)
                return try await preview(records, name: name, visit)
            }
            try await learning.participations.importFile(actor, bytes, name: name)
            return visit.redirect(to: "/werk/leren/deelnames", notice: "learning.notices.batch-recorded")
        } catch let refusal as ImportRefusal {
            for error in refusal.errors { visit.form.add(error.text) }
            if refusal.hasMore { visit.form.add(Text("learning.import.more")) }
        } catch let error as LearningError where error.status == 409 {
            visit.form.add(error.text)
        }
        return try await importForm(visit)
    }

    private func preview(_ records: [Participation], name: String, _ visit: Visit) async throws -> Response {
        let organisations = try await learning.context.organisations.all(visit.actor)
        let page = ParticipationPreviewPage(records, name: name, organisations, in: visit)
        return try visit.page(page, title: visit.text("learning.participations.preview"), .init(isWide: true))
    }
}

extension ParticipationPages {
    private func undo(_ visit: Visit) async throws -> Response {
        guard let id = Identifier(visit["batch"]) else { throw LearningError.noSuchBatch }
        try await learning.participations.undo(visit.actor, id)
        return visit.redirect(to: "/werk/leren/deelnames", notice: "learning.notices.batch-undone")
    }
}

extension Visit {
    /// Participations as a table.
    fileprivate func table(_ records: [Participation], _ organisations: [Organisation], caption: String) -> DataTable {
        typealias Cell = DataTable.Cell
        let names = ["activity", "audience", "period", "organisation", "source"]
        return DataTable(
            id: "deelnames", caption: caption,
            columns: names.map { DataTable.Column(text("learning.participations.\($0)")) }
                + [DataTable.Column(text("counting.label")), .number(text("learning.participations.people"))],
            rows: records.map { record in
                [
                    Cell(text(record.activity)), Cell(text(record.audience)), Cell(text(record.period)),
                    Cell(organisations.first { $0.id == record.organisation }?.name ?? "–"),
                    Cell(record.source.title, href: record.source.url), Cell(text(record.province)),
                    Cell(written(record.people, language)),
                ]
            })
    }
}

/// `/werk/leren/deelnames`.
struct ParticipationListPage: Page {
    static let template = "learning/participations"
    let table: DataTable?
    let mayChange: Bool

    init(_ batches: [ParticipationBatch], in visit: Visit) {
        typealias Cell = DataTable.Cell
        mayChange = Policy.learningDesk.allows(visit.actor)
        let rows = batches.map { batch -> [Cell] in
            let name = batch.name.isEmpty ? visit.text("learning.participations.typed") : batch.name
            return [
                Cell(name, href: visit.link("/werk/leren/deelnames/\(batch.id)")), Cell(visit.text(batch.recorded.day)),
                Cell(
                    tag: batch.undone == nil
                        ? Tag(visit.text("learning.participations.counts"), .go)
                        : Tag(visit.text("learning.participations.undone"))),
                Cell(written(batch.records, visit.language)), Cell(written(batch.people, visit.language)),
            ]
        }
        table =
            rows.isEmpty
            ? nil
            : DataTable(
                id: "deelnames", caption: visit.text("learning.participations.caption"),
                columns: ["name", "recorded", "state"].map {
                    DataTable.Column(visit.text("learning.participations.\($0)"))
                }
                    + ["records", "people"].map { .number(visit.text("learning.participations.\($0)")) },
                rows: rows)
    }
}

/// `/werk/leren/deelnames/:batch`.
struct ParticipationBatchPage: Page {
    static let template = "learning/participation-batch"
    let name: String
    let recorded: String
    let undone: String?
    let table: DataTable
    /// Where undoing is posted; `nil` for who may not, and for what is undone.
    let undo: String?

    init(
        _ batch: ParticipationBatch, _ records: [Participation], _ organisations: [Organisation], in visit: Visit
    ) {
        name = batch.name.isEmpty ? visit.text("learning.participations.typed") : batch.name
        recorded = visit.text(
            "learning.participations.recorded-on",
            [
                "date": visit.text(batch.recorded.day), "records": written(batch.records, visit.language),
                "people": written(batch.people, visit.language),
            ])
        undone = batch.undone.map {
            visit.text("learning.participations.undone-on", ["date": visit.text($0.day)])
        }
        let isPart = records.count < batch.records
        table = visit.table(
            records, organisations,
            caption: visit.text(
                isPart ? "learning.participations.first" : "learning.participations.all",
                ["count": written(records.count, visit.language)]))
        let mayUndo = batch.undone == nil && Policy.learningDesk.allows(visit.actor)
        undo = mayUndo ? visit.link("/werk/leren/deelnames/\(batch.id)/ongedaan") : nil
    }
}

/// `/werk/leren/deelnames/nieuw`.
struct ParticipationFormPage: Page {
    static let template = "learning/participation-form"
    let fields: [Web.Field]
    let activity: Choices
    let audience: Choices
    let organisation: Select
    let province: Select
    let errors: ErrorSummary?

    init(_ organisations: [Organisation], in visit: Visit) {
        let prefix = "learning.participations"
        activity = visit.choices(
            "activity", legend: "\(prefix).activity",
            options: Activity.allCases.map { Choices.Option($0.rawValue, visit.text($0)) })
        audience = visit.choices(
            "audience", legend: "\(prefix).audience",
            options: Audience.allCases.map { Choices.Option($0.rawValue, visit.text($0)) })
        fields = [
            visit.field("people", .number, label: "\(prefix).people", hint: "\(prefix).people-hint"),
            visit.field("from", .date, label: "\(prefix).from", hint: "\(prefix).from-hint"),
            visit.field("to", .date, label: "\(prefix).to", hint: "\(prefix).to-hint"),
            visit.field("source", label: "\(prefix).source", hint: "\(prefix).source-hint"),
            visit.field("url", label: "\(prefix).url", hint: "\(prefix).url-hint", optional: true),
        ]
        organisation = visit.select(
            "organisation", label: "\(prefix).organisation", hint: "\(prefix).organisation-hint", optional: true,
            options: [Select.Option("", visit.text("\(prefix).no-organisation"))]
                + organisations.map { Select.Option($0.id.text, $0.name) })
        province = visit.provinces("counting.participation-hint", chosen: nil)
        errors = visit.errorSummary
    }
}

/// `/werk/leren/deelnames/inlezen`.
struct ParticipationImportPage: Page {
    static let template = "learning/participation-import"
    let file: Web.Field
    let text: Web.Field
    let errors: ErrorSummary?

    init(in visit: Visit) {
        let prefix = "learning.participations"
        file = visit.field(
            "file", .file, label: "\(prefix).file", hint: "\(prefix).file-hint", optional: true,
            accept: ".csv,.txt,text/csv")
        text = visit.field(
            "text", .textarea, label: "\(prefix).paste", hint: "\(prefix).paste-hint", optional: true, rows: 8)
        errors = visit.errorSummary
    }
}

/// What a file would add, before it does.
struct ParticipationPreviewPage: Page {
    static let template = "learning/participation-preview"
    /// Records that are shown of a long file.
    static let most = 50

    let sentence: String
    let sums: DataTable
    let table: DataTable
    let name: String
    /// The records, to be posted again.
    let text: String

    init(_ records: [Participation], name: String, _ organisations: [Organisation], in visit: Visit) {
        typealias Cell = DataTable.Cell
        self.name = name
        let people = records.reduce(0) { $0 + $1.people }
        sentence = visit.text(
            "learning.participations.would",
            ["records": written(records.count, visit.language), "people": written(people, visit.language)])
        let groups = Dictionary(grouping: records) { "\($0.activity.rawValue) \($0.audience.rawValue)" }
        sums = DataTable(
            id: "som", caption: visit.text("learning.participations.sums"),
            columns: [
                DataTable.Column(visit.text("learning.participations.activity")),
                DataTable.Column(visit.text("learning.participations.audience")),
                .number(visit.text("learning.participations.people")),
            ],
            rows: groups.sorted { $0.key < $1.key }.map { _, group in
                [
                    Cell(visit.text(group[0].activity)), Cell(visit.text(group[0].audience)),
                    Cell(written(group.reduce(0) { $0 + $1.people }, visit.language)),
                ]
            }, total: [Cell(visit.text("learning.overview.total")), "", Cell(written(people, visit.language))])
        let isPart = records.count > Self.most
        table = visit.table(
            Array(records.prefix(Self.most)), organisations,
            caption: visit.text(
                isPart ? "learning.participations.first" : "learning.participations.all",
                ["count": "\(min(records.count, Self.most))"]))
        text = Self.csv(records, organisations)
    }

    /// The same records as a file of ours, so that what is confirmed is what was shown.
    private static func csv(_ records: [Participation], _ organisations: [Organisation]) -> String {
        let names = Dictionary(organisations.map { ($0.id, $0.name) }) { first, _ in first }
        var writer = TableWriter()
        writer.add(ParticipationFile.Column.allCases.map { .text($0.rawValue) })
        for record in records {
            writer.add([
                .text(record.activity.rawValue), .text(record.audience.rawValue), .number(record.people),
                .text("\(record.period.from)"), .text("\(record.period.to)"),
                .text(record.organisation.flatMap { names[$0] } ?? ""), .text(record.source.title),
                .text(record.province?.rawValue ?? ""),
            ])
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
