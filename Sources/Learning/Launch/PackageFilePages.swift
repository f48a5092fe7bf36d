import Core
import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// The files of imported packages: code of others, served so that it cannot act as us (docs/decisions/0020).
struct PackageFilePages: Sendable {
    let launches: Launches

    static let base = "/pakket-bestand"

    var routes: [Web.Route] { [.api("\(Self.base)/:package/**", file)] }

    private func file(_ visit: Visit) async throws -> Response {
        guard [.get, .head].contains(visit.request.method) else {
            return Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD"])
        }
        let folder = "\(Self.base)/\(visit["package"])/"
        guard let package = Identifier(visit["package"]), visit.path.hasPrefix(folder),
            let name = String(
                validating: Percent.decode(visit.path.dropFirst(folder.count).utf8), as: UTF8.self),
            let file = try await launches.file(package, path: name)
        else { throw WebError.notFound }
        var response = Response(
            status: .ok, headers: [.contentType: file.type], body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
        for (name, value) in Self.headers(visit.site.settings.address, folder) { response.headers[name] = value }
        return response
    }

    /// `sandbox` without `allow-same-origin` gives the page an origin that is nobody's: no cookie, no storage and no page of ours can
    /// be read by it. It loads its own package, and speaks to the record store and its fetch address, which let every origin ask.
    /// Our own policy for windows and resources would stop exactly that, so it is taken off for these files.
    private static func headers(_ address: String, _ folder: String) -> [(HTTPField.Name, String)] {
        let own = address + folder
        let policy = [
            "sandbox allow-scripts allow-forms allow-modals allow-downloads", "default-src 'none'",
            "script-src \(own) 'unsafe-inline' 'unsafe-eval'", "style-src \(own) 'unsafe-inline'", "img-src \(own)",
            "media-src \(own)", "font-src \(own)",
            "connect-src \(own) \(address)\(XAPIRoutes.base)/ \(address)\(LaunchPages.fetchPath)/",
            "form-action 'none'", "base-uri \(own)", "frame-ancestors 'none'",
        ]
        return [
            (.contentSecurityPolicy, policy.joined(separator: "; ")), (.accessControlAllowOrigin, "*"),
            (HTTPField.Name("Cross-Origin-Resource-Policy")!, "cross-origin"),
            // A sandboxed page may not have another than this one (HTML, 7.1.3).
            (HTTPField.Name("Cross-Origin-Opener-Policy")!, "unsafe-none"),
            // The address of a unit holds the key of its session.
            (HTTPField.Name("Referrer-Policy")!, "no-referrer"), (.cacheControl, "public, max-age=86400"),
        ]
    }
}
