public import Core

/// A whole number as people write it: `1.234` in Dutch, `1,234` in English.
public func written(_ number: Int, _ language: Language) -> String {
    let mark: Character = language == .nl ? "." : ","
    var digits: [Character] = []
    for (place, digit) in String(number.magnitude).reversed().enumerated() {
        if place > 0, place.isMultiple(of: 3) { digits.append(mark) }
        digits.append(digit)
    }
    return (number < 0 ? "−" : "") + String(digits.reversed())
}

/// A number as the public may see it: written out, `<10`, or a dash where it is hidden (`Suppression`).
public func written(_ number: Published, _ language: Language) -> String {
    switch number {
    case .value(let value): written(value, language)
    case .few: "<\(Suppression.threshold)"
    case .hidden: "–"
    }
}
