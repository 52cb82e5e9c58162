"""The real servers that the program is tested against, spoken to by plain sockets first."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs
from servers import Dovecot, Exim, Nginx


@needs("nginx")
def test_nginx_answers():
    with Nginx() as server, server.connect() as client:
        client.say("GET / HTTP/1.1", "Host: localhost", "Connection: close", "")
        answer = client.hear_all()
        assert answer.startswith(b"HTTP/1.1 200 OK\r\nServer: nginx/"), answer
        assert answer.endswith(Nginx.PAGE.encode()), answer


@needs("nginx")
def test_nginx_sends_chunks_and_moves():
    with Nginx() as server:
        with server.connect() as client:
            client.say("GET /chunked/index.html HTTP/1.1", "Host: localhost", "Connection: close", "")
            answer = client.hear_all()
            assert b"Transfer-Encoding: chunked" in answer and answer.endswith(b"\r\n0\r\n\r\n"), answer
        with server.connect() as client:
            client.say("GET /old HTTP/1.1", "Host: localhost", "Connection: close", "")
            assert client.hear_all().startswith(b"HTTP/1.1 301 ")
        with server.connect() as client:
            client.say("GET /large HTTP/1.0", "")
            assert len(client.hear_all()) > Nginx.LARGE


@needs("nginx")
def test_two_nginx_side_by_side():
    with Nginx() as first, Nginx() as second:
        assert first.port != second.port
        directory = first.directory
    assert not os.path.exists(directory)


@needs("exim")
def test_exim_takes_a_letter():
    with Exim() as server:
        with server.connect() as client:
            client.hear("220 hamburger.edu")
            client.hear("\r\n")
            client.say("HELO crepes.fr")
            client.hear("250 hamburger.edu Hello")
            client.hear("\r\n")
            client.say("MAIL FROM:<alice@crepes.fr>")
            client.hear("250 OK\r\n")
            client.say("RCPT TO:<stranger@hamburger.edu>")
            client.hear("550 ")
            client.hear("\r\n")
            client.say("RCPT TO:<bob@hamburger.edu>")
            client.hear("250 Accepted\r\n")
            client.say("DATA")
            client.hear("354 ")
            client.hear("\r\n")
            client.say("Subject: ketchup", "", "Do you like ketchup?", ".")
            client.hear("250 OK id=")
            client.say("QUIT")
            client.hear("221 hamburger.edu closing connection\r\n")
        assert "Do you like ketchup?" in server.wait_letter("bob")
        assert server.letters("alice") == []


@needs("dovecot")
def test_dovecot_hands_out_letters():
    with Dovecot() as server:
        server.put("Subject: one\n\nhello\n.\n")
        server.put("Subject: two\n\nbye\n")
        with server.connect() as client:
            client.hear("+OK")
            client.hear("\r\n")
            client.say("USER bob", "PASS wrong")
            client.hear("-ERR")
            client.hear("\r\n")
            client.say("USER bob", "PASS hungry")
            client.hear("+OK Logged in.\r\n")
            client.say("LIST")
            assert client.hear("\r\n.\r\n").endswith(b"\r\n1 26\r\n2 21\r\n.\r\n")
            client.say("RETR 1")
            assert b"\r\nhello\r\n..\r\n.\r\n" in client.hear("\r\n.\r\n")
            client.say("DELE 1", "QUIT")
            client.hear("+OK Logging out, messages deleted.\r\n")
        assert server.letters() == 1


if __name__ == "__main__":
    cases.main()
