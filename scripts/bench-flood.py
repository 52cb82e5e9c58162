#!/usr/bin/python3
"""Measures how long keys take while megabytes come in, and the memory that takes: bench-flood.py BINARY [MEGABYTES …].

Python with pyte is needed, as for the tests of the program, whose harness this uses.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "Tests", "ProgramTests", "harness"))
GOAL = 0.016


def main():
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit("bench-flood: name the program to measure; make build makes .build/release/wireside")
    os.environ["WIRESIDE_BINARY"] = os.path.abspath(sys.argv[1])
    import flood
    print(f"keys in a flood: one every {flood.KEY_EVERY * 1000:.0f} ms, 120x40, with the recorder on")
    results = []
    for megabytes in sys.argv[2:] or ["8", "64", "256"]:
        results.append(flood.measure(int(megabytes) << 20))
        print(results[-1].row(), flush=True)
    met = all(result.percentile(0.95) <= GOAL for result in results if len(result.latencies) >= 20)
    print(f"the goal of {GOAL * 1000:.0f} ms at the 95th percentile, where 20 keys or more were measured, is "
          + ("met" if met else "missed"))


if __name__ == "__main__":
    main()
