/// Values that never change, at an address that never changes: inner loops read them without counting references.
final class FixedArray<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let base: UnsafePointer<Element>
    let count: Int
    private let storage: UnsafeMutableBufferPointer<Element>

    init(_ elements: [Element]) {
        storage = .allocate(capacity: max(1, elements.count))
        _ = storage.initialize(from: elements)
        base = UnsafePointer(storage.baseAddress!)
        count = elements.count
    }

    deinit { storage.deallocate() }

    subscript(place: Int) -> Element { base[place] }
}
