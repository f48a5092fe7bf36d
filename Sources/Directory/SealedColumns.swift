public import Storage
public import Vault

extension Row {
    /// What a column in hexadecimal holds sealed.
    ///
    /// - Throws: `SealError.malformed`.
    public func envelope(_ column: String) throws -> Envelope {
        guard let bytes = [UInt8](hex: try self[column] as String) else { throw SealError.malformed }
        return try Envelope(bytes)
    }

    /// A public key in hexadecimal.
    ///
    /// - Throws: `SealError.malformed`.
    public func publicKey(_ column: String) throws -> PublicKey {
        guard let bytes = [UInt8](hex: try self[column] as String) else { throw SealError.malformed }
        return try PublicKey(bytes)
    }
}

extension Envelope {
    /// As it is stored.
    public var text: String { bytes.hex }
}

/// Turns what cannot be read or opened into the one error that is told.
public func orDamaged<Result>(throwing damaged: any Error, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch is SealError {
        throw damaged
    } catch is DecodingError {
        throw damaged
    } catch StorageError.column {
        throw damaged
    }
}
