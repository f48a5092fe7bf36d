import Core

/// How a part of life is arranged, as a worker says, with what the young person says beside it: two views, and neither is worked
/// out from the other.
struct DomainLine: Sendable, Codable, Hashable {
    enum View: String, Sendable, Codable, CaseIterable, Hashable {
        case arranged, partly, not, unknown
    }

    let domain: Domain
    let view: View
    let on: Day
    let stamp: Stamp

    /// Whose view it is.
    var isOwn: Bool { stamp.by == .youngPerson || isSaidByYoungPerson }
    /// The young person said it, and a member wrote it down.
    let isSaidByYoungPerson: Bool

    init(_ domain: Domain, _ view: View, on: Day, isSaidByYoungPerson: Bool = false, _ stamp: Stamp) {
        self.domain = domain
        self.view = view
        self.on = on
        self.isSaidByYoungPerson = isSaidByYoungPerson
        self.stamp = stamp
    }
}

/// The two views of one part of life.
struct DomainView: Sendable, Hashable {
    let domain: Domain
    /// `nil` while no worker said anything.
    let worker: DomainLine?
    /// `nil` while the young person said nothing.
    let own: DomainLine?

    /// Whether the two say something else: something to talk about.
    var differs: Bool {
        guard let worker, let own else { return false }
        return worker.view != own.view
    }
}

extension [DomainLine] {
    /// How the Big 5 are arranged on a day, in their order.
    func views(on day: Day) -> [DomainView] {
        Domain.bigFive.map { domain in
            DomainView(domain: domain, worker: latest(domain, isOwn: false, day), own: latest(domain, isOwn: true, day))
        }
    }

    private func latest(_ domain: Domain, isOwn: Bool, _ day: Day) -> DomainLine? {
        filter { $0.domain == domain && $0.isOwn == isOwn && $0.on <= day }
            .max { ($0.on, $0.stamp.at) < ($1.on, $1.stamp.at) }
    }
}
