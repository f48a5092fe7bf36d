import Directory

/// `orDamaged` with the error of Signals.
func orDamaged<Result>(_ body: () throws -> Result) throws -> Result {
    try orDamaged(throwing: SignalsError.damaged, body)
}
