import DNS
import JSON
import Octets

/// Writes the fields of a DNS message as the contract has them: `id qr opcode flags rcode questions answers authorities
/// additionals`.
func writeDNS(_ bytes: Span<UInt8>, prefix: Int, to writer: inout JSON.Writer) {
    guard let message = try? Message.read(bytes.extracting(min(prefix, bytes.count)..<bytes.count)).message else {
        return
    }
    writer.key("id")
    writer.integer(Int(message.header.id))
    writer.key("qr")
    writer.integer(message.header.isResponse ? 1 : 0)
    writer.key("opcode")
    writer.string("\(message.header.opcode)")
    writer.key("flags")
    writer.beginArray()
    for flag in message.header.setFlags where flag != "qr" { writer.string(flag) }
    writer.endArray()
    writer.key("rcode")
    writer.string("\(message.responseCode)")
    writer.key("questions")
    writer.beginArray()
    for question in message.questions {
        writer.beginObject()
        writeKind(question.name, question.type, question.recordClass, to: &writer)
        writer.endObject()
    }
    writer.endArray()
    for (key, records) in [
        ("answers", message.answers), ("authorities", message.authorities), ("additionals", message.additionals),
    ] {
        writer.key(key)
        writer.beginArray()
        for record in records { write(record, to: &writer) }
        writer.endArray()
    }
}

private func write(_ record: ResourceRecord, to writer: inout JSON.Writer) {
    writer.beginObject()
    writeKind(record.name, record.type, record.recordClass, to: &writer)
    writer.key("ttl")
    writer.integer(Int(record.ttl))
    writer.key("data")
    writer.string("\(record.data)")
    writer.endObject()
}

private func writeKind(
    _ name: DomainName, _ type: RecordType, _ recordClass: RecordClass, to writer: inout JSON.Writer
) {
    writer.key("name")
    writer.string("\(name)")
    writer.key("type")
    writer.string("\(type)")
    writer.key("class")
    writer.string("\(recordClass)")
}
