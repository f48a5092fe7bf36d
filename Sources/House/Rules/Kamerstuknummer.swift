/// The number of a paper of the House: 31015-197, or 36410-VI-12.
public struct Kamerstuknummer: Hashable, Sendable, CustomStringConvertible {
    public var dossier: Int
    public var toevoeging: String?
    public var volgnummer: Int

    public init(dossier: Int, toevoeging: String? = nil, volgnummer: Int) {
        self.dossier = dossier
        self.toevoeging = toevoeging
        self.volgnummer = volgnummer
    }

    /// Reads `31015-197`, `kst-31015-197`, `36410-VI-12`, `31 015, nr. 197`, `36 410 VI, nr. 12`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        var rest = Substring(text.filter { !$0.isWhitespace })
        if rest.lowercased().hasPrefix("kst-") { rest = rest.dropFirst(4) }
        let number = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(number.count)
        guard number.count == 5, let dossier = Int(number) else { return nil }
        // What is left is "-197", "-VI-12", ",nr.197", "VI,nr.12".
        let place = String(rest.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        guard (1...4).contains(place.count), let volgnummer = Int(place) else { return nil }
        rest = rest.dropLast(place.count)
        if rest.hasSuffix("nr.") { rest = rest.dropLast(3) }
        guard let separator = rest.last, separator == "-" || separator == "," else { return nil }
        var addition = rest.dropLast()
        if addition.first == "-" { addition = addition.dropFirst() }
        guard addition.count <= 12,
            addition.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "()-".contains($0)) })
        else { return nil }
        self.init(dossier: dossier, toevoeging: addition.isEmpty ? nil : String(addition), volgnummer: volgnummer)
    }

    /// `31015-197`.
    public var description: String { "\(dossier)-\(toevoeging.map { "\($0)-" } ?? "")\(volgnummer)" }

    /// Where a person can read it.
    public var address: String { "https://zoek.officielebekendmakingen.nl/kst-\(self).html" }

    /// The papers that a changed motion or amendment replaces: "Gewijzigde motie … (t.v.v. 31015-182)". Empty when it says nothing.
    public static func replaced(in onderwerp: String) -> [Kamerstuknummer] {
        guard let start = onderwerp.range(of: "t.v.v.", caseInsensitive: true)?.upperBound else { return [] }
        let stated = onderwerp[start...].prefix { $0 != ")" }
        return stated.split(separator: " en ").compactMap { Kamerstuknummer($0) }
    }
}

extension StringProtocol {
    /// Where an ASCII text stands; Foundation is not needed for this.
    func range(of text: String, caseInsensitive: Bool) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            let tail = self[start...]
            if let end = index(start, offsetBy: text.count, limitedBy: endIndex),
                tail[..<end].lowercased() == text.lowercased()
            {
                return start..<end
            }
            start = index(after: start)
        }
        return nil
    }
}
