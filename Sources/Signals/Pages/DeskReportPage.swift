import Content
import Core
import Directory
import Web

/// `/werk/meldingen/:id`.
struct DeskReportPage: Page {
    static let template = "signals/desk-report"
    let title: String
    let errors: ErrorSummary?
    let back: Link
    let tags: [Tag]
    let notices: [Notice]
    let state: SummaryList
    let buttons: [DeskButton]
    let merged: [MergedReport]
    let facts: SummaryList
    let answers: [AnswerGroup]
    let documents: [DocumentLink]
    let lines: [TalkLine]
    let unreadByReporter: Bool
    /// Why nothing can be asked; `nil` when it can.
    let noTalk: String?
    let say: DeskForm?
    let labels: [String]
    let notes: [TalkLine]
    let note: DeskForm
    let identity: IdentityWords?
    let referrals: [String]
    let links: [Link]
    let panels: [DeskPanel]

    init(_ report: DeskReport, _ room: DeskRoom, _ library: ChecklistLibrary, failed: Panel?) {
        let forms = DeskReportForms(report, room, failed: failed)
        let visit = room.visit
        title = visit.name(of: report.id)
        errors = visit.errorSummary
        back = Link(visit.text("inbox.report.back"), href: room.link(InboxPages.path))
        tags = Self.tags(report, visit)
        notices = Self.notices(report, room)
        state = Self.state(report, visit)
        buttons = forms.buttons
        merged = Self.merged(report, room, forms)
        facts = visit.facts(report, library)
        answers = AnswerGroup.all(report.content, library, in: visit)
        documents = report.documents.map { DocumentLink($0, of: report.id, room) }
        lines = report.lines.map { TalkLine($0, in: visit) }
        unreadByReporter = report.isUnreadByReporter
        noTalk =
            report.isCopy
            ? visit.text("inbox.report.copy") : report.isContactStopped ? visit.text("inbox.report.stopped") : nil
        say = forms.say
        labels = report.labels
        notes = report.notes.map { TalkLine($0, in: visit) }
        note = forms.note
        identity = report.isCopy ? nil : IdentityWords(report.identity, in: visit)
        referrals = report.referrals.map {
            "\(visit.text("inbox.line.\($0.mode.rawValue)", ["name": $0.name])) \(visit.words($0.on))"
        }
        links = Self.links(report, room)
        panels = forms.panels
    }

    /// Which of the page's forms.
    enum Panel: String, Sendable {
        case buttons, say, note, labels, urgency, act, identity, close, aftermath, keep
    }

    struct MergedReport: Sendable {
        let href: String
        let text: String
        let undo: DeskButton?
    }

    private static func tags(_ report: DeskReport, _ visit: Visit) -> [Tag] {
        [visit.tag(report.urgency), Tag(visit.text("inbox.status.\(report.status.rawValue)"))]
            + (report.isInvented ? [Tag(visit.text("inbox.row.invented"))] : [])
    }

    private static func notices(_ report: DeskReport, _ room: DeskRoom) -> [Notice] {
        let visit = room.visit
        var notices: [Notice] = []
        if !report.isHolder {
            notices.append(Notice(.info, visit.text("inbox.report.holder", ["name": report.holder])))
        }
        if let other = report.mergedInto {
            notices.append(
                Notice(
                    .info, visit.text("inbox.report.merged-into"),
                    link: Link(visit.name(of: other), href: room.link("\(InboxPages.path)/\(other)"))))
        }
        if report.needsDecision { notices.append(Notice(.warning, visit.text("inbox.row.decide"))) }
        return notices
    }

    private static func state(_ report: DeskReport, _ visit: Visit) -> SummaryList {
        let isClosed = report.status == .closed
        var rows: [SummaryList.Row] = []
        if !isClosed { rows.append(SummaryList.Row(visit.text("inbox.report.due"), visit.words(due: report.dueAt))) }
        rows.append(
            SummaryList.Row(
                visit.text("inbox.report.claimed"), report.claimedBy?.name ?? visit.text("inbox.row.unclaimed")))
        let reasons = visit.reasons(report.content.reasons)
        if !reasons.isEmpty {
            rows.append(SummaryList.Row(visit.text("inbox.report.reasons"), reasons.joined(separator: "\n")))
        }
        rows.append(
            SummaryList.Row(
                visit.text(isClosed ? "inbox.report.delete" : "inbox.report.delete-open"), visit.words(report.deleteOn))
        )
        return SummaryList(rows)
    }

    private static func merged(_ report: DeskReport, _ room: DeskRoom, _ forms: DeskReportForms) -> [MergedReport] {
        (report.mergedInto.map { [$0] } ?? report.merged).map { other in
            MergedReport(
                href: room.link("\(InboxPages.path)/\(other)"), text: room.visit.name(of: other),
                undo: report.isHolder ? forms.unmerge(report.mergedInto == nil ? other : report.id) : nil)
        }
    }

    private static func links(_ report: DeskReport, _ room: DeskRoom) -> [Link] {
        let path = "\(InboxPages.path)/\(report.id)"
        func link(_ key: String, _ name: String) -> Link {
            Link(room.visit.text(key), href: room.link("\(path)/\(name)"))
        }
        let isOpen = report.isHolder && report.status != .closed
        return (isOpen ? [link("inbox.report.refer", "doorgeven"), link("inbox.merge.title", "samenvoegen")] : [])
            + [link("inbox.report.export", "afdruk")] + (room.isLead ? [link("inbox.report.openings", "geopend")] : [])
    }
}

/// Answers to the checklist of one kind.
struct AnswerGroup: Sendable {
    let title: String
    let lines: [String]

    static func all(_ content: ReportContent, _ library: ChecklistLibrary, in visit: Visit) -> [AnswerGroup] {
        [(Seen.seen, "seen"), (.heard, "heard"), (.no, "no")].compactMap { answer, key in
            let lines = content.answers.filter { $0.value == answer }.keys.sorted().map {
                visit.words(indicator: $0, of: content, library)
            }
            return lines.isEmpty ? nil : AnswerGroup(title: visit.text("inbox.report.answers-\(key)"), lines: lines)
        }
    }
}

/// A document and where it can be read or saved.
struct DocumentLink: Sendable {
    let name: String
    let size: String
    /// To read it here; only text.
    let read: String?
    let save: String

    init(_ facts: DocumentFacts, of report: Identifier, _ room: DeskRoom) {
        let path = "\(InboxPages.path)/\(report)/document/\(facts.id)"
        name = facts.name
        size = room.visit.text("inbox.document.size", ["size": "\(max(1, facts.size >> 10))"])
        read = facts.kind == .text ? room.link(path) : nil
        save = room.link(path + "/bestand")
    }
}

/// Who reported, as far as the desk may know.
struct IdentityWords: Sendable {
    let sentence: String
    let facts: SummaryList?

    init(_ identity: DeskReport.Identity, in visit: Visit) {
        switch identity {
        case .none: self.init(visit.text("inbox.identity.none"))
        case .hidden: self.init(visit.text("inbox.identity.hidden"))
        case .asked(let day): self.init(visit.text("inbox.identity.asked", ["day": visit.words(day)]))
        case .refused(let day): self.init(visit.text("inbox.identity.refused", ["day": visit.words(day)]))
        case .given(let person): self.init(visit.text("inbox.identity.given"), visit.facts(person))
        }
    }

    private init(_ sentence: String, _ facts: SummaryList? = nil) {
        self.sentence = sentence
        self.facts = facts
    }
}

extension Visit {
    /// Who reported.
    func facts(_ person: ReporterIdentity) -> SummaryList {
        let rows = [
            ("name", person.name), ("phone", person.phone), ("email", person.email), ("safely", person.safely),
        ]
        return SummaryList(
            rows.filter { !$0.1.isEmpty }.map { SummaryList.Row(text("inbox.custodian.\($0.0)"), $0.1) })
    }

    /// What was reported, without who did.
    func facts(_ report: DeskReport, _ library: ChecklistLibrary) -> SummaryList {
        let content = report.content
        let role = words(role: content.role, library).map { [SummaryList.Row(text("inbox.report.role"), $0)] } ?? []
        func typed(_ key: String, _ value: String) -> [SummaryList.Row] {
            value.isEmpty ? [] : [SummaryList.Row(text(key), value)]
        }
        let consents = content.consents.sorted { $0.rawValue < $1.rawValue }.map { words($0) }
        let language =
            Language.all.contains(content.language)
            ? site.strings(Text("web.language.name"), content.language) : content.language.tag
        return SummaryList(
            typed("report.what.field", content.what)
                + [SummaryList.Row(text("report.what.there"), words(there: content.isThereNow))]
                + [SummaryList.Row(text("report.where.setting"), words(content.setting))]
                + typed("report.where.place", content.place)
                + [SummaryList.Row(text("report.where.province"), words(content.province))]
                + typed("report.where.when", content.when)
                + [SummaryList.Row(text("report.who.age"), words(content.age))]
                + typed("report.who.field", content.who) + role
                + [
                    SummaryList.Row(
                        text("inbox.report.consent"),
                        consents.isEmpty ? text("inbox.report.consent-none") : consents.joined(separator: "\n")),
                    SummaryList.Row(text("inbox.report.channel"), words(content.channel)),
                    SummaryList.Row(text("inbox.report.created"), words(report.createdOn)),
                    SummaryList.Row(text("inbox.report.language"), language),
                ])
    }

    /// Why a report has its urgency: those of the reasons that have words.
    func reasons(_ keys: [String]) -> [String] {
        keys.map { "inbox.reason.\($0)" }.filter { site.strings.has($0, language) }.map { text($0) }
    }

    /// A signal, as it was asked of whoever answered; its id when the checklist has it no longer.
    func words(indicator id: String, of content: ReportContent, _ library: ChecklistLibrary) -> String {
        let answers = Answers(setting: content.setting, role: content.role, age: content.age)
        return library.indicator(id).map { library.text($0.text, for: answers, language) } ?? id
    }
}

extension TalkLine {
    /// A line of the conversation, as the desk reads it.
    init(_ line: DeskReport.Line, in visit: Visit) {
        let (who, side): (String, String) =
            switch line.author {
            case .reporter: (visit.text("inbox.line.reporter"), "theirs")
            case .desk(let name, let member):
                (visit.text("inbox.line.member", ["member": member.name, "desk": name]), "mine")
            }
        let words = visit.deskWords(line.kind)
        self.init(
            who: who, at: line.at, side: words.text == nil ? nil : side, happened: words.happened, text: words.text,
            in: visit)
    }

    /// Something that the desk keeps for itself.
    init(_ note: DeskReport.Note, in visit: Visit) {
        let words = visit.deskWords(note.kind)
        self.init(
            who: note.member.name, at: note.at, side: nil, happened: words.happened, text: words.text, in: visit)
    }
}

extension Visit {
    fileprivate func deskWords(_ kind: ReportEntry.Kind) -> (happened: String?, text: String?) {
        switch kind {
        case .report: return (text("inbox.line.report"), nil)
        case .fromReporter(let typed), .fromDesk(let typed): return (nil, typed)
        case .withdrawn: return (text("inbox.line.withdrawn"), nil)
        case .referred(let referral):
            let what = text("inbox.line.\(referral.mode.rawValue)", ["name": referral.name])
            return (what, referral.withoutConsent.map { text("inbox.line.without-consent", ["reason": $0]) })
        case .printed(let reason):
            return (text("inbox.line.printed"), reason.map { text("inbox.line.without-consent", ["reason": $0]) })
        case .closed(let outcome, let words):
            return (text("inbox.line.closed", ["outcome": self.words(outcome)]), words.isEmpty ? nil : words)
        case .reopened: return (text("inbox.line.reopened"), nil)
        case .attached: return (text("inbox.line.attached"), nil)
        }
    }

    fileprivate func deskWords(_ kind: DeskNote.Kind) -> (happened: String?, text: String?) {
        switch kind {
        case .note(let typed): return (nil, typed)
        case .labels(let labels):
            let words = labels.joined(separator: ", ")
            return (
                labels.isEmpty
                    ? text("inbox.line.labels-none") : text("inbox.line.labels", ["labels": words]), nil
            )
        case .action(let action, let number, let words):
            let what = self.words(action)
            let line = number.isEmpty ? what : text("inbox.line.action", ["action": what, "number": number])
            return (line, words.isEmpty ? nil : words)
        case .urgency(let urgency, let reason):
            return (text("inbox.line.urgency", ["urgency": words(urgency), "reason": reason]), nil)
        case .aftermath(let aftermath, let typed):
            return (
                text("inbox.line.aftermath", ["aftermath": words(aftermath)]), typed.isEmpty ? nil : typed
            )
        case .keepLonger(let until, let reason):
            return (text("inbox.line.keep", ["day": words(until), "reason": reason]), nil)
        case .merged(let other): return (text("inbox.line.merged", ["number": other.short]), nil)
        case .unmerged(let other): return (text("inbox.line.unmerged", ["number": other.short]), nil)
        case .identityAsked(let reason): return (text("inbox.line.identity", ["reason": reason]), nil)
        case .identityOpened(let reason): return (text("inbox.line.identity-opened", ["reason": reason]), nil)
        case .claimed: return (text("inbox.line.claimed"), nil)
        case .released: return (text("inbox.line.released"), nil)
        }
    }
}
