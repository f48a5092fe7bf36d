import Core
import Directory
import Records
import Web

/// One dossier.
struct DossierPage: Page {
    static let template = "coaches/dossier"
    let title: String
    let errors: ErrorSummary?
    let back: Link
    let tags: [Tag]
    /// Where the password is given again; `nil` when it was given lately.
    let password: String?
    let notices: [Notice]
    let facts: SummaryList
    let approvals: [String]
    let approve: DeskForm?
    let links: [Link]
    /// Why it cannot leave as it is.
    let notYet: String?
    /// The forms that the dossier is ready for.
    let panels: [DeskPanel]
    let chain: Timeline
    let items: [ExhibitWords]
    /// What ends it.
    let endings: [DeskPanel]

    init(_ opened: Dossiers.Opened, _ codebook: Codebook, _ room: DeskRoom, failed: DossierPanel?) {
        let (visit, dossier) = (room.visit, opened.listed.dossier)
        let forms = DossierPanels(opened, room, failed: failed)
        let path = "\(DossierPages.path)/\(opened.listed.id)"
        title = opened.listed.contents.cover.title
        errors = visit.errorSummary
        back = Link(visit.text("coaches-dossier.title"), href: room.link(DossierPages.path))
        tags =
            [visit.tag(dossier.status)]
            + (opened.listed.contents.cover.isInvented ? [Tag(visit.text("coaches.invented"))] : [])
        let needsPassword = [.approve, .handOver, .destroy].contains(failed) && !visit.isConfirmed
        password = needsPassword ? visit.link(Visit.confirmation(for: room.address(path))) : nil
        notices = Self.notices(opened, visit)
        facts = visit.facts(opened.listed)
        approvals = dossier.approvals.map { visit.words(approval: $0, opened) }
        approve = forms.approve
        let change = Link(visit.text("coaches-dossier.change.title"), href: room.link("\(path)/wijzig"))
        links =
            (dossier.isClosed ? [] : [change])
            + (dossier.mayLeave ? Self.exports : []).map { key, name in
                Link(visit.text("coaches-dossier.export.\(key)"), href: room.link("\(path)/\(name)"))
            }
        notYet = dossier.status == .frozen ? visit.text("coaches-dossier.export.not-yet") : nil
        panels = forms.ready
        chain = visit.chain(opened)
        items = ExhibitWords.all(opened, codebook, visit)
        endings = forms.endings
    }

    /// In what forms it leaves, and where.
    private static let exports = [("print", "print"), ("case", "case.jsonld"), ("hashes", "controlecodes.txt")]

    private static func notices(_ opened: Dossiers.Opened, _ visit: Visit) -> [Notice] {
        guard !opened.changes.isEmpty else { return [] }
        return [
            Notice(
                .warning, title: visit.text("coaches-dossier.changed.title"),
                visit.text("coaches-dossier.changed.about", ["count": written(opened.changes.count, visit.language)]))
        ]
    }
}

/// A dossier for paper.
struct DossierPrintPage: Page {
    static let template = "coaches/dossier-print"
    let title: String
    let back: Link
    let facts: SummaryList
    let approvals: [String]
    let groups: [Group]
    let chain: Timeline
    let hash: String

    /// Things of one kind, from a new sheet.
    struct Group: Sendable {
        let heading: String
        let items: [ExhibitWords]
        /// Of the dossier, under every group.
        let total: String
    }

    init(_ opened: Dossiers.Opened, _ codebook: Codebook, _ room: DeskRoom) {
        let (visit, contents) = (room.visit, opened.listed.contents)
        title = contents.cover.title
        back = Link(title, href: room.link("\(DossierPages.path)/\(opened.listed.id)"))
        var made = visit.facts(opened.listed).rows
        made.append(SummaryList.Row(visit.text("coaches-dossier.print.made"), visit.words(visit.now)))
        made.append(SummaryList.Row(visit.text("coaches-dossier.print.by"), opened.names[opened.member] ?? ""))
        facts = SummaryList(made)
        approvals = opened.listed.dossier.approvals.map { visit.words(approval: $0, opened) }
        let items = ExhibitWords.all(opened, codebook, visit)
        groups = [DossierContent.Kind.cover, .study, .account, .observation, .link].compactMap { kind in
            let own = items.filter { $0.kind == kind }
            return own.isEmpty
                ? nil
                : Group(heading: visit.text("coaches-dossier.kind.\(kind.rawValue)"), items: own, total: contents.hash)
        }
        chain = visit.chain(opened)
        hash = contents.hash
    }
}

/// One thing in a dossier, in words.
struct ExhibitWords: Sendable {
    let kind: DossierContent.Kind
    let number: String
    let name: String
    /// What became of it in the study since.
    let change: String?
    let facts: SummaryList
    /// As somebody typed it.
    let typed: [String]
    let hash: String

    static func all(_ opened: Dossiers.Opened, _ codebook: Codebook, _ visit: Visit) -> [ExhibitWords] {
        let contents = opened.listed.contents
        return contents.items.enumerated().map { place, item in
            let words = Writer(contents: contents, codebook: codebook, visit: visit)
            let (name, facts, typed) = words.words(item.content)
            let change = opened.changes[place].map { visit.text("coaches-dossier.changed.\($0.rawValue)") }
            return ExhibitWords(
                kind: item.content.kind, number: String(place), name: name, change: change, facts: SummaryList(facts),
                typed: typed, hash: item.hash)
        }
    }

    /// Puts contents into words.
    private struct Writer {
        let contents: DossierContents
        let codebook: Codebook
        let visit: Visit

        typealias Words = (name: String, facts: [SummaryList.Row], typed: [String])

        func words(_ content: DossierContent) -> Words {
            switch content {
            case .cover(let cover): self.cover(cover)
            case .study(let study): self.study(study)
            case .account(let account): self.account(account)
            case .observation(let observation): self.observation(observation)
            case .link(let link): self.link(link)
            }
        }

        /// A line, unless there is nothing to say.
        private func row(_ key: String, _ value: String?) -> [SummaryList.Row] {
            guard let value, !value.isEmpty else { return [] }
            return [SummaryList.Row(visit.text(key), value)]
        }

        private func cover(_ cover: DossierCover) -> Words {
            let receiver = cover.receiver
            return (
                visit.text("coaches-dossier.kind.cover"),
                row("coaches-dossier.name", cover.title)
                    + row("coaches-dossier.receiver", "\(receiver.person), \(receiver.role), \(receiver.organisation)")
                    + row("coaches-dossier.version", String(cover.version))
                    + row("coaches-dossier.frozen-at", visit.words(cover.frozenAt.instant))
                    + row("coaches-dossier.destroy-on", visit.words(cover.destroyOn)),
                [cover.legalBasis]
            )
        }

        private func study(_ study: FrozenStudy) -> Words {
            let approved = DateWords.days(study.approvedFrom, study.approvedTo, visit.language)
            let ground = "\(visit.words("ground", study.ground.rawValue)): \(study.groundReference)"
            return (
                study.title,
                row("coaches-dossier.protocol", protocolWords(study.protocolVersion))
                    + row("coaches-dossier.agreed-at", visit.words(study.agreedAt.instant))
                    + row("coaches.protocol.controller", study.controller)
                    + row("coaches.protocol.ethics", "\(study.ethicsBody), \(study.ethicsNumber)")
                    + row("coaches-dossier.approved", approved)
                    + row("coaches-dossier.dpia", "\(study.dpiaReference), \(visit.words(study.dpiaOn))")
                    + row("coaches-dossier.ground", ground) + row("coaches-dossier.checked-by", study.groundCheckedBy),
                []
            )
        }

        private func account(_ account: FrozenAccount) -> Words {
            let selectors = account.selectors.map {
                SummaryList.Row(visit.words("selector", $0.kind.rawValue), $0.value)
            }
            return (
                account.name,
                row("coaches-dossier.study", name(account.study)) + row("coaches.account.platform", account.platform)
                    + selectors
                    + row("coaches.account.stated-name", account.statedName)
                    + row("coaches.account.stated-age", account.statedAge.map { String($0) })
                    + row("coaches.account.stated-place", account.statedPlace)
                    + row("coaches.account.first-seen", account.firstSeen.map { visit.words($0.instant) })
                    + row("coaches.account.last-seen", account.lastSeen.map { visit.words($0.instant) }),
                account.profile.isEmpty ? [] : [account.profile]
            )
        }

        private func observation(_ observation: FrozenObservation) -> Words {
            let codes = observation.codes.map { code in codebook[code].map { visit.words($0) } ?? code }
            let account = AccountReference(study: observation.study, account: observation.account)
            let persona = ["code": observation.persona, "age": String(observation.statedAge)]
            return (
                visit.text("coaches-dossier.observation", ["number": String(observation.number)]),
                row("coaches-dossier.study", name(observation.study)) + row("coaches-dossier.account", name(account))
                    + row("coaches-dossier.protocol", protocolWords(observation.protocolVersion))
                    + row("coaches-dossier.observed-at", visit.words(observation.observedAt.instant))
                    + row("coaches-dossier.recorded-at", visit.words(observation.recordedAt.instant))
                    + row("coaches-dossier.observer", observation.observer)
                    + row(
                        "coaches-dossier.sitting",
                        visit.text("coaches.session.number", ["number": "\(observation.sitting)"]))
                    + row("coaches-dossier.persona", visit.text("coaches-dossier.persona-words", persona))
                    + row(
                        "coaches-dossier.where",
                        "\(visit.words("setting", observation.setting.rawValue)), \(observation.platform)")
                    + row(
                        "coaches-dossier.public",
                        visit.text(observation.isPublic ? "coaches-dossier.yes" : "coaches-dossier.no"))
                    + row("coaches-dossier.codes", codes.joined(separator: "\n"))
                    + row("coaches-dossier.codebook", observation.codebook)
                    + row("coaches-dossier.initiator", visit.words("initiator", observation.initiator.rawValue))
                    + row("coaches-dossier.age-before", visit.words("known", observation.ageStatedBefore.rawValue))
                    + row(
                        "coaches-dossier.image",
                        visit.text(
                            observation.image == .received ? "coaches-dossier.image-received" : "coaches-dossier.no"))
                    + row("coaches-dossier.corrections", String(observation.corrections))
                    + row(
                        "coaches-dossier.text",
                        visit.text(observation.isSummary ? "coaches-dossier.summary" : "coaches-dossier.verbatim")),
                [observation.text]
            )
        }

        private func link(_ link: FrozenLink) -> Words {
            let reasons = (link.reasons ?? []).map { reason in
                "\(visit.words("column", reason.column)): \(reason.level), \(reason.weight)"
            }
            return (
                visit.text("coaches-dossier.link", ["left": name(link.left), "right": name(link.right)]),
                row("coaches-dossier.probability", link.probability)
                    + row("coaches-dossier.weights", reasons.joined(separator: "\n"))
                    + row("coaches-dossier.basis", link.basis.map { visit.words("basis", $0.rawValue) })
                    + row("coaches-dossier.likelihood", link.likelihood.map { visit.words("likelihood", $0.rawValue) })
                    + row("coaches-dossier.link-words", link.words)
                    + row("coaches-dossier.confirmed-by", link.confirmedBy)
                    + row("coaches-dossier.confirmed-at", visit.words(link.confirmedAt.instant)),
                [link.reason]
            )
        }

        private func protocolWords(_ version: Int) -> String {
            visit.text("coaches-dossier.protocol-version", ["version": String(version)])
        }

        private func name(_ study: Identifier) -> String {
            for item in contents.items {
                if case .study(let frozen) = item.content, frozen.study == study { return frozen.title }
            }
            return "–"
        }

        private func name(_ reference: AccountReference) -> String {
            for item in contents.items {
                if case .account(let frozen) = item.content, frozen.study == reference.study,
                    frozen.account == reference.account
                {
                    return frozen.name
                }
            }
            return "–"
        }
    }
}

extension Visit {
    func tag(_ status: Dossier.Status) -> Tag {
        let kind: Tag.Kind =
            switch status {
            case .frozen: .look
            case .approved: .go
            case .handedOver, .withdrawn: .plain
            }
        return Tag(text("coaches-dossier.status.\(status.rawValue)"), kind)
    }

    /// What a dossier is, without its contents.
    func facts(_ listed: Dossiers.Listed) -> SummaryList {
        let cover = listed.contents.cover
        let receiver = cover.receiver
        return SummaryList([
            SummaryList.Row(
                text("coaches-dossier.receiver"), "\(receiver.person), \(receiver.role), \(receiver.organisation)"),
            SummaryList.Row(text("coaches-dossier.legal-basis"), cover.legalBasis),
            SummaryList.Row(text("coaches-dossier.version"), String(cover.version)),
            SummaryList.Row(text("coaches-dossier.frozen-at"), words(cover.frozenAt.instant)),
            SummaryList.Row(text("coaches-dossier.hash"), listed.contents.hash),
            SummaryList.Row(text("coaches-dossier.destroy-on"), words(listed.deleteOn)),
        ])
    }

    func words(approval stamp: Stamp, _ opened: Dossiers.Opened) -> String {
        text("coaches-dossier.approved-by", ["name": opened.name(stamp.member, self), "moment": words(stamp.at)])
    }

    /// Where the dossier went, the oldest first.
    func chain(_ opened: Dossiers.Opened) -> Timeline {
        Timeline(
            opened.listed.dossier.history.map { line in
                let (at, title, more) = words(line, opened)
                return Timeline.Event(when: words(at), datetime: at.rfc3339, title, text: more)
            })
    }

    private func words(_ line: DossierLine, _ opened: Dossiers.Opened) -> (at: Instant, title: String, more: String?) {
        let name = opened.name(line.stamp.member, self)
        func happened(_ key: String, _ arguments: [String: String] = [:]) -> String {
            text("coaches-dossier.line.\(key)", arguments.merging(["name": name]) { given, _ in given })
        }
        func reference(_ number: String) -> String? {
            number.isEmpty ? nil : text("coaches-dossier.line.reference", ["number": number])
        }
        switch line.event {
        case .frozen(_, let contents):
            return (line.stamp.at, happened("frozen", ["version": String(contents.cover.version)]), contents.hash)
        case .approved(let hash): return (line.stamp.at, happened("approved"), hash)
        case .withdrawn(let reason): return (line.stamp.at, happened("withdrawn"), reason)
        case .handedOver(let handOver):
            let way = text("coaches-dossier.way.\(handOver.way.rawValue)")
            let title = happened("handed-over", ["to": handOver.to, "way": way])
            return (handOver.at, title, reference(handOver.reference))
        case .passed(let step):
            let check = text("coaches-dossier.check.\(step.check.rawValue)")
            let more = "\(step.why). \(check) \(happened("entered"))"
            return (step.at, happened("passed", ["from": step.from, "to": step.to]), more)
        case .received(let receipt):
            let title = happened("received", ["by": receipt.by, "day": words(receipt.on)])
            return (line.stamp.at, title, reference(receipt.reference))
        case .answered(let feedback):
            return (line.stamp.at, happened("answered", ["day": words(feedback.on)]), feedback.text)
        }
    }
}

extension Dossiers.Opened {
    /// What a member is called.
    func name(_ member: Identifier, _ visit: Visit) -> String { names[member] ?? visit.text("coaches.somebody") }
}
