/// Language tags (RFC 5646, section 2.1).
enum LanguageTag {
    /// Whether it is well-formed. A language of four letters is not taken: those are reserved and none was ever given out.
    static func isWellFormed(_ tag: String) -> Bool {
        let lower = tag.lowercased()
        if irregular.contains(lower) { return true }
        var parts = lower.split(separator: "-", omittingEmptySubsequences: false).map { Array($0.utf8) }[...]
        guard parts.allSatisfy({ (1...8).contains($0.count) && $0.allSatisfy(isAlphanumeric) }), let first = parts.first
        else { return false }
        if first == [UInt8(ascii: "x")] { return parts.count > 1 }
        guard first.allSatisfy(Syntax.isLetter), first.count >= 2, first.count != 4 else { return false }
        parts.removeFirst()
        if first.count <= 3 {
            var extended = 0
            while extended < 3, take(&parts, { $0.count == 3 && $0.allSatisfy(Syntax.isLetter) }) { extended += 1 }
        }
        _ = take(&parts) { $0.count == 4 && $0.allSatisfy(Syntax.isLetter) }
        _ = take(&parts) {
            ($0.count == 2 && $0.allSatisfy(Syntax.isLetter)) || ($0.count == 3 && $0.allSatisfy(Syntax.isDigit))
        }
        return areVariantsAndExtensions(parts)
    }

    private static func areVariantsAndExtensions(_ rest: ArraySlice<[UInt8]>) -> Bool {
        var parts = rest
        var variants: Set<[UInt8]> = []
        while let part = parts.first, part.count >= 5 || (part.count == 4 && Syntax.isDigit(part[0])) {
            guard variants.insert(part).inserted else { return false }
            parts.removeFirst()
        }
        var singletons: Set<[UInt8]> = []
        while let part = parts.first, part.count == 1, part != [UInt8(ascii: "x")] {
            guard singletons.insert(part).inserted else { return false }
            parts.removeFirst()
            var count = 0
            while take(&parts, { $0.count >= 2 }) { count += 1 }
            guard count > 0 else { return false }
        }
        if parts.first == [UInt8(ascii: "x")] { return parts.count > 1 }
        return parts.isEmpty
    }

    private static func take(_ parts: inout ArraySlice<[UInt8]>, _ fits: ([UInt8]) -> Bool) -> Bool {
        guard let first = parts.first, fits(first) else { return false }
        parts.removeFirst()
        return true
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { Syntax.isLetter(byte) || Syntax.isDigit(byte) }

    /// Tags from before the rules, which do not follow them (section 2.2.8).
    private static let irregular: Set<String> = [
        "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo",
        "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de",
    ]
}
