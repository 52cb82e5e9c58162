"""Captures decoded without a screen. The files are made here, packet by packet."""
import json
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from headless import Folder
from workbench import Run

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


if __name__ == "__main__":
    cases.main()
