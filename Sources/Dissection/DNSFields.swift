/// Fields of DNS messages: the header, questions, and resource records with what their data hold.
package enum DNSFields {
    package static let message = FieldDefinition(
        "dns.message", .group, reference: "RFC 1035 §4.1",
        meaning: "One question or one answer: a header of twelve octets, then questions and records in three sections.")
    package static let length = FieldDefinition(
        "dns.length", .number, unit: "octets", reference: "RFC 1035 §4.2.2",
        meaning: "How long the message is; stands before it over TCP only.")
    package static let header = FieldDefinition(
        "dns.header", .group, reference: "RFC 1035 §4.1.1",
        meaning: "The first twelve octets, which every message has.")
    package static let id = FieldDefinition(
        "dns.id", .number, reference: "RFC 1035 §4.1.1",
        meaning: "A number that the asker chose and the answer repeats, so that it is known what was answered.")
    package static let flags = FieldDefinition(
        "dns.flags", .group, reference: "RFC 1035 §4.1.1", meaning: "Sixteen bits that say what the message is.")
    package static let qr = FieldDefinition(
        "dns.qr", .number, reference: "RFC 1035 §4.1.1", meaning: "0 for a query, 1 for a response.")
    package static let opcode = FieldDefinition(
        "dns.opcode", .text, reference: "RFC 1035 §4.1.1", meaning: "What is asked for: mostly QUERY.")
    package static let aa = FieldDefinition(
        "dns.aa", .number, reference: "RFC 1035 §4.1.1",
        meaning: "Authoritative answer: who answers is in charge of the name, and did not look it up elsewhere.")
    package static let tc = FieldDefinition(
        "dns.tc", .number, reference: "RFC 1035 §4.1.1",
        meaning: "Truncated: the answer did not fit, and is to be asked for again over TCP.")
    package static let rd = FieldDefinition(
        "dns.rd", .number, reference: "RFC 1035 §4.1.1",
        meaning: "Recursion desired: the asker wants the server to do the asking and bring the final answer.")
    package static let ra = FieldDefinition(
        "dns.ra", .number, reference: "RFC 1035 §4.1.1",
        meaning: "Recursion available: the server would ask others for you.")
    package static let z = FieldDefinition(
        "dns.z", .number, reference: "RFC 1035 §4.1.1", meaning: "Not used, and to be zero.")
    package static let ad = FieldDefinition(
        "dns.ad", .number, reference: "RFC 4035 §3.1.6",
        meaning: "Authentic data: the server has checked the signatures.")
    package static let cd = FieldDefinition(
        "dns.cd", .number, reference: "RFC 4035 §3.1.6",
        meaning: "Checking disabled: the asker wants the answer even if signatures are wrong.")
    package static let rcode = FieldDefinition(
        "dns.rcode", .text, reference: "RFC 1035 §4.1.1, RFC 6895 §2.3",
        meaning: "How it went: NOERROR, NXDOMAIN and so on.")
    package static let count = FieldDefinition(
        "dns.count", .number, repeats: true, reference: "RFC 1035 §4.1.1",
        meaning: "How many entries a section has, by the header's word.")
    package static let questions = FieldDefinition(
        "dns.questions", .group, reference: "RFC 1035 §4.1.2", meaning: "What is asked: mostly one name and one type.")
    package static let answers = FieldDefinition(
        "dns.answers", .group, reference: "RFC 1035 §4.1.3", meaning: "Records that answer the question.")
    package static let authorities = FieldDefinition(
        "dns.authorities", .group, reference: "RFC 1035 §4.1.3",
        meaning: "Records that name the servers in charge: in a referral, whom to ask next.")
    package static let additionals = FieldDefinition(
        "dns.additionals", .group, reference: "RFC 1035 §4.1.3",
        meaning: "Records that may help: the addresses of servers named before, which are called glue.")
    package static let question = FieldDefinition(
        "dns.question", .group, repeats: true, reference: "RFC 1035 §4.1.2", meaning: "One name, type and class.")
    package static let record = FieldDefinition(
        "dns.record", .group, repeats: true, reference: "RFC 1035 §3.2.1",
        meaning: "One resource record, which the lectures write as (name, value, type, ttl).")
    package static let name = FieldDefinition(
        "dns.name", .text, repeats: true, reference: "RFC 1035 §3.1",
        meaning: "A domain name as labels with their lengths; a pointer leads to where the rest stands already.")
    package static let type = FieldDefinition(
        "dns.type", .text, repeats: true, reference: "RFC 1035 §3.2.2",
        meaning: "What kind of value it is: A an address, NS a server, CNAME another name, MX a mail server.")
    package static let recordClass = FieldDefinition(
        "dns.class", .text, repeats: true, reference: "RFC 1035 §3.2.4",
        meaning: "The family of names: IN, the Internet.")
    package static let ttl = FieldDefinition(
        "dns.ttl", .number, unit: "seconds", repeats: true, reference: "RFC 1035 §3.2.1, RFC 2181 §8",
        meaning: "For how long the record may be kept and used again without asking.")
    package static let dataLength = FieldDefinition(
        "dns.dataLength", .number, unit: "octets", repeats: true, reference: "RFC 1035 §3.2.1",
        meaning: "How long the record's data are.")
    package static let data = FieldDefinition(
        "dns.data", .text, repeats: true, reference: "RFC 1035 §3.2.1",
        meaning: "The record's value, written as a master file has it.")
    package static let part = FieldDefinition(
        "dns.part", .text, repeats: true, reference: "RFC 1035 §3.3", meaning: "One part of the record's value.")
    package static let option = FieldDefinition(
        "dns.option", .bytes, repeats: true, reference: "RFC 6891 §6.1.2",
        meaning: "Something that asker and server tell each other beyond the old header.")
    package static let unparsed = FieldDefinition(
        "dns.unparsed", .bytes, reference: "RFC 1035 §4.1", meaning: "Octets that make no message; the remark says why."
    )

    package static let all: [FieldDefinition] = [
        message, length, header, id, flags, qr, opcode, aa, tc, rd, ra, z, ad, cd, rcode, count, questions, answers,
        authorities, additionals, question, record, name, type, recordClass, ttl, dataLength, data, part, option,
        unparsed,
    ]
}
