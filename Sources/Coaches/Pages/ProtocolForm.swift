import Core
import Records
import Web

/// The form of a study's protocol.
struct ProtocolForm: Sendable {
    let agreed: StudyProtocol

    init(_ agreed: StudyProtocol) { self.agreed = agreed }

    func parts(_ visit: Visit) -> [FormPart] {
        func line(_ name: String, _ value: String, hint: Bool = false) -> FormPart {
            FormPart(
                visit.field(
                    name, label: "coaches.protocol.\(name)", hint: hint ? "coaches.protocol.\(name)-hint" : nil,
                    value: value, optional: name != "title"))
        }
        func story(_ name: String, _ value: String, hint: Bool = false) -> FormPart {
            FormPart(
                visit.field(
                    name, .textarea, label: "coaches.protocol.\(name)",
                    hint: hint ? "coaches.protocol.\(name)-hint" : nil, value: value, optional: true, rows: 4))
        }
        func day(_ name: String, _ value: Day?, hint: Bool = false) -> FormPart {
            FormPart(
                visit.field(
                    name, .date, label: "coaches.protocol.\(name)", hint: hint ? "coaches.protocol.\(name)-hint" : nil,
                    value: value?.typed ?? "", optional: name != "keep-until"))
        }
        return [
            line("title", agreed.title, hint: true), story("question", agreed.question),
            line("controller", agreed.controller), line("ethics-body", agreed.ethicsBody, hint: true),
            line("ethics-number", agreed.ethicsNumber), day("approved-from", agreed.approvedFrom, hint: true),
            day("approved-to", agreed.approvedTo), line("dpia", agreed.dpiaReference, hint: true),
            day("dpia-on", agreed.dpiaOn), story("stop-rules", agreed.stopRules, hint: true),
            line("police", agreed.policeContact, hint: true),
            FormPart(
                visit.choices(
                    "ground", legend: "coaches.protocol.ground", hint: "coaches.protocol.ground-hint", optional: true,
                    chosen: agreed.ground.map { [$0.rawValue] } ?? [],
                    options: visit.radios("ground", StudyProtocol.Ground.self))),
            line("ground-reference", agreed.groundReference), line("ground-checked-by", agreed.groundCheckedBy),
            day("keep-until", agreed.keepUntil, hint: true),
        ]
    }

    static func read(_ form: inout Form) -> StudyProtocol {
        StudyProtocol(
            title: form.required("title"), question: form["question"], controller: form["controller"],
            ethicsBody: form["ethics-body"], ethicsNumber: form["ethics-number"],
            approvedFrom: form.optionalDay("approved-from"), approvedTo: form.optionalDay("approved-to"),
            dpiaReference: form["dpia"], dpiaOn: form.optionalDay("dpia-on"), stopRules: form["stop-rules"],
            policeContact: form["police"], ground: StudyProtocol.Ground(rawValue: form["ground"]),
            groundReference: form["ground-reference"], groundCheckedBy: form["ground-checked-by"],
            keepUntil: form.day("keep-until"))
    }

    /// What was agreed, in a few lines.
    static func facts(_ at: StudyVisit) -> SummaryList { SummaryList(rows(at.study.agreed, at.visit)) }

    private static func rows(_ agreed: StudyProtocol, _ visit: Visit) -> [SummaryList.Row] {
        func row(_ name: String, _ value: String) -> SummaryList.Row { self.row(name, value, visit) }
        let approved = agreed.approved.map { DateWords.days($0.from, $0.to, visit.language) }
        let ethics = [agreed.ethicsBody, agreed.ethicsNumber, approved ?? ""].filter { !$0.isEmpty }
        let dpia = [agreed.dpiaReference, agreed.dpiaOn.map { visit.words($0) } ?? ""].filter { !$0.isEmpty }
        let ground = [
            agreed.ground.map { visit.words("ground", $0.rawValue) } ?? "", agreed.groundReference,
            agreed.groundCheckedBy,
        ].filter { !$0.isEmpty }
        return [
            row("controller", agreed.controller), row("ethics", ethics.joined(separator: ", ")),
            row("dpia", dpia.joined(separator: ", ")), row("ground", ground.joined(separator: ", ")),
            row("police", agreed.policeContact), row("stop-rules", agreed.stopRules),
            row("keep-until", agreed.keepUntil.map { visit.words($0) } ?? ""),
        ]
    }

    private static func row(_ name: String, _ value: String, _ visit: Visit) -> SummaryList.Row {
        SummaryList.Row(
            visit.text("coaches.protocol.\(name)"), value.isEmpty ? visit.text("coaches.protocol.empty") : value)
    }

    // MARK: Versions

    private static func words(_ key: String, _ version: ProtocolVersion, _ at: StudyVisit) -> String {
        at.visit.text(
            key,
            [
                "version": String(version.number), "moment": at.visit.words(version.stamp.at),
                "name": at.name(version.stamp.member),
            ])
    }

    /// Which version this is, and by whom.
    static func current(_ at: StudyVisit) -> [String] {
        at.study.protocols.suffix(1).map { words("coaches-protocol.current", $0, at) }
    }

    /// The versions before this one in full, the newest first; `nil` when there are none.
    static func earlier(_ at: StudyVisit) -> DeskPage.Section? {
        let versions = at.study.protocols.dropLast().reversed()
        guard !versions.isEmpty else { return nil }
        var section = DeskPage.Section(id: "eerder", heading: at.visit.text("coaches-protocol.earlier"))
        section.text = [at.visit.text("coaches-protocol.earlier-about")]
        section.folds = versions.map { version in
            let first = [
                row("title", version.agreed.title, at.visit), row("question", version.agreed.question, at.visit),
            ]
            return DeskPage.Fold(
                summary: words("coaches-protocol.version", version, at),
                facts: SummaryList(first + rows(version.agreed, at.visit)))
        }
        return section
    }
}
