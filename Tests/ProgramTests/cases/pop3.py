"""Mailboxes: the lecture's dialogue typed by hand, against the lab and against dovecot, and programs of others."""
import base64
import contextlib
import os
import poplib
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import binary, needs
from servers import Dovecot, Lab, find
from terminal import WAIT_LIMIT
from workbench import Run, Workbench, decoded, read_text

WIDE = {"columns": 140, "rows": 100}


def responses(messages):
    return [message for message in messages if message["kind"] == "response"]


@needs("wireside")
def test_the_lectures_mailbox():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://pop3")
        bench.wait_for("◂ +OK POP3 server ready")
        bench.wait_for("USER and a name: bob")
        bench.ask("user bob", r"◂ \+OK")
        bench.wait_for("in the lab it is hungry")
        bench.ask("pass hungry", r"◂ \+OK user successfully logged on")
        bench.wait_message(4, "pop3 pass ******")
        bench.enter("list")
        bench.wait_for(re.compile(r"◂ \+OK.*◂ 1 498.*◂ 2 912.*◂ \.", re.DOTALL))
        bench.ask("retr 1", r"◂ \+OK 498 octets")
        bench.wait_message(9, "pop3 +OK 498 octets (letter, 498 B)")
        look_into_the_letter(bench)
        bench.ask("dele 1", r"◂ \+OK letter 1 is marked")
        bench.wait_for("1 letter is marked")
        bench.ask("retr 2", r"◂ \+OK 912 octets")
        bench.wait_message(13, "pop3 +OK 912 octets (letter, 912 B)")
        bench.ask("dele 2", r"◂ \+OK letter 2 is marked")
        bench.ask("quit", r"◂ \+OK POP3 server signing off")
        bench.wait_for("closed; Enter connects again")
        bench.leave()
        messages = decoded(bench.recording())
        assert [message["fields"]["argument"] for message in messages if message["kind"] == "command"] == [
            "bob", "******", "", "1", "1", "2", "2", ""], messages
        bodies = [(m["fields"]["lineCount"], m["fields"]["bodyLength"]) for m in responses(messages)
                  if "bodyLength" in m["fields"]]
        assert [length for _, length in bodies] == [len("1 498\r\n2 912\r\n"), 498, 912] and bodies[0][0] == 2, bodies
        assert all(message["fields"]["indicator"] == "+OK" for message in responses(messages)), messages
        assert "hungry" not in read_text(bench.recording())


def look_into_the_letter(bench):
    """The inspector has the letter as SMTP's: header lines, body, and what each means."""
    bench.wait_for("Inspector ─ 9 pop3 response")
    bench.wait_for(re.compile(r"▸ letter +498 B"))
    bench.read()
    bench.press("Tab", "Tab")
    bench.type("/subject")
    bench.press("Enter")
    bench.wait_for("What it is about, in the writer's words")
    for part in (r"Subject +your kitchen", r"empty line", r"body +Hello Bob"):
        bench.wait_for(re.compile(part))
    bench.type("i")
    bench.wait_for("typing")


@needs("wireside")
def test_what_is_marked_stays_without_quit():
    with Workbench(**WIDE) as bench:
        log_in(bench)
        bench.ask("DELE 1", r"◂ \+OK letter 1 is marked")
        bench.ask("RETR 1", r"◂ -ERR letter 1 is marked")
        bench.command("close")
        bench.wait_for("closed; Enter connects again")
        bench.ask("USER bob", r"◂ \+OK now")
        bench.ask("PASS hungry", r"◂ \+OK user successfully logged on, 2 letters")
        bench.ask("RETR 3", r"◂ -ERR there is no letter 3")


def log_in(bench, user="bob"):
    bench.choose("lab://pop3")
    bench.ask(f"USER {user}", r"◂ \+OK now")
    bench.ask("PASS hungry", r"◂ \+OK user successfully logged on")


@needs("wireside")
def test_a_mailbox_is_open_in_one_tab_at_a_time():
    with Workbench(**WIDE) as bench:
        log_in(bench)
        bench.command("open lab://pop3")
        bench.wait_for("[2 hamburger.edu]")
        bench.wait_open()
        bench.ask("USER bob", r"◂ \+OK now")
        bench.ask("PASS hungry", r"◂ -ERR \[IN-USE\]")
        bench.wait_for("another session has the mailbox open")


@needs("wireside")
def test_a_letter_sent_by_hand_is_read_back():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://smtp")
        bench.wait_for("◂ 220 hamburger.edu")
        bench.ask("HELO crepes.fr", "◂ 250 Hello")
        bench.ask("MAIL FROM: <alice@crepes.fr>", "◂ 250 alice")
        bench.ask("RCPT TO: <carol@hamburger.edu>", "◂ 250 carol")
        bench.ask("DATA", "◂ 354 ")
        bench.enter("Subject: lunch", "", "PASS the ketchup", "..", "..dots")
        bench.ask(".", "◂ 250 Message accepted")
        bench.command("open lab://pop3")
        bench.wait_for("[2 hamburger.edu]")
        bench.wait_for("◂ +OK POP3 server ready")
        bench.ask("user carol", r"◂ \+OK now")
        bench.ask("pass hungry", r"◂ \+OK user successfully logged on, 1 letter")
        bench.enter("retr 1")
        bench.wait_for(re.compile(
            r"◂ Return-Path: <alice@crepes\.fr>.*◂ Subject: lunch.*◂ PASS the ketchup.*◂ \.\. .*◂ \.\.dots",
            re.DOTALL))
        bench.wait_message(7, "pop3 +OK ")
        bench.command("open lab://pop3")
        bench.wait_for("[3 hamburger.edu]")
        bench.wait_open()
        bench.ask("USER nobody", r"◂ \+OK now")
        bench.ask("PASS hungry", "◂ -ERR the name or the password is wrong")
        # What a letter says is no secret of ours: it is recorded as it came.
        bench.wait_for(lambda bench: any("PASS the ketchup" in read_text(path) for path in bench.recordings()[1:]),
                       description="the letter in the second tab's recording")


@needs("wireside", "dovecot")
def test_dovecot_by_hand():
    with Dovecot() as server:
        server.put("From: alice@crepes.fr\nSubject: one\n\nCookie: jar\n.\n")
        server.put("Subject: two\n\nbye\n")
        with Workbench("open", f"pop3://127.0.0.1:{server.port}", **WIDE) as bench:
            bench.wait_open()
            bench.wait_for("say who you are: USER and a name")
            bench.ask("CAPA", r"◂ \+OK")
            bench.wait_for("◂ UIDL")
            bench.ask("USER bob", r"◂ \+OK")
            bench.wait_for("PASS gives the password of bob")
            bench.ask("PASS wrong", r"◂ -ERR \[AUTH\]")
            bench.wait_for("say who you are")
            bench.ask("USER bob", r"◂ \+OK")
            bench.ask("PASS hungry", r"◂ \+OK Logged in")
            bench.ask("STAT", r"◂ \+OK 2 ")
            bench.ask("LIST", r"◂ 2 ")
            bench.ask("TOP 1 0", "◂ Subject: one")
            bench.ask("RETR 1", "◂ Cookie: jar")
            bench.wait_message(19, "pop3 +OK 55 octets (letter, 55 B)")
            bench.ask("DELE 1", r"◂ \+OK Marked")
            bench.ask("QUIT", r"◂ \+OK Logging out, messages deleted")
            bench.wait_for("closed; Enter connects again")
            bench.leave()
            messages, text = decoded(bench.recording()), read_text(bench.recording())
        assert server.letters() == 1
        assert not any(message["kind"] == "unparsed" for message in messages), messages
        assert "hungry" not in text and "PASS wrong" not in text and "Cookie: jar" in text


@needs("wireside", "dovecot")
def test_dovecot_takes_plain_credentials():
    secret = base64.b64encode(b"\0bob\0hungry").decode()
    with Dovecot() as server, Workbench("open", f"pop3://127.0.0.1:{server.port}", **WIDE) as bench:
        bench.wait_open()
        bench.ask("AUTH PLAIN", r"◂ \+ ")
        bench.wait_for("the answer to the challenge, in base64")
        bench.ask(secret, r"◂ \+OK Logged in")
        bench.wait_message(4, "pop3 credentials, masked")
        bench.ask("STAT", r"◂ \+OK 0 0")
        bench.leave()
        assert secret not in read_text(bench.recording())
        kinds = [message["kind"] for message in decoded(bench.recording())]
        assert kinds == ["response", "command", "response", "line", "response", "command", "response"], kinds


@needs("wireside", "curl")
def test_programs_of_others_read_the_lab():
    with Lab(binary()) as lab:
        host, port = address(lab)
        with contextlib.closing(poplib.POP3(host, port, timeout=WAIT_LIMIT)) as client:
            assert {"USER", "TOP", "UIDL", "PIPELINING"} <= set(client.capa()), client.capa()
            client.user("bob")
            client.pass_("hungry")
            assert client.stat() == (2, 1410)
            assert client.list()[1] == [b"1 498", b"2 912"]
            _, lines, octets = client.retr(2)
            assert octets == 912 and b"." in lines, lines
            assert client.top(2, 1)[1][-2:] == [b"", b"Bob,"], client.top(2, 1)
            identifiers = client.uidl()[1]
            client.dele(1)
            client.rset()
            client.noop()
            client.dele(2)
            second = poplib.POP3(host, port, timeout=WAIT_LIMIT)
            second.user("bob")
            refused = fails(lambda: second.pass_("hungry"))
            assert "[IN-USE]" in refused, refused
            second.close()
            client.quit()
        with contextlib.closing(poplib.POP3(host, port, timeout=WAIT_LIMIT)) as client:
            client.user("bob")
            client.pass_("hungry")
            assert client.uidl()[1] == identifiers[:1], (client.uidl(), identifiers)
            client.quit()
        done = subprocess.run([find("curl"), "-sS", "--noproxy", "*", f"pop3://bob:hungry@{host}:{port}/1"],
                              capture_output=True, timeout=WAIT_LIMIT, check=True)
        assert len(done.stdout) == 498, done


def fails(action):
    try:
        action()
    except poplib.error_proto as error:
        return str(error)
    raise AssertionError("that should have been refused")


def address(lab):
    match = lab.wait_for(r"^lab://pop3 +tcp://([0-9.]+):(\d+)")
    lab.wait_for("Ctrl-C ends it")
    return match[1], int(match[2])


@needs("wireside")
def test_without_a_screen():
    said = b"user bob\r\npass hungry\r\nlist\r\nretr 2\r\nlist 1\r\nquit\r\n"
    with Lab(binary()) as lab:
        host, port = address(lab)
        messages = Run("open", f"pop3://{host}:{port}", "--json", input=said).lines()
    commands = [message["fields"] for message in messages if message["kind"] == "command"]
    assert [command["verb"] for command in commands] == ["user", "pass", "list", "retr", "list", "quit"], messages
    fields = [message["fields"] for message in responses(messages)]
    assert len(fields) == 7 and all(field["indicator"] == "+OK" for field in fields), fields
    assert fields[3] == {"indicator": "+OK", "text": "2 letters", "lineCount": 2, "bodyLength": 14}, fields
    assert fields[4]["bodyLength"] == 912 and fields[5] == {"indicator": "+OK", "text": "1 498"}, fields


if __name__ == "__main__":
    cases.main()
