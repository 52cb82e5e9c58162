/// A list that only grows, made of full chunks that snapshots share and one short tail.
///
/// Copying it costs a reference; appending after a copy copies the tail (fewer than `chunkSize` elements) and the array of
/// chunk references once. So the screen can hold a snapshot of a list of millions while its owner goes on appending.
public struct ChunkedList<Element: Sendable>: Sendable {
    public static var chunkSize: Int { 1024 }

    final class Chunk: Sendable {
        let elements: [Element]
        init(_ elements: [Element]) { self.elements = elements }
    }

    private var chunks: [Chunk] = []
    private var tail: [Element] = []

    public init() {}

    public var count: Int { chunks.count * Self.chunkSize + tail.count }
    public var isEmpty: Bool { count == 0 }
    public var last: Element? { count == 0 ? nil : self[count - 1] }

    /// The element at `index`, which must be in `0..<count`.
    public subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count, "index out of range")
        let (chunk, offset) = index.quotientAndRemainder(dividingBy: Self.chunkSize)
        return chunk < chunks.count ? chunks[chunk].elements[offset] : tail[offset]
    }

    public mutating func append(_ element: Element) {
        if tail.isEmpty { tail.reserveCapacity(Self.chunkSize) }
        tail.append(element)
        if tail.count == Self.chunkSize {
            chunks.append(Chunk(tail))
            tail = []
        }
    }

    /// The first index in `0..<count` whose element makes `predicate` false, if the true ones all come first.
    public func partitionPoint(where predicate: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
