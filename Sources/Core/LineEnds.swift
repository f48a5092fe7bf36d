extension String {
    /// The same with a line feed for every line end, whichever way it is written. Byte by byte, since a form may carry megabytes.
    public var withLineFeeds: String {
        guard utf8.contains(0x0D) else { return self }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        var wasReturn = false
        for byte in utf8 {
            if byte != 0x0A || !wasReturn { bytes.append(byte == 0x0D ? 0x0A : byte) }
            wasReturn = byte == 0x0D
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
