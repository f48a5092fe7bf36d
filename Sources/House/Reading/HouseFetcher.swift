public import Core

/// How often, and how long, an import tries again.
public struct HousePatience: Hashable, Sendable {
    /// Tries for one page, the first included.
    public var attempts: Int
    /// Seconds before the second try; it doubles with every further one.
    public var firstPause: Double
    public var longestPause: Double
    /// Seconds of `Retry-After` that are waited for; a source that asks for more ends the run.
    public var longestRequest: Int

    public init(attempts: Int = 6, firstPause: Double = 1, longestPause: Double = 60, longestRequest: Int = 600) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.longestRequest = longestRequest
    }
}

/// What a reader is given from outside.
public struct HouseSettings: Sendable {
    public var patience: HousePatience
    /// Bytes of one answer. The source's largest pages, 250 decisions with their votes, have some 4 MB.
    public var bodyLimit: Int
    public var now: Now
    public var random: RandomBytes
    /// Waits for so many seconds.
    public var sleep: @Sendable (_ seconds: Double) async throws -> Void
    /// Is told of every page, and of every pause.
    public var report: @Sendable (HouseProgress) -> Void

    public init(
        patience: HousePatience = HousePatience(), bodyLimit: Int = 32_000_000, now: @escaping Now = systemClock,
        random: @escaping RandomBytes = systemRandomBytes,
        sleep: @escaping @Sendable (_ seconds: Double) async throws -> Void = {
            try await Task.sleep(for: .seconds($0))
        },
        report: @escaping @Sendable (HouseProgress) -> Void = { _ in }
    ) {
        self.patience = patience
        self.bodyLimit = bodyLimit
        self.now = now
        self.random = random
        self.sleep = sleep
        self.report = report
    }
}

/// How far an import is.
public struct HouseProgress: Hashable, Sendable {
    public var set: String
    /// Counted from 1.
    public var page: Int
    /// Rows of this set so far in this run.
    public var rows: Int
    /// Rows that the source said there are, once it has said so.
    public var total: Int?
    /// Seconds until the next try, when the source did not answer well.
    public var pause: Double?
}

/// Gets a page, and tries again where that makes sense.
struct HouseFetcher: Sendable {
    let base: HouseAddress
    let accept: String
    let transport: HouseTransport
    let settings: HouseSettings

    /// Gets `address` and reads it.
    ///
    /// - Parameter read: throws `BodyFault.cut` for a body that is not whole, anything else for one that is wrong.
    /// - Throws: a `HouseError`, or `CancellationError`.
    func get<Value>(_ address: HouseAddress, progress: HouseProgress, _ read: ([UInt8]) throws -> Value) async throws
        -> Value
    {
        let place = HousePlace(set: progress.set, page: progress.page)
        for attempt in 1... {
            let trouble: Trouble
            do {
                let answer = try await answer(address, place)
                if answer.status == 200 { return try read(answer.body) }
                trouble = try Trouble(answer, place, settings.now())
            } catch let fault as HouseTransport.Fault {
                guard fault != .tooLarge else { throw HouseError.tooLarge(place, limit: settings.bodyLimit) }
                trouble = Trouble(fault, place, host: base.host)
            } catch let fault as BodyFault {
                trouble = Trouble(error: fault == .cut ? .cut(place) : .malformed(place))
            }
            guard attempt < settings.patience.attempts else { throw trouble.error }
            let pause = try pause(after: attempt, trouble)
            var progress = progress
            progress.pause = pause
            settings.report(progress)
            try await settings.sleep(pause)
        }
        throw HouseError.malformed(place)
    }

    /// The answer of the source itself, after redirects within it.
    private func answer(_ address: HouseAddress, _ place: HousePlace) async throws -> HouseTransport.Answer {
        var address = address
        for _ in 0..<5 {
            let answer = try await transport.get(address.text, accept, settings.bodyLimit)
            guard [301, 302, 303, 307, 308].contains(answer.status), let location = answer.location else {
                return answer
            }
            guard let target = base.following(location) else {
                throw HouseError.elsewhere(place, host: HouseAddress(location)?.host ?? location)
            }
            address = target
        }
        throw HouseError.loop(place)
    }

    /// Doubles every time, of which between half and the whole is waited, so that many readers do not come back at once
    /// (the "equal jitter" of Brooker, "Exponential Backoff and Jitter", 2015); never less than the source asks for.
    private func pause(after attempt: Int, _ trouble: Trouble) throws -> Double {
        let patience = settings.patience
        var longest = patience.firstPause
        for _ in 1..<attempt where longest < patience.longestPause { longest *= 2 }
        let bytes = settings.random(2)
        let share = Double(Int(bytes[0]) << 8 | Int(bytes[1])) / 65_536
        let pause = min(longest, patience.longestPause) * (0.5 + share / 2)
        guard let asked = trouble.retryAfter else { return pause }
        guard asked <= patience.longestRequest else { throw HouseError.busy(seconds: asked) }
        return max(pause, Double(asked))
    }
}

/// Something that may be over the next time.
private struct Trouble {
    /// What is thrown when it is not.
    var error: HouseError
    var retryAfter: Int?

    init(error: HouseError) { self.error = error }

    init(_ fault: HouseTransport.Fault, _ place: HousePlace, host: String) {
        switch fault {
        case .unreachable: error = .unreachable(host: host)
        case .timeout: error = .slow(place)
        case .cut, .tooLarge: error = .cut(place)
        }
    }

    /// - Throws: `HouseError.refused` for an answer that will not change.
    init(_ answer: HouseTransport.Answer, _ place: HousePlace, _ now: Instant) throws {
        retryAfter = answer.retryAfter.flatMap { Self.seconds($0, now) }
        switch answer.status {
        case 429: error = .busy(seconds: retryAfter ?? 60)
        case 408, 500...599: error = .failing(place, status: answer.status)
        default: throw HouseError.refused(place, status: answer.status)
        }
    }

    /// Reads `Retry-After` (RFC 9110, section 10.2.3): seconds, or `Wed, 21 Oct 2026 07:28:00 GMT`.
    private static func seconds(_ text: String, _ now: Instant) -> Int? {
        if let seconds = Int(text) { return max(0, seconds) }
        let parts = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 6, let month = months.firstIndex(where: { $0 == parts[2] }) else { return nil }
        let number = String(month + 1)
        let date = "\(parts[3])-\(number.count == 1 ? "0" : "")\(number)-\(parts[1])T\(parts[4])Z"
        guard let time = HouseTime(date) else { return nil }
        return max(0, Int((time.instant.milliseconds - now.milliseconds + 999) / 1000))
    }
}
