"""The second opinion: the same program under a real shell in tmux, for job control as a person has it."""
import os
import shlex
import shutil
import subprocess
import tempfile
import time

from terminal import WAIT_LIMIT, Failure, environment


class Tmux:
    """A shell in a tmux of its own, on its own socket, ended with the block: `with Tmux() as tmux:`."""

    NAMES = {"Enter": "Enter", "Esc": "Escape", "Tab": "Tab", "Shift-Tab": "BTab", "Backspace": "BSpace",
             "Space": "Space", "PageUp": "PageUp", "PageDown": "PageDown", "Delete": "DC"}

    def __init__(self, columns=80, rows=24, **variables):
        self.home = tempfile.mkdtemp(prefix="wireside-test-")
        self._socket = os.path.join(self.home, "tmux")
        variables = environment(self.home, **{"LC_ALL": "C.UTF-8", **variables})
        self._environment = dict(variables, TERM="xterm-256color")
        self._tmux("-f", os.devnull, "new-session", "-d", "-x", str(columns), "-y", str(rows),
                   "PS1='$ ' exec /bin/bash --norc --noprofile -i")
        self.wait_for("$")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._tmux("kill-server", check=False)
        shutil.rmtree(self.home, ignore_errors=True)

    def _tmux(self, *arguments, check=True):
        done = subprocess.run(["tmux", "-S", self._socket, *arguments], env=self._environment, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=WAIT_LIMIT)
        if check and done.returncode != 0:
            raise Failure(f"tmux {arguments[0]}: {done.stderr.strip()}")
        return done.stdout

    def run(self, *command):
        """Types a command line and presses Enter."""
        self.type(shlex.join(command))
        self.press("Enter")

    def type(self, text):
        self._tmux("send-keys", "-l", "--", text)

    def press(self, *names):
        for name in names:
            if name.startswith("Ctrl-"):
                name = "C-" + name[5:].lower()
            self._tmux("send-keys", self.NAMES.get(name, name))

    def resize(self, columns, rows):
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def text(self):
        return self._tmux("capture-pane", "-p").rstrip("\n")

    def wait_for(self, what, timeout=WAIT_LIMIT):
        """Asks for the screen until the text is on it, or the function of the screen's text holds."""
        end = time.monotonic() + timeout
        while True:
            text = self.text()
            if what(text) if callable(what) else what in text:
                return text
            if time.monotonic() > end:
                raise Failure(f"waited {timeout} s for {what!r}\n{text}")
            time.sleep(0.02)
