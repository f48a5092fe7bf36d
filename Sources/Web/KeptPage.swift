public import Hummingbird

/// An error whose page is made already, with everything on it that the person typed: a form that could not be sent through no
/// fault of who sent it. It is logged as any other error is.
public struct KeptPage: Error {
    let error: any Error
    let response: Response

    /// - Parameter response: the form again; its status is set by whoever throws this.
    public init(_ error: any Error, _ response: Response) {
        self.error = error
        self.response = response
    }
}
