public import Core
import FoundationEssentials

/// A mail with all that a transport needs.
public struct MailMessage: Sendable, Hashable {
    public let id: Identifier
    public let from: MailSender
    public let mail: Mail
    public let date: Instant

    public init(id: Identifier, from: MailSender, mail: Mail, date: Instant) {
        self.id = id
        self.from = from
        self.mail = mail
        self.date = date
    }

    /// The message as it goes over the line (RFC 5322 and MIME): CRLF, ASCII, lines of at most 76 characters where
    /// an address leaves the choice.
    ///
    /// No line of the body begins with a dot or with "From ", so that nothing on the way needs to change it.
    public var bytes: [UInt8] {
        let headers = [
            Self.header("Date", [Self.format(date)]),
            Self.header("From", EncodedWord.words(from.name, inPhrase: true) + ["<\(from.address)>"]),
            Self.header("To", ["<\(mail.to)>"]),
            Self.header("Subject", EncodedWord.words(mail.subject)),
            // The same at every attempt: a server that received it twice can tell.
            Self.header("Message-ID", ["<\(id)@\(from.address.domain)>"]),
            // RFC 3834: keeps holiday replies away.
            Self.header("Auto-Submitted", ["auto-generated"]),
            Self.header("MIME-Version", ["1.0"]),
            Self.header("Content-Type", ["text/plain; charset=utf-8"]),
            Self.header("Content-Transfer-Encoding", ["quoted-printable"]),
        ]
        return Array(headers.joined().utf8) + [0x0D, 0x0A] + QuotedPrintable.encode(mail.body)
    }

    /// A header; its words are put on lines of at most 76 characters where they fit.
    private static func header(_ name: String, _ words: [String]) -> String {
        var text = name + ":"
        var width = text.utf8.count
        for word in words {
            let folds = width + 1 + word.utf8.count > 76 && width > name.utf8.count + 1
            text += folds ? "\r\n " : " "
            width = (folds ? 1 : width + 1) + word.utf8.count
            text += word
        }
        return text + "\r\n"
    }

    /// RFC 5322, section 3.3, in UTC: `Tue, 24 Nov 2026 03:41:59 +0000`.
    static func format(_ instant: Instant) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = instant.rfc3339
        let date = Day(text.prefix(10))!
        // Day 0, 1970-01-01, was a Thursday.
        let weekday = days[(date.number % 7 + 7) % 7]
        return
            "\(weekday), \(date.day) \(months[date.month - 1]) \(text.prefix(4)) \(text.dropFirst(11).prefix(8)) +0000"
    }
}

/// Words of a header outside ASCII (RFC 2047).
enum EncodedWord {
    /// The text as the words of a header: as it stands when it is plain ASCII, otherwise in encoded words that fit on a line
    /// with the header's name, no character cut in two.
    ///
    /// - Parameter inPhrase: the text is a name before an address, where fewer characters may stand bare.
    static func words(_ text: String, inPhrase: Bool = false) -> [String] {
        let plain = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let isPlain = plain.allSatisfy { word in
            (1...65).contains(word.utf8.count) && !word.contains("=?")
                && word.utf8.allSatisfy { (0x21...0x7E).contains($0) && !(inPhrase && isSpecial($0)) }
        }
        return isPlain ? plain : encoded(text)
    }

    private static func encoded(_ text: String) -> [String] {
        var words: [String] = []
        var current: [UInt8] = []
        // 39 bytes are 52 characters of base64; with "=?utf-8?B?", "?=" and "Subject: " 73.
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if current.count + bytes.count > 39 {
                words.append("=?utf-8?B?\(Data(current).base64EncodedString())?=")
                current = []
            }
            current += bytes
        }
        return words + ["=?utf-8?B?\(Data(current).base64EncodedString())?="]
    }

    /// The `specials` of RFC 5322, section 3.2.3.
    private static func isSpecial(_ byte: UInt8) -> Bool { "()<>[]:;@\\,.\"".utf8.contains(byte) }
}

/// The encoding of a body (RFC 2045, section 6.7).
enum QuotedPrintable {
    /// Lines of at most 76 characters that end with CRLF; every line end of the text becomes one.
    static func encode(_ text: String) -> [UInt8] {
        var out: [UInt8] = []
        for line in lines(text) {
            encode(line, into: &out)
            out += [0x0D, 0x0A]
        }
        return out
    }

    /// The lines of the text, whether they end with CR LF, LF or CR; a line end at the very end begins no further line.
    private static func lines(_ text: String) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == 0x0D || (byte == 0x0A && previous != 0x0D) {
                lines.append([])
            } else if byte != 0x0A {
                lines[lines.count - 1].append(byte)
            }
            previous = byte
        }
        if lines.last == [] { lines.removeLast() }
        return lines
    }

    private static func encode(_ line: [UInt8], into out: inout [UInt8]) {
        var width = 0
        for (position, byte) in line.enumerated() {
            let isLast = position == line.count - 1
            if width + (isPlain(byte, isLast: isLast, isFirst: false) ? 1 : 3) > (isLast ? 76 : 75) {
                out += [0x3D, 0x0D, 0x0A]
                width = 0
            }
            let escaped = isPlain(byte, isLast: isLast, isFirst: width == 0) ? [byte] : escape(byte)
            out += escaped
            width += escaped.count
        }
    }

    private static func isPlain(_ byte: UInt8, isLast: Bool, isFirst: Bool) -> Bool {
        // At the start of a line a dot means the end to SMTP, and "From " a new mail to some mailboxes.
        if isFirst && (byte == 0x2E || byte == 0x46) { return false }
        if byte == 0x20 || byte == 0x09 { return !isLast }
        return (0x21...0x7E).contains(byte) && byte != 0x3D
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
