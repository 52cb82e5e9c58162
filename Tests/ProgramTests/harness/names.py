"""A hierarchy of real name servers for the tests: one nsd each, all on one free port, on loopback addresses of its own.

A referral carries no port, so that all servers of a hierarchy have to share one.
"""
import os
import pwd
import select
import shutil
import signal
import socket
import struct
import subprocess
import time

from servers import Server, find, free_port
from terminal import WAIT_LIMIT, Failure

ADDRESSES = {
    "a.root": "127.1.0.1", "b.root": "127.1.0.2", "dns.edu": "127.1.0.3", "a.gtld.net": "127.1.0.4",
    "dns.umass.edu": "127.1.0.5", "dns.cs.umass.edu": "127.1.0.6", "ns1.dynect.net": "127.1.0.7",
    "pdns1.dynect.net": "127.1.0.8", "pdns2.dynect.net": "127.1.0.9", "dns.hamburger.edu": "127.1.0.10",
}
"""The servers that answer."""

DEAD = "127.1.0.20"
"""The first server of hamburger.edu: nobody listens there, which the system may tell who asks."""

QUIET = "127.1.0.21"
"""The first server of quiet.edu: questions arrive there, and no answer is ever sent."""

ZONES = {
    "a.root": ["."], "b.root": ["."], "dns.edu": ["edu"], "a.gtld.net": ["com", "net"], "dns.umass.edu": ["umass.edu"],
    "dns.cs.umass.edu": ["cs.umass.edu"], "ns1.dynect.net": ["dynect.net"], "pdns1.dynect.net": ["amazon.com"],
    "pdns2.dynect.net": ["amazon.com"], "dns.hamburger.edu": ["hamburger.edu", "quiet.edu"],
}
"""What each serves. Nobody serves lame.edu, for which edu names the server of hamburger.edu."""

LONG = [f"line {number} of a text that is much too long for a datagram, and that goes on" for number in range(1, 13)]
"""The texts of long.cs.umass.edu, some 900 octets."""


def _zone(name, server, records):
    """A master file: its first lines are the same for all."""
    return (f"$ORIGIN {name}\n$TTL 3600\n@ SOA {server}. hostmaster.{server}. 7 3600 900 604800 300\n"
            + "".join(line.strip() + "\n" for line in records.strip().splitlines()))


def _at(name):
    return ADDRESSES[name]


CONTENTS = {
    ".": _zone(".", "a.root", f"""
        @ NS a.root.
        @ NS b.root.
        a.root. A {_at("a.root")}
        b.root. A {_at("b.root")}
        edu. NS dns.edu.
        dns.edu. A {_at("dns.edu")}
        com. NS a.gtld.net.
        net. NS a.gtld.net.
        a.gtld.net. A {_at("a.gtld.net")}
    """),
    "edu": _zone("edu.", "dns.edu", f"""
        @ NS dns
        dns A {_at("dns.edu")}
        umass NS dns.umass
        dns.umass A {_at("dns.umass.edu")}
        hamburger NS gone.hamburger
        hamburger NS dns.hamburger
        gone.hamburger A {DEAD}
        dns.hamburger A {_at("dns.hamburger.edu")}
        quiet NS mute.quiet
        quiet NS dns.hamburger
        mute.quiet A {QUIET}
        lame NS dns.hamburger
    """),
    "com": _zone("com.", "a.gtld.net", """
        @ NS a.gtld.net.
        amazon NS pdns1.dynect.net.
        amazon NS pdns2.dynect.net.
    """),
    "net": _zone("net.", "a.gtld.net", f"""
        @ NS a.gtld
        a.gtld A {_at("a.gtld.net")}
        dynect NS ns1.dynect
        ns1.dynect A {_at("ns1.dynect.net")}
    """),
    "umass.edu": _zone("umass.edu.", "dns.umass.edu", f"""
        @ NS dns
        @ MX 10 mail
        dns A {_at("dns.umass.edu")}
        mail A 128.119.8.25
        web A 128.119.8.80
        cs NS dns.cs
        dns.cs A {_at("dns.cs.umass.edu")}
    """),
    "cs.umass.edu": _zone("cs.umass.edu.", "dns.cs.umass.edu", f"""
        @ NS dns
        @ MX 10 mail
        @ MX 20 mail.umass.edu.
        dns A {_at("dns.cs.umass.edu")}
        gaia A 128.119.245.12
        mail A 128.119.240.25
        pages CNAME web.umass.edu.
    """ + "\n".join(f'long TXT "{text}"' for text in LONG)),
    "dynect.net": _zone("dynect.net.", "ns1.dynect.net", f"""
        @ NS ns1
        ns1 A {_at("ns1.dynect.net")}
        pdns1 A {_at("pdns1.dynect.net")}
        pdns2 A {_at("pdns2.dynect.net")}
    """),
    "amazon.com": _zone("amazon.com.", "pdns1.dynect.net", """
        @ NS pdns1.dynect.net.
        @ NS pdns2.dynect.net.
        www CNAME shop
        shop A 203.0.113.80
    """),
    "hamburger.edu": _zone("hamburger.edu.", "dns.hamburger.edu", f"""
        @ NS gone
        @ NS dns
        gone A {DEAD}
        dns A {_at("dns.hamburger.edu")}
        www A 203.0.113.17
    """),
    "quiet.edu": _zone("quiet.edu.", "dns.hamburger.edu", f"""
        @ NS mute
        @ NS dns.hamburger.edu.
        mute A {QUIET}
        www A 203.0.113.18
    """),
}


class NameServers(Server):
    """The whole hierarchy: `with NameServers() as names:` starts it, waits until every server answers for each of
    its zones, and ends it with the block. `nsd` is the program's path."""

    ASK_EVERY = 0.1
    """Seconds from a question that a server left unanswered to the next one, while it starts."""

    def __init__(self, nsd=None):
        super().__init__()
        self.nsd = nsd or find("nsd")
        self.addresses = dict(ADDRESSES)
        self.processes = {}
        self._quiet = None
        try:
            for zone, text in CONTENTS.items():
                self.write(self._file(zone), text)
            self.root_hints = self.write("root.hints", "".join(
                f". 3600000 NS {name}.\n{name}. 3600000 A {ADDRESSES[name]}\n" for name in ("a.root", "b.root")))
        except OSError:
            shutil.rmtree(self.directory, ignore_errors=True)
            raise

    def at(self, name):
        """Where the server of this name is: address, colon, port."""
        return f"{self.addresses[name]}:{self.port}"

    def __enter__(self):
        for left in reversed(range(self.START_LIMIT)):
            try:
                self.port = free_name_port(*ADDRESSES.values(), DEAD, QUIET)
                self._quiet = _bound(socket.SOCK_DGRAM, QUIET, self.port)
                with open(self.log, "wb") as log:
                    for name in ADDRESSES:
                        self.processes[name] = subprocess.Popen(
                            self._command(name), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.directory,
                            start_new_session=True)
                self._wait_until_it_answers()
                return self
            except (Failure, OSError):
                self._end()
                if left == 0:
                    shutil.rmtree(self.directory, ignore_errors=True)
                    raise
            except BaseException:
                self.__exit__()
                raise

    def _end(self):
        if self._quiet:
            self._quiet.close()
        for process in self.processes.values():
            _signal(process, signal.SIGTERM)
        end = time.monotonic() + 5
        for process in self.processes.values():
            try:
                process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            _signal(process, signal.SIGKILL)  # and what it has started
            process.wait()
        self.processes = {}

    def _file(self, zone):
        return os.path.join("zones", "root" if zone == "." else zone)

    def _command(self, name):
        folder = self.path("state", name)
        os.makedirs(folder, exist_ok=True)
        user = ""
        if os.geteuid() == 0:
            user = "nobody"
            os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        zones = "".join(f"zone:\n  name: {zone}\n  zonefile: {self.path(self._file(zone))}\n" for zone in ZONES[name])
        # However large a datagram the asker says to take (EDNS), 512 octets are all that it gets.
        configuration = self.write(f"{name}.conf", f"""\
server:
  ip-address: {ADDRESSES[name]}@{self.port}
  username: "{user}"
  chroot: ""
  server-count: 1
  database: ""
  zonesdir: "{self.path("zones")}"
  pidfile: "{folder}/pid"
  xfrdfile: "{folder}/xfrd.state"
  zonelistfile: "{folder}/zone.list"
  xfrdir: "{folder}"
  cookie-secret-file: ""
  rrl-ratelimit: 0
  ipv4-edns-size: 512
remote-control:
  control-enable: no
{zones}""")
        return [self.nsd, "-d", "-c", configuration]

    def _wait_until_it_answers(self):
        end = time.monotonic() + WAIT_LIMIT
        for name, process in self.processes.items():
            for zone in ZONES[name]:
                while not self._serves(name, zone):
                    if process.poll() is not None:
                        raise Failure(f"{self.nsd} of {name} ended with {process.returncode}: {self.said()}")
                    if time.monotonic() > end:
                        raise Failure(f"{name} does not answer on {self.at(name)} for {zone}: {self.said()}")
            if process.poll() is not None:
                raise Failure(f"somebody else answers on {self.at(name)}: {self.said()}")
            socket.create_connection((ADDRESSES[name], self.port), WAIT_LIMIT).close()

    def _serves(self, name, zone):
        """Asks for the zone's SOA record once; whether an answer with authority comes in a moment."""
        labels = [label.encode() for label in zone.split(".") if label]
        query = struct.pack(">6H", 4711, 0, 1, 0, 0, 0)
        query += b"".join(bytes([len(label)]) + label for label in labels) + struct.pack(">BHH", 0, 6, 1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            asker.connect((ADDRESSES[name], self.port))
            end = time.monotonic() + self.ASK_EVERY
            try:
                asker.send(query)
                while select.select([asker], [], [], max(0.0, end - time.monotonic()))[0]:
                    head = struct.unpack(">4H", asker.recv(4096)[:8])
                    if head[0] == 4711 and head[3] == 1:
                        return head[1] & 0x840F == 0x8400  # a response with authority, and no error
            except ConnectionError:  # nobody listens there yet
                time.sleep(0.01)
            return False


def free_name_port(*addresses):
    """A port that is free for datagrams and for connections on all of these addresses of loopback."""
    end = time.monotonic() + WAIT_LIMIT
    while True:
        port = free_port()
        held = []
        try:
            for address in addresses:
                for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                    held.append(_bound(kind, address, port))
            return port
        except OSError:
            if time.monotonic() > end:
                raise
        finally:
            for holder in held:
                holder.close()


def _bound(kind, address, port):
    holder = socket.socket(socket.AF_INET, kind)
    try:
        holder.bind((address, port))
    except OSError:
        holder.close()
        raise
    return holder


def _signal(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass
