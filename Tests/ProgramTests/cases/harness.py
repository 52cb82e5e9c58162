"""The harness itself, against ordinary programs: what it says of Wireside is worth what it says of these."""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from terminal import Failure, Terminal, forbidden, sequences
from tmux import Tmux

PYTHON = sys.executable


def curses_program(body):
    """A full-screen program, as a command: `body` runs with `screen`."""
    lines = ["import curses, locale, sys", "locale.setlocale(locale.LC_ALL, '')", "def run(screen):",
             *("    " + line for line in body.splitlines()), "curses.wrapper(run)"]
    return [PYTHON, "-c", "\n".join(lines)]


def fails(action):
    try:
        action()
    except Failure as failure:
        return str(failure)
    raise Failure("that should have failed")


def test_types_and_waits():
    with Terminal(["sh"]) as terminal:
        terminal.wait_for("$")
        terminal.type("echo one $((1 + 1)) three")
        terminal.press("Enter")
        terminal.wait_for("one 2 three")
        terminal.press("Ctrl-D")
        assert terminal.wait_end() == 0


def test_failure_shows_the_screen():
    with Terminal(["sh"]) as terminal:
        terminal.wait_for("$")
        terminal.type("here")
        terminal.wait_for("here")
        message = fails(lambda: terminal.wait_for("never to be seen", timeout=0.2))
        assert "|$ here" in message and "0.2 s have passed" in message, message


def test_wait_ends_with_the_program():
    with Terminal(["sh", "-c", "echo bye"]) as terminal:
        start = time.monotonic()
        message = fails(lambda: terminal.wait_for("never to be seen"))
        assert "the program has ended" in message and "bye" in message, message
        assert time.monotonic() - start < 10


def test_exit_status_and_signal():
    with Terminal(["sh", "-c", "exit 65"]) as terminal:
        assert terminal.wait_end() == 65
    with Terminal(["sleep", "100"]) as terminal:
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_end() == -signal.SIGTERM
    with Terminal(["/no/such/program"]) as terminal:
        assert terminal.wait_end() == 127
        assert "No such file" in terminal.text()


def test_output_at_the_end_is_not_lost():
    for _ in range(20):
        with Terminal(["sh", "-c", "seq 1 2000; echo last words"]) as terminal:
            terminal.wait_end()
            assert "last words" in terminal.text(), terminal.picture()
            assert b"\n1999\r\n2000\r\nlast" in terminal.raw


def test_settings_are_compared_where_they_can_differ():
    with Terminal(["sh", "-c", "stty raw -echo; echo done"]) as terminal:
        terminal.wait_end()
        assert terminal.settings() != terminal.settings_before
    with Terminal(["sh", "-c", "stty raw -echo; stty sane; echo done"]) as terminal:
        terminal.wait_end()
        lflag = 3
        assert terminal.settings()[lflag] == terminal.settings_before[lflag]


def test_full_screen_program_restores():
    with Terminal(curses_program("screen.addstr(2, 3, 'in curses')\nscreen.getch()")) as terminal:
        terminal.wait_for("in curses")
        assert terminal.find("in curses") == (3, 2)
        assert terminal.settings() != terminal.settings_before
        terminal.press("q")
        assert terminal.wait_end() == 0
        assert terminal.settings() == terminal.settings_before
        assert b"\x1b[?1049l" in terminal.raw


def test_colours_and_weights():
    body = """\
curses.start_color(); curses.use_default_colors()
curses.init_pair(1, curses.COLOR_RED, curses.COLOR_BLUE); curses.init_pair(2, 208, -1)
screen.addstr(0, 0, 'red', curses.color_pair(1) | curses.A_BOLD)
screen.addstr(1, 0, 'orange', curses.color_pair(2))
screen.addstr(2, 0, 'faint', curses.A_DIM); screen.addstr(3, 0, 'turned', curses.A_REVERSE)
screen.addstr(4, 0, 'lined', curses.A_UNDERLINE); screen.addstr(5, 0, 'plain')
screen.getch()"""
    with Terminal(curses_program(body)) as terminal:
        terminal.wait_for("plain")
        red, orange = terminal.cells_of("red")[0], terminal.cells_of("orange")[0]
        assert (red.foreground, red.background, red.bold) == ("red", "blue", True), red
        assert (orange.foreground, orange.background, orange.bold) == ("ff8700", "default", False), orange
        for text, name in (("faint", "dim"), ("turned", "reverse"), ("lined", "underline")):
            cell, plain = terminal.cells_of(text)[0], terminal.cells_of("plain")[0]
            assert getattr(cell, name) and not getattr(plain, name), (text, cell)


def test_repeated_and_wide_characters():
    body = "screen.addstr(0, 0, 'x' * 60)\nscreen.addstr(1, 0, '\\u6f22\\u5b57|\\u250c\\u2500\\u25b8')\nscreen.getch()"
    with Terminal(curses_program(body)) as terminal:
        terminal.wait_for("▸")
        assert terminal.rows()[0] == "x" * 60, terminal.picture()
        assert terminal.rows()[1] == "漢字|┌─▸", terminal.picture()
        assert terminal.find("|") == (4, 1), terminal.picture()


def test_keys():
    names = {"Up": "KEY_UP", "Home": "KEY_HOME", "F2": "KEY_F(2)", "F12": "KEY_F(12)", "PageDown": "KEY_NPAGE",
             "Shift-Tab": "KEY_BTAB", "Delete": "KEY_DC", "Ctrl-P": "^P", "Tab": "^I", "x": "x"}
    body = """\
for row in range(100):
    screen.addstr(row % 20, 0, '%d:%s;' % (row, curses.keyname(screen.getch()).decode()))
    screen.refresh()"""
    with Terminal(curses_program("screen.addstr(20, 0, 'ready')\n" + body)) as terminal:
        terminal.wait_for("ready")
        for number, (key, name) in enumerate(names.items()):
            terminal.press(key)
            terminal.wait_for(f"{number}:{name};")


def test_mouse():
    body = """\
curses.mousemask(curses.ALL_MOUSE_EVENTS); curses.mouseinterval(0)
screen.addstr(0, 0, 'ready'); screen.refresh()
while screen.getch() != curses.KEY_MOUSE: pass
screen.addstr(1, 0, 'at %d,%d' % curses.getmouse()[1:3]); screen.getch()"""
    with Terminal(curses_program(body)) as terminal:
        terminal.wait_for("ready")
        terminal.mouse(17, 5)
        terminal.wait_for("at 17,5")


def test_resize():
    # A signal that comes between the drawing and the wait is seen at the next wait only: so none is without an end.
    body = """\
screen.timeout(100)
while True:
    rows, columns = screen.getmaxyx()
    screen.erase(); screen.addstr(0, 0, '%dx%d' % (columns, rows)); screen.refresh()
    screen.getch()"""
    with Terminal(curses_program(body), columns=80, rows=24) as terminal:
        terminal.wait_for("80x24")
        for columns, rows in ((118, 30), (40, 10), (80, 24)):
            terminal.resize(columns, rows)
            terminal.wait_for(f"{columns}x{rows}")


def test_stop_and_bring_back():
    with Terminal(["sh", "-c", "echo up; kill -STOP $$; echo back; exit 3"]) as terminal:
        terminal.wait_stopped()
        assert "up" in terminal.text() and "back" not in terminal.text()
        terminal.bring_back()
        assert terminal.wait_end() == 3
        assert "back" in terminal.text()


def test_suspend_key():
    with Terminal(["cat"]) as terminal:
        terminal.type("one")
        terminal.wait_for("one")
        terminal.press("Ctrl-Z")
        terminal.wait_stopped()
        terminal.bring_back()
        terminal.press("Enter", "Ctrl-D")
        assert terminal.wait_end() == 0


def test_hang_up():
    with Terminal(["sh", "-c", "trap 'echo gone > heard; exit 5' HUP; echo up; while :; do sleep 0.05; done"]) as terminal:
        terminal.wait_for("up")
        terminal.hang_up()
        assert terminal.wait_end() == 5
        assert open(os.path.join(terminal.home, "heard")).read() == "gone\n"


def test_processor_time():
    with Terminal(["sh", "-c", "while :; do :; done"]) as terminal:
        terminal.wait_for(lambda terminal: terminal.cpu_seconds() > 0.2)
    with Terminal(["cat"]) as terminal:
        terminal.type("up")
        terminal.wait_for("up")
        before = terminal.cpu_seconds()
        terminal.pump(1)
        assert terminal.cpu_seconds() - before < 0.01


def test_memory():
    with Terminal([PYTHON, "-c", "a = bytearray(50 << 20); print('made'); input()"]) as terminal:
        terminal.wait_for("made")
        assert 50 << 20 < terminal.memory("VmHWM") < 100 << 20, terminal.memory()


def test_environment_keeps_off_the_user():
    with Terminal(["sh", "-c", "env | sort; echo end"], rows=40, columns=150, NO_COLOR="1", lang=None) as terminal:
        terminal.wait_for("end")
        rows = terminal.rows()
        assert "NO_COLOR=1" in rows and not any(row.startswith("LANG=") for row in rows)
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "TMPDIR"):
            assert any(row.startswith(f"{name}={terminal.home}") for row in rows), terminal.picture()
        home = terminal.home
    assert not os.path.exists(home)


def test_forbidden_bytes_are_found():
    assert forbidden(b"plain \x1b[1mbold\x1b[m\r\n\x1b[?1049h\x1b(B\x1b]52;c;aGk=\x07\x1b7\x1b=" + "é ▸".encode()) == []
    for bad, what in ((b"a\x00", "control 0x00"), (b"\x7f", "control 0x7f"), (b"\x1b", "control 0x1b"),
                      ("\u009b".encode(), "U+009B"), ("\u202e".encode(), "U+202E"), (b"\xff\xfe", "invalid UTF-8"),
                      (b"\x9b1m", "invalid UTF-8"), (b"\x1b]0;mine now\x07", "control string"),
                      (b"\x1bPq\x1b\\", "control string")):
        complaints = forbidden(b"before" + bad + b" after")
        assert complaints and what in complaints[0], (bad, complaints)
    assert sequences(b"a\x1b[31mb\x1b]2;t\x1b\\c") == [b"\x1b[31m", b"\x1b]2;t\x1b\\"]


def test_part_of_the_screen_scrolls():
    rows = r"\033[2J\033[Ha\r\nb\r\nc\r\nd\r\ne\r\n"
    for order, expected in ((r"\033[2S", "ad  e"), (r"\033[T", "a bce"), (r"\033[9S", "a   e"),
                            (r"\033[S\033[T", "a cde")):
        with Terminal(["sh", "-c", f"printf '{rows}\\033[2;4r{order}\\033[r\\033[7Hend'"]) as terminal:
            terminal.wait_for("end")
            seen = "".join(row[:1].ljust(1) for row in terminal.rows()[:5])
            assert seen == expected, (order, terminal.picture())


@needs("less")
def test_pager():
    with Terminal(["sh", "-c", "seq 1 500 | less"]) as terminal:
        terminal.wait_for(":")
        terminal.press("G")
        terminal.wait_for("500")
        terminal.type("/^123$")
        terminal.press("Enter", "g")
        terminal.wait_for(lambda terminal: terminal.rows()[0] == "1")
        terminal.press("q")
        assert terminal.wait_end() == 0
        assert terminal.settings() == terminal.settings_before


@needs("tmux", "bash")
def test_job_control_in_a_shell():
    with Tmux() as tmux:
        tmux.run("cat")
        tmux.type("first")
        tmux.wait_for("first")
        tmux.press("Ctrl-Z")
        tmux.wait_for("Stopped")
        tmux.run("fg")
        tmux.type("second")
        tmux.press("Enter")
        tmux.wait_for(lambda text: text.count("second") == 2)
        tmux.press("Ctrl-C")
        tmux.run("echo", "status", "of", "the", "end")
        tmux.wait_for("\nstatus of the end")


if __name__ == "__main__":
    cases.main()
