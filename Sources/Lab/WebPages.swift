import HTTP

/// The pages that the lab's web server always has.
enum WebPages {
    /// When the pages were last changed: as long ago as the lecture, so that a browser's copy is never too old.
    static let modified = FieldDate(seconds: 1_456_858_670)  // Tue, 01 Mar 2016 18:57:50 GMT

    /// The ten pictures of the base page.
    static let pictureNames = (1...10).map { "/pictures/\($0 < 10 ? "0" : "")\($0).jpg" }

    /// By path.
    static let all: [String: Resource] = {
        let base = Resource("text/html; charset=utf-8", Array(basePage.utf8), modified: modified)
        let interactive = Resource("text/html; charset=utf-8", Array(interactivePage.utf8), modified: modified)
        var pages = [
            "/": base, "/index.html": base, "/someDepartment/home.index": base,
            "/kurose_ross/interactive/index.php": interactive,
        ]
        for (index, name) in pictureNames.enumerated() {
            pages[name] = Resource("image/jpeg", Picture(number: index + 1).jpeg, modified: modified)
        }
        return pages
    }()

    private static var basePage: String {
        let pictures = pictureNames.map { "<img src=\"\($0)\" alt=\"\">" }.joined(separator: "\n")
        return html(
            "The lab's base page",
            """
            <p>This page is one object and names ten more: a browser sends eleven requests to show it.</p>
            \(pictures)
            <p>More to ask for: <a href="/kurose_ross/interactive/index.php">exercises</a>,
            <a href="/chunked">chunks</a>, <a href="/cookie">a cookie</a>, <a href="/form">a form</a>,
            <a href="/animalsearch?monkeys&amp;banana">a search</a>, <a href="/old">a page that has moved</a>,
            <a href="/files/">files</a>, <a href="/slow?ms=1000">a slow answer</a>,
            <a href="/flood?bytes=1000000">a megabyte</a>.</p>
            """)
    }

    private static var interactivePage: String {
        html(
            "Exercises",
            """
            <p>Ask for this page twice, the second time with its entity tag in If-None-Match: the answer is 304, without
            the page.</p>
            """)
    }

    /// A page with its heading.
    static func html(_ title: String, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>\(title)</title></head>
        <body>
        <h1>\(title)</h1>
        \(body)
        </body>
        </html>

        """
    }

    /// Text as it may stand in a page.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
