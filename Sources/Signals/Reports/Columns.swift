import Storage
import Vault

extension Row {
    /// What a column in hexadecimal holds sealed.
    ///
    /// - Throws: `SealError.malformed`.
    func envelope(_ column: String) throws -> Envelope {
        guard let bytes = [UInt8](hex: try self[column] as String) else { throw SealError.malformed }
        return try Envelope(bytes)
    }

    /// A public key in hexadecimal.
    ///
    /// - Throws: `SealError.malformed`.
    func publicKey(_ column: String) throws -> PublicKey {
        guard let bytes = [UInt8](hex: try self[column] as String) else { throw SealError.malformed }
        return try PublicKey(bytes)
    }

    /// A value of a fixed list by its text.
    func choice<Choice: RawRepresentable>(_ column: String) throws -> Choice where Choice.RawValue: Bindable {
        guard let choice = Choice(rawValue: try self[column]) else { throw StorageError.column(column) }
        return choice
    }
}

extension Envelope {
    /// As it is stored.
    var text: String { bytes.hex }
}

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
