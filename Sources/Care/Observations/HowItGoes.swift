import Core
import Directory

/// How it is going, as it is seen: nothing of it is ever added up.
extension CareFiles {
    /// Writes down how parts of life are arranged, as a worker sees it or as the young person says.
    ///
    /// - Throws: `CareError.inFuture`, `.missing` when nothing was answered; as `change`.
    func view(
        _ seat: Seat, _ plan: Identifier, _ views: [Domain: DomainLine.View], on day: Day, isSaidByYoungPerson: Bool
    ) async throws {
        guard day <= context.today else { throw CareError.inFuture(field: "viewed-on") }
        guard !views.isEmpty else { throw CareError.missing(field: "view-\(Domain.bigFive[0].rawValue)") }
        try await change(seat, plan, "care.domains.viewed") { entering in
            for domain in Domain.bigFive {
                guard let view = views[domain] else { continue }
                try entering.enter(
                    .viewed(
                        DomainLine(
                            domain, view, on: day, isSaidByYoungPerson: isSaidByYoungPerson, entering.stamp)))
            }
        }
    }

    /// Writes down something that may make things hard, or that it is not so.
    ///
    /// - Throws: as `RiskObservation.checked` and `change`.
    func observe(
        _ seat: Seat, _ plan: Identifier, _ indicator: RiskObservation.Indicator, _ answer: RiskObservation.Answer,
        since: Day?, on day: Day, _ origin: RiskObservation.Origin
    ) async throws {
        let context = context
        try await change(seat, plan, "care.observation.added") { entering in
            let observation = RiskObservation(
                id: context.identifier(), indicator: indicator, answer: answer, since: since, on: day, origin: origin,
                stamp: entering.stamp)
            try entering.enter(.observed(try observation.checked(on: context.today)))
        }
    }
}
