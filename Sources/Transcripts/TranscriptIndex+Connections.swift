import Octets

extension TranscriptIndex {
    /// Numbers of the events that carried data of a connection, in either direction, in their order.
    package func dataEvents(ofConnection number: Int) -> [Int] {
        guard let connection = connections[number] else { return [] }
        let streams = Direction.allCases.map { connection[$0].events }
        var merged: [Int] = []
        merged.reserveCapacity(streams[0].count + streams[1].count)
        var places = [0, 0]
        while places[0] < streams[0].count || places[1] < streams[1].count {
            let heads = (0...1).map { places[$0] < streams[$0].count ? streams[$0][places[$0]] : UInt32.max }
            let side = heads[0] <= heads[1] ? 0 : 1
            merged.append(Int(heads[side]))
            places[side] += 1
        }
        return merged
    }
}
