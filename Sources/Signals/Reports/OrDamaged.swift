import Storage
import Vault

/// Turns what cannot be read or opened into the one error that is told.
func orDamaged<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch is SealError {
        throw SignalsError.damaged
    } catch is DecodingError {
        throw SignalsError.damaged
    } catch StorageError.column {
        throw SignalsError.damaged
    }
}
