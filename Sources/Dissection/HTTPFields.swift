/// Fields of HTTP/1.x messages, header fields apart.
package enum HTTPFields {
    package static let request = FieldDefinition(
        "http.request", .group, reference: "RFC 9112 §2.1", lecture: "RFC 2616 §5",
        meaning: "What a client asks: a request line, header fields, an empty line, and content if there is any.")
    package static let response = FieldDefinition(
        "http.response", .group, reference: "RFC 9112 §2.1", lecture: "RFC 2616 §6",
        meaning: "What a server answers: a status line, header fields, an empty line, and content if there is any.")
    package static let requestLine = FieldDefinition(
        "http.requestLine", .group, reference: "RFC 9112 §3", lecture: "RFC 2616 §5.1",
        meaning: "The first line of a request: what to do, with which resource, and in which version of HTTP.")
    package static let method = FieldDefinition(
        "http.method", .text, reference: "RFC 9110 §9", lecture: "RFC 2616 §5.1.1",
        meaning: "What the client wants done with the resource, in capital letters.")
    package static let target = FieldDefinition(
        "http.target", .text, reference: "RFC 9112 §3.2", lecture: "RFC 2616 §5.1.2",
        meaning: "Which resource is meant: mostly a path, with a query behind a question mark.")
    package static let path = FieldDefinition(
        "http.path", .text, reference: "RFC 3986 §3.3", lecture: "RFC 2616 §3.2",
        meaning: "The part of the target that names the resource on the server, its segments parted by slashes.")
    package static let query = FieldDefinition(
        "http.query", .group, reference: "RFC 3986 §3.4", lecture: "RFC 2616 §3.2",
        meaning: "What stands behind the question mark: data that the resource is given, often from a form.")
    package static let parameter = FieldDefinition(
        "http.parameter", .text, repeats: true, reference: "RFC 3986 §3.4",
        meaning: "One piece of the query between ampersands: a name, mostly with a value behind an equals sign.")
    package static let version = FieldDefinition(
        "http.version", .text, reference: "RFC 9112 §2.3", lecture: "RFC 2616 §3.1",
        meaning: "The version of HTTP that the sender speaks; 1.1 keeps the connection open unless told otherwise.")
    package static let statusLine = FieldDefinition(
        "http.statusLine", .group, reference: "RFC 9112 §4", lecture: "RFC 2616 §6.1",
        meaning: "The first line of a response: the version, how it went as a number, and the same in words.")
    package static let status = FieldDefinition(
        "http.status", .number, reference: "RFC 9110 §15", lecture: "RFC 2616 §6.1.1",
        meaning: "How the request went, as three digits of which the first tells the class.")
    package static let reason = FieldDefinition(
        "http.reason", .text, reference: "RFC 9112 §4", lecture: "RFC 2616 §6.1.1",
        meaning: "The status in words for people; programs go by the number alone.")
    package static let headers = FieldDefinition(
        "http.headers", .group, reference: "RFC 9112 §5", lecture: "RFC 2616 §4.2",
        meaning: "The field lines of the message, in the order in which they came.")
    package static let headerField = FieldDefinition(
        "http.header", .text, repeats: true, reference: "RFC 9110 §5.1", lecture: "RFC 2616 §4.2",
        meaning: "A field line, name and value parted by a colon; receivers pass over names that they do not know.")
    package static let fieldName = FieldDefinition(
        "http.fieldName", .text, repeats: true, reference: "RFC 9110 §5.1", lecture: "RFC 2616 §4.2",
        meaning: "What the field is called; capital and small letters count as the same.")
    package static let fieldValue = FieldDefinition(
        "http.fieldValue", .text, repeats: true, reference: "RFC 9110 §5.5", lecture: "RFC 2616 §4.2",
        meaning: "What the field says, without the white space around it.")
    package static let item = FieldDefinition(
        "http.item", .text, repeats: true, reference: "RFC 9110 §5.6.1", lecture: "RFC 2616 §2.1",
        meaning: "One member of a value that is a list with commas.")
    package static let date = FieldDefinition(
        "http.dateTime", .text, repeats: true, reference: "RFC 9110 §5.6.7", lecture: "RFC 2616 §3.3.1",
        meaning: "A point in time, always in Greenwich time whatever the sender's own clock shows.")
    package static let scheme = FieldDefinition(
        "http.authScheme", .text, repeats: true, reference: "RFC 9110 §11.1", lecture: "RFC 2616 §11",
        meaning: "By which method the client proves who it is.")
    package static let credentials = FieldDefinition(
        "http.credentials", .text, repeats: true, reference: "RFC 9110 §11.4", lecture: "RFC 2616 §11", secret: true,
        meaning: "The proof itself: whoever reads it can act in the client's name.")
    package static let cookie = FieldDefinition(
        "http.cookiePair", .group, repeats: true, reference: "RFC 6265 §4.1.1",
        meaning: "One cookie: a name and a value that the server gave and the client brings back.")
    package static let cookieName = FieldDefinition(
        "http.cookieName", .text, repeats: true, reference: "RFC 6265 §4.1.1",
        meaning: "What the server calls the cookie.")
    package static let cookieValue = FieldDefinition(
        "http.cookieValue", .text, repeats: true, reference: "RFC 6265 §4.1.1", secret: true,
        meaning: "What the server wants to be reminded of, often a number under which it remembers the visitor.")
    package static let cookieAttribute = FieldDefinition(
        "http.cookieAttribute", .text, repeats: true, reference: "RFC 6265 §4.1.2",
        meaning: "A rule for the cookie: how long it lives, and to which hosts and paths it is brought back.")
    package static let headEnd = FieldDefinition(
        "http.headEnd", .bytes, reference: "RFC 9112 §2.1", lecture: "RFC 2616 §4.1",
        meaning: "The empty line that ends the header fields.")
    package static let content = FieldDefinition(
        "http.content", .bytes, unit: "octets", reference: "RFC 9110 §6.4", lecture: "RFC 2616 §4.3",
        meaning: "What the message carries: a page, a picture, a filled-in form.")
    package static let bodyLength = FieldDefinition(
        "http.bodyLength", .number, unit: "octets", reference: "RFC 9112 §6.3", lecture: "RFC 2616 §4.4",
        meaning: "How long the content is once chunks are joined, before it is unpacked.")
    package static let chunks = FieldDefinition(
        "http.chunks", .group, reference: "RFC 9112 §7.1", lecture: "RFC 2616 §3.6.1",
        meaning: "Content sent in pieces, each with its length before it, so that the whole need not be known first.")
    package static let chunk = FieldDefinition(
        "http.chunk", .group, repeats: true, reference: "RFC 9112 §7.1", lecture: "RFC 2616 §3.6.1",
        meaning: "One piece of the content: its size in hexadecimal on a line, then that many octets.")
    package static let chunkSize = FieldDefinition(
        "http.chunkSize", .number, unit: "octets", repeats: true, reference: "RFC 9112 §7.1",
        lecture: "RFC 2616 §3.6.1", meaning: "How many octets the chunk holds, in hexadecimal; 0 is the last chunk.")
    package static let chunkExtension = FieldDefinition(
        "http.chunkExtension", .text, repeats: true, reference: "RFC 9112 §7.1.1", lecture: "RFC 2616 §3.6.1",
        meaning: "A remark of the sender behind the size, which receivers that do not know it pass over.")
    package static let chunkData = FieldDefinition(
        "http.chunkData", .bytes, unit: "octets", repeats: true, reference: "RFC 9112 §7.1",
        lecture: "RFC 2616 §3.6.1", meaning: "The octets of this piece.")
    package static let trailers = FieldDefinition(
        "http.trailers", .group, reference: "RFC 9112 §7.1.2", lecture: "RFC 2616 §3.6.1",
        meaning: "Field lines behind the last chunk, for what is only known once the content was sent.")
    package static let unparsed = FieldDefinition(
        "http.unparsed", .bytes, reference: "RFC 9112 §2.2", lecture: "RFC 2616 §4.1",
        meaning: "Octets that make no message of HTTP; the remark says why.")

    package static let all: [FieldDefinition] = [
        request, response, requestLine, method, target, path, query, parameter, version, statusLine, status, reason,
        headers, headerField, fieldName, fieldValue, item, date, scheme, credentials, cookie, cookieName, cookieValue,
        cookieAttribute, headEnd, content, bodyLength, chunks, chunk, chunkSize, chunkExtension, chunkData, trailers,
        unparsed,
    ]
}
