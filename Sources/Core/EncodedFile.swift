/// Finds files that were turned into letters, so that no image comes in as text (product rule 5).
public enum EncodedFile {
    /// Whether a file stands in it that was turned into letters: as base64, hexadecimal or uuencode, in whatever rows.
    public static func stands(in text: String) -> Bool {
        hasDataAddress(text) || hasLongRows(text) || EncodedSigns.areDense(in: text)
    }

    private static func hasDataAddress(_ text: String) -> Bool {
        ByteSearch.contains("data:image/", in: Array(text.utf8), ignoringCase: true)
    }

    /// Two thousand signs or more in rows as long as no word. People's sentences have blanks.
    private static func hasLongRows(_ text: String) -> Bool {
        var together = 0
        var row = 0
        for byte in text.utf8 {
            if byte == 0x0A {
                if row > 0, row < 40 { together = 0 }
                together += row
                row = 0
            } else if (0x21...0x7E).contains(byte) {
                row += 1
            } else {
                (row, together) = (0, 0)
            }
            if together + row >= 2000 { return true }
        }
        return false
    }
}

/// Finds base64 and hexadecimal by how signs follow each other inside a word, wherever blanks and line ends stand.
///
/// In base64 a capital follows a small letter at one pair of signs in six, in hexadecimal a digit follows a letter at one in
/// four. People write "WhatsApp" and "B12" now and then, and in a list of numbers neither happens.
private struct EncodedSigns {
    /// So many pairs are looked at together; a dump has columns of addresses between its signs, and those count too.
    private static let window = 2000
    private static let most = window / 10

    private var pairs = [Bool](repeating: false, count: Self.window)
    private var next = 0
    private var count = 0

    static func areDense(in text: String) -> Bool {
        let bytes = Array(text.utf8)
        var signs = EncodedSigns()
        // Signs that stand alone are read together: blanks may stand between all of them.
        var alone: [UInt8] = []
        for word in bytes.split(whereSeparator: { !isSign($0) }) {
            if word.count == 1 {
                alone.append(word[word.startIndex])
                continue
            }
            if signs.isDense(with: alone[...]) { return true }
            alone = []
            // `0xFF` in the source of a program.
            let isPrefixed = word.count > 2 && word.starts(with: "0x".utf8)
            if signs.isDense(with: isPrefixed ? word.dropFirst(2) : word) { return true }
        }
        return signs.isDense(with: alone[...])
    }

    private mutating func isDense(with word: ArraySlice<UInt8>) -> Bool {
        let isHexadecimal = word.allSatisfy { Self.isDigit($0) || (0x61...0x66).contains($0 | 0x20) }
        for (one, two) in zip(word, word.dropFirst()) {
            let turnsCapital = (0x61...0x7A).contains(one) && (0x41...0x5A).contains(two)
            add(turnsCapital || (isHexadecimal && !Self.isDigit(one) && Self.isDigit(two)))
            if count >= Self.most { return true }
        }
        return false
    }

    private mutating func add(_ isTurn: Bool) {
        count += (isTurn ? 1 : 0) - (pairs[next] ? 1 : 0)
        pairs[next] = isTurn
        next = (next + 1) % Self.window
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// A letter or a digit; what is not ASCII counts as a letter.
    private static func isSign(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80
    }
}

/// Finds text in bytes.
public enum ByteSearch {
    /// Whether `text`, in UTF-8, stands in `bytes`; with `ignoringCase` letters of ASCII count alike.
    public static func contains(
        _ text: String, in bytes: some RandomAccessCollection<UInt8>, ignoringCase: Bool = false
    ) -> Bool {
        let needle = Array(text.utf8)
        func folded(_ byte: UInt8) -> UInt8 {
            ignoringCase && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        }
        guard bytes.count >= needle.count else { return false }
        var start = bytes.startIndex
        let end = bytes.index(bytes.endIndex, offsetBy: -needle.count)
        while start <= end {
            if folded(bytes[start]) == needle[0],
                zip(needle, bytes[start...]).allSatisfy({ folded($1) == $0 })
            {
                return true
            }
            start = bytes.index(after: start)
        }
        return false
    }
}
