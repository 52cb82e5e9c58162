#!/usr/bin/python3
"""Reads the same captures with Wireside and with the tools that people use today: bench-captures.py BINARY [FOLDER [MEGABYTES...]].

Every row is one command over one file: seconds of CPU (user and system), megabytes of file a CPU second, the most memory that it
held, and how many times as long as Wireside's row it took. Tools that are not installed are left out, and said.

The captures are made in FOLDER (or a scratch folder) by a generator beside the project, ../shared/peers/gen_capture.py, which also
writes how many messages there are; where it is missing nothing can be measured, and that is said.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, "..", "..", "shared", "peers")
SIZES = [20, 200, 1000]
# What takes minutes on a large file is run on files up to so many megabytes.
SLOW_LIMIT = 200
KINDS = {
    "http": {"request": "http_req", "response": "http_resp"},
    "smtp": {"command": "smtp_cmd", "reply": "smtp_reply", "content": "smtp_mail"},
    "pop3": {"command": "pop3_cmd", "response": "pop3_resp"},
}


class Row:
    """A command, what it is called, whether it is slow, and whether it is ours."""

    def __init__(self, name, command, slow=False, ours=False):
        self.name, self.command, self.slow, self.ours = name, command, slow, ours

    def run(self, path):
        """CPU seconds, peak memory in bytes, standard output."""
        with tempfile.TemporaryDirectory() as scratch, open(os.path.join(scratch, "out"), "w+b") as out:
            command = [word.replace("FILE", path) for word in self.command]
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL, cwd=scratch)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                print(f"{self.name}: ended with {child.returncode}", file=sys.stderr)
            out.seek(0)
            return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, out.read() if self.ours else b""


def rows(binary):
    return [
        Row("wireside decode --stats --json", [binary, "decode", "FILE", "--stats", "--json"], ours=True),
        Row("wireside decode --json", [binary, "decode", "FILE", "--json"]),
        Row("tshark -q -z io,phs", ["tshark", "-q", "-r", "FILE", "-z", "io,phs"], slow=True),
        Row("tshark -T json", ["tshark", "-r", "FILE", "-T", "json"], slow=True),
        Row("tcpflow (reassembly, writes files)", ["tcpflow", "-q", "-r", "FILE"]),
        Row("ngrep (packets only)", ["ngrep", "-q", "-I", "FILE", "GET|MAIL FROM"]),
    ]


def make(folder, size):
    path = os.path.join(folder, f"c{size}.pcapng")
    if not os.path.exists(path + ".counts.json"):
        if not os.path.exists(os.path.join(folder, "dns_messages.bin")):
            subprocess.run(["python3", os.path.join(PEERS, "gen_dns.py")], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        generator = os.path.join(PEERS, "gen_capture.py")
        subprocess.run(["python3", generator, path, str(size)], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return path


def check(path, output):
    counts = json.load(open(path + ".counts.json", encoding="utf-8"))
    messages = json.loads(output)["messages"]
    total = sum(sum(kinds.values()) for kinds in messages.values())
    wrong = [
        f"{proto} {kind}: {messages.get(proto, {}).get(kind, 0)}, not {counts[name]}"
        for proto, kinds in KINDS.items() for kind, name in kinds.items()
        if messages.get(proto, {}).get(kind, 0) != counts[name]
    ]
    return f"{total} of {counts['messages']} messages" + (f" ({'; '.join(wrong)})" if wrong else "")


def table(binary, path):
    size = os.path.getsize(path)
    print(f"\n{os.path.basename(path)}, {size / 1e6:.0f} MB")
    print(f"  {'':36} {'CPU s':>8} {'MB/CPU s':>9} {'memory':>9} {'of file':>8} {'ratio':>8}")
    reference = None
    for row in rows(binary):
        if not shutil.which(row.command[0]):
            print(f"  {row.name:36} is not installed here")
            continue
        if row.slow and size > SLOW_LIMIT * 1.2e6:
            print(f"  {row.name:36} is left out above {SLOW_LIMIT} MB")
            continue
        seconds, memory, output = row.run(path)
        reference = reference or seconds
        print(
            f"  {row.name:36} {seconds:8.2f} {size / 1e6 / max(seconds, 1e-9):9.1f} {memory / 1e6:6.1f} MB"
            f" {100 * memory / size:6.1f} % {seconds / reference:7.1f}x")
        if row.ours:
            print(f"  {'':36} {check(path, output)}")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = os.path.abspath(sys.argv[1])
    if not os.path.exists(os.path.join(PEERS, "gen_capture.py")):
        print("bench-captures: the generator of captures, ../shared/peers/gen_capture.py, is not here; nothing is measured")
        return
    sizes = [int(word) for word in sys.argv[3:]] or SIZES
    with tempfile.TemporaryDirectory() as scratch:
        folder = sys.argv[2] if len(sys.argv) > 2 else scratch
        for size in sizes:
            table(binary, make(folder, size))


if __name__ == "__main__":
    main()
