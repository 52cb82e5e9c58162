"""Files that are exported for other tools: read again by the program, and by tshark."""
import collections
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from captures import PEERS, SAMPLE, decoded_lines, read, write
from cases import Skip, needs
from headless import Folder
from servers import find
from workbench import Run

SESSIONS = os.path.dirname(SAMPLE)


def said(run):
    """What each message of a run of decode says, without the numbers of packets and connections."""
    assert run.status == 0 and run.err == "", run.err
    messages = decoded_lines(run)
    return collections.Counter(
        json.dumps({key: message[key] for key in message if key not in ("frame", "connection")}) for message in messages)


def tshark(path, *fields):
    """The fields of each packet that tshark finds in a file, with all checksums checked."""
    program = find("tshark")
    if not program:
        raise Skip("tshark is not here")
    checks = [word for proto in ("ip", "tcp", "udp") for word in ("-o", f"{proto}.check_checksum:TRUE")]
    wanted = [word for field in ("_ws.col.Protocol", "_ws.col.Info", "_ws.expert.message") + fields
              for word in ("-e", field)]
    run = subprocess.run([program, "-r", path, *checks, "-T", "fields", *wanted], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return [line.split("\t") for line in run.stdout.splitlines()]


@needs("wireside")
def test_exported_packets_say_the_same_again():
    with Folder() as folder:
        capture = write(folder, "lab.pcap", read(SAMPLE))
        run = Run("export", "--to", "pcapng", "--as", "packets", capture)
        assert run.status == 0 and not run.out and not run.err, run
        assert sorted(os.listdir(folder)) == ["lab.pcap", "lab.pcapng"]
        assert said(Run("decode", capture, "--json")) == said(Run("decode", os.path.join(folder, "lab.pcapng"), "--json"))


@needs("wireside")
def test_a_filter_says_what_is_exported_and_pdus_are_read_again():
    with Folder() as folder:
        capture = write(folder, "lab.pcap", read(SAMPLE))
        output = os.path.join(folder, "lab.pcapng")
        for text in ("smtp or pop3", "http.status == 200"):
            assert Run("export", "--to", "pcapng", "--force", capture, "--filter", text).status == 0
            wanted = decoded_lines(Run("decode", capture, "--json", "--filter", text))
            found = decoded_lines(Run("decode", output, "--json"))
            assert [(m["protocol"], m["kind"], m["summary"]) for m in found] == [
                (m["protocol"], m["kind"], m["summary"]) for m in wanted], (text, found, wanted)
            assert wanted, text
        run = Run("export", "--to", "pcapng", "--force", capture, "--filter", "http ==")
        assert run.status == 64 and "a value is to follow" in run.err or "is a protocol" in run.err, run.err


@needs("wireside")
def test_a_file_that_is_there_is_written_over_only_by_force():
    with Folder() as folder:
        capture, output = write(folder, "lab.pcap", read(SAMPLE)), write(folder, "lab.pcapng", b"precious")
        run = Run("export", "--to", "pcapng", capture)
        assert run.status == 74 and f"{output} is there already; --force writes over it" in run.err, run
        assert read(output) == b"precious"
        assert Run("export", "--to", "pcapng", capture, "--force").status == 0
        assert read(output)[:4] == b"\n\r\r\n"
        assert Run("export", "--to", "pcapng", "-").status == 64
        assert Run("export", "--to", "csv", capture).status == 64


@needs("wireside")
def test_tshark_decodes_exported_messages():
    wanted = {
        "letter.session": [("smtp", "S: 220 hamburger.edu"), ("smtp", "C: HELO crepes.fr"), ("smtp", "C: DATA")],
        "pop3-keep.session": [("pop", "S: +OK POP3 server ready"), ("pop", "C: user bob")],
        "http-request.session": [("http", "GET /kurose_ross/interactive/index.php HTTP/1.1 ")],
        "trace-iterated.session": [("dns", "Standard query 0x024f A gaia.cs.umass.edu")],
        "lab.pcap": [("smtp", "C: HELO crepes.fr"), ("pop", "S: +OK POP3 server ready")],
    }
    with Folder() as folder:
        for name, messages in wanted.items():
            for records in ("pdus", "packets"):
                output = os.path.join(folder, f"{name}.{records}")
                run = Run("export", "--to", "pcapng", "--as", records, "--standard-ports",
                          os.path.join(SESSIONS, name), "--output", output)
                assert run.status == 0, run
                packets = tshark(output)
                found = {(line[0].lower(), line[1]) for line in packets}
                assert set(messages) <= found, (name, records, sorted(found))
                wrong = [line for line in packets for word in ("heck", "alformed", "uplicate", "etransmission")
                         if len(line) > 2 and word in line[2]]
                assert not wrong, (name, records, wrong)


@needs("wireside")
def test_a_made_capture_is_exported_whole():
    maker = os.path.join(PEERS, "gen_capture.py")
    if not os.path.exists(maker):
        raise Skip("../shared is not here")
    with Folder() as folder:
        # One answer of DNS is all that the maker wants.
        answer = bytes.fromhex("0001818000010001000000000161026373000001000" "1c00c000100010000003c0004c0000201")
        write(folder, "dns_messages.bin", len(answer).to_bytes(2, "big") + answer)
        path, output = os.path.join(folder, "a.pcapng"), os.path.join(folder, "b.pcapng")
        subprocess.run([sys.executable, maker, path, "2", "3"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        run = Run("export", "--to", "pcapng", "--as", "packets", path, "--output", output)
        assert (run.status, run.err) == (0, ""), run
        assert said(Run("decode", path, "--json")) == said(Run("decode", output, "--json"))


if __name__ == "__main__":
    cases.main()
