@testable import Linkage

/// Accounts of two waves, 18 months apart, made up with a fixed seed: three in ten of the second wave were in the first one.
struct Accounts {
    static let columns = ["handle", "platform", "phone", "city", "age", "interests", "bio"]

    private var random: SeededRandom
    private var names: [String] = []
    private var phrases: [[String]] = []
    var rows: [(identifier: String, values: [String?])] = []
    var pairs: [(left: String, right: String)] = []

    private struct Owner {
        var name, noun, city, platform: String
        var phone: String?
        var age: Int
        var interests: Set<Int>
        var phrases: [Int]
    }

    init(each count: Int, seed: UInt64 = 20251) {
        random = SeededRandom(seed: seed)
        names = (0..<1200).map { _ in word() }
        phrases = (0..<300).map { _ in (0..<4).map { _ in word() } }
        var owners: [Owner] = []
        for number in 0..<count {
            owners.append(owner())
            rows.append(("a\(number)", account(owners[number], again: false)))
        }
        for number in 0..<count {
            if number < count * 3 / 10 {
                rows.append(("b\(number)", account(owners[number * 3], again: true)))
                pairs.append(("a\(number * 3)", "b\(number)"))
            } else {
                rows.append(("b\(number)", account(owner(), again: false)))
            }
        }
    }

    func records(count: Int) throws -> Records {
        try Records(names: Self.columns, rows: rows, leftCount: count)
    }

    /// The settings that follow from the columns, with a sample that suits a test.
    static func settings(_ records: Records) throws -> Settings {
        var settings = try Settings(derivedFrom: records)
        settings.sample = 100_000
        return settings
    }

    private mutating func word() -> String {
        (0..<Int.random(in: 2...3, using: &random)).map { _ in
            String("bdfghklmnprstvwz".randomElement(using: &random)!) + String("aeiou".randomElement(using: &random)!)
        }.joined()
    }

    private mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    private mutating func owner() -> Owner {
        Owner(
            name: names[skewed(1200)], noun: names[skewed(1200)], city: names[skewed(150)],
            platform: ["snapchat", "telegram", "instagram", "tiktok", "kik"][skewed(5)],
            phone: chance(0.5) ? "06\(Int.random(in: 10_000_000..<100_000_000, using: &random))" : nil,
            age: Int.random(in: 18..<60, using: &random),
            interests: Set((0..<3).map { _ in skewed(60) }), phrases: (0..<3).map { _ in skewed(300) })
    }

    /// Low numbers more often than high ones.
    private mutating func skewed(_ count: Int) -> Int {
        let part = Double.random(in: 0..<1, using: &random)
        return Int(part * part * Double(count))
    }

    private mutating func account(_ owner: Owner, again: Bool) -> [String?] {
        var (owner, handle) = (owner, owner.name + ["_", ".", ""].randomElement(using: &random)! + owner.noun)
        if again {
            if chance(0.2) { handle = names[skewed(1200)] + owner.noun }
            if chance(0.4) { handle = handle.replacing("a", with: "4").replacing("o", with: "0") }
            if chance(0.6) { owner.platform = "telegram" }
            if chance(0.2) { owner.city = names[skewed(150)] }
            owner.age += Int.random(in: 1...2, using: &random)
            owner.phrases[0] = skewed(300)
        }
        if chance(0.5) { handle += "\(Int.random(in: 1..<2000, using: &random))" }
        var phone = owner.phone
        if let whole = phone, chance(again ? 0.4 : 0.1) { phone = whole.prefix(4) + "xxxx" + whole.suffix(2) }
        let bio = owner.phrases.flatMap { phrases[$0].shuffled(using: &random).prefix(3) }.joined(separator: " ")
        return [
            handle, owner.platform, chance(0.2) ? nil : phone, chance(0.2) ? nil : owner.city,
            chance(0.2) ? nil : "\(owner.age)",
            owner.interests.sorted().map { "i\($0)" }.joined(separator: "|"), chance(0.15) ? nil : bio,
        ]
    }
}
