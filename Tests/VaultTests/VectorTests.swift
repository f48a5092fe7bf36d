import Core
import Crypto
import Foundation
import Synchronization
import Testing
import Vault

/// What was sealed once opens for as long as there are installations. `vectors.json` was made by another implementation
/// (Tests/Vault/reference.py, from docs/guides/vault.md), never by this one.
struct VectorTests {
    private let vectors: Vectors

    init() throws {
        let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../Vault/vectors.json").standardized
        vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
        #expect(vectors.siteKey == (0..<32).map(UInt8.init).hex)
    }

    @Test func keysAndFingerprint() {
        let pair = KeyPair(random: script([vectors.keyPair.private]))
        #expect(pair.publicKey.bytes.hex == vectors.keyPair.public)
        #expect(pair.publicKey.id == vectors.keyPair.id)
        #expect(pair.publicKey.fingerprint == vectors.keyPair.fingerprint)
    }

    /// One of them at the real cost: memory limits show only there.
    @Test func passwords() async throws {
        #expect(vectors.passwords.map(\.cost).contains(DerivationCost.password.text))
        for vector in vectors.passwords {
            let secrets = try await DerivationQueue(slots: 1).secrets(
                of: vector.password, salt: bytes(vector.salt), cost: DerivationCost(vector.cost)!, siteKey: siteKey,
                source: nil)
            #expect(secrets.authValue.hex == vector.authValue)
            let place = Place(.memberKeyByPassword, record: "member", object: "key")
            let plain = try Envelope(bytes(vector.sealed)).open(under: secrets.key, at: place)
            #expect(String(decoding: plain, as: UTF8.self) == "a private key")
        }
    }

    @Test func token() throws {
        let token = try #require(Token(vectors.token.token))
        #expect(token.hash(.session, siteKey) == vectors.token.session)
        #expect(token.hash(.visit, siteKey) == vectors.token.visit)
        let form = vectors.token.form
        #expect(token.formToken(siteKey) == form)
        #expect(token.accepts(formToken: form, siteKey))
        #expect(!token.accepts(formToken: String(form.dropLast()) + "e", siteKey))
        #expect(!token.accepts(formToken: "", siteKey))
        #expect(hex(token.sealingKey(siteKey)) == vectors.token.sealingKey)
        #expect(hex(token.sealingKey(siteKey, for: .visit)) == vectors.token.visitSealingKey)
    }

    @Test func recoveryCode() {
        let code = RecoveryCode { _ in Array(0..<16) }
        #expect(code.text == "000G-40R4-0M30-E209-185G-R38E-1WEC")
        #expect(hex(code.key(siteKey)) == "0b626dcebdd11b11df17c83ac19accc67b674a8f49beeaf9a2cddfa9d5920b93")
    }

    @Test func grant() throws {
        let grant = vectors.grant
        let member = KeyPair(random: script([grant.member]))
        let key = try PublicKey(bytes(grant.publicKey))
        let place = Place(
            .deskKey, record: grant.desk, object: key.id, recipient: member.publicKey.id, epoch: grant.epoch)
        let desk = try KeyPair(opening: Envelope(bytes(grant.wrapped)), with: member, at: place, of: key)
        #expect(desk.publicKey == key)
    }

    @Test func receipt() async throws {
        let receipt = Receipt(random: script([vectors.receipt.random]))
        #expect(receipt.text == vectors.receipt.text)
        #expect(Receipt(typed: vectors.receipt.text) == receipt)
        let secret = SymmetricKey(data: bytes(vectors.receipt.secret))
        #expect(Receipt(secret: secret).text == vectors.receipt.textOfSecret)
        #expect(vectors.receipt.derived.map(\.cost).contains(DerivationCost.receipt.text))
        for vector in vectors.receipt.derived {
            let secrets = try await DerivationQueue(slots: 1).secrets(
                of: receipt, cost: DerivationCost(vector.cost)!, siteKey: siteKey, source: nil)
            #expect(secrets.lookup == vector.lookup)
            #expect(secrets.pair.publicKey.bytes.hex == vector.publicKey)
            let key = ReceiptKey(lookup: secrets.lookup, record: vector.record, publicKey: secrets.pair.publicKey)
            #expect(key.mac(siteKey) == vector.mac)
        }
    }

    /// Written anew from the same random bytes, a record is the same to the last byte.
    @Test func contentIsWritten() throws {
        let content = vectors.content
        let random = script(content.random)
        let first = RecordKey(for: content.record, random: random)
        var head = try check(content.before.entries, from: RecordHead(beginning: first), key: first, random)
        #expect(head.mac(siteKey) == content.before.mac)
        let (second, previous) = try first.next(random: random)
        #expect(previous.bytes.hex == content.previous)
        head = head.continued(under: second)
        #expect(head.mac(siteKey) == content.macWhenMoved)
        head = try check(Array(content.after.entries[2...]), from: head, key: second, random)
        #expect(head.mac(siteKey) == content.after.mac)
        #expect(head.generation == content.after.generation)
    }

    /// What lies in the database opens with the wraps of each holder.
    @Test func contentIsRead() throws {
        let content = vectors.content
        let entries = try content.after.entries.enumerated().map { number, entry in
            SealedEntry(sequence: number + 1, author: entry.author, envelope: try Envelope(bytes(entry.sealed)))
        }
        let head = RecordHead(
            record: content.record, generation: 2, count: 3, hash: try #require(content.after.entries.last).hash)
        let plain = content.after.entries.map(\.plain)
        #expect(head.isSigned(content.after.mac, siteKey))
        for holder in Set(content.wraps.map(\.holder)) {
            let keys = try content.wraps.filter { $0.holder == holder }.map { try open($0, of: content.record) }
            #expect(
                try RecordKey.open(entries, with: keys, to: head).map { String(decoding: $0, as: UTF8.self) } == plain)
            // Who has the newest only.
            let newest = try #require(keys.first { $0.generation == 2 })
            let all = [newest, try newest.previous(opening: Envelope(bytes(content.previous)))]
            #expect(
                try RecordKey.open(entries, with: all, to: head).map { String(decoding: $0, as: UTF8.self) } == plain)
        }
    }

    @Test func notes() throws {
        let notes = vectors.notes
        let random = script(notes.random)
        let key = RecordKey(for: notes.record, .notes, random: random)
        let start = RecordHead(beginning: key, owner: notes.owner)
        let head = try check(notes.entries, from: start, key: key, random)
        #expect(head.mac(siteKey) == notes.mac)
    }

    @Test func identity() throws {
        let identity = vectors.identity
        let random = script(identity.random)
        let key = RecordKey(for: identity.record, .identity, random: random)
        let sealed = try key.seal(
            Array(identity.plain.utf8), as: .identity, object: identity.object, random: random)
        #expect(sealed.bytes.hex == identity.sealed)
    }

    @Test func attachments() throws {
        for vector in vectors.attachments {
            let random = script(vector.random)
            let key = RecordKey(for: vector.record, random: random)
            let content = (0..<vector.size).map { UInt8($0 * 7 % 251) }
            let sealed = try key.seal(
                attachment: vector.id, facts: Array("name.pdf".utf8), content, random: random)
            #expect(sealed.key.bytes.hex == vector.key)
            #expect(sealed.facts.bytes.hex == vector.facts)
            let hashes = sealed.chunks.map { Array(SHA256.hash(data: $0.bytes)).hex }
            #expect(hashes == vector.chunkHashes)
            let opened = try key.open(sealed)
            #expect(opened.content == content)
            #expect(opened.facts == Array("name.pdf".utf8))
        }
    }

    // MARK: -

    private func check(
        _ entries: [Vectors.Entry], from start: RecordHead, key: RecordKey, _ random: @escaping RandomBytes
    ) throws -> RecordHead {
        try entries.reduce(start) { head, vector in
            let (entry, end) = try key.append(
                Array(vector.plain.utf8), by: vector.author, after: head, random: random)
            #expect(entry.envelope.bytes.hex == vector.sealed)
            #expect(end.hash == vector.hash)
            return end
        }
    }

    private func open(_ wrap: Vectors.Wrap, of record: String) throws -> RecordKey {
        try RecordKey(
            opening: Envelope(bytes(wrap.wrapped)), with: KeyPair(random: script([wrap.private])), holder: wrap.holder,
            epoch: wrap.epoch, record: record, generation: wrap.generation, siteKey: siteKey)
    }

    private func hex(_ key: SymmetricKey) -> String { key.withUnsafeBytes { Array($0) }.hex }
    private func bytes(_ text: String) -> [UInt8] { [UInt8](hex: text)! }

    /// "Random" bytes as written down, in their order.
    private func script(_ calls: [String]) -> RandomBytes {
        let script = Script(calls)
        return { count in
            let next = script.next()
            #expect(next.count == count)
            return next
        }
    }

    private final class Script: Sendable {
        private let rest: Mutex<ArraySlice<String>>
        init(_ calls: [String]) { rest = Mutex(calls[...]) }
        func next() -> [UInt8] { rest.withLock { [UInt8](hex: $0.popFirst() ?? "") ?? [] } }
    }
}

/// `vectors.json`.
private struct Vectors: Decodable {
    struct Pair: Decodable { let `private`, `public`, id, fingerprint: String }
    struct Password: Decodable { let password, salt, cost, authValue, sealed: String }
    struct Token: Decodable { let token, session, visit, form, sealingKey, visitSealingKey: String }
    struct Grant: Decodable {
        let desk: String
        let epoch: UInt32
        let member, publicKey, wrapped: String
    }
    struct Receipt: Decodable {
        struct Derived: Decodable { let cost, lookup, publicKey, record, mac: String }
        let random, text, secret, textOfSecret: String
        let derived: [Derived]
    }
    struct Entry: Decodable { let author, plain, sealed, hash: String }
    struct Row: Decodable {
        let entries: [Entry]
        let generation: Int
        let mac: String
    }
    struct Wrap: Decodable {
        let holder: String
        let epoch, generation: Int
        let `private`, wrapped: String
    }
    struct Content: Decodable {
        let record: String
        let random: [String]
        let before: Row
        let previous, macWhenMoved: String
        let after: Row
        let wraps: [Wrap]
    }
    struct Notes: Decodable {
        let record, owner: String
        let random: [String]
        let entries: [Entry]
        let mac: String
    }
    struct Identity: Decodable {
        let record: String
        let random: [String]
        let object, plain, sealed: String
    }
    struct Attachment: Decodable {
        let record, id: String
        let size: Int
        let random: [String]
        let key, facts: String
        let chunkHashes: [String]
    }

    let siteKey: String
    let keyPair: Pair
    let passwords: [Password]
    let token: Token
    let grant: Grant
    let receipt: Receipt
    let content: Content
    let notes: Notes
    let identity: Identity
    let attachments: [Attachment]
}
