"""Dialogues typed by hand, as a person types them, against the lab and against real servers."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from servers import Exim, Nginx
from workbench import Scripted, Workbench, decoded, echo

WIDE = {"columns": 140, "rows": 70}


def value(bench, name):
    """The value of a header field that stands in the session pane."""
    return re.search(rf"◂ {name}: (.*?) *[┃│]", bench.text())[1]


def wait_connections(bench, count):
    bench.wait_for(lambda bench: bench.text().count("─ connected to") == count, description=f"connection {count}")


@needs("wireside")
def test_get_from_the_lab():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://web")
        bench.enter("GET /kurose_ross/interactive/index.php HTTP/1.1", "Host: gaia.cs.umass.edu", "")
        bench.wait_for(re.compile(r"◂ HTTP/1\.1 200 OK"))
        bench.wait_message(1, "http GET /kurose_ross/interactive/index.php")
        bench.wait_message(2, "http 200 OK text/html")
        bench.wait_for("Inspector ─ 2 http response")
        for part in ("status line", "200", "RFC 9110 §15", "RFC 2616"):
            bench.wait_for(part)
        bench.wait_for(re.compile(r"0000  48 54 54 50 2f 31 2e 31"))
        bench.leave()


@needs("wireside")
def test_base_page_has_ten_pictures():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://web")
        bench.enter("GET / HTTP/1.1", "Host: gaia.cs.umass.edu", "")
        bench.wait_for("</html>")
        pictures = re.findall(r'src="(/[^"]+\.jpg)"', bench.text())
        assert len(set(pictures)) == 10, bench.picture()
        bench.enter(f"GET {pictures[0]} HTTP/1.1", "Host: gaia.cs.umass.edu", "")
        bench.wait_message(4, "http 200 OK image/jpeg")


@needs("wireside")
def test_conditional_get():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://web")
        bench.enter("GET / HTTP/1.1", "Host: gaia.cs.umass.edu", "")
        bench.wait_message(2, "http 200 OK")
        bench.wait_for("◂ Last-Modified: ")
        bench.wait_for("◂ ETag: ")
        modified, tag = value(bench, "Last-Modified"), value(bench, "ETag")
        for number, field in ((4, f"If-Modified-Since: {modified}"), (6, f"If-None-Match: {tag}")):
            bench.enter("GET / HTTP/1.1", "Host: gaia.cs.umass.edu", field, "")
            bench.wait_message(number, "http 304 Not Modified")
        bench.enter("GET / HTTP/1.1", "Host: gaia.cs.umass.edu", "If-Modified-Since: Tue, 01 Jan 1991 00:00:00 GMT", "")
        bench.wait_message(8, "http 200 OK")


@needs("wireside")
def test_cookie_on_two_visits():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://web")
        bench.enter("GET /cookie HTTP/1.1", "Host: gaia.cs.umass.edu", "Connection: close", "")
        bench.wait_for("◂ Set-Cookie: ")
        cookie = value(bench, "Set-Cookie").split(";")[0]
        bench.wait_for("closed; Enter connects again")
        bench.enter("GET /cookie HTTP/1.1")
        wait_connections(bench, 2)
        bench.enter("Host: gaia.cs.umass.edu", f"Cookie: {cookie}", "")
        bench.wait_for(re.compile(r"You are visitor \d+, and this is visit 2"))


@needs("wireside")
def test_errors_of_the_lab():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://web")
        bench.enter("GET /nothing HTTP/1.1", "Host: x", "")
        bench.wait_message(2, "http 404 Not Found")
        bench.enter("GET /old HTTP/1.1", "Host: x", "")
        bench.wait_message(4, "http 301 Moved Permanently")
        bench.enter("GET / HTTP/9.1", "Host: x", "")
        bench.wait_message(6, "http 505 ")
        bench.wait_for("closed; Enter connects again")
        bench.enter("GET / HTTP/1.1")
        wait_connections(bench, 2)
        bench.press("Enter")
        bench.wait_message(8, "http 400 ")


@needs("wireside")
def test_the_lectures_letter():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://smtp")
        bench.wait_for("◂ 220 hamburger.edu")
        dialogue = (
            ("HELO crepes.fr", "250 Hello crepes.fr, pleased to meet you"),
            ("MAIL FROM: <alice@crepes.fr>", "250 alice@crepes.fr... Sender ok"),
            ("RCPT TO: <bob@hamburger.edu>", "250 bob@hamburger.edu ... Recipient ok"),
            ("DATA", '354 Enter mail, end with "." on a line by itself'),
        )
        for line, answer in dialogue:
            bench.enter(line)
            bench.wait_for(f"◂ {answer}")
        bench.enter("Do you like ketchup?", "How about pickles?", ".")
        bench.wait_for("◂ 250 Message accepted for delivery")
        bench.enter("QUIT")
        bench.wait_for("◂ 221 hamburger.edu closing connection")
        bench.wait_for("closed; Enter connects again")
        bench.leave()
        kinds = [(m["kind"], m["direction"], m.get("fields", {}).get("verb")) for m in decoded(bench.recording())]
        assert [kind for kind, *_ in kinds] == ["reply"] + ["command", "reply"] * 4 + ["content", "reply"] + [
            "command", "reply"], kinds


@needs("wireside")
def test_upper_case_over_tcp():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://upper", 1)
        bench.enter("hello, network")
        bench.wait_for("◂ HELLO, NETWORK")
        bench.wait_for("closed; Enter connects again")
        bench.enter("again")
        bench.wait_for("◂ AGAIN")


@needs("wireside")
def test_upper_case_over_udp():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://upper", 2)
        bench.wait_for("udp")
        for word in ("one", "two", "three"):
            bench.enter(word)
            bench.wait_for(f"◂ {word.upper()}")


@needs("wireside", "nginx")
def test_nginx_by_hand():
    with Nginx() as server, Workbench(**WIDE) as bench:
        bench.wait_start()
        bench.type(":")
        bench.type(f"open http://127.0.0.1:{server.port}")
        bench.press("Enter")
        bench.wait_open()
        bench.enter("GET / HTTP/1.1", "Host: localhost", "")
        bench.wait_message(2, "http 200 OK text/html")
        bench.wait_for("hello from nginx")
        bench.enter("GET /chunked/ HTTP/1.1", "Host: localhost", "")
        bench.wait_message(4, "http 200 OK text/html")
        bench.enter("GET /old HTTP/1.1", "Host: localhost", "")
        bench.wait_message(6, "http 301 Moved Permanently")
        bench.enter("GET / HTTP/1.1", "Host: localhost", "Connection: close", "")
        bench.wait_message(8, "http 200 OK")
        bench.wait_for("closed; Enter connects again")
        bench.leave()
        messages = decoded(bench.recording())
        assert [m["fields"]["status"] for m in messages if m["kind"] == "response"] == [200, 200, 301, 200], messages
        assert messages[1]["fields"]["bodyLength"] == len(Nginx.PAGE) == messages[3]["fields"]["bodyLength"], messages


@needs("wireside", "exim")
def test_exim_by_hand():
    with Exim() as server, Workbench("open", f"smtp://127.0.0.1:{server.port}", **WIDE) as bench:
        bench.wait_open()
        bench.wait_for("◂ 220 hamburger.edu")
        bench.ask("HELO crepes.fr", "◂ 250 hamburger.edu Hello")
        bench.ask("MAIL FROM: <alice@crepes.fr>", "◂ 250 OK")
        bench.ask("RCPT TO: <bob@hamburger.edu>", "◂ 250 Accepted")
        bench.ask("DATA", "◂ 354 ")
        bench.enter("Subject: lunch", "", "Do you like ketchup?", "..", "How about pickles?")
        bench.ask(".", "◂ 250 OK id=")
        bench.ask("QUIT", "◂ 221 ")
        letter = server.wait_letter("bob")
        assert "Do you like ketchup?\n.\nHow about pickles?" in letter.replace("\r", ""), letter


@needs("wireside")
def test_typing_utf8_and_editing():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.enter("Grüße, 漢字 😀 é")
        bench.wait_for("◂ Grüße, 漢字 😀 é")
        assert bytes(server.received) == "Grüße, 漢字 😀 é\r\n".encode(), server.received
        bench.type("wrold")
        bench.press("Left", "Left", "Backspace")
        bench.type("o")
        bench.press("Left", "Left", "Delete")
        bench.wait_for("▸ wold")
        bench.press("Ctrl-U")
        bench.wait_gone("▸ wo")
        bench.type("漢字")
        bench.press("Left", "Backspace", "End")
        bench.enter("!")
        bench.wait_for("◂ 字old!")


@needs("wireside")
def test_history_search_and_undo():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        for line in ("first line", "second thing", "third line"):
            bench.ask(line, f"◂ {line}")
        bench.press("Up", "Up")
        bench.wait_line("second thing")
        bench.press("Down")
        bench.wait_line("third line")
        bench.press("Down", "Ctrl-R")
        bench.type("fir")
        bench.wait_for(re.compile("fir.*first line"))
        bench.press("Enter")
        bench.wait_line("first line")
        bench.press("Ctrl-W")
        bench.wait_line("first")
        bench.press("Alt-u")
        bench.wait_line("first line")
        bench.send(b"\x1f")  # Ctrl-_
        bench.press("Alt-r", "Ctrl-C")
        bench.wait_line("")
        assert bytes(server.received).count(b"\r\n") == 3, server.received


@needs("wireside")
def test_paste_of_several_lines():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.type("so: ")
        bench.paste("one\rtwo\r\nthree\nfour and")
        bench.wait_for("◂ three")
        bench.wait_line("four and")
        assert bytes(server.received) == b"so: one\r\ntwo\r\nthree\r\n", server.received
        bench.enter(" more")
        bench.wait_for("◂ four and more")
        bench.paste("q\x1b[200~:quit\x03")
        bench.wait_for(re.compile("▸ q.*:quit"))
        assert bench.state == "running"


@needs("wireside")
def test_a_large_paste_arrives_whole():
    lines = [f"line {number} of a long paste" for number in range(2000)]
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.paste("".join(line + "\n" for line in lines))
        bench.wait_for(f"◂ {lines[-1]}")
        assert bytes(server.received).decode().splitlines() == lines


@needs("wireside")
def test_commands_with_completion():
    with Scripted(echo) as server, Workbench() as bench:
        bench.wait_start()
        bench.type(":")
        bench.type("op")
        bench.press("Tab")
        bench.wait_for(":open")
        assert bench.cursor()[0] >= 6, bench.picture()
        bench.type(server.url)
        bench.press("Enter")
        bench.wait_open()
        bench.press("Ctrl-P")
        bench.type("re")
        bench.press("Tab")
        for name in ("replay", "record", "resume"):
            bench.wait_for(name)
        bench.press("Esc")
        bench.wait_gone("resume")
        bench.press("Ctrl-P")
        bench.enter("frobnicate")
        bench.wait_for("no command frobnicate")
        bench.command(r"send raw\x21\r\n")
        bench.wait_for("◂ raw!")
        bench.command("send bad\\q")
        bench.wait_for("nothing was sent")
        assert bytes(server.received) == b"raw!\r\n", server.received


@needs("wireside")
def test_completion_in_the_line():
    with Workbench(**WIDE) as bench:
        bench.choose("lab://web")
        bench.type("GE")
        bench.press("Tab")
        bench.wait_for("▸ GET / HTTP/1.1")


@needs("wireside")
def test_end_of_input_and_close():
    with Scripted(echo) as server, Workbench("open", server.url) as bench:
        bench.wait_open()
        bench.enter("last words")
        bench.wait_for("◂ last words")
        bench.press("Ctrl-D")
        bench.wait_for("◂ bye")
        bench.wait_for("closed; Enter connects again")
        bench.press("Enter")
        bench.wait_for(lambda bench: server.connections == 2 and "closed;" not in bench.text())
        bench.command("close")
        bench.wait_for("closed; Enter connects again")


@needs("wireside")
def test_nobody_listens():
    with Scripted(echo) as server:
        url = server.url
    with Workbench("open", url) as bench:
        bench.wait_for("refused")
        assert bench.recordings() == [], bench.recordings()
        bench.command("open tcp://nowhere.invalid:1")
        bench.wait_for("nowhere.invalid")
        bench.command("open https://localhost")
        bench.wait_for("https:// needs TLS")


if __name__ == "__main__":
    cases.main()
