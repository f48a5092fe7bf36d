import Core
import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// Where packages in the platforms of others report (`Resources/packages/report.js`): pages of every origin may, and nothing goes by
/// cookies.
struct PackageReportPages: Sendable {
    let learning: Learning

    var routes: [Web.Route] { [.api(PackageReports.path, answer)] }

    private func answer(_ visit: Visit) async throws -> Response {
        var response: Response
        do {
            switch visit.request.method {
            case .options: response = Response(status: .noContent)
            case .post:
                try await take(visit)
                response = Response(status: .noContent)
            default: response = Response(status: .methodNotAllowed, headers: [.allow: "POST, OPTIONS"])
            }
        } catch let error as any UserError {
            response = Response(
                status: .init(code: error.status), headers: [.contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: visit.site.strings(error.text, .en) + "\n")))
            if let seconds = error.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
        }
        response.headers[.cacheControl] = "no-store"
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[HTTPField.Name("Cross-Origin-Resource-Policy")!] = "cross-origin"
        if visit.request.method == .options {
            response.headers[.accessControlAllowMethods] = "POST, OPTIONS"
            response.headers[.accessControlAllowHeaders] = "Content-Type"
            response.headers[.accessControlMaxAge] = "86400"
        }
        return response
    }

    private func take(_ visit: Visit) async throws {
        let type = visit.request.headers[.contentType]?.lowercased() ?? ""
        guard type.prefix(while: { $0 != ";" && $0 != " " }) == "application/json" else {
            throw PackageReportError.noJSON
        }
        let report = try PackageReport(reading: try await visit.body(upTo: PackageReport.largest))
        try await learning.packageReports.take(
            report, source: visit.source, address: visit.site.settings.address)
    }
}
