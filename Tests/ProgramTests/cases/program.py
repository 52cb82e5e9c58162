"""The built program, as far as it goes."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
import cases
from cases import needs


@needs("wireside")
def test_it_is_the_program_under_test():
    assert os.path.basename(cases.binary()) == "wireside"
    libraries = subprocess.run(["ldd", cases.binary()], check=True, stdout=subprocess.PIPE, text=True).stdout
    assert "libncursesw.so.6" in libraries, libraries


if __name__ == "__main__":
    cases.main()
