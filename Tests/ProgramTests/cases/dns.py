"""Questions to name servers typed by hand: in the workbench, and on standard input."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from names import NameServers
from workbench import Run, Workbench


@needs("wireside")
def test_a_question_is_typed_and_its_answer_decoded():
    with Workbench("open", "lab://dns", columns=140) as bench:
        bench.wait_open()
        bench.wait_for("a question: NAME [TYPE]")
        bench.enter("gaia.cs.umass.edu")
        bench.wait_for(re.compile(r"◂ response A gaia.cs.umass.edu.: 128.119.245."))
        bench.enter("umass.edu MX +edns")
        bench.wait_for(re.compile(r"◂ response MX umass.edu.: 10 mail.umass.edu."))
        bench.enter("a..b")
        bench.wait_for("a..b is no name: a label is empty; nothing was sent")
        bench.wait_for("Messages ─ 4")
        bench.read()
        bench.press("x")
        bench.wait_for("␅umass␃edu")
        bench.press("x")
        bench.wait_gone("␅umass␃edu␀␀␏")
        bench.press("Tab")
        bench.press("Tab")
        bench.press("/")
        bench.type("mail")
        bench.press("Enter")
        bench.wait_for(re.compile(r"▌.*mail.umass.edu"))
        bench.press("q")
        bench.wait_for("q quits")
        bench.press("q")
        assert bench.wait_end() == 0
        bench.assert_left_as_found()


@needs("wireside")
def test_over_tcp_the_lengths_are_there_and_nobody_sees_them():
    with Workbench("open", "lab://dns-tcp", columns=140) as bench:
        bench.wait_open()
        bench.enter("long.umass.edu TXT")
        bench.wait_for(re.compile(r"◂ response TXT long.umass.edu.: \"the"))
        bench.wait_for("Messages ─ 2")


@needs("wireside", "nsd")
def test_a_real_server_is_asked_line_by_line():
    lines = b"gaia.cs.umass.edu A +norecurse\nnosuch.cs.umass.edu\n\nbad..name\ncs.umass.edu NS +norec"
    with NameServers() as names:
        for scheme in ("dns", "dns-tcp"):
            run = Run("open", f"{scheme}://{names.at('dns.cs.umass.edu')}", "--idle", "1", "--json", input=lines)
            assert run.status == 0, run
            assert run.err == "wireside: bad..name is no name: a label is empty; nothing was sent\n", run
            answers = [line["fields"] for line in run.lines() if line["direction"] == "s>c"]
            assert [answer["rcode"] for answer in answers] == ["NOERROR", "NXDOMAIN", "NOERROR"], run
            assert answers[0]["answers"][0]["data"] == "128.119.245.12", run
            assert answers[2]["answers"][0]["data"] == "dns.cs.umass.edu.", run
            text = Run("open", f"{scheme}://{names.at('dns.cs.umass.edu')}", "--idle", "1", input=b"gaia.cs.umass.edu\n")
            assert "response A gaia.cs.umass.edu.: 128.119.245.12" in text.out.decode(), text


@needs("wireside", "nsd")
def test_a_line_without_an_end_is_not_kept_for_ever():
    with NameServers() as names:
        run = Run("open", f"dns://{names.at('dns.edu')}", "--idle", "1", input=b"edu NS\n" + b"a" * 200_000)
        assert run.status == 0 and "a question is longer than 4096 octets; nothing more is sent" in run.err, run
        assert "response NS edu." in run.out.decode(), run


if __name__ == "__main__":
    cases.main()
