#!/usr/bin/python3
"""Measures how long a step, a seek and a search take in a replay of a long recording: bench-replay.py BINARY.

The recordings are made here: dialogues of 200,000 events and 64 MB, the same number of events of one byte each, and as
many megabytes in blocks of 64 KiB. Python with pyte is needed, as for the tests of the program, whose harness this uses.
"""
import json
import os
import select
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "Tests", "ProgramTests", "harness"))
EVENTS = 200_000
KEYS = [("back", "," * 50), ("forward", "." * 50), ("seek", "3719265480" * 3), ("back from the end", "9" + "," * 50)]


def dialogues(number):
    """A request where the number is even, else the answer to it: 640 bytes the two."""
    if number % 2 == 0:
        return "c>s", f"GET /page/{number} HTTP/1.1\r\nHost: gaia.cs.umass.edu\r\nAccept: */*\r\n\r\n"
    body = "<p>" + "x" * 440 + "</p>\n"
    return "s>c", f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n{body}"


SHAPES = {
    "dialogues": (EVENTS, "http", dialogues),
    "single bytes": (EVENTS, "", lambda number: ("s>c", "\n" if number == EVENTS - 2 else "x")),
    "blocks": (1000, "", lambda number: ("s>c", ("y" * 62 + "\r\n") * 1024)),
}


def make(path, count, protocol, data):
    opening = {"t": 0, "k": "open", "client": "127.0.0.1:1", "server": "127.0.0.1:80"}
    if protocol:
        opening["protocol"] = protocol
    with open(path, "w", encoding="utf-8") as file:
        for line in ({"format": "wireside-session", "version": 1}, opening):
            file.write(json.dumps(line) + "\n")
        for number in range(count):
            direction, text = data(number)
            file.write(json.dumps({"t": round(number * 0.005, 3), "k": "data", "d": direction, "s": text}) + "\n")
        file.write(json.dumps({"t": count * 0.005, "k": "note", "text": "the needle"}) + "\n")


def seconds_until(bench, key, wanted=b""):
    """From writing a key to reading what answers it: the first bytes, or these."""
    start, begun = len(bench.raw), time.monotonic()
    os.write(bench._master, key.encode())
    while len(bench.raw) == start or wanted not in bench.raw[start:]:
        if time.monotonic() > begun + 60:
            sys.exit(f"bench-replay: {key!r} was not answered")
        select.select([bench._master], [], [], 0.05)
        bench.pump()
    taken = time.monotonic() - begun
    bench.pump(0.02)
    return taken


def measure(name, path, workbench, quiet):
    begun = time.monotonic()
    with workbench("replay", path, columns=120, rows=40) as bench:
        bench.wait_for("event ", timeout=120)
        opened = time.monotonic() - begun
        bench.press("Space", "5")
        bench.pump(0.3)
        bench._stream = quiet()
        print(f"{name}: {os.path.getsize(path) / 1e6:.0f} MB, opened in {opened:.2f} s")
        for what, keys in KEYS:
            times = sorted(1000 * seconds_until(bench, key) for key in keys)
            print(f"  {what:18} {len(times):3} keys  p50 {times[len(times) // 2]:6.1f} ms"
                  f"  p95 {times[int(len(times) * 0.95)]:6.1f} ms  max {times[-1]:6.1f} ms", flush=True)
        bench.type("0/the needle")
        bench.pump(0.2)
        print(f"  search of it all {seconds_until(bench, chr(13), b'went on'):8.2f} s"
              f"  peak RSS {bench.memory('VmHWM') >> 20} MB", flush=True)


def main():
    if len(sys.argv) != 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit("bench-replay: name the program to measure; make build makes .build/release/wireside")
    os.environ["WIRESIDE_BINARY"] = os.path.abspath(sys.argv[1])
    from flood import Quiet
    from workbench import Workbench
    print("keys in a replay, 120x40")
    with tempfile.TemporaryDirectory() as folder:
        for name, shape in SHAPES.items():
            path = os.path.join(folder, "long.session")
            make(path, *shape)
            measure(name, path, Workbench, Quiet)


if __name__ == "__main__":
    main()
