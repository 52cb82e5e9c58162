"""`trace` in the lab, without a screen and recorded."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from headless import Folder
from names import NameServers
from workbench import Run, Workbench

PROJECT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")


def lab(*arguments, status=0):
    run = Run("trace", *arguments, "--lab", "--json")
    assert run.status == status and run.err == "", run
    *steps, end = run.lines()
    return steps, end


def walk(steps, mode):
    return [(step["asker"]["name"], step["server"]["name"], step["zone"], step["outcome"])
            for step in steps if step["mode"] == mode]


@needs("wireside")
def test_the_lectures_name_takes_eight_messages_either_way():
    steps, end = lab("gaia.cs.umass.edu")
    assert walk(steps, "iterated") == [
        ("host", "local", None, "answer"), ("local", "a.root-servers.net", ".", "referral"),
        ("local", "a.edu-servers.net", "edu", "referral"), ("local", "dns.umass.edu", "umass.edu", "answer")], steps
    assert walk(steps, "recursive") == [
        ("host", "local", None, "answer"), ("local", "a.root-servers.net", ".", "answer"),
        ("a.root-servers.net", "a.edu-servers.net", "edu", "answer"),
        ("a.edu-servers.net", "dns.umass.edu", "umass.edu", "answer")], steps
    assert end["answer"] == ["gaia.cs.umass.edu. 86400 IN A 128.119.245.12"], end
    for mode in ("iterated", "recursive"):
        assert (end["totals"][mode]["questions"], end["totals"][mode]["messages"]) == (4, 8), end


@needs("wireside")
def test_flags_tell_who_wants_what():
    steps, _ = lab("gaia.cs.umass.edu")
    flags = {(step["mode"], step["server"]["name"]): step["flags"] for step in steps}
    assert flags["iterated", "a.edu-servers.net"] == ["qr", "ra"], flags
    assert flags["iterated", "dns.umass.edu"] == ["qr", "aa", "ra"], flags
    assert flags["recursive", "a.edu-servers.net"] == ["qr", "rd", "ra"], flags
    assert flags["recursive", "dns.umass.edu"] == ["qr", "aa", "rd", "ra"], flags


@needs("wireside")
def test_the_local_server_puts_three_questions_for_the_shop():
    steps, end = lab("www.amazon.com", "--mode", "iterated")
    asked = [step["server"]["name"] for step in steps if step["asker"]["name"] == "local"]
    assert asked == ["a.root-servers.net", "a.gtld-servers.net", "dns1.amazon.com"], steps
    assert end["outcome"] == "answer" and list(end["totals"]) == ["iterated"], end


@needs("wireside")
def test_aliases_absences_and_servers_without_glue():
    steps, end = lab("www.ibm.com")
    assert end["answer"] == ["www.ibm.com. 3600 IN CNAME servereast.backup2.ibm.com.",
                             "servereast.backup2.ibm.com. 3600 IN A 127.0.0.1"], end
    for name, kind, outcome in (("nosuch.umass.edu", "A", "nxdomain"), ("www.umass.edu", "MX", "nodata")):
        steps, end = lab(name, kind)
        assert end["outcome"] == outcome and end["answer"] == [], end
        assert {step["outcome"] for step in steps if step["asker"]["name"] == "host"} == {outcome}, steps
    steps, end = lab("www.crepes.fr", "--mode", "iterated")
    assert [step["query"] for step in steps if step["outcome"] == "referral"] == [
        "www.crepes.fr A", "www.crepes.fr A", "dns.hamburger.edu A", "dns.hamburger.edu A"], steps
    steps, end = lab("128.119.245.12", "--mode", "iterated")
    assert end["answer"] == ["12.245.119.128.in-addr.arpa. 86400 IN PTR gaia.cs.umass.edu."], end


@needs("wireside")
def test_what_a_datagram_does_not_hold_goes_over_tcp():
    steps, end = lab("long.umass.edu", "TXT")
    assert len(end["answer"]) == 5 and end["outcome"] == "answer", end
    for mode, count in (("iterated", 2), ("recursive", 4)):
        streams = [step for step in steps if step["mode"] == mode and step["transport"] == "tcp"]
        assert len(streams) == count and all("tc" not in step["flags"] for step in streams), steps


@needs("wireside")
def test_a_trace_is_a_recording():
    with Folder() as folder:
        path = os.path.join(folder, "walk.session")
        run = Run("trace", "gaia.cs.umass.edu", "--lab", "--json", "--record", path)
        assert run.status == 0, run
        decoded = Run("decode", path, "--json")
        assert decoded.status == 0 and len(decoded.lines()) == 16, decoded
        assert [message["protocol"] for message in decoded.lines()] == ["dns"] * 16, decoded
        text = open(path).read()
        assert text.count('"mode":"iterated"') == 4 and text.count('"why":"') == 8, text


@needs("wireside")
def test_a_trace_is_stepped_in_a_terminal():
    for columns, rows in ((118, 36), (80, 24), (67, 19)):
        with Workbench("trace", "gaia.cs.umass.edu", "--lab", columns=columns, rows=rows) as bench:
            bench.wait_for(re.compile("message 0 of 8"))
            bench.wait_for(re.compile("host +local"))
            for count in range(1, 9):
                bench.press(".")
                bench.wait_for(f"message {count} of 8")
            bench.wait_for("host ◂ local: answer")
            bench.press(",")
            bench.wait_for("message 7 of 8")
            bench.wait_for(re.compile("dns.umass.edu: answer"))
            bench.press("Enter")
            bench.wait_for(re.compile("Messages ─ 16"))
            bench.wait_for(re.compile("Inspector ─ 7 dns message|▌ +7 .*◂ dns response"))
            bench.press("Backspace")
            bench.wait_for("message 7 of 8")
            bench.press("Tab")
            bench.press("Enter")
            bench.wait_for(re.compile("Inspector ─ 15 dns message|▌ +15 .*◂ dns response"))
            bench.press("Backspace")
            bench.wait_for("message 7 of 8")
            bench.press("r")
            bench.wait_for("message 7 of 10")
            bench.press("G")
            bench.wait_for("host ◂ local: cached")
            bench.press("q")
            assert bench.wait_end() == 0
            bench.assert_left_as_found()


@needs("wireside")
def test_a_trace_asked_for_in_the_workbench_replays_without_the_lab():
    with Workbench(columns=118, rows=36) as bench:
        bench.wait_start()
        bench.wait_for(re.compile("trace www.amazon.com +the local server's three questions"))
        bench.command("trace www.amazon.com A iterated")
        bench.wait_for("message 0 of 8")
        bench.press("G")
        bench.wait_for(re.compile("dns1.amazon.com, |amazon.com NS dns1.amazon.com"))
        recordings = bench.recordings()
        assert len(recordings) == 1, recordings
        bench.command("trace a..b")
        bench.wait_for("a..b is no name")
        with Workbench("replay", recordings[0], columns=118, rows=36) as again:
            again.wait_for("message 0 of 8")
            again.press("Space")
            again.wait_for("message 8 of 8")
            again.wait_for(re.compile("amazon.com NS dns1.amazon.com"))
            again.press("q")
            assert again.wait_end() == 0


@needs("wireside", "nsd")
def test_a_trace_through_real_servers_shows_where_it_waits():
    with NameServers() as names:
        with Workbench("trace", "gaia.cs.umass.edu", f"@{names.addresses['a.root']}", "--port", str(names.port),
                       columns=118, rows=36) as bench:
            bench.wait_for("message 0 of 10")
            bench.press("G")
            bench.wait_for("128.119.245.12")


@needs("wireside")
def test_the_page_about_json_shows_what_is_printed():
    with open(os.path.join(PROJECT, "docs", "json.md"), encoding="utf-8") as file:
        shown = [json.loads(line) for line in file.read().split("## trace")[1].splitlines() if line.startswith("{")]
    steps, end = lab("gaia.cs.umass.edu")
    step = next(step for step in steps if step["mode"] == "iterated" and step["step"] == shown[0]["step"])
    assert list(step) == list(shown[0]) and list(end) == list(shown[1]), (step, end)
    for key in set(step) - {"asker", "server", "rtt"}:
        assert step[key] == shown[0][key], (key, step)
    assert end["answer"] == shown[1]["answer"] and list(end["totals"]) == list(shown[1]["totals"]), end


@needs("wireside")
def test_text_is_for_people():
    run = Run("trace", "gaia.cs.umass.edu", "--lab", "--text")
    assert run.status == 0, run
    text = run.out.decode()
    assert "iterated: 4 questions, 8 messages" in text and "recursive: 4 questions, 8 messages" in text, text
    assert re.search(r"3  local → a\.edu-servers\.net \(127\.0\.0\.31:\d+\)  gaia\.cs\.umass\.edu A\n     referral  ", text), text
    assert "why: edu is the nearest zone to gaia.cs.umass.edu that is known" in text, text


@needs("wireside")
def test_what_makes_no_sense_is_told_in_a_sentence():
    for words, sentence in (
            (["a..b"], "a..b is no name"), (["a", "NOSUCH"], "NOSUCH is no type of record"),
            (["a", "@b"], "@b is no address"), (["a", "--mode", "x"], "x is no mode"), (["A", "OPT"], "OPT is no type")):
        run = Run("trace", *words, "--json")
        assert run.status == 64 and sentence in run.err, run
    run = Run("trace", "a", "--lab", "--port", "1")
    assert run.status == 64 and "--lab has servers of its own" in run.err, run
    with Folder() as folder:
        path = os.path.join(folder, "hints")
        run = Run("trace", "a", "--root-hints", path)
        assert run.status == 66 and path in run.err, run
        with open(path, "w") as file:
            file.write(". NS a.root.\n")
        run = Run("trace", "a", "--root-hints", path)
        assert run.status == 65 and "names no root server with an address" in run.err, run


if __name__ == "__main__":
    cases.main()
