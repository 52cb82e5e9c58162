"""What is recorded, what is not, what survives, and how it is replayed."""
import json
import os
import re
import signal
import stat
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from servers import Exim
from workbench import Run, Scripted, Workbench, decoded, echo, hear_request, read_text, says


def kinds(path):
    return [json.loads(line).get("k", "header") for line in read_text(path).splitlines()]


@needs("wireside")
def test_a_recording_is_private_and_has_notes_and_marks():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.enter("hello")
        bench.wait_for("◂ hello")
        path = bench.recording()
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        for folder in (os.path.dirname(path), os.path.dirname(os.path.dirname(path))):
            assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700, folder
        assert re.fullmatch(r"\d{8}-\d{6}-127\.0\.0\.1.*\.session", os.path.basename(path)), path
        bench.press("F5")
        bench.wait_for("note:")
        bench.enter("look here")
        bench.wait_for('" look here')
        bench.press("F6")
        bench.wait_for("mark:")
        bench.enter("a turn")
        bench.wait_for("◆ a turn")
        bench.command("note by the colon")
        bench.wait_for('" by the colon')
        lines = bench.wait_recorded("by the colon")
        assert [(line["k"], line["text"]) for line in lines[1:] if line["k"] in ("note", "mark")] == [
            ("note", "look here"), ("mark", "a turn"), ("note", "by the colon")], lines
        assert lines[0]["format"] == "wireside-session" and lines[0]["redaction"] == "mask", lines[0]


@needs("wireside")
def test_pause_leaves_a_gap():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.ask("before", "◂ before")
        bench.press("F4")
        bench.wait_for("rec paused")
        bench.ask("meanwhile", "◂ meanwhile")
        bench.press("F4")
        bench.wait_for(re.compile(r"● rec \d"))
        bench.ask("after", "◂ after")
        bench.wait_recorded("after")
        bench.leave()
        text = read_text(bench.recording())
        assert "before" in text and "meanwhile" not in text and "after" in text, text
        assert [kind for kind in kinds(bench.recording()) if kind in ("pause", "resume")] == ["pause", "resume"]


@needs("wireside")
def test_stop_and_start_make_two_files():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.ask("first", "◂ first")
        bench.press("F3")
        bench.wait_for("not recording")
        bench.ask("nobody hears", "◂ nobody hears")
        bench.press("F3")
        bench.wait_for(re.compile(r"● rec \d"))
        bench.ask("second", "◂ second")
        bench.command("stop")
        bench.wait_for("not recording")
        bench.leave()
        first, second = (read_text(path) for path in bench.recordings())
        if "first" not in first:
            first, second = second, first
        assert "first" in first and "second" not in first and "second" in second, (first, second)
        for path in bench.recordings():
            assert decoded(path)


@needs("wireside")
def test_record_into_a_named_file():
    with Scripted(echo) as server, Workbench("open", server.url, "--record", "mine.session") as bench:
        bench.wait_open()
        bench.ask("named", "◂ named")
        bench.leave()
        path = os.path.join(bench.home, "mine.session")
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        assert "named" in read_text(path) and bench.recordings() == []


@needs("wireside")
def test_recording_can_be_switched_off_in_the_configuration():
    with Scripted(echo) as server, Workbench("open", server.url, configuration="record = false\n") as bench:
        bench.wait_open()
        bench.ask("off the record", "◂ off the record")
        assert "not recording" in bench.text()
        bench.leave()
        assert bench.recordings() == []


HTTP_SECRETS = ("Authorization: Basic YWxpY2U6c2VjcmV0LW9uZQ==", "Cookie: id=c2VjcmV0LXR3bw", "Host: x")


@needs("wireside")
def test_http_secrets_never_reach_the_disk():
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: id=c2VjcmV0LXRocmVl; Path=/\r\nContent-Length: 0\r\n\r\n"

    def talk(connection, server):
        hear_request(connection, server)
        for byte in answer:  # one by one, so that the secret comes in pieces
            connection.sendall(bytes([byte]))
        server.hear(connection)

    with Scripted(talk) as server, Workbench("open", server.url.replace("tcp", "http")) as bench:
        bench.wait_open()
        bench.enter("GET / HTTP/1.1", *HTTP_SECRETS, "")
        bench.wait_for("http 200 OK")
        bench.leave()
        text = read_text(bench.recording())
        for secret in ("YWxpY2U6c2VjcmV0LW9uZQ", "c2VjcmV0LXR3bw", "c2VjcmV0LXRocmVl"):
            assert secret not in text, text
            assert secret.encode() in bytes(server.received) + answer
        messages = decoded(bench.recording())
        assert [m["kind"] for m in messages] == ["request", "response"], messages


@needs("wireside")
def test_mail_secrets_never_reach_the_disk():
    secret = "AGFsaWNlAHNlY3JldC1wYXNz"

    def talk(connection, server):
        connection.sendall(b"220 ready\r\n")
        questions = 0
        for line in connection.makefile("rb"):
            server.received += line
            questions = {b"AUTH LOGIN": 2, b"AUTH PLAIN": 1}.get(line.strip(), questions - 1)
            connection.sendall(b"334 \r\n" if questions > 0 else b"250 ok\r\n")

    for lines in ((f"AUTH PLAIN {secret}",), ("AUTH PLAIN", secret), ("AUTH LOGIN", secret, secret),
                  ("PASS " + secret,)):
        with Scripted(talk) as server, Workbench("open", server.url.replace("tcp", "smtp")) as bench:
            bench.wait_open()
            bench.wait_for("◂ 220 ready")
            bench.ask("EHLO x", "◂ 250 ok")
            for number, line in enumerate(lines):
                bench.ask(line, r"◂ (334|250 ok)")
            bench.ask("NOOP", "◂ 250 ok")
            bench.leave()
            assert secret.encode() in bytes(server.received)
            text = read_text(bench.recording())
            assert secret not in text and "NOOP" in text and lines[0].split()[0] in text, (lines, text)


@needs("wireside")
def test_kill_in_a_flood_loses_nothing_that_was_written():
    block = b"".join(b"line %07d of a flood that ends with a kill\r\n" % number for number in range(200_000))
    with Scripted(says(block)) as server, Workbench("open", server.url) as bench:
        path = bench.recording()
        bench.wait_for(lambda bench: os.path.getsize(path) > 1 << 20, description="a megabyte in the recording")
        bench.signal(signal.SIGKILL)
        assert bench.wait_end() == -signal.SIGKILL
        size = os.path.getsize(path)
        with open(path, "rb") as file:
            data = file.read()
        whole = data[:data.rindex(b"\n") + 1].splitlines()
        received = "".join(json.loads(line).get("s", "") for line in whole[1:]).encode()
        assert len(received) > 1 << 19 and block.startswith(received), (size, len(received))
        run = Run("decode", path, "--json")
        assert run.status == (0 if data.endswith(b"\n") else 65), run.err
        summaries = [json.loads(line)["summary"] for line in run.out.splitlines()[:-1]]
        wanted = received.decode().splitlines()[:len(summaries)]
        assert len(summaries) >= received.count(b"\n") - 1 and summaries == wanted


def recorded(home_of):
    """A recording with three exchanges and two marks, made by hand; its text."""
    path = os.path.join(home_of, "made.session")
    lines = [{"format": "wireside-session", "version": 1, "start": "2026-01-02T03:04:05Z", "title": "made by hand"},
             {"t": 0, "k": "open", "transport": "tcp", "client": "127.0.0.1:40000", "server": "127.0.0.1:7"}]
    for number in range(1, 11):
        lines.append({"t": number - 0.5, "k": "data", "d": "c>s", "s": f"question {number}\r\n"})
        if number in (4, 8):
            lines.append({"t": number - 0.25, "k": "mark", "text": f"turn {number}"})
        lines.append({"t": number, "k": "data", "d": "s>c", "s": f"answer {number}\r\n"})
    lines.append({"t": 10, "k": "close", "by": "server"})
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(json.dumps(line) + "\n" for line in lines))
    return path


class Made(Workbench):
    """A replay of that recording."""

    def __init__(self, *arguments, **more):
        home = tempfile.mkdtemp(prefix="wireside-test-")
        super().__init__("replay", recorded(home), *arguments, home=home, columns=120, rows=40, **more)
        self._made_home = True

    def begin(self):
        """It plays by itself: stopped, and back at the beginning."""
        self.wait_for("▶")
        self.press("Space")
        self.wait_for("‖")
        self.press("0")
        return self.at(0)

    def at(self, event):
        self.wait_for(f"event {event} of 24")
        return self


@needs("wireside")
def test_replay_step_by_step():
    with Made() as replay:
        replay.begin()
        assert "question 1" not in replay.text() and "replay" in replay.rows()[0]
        replay.press(".")
        replay.at(1).press(".")
        replay.at(2).wait_for("▸ question 1")
        replay.press(".")
        replay.at(3).wait_for("◂ answer 1")
        replay.press(",")
        replay.at(2).wait_gone("◂ answer 1")
        replay.press(">")
        replay.at(3).press(">")
        replay.at(4).wait_for("▸ question 2")
        replay.press("<")
        replay.at(3).wait_gone("▸ question 2")
        replay.press("]")
        replay.at(9).wait_for("◆ turn 4")
        replay.press("]")
        replay.at(18).wait_for("◆ turn 8")
        assert "mark 2 of 2" in replay.text(), replay.picture()
        replay.press("[")
        replay.at(9).wait_gone("◆ turn 8")
        replay.press("q")
        assert replay.wait_end() == 0
        replay.assert_left_as_found()


@needs("wireside")
def test_replay_seek():
    with Made() as replay:
        replay.begin()
        for tenth, last in ((5, 5), (9, 9), (1, 1), (0, None)):
            replay.press(str(tenth))
            if last:
                replay.wait_for(f"◂ answer {last}")
                replay.wait_for(f"{tenth}.0 s of 10.0 s")
                assert f"answer {last + 1}" not in replay.text(), replay.picture()
        replay.wait_gone("answer 1")
        replay.command("seek 7.6")
        replay.wait_for("▸ question 8")
        replay.command("seek 100%")
        replay.at(24).wait_for("◂ answer 10")
        replay.command("seek somewhere")
        replay.wait_for("seek wants a time")
        for line, event in (("0:03", 7), ("+1.6", 11), ("-1:00", 1), ("1:02:03", 24), ("50%", 12)):
            replay.command(f"seek {line}")
            replay.at(event)
        replay.press("@")
        replay.wait_for(":seek")
        replay.enter("2")
        replay.at(5)


@needs("wireside")
def test_replay_search_goes_on_to_what_has_not_happened_yet():
    with Made() as replay:
        replay.begin()
        replay.press("/")
        replay.enter("answer 7")
        replay.at(16).wait_for("the replay went on to 7.000 s")
        replay.press("n")
        replay.wait_for("search went round the end")
        replay.at(16).press("/")
        replay.enter("QUESTION 2")
        replay.wait_for("search went round the end")
        replay.at(16).press(",")
        replay.at(15)
        replay.press("Tab", "/")
        replay.enter("answer 10")
        replay.at(23).wait_for("the replay went on to 10.000 s")
        replay.press("/")
        replay.enter("no such answer")
        replay.wait_for("not found: no such answer")
        replay.at(23)


@needs("wireside")
def test_replay_plays_to_the_end_in_time():
    with Made() as replay:
        replay.begin()
        replay.press("+", "+", "+", "+", "+")
        replay.wait_for("16x")
        replay.press("+")
        assert "16" in replay.text()
        replay.press("Space")
        replay.at(24).wait_for("◂ answer 10")
        replay.wait_for("10.0 s of 10.0 s")
        replay.press("Space")
        replay.press("-")
        replay.wait_for("8x")


@needs("wireside")
def test_replay_pauses():
    with Made() as replay:
        replay.begin()
        replay.press("Space")
        replay.wait_for("▸ question 1")
        replay.press("Space")
        replay.press(".")
        replay.wait_for("◂ answer 1")
        replay.press("Space")
        replay.wait_for("▸ question 2")
        replay.press("Ctrl-C")
        replay.wait_for("‖")


@needs("wireside")
def test_replay_cuts_waits():
    with Made() as replay:
        replay.begin()
        replay.press("~")
        replay.wait_for("waits are cut to 2 s")
        replay.command("idle 0.05")
        replay.wait_for("~0.0s")
        replay.press("Space")
        replay.at(24)
        replay.press("~")
        replay.wait_for("waits are as they were")


@needs("wireside")
def test_replay_is_found_in_the_start_list():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.ask("to be found", "◂ to be found")
        bench.leave()
        home = bench.home
        with Workbench(home=home, columns=120) as again:
            again.wait_start()
            again.wait_for("recordings, to replay")
            again.wait_for(re.compile(r"127\.0\.0\.1:\d+ +20\d\d-\d\d-\d\d \d\d:\d\d  tcp, \d+ events"))
            again.press("/")
            again.wait_for(lambda bench: bench.rows()[-1] == "/", description="the search")
            again.type("no such thing")
            again.wait_for("none of ")
            again.press("Ctrl-U")
            again.type("TCP 20 events")
            again.wait_for(re.compile("1 of \\d+ with"))
            again.press("Enter", "Enter")
            again.wait_for("◂ to be found")


@needs("wireside")
def test_a_session_is_given_a_title():
    with Scripted(echo) as server, Workbench("open", server.url, columns=120) as bench:
        bench.wait_open()
        bench.ask("before", "◂ before")
        bench.command("title an echo by hand")
        bench.wait_for("[1 an echo by hand]")
        bench.ask("after", "◂ after")
        lines = bench.wait_recorded("after")
        assert lines[0]["title"] == "an echo by hand" and any(line.get("s") == "before\r\n" for line in lines), lines
        bench.leave()
        home, path = bench.home, bench.recording()
        with Workbench("replay", path, home=home, columns=120) as replay:
            replay.wait_for("[1 an echo by hand]")
            replay.command("title the echo")
            replay.wait_for("[1 the echo]")
            replay.press("Ctrl-X")
            replay.wait_for(re.compile(r"the echo +20\d\d-"))
        lines = [json.loads(line) for line in read_text(path).splitlines()]
        assert lines[0]["title"] == "the echo" and any(line.get("s") == "after\r\n" for line in lines), lines
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


@needs("wireside")
def test_tabs_by_number():
    with Scripted(echo) as server, Workbench("open", server.url, columns=80) as bench:
        bench.wait_open()
        for number in range(2, 10):
            bench.command(f"open {server.url}")
            bench.wait_for(f"[{number} 127")
            bench.wait_open()
        assert "…" in bench.rows()[0], bench.picture()
        for number in (1, 5, 9, 2):
            bench.press(f"Alt-{number}")
            bench.wait_for(f"[{number} 127.0.0.1:")
            bench.ask(f"tab {number}", f"◂ tab {number}")
        bench.press("Alt-1", "Ctrl-X")
        bench.wait_for("[1 127")
        bench.wait_for("◂ tab 2")
        bench.press("Alt-9")
        bench.wait_for("no tab 9")


@needs("wireside")
def test_a_recording_asks_what_comes_next():
    with Scripted(echo) as server, Workbench("open", server.url, columns=120) as bench:
        bench.wait_open()
        bench.ask("one", "◂ one")
        bench.command("question what does it send back? | an error | *the same line")
        bench.wait_for("answer:")
        bench.enter("It is an echo.")
        bench.wait_for("◆ question: what does it send back?")
        bench.ask("two", "◂ two")
        bench.wait_recorded("It is an echo.")
        bench.leave()
        path = bench.recording()
        mark = next(line for line in map(json.loads, read_text(path).splitlines()) if line.get("k") == "mark")
        assert {name: mark[name] for name in ("text", "question", "choices", "correct", "answer")} == {
            "text": "question", "question": "what does it send back?", "choices": ["an error", "the same line"],
            "correct": 2, "answer": "It is an echo."}, mark
        text = Run("replay", path, "--text", home=bench.home)
        for line in ("+ question: what does it send back?", '" choice 1: an error',
                     '" answer: 2 the same line. It is an echo.'):
            assert line in text.out.decode(), text
        decoded_text = Run("decode", path, "--text", home=bench.home).out.decode()
        assert "mark question: what does it send back?" in decoded_text and "mark answer: 2 the same" in decoded_text
        with Workbench("replay", path, home=bench.home, columns=120) as replay:
            replay.press("+", "+", "+", "+")
            replay.wait_for("┏ Question ")
            replay.wait_for("‖")
            assert "two" not in replay.text() and "It is an echo" not in replay.text(), replay.picture()
            replay.press("1")
            replay.wait_for("▌ 1 an error")
            replay.press("Enter")
            replay.wait_for("1 an error ─ as you said, but no")
            replay.wait_for("It is an echo.")
            assert "▸ two" not in replay.text(), replay.picture()
            replay.press("Enter")
            replay.wait_for("◂ two")
            replay.wait_gone("Question ")
            replay.press("a")
            replay.wait_for("┏ Question ")
            replay.press("Tab", "Tab")
            replay.wait_for("┏ Messages")
            replay.press("Esc")
            replay.wait_for("┏ Question ")
            replay.press("Esc")
            replay.wait_gone("Question ")
            replay.command("questions off")
            replay.press("0", "]")
            replay.wait_for("◆ question")
            replay.press(".")
            replay.wait_for("▸ two")


@needs("wireside")
def test_questions_are_switched_off_in_the_configuration():
    home = tempfile.mkdtemp(prefix="wireside-test-")
    path = os.path.join(home, "asks.session")
    lines = ({"format": "wireside-session", "version": 1}, {"k": "open", "server": "127.0.0.1:7"},
             {"t": 0.1, "k": "mark", "text": "here", "question": "what next?"},
             {"t": 0.2, "k": "data", "d": "s>c", "s": "this\r\n"})
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(json.dumps(line) + "\n" for line in lines))
    with Workbench("replay", path, home=home, configuration="questions = false\n") as replay:
        replay.wait_for("◂ this")


@needs("wireside")
def test_replay_as_text_and_json():
    with Made() as made:
        path = os.path.join(made.home, "made.session")
        run = Run("replay", path, "--text")
        assert run.status == 0 and run.err == "", run
        lines = run.out.decode().splitlines()
        assert lines[0] == "# made by hand", lines
        assert "   0.500 > question 1" in lines and "   1.000 < answer 1" in lines, lines
        assert "   3.750 + turn 4" in lines, lines
        assert [m["summary"] for m in decoded(path)][:3] == ["question 1", "answer 1", "question 2"]
        assert decoded(path)[0]["time"] == "1767323045.500000000", decoded(path)[0]
        assert Run("replay", path, "--json").out == Run("decode", path, "--json").out


@needs("wireside")
def test_replay_of_a_broken_recording_says_so():
    with Made() as made:
        path = os.path.join(made.home, "cut.session")
        with open(os.path.join(made.home, "made.session"), "rb") as file:
            data = file.read()
        with open(path, "wb") as file:
            file.write(data[:-30])
        with Workbench("replay", path, columns=120) as replay:
            replay.wait_for(re.compile("event \\d+ of 23"))
            replay.wait_for("cut short")
    with Workbench("replay", "/nothing/here.session", columns=120) as replay:
        replay.wait_for("/nothing/here.session")
        replay.wait_for("no such file or directory")


if __name__ == "__main__":
    cases.main()
