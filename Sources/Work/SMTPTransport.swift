import CCurl
import Dispatch

/// Hands mails over to a mail server by SMTP (RFC 5321), with libcurl.
public final class SMTPTransport: MailTransport {
    private let server: SMTPServer
    /// libcurl blocks: it does so on a thread of this queue, one mail at a time, and never on the cooperative pool.
    private let queue = DispatchQueue(label: "vangnet.smtp")

    public init(server: SMTPServer) { self.server = server }

    public func deliver(_ message: MailMessage) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { [server] in
                continuation.resume(with: Result { try SMTPDelivery(server: server, message: message).perform() })
            }
        }
    }
}

/// The handing over of one mail; blocks.
private struct SMTPDelivery {
    let server: SMTPServer
    let message: MailMessage

    /// Once per process, before anything else of libcurl.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    func perform() throws(MailError) {
        guard Self.isReady, let handle = curl_easy_init() else { throw .unreachable }
        defer { curl_easy_cleanup(handle) }
        let recipients = curl_slist_append(nil, message.mail.to.text)
        defer { curl_slist_free_all(recipients) }
        configure(handle)
        _ = vangnet_curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)
        let source = MessageSource(message.bytes)
        let result = withExtendedLifetime(source) {
            _ = vangnet_curl_set_reader(handle, readMessage, Unmanaged.passUnretained(source).toOpaque())
            return curl_easy_perform(handle)
        }
        if let failure = Self.failure(result, reply: vangnet_curl_reply(handle)) { throw failure }
    }

    private func configure(_ handle: UnsafeMutableRawPointer) {
        func set(_ option: CURLoption, _ value: String?) { _ = vangnet_curl_set_text(handle, option, value) }
        func set(_ option: CURLoption, _ value: Int) { _ = vangnet_curl_set_number(handle, option, value) }
        let scheme = server.encryption == .implicit ? "smtps" : "smtp"
        // What stands behind the slash is the name in EHLO.
        set(CURLOPT_URL, "\(scheme)://\(server.host):\(server.port)/\(message.from.address.domain)")
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // Without this the environment could send mail through a proxy.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_USE_SSL, server.encryption == .none ? Int(CURLUSESSL_NONE.rawValue) : Int(CURLUSESSL_ALL.rawValue))
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let certificates = server.certificates { set(CURLOPT_CAINFO, certificates) }
        if let user = server.user { set(CURLOPT_USERNAME, user) }
        if let password = server.password { set(CURLOPT_PASSWORD, password) }
        set(CURLOPT_MAIL_FROM, "<\(message.from.address)>")
        set(CURLOPT_UPLOAD, 1)
        // Signals belong to the process, not to a thread of ours.
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_CONNECTTIMEOUT, server.timeouts.connect)
        set(CURLOPT_TIMEOUT, server.timeouts.total)
    }

    /// What a result means for the mail; `nil` when it was accepted.
    private static func failure(_ result: CURLcode, reply: Int) -> MailError? {
        switch result {
        case CURLE_OK: return nil
        case CURLE_LOGIN_DENIED: return .login
        case CURLE_USE_SSL_FAILED, CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
            return .encryption
        default: break
        }
        switch reply {
        // RFC 4954: the server wants to know who we are, or another way of telling it. No fault of this mail.
        case 530, 534, 535, 538: return .login
        case 500...599: return .refused(code: reply)
        case 400...499: return .later(code: reply)
        default: return .unreachable
        }
    }
}

/// The bytes that libcurl has not taken yet.
private final class MessageSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}

/// Called by libcurl for the next piece of the message; 0 ends it.
private func readMessage(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ source: UnsafeMutableRawPointer?
) -> Int {
    guard let buffer, let source else { return 0 }
    let piece = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
    return Unmanaged<MessageSource>.fromOpaque(source).takeUnretainedValue().read(into: piece)
}
