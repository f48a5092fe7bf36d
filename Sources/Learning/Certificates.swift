import Core
import Storage
import Vault

/// Makes certificates and tells whether one is real. Open to all; no name is kept or logged.
public struct Certificates: Sendable {
    let context: LearningContext

    /// The certificate of a learner who completed the course, on the name they typed.
    ///
    /// - Throws: `CertificateError.notCompleted`, `.nameUnreadable`.
    public func make(for learner: Learner, name: String) throws -> Certificate {
        guard let completion = learner.completion else { throw CertificateError.notCompleted }
        return try make(
            id: completion.certificate, course: learner.course, version: learner.version, day: completion.day,
            name: name)
    }

    /// The certificate of a course or a session.
    ///
    /// - Throws: `CertificateError.nameUnreadable`.
    func make(id: String, course: String, version: Int, day: Day, name: String) throws -> Certificate {
        let name = try Certificate.checked(name)
        let code = Certificate.code(
            id: id, course: course, version: version, day: day, name: name, siteKey: context.siteKey)
        return Certificate(name: name, course: course, version: version, day: day, code: CheckedCode.grouped(code))
    }

    /// What the first part of a code is of: a course that was completed, or a session that somebody was at.
    static func completion(
        _ id: String, in transaction: any Transaction
    ) throws -> (course: String, version: Int, day: Day)? {
        try AttemptStore(transaction: transaction).completion(id)
            ?? SessionPlanStore(transaction: transaction).session(certificate: id).map {
                (course: $0.course, version: 1, day: $0.draft.day)
            }
    }

    /// Whether what somebody typed can be a certificate's code; gives it in groups.
    ///
    /// - Throws: `CertificateError.mistyped`.
    public func read(_ code: String) throws -> String {
        guard let code = CheckedCode.read(code, length: Certificate.length) else {
            throw CertificateError.mistyped
        }
        return CheckedCode.grouped(code)
    }

    /// The certificate with this code, when it was made for this name; it says when it was revoked.
    ///
    /// - Throws: `CertificateError.mistyped` when a sign is wrong; `.certificateRefused` when no completion has the code
    ///   or when it was made for another name.
    public func verify(code typed: String, name: String) async throws -> Certificate {
        guard let code = CheckedCode.read(typed, length: Certificate.length) else {
            throw CertificateError.mistyped
        }
        let id = Certificate.completion(in: code)
        let (completion, revocation) = try await context.database.read { transaction in
            (
                try Self.completion(id, in: transaction),
                try BadgeStore(transaction: transaction).revocation(of: id)
            )
        }
        guard let completion, let name = try? Certificate.checked(name) else { throw CertificateError.refused }
        let expected = Certificate.code(
            id: id, course: completion.course, version: completion.version, day: completion.day, name: name,
            siteKey: context.siteKey)
        guard equalInConstantTime(Array(expected.utf8), Array(code.utf8)) else {
            throw CertificateError.refused
        }
        return Certificate(
            name: name, course: completion.course, version: completion.version, day: completion.day,
            code: CheckedCode.grouped(code), revocation: revocation)
    }
}
