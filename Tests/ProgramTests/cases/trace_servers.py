"""Resolutions that walk down a hierarchy of real name servers, without a screen: who was asked, and what came back."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from names import ADDRESSES, CONTENTS, DEAD, LONG, QUIET, ZONES, NameServers, free_name_port
from servers import find
from terminal import WAIT_LIMIT
from workbench import Run

GAIA = "gaia.cs.umass.edu. A 128.119.245.12"


def hierarchy():
    return NameServers()


class Walk:
    """What `trace --mode iterated --json` printed: `host` is its first step, `steps` are the others, `end` is the last
    object."""

    def __init__(self, names, *question, status=0):
        self.run = Run("trace", *question, "--mode", "iterated", "--json", "--port", names.port,
                       "--root-hints", names.root_hints)
        assert self.run.status == status, self.run
        *steps, self.end = self.run.lines()
        steps.sort(key=lambda step: step["step"])
        assert [step["step"] for step in steps] == list(range(1, len(steps) + 1)), self.run
        for step in steps:
            self._check(step)
        *hosts, self.host = [step for step in steps if step["asker"]["name"] == "host"]
        self.steps = [step for step in steps if step["asker"]["name"] != "host"]
        # What does not fit into the host's datagram either is asked once more.
        assert all(step["outcome"] == "truncated" for step in hosts) and len(hosts) < 2, self.run
        assert (self.host["asker"]["name"], self.host["server"]["name"]) == ("host", "local"), self.host
        assert self.host.get("zone") is None, self.host
        assert self.host["outcome"] == self.end["outcome"], self.run
        assert all(step["asker"]["name"] == "local" for step in self.steps), self.run
        silent = sum(step["outcome"] in ("timeout", "unreachable") for step in steps)
        totals = self.end["totals"]["iterated"]
        assert totals["questions"] == len(steps) and totals["messages"] == 2 * len(steps) - silent, self.run
        if status == 0:
            assert self.run.err == "", self.run

    @staticmethod
    def _check(step):
        assert step["mode"] == "iterated" and len(step["why"]) > 10, step
        for party in (step["asker"], step["server"]):
            assert re.fullmatch(r"[\d.]+:\d+", party["address"]), step
        if step["outcome"] in ("timeout", "unreachable"):
            assert not step.get("records"), step
        else:
            assert isinstance(step["rtt"], (int, float)) and 0 <= step["rtt"] < 1000 * WAIT_LIMIT, step
            assert "qr" in step["flags"], step

    def column(self, *keys):
        """These of each step but the host's, in order; of one key its values, of several tuples."""
        rows = [tuple(step[key] for key in keys) for step in self.steps]
        return [row[0] for row in rows] if len(keys) == 1 else rows

    def addresses(self):
        return [step["server"]["address"] for step in self.steps]

    def answer(self):
        return plain(self.end["answer"])


def plain(records):
    """Records in one spelling, in order: names in lower case, one blank, no TTL and no class."""
    spelled = []
    for record in records:
        name, rest = record.split(None, 1)
        rest = re.sub(r"^(\d+\s+|IN\s+)+", "", rest)
        parts = re.findall(r'"(?:[^"\\]|\\.)*"|\S+', rest)
        spelled.append(" ".join([name.lower(), parts[0].upper(),
                                 *(part if part.startswith('"') else part.lower() for part in parts[1:])]))
    return sorted(spelled)


def dig(names, address, *question):
    """The records of all sections of what dig hears there."""
    command = [find("dig"), "-r", f"@{address}", "-p", str(names.port), *question, "+norecurse", "+noedns", "+noall",
               "+answer", "+authority", "+additional", "+tries=1", "+time=10"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=WAIT_LIMIT, text=True)
    return plain(line for line in done.stdout.splitlines() if line and not line.startswith(";"))


def first_server(zone):
    """The server that the zone's SOA record names."""
    return CONTENTS[zone].split("SOA ")[1].split(". ")[0]


@needs("nsd", "dig")
def test_the_name_servers_answer():
    """The servers by themselves: each with authority for its zones, and with the referrals that lead to the others."""
    with hierarchy() as names:
        for server, zones in ZONES.items():
            for zone in zones:
                found = dig(names, ADDRESSES[server], zone, "SOA")
                assert any(f". hostmaster.{first_server(zone)}. 7 " in record for record in found), (server, found)
        at = ADDRESSES
        assert dig(names, at["b.root"], "gaia.cs.umass.edu", "A") == [
            f"dns.edu. A {at['dns.edu']}", "edu. NS dns.edu."]
        assert dig(names, at["dns.umass.edu"], "gaia.cs.umass.edu", "A") == [
            "cs.umass.edu. NS dns.cs.umass.edu.", f"dns.cs.umass.edu. A {at['dns.cs.umass.edu']}"]
        assert GAIA in dig(names, at["dns.cs.umass.edu"], "gaia.cs.umass.edu", "A")
        assert dig(names, at["a.gtld.net"], "www.amazon.com", "A") == [
            "amazon.com. NS pdns1.dynect.net.", "amazon.com. NS pdns2.dynect.net."]
        assert dig(names, at["a.gtld.net"], "pdns1.dynect.net", "A") == [
            "dynect.net. NS ns1.dynect.net.", f"ns1.dynect.net. A {at['ns1.dynect.net']}"]
        for server in ("pdns1.dynect.net", "pdns2.dynect.net"):
            found = dig(names, at[server], "www.amazon.com", "A")
            assert {"www.amazon.com. CNAME shop.amazon.com.", "shop.amazon.com. A 203.0.113.80"} <= set(found), found
        cs = at["dns.cs.umass.edu"]
        assert "cs.umass.edu. MX 10 mail.cs.umass.edu." in dig(names, cs, "cs.umass.edu", "MX")
        for question in (("nobody.cs.umass.edu", "A"), ("gaia.cs.umass.edu", "AAAA")):
            found = dig(names, cs, *question)
            assert len(found) == 1 and found[0].startswith("cs.umass.edu. SOA "), found
        texts = {f'long.cs.umass.edu. TXT "{text}"' for text in LONG}
        assert not texts <= set(dig(names, cs, "long.cs.umass.edu", "TXT", "+ignore"))
        assert texts <= set(dig(names, cs, "long.cs.umass.edu", "TXT", "+tcp"))
    assert not os.path.exists(names.directory)


@needs("wireside", "nsd")
def test_a_walk_from_the_root_to_the_answer():
    with hierarchy() as names:
        walk = Walk(names, "gaia.cs.umass.edu")
        assert walk.column("zone", "outcome", "transport") == [
            (".", "referral", "udp"), ("edu", "referral", "udp"), ("umass.edu", "referral", "udp"),
            ("cs.umass.edu", "answer", "udp")], walk.run
        servers = ["a.root", "dns.edu", "dns.umass.edu", "dns.cs.umass.edu"]
        assert walk.addresses() == [names.at(server) for server in servers], walk.run
        assert [step["server"]["name"] for step in walk.steps] == servers, walk.run
        assert {step["query"] for step in [walk.host, *walk.steps]} == {"gaia.cs.umass.edu A"}, walk.run
        assert ["aa" in step["flags"] for step in walk.steps] == [False, False, False, True], walk.run
        assert not any("ra" in step["flags"] or "tc" in step["flags"] for step in walk.steps), walk.run
        assert GAIA in plain(walk.steps[-1]["records"]), walk.run
        assert (walk.end["outcome"], walk.answer()) == ("answer", [GAIA]), walk.run
        assert GAIA in plain(walk.host["records"]), walk.run


@needs("wireside", "nsd")
def test_a_type_may_be_named():
    with hierarchy() as names:
        walk = Walk(names, "cs.umass.edu", "MX")
        assert walk.column("outcome") == ["referral", "referral", "referral", "answer"], walk.run
        assert walk.host["query"] == "cs.umass.edu MX", walk.run
        assert walk.answer() == [
            "cs.umass.edu. MX 10 mail.cs.umass.edu.", "cs.umass.edu. MX 20 mail.umass.edu."], walk.run


@needs("wireside", "nsd")
def test_no_such_name_is_an_answer():
    with hierarchy() as names:
        walk = Walk(names, "nobody.cs.umass.edu")
        assert walk.column("zone", "outcome") == [
            (".", "referral"), ("edu", "referral"), ("umass.edu", "referral"), ("cs.umass.edu", "nxdomain")], walk.run
        assert (walk.end["outcome"], walk.answer()) == ("nxdomain", []), walk.run
        assert [record.split()[1] for record in plain(walk.steps[-1]["records"])] == ["SOA"], walk.run
        walk = Walk(names, "gaia.nowhere")
        assert walk.column("zone", "outcome") == [(".", "nxdomain")], walk.run
        assert walk.end["outcome"] == "nxdomain", walk.run


@needs("wireside", "nsd")
def test_a_name_without_the_type_is_no_data():
    with hierarchy() as names:
        walk = Walk(names, "gaia.cs.umass.edu", "AAAA")
        assert walk.column("zone", "outcome")[-1] == ("cs.umass.edu", "nodata"), walk.run
        assert len(walk.steps) == 4 and (walk.end["outcome"], walk.answer()) == ("nodata", []), walk.run
        assert [record.split()[1] for record in plain(walk.steps[-1]["records"])] == ["SOA"], walk.run


@needs("wireside", "nsd")
def test_an_alias_into_another_zone_is_followed():
    """From the nearest zone that the walk has come by, not from the root again."""
    with hierarchy() as names:
        walk = Walk(names, "pages.cs.umass.edu")
        assert walk.column("zone", "query", "outcome") == [
            (".", "pages.cs.umass.edu A", "referral"), ("edu", "pages.cs.umass.edu A", "referral"),
            ("umass.edu", "pages.cs.umass.edu A", "referral"), ("cs.umass.edu", "pages.cs.umass.edu A", "cname"),
            ("umass.edu", "web.umass.edu A", "answer")], walk.run
        assert walk.addresses()[3:] == [names.at("dns.cs.umass.edu"), names.at("dns.umass.edu")], walk.run
        assert "alias" in walk.steps[4]["why"], walk.run
        assert walk.answer() == [
            "pages.cs.umass.edu. CNAME web.umass.edu.", "web.umass.edu. A 128.119.8.80"], walk.run
        assert walk.end["outcome"] == "answer", walk.run


@needs("wireside", "nsd")
def test_a_server_without_glue_is_looked_up_first():
    """And the alias that it has for the name comes with what the other name has, in one answer."""
    with hierarchy() as names:
        walk = Walk(names, "www.amazon.com")
        assert walk.column("zone", "query", "outcome") == [
            (".", "www.amazon.com A", "referral"), ("com", "www.amazon.com A", "referral"),
            (".", "pdns1.dynect.net A", "referral"), ("net", "pdns1.dynect.net A", "referral"),
            ("dynect.net", "pdns1.dynect.net A", "answer"), ("amazon.com", "www.amazon.com A", "answer")], walk.run
        assert walk.addresses() == [names.at(server) for server in (
            "a.root", "a.gtld.net", "a.root", "a.gtld.net", "ns1.dynect.net", "pdns1.dynect.net")], walk.run
        assert [record.split()[1] for record in plain(walk.steps[1]["records"])] == ["NS", "NS"], walk.run
        assert "pdns1.dynect.net" in walk.steps[2]["why"] and "amazon.com" in walk.steps[2]["why"], walk.run
        assert walk.answer() == [
            "shop.amazon.com. A 203.0.113.80", "www.amazon.com. CNAME shop.amazon.com."], walk.run


@needs("wireside", "nsd")
def test_what_is_cut_short_is_asked_over_tcp():
    with hierarchy() as names:
        walk = Walk(names, "long.cs.umass.edu", "TXT")
        assert walk.column("outcome", "transport") == [
            ("referral", "udp"), ("referral", "udp"), ("referral", "udp"), ("truncated", "udp"),
            ("answer", "tcp")], walk.run
        assert walk.addresses()[3:] == [names.at("dns.cs.umass.edu")] * 2, walk.run
        assert "tc" in walk.steps[3]["flags"] and "tc" not in walk.steps[4]["flags"], walk.run
        assert walk.answer() == sorted(f'long.cs.umass.edu. TXT "{text}"' for text in LONG), walk.run


@needs("wireside", "nsd")
def test_a_server_that_never_answers_gives_way_to_the_next():
    with hierarchy() as names:
        walk = Walk(names, "www.quiet.edu")
        assert walk.column("zone", "outcome") == [
            (".", "referral"), ("edu", "referral"), ("quiet.edu", "timeout"), ("quiet.edu", "answer")], walk.run
        assert walk.addresses()[2:] == [f"{QUIET}:{names.port}", names.at("dns.hamburger.edu")], walk.run
        assert "did not answer" in walk.steps[3]["why"], walk.run
        assert walk.answer() == ["www.quiet.edu. A 203.0.113.18"], walk.run
        assert walk.host["rtt"] >= 2000, walk.run


@needs("wireside", "nsd")
def test_a_server_that_is_not_there_gives_way_to_the_next():
    """The system may say that nobody listens, or nothing at all."""
    with hierarchy() as names:
        walk = Walk(names, "www.hamburger.edu")
        zones, outcomes = walk.column("zone"), walk.column("outcome")
        assert zones == [".", "edu", "hamburger.edu", "hamburger.edu"], walk.run
        assert outcomes[2] in ("timeout", "unreachable"), walk.run
        assert outcomes[:2] + outcomes[3:] == ["referral", "referral", "answer"], walk.run
        assert walk.addresses()[2:] == [f"{DEAD}:{names.port}", names.at("dns.hamburger.edu")], walk.run
        assert walk.answer() == ["www.hamburger.edu. A 203.0.113.17"], walk.run


@needs("wireside", "nsd")
def test_a_zone_that_its_only_server_does_not_know_fails():
    with hierarchy() as names:
        walk = Walk(names, "www.lame.edu", status=76)
        assert walk.column("zone", "outcome")[:3] == [
            (".", "referral"), ("edu", "referral"), ("lame.edu", "refused")], walk.run
        assert (walk.end["outcome"], walk.answer()) == ("servfail", []), walk.run


@needs("wireside", "nsd", "dig")
def test_dig_hears_what_each_step_shows():
    with hierarchy() as names:
        for question in (("gaia.cs.umass.edu", "A"), ("cs.umass.edu", "MX"), ("nobody.cs.umass.edu", "A"),
                         ("gaia.cs.umass.edu", "AAAA"), ("www.amazon.com", "A"), ("pages.cs.umass.edu", "A"),
                         ("long.cs.umass.edu", "TXT")):
            walk = Walk(names, *question)
            compared = 0
            for step in walk.steps:
                if step["outcome"] == "truncated":  # what a server puts into the little room is its own affair
                    continue
                address = step["server"]["address"].rsplit(":", 1)[0]
                heard = dig(names, address, *step["query"].split(), *(["+tcp"] if step["transport"] == "tcp" else []))
                assert heard and plain(step["records"]) == heard, (step, heard)
                compared += 1
            assert compared >= 4, walk.run


@needs("wireside")
def test_where_nobody_listens_is_told_in_a_sentence():
    port = free_name_port("127.0.0.1")
    run = Run("trace", "gaia.cs.umass.edu", "@127.0.0.1", "--port", port, "--json")
    assert run.status in (69, 75), run
    assert run.err.startswith("wireside: ") and run.err.count("\n") == 1 and run.err.endswith("\n"), run
    assert "127.0.0.1" in run.err, run
    for trace in ("Fatal error", "Backtrace", "Error(", "Errno", "Optional("):
        assert trace not in run.err, run


if __name__ == "__main__":
    cases.main()
