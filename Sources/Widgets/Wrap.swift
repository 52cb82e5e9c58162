import Cells

/// Breaks text into lines of at most `columns` columns: at line ends, else at blanks, else (a word longer than a line)
/// between characters. At least one line; an empty one for empty text.
package func wrap(_ text: String, columns: Int) -> [String] {
    let columns = max(1, columns)
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrapLine($0, columns) }
}

private func wrapLine(_ line: Substring, _ columns: Int) -> [String] {
    var lines: [String] = []
    var current = ""
    var used = 0
    for word in line.split(separator: " ", omittingEmptySubsequences: true) {
        let width = DisplayWidth.of(String(word))
        if used > 0, used + 1 + width <= columns {
            current += " " + word
            used += 1 + width
            continue
        }
        if used > 0 { lines.append(current) }
        (current, used) = ("", 0)
        for character in word {
            let step = DisplayWidth.of(String(character))
            if used > 0, used + step > columns {
                lines.append(current)
                (current, used) = ("", 0)
            }
            current.append(character)
            used += step
        }
    }
    return lines + [current]
}
