import Core

/// Reads `application/x-www-form-urlencoded` (WHATWG URL, section 5.1) and `multipart/form-data` (RFC 7578).
///
/// A field that is too long, is not UTF-8 or holds a NUL is a mistake at that field; the other fields are kept.
struct FormReader {
    /// Longest text per field, in characters.
    let limits: [String: Int]

    /// The fields of a query or a posted form without files.
    func urlEncoded(_ bytes: some Collection<UInt8>) -> Form {
        var form = Form()
        for pair in bytes.split(separator: UInt8(ascii: "&")).prefix(Form.mostFields) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = Percent.decode(parts[0], plusIsSpace: true)
            let value = parts.count > 1 ? Percent.decode(parts[1], plusIsSpace: true) : []
            add(value, to: String(decoding: name, as: UTF8.self), of: &form)
        }
        return form
    }

    /// The fields and files of a form with files.
    ///
    /// - Throws: `WebError.unreadableForm` when the parts are not what `contentType` announces.
    func multipart(_ bytes: [UInt8], contentType: String) throws -> Form {
        guard let boundary = Self.parameter("boundary", of: contentType), !boundary.isEmpty, boundary.utf8.count <= 70
        else { throw WebError.unreadableForm }
        let mark = Array("--\(boundary)".utf8)
        var form = Form()
        guard var start = Self.find(mark, in: bytes, from: 0).map({ $0 + mark.count }) else {
            throw WebError.unreadableForm
        }
        while !Self.has(Array("--".utf8), in: bytes, at: start) {
            guard Self.has([13, 10], in: bytes, at: start), form.entries.count + form.files.count < Form.mostFields,
                let end = Self.find([13, 10] + mark, in: bytes, from: start)
            else { throw WebError.unreadableForm }
            try part(bytes[(start + 2)..<max(start + 2, end)], into: &form)
            start = end + 2 + mark.count
        }
        return form
    }

    private func part(_ part: ArraySlice<UInt8>, into form: inout Form) throws {
        let bytes = Array(part)
        guard let end = Self.find([13, 10, 13, 10], in: bytes, from: 0), end <= 8192 else {
            throw WebError.unreadableForm
        }
        let headers = String(decoding: bytes[..<end], as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let disposition = headers.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            let name = Self.parameter("name", of: String(disposition))
        else { throw WebError.unreadableForm }
        let content = Array(bytes[(end + 4)...])
        if let file = Self.parameter("filename", of: String(disposition)) {
            form.files.append(Form.File(field: name, name: file, bytes: content))
        } else {
            add(content, to: name, of: &form)
        }
    }

    private func add(_ value: [UInt8], to name: String, of form: inout Form) {
        let limit = limits[name] ?? Form.defaultLimit
        var text = String(decoding: value, as: UTF8.self)
        if String(validating: value, as: UTF8.self) == nil {
            form.add(Text("web.form.not-utf8"), at: name)
        }
        if value.contains(0) {
            text = String(text.filter { $0 != "\0" })
            form.add(Text("web.form.nul"), at: name)
        }
        // A character has at least one byte, so a short value needs no counting.
        if value.count > limit, text.count > limit {
            form.add(Text("web.form.too-long", ["most": "\(limit)"]), at: name)
            text = String(text.prefix(limit))
        }
        form.entries.append(Form.Entry(name: name, value: text))
    }

    /// A parameter of a header, with or without quotes: `name` of `form-data; name="city"`.
    static func parameter(_ name: String, of header: String) -> String? {
        for piece in header.split(separator: ";").dropFirst() {
            let parts = piece.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, Form.trimmed(String(parts[0])).lowercased() == name else { continue }
            let value = Form.trimmed(String(parts[1]))
            return value.hasPrefix("\"") && value.hasSuffix("\"") && value.count >= 2
                ? String(value.dropFirst().dropLast()) : value
        }
        return nil
    }

    private static func has(_ pattern: [UInt8], in bytes: [UInt8], at place: Int) -> Bool {
        place + pattern.count <= bytes.count && bytes[place..<(place + pattern.count)].elementsEqual(pattern)
    }

    private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= pattern.count, start <= bytes.count - pattern.count else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            (start...(buffer.count - pattern.count)).first { place in
                buffer[place] == pattern[0] && pattern.indices.allSatisfy { buffer[place + $0] == pattern[$0] }
            }
        }
    }
}
