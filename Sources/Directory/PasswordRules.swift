/// What a password must be: long, and not one that everybody tries first. Nothing about capitals, digits or signs
/// (NIST SP 800-63B, section 5.1.1.2).
enum PasswordRules {
    /// Least and most number of characters.
    static let length = 12...1000

    /// - Parameter known: what others know of the member: name, address.
    /// - Throws: `DirectoryError.passwordTooShort`, `.passwordTooLong`, `.passwordTooCommon`.
    static func check(_ password: String, known: [String]) throws {
        guard password.utf8.count <= 4 * length.upperBound, password.unicodeScalars.count <= length.upperBound else {
            throw DirectoryError.passwordTooLong(most: length.upperBound)
        }
        guard password.unicodeScalars.count >= length.lowerBound else {
            throw DirectoryError.passwordTooShort(least: length.lowerBound)
        }
        let plain = simplified(password)
        let names = known.flatMap { [simplified($0), simplified(String($0.prefix { $0 != "@" }))] }
        let isEasy = names.contains(plain) || isCommon(plain) || isRepetition(plain) || isRow(plain)
        guard !isEasy else { throw DirectoryError.passwordTooCommon }
    }

    /// Lower case, letters and digits only: `Welkom-2026-!` is no better than `welkom2026`.
    private static func simplified(_ text: String) -> String {
        let kept = text.lowercased().filter { $0.isLetter || $0.isNumber }
        return kept.isEmpty ? text : kept
    }

    /// Whether the text is one to four characters over and over.
    private static func isRepetition(_ text: String) -> Bool {
        let characters = Array(text)
        return (1...4).contains { unit in
            characters.count > unit && characters.indices.allSatisfy { characters[$0] == characters[$0 % unit] }
        }
    }

    /// Whether the text runs along the alphabet, the digits or the keyboard.
    private static func isRow(_ text: String) -> Bool {
        rows.contains { row in row.contains(text) || String(row.reversed()).contains(text) }
    }

    private static let rows = [
        "abcdefghijklmnopqrstuvwxyz", "0123456789012345678901234567890123456789",
        "qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "1q2w3e4r5t6y7u8i9o0p",
        "abc123def456ghi789", "qwerty1234567890", "qwertyuiop1234567890", "qwerty123456qwerty123456",
    ]

    /// Whether the text is a word that everybody tries, once or twice, with digits before or after it.
    private static func isCommon(_ text: String) -> Bool {
        let tail = Array(text).drop { $0.isNumber }
        let word = String(tail[..<((tail.lastIndex { !$0.isNumber } ?? tail.startIndex - 1) + 1)])
        let half = String(word.prefix(word.count / 2))
        return common.contains(text) || common.contains(word) || (half + half == word && common.contains(half))
    }

    private static let common: Set<String> = [
        "password", "passwort", "wachtwoord", "welkom", "welcome", "letmein", "iloveyou", "administrator", "admin",
        "beheerder", "changeme", "secret", "geheim", "geheimwachtwoord", "mijnwachtwoord", "nieuwwachtwoord",
        "mypassword", "newpassword", "testpassword", "testwachtwoord", "superman", "batman", "football", "voetbal",
        "baseball", "princess", "prinses", "sunshine", "zonnetje", "trustno1", "starwars", "computer", "internet",
        "dragon", "monkey", "master", "shadow", "michael", "jordan", "ajax", "feyenoord", "psveindhoven", "amsterdam",
        "rotterdam", "denhaag", "utrecht", "nederland", "holland", "vangnet", "januari", "februari", "september",
        "oktober", "november", "december", "maandag", "vrijdag", "zomer", "winter", "herfst", "lente", "summer",
        "passw0rd", "p4ssword", "w8woord", "wachtw00rd", "hallo", "hello", "qwerty", "azerty", "qwertyuiop",
        "asdfghjkl",
        "temppassword", "defaultpassword", "guest", "hotel", "vakantie", "vakantiepark", "opensesame", "sesamopenu",
        "correcthorsebatterystaple", "thisismypassword", "ditismijnwachtwoord", "ikhouvanjou", "welkomthuis",
    ]
}
