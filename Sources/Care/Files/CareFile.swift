import Core
import Records

/// All that is kept of a young person: what was entered, added up. `CareEvent` says what can be entered.
struct CareFile: Sendable {
    /// A handover, and who it was asked of.
    struct HandoverLine: Sendable, Hashable {
        var handover: Handover
        let to: HandoverParty
    }

    /// One line of the history.
    struct Line: Sendable {
        let event: CareEvent
        let stamp: Stamp
    }

    /// The record's; a stamp with it is the young person's own.
    private(set) var id: Identifier
    private(set) var person: YoungPerson
    private(set) var consents: [Consent] = []
    /// The day on which a no to help was entered; `nil` as long as there is none.
    private(set) var helpStopped: Day?
    private(set) var plan = TransitionPlan()
    private(set) var record: CareRecord
    private(set) var handovers: [HandoverLine] = []
    private(set) var observations: [RiskObservation] = []
    private(set) var lines: [DomainLine] = []
    private(set) var aftercare: Aftercare?
    /// Every decision, the oldest first; the last about a gap counts.
    private(set) var decisions: [GapDecision] = []
    /// Every gap that was ever seen, also those that are closed.
    private(set) var seenGaps: [SeenGap] = []
    /// What it added to the figures when it was saved last.
    private(set) var tally = CareTally()
    private(set) var notes: [NoteMark] = []
    /// Other desks that read it.
    private(set) var readers: [Reader] = []
    /// The first day on which the young person's code opens nothing; `nil` while they have none.
    private(set) var codeUntil: Day?
    private(set) var openings: [GlassOpening] = []
    /// The oldest first.
    private(set) var history: [Line] = []

    fileprivate init() {
        // The first entry says who it is; nothing reads these before it.
        id = Identifier(on: Day(number: 0), random: { [UInt8](repeating: 0, count: $0) })
        person = YoungPerson(name: "", bornOn: Day(number: 0))
        record = CareRecord(born: Day(number: 0))
    }

    /// The days from which the terms of the plan follow, as far as they are known on a day.
    func anchors(on day: Day) -> Offset.Anchors {
        // As the gap finder has it (`youthCareEnd`): who is in charge is no care that ends.
        let spells = record.spells.known(on: day).filter {
            $0.law == .jeugdwet && $0.status.isReal && $0.function != .direction
        }
        let ends = spells.map(\.end)
        let careEnd = ends.contains(nil) ? nil : ends.compactMap(\.self).max()
        // What runs from a decision is the term to object, and that is to the first that was refused.
        let decided = record.decisions.filter { $0.knownOn <= day }
        let refused = decided.filter { $0.outcome == .refused }
        let decision = (refused.isEmpty ? decided : refused).map(\.on).min()
        return Offset.Anchors(born: person.bornOn, careEnd: careEnd, decision: decision)
    }

    /// What a member decided about a gap; `nil` when nobody did, or when it was taken back.
    func decision(about gap: ContinuityGap) -> GapDecision? {
        decisions.last { $0.gap == gap.name }.flatMap { $0.verdict == .reopened ? nil : $0 }
    }

    /// The gaps that show on a day, in the order of a work list; without those of which a member decided that there is none, or that it
    /// is so and wanted. What was arranged stays until the spells say so too: an arrangement can fall through.
    func openGaps(on day: Day) -> [ContinuityGap] {
        GapFinder.find(in: record, on: day).filter { [nil, .arranged].contains(decision(about: $0)?.verdict) }
    }

    /// What changed in the gaps that are known, with what shows on a day.
    ///
    /// - Parameter before: the plan as it was before something was entered that day: a gap that was there and is mended at once was seen.
    func changedGaps(since before: CareFile?, on day: Day) -> [SeenGap] {
        // What a member decided closes nothing but what is no gap: the figures count what was mended.
        func found(_ file: CareFile) -> [ContinuityGap] {
            GapFinder.find(in: file.record, on: day).filter { file.decision(about: $0)?.verdict != .notAGap }
        }
        let now = found(self)
        var changed: [SeenGap] = []
        for gap in (before.map(found) ?? []) + now where !seenGaps.contains(where: { $0.name == gap.name }) {
            guard !changed.contains(where: { $0.name == gap.name }) else { continue }
            changed.append(SeenGap(name: gap.name, kind: gap.kind, from: gap.from, foundOn: day))
        }
        let names = Set(now.map(\.name))
        for gap in seenGaps where names.contains(gap.name) != (gap.closedOn == nil) { changed.append(gap) }
        for place in changed.indices { changed[place].closedOn = names.contains(changed[place].name) ? nil : day }
        return changed
    }

    /// What the young person adds to the figures; `nil` without consent to be counted.
    ///
    /// - Parameters:
    ///   - since: the day on which the plan began.
    ///   - until: the first day without it.
    func count(on day: Day, since: Day, until: Day, _ limits: CareLimits) -> CareCount? {
        let until = max(since, helpStopped.map { min($0, until) } ?? until)
        guard consents.hold(.statistics, on: day, born: person.bornOn) else { return nil }
        let eighteenth = Birthdays.eighteenth(born: person.bornOn)
        var count = CareCount(since: since, until: until, eighteenth: eighteenth)
        count.isArranged = plan.known(on: min(eighteenth, day)).isArranged(
            on: eighteenth, anchors(on: min(eighteenth, day)))
        count.gaps = seenGaps.map {
            CareCount.Gap(kind: $0.kind, foundOn: $0.foundOn, from: $0.from, closedOn: $0.closedOn)
        }
        count.between = CareCount.between(record, on: day, limits)
        count.looks = record.checkpoints.map(CareCount.Look.init)
        return count
    }

    func handover(_ id: Identifier) -> HandoverLine? { handovers.first { $0.handover.id == id } }
}

/// How a young person's plan is written.
enum CareFileFormat: RecordFormat {
    static let kind = "plan"
    static var empty: CareFile { CareFile() }

    static func apply(_ event: CareEvent, _ stamp: Records.Stamp, to file: inout CareFile) { file.apply(event, stamp) }
}

extension CareFile {
    /// As the parts of the plan have it: by a member, or by the young person.
    func stamp(_ stamp: Records.Stamp) -> Stamp {
        Stamp(at: stamp.at, by: stamp.member == id ? .youngPerson : .member(stamp.member))
    }

    fileprivate mutating func apply(_ event: CareEvent, _ entered: Records.Stamp) {
        if case .came(let id, let person) = event {
            self.id = id
            put(person)
        }
        let stamp = stamp(entered)
        history.append(Line(event: event, stamp: stamp))
        switch event {
        case .came, .exported: break
        case .changed(let person): put(person)
        case .consent(let consent): put(consent, on: stamp.at.day)
        case .plan(let event): plan.apply(event, stamp)
        case .planned(let events): for event in events { plan.apply(event, stamp) }
        case .spell, .contact, .decided, .bridged, .checkpoint, .struck: applyHelp(event)
        case .handoverAsked, .handoverStep: applyHandover(event)
        case .observed(let observation): observations.append(observation)
        case .viewed(let line): lines.append(line)
        case .aftercare(let aftercare): self.aftercare = aftercare
        case .gapDecided(let decision): decisions.append(decision)
        case .gapsSeen(let gaps): for gap in gaps { seenGaps.put(gap, by: \.name) }
        case .tallied(let tally): self.tally = tally
        case .noted(let note): notes.put(note, by: \.id)
        case .shared(let desk, let why): readers.put(Reader(desk: desk, why: why, since: stamp.at.day), by: \.desk)
        case .unshared(let desk), .keptBy(let desk): readers.removeAll { $0.desk == desk }
        case .codeGiven(let until): codeUntil = until
        case .codeWithdrawn: codeUntil = nil
        case .opened(let opening): openings.append(opening)
        }
    }

    private mutating func put(_ person: YoungPerson) {
        self.person = person
        record.born = person.bornOn
    }

    private mutating func put(_ consent: Consent, on day: Day) {
        consents.put(consent, by: \.id)
        helpStopped = consents.isNo(.help, on: day) ? helpStopped ?? day : nil
    }

    private mutating func applyHelp(_ event: CareEvent) {
        switch event {
        // Every revision stays, so that "what did we know on day X" can be answered.
        case .spell(let spell): record.spells.append(spell)
        case .contact(let contact): record.contacts.put(contact, by: \.id)
        case .decided(let decision): record.decisions.put(decision, by: \.id)
        case .bridged(let bridging): record.bridges.put(bridging, by: \.id)
        case .checkpoint(let checkpoint): record.checkpoints.put(checkpoint, by: \.id)
        case .struck(let id):
            record.contacts.removeAll { $0.id == id }
            record.decisions.removeAll { $0.id == id }
            record.bridges.removeAll { $0.id == id }
            record.checkpoints.removeAll { $0.id == id }
        default: break
        }
    }

    private mutating func applyHandover(_ event: CareEvent) {
        switch event {
        case .handoverAsked(let handover, let to):
            guard self.handover(handover.id) == nil else { return }
            handovers.append(HandoverLine(handover: handover, to: to))
        case .handoverStep(let id, let taken):
            guard let place = handovers.firstIndex(where: { $0.handover.id == id }),
                let next = try? handovers[place].handover.taking(
                    taken.step, by: taken.step.side, on: taken.on, note: taken.note,
                    youngPersonWasThere: taken.youngPersonWasThere, taken.stamp)
            else { return }
            handovers[place].handover = next
            if taken.step == .meet {
                record.contacts.append(handovers[place].firstContact(taken))
            }
        default: return
        }
        record.referrals = handovers.compactMap(\.handover.referral)
    }
}

extension Array {
    /// Puts something in the place of what has the same key, or at the end.
    fileprivate mutating func put<Key: Equatable>(_ element: Element, by key: (Element) -> Key) {
        if let place = firstIndex(where: { key($0) == key(element) }) { self[place] = element } else { append(element) }
    }
}
