/// Rows that grow and change in place, in chunks of their own: a copy shares every chunk, and a change behind it copies one chunk
/// and not the whole list. So the screen can hold the list while its owner goes on.
package struct RowList<Element: Sendable>: Sendable {
    private static var chunkSize: Int { 256 }

    private var chunks: [[Element]] = []
    package private(set) var count = 0

    package init() {}

    package mutating func append(_ element: Element) {
        if count % Self.chunkSize == 0 {
            var chunk: [Element] = []
            chunk.reserveCapacity(Self.chunkSize)
            chunks.append(chunk)
        }
        chunks[chunks.count - 1].append(element)
        count += 1
    }
}

extension RowList: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    /// The element at `index`, which must be in `0..<count`.
    package subscript(index: Int) -> Element {
        get { chunks[index / Self.chunkSize][index % Self.chunkSize] }
        _modify { yield &chunks[index / Self.chunkSize][index % Self.chunkSize] }
    }
}
