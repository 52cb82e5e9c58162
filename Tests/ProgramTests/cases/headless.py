"""The program without a screen: bytes in, bytes out, statuses that scripts can rely on."""
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import binary, needs
from servers import Lab, Nginx, held_port
from terminal import WAIT_LIMIT, Failure, environment
from workbench import Run, Scripted, Workbench, decoded, echo, says

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Folder:
    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="wireside-test-")
        return self._folder.name

    def __exit__(self, *_):
        self._folder.cleanup()


@needs("wireside")
def test_open_prints_what_comes_and_records():
    with Lab(binary()) as lab, Folder() as home:
        host, port = web(lab)
        run = Run("open", f"tcp://{host}:{port}", "--record", "a.session", "--idle", "1", input=GET, home=home)
        assert run.status == 0 and run.err == "", run
        head, body = run.out.split(b"\r\n\r\n", 1)
        assert head.startswith(b"HTTP/1.1 200 OK\r\n"), head
        assert f"Content-Length: {len(body)}".encode() in head, run.out
        path = os.path.join(home, "a.session")
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        request, response = decoded(path)
        assert request["fields"]["method"] == "GET" and request["direction"] == "c>s", request
        assert response["fields"]["status"] == 200 and response["fields"]["bodyLength"] == len(body), response


def web(lab):
    match = lab.wait_for(r"^lab://web +tcp://([0-9.]+):(\d+)")
    lab.wait_for("Ctrl-C ends it")
    return match[1], int(match[2])


@needs("wireside", "nginx")
def test_open_ends_when_the_server_closes():
    with Nginx() as server:
        request = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        run = Run("open", f"http://127.0.0.1:{server.port}", "--idle", "600", input=request)
        assert run.status == 0 and run.out.endswith(Nginx.PAGE.encode()), run


@needs("wireside")
def test_large_answers_and_inputs_pass_whole():
    data = os.urandom(3 << 20)
    with Scripted(echo) as server:
        run = Run("open", server.url, "--idle", "2", input=data)
        assert run.status == 0, run.err
        assert bytes(server.received) == data
        assert run.out[:len(data)] == data


@needs("wireside")
def test_record_never_overwrites():
    with Scripted(says(b"hello\r\n", stays=False)) as server, Folder() as home:
        for name in ("a.session", "a-2.session"):
            run = Run("open", server.url, "--record", "a.session", home=home)
            assert run.status == 0, run
            assert os.path.exists(os.path.join(home, name)), os.listdir(home)
        assert "a-2.session" in run.err, run


@needs("wireside")
def test_json_is_one_object_a_line():
    with Lab(binary()) as lab:
        host, port = web(lab)
        request, response = Run("open", f"http://{host}:{port}", "--json", "--idle", "1", input=GET).lines()
    for message in (request, response):
        assert set(message) == {"protocol", "kind", "connection", "direction", "src", "dst", "time", "frame", "length",
                                "summary", "fields"}, message
        assert message["protocol"] == "http" and message["connection"] == 0
        assert re.fullmatch(r"\d+\.\d{9}", message["time"]), message
    assert (request["kind"], request["direction"], request["dst"]) == ("request", "c>s", f"{host}:{port}"), request
    assert request["fields"] == {"method": "GET", "target": "/", "version": "HTTP/1.1", "headers": [["Host", "x"]],
                                 "bodyLength": 0}, request
    assert (response["kind"], response["src"]) == ("response", f"{host}:{port}"), response
    assert set(response["fields"]) == {"version", "status", "reason", "headers", "bodyLength"}, response
    assert float(request["time"]) <= float(response["time"])


@needs("wireside")
def test_text_is_one_line_a_message():
    with Lab(binary()) as lab:
        host, port = web(lab)
        run = Run("open", f"http://{host}:{port}", "--text", "--idle", "1", input=GET)
        assert [line.split(None, 2)[1] for line in run.out.decode().splitlines()] == ["c>s", "s>c"], run


@needs("wireside")
def test_failures_have_their_status_and_one_sentence():
    with Scripted(echo) as server:
        refused = f"tcp://127.0.0.1:{server.port}"
    with Folder() as home:
        broken = os.path.join(home, "broken.session")
        with open(broken, "w", encoding="utf-8") as file:
            file.write("this is no session\n")
        for status, arguments, said in (
                (64, ["open", "https://localhost"], "https:// needs TLS"),
                (64, ["open", "tls://localhost:443"], "tls:// needs TLS"),
                (64, ["open", "smtps://localhost"], "smtps:// needs TLS"),
                (64, ["open", "gopher://localhost"], "gopher:// is not known"),
                (64, ["open", "localhost"], "localhost is no URL"),
                (64, ["open", "tcp://localhost"], "names no port"),
                (64, ["open", "lab://web"], "wireside lab"),
                (64, ["open"], "url"),
                (64, ["open", "tcp://localhost:1", "--idle", "soon"], "idle"),
                (64, ["open", "tcp://localhost:1", "--idle", "0"], "--idle wants seconds"),
                (64, ["frobnicate"], "frobnicate"),
                (64, ["decode"], "file"),
                (64, [], "needs a terminal"),
                (65, ["decode", broken, "--json"], "broken.session"),
                (65, ["replay", broken, "--text"], "broken.session"),
                (66, ["decode", os.path.join(home, "nothing.session")], "nothing.session"),
                (66, ["replay", os.path.join(home, "nothing.session"), "--text"], "nothing.session"),
                (69, ["open", refused], "refused"),
                (69, ["open", "tcp://nowhere.invalid:80"], "nowhere.invalid")):
            run = Run(*arguments, home=home)
            assert run.status == status, (arguments, run)
            assert said.lower() in run.err.lower(), (arguments, run)
            assert run.out == b"", (arguments, run)
            sentences = [line for line in run.err.splitlines() if "wireside: " in line]
            assert status == 64 or len(run.err.splitlines()) == 1 == len(sentences), (arguments, run)


@needs("wireside")
def test_a_recording_cut_short_is_decoded_as_far_as_it_goes():
    with Scripted(says(b"one\r\ntwo\r\n", stays=False)) as server, Folder() as home:
        Run("open", server.url, "--record", "a.session", home=home)
        with open(os.path.join(home, "a.session"), "rb") as file:
            data = file.read()
        cut = os.path.join(home, "cut.session")
        with open(cut, "wb") as file:
            file.write(data + b'{"t":9.0,"c":0,"k":"data","d":"s>c","s":"thr')
        run = Run("decode", cut, "--json")
        assert [m["summary"] for m in run.lines()] == ["one", "two"], run
        assert run.status in (0, 65) and (run.status == 0) == (run.err == ""), run


@needs("wireside")
def test_closed_output_ends_it_quietly():
    flood = says(b"a line that nobody reads\r\n" * 400_000)
    with Scripted(flood) as server, Folder() as home:
        for more in ([], ["--json"], ["--text"]):
            process = subprocess.Popen([binary(), "open", server.url, *more], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(home))
            process.stdout.read(10)
            process.stdout.close()
            status = process.wait(WAIT_LIMIT)
            err = process.stderr.read()
            process.stdin.close()
            process.stderr.close()
            assert err == b"" and status in (0, -signal.SIGPIPE, 141), (more, status, err)


@needs("wireside")
def test_idle_ends_a_silent_session():
    with Scripted(says(b"hello\r\n")) as server:
        run = Run("open", server.url, "--idle", "0.2")
        assert run.status == 0 and run.out == b"hello\r\n", run


@needs("wireside")
def test_an_open_input_keeps_the_session_open():
    """Nothing comes for longer than --idle says, but the input has not ended: a person may still type."""
    with Scripted(echo) as server, Folder() as home:
        process = subprocess.Popen([binary(), "open", server.url, "--idle", "0.1"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(home))
        for word in (b"one\n", b"two\n"):
            process.stdin.write(word)
            process.stdin.flush()
            assert process.stdout.readline() == word
        try:
            process.wait(0.5)
            raise Failure("it ended while its input was open")
        except subprocess.TimeoutExpired:
            pass
        out, err = process.communicate(timeout=WAIT_LIMIT)
        assert process.returncode == 0 and err == b"", (process.returncode, out, err)


@needs("wireside")
def test_udp():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def answer():
        data, sender = server.recvfrom(65536)
        server.sendto(data.upper(), sender)

    threading.Thread(target=answer, daemon=True).start()
    run = Run("open", f"udp://127.0.0.1:{server.getsockname()[1]}", "--idle", "0.5", input=b"hello")
    server.close()
    assert run.status == 0 and run.out == b"HELLO", run


@needs("wireside")
def test_unix_socket():
    with Folder() as home:
        path = os.path.join(home, "socket")
        server = socket.socket(socket.AF_UNIX)
        server.bind(path)
        server.listen()

        def answer():
            connection, _ = server.accept()
            connection.sendall(connection.recv(100).upper())
            connection.close()

        threading.Thread(target=answer, daemon=True).start()
        run = Run("open", f"unix://{path}", input=b"hello\r\n")
        server.close()
        assert run.status == 0 and run.out == b"HELLO\r\n", run


@needs("wireside")
def test_lab_prints_its_addresses_and_names_taken_ports():
    # Labs of other cases come and go, so only a port that is held here is sure to be taken.
    with held_port(8080), Lab(binary()) as first, Lab(binary()) as second:
        for lab in (first, second):
            web(lab)
            lines = lab.output.splitlines()
            for number, (alias, transport, host) in enumerate((
                    ("lab://web", "tcp", "gaia.cs.umass.edu"), ("lab://smtp", "tcp", "hamburger.edu"),
                    ("lab://pop3", "tcp", "hamburger.edu"),
                    ("lab://upper", "tcp", "hostname"), ("lab://upper-udp", "udp", "hostname"))):
                assert re.match(rf"{alias} +{transport}://127\.0\.0\.1:\d+ +as {host}", lines[number]), lines
        assert web(first) != web(second)
        for lab in (first, second):
            lab.wait_for(rf"\(port 8080 is taken; {web(lab)[1]} is used instead\)$")


@needs("wireside")
def test_lab_in_json_and_its_end():
    with Folder() as home:
        process = subprocess.Popen([binary(), "lab", "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   env=environment(home))
        services = [json.loads(process.stdout.readline()) for _ in range(7 + 13)]
        names = ["web", "smtp", "pop3", "upper", "upper", "dns", "dns"] + 13 * ["name server"]
        assert [service["name"] for service in services] == names, services
        assert services[7]["host"] == "a.root-servers.net" and services[7]["zones"] == ["."], services
        host, port = services[0]["address"].split(":")
        socket.create_connection((host, int(port)), 5).close()
        process.terminate()
        status = process.wait(WAIT_LIMIT)
        assert status == 0, status
        rest = [json.loads(line) for line in process.stdout.read().splitlines()]
        assert [server["zones"] for server in rest if server["host"] == "dns.umass.edu"] == [
            ["umass.edu", "119.128.in-addr.arpa"]], rest
        process.stdout.close()


@needs("wireside")
def test_info():
    run = Run("info", NO_COLOR="1")
    assert run.status == 0 and run.err == "", run
    for words in ("version", "config/wireside/config.toml (not there; the defaults are in force)",
                  "state/wireside/sessions", "off, since NO_COLOR is set", "dark, light, high-contrast, sixteen"):
        assert words in run.out.decode(), (words, run)
    told = json.loads(Run("info", "--json", "--theme", "light").out)
    assert set(told) >= {"version", "configuration", "theme", "recordings", "wrap", "sources"}, told
    assert told["theme"] == "light" and told["sources"]["theme"].startswith("--theme"), told
    assert told["sources"]["wrap"] == "default", told
    with Folder() as home:
        path = os.path.join(home, "c.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("# mine\nwrap = false\n")
        rows = Run("info", "--config", path).out.decode().splitlines()
        assert any(re.fullmatch(rf"wrap +false +{re.escape(path)}:2", row) for row in rows), rows
    assert Run("info", "--keys", "--scopes").status == 64


@needs("wireside")
def test_info_scopes_is_a_theme():
    """What `info --scopes` prints can be put into a theme's file as it is."""
    scopes = Run("info", "--scopes", "--theme", "light").out.decode()
    assert scopes.startswith('name = "light"\n') and '"mark" = {' in scopes, scopes
    with Workbench(themes={"copy": scopes}, configuration='theme = "copy"\n') as bench:
        bench.wait_start()
        assert "!!" not in bench.text(), bench.picture()
        bench.settle()


@needs("wireside")
def test_info_keys_is_a_configuration():
    """What `info --keys` prints can be put into the configuration file as it is."""
    with Folder() as home:
        keys = Run("info", "--keys").out
        assert b"[keys.typing]" in keys and b'"Enter" = "line.send"' in keys, keys
        path = os.path.join(home, "keys.toml")
        with open(path, "wb") as file:
            file.write(keys)
        run = Run("info", "--config", path)
        assert f"{path} (read)" in run.out.decode(), run


@needs("wireside")
def test_help_and_version():
    version = Run("--version")
    assert version.status == 0 and re.fullmatch(rb"\d+\.\d+\.\d+\n", version.out), version
    run = Run("--help")
    assert run.status == 0
    for command in ("open", "decode", "replay", "lab", "info"):
        assert re.search(rf"^  {command} ", run.out.decode(), re.MULTILINE), run
        own = Run(command, "--help")
        assert own.status == 0 and b"USAGE: wireside " + command.encode() in own.out, own


@needs("wireside")
def test_decode_reads_standard_input():
    with Scripted(says(b"one\r\n", stays=False)) as server, Folder() as home:
        Run("open", server.url, "--record", "a.session", home=home)
        with open(os.path.join(home, "a.session"), "rb") as file:
            data = file.read()
        run = Run("decode", "-", "--json", input=data)
        assert run.status == 0 and [m["summary"] for m in run.lines()] == ["one"], run


@needs("wireside")
def test_secrets_given_on_standard_input_are_not_recorded():
    secret = b"c2VjcmV0LXBhc3N3b3Jk"
    dialogue = b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + secret + b"\r\nCookie: id=" + secret + b"\r\n\r\n"
    with Scripted(says(b"HTTP/1.1 204 No Content\r\nSet-Cookie: id=" + secret + b"\r\n\r\n")) as server:
        with Folder() as home:
            run = Run("open", server.url.replace("tcp", "http"), "--record", "a.session", "--idle", "0.5",
                      input=dialogue, home=home)
            assert run.status == 0 and secret in bytes(server.received), run
            with open(os.path.join(home, "a.session"), "rb") as file:
                data = file.read()
            assert b"Authorization" in data and secret not in data, data


if __name__ == "__main__":
    cases.main()
