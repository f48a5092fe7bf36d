import CQREncode

/// A QR code as SVG, made here: no address of ours goes to somebody else's server.
public enum QRCode {
    /// The SVG of `text`, dark on white whatever the colour scheme is, with the quiet zone of four modules that readers need
    /// (ISO/IEC 18004). Error correction M: a poster may get a scratch.
    ///
    /// - Parameter label: what a screen reader says instead.
    /// - Returns: `nil` when the text is empty or too long for a QR code.
    public static func svg(_ text: String, label: String) -> String? {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        let size = width + 8
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                let start = column
                while column < width, code.pointee.data[row * width + column] & 1 == 1 { column += 1 }
                if column > start { path += "M\(start + 4) \(row + 4)h\(column - start)v1h-\(column - start)z" }
                column += 1
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size) \(size)" width="\(size * 8)" height="\(size * 8)" \
            role="img" aria-label="\(escaped(label))" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h\(size)v\(size)\
            H0z"/><path fill="#000" d="\(path)"/></svg>
            """
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { out, character in
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            default: out.append(character)
            }
        }
    }
}
