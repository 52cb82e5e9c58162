/// A list that only grows, made of full chunks that snapshots share and one short tail.
///
/// Copying it costs a reference; appending after a copy copies the tail (fewer than `chunkSize` elements) and the array of
/// chunk references once. So the screen can hold a snapshot of a list of millions while its owner goes on appending. With a
/// `Spill` full chunks leave memory altogether.
public struct ChunkedList<Element: Sendable>: Sendable {
    public static var chunkSize: Int { 1024 }

    /// A full chunk: reads the element at a place in it.
    typealias Chunk = @Sendable (Int) -> Element

    private var chunks: [Chunk] = []
    private var tail: [Element] = []
    private let spill: Spill<Element>?

    public init() { spill = nil }

    package init(spill: Spill<Element>?) { self.spill = spill }

    public var count: Int { chunks.count * Self.chunkSize + tail.count }
    public var isEmpty: Bool { count == 0 }
    public var last: Element? { count == 0 ? nil : self[count - 1] }

    /// The element at `index`, which must be in `0..<count`.
    public subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count, "index out of range")
        let (chunk, offset) = index.quotientAndRemainder(dividingBy: Self.chunkSize)
        return chunk < chunks.count ? chunks[chunk](offset) : tail[offset]
    }

    public mutating func append(_ element: Element) {
        tail.append(element)
        guard tail.count == Self.chunkSize else { return }
        let full = tail
        chunks.append(spill?.keep(full) ?? { @Sendable in full[$0] })
        tail = []
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

extension ChunkedList: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { count }
}

/// Where the full chunks of a list go instead of memory: the spool, for those who may write one.
package struct Spill<Element: Sendable>: Sendable {
    /// Takes a chunk's elements; gives what reads one of them back by its place, or nil to leave them in memory.
    package var keep: @Sendable ([Element]) -> (@Sendable (Int) -> Element)?

    package init(keep: @escaping @Sendable ([Element]) -> (@Sendable (Int) -> Element)?) { self.keep = keep }
}
