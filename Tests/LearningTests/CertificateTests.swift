import Core
import Storage
import TestSupport
import Testing

@testable import Learning

@Suite struct CertificateTests {
    @Test(arguments: testEngines)
    func anybodyCanVerifyWithCodeAndName(engine: Engine) async throws {
        try await World.on(engine) { world in
            let learner = try await world.complete()
            let service = world.learning.certificates
            let certificate = try service.make(for: learner, name: " Noor van  Dijk ")
            #expect(certificate.code.count == 34)
            for name in ["Noor van  Dijk", "noor van dijk", "  NOOR VAN\tDIJK"] {
                let found = try await service.verify(code: certificate.code, name: name)
                #expect(found.course == "receptie")
                #expect(found.version == 3)
                #expect(found.day == world.clock.instant.day)
            }
            #expect(
                try await service.verify(code: certificate.code.lowercased(), name: "Noor van Dijk").code
                    == certificate.code)
            for name in ["Noor van Dyk", "Noor", "Noor van Dijkk", "", "van Dijk Noor", "Noor van D\u{200B}ijk"] {
                await #expect(throws: CertificateError.refused) {
                    try await service.verify(code: certificate.code, name: name)
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func anyChangedSignFails(engine: Engine) async throws {
        try await World.on(engine) { world in
            let learner = try await world.complete()
            let service = world.learning.certificates
            let certificate = try service.make(for: learner, name: "Ali")
            let code = Array(certificate.code.replacing("-", with: "").utf8)
            var generator = SeededGenerator(seed: 5)
            for place in code.indices {
                let sign = CheckedCode.alphabet.filter { $0 != code[place] }.randomElement(using: &generator)!
                var changed = code
                changed[place] = sign
                await #expect(throws: CertificateError.mistyped) {
                    try await service.verify(code: String(decoding: changed, as: UTF8.self), name: "Ali")
                }
                // Who makes the check sign fit again does not get further.
                guard place < code.count - 1 else { continue }
                let forged = CheckedCode.checked(String(decoding: changed.dropLast(), as: UTF8.self))!
                await #expect(throws: CertificateError.refused) {
                    try await service.verify(code: forged, name: "Ali")
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func twoLearnersHaveTwoCodes(engine: Engine) async throws {
        try await World.on(engine) { world in
            let service = world.learning.certificates
            let one = try service.make(for: try await world.complete(), name: "Ali")
            let other = try service.make(for: try await world.complete(), name: "Ali")
            #expect(one.code != other.code)
            let half = one.code.replacing("-", with: "").prefix(11)
            let rest = other.code.replacing("-", with: "").dropFirst(11).dropLast()
            await #expect(throws: CertificateError.refused) {
                try await service.verify(code: CheckedCode.checked(String(half + rest))!, name: "Ali")
            }
        }
    }

    @Test(arguments: testEngines)
    func onlyWhoCompletedGetsOne(engine: Engine) async throws {
        try await World.on(engine) { world in
            let token = try await world.learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            let learner = try #require(try await world.learning.attempts.find(token, course: "receptie"))
            #expect(throws: CertificateError.notCompleted) {
                try world.learning.certificates.make(for: learner, name: "Ali")
            }
            let completed = try await world.complete()
            for name in ["", "   ", "12", "A\u{0}b", "A\u{202E}b", String(repeating: "a", count: 101)] {
                #expect(throws: CertificateError.nameUnreadable, "\(name)") {
                    try world.learning.certificates.make(for: completed, name: name)
                }
            }
        }
    }

    @Test func namesAreTheSameInAnyWriting() {
        #expect(Certificate.normalised("José  D’Angelo") == Certificate.normalised("JOSE\u{301} d'angelo"))
        #expect(Certificate.normalised("Jose") != Certificate.normalised("José"))
    }
}
