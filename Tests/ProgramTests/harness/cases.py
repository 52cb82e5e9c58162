"""Runs the `test_` functions of a script: one line a case, and the count at the end.

A script ends with `if __name__ == "__main__": cases.main()`. Its arguments are the names of the cases to run, all
without one. A case that needs a program says so with `@needs("nginx")` and is skipped, by name, where it is not here.
"""
import os
import sys
import time
import traceback

from servers import find

COMMANDS = {
    "nginx": ("nginx",), "exim": ("exim4", "exim"), "tmux": ("tmux",), "curl": ("curl",), "swaks": ("swaks",),
    "dovecot": ("/usr/lib/dovecot/pop3", "/usr/libexec/dovecot/pop3"),  # its POP3 is a package of its own
    "less": ("less",), "bash": ("bash",),
    "nsd": ("nsd",), "dig": ("dig",),
    "tcpdump": ("tcpdump",),  # and only root may listen
}


class Skip(Exception):
    pass


def needs(*names):
    def mark(function):
        function.needs = getattr(function, "needs", ()) + names
        return function

    return mark


def missing(function):
    """The first thing that a case needs and this machine lacks, or None."""
    for name in getattr(function, "needs", ()):
        if name == "wireside":
            if not os.access(binary(), os.X_OK):
                return "the program has not been built"
        elif not find(*COMMANDS[name]) or name == "tcpdump" and os.geteuid() != 0:
            return f"{name} is not here"
    return None


def binary():
    """The program under test."""
    return os.environ.get("WIRESIDE_BINARY", "")


def main():
    script = sys.modules["__main__"]
    functions = {name: value for name, value in vars(script).items() if name.startswith("test_")}
    names = sys.argv[1:] or list(functions)
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for name in names:
        outcome, detail = run(functions[name])
        counts[outcome] += 1
        print(f"{outcome} {name}{detail}", flush=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    sys.exit(1 if counts["failed"] else 0)


def run(function):
    reason = missing(function)
    if reason:
        return "skipped", f": {reason}"
    start = time.monotonic()
    try:
        function()
    except Skip as skip:
        return "skipped", f": {skip}"
    except Exception:
        return "failed", "\n" + traceback.format_exc()
    return "passed", f" ({time.monotonic() - start:.2f} s)"
