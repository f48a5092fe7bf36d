import Core
import Crypto
import TestSupport
import Testing
import Vault

struct ReceiptTests {
    private func digits(_ receipt: Receipt) -> [UInt8] { receipt.text.utf8.filter { $0 != 0x20 }.map { $0 - 0x30 } }
    private func typed(_ digits: [UInt8]) -> Receipt? {
        Receipt(typed: String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self))
    }

    /// 572 with 4 is the example of Damm's dissertation.
    @Test(arguments: ["0000 0000 0000 0000 0000", "0000 0000 0000 0000 5724"])
    func knownCheckDigits(text: String) {
        #expect(Receipt(typed: text)?.text == text)
        #expect(Receipt(typed: String(text.dropLast()) + "7") == nil)
    }

    @Test func readsWhatItWrites() {
        let random = seededRandomBytes(11)
        for _ in 0..<1000 {
            let receipt = Receipt(random: random)
            #expect(digits(receipt).count == Receipt.length)
            #expect(receipt.text.utf8.count == 24)
            #expect(Receipt(typed: receipt.text) == receipt)
        }
    }

    @Test func everyWrongDigitIsNoticed() {
        let random = seededRandomBytes(12)
        for _ in 0..<200 {
            let right = digits(Receipt(random: random))
            for position in right.indices {
                for digit in UInt8(0)...9 where digit != right[position] {
                    var changed = right
                    changed[position] = digit
                    #expect(typed(changed) == nil)
                }
            }
        }
    }

    @Test func everyTwoNeighboursThatChangedPlacesAreNoticed() {
        let random = seededRandomBytes(13)
        for _ in 0..<2000 {
            let right = digits(Receipt(random: random))
            for position in right.indices.dropLast() where right[position] != right[position + 1] {
                var changed = right
                changed.swapAt(position, position + 1)
                #expect(typed(changed) == nil)
            }
        }
    }

    /// Of anything else that is typed, one in ten passes.
    @Test func oneInTenOfAnythingElsePasses() {
        var generator = SeededGenerator(seed: 14)
        let passed = (0..<20_000).count { _ in typed((0..<20).map { _ in .random(in: 0...9, using: &generator) }) != nil
        }
        #expect((1800...2200).contains(passed))
    }

    @Test func isReadHoweverItIsTyped() {
        let receipt = Receipt(random: seededRandomBytes(15))
        let bare = receipt.text.filter { $0 != " " }
        let forms = [
            bare, receipt.text, "  \(receipt.text)\t", receipt.text.replacing(" ", with: "-"),
            receipt.text.replacing(" ", with: " - "), receipt.text.replacing(" ", with: "."),
            receipt.text.replacing(" ", with: "\u{A0}"), receipt.text.replacing(" ", with: "\u{2013}"),
            receipt.text.replacing(" ", with: "\u{202F}"), bare.map { "\($0) " }.joined(),
            receipt.text.replacing(" ", with: "\r\n"),
        ]
        for form in forms { #expect(Receipt(typed: form) == receipt) }
        let wrong = [
            "", " ", String(bare.dropLast()), bare + "0", "0" + bare, bare + bare, "a" + bare,
            bare.replacingFirst(with: "O"), bare.replacingFirst(with: "\u{0661}"),
            bare.replacingFirst(with: "\u{FF11}"),
            bare + "\u{0}", "+" + bare, bare + String(repeating: " ", count: 200),
        ]
        for form in wrong { #expect(Receipt(typed: form) == nil) }
    }

    /// Chi-squared with nine degrees of freedom: beyond 27.9 once in a thousand seeds.
    @Test func everyDigitIsAsLikely() {
        let random = seededRandomBytes(16)
        let receipts = (0..<5000).map { _ in digits(Receipt(random: random)) }
        for position in 0..<Receipt.length {
            var counts = [Double](repeating: 0, count: 10)
            for receipt in receipts { counts[Int(receipt[position])] += 1 }
            let chiSquared = counts.reduce(0) { $0 + ($1 - 500) * ($1 - 500) / 500 }
            #expect(chiSquared < 27.9, "position \(position)")
        }
    }

    /// Bytes of 250 and up would make 0 to 5 likelier: they are not used.
    @Test func bytesThatWouldMakeADigitLikelierAreNotUsed() {
        let bytes = Array(repeating: UInt8(250), count: 5) + [255] + (0..<19).map { UInt8($0 * 13) }
        #expect(digits(Receipt { _ in bytes }).dropLast() == digits(Receipt { _ in Array(bytes[6...]) }).dropLast())
    }

    @Test func aSecretAlwaysGivesTheSameReceipt() {
        let random = seededRandomBytes(17)
        var seen: Set<Receipt> = []
        for _ in 0..<2000 {
            let secret = SymmetricKey(data: random(32))
            let receipt = Receipt(secret: secret)
            #expect(Receipt(secret: secret) == receipt)
            #expect(Receipt(typed: receipt.text) == receipt)
            seen.insert(receipt)
        }
        #expect(seen.count == 2000)
    }

    @Test func whatItGivesTakesTheSiteKeyToo() async throws {
        let queue = DerivationQueue()
        let random = seededRandomBytes(18)
        let receipt = Receipt(random: random)
        func secrets(_ receipt: Receipt, _ key: SiteKey, _ cost: DerivationCost = .trivial) async throws
            -> ReceiptSecrets
        {
            try await queue.secrets(of: receipt, cost: cost, siteKey: key, source: nil)
        }
        let one = try await secrets(receipt, siteKey)
        let again = try await secrets(Receipt(typed: receipt.text)!, siteKey)
        #expect(one.lookup == again.lookup)
        #expect(one.pair.publicKey == again.pair.publicKey)
        let others = [
            try await secrets(Receipt(random: random), siteKey), try await secrets(receipt, SiteKey(random(32))!),
            try await secrets(receipt, siteKey, DerivationCost(rounds: 4, blockSize: 1, parallelism: 1)!),
        ]
        for other in others {
            #expect(other.lookup != one.lookup)
            #expect(other.pair.publicKey != one.pair.publicKey)
        }
        // The lookup is not the key in another form.
        #expect(KeyPair { _ in [UInt8](hex: one.lookup)! }.publicKey != one.pair.publicKey)
        #expect(queue.derivations == 5)
    }

    @Test func aReceiptLeadsToNoOtherRecordAndKey() throws {
        let random = seededRandomBytes(19)
        let pair = KeyPair(random: random)
        let key = ReceiptKey(lookup: "one", record: "record", publicKey: pair.publicKey)
        let mac = key.mac(siteKey)
        #expect(key.isSigned(mac, siteKey))
        let others = [
            ReceiptKey(lookup: "two", record: "record", publicKey: pair.publicKey),
            ReceiptKey(lookup: "one", record: "recorD", publicKey: pair.publicKey),
            ReceiptKey(lookup: "onerecord", record: "", publicKey: pair.publicKey),
            ReceiptKey(lookup: "one", record: "record", publicKey: KeyPair(random: random).publicKey),
        ]
        for other in others { #expect(!other.isSigned(mac, siteKey)) }
        #expect(!key.isSigned(mac, SiteKey(random(32))!))
        for wrong in ["", String(mac.dropLast()), mac.uppercased(), String(mac.reversed())] {
            #expect(!key.isSigned(wrong, siteKey))
        }
    }
}

extension String {
    fileprivate func replacingFirst(with text: String) -> String { text + dropFirst() }
}
