"""Whatever ends or stops the program, the terminal is left as it was found and the recording is whole."""
import os
import select
import signal
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import binary, needs
from terminal import Failure
from tmux import Tmux
from workbench import Scripted, Workbench, decoded, echo


def begun(server, **more):
    """A workbench in the middle of a session, with two messages in its recording."""
    bench = Workbench("open", server.url, **more)
    try:
        bench.wait_open()
        assert bench.settings() != bench.settings_before
        assert bench.modes() >= {1000, 1002, 1006, 1049, 2004}, bench.modes()
        bench.enter("hello")
        bench.wait_for("◂ hello")
        bench.wait_recorded('"s>c"')
    except BaseException:
        bench.close()
        raise
    return bench


def assert_whole(path):
    """Decoding the recording finds no fault in it, and both messages."""
    messages = decoded(path)
    assert [m["summary"] for m in messages] == ["hello", "hello"], messages


def ended_by(number, allowed):
    with Scripted(echo) as server, begun(server) as bench:
        bench.signal(number)
        status = bench.wait_end()
        assert status in allowed, (status, bench.picture())
        bench.assert_left_as_found()
        assert_whole(bench.recording())


@needs("wireside")
def test_terminated():
    ended_by(signal.SIGTERM, (0, 143, -signal.SIGTERM))


@needs("wireside")
def test_hang_up_signal():
    ended_by(signal.SIGHUP, (0, 129, -signal.SIGHUP))


@needs("wireside")
def test_crash():
    for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGILL, signal.SIGFPE, signal.SIGBUS):
        ended_by(number, (-number,))


@needs("wireside")
def test_terminal_goes_away():
    with Scripted(echo) as server, begun(server) as bench:
        path = bench.recording()
        bench.hang_up()
        assert bench.wait_end() in (0, 129, -signal.SIGHUP), bench.status
        assert_whole(path)


@needs("wireside")
def test_interrupt_signal_asks_as_the_key_does():
    with Scripted(echo) as server, begun(server) as bench:
        bench.signal(signal.SIGINT)
        bench.wait_for("q quits")
        bench.press("Esc")
        bench.wait_gone("q quits")
        assert bench.state == "running"


@needs("wireside")
def test_interrupt_key_step_by_step():
    with Scripted(echo) as server, begun(server) as bench:
        bench.type("unfinished")
        bench.wait_line("unfinished")
        bench.press("Ctrl-C")
        bench.wait_line("")
        bench.press("Ctrl-C")
        bench.wait_for("is open; quit?")
        bench.press("Esc")
        bench.wait_gone("q quits")
        bench.press("F1")
        bench.wait_for("┏ Help")
        bench.press("Ctrl-C")
        bench.wait_gone("┏ Help")
        bench.press("Ctrl-C")
        bench.wait_for("q quits")
        bench.press("Ctrl-C")
        assert bench.wait_end() == 0
        bench.assert_left_as_found()
        assert_whole(bench.recording())
        assert b"unfinished" not in server.received


@needs("wireside")
def test_quit_asks_while_connected_and_not_otherwise():
    with Scripted(echo) as server, begun(server) as bench:
        bench.read()
        bench.press("q")
        bench.wait_for("is open; quit?")
        bench.press("x")
        bench.wait_gone("q quits")
        bench.command("close")
        bench.wait_for(lambda bench: "closed" in bench.text())
        bench.press("q")
        assert bench.wait_end() == 0
        bench.assert_left_as_found()


@needs("wireside")
def test_stop_key_and_bring_back():
    with Scripted(echo) as server, begun(server) as bench:
        bench.type("half a li")
        bench.wait_line("half a li")
        bench.press("Ctrl-Z")
        bench.wait_stopped()
        bench.assert_left_as_found()
        bench.bring_back()
        bench.wait_for(lambda bench: bench.modes() >= {1000, 1002, 1006, 1049, 2004}, description="the modes")
        bench.wait_line("half a li")
        assert bench.settings() != bench.settings_before
        bench.enter("ne")
        bench.wait_for("◂ half a line")
        bench.leave()


@needs("wireside")
def test_stop_signal_and_resize_meanwhile():
    with Scripted(echo) as server, begun(server) as bench:
        for size in ((60, 20), (118, 40)):
            bench.signal(signal.SIGTSTP)
            bench.wait_stopped()
            bench.assert_left_as_found()
            bench.resize(*size)
            bench.bring_back()
            bench.wait_for(lambda bench: "typing" in bench.text() and "Enter send" in bench.rows()[-1])
        bench.leave()


@needs("wireside")
def test_what_comes_while_stopped_is_there_afterwards():
    with Scripted(echo) as server, begun(server) as bench:
        bench.type("sent before the stop")
        bench.press("Enter", "Ctrl-Z")
        bench.wait_stopped()
        bench.bring_back()
        bench.wait_for("◂ sent before the stop")


class Deaf:
    """A port of 127.0.0.1 where connecting takes forever: its queue is full and nobody takes from it."""

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.port, self.waiting = self.listener.getsockname()[1], []
        while True:
            client = socket.socket()
            client.setblocking(False)
            self.waiting.append(client)
            client.connect_ex(("127.0.0.1", self.port))
            if not select.select([], [client], [], 0.2)[1]:
                return self

    def __exit__(self, *_):
        for client in (*self.waiting, self.listener):
            client.close()


@needs("wireside")
def test_connecting_can_be_given_up():
    with Deaf() as deaf, Workbench("open", f"tcp://127.0.0.1:{deaf.port}") as bench:
        bench.wait_for("Ctrl-C gives up")
        bench.press("F1")
        bench.wait_for("┏ Help")
        bench.press("q")
        bench.wait_gone("┏ Help")
        bench.press("Ctrl-C")
        bench.wait_for("gave up connecting")
        bench.press("Ctrl-C")
        bench.wait_for("q quits")
        bench.press("q")
        assert bench.wait_end() == 0
        bench.assert_left_as_found()
        assert bench.recordings() == []


@needs("wireside")
def test_terminated_while_connecting():
    with Deaf() as deaf, Workbench("open", f"tcp://127.0.0.1:{deaf.port}") as bench:
        bench.wait_for("Ctrl-C gives up")
        bench.signal(signal.SIGTERM)
        assert bench.wait_end() in (0, 143, -signal.SIGTERM)
        bench.assert_left_as_found()


@needs("wireside")
def test_idle_uses_no_processor():
    """While another process counts three seconds, the program runs for less than a hundredth of one."""
    with Scripted(echo) as server, begun(server) as bench, Workbench() as blank:
        blank.wait_start()
        # What the last key caused, such as a screen drawn or a thread wound down, is over once a second passes quietly.
        for program in (bench, blank):
            quiet(program)
            before = program.cpu_seconds()
            program.pump(3)
            used = program.cpu_seconds() - before
            assert used < 0.01, f"{used} s of 3 s"


def quiet(program):
    for _ in range(20):
        before = program.cpu_seconds()
        program.pump(0.5)
        if program.cpu_seconds() - before < 0.005:
            return
    raise Failure("the program is never idle")


@needs("wireside")
def test_idle_replay_uses_no_processor():
    with Scripted(echo) as server, begun(server) as bench:
        path = bench.recording()
        bench.leave()
        with Workbench("replay", path) as replay:
            replay.wait_for("‖")
            quiet(replay)
            before = replay.cpu_seconds()
            replay.pump(2)
            assert replay.cpu_seconds() - before < 0.01


@needs("wireside", "tmux", "bash")
def test_job_control_in_tmux():
    with Scripted(echo) as server, Tmux(100, 30) as tmux:
        tmux.run("echo", "before the program")
        tmux.run("stty", "-a")
        # The last word that stty says: before it the screen may hold a part of them.
        settings = tmux.wait_for("-extproc")
        tmux.run(binary(), "open", server.url)
        tmux.wait_for("typing")
        tmux.type("typed in tmux")
        tmux.press("Enter")
        tmux.wait_for("◂ typed in tmux")
        tmux.press("Ctrl-Z")
        stopped = tmux.wait_for("Stopped")
        assert "before the program" in stopped and "◂" not in stopped, stopped
        tmux.run("fg")
        tmux.wait_for("◂ typed in tmux")
        tmux.type("and after")
        tmux.press("Enter")
        tmux.wait_for("◂ and after")
        tmux.resize(60, 20)
        tmux.wait_for(lambda text: len(text.splitlines()) == 20 and "Enter send" in text)
        tmux.resize(100, 30)
        tmux.wait_for(lambda text: len(text.splitlines()) == 30 and "Enter send" in text)
        tmux.press("Ctrl-C")
        tmux.wait_for("q quits")
        tmux.press("q")
        tmux.wait_for(lambda text: "before the program" in text and text.rstrip().endswith("$"))
        tmux.run("clear")
        tmux.run("stty", "-a")
        after = tmux.wait_for("-extproc")
        assert flags(after) == flags(settings), (after, settings)


def flags(text):
    return [word for word in text[text.index("intr ="):].split() if word.startswith("-") or word.isalpha()]


if __name__ == "__main__":
    cases.main()
