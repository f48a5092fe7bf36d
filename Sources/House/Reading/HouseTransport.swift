import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Fetches one address. Production hands in `withNetwork`; a test may hand in one of its own.
public struct HouseTransport: Sendable {
    public struct Answer: Sendable {
        public var status: Int
        /// The header `Location`.
        public var location: String?
        /// The header `Retry-After`.
        public var retryAfter: String?
        public var body: [UInt8]

        public init(status: Int, location: String? = nil, retryAfter: String? = nil, body: [UInt8] = []) {
            self.status = status
            self.location = location
            self.retryAfter = retryAfter
            self.body = body
        }
    }

    public enum Fault: Error {
        /// No connection, or none that lasted until an answer began.
        case unreachable
        case timeout
        /// The connection broke within the body.
        case cut
        /// The body is larger than the limit.
        case tooLarge
    }

    /// Gets an address, with a limit for the body in bytes. It follows no redirect. Throws a `Fault` or `CancellationError`.
    let get: @Sendable (_ address: String, _ accept: String, _ limit: Int) async throws -> Answer

    public init(get: @escaping @Sendable (_ address: String, _ accept: String, _ limit: Int) async throws -> Answer) {
        self.get = get
    }

    /// Calls `body` with a client of its own, which is gone afterwards.
    ///
    /// - Parameter timeout: seconds that one answer may take as a whole.
    public static func withNetwork<Result>(
        timeout: Int64 = 120, _ body: (HouseTransport) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(15), read: .seconds(60)))
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(network(client, timeout: timeout))
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private static func network(_ client: HTTPClient, timeout: Int64) -> HouseTransport {
        HouseTransport { address, accept, limit in
            var request = HTTPClientRequest(url: address)
            request.headers.add(name: "Accept", value: accept)
            request.headers.add(name: "User-Agent", value: "vangnet")
            request.headers.add(name: "Prefer", value: "odata.maxpagesize=\(HouseSource.pageSize)")
            let response: HTTPClientResponse
            do {
                response = try await client.execute(request, timeout: .seconds(timeout))
            } catch {
                throw fault(error, otherwise: .unreachable)
            }
            var body: [UInt8] = []
            do {
                for try await part in response.body {
                    guard body.count + part.readableBytes <= limit else { throw Fault.tooLarge }
                    body.append(contentsOf: part.readableBytesView)
                }
            } catch {
                throw fault(error, otherwise: .cut)
            }
            return Answer(
                status: Int(response.status.code), location: response.headers.first(name: "Location"),
                retryAfter: response.headers.first(name: "Retry-After"), body: body)
        }
    }

    private static func fault(_ error: any Error, otherwise: Fault) -> any Error {
        switch error {
        case is Fault, is CancellationError: return error
        case let error as HTTPClientError:
            switch error {
            case .cancelled: return CancellationError()
            case .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout:
                return Fault.timeout
            default: return otherwise
            }
        default: return otherwise
        }
    }
}
