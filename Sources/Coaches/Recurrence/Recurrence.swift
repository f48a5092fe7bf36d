public import Core
public import Directory
import Records
import Storage
import Vault

/// The same coach, seen again: links between accounts of all studies that the desk reads.
///
/// Software proposes, a person decides, and can take it back. A link stands in the newer of the two studies that this desk keeps,
/// and goes when that study is destroyed.
public struct Recurrence: Sendable {
    let context: CoachesContext

    // MARK: Looking

    /// All studies of the desk, with what is known of who comes back.
    public struct SeenAgain: Sendable {
        /// The oldest first.
        public let studies: [Studies.Listed]
        public let links: [StudyLink]
        public let count: CoachCount
        public let damaged: Int

        public func study(_ id: Identifier) -> Studies.Listed? { studies.first { $0.id == id } }
        public func account(_ reference: AccountReference) -> Account? {
            study(reference.study)?.study.account(reference.account)
        }
    }

    /// A link and the study that it stands in.
    public struct StudyLink: Sendable {
        public let study: Identifier
        public let link: AccountLink
    }

    /// Everything that the desk knows of who comes back.
    public func overview(_ seat: Seat) async throws -> SeenAgain {
        try await Self.overview(Sitting(seat, context.records))
    }

    static func overview(_ sitting: Sitting) async throws -> SeenAgain {
        let (records, damaged) = try await sitting.loadAll(StudyRecord.self)
        // Ids tell the day only; of two studies of one day the one that was approved earlier is the older.
        let studies = records.map { Studies.listed($0, sitting.desk) }.sorted {
            ($0.study.agreed.approvedFrom ?? .distant, $0.id) < ($1.study.agreed.approvedFrom ?? .distant, $1.id)
        }
        let accounts = studies.flatMap(\.references)
        let known = Set(accounts)
        let links = studies.flatMap { listed in
            listed.study.links.map { StudyLink(study: listed.id, link: $0) }
        }.filter { known.contains($0.link.proposal.left) && known.contains($0.link.proposal.right) }
        return SeenAgain(
            studies: studies, links: links, count: CoachCount(accounts, links.map(\.link)), damaged: damaged)
    }

    /// One link, with all that is known of both accounts.
    ///
    /// - Throws: `RecordsError.notFound`.
    public func link(_ seat: Seat, _ id: Identifier) async throws -> (link: StudyLink, all: SeenAgain) {
        let all = try await overview(seat)
        guard let link = all.links.first(where: { $0.link.id == id }) else { throw RecordsError.notFound }
        return (link, all)
    }

    // MARK: Proposing

    /// Compares all accounts and proposes links. Pairs on which somebody decided, or that wait for it, are not proposed again.
    ///
    /// - Returns: how many are new.
    /// - Throws: `CoachesError.tooManyAccounts`, `.notActivated`; `VaultError.busy`.
    public func propose(_ seat: Seat) async throws -> Int {
        let sitting = try await Sitting(seat, context.records)
        let all = try await Self.overview(sitting)
        let references = all.studies.flatMap(\.references)
        let accounts = references.compactMap { all.account($0) }
        let linkage = context.linkage
        // Comparing takes all cores for a while: not on the threads that answer everybody.
        let proposed = try await context.queue.run(source: nil) { try linkage.propose(accounts) }
        var known = Set(all.links.map(\.link.pair))
        var perStudy: [Identifier: [LinkProposal]] = [:]
        for pair in proposed {
            let ends = [references[pair.left], references[pair.right]]
            guard let home = Self.home(of: ends, all), known.insert(ends.sorted()).inserted else { continue }
            perStudy[home, default: []].append(
                LinkProposal(id: context.identifier(), left: ends[0], right: ends[1], origin: pair.origin))
        }
        for (study, proposals) in perStudy.sorted(by: { $0.key < $1.key }) {
            try await add(proposals, to: study, "coaches.links.proposed", sitting)
        }
        try await stand(sitting)
        return perStudy.values.reduce(0) { $0 + $1.count }
    }

    /// A link that a member proposes.
    ///
    /// - Throws: `CoachesError.cannotLink`, `.notFound`, `.notKeptHere` when another desk keeps both studies.
    public func propose(
        _ seat: Seat, _ left: AccountReference, _ right: AccountReference, basis: LinkProposal.Basis,
        likelihood: LinkProposal.Likelihood, words: String
    ) async throws {
        let sitting = try await Sitting(seat, context.records)
        let words = try Typed.required(words, field: "words", most: Typed.line)
        let all = try await Self.overview(sitting)
        guard all.account(left) != nil, all.account(right) != nil else { throw RecordsError.notFound }
        guard left != right, !all.links.contains(where: { $0.link.pair == [left, right].sorted() }) else {
            throw CoachesError.cannotLink
        }
        let ordered = all.studies.map(\.id)
        let ends = [left, right].sorted {
            (ordered.firstIndex(of: $0.study) ?? 0, $0.account) < (ordered.firstIndex(of: $1.study) ?? 0, $1.account)
        }
        guard let home = Self.home(of: ends, all) else { throw RecordsError.notKeptHere }
        let proposal = LinkProposal(
            id: context.identifier(), left: ends[0], right: ends[1],
            origin: .member(basis: basis, likelihood: likelihood, words: words))
        try await add([proposal], to: home, "coaches.link.proposed", sitting)
        try await stand(sitting)
    }

    /// The study that a link stands in: the newest of its own that the desk keeps.
    private static func home(of ends: [AccountReference], _ all: SeenAgain) -> Identifier? {
        let studies = Set(ends.map(\.study))
        return all.studies.last { $0.isKept && studies.contains($0.id) }?.id
    }

    private func add(
        _ proposals: [LinkProposal], to study: Identifier, _ action: String, _ sitting: Sitting
    ) async throws {
        try await sitting.change(study, action, details: ["links": String(proposals.count)], StudyRecord.self) {
            record in
            let known = Set(record.state.links.map(\.pair))
            for proposal in proposals where !known.contains([proposal.left, proposal.right].sorted()) {
                try sitting.append(.proposed(proposal), to: &record)
            }
        }
    }

    // MARK: Deciding

    /// Confirms or rejects a link, by another member than who proposed it.
    ///
    /// - Throws: `CoachesError.ownProposal`, `.alreadyDecided`, `.notFound`, `.missing`.
    public func decide(
        _ seat: Seat, _ id: Identifier, isOne: Bool, reason: String
    ) async throws {
        let sitting = try await Sitting(seat, context.records)
        let reason = try Typed.required(reason, field: "reason", most: Typed.line)
        let verdict: LinkDecision.Verdict = isOne ? .confirmed : .rejected
        try await change(id, "coaches.link.\(verdict.rawValue)", sitting) { link in
            guard link.proposed.member != sitting.member else { throw CoachesError.ownProposal }
            guard link.state == .proposed else { throw CoachesError.alreadyDecided }
            return .decided(id, verdict, reason: reason)
        }
    }

    /// Takes the last decision on a link back: it is a proposal again.
    ///
    /// - Throws: `CoachesError.alreadyDecided` when there is none, `.missing`.
    public func undo(_ seat: Seat, _ id: Identifier, reason: String) async throws {
        let sitting = try await Sitting(seat, context.records)
        let reason = try Typed.required(reason, field: "reason", most: Typed.line)
        try await change(id, "coaches.link.undone", sitting) { link in
            guard link.state != .proposed else { throw CoachesError.alreadyDecided }
            return .undecided(id, reason: reason)
        }
    }

    private func change(
        _ id: Identifier, _ action: String, _ sitting: Sitting,
        _ body: @escaping @Sendable (AccountLink) throws -> StudyEvent
    ) async throws {
        let all = try await Self.overview(sitting)
        guard let study = all.links.first(where: { $0.link.id == id })?.study else { throw RecordsError.notFound }
        try await sitting.change(study, action, StudyRecord.self) { record in
            guard let link = record.state.links.first(where: { $0.id == id }) else { throw RecordsError.notFound }
            try sitting.append(try body(link), to: &record)
        }
        try await stand(sitting)
    }

    /// Writes down how many coaches the desk knows now, of the studies that it keeps and that are not invented.
    func stand(_ sitting: Sitting) async throws {
        let all = try await Self.overview(sitting)
        let counted = all.studies.filter { $0.isKept && !$0.isInvented }
        guard !counted.isEmpty else { return }
        let accounts = counted.flatMap(\.references)
        let standing = Standing(CoachCount(accounts, all.links.map(\.link)))
        let (desk, today) = (sitting.desk, context.now().day)
        try await context.database.write {
            try CountStore(transaction: $0).put(standing, of: desk, on: today)
        }
    }
}

extension Day {
    /// After every day that somebody types.
    fileprivate static let distant = Day(number: Int(Int32.max))
}
