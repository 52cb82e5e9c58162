"""Keys pressed while megabytes come in: how long each takes from the terminal's end of the line to the screen."""
import os
import select
import time

from terminal import WAIT_LIMIT, Failure
from workbench import Scripted, Workbench

LETTERS = [chr(code) for code in range(0x100, 0x180) if chr(code).isalpha()] + [
    chr(code) for code in range(0x3B1, 0x3C9)] + [chr(code) for code in range(0x430, 0x450)]
"""Each is typed once, so that its bytes in the program's output are the answer to that key and to no other."""

KEY_EVERY = 0.02
"""Seconds from one answer to the next key: faster than anybody types."""


def lines(size):
    """This many bytes of numbered lines, in blocks."""
    number, sent = 0, 0
    while sent < size:
        block = b"".join(b"%09d the quick brown fox jumps over the lazy dog, again and again\r\n" % n
                         for n in range(number, number + 4000))
        number += 4000
        sent += len(block)
        yield block


class Flood(Scripted):
    """A server that sends this many bytes of lines when it hears the first byte."""

    def __init__(self, size):
        super().__init__(self._pour)
        self.size, self.is_over, self.began, self.ended = size, False, 0.0, 0.0

    def _pour(self, connection, _):
        blocks = list(lines(min(self.size, 8 << 20)))
        self.hear(connection)
        self.began, sent = time.monotonic(), 0
        while sent < self.size:
            for block in blocks:
                connection.sendall(block)
                sent += len(block)
        self.ended, self.is_over = time.monotonic(), True
        connection.sendall(b"THE END\r\n")
        while self.hear(connection):
            pass


class Quiet:
    """Stands in for the terminal emulator, which would take most of the processor, while keys are timed."""

    def feed(self, _):
        pass


class Result:
    def __init__(self, size, seconds, latencies, peak, idle_peak):
        self.size, self.seconds, self.latencies, self.peak, self.idle_peak = size, seconds, latencies, peak, idle_peak

    def percentile(self, part):
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")

    def row(self):
        rate = self.size / max(self.seconds, 1e-9) / 1e6
        return (f"{self.size >> 20:6} MB {rate:7.1f} MB/s {len(self.latencies):5} keys"
                f"  p50 {self.percentile(0.5) * 1000:6.1f} ms  p95 {self.percentile(0.95) * 1000:6.1f} ms"
                f"  max {max(self.latencies, default=0) * 1000:6.1f} ms  peak RSS {self.peak >> 20:4} MB"
                f" ({self.idle_peak >> 20} MB before)")


def measure(size, limit=len(LETTERS), **more):
    """Opens a session, lets the flood begin, types letter after letter until it ends or all are used."""
    with Flood(size) as server, Workbench("open", server.url, columns=120, rows=40, **more) as bench:
        bench.wait_open()
        idle_peak = bench.memory("VmHWM")
        bench.press("Enter")
        bench.wait_for(lambda bench: server.began > 0)
        emulator, bench._stream = bench._stream, Quiet()
        latencies = []
        for letter in LETTERS[:limit]:
            if server.is_over:
                break
            latencies.append(time_key(bench, letter))
            listen(bench, KEY_EVERY)
        while not server.is_over:
            listen(bench, 0.05)
        bench._stream = emulator
        bench.press("Ctrl-L")
        bench.wait_for("◂ THE END", timeout=6 * WAIT_LIMIT)
        peak = bench.memory("VmHWM")
        bench.wait_for(lambda bench: LETTERS[0] in bench.text() or len(latencies) > 60 or not latencies)
        return Result(size, server.ended - server.began, latencies, peak, idle_peak)


def time_key(bench, letter):
    """Seconds from writing a key to reading it back from the screen."""
    wanted, start = letter.encode(), len(bench.raw)
    begun = time.monotonic()
    os.write(bench._master, wanted)
    while bench.raw.find(wanted, start) < 0:
        if time.monotonic() > begun + WAIT_LIMIT:
            raise Failure(f"{letter!r} was not answered in {WAIT_LIMIT} s")
        select.select([bench._master], [], [], 0.05)
        bench.pump()
    return time.monotonic() - begun


def listen(bench, seconds):
    bench.pump(seconds)
    del bench.raw[:-4096]
