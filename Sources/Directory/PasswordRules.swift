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
        guard !common.contains(plain), !names.contains(plain), !isRepetition(plain), !isRow(plain) else {
            throw DirectoryError.passwordTooCommon
        }
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

    /// Well-known ones of twelve characters and more in Dutch and English, and what a shorter one becomes when it has to
    /// be longer; simplified.
    private static let common: Set<String> = {
        let words = [
            "password", "passwort", "wachtwoord", "welkom", "welcome", "letmein", "iloveyou", "administrator", "admin",
            "changeme", "secret", "geheim", "geheimwachtwoord", "mijnwachtwoord", "nieuwwachtwoord", "mypassword",
            "newpassword", "testpassword", "testwachtwoord", "superman", "batman", "football", "voetbal", "baseball",
            "princess", "sunshine", "zonnetje", "trustno1", "starwars", "computer", "internet", "dragon", "monkey",
            "master", "shadow", "michael", "jordan", "ajax", "feyenoord", "psveindhoven", "amsterdam", "rotterdam",
            "denhaag", "utrecht", "nederland", "holland", "vangnet", "zomer", "winter", "herfst", "lente", "summer",
            "passw0rd", "p4ssword", "w8woord", "wachtw00rd", "hallo", "hello", "qwerty", "azerty", "qwertyuiop",
            "temppassword", "defaultpassword", "guest", "hotel", "vakantie", "sesamopenu", "opensesame",
            "correcthorsebatterystaple", "thisismypassword", "ditismijnwachtwoord", "ikhouvanjou", "welkomthuis",
        ]
        let years = (1990...2035).map(String.init)
        let endings =
            ["", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "01", "00", "000"] + years
        return Set(words.flatMap { word in endings.flatMap { [word + $0, $0 + word] } + [word + word] })
    }()
}
