import Core
import HTTPTypes
import Hummingbird

/// In which language a page answers: the path says so (`/en/…`); the first time, the browser's wish and afterwards what
/// the visitor chose lead there. What is remembered is the word `nl` or `en`, which says nothing about who it is.
enum LanguageChoice {
    static let cookie = "__Host-taal"

    /// Splits `/en/leren` into English and `/leren`.
    static func split(_ path: String) -> (language: Language, path: String) {
        for language in Language.all where language != .nl {
            if path == "/\(language)" { return (language, "/") }
            if path.hasPrefix("/\(language)/") { return (language, String(path.dropFirst(language.tag.count + 1))) }
        }
        return (.nl, path)
    }

    /// The language that a visitor without prefix in the address gets.
    static func preferred(cookie: String?, acceptLanguage: String?) -> Language {
        if let cookie, let chosen = Language.all.first(where: { $0.tag == cookie }) { return chosen }
        return acceptLanguage.map(preferred) ?? .nl
    }

    /// The best of our languages for an `Accept-Language` header (RFC 9110, section 12.5.4); Dutch when none fits.
    static func preferred(_ header: String) -> Language {
        var best: (language: Language, weight: Double) = (.nl, 0)
        for item in header.split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let range = parts.first?.lowercased() else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            let language = Language.all.first { range == $0.tag || range.hasPrefix($0.tag + "-") }
            if let language, weight > best.weight { best = (language, weight) }
        }
        return best.language
    }
}
