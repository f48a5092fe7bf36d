public import Core
import Records

/// What goes into a dossier, as members tick it.
public struct DossierSelection: Sendable, Codable, Hashable {
    /// An observation, or a link, by the study that it stands in.
    public struct ObservationReference: Sendable, Codable, Hashable {
        public let study: Identifier
        public let number: Int

        public init(study: Identifier, number: Int) {
            self.study = study
            self.number = number
        }
    }

    public var accounts: [AccountReference]
    /// Each brings the account along that it is about.
    public var observations: [ObservationReference]
    /// Confirmed links. Each brings both accounts along.
    public var links: [Identifier]

    public init(
        accounts: [AccountReference] = [], observations: [ObservationReference] = [], links: [Identifier] = []
    ) {
        self.accounts = accounts
        self.observations = observations
        self.links = links
    }

    public var isEmpty: Bool { accounts.isEmpty && observations.isEmpty && links.isEmpty }

    /// Most things in one dossier.
    static let most = 1_000
}

/// The studies that a dossier is made from, as they are now.
struct DossierSources: Sendable {
    /// In the order in which a dossier lists them.
    let studies: [(id: Identifier, study: Study)]
    /// What members are called.
    let names: [Identifier: String]

    func study(_ id: Identifier) -> Study? { studies.first { $0.id == id }?.study }

    private func name(_ member: Identifier) -> String { names[member] ?? "" }

    // MARK: Freezing

    /// Copies of everything that was chosen: the protocols it was observed under, the accounts, the observations, the links.
    ///
    /// - Throws: `CoachesError.nothingChosen`, `.tooLong`, `.notFound`, `.retracted`, `.protocolIncomplete`.
    func frozen(_ selection: DossierSelection) throws -> [DossierContent] {
        guard !selection.isEmpty else { throw CoachesError.nothingChosen }
        let links = try Set(selection.links).map(frozen).sorted { $0.link < $1.link }
        let observations = try Set(selection.observations).sorted {
            (place($0.study), $0.number) < (place($1.study), $1.number)
        }.map(frozen)
        let accounts = Set(
            selection.accounts + links.flatMap { [$0.left, $0.right] }
                + observations.map { AccountReference(study: $0.study, account: $0.account) })
        let chosen =
            try accounts.sorted { (place($0.study), $0.account) < (place($1.study), $1.account) }.map(frozen)
        let approvals = try studies.flatMap { id, study in
            try protocols(of: study, chosen.filter { $0.study == id }.map(\.account)).map { try FrozenStudy(id, $0) }
        }
        guard chosen.count + observations.count + links.count <= DossierSelection.most else {
            throw CoachesError.tooLong(field: "accounts", most: DossierSelection.most)
        }
        return approvals.map(DossierContent.study) + chosen.map(DossierContent.account)
            + observations.map(DossierContent.observation) + links.map(DossierContent.link)
    }

    /// The protocols under which accounts were observed, the oldest first; the newest for accounts that were not.
    private func protocols(of study: Study, _ accounts: [Identifier]) -> [ProtocolVersion] {
        guard !accounts.isEmpty else { return [] }
        let seen = study.counted.filter { accounts.contains($0.current.account) }.map(\.protocolVersion)
        let numbers = seen.isEmpty ? [study.protocolVersion] : Set(seen).sorted()
        return numbers.compactMap(study.version)
    }

    private func place(_ study: Identifier) -> Int { studies.firstIndex { $0.id == study } ?? studies.count }

    private func frozen(_ reference: AccountReference) throws -> FrozenAccount {
        guard let study = study(reference.study), let account = study.account(reference.account) else {
            throw RecordsError.notFound
        }
        return FrozenAccount(account, of: study, reference.study)
    }

    private func frozen(_ reference: DossierSelection.ObservationReference) throws -> FrozenObservation {
        guard let study = study(reference.study), let known = study.observation(reference.number),
            let session = study.session(known.session)
        else { throw RecordsError.notFound }
        guard known.retracted == nil else { throw CoachesError.retracted }
        return FrozenObservation(known, in: session, of: reference.study, observer: name(known.entered.member))
    }

    private func frozen(_ id: Identifier) throws -> FrozenLink {
        guard let link = link(id),
            let frozen = FrozenLink(link, confirmedBy: name(link.history.last?.stamp.member ?? id))
        else { throw RecordsError.notFound }
        return frozen
    }

    private func link(_ id: Identifier) -> AccountLink? {
        for (_, study) in studies {
            if let link = study.links.first(where: { $0.id == id }) { return link }
        }
        return nil
    }

    // MARK: What changed since

    /// What became of something in the study that it was copied from.
    func change(of content: DossierContent) -> DossierChange? {
        switch content {
        case .cover: return nil
        case .study(let frozen):
            // A newer protocol comes beside this one and changes nothing of it.
            guard let version = study(frozen.study)?.version(frozen.protocolVersion) else { return .gone }
            return (try? FrozenStudy(frozen.study, version)) == frozen ? nil : .corrected
        case .account(let frozen):
            guard let study = study(frozen.study), let account = study.account(frozen.account) else { return .gone }
            // That it was seen again changes nothing of what was seen.
            var now = FrozenAccount(account, of: study, frozen.study)
            (now.firstSeen, now.lastSeen) = (frozen.firstSeen, frozen.lastSeen)
            return now == frozen ? nil : .corrected
        case .observation(let frozen):
            guard let study = study(frozen.study), let known = study.observation(frozen.number),
                let session = study.session(known.session)
            else { return .gone }
            guard known.retracted == nil else { return .retracted }
            let now = FrozenObservation(known, in: session, of: frozen.study, observer: frozen.observer)
            return now == frozen ? nil : .corrected
        case .link(let frozen):
            guard let link = link(frozen.link) else { return .gone }
            guard let now = FrozenLink(link, confirmedBy: frozen.confirmedBy) else { return .undone }
            return now == frozen ? nil : .corrected
        }
    }
}

/// What became of something after it was copied into a dossier.
public enum DossierChange: String, Sendable {
    /// It was put right.
    case corrected
    /// It was taken back.
    case retracted
    /// The decision on the link was taken back.
    case undone
    /// The study was destroyed, or the desk does not read it any more.
    case gone
}
