public import Core

/// A calendar (iCalendar, RFC 5545) of whole days and of things that begin at a time.
public enum CalendarText {
    /// One day in the calendar, or some hours of it.
    public struct Entry: Sendable {
        /// Tells it apart from all others of this server, and stays the same.
        public var id: String
        public var day: Day
        public var title: String
        /// Where to read more; `nil` where a link would tell too much.
        public var address: String?
        /// When it begins and ends; `nil` for the whole day.
        public var hours: Range<Instant>?
        public var place: String?
        /// Counted up with each change (SEQUENCE); `nil` where a change makes no difference to the reader.
        public var revision: Int?
        public var isCancelled = false

        public init(id: String, day: Day, title: String, address: String? = nil) {
            self.id = id
            self.day = day
            self.title = title
            self.address = address
        }
    }

    /// The calendar as a file.
    ///
    /// - Parameters:
    ///   - name: what a calendar program calls it.
    ///   - product: which part of Vangnet made it.
    ///   - site: the address of this server.
    public static func text(
        _ entries: [Entry], name: String, product: String, site: String, now: Instant
    ) -> String {
        let host = site.split(separator: "/").last.map(String.init) ?? "vangnet"
        let stamp = compact(now)
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vangnet//\(product)//NL", "CALSCALE:GREGORIAN",
            "X-WR-CALNAME:" + escaped(name), "NAME:" + escaped(name), "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        ]
        for entry in entries {
            lines += [
                "BEGIN:VEVENT", "UID:\(entry.id)@\(host)", "DTSTAMP:\(stamp)",
            ]
            if let hours = entry.hours {
                lines += ["DTSTART:\(compact(hours.lowerBound))", "DTEND:\(compact(hours.upperBound))"]
            } else {
                lines += [
                    "DTSTART;VALUE=DATE:\(compact(entry.day))",
                    "DTEND;VALUE=DATE:\(compact(entry.day.adding(days: 1)))",
                ]
            }
            lines.append("SUMMARY:" + escaped(entry.title))
            if let place = entry.place { lines.append("LOCATION:" + escaped(place)) }
            if let address = entry.address { lines.append("URL:\(address)") }
            if let revision = entry.revision { lines.append("SEQUENCE:\(revision)") }
            if entry.isCancelled { lines.append("STATUS:CANCELLED") }
            if entry.hours == nil { lines.append("TRANSP:TRANSPARENT") }
            lines.append("END:VEVENT")
        }
        return (lines + ["END:VCALENDAR"]).map { folded($0) + "\r\n" }.joined()
    }

    /// 2026-11-24T08:00:00.000Z becomes 20261124T080000Z.
    private static func compact(_ moment: Instant) -> String {
        String(moment.rfc3339.prefix(19)).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    private static func compact(_ day: Day) -> String { day.description.filter { $0 != "-" } }

    /// RFC 5545, section 3.3.11.
    private static func escaped(_ text: String) -> String {
        var out = ""
        for character in text {
            switch character {
            case "\\", ";", ",": out += "\\\(character)"
            case _ where character.isNewline: out += "\\n"
            default: out.append(character)
            }
        }
        return out
    }

    /// At most 75 bytes a line, the rest on lines that begin with a space (section 3.1); no character is cut in two.
    private static func folded(_ line: String) -> String {
        var out = ""
        var length = 0
        for scalar in line.unicodeScalars {
            let width = UTF8.width(scalar)
            if length + width > 75 {
                out += "\r\n "
                length = 1
            }
            out.unicodeScalars.append(scalar)
            length += width
        }
        return out
    }
}
