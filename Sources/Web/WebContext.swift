public import Hummingbird

/// What Hummingbird keeps per request; everything of ours is in `Visit`.
public struct WebContext: RequestContext {
    public var coreContext: CoreRequestContextStorage

    public init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}
