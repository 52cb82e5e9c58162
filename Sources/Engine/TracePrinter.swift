import DNS
import JSON
import Octets
import Resolution
import Transcripts

/// Prints a trace as lines for people, or as JSON.
struct TracePrinter {
    let output: OutputForm

    func print(_ trace: Trace) {
        for lane in trace.lanes { output == .json ? printObjects(lane) : printText(lane) }
        if output == .json { printTotals(trace) }
    }

    // MARK: Text

    private func printText(_ lane: Lane) {
        let modelled = lane.steps.first?.modelledRoundTrip.map {
            ", a round trip of \(tenths($0)) ms to each server modelled"
        }
        printLine("\(lane.mode): \(lane.steps.count) questions, \(lane.messages.count) messages\(modelled ?? "")")
        for step in lane.steps {
            let transport = step.transport == .tcp ? " over TCP" : ""
            let place = "\(step.asker.name) → \(step.server.name) (\(step.server.address))\(transport)"
            line("\(step.number)  \(place)  \(step.question.map(words) ?? "")")
            line("     \(step.outcome)  \(time(step))  \(flags(step))")
            for record in records(step) { line("     \(record)") }
            line("     why: \(step.why)")
        }
        printLine("")
    }

    private func line(_ text: String) { printLine(printable(Array(text.utf8))) }

    private func time(_ step: Step) -> String {
        guard let trip = step.roundTrip else { return "no answer" }
        return "\(tenths(trip)) ms"
    }

    /// Milliseconds with one digit behind the point.
    private func tenths(_ nanoseconds: Int64) -> String { "\(Double((nanoseconds + 50_000) / 100_000) / 10)" }

    private func flags(_ step: Step) -> String { (step.response?.header.setFlags ?? []).joined(separator: " ") }

    private func words(_ question: Question) -> String { "\(question.name.textWithoutFinalDot) \(question.type)" }

    private func records(_ step: Step) -> [String] {
        guard let response = step.response else { return [] }
        return (response.answers + response.authorities + response.additionals.filter { $0.type != .opt }).map(
            \.description)
    }

    // MARK: JSON

    private func printObjects(_ lane: Lane) {
        for step in lane.steps {
            var writer = JSON.Writer()
            writer.beginObject()
            writer.key("step")
            writer.integer(step.number)
            member("mode", step.mode.rawValue, &writer)
            party("asker", step.asker, &writer)
            party("server", step.server, &writer)
            writer.key("zone")
            if let zone = step.zone {
                writer.string(zone.isRoot ? "." : zone.textWithoutFinalDot)
            } else {
                writer.null()
            }
            member("query", step.question.map(words) ?? "", &writer)
            member("transport", step.transport.rawValue, &writer)
            member("why", step.why, &writer)
            member("outcome", step.outcome.rawValue, &writer)
            writer.key("rtt")
            if let trip = step.roundTrip { writer.seconds(nanoseconds: trip * 1000) } else { writer.null() }
            if let modelled = step.modelledRoundTrip {
                writer.key("modelled_rtt")
                writer.seconds(nanoseconds: modelled * 1000)
            }
            strings("flags", step.response?.header.setFlags ?? [], &writer)
            strings("records", records(step), &writer)
            writer.endObject()
            writeAll(writer.bytes + [0x0A])
        }
    }

    private func printTotals(_ trace: Trace) {
        let host = trace.lanes.first?.hostStep
        var writer = JSON.Writer()
        writer.beginObject()
        strings("answer", host?.response?.answers.map(\.description) ?? [], &writer)
        member("outcome", host?.outcome.rawValue ?? Outcome.pending.rawValue, &writer)
        writer.key("totals")
        writer.beginObject()
        for lane in trace.lanes {
            writer.key(lane.mode.rawValue)
            writer.beginObject()
            writer.key("questions")
            writer.integer(lane.steps.count)
            writer.key("messages")
            writer.integer(lane.messages.count)
            writer.key("rtt")
            if let trip = lane.hostTime { writer.seconds(nanoseconds: trip * 1000) } else { writer.null() }
            writer.endObject()
        }
        writer.endObject()
        writer.endObject()
        writeAll(writer.bytes + [0x0A])
    }

    private func member(_ name: String, _ text: String, _ writer: inout JSON.Writer) {
        writer.key(name)
        writer.string(text)
    }

    private func strings(_ name: String, _ texts: [String], _ writer: inout JSON.Writer) {
        writer.key(name)
        writer.beginArray()
        for text in texts { writer.string(text) }
        writer.endArray()
    }

    private func party(_ name: String, _ party: Party, _ writer: inout JSON.Writer) {
        writer.key(name)
        writer.beginObject()
        member("name", party.name, &writer)
        member("address", party.address, &writer)
        writer.endObject()
    }
}
