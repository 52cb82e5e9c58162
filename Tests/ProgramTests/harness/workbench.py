"""The program under test: on a screen, without one, and servers that say what a test wants to hear."""
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading

import cases
from terminal import WAIT_LIMIT, Failure, Terminal, environment

MODES = (1000, 1002, 1003, 1006, 1049, 2004)
"""Modes that a program may leave behind: mouse reports, the other screen, bracketed paste."""


class Workbench(Terminal):
    """`with Workbench("open", url) as bench:`; without arguments the bare program, with its lab.

    `configuration` is the text of its configuration file, `themes` are texts of theme files by name.
    """

    def __init__(self, *arguments, columns=100, rows=30, home=None, configuration=None, themes=None, **more):
        made_home = home is None
        home = home or tempfile.mkdtemp(prefix="wireside-test-")
        folder = os.path.join(home, "config", "wireside")
        os.makedirs(os.path.join(folder, "themes"), mode=0o700, exist_ok=True)
        if configuration is not None:
            _write(os.path.join(folder, "config.toml"), configuration)
        for name, text in (themes or {}).items():
            _write(os.path.join(folder, "themes", name + ".toml"), text)
        super().__init__([cases.binary(), *map(str, arguments)], columns=columns, rows=rows, home=home, **more)
        self._made_home = made_home

    def wait_start(self):
        """Waits for the places that a bare program offers."""
        self.wait_for("lab://web")
        return self

    def wait_open(self):
        self.wait_for(lambda bench: "connected" in bench.text() and "typing" in bench.text(),
                      description="an open connection and a line to type in")
        return self

    def choose(self, place, nth=1):
        """Goes to a place of the start list, the nth of those with this name, and opens it."""
        self.wait_start()
        for _ in range(20):
            row = self.wait_for(lambda bench: next((row for row in bench.rows() if "▌" in row), None),
                                description="a chosen place")
            places = [row for row in self.rows() if place in row]
            if len(places) >= nth and places[nth - 1] == row:
                break
            self.press("Down")
            self.wait_for(lambda bench: row not in bench.rows(), description="another place to be chosen")
        self.press("Enter")
        return self.wait_open()

    def enter(self, *lines):
        """Types lines, each with Enter."""
        for line in lines:
            self.type(line)
            self.press("Enter")

    def ask(self, line, answer):
        """Types a line and waits until an answer has come that was not there before."""
        before = len(re.findall(answer, self.text()))
        self.enter(line)
        self.wait_for(lambda bench: len(re.findall(answer, bench.text())) > before, description=f"{answer} to {line!r}")

    def settle(self):
        """Waits until all keys so far have been answered and drawn: the mouse's switch answers in words, in order."""
        self.press("F9")
        self.wait_for("mouse off")
        self.press("F9")
        self.wait_for("mouse on")

    def read(self):
        """Leaves the line. Escape alone is known as such only when nothing has followed it for a moment."""
        self.press("Esc")
        self.wait_for(lambda bench: "typing" not in bench.text() and "i types a line" in bench.text(),
                      description="reading mode")
        return self

    def command(self, line):
        """Gives a command after the colon."""
        self.press("Ctrl-P")
        self.wait_for(lambda bench: any(row.startswith(" :") or row.startswith(":") for row in bench.rows()[-3:]),
                      description="the command line")
        self.enter(line)

    def wait_line(self, text):
        """Waits until this is what stands in the line editor."""
        line = re.compile(rf"^[┃│]?[▸>] {re.escape(text)} *([┃│]|$)", re.MULTILINE)
        self.wait_for(line, description=f"the line to be {text!r}")

    def wait_message(self, number, text):
        """Waits for a row of the messages pane: its number, perhaps a time, the arrow, and how the rest begins."""
        row = re.compile(rf"\b{number} +(?:[\d.:]+ )?[▸◂] {re.escape(text)}")
        self.wait_for(row, description=f"message {number}, {text!r}")

    def recordings(self):
        folder = os.path.join(self.home, "state", "wireside", "sessions")
        if not os.path.isdir(folder):
            return []
        return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".session"))

    def recording(self):
        """The one recording, once there is one."""
        found = self.wait_for(lambda bench: bench.recordings(), description="a recording")
        if len(found) != 1:
            raise Failure(f"one recording was expected, not {found}")
        return found[0]

    def wait_recorded(self, text):
        """Waits until the recording has this text in it; its lines."""
        path = self.recording()
        self.wait_for(lambda bench: text in read_text(path), description=f"{text!r} in the recording")
        return [json.loads(line) for line in read_text(path).splitlines()]

    def modes(self):
        """Which of the modes that matter are on."""
        return {mode for mode in MODES if mode << 5 in self.view.mode}

    def assert_left_as_found(self):
        """The terminal is as it was before the program."""
        settings = self.settings()
        assert settings == self.settings_before, (settings, self.settings_before)
        assert self.modes() == set(), self.modes()
        assert 25 << 5 in self.view.mode, "the cursor is hidden"

    def leave(self):
        """Quits by Ctrl-C, which asks, and q."""
        self.press("Ctrl-C")
        self.wait_for("q quits")
        self.press("q")
        status = self.wait_end()
        assert status == 0, self.picture()
        self.assert_left_as_found()


def _write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def read_text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


class Run:
    """The program without a screen, run to its end: `status`, `out` and `err`."""

    def __init__(self, *arguments, input=b"", home=None, timeout=WAIT_LIMIT, **variables):
        own = home or tempfile.mkdtemp(prefix="wireside-test-")
        try:
            done = subprocess.run([cases.binary(), *map(str, arguments)], input=input, cwd=own, check=False,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                                  env=environment(own, **variables))
        finally:
            if home is None:
                shutil.rmtree(own, ignore_errors=True)
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr.decode(errors="replace")

    def lines(self):
        """Its output as JSON, line by line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def __repr__(self):
        return f"status {self.status}, out {self.out!r}, err {self.err!r}"


def decoded(path):
    """The messages of a recording, as `decode --json` prints them."""
    run = Run("decode", os.path.abspath(path), "--json")
    assert run.status == 0, run
    return run.lines()


class Scripted:
    """A server on a free port of 127.0.0.1: `talk(connection, server)` runs for each connection, on its own thread."""

    def __init__(self, talk):
        self.talk = talk
        self.received = bytearray()
        self.connections = 0
        self.failures = []

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"tcp://127.0.0.1:{self.port}"
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)  # closing alone does not end a blocked accept
        self._listener.close()
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            self.talk(connection, self)
        except OSError:
            pass

    def hear(self, connection):
        """The next bytes, kept in `received` too; empty at the end."""
        part = connection.recv(65536)
        self.received += part
        return part


def echo(connection, server):
    """Says back what it hears, and at the end `bye`."""
    while part := server.hear(connection):
        connection.sendall(part)
    connection.sendall(b"bye\r\n")
    connection.close()


def hear_request(connection, server):
    """Hears a request of HTTP without content to its empty line: typed line by line, it comes in several pieces."""
    heard = b""
    while b"\r\n\r\n" not in heard and (part := server.hear(connection)):
        heard += part
    return heard


def says(data, stays=True):
    """A server that says this to whoever connects, and stays to listen or closes."""
    def talk(connection, server):
        connection.sendall(data)
        while stays and server.hear(connection):
            pass
        connection.close()
    return talk
