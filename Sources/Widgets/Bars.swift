import Cells

/// Bars that show how large numbers are beside each other, to an eighth of a cell where the symbols have eighths. The form alone
/// tells it, so they need no colour. Whatever is more than nothing shows at least the smallest step.
package enum Bars {
    /// A bar to the right, `part` of `whole` in so many columns, as text without blanks after it.
    package static func text(_ part: UInt64, of whole: UInt64, columns: Int, _ symbols: Symbols) -> String {
        let steps = symbols.horizontalSteps
        guard part > 0, whole > 0, columns > 0, let full = steps.last else { return "" }
        let share = Double(min(part, whole)) / Double(whole)
        let length = max(1, Int(share * Double(columns * steps.count) + 0.5))
        let (cells, rest) = length.quotientAndRemainder(dividingBy: steps.count)
        return String(repeating: full, count: cells) + (rest > 0 ? String(steps[rest - 1]) : "")
    }
}
