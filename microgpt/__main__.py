"""The command line: python3 -m microgpt train | sample | trace | data | compare. What they do is in cli/.

Little is imported here, and the rest only when Ctrl-C has been seen to: it may come at any moment.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FAULT = 70  # of the program itself: EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended


def main(argv: list[str] | None = None) -> int:
    """Run one command; return the exit code, which run() of cli/program.py explains."""
    return _loaded()(argv)


def _loaded() -> "Callable[[list[str] | None], int]":
    try:
        from microgpt.cli.program import run
    except Exception as error:  # no memory, or half a copy of the package
        if sys.stderr is not None:
            print(f"microgpt: the program cannot be loaded ({type(error).__name__}: {error})", file=sys.stderr)
        return lambda _argv: FAULT
    return run


def program() -> int:
    """main() as a program of its own: wherever Ctrl-C strikes, nothing shows where that was."""
    try:
        import signal

        heeds_ctrl_c = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if heeds_ctrl_c:  # an exception in the middle of an import can come out where Python only prints it
            signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
        _open_what_is_closed()
        run = _loaded()
        if heeds_ctrl_c:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        code = run(None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said and done; what is left is Python's own end
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)
    return code


def _open_what_is_closed() -> None:
    """Lead a standard stream that a shell has closed nowhere: the next file to be opened would be taken for it."""
    while None in (sys.stdin, sys.stdout, sys.stderr):
        descriptor = os.open(os.devnull, os.O_RDWR)
        if descriptor > 2:
            os.close(descriptor)
            return


if __name__ == "__main__":
    sys.exit(program())
