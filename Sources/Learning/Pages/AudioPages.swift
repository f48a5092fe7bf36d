import Core
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import Web

/// A screen of a course read aloud.
struct AudioPages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        [
            .data(
                "/leren/:slug/geluid/:language/:screen", access: .everyone, hasLanguages: false,
                sample: "/leren/receptie/geluid/nl/before-you-start.mp3", file)
        ]
    }

    static func address(_ audio: CourseAudio, of course: Course) -> String {
        "/leren/\(course.slug)/geluid/\(audio.language)/\(audio.screen).mp3"
    }

    private func file(_ visit: Visit) throws -> Response {
        let course = try learning.context.course(visit["slug"])
        let language = Language(visit["language"])
        guard visit["screen"].hasSuffix(".mp3"), visit.languages(of: course).contains(language),
            let audio = course.audio(of: String(visit["screen"].dropLast(".mp3".count)), in: language),
            let file = FileHandle(forReadingAtPath: audio.path)
        else { throw WebError.notFound }
        defer { try? file.close() }
        let size = Int(try file.seekToEnd())
        let part = Self.part(visit.request.headers[.range], of: size)
        try file.seek(toOffset: UInt64(part?.lowerBound ?? 0))
        let bytes = try file.read(upToCount: part?.count ?? size) ?? Data()
        var response = visit.data(Array(bytes), type: "audio/mpeg")
        response.headers[.acceptRanges] = "bytes"
        response.headers[.cacheControl] = course.languages.contains(language) ? "public, max-age=300" : "no-store"
        if part != nil { response.status = .partialContent }
        if let part { response.headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)" }
        return response
    }

    /// The part of `size` bytes that a `Range` header asks for (RFC 9110, section 14.2): `bytes=0-499`, `bytes=500-`, `bytes=-500`.
    /// `nil` for anything else, and then the whole is sent, which is always allowed.
    static func part(_ header: String?, of size: Int) -> Range<Int>? {
        guard let header, header.hasPrefix("bytes=") else { return nil }
        let ends = header.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        if ends[0].isEmpty {
            guard let count = Int(ends[1]), count > 0, size > 0 else { return nil }
            return max(0, size - count)..<size
        }
        guard let from = Int(ends[0]), from >= 0, from < size else { return nil }
        if ends[1].isEmpty { return from..<size }
        guard let to = Int(ends[1]), to >= from else { return nil }
        return from..<min(to + 1, size)
    }
}
