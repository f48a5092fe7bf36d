public import Core
import Directory
import Storage
import Vault

/// Going on with a course at another device, without a name: by a code that one device shows and the other one takes.
/// Both have the same attempt from then on.
public struct Resuming: Sendable {
    let context: LearningContext

    /// Wrong codes from one source in a quarter of an hour; an office shares its address.
    static let mostWrong = 10

    /// What the other device gets.
    public struct Opened: Hashable, Sendable {
        /// The course's slug.
        public var course: String
        public var token: AttemptToken
        /// The learner's own code of a roster, where the course was begun with one.
        public var person: RosterCode?
    }

    /// A code for the attempt; the one before is good for nothing any more.
    ///
    /// - Throws: `LearningError.noSuchAttempt`.
    public func makeCode(
        for token: AttemptToken, course: String, person: RosterCode? = nil
    ) async throws -> ResumeCode {
        let code = ResumeCode(random: context.random)
        let attempt = AttemptStore.hash(token)
        let plain = token.text + (person.map { "~\($0.text)" } ?? "")
        let sealed = try Envelope.seal(
            Array(plain.utf8), under: code.key(context.siteKey), for: Self.place(attempt), random: context.random)
        let record = ResumeStore.Record(attempt: attempt, course: course, sealed: sealed.bytes.hex)
        let ends = context.now().advanced(bySeconds: ResumeCode.seconds)
        let hash = code.hash(context.siteKey)
        try await context.database.persistently { transaction in
            guard try AttemptStore(transaction: transaction).find(token)?.course == course else {
                throw LearningError.noSuchAttempt
            }
            try ResumeStore(transaction: transaction).put(record, codeHash: hash, ends: ends)
        }
        return code
    }

    /// Takes a code, once.
    ///
    /// - Parameters:
    ///   - source: the network address of who asks, for the limit on wrong codes.
    ///   - accept: asked before the code is used up; when it says no the code stays good.
    /// - Returns: `nil` when `accept` said no.
    /// - Throws: `OfflineError.codeMistyped`, `.noSuchCode`; `DirectoryError.tooManyAttempts`.
    public func open(
        _ typed: String, source: String, accept: @Sendable (Opened) async throws -> Bool = { _ in true }
    ) async throws -> Opened? {
        guard let code = ResumeCode(typed) else { throw OfflineError.codeMistyped }
        let hash = code.hash(context.siteKey)
        let throttle = Throttle(
            context.organisations.context, scope: "learning.resume", mostPerSource: Self.mostWrong)
        let counted = try await throttle.begin(source: source)
        let now = context.now()
        let found = try await context.database.read {
            try ResumeStore(transaction: $0).find(codeHash: hash, at: now)
        }
        guard let found else { throw OfflineError.noSuchCode }
        let opened = try open(found, with: code)
        guard try await accept(opened) else {
            try await throttle.forget(counted)
            return nil
        }
        let isFirst = try await context.database.persistently { transaction in
            guard try ResumeStore(transaction: transaction).use(codeHash: hash) else { return false }
            try throttle.forget(counted, in: transaction)
            return true
        }
        guard isFirst else { throw OfflineError.noSuchCode }
        return opened
    }

    private func open(_ record: ResumeStore.Record, with code: ResumeCode) throws -> Opened {
        guard let bytes = [UInt8](hex: record.sealed) else { throw SealError.malformed }
        let plain = try Envelope(bytes).open(under: code.key(context.siteKey), at: Self.place(record.attempt))
        let parts = String(decoding: plain, as: UTF8.self).split(separator: "~").map(String.init)
        guard let first = parts.first, let token = AttemptToken(first) else { throw SealError.malformed }
        return Opened(course: record.course, token: token, person: parts.count > 1 ? RosterCode(parts[1]) : nil)
    }

    private static func place(_ attempt: String) -> Place { Place(.attemptToken, record: attempt, object: "token") }

    /// Deletes codes that are too old. For a nightly job.
    func deleteOld() async throws {
        let now = context.now()
        try await context.database.write { try ResumeStore(transaction: $0).deleteOld(at: now) }
    }
}
