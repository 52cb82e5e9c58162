"""Megabytes come in while keys are pressed. What is held here holds on any machine; scripts/bench-flood.py measures."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from flood import Flood, measure
from terminal import WAIT_LIMIT
from workbench import Workbench, read_text


@needs("wireside")
def test_keys_are_answered_in_a_flood():
    result = measure(64 << 20)
    print(result.row())
    assert len(result.latencies) >= 20, result.row()
    assert result.percentile(0.95) < 5, result.row()


@needs("wireside")
def test_memory_stays_bounded_in_a_flood():
    small, large = measure(8 << 20, limit=3), measure(40 << 20, limit=3)
    print(small.row(), large.row(), sep="\n")
    assert large.peak - small.peak < 16 << 20, (small.row(), large.row())


@needs("wireside")
def test_a_flood_can_be_read_searched_and_left():
    with Flood(4 << 20) as server, Workbench("open", server.url, columns=120, rows=40) as bench:
        bench.wait_open()
        bench.press("Enter")
        bench.wait_for("the quick brown fox")
        bench.press("F1")
        bench.wait_for("┏ Help")
        bench.press("Esc")
        bench.wait_gone("┏ Help")
        bench.read()
        bench.press("g")
        bench.wait_for("000000003 the quick")
        bench.wait_for(re.compile(r"Messages ─ \d{5}"))  # a search looks through what has come
        bench.press("/")
        bench.enter("000001234")
        bench.wait_for("◂ 000001234", timeout=3 * WAIT_LIMIT)
        bench.press("G")
        bench.wait_for("◂ THE END", timeout=3 * WAIT_LIMIT)
        bench.press("Ctrl-C")
        bench.wait_for("q quits")
        bench.press("q")
        assert bench.wait_end() == 0
        bench.assert_left_as_found()
        assert "THE END" in read_text(bench.recording())[-1000:]


@needs("wireside")
def test_a_flood_can_be_broken_off():
    with Flood(1 << 30) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.press("Enter")
        bench.wait_for("the quick brown fox")
        bench.command("close")
        bench.wait_for("closed; Enter connects again")
        assert not server.is_over
        bench.leave()


if __name__ == "__main__":
    cases.main()
