"""Whatever a server sends, nothing of it reaches the terminal but text."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from terminal import Failure, forbidden, sequences
from workbench import Run, Scripted, Workbench, hear_request, says

ATTACKS = {
    "title": b"\x1b]0;owned\x07\x1b]2;owned\x1b\\",
    "clipboard": b"\x1b]52;c;b3duZWQ=\x07\x1b]52;p;b3duZWQ=\x1b\\",
    "hyperlink": b"\x1b]8;;http://owned.invalid\x1b\\link\x1b]8;;\x1b\\",
    "device": b"\x1bP1$r0m\x1b\\\x1bPq#0;2;0;0;0\x1b\\\x1b_Gowned\x1b\\\x1b^owned\x1b\\\x1bXowned\x1b\\",
    "csi": b"\x1b[2J\x1b[31;5mred\x1b[?1049l\x1b[?1000h\x1b[6n\x1b[c\x1b[21t\x1b[?25h\x1b[8m\x1bc\x1b#8",
    "eight-bit": b"\x9b2J\x9b31m\x9d0;owned\x9c\x90q\x9c\x9e\x9f\x85",
    "eight-bit as UTF-8": "\u009b2J\u009d0;owned\u009c\u0090\u0085".encode(),
    "bidi": "abc\u202edef\u202c\u2066ghi\u2069\u200f\u061c\u200b\ufeff".encode(),
    "separators": "a\u2028b\u2029c\u00ad".encode(),
    "broken": b"\xff\xfe\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xe2\x82 \xc3",
    "wide and joined": "漢字👩‍👩‍👧‍👦e\u0301\u0301\u0301\u0301\u0301\U000e0041\U0010ffff".encode(),
    "controls": bytes(range(32)).replace(b"\n", b"") + b"\x7f",
    "every byte": bytes(range(256)).replace(b"\n", b""),
    "every byte backwards": bytes(range(255, -1, -1)).replace(b"\n", b""),
    "backspaces": b"secret\x08\x08\x08\x08\x08\x08public\rover",
}
OURS = (b"\x1b]2;Wireside",)
"""The one control string of ours that these cases bring about: the title, which begins with our name."""


def assert_clean(bench):
    """Nothing but what ncurses and the program itself send: no control string but the title, which has only plain text
    in it, no C1, no bidi, and no sequence that a program of ours never uses."""
    complaints = forbidden(bench.raw, strings_allowed=OURS)
    assert not complaints, complaints[:10]
    titles = [sequence for sequence in sequences(bench.raw) if sequence.startswith(b"\x1b]")]
    for title in titles:
        inside = title[len(OURS[0]):-1].decode()
        assert all(c.isprintable() for c in inside), title
    known = re.compile(rb"\x1b(\[[0-9;]*[mHfABCDEFGJKXLMPSTdrbg@hl`]|\[\?(1|7|12|25|1000|1002|1004|1006|1034|1049|2004)"
                       rb"(;\d+)*[hl]|\[>?[0-9;]*[tu]|\[[?>][0-9;]*[mcu]|[()][0B]|[78=>M])")
    for sequence in sequences(bench.raw):
        if not sequence.startswith(b"\x1b]"):
            assert known.fullmatch(sequence), sequence
            assert sequence not in (b"\x1b[5m", b"\x1b[8m", b"\x1bc"), sequence
    assert b"\x1b[6n" not in bench.raw and b"\x1b[c" not in bench.raw and b"\x1b[21t" not in bench.raw


def walk(bench, messages):
    """Goes through session, list, fields and bytes in every way to show them, each of which is drawn."""
    bench.read()
    for key in ("x", "w", "t", "x", "t", "w", "g", "l", "h", "G", "Tab"):
        bench.press(key)
        bench.settle()
    for _ in range(messages):
        for keys in (["Enter", "Down", "Down"], ["Right", "Down", "Down"], ["s", "G", "\\"], ["\\", "Tab", "Down"],
                     ["Right", "G"], ["Shift-Tab", "Shift-Tab", "Up"]):
            bench.press(*keys)
            bench.settle()
    bench.press("?")
    bench.wait_for("┏ Help")


def glance(bench):
    """Session with its bytes shown, list, fields and bytes of the last message."""
    bench.read()
    for keys in (["x"], ["Tab"], ["Tab", "G"], ["Tab", "G"]):
        bench.press(*keys)
        bench.settle()


def test_the_check_itself_finds_attacks():
    class Fake:
        raw = b""

    for name in set(ATTACKS) - {"separators", "wide and joined", "backspaces"}:
        Fake.raw = b"before " + ATTACKS[name] + b" after"
        try:
            assert_clean(Fake)
        except AssertionError:
            continue
        raise Failure(f"{name} would not be noticed")


@needs("wireside")
def test_attacks_in_lines():
    data = b"".join(b"A%02d %s Z\r\n" % (number, attack) for number, attack in enumerate(ATTACKS.values()))
    with Scripted(says(data + b"the end\r\n")) as server, Workbench("open", server.url, rows=60) as bench:
        bench.wait_for("◂ the end")
        walk(bench, 5)
        assert_clean(bench)


@needs("wireside")
def test_every_byte_alone():
    data = b"".join(b"%02x:%c.\r\n" % (byte, byte) for byte in range(256))
    with Scripted(says(data + b"the end\r\n")) as server, Workbench("open", server.url, rows=60) as bench:
        bench.wait_for("◂ the end")
        bench.read()
        bench.press("g")
        bench.wait_for("◂ 01:")
        for _ in range(12):
            bench.press("PageDown")
            bench.settle()
        bench.wait_for("◂ the end")
        assert_clean(bench)


@needs("wireside")
def test_attacks_in_http():
    for attack in ATTACKS.values():
        attack = attack.replace(b"\r", b"")
        answer = (b"HTTP/1.1 200 " + attack + b"\r\nServer: " + attack + b"\r\nX-" + attack[:8] + b": 1\r\n"
                  b"Location: http://" + attack + b"/\r\nContent-Type: text/" + attack + b"\r\nSet-Cookie: a=" + attack +
                  b"\r\nContent-Length: %d\r\n\r\n" % len(attack) + attack)

        def talk(connection, server):
            hear_request(connection, server)
            connection.sendall(answer + b"HTTP/1.1 204 the-end\r\n\r\n")
            while server.hear(connection):
                pass

        with Scripted(talk) as server, Workbench("open", server.url.replace("tcp", "http")) as bench:
            bench.wait_open()
            bench.enter("GET / HTTP/1.1", "")
            bench.wait_for(re.compile("the-end"))
            glance(bench)
            assert_clean(bench)


@needs("wireside")
def test_attacks_in_mail():
    for attack in ATTACKS.values():
        greeting = b"220-" + attack + b"\r\n220 " + attack + b"\r\n"

        def talk(connection, server):
            connection.sendall(greeting)
            for line in connection.makefile("rb"):
                connection.sendall(b"250-" + attack + b"\r\n250-SIZE " + attack + b"\r\n250 the-end\r\n")

        with Scripted(talk) as server, Workbench("open", server.url.replace("tcp", "smtp")) as bench:
            bench.wait_open()
            bench.enter("EHLO x")
            bench.wait_for("the-end")
            glance(bench)
            assert_clean(bench)


@needs("wireside")
def test_attacks_in_what_is_typed_and_pasted():
    with Scripted(says(b"hello\r\n")) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        for attack in ATTACKS.values():
            bench.send(b"\x1b[200~" + attack.replace(b"\x1b[201~", b"") + b"\n\x1b[201~")
        bench.send(b"\x1b[200~the end\n\x1b[201~")
        bench.wait_for("▸ the end")
        assert_clean(bench)


@needs("wireside")
def test_attacks_in_a_recording():
    """In its title, names, notes and marks, as somebody may send one."""
    import json
    import tempfile
    home = tempfile.mkdtemp(prefix="wireside-test-")
    texts = [attack.decode("latin-1").replace("\n", "") for attack in ATTACKS.values()]
    texts += [attack.decode("utf-8", "replace").replace("\n", "") for attack in ATTACKS.values()]
    lines = [{"format": "wireside-session", "version": 1, "tool": texts[0], "title": "".join(texts)}]
    for number, text in enumerate(texts):
        lines += [{"t": number, "c": number, "k": "open", "server_name": text, "client_name": text, "protocol": text,
                   "server": "127.0.0.1:1", "client": "127.0.0.1:2"},
                  {"t": number, "c": number, "k": "note", "text": text},
                  {"t": number, "c": number, "k": "mark", "text": text},
                  {"t": number, "c": number, "k": "error", "text": text},
                  {"t": number, "c": number, "k": "data", "d": "s>c", "s": text + "\r\n"},
                  {"t": number, "c": number, "k": "close", "by": "server", "reason": text}]
    folder = os.path.join(home, "state", "wireside", "sessions")
    os.makedirs(folder)
    path = os.path.join(folder, "a.session")
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(json.dumps(line) + "\n" for line in lines))
    with Workbench(home=home, rows=60) as bench:
        bench._made_home = True
        bench.wait_for("recordings, to replay")
        bench.press("G", "Enter")
        bench.wait_for("▶")
        bench.press("Space")
        for _ in range(9):
            bench.press("]", "]", "]", ">", ".")
            bench.settle()
        bench.press("9", "G", "Tab", "g", "Tab")
        bench.wait_for(re.compile("Messages"))
        for form in ("--text", "--json"):
            out = Run("replay", path, form)
            assert not forbidden(out.out, strings_allowed=()), forbidden(out.out, strings_allowed=())[:5]
        bench.press("q")
        bench.wait_end()
        assert_clean(bench)


@needs("wireside")
def test_attacks_in_addresses_and_commands():
    with Workbench() as bench:
        bench.wait_start()
        for attack in ATTACKS.values():
            text = attack.replace(b"\n", b"").replace(b"\r", b"")
            bench.press("Ctrl-P")
            bench.send(b"\x1b[200~open tcp://" + text + b":1\x1b[201~")
            bench.press("Enter")
        bench.press("Ctrl-L", "F1")
        bench.wait_for("┏ Help")
        assert_clean(bench)


@needs("wireside")
def test_json_and_text_are_clean():
    data = b"".join(attack + b"\r\n" for attack in ATTACKS.values())
    with Scripted(says(data, stays=False)) as server:
        for form in ("--json", "--text"):
            run = Run("open", server.url, form)
            complaints = forbidden(run.out, strings_allowed=())
            assert run.status == 0 and run.out and not complaints, (form, complaints[:5])


if __name__ == "__main__":
    cases.main()
