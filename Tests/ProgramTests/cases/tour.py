"""The tour of README.md, followed word by word at 100×30: what is typed here stands there, and what it says is seen."""
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from terminal import Terminal, environment

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))
with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
    TOUR = " ".join(file.read().split("## A tour")[1].split("## Keys")[0].split())


class Student:
    """Types only what the tour says."""

    def __init__(self, terminal):
        self.terminal = terminal

    def type(self, text, enter=True):
        assert text in TOUR, f"the tour does not say {text!r}"
        self.terminal.type(text)
        if enter:
            self.terminal.press("Enter")

    def press(self, *names):
        for name in names:
            assert f"**{name}**" in TOUR or f"`{name}`" in TOUR, f"the tour does not say {name}"
            self.terminal.press(name)

    def sees(self, *texts):
        for text in texts:
            self.terminal.wait_for(text)

    def events(self):
        found = re.search(r"rec (\d+) event", self.terminal.rows()[0])
        return int(found[1]) if found else 0


@needs("wireside")
def test_the_tour_shows_what_it_says():
    with Terminal([cases.binary()], columns=100, rows=30, directory=ROOT) as terminal:
        student = Student(terminal)
        start(student)
        ask_for_a_page(student)
        take_the_answer_apart(student)
        ask_with_a_condition(student)
        note_and_mark(student)
        send_a_letter(student)
        read_as_bob(student)
        resolve(student)
        replay(student)
        find_own_recordings(student)
        assert terminal.wait_end() == 0


def start(student):
    student.sees("lab://smtp", "conditional-get", "▌ lab://web")
    student.press("Enter")
    student.sees("connected to gaia.cs.umass.edu", "● rec 1 event")


def ask_for_a_page(student):
    student.sees("a request line")
    student.type("GET /kurose_ross/interactive/index.php HTTP/1.1")
    student.sees("▸ GET /kurose_ross", "an empty line sends it")
    student.type("Host: gaia.cs.umass.edu")
    student.sees("▸ Host: gaia.cs.umass.edu", "Messages ─ 0")
    student.press("Enter")
    student.sees("◂ HTTP/1.1 200 OK", "◂ </html>", "Messages ─ 2")


def take_the_answer_apart(student):
    student.press("Esc")
    student.sees("types a line")
    student.press("Tab", "Tab", "j", "j", "j")
    student.sees("▌      status", "[32 30 30]", "as three digits of", "RFC 9110")
    student.press("/")
    student.sees("/")
    student.type("etag")
    student.terminal.wait_for(re.compile(r'▌ +. ETag +"'))


def ask_with_a_condition(student):
    student.press("i")
    student.sees("Enter send")
    student.press("Up", "Up")
    student.sees("▸ GET /kurose_ross/interactive/index.php HTTP/1.1 ")
    student.press("Enter")
    student.sees("an empty line sends it")
    student.press("Up", "Up")
    student.sees("▸ Host: gaia.cs.umass.edu ")
    student.press("Enter")
    student.sees("an empty line sends the request")
    student.type('If-None-Match: "3523a385780a142c-102"')
    student.sees('▸ If-None-Match: "3523')
    student.press("Enter")
    student.sees("◂ HTTP/1.1 304 Not Modified", "◂ http 304 Not Modified")


def note_and_mark(student):
    before = student.events()
    student.press("F5")
    student.sees("note:")
    student.type("same tag, so no page")
    student.sees('" same tag, so no page')
    student.press("F6")
    student.sees("mark:")
    student.type("the 304")
    student.sees("◆ the 304")
    student.terminal.wait_for(lambda _: student.events() == before + 2, description="two events more")


def send_a_letter(student):
    student.press("Ctrl-P")
    student.sees(":")
    student.type("open lab://smtp")
    student.sees("[2 hamburger.edu]", "◂ 220 hamburger.edu")
    replies = {
        "HELO crepes.fr": "◂ 250 Hello crepes.fr, pleased to meet you",
        "MAIL FROM: <alice@crepes.fr>": "◂ 250 alice@crepes.fr... Sender ok",
        "RCPT TO: <bob@hamburger.edu>": "◂ 250 bob@hamburger.edu ... Recipient ok",
        "DATA": "◂ 354 Enter mail",
        "Do you like ketchup?": "▸ Do you like ketchup?",
        "How about pickles?": "▸ How about pickles?",
        ".": "◂ 250 Message accepted for delivery",
        "QUIT": "─ closed by the server",
    }
    for line, reply in replies.items():
        student.type(line)
        student.sees(reply)
    student.sees("smtp letter, 42 B")


def read_as_bob(student):
    student.press("Ctrl-P")
    student.sees(":")
    student.type("open lab://pop3")
    student.sees("[3 hamburger.edu]", "◂ +OK POP3 server ready")
    student.type("USER bob")
    student.sees("pop3 USER bob")
    student.type("PASS hungry")
    student.sees("pop3 PASS ******", "◂ +OK user successfully logged on, 3 letters")
    student.type("LIST")
    student.sees("◂ 1 498", "◂ 2 912", "◂ 3 ")
    student.type("RETR 3")
    student.sees("◂ Received: from crepes.fr", "◂ How about pickles?")
    student.type("DELE 1")
    student.sees("◂ +OK letter 1 is marked")
    student.type("QUIT")
    student.sees("◂ +OK POP3 server signing off, 2 letters left", "─ closed by the server")


def resolve(student):
    student.press("Ctrl-P")
    student.sees(":")
    student.type("trace gaia.cs.umass.edu")
    student.sees("[4 trace gaia.cs.umass.edu A]", "message 0 of 8", "iterated", "recursive")
    student.press(".")
    student.sees("message 1 of 8", "host ▸ local")
    student.press(".")
    student.sees("message 2 of 8", "local ▸ a.root-servers.net", "it begins at the root")
    student.press(".")
    student.sees("message 3 of 8", "local ◂ a.root-servers.net: referral", "a.root-servers.net ▸ a.edu-servers.net")
    for count in range(4, 9):
        student.press(".")
        student.sees(f"message {count} of 8")
    student.sees("gaia.cs.umass.edu A 128.119.245.12", "cache of the local server", "load")
    student.terminal.wait_for(re.compile(r"86 3\d\d s  step 4"))
    student.press(",")
    student.sees("message 7 of 8")
    student.press("Enter")
    student.sees("Messages ─ 16", "Inspector ─ 7 dns message")
    student.press("Backspace")
    student.sees("message 7 of 8")
    student.press("r")
    student.sees("message 7 of 10")
    student.press("G")
    student.sees("host ◂ local: cached")


def replay(student):
    student.press("Ctrl-P")
    student.sees(":")
    student.type("replay sessions/letter.session")
    student.sees("[5 A letter by SMTP")
    event = re.compile(r"event (\d+) of")
    student.press("Space")
    student.sees("‖")
    for key, change in ((".", 1), (",", -1)):
        before = int(student.terminal.wait_for(event)[1])
        student.press(key)
        student.sees(f"event {before + change} of")
    student.press("]")
    student.sees("Who speaks next?", "2 the client, with its name")
    student.press("2", "Enter")
    student.sees("─ right, as you said", "The client says who it is.")
    assert "▸ HELO" not in student.terminal.text(), student.terminal.picture()
    student.press("Enter")
    student.terminal.wait_gone("┏ Answer")
    student.press(">")
    student.sees("▸ HELO crepes.fr", "smtp HELO crepes.fr")
    student.press("<")
    student.terminal.wait_gone("HELO crepes.fr")
    student.press("/")
    student.type("ketchup")
    student.sees("the replay went on to", "Do you like ketchup?")
    student.press("~")
    student.sees("2 s")


def find_own_recordings(student):
    student.press("Ctrl-N")
    student.sees("[6 start]", "your recordings")
    student.terminal.wait_for(re.compile(r"hamburger.edu +\d{4}-\d\d-\d\d \d\d:\d\d  smtp, \d+ events"))
    student.press("/")
    student.type("gaia http", enter=False)
    student.sees('with "gaia http"')
    student.press("Enter")
    student.terminal.wait_for(re.compile(r"▌ gaia.cs.umass.edu +\d{4}-"))
    student.press("Enter")
    student.sees("6 gaia.cs.umass.edu]", "connected to gaia.cs.umass.edu", "replay")
    student.press("Alt-2")
    student.sees("[2 hamburger.edu]", "closed by the server")
    student.press("Alt-6")
    student.sees("[6 gaia.cs.umass.edu]")
    student.press("q", "q")


@needs("wireside")
def test_the_command_without_a_screen_prints_what_the_tour_says():
    command = ".build/release/wireside decode sessions/letter.session --json | head -n 3"
    assert command in TOUR
    with Terminal(["true"]) as terminal:
        output = subprocess.run(
            ["sh", "-c", command.replace(".build/release/wireside", cases.binary())], cwd=ROOT, check=True,
            env=environment(terminal.home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    messages = [json.loads(line) for line in output.splitlines()]
    assert [message["summary"].split()[0] for message in messages] == ["220", "HELO", "250"], messages
    for message in messages:
        assert {"time", "direction", "src", "dst", "fields"} <= message.keys(), message


@needs("wireside")
def test_the_capture_shows_what_the_tour_says():
    command = ".build/release/wireside decode sessions/lab.pcap"
    assert command in TOUR
    with Terminal([cases.binary(), *command.split()[1:]], columns=100, rows=30, directory=ROOT) as terminal:
        student = Student(terminal)
        student.sees("Conversations ─ 5")
        student.press("j", "j")
        terminal.wait_for(re.compile(r"▌127\S+ .* smtp"))
        student.press("Enter")
        student.sees("◂ 220 hamburger.edu", "Messages ─ 13", "─ packet ")
        student.press("Backspace")
        student.sees("Conversations ─ 5")
        student.press("s")
        student.sees("by client")
        student.press("q")
        assert terminal.wait_end() == 0


if __name__ == "__main__":
    cases.main()
