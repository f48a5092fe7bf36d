import Care

/// Prints how long the gaps of 100,000 invented young people with 10 spells each take: seconds, and how many gaps there are.
@main struct CareGaps {
    static func main() {
        let measured = GapMeasurement.run(young: 100_000, spells: 10)
        print(measured.seconds, measured.gaps)
    }
}
