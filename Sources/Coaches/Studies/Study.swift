public import Core
import Records

/// A study: what was agreed, and everything that was entered in it.
public struct Study: Sendable {
    /// The protocol as often as it was written down, the oldest first.
    public internal(set) var protocols: [ProtocolVersion] = []
    public internal(set) var sessions: [StudySession] = []
    public internal(set) var accounts: [Account] = []
    public internal(set) var observations: [StudyObservation] = []
    public internal(set) var takedowns: [Takedown] = []
    public internal(set) var victims: [VictimSeen] = []
    public internal(set) var links: [AccountLink] = []
    /// Other desks that read along.
    public internal(set) var sharedWith: [Identifier] = []
    /// Places of accounts by their id.
    private var places: [Identifier: Int] = [:]

    init() {}

    /// The protocol as it was written down last.
    public var agreed: StudyProtocol { protocols.last?.agreed ?? StudyProtocol() }
    /// How often the protocol was written down.
    public var protocolVersion: Int { protocols.count }
    /// The protocol by its number, from 1.
    public func version(_ number: Int) -> ProtocolVersion? {
        protocols.indices.contains(number - 1) ? protocols[number - 1] : nil
    }

    public func session(_ id: Identifier) -> StudySession? { sessions.first { $0.id == id } }
    public func account(_ id: Identifier) -> Account? { places[id].map { accounts[$0] } }
    public func observation(_ number: Int) -> StudyObservation? {
        observations.indices.contains(number - 1) ? observations[number - 1] : nil
    }
    public func takedown(_ id: Identifier) -> Takedown? { takedowns.first { $0.id == id } }
    /// The observations that count: not those that were retracted.
    public var counted: [StudyObservation] { observations.filter { $0.retracted == nil } }

    /// The accounts that were seen: those with an observation that counts. One that was typed wrongly is not a coach.
    public var seenAccounts: [Account] {
        let seen = Set(counted.map(\.current.account))
        return accounts.filter { seen.contains($0.id) }
    }

    /// The first and the last moment at which an account was seen.
    public func seen(_ account: Identifier) -> (first: Instant, last: Instant)? {
        let moments = counted.filter { $0.current.account == account }.map(\.current.observedAt)
        guard let first = moments.min(), let last = moments.max() else { return nil }
        return (first, last)
    }

    /// The observations that a member read as second reader.
    func readAgain(by member: Identifier) -> [StudyObservation] {
        counted.filter { $0.secondReading?.stamp.member == member }
    }

    /// The observations that a member may read as second reader and that nobody read yet.
    public func waitingForSecondReading(by member: Identifier) -> [StudyObservation] {
        counted.filter { observation in
            observation.secondReading == nil
                && session(observation.session).map { $0.secondReader == member && $0.researcher != member } == true
        }
    }
}

/// How a study is written.
enum StudyRecord: RecordFormat {
    static let kind = "study"
    static var empty: Study { Study() }

    static func apply(_ event: StudyEvent, _ stamp: Stamp, to study: inout Study) { study.apply(event, stamp) }
}

extension Study {
    mutating func apply(_ event: StudyEvent, _ stamp: Stamp) {
        switch event {
        case .agreed(let agreed):
            protocols.append(ProtocolVersion(number: protocols.count + 1, agreed: agreed, stamp: stamp))
        case .account(let account): put(account)
        case .takedown(let takedown): takedowns.append(takedown)
        case .victimSeen(let victim): victims.append(victim)
        case .shared(let desk): sharedWith.append(desk)
        case .unshared(let desk): sharedWith.removeAll { $0 == desk }
        case .sessionBegun, .wellbeing, .sessionEnded, .contacted: applySession(event, stamp)
        case .observed, .corrected, .retracted, .readAgain: applyObservation(event, stamp)
        case .takedownAnswered(let id, let answer, let day):
            change(&takedowns, id) { takedown in
                takedown.answer = answer
                takedown.answeredOn = day
            }
        case .takedownChecked(let id, let check): change(&takedowns, id) { $0.checks.append(check) }
        case .proposed, .decided, .undecided: applyLink(event, stamp)
        }
    }

    private mutating func put(_ account: Account) {
        if let place = places[account.id] {
            accounts[place] = account
        } else {
            places[account.id] = accounts.count
            accounts.append(account)
        }
    }

    private mutating func applySession(_ event: StudyEvent, _ stamp: Stamp) {
        switch event {
        case .sessionBegun(let start):
            sessions.append(
                StudySession(
                    id: start.id, number: sessions.count + 1, researcher: stamp.member,
                    secondReader: start.secondReader, persona: start.persona, statedAge: start.statedAge,
                    platform: start.platform, startedAt: stamp.at))
        case .wellbeing(let id, var check):
            check.at = stamp.at
            change(&sessions, id) { session in
                session.checks.append(check)
                if !check.isWell { session.endedAt = stamp.at }
            }
        case .sessionEnded(let id): change(&sessions, id) { $0.endedAt = stamp.at }
        case .contacted(let id): change(&sessions, id) { $0.contactedAt = stamp.at }
        default: break
        }
    }

    private mutating func applyObservation(_ event: StudyEvent, _ stamp: Stamp) {
        switch event {
        case .observed(let session, let observation, let codebook):
            observations.append(
                StudyObservation(
                    number: observations.count + 1, session: session, current: observation, entered: stamp,
                    protocolVersion: protocolVersion, codebook: codebook))
        case .corrected(let number, let observation, let codebook, let reason, let hidesOld):
            guard observations.indices.contains(number - 1) else { return }
            observations[number - 1].corrections.append(
                .init(
                    before: observations[number - 1].current, reason: reason, isHidden: hidesOld, stamp: stamp))
            // What was entered before that held the same mistake.
            if hidesOld {
                for place in observations[number - 1].corrections.indices {
                    observations[number - 1].corrections[place].isHidden = true
                }
            }
            observations[number - 1].current = observation
            observations[number - 1].codebook = codebook
        case .retracted(let number, let reason):
            guard observations.indices.contains(number - 1) else { return }
            observations[number - 1].retracted = (reason, stamp)
        case .readAgain(let number, let codes):
            guard observations.indices.contains(number - 1) else { return }
            observations[number - 1].secondReading = SecondReading(
                codes: codes, firstCodes: observations[number - 1].current.codes, stamp: stamp)
        default: break
        }
    }

    private mutating func applyLink(_ event: StudyEvent, _ stamp: Stamp) {
        switch event {
        case .proposed(let proposal): links.append(AccountLink(proposal: proposal, proposed: stamp))
        case .decided(let id, let verdict, let reason):
            change(&links, id) { $0.history.append(LinkDecision(verdict: verdict, reason: reason, stamp: stamp)) }
        case .undecided(let id, let reason):
            change(&links, id) { $0.history.append(LinkDecision(verdict: .undone, reason: reason, stamp: stamp)) }
        default: break
        }
    }

    private func change<Item: Identified>(
        _ items: inout [Item], _ id: Identifier, _ body: (inout Item) -> Void
    ) {
        guard let place = items.firstIndex(where: { $0.id == id }) else { return }
        body(&items[place])
    }
}

/// Something with an identifier of its own.
protocol Identified {
    var id: Identifier { get }
}

extension StudySession: Identified {}
extension Takedown: Identified {}
extension AccountLink: Identified {}
