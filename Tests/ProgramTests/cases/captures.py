"""Captures decoded without a screen, and read in the workbench. Files are made here, packet by packet, or by tcpdump."""
import collections
import gzip
import json
import os
import re
import select
import signal
import struct
import subprocess
import sys
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import Skip, binary, needs
from headless import Folder
from servers import Lab
from terminal import WAIT_LIMIT
from workbench import Run, Workbench

PROJECT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
SAMPLE = os.path.join(PROJECT, "sessions", "lab.pcap")
RECORDING = os.path.join(PROJECT, "sessions", "conditional-get.session")
PEERS = os.path.join(PROJECT, "..", "shared", "peers")

CLIENT, SERVER = bytes([192, 0, 2, 1]), bytes([192, 0, 2, 9])
REQUEST = b"GET / HTTP/1.1\r\nHost: gaia.cs.umass.edu\r\n\r\n"
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
QUERY = bytes.fromhex("0011010000010000000000000467616961026373") + b"\x05umass\x03edu\0\0\x01\0\x01"
SYN, ACK, FIN = 2, 16, 1


def ip(proto, source, destination, payload):
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, proto, 0) + source + destination
    return bytes(12) + b"\x08\x00" + head + payload


def udp(source, destination, source_port, port, payload):
    return ip(17, source, destination, struct.pack(">HHHH", source_port, port, 8 + len(payload), 0) + payload)


def tcp(source, destination, source_port, port, sequence, flags, payload=b""):
    head = struct.pack(">HHIIBBHHH", source_port, port, sequence, 1, 0x50, flags, 1000, 0, 0)
    return ip(6, source, destination, head + payload)


def to_server(sequence, flags=ACK, payload=b""):
    return tcp(CLIENT, SERVER, 40000, 80, sequence, flags, payload)


def to_client(sequence, flags=ACK, payload=b""):
    return tcp(SERVER, CLIENT, 80, 40000, sequence, flags, payload)


PACKETS = [
    to_server(100, SYN), to_client(500, SYN | ACK), to_server(101),
    # The second half of the request comes first, and the first half twice.
    to_server(101 + 20, payload=REQUEST[20:]), to_server(101, payload=REQUEST[:20]), to_server(101, payload=REQUEST[:20]),
    to_client(501, payload=RESPONSE), to_client(501 + len(RESPONSE), FIN | ACK), to_server(101 + len(REQUEST), FIN | ACK),
    udp(CLIENT, SERVER, 40001, 53, QUERY),
]


def pcap(packets):
    parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)]
    for number, packet in enumerate(packets):
        parts.append(struct.pack("<IIII", 1_700_000_000, 1000 * number, len(packet), len(packet)) + packet)
    return b"".join(parts)


def write(folder, name, content):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


def check(messages):
    assert [(m["protocol"], m["kind"], m["direction"], m["frame"]) for m in messages] == [
        ("http", "request", "c>s", 5), ("http", "response", "s>c", 7), ("dns", "message", "c>s", 10)], messages
    request, response, query = messages
    assert request["src"] == "192.0.2.1:40000" and request["dst"] == "192.0.2.9:80", request
    assert request["time"] == "1700000000.004000000" and request["length"] == len(REQUEST), request
    assert response["fields"]["bodyLength"] == 5, response
    assert query["fields"]["questions"] == [{"name": "gaia.cs.umass.edu.", "type": "A", "class": "IN"}], query


@needs("wireside")
def test_a_capture_is_put_in_order_and_decoded():
    with Folder() as folder:
        path = write(folder, "a.pcap", pcap(PACKETS))
        run = Run("decode", path, "--json")
        assert run.status == 0 and run.err == "", run
        check(decoded_lines(run))
        with open(path, "rb") as file:
            check(decoded_lines(Run("decode", "-", "--json", input=file.read())))


def decoded_lines(run):
    return [json.loads(line) for line in run.out.splitlines()]


@needs("wireside")
def test_a_capture_cut_short_is_decoded_as_far_as_it_goes():
    with Folder() as folder:
        whole = pcap(PACKETS)
        run = Run("decode", write(folder, "cut.pcap", whole[:-10]), "--json")
        assert run.status == 65, run
        assert [message["kind"] for message in decoded_lines(run)] == ["request", "response"], run
        assert "behind packet 9: the file is cut short" in run.err and run.err.count("\n") == 1, run.err


@needs("wireside")
def test_a_compressed_capture_or_recording_is_read_as_the_one_inside():
    with Folder() as folder:
        for name, content in (("lab.pcap", read(SAMPLE)), ("tour.session", read(RECORDING))):
            plain = Run("decode", write(folder, name, content), "--json")
            packed = write(folder, "packed", gzip.compress(content))
            assert plain.status == 0 and plain.out, plain
            for run in (Run("decode", packed, "--json"), Run("decode", "-", "--json", input=read(packed))):
                assert (run.status, run.out, run.err) == (0, plain.out, plain.err), run


@needs("wireside")
def test_damaged_gzip_gives_what_is_readable_and_says_where_it_stops():
    with Folder() as folder:
        # Stored, not deflated, so that a place in the one is a place in the other.
        whole = bytearray(gzip.compress(pcap(PACKETS), 0))
        cut = Run("decode", write(folder, "cut.gz", whole[:-40]), "--json")
        assert cut.status == 65, cut
        assert [message["kind"] for message in decoded_lines(cut)] == ["request", "response"], cut
        assert f"the gzip data stops at octet {len(whole) - 40}, after" in cut.err, cut.err
        assert "it is cut short; at octet" in cut.err and "behind packet 9" in cut.err, cut.err
        whole[-6] ^= 1
        damaged = Run("decode", write(folder, "damaged.gz", whole), "--json")
        assert damaged.status == 65, damaged
        check(decoded_lines(damaged))
        assert "it is damaged (incorrect data check)" in damaged.err and damaged.err.count("\n") == 1, damaged.err


class Pouring:
    """`decode -` at the end of a pipe that is written to piece by piece."""

    def __init__(self, *arguments, path="-"):
        self.process = subprocess.Popen([binary(), "decode", path, *arguments], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def write(self, content):
        self.process.stdin.write(content)

    def line(self):
        """The next line that it prints, within the usual time."""
        ready, _, _ = select.select([self.process.stdout], [], [], WAIT_LIMIT)
        assert ready, "nothing was printed"
        return self.process.stdout.readline()

    def end(self):
        out, err = self.process.communicate(timeout=WAIT_LIMIT)
        return self.process.returncode, out, err


@needs("wireside")
def test_messages_are_printed_as_a_pipe_brings_them():
    whole = pcap(PACKETS)
    first = pcap(PACKETS[:5])
    for begin, rest in ((first, whole[len(first):]), (b"", b"")):
        with Pouring("--json") as run:
            if begin:
                run.write(begin)
            else:
                # Compressed, and flushed where tcpdump would flush.
                packer = zlib.compressobj(wbits=31)
                begin = packer.compress(first) + packer.flush(zlib.Z_SYNC_FLUSH)
                rest = packer.compress(whole[len(first):]) + packer.flush()
                run.write(begin)
            assert json.loads(run.line())["kind"] == "request"
            run.write(rest)
            assert json.loads(run.line())["kind"] == "response"
            status, out, err = run.end()
            assert status == 0 and json.loads(out)["protocol"] == "dns" and err == b"", (status, out, err)


@needs("wireside")
def test_messages_of_a_recording_are_printed_as_a_pipe_brings_them():
    whole = read(RECORDING)
    wanted = Run("decode", RECORDING, "--json").out
    first = wanted.splitlines()[0]
    with Pouring("--json") as run:
        lines = whole.splitlines(keepends=True)
        last = max(number for number, line in enumerate(lines) if b'"data"' in line)
        run.write(b"".join(lines[:last]))
        assert json.loads(run.line()) == json.loads(first)
        run.write(b"".join(lines[last:]))
        status, out, err = run.end()
        assert status == 0 and err == b"" and out.count(b"\n") == len(wanted.splitlines()) - 1, (status, out, err)


@needs("wireside")
def test_ctrl_c_ends_the_reading_of_a_silent_pipe_at_once():
    with Folder() as folder, Pouring("--json") as silent:
        path = os.path.join(folder, "pipe")
        os.mkfifo(path)
        silent.write(pcap(PACKETS[:5]))
        assert json.loads(silent.line())["kind"] == "request"
        with Pouring("--json", path=path) as waiting:
            # Nobody has opened the pipe for writing: it is known to wait once its reader is there.
            writer = wait_for_reader(path)
            for run in (silent, waiting):
                run.process.send_signal(signal.SIGINT)
                assert run.process.wait(WAIT_LIMIT) == -signal.SIGINT, run.process.returncode
            os.close(writer)


def wait_for_reader(path):
    deadline = time.monotonic() + WAIT_LIMIT
    while True:
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < deadline, "nobody opened the pipe"
            time.sleep(0.01)


@needs("wireside")
def test_a_file_that_becomes_shorter_while_it_is_read_is_told():
    with Folder() as folder:
        # More than a window of the file, and more lines than a pipe holds: the program waits for who reads them.
        exchange = PACKETS[:9]
        packets = exchange + [udp(CLIENT, SERVER, 40001, 53, QUERY + bytes(900))] * 8000
        path = write(folder, "long.pcap", pcap(packets))
        with Pouring("--json", path=path) as run:
            assert json.loads(run.line())["kind"] == "request"
            size = os.path.getsize(path)
            os.truncate(path, size - 900)
            status, out, err = run.end()
            assert status == 65, (status, err)
            assert out.count(b"\n") == 1 + 8000 - 1, out.count(b"\n")
            told = f"the file became shorter while it was read: it had {size} octets, and ended at octet {size - 900}"
            assert told in err.decode(), err

@needs("wireside")
def test_one_bad_file_does_not_stop_the_others():
    with Folder() as folder:
        bad = write(folder, "bad", b"neither this nor that\n")
        good = write(folder, "good.pcap", pcap(PACKETS))
        run = Run("decode", bad, os.path.join(folder, "missing"), good, "--json")
        assert run.status == 66, run
        check(decoded_lines(run))
        assert "bad" in run.err and "missing" in run.err, run.err


@needs("wireside")
def test_what_is_left_out_is_told():
    with Folder() as folder:
        arp = bytes(12) + b"\x08\x06" + bytes(28)
        cut = PACKETS[0][:30]
        run = Run("decode", write(folder, "odd.pcap", pcap([arp, cut] + PACKETS)), "--json")
        assert run.status == 0 and len(decoded_lines(run)) == 3, run
        assert "1 packet has damaged headers, the first is packet 2" in run.err, run.err


@needs("wireside")
def test_a_capture_is_read_in_a_terminal():
    for columns, rows in ((100, 30), (80, 24), (67, 19)):
        with Workbench("decode", SAMPLE, columns=columns, rows=rows) as bench:
            bench.wait_for("Conversations ─ 5 ─ by start")
            bench.press("j")
            bench.press("j")
            bench.wait_for(re.compile(r"^.▌127\.0\.0\.1:\d+ .*:2525 +smtp", re.MULTILINE))
            bench.press("Enter")
            bench.wait_for(re.compile("Session ─ tcp 127.0.0.1"))
            bench.press("Tab")
            bench.press("j")
            bench.wait_for(re.compile(r"▌ +2 .*HELO crepes.fr"))
            bench.press("Tab")
            bench.wait_for(re.compile(r"Inspector ─ 2 smtp command ─ packet \d+"))
            bench.wait_for(re.compile("verb.*HELO"))
            bench.press("Backspace")
            bench.wait_for("Conversations ─ 5")
            bench.press("/")
            bench.wait_for(re.compile("^/", re.MULTILINE))
            bench.type("pop3")
            bench.press("Enter")
            bench.wait_for(re.compile(r"^.▌127\.0\.0\.1:\d+ .*:1110 +pop3", re.MULTILINE))
            bench.press("s")
            bench.wait_for("by client")
            bench.press("q")
            assert bench.wait_end() == 0
            bench.assert_left_as_found()


@needs("wireside")
def test_a_capture_is_opened_from_the_workbench():
    with Workbench() as bench, Folder() as folder:
        bench.wait_start()
        bench.wait_for(re.compile(r"lab\.pcap +from clients of the lab"))
        path = write(folder, "a.pcap", pcap(PACKETS))
        bench.command("open /nothing/b.pcap")
        bench.wait_for("cannot open /nothing/b.pcap")
        bench.command(f"decode {path}")
        bench.wait_for("Conversations ─ 2 ─ by start")
        bench.press("Enter")
        bench.wait_for("Host: gaia.cs.umass.edu")
        bench.press("Esc")
        bench.wait_for("Conversations ─ 2")
        bench.command(f"open {write(folder, 'cut.pcap', pcap(PACKETS)[:-10])}")
        bench.wait_for("behind packet 9: the file is cut short")
        bench.leave()


class Listener:
    """tcpdump on the port of a server on loopback, into a file."""

    def __init__(self, path, port):
        self.path = path
        self.command = ["tcpdump", "-i", "lo", "--immediate-mode", "-U", "-w", "-", "tcp", "port", str(port)]

    def __enter__(self):
        with open(self.path, "wb") as file:
            self.process = subprocess.Popen(self.command, stdout=file, stderr=subprocess.PIPE, text=True)
        said = ""
        while "listening" not in said:
            line = self.process.stderr.readline()
            assert line, said
            said += line
        return self

    def wait_for(self, text):
        end = time.monotonic() + WAIT_LIMIT
        while text not in open(self.path, "rb").read():
            assert time.monotonic() < end, f"{text} did not pass"
            time.sleep(0.02)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=WAIT_LIMIT)


@needs("wireside", "tcpdump", "curl")
def test_what_tcpdump_hears_of_curl_is_decoded():
    with Lab(binary()) as lab, Folder() as folder:
        host, port = lab.wait_for(r"^lab://web +tcp://([0-9.]+):(\d+)").groups()
        lab.wait_for("Ctrl-C ends it")
        path = os.path.join(folder, "curl.pcap")
        with Listener(path, port) as listener:
            urls = [f"http://{host}:{port}{target}" for target in ("/kurose_ross/interactive/index.php", "/nothing")]
            pages = subprocess.run(["curl", "-s", *urls], check=True, stdout=subprocess.PIPE).stdout
            listener.wait_for(b"404 Not Found</h1>")
        run = Run("decode", path, "--json")
        assert run.status == 0 and run.err == "", run
        messages = decoded_lines(run)
        assert [m["fields"].get("status") for m in messages] == [None, 200, None, 404], messages
        assert sum(m["fields"]["bodyLength"] for m in messages) == len(pages), messages
        frames = [m["frame"] for m in messages]
        assert frames == sorted(set(frames)) and frames[0] > 3, frames


@needs("wireside", "tcpdump", "curl")
def test_a_live_capture_is_decoded_while_tcpdump_hears():
    with Lab(binary()) as lab, Pouring("--json") as run:
        host, port = lab.wait_for(r"^lab://web +tcp://([0-9.]+):(\d+)").groups()
        lab.wait_for("Ctrl-C ends it")
        listening = subprocess.Popen(
            ["tcpdump", "-U", "-w", "-", "-i", "lo", "tcp", "port", port], stdout=run.process.stdin, stderr=subprocess.PIPE)
        try:
            while b"listening on" not in listening.stderr.readline():
                assert listening.poll() is None, "tcpdump ended"
            for target, status in (("/kurose_ross/interactive/index.php", 200), ("/nothing", 404)):
                subprocess.run(["curl", "-s", f"http://{host}:{port}{target}"], check=True, stdout=subprocess.DEVNULL)
                # Both are printed while tcpdump goes on, and wireside waits for more.
                assert json.loads(run.line())["fields"]["target"] == target
                assert json.loads(run.line())["fields"]["status"] == status
        finally:
            listening.terminate()
            listening.communicate()
        status, out, err = run.end()
        assert (status, out, err) == (0, b"", b""), (status, out, err)


# One response of a name server, for the generator: x. A 1.2.3.4.
RESPONSE_OF_DNS = bytes.fromhex("1234818000010001000000000178000001000101780000010001000000050004") + bytes([1, 2, 3, 4])


@needs("wireside")
def test_every_message_of_a_made_capture_is_found():
    """Segments swapped and repeated, conversations interleaved: the counts are those that the maker kept."""
    maker = os.path.join(PEERS, "gen_capture.py")
    if not os.path.exists(maker):
        raise Skip("../shared is not here")
    with Folder() as folder:
        write(folder, "dns_messages.bin", struct.pack(">H", len(RESPONSE_OF_DNS)) + RESPONSE_OF_DNS)
        for name, seed in (("a.pcapng", "1"), ("b.pcap", "2")):
            path = os.path.join(folder, name)
            subprocess.run([sys.executable, maker, path, "4", seed], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            with open(path + ".counts.json", encoding="utf-8") as file:
                wanted = json.load(file)
            run = Run("decode", path, "--json")
            assert run.status == 0 and run.err == "", run.err
            found = collections.Counter(
                (m["protocol"], m["kind"], m["fields"].get("qr")) for m in decoded_lines(run))
            counts = {
                "http_req": found["http", "request", None], "http_resp": found["http", "response", None],
                "smtp_cmd": found["smtp", "command", None], "smtp_reply": found["smtp", "reply", None],
                "smtp_mail": found["smtp", "content", None], "pop3_cmd": found["pop3", "command", None],
                "pop3_resp": found["pop3", "response", None],
                "dns_query": sum(n for (p, _, qr), n in found.items() if p == "dns" and not qr),
                "dns_resp": sum(n for (p, _, qr), n in found.items() if p == "dns" and qr),
            }
            assert counts == {key: wanted[key] for key in counts}, (name, counts, wanted)
            check_statistics(json.loads(Run("decode", path, "--stats", "--json").out), counts, wanted)


def check_statistics(found, counts, wanted):
    """Statistics count what the messages one by one come to."""
    messages = found["messages"]
    assert messages["http"] == {"request": counts["http_req"], "response": counts["http_resp"]}, found
    assert messages["smtp"]["reply"] == counts["smtp_reply"] and messages["smtp"]["content"] == counts["smtp_mail"], found
    assert messages["pop3"]["command"] == counts["pop3_cmd"], found
    assert messages["dns"]["message"] == counts["dns_query"] + counts["dns_resp"], found
    assert found["packets"] == wanted["packets"] and found["bytes"] == wanted["bytes"], (found, wanted)
    assert found["transports"]["tcp"] == wanted["tcp_conns"], (found, wanted)
    assert found["tcp"]["retransmissions"] == wanted["retrans"], (found, wanted)
    assert abs(found["seconds"] - wanted["seconds"]) < 0.01, (found, wanted)
    assert all(isinstance(note, str) for note in found["notes"]), found


@needs("wireside")
def test_a_filter_prints_what_it_wants_and_says_what_is_wrong_with_it():
    with Folder() as folder:
        path = write(folder, "a.pcap", pcap(PACKETS))
        for text, kinds in (
                ("http", ["request", "response"]), ("http.status == 200", ["response"]), ("dns", ["message"]),
                ("host ~ UMASS and not dns", ["request"]), ("bytes contains hello", ["response"]), ("pop3", [])):
            run = Run("decode", path, "--json", "--filter", text)
            assert run.status == 0 and [m["kind"] for m in decoded_lines(run)] == kinds, (text, run)
        run = Run("decode", path, "--filter", "http.staus == 200")
        assert run.status == 64 and run.out == b"", run
        assert "there is no field http.staus; did you mean http.status?" in run.err, run.err
        assert run.err.splitlines()[1:] == ["  http.staus == 200", "  ^^^^^^^^^^"], run.err


@needs("wireside")
def test_statistics_are_lines_for_people_too():
    with Folder() as folder:
        run = Run("decode", write(folder, "a.pcap", pcap(PACKETS)), "--stats")
        assert run.status == 0 and run.err == "", run
        assert b"2 conversations (1 tcp, 1 udp), 3 messages" in run.out and b"192.0.2.9:80" in run.out, run.out


@needs("wireside")
def test_statistics_and_filters_of_a_capture_in_a_terminal():
    for columns, rows in ((100, 30), (80, 24), (67, 19)):
        with Workbench("decode", SAMPLE, columns=columns, rows=rows) as bench:
            bench.wait_for("Conversations ─ 5 ─ by start")
            bench.press("=")
            bench.wait_for("Statistics")
            bench.wait_for("lab.pcap")
            bench.press("Esc")
            bench.wait_for("Conversations ─ 5 ─ by start")
            bench.press("f")
            bench.wait_for("filter:")
            bench.type("smtp or pop3")
            bench.press("Enter")
            bench.wait_for("Conversations ─ 5 ─ 2 with smtp or pop3")
            bench.press("Esc")
            bench.wait_for("Conversations ─ 5 ─ by start")
            bench.press("q")
            assert bench.wait_end() == 0
            bench.assert_left_as_found()


if __name__ == "__main__":
    cases.main()
