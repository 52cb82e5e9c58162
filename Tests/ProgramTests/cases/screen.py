"""The screen at every size, its keys, its colours and what may be changed about them."""
import base64
import os
import random
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from terminal import sequences
from workbench import Run, Scripted, Workbench, echo, hear_request, read_text, says

SIZES = ((80, 24), (120, 40), (37, 11), (20, 5), (1, 1))
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nX-Odd: \xff\x01\r\n\r\nhello\n"


def web(connection, server):
    """Answers every request, whatever it is."""
    held = b""
    while part := server.hear(connection):
        held += part
        while b"\r\n\r\n" in held:
            held = held.split(b"\r\n\r\n", 1)[1]
            connection.sendall(PAGE)


class Asked(Workbench):
    """A session with one request and its answer, in reading mode."""

    def __init__(self, server, *arguments, **more):
        super().__init__("open", server.url.replace("tcp", "http"), *arguments, **more)

    def ask_once(self):
        self.wait_for("typing")
        self.enter("GET / HTTP/1.1", "Host: x", "")
        self.wait_for("200 OK")
        self.wait_for(re.compile("Messages ─ 2|2 ◂"))
        return self.read()


def focused(bench):
    """The title of the pane whose frame is heavy."""
    match = re.search(r"┏ (\w+)", bench.text())
    return match and match[1]


def wait_focus(bench, title):
    bench.wait_for(lambda bench: focused(bench) == title, description=f"the focus on {title}")


@needs("wireside")
def test_starts_at_every_size():
    with Scripted(echo) as server:
        for columns, rows in SIZES:
            for arguments in ([], ["open", server.url]):
                with Workbench(*arguments, columns=columns, rows=rows) as bench:
                    bench.wait_for(lambda bench: bench.text().strip())
                    for key in ("Tab", "Tab", "j", "l", "F1", "PageDown", "Esc", "x", "Enter", "Up"):
                        bench.press(key)
                    bench.resize(100, 30)
                    bench.wait_for("Wireside")
                    bench.signal(15)
                    assert bench.wait_end() == 0, bench.picture()
                    bench.assert_left_as_found()


@needs("wireside")
def test_resizes_through_every_size():
    with Scripted(web) as server, Asked(server, columns=120, rows=40) as bench:
        bench.ask_once()
        order = [*SIZES, *reversed(SIZES), (200, 60), (1, 50), (200, 1), (300, 3), (2, 2), (120, 40)]
        for overlay, close in (((), ()), (("Tab",), ()), (("Tab", "Tab"), ()), (("Tab",), ()), (("\\",), ("\\",)),
                               (("?",), ("q",)), ((":",), ("Esc",))):
            bench.press(*overlay)
            for columns, rows in order:
                bench.resize(columns, rows)
                bench.signal(28)  # SIGWINCH, twice in a row
                bench.press("Ctrl-L")
                if columns >= 37:
                    bench.wait_for(lambda bench: any(bench.view.display[-1].strip() or row.strip()
                                                     for row in bench.view.display))
            bench.wait_for("Wireside" if overlay != ("?",) else "Help")
            bench.press(*close)
            assert bench.state == "running"
        bench.press("Esc")
        wait_focus(bench, "Session")
        assert len(bench.rows()) == 40 and bench.rows()[39].strip()


@needs("wireside")
def test_small_screens_can_be_read():
    with Scripted(web) as server, Asked(server) as bench:
        bench.ask_once()
        bench.resize(80, 24)
        bench.wait_for(lambda bench: "Session" in bench.text() and "Messages" in bench.text())
        bench.resize(39, 9)
        bench.wait_for("◂ hello")
        bench.press("Tab")
        bench.wait_for("200 OK")
        bench.resize(20, 4)
        bench.wait_for("200 OK")
        bench.resize(1, 1)
        bench.resize(80, 24)
        wait_focus(bench, "Messages")


@needs("wireside")
def test_help_prints_the_keys_in_force():
    configuration = '[keys.reading]\n"Z" = "pane.zoom"\n"\\\\" = ""\n'
    with Scripted(web) as server, Asked(server, configuration=configuration, rows=40, columns=110) as bench:
        bench.ask_once()
        bench.press("?")
        bench.wait_for("┏ Help")
        bench.wait_for(re.compile(r"Z +one pane fills the screen"))
        assert not re.search(r"\\ +one pane", bench.text()), bench.picture()
        first = bench.rows()[2]
        bench.press("PageDown")
        bench.wait_for(lambda bench: bench.rows()[2] != first)
        bench.press("G")
        bench.wait_for(re.compile(r":quit +leave"))
        bench.press("g")
        bench.wait_for(lambda bench: bench.rows()[2] == first)
        bench.press("Esc")
        bench.wait_gone("┏ Help")
        bench.press("Z")
        bench.wait_gone("Messages")
        bench.press("Z")
        bench.wait_for("Messages")
        bench.press("\\")
        bench.settle()
        assert "Messages" in bench.text()


@needs("wireside")
def test_help_from_the_line_and_the_start():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.type("what?")
        bench.wait_line("what?")
        bench.press("F1")
        bench.wait_for("┏ Help")
        bench.press("q")
        bench.wait_line("what?")
    with Workbench() as bench:
        bench.wait_start()
        bench.press("?")
        bench.wait_for("┏ Help")
        bench.press("Esc")
        bench.wait_gone("┏ Help")
        bench.press("q")
        assert bench.wait_end() == 0


@needs("wireside")
def test_tab_goes_round_the_panes():
    with Scripted(web) as server:
        for columns in (120, 80):
            with Asked(server, columns=columns, rows=30) as bench:
                bench.ask_once()
                for title in ("Messages", "Inspector", "Bytes", "Session", "Messages"):
                    bench.press("Tab")
                    wait_focus(bench, title)
                for title in ("Session", "Bytes", "Inspector"):
                    bench.press("Shift-Tab")
                    wait_focus(bench, title)
                bench.press("Esc")
                wait_focus(bench, "Session")


@needs("wireside")
def test_zoom_fills_the_screen():
    with Scripted(web) as server, Asked(server) as bench:
        bench.ask_once()
        bench.press("Tab", "Tab")
        wait_focus(bench, "Inspector")
        bench.press("\\")
        bench.wait_for(lambda bench: bench.rows()[1].startswith("┏ Inspector") and bench.rows()[1].endswith("┓"))
        bench.wait_gone("Session")
        bench.press("Tab")
        bench.wait_for(lambda bench: bench.rows()[1].startswith("┏ Bytes"))
        bench.press("Esc")
        bench.wait_for("Session")


@needs("wireside")
def test_field_and_byte_find_each_other():
    with Scripted(web) as server, Asked(server, columns=120, rows=40) as bench:
        bench.ask_once()
        bench.press("Tab", "Tab")
        wait_focus(bench, "Inspector")
        bench.press("j", "j", "j")
        bench.wait_for("Bytes ─ 9–11")
        bench.wait_for(re.compile(r"▌ +status"))
        bench.wait_for("RFC 9110 §15")
        bench.press("Tab")
        wait_focus(bench, "Bytes")
        for _ in range(4):
            bench.press("l")
        bench.press("Enter")
        wait_focus(bench, "Inspector")
        bench.wait_for(re.compile(r"▌ +reason"))
        bench.press("k", "k", "k", "h")
        bench.wait_gone("reason")
        bench.press("l")
        bench.wait_for("reason")


@needs("wireside")
def test_search():
    lines = b"".join(b"line %d %s\r\n" % (number, b"needle" if number % 100 == 0 else b"hay") for number in range(450))
    with Scripted(says(lines)) as server, Workbench("open", server.url) as bench:
        bench.wait_for("line 449")
        bench.read()
        bench.press("g")
        bench.wait_for("line 0 needle")
        for step, wanted in (("/", 0), ("n", 100), ("n", 200), ("N", 100), ("N", 0), ("N", 400), ("n", 0)):
            bench.press(step)
            if step == "/":
                bench.enter("NEEDLE")
            bench.wait_for(lambda bench: chosen(bench, f"◂ line {wanted} needle"),
                           description=f"{step} to choose line {wanted}")
        bench.press("/")
        bench.enter("nowhere to be found")
        bench.wait_for("not found")


def chosen(bench, text, other=r"◂ line \d+ hay"):
    """The row with this text is drawn in another way than the others."""
    if text not in bench.text():
        return False
    others = [bench.cells_of(found)[0].style() for found in re.findall(other, bench.text())[:2]]
    return bench.cells_of(text)[0].style() not in others


@needs("wireside")
def test_control_bytes_and_times_on_demand():
    with Scripted(web) as server, Asked(server, columns=120, rows=40) as bench:
        bench.ask_once()
        assert "200 OK␍␊" not in bench.text()
        bench.press("x")
        bench.wait_for("◂ HTTP/1.1 200 OK␍␊")
        bench.press("x")
        bench.wait_gone("200 OK␍␊")
        bench.wait_for(re.compile(r"┃ +0\.\d{3} ▸ GET"))
        bench.press("t")
        bench.wait_for(re.compile(r"┃ *\d\d:\d\d:\d\d\.\d{3} ▸ GET"))
        bench.press("t")
        bench.wait_for(re.compile(r"┃ *\+?0\.\d{3} ▸ Host"))
        bench.press("t")
        bench.wait_for(re.compile(r"┃ *▸ GET"))
        bench.press("t")
        bench.wait_for(re.compile(r"┃ +0\.\d{3} ▸ GET"))


def colours(raw):
    """The SGR sequences among what was sent that choose a colour."""
    found = []
    for sequence in sequences(raw):
        if re.fullmatch(rb"\x1b\[[0-9;:]*m", sequence):
            codes = [int(code or 0) for code in re.split(rb"[;:]", sequence[2:-1])]
            if any(30 <= code <= 49 and code not in (39, 49) or 90 <= code <= 107 for code in codes):
                found.append(sequence)
    return found


@needs("wireside")
def test_colours_and_their_absence():
    with Scripted(web) as server:
        with Asked(server) as bench:
            bench.ask_once()
            assert colours(bench.raw)
            ask, answer = bench.cells_of("GET / HTTP")[0], bench.cells_of("HTTP/1.1 200 OK")[0]
            assert ask.foreground != answer.foreground, (ask, answer)
        for arguments, variables in ((["--color=never"], {}), ([], {"NO_COLOR": "1"}), ([], {"term": "vt100"})):
            with Asked(server, *arguments, **variables) as bench:
                bench.ask_once()
                for key in ("F8", "Tab", "Tab", "j", "j", "Tab", "F1"):
                    bench.press(key)
                bench.wait_for("┏ Help")
                bench.press("q", "F4")
                bench.wait_for("rec paused")
                assert not colours(bench.raw), (arguments, variables, colours(bench.raw)[:5])
                assert "▸" in bench.text() and "◂" in bench.text()
        with Asked(server, "--color=always", NO_COLOR="1") as bench:
            bench.ask_once()
            assert colours(bench.raw)


@needs("wireside")
def test_themes_change_the_colours():
    with Scripted(web) as server, Asked(server) as bench:
        bench.ask_once()
        dark = bench.cells_of("HTTP/1.1 200 OK")[0].style()
        bench.press("F8")
        bench.wait_for(lambda bench: bench.cells_of("HTTP/1.1 200 OK")[0].style() != dark)
        light = bench.cells_of("HTTP/1.1 200 OK")[0].style()
        bench.command("theme high-contrast")
        bench.wait_for(lambda bench: bench.cells_of("HTTP/1.1 200 OK")[0].style() not in (dark, light))
        bench.command("theme dark")
        bench.wait_for(lambda bench: bench.cells_of("HTTP/1.1 200 OK")[0].style() == dark)
        bench.command("theme mauve")
        bench.wait_for("there is none of that name")
        for name in ("light", "sixteen", "monochrome"):
            bench.command(f"theme {name}")
            bench.settle()
        with Asked(server, "--theme", "light") as other:
            other.ask_once()
            assert other.cells_of("HTTP/1.1 200 OK")[0].style() == light


@needs("wireside")
def test_a_theme_of_ones_own():
    theme = 'name = "mine"\ninherits = "dark"\n[scopes]\nserver = { fg = "#123456", underline = true }\n'
    with Scripted(web) as server, Asked(server, themes={"mine": theme}, configuration='theme = "mine"\n') as bench:
        bench.ask_once()
        cell = bench.cells_of("HTTP/1.1 200 OK")[0]
        assert cell.underline, cell


@needs("wireside")
def test_bad_files_are_named_with_their_line():
    for text, said in (
            ("# a comment\n\ntheme = \n", "line 3"),
            ("wrap = true\nmouze = true\n", "line 2: mouze is not known"),
            ("times = 'sometimes'\n", "line 1: times wants since-start"),
            ('[keys.reading]\n"Hyper-x" = "quit"\n', "line 2"),
            ('[keys.reading]\n\n"X" = "frobnicate"\n', "line 3: frobnicate is no command"),
            ('[keys.nowhere]\n"X" = "quit"\n', "line 1: nowhere is no place for keys"),
            ('record = false\n[keys.reading]\n"j" = "quit"\n"q" = 7\n', "line 4")):
        with Workbench(configuration=text, columns=160) as bench:
            bench.wait_for(said)
            assert "config/wireside/config.toml" in bench.text(), bench.picture()
            if "…" not in bench.rows()[-1]:
                assert "the defaults are in force" in bench.text(), bench.picture()
            bench.press("j")
            bench.wait_gone(said)
            bench.wait_start()
            bench.press("q")
            assert bench.wait_end() == 0
    for theme, said in (('name = "bad"\n[scopes]\nserver = { fg = "no colour" }\n', "line 3"),
                        ('name = "bad"\n[scopes]\nwindow = { fg = "red" }\n', "line 3: window is no part of the screen"),
                        ("name = \n", "line 1")):
        with Workbench(themes={"bad": theme}, configuration='theme = "bad"\n', columns=160) as bench:
            bench.wait_for(said)
            assert "themes/bad.toml" in bench.text(), bench.picture()
            bench.press("j")
            bench.wait_start()


@needs("wireside")
def test_keys_can_be_bound_anew():
    configuration = '[keys.everywhere]\n"F2" = "help"\n[keys.reading]\n"q" = ""\n"Q" = "quit"\n'
    with Workbench(configuration=configuration) as bench:
        bench.wait_for("Q quit")
        bench.press("F2")
        bench.wait_for("┏ Help")
        bench.press("Esc")
        bench.wait_gone("┏ Help")
        bench.press("q")
        bench.settle()
        bench.press("Q")
        assert bench.wait_end() == 0


@needs("wireside")
def test_configuration_named_on_the_command_line():
    with Workbench("--config", "/nothing/here.toml", columns=140) as bench:
        bench.wait_for("there is no file /nothing/here.toml")


@needs("wireside")
def test_mouse_focuses_selects_and_scrolls():
    lines = b"".join(b"line %d\r\n" % number for number in range(300))
    with Scripted(says(lines)) as server, Workbench("open", server.url, columns=120, rows=40) as bench:
        bench.wait_for("line 299")
        column, row = bench.find("◂ line 290")
        bench.mouse(column + 2, row)
        bench.wait_for(lambda bench: "reading" in bench.rows()[1], description="reading mode")
        bench.wait_for(lambda bench: chosen(bench, "◂ line 290", r"◂ line 28\d"),
                       description="the line to be chosen")
        bench.mouse(column, row, "wheel-up")
        bench.mouse(column, row, "wheel-up")
        bench.wait_for(lambda bench: "◂ line 299" not in bench.text())
        for _ in range(4):
            bench.mouse(column, row, "wheel-down")
        bench.wait_for("◂ line 299")
        column, row = bench.find("text line 297")
        bench.mouse(column, row)
        wait_focus(bench, "Messages")
        bench.wait_for("Inspector ─ 298 text line")
        column, row = bench.find("line end")
        bench.mouse(column, row)
        wait_focus(bench, "Inspector")
        bench.wait_for("Bytes ─ 8–9")
        column, row = bench.find("6c 69 6e")
        bench.mouse(column + 3, row)
        wait_focus(bench, "Bytes")
        bench.mouse(3, bench.find("i types a line")[1])
        bench.wait_for("typing")


@needs("wireside")
def test_mouse_chooses_in_the_start_list():
    with Workbench(columns=120) as bench:
        bench.wait_start()
        column, row = bench.find("lab://smtp")
        bench.mouse(column, row)
        bench.wait_for("▌ lab://smtp")
        bench.mouse(column, row)
        bench.wait_for("◂ 220 hamburger.edu")


@needs("wireside")
def test_mouse_can_be_switched_off():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        assert bench.modes() >= {1000, 1006}
        bench.press("F9")
        bench.wait_for(lambda bench: bench.modes() == {1049, 2004}, description="no mouse reports")
        bench.press("F9")
        bench.wait_for(lambda bench: bench.modes() >= {1000, 1002, 1006})
        bench.command("mouse off")
        bench.wait_for(lambda bench: bench.modes() == {1049, 2004})
        bench.leave()
    with Workbench(configuration="mouse = false\n") as bench:
        bench.wait_start()
        assert not re.search(rb"\x1b\[\?100[0236]h", bytes(bench.raw)), "the mouse was taken though switched off"


def clipboard(bench):
    """What was last put on the clipboard."""
    found = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)", bytes(bench.raw))
    return base64.b64decode(found[-1], validate=True) if found else None


def wait_clipboard(bench, wanted):
    bench.wait_for(lambda bench: clipboard(bench) == wanted, description=f"{wanted!r} on the clipboard")


@needs("wireside")
def test_messages_and_session_lead_to_each_other():
    with Scripted(web) as server, Asked(server, columns=120, rows=40) as bench:
        bench.ask_once()
        bench.press("g", "j")
        bench.wait_for("Inspector ─ 1 http request")
        bench.wait_for(re.compile(r"\d│▸ Host: x"))
        bench.press("G")
        bench.wait_for("Inspector ─ 2 http response")
        bench.wait_for(re.compile(r"\d│◂ hello"))
        assert not re.search(r"\d│▸", bench.text()), bench.picture()
        bench.press("Tab", "k")
        bench.wait_for(re.compile(r"\d│▸ GET / HTTP/1.1"))
        bench.press("Esc")
        bench.wait_for("┏ Session")
        assert "Inspector ─ 1 http request" in bench.text(), bench.picture()


@needs("wireside")
def test_copy_of_text_bytes_and_fields():
    with Scripted(web) as server, Asked(server, columns=120, rows=40) as bench:
        bench.ask_once()
        bench.press("g", "j", "y")
        wait_clipboard(bench, b"GET / HTTP/1.1\r\n")
        bench.press("Y")
        wait_clipboard(bench, b"47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a")
        bench.press("Tab", "j")
        bench.wait_for("Inspector ─ 2 http response")
        bench.press("y")
        wait_clipboard(bench, PAGE)
        bench.wait_for(f"copied {len(PAGE)} bytes")
        bench.press("Tab", "j", "j", "j", "y")
        wait_clipboard(bench, b"200")
        bench.press("Y")
        wait_clipboard(bench, b"32 30 30")


@needs("wireside")
def test_copy_has_a_cap():
    body = b"x" * 200_000
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + body

    def talk(connection, server):
        hear_request(connection, server)
        connection.sendall(answer)
        while server.hear(connection):
            pass

    with Scripted(talk) as server, Asked(server) as bench:
        bench.wait_for("typing")
        bench.enter("GET / HTTP/1.1", "")
        bench.wait_for("2 ◂ http 200 OK")
        bench.read()
        bench.press("Tab", "y")
        bench.wait_for("copied the first 74994 bytes of 200")
        wait_clipboard(bench, answer[:74_994])


@needs("wireside")
def test_tabs():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.ask("in the first", "◂ in the first")
        bench.command(f"open {server.url}")
        bench.wait_for(re.compile(r"1 127.*\[2 127"))
        bench.wait_open()
        bench.wait_gone("in the first")
        bench.read()
        bench.press("}")
        bench.wait_for("◂ in the first")
        bench.press("Ctrl-X")
        bench.wait_gone("in the first")
        bench.wait_for("[1 127")
        bench.press("Ctrl-X")
        bench.wait_for("Start")


@needs("wireside")
def test_ascii_and_plain_terminals():
    with Scripted(web) as server:
        with Workbench("open", server.url.replace("tcp", "http"), configuration="ascii = true\n") as bench:
            bench.wait_for("typing")
            bench.enter("GET / HTTP/1.1", "")
            bench.wait_for("200 OK")
            bench.wait_for("< HTTP/1.1 200 OK")
            bench.settle()
            # What is left is of texts and stand-ins, not of the drawing.
            odd = {c for c in bench.text() if ord(c) > 126} - set("§␁\ufffd")
            assert not odd, odd
        for lang in ("C", None):  # terminals speak UTF-8 today, whatever the locale says
            with Asked(server, lang=lang) as bench:
                bench.ask_once()
                bench.wait_for("◂ HTTP/1.1 200 OK")
        for term in ("linux", "screen", "tmux-256color", "xterm", "vt100"):
            with Workbench("open", server.url, term=term) as bench:
                bench.wait_for("typing")
                bench.press("Ctrl-C")
                bench.wait_for("q quits")
                bench.press("q")
                assert bench.wait_end() == 0, bench.picture()
        run = Run(term="no-such-terminal")
        assert run.status == 64
        with Workbench(term="no-such-terminal") as bench:
            assert bench.wait_end() == 64
            assert "is not known here; try TERM=xterm-256color" in bench.text().replace("\n", ""), bench.picture()


KEYS = (*"abhjklgGnNxtwsyYirm/:\\?.,<>[]{}+-~0159 é漢", "Tab", "Tab", "Shift-Tab", "Enter", "Enter", "Esc", "Up",
        "Down", "Left", "Right", "Home", "End", "PageUp", "PageDown", "Backspace", "Delete", "F1", "F3", "F4", "F5", "F6",
        "F8", "F9", "Ctrl-P", "Ctrl-R", "Ctrl-U", "Ctrl-W", "Ctrl-Y", "Ctrl-A", "Ctrl-E", "Ctrl-X", "Ctrl-L", "Alt-u",
        "Alt-r",
        "GET / HTTP/1.1\r", "Host: x\r\r",
        "\x10open {url}\r", "\x10replay {recording}\r", "\x10seek 50%\r",
        "\x10send \\xff\\0\r")


@needs("wireside")
def test_random_keys_and_sizes():
    seed = int(os.environ.get("WIRESIDE_SEED", random.randrange(1 << 32)))
    print(f"seed {seed}")
    dice = random.Random(seed)
    with Scripted(web) as server, Workbench(columns=100, rows=30) as bench:
        bench.wait_start()
        for number in range(600):
            press = dice.choice(KEYS)
            if press == "\x10replay {recording}\r" and not bench.recordings():
                continue
            if len(press) > 8 and press.endswith("\r"):
                bench.type(press.format(url=server.url, recording=(bench.recordings() or [""])[0]))
            else:
                bench.press(press) if press.isascii() else bench.type(press)
            if dice.random() < 0.05:
                bench.resize(dice.choice((1, 7, 20, 39, 80, 100, 131)), dice.choice((1, 2, 5, 9, 24, 30, 57)))
            if dice.random() < 0.2:
                bench.mouse(dice.randrange(100), dice.randrange(30), dice.choice(("left", "wheel-up", "wheel-down")))
            bench.pump(0.002)
            assert bench.state == "running", (seed, number, press, bench.status, bench.raw[-2000:])
        bench.resize(100, 30)
        bench.signal(15)
        assert bench.wait_end() == 0, (seed, bench.status)
        bench.assert_left_as_found()
        for path in bench.recordings():
            assert Run("decode", path, "--json").status == 0, (seed, read_text(path)[-500:])


if __name__ == "__main__":
    cases.main()
