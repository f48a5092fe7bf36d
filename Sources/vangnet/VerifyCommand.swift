import App
import ArgumentParser
import Badges
import Core
import Foundation
import Learning
import Storage
import Web

/// `vangnet verify FILE`: whether a file is a real certificate. With `--keys` nothing is asked of anybody.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a certificate that was saved as a picture or a signed text.",
        discussion: """
            With --keys the file is checked offline, against the issuer's keys as they were saved from \
            https://…/.well-known/did.json. Whether the certificate was revoked since can then only be said by a status list: the \
            output names its address. Without --keys the keys and the status of the installation in --data count. \
            Status 0: real and, as far as could be checked, not revoked. Status 1: anything else.
            """)

    @Argument(help: "PNG, SVG or text.") var file: String
    @Option(help: "Saved did.json or jwks.json of the issuer.") var keys: String?
    @Option(help: "Saved status list of the issuer.") var status: String?
    @OptionGroup var place: Place

    func run() async throws {
        let strings = try Strings(folder: try Place.resources(asked: place.resources) + "/strings")
        func say(_ key: String, _ arguments: [String: String] = [:]) {
            print(strings(Text("badges.verify.\(key)", arguments), Terminal.language))
        }
        do {
            let bytes = try Self.read(file)
            let badge: VerifiedBadge
            var notes: [(String, [String: String])] = []
            if let keys {
                let verifier = try Self.verifier(keys)
                badge = try verifier.verify(try Baking.extract(bytes))
                notes = try check(badge, verifier)
                notes.append(("keys-from-file", ["file": keys]))
            } else {
                badge = try await checkHere(bytes)
                notes = [("not-revoked", [:])]
            }
            let credential = badge.credential
            say("good", ["issuer": "\(credential.issuer.name) (\(credential.issuer.id))"])
            say("name", ["name": credential.learner])
            let achievement = credential.credentialSubject.achievement
            say("course", ["course": achievement.name, "version": achievement.version])
            say("day", ["day": credential.day?.description ?? ""])
            say(
                "key",
                [
                    "day": credential.validFrom, "key": badge.key.id,
                    "algorithm": badge.key.jwk.algorithm?.rawValue ?? "",
                ])
            for (key, arguments) in notes { say(key, arguments) }
            say("not-qualified")
        } catch let problem as BadgeProblem {
            say("not-good", ["problem": strings(problem.text, Terminal.language)])
            throw ExitCode.failure
        }
    }

    /// What a saved status list says; without one, that this was not checked.
    private func check(_ badge: VerifiedBadge, _ verifier: BadgeVerifier) throws -> [(String, [String: String])] {
        guard let status else {
            let list = badge.credential.credentialStatus.statusListCredential
            return [("revoked-not-checked", ["list": list])]
        }
        let text = String(decoding: try Self.read(status), as: UTF8.self).filter { !$0.isWhitespace }
        let moment = try verifier.check(badge, against: text)
        return [("not-revoked-then", ["moment": moment.rfc3339])]
    }

    private static func verifier(_ file: String) throws -> BadgeVerifier {
        guard let (did, keys) = KeyDocuments.read(try read(file)), !keys.isEmpty else { throw VerifyError.noKeys }
        return BadgeVerifier(did: did, keys: keys, now: systemClock())
    }

    /// With the keys and the revocations of an installation that is there already.
    private func checkHere(_ bytes: [UInt8]) async throws -> VerifiedBadge {
        guard place.data != nil || place.database != nil || ProcessInfo.processInfo.environment["VANGNET_DATA"] != nil
        else { throw VerifyError.noPlace }
        let app = try await App.build(try place.configuration())
        do {
            let checked = try await app.learning.badges.verify(bytes)
            await app.database.close()
            guard checked.revocation == nil else { throw BadgeProblem.revoked }
            return checked.badge
        } catch {
            await app.database.close()
            throw error
        }
    }

    /// A file of at most 8 MB.
    private static func read(_ path: String) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: 8 << 20) else {
            throw VerifyError.unreadable(path)
        }
        return Array(data)
    }
}

/// What can be wrong with how `vangnet verify` was asked.
enum VerifyError: UserError {
    case noKeys
    case noPlace
    case unreadable(String)

    var status: Int { 400 }

    var text: Text {
        switch self {
        case .noKeys: Text("badges.problem.no-keys")
        case .noPlace: Text("badges.problem.no-place")
        case .unreadable(let file): Text("badges.problem.no-file", ["file": file])
        }
    }
}
