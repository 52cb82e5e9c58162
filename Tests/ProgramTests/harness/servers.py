"""Real servers for the tests, each on a free port of 127.0.0.1, with a configuration of its own in a folder that goes
away with it."""
import contextlib
import errno
import getpass
import grp
import os
import pwd
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from terminal import WAIT_LIMIT, Failure, environment


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def held_port(port, timeout=WAIT_LIMIT):
    """Sees to it that the port is taken: by this, or by somebody who keeps it for as long as the time-out."""
    end = time.monotonic() + timeout
    holder = listener_on(port)
    while holder is None and time.monotonic() < end:
        time.sleep(0.01)
        holder = listener_on(port)
    with holder or contextlib.nullcontext():
        yield


def listener_on(port):
    """A socket that listens there, or None while somebody else does."""
    holder = socket.socket()
    try:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", port))
        holder.listen()
        return holder
    except OSError as error:
        holder.close()
        if error.errno != errno.EADDRINUSE:
            raise
        return None


def find(*names):
    """The first of these programs that is here; the folders of administrators count, whoever asks."""
    path = os.environ.get("PATH", os.defpath) + ":/usr/local/sbin:/usr/sbin:/sbin"
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return found
    return None


class Server:
    """A server process: `with Nginx() as server:` starts it, waits until it answers, and ends it with the block."""

    START_LIMIT = 3
    """Tries, since another program may take a free port before the server does."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="wireside-server-")
        os.chmod(self.directory, 0o755)
        self.log = os.path.join(self.directory, "log")
        self.process = None

    def __enter__(self):
        for left in reversed(range(self.START_LIMIT)):
            self.port = free_port()
            with open(self.log, "wb") as log:
                self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                cwd=self.directory, start_new_session=True)
            try:
                self._wait_until_it_answers()
                return self
            except Failure:
                self._end()
                if left == 0:
                    shutil.rmtree(self.directory, ignore_errors=True)
                    raise

    def __exit__(self, *_):
        self._end()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _end(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(5)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def _wait_until_it_answers(self):
        end = time.monotonic() + WAIT_LIMIT
        while True:
            if self.process.poll() is not None:
                raise Failure(f"{self.command()[0]} ended with {self.process.returncode}: {self.said()}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > end:
                    raise Failure(f"{self.command()[0]} does not answer on port {self.port}: {self.said()}") from None
                time.sleep(0.01)

    def said(self):
        with open(self.log, errors="replace") as file:
            return file.read()[-2000:]

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)
        return self.path(name)

    def connect(self):
        return Dialogue("127.0.0.1", self.port)


class Nginx(Server):
    """A web server: `/` is a short page, `/chunked/` the same in chunks, `/old` moved, `/large` a few megabytes."""

    PAGE = "<html><body>hello from nginx</body></html>\n"
    LARGE = 4 << 20

    def command(self):
        for folder in ("www", "scratch"):
            os.makedirs(self.path(folder), exist_ok=True)
        self.write("www/index.html", self.PAGE)
        self.write("www/large", b"0123456789abcde\n" * (self.LARGE // 16))
        scratch = "".join(f"  {kind}_temp_path {self.path('scratch')}/{kind};\n"
                          for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        configuration = self.write("nginx.conf", f"""\
{"user nobody nogroup;" if os.geteuid() == 0 else ""}
daemon off;
worker_processes 1;
pid {self.path("pid")};
error_log {self.path("error")};
events {{ worker_connections 64; }}
http {{
  access_log off;
{scratch}  types {{ text/html html; }}
  server {{
    listen 127.0.0.1:{self.port};
    server_name localhost;
    root {self.path("www")};
    location /chunked/ {{ alias {self.path("www")}/; ssi on; }}
    location /old {{ return 301 /index.html; }}
  }}
}}
""")
        return [find("nginx"), "-e", self.path("error"), "-c", configuration]


class Exim(Server):
    """A mail server for hamburger.edu that knows bob and alice, and puts their letters in `mail/NAME/new`."""

    def command(self):
        name = "nobody" if os.geteuid() == 0 else getpass.getuser()
        user = pwd.getpwnam(name)
        for folder in ("spool", "mail", "logs"):
            os.makedirs(self.path(folder), exist_ok=True)
        configuration = self.write("exim.conf", f"""\
exim_path = {find("exim4", "exim")}
exim_user = {name}
exim_group = {user.pw_gid}
never_users =
primary_hostname = hamburger.edu
spool_directory = {self.path("spool")}
log_file_path = {self.path("logs")}/%slog
pid_file_path = {self.path("pid")}
domainlist here = hamburger.edu
disable_ipv6 = true
host_lookup =
rfc1413_query_timeout = 0s
deliver_drop_privilege = true
keep_environment =
tls_advertise_hosts =
acl_smtp_rcpt = recipient
acl_smtp_data = letter
begin acl
recipient:
  accept domains = +here
         verify = recipient
  deny message = relay not permitted
letter:
  accept
begin routers
people:
  driver = accept
  domains = +here
  local_parts = bob : alice
  transport = folder
begin transports
folder:
  driver = appendfile
  directory = {self.path("mail")}/$local_part_data
  maildir_format
  create_directory
  user = {name}
  group = {user.pw_gid}
begin retry
* * F,1m,10s
""")
        run = [find("exim4", "exim"), "-C", configuration, "-bdf", "-oX", f"127.0.0.1.{self.port}"]
        if os.geteuid() != 0:
            return run
        for folder, _, files in os.walk(self.directory):
            for entry in [folder, *(os.path.join(folder, file) for file in files)]:
                os.chown(entry, user.pw_uid, user.pw_gid)
        return [find("setpriv"), f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *run]

    def letters(self, name):
        """The letters that have arrived for somebody, as text."""
        folder = self.path("mail", name, "new")
        if not os.path.isdir(folder):
            return []
        found = []
        for entry in sorted(os.listdir(folder)):
            with open(os.path.join(folder, entry), errors="replace") as file:
                found.append(file.read())
        return found

    def wait_letter(self, name, timeout=WAIT_LIMIT):
        end = time.monotonic() + timeout
        while not self.letters(name):
            if time.monotonic() > end:
                raise Failure(f"no letter for {name} in {timeout} s: {self.said()}")
            time.sleep(0.02)
        return self.letters(name)[0]


class Dovecot(Server):
    """A POP3 server for bob, whose password is `hungry`; `put` lays letters into his mailbox. No TLS."""

    SERVICES = ("anvil", "stats", "pop3-login")
    """What would go into a jail of its own, which only root can make."""

    def command(self):
        self.user = pwd.getpwnam("nobody" if os.geteuid() == 0 else getpass.getuser())
        for folder in ("run", "state", *(f"mail/bob/{part}" for part in ("cur", "new", "tmp"))):
            os.makedirs(self.path(folder), exist_ok=True)
        passwords = self.write("passwords", "bob:{PLAIN}hungry::::::\n")
        name, group = self.user.pw_name, grp.getgrgid(self.user.pw_gid).gr_name
        jails = "".join(f"service {service} {{\n  chroot =\n{self._listener(service)}}}\n" for service in self.SERVICES)
        configuration = self.write("dovecot.conf", f"""\
protocols = pop3
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
auth_failure_delay = 0
base_dir = {self.path("run")}
state_dir = {self.path("state")}
log_path = {self.path("dovecot.log")}
default_internal_user = {name}
default_internal_group = {group}
default_login_user = {name}
first_valid_uid = 1
mail_location = maildir:{self.path("mail")}/%n
passdb {{
  driver = passwd-file
  args = username_format=%n {passwords}
}}
userdb {{
  driver = static
  args = uid={self.user.pw_uid} gid={self.user.pw_gid} home={self.path("mail")}/%n
}}
{jails}""")
        self._give(self.path())
        return [find("dovecot"), "-F", "-c", configuration]

    def _listener(self, service):
        if service == "anvil":  # who gave a wrong password would have to wait some seconds
            return "  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n"
        if service != "pop3-login":
            return ""
        return f"  inet_listener pop3 {{\n    port = {self.port}\n  }}\n  inet_listener pop3s {{\n    port = 0\n  }}\n"

    def _give(self, top):
        """Everything below belongs to whom the server serves as."""
        if os.geteuid() != 0:
            return
        for folder, _, files in os.walk(top):
            for entry in [folder, *(os.path.join(folder, file) for file in files)]:
                os.chown(entry, self.user.pw_uid, self.user.pw_gid)

    def put(self, letter):
        """Delivers a letter; lines may end with LF."""
        name = f"{time.time_ns()}.letter"
        self.write(f"mail/bob/tmp/{name}", letter)
        self._give(self.path("mail", "bob", "tmp"))
        os.rename(self.path("mail", "bob", "tmp", name), self.path("mail", "bob", "new", name))

    def letters(self):
        """How many letters lie in the mailbox."""
        return sum(len(os.listdir(self.path("mail", "bob", part))) for part in ("cur", "new"))

    def said(self):
        logs = [path for path in (self.log, self.path("dovecot.log")) if os.path.exists(path)]
        return "".join(open(path, errors="replace").read()[-2000:] for path in logs)


class Lab:
    """`wireside lab` in the foreground; `addresses` are the URLs that it prints when it listens."""

    def __init__(self, binary):
        self.binary = binary
        self.home = tempfile.mkdtemp(prefix="wireside-test-")
        self.output, self.addresses = "", []

    def __enter__(self):
        self.process = subprocess.Popen([self.binary, "lab"], env=environment(self.home), cwd=self.home,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def wait_for(self, pattern, timeout=WAIT_LIMIT):
        """Reads what the lab prints until the pattern matches; the match."""
        end = time.monotonic() + timeout
        while True:
            match = re.search(pattern, self.output, re.MULTILINE)
            if match:
                return match
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, end - time.monotonic()))
            part = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not part:
                raise Failure(f"the lab did not print {pattern!r} but:\n{self.output}")
            self.output += part.decode(errors="replace")

    def address(self, scheme):
        """Host and port of the server of this scheme, from a URL that the lab printed."""
        match = self.wait_for(rf"\b{scheme}://([0-9.]+):(\d+)\b")
        return match[1], int(match[2])


class Dialogue:
    """A plain socket to talk through, line by line: the referee of what a server says."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), WAIT_LIMIT)
        self.received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def say(self, *lines):
        self.socket.sendall(b"".join(line.encode() + b"\r\n" for line in lines))

    def hear(self, text):
        """Reads until this text has come since the last call; what came up to and with it."""
        wanted = text.encode()
        while wanted not in self.received:
            part = self.socket.recv(65536)
            if not part:
                raise Failure(f"the server closed before it said {text!r}, but said {self.received!r}")
            self.received += part
        end = self.received.index(wanted) + len(wanted)
        heard, self.received = self.received[:end], self.received[end:]
        return heard

    def hear_all(self):
        """Reads to the end of the connection."""
        while part := self.socket.recv(65536):
            self.received += part
        heard, self.received = self.received, b""
        return heard
