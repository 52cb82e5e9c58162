"""A terminal to run a program in, driven and read by a test.

The program runs as a job of a small stand-in for a shell: the stand-in leads the session and outlives the program, so
that the terminal's settings can be compared before and after, and a stopped program can be brought back.
"""
import errno
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time

import pyte

WAIT_LIMIT = 20.0
"""Seconds after which a condition that has not come about is a failure."""

POLL_EVERY = 0.02
"""Seconds between two looks at a condition that can come about without output."""

KEYS = {
    "Enter": b"\r", "Tab": b"\t", "Shift-Tab": b"\x1b[Z", "Esc": b"\x1b", "Space": b" ", "Backspace": b"\x7f",
    "Delete": b"\x1b[3~", "Insert": b"\x1b[2~", "PageUp": b"\x1b[5~", "PageDown": b"\x1b[6~",
    "F1": b"\x1bOP", "F2": b"\x1bOQ", "F3": b"\x1bOR", "F4": b"\x1bOS", "F5": b"\x1b[15~", "F6": b"\x1b[17~",
    "F7": b"\x1b[18~", "F8": b"\x1b[19~", "F9": b"\x1b[20~", "F10": b"\x1b[21~", "F11": b"\x1b[23~",
    "F12": b"\x1b[24~",
}
CURSOR_KEYS = {"Up": b"A", "Down": b"B", "Right": b"C", "Left": b"D", "Home": b"H", "End": b"F"}
CURSOR_KEYS_MODE = 1 << 5
"""pyte keeps DEC private modes shifted by five: mode 1, application cursor keys."""

MOUSE_BUTTONS = {"left": 0, "middle": 1, "right": 2, "wheel-up": 64, "wheel-down": 65}


# Whoever started this may have signals blocked, as the threads of a test runner do, and programs would inherit that.
signal.pthread_sigmask(signal.SIG_SETMASK, [])


class Screen(pyte.Screen):
    """pyte's screen, with what ncurses sends and pyte leaves out: dim, repeat, scrolling, answers to the program."""

    answer = staticmethod(lambda data: None)

    def write_process_input(self, data):
        self.answer(data.encode())

    def select_graphic_rendition(self, *codes, **flags):
        """pyte has no dim; strikethrough, which no program here uses, stands in for it (see Cell.dim)."""
        translated, rest = [], list(codes)
        while rest:
            code = rest.pop(0)
            translated.append({2: 9}.get(code, code))
            if code == 22:
                translated.append(29)
            elif code in (38, 48) and rest:
                count = 2 if rest[0] == 5 else 4
                translated += rest[:count]
                rest = rest[count:]
        super().select_graphic_rendition(*translated, **flags)

    def repeat(self, count=1, **flags):
        if self.last_drawn:
            self.draw(self.last_drawn * min(count or 1, self.columns * self.lines))

    def scroll_up(self, count=1, **flags):
        self._scroll(count, self.index, upwards=True)

    def scroll_down(self, count=1, **flags):
        self._scroll(count, self.reverse_index, upwards=False)

    def _scroll(self, count, step, upwards):
        """Moves the lines between the margins; the cursor stays."""
        top, bottom = self.margins or (0, self.lines - 1)
        row, self.cursor.y = self.cursor.y, bottom if upwards else top
        for _ in range(min(count or 1, bottom - top + 1)):
            step()
        self.cursor.y = row

    last_drawn = ""

    def draw(self, data):
        if data:
            self.last_drawn = data[-1]
        super().draw(data)


class Stream(pyte.ByteStream):
    csi = dict(pyte.ByteStream.csi, b="repeat", S="scroll_up", T="scroll_down")
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down"}


class Cell:
    """One cell of the screen: its text and how it is drawn. Colours are pyte's: a name, six hex digits or 'default'."""

    def __init__(self, char):
        self.text, self.foreground, self.background = char.data, char.fg, char.bg
        self.bold, self.italic, self.underline = char.bold, char.italics, char.underscore
        self.reverse, self.dim = char.reverse, char.strikethrough

    def style(self):
        return (self.foreground, self.background, self.bold, self.dim, self.italic, self.underline, self.reverse)

    def __repr__(self):
        return f"Cell({self.text!r}, {self.style()})"


class Failure(AssertionError):
    pass


def environment(home, term="xterm-256color", lang="C.UTF-8", **more):
    """A program's environment in which HOME and every XDG folder lie in `home`, so that no run touches the user's
    files. A value of None leaves a variable out."""
    values = {
        "HOME": home, "PATH": os.environ.get("PATH", os.defpath), "TERM": term, "LANG": lang, "TZ": "UTC",
        "SHELL": "/bin/sh", "PS1": "$ ", "TMPDIR": os.path.join(home, "tmp"),
    }
    for name in ("config", "state", "data", "cache", "runtime"):
        folder = os.path.join(home, name)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        values["XDG_RUNTIME_DIR" if name == "runtime" else f"XDG_{name.upper()}_HOME"] = folder
    os.makedirs(values["TMPDIR"], exist_ok=True)
    for name in ("LD_LIBRARY_PATH", "SWIFT_BACKTRACE"):
        if name in os.environ:
            values[name] = os.environ[name]
    values.update(more)
    return {name: value for name, value in values.items() if value is not None}


class Terminal:
    """`with Terminal(["less", path]) as terminal:` runs a program until the block ends, and then ends it.

    `columns` and `rows` are the size; `term`, `lang` and further keywords go to `environment`. `home` is a folder that
    is made for the run and removed after it, unless one is given.
    """

    def __init__(self, command, columns=80, rows=24, home=None, directory=None, **variables):
        self._made_home = home is None
        self.home = home or tempfile.mkdtemp(prefix="wireside-test-")
        self.environment = environment(self.home, **variables)
        self.raw = bytearray()
        self.view = Screen(columns, rows)
        self.view.answer = self.send
        self._stream = Stream(self.view)
        self._news = b""
        self.state, self.status = "running", None
        self._start(command, columns, rows, directory or self.home)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # Starting and ending

    def _start(self, command, columns, rows, directory):
        news_end, self._leader_news = os.pipe()
        self._leader_orders, orders_end = os.pipe()
        self._reports, self._orders = news_end, orders_end
        self._leader, self._master = pty.fork()
        if self._leader == 0:
            try:
                os.close(news_end)
                os.close(orders_end)
                _lead(command, self.environment, directory, self._leader_news, self._leader_orders)
            finally:
                os._exit(126)
        os.close(self._leader_news)
        os.close(self._leader_orders)
        os.set_blocking(self._master, False)
        self._set_size(columns, rows)
        self.settings_before = self.settings()
        os.write(self._orders, b"start\n")
        self.pid = self._report("pid")

    def _report(self, kind, timeout=WAIT_LIMIT):
        """Reads reports of the stand-in until one of this kind has come; others are taken into account."""
        end = time.monotonic() + timeout
        while True:
            for report in self._take_news():
                if kind in report:
                    return report[kind]
            if not self._wait_readable(end):
                raise Failure(f"the program's job did not report '{kind}' in {timeout} s\n{self.picture()}")

    def _take(self, report):
        if "stopped" in report:
            self.state = "stopped"
        if "continued" in report:
            self.state = "running"
        if "ended" in report:
            self.state, self.status = "ended", report["ended"]

    def _wait_readable(self, end):
        """Waits for output or a report, takes the output in; false once `end` has passed with neither."""
        waited_for = [fd for fd in (self._master, self._reports) if fd is not None]
        if not waited_for:
            return False
        ready, _, _ = select.select(waited_for, [], [], max(0.0, end - time.monotonic()))
        if self._master in ready:
            self._read_output()
        if self._reports in ready:
            part = os.read(self._reports, 65536)
            if not part:
                os.close(self._reports)
                self._reports = None
            self._news += part
        return bool(ready)

    def _read_output(self):
        try:
            part = os.read(self._master, 65536)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            part = b""
        if not part:
            os.close(self._master)
            self._master = None
            return
        self.raw += part
        self._stream.feed(part)

    def _take_news(self):
        *lines, self._news = self._news.split(b"\n")
        reports = [json.loads(line) for line in lines]
        for report in reports:
            self._take(report)
        return reports

    def pump(self, seconds=0.0):
        """Takes in what comes during this time; with 0 what is there already."""
        end = time.monotonic() + seconds
        while self._wait_readable(end):
            pass
        self._take_news()

    def wait_end(self, timeout=WAIT_LIMIT):
        """Waits until the program has ended; its exit status, or minus the number of the signal that ended it."""
        self.wait_for(lambda terminal: terminal.state == "ended", timeout, "the program's end")
        self.pump()
        return self.status

    def wait_stopped(self, timeout=WAIT_LIMIT):
        self.wait_for(lambda terminal: terminal.state == "stopped", timeout, "the program to stop")

    def bring_back(self):
        """What `fg` does: puts the stopped program back in the foreground and lets it go on."""
        os.write(self._orders, b"foreground\n")
        self.wait_for(lambda terminal: terminal.state != "stopped", description="the program to go on")

    def hang_up(self):
        """Takes the terminal away, as closing its window does."""
        os.close(self._master)
        self._master = None

    def signal(self, number):
        os.kill(self.pid, number)

    def close(self):
        if self._orders is None:
            return
        if self.state != "ended":
            for number in (signal.SIGKILL, signal.SIGCONT):
                try:
                    os.killpg(self.pid, number)
                except ProcessLookupError:
                    pass
        os.close(self._orders)
        self._orders = None
        os.waitpid(self._leader, 0)
        for fd in (self._master, self._reports):
            if fd is not None:
                os.close(fd)
        self._master = self._reports = None
        if self._made_home:
            shutil.rmtree(self.home, ignore_errors=True)

    # Typing

    def send(self, data):
        """Writes these bytes as if typed, however many: output is read meanwhile, so neither side can block."""
        while data:
            _, ready, _ = select.select([], [self._master], [], 0.05)
            if ready:
                try:
                    data = data[os.write(self._master, data[:1024]):]
                except BlockingIOError:
                    pass
            self.pump()

    def type(self, text):
        self.send(text.encode())

    def paste(self, text):
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def press(self, *names):
        for name in names:
            self.send(self.key(name))

    def key(self, name):
        if name in CURSOR_KEYS:
            application = CURSOR_KEYS_MODE in self.view.mode
            return (b"\x1bO" if application else b"\x1b[") + CURSOR_KEYS[name]
        if name in KEYS:
            return KEYS[name]
        if name.startswith("Ctrl-") and len(name) == 6:
            return bytes([ord(name[5].upper()) & 0x1f])
        if name.startswith("Alt-"):
            return b"\x1b" + self.key(name[4:])
        if len(name) == 1:
            return name.encode()
        raise ValueError(f"no key is called {name}")

    def mouse(self, column, row, button="left"):
        """Presses and lets go, by the SGR encoding; columns and rows count from 0."""
        code = MOUSE_BUTTONS[button]
        place = f"{code};{column + 1};{row + 1}"
        self.send(f"\x1b[<{place}M".encode())
        if code < 64:
            self.send(f"\x1b[<{place}m".encode())

    def resize(self, columns, rows):
        self.view.resize(rows, columns)
        self._set_size(columns, rows)

    def _set_size(self, columns, rows):
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # Looking

    def rows(self):
        return [row.rstrip() for row in self.view.display]

    def text(self):
        return "\n".join(self.rows())

    def cell(self, column, row):
        return Cell(self.view.buffer[row][column])

    def cells_of(self, text):
        """The cells of the first place where this text stands on one row."""
        column, row = self.find(text)
        return [self.cell(column + offset, row) for offset in range(len(text))]

    def find(self, text):
        """Column and row where the text first stands. Wide characters count two columns."""
        for number in range(self.view.lines):
            shown, columns = "", []
            for column in range(self.view.columns):
                data = self.view.buffer[number][column].data
                shown += data
                columns += [column] * len(data)
            if text in shown:
                return columns[shown.index(text)], number
        raise Failure(f"{text!r} is not on the screen\n{self.picture()}")

    def cursor(self):
        return self.view.cursor.x, self.view.cursor.y

    def picture(self):
        edge = "+" + "-" * self.view.columns + "+"
        inside = [f"|{row}|" for row in self.view.display]
        state = f"{self.state}, status {self.status}" if self.status is not None else self.state
        return "\n".join([edge, *inside, edge, f"({state}; cursor at {self.cursor()})"])

    def wait_for(self, what, timeout=WAIT_LIMIT, description=None):
        """Reads until `what` holds: a text on the screen, a compiled pattern that matches its rows joined by line
        feeds, or a function of the terminal. Fails with the screen when time is up, or when the program has ended and
        the condition can no longer come about. Returns what the pattern or the function gave."""
        end = time.monotonic() + timeout
        while True:
            self.pump()
            found = self._holds(what)
            if found:
                return found
            if self.state != "ended" and callable(what):
                self._wait_readable(min(end, time.monotonic() + POLL_EVERY))
                if time.monotonic() < end:
                    continue
            if self.state == "ended" or not self._wait_readable(end):
                self.pump()
                found = self._holds(what)
                if found:
                    return found
                why = "the program has ended" if self.state == "ended" else f"{timeout} s have passed"
                raise Failure(f"waited for {description or what!r}, but {why}\n{self.picture()}")

    def _holds(self, what):
        if isinstance(what, str):
            return what in self.text()
        if isinstance(what, re.Pattern):
            return what.search(self.text())
        return what(self)

    def wait_gone(self, text, timeout=WAIT_LIMIT):
        self.wait_for(lambda terminal: text not in terminal.text(), timeout, f"{text!r} to go")

    # Measuring

    def settings(self):
        """The terminal's settings as the kernel has them: flags, speeds and control characters."""
        return termios.tcgetattr(self._master)

    def cpu_seconds(self):
        """What the program's threads have used of the processor so far."""
        total = 0
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            try:
                with open(f"/proc/{self.pid}/task/{thread}/schedstat") as file:
                    total += int(file.read().split()[0])
            except FileNotFoundError:
                pass
        return total / 1e9

    def memory(self, what="VmRSS"):
        """Bytes of memory: VmRSS now, VmHWM at the highest."""
        with open(f"/proc/{self.pid}/status") as file:
            for line in file:
                if line.startswith(what + ":"):
                    return int(line.split()[1]) * 1024
        raise Failure(f"the system does not tell {what}")


def _lead(command, variables, directory, news, orders):
    """The stand-in for a shell: leads the session, runs one job, reports what becomes of it."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.read(orders, 64)
    begun, begun_end = os.pipe()  # closed by exec, so that a signal sent later finds the program and not its cradle
    child = os.fork()
    if child == 0:
        try:
            _run(command, variables, directory)
        except OSError as error:
            sys.stderr.write(f"{command[0]}: {error.strerror}\n")
            sys.stderr.flush()
        finally:
            os._exit(127)
    os.close(begun_end)
    os.read(begun, 1)
    # The kernel tells a lost terminal to the leader of the session; passing it on to the jobs is a shell's work.
    signal.signal(signal.SIGHUP, lambda *_: os.killpg(child, signal.SIGHUP))
    _tell(news, pid=child)
    poll = select.poll()
    poll.register(orders, select.POLLIN | select.POLLHUP)
    wake, wake_end = os.pipe()
    os.set_blocking(wake_end, False)
    signal.set_wakeup_fd(wake_end)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    poll.register(wake, select.POLLIN)
    ended = _collect(child, news)
    while True:
        for fd, _ in poll.poll():
            if fd == wake:
                os.read(wake, 64)
                ended = ended or _collect(child, news)
            elif os.read(orders, 64):
                _give_foreground(child)
                os.killpg(child, signal.SIGCONT)
            else:
                if not ended:
                    os.waitpid(child, 0)
                os._exit(0)


def _run(command, variables, directory):
    os.setpgid(0, 0)
    _give_foreground(os.getpid())
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGHUP,
                   signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(directory)
    os.closerange(3, 256)
    os.execvpe(command[0], command, variables)


def _give_foreground(group):
    try:
        os.setpgid(group, group)
    except OSError:
        pass
    try:
        os.tcsetpgrp(0, group)
    except OSError:
        pass


def _collect(child, news):
    """Reports every change of the job's state; true when it has ended."""
    while True:
        pid, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
        if pid == 0:
            return False
        if os.WIFSTOPPED(status):
            _tell(news, stopped=os.WSTOPSIG(status))
        elif os.WIFCONTINUED(status):
            _tell(news, continued=True)
        else:
            _give_foreground(os.getpgrp())
            _tell(news, ended=os.waitstatus_to_exitcode(status))
            return True


def _tell(news, **report):
    os.write(news, json.dumps(report).encode() + b"\n")


# What may reach a terminal

_SEQUENCE = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_].*?(?:\x07|\x1b\\)|\x1b[()*+#][0-9A-Z]|\x1b[0-OQ-WYZ\\`-~=>]", re.DOTALL)
_PLAIN_CONTROLS = set(b"\r\n\b\t\x07\x0e\x0f")
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def sequences(raw):
    """The escape sequences in what a program wrote, in order."""
    return [match.group() for match in _SEQUENCE.finditer(bytes(raw))]


def forbidden(raw, strings_allowed=(b"\x1b]52;",)):
    """What must never reach a terminal, as a list of complaints: control characters other than the few that move the
    cursor, C1 characters, invalid UTF-8, bidi overrides, and control strings (OSC, DCS, APC, PM, SOS) other than those
    that begin as allowed."""
    complaints = []
    for sequence in sequences(raw):
        if sequence[1:2] in (b"]", b"P", b"X", b"^", b"_") and not sequence.startswith(tuple(strings_allowed)):
            complaints.append(f"control string {sequence[:40]!r}")
    rest = _SEQUENCE.sub(b"", bytes(raw))
    complaints += [f"control {byte:#04x}" for byte in rest if (byte < 0x20 or byte == 0x7f) and byte not in
                   _PLAIN_CONTROLS]
    try:
        text = rest.decode("utf-8")
    except UnicodeDecodeError as error:
        text = rest.decode("utf-8", "ignore")
        complaints.append(f"invalid UTF-8: {error.reason} in {rest[max(0, error.start - 8):error.end + 8]!r}")
    complaints += [f"U+{ord(c):04X}" for c in text if 0x80 <= ord(c) < 0xA0 or c in _BIDI]
    return complaints
