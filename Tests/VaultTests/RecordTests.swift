import Core
import Crypto
import TestSupport
import Testing
import Vault

/// A record as it lies in the database, with what belongs to it.
private struct Written {
    var entries: [SealedEntry]
    var head: RecordHead
    var keys: [RecordKey]
    var plain: [[UInt8]]

    var opened: [[UInt8]]? { try? RecordKey.open(entries, with: keys, to: head) }
}

struct RecordTests {
    private let random = seededRandomBytes(21)

    /// Entries of one record, `generations` times as many as `perGeneration`.
    private func write(
        _ record: String, use: RecordKey.Use = .content, owner: String = "", perGeneration: Int = 3,
        generations: Int = 1
    ) throws -> Written {
        var key = RecordKey(for: record, use, random: random)
        var head = RecordHead(beginning: key, owner: owner)
        var written = Written(entries: [], head: head, keys: [key], plain: [])
        for generation in 1...generations {
            if generation > 1 {
                key = try key.next(random: random).key
                head = head.continued(under: key)
                written.keys.append(key)
            }
            for number in 0..<perGeneration {
                let plain = Array("\(record) \(generation) \(number)".utf8)
                let (entry, end) = try key.append(
                    plain, by: number.isMultiple(of: 2) ? "reporter" : "desk", after: head, random: random)
                written.entries.append(entry)
                written.plain.append(plain)
                head = end
            }
        }
        written.head = head
        return written
    }

    @Test func opensWhatWasWritten() throws {
        for generations in 1...4 {
            for count in [0, 1, 2, 7] {
                let written = try write("r", perGeneration: count, generations: generations)
                #expect(written.opened == written.plain)
                #expect(written.head.count == count * generations)
                #expect(written.head.generation == generations)
                // The order of the keys says nothing.
                #expect(
                    try RecordKey.open(written.entries, with: written.keys.reversed(), to: written.head)
                        == written.plain)
            }
        }
    }

    @Test func everyFlippedBitOfEveryEntryIsRefused() throws {
        let written = try write("r", generations: 2)
        for number in written.entries.indices {
            let entry = written.entries[number]
            for position in entry.envelope.bytes.indices {
                var bytes = entry.envelope.bytes
                bytes[position] ^= 1 << UInt8.random(in: 0..<8)
                guard let envelope = try? Envelope(bytes) else { continue }
                var changed = written
                changed.entries[number] = SealedEntry(
                    sequence: entry.sequence, author: entry.author, envelope: envelope)
                #expect(changed.opened == nil, "entry \(number), byte \(position)")
            }
        }
    }

    @Test func anyEntryThatIsMissingMovedOrTwiceThereIsRefused() throws {
        let written = try write("r", generations: 2)
        for number in written.entries.indices {
            var changed = written
            changed.entries.remove(at: number)
            #expect(changed.opened == nil)
            changed.entries = changed.entries.enumerated().map {
                SealedEntry(sequence: $0 + 1, author: $1.author, envelope: $1.envelope)
            }
            #expect(changed.opened == nil)
            changed = written
            changed.entries.insert(written.entries[number], at: number)
            #expect(changed.opened == nil)
            for other in written.entries.indices where other != number {
                changed = written
                changed.entries.swapAt(number, other)
                #expect(changed.opened == nil)
                changed = written
                let (one, two) = (written.entries[number], written.entries[other])
                changed.entries[number] = SealedEntry(
                    sequence: one.sequence, author: one.author, envelope: two.envelope)
                #expect(changed.opened == nil)
                changed.entries[other] = SealedEntry(
                    sequence: two.sequence, author: two.author, envelope: one.envelope)
                #expect(changed.opened == nil)
            }
        }
    }

    @Test func anotherAuthorOrNumberIsRefused() throws {
        let written = try write("r")
        for (number, entry) in written.entries.enumerated() {
            for author in ["reporter", "desk", "", "Reporter"] where author != entry.author {
                var changed = written
                changed.entries[number] = SealedEntry(
                    sequence: entry.sequence, author: author, envelope: entry.envelope)
                #expect(changed.opened == nil)
            }
            for sequence in [-1, 0, .max, .min, entry.sequence + 1, entry.sequence - 1] {
                var changed = written
                changed.entries[number] = SealedEntry(
                    sequence: sequence, author: entry.author, envelope: entry.envelope)
                #expect(changed.opened == nil)
            }
        }
    }

    /// Two ways on from the same end: what was there before does not come back, with whichever of the two heads.
    @Test func anEntryThatWasReplacedDoesNotComeBack() throws {
        let written = try write("r")
        let key = written.keys[0]
        let (one, headOne) = try key.append([1], by: "desk", after: written.head, random: random)
        let (two, headTwo) = try key.append([2], by: "desk", after: written.head, random: random)
        let (next, end) = try key.append([3], by: "desk", after: headTwo, random: random)
        #expect(try RecordKey.open(written.entries + [one], with: [key], to: headOne).count == 4)
        #expect(try RecordKey.open(written.entries + [two, next], with: [key], to: end).count == 5)
        #expect(throws: SealError.refused) { try RecordKey.open(written.entries + [one], with: [key], to: headTwo) }
        #expect(throws: SealError.refused) { try RecordKey.open(written.entries + [one, next], with: [key], to: end) }
        #expect(throws: SealError.refused) { try RecordKey.open(written.entries, with: [key], to: end) }
    }

    @Test func entriesOfAnotherRecordAreRefused() throws {
        let one = try write("one")
        let two = try write("two")
        for number in one.entries.indices {
            var changed = one
            changed.entries[number] = two.entries[number]
            changed.keys += two.keys
            #expect(changed.opened == nil)
        }
        #expect(throws: SealError.refused) { try RecordKey.open(two.entries, with: two.keys, to: one.head) }
        #expect(throws: SealError.refused) { try RecordKey.open(one.entries, with: two.keys, to: one.head) }
        #expect(throws: SealError.refused) { try RecordKey.open(one.entries, with: [], to: one.head) }
    }

    /// Under one and the same key: what is bound, and not the key, tells the rows apart.
    @Test func entriesOfAnotherRowAreRefused() throws {
        let key = RecordKey(for: "r", .notes, random: random)
        let one = RecordHead(beginning: key, owner: "desk one")
        let (entry, end) = try key.append([1], by: "desk", after: one, random: random)
        #expect(try RecordKey.open([entry], with: [key], to: end) == [[1]])
        let (_, other) = try key.append(
            [1], by: "desk", after: RecordHead(beginning: key, owner: "desk two"), random: random)
        #expect(throws: SealError.refused) { try RecordKey.open([entry], with: [key], to: other) }
        let content = RecordHead(record: "r", owner: "desk one", generation: 1, count: 1, hash: end.hash)
        #expect(throws: SealError.refused) { try RecordKey.open([entry], with: [key], to: content) }
    }

    @Test func aHeadThatAsksForAnotherKeyGetsNoEntry() throws {
        let key = RecordKey(for: "r", random: random)
        let next = try key.next(random: random).key
        let heads = [
            RecordHead(beginning: RecordKey(for: "other", random: random)),
            RecordHead(beginning: RecordKey(for: "r", .notes, random: random)),
            RecordHead(beginning: next), RecordHead(record: "r", generation: 0, count: 0, hash: ""),
        ]
        for head in heads {
            #expect(throws: SealError.refused) { try key.append([], by: "desk", after: head, random: random) }
        }
        // After the record was given away, nothing is sealed under the key that the desk before knew.
        let moved = RecordHead(beginning: key).continued(under: next)
        #expect(throws: SealError.refused) { try key.append([], by: "desk", after: moved, random: random) }
        #expect(try next.append([], by: "desk", after: moved, random: random).head.count == 1)
    }

    /// Whoever held the record before cannot put an entry under the old key behind those of the new one.
    @Test func anOlderGenerationDoesNotFollowANewerOne() throws {
        let first = RecordKey(for: "r", random: random)
        let second = try first.next(random: random).key
        let start = RecordHead(beginning: first)
        let (one, end) = try second.append([1], by: "desk", after: start.continued(under: second), random: random)
        let forged = RecordHead(record: "r", generation: 1, count: 1, hash: end.hash)
        let (two, last) = try first.append([2], by: "desk", after: forged, random: random)
        for generation in 1...2 {
            let head = RecordHead(record: "r", generation: generation, count: 2, hash: last.hash)
            #expect(throws: SealError.refused) { try RecordKey.open([one, two], with: [first, second], to: head) }
        }
    }

    @Test func theHeadIsSigned() throws {
        let head = RecordHead(record: "r", use: .notes, owner: "desk", generation: 2, count: 5, hash: "ab")
        let mac = head.mac(siteKey)
        #expect(head.isSigned(mac, siteKey))
        let others = [
            RecordHead(record: "R", use: .notes, owner: "desk", generation: 2, count: 5, hash: "ab"),
            RecordHead(record: "r", use: .content, owner: "desk", generation: 2, count: 5, hash: "ab"),
            RecordHead(record: "r", use: .notes, owner: "desk 2", generation: 2, count: 5, hash: "ab"),
            RecordHead(record: "r", use: .notes, owner: "desk", generation: 1, count: 5, hash: "ab"),
            RecordHead(record: "r", use: .notes, owner: "desk", generation: 2, count: 4, hash: "ab"),
            RecordHead(record: "r", use: .notes, owner: "desk", generation: 5, count: 2, hash: "ab"),
            RecordHead(record: "r", use: .notes, owner: "desk", generation: 2, count: 5, hash: "aB"),
            RecordHead(record: "r", use: .notes, owner: "deskab", generation: 2, count: 5, hash: ""),
        ]
        for other in others { #expect(!other.isSigned(mac, siteKey)) }
        #expect(!head.isSigned(mac, SiteKey(random(32))!))
        for wrong in ["", String(mac.dropLast()), mac.uppercased(), mac + "0"] {
            #expect(!head.isSigned(wrong, siteKey))
        }
    }

    @Test func sizesSayLittle() throws {
        let key = RecordKey(for: "r", random: random)
        let sizes = try [0, 1, 100, 251, 252].map { count in
            try key.seal(random(count), as: .note, object: "1", random: random).bytes.count
        }
        #expect(Set(sizes).count == 1)
    }
}

struct WrapTests {
    private let random = seededRandomBytes(22)

    /// What is sealed with one key and opens with the other, when they are the same.
    private func isSame(_ left: RecordKey, _ right: RecordKey) -> Bool {
        let sealed = try? left.seal([1], as: .note, object: "1", random: random)
        return sealed.flatMap { try? right.open($0, as: .note, object: "1") } == [1]
    }

    @Test(arguments: RecordKey.Use.allCases)
    func opensAsWhatItIsAndNothingElse(use: RecordKey.Use) throws {
        let key = RecordKey(for: "r", use, random: random)
        let desk = KeyPair(random: random)
        let wrap = try key.wrapped(to: desk.publicKey, holder: "desk", epoch: 3, siteKey: siteKey)
        func open(
            _ pair: KeyPair? = nil, holder: String = "desk", epoch: Int = 3, record: String = "r",
            use other: RecordKey.Use? = nil, generation: Int = 1, site: SiteKey = siteKey
        ) throws -> RecordKey {
            try RecordKey(
                opening: Envelope(wrap.bytes), with: pair ?? desk, holder: holder, epoch: epoch, record: record,
                use: other ?? use, generation: generation, siteKey: site)
        }
        #expect(isSame(key, try open()))
        #expect(throws: SealError.refused) { try open(KeyPair(random: random)) }
        #expect(throws: SealError.refused) { try open(holder: "receipt") }
        #expect(throws: SealError.refused) { try open(holder: "") }
        for epoch in [0, 2, 4, Int(UInt32.max)] { #expect(throws: SealError.refused) { try open(epoch: epoch) } }
        for epoch in [-1, Int(UInt32.max) + 1, .max, .min] {
            #expect(throws: SealError.malformed) { try open(epoch: epoch) }
        }
        #expect(throws: SealError.refused) { try open(record: "R") }
        for other in RecordKey.Use.allCases where other != use {
            #expect(throws: SealError.refused) { try open(use: other) }
        }
        for generation in [-1, 0, 2, .max, .min] {
            #expect(throws: SealError.refused) { try open(generation: generation) }
        }
        #expect(throws: SealError.refused) { try open(site: SiteKey(random(32))!) }
        #expect(throws: SealError.malformed) {
            try key.wrapped(to: desk.publicKey, holder: "desk", epoch: -1, siteKey: siteKey)
        }
    }

    /// Somebody who can write to the database and knows the desk's public key wraps a key of their own, to read what comes.
    @Test func aKeyThatWasNotMadeHereIsRefused() throws {
        let desk = KeyPair(random: random)
        let place = Place(
            .recordKey, record: "r", object: "1", recipient: desk.publicKey.id, epoch: 3, bound: ["desk"])
        let own = SiteKey(random(32))!
        let forged = [
            try Envelope.seal(random(32), to: desk.publicKey, for: place),
            try Envelope.seal(random(32), to: desk.publicKey, for: place, siteKey: own),
        ]
        for wrap in forged {
            #expect(throws: SealError.refused) {
                try RecordKey(
                    opening: wrap, with: desk, holder: "desk", epoch: 3, record: "r", generation: 1, siteKey: siteKey)
            }
        }
        let short = try Envelope.seal(random(31), to: desk.publicKey, for: place, siteKey: siteKey)
        #expect(throws: SealError.refused) {
            try RecordKey(
                opening: short, with: desk, holder: "desk", epoch: 3, record: "r", generation: 1, siteKey: siteKey)
        }
    }

    @Test func theNextGenerationOpensTheOneBefore() throws {
        var keys = [RecordKey(for: "r", random: random)]
        var previous: [Envelope] = []
        for _ in 0..<4 {
            let (key, sealed) = try keys.last!.next(random: random)
            keys.append(key)
            previous.append(sealed)
        }
        #expect(keys.map(\.generation) == [1, 2, 3, 4, 5])
        for number in previous.indices {
            for (other, key) in keys.enumerated() {
                if other == number + 1 {
                    let opened = try key.previous(opening: previous[number])
                    #expect(isSame(opened, keys[number]))
                    #expect(opened.generation == number + 1)
                } else {
                    #expect(throws: SealError.refused) { try key.previous(opening: previous[number]) }
                }
            }
        }
        for (one, key) in keys.enumerated() {
            for other in keys[(one + 1)...] { #expect(!isSame(key, other)) }
        }
        let notes = RecordKey(for: "r", .notes, random: random)
        #expect(throws: SealError.refused) { try notes.next(random: random).key.previous(opening: previous[0]) }
    }

    /// With the same key bytes, for another use or record nothing opens.
    @Test func useAndRecordAreBoundToTheContent() throws {
        let bytes = random(32)
        let key = RecordKey(for: "r", .content) { _ in bytes }
        let others = [
            RecordKey(for: "r", .notes) { _ in bytes }, RecordKey(for: "r", .identity) { _ in bytes },
            RecordKey(for: "s", .content) { _ in bytes },
        ]
        #expect(isSame(key, RecordKey(for: "r", .content) { _ in bytes }))
        let attached = try key.seal(attachment: "a", facts: [], [1], random: random)
        let next = try key.next(random: random)
        for other in others {
            #expect(!isSame(key, other))
            #expect(throws: SealError.refused) { try other.open(attached) }
            let sameNext = try other.next { $0 == 32 ? [UInt8](repeating: 7, count: 32) : self.random($0) }.key
            #expect(throws: SealError.refused) { try sameNext.previous(opening: next.previous) }
        }
    }
}

struct PaddingTests {
    private let random = seededRandomBytes(23)

    @Test func sizes() {
        let expected: [(plain: Int, padded: Int)] = [
            (0, 256), (252, 256), (253, 1 << 10), (1020, 1 << 10), (1021, 4 << 10), (4092, 4 << 10), (4093, 16 << 10),
            (16_380, 16 << 10), (16_381, 64 << 10), (65_532, 64 << 10), (65_533, 128 << 10), (131_068, 128 << 10),
            (131_069, 192 << 10),
        ]
        for (plain, padded) in expected {
            #expect(Padding.pad([UInt8](repeating: 1, count: plain)).count == padded)
        }
    }

    @Test func unpadsWhatItPadded() throws {
        var generator = SeededGenerator(seed: 24)
        for _ in 0..<500 {
            let plain = random(.random(in: 0..<5000, using: &generator))
            #expect(try Padding.unpad(Padding.pad(plain)) == plain)
        }
        for count in [65_532, 65_533, 200_000] {
            let plain = random(count)
            #expect(try Padding.unpad(Padding.pad(plain)) == plain)
        }
    }

    @Test func anythingElseIsRefused() {
        let padded = Padding.pad(Array("abc".utf8))
        for position in padded.indices where !(3..<7).contains(position) {
            var changed = padded
            changed[position] ^= 0x80
            #expect(throws: SealError.malformed) { try Padding.unpad(changed) }
        }
        for count in [0, 1, 3, 4, 5, 7, 255] {
            #expect(throws: SealError.malformed) { try Padding.unpad(Array(padded.prefix(count))) }
        }
        #expect(throws: SealError.malformed) { try Padding.unpad(padded + [0]) }
        // Padded further than needed.
        #expect(throws: SealError.malformed) { try Padding.unpad(padded + [UInt8](repeating: 0, count: 768)) }
    }
}

struct AttachmentTests {
    private let random = seededRandomBytes(25)
    private let key = RecordKey(for: "r", random: seededRandomBytes(26))
    private let size = SealedAttachment.chunkSize

    private func seal(_ content: [UInt8], id: String = "a") throws -> SealedAttachment {
        try key.seal(attachment: id, facts: Array("facts".utf8), content, random: random)
    }

    private func with(
        _ attachment: SealedAttachment, id: String? = nil, key: Envelope? = nil, facts: Envelope? = nil,
        chunks: [Envelope]? = nil
    ) -> SealedAttachment {
        SealedAttachment(
            id: id ?? attachment.id, key: key ?? attachment.key, facts: facts ?? attachment.facts,
            chunks: chunks ?? attachment.chunks)
    }

    @Test func opensWhatItSealed() throws {
        let sizes: [(count: Int, chunks: Int)] = [
            (0, 1), (1, 1), (size - 1, 1), (size, 1), (size + 1, 2), (3 * size, 3), (200_000, 4),
        ]
        for (count, chunks) in sizes {
            let content = random(count)
            let sealed = try seal(content)
            #expect(sealed.chunks.count == chunks)
            let opened = try key.open(sealed)
            #expect(opened.content == content)
            #expect(opened.facts == Array("facts".utf8))
            #expect(try key.facts(of: "a", key: sealed.key, sealed.facts) == opened.facts)
        }
    }

    @Test func anyPieceThatIsMissingMovedOrTwiceThereIsRefused() throws {
        let sealed = try seal(random(3 * size + 5))
        var rows: [[Envelope]] = [[], sealed.chunks + [sealed.chunks[3]], sealed.chunks.reversed()]
        for number in sealed.chunks.indices {
            var dropped = sealed.chunks
            dropped.remove(at: number)
            rows.append(dropped)
            rows.append(Array(sealed.chunks.prefix(number)))
            var twice = sealed.chunks
            twice.insert(sealed.chunks[number], at: number)
            rows.append(twice)
            for other in sealed.chunks.indices where other > number {
                var swapped = sealed.chunks
                swapped.swapAt(number, other)
                rows.append(swapped)
            }
        }
        for chunks in rows { #expect(throws: SealError.refused) { try key.open(with(sealed, chunks: chunks)) } }
    }

    @Test func piecesOfAnotherAttachmentAreRefused() throws {
        let one = try seal(random(size + 5))
        let two = try seal(random(size + 5), id: "b")
        let again = try seal(random(size + 5))
        for other in [two, again] {
            for number in one.chunks.indices {
                var chunks = one.chunks
                chunks[number] = other.chunks[number]
                #expect(throws: SealError.refused) { try key.open(with(one, chunks: chunks)) }
            }
            #expect(throws: SealError.refused) { try key.open(with(one, chunks: other.chunks)) }
            #expect(throws: SealError.refused) { try key.open(with(one, key: other.key)) }
            #expect(throws: SealError.refused) { try key.open(with(one, facts: other.facts)) }
        }
        #expect(throws: SealError.refused) { try key.open(with(one, id: "b")) }
        #expect(throws: SealError.refused) { try RecordKey(for: "r", random: random).open(one) }
        #expect(throws: SealError.refused) { try key.next(random: random).key.open(one) }
    }

    @Test func everyFlippedByteIsRefused() throws {
        let sealed = try seal([1, 2, 3])
        func changed(_ envelope: Envelope) -> [Envelope] {
            envelope.bytes.indices.compactMap { position in
                var bytes = envelope.bytes
                bytes[position] ^= 1 << UInt8(position % 8)
                return try? Envelope(bytes)
            }
        }
        for envelope in changed(sealed.key) {
            #expect(throws: SealError.self) { try key.open(with(sealed, key: envelope)) }
        }
        for envelope in changed(sealed.facts) {
            #expect(throws: SealError.self) { try key.open(with(sealed, facts: envelope)) }
        }
        for envelope in changed(sealed.chunks[0]) {
            #expect(throws: SealError.self) { try key.open(with(sealed, chunks: [envelope])) }
        }
    }
}

struct SecretsTests {
    /// What is printed, dumped, interpolated or reflected names the type and tells nothing.
    @Test func secretsDoNotPrint() async throws {
        let queue = DerivationQueue(slots: 1)
        let random = seededRandomBytes(27)
        let receipt = Receipt(random: random)
        let secrets: [any Sendable] = [
            siteKey, Token(random: random), RecoveryCode(random: random), KeyPair(random: random), receipt,
            try await queue.secrets(of: receipt, cost: .trivial, siteKey: siteKey, source: nil),
            try await queue.secrets(
                of: "wachtwoord", salt: random(16), cost: .trivial, siteKey: siteKey, source: nil),
            RecordKey(for: "r", random: random),
        ]
        for secret in secrets {
            let name = "\(type(of: secret))"
            var dumped = ""
            dump(secret, to: &dumped)
            #expect("\(secret)" == name)
            #expect(String(reflecting: secret) == name)
            #expect(String(describing: [secret]) == "[\(name)]")
            #expect(dumped == "- \(name)\n")
            #expect(Mirror(reflecting: secret).children.isEmpty)
            #expect("\(Optional(secret) as Any)" == "Optional(\(name))")
        }
    }
}
