import Core
import Directory
import Storage
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Signals

@Suite struct FollowUpTests {
    @Test(arguments: testEngines)
    func rightAndWrongReceiptsCostTheSame(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let receipt = try await world.file().receipt
            let before = world.queue.derivations
            _ = try await world.visit(receipt)
            #expect(world.queue.derivations == before + 1)
            await expect(.unknownReceipt) { try await world.visit(Receipt(random: systemRandomBytes)) }
            #expect(world.queue.derivations == before + 2)
        }
    }

    /// A typing error is told without deriving anything, as often as it happens.
    @Test(arguments: testEngines)
    func typingErrorsCostNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let receipt = try await world.file().receipt
            let before = world.queue.derivations
            var digits = Array(receipt.text)
            digits[0] = digits[0] == "9" ? "8" : Character(String(digits[0].wholeNumberValue! + 1))
            for _ in 0..<20 {
                await expect(.receiptMistyped) { try await world.signals.followUp.open(String(digits), source: "x") }
            }
            #expect(world.queue.derivations == before)
            _ = try await world.signals.followUp.open(receipt.text, source: "x")
        }
    }

    @Test(arguments: testEngines)
    func whoGuessesIsStoppedAndNobodyElseWaits(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let receipt = try await world.file().receipt
            for _ in 0..<10 {
                await expect(.unknownReceipt) {
                    try await world.visit(Receipt(random: systemRandomBytes), source: "198.51.100.66")
                }
            }
            let before = world.queue.derivations
            for _ in 0..<200 {
                await #expect(throws: SignalsError.self) {
                    try await world.visit(Receipt(random: systemRandomBytes), source: "198.51.100.66")
                }
            }
            // The right one is not told apart from there either, and nothing is derived.
            await #expect(throws: SignalsError.self) { try await world.visit(receipt, source: "198.51.100.66") }
            #expect(world.queue.derivations == before)
            _ = try await world.visit(receipt, source: "198.51.100.67")
            _ = try await world.seat(world.first)
            world.clock.advance(seconds: 15 * 60 + 1)
            _ = try await world.visit(receipt, source: "198.51.100.66")
        }
    }

    /// Ten thousand right-format receipts find nothing, and ten thousand others are told apart without deriving anything.
    @Test func tenThousandGuesses() async throws {
        try await withWorld(.sqlite) { world in
            for number in 0..<5 { try await world.file(source: "s\(number)") }
            let lookups: Set<String> = try await world.database.read {
                Set(try $0.rows("SELECT lookup FROM signals_receipts").map { try $0["lookup"] as String })
            }
            #expect(lookups.count == 5)
            for _ in 0..<10_000 {
                let guess = try await world.queue.secrets(
                    of: Receipt(random: systemRandomBytes), cost: .trivial, siteKey: siteKey, source: nil)
                #expect(!lookups.contains(guess.lookup))
            }
            let before = world.queue.derivations
            var random = SeededGenerator(seed: 12)
            for _ in 0..<10_000 {
                let length = Int.random(in: 0...30, using: &random)
                var typed = String((0..<length).map { _ in "0123456789 -.x".randomElement(using: &random)! })
                // Twenty digits have the right check digit once in ten times.
                if Receipt(typed: typed) != nil { typed += "0" }
                await expect(.receiptMistyped) { try await world.signals.followUp.open(typed, source: "x") }
            }
            #expect(world.queue.derivations == before)
            #expect(try await world.count("directory_attempts", where: "counts_until > 0") == 5)
        }
    }

    @Test(arguments: testEngines)
    func writingAndStopping(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let receipt = try await world.file().receipt
            let followUp = world.signals.followUp
            let visit = try await world.visit(receipt)
            world.notices.clear()
            try await followUp.add(visit, "Er was nog iets.\n\nEen auto.")
            var view = try #require(try await followUp.look(visit))
            #expect(view.lines.count == 2 && view.canWrite)
            #expect(view.lines.last?.author == .reporter)
            #expect(view.lines.last?.kind == .fromReporter("Er was nog iets.\n\nEen auto."))
            await expect(.missing(field: "text")) { try await followUp.add(visit, "  ") }
            try await followUp.withdraw(visit)
            try await followUp.withdraw(visit)
            view = try #require(try await followUp.look(visit))
            #expect(view.status == .withdrawn && !view.canWrite && view.lines.count == 3)
            await expect(.contactStopped) { try await followUp.add(visit, "Toch nog iets") }
            // It was unread already: nobody is told twice.
            #expect(world.notices.all.isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func visitsEnd(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let receipt = try await world.file().receipt
            let followUp = world.signals.followUp
            let left = try await world.visit(receipt)
            try await followUp.leave(left)
            #expect(try await followUp.look(left) == nil)
            await expect(.visitEnded) { try await followUp.add(left, "Te laat") }
            let idle = try await world.visit(receipt)
            world.clock.advance(seconds: FollowUp.idle)
            #expect(try await followUp.look(idle) == nil)
            let long = try await world.visit(receipt)
            for _ in 0..<7 {
                world.clock.advance(seconds: 1000)
                #expect(try await followUp.look(long) != nil)
            }
            world.clock.advance(seconds: 1000)
            #expect(try await followUp.look(long) == nil)
            try await world.signals.escalate()
            #expect(try await world.count("signals_visits") == 0)
            #expect(try await followUp.look(Token(random: systemRandomBytes)) == nil)
        }
    }

    /// Two visits write at the same moment: nothing is lost.
    @Test(arguments: testEngines)
    func manyMessagesAtOnce(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let receipt = try await world.file().receipt
            let visit = try await world.visit(receipt)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<6 {
                    group.addTask { try await world.signals.followUp.add(visit, "Bericht \(number)") }
                }
                try await group.waitForAll()
            }
            #expect(try await world.signals.followUp.look(visit)?.lines.count == 7)
        }
    }
}
