public import Hummingbird
import NIOCore

/// What Hummingbird keeps per request; everything of ours is in `Visit`.
public struct WebContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection: the visitor's, or that of a proxy before us.
    let peer: String

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
