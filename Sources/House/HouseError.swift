public import Core

/// Where in a set an import was: the page counts from 1 in this run.
public struct HousePlace: Hashable, Sendable {
    public var set: String
    public var page: Int
}

/// What can go wrong with the House's open data, with a sentence that says what to do.
///
/// Whatever pages were delivered before remain delivered: the cursor that came with the last one is where to go on.
public enum HouseError: UserError, Equatable {
    /// The source knows no file with this number.
    case noSuchDossier(String)
    /// This is no number of a file.
    case dossierNumber(String)
    /// This is too short, or too long, to search for.
    case searchText(String)
    /// This is no web address that can be read from.
    case address(String)
    /// This is no cursor that an earlier run handed out.
    case cursor
    /// Nobody answers there.
    case unreachable(host: String)
    /// It answers, but too slowly.
    case slow(HousePlace)
    /// It went on answering with a mistake of its own (5xx).
    case failing(HousePlace, status: Int)
    /// It asks to be left alone for this many seconds, longer than an import waits.
    case busy(seconds: Int)
    /// It refuses the question (4xx).
    case refused(HousePlace, status: Int)
    /// Its answers went on breaking off.
    case cut(HousePlace)
    /// What it answers is not in the form it should have.
    case malformed(HousePlace)
    /// One answer is larger than `limit` bytes.
    case tooLarge(HousePlace, limit: Int)
    /// A link or a redirect leads to another place than the source itself.
    case elsewhere(HousePlace, host: String)
    /// The links between its pages go round in a circle.
    case loop(HousePlace)

    public var status: Int {
        switch self {
        case .noSuchDossier: 404
        case .dossierNumber, .searchText, .address, .cursor: 422
        case .busy: 503
        case .slow, .unreachable: 504
        case .failing, .refused, .cut, .malformed, .tooLarge, .elsewhere, .loop: 502
        }
    }

    public var retryAfter: Int? {
        if case .busy(let seconds) = self { seconds } else { nil }
    }

    public var text: Text {
        switch self {
        case .noSuchDossier(let number): Text("house.no-such-dossier", ["number": number])
        case .dossierNumber(let text): Text("house.dossier-number", ["value": String(text.prefix(100))])
        case .searchText(let text): Text("house.search-text", ["value": String(text.prefix(100))])
        case .address(let text): Text("house.address", ["value": String(text.prefix(200))])
        case .cursor: Text("house.cursor")
        case .unreachable(let host): Text("house.unreachable", ["host": host])
        case .slow(let place): Text("house.slow", place.arguments)
        case .failing(let place, let status): Text("house.failing", place.arguments(["status": "\(status)"]))
        case .busy(let seconds): Text("house.busy", ["minutes": "\((seconds + 59) / 60)"])
        case .refused(let place, let status): Text("house.refused", place.arguments(["status": "\(status)"]))
        case .cut(let place): Text("house.cut", place.arguments)
        case .malformed(let place): Text("house.malformed", place.arguments)
        case .tooLarge(let place, let limit):
            Text("house.too-large", place.arguments(["limit": "\(limit / 1_000_000)"]))
        case .elsewhere(let place, let host):
            Text("house.elsewhere", place.arguments(["host": String(host.prefix(200))]))
        case .loop(let place): Text("house.loop", place.arguments)
        }
    }
}

extension HousePlace {
    var arguments: [String: String] { arguments([:]) }

    func arguments(_ more: [String: String]) -> [String: String] {
        more.merging(["set": set, "page": "\(page)"]) { first, _ in first }
    }
}
