import Core
import Web

/// The form for a thing of one kind.
struct ItemForm: Sendable {
    let kind: ItemKind
    let names: Names

    /// The fields, with what is known of `draft`.
    func pieces(_ visit: Visit, _ draft: ItemDraft?) -> [FormPage.Piece] {
        let words = CommitmentWords(visit)
        func field(
            _ name: String, _ key: String, _ value: String?, kind: Field.Kind = .text, hint: Bool = false,
            optional: Bool = true, most: Int = 300
        ) -> FormPage.Piece {
            .init(
                visit.field(
                    name, kind, label: "commitments.form.\(key)", hint: hint ? "commitments.form.\(key)-hint" : nil,
                    value: value ?? "", optional: optional, maxlength: most))
        }
        func select(_ name: String, _ key: String, _ value: String?, _ options: [(String, String)]) -> FormPage.Piece {
            .init(
                visit.select(
                    name, label: "commitments.form.\(key)", optional: kind != .commitment || name != "office",
                    value: value ?? "",
                    // Who promised has to be chosen.
                    options: (kind == .commitment && name == "office" ? [] : [.init("", words.text("form.none"))])
                        + options.map { .init($0.0, $0.1) }))
        }
        var pieces = [
            field("title.nl", "title-nl", draft?.title[.nl], optional: false),
            field("title.en", "title-en", draft.map { $0.title[.en] == $0.title[.nl] ? "" : $0.title[.en] }),
            field("text", "text", draft?.text, kind: .textarea, hint: true, most: 5_000),
            field("date", "date", draft.map { words.date($0.date) }, hint: true, optional: false, most: 40),
        ]
        if kind.hasOffice {
            pieces.append(
                select("office", "office", draft?.office, names.offices.map { ($0.key, $0.name[visit.language]) }))
        }
        pieces += [
            select("theme", "theme", draft?.theme, names.themes.map { ($0.key, $0.name[visit.language]) }),
            field("reference", "reference", draft?.reference, hint: true, most: 40),
        ]
        if kind == .motion { pieces.append(field("appreciation", "appreciation", draft?.appreciation, hint: true)) }
        if kind == .vote { pieces += result(visit, draft?.result) }
        return pieces + Self.source(visit, draft?.source)
    }

    private func result(_ visit: Visit, _ result: VoteResult?) -> [FormPage.Piece] {
        let words = CommitmentWords(visit)
        return [
            .init(
                visit.choices(
                    "result", legend: "commitments.form.result", inline: true,
                    chosen: result.map { [$0.isAdopted ? "yes" : "no"] } ?? [],
                    options: ["yes", "no"].map { .init($0, words.text("form.result-\($0)")) })),
            .init(
                visit.select(
                    "basis", label: "commitments.form.basis", value: result?.basis.rawValue ?? "",
                    options: VoteResult.Basis.allCases.map { .init($0.rawValue, words.text("basis.\($0.rawValue)")) })),
        ]
    }

    /// The fields of a source; `prefix` stands before nothing: there is one source in a form.
    static func source(
        _ visit: Visit, _ source: ItemSource?, optional: Bool = false
    ) -> [FormPage.Piece] {
        let words = CommitmentWords(visit)
        func field(_ name: String, _ value: String?, kind: Field.Kind = .text, hint: Bool = false, most: Int = 500)
            -> FormPage.Piece
        {
            .init(
                visit.field(
                    "source.\(name)", kind, label: "commitments.form.source-\(name)",
                    hint: hint ? "commitments.form.source-\(name)-hint" : nil, value: value ?? "",
                    optional: name != "title" || optional, maxlength: most))
        }
        return [
            field("title", source?.title), field("url", source?.url, hint: true),
            field("quote", source?.quote, kind: .textarea, most: 5_000),
            field("hash", source?.hash, hint: true, most: 64),
            .init(
                visit.select(
                    "source.certainty", label: "commitments.form.certainty",
                    value: source?.certainty.rawValue ?? "verified",
                    options: Certainty.allCases.map { .init($0.rawValue, words.text("certainty-about.\($0.rawValue)")) }
                )),
            field("note", source?.note, hint: true),
        ]
    }

    /// What was typed; `nil` when something is wrong, which the form then says.
    func read(_ form: inout Form) -> ItemDraft? {
        let title = form.required("title.nl", most: 300)
        let english = form.optional("title.en", most: 300)
        let text = form.optional("text", most: 5_000) ?? ""
        let date = Self.date("date", &form)
        var result: VoteResult?
        if kind == .vote {
            let basis: VoteResult.Basis? = form.choice("basis")
            if !["yes", "no"].contains(form["result"]) { form.add(Text("web.form.choose"), at: "result") }
            result = basis.map { VoteResult(isAdopted: form["result"] == "yes", basis: $0) }
        }
        let source = Self.readSource(&form)
        guard !form.hasErrors, let date, let source else { return nil }
        return ItemDraft(
            kind: kind, title: Words(nl: title, en: english ?? title), text: text, date: date,
            office: form.optional("office"), theme: form.optional("theme"), reference: form.optional("reference"),
            appreciation: form.optional("appreciation"), source: source, result: result)
    }

    /// A rough date that has to be there.
    static func date(_ name: String, _ form: inout Form) -> RoughDate? {
        let date = RoughDate(typed: form[name])
        if date == nil { form.add(Text(form[name].isEmpty ? "web.form.required" : "commitments.error.date"), at: name) }
        return date
    }

    /// The source that has to be there.
    static func readSource(_ form: inout Form) -> ItemSource? {
        let title = form.required("source.title", most: 500)
        let certainty: Certainty? = form.choice("source.certainty")
        let source = ItemSource(
            title: title, url: form.optional("source.url", most: 500),
            quote: form.optional("source.quote", most: 5_000),
            hash: form.optional("source.hash", most: 64), certainty: certainty ?? .unverified,
            note: form.optional("source.note", most: 500))
        return form.hasErrors ? nil : source
    }

    /// The source, where the form may leave it out: without a title there is none.
    static func readOptionalSource(_ form: inout Form) -> ItemSource? {
        form["source.title"].isEmpty && form["source.url"].isEmpty ? nil : readSource(&form)
    }
}
